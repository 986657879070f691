"""Where notes are written: an address that shows where it leads."""

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Phase
from tests.domain.story import ANA, APPLES, BEN, BOSS, Story

LINK = "https://notes.example/apples?x=1#two"


@pytest.fixture(autouse=True)
def apples(story: Story) -> None:
    story.propose(APPLES, ANA)


def test_a_host_sets_it_and_everybody_sees_it(story: Story) -> None:
    story.ask(c.SetNotes(APPLES, f"  {LINK} "), ANA)
    assert story.public()["topic/apples"]["notes"] == LINK
    assert story.does_nothing(c.SetNotes(APPLES, LINK), ANA)
    story.ask(c.SetNotes(APPLES, ""), ANA)
    assert "notes" not in story.public()["topic/apples"]


def test_an_organizer_takes_it_away_and_can_undo_that(story: Story) -> None:
    story.ask(c.SetNotes(APPLES, LINK), ANA)
    story.ask(c.SetNotes(APPLES, None), BOSS)
    assert story.organizers()[f"action/{story.camp.seq}"]["args"] == {"topic": "Apples", "link": ""}
    story.undo()
    assert story.public()["topic/apples"]["notes"] == LINK


def test_nobody_else_sets_it(story: Story) -> None:
    assert story.refusal(c.SetNotes(APPLES, LINK), BEN) == ("topic-not-hosted", "Apples")
    story.ask(c.SetPhase(Phase.CLOSED, True), BOSS)
    assert story.refusal(c.SetNotes(APPLES, LINK), ANA) == ("camp-closed", None)


def test_a_phone_that_writes_a_capital_means_the_same(story: Story) -> None:
    story.ask(c.SetNotes(APPLES, "Https://Notes.example/A"), ANA)
    assert story.public()["topic/apples"]["notes"] == "https://Notes.example/A"


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//notes.example",
        "notes.example",
        "https://",
        "https:///notes",
        "https://good.example@evil.example/",
        "https://evil.example\\.good.example/",
        "https://notes.example/a b",
        "https://notes.example/\u202egpj",
        "https://[notes",
        "https://notes.example/" + "x" * 500,
    ],
)
def test_what_hides_where_it_leads_is_no_link(story: Story, link: str) -> None:
    refusal = story.refusal(c.SetNotes(APPLES, link), ANA)
    assert refusal is not None
    assert refusal[0] == "notes-link"
