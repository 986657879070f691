import pytest

import scheduler
from edcamp import wire
from edcamp.domain import commands as c
from edcamp.domain.camp import Cell, Kind, Unplaced, Weight
from edcamp.domain.ids import PersonId, RoomId, SlotId, TopicId
from edcamp.live.camp import LiveCamp
from edcamp.live.clock import ManualClock
from edcamp.planning.bridge import problem_of, unplaced_of, ways_of

pytestmark = pytest.mark.anyio

BOSS = PersonId("boss")
MINUTE = 60_000


async def test_problem_holds_the_camps_votes_hosts_rooms_and_session_slots(camp: LiveCamp, clock: ManualClock) -> None:
    problem = problem_of(camp.value, clock.now())

    scheduler.validate(problem)
    assert [(room.id, room.capacity, room.features) for room in problem.rooms] == [
        ("hall", 40, ("projector",)),
        ("nook", 2, ()),
    ]
    assert [slot.id for slot in problem.slots] == ["s1", "s2"]
    assert [(topic.id, topic.hosts) for topic in problem.topics] == [
        ("apples", ("ana",)),
        ("beans", ("ana",)),
        ("corn", ("ben",)),
    ]
    assert {person.id: person.votes for person in problem.people} == {
        "ana": {"corn": "must"},
        "ben": {"apples": "interested"},
        "cleo": {"apples": "must", "beans": "interested"},
    }


async def test_problem_unites_votes_of_merged_topics(camp: LiveCamp, clock: ManualClock) -> None:
    await camp.ask(c.MergeTopic(TopicId("beans"), TopicId("apples")), BOSS)

    problem = problem_of(camp.value, clock.now())

    assert [topic.id for topic in problem.topics] == ["apples", "corn"]
    assert {person.id: person.votes for person in problem.people}["cleo"] == {"apples": "must"}


async def test_problem_leaves_out_a_need_that_no_room_has(camp: LiveCamp, clock: ManualClock) -> None:
    await camp.ask(
        c.ProposeTopic(TopicId("dance"), Kind.LEAD, "Dance", needs=("projector", "trampoline")), PersonId("cleo")
    )

    problem = problem_of(camp.value, clock.now())

    assert next(topic.needs for topic in problem.topics if topic.id == "dance") == ("projector",)


async def test_problem_takes_pins_from_the_draft(camp: LiveCamp, clock: ManualClock) -> None:
    await camp.ask(c.PlaceTopic(TopicId("corn"), SlotId("s2"), RoomId("nook")), BOSS)
    await camp.ask(c.PlaceTopic(TopicId("apples"), SlotId("s1"), RoomId("hall")), BOSS)
    await camp.ask(c.PinTopic(TopicId("corn"), True), BOSS)

    assert problem_of(camp.value, clock.now()).pins == (scheduler.Pin("corn", "s2", "nook"),)


async def test_problem_freezes_a_published_slot_that_is_about_to_begin(camp: LiveCamp, clock: ManualClock) -> None:
    await camp.ask(c.PlaceTopic(TopicId("corn"), SlotId("s1"), RoomId("nook")), BOSS)
    assert problem_of(camp.value, clock.now() + 20 * MINUTE).frozen == ()

    await camp.ask(c.Publish(camp.value.draft_seq), BOSS)

    assert problem_of(camp.value, clock.now()).frozen == ()
    soon = problem_of(camp.value, clock.now() + 15 * MINUTE)
    assert soon.frozen == ("s1",)
    assert soon.current == (scheduler.Placement("corn", "s1", "nook"),)


