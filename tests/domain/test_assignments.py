"""What hosts say of their sessions, how long it holds, and who is asked again."""

import pytest

from edcamp.domain import commands as c
from edcamp.domain.assignments import CLOSING, endings
from edcamp.domain.camp import Answer, Kind, Phase
from edcamp.domain.ids import PersonId, RoomId, SlotId
from tests.domain.story import ANA, APPLES, BEANS, BEN, BOSS, CAT, DAN, FIRST, HALL, MINUTE, NOOK, SECOND, START, Story

CONFIRMED, LATE, CANNOT = Answer
TO_FIRST = 60 * MINUTE


@pytest.fixture
def day(story: Story) -> Story:
    """Ana hosts apples, first in the hall; Ben and Cat host beans, second in the nook."""
    story.propose(APPLES, ANA)
    story.propose(BEANS, BEN, Kind.LEARN)
    story.ask(c.ClaimTopic(BEANS), BEN)
    story.ask(c.ClaimTopic(BEANS), CAT)
    story.place(APPLES, FIRST, HALL)
    story.place(BEANS, SECOND, NOOK)
    story.publish()
    return story


def says(story: Story, answer: Answer, by: PersonId = ANA, slot: SlotId = FIRST, room: RoomId = HALL) -> None:
    topic = APPLES if by == ANA else BEANS
    story.ask(c.AnswerAssignment(topic, slot, room, answer), by)


def answers(story: Story, topic: str = "apples") -> dict[str, str | None]:
    """By host, as organizers see it."""
    return {answer["person"]: answer["answer"] for answer in story.organizers().get(f"answers/{topic}", ())}


def late(story: Story, topic: str = "apples") -> list[dict[str, str]]:
    found: list[dict[str, str]] = story.public().get(f"late/{topic}", {"cells": []})["cells"]
    return found


def reminded(story: Story, person: PersonId) -> list[str]:
    return [notice["topic"] for notice in story.notices(person) if notice["kind"] == "reminded"]


def test_an_answer_is_seen_by_organizers_and_by_whoever_gave_it(day: Story) -> None:
    says(day, CONFIRMED)

    assert answers(day) == {"ana": "confirmed"}
    assert day.mine(ANA)["day"]["first"] == {"topic": "apples", "why": "host", "answer": "confirmed"}
    assert not [key for key in day.public() if "ana" in str(day.public()[key]) and key.startswith("late/")]


def test_the_last_answer_counts_and_the_same_one_again_is_nothing(day: Story) -> None:
    says(day, CONFIRMED)
    says(day, CANNOT)

    assert answers(day) == {"ana": "cannot"}
    assert day.does_nothing(c.AnswerAssignment(APPLES, FIRST, HALL, CANNOT), ANA)


def test_a_late_host_is_told_to_people_on_their_way_without_a_name(day: Story) -> None:
    says(day, LATE)

    assert late(day) == [{"slot": "first", "room": "hall"}]
    assert day.notices(DAN) == []

    says(day, CONFIRMED)
    assert late(day) == []


def test_with_another_host_there_nobody_waits(day: Story) -> None:
    says(day, LATE, BEN, SECOND, NOOK)
    assert len(late(day, "beans")) == 1

    says(day, CONFIRMED, CAT, SECOND, NOOK)

    assert late(day, "beans") == []
    assert answers(day, "beans") == {"ben": "late", "cat": "confirmed"}


@pytest.mark.parametrize("by", [BEN, BOSS])
def test_only_a_host_can_answer(day: Story, by: PersonId) -> None:
    assert day.refusal(c.AnswerAssignment(APPLES, FIRST, HALL, LATE), by) == ("not-host", "Apples")


def test_what_is_not_there_cannot_be_answered(day: Story) -> None:
    assert day.refusal(c.AnswerAssignment(APPLES, SECOND, HALL, LATE), ANA) == ("session-moved", "Apples")
    day.ask(c.SetPhase(Phase.CLOSED, True), BOSS)
    assert day.refusal(c.AnswerAssignment(APPLES, FIRST, HALL, LATE), ANA) == ("camp-closed", None)


def test_an_answer_falls_away_when_its_session_moves_and_no_other_does(day: Story) -> None:
    says(day, CANNOT)
    says(day, CONFIRMED, BEN, SECOND, NOOK)

    day.place(APPLES, FIRST, NOOK)
    assert answers(day) == {"ana": "cannot"}
    day.publish()

    assert answers(day) == {}
    assert answers(day, "beans") == {"ben": "confirmed"}
    assert "answer" not in day.mine(ANA)["day"]["first"]

    day.place(APPLES, FIRST, HALL)
    day.publish()
    assert answers(day) == {}


def test_undoing_a_publication_brings_its_answers_back(day: Story) -> None:
    says(day, CANNOT)
    day.place(APPLES, FIRST, NOOK)
    day.publish()
    says(day, CONFIRMED, BEN, SECOND, NOOK)

    day.undo(day.camp.seq - 1)

    assert answers(day) == {"ana": "cannot"}
    assert answers(day, "beans") == {"ben": "confirmed"}


@pytest.mark.parametrize(("minutes", "holds"), [(30, True), (31, False), (-31, False)])
def test_an_answer_holds_while_the_slot_begins_at_about_that_time(day: Story, minutes: int, holds: bool) -> None:
    says(day, CANNOT)
    start = START + TO_FIRST + minutes * MINUTE

    day.ask(c.PutSlot(FIRST, "First", start, start + MINUTE), BOSS)

    assert answers(day) == ({"ana": "cannot"} if holds else {})


