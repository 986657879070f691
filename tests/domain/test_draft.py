"""Organizers' hands and the solver's plans on the draft."""

from edcamp.domain import commands as c
from edcamp.domain.camp import Cell, Draft, Kind, Placement, Unplaced
from edcamp.domain.ids import RoomId, SlotId, TopicId
from tests.domain.story import (
    ANA,
    APPLES,
    BEANS,
    BEN,
    BOSS,
    CAT,
    CORN,
    DATES,
    EGGS,
    FIRST,
    HALL,
    LUNCH,
    MINUTE,
    NOOK,
    SECOND,
    START,
    Story,
)


def cells(story: Story) -> list[tuple[TopicId, SlotId, RoomId]]:
    return [(p.topic, p.slot, p.room) for p in story.camp.draft.placements]


def two_topics(story: Story) -> None:
    story.propose(APPLES, ANA)
    story.propose(BEANS, BEN)


def clash_made_by_merging(story: Story) -> None:
    """Ana hosts apples, and by a merge corn too, both in the first slot."""
    story.propose(APPLES, ANA)
    story.propose(BEANS, ANA)
    story.propose(CORN, BEN)
    story.place(APPLES, FIRST, HALL)
    story.place(CORN, FIRST, NOOK)
    story.ask(c.MergeTopic(BEANS, CORN), BOSS)


def clash_made_by_publishing_first(story: Story) -> None:
    """The same, of sessions that were published before."""
    story.propose(APPLES, ANA)
    story.propose(BEANS, ANA)
    story.propose(CORN, BEN)
    story.place(APPLES, FIRST, HALL)
    story.place(CORN, FIRST, NOOK)
    story.publish()
    story.ask(c.MergeTopic(BEANS, CORN), BOSS)


# --- placing


def test_placing_puts_a_topic_into_a_cell(story: Story) -> None:
    two_topics(story)

    story.ask(c.PlaceTopic(APPLES, FIRST, HALL), BOSS)

    assert story.camp.draft.placements == (Placement(APPLES, FIRST, HALL),)


def test_placing_again_moves_the_topic_from_where_it_was(story: Story) -> None:
    two_topics(story)
    story.place(APPLES, FIRST, HALL)

    story.place(APPLES, SECOND, NOOK)

    assert cells(story) == [(APPLES, SECOND, NOOK)]


def test_placing_where_the_topic_is_does_nothing(story: Story) -> None:
    two_topics(story)
    story.place(APPLES, FIRST, HALL)
    story.ask(c.PinTopic(APPLES, True), BOSS)

    assert story.does_nothing(c.PlaceTopic(APPLES, FIRST, HALL), BOSS)


def test_placing_keeps_placements_by_slot_and_room(story: Story) -> None:
    two_topics(story)
    story.propose(CORN, CAT)

    for topic, slot, room in ((CORN, SECOND, HALL), (BEANS, FIRST, NOOK), (APPLES, FIRST, HALL)):
        story.place(topic, slot, room)

    assert cells(story) == [(APPLES, FIRST, HALL), (BEANS, FIRST, NOOK), (CORN, SECOND, HALL)]


def test_placing_a_merged_topic_places_the_one_on_the_wall(story: Story) -> None:
    two_topics(story)
    story.ask(c.MergeTopic(BEANS, APPLES), BOSS)

    story.place(BEANS, FIRST, HALL)

    assert cells(story) == [(APPLES, FIRST, HALL)]


def test_placing_instead_of_another_is_one_step_and_one_undo(story: Story) -> None:
    two_topics(story)
    story.propose(CORN, CAT)
    story.place(APPLES, FIRST, HALL)
    story.place(BEANS, SECOND, HALL)
    before = story.camp.draft

    story.ask(c.PlaceTopic(CORN, FIRST, HALL, instead_of=APPLES), BOSS)

    assert story.camp.draft.placements == (Placement(CORN, FIRST, HALL), Placement(BEANS, SECOND, HALL))
    action = story.camp.history[story.camp.seq]
    assert (action.what, dict(action.args)) == (
        "topic-placed",
        {"topic": "Corn", "other": "Apples", "slot": "First", "room": "Hall"},
    )
    story.undo()
    assert story.camp.draft == before


