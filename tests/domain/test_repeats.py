"""A topic that runs twice: hosts agree, organizers place a repeat, everybody is told of the session that is theirs."""

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Cell, Kind, Phase, Placement, Weight
from edcamp.domain.ids import PersonId, RoomId, SlotId, TopicId
from tests.domain.story import (
    ANA,
    APPLES,
    BEANS,
    BEN,
    BOSS,
    CAT,
    CORN,
    DAN,
    DATES,
    FIRST,
    GHOST,
    HALL,
    MINUTE,
    NOOK,
    SECOND,
    START,
    Documents,
    Story,
    new_story,
)

THIRD = SlotId("third")
HALL_FIRST, HALL_SECOND, HALL_THIRD = Cell(FIRST, HALL), Cell(SECOND, HALL), Cell(THIRD, HALL)
NOOK_FIRST, NOOK_SECOND, NOOK_THIRD = Cell(FIRST, NOOK), Cell(SECOND, NOOK), Cell(THIRD, NOOK)


@pytest.fixture
def story() -> Story:
    """Three slots; apples by Ana in the hall first, who is happy to run it twice; beans by Ben have no place."""
    made = new_story()
    made.ask(c.PutSlot(THIRD, "Third", START + 230 * MINUTE, START + 280 * MINUTE), BOSS)
    made.propose(APPLES, ANA)
    made.propose(BEANS, BEN)
    made.ask(c.SetRepeat(APPLES, True), ANA)
    made.place(APPLES, FIRST, HALL)
    return made


def repeat(story: Story, cell: Cell, beside: Cell = HALL_FIRST, topic: TopicId = APPLES) -> None:
    story.ask(c.PlaceTopic(topic, cell.slot, cell.room, beside=beside), BOSS)


def cells(story: Story, topic: TopicId = APPLES) -> set[Cell]:
    return {p.cell for p in story.camp.draft.of(topic)}


def told(story: Story, person: PersonId) -> list[tuple[str, str, str | None, str | None]]:
    """Kind, topic, and the slots to and from."""
    return [(n["kind"], n["topic"], n["slot"], n["from_slot"]) for n in story.notices(person)]


def day(story: Story, person: PersonId) -> dict[str, tuple[str, str]]:
    return {slot: (stop["topic"], stop["why"]) for slot, stop in story.mine(person)["day"].items()}


def read(story: Story) -> None:
    for person in story.camp.people:
        story.ask(c.SeeNotices(10**12), person)


# --- agreeing


def test_hosts_and_organizers_say_whether_a_topic_may_run_twice(story: Story) -> None:
    assert story.public()["topic/apples"]["twice"] is True
    assert "twice" not in story.public()["topic/beans"]
    assert story.does_nothing(c.SetRepeat(APPLES, True), ANA)

    story.ask(c.SetRepeat(BEANS, True), BOSS)
    story.ask(c.SetRepeat(APPLES, False), ANA)

    assert (story.camp.topics[BEANS].times, story.camp.topics[APPLES].times) == (2, 1)


def test_nobody_else_does(story: Story) -> None:
    assert story.refusal(c.SetRepeat(APPLES, False), BEN) == ("topic-not-hosted", "Apples")
    assert story.refusal(c.SetRepeat(APPLES, False), GHOST) == ("not-joined", None)
    assert story.refusal(c.SetRepeat(APPLES, False)) == ("not-joined", None)
    assert story.refusal(c.SetRepeat(DATES, True), BOSS) == ("topic-unknown", DATES)
    story.ask(c.SetPhase(Phase.CLOSED, True), BOSS)
    assert story.refusal(c.SetRepeat(APPLES, False), ANA) == ("camp-closed", None)


def test_the_agreement_is_the_topics_until_its_last_host_leaves(story: Story) -> None:
    story.propose(CORN, CAT, Kind.LEARN)
    story.all(c.ClaimTopic(CORN), c.SetRepeat(CORN, True), by=CAT)
    story.ask(c.ClaimTopic(CORN), DAN)

    story.ask(c.ClaimTopic(CORN, claimed=False), CAT)
    assert story.camp.topics[CORN].twice

    story.ask(c.ClaimTopic(CORN, claimed=False), DAN)
    assert not story.camp.topics[CORN].twice
    story.ask(c.ClaimTopic(CORN), CAT)
    assert not story.camp.topics[CORN].twice


def test_the_agreement_ends_with_a_host_who_is_forgotten(story: Story) -> None:
    repeat(story, HALL_SECOND)

    story.ask(c.ForgetPerson(ANA), ANA)

    assert not story.camp.topics[APPLES].twice
    assert cells(story) == {HALL_FIRST}


