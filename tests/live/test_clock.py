"""Clocks: the wall's, and one that stands still until it is turned."""

import asyncio
import time

import pytest

from edcamp.live import clock as clocks
from edcamp.live.clock import ManualClock, SystemClock

pytestmark = pytest.mark.anyio


async def test_a_clock_wakes_whom_its_time_has_come() -> None:
    clock = ManualClock(1000)
    woken: list[int] = []

    async def sleeper(at: int) -> None:
        await clock.sleep_until(at)
        woken.append(at)

    sleepers = [asyncio.create_task(sleeper(at)) for at in (1300, 1100, 1100, 1200, 1000, 900)]
    await asyncio.sleep(0.01)
    assert sorted(woken) == [900, 1000]
    clock.turn(100)
    await asyncio.sleep(0.01)
    assert sorted(woken) == [900, 1000, 1100, 1100]
    sleepers[3].cancel()
    clock.turn(500)
    await asyncio.gather(*sleepers, return_exceptions=True)

    assert clock.now() == 1600
    assert sorted(woken) == [900, 1000, 1100, 1100, 1300]


async def test_the_wall_clock_says_milliseconds() -> None:
    assert abs(SystemClock().now() - time.time() * 1000) < 1000


async def test_the_wall_clock_wakes_when_it_is_time_and_not_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even if it sleeps in pieces, as it does so that a corrected clock delays nothing by long."""
    monkeypatch.setattr(clocks, "LONGEST_SLEEP_S", 0.01)
    clock = SystemClock()
    at = clock.now() + 50

    await clock.sleep_until(at)

    assert clock.now() >= at
    await clock.sleep_until(at)