def test_placing_instead_of_another_takes_out_only_what_stood_there(story: Story) -> None:
    two_topics(story)
    story.propose(CORN, CAT)
    story.place(APPLES, FIRST, HALL)
    story.place(BEANS, SECOND, HALL)

    assert story.refusal(c.PlaceTopic(CORN, FIRST, HALL, instead_of=BEANS), BOSS) == ("cell-taken", "Apples")
    story.ask(c.PlaceTopic(CORN, FIRST, NOOK, instead_of=BEANS), BOSS)

    assert {p.topic for p in story.camp.draft.placements} == {APPLES, BEANS, CORN}


def test_placing_refuses_what_cannot_be(story: Story) -> None:
    two_topics(story)
    story.propose(CORN, CAT)
    story.place(APPLES, FIRST, HALL)
    story.ask(c.HideTopic(CORN, True), BOSS)

    assert story.refusal(c.PlaceTopic(BEANS, FIRST, HALL), BOSS) == ("cell-taken", "Apples")
    assert story.refusal(c.PlaceTopic(CORN, FIRST, NOOK), BOSS) == ("topic-gone", "Corn")
    assert story.refusal(c.PlaceTopic(DATES, FIRST, NOOK), BOSS) == ("topic-unknown", DATES)
    assert story.refusal(c.PlaceTopic(BEANS, SlotId("third"), NOOK), BOSS) == ("slot-unknown", "third")
    assert story.refusal(c.PlaceTopic(BEANS, LUNCH, NOOK), BOSS) == ("slot-break", "Lunch")
    assert story.refusal(c.PlaceTopic(BEANS, FIRST, RoomId("attic")), BOSS) == ("room-unknown", "attic")
    assert story.refusal(c.PlaceTopic(BEANS, FIRST, NOOK), ANA) == ("not-organizer", None)


def test_placing_refuses_a_host_who_is_busy(story: Story) -> None:
    story.propose(APPLES, ANA)
    story.propose(BEANS, ANA)
    story.place(APPLES, FIRST, HALL)

    assert story.refusal(c.PlaceTopic(BEANS, FIRST, NOOK), BOSS) == ("host-busy", "Apples")


def test_placing_refuses_a_host_who_is_busy_in_a_slot_that_shares_time(story: Story) -> None:
    story.propose(APPLES, ANA)
    story.propose(BEANS, ANA)
    story.ask(c.PutSlot(SlotId("late"), "Late", START + 109 * MINUTE, START + 130 * MINUTE))
    story.ask(c.PutSlot(SlotId("next"), "Next", START + 110 * MINUTE, START + 130 * MINUTE))
    story.place(APPLES, FIRST, HALL)

    assert story.refusal(c.PlaceTopic(BEANS, SlotId("late"), NOOK), BOSS) == ("host-busy", "Apples")
    assert story.refusal(c.PlaceTopic(BEANS, SlotId("next"), NOOK), BOSS) is None


def test_placing_minds_only_the_topic_that_moves(story: Story) -> None:
    """A merge put Ana into two places at once. That must not stop work on the rest of the draft."""
    clash_made_by_merging(story)
    story.propose(DATES, CAT)

    story.place(DATES, SECOND, HALL)
    assert (DATES, SECOND, HALL) in cells(story)
    assert story.refusal(c.PlaceTopic(CORN, SECOND, NOOK), BOSS) is None


# --- swapping, pinning, taking out


def test_swapping_exchanges_two_cells_and_keeps_pins(story: Story) -> None:
    two_topics(story)
    story.place(APPLES, FIRST, HALL)
    story.place(BEANS, SECOND, NOOK)
    story.ask(c.PinTopic(APPLES, True), BOSS)

    story.ask(c.SwapCells(Cell(FIRST, HALL), Cell(SECOND, NOOK)), BOSS)

    assert story.camp.draft.placements == (Placement(BEANS, FIRST, HALL), Placement(APPLES, SECOND, NOOK, True))


