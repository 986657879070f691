import random

import pytest
from msgspec.structs import replace

import scheduler
from edcamp import wire
from edcamp.domain import commands as c
from edcamp.domain.camp import Cell, Kind, Unplaced, Weight
from edcamp.domain.documents import differs
from edcamp.domain.ids import PersonId, RoomId, SlotId, TopicId
from edcamp.live.camp import LiveCamp
from edcamp.live.clock import ManualClock
from edcamp.planning.bridge import placements_of, points_of, problem_of, unplaced_of, unspoken, ways_of
from tests.domain.story import BOSS as STORY_BOSS
from tests.domain.story import HALL, START, new_story

pytestmark = pytest.mark.anyio

BOSS = PersonId("boss")
MINUTE = 60_000
HOUR = 60 * MINUTE


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


# --- repeats


@pytest.fixture
async def wanted(camp: LiveCamp) -> LiveCamp:
    """Everybody and four more people want apples, which Ana is happy to run twice; nobody wants film in the hall."""
    for n in range(4):
        await camp.ask(c.Join(PersonId(f"p{n}")), None)
        await camp.ask(c.SetVote(TopicId("apples"), Weight.MUST), PersonId(f"p{n}"))
    await camp.ask(c.WithdrawTopic(TopicId("beans")), PersonId("ana"))
    await camp.ask(c.SetRepeat(TopicId("apples"), True), PersonId("ana"))
    return camp


def times(camp: LiveCamp, clock: ManualClock) -> dict[str, int]:
    return {topic.id: topic.repeats for topic in problem_of(camp.value, clock.now()).topics}


async def test_an_agreed_topic_may_be_repeated_where_many_want_it_and_there_is_room(
    wanted: LiveCamp, clock: ManualClock
) -> None:
    assert times(wanted, clock) == {"apples": 2, "corn": 1}

    for n in range(2):
        await wanted.ask(c.ProposeTopic(TopicId(f"more{n}"), Kind.LEARN, f"More {n}"), BOSS)
    assert times(wanted, clock)["apples"] == 1, "no cell is spare"
    await wanted.ask(c.PutRoom(RoomId("attic"), "Attic", 7), BOSS)
    assert times(wanted, clock)["apples"] == 1, "the usual room seats all who want it"
    await wanted.ask(c.PutRoom(RoomId("attic"), "Attic", 3), BOSS)
    assert times(wanted, clock)["apples"] == 2
    await wanted.ask(c.SetRepeat(TopicId("apples"), False), PersonId("ana"))
    assert times(wanted, clock)["apples"] == 1


async def test_what_is_pinned_or_has_begun_or_was_shown_is_allowed(wanted: LiveCamp, clock: ManualClock) -> None:
    await wanted.ask(c.ProposeTopic(TopicId("more"), Kind.LEARN, "More"), BOSS)
    await wanted.ask(c.ProposeTopic(TopicId("most"), Kind.LEARN, "Most"), BOSS)
    first, repeat = Cell(SlotId("s1"), RoomId("hall")), Cell(SlotId("s2"), RoomId("nook"))
    await wanted.ask(c.PlaceTopic(TopicId("apples"), first.slot, first.room), BOSS)
    await wanted.ask(c.PlaceTopic(TopicId("apples"), repeat.slot, repeat.room, beside=first), BOSS)
    assert times(wanted, clock)["apples"] == 1

    await wanted.ask(c.PinTopic(TopicId("apples"), True), BOSS)
    assert times(wanted, clock)["apples"] == 2
    await wanted.ask(c.PinTopic(TopicId("apples"), False), BOSS)
    await wanted.ask(c.Publish(wanted.value.draft_seq), BOSS)
    assert times(wanted, clock)["apples"] == 2, "people have seen the repeat"
    await wanted.ask(c.SetRepeat(TopicId("apples"), False), PersonId("ana"))
    assert times(wanted, clock)["apples"] == 1
    later = problem_of(wanted.value, clock.now() + 80 * MINUTE)
    assert {topic.id: topic.repeats for topic in later.topics}["apples"] == 2, "both have begun, or are about to"
    assert scheduler.check(later, scheduler.solve(later, 0.1)).ok


