"""Who is here for the first time proposes first, for as long as the camp says."""

from msgspec.structs import replace

from edcamp.domain import commands as c
from edcamp.domain.camp import Kind, Phase
from tests.domain.story import ANA, APPLES, BEANS, BEN, BOSS, CORN, SETTINGS, START, Story, new_story

MINUTE = 60_000


def opened() -> Story:
    """Gathering opened just now, with ten minutes for first-timers; Ana is one."""
    story = new_story(Phase.VOTE)
    story.ask(c.EditCamp(replace(SETTINGS, first_timers=10)), BOSS)
    story.ask(c.SetFirstTime(True), ANA)
    story.now = START + 30 * MINUTE
    story.ask(c.SetPhase(Phase.GATHER, True), BOSS)
    return story


def test_first_timers_and_organizers_propose_at_once_and_the_others_in_turn() -> None:
    story = opened()
    proposal = c.ProposeTopic(CORN, Kind.LEAD, "Corn")
    story.propose(APPLES, ANA)
    story.propose(BEANS, BOSS)

    assert story.refusal(proposal, BEN) == ("first-timers-first", 10)
    story.now += 9 * MINUTE + 1
    assert story.refusal(proposal, BEN) == ("first-timers-first", 1)
    story.now += MINUTE
    assert story.refusal(proposal, BEN) is None


def test_everybody_is_told_until_when() -> None:
    story = opened()

    assert story.public()["camp"]["others_from"] == START + 40 * MINUTE
    assert story.mine(ANA)["me"]["first_time"] is True
    assert "first_time" not in story.mine(BEN)["me"]
    story.ask(c.SetPhase(Phase.GATHER, False), BOSS)
    assert "others_from" not in story.public()["camp"]


def test_it_begins_anew_whenever_proposing_is_opened_but_not_when_that_is_undone() -> None:
    story = opened()
    story.now += 30 * MINUTE
    story.ask(c.SetPhase(Phase.GATHER, False), BOSS)
    story.undo()
    assert story.public()["camp"]["others_from"] == START + 40 * MINUTE
    story.ask(c.SetPhase(Phase.GATHER, False), BOSS)
    story.ask(c.SetPhase(Phase.GATHER, True), BOSS)
    assert story.public()["camp"]["others_from"] == story.now + 10 * MINUTE


def test_without_the_setting_everybody_proposes_at_once() -> None:
    story = new_story()

    assert "others_from" not in story.public()["camp"]
    story.propose(APPLES, BEN)
    assert story.refusal(c.EditCamp(replace(SETTINGS, first_timers=61)), BOSS) == ("first-timers-minutes", 61)