def test_swapping_with_an_empty_cell_moves(story: Story) -> None:
    two_topics(story)
    story.place(APPLES, FIRST, HALL)

    story.ask(c.SwapCells(Cell(SECOND, NOOK), Cell(FIRST, HALL)), BOSS)

    assert cells(story) == [(APPLES, SECOND, NOOK)]


def test_swapping_a_cell_with_itself_does_nothing(story: Story) -> None:
    two_topics(story)
    story.place(APPLES, FIRST, HALL)

    assert story.does_nothing(c.SwapCells(Cell(FIRST, HALL), Cell(FIRST, HALL)), BOSS)


def test_swapping_refuses_what_cannot_be(story: Story) -> None:
    story.propose(APPLES, ANA)
    story.propose(BEANS, ANA)
    story.propose(CORN, BEN)
    story.place(APPLES, FIRST, HALL)
    story.place(CORN, SECOND, HALL)
    story.place(BEANS, SECOND, NOOK)
    empty = Cell(FIRST, NOOK)

    assert story.refusal(c.SwapCells(empty, empty), BOSS) == ("cell-empty", "First, Nook")
    assert story.refusal(c.SwapCells(Cell(SECOND, HALL), Cell(FIRST, HALL)), BOSS) == ("host-busy", "Beans")
    assert story.refusal(c.SwapCells(Cell(FIRST, HALL), Cell(LUNCH, HALL)), BOSS) == ("slot-break", "Lunch")
    assert story.refusal(c.SwapCells(Cell(FIRST, RoomId("attic")), empty), BOSS) == ("room-unknown", "attic")
    assert story.refusal(c.SwapCells(empty, Cell(FIRST, HALL)), ANA) == ("not-organizer", None)


def test_swapping_minds_only_the_topics_that_move(story: Story) -> None:
    clash_made_by_merging(story)
    story.propose(DATES, CAT)
    story.place(DATES, SECOND, HALL)

    story.ask(c.SwapCells(Cell(SECOND, HALL), Cell(SECOND, NOOK)), BOSS)

    assert (DATES, SECOND, NOOK) in cells(story)


def test_pinning_marks_a_placement(story: Story) -> None:
    two_topics(story)
    story.place(APPLES, FIRST, HALL)

    story.ask(c.PinTopic(APPLES, True), BOSS)

    assert story.camp.draft.placements == (Placement(APPLES, FIRST, HALL, pinned=True),)
    assert story.does_nothing(c.PinTopic(APPLES, True), BOSS)
    assert story.refusal(c.PinTopic(BEANS, True), BOSS) == ("not-placed", "Beans")
    assert story.refusal(c.PinTopic(DATES, True), BOSS) == ("topic-unknown", DATES)


def test_taking_out_leaves_the_cell_empty(story: Story) -> None:
    two_topics(story)
    story.place(APPLES, FIRST, HALL)

    story.ask(c.UnplaceTopic(APPLES), BOSS)

    assert cells(story) == []
    assert story.does_nothing(c.UnplaceTopic(APPLES), BOSS)


def test_a_hand_on_the_draft_makes_the_solvers_numbers_void(story: Story) -> None:
    two_topics(story)
    story.ask(c.AdoptPlan(0, (Placement(APPLES, FIRST, HALL),), (Unplaced(BEANS, "no-room"),), 40, 50), BOSS)
    assert (story.camp.draft.value, story.camp.draft.bound) == (40, 50)

    story.ask(c.PinTopic(APPLES, True), BOSS)
    assert (story.camp.draft.value, story.camp.draft.bound) == (40, 50)
    story.place(BEANS, SECOND, HALL)

    assert story.camp.draft == Draft((Placement(APPLES, FIRST, HALL, True), Placement(BEANS, SECOND, HALL)))


# --- what falls out by itself


