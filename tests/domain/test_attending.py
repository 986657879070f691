"""Who is in which session: what people say with one tap, how many they are, how long they were there."""

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Phase
from edcamp.domain.ids import PersonId, SlotId
from edcamp.domain.stays import minutes_attended
from tests.domain.story import (
    ANA,
    APPLES,
    BEANS,
    BEN,
    BOSS,
    CAT,
    CORN,
    FIRST,
    GHOST,
    HALL,
    LUNCH,
    MINUTE,
    NOOK,
    SECOND,
    START,
    Story,
    new_story,
)

BEGINS = START + 60 * MINUTE
"""Of the first slot, which lasts fifty minutes; the second is an hour after it."""


@pytest.fixture
def story() -> Story:
    """Apples in the hall and beans in the nook are on; corn is in the second slot."""
    story = new_story()
    for topic, host in ((APPLES, ANA), (BEANS, BEN), (CORN, CAT)):
        story.propose(topic, host)
    story.place(APPLES, FIRST, HALL)
    story.place(BEANS, FIRST, NOOK)
    story.place(CORN, SECOND, HALL)
    story.publish()
    story.now = BEGINS
    return story


def counts(story: Story, slot: SlotId = FIRST) -> dict[str, int]:
    found: dict[str, int] = story.public().get(f"headcount/{slot}", {})
    return found


def minutes(story: Story, person: PersonId = ANA) -> int:
    return minutes_attended(story.camp, person, story.now)


def test_people_who_say_that_they_are_here_are_counted_once(story: Story) -> None:
    for person in (ANA, BEN, CAT):
        story.ask(c.BeAt(FIRST, APPLES), person)
    assert story.does_nothing(c.BeAt(FIRST, APPLES), ANA)
    assert counts(story) == {APPLES: 3}


def test_whoever_moves_is_counted_where_they_went(story: Story) -> None:
    story.ask(c.BeAt(FIRST, APPLES), ANA)
    story.ask(c.BeAt(FIRST, APPLES), BEN)
    story.ask(c.BeAt(FIRST, BEANS), BEN)
    assert counts(story) == {APPLES: 1, BEANS: 1}
    story.ask(c.BeAt(FIRST, None), BEN)
    story.ask(c.BeAt(FIRST, None), ANA)
    assert "headcount/first" not in story.public()
    assert story.does_nothing(c.BeAt(FIRST, None), ANA)


def test_what_a_slot_came_to_stays_when_people_go_on_to_the_next(story: Story) -> None:
    story.ask(c.BeAt(FIRST, APPLES), ANA)
    story.now = BEGINS + 110 * MINUTE
    assert story.does_nothing(c.BeAt(FIRST, None), ANA), "it ended by itself"
    story.ask(c.BeAt(SECOND, CORN), ANA)
    assert (counts(story), counts(story, SECOND)) == ({APPLES: 1}, {CORN: 1})


def test_what_was_said_without_a_network_counts_from_when_it_was_said(story: Story) -> None:
    story.now = BEGINS + 90 * MINUTE
    assert story.refusal(c.BeAt(FIRST, APPLES), ANA) == ("over", "Apples")
    story.ask(c.BeAt(FIRST, APPLES, BEGINS + 20 * MINUTE), ANA)
    assert (counts(story), minutes(story)) == ({APPLES: 1}, 30)
    assert story.does_nothing(c.BeAt(FIRST, APPLES, BEGINS + 25 * MINUTE), ANA)


def test_a_phone_tells_late_where_its_owner_went(story: Story) -> None:
    story.now = BEGINS + 115 * MINUTE
    for topic, after in ((APPLES, 0), (BEANS, 20), (None, 35)):
        story.ask(c.BeAt(FIRST, topic, BEGINS + after * MINUTE), ANA)
    story.ask(c.BeAt(SECOND, CORN, story.now), ANA)
    stays = [(stay.topic, stay.until) for stay in story.camp.stays[ANA]]
    assert stays == [(APPLES, BEGINS + 20 * MINUTE), (BEANS, BEGINS + 35 * MINUTE), (CORN, None)]
    assert (counts(story), counts(story, SECOND)) == ({}, {CORN: 1})
    assert minutes(story) == 20 + 15


def test_what_was_said_before_what_is_known_changes_nothing_after_it(story: Story) -> None:
    """Of two devices one had no network."""
    story.now = BEGINS + 10 * MINUTE
    story.ask(c.BeAt(FIRST, BEANS), ANA)
    story.now += 10 * MINUTE
    story.ask(c.BeAt(FIRST, APPLES, BEGINS), ANA)
    assert [(stay.topic, stay.until) for stay in story.camp.stays[ANA]] == [
        (APPLES, BEGINS + 10 * MINUTE),
        (BEANS, None),
    ]
    assert counts(story) == {BEANS: 1}
    assert minutes(story) == 20
    assert story.does_nothing(c.BeAt(FIRST, None, BEGINS + 5 * MINUTE), ANA)