async def test_a_pinned_repeat_leaves_the_first_session_where_it_is(wanted: LiveCamp, clock: ManualClock) -> None:
    """Once both of its sessions are pinned elsewhere, a topic has no third one where people were told it would be."""
    first, repeat = Cell(SlotId("s1"), RoomId("hall")), Cell(SlotId("s2"), RoomId("nook"))
    await wanted.ask(c.PlaceTopic(TopicId("apples"), first.slot, first.room), BOSS)
    await wanted.ask(c.Publish(wanted.value.draft_seq), BOSS)
    await wanted.ask(c.PlaceTopic(TopicId("apples"), repeat.slot, repeat.room, beside=first), BOSS)
    await wanted.ask(c.PinTopic(TopicId("apples"), True, repeat), BOSS)

    problem = problem_of(wanted.value, clock.now() + 20 * MINUTE)

    assert problem.frozen == ("s1",)
    assert problem.current == (scheduler.Placement("apples", "s1", "hall"),)
    assert problem.pins == (scheduler.Pin("apples", "s2", "nook"),)


async def test_a_room_that_lacks_what_a_pinned_topic_needs_is_no_rule_for_its_repeat(
    camp: LiveCamp, clock: ManualClock
) -> None:
    await camp.ask(c.ProposeTopic(TopicId("film"), Kind.LEAD, "Film", needs=("projector", "sound")), PersonId("cleo"))
    await camp.ask(c.PutRoom(RoomId("aula"), "Aula", 40, ("sound",)), BOSS)
    await camp.ask(c.PlaceTopic(TopicId("film"), SlotId("s1"), RoomId("hall")), BOSS)
    await camp.ask(c.PinTopic(TopicId("film"), True), BOSS)

    topics = {topic.id: topic for topic in problem_of(camp.value, clock.now()).topics}

    assert topics["film"].needs == ("projector",)


async def test_a_plan_seats_more_people_by_a_repeat(wanted: LiveCamp, clock: ManualClock) -> None:
    """The hall has shrunk: in no room is there a seat for all who want apples. Ana, who leads it, wants nothing."""
    await wanted.ask(c.PutRoom(RoomId("hall"), "Hall", 4), BOSS)
    await wanted.ask(c.SetVote(TopicId("corn"), Weight.NONE), PersonId("ana"))

    plan = scheduler.solve(problem_of(wanted.value, clock.now()), 1.0)

    assert sorted(p.topic for p in plan.placements) == ["apples", "apples", "corn"]
    seats = plan.seats or {}
    assert {person for person, by_slot in seats.items() if "apples" in by_slot.values()} >= {"p0", "p1", "p2", "p3"}
    assert all(list(by_slot.values()).count("apples") <= 1 for by_slot in seats.values())


async def test_no_repeat_has_a_cell_that_a_topic_without_a_place_could_have(
    wanted: LiveCamp, clock: ManualClock
) -> None:
    """Film, which nobody voted for, needs the hall; a repeat there would seat many more people."""
    for n in range(60):
        await wanted.ask(c.Join(PersonId(f"q{n}")), None)
        await wanted.ask(c.SetVote(TopicId("apples"), Weight.MUST), PersonId(f"q{n}"))
    await wanted.ask(c.ProposeTopic(TopicId("film"), Kind.LEARN, "Film", needs=("projector",)), BOSS)
    problem = problem_of(wanted.value, clock.now())
    assert times(wanted, clock) == {"apples": 2, "corn": 1, "film": 1}

    plan = scheduler.solve(problem, 1.0)

    cells = {(p.topic, p.room) for p in plan.placements}
    assert cells == {("apples", "hall"), ("film", "hall"), ("apples", "nook"), ("corn", "nook")}
    apples = [scheduler.Placement("apples", slot, "hall") for slot in ("s1", "s2")]
    corn, film = scheduler.Placement("corn", "s1", "nook"), scheduler.Placement("film", "s2", "hall")
    plain = replace(problem, weights=scheduler.Weights(placed=6))
    assert scheduler.seat(plain, [*apples, corn]).value > scheduler.seat(plain, [apples[0], corn, film]).value
    assert scheduler.seat(problem, [*apples, corn]).value < scheduler.seat(problem, [apples[0], corn, film]).value


