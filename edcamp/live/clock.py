"""The day's clock. Tests turn it by hand."""

import asyncio
import heapq
import time
from typing import Protocol

from edcamp.domain.ids import Instant


class Clock(Protocol):
    def now(self) -> Instant:
        """Milliseconds since the Unix epoch, UTC."""
        ...

    async def sleep_until(self, at: Instant) -> None:
        """Returns once ``now() >= at``, however the wall clock was set meanwhile."""
        ...


LONGEST_SLEEP_S = 30.0
"""Asks the wall clock again this often: a laptop that slept or a corrected clock must not delay a phase by more."""


class SystemClock:
    def now(self) -> Instant:
        return time.time_ns() // 1_000_000

    async def sleep_until(self, at: Instant) -> None:
        while (left := (at - self.now()) / 1000) > 0:  # noqa: ASYNC110 - a wall clock announces nothing
            await asyncio.sleep(min(left, LONGEST_SLEEP_S))


class ManualClock:
    """Stands still until ``turn`` moves it."""

    def __init__(self, now: Instant) -> None:
        self._now = now
        self._sleepers: list[tuple[Instant, int, asyncio.Future[None]]] = []

    def now(self) -> Instant:
        return self._now

    async def sleep_until(self, at: Instant) -> None:
        if at <= self._now:
            return
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (at, id(woken), woken))
        await woken

    def turn(self, milliseconds: int) -> None:
        """Moves time on and wakes whoever waited for it."""
        self._now += milliseconds
        while self._sleepers and self._sleepers[0][0] <= self._now:
            _, _, woken = heapq.heappop(self._sleepers)
            if not woken.done():
                woken.set_result(None)