def test_a_merge_brings_hosts_along_but_not_what_they_agreed_to(story: Story) -> None:
    story.ask(c.MergeTopic(APPLES, BEANS), BOSS)
    assert story.camp.topics[BEANS].hosts == (BEN, ANA)
    assert not story.camp.topics[BEANS].twice

    story.ask(c.UnmergeTopic(APPLES), BOSS)
    assert story.camp.topics[APPLES].twice


# --- placing a repeat


def test_a_repeat_stands_beside_the_first_session(story: Story) -> None:
    repeat(story, NOOK_THIRD)

    assert cells(story) == {HALL_FIRST, NOOK_THIRD}
    assert story.does_nothing(c.PlaceTopic(APPLES, THIRD, NOOK, beside=HALL_FIRST), BOSS)
    assert story.does_nothing(c.PlaceTopic(APPLES, FIRST, HALL, beside=NOOK_THIRD), BOSS)


def test_one_of_two_sessions_moves_and_the_other_keeps_its_place_and_pin(story: Story) -> None:
    story.ask(c.PinTopic(APPLES, True), BOSS)
    repeat(story, NOOK_THIRD)

    repeat(story, NOOK_SECOND)

    assert story.camp.draft.of(APPLES) == (Placement(APPLES, FIRST, HALL, pinned=True), Placement(APPLES, SECOND, NOOK))


def test_placing_without_saying_beside_what_leaves_one_session(story: Story) -> None:
    repeat(story, NOOK_THIRD)
    story.ask(c.PinTopic(APPLES, True, NOOK_THIRD), BOSS)

    story.place(APPLES, THIRD, NOOK)
    assert story.camp.draft.of(APPLES) == (Placement(APPLES, THIRD, NOOK, pinned=True),)

    repeat(story, HALL_FIRST, beside=NOOK_THIRD)
    story.place(APPLES, SECOND, NOOK)
    assert cells(story) == {NOOK_SECOND}


def test_a_repeat_needs_an_agreement_and_a_session_to_be_the_repeat_of(story: Story) -> None:
    story.place(BEANS, SECOND, NOOK)
    place = c.PlaceTopic(BEANS, THIRD, NOOK, beside=NOOK_SECOND)
    assert story.refusal(place, BOSS) == ("repeat-not-agreed", "Beans")

    story.ask(c.SetRepeat(BEANS, True), BEN)

    assert story.refusal(place, BOSS) is None
    assert story.refusal(c.PlaceTopic(BEANS, THIRD, NOOK, beside=HALL_SECOND), BOSS) == ("not-placed", "Beans")
    assert story.refusal(c.PlaceTopic(BEANS, FIRST, HALL, beside=NOOK_SECOND), BOSS) == ("cell-taken", "Apples")


def test_nobody_hosts_a_topic_and_its_repeat_at_once(story: Story) -> None:
    assert story.refusal(c.PlaceTopic(APPLES, FIRST, NOOK, beside=HALL_FIRST), BOSS) == ("repeat-busy", "Apples")
    repeat(story, HALL_THIRD)
    assert story.refusal(c.SwapCells(HALL_THIRD, NOOK_FIRST), BOSS) == ("repeat-busy", "Apples")
    story.propose(DATES, ANA)
    assert story.refusal(c.PlaceTopic(DATES, THIRD, NOOK), BOSS) == ("host-busy", "Apples")


def test_a_topic_that_nobody_hosts_is_not_beside_itself_either(story: Story) -> None:
    story.propose(CORN, CAT, Kind.LEARN)
    story.ask(c.SetRepeat(CORN, True), BOSS)
    story.place(CORN, SECOND, HALL)

    assert story.refusal(c.PlaceTopic(CORN, SECOND, NOOK, beside=HALL_SECOND), BOSS) == ("repeat-busy", "Corn")
    repeat(story, NOOK_THIRD, beside=HALL_SECOND, topic=CORN)
    story.ask(c.PutSlot(THIRD, "Third", START + 170 * MINUTE, START + 220 * MINUTE), BOSS)
    assert story.refusal(c.Publish(story.camp.draft_seq), BOSS) == ("draft-broken", "Corn")


def test_whoever_takes_the_place_of_one_session_leaves_the_other(story: Story) -> None:
    repeat(story, NOOK_THIRD)

    story.ask(c.PlaceTopic(BEANS, FIRST, HALL, instead_of=APPLES), BOSS)

    assert cells(story) == {NOOK_THIRD}
    assert cells(story, BEANS) == {HALL_FIRST}


