"""How many are here. Not journalled: it is true now or not at all."""

import asyncio
from collections import Counter
from collections.abc import Hashable

from edcamp.domain.documents import PUBLIC
from edcamp.live.camp import LiveCamp

SHOWN_EVERY_S = 1.0
"""A storm of joins must not become a storm of counts."""


class Presence:
    """Counts who is connected to a camp, each person once, whatever the number of their devices."""

    def __init__(self, camp: LiveCamp) -> None:
        self._camp = camp
        self._here: Counter[Hashable] = Counter()
        self._shown = 0
        self._shown_at = float("-inf")
        self._timer: asyncio.TimerHandle | None = None
        self._lingering: set[asyncio.TimerHandle] = set()

    def enter(self, who: Hashable) -> None:
        self._here[who] += 1
        self._show_soon()

    def leave(self, who: Hashable, linger_s: float = 0.0) -> None:
        """``linger_s``: for how long they count as here, because they are likely to be back."""
        if linger_s:
            loop = asyncio.get_running_loop()

            def gone() -> None:
                self._lingering.discard(timer)
                self.leave(who)

            timer = loop.call_later(linger_s, gone)
            self._lingering.add(timer)
            return
        self._here[who] -= 1
        if self._here[who] <= 0:
            del self._here[who]
        self._show_soon()

    def close(self) -> None:
        for timer in (self._timer, *self._lingering):
            if timer is not None:
                timer.cancel()

    def _show_soon(self) -> None:
        if self._timer is None and len(self._here) != self._shown:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(max(loop.time(), self._shown_at + SHOWN_EVERY_S), self._show)

    def _show(self) -> None:
        self._timer = None
        if len(self._here) != self._shown:
            self._shown = len(self._here)
            self._shown_at = asyncio.get_running_loop().time()
            self._camp.set_ephemeral(PUBLIC, connected=self._shown)
