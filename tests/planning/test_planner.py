import asyncio
import multiprocessing
import os
import signal
from collections.abc import AsyncIterator
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from edcamp import wire
from edcamp.domain import commands as c
from edcamp.domain.camp import Cell, Phase
from edcamp.domain.ids import PersonId, RoomId, SlotId, TopicId
from edcamp.domain.refusals import Refused
from edcamp.live.camp import LiveCamp
from edcamp.live.clock import ManualClock
from edcamp.planning.planner import Planner
from tests.planning.conftest import Site

pytestmark = pytest.mark.anyio

BOSS = PersonId("boss")
MINUTE = 60_000


@pytest.fixture
async def planner() -> AsyncIterator[Planner]:
    made = Planner()
    yield made
    await made.close()


async def finished(camp: LiveCamp) -> None:
    async with asyncio.timeout(30):
        while camp.ephemeral["organizers"]["solving"].running:
            await asyncio.sleep(0.02)


def threads_of(process: BaseProcess) -> int:
    tasks = Path(f"/proc/{process.pid}/task")
    if not tasks.exists():
        pytest.skip("threads of another process cannot be counted here")
    return len(list(tasks.iterdir()))


async def found_something(camp: LiveCamp) -> None:
    async with asyncio.timeout(30):
        while not camp.ephemeral["organizers"]["solving"].plans:
            await asyncio.sleep(0.02)
    assert camp.ephemeral["organizers"]["solving"].running


async def test_a_plan_becomes_the_draft_with_value_and_bound(camp: LiveCamp, planner: Planner) -> None:
    await planner.start(camp, BOSS, 2)
    await finished(camp)

    draft = camp.value.draft
    slots = {placement.topic: placement.slot for placement in draft.placements}
    assert sorted(slots) == ["apples", "beans", "corn"]
    assert slots[TopicId("apples")] != slots[TopicId("beans")], "Ana hosts both"
    assert draft.value is not None
    assert draft.bound is not None
    assert draft.value <= draft.bound
    shown = camp.ephemeral["organizers"]["solving"]
    assert (shown.running, shown.value, shown.placed, shown.error) == (False, draft.value, 3, None)
    assert camp.value.history[max(camp.value.history)].by == BOSS


async def test_pins_are_kept(camp: LiveCamp, planner: Planner) -> None:
    await camp.ask(c.PlaceTopic(TopicId("corn"), SlotId("s2"), RoomId("nook")), BOSS)
    await camp.ask(c.PinTopic(TopicId("corn"), True), BOSS)

    await planner.start(camp, BOSS, 1)
    await finished(camp)

    [corn] = camp.value.draft.of(TopicId("corn"))
    assert (corn.slot, corn.room, corn.pinned) == ("s2", "nook", True)


async def test_what_changed_while_planning_is_checked_again(camp: LiveCamp, planner: Planner) -> None:
    await planner.start(camp, BOSS, 1)
    await camp.ask(c.HideTopic(TopicId("corn"), True), BOSS)
    await finished(camp)

    assert sorted(p.topic for p in camp.value.draft.placements) == ["apples", "beans"]


async def test_stop_keeps_the_best_so_far(crowded: LiveCamp, planner: Planner) -> None:
    await planner.start(crowded, BOSS, 60)
    with pytest.raises(Refused) as refused:
        await planner.start(crowded, BOSS, 60)
    assert refused.value.code == "plan-running"
    await found_something(crowded)

    await planner.stop(crowded)
    await finished(crowded)

    solving = crowded.ephemeral["organizers"]["solving"]
    assert (solving.error, len(crowded.value.draft.placements)) == (None, 12)
    assert solving.elapsed < 30


async def test_only_organizers_plan_and_only_what_can_be_planned(camp: LiveCamp, planner: Planner) -> None:
    for by, seconds, code in ((PersonId("ana"), 5, "not-organizer"), (BOSS, 0, "plan-seconds")):
        with pytest.raises(Refused) as refused:
            await planner.start(camp, by, seconds)
        assert refused.value.code == code
    with pytest.raises(Refused) as refused:
        await planner.stop(camp)
    assert refused.value.code == "plan-not-running"
    for room in ("hall", "nook"):
        await camp.ask(c.RemoveRoom(RoomId(room)), BOSS)
    with pytest.raises(Refused) as refused:
        await planner.start(camp, BOSS, 5)
    assert refused.value.code == "plan-empty"


async def test_pins_that_contradict_are_said_in_words(camp: LiveCamp, planner: Planner) -> None:
    """Ana cannot host twice at once; only somebody claiming can bring that about once both are pinned."""
    await camp.ask(c.PlaceTopic(TopicId("apples"), SlotId("s1"), RoomId("hall")), BOSS)
    await camp.ask(c.PlaceTopic(TopicId("corn"), SlotId("s1"), RoomId("nook")), BOSS)
    await camp.ask(c.PinTopic(TopicId("apples"), True), BOSS)
    await camp.ask(c.PinTopic(TopicId("corn"), True), BOSS)
    await camp.ask(c.MergeTopic(TopicId("beans"), TopicId("corn")), BOSS)
    await camp.set_name(PersonId("ana"), "Ana")
    before = camp.value.draft

    await planner.start(camp, BOSS, 1)
    await finished(camp)

    solving = camp.ephemeral["organizers"]["solving"]
    assert (solving.error.code, solving.error.value) == ("plan-infeasible", None)
    assert solving.ways == (
        (wire.Rule("host", ("ana", "apples", "corn")),),
        (wire.Rule("pin", ("apples", "s1", "hall")),),
        (wire.Rule("pin", ("corn", "s1", "nook")),),
    )
    assert camp.value.draft == before