def test_whoever_hosts_it_no_more_has_said_nothing(day: Story) -> None:
    says(day, LATE, BEN, SECOND, NOOK)
    day.ask(c.ClaimTopic(BEANS, False), BEN)
    assert answers(day, "beans") == {}
    assert late(day, "beans") == []

    day.ask(c.ClaimTopic(BEANS), BEN)

    assert answers(day, "beans") == {}


# --- asking again


def test_hosts_are_asked_again_once_some_time_before_they_begin(day: Story) -> None:
    day.now = START + TO_FIRST - 20 * MINUTE - 1
    assert day.does_nothing(c.RemindHosts())
    day.now += 1

    day.ask(c.RemindHosts())

    assert reminded(day, ANA) == ["apples"]
    assert reminded(day, BEN) == reminded(day, CAT) == []
    assert answers(day) == {"ana": None}
    assert day.does_nothing(c.RemindHosts())


def test_whoever_has_answered_is_not_asked_again(day: Story) -> None:
    says(day, CANNOT)
    day.now = START + TO_FIRST - 10 * MINUTE

    assert day.does_nothing(c.RemindHosts())


def test_an_answer_ends_the_asking(day: Story) -> None:
    day.now = START + TO_FIRST - 10 * MINUTE
    day.ask(c.RemindHosts())

    says(day, CONFIRMED)

    assert reminded(day, ANA) == []
    assert [notice["kind"] for notice in day.notices(ANA)] == ["placed"]


def test_what_was_published_just_now_is_not_asked_about_at_once(day: Story) -> None:
    day.now = START + TO_FIRST - 10 * MINUTE
    day.place(APPLES, FIRST, NOOK)
    day.publish()
    assert day.does_nothing(c.RemindHosts())

    day.now += 5 * MINUTE
    day.ask(c.RemindHosts())
    assert reminded(day, ANA) == ["apples"]


def test_nobody_is_asked_about_what_has_begun_or_in_a_camp_that_is_over(day: Story) -> None:
    day.now = START + TO_FIRST
    assert day.does_nothing(c.RemindHosts())

    day.now = START + 160 * MINUTE
    day.ask(c.SetPhase(Phase.CLOSED, True), BOSS)
    assert day.does_nothing(c.RemindHosts())


def test_a_session_that_moves_is_asked_about_anew(day: Story) -> None:
    day.now = START + TO_FIRST - 20 * MINUTE
    day.ask(c.RemindHosts())
    day.place(APPLES, SECOND, HALL)
    day.publish()

    day.now = START + 150 * MINUTE
    day.ask(c.RemindHosts())

    assert reminded(day, ANA) == ["apples", "apples"]


# --- who is warned that it ends


def warned(story: Story) -> list[tuple[int, str, str]]:
    """How many minutes before the end of the first slot, whom, and of what."""
    end = story.camp.slots[FIRST].end
    return [
        ((end - found.at) // MINUTE, found.person, found.placement.topic) for found in endings(story.camp, story.now)
    ]


def test_each_host_is_warned_five_minutes_before_the_end(day: Story) -> None:
    first, second = day.camp.slots[FIRST], day.camp.slots[SECOND]
    later = (first.end - second.end) // MINUTE + 5

    assert warned(day) == [(5, "ana", "apples"), (later, "ben", "beans"), (later, "cat", "beans")]
    assert [found.end - found.at for found in endings(day.camp, day.now)] == [CLOSING] * 3


def test_ten_minutes_more_are_ten_minutes_more_until_the_warning(day: Story) -> None:
    first = day.camp.slots[FIRST]
    [before, *_] = endings(day.camp, day.now)
    day.ask(c.ShiftDay(FIRST, end=first.end + 10 * MINUTE), BOSS)
    [after, *_] = endings(day.camp, day.now)

    assert (after.at - before.at, after.end - before.end) == (10 * MINUTE, 10 * MINUTE)


def test_nobody_is_warned_of_what_is_over_off_or_in_a_camp_that_is_closed(day: Story) -> None:
    day.now = day.camp.slots[FIRST].end - 1
    assert [person for _, person, _ in warned(day)] == ["ana", "ben", "cat"]
    day.now += 1
    assert [person for _, person, _ in warned(day)] == ["ben", "cat"]

    day.ask(c.CloseRoom(NOOK, (SECOND,)), BOSS)
    assert warned(day) == []
    day.ask(c.CloseRoom(NOOK, ()), BOSS)
    assert len(warned(day)) == 2
    day.ask(c.SetPhase(Phase.CLOSED, True), BOSS)
    assert warned(day) == []


def test_whoever_cannot_be_there_is_not_warned_and_another_host_is(day: Story) -> None:
    says(day, CANNOT, BEN, SECOND, NOOK)
    says(day, LATE, CAT, SECOND, NOOK)

    assert [person for _, person, _ in warned(day)] == ["ana", "cat"]


def test_a_session_no_longer_than_the_warning_has_none(day: Story) -> None:
    first = day.camp.slots[FIRST]
    day.ask(c.PutSlot(FIRST, "First", first.start, first.start + CLOSING), BOSS)
    assert "ana" not in [person for _, person, _ in warned(day)]
    day.ask(c.PutSlot(FIRST, "First", first.start, first.start + CLOSING + MINUTE), BOSS)
    assert "ana" in [person for _, person, _ in warned(day)]
