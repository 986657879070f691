"""Interested, must, or an explicit no."""

import pytest
from msgspec.structs import replace

from edcamp.domain import commands as c
from edcamp.domain import rules
from edcamp.domain.camp import Phase, Tally, Weight
from tests.domain.story import ANA, APPLES, BEANS, BEN, BOSS, CAT, DAN, GHOST, SETTINGS, Story, new_story

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
    assert story.changes.organizers == {"votes"}
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


# --- hidden until voting closes


def test_hidden_tallies_are_seen_by_organizers_alone_until_voting_closes(story: Story) -> None:
    story.ask(c.EditCamp(replace(SETTINGS, hide_tallies=True)), BOSS)

    story.ask(c.SetVote(APPLES, MUST), BEN)

    assert "tally/apples" not in story.public()
    assert "tally/apples" not in story.changes.public
    assert story.organizers()["tally/apples"] == {"interested": 0, "must": 1}
    assert story.public()["camp"]["tallies_hidden"] is True
    assert story.mine(BEN)["vote/apples"] == "must"
    story.ask(c.SetPhase(Phase.VOTE, False), BOSS)
    assert story.public()["tally/apples"] == {"interested": 0, "must": 1}
    assert "tally/apples" in story.changes.public & story.changes.organizers
    assert "tally/apples" not in story.organizers()
    story.undo()
    assert "tally/apples" not in story.public()


# --- fair to late ones


def test_a_topic_could_get_only_votes_that_were_cast_since_it_came(story: Story) -> None:
    story.ask(c.SetVote(APPLES, MUST), BEN)
    story.ask(c.SetVote(APPLES, INTERESTED), BEN)
    story.ask(c.SetVote(APPLES, NONE), BEN)
    story.ask(c.SetVote(APPLES, MUST), CAT)
    story.propose(BEANS, BEN)

    assert story.organizers()["votes"] == {"cast": 2, "people": 2}
    assert story.organizers()["origin/apples"]["cast_before"] == 0
    assert story.organizers()["origin/beans"]["cast_before"] == 2
    story.ask(c.MergeTopic(APPLES, BEANS), BOSS)
    assert story.organizers()["origin/beans"]["cast_before"] == 0
    assert "origin/beans" in story.changes.organizers


@pytest.mark.parametrize(
    ("votes", "range_"), [(1, (1, 1)), (2, (1, 2)), (10, (4, 8)), (31, (12, 25)), (400, (160, 320))]
)
def test_how_many_will_come_is_a_range(votes: int, range_: tuple[int, int]) -> None:
    assert rules.forecast(votes) == range_
