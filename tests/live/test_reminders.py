"""Hosts who have not answered are asked again by the clock, once, whatever restarts and other processes do."""

import asyncio

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Answer, Kind
from edcamp.live.camp import LiveCamp
from edcamp.live.clock import ManualClock
from edcamp.live.host import Live
from tests.domain.story import APPLES, BEN, BOSS, CAMP, FIRST, HALL, MINUTE, START
from tests.live.stores import AnyStore, FaultyJournal
from tests.live.test_timetable import until

pytestmark = pytest.mark.anyio


@pytest.fixture
async def published(camp: LiveCamp) -> LiveCamp:
    """Ben hosts apples in an hour."""
    start = START + 60 * MINUTE
    await camp.ask(c.PutRoom(HALL, "Hall", 9), BOSS)
    await camp.ask(c.PutSlot(FIRST, "First", start, start + 50 * MINUTE), BOSS)
    await camp.ask(c.ProposeTopic(APPLES, Kind.LEAD, "Apples"), BEN)
    await camp.ask(c.PlaceTopic(APPLES, FIRST, HALL), BOSS)
    await camp.ask(c.Publish(camp.value.draft_seq), BOSS)
    return camp


def told(camp: LiveCamp) -> list[str]:
    return [str(notice.kind) for notice in camp.value.notices.get(BEN, ())]


async def test_a_host_is_asked_again_when_it_is_time(published: LiveCamp, clock: ManualClock) -> None:
    clock.turn(40 * MINUTE - 1)
    await asyncio.sleep(0.02)
    assert told(published) == ["placed"]

    clock.turn(1)

    await until(lambda: told(published) == ["placed", "reminded"])
    clock.turn(10 * MINUTE)
    await asyncio.sleep(0.02)
    assert told(published) == ["placed", "reminded"]


async def test_an_answer_in_time_spares_the_asking(published: LiveCamp, clock: ManualClock) -> None:
    await published.ask(c.AnswerAssignment(APPLES, FIRST, HALL, Answer.CONFIRMED), BEN)

    clock.turn(50 * MINUTE)

    await asyncio.sleep(0.02)
    assert told(published) == ["placed"]


async def test_a_server_that_was_away_asks_when_it_is_back(
    published: LiveCamp, live: Live, journal: FaultyJournal, store: AnyStore, clock: ManualClock
) -> None:
    await live.close()
    clock.turn(50 * MINUTE)
    again = Live(journal, store.people, clock)
    camp = await again.camp(CAMP)
    try:
        await until(lambda: told(camp) == ["placed", "reminded"])
    finally:
        await again.close()


async def test_two_processes_ask_once(published: LiveCamp, store: AnyStore, clock: ManualClock) -> None:
    if not store.journal.shared:
        pytest.skip("one process only")
    other = Live(store.journal, store.people, clock)
    try:
        camp = await other.camp(CAMP)
        clock.turn(40 * MINUTE)
        await until(lambda: "reminded" in told(published) and "reminded" in told(camp))
        await asyncio.sleep(0.05)
        assert told(published) == told(camp) == ["placed", "reminded"]
    finally:
        await other.close()