def test_swapping_a_topic_with_its_repeat_changes_nothing(story: Story) -> None:
    repeat(story, NOOK_THIRD)
    story.ask(c.PinTopic(APPLES, True, HALL_FIRST), BOSS)

    assert story.does_nothing(c.SwapCells(HALL_FIRST, NOOK_THIRD), BOSS)


def test_taking_out_and_pinning_mean_one_session_or_both(story: Story) -> None:
    repeat(story, NOOK_THIRD)

    story.ask(c.PinTopic(APPLES, True, NOOK_THIRD), BOSS)
    assert [p.pinned for p in story.camp.draft.of(APPLES)] == [False, True]
    story.ask(c.PinTopic(APPLES, True), BOSS)
    assert [p.pinned for p in story.camp.draft.of(APPLES)] == [True, True]
    assert story.does_nothing(c.PinTopic(APPLES, True, HALL_FIRST), BOSS)
    assert story.refusal(c.PinTopic(APPLES, True, NOOK_SECOND), BOSS) == ("not-placed", "Apples")
    assert story.does_nothing(c.UnplaceTopic(APPLES, NOOK_SECOND), BOSS)

    story.ask(c.UnplaceTopic(APPLES, HALL_FIRST), BOSS)
    assert cells(story) == {NOOK_THIRD}
    repeat(story, HALL_FIRST, beside=NOOK_THIRD)
    story.ask(c.UnplaceTopic(APPLES), BOSS)
    assert cells(story) == set()


def test_somebody_who_is_busy_during_the_repeat_cannot_host_the_topic(story: Story) -> None:
    story.propose(CORN, CAT, Kind.LEARN)
    story.ask(c.SetRepeat(CORN, True), BOSS)
    story.place(BEANS, THIRD, HALL)
    story.place(CORN, SECOND, HALL)
    assert story.refusal(c.ClaimTopic(CORN), BEN) is None

    repeat(story, NOOK_THIRD, beside=HALL_SECOND, topic=CORN)

    assert story.refusal(c.ClaimTopic(CORN), BEN) == ("host-busy", "Beans")


# --- taking the agreement back


def test_a_repeat_falls_out_of_the_draft_when_its_host_takes_back_the_word(story: Story) -> None:
    repeat(story, NOOK_THIRD)
    story.publish()

    story.ask(c.SetRepeat(APPLES, False), ANA)

    assert cells(story) == {HALL_FIRST}
    assert len(story.public()["schedule"]["sessions"]) == 2, "people are shown it until an organizer publishes"
    story.ask(c.UnplaceTopic(APPLES), BOSS)
    story.ask(c.ResetDraft(), BOSS)
    assert cells(story) == {HALL_FIRST}


def test_the_pinned_session_of_two_stays(story: Story) -> None:
    repeat(story, NOOK_THIRD)
    story.ask(c.PinTopic(APPLES, True, NOOK_THIRD), BOSS)

    story.ask(c.SetRepeat(APPLES, False), ANA)

    assert cells(story) == {NOOK_THIRD}


def test_a_session_that_people_are_in_stays_before_a_pinned_one(story: Story) -> None:
    repeat(story, NOOK_THIRD)
    story.ask(c.PinTopic(APPLES, True, NOOK_THIRD), BOSS)
    story.publish()
    story.now = START + 50 * MINUTE

    story.ask(c.SetRepeat(APPLES, False), ANA)

    assert cells(story) == {HALL_FIRST}


def test_once_both_have_begun_there_is_nothing_to_take_back(story: Story) -> None:
    repeat(story, NOOK_THIRD)
    story.publish()
    story.now = START + 220 * MINUTE
    story.ask(c.SetRepeat(APPLES, False), ANA)
    assert cells(story) == {HALL_FIRST, NOOK_THIRD}

    facts = (Placement(APPLES, FIRST, HALL), Placement(APPLES, THIRD, NOOK))
    assert story.ask(c.AdoptPlan(0, facts), BOSS).dropped == ()
    assert cells(story) == {HALL_FIRST, NOOK_THIRD}


def test_undoing_brings_the_agreement_and_the_repeat_back(story: Story) -> None:
    repeat(story, NOOK_THIRD)
    before = story.camp.draft

    story.ask(c.SetRepeat(APPLES, False), BOSS)
    line = story.organizers()[f"action/{story.camp.seq}"]
    assert (line["what"], line["args"]) == ("repeat-agreed", {"topic": "Apples", "twice": ""})
    story.undo()

    assert story.camp.topics[APPLES].twice
    assert story.camp.draft == before


# --- plans


