"""Camps that nobody comes by leave the memory, and are as they were for whoever comes next."""

import asyncio
import gc
import weakref
from collections.abc import AsyncIterator, Callable

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Kind, Phase, PhaseChange, Settings
from edcamp.domain.documents import PUBLIC
from edcamp.domain.ids import TopicId
from edcamp.live.camp import LiveCamp
from edcamp.live.clock import ManualClock
from edcamp.live.host import Live
from tests.domain.story import BEN, BOSS, CAMP, MINUTE, SETTINGS, START
from tests.live.stores import AnyStore, FaultyJournal

pytestmark = pytest.mark.anyio

REST_AFTER_S = 0.2


@pytest.fixture
async def live(journal: FaultyJournal, store: AnyStore, clock: ManualClock) -> AsyncIterator[Live]:
    made = Live(journal, store.people, clock, rest_after_s=REST_AFTER_S)
    yield made
    await made.close()


@pytest.fixture
def rested(live: Live) -> list[LiveCamp]:
    found: list[LiveCamp] = []
    live.on_rest(found.append)
    return found


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not true():
            await asyncio.sleep(0.005)


async def test_a_camp_that_rested_is_as_it_was(live: Live, camp: LiveCamp, rested: list[LiveCamp]) -> None:
    await camp.set_name(BEN, "Ben")
    await camp.ask(c.ProposeTopic(TopicId("t1"), Kind.LEAD, "Reading aloud"), BEN, "phone", 1)
    before = camp.delta(PUBLIC, None)
    await until(lambda: rested == [camp])

    again = await live.camp(CAMP)

    assert again is not camp
    assert again.delta(PUBLIC, None) == before
    repeated = await again.ask(c.ProposeTopic(TopicId("t1"), Kind.LEAD, "Reading aloud"), BEN, "phone", 1)
    assert repeated.seq == again.value.seq


async def test_a_camp_that_is_held_stays(live: Live, camp: LiveCamp, rested: list[LiveCamp]) -> None:
    first, second = camp.hold(), camp.hold()
    first()
    await asyncio.sleep(4 * REST_AFTER_S)
    assert (rested, await live.camp(CAMP)) == ([], camp)

    second()

    await until(lambda: rested == [camp])


async def test_nothing_is_left_of_it_in_memory(live: Live, camp: LiveCamp, rested: list[LiveCamp]) -> None:
    """A camp of its own, which no fixture holds."""
    other = (await live.create(SETTINGS)).id
    gone = weakref.ref(await live.camp(other))
    live.snapshots.of(await live.camp(other))
    await until(lambda: len(rested) == 2)
    rested.clear()

    def forgotten() -> bool:
        gc.collect()
        return gone() is None

    await until(forgotten)  # it is closed after `rested` was told, which takes Redis a moment


async def test_what_the_clock_did_meanwhile_is_done_before_anybody_is_answered(
    live: Live, camp: LiveCamp, clock: ManualClock, rested: list[LiveCamp]
) -> None:
    closing = PhaseChange(START + 10 * MINUTE, Phase.VOTE, False)
    settings = Settings(SETTINGS.name, SETTINGS.date, SETTINGS.time_zone, SETTINGS.tags, (closing,))
    await camp.ask(c.EditCamp(settings), BOSS)
    await until(lambda: rested == [camp])
    clock.turn(11 * MINUTE)

    again = await live.camp(CAMP)

    assert Phase.VOTE not in again.value.phases