async def test_what_has_begun_stays_exactly_when_the_rest_is_planned_anew(
    crowded: LiveCamp, clock: ManualClock, planner: Planner
) -> None:
    first = [(TopicId(f"t{n}"), SlotId("s1"), RoomId(f"r{n}")) for n in range(3)]
    for topic, slot, room in [*first, (TopicId("t9"), SlotId("s2"), RoomId("r0"))]:
        await crowded.ask(c.PlaceTopic(topic, slot, room), BOSS)
    await crowded.ask(c.Publish(crowded.value.draft_seq), BOSS)
    clock.turn(65 * MINUTE)

    await planner.start(crowded, BOSS, 1)
    await finished(crowded)

    assert crowded.ephemeral["organizers"]["solving"].error is None
    draft = crowded.value.draft
    kept = sorted((p.topic, p.slot, p.room) for p in draft.placements if p.slot == "s1")
    assert kept == first
    assert len(draft.placements) == 3 + 4 + 4
    assert draft.of(TopicId("t9"))


async def test_the_solver_counts_with_one_thread(camp: LiveCamp, planner: Planner) -> None:
    before = {name: os.environ.get(name) for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")}
    await planner.start(camp, BOSS, 1)
    await finished(camp)

    [solver] = multiprocessing.active_children()
    async with asyncio.timeout(10):
        while threads_of(solver) > 1:  # a proof that was still worked on ends a moment after its search
            await asyncio.sleep(0.05)
    assert {name: os.environ.get(name) for name in before} == before


async def test_a_solver_that_dies_is_said_and_started_again(crowded: LiveCamp, planner: Planner) -> None:
    await planner.start(crowded, BOSS, 60)
    await found_something(crowded)
    [solver] = multiprocessing.active_children()
    assert solver.pid is not None
    os.kill(solver.pid, signal.SIGKILL)
    await finished(crowded)
    assert crowded.ephemeral["organizers"]["solving"].error.code == "plan-failed"
    assert crowded.value.draft.placements == ()

    await planner.start(crowded, BOSS, 1)
    await finished(crowded)

    assert crowded.ephemeral["organizers"]["solving"].error is None
    assert len(crowded.value.draft.placements) == 12


async def test_seats_are_counted_after_every_publication(camp: LiveCamp, planner: Planner) -> None:
    planner.watch(camp)
    await camp.ask(c.PlaceTopic(TopicId("apples"), SlotId("s1"), RoomId("hall")), BOSS)
    await camp.ask(c.PlaceTopic(TopicId("beans"), SlotId("s2"), RoomId("hall")), BOSS)
    await camp.ask(c.Publish(camp.value.draft_seq), BOSS)

    async with asyncio.timeout(30):
        while camp.value.published is None or camp.value.published.seats is None:
            await asyncio.sleep(0.02)
    seats = {person: dict(by_slot) for person, by_slot in camp.value.published.seats.items()}
    assert seats == {"cleo": {"s1": "apples", "s2": "beans"}, "ben": {"s1": "apples"}}
    assert Phase.RUN in camp.value.phases


async def test_moves_by_hand_have_a_price_in_every_cell(site: Site) -> None:
    camp, planner = site
    await camp.ask(c.PlaceTopic(TopicId("beans"), SlotId("s1"), RoomId("hall")), BOSS)

    found = await planner.prices(camp, BOSS, TopicId("apples"), 0)

    assert (found.seq, found.topic, found.start, found.cells) == (camp.value.draft_seq, "apples", 0, 4)
    assert (await planner.prices(camp, BOSS, TopicId("apples"), 3)).prices == found.prices[3:]
    cells = {(price.slot, price.room): (price.change, price.people) for price in found.prices}
    place, must, interested, first = 6, 3, 1, 2
    assert cells[SlotId("s2"), RoomId("hall")] == (place + must + interested + first, 3), "Ben's first; Ana leads it"
    assert cells[SlotId("s1"), RoomId("hall")] == (must - interested + interested + first, 3), "Cleo has beans now"
    stays = Cell(SlotId("s1"), RoomId("hall"))
    repeat = await planner.prices(camp, BOSS, TopicId("beans"), 0, stays)
    assert repeat.beside == stays
    by_cell = {(price.slot, price.room): (price.change, price.people) for price in repeat.prices}
    assert by_cell[SlotId("s1"), RoomId("hall")] == (0, 0)
    assert by_cell[SlotId("s2"), RoomId("hall")] == (0, 1), "Cleo has it already; Ana leads it again"
    with pytest.raises(Refused) as refused:
        await planner.prices(camp, BOSS, TopicId("beans"), 0, Cell(SlotId("s2"), RoomId("hall")))
    assert refused.value.code == "not-placed"
    with pytest.raises(Refused) as refused:
        await planner.prices(camp, PersonId("ana"), TopicId("apples"), 0)
    assert refused.value.code == "not-organizer"
    with pytest.raises(Refused) as refused:
        await planner.prices(camp, BOSS, TopicId("dates"), 0)
    assert refused.value.code == "topic-unknown"
