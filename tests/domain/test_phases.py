"""What is open, and who may still do what."""

import pytest

from edcamp.domain import commands as c
from edcamp.domain import rules
from edcamp.domain.camp import Kind, Phase, Weight
from edcamp.domain.ids import TopicId
from tests.domain.story import ANA, APPLES, BEN, BOSS, DATES, Story

GATHER, VOTE, PLAN, RUN, CLOSED = Phase


@pytest.mark.parametrize(
    ("before", "phase", "is_open", "after"),
    [
        ({GATHER}, VOTE, True, {GATHER, VOTE}),
        ({GATHER, VOTE}, GATHER, False, {VOTE}),
        ({VOTE, PLAN}, RUN, True, {VOTE, RUN}),
        ({RUN}, PLAN, True, {PLAN}),
        ({GATHER, VOTE, RUN}, CLOSED, True, {CLOSED}),
        ({CLOSED}, CLOSED, False, set()),
        ({CLOSED}, VOTE, True, {VOTE}),
        ({CLOSED}, PLAN, True, {PLAN}),
        ({GATHER}, RUN, False, {GATHER}),
        (set(), GATHER, False, set()),
    ],
)
def test_phases_exclude_one_another(before: set[Phase], phase: Phase, is_open: bool, after: set[Phase]) -> None:
    assert rules.phases_with(frozenset(before), phase, is_open) == after


def test_setting_a_phase_opens_and_shuts_it(story: Story) -> None:
    story.ask(c.SetPhase(VOTE, False), BOSS)

    assert story.public()["camp"]["phases"] == ["gather"]
    assert story.does_nothing(c.SetPhase(VOTE, False), BOSS)
    assert story.refusal(c.SetPhase(VOTE, True), ANA) == ("not-organizer", None)


def test_the_clocks_word_is_kept_even_when_it_changes_nothing(story: Story) -> None:
    """Else a clock that starts again would not know that it has spoken."""
    before = story.organizers()

    decision = story.ask(c.SetPhase(GATHER, True), None)

    assert len(decision.records) == 1
    assert story.organizers() == before


def test_gathering_closed_stops_attendees_but_not_organizers(story: Story) -> None:
    story.propose(APPLES, ANA)
    story.ask(c.SetPhase(GATHER, False), BOSS)
    asked: list[c.AnyCommand] = [
        c.ProposeTopic(DATES, Kind.LEAD, "Dates"),
        c.EditTopic(APPLES, title="Pears"),
        c.WithdrawTopic(APPLES),
    ]

    for command in asked:
        assert story.refusal(command, ANA) == ("phase-gather-closed", None)
        assert story.refusal(command, BOSS) is None


def test_a_closed_camp_is_closed_to_all(story: Story) -> None:
    story.propose(APPLES, ANA)
    story.ask(c.SetPhase(CLOSED, True), BOSS)
    asked: list[c.AnyCommand] = [
        c.ProposeTopic(TopicId("t"), Kind.LEAD, "Dates"),
        c.EditTopic(APPLES, title="Pears"),
        c.WithdrawTopic(APPLES),
        c.SetVote(APPLES, Weight.MUST),
        c.ClaimTopic(APPLES),
    ]

    for command in asked:
        assert story.refusal(command, BOSS) == ("camp-closed", None)
    assert story.refusal(c.ClaimTopic(APPLES), BEN) == ("camp-closed", None)