def test_a_plan_has_a_topic_as_often_as_its_hosts_agreed(story: Story) -> None:
    story.camp = story.camp.but(draft=new_story().camp.draft)
    plan = [Placement(APPLES, FIRST, HALL), Placement(APPLES, SECOND, NOOK), Placement(APPLES, THIRD, HALL)]
    plan += [Placement(BEANS, FIRST, NOOK), Placement(BEANS, SECOND, HALL)]

    decision = story.ask(c.AdoptPlan(0, tuple(plan), value=9, bound=9), BOSS)

    assert cells(story) == {HALL_FIRST, NOOK_SECOND}
    assert cells(story, BEANS) == {NOOK_FIRST}
    assert [(u.topic, u.reason) for u in decision.dropped] == [(APPLES, "not-again"), (BEANS, "not-again")]
    assert story.camp.draft.value is None


def test_a_plan_keeps_the_pinned_session_and_brings_the_other(story: Story) -> None:
    story.ask(c.PinTopic(APPLES, True), BOSS)

    story.ask(c.AdoptPlan(0, (Placement(APPLES, FIRST, HALL), Placement(APPLES, THIRD, NOOK))), BOSS)
    assert story.camp.draft.of(APPLES) == (Placement(APPLES, FIRST, HALL, pinned=True), Placement(APPLES, THIRD, NOOK))

    story.ask(c.PinTopic(APPLES, True), BOSS)
    decision = story.ask(c.AdoptPlan(0, (Placement(APPLES, SECOND, NOOK),)), BOSS)
    assert [(u.topic, u.reason) for u in decision.dropped] == [(APPLES, "pinned-elsewhere")]


def test_a_plan_has_no_topic_beside_itself(story: Story) -> None:
    decision = story.ask(c.AdoptPlan(0, (Placement(APPLES, FIRST, HALL), Placement(APPLES, FIRST, NOOK))), BOSS)

    assert [(u.topic, u.reason) for u in decision.dropped] == [(APPLES, "host-busy")]


# --- who is told


def test_a_host_is_told_of_both_sessions(story: Story) -> None:
    repeat(story, NOOK_THIRD)

    story.publish()

    assert told(story, ANA) == [("placed", APPLES, FIRST, None), ("placed", APPLES, THIRD, None)]


def test_a_new_host_is_told_of_both_sessions(story: Story) -> None:
    story.propose(CORN, CAT, Kind.LEARN)
    story.ask(c.SetRepeat(CORN, True), BOSS)
    story.place(CORN, SECOND, HALL)
    repeat(story, NOOK_THIRD, beside=HALL_SECOND, topic=CORN)
    story.publish()

    story.ask(c.ClaimTopic(CORN), DAN)

    assert told(story, DAN) == [("placed", CORN, SECOND, None), ("placed", CORN, THIRD, None)]


@pytest.mark.parametrize(
    ("was", "now", "news"),
    [
        ([HALL_FIRST], [HALL_FIRST, NOOK_THIRD], [("placed", THIRD, None)]),
        ([HALL_FIRST, NOOK_THIRD], [HALL_FIRST], [("unplaced", None, THIRD)]),
        ([HALL_FIRST, NOOK_THIRD], [NOOK_THIRD], [("unplaced", None, FIRST)]),
        ([HALL_FIRST, NOOK_THIRD], [HALL_FIRST, NOOK_SECOND], [("moved", SECOND, THIRD)]),
        ([HALL_FIRST, NOOK_SECOND], [NOOK_SECOND, NOOK_THIRD], [("moved", THIRD, FIRST)]),
        ([HALL_FIRST, NOOK_SECOND], [NOOK_FIRST, NOOK_THIRD], [("moved", FIRST, FIRST), ("moved", THIRD, SECOND)]),
        ([HALL_FIRST], [NOOK_FIRST, NOOK_THIRD], [("moved", FIRST, FIRST), ("placed", THIRD, None)]),
        ([HALL_FIRST, HALL_THIRD], [NOOK_SECOND], [("moved", SECOND, FIRST), ("unplaced", None, THIRD)]),
    ],
)
def test_a_host_is_told_of_each_session_what_became_of_it(
    story: Story, was: list[Cell], now: list[Cell], news: list[tuple[str, SlotId | None, SlotId | None]]
) -> None:
    for each in (was, now):
        read(story)
        story.ask(c.AdoptPlan(0, tuple(Placement(APPLES, cell.slot, cell.room) for cell in each)), BOSS)
        story.publish()

    assert told(story, ANA) == [(kind, APPLES, to, before) for kind, to, before in news]


