"""Interested, must, or an explicit no."""

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Phase, Tally, Weight
from tests.domain.story import ANA, APPLES, BEANS, BEN, BOSS, DAN, GHOST, Story, new_story

MUST, INTERESTED, NONE = Weight.MUST, Weight.INTERESTED, Weight.NONE


@pytest.fixture
def story() -> Story:
    made = new_story()
    made.propose(APPLES, ANA)
    return made


def test_a_vote_counts_once_however_often_it_changes(story: Story) -> None:
    for weight, tally in (
        (INTERESTED, Tally(1, 0)),
        (MUST, Tally(0, 1)),
        (NONE, Tally(0, 0)),
        (INTERESTED, Tally(1, 0)),
    ):
        story.ask(c.SetVote(APPLES, weight), BEN)
        assert story.camp.tallies[APPLES] == tally
        assert story.does_nothing(c.SetVote(APPLES, weight), BEN)


def test_votes_of_several_people_add_up(story: Story) -> None:
    for person, weight in ((ANA, MUST), (BEN, INTERESTED), (DAN, MUST), (BOSS, NONE)):
        story.ask(c.SetVote(APPLES, weight), person)

    assert story.public()["tally/apples"] == {"interested": 1, "must": 2}
    assert story.camp.tallies[APPLES].people == 3


def test_a_no_to_what_was_never_wanted_is_nothing(story: Story) -> None:
    assert story.does_nothing(c.SetVote(APPLES, NONE), BEN)


def test_a_vote_is_seen_by_its_person_alone(story: Story) -> None:
    story.ask(c.SetVote(APPLES, MUST), BEN)

    assert story.mine(BEN)["vote/apples"] == "must"
    assert "vote/apples" not in story.mine(ANA)
    for shared in (story.public(), story.organizers()):
        assert "ben" not in str(shared)
    assert story.changes.public == {"tally/apples"}
    assert story.changes.organizers == set()
    assert story.changes.people == {BEN: {"vote/apples"}}


def test_a_vote_taken_back_is_gone_from_its_person(story: Story) -> None:
    story.ask(c.SetVote(APPLES, MUST), BEN)

    story.ask(c.SetVote(APPLES, NONE), BEN)

    assert "vote/apples" not in story.mine(BEN)


def test_a_vote_outlives_the_topic_leaving_the_wall(story: Story) -> None:
    story.ask(c.SetVote(APPLES, MUST), BEN)
    story.ask(c.HideTopic(APPLES, True), BOSS)
    assert "vote/apples" not in story.mine(BEN)
    assert story.changes.people[BEN] == {"vote/apples"}

    story.ask(c.HideTopic(APPLES, False), BOSS)

    assert story.mine(BEN)["vote/apples"] == "must"
    assert story.public()["tally/apples"] == {"interested": 0, "must": 1}


def test_voting_refuses_what_cannot_be(story: Story) -> None:
    assert story.refusal(c.SetVote(APPLES, MUST), GHOST) == ("not-joined", None)
    assert story.refusal(c.SetVote(APPLES, MUST), None) == ("not-joined", None)
    assert story.refusal(c.SetVote(BEANS, MUST), BEN) == ("topic-unknown", "beans")
    story.ask(c.HideTopic(APPLES, True), BOSS)
    assert story.refusal(c.SetVote(APPLES, MUST), BEN) == ("topic-gone", "Apples")


def test_voting_is_closed_to_all_when_it_is_closed(story: Story) -> None:
    story.ask(c.SetPhase(Phase.VOTE, False), BOSS)

    for person in (BEN, BOSS):
        assert story.refusal(c.SetVote(APPLES, MUST), person) == ("phase-vote-closed", None)