@pytest.mark.parametrize("seed", range(5))
async def test_a_plan_with_repeats_is_taken_over_whole_again_and_again(seed: int) -> None:
    """Whatever is agreed, taken back, pinned, published and begun: no host is in two places, nobody sits twice."""
    dice, story = random.Random(seed), new_story()
    people, topics = [PersonId(f"p{n}") for n in range(30)], [TopicId(f"topic{n}") for n in range(7)]
    story.ask(c.PutRoom(HALL, "Hall", 10), STORY_BOSS)
    for n in range(3):
        story.ask(c.PutSlot(SlotId(f"later{n}"), "Later", START + (4 + n) * HOUR, START + (5 + n) * HOUR), STORY_BOSS)
    for person in people:
        story.ask(c.Join(person))
    for topic in topics:
        story.propose(topic, dice.choice(people[:4]), Kind.LEARN)
        for host in dice.sample(people[:4], dice.randint(0, 2)):
            story.ask(c.ClaimTopic(topic), host)
        for person in dice.sample(people, dice.randint(5, 25)):
            story.ask(c.SetVote(topic, dice.choice([Weight.MUST, Weight.INTERESTED])), person)
    repeats = 0
    for hours in (0, 1, 3, 5):
        story.now = START + hours * HOUR
        for topic in topics:
            story.ask(c.SetRepeat(topic, dice.random() < 0.7), STORY_BOSS)
        for placement in story.camp.draft.placements:
            cell = Cell(placement.slot, placement.room)
            story.ask(c.PinTopic(placement.topic, dice.random() < 0.2, cell), STORY_BOSS)
        problem = problem_of(story.camp, story.now)
        plan = scheduler.solve(problem, 0.1)

        report = scheduler.check(problem, plan, recounted=False)
        assert report.ok, report
        adopted = c.AdoptPlan(0, placements_of(plan), unplaced_of(plan), plan.value, plan.bound)
        assert story.ask(adopted, STORY_BOSS).dropped == ()
        assert len(story.camp.draft.placements) == len(plan.placements)
        repeats += len(plan.placements) - len({p.topic for p in plan.placements})
        if differs(story.camp):
            story.publish()
    assert repeats > 0


async def test_repeats_make_no_large_numbers_of_the_points_that_are_read(wanted: LiveCamp, clock: ManualClock) -> None:
    """They are what they would be had nobody agreed to a repeat."""
    repeated = problem_of(wanted.value, clock.now())
    await wanted.ask(c.SetRepeat(TopicId("apples"), False), PersonId("ana"))
    once = problem_of(wanted.value, clock.now())
    board = (scheduler.Placement("apples", "s1", "hall"), scheduler.Placement("corn", "s1", "nook"))

    for placements in (board, board[:1], ()):
        assert unspoken(once, placements) == 0
        points = scheduler.seat(repeated, placements).value - unspoken(repeated, placements)
        assert points == scheduler.seat(once, placements).value


async def test_the_price_of_a_move_is_the_difference_in_those_points(wanted: LiveCamp, clock: ManualClock) -> None:
    problem = problem_of(wanted.value, clock.now())
    hall, nook = scheduler.Placement("apples", "s1", "hall"), scheduler.Placement("corn", "s1", "nook")

    def points(*placements: scheduler.Placement) -> int:
        return scheduler.seat(problem, placements).value - unspoken(problem, placements)

    def change(
        topic: str, slot: str, room: str, *board: scheduler.Placement, beside: scheduler.Placement | None = None
    ) -> int:
        found = scheduler.prices(problem, board, topic, beside=beside)
        price = next(p for p in found if (p.slot, p.room) == (slot, room))
        return points_of(problem, board, topic, beside, price).change

    assert change("corn", "s1", "nook", hall) == points(hall, nook) - points(hall)
    assert change("corn", "s1", "hall", hall) == points(scheduler.Placement("corn", "s1", "hall")) - points(hall)
    assert change("corn", "s2", "nook", hall, nook) == points(hall, replace(nook, slot="s2")) - points(hall, nook)
    again = scheduler.Placement("apples", "s2", "hall")
    assert change("apples", "s2", "hall", hall, nook, beside=hall) == points(hall, nook, again) - points(hall, nook)
    instead = scheduler.Placement("apples", "s1", "nook")
    later = replace(hall, slot="s2")
    assert change("apples", "s1", "nook", later, nook, beside=later) == points(later, instead) - points(later, nook)


# --- what comes back


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
