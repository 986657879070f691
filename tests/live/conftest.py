"""Camps in motion, on every journal that there is."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from edcamp.domain import commands as c
from edcamp.domain.ids import ClientId
from edcamp.live.camp import UNCOUNTED, LiveCamp
from edcamp.live.clock import ManualClock
from edcamp.live.host import Live
from tests.domain.story import BEN, BOSS, CAMP, CAT, DAN, SETTINGS, START
from tests.live.stores import OPENERS, AnyStore, FaultyJournal


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(params=OPENERS)
async def store(request: pytest.FixtureRequest, tmp_path: Path, anyio_backend: str) -> AsyncIterator[AnyStore]:
    async with await request.param(tmp_path) as opened:
        yield opened


@pytest.fixture
def journal(store: AnyStore) -> FaultyJournal:
    return FaultyJournal(store.journal)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
async def live(journal: FaultyJournal, store: AnyStore, clock: ManualClock) -> AsyncIterator[Live]:
    made = Live(journal, store.people, clock)
    yield made
    await made.close()


@pytest.fixture
async def camp(live: Live, journal: FaultyJournal) -> LiveCamp:
    """An organizer and three attendees; gathering and voting are open."""
    made = await live.create(SETTINGS, camp=CAMP)
    joining = [c.Join(BOSS, organizer=True), c.Join(BEN), c.Join(CAT), c.Join(DAN)]
    await made.ask_all([c.Asked(join, None, ClientId("system"), UNCOUNTED) for join in joining])
    journal.appended.clear()
    return made
