"""What to do after a loss: found by the real solver, here and in a fleet; who keeps a seat, and who gets another."""

import asyncio
import random
from collections.abc import Callable

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Camp, Cell, SessionMove, Wish
from edcamp.domain.ids import PersonId, RoomId, SlotId, TopicId
from edcamp.domain.refusals import Refused
from edcamp.live.camp import LiveCamp
from edcamp.live.clock import ManualClock
from edcamp.planning.bridge import Lost, repair_problem, seats_left, seats_problem
from edcamp.planning.planner import Planner
from tests.planning.conftest import MINUTE, MORNING, Site

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


@pytest.mark.parametrize("to", [TWO, None])
async def test_a_session_goes_where_people_ask_for_it(site: Site, to: SlotId | None) -> None:
    """And nothing else moves; what people get is counted before and after."""
    await publish(site.camp, (APPLES, ONE, HALL), (CORN, ONE, NOOK))
    await site.camp.ask(c.RequestTime(APPLES, ONE, to), PersonId("ben"))
    found = await site.planner.repair(site.camp, BOSS, wish=Wish(APPLES, ONE, to))
    assert found.command.moves == (SessionMove(APPLES, Cell(ONE, HALL), Cell(TWO, HALL)),)
    assert (found.before.interested.seated, found.after.interested.seated) == (0, 1), "Ben hosts corn in the first slot"
    gained = (found.after.value or 0) - (found.before.value or 0)
    assert gained == 3 + 5 - 3, "an interested and a must of people who had nothing, and what a move is charged"
    await site.camp.ask(found.command, BOSS)
    assert site.camp.value.published is not None
    assert [p.cell for p in site.camp.value.published.of(APPLES)] == [Cell(TWO, HALL)]


async def test_what_is_in_the_way_makes_room(camp: LiveCamp) -> None:
    """Ana hosts both, so one of them can only go where the other was."""
    await publish(camp, (APPLES, ONE, HALL), (BEANS, TWO, HALL), (CORN, TWO, NOOK))
    planner = Planner()
    try:
        found = await planner.repair(camp, BOSS, wish=Wish(APPLES, ONE, TWO))
    finally:
        await planner.close()
    assert {(m.topic, m.now.slot) for m in found.command.moves if m.now is not None} == {(APPLES, TWO), (BEANS, ONE)}
    await camp.ask(found.command, BOSS)


async def test_one_of_two_sessions_of_a_topic_moves(camp: LiveCamp, clock: ManualClock) -> None:
    """The other one stays, although a second place is worth nothing to anybody."""
    await camp.ask(c.PutSlot(SlotId("s3"), "Three", MORNING + 150 * MINUTE, MORNING + 200 * MINUTE), BOSS)
    await camp.ask(c.SetRepeat(CORN, True), BOSS)
    await camp.ask(c.PlaceTopic(CORN, ONE, HALL), BOSS)
    await camp.ask(c.PlaceTopic(CORN, TWO, NOOK, beside=Cell(ONE, HALL)), BOSS)
    await publish(camp)
    planner = Planner()
    try:
        found = await planner.repair(camp, BOSS, wish=Wish(CORN, TWO, SlotId("s3")))
        [move] = found.command.moves
        assert (move.was, move.now is not None and move.now.slot) == (Cell(TWO, NOOK), "s3")
        clock.turn(20 * MINUTE)
        with pytest.raises(Refused) as refused:
            await planner.repair(camp, BOSS, wish=Wish(CORN, ONE, SlotId("s3")))
        assert refused.value.code == "request-gone"
    finally:
        await planner.close()


async def test_nothing_that_is_on_twice_is_on_once_to_make_room(camp: LiveCamp) -> None:
    """Corn's second session is in the larger room of the slot that is asked for."""
    await camp.ask(c.SetRepeat(CORN, True), BOSS)
    await camp.ask(c.PlaceTopic(CORN, ONE, NOOK), BOSS)
    await camp.ask(c.PlaceTopic(CORN, TWO, HALL, beside=Cell(ONE, NOOK)), BOSS)
    await publish(camp, (APPLES, ONE, HALL), (BEANS, TWO, NOOK))
    planner = Planner()
    try:
        found = await planner.repair(camp, BOSS, wish=Wish(APPLES, ONE, TWO))
    finally:
        await planner.close()
    assert all(move.now is not None for move in found.command.moves)
    assert {(m.topic, m.now.slot) for m in found.command.moves if m.now is not None} >= {(APPLES, TWO), (BEANS, ONE)}


async def test_what_cannot_be_granted_is_said(camp: LiveCamp) -> None:
    await publish(camp, (APPLES, ONE, HALL))
    for room in (HALL, NOOK):
        await camp.ask(c.CloseRoom(room, (TWO,)), BOSS)
    planner = Planner()
    try:
        with pytest.raises(Refused) as refused:
            await planner.repair(camp, BOSS, wish=Wish(APPLES, ONE, TWO))
    finally:
        await planner.close()
    assert refused.value.code == "request-impossible"


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
