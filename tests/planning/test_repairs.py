"""What to do after a loss: found by the real solver, here and in a fleet; who keeps a seat, and who gets another."""

import asyncio
import random
from collections.abc import Callable

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Camp, Cell, SessionMove
from edcamp.domain.ids import PersonId, RoomId, SlotId, TopicId
from edcamp.domain.refusals import Refused
from edcamp.live.camp import LiveCamp
from edcamp.live.clock import ManualClock
from edcamp.planning.bridge import Lost, repair_problem, seats_left, seats_problem
from edcamp.planning.planner import Planner
from tests.planning.conftest import MINUTE, Site

pytestmark = pytest.mark.anyio

BOSS = PersonId("boss")
HALL, NOOK = RoomId("hall"), RoomId("nook")
ONE, TWO = SlotId("s1"), SlotId("s2")
APPLES, BEANS, CORN = TopicId("apples"), TopicId("beans"), TopicId("corn")

WITHIN_S = 60


async def until(camp: LiveCamp, true: Callable[[Camp], bool]) -> None:
    async with asyncio.timeout(WITHIN_S):
        while not true(camp.value):
            await asyncio.sleep(0.02)


async def publish(camp: LiveCamp, *placements: tuple[TopicId, SlotId, RoomId]) -> None:
    for topic, slot, room in placements:
        await camp.ask(c.PlaceTopic(topic, slot, room), BOSS)
    await camp.ask(c.Publish(camp.value.draft_seq), BOSS)


def counted(camp: Camp) -> bool:
    return camp.published is not None and camp.published.counted


async def test_the_session_of_a_lost_room_moves_and_nothing_else(site: Site) -> None:
    await publish(site.camp, (APPLES, ONE, HALL), (BEANS, TWO, HALL), (CORN, ONE, NOOK))
    await until(site.camp, counted)
    found = await site.planner.repair(site.camp, BOSS, HALL, (TWO,), None)
    assert found.command.moves == (SessionMove(BEANS, Cell(TWO, HALL), Cell(TWO, NOOK)),)
    assert (found.command.room, found.command.closed, found.unplaced) == (HALL, (TWO,), ())
    await site.camp.ask(found.command, BOSS)
    published = site.camp.value.published
    assert published is not None
    assert {(p.topic, p.slot, p.room) for p in published.placements} == {
        (APPLES, ONE, HALL),
        (BEANS, TWO, NOOK),
        (CORN, ONE, NOOK),
    }
    await until(site.camp, counted)


async def test_a_topic_that_nobody_can_run_has_no_place(site: Site) -> None:
    await publish(site.camp, (APPLES, ONE, HALL), (CORN, ONE, NOOK))
    found = await site.planner.repair(site.camp, BOSS, None, (), APPLES)
    assert SessionMove(APPLES, Cell(ONE, HALL), None) in found.command.moves
    assert [(u.topic, u.reason) for u in found.unplaced] == [(APPLES, "no-slot-allowed")]
    assert found.before.must.wanted == found.after.must.wanted == 2


@pytest.mark.parametrize(
    ("by", "room", "slots", "topic", "code"),
    [
        ("ana", HALL, (ONE,), None, "not-organizer"),
        ("boss", RoomId("none"), (ONE,), None, "room-unknown"),
        ("boss", HALL, (SlotId("pause"),), None, "slot-break"),
        ("boss", None, (), TopicId("none"), "topic-unknown"),
        ("boss", None, (), None, "bad-command"),
    ],
)
async def test_what_cannot_be_lost(
    site: Site, by: str, room: RoomId | None, slots: tuple[SlotId, ...], topic: TopicId | None, code: str
) -> None:
    await publish(site.camp, (APPLES, ONE, HALL))
    with pytest.raises(Refused) as refused:
        await site.planner.repair(site.camp, PersonId(by), room, slots, topic)
    assert refused.value.code == code


async def test_nothing_is_lost_before_it_is_published(site: Site) -> None:
    with pytest.raises(Refused, match="nothing-published"):
        await site.planner.repair(site.camp, BOSS, HALL, (ONE,), None)


async def test_people_are_in_a_room_that_is_lost(camp: LiveCamp, clock: ManualClock) -> None:
    """Its session goes to a free room of its own slot at once; a slot that has begun is planned no more."""
    await publish(camp, (APPLES, ONE, HALL))
    clock.turn(40 * MINUTE)
    lost = Lost(HALL, (ONE, TWO))
    problem = repair_problem(camp.value, lost, clock.now())
    assert [(p.topic, p.slot, p.room) for p in problem.current] == [("apples", "s1", "nook")]
    assert problem.frozen == ("s1",)
    assert next(room for room in problem.rooms if room.id == "hall").closed == ("s2",)
    planner = Planner()
    try:
        found = await planner.repair(camp, BOSS, lost.room, lost.slots, None)
        assert SessionMove(APPLES, Cell(ONE, HALL), Cell(ONE, NOOK)) in found.command.moves
        await camp.ask(found.command, BOSS)
    finally:
        await planner.close()


async def test_few_move(crowded: LiveCamp) -> None:
    """A room of four closes in a full house: what was in it moves or goes; of the rest at most what makes way."""
    cells = [(s.id, room) for s in crowded.value.sessions_slots() for room in sorted(crowded.value.rooms)]
    dice = random.Random(3)
    topics = dice.sample(sorted(crowded.value.topics), len(cells))
    await publish(crowded, *((topic, *cell) for topic, cell in zip(topics, cells, strict=True)))
    planner = Planner()
    try:
        lost = RoomId("r0")
        slots = tuple(slot.id for slot in crowded.value.sessions_slots())
        found = await planner.repair(crowded, BOSS, lost, slots, None)
    finally:
        await planner.close()
    elsewhere = [m for m in found.command.moves if m.was is not None and m.was.room != lost]
    assert len([m for m in found.command.moves if m.was is not None and m.was.room == lost]) == 3
    assert len(elsewhere) <= 3
    assert all(move.now is None or move.now.room != lost for move in found.command.moves)


async def test_seats_that_are_left(camp: LiveCamp, clock: ManualClock) -> None:
    """The nook seats two. Who has a seat in it keeps it, and one is left for whoever has none."""
    await publish(camp, (APPLES, ONE, NOOK), (BEANS, TWO, HALL))
    await camp.ask(c.AssignSeats(1, {PersonId("cleo"): {ONE: APPLES}}), None)
    published = camp.value.published
    assert published is not None
    assert published.seats is not None
    problem, placements = seats_problem(camp.value, published.placements, clock.now())
    left, there = seats_left(problem, placements, published.seats)
    capacity = {room.id: room.capacity for room in left.rooms}
    assert {p.topic: capacity[p.room] for p in there} == {"apples": 1, "beans": 40}
    cleo = next(person for person in left.people if person.id == "cleo")
    assert (cleo.votes, cleo.away) == ({"beans": "interested"}, ("s1",))
