"""A host needs a hand, somebody comes, it is done."""

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Kind, Phase
from tests.domain.story import ANA, APPLES, BEANS, BEN, BOSS, CAT, FIRST, HALL, MINUTE, NOOK, SECOND, VICE, Story


@pytest.fixture
def day(story: Story) -> Story:
    """Ana and Cat host apples, first in the hall; Ben hosts beans, second in the nook."""
    story.propose(APPLES, ANA, Kind.LEARN)
    story.ask(c.ClaimTopic(APPLES), ANA)
    story.ask(c.ClaimTopic(APPLES), CAT)
    story.propose(BEANS, BEN)
    story.place(APPLES, FIRST, HALL)
    story.place(BEANS, SECOND, NOOK)
    story.publish()
    return story


def hand(story: Story, by: str = "ana") -> str | None:
    found: str | None = story.mine(ANA if by == "ana" else CAT)["day"]["first"].get("hand")
    return found


def test_the_desk_sees_where_it_is_and_who(day: Story) -> None:
    day.ask(c.NeedHand(APPLES, FIRST), ANA)
    asked = {"slot": FIRST, "person": ANA, "at": day.now, "coming": None}
    assert day.organizers()["hands/apples"] == [asked]
    assert hand(day) == hand(day, "cat") == "needed"
    assert "hand" not in day.mine(BEN)["day"]["second"]
    assert day.does_nothing(c.NeedHand(APPLES, FIRST), CAT)


def test_the_host_sees_that_somebody_comes_and_it_ends_when_it_is_done(day: Story) -> None:
    day.ask(c.NeedHand(APPLES, FIRST), ANA)
    day.ask(c.GiveHand(APPLES, FIRST), BOSS)
    assert hand(day) == "coming"
    assert day.does_nothing(c.GiveHand(APPLES, FIRST), VICE)
    assert day.organizers()["hands/apples"][0]["coming"] == BOSS
    day.ask(c.GiveHand(APPLES, FIRST, done=True), VICE)
    assert hand(day) is None
    assert "hands/apples" not in day.organizers()
    assert day.does_nothing(c.GiveHand(APPLES, FIRST, done=True), BOSS)
    day.undo()
    assert hand(day) == "coming"


def test_a_host_may_be_all_right_again(day: Story) -> None:
    day.ask(c.NeedHand(APPLES, FIRST), ANA)
    day.ask(c.NeedHand(APPLES, FIRST, needed=False), CAT)
    assert hand(day) is None
    assert day.refusal(c.GiveHand(APPLES, FIRST), BOSS) == ("hand-unknown", "Apples")


def test_it_follows_the_session_into_another_room(day: Story) -> None:
    day.ask(c.NeedHand(APPLES, FIRST), ANA)
    day.ask(c.PlaceTopic(APPLES, FIRST, NOOK), BOSS)
    day.publish()
    assert hand(day) == "needed"


def test_only_hosts_of_a_session_that_is_not_over_ask(day: Story) -> None:
    assert day.refusal(c.NeedHand(APPLES, FIRST), BEN) == ("not-host", "Apples")
    assert day.refusal(c.NeedHand(APPLES, SECOND), ANA) == ("session-moved", "Apples")
    assert day.refusal(c.GiveHand(APPLES, FIRST), ANA) == ("not-organizer", None)
    day.now += 110 * MINUTE
    assert day.refusal(c.NeedHand(APPLES, FIRST), ANA) == ("slot-over", "Apples")
    day.ask(c.SetPhase(Phase.CLOSED, True), BOSS)
    assert day.refusal(c.NeedHand(APPLES, FIRST), ANA) == ("camp-closed", None)


def test_whoever_is_forgotten_needs_no_hand(day: Story) -> None:
    day.ask(c.NeedHand(APPLES, FIRST), ANA)
    day.ask(c.ForgetPerson(ANA), ANA)
    assert "hands/apples" not in day.organizers()
    assert hand(day, "cat") is None