def test_the_draft_loses_what_can_no_longer_take_place(story: Story) -> None:
    for topic, by in ((APPLES, ANA), (BEANS, BEN), (CORN, CAT)):
        story.propose(topic, by)
    story.place(APPLES, FIRST, HALL)
    story.place(BEANS, FIRST, NOOK)
    story.place(CORN, SECOND, HALL)

    story.ask(c.RemoveRoom(NOOK), BOSS)
    assert cells(story) == [(APPLES, FIRST, HALL), (CORN, SECOND, HALL)]
    story.ask(c.PutSlot(SECOND, "Second", START, START + MINUTE, is_break=True), BOSS)
    assert cells(story) == [(APPLES, FIRST, HALL)]
    story.ask(c.HideTopic(APPLES, True), BOSS)
    assert cells(story) == []


def test_the_draft_loses_sessions_of_a_removed_slot_and_of_a_merged_topic(story: Story) -> None:
    for topic, by in ((APPLES, ANA), (BEANS, BEN), (CORN, CAT)):
        story.propose(topic, by)
    story.place(APPLES, FIRST, HALL)
    story.place(BEANS, SECOND, HALL)
    story.place(CORN, SECOND, NOOK)

    story.ask(c.MergeTopic(CORN, BEANS), BOSS)
    assert cells(story) == [(APPLES, FIRST, HALL), (BEANS, SECOND, HALL)]
    story.ask(c.RemoveSlot(FIRST), BOSS)
    assert cells(story) == [(BEANS, SECOND, HALL)]
    story.ask(c.WithdrawTopic(BEANS), BEN)
    assert cells(story) == []


# --- going back to what is published


def test_resetting_brings_back_what_is_published(story: Story) -> None:
    two_topics(story)
    story.place(APPLES, FIRST, HALL)
    story.publish()
    story.place(APPLES, SECOND, HALL)
    story.place(BEANS, FIRST, HALL)

    story.ask(c.ResetDraft(), BOSS)

    assert cells(story) == [(APPLES, FIRST, HALL)]
    assert story.does_nothing(c.ResetDraft(), BOSS)


def test_resetting_empties_a_draft_when_nothing_is_published(story: Story) -> None:
    two_topics(story)
    story.place(APPLES, FIRST, HALL)

    story.ask(c.ResetDraft(), BOSS)

    assert story.camp.draft == Draft()
    assert story.does_nothing(c.ResetDraft(), BOSS)


def test_resetting_leaves_out_what_can_no_longer_take_place(story: Story) -> None:
    two_topics(story)
    story.place(APPLES, FIRST, HALL)
    story.place(BEANS, SECOND, HALL)
    story.publish()
    story.ask(c.PutSlot(FIRST, "Pause", START, START + MINUTE, is_break=True), BOSS)
    story.place(BEANS, SECOND, NOOK)

    story.ask(c.ResetDraft(), BOSS)

    assert cells(story) == [(BEANS, SECOND, HALL)]
    assert story.does_nothing(c.ResetDraft(), BOSS)


# --- adopting a plan


def test_a_plan_becomes_the_draft(story: Story) -> None:
    two_topics(story)

    decision = story.ask(
        c.AdoptPlan(story.camp.seq, (Placement(BEANS, SECOND, HALL),), (Unplaced(APPLES, "no-room"),), 40, 50), BOSS
    )

    assert decision.dropped == ()
    assert story.camp.draft == Draft((Placement(BEANS, SECOND, HALL),), (Unplaced(APPLES, "no-room"),), 40, 50)


def test_a_plan_keeps_what_is_pinned_and_pins_nothing_itself(story: Story) -> None:
    two_topics(story)
    story.place(APPLES, FIRST, HALL)
    story.ask(c.PinTopic(APPLES, True), BOSS)

    decision = story.ask(c.AdoptPlan(0, (Placement(APPLES, FIRST, HALL), Placement(BEANS, FIRST, NOOK, True))), BOSS)

    assert decision.dropped == ()
    assert story.camp.draft.placements == (Placement(APPLES, FIRST, HALL, True), Placement(BEANS, FIRST, NOOK))