@pytest.mark.parametrize(
    ("ahead", "refusal"),
    [
        (-16, ("not-yet", "Apples")),
        (50, ("over", "Apples")),
        (-24 * 60, ("over", "Apples")),
    ],
)
def test_what_is_said_late_must_have_been_possible_then_and_today(
    story: Story, ahead: int, refusal: tuple[str, str]
) -> None:
    story.now = BEGINS + 60 * MINUTE
    assert story.refusal(c.BeAt(FIRST, APPLES, BEGINS + ahead * MINUTE), ANA) == refusal


def test_nobody_has_said_anything_in_the_future(story: Story) -> None:
    story.ask(c.BeAt(FIRST, APPLES, story.now + 40 * MINUTE), ANA)
    story.now += 10 * MINUTE
    assert minutes(story) == 10


def test_whoever_goes_into_the_next_slot_before_this_one_is_over_has_left_it(story: Story) -> None:
    story.ask(c.PutSlot(SECOND, "Second", BEGINS + 50 * MINUTE, BEGINS + 100 * MINUTE), BOSS)
    story.ask(c.BeAt(FIRST, APPLES), ANA)
    story.now += 40 * MINUTE
    story.ask(c.BeAt(SECOND, CORN), ANA)
    assert (counts(story), counts(story, SECOND)) == ({}, {CORN: 1})
    story.now += 60 * MINUTE
    assert minutes(story) == 40 + 50


def test_one_is_counted_from_a_quarter_of_an_hour_before_until_it_is_over(story: Story) -> None:
    story.now = BEGINS - 15 * MINUTE - 1
    assert story.refusal(c.BeAt(FIRST, APPLES), ANA) == ("not-yet", "Apples")
    story.now += 1
    assert story.refusal(c.BeAt(FIRST, APPLES), ANA) is None
    story.now = BEGINS + 50 * MINUTE - 1
    assert story.refusal(c.BeAt(FIRST, APPLES), ANA) is None
    story.now += 1
    assert story.refusal(c.BeAt(FIRST, APPLES), ANA) == ("over", "Apples")


def test_one_can_be_only_where_something_is_on(story: Story) -> None:
    assert story.refusal(c.BeAt(FIRST, CORN), ANA) == ("not-on", "Corn")
    assert story.refusal(c.BeAt(LUNCH, CORN), ANA) == ("slot-break", "Lunch")
    assert story.refusal(c.BeAt(SlotId("never"), CORN), ANA) == ("slot-unknown", "never")
    assert story.refusal(c.BeAt(FIRST, APPLES), GHOST) == ("not-joined", None)
    story.ask(c.RemoveRoom(HALL), BOSS)
    assert story.refusal(c.BeAt(FIRST, APPLES), ANA) == ("not-on", "Apples")
    story.ask(c.SetPhase(Phase.CLOSED, True), BOSS)
    assert story.refusal(c.BeAt(FIRST, BEANS), ANA) == ("camp-closed", None)


def test_a_topic_that_was_merged_is_where_the_other_is(story: Story) -> None:
    story.ask(c.MergeTopic(BEANS, APPLES), BOSS)
    story.ask(c.BeAt(FIRST, BEANS), CAT)
    assert counts(story) == {APPLES: 1}


def test_minutes_are_those_of_the_session_however_one_moves(story: Story) -> None:
    story.now = BEGINS - 10 * MINUTE
    story.ask(c.BeAt(FIRST, APPLES), ANA)
    assert minutes(story) == 0
    story.now = BEGINS + 20 * MINUTE
    assert minutes(story) == 20
    story.ask(c.BeAt(FIRST, BEANS), ANA)
    story.now += 10 * MINUTE
    story.ask(c.BeAt(FIRST, None), ANA)
    story.now += 10 * MINUTE
    assert minutes(story) == 30, "a walk is no session"
    story.ask(c.BeAt(FIRST, BEANS), ANA)
    story.now = BEGINS + 300 * MINUTE
    assert minutes(story) == 40, "the slot ended then"
    assert minutes(story, BEN) == 0


def test_minutes_of_a_slot_that_was_taken_away_are_none(story: Story) -> None:
    story.ask(c.BeAt(FIRST, APPLES), ANA)
    story.now += 20 * MINUTE
    story.ask(c.RemoveSlot(FIRST), BOSS)
    assert minutes(story) == 0


def test_nobody_is_counted_who_is_forgotten(story: Story) -> None:
    story.ask(c.BeAt(FIRST, APPLES), ANA)
    story.ask(c.BeAt(FIRST, APPLES), BEN)
    assert [stay["topic"] for stay in story.mine(ANA)["stays"]] == [APPLES]
    story.ask(c.ForgetPerson(ANA), ANA)
    assert counts(story) == {APPLES: 1}
    assert "stays" not in story.mine(ANA)
    assert minutes(story) == 0