async def test_problem_takes_a_pin_in_a_frozen_slot_as_a_fact(camp: LiveCamp, clock: ManualClock) -> None:
    """What an organizer pins there by hand is how it is; the rest of the slot stays as published."""
    await camp.ask(c.PlaceTopic(TopicId("corn"), SlotId("s1"), RoomId("nook")), BOSS)
    await camp.ask(c.PlaceTopic(TopicId("apples"), SlotId("s1"), RoomId("hall")), BOSS)
    await camp.ask(c.Publish(camp.value.draft_seq), BOSS)
    begun = clock.now() + 35 * MINUTE
    published = {scheduler.Placement("corn", "s1", "nook"), scheduler.Placement("apples", "s1", "hall")}
    assert set(problem_of(camp.value, begun).current) == published

    await camp.ask(c.SwapCells(Cell(SlotId("s1"), RoomId("nook")), Cell(SlotId("s2"), RoomId("nook"))), BOSS)
    assert set(problem_of(camp.value, begun).current) == published, "moved, but not pinned"

    await camp.ask(c.PinTopic(TopicId("corn"), True), BOSS)
    moved = problem_of(camp.value, begun)
    assert moved.current == (scheduler.Placement("apples", "s1", "hall"),)
    assert moved.pins == (scheduler.Pin("corn", "s2", "nook"),)

    await camp.ask(c.UnplaceTopic(TopicId("apples")), BOSS)
    await camp.ask(c.PlaceTopic(TopicId("corn"), SlotId("s1"), RoomId("hall")), BOSS)
    await camp.ask(c.PinTopic(TopicId("corn"), True), BOSS)
    taken = problem_of(camp.value, begun)
    assert taken.current == (scheduler.Placement("corn", "s1", "hall"),)
    assert (taken.pins, taken.frozen) == ((), ("s1",))


async def test_problem_asks_nothing_of_the_room_a_topic_is_pinned_to(camp: LiveCamp, clock: ManualClock) -> None:
    await camp.ask(c.ProposeTopic(TopicId("film"), Kind.LEAD, "Film", needs=("projector",)), PersonId("cleo"))
    await camp.ask(c.PlaceTopic(TopicId("film"), SlotId("s1"), RoomId("nook")), BOSS)
    await camp.ask(c.PinTopic(TopicId("film"), True), BOSS)

    problem = problem_of(camp.value, clock.now())

    assert next(topic.needs for topic in problem.topics if topic.id == "film") == ()
    assert scheduler.explain(problem).possible


async def test_a_place_is_worth_more_than_all_that_its_hosts_can_miss(camp: LiveCamp, clock: ManualClock) -> None:
    assert problem_of(camp.value, clock.now()).weights == scheduler.Weights(placed=3 + 2 + 1)

    await camp.ask(c.MergeTopic(TopicId("beans"), TopicId("corn")), BOSS)

    assert problem_of(camp.value, clock.now()).weights == scheduler.Weights(placed=2 * (3 + 2) + 1)


async def test_a_topic_left_out_has_a_code_and_what_is_in_its_way(camp: LiveCamp, clock: ManualClock) -> None:
    await camp.ask(c.RemoveSlot(SlotId("s2")), BOSS)

    plan = scheduler.solve(problem_of(camp.value, clock.now()), 1.0)

    assert unplaced_of(plan) == (Unplaced(TopicId("beans"), "clash", ("apples",)),)


async def test_ways_out_are_what_an_organizer_can_give_up() -> None:
    host, pin = scheduler.Broken("host", ("ana", "apples", "corn")), scheduler.Broken("pin", ("corn", "s1", "nook"))
    assert ways_of([scheduler.Fix("", (host,)), scheduler.Fix("", (pin, host))]) == (
        (wire.Rule("host", ("ana", "apples", "corn")),),
        (wire.Rule("pin", ("corn", "s1", "nook")), wire.Rule("host", ("ana", "apples", "corn"))),
    )
    with pytest.raises(ValueError, match="closed"):
        ways_of([scheduler.Fix("", (scheduler.Broken("closed", ("hall", "s1")),))])


async def test_an_explicit_no_is_not_a_vote(camp: LiveCamp, clock: ManualClock) -> None:
    await camp.ask(c.SetVote(TopicId("apples"), Weight.NONE), PersonId("ben"))

    votes = {person.id: person.votes for person in problem_of(camp.value, clock.now()).people}

    assert votes["ben"] == {}