def test_a_plan_is_dropped_where_it_no_longer_holds(story: Story) -> None:
    for topic, by in ((APPLES, ANA), (BEANS, ANA), (CORN, BEN), (DATES, CAT)):
        story.propose(topic, by)
    story.place(APPLES, FIRST, HALL)
    story.ask(c.PinTopic(APPLES, True), BOSS)
    story.ask(c.HideTopic(DATES, True), BOSS)
    attic, third = RoomId("attic"), SlotId("third")
    plan = (
        Placement(APPLES, SECOND, HALL),
        Placement(BEANS, FIRST, NOOK),
        Placement(BEANS, FIRST, HALL),
        Placement(CORN, LUNCH, HALL),
        Placement(CORN, third, HALL),
        Placement(CORN, SECOND, attic),
        Placement(DATES, SECOND, HALL),
        Placement(EGGS, SECOND, HALL),
        Placement(CORN, SECOND, NOOK),
    )

    decision = story.ask(c.AdoptPlan(0, plan, (Unplaced(EGGS, "no-room"),), 40, 50), BOSS)

    assert decision.dropped == (
        Unplaced(APPLES, "pinned-elsewhere"),
        Unplaced(BEANS, "host-busy"),
        Unplaced(BEANS, "cell-taken"),
        Unplaced(CORN, "slot-gone"),
        Unplaced(CORN, "slot-gone"),
        Unplaced(CORN, "room-gone"),
        Unplaced(DATES, "topic-gone"),
        Unplaced(EGGS, "topic-gone"),
    )
    assert story.camp.draft == Draft(
        (Placement(APPLES, FIRST, HALL, True), Placement(CORN, SECOND, NOOK)),
        (Unplaced(BEANS, "host-busy"), Unplaced(BEANS, "cell-taken"), Unplaced(DATES, "topic-gone")),
    )


def test_a_plan_is_not_dropped_for_a_clash_that_was_there_before(story: Story) -> None:
    clash_made_by_merging(story)
    story.all(c.PinTopic(APPLES, True), c.PinTopic(CORN, True), by=BOSS)
    story.propose(DATES, CAT)

    decision = story.ask(c.AdoptPlan(0, (Placement(DATES, SECOND, HALL),)), BOSS)

    assert decision.dropped == ()
    assert (DATES, SECOND, HALL) in cells(story)


def test_a_plan_leaves_running_sessions_where_people_are(story: Story) -> None:
    """A merge made Ana a host in two rooms while both sessions ran: neither may vanish under the people in it."""
    clash = (Placement(APPLES, FIRST, HALL), Placement(CORN, FIRST, NOOK))
    clash_made_by_publishing_first(story)
    story.propose(DATES, ANA)
    plan = (Placement(DATES, FIRST, RoomId("attic")), *clash)
    story.ask(c.PutRoom(RoomId("attic"), "Attic", 8), BOSS)
    assert story.ask(c.AdoptPlan(0, plan), BOSS).dropped == (
        Unplaced(APPLES, "host-busy"),
        Unplaced(CORN, "host-busy"),
    )

    story.now = START + 60 * MINUTE

    assert story.ask(c.AdoptPlan(0, plan), BOSS).dropped == (Unplaced(DATES, "host-busy"),)
    assert story.camp.draft.placements == clash


def test_a_plan_from_the_future_is_refused(story: Story) -> None:
    ahead = story.camp.seq + 1

    assert story.refusal(c.AdoptPlan(ahead, ()), BOSS) == ("plan-future", ahead)
    assert story.refusal(c.AdoptPlan(ahead - 1, ()), ANA) == ("not-organizer", None)


def test_a_host_may_not_claim_what_is_at_the_same_time(story: Story) -> None:
    story.propose(APPLES, ANA)
    story.propose(BEANS, BEN, Kind.LEARN)
    story.place(APPLES, FIRST, HALL)
    story.place(BEANS, FIRST, NOOK)

    assert story.refusal(c.ClaimTopic(BEANS), ANA) == ("host-busy", "Apples")
    assert story.refusal(c.ClaimTopic(BEANS), CAT) is None
    story.place(BEANS, SECOND, NOOK)
    assert story.refusal(c.ClaimTopic(BEANS), ANA) is None
