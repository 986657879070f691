"""Drafts that are kept aside under a name: taken back as far as they can still take place, dropped, undone."""

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Placement
from edcamp.domain.ids import KeptId
from edcamp.domain.rules import KEPT_MAX
from tests.domain.story import (
    ANA,
    APPLES,
    BEANS,
    BEN,
    BOSS,
    FIRST,
    HALL,
    MINUTE,
    NOOK,
    SECOND,
    Story,
    new_story,
)

LUNCHES = KeptId("lunches")


@pytest.fixture
def story() -> Story:
    """A plan: apples in the hall, then beans in the nook, worth 7 of at most 9; kept aside. Then apples went second."""
    made = new_story()
    made.propose(APPLES, ANA)
    made.propose(BEANS, BEN)
    plan = (Placement(APPLES, FIRST, HALL), Placement(BEANS, SECOND, NOOK))
    made.ask(c.AdoptPlan(made.camp.seq, plan, (), 7, 9), BOSS)
    made.ask(c.KeepDraft(LUNCHES, "  Before lunch "), BOSS)
    made.place(APPLES, SECOND, HALL)
    return made


def test_it_is_as_it_was(story: Story) -> None:
    kept = story.organizers()["kept/lunches"]
    assert kept["name"] == "Before lunch"
    assert [(p["topic"], p["slot"]) for p in kept["draft"]["placements"]] == [("apples", "first"), ("beans", "second")]
    assert (kept["draft"]["value"], kept["draft"]["bound"]) == (7, 9)
    assert story.does_nothing(c.KeepDraft(LUNCHES, "Again"), BOSS)


def test_it_is_taken_back_as_a_whole_and_that_is_undone(story: Story) -> None:
    by_hand = story.organizers()["draft"]
    story.ask(c.TakeDraft(LUNCHES), BOSS)

    draft = story.organizers()["draft"]
    assert (draft["value"], draft["bound"], draft["seq"]) == (7, 9, story.camp.seq)
    assert [p["slot"] for p in draft["placements"]] == ["first", "second"]
    assert "kept/lunches" in story.organizers()
    assert story.does_nothing(c.TakeDraft(LUNCHES), BOSS)
    story.undo()
    assert story.organizers()["draft"] | {"seq": 0} == by_hand | {"seq": 0}


def test_what_cannot_take_place_any_more_is_left_out(story: Story) -> None:
    story.ask(c.CloseRoom(NOOK, (SECOND,)), BOSS)
    story.ask(c.TakeDraft(LUNCHES), BOSS)

    draft = story.organizers()["draft"]
    assert [p["topic"] for p in draft["placements"]] == ["apples"]
    assert (draft["value"], draft["bound"]) == (None, None)


def test_dropped_and_undone(story: Story) -> None:
    before = story.organizers()["kept/lunches"]
    story.ask(c.DropDraft(LUNCHES), BOSS)
    assert "kept/lunches" not in story.organizers()
    assert story.does_nothing(c.DropDraft(LUNCHES), BOSS)
    story.now += MINUTE
    story.undo()
    assert story.organizers()["kept/lunches"] == before


def test_what_is_refused(story: Story) -> None:
    assert story.refusal(c.TakeDraft(KeptId("none")), BOSS) == ("kept-unknown", None)
    assert story.refusal(c.KeepDraft(KeptId("more"), " "), BOSS) == ("kept-name", "")
    assert story.refusal(c.KeepDraft(KeptId("No id"), "More"), BOSS) == ("bad-id", "No id")
    for number in range(1, KEPT_MAX):
        story.ask(c.KeepDraft(KeptId(f"k{number}"), "More"), BOSS)
    assert story.refusal(c.KeepDraft(KeptId("more"), "More"), BOSS) == ("kept-many", KEPT_MAX)
    story.ask(c.ResetDraft(), BOSS)
    assert story.refusal(c.KeepDraft(KeptId("more"), "More"), BOSS) == ("kept-empty", None)
    for command in (c.KeepDraft(KeptId("more"), "More"), c.TakeDraft(LUNCHES), c.DropDraft(LUNCHES)):
        assert story.refusal(command, ANA) == ("not-organizer", None)


def test_the_history_says_which(story: Story) -> None:
    story.ask(c.TakeDraft(LUNCHES), BOSS)
    story.ask(c.DropDraft(LUNCHES), BOSS)
    actions = [action for _, action in sorted(story.camp.history.items()) if "name" in action.args]
    lines = [(action.what, action.args["name"]) for action in actions]
    assert lines == [(f"draft-{did}", "Before lunch") for did in ("kept", "taken", "dropped")]