def test_others_are_told_of_the_session_that_they_meant_to_attend(story: Story) -> None:
    repeat(story, NOOK_THIRD)
    story.publish()
    story.ask(c.AssignSeats(1, {CAT: {FIRST: APPLES}, DAN: {THIRD: APPLES}, BEN: {THIRD: APPLES}}))
    story.ask(c.ChooseSession(FIRST, APPLES), BEN)
    read(story)
    repeat(story, NOOK_SECOND)

    story.publish()

    assert (told(story, CAT), told(story, BEN)) == ([], [])
    assert told(story, DAN) == [("day-changed", APPLES, SECOND, THIRD)]


def test_the_draft_says_which_sessions_publishing_would_touch(story: Story) -> None:
    repeat(story, NOOK_THIRD)

    def touched() -> list[Documents]:
        said: list[Documents] = story.organizers()["draft"]["hosts_touched"]
        return [{k: v for k, v in each.items() if k in ("kind", "slot", "room")} for each in said]

    assert touched() == [
        {"kind": "placed", "slot": FIRST, "room": HALL},
        {"kind": "placed", "slot": THIRD, "room": NOOK},
    ]
    story.publish()
    story.ask(c.UnplaceTopic(APPLES, NOOK_THIRD), BOSS)
    assert touched() == [{"kind": "unplaced", "slot": THIRD, "room": NOOK}]


# --- everybody's day


def test_both_sessions_are_shown_and_a_host_is_at_both(story: Story) -> None:
    repeat(story, NOOK_THIRD)
    story.publish()

    assert story.public()["schedule"]["sessions"] == [
        {"topic": APPLES, "slot": FIRST, "room": HALL},
        {"topic": APPLES, "slot": THIRD, "room": NOOK},
    ]
    assert day(story, ANA) == {FIRST: (APPLES, "host"), THIRD: (APPLES, "host")}


def test_nobody_attends_a_topic_twice(story: Story) -> None:
    repeat(story, NOOK_THIRD)
    story.publish()
    story.ask(c.SetVote(APPLES, Weight.MUST), DAN)
    assert day(story, DAN) == {FIRST: (APPLES, "vote")}

    story.ask(c.AssignSeats(1, {DAN: {THIRD: APPLES}}))
    assert day(story, DAN) == {THIRD: (APPLES, "seat")}

    story.ask(c.ChooseSession(FIRST, APPLES), DAN)
    assert day(story, DAN) == {FIRST: (APPLES, "choice")}

    story.ask(c.ChooseSession(THIRD, APPLES), DAN)
    assert day(story, DAN) == {THIRD: (APPLES, "choice")}

    story.ask(c.ChooseSession(THIRD, None), DAN)
    assert day(story, DAN) == {THIRD: (APPLES, "seat")}


def test_whoever_goes_elsewhere_may_still_come_to_the_repeat(story: Story) -> None:
    story.place(BEANS, FIRST, NOOK)
    repeat(story, NOOK_THIRD)
    story.publish()
    story.ask(c.AssignSeats(1, {DAN: {FIRST: APPLES}}))
    story.ask(c.SetVote(APPLES, Weight.INTERESTED), DAN)

    story.ask(c.ChooseSession(FIRST, BEANS), DAN)

    assert day(story, DAN) == {FIRST: (BEANS, "choice"), THIRD: (APPLES, "vote")}


# --- the history


def test_the_history_says_which_session_of_two_is_meant(story: Story) -> None:
    def last() -> tuple[str, Documents]:
        line = story.organizers()[f"action/{story.camp.seq}"]
        return line["what"], line["args"]

    repeat(story, NOOK_THIRD)
    assert last() == ("topic-placed", {"topic": "Apples", "again": "yes", "slot": "Third", "room": "Nook"})
    repeat(story, NOOK_SECOND)
    assert last() == ("topic-placed", {"topic": "Apples", "slot": "Second", "room": "Nook"})
    story.ask(c.PinTopic(APPLES, True, NOOK_SECOND), BOSS)
    assert last() == ("topic-pinned", {"topic": "Apples", "slot": "Second", "room": "Nook", "pinned": "yes"})
    story.ask(c.UnplaceTopic(APPLES, NOOK_SECOND), BOSS)
    assert last() == ("topic-unplaced", {"topic": "Apples", "slot": "Second", "room": "Nook"})
    story.ask(c.UnplaceTopic(APPLES, HALL_FIRST), BOSS)
    assert last() == ("topic-unplaced", {"topic": "Apples"})


def test_a_room_of_both_sessions_takes_both_with_it(story: Story) -> None:
    repeat(story, HALL_THIRD)

    story.ask(c.RemoveRoom(HALL), BOSS)
    assert cells(story) == set()
    story.undo()
    assert cells(story) == {HALL_FIRST, HALL_THIRD}
    assert RoomId("hall") in story.camp.rooms
