"""How many are here. Not journalled: it is true now or not at all."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Hashable

from edcamp.domain.documents import PUBLIC
from edcamp.journal.commons import Commons
from edcamp.journal.port import JournalClosed, JournalUnavailable
from edcamp.live.camp import LiveCamp
from edcamp.logs import Log

log = Log(__name__)

SHOWN_EVERY_S = 1.0
"""A storm of joins must not become a storm of counts."""

ASKED_EVERY_S = 2.0
"""How often each process hears how many are with the others: a fifth of the time after which it would be given up."""


class Presence:
    """Counts who is connected to a camp, each person once, whatever the number of their devices.

    ``commons``: with other processes, through which some of their devices may be connected.
    """

    def __init__(self, camp: LiveCamp, commons: Commons | None = None) -> None:
        self._camp = camp
        self._here: Counter[Hashable] = Counter()
        self._shown = 0
        self._shown_at = float("-inf")
        self._timer: asyncio.TimerHandle | None = None
        self._lingering: set[asyncio.TimerHandle] = set()
        self._commons = commons
        self._told: set[str] = set()
        """Whom the other processes know to be here."""
        self._changed = asyncio.Event()
        self._telling: asyncio.Task[None] | None = None

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
        if self._telling is not None:
            self._telling.cancel()

    async def settle(self) -> None:
        """After ``close``: the other processes do not wait for those who were here to be back."""
        if self._telling is not None:
            await asyncio.gather(self._telling, return_exceptions=True)
        if self._commons is not None and self._told:
            try:
                await self._commons.nobody_here(self._camp.id)
            except (JournalUnavailable, JournalClosed):
                log.info("who was here is counted until that expires", camp=self._camp.id)

    def _show_soon(self) -> None:
        if self._commons is not None:
            self._changed.set()
            if self._telling is None or self._telling.done():
                self._telling = asyncio.create_task(self._count_together(self._commons))
        elif self._timer is None and len(self._here) != self._shown:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(max(loop.time(), self._shown_at + SHOWN_EVERY_S), self._show)

    def _show(self) -> None:
        self._timer = None
        self._show_count(len(self._here))

    def _show_count(self, count: int) -> None:
        if count != self._shown:
            self._shown = count
            self._shown_at = asyncio.get_running_loop().time()
            self._camp.set_ephemeral(PUBLIC, connected=count)

    # --- with other processes

    async def _count_together(self, commons: Commons) -> None:
        """For as long as anybody is here, and once more when nobody is."""
        while self._here or self._told:
            self._changed.clear()
            here = {self._name(who, commons) for who in self._here}
            try:
                count = await commons.here(self._camp.id, here - self._told, self._told - here, len(here))
            except JournalUnavailable:
                count = None  # nobody knows what was heard of this; all of it is told again
            except JournalClosed:
                return
            self._told = set() if count is None else here
            if count is not None:
                self._show_count(count)
            await asyncio.sleep(SHOWN_EVERY_S)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, ASKED_EVERY_S - SHOWN_EVERY_S)):
                    await self._changed.wait()

    def _name(self, who: Hashable, commons: Commons) -> str:
        """The same for a person in every process; for somebody without a name, of this one only."""
        return who if isinstance(who, str) else f"{commons.process}/{id(who)}"
