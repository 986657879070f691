"""My day: where one hosts, else what one chose, else one's seat, else the best vote."""

import pytest
from msgspec.structs import replace

from edcamp.domain import commands as c
from edcamp.domain.camp import Phase, Placement, Weight
from edcamp.domain.ids import PersonId, RoomId
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
    HALL,
    LUNCH,
    NOOK,
    SECOND,
    Story,
    new_story,
)

ATTIC = RoomId("attic")


@pytest.fixture
def story() -> Story:
    """Apples, beans and dates first, corn second; published. Dan has done nothing yet."""
    made = new_story()
    made.ask(c.PutRoom(ATTIC, "Attic", 5))
    for topic, by in ((APPLES, ANA), (BEANS, BEN), (CORN, CAT), (DATES, BOSS)):
        made.propose(topic, by)
    made.place(APPLES, FIRST, HALL)
    made.place(BEANS, FIRST, NOOK)
    made.place(DATES, FIRST, ATTIC)
    made.place(CORN, SECOND, HALL)
    made.publish()
    return made


def day(story: Story, person: PersonId) -> dict[str, tuple[str, str]]:
    return {slot: (stop["topic"], stop["why"]) for slot, stop in story.mine(person)["day"].items()}


def test_a_day_is_absent_until_a_schedule_is_published() -> None:
    assert "day" not in new_story().mine(ANA)


def test_a_day_is_empty_for_whoever_has_said_nothing(story: Story) -> None:
    assert day(story, DAN) == {}


def test_hosting_comes_before_a_choice(story: Story) -> None:
    story.ask(c.ChooseSession(FIRST, BEANS), ANA)

    assert day(story, ANA) == {"first": ("apples", "host")}


def test_a_choice_comes_before_a_seat(story: Story) -> None:
    story.ask(c.AssignSeats(1, {DAN: {FIRST: APPLES}}))
    story.ask(c.ChooseSession(FIRST, BEANS), DAN)

    assert day(story, DAN) == {"first": ("beans", "choice")}
    story.ask(c.ChooseSession(FIRST, None), DAN)
    assert day(story, DAN) == {"first": ("apples", "seat")}


def test_a_seat_comes_before_a_vote(story: Story) -> None:
    story.ask(c.SetVote(BEANS, Weight.MUST), DAN)
    story.ask(c.AssignSeats(1, {DAN: {FIRST: APPLES}}))

    assert day(story, DAN) == {"first": ("apples", "seat")}


def test_without_a_seat_the_best_vote_counts(story: Story) -> None:
    story.ask(c.SetVote(APPLES, Weight.INTERESTED), DAN)
    story.ask(c.SetVote(DATES, Weight.MUST), DAN)
    story.ask(c.SetVote(BEANS, Weight.MUST), DAN)
    story.ask(c.SetVote(CORN, Weight.INTERESTED), DAN)

    assert day(story, DAN) == {"first": ("beans", "vote"), "second": ("corn", "vote")}


def test_an_explicit_no_is_no_vote(story: Story) -> None:
    story.ask(c.SetVote(APPLES, Weight.MUST), DAN)
    story.ask(c.SetVote(APPLES, Weight.NONE), DAN)

    assert day(story, DAN) == {}


def test_a_choice_that_moved_away_falls_back_to_the_seat(story: Story) -> None:
    story.ask(c.ChooseSession(FIRST, BEANS), DAN)
    story.place(BEANS, SECOND, NOOK)
    story.publish()
    story.ask(c.AssignSeats(2, {DAN: {FIRST: APPLES}}))

    assert day(story, DAN) == {"first": ("apples", "seat")}


def test_a_choice_that_moved_away_still_counts_as_a_vote_where_it_is_now(story: Story) -> None:
    story.ask(c.SetVote(BEANS, Weight.MUST), DAN)
    story.ask(c.ChooseSession(FIRST, BEANS), DAN)
    assert day(story, DAN) == {"first": ("beans", "choice")}
    story.place(BEANS, SECOND, NOOK)

    story.publish()

    assert day(story, DAN) == {"second": ("beans", "vote")}


def test_nobody_is_sent_to_one_topic_twice(story: Story) -> None:
    """Apples take place twice. Dan sits in the first, so the second is not offered for his vote."""
    story.ask(c.SetVote(APPLES, Weight.MUST), DAN)
    assert story.camp.published is not None
    again = Placement(APPLES, SECOND, NOOK)
    schedule = replace(story.camp.published, placements=(*story.camp.published.placements, again))
    story.camp = story.camp.but(published=schedule)
    assert day(story, DAN) == {"first": ("apples", "vote")}

    story.ask(c.AssignSeats(1, {DAN: {SECOND: APPLES}}))
    assert day(story, DAN) == {"second": ("apples", "seat")}
    story.ask(c.ChooseSession(FIRST, APPLES), DAN)
    story.ask(c.AssignSeats(1, {}))
    assert day(story, DAN) == {"first": ("apples", "choice")}


def test_a_day_follows_a_vote_at_once(story: Story) -> None:
    story.ask(c.SetVote(CORN, Weight.MUST), DAN)

    assert day(story, DAN) == {"second": ("corn", "vote")}
    assert story.changes.people == {DAN: {"vote/corn", "day"}}


def test_choosing_refuses_what_is_not_on_show_there(story: Story) -> None:
    story.ask(c.UnplaceTopic(DATES), BOSS)

    assert story.refusal(c.ChooseSession(SECOND, APPLES), DAN) == ("not-placed", "Apples")
    assert story.refusal(c.ChooseSession(FIRST, DATES), DAN) is None
    story.publish()
    assert story.refusal(c.ChooseSession(FIRST, DATES), DAN) == ("not-placed", "Dates")
    assert story.refusal(c.ChooseSession(LUNCH, APPLES), DAN) == ("slot-break", "Lunch")
    assert story.refusal(c.ChooseSession(FIRST, APPLES), PersonId("ghost")) == ("not-joined", None)
    story.ask(c.SetPhase(Phase.CLOSED, True), BOSS)
    assert story.refusal(c.ChooseSession(FIRST, APPLES), DAN) == ("camp-closed", None)


def test_choosing_the_same_again_does_nothing(story: Story) -> None:
    assert story.does_nothing(c.ChooseSession(FIRST, None), DAN)
    story.ask(c.ChooseSession(FIRST, APPLES), DAN)

    assert story.does_nothing(c.ChooseSession(FIRST, APPLES), DAN)
    story.ask(c.ChooseSession(FIRST, None), DAN)
    assert DAN not in story.camp.choices


def test_choosing_a_merged_topic_chooses_the_one_on_the_wall(story: Story) -> None:
    story.ask(c.MergeTopic(DATES, APPLES), BOSS)

    story.ask(c.ChooseSession(FIRST, DATES), DAN)

    assert day(story, DAN) == {"first": ("apples", "choice")}
