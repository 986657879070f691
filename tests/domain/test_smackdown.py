"""The smackdown: a queue of whoever shows something, two minutes each, which organizers lead."""

from typing import Any

import pytest
from immutables import Map

from edcamp.domain import commands as c
from edcamp.domain import rules
from edcamp.domain.camp import BoardMode, Phase
from edcamp.domain.ids import AnnouncementId
from tests.domain.story import ANA, BEN, BOSS, CAT, DAN, GHOST, MINUTE, START, Story, new_story


@pytest.fixture
def story() -> Story:
    """Ana, Ben and Cat wait for their turn."""
    made = new_story()
    made.ask(c.HoldSmackdown(True), BOSS)
    made.ask(c.TakeTurn("Maps that talk"), ANA)
    made.ask(c.TakeTurn(), BEN)
    made.ask(c.TakeTurn("Paper robots"), CAT)
    return made


def queue(story: Story) -> list[str]:
    return [turn["name"] for turn in story.public()["smackdown"]["queue"]]


def shown(story: Story) -> list[str]:
    return [turn["name"] for turn in story.organizers().get("shown", [])]


def on(story: Story) -> Any:
    document = story.public()["smackdown"]
    return document["on"]["name"] if document["on"] is not None else None


def test_people_put_themselves_in_the_queue_and_take_themselves_out(story: Story) -> None:
    assert story.public()["smackdown"] == {
        "on": None,
        "since": None,
        "queue": [
            {"person": ANA, "name": "Ana", "shows": "Maps that talk"},
            {"person": BEN, "name": "Ben", "shows": ""},
            {"person": CAT, "name": "Cat", "shows": "Paper robots"},
        ],
        "begun": False,
    }
    assert story.does_nothing(c.TakeTurn(" Maps  that talk "), ANA)
    story.ask(c.TakeTurn("A globe"), ANA)
    assert queue(story) == ["Ana", "Ben", "Cat"]
    assert story.public()["smackdown"]["queue"][0]["shows"] == "A globe"
    story.ask(c.GiveUpTurn(), BEN)
    assert queue(story) == ["Ana", "Cat"]
    assert story.does_nothing(c.GiveUpTurn(), BEN)


def test_there_is_a_queue_only_while_a_smackdown_is_held(story: Story) -> None:
    story.ask(c.HoldSmackdown(False), BOSS)
    assert "smackdown" not in story.public()
    assert story.refusal(c.TakeTurn(), DAN) == ("no-smackdown", None)
    assert story.refusal(c.GiveFloor(ANA), BOSS) == ("no-smackdown", None)
    assert story.does_nothing(c.GiveUpTurn(), ANA)
    assert story.does_nothing(c.HoldSmackdown(False), BOSS)
    story.ask(c.HoldSmackdown(True), BOSS)
    assert queue(story) == []


def test_whoever_is_on_is_so_since_then_and_those_before_have_been(story: Story) -> None:
    story.now += MINUTE
    story.ask(c.GiveFloor(ANA), BOSS)
    assert (on(story), story.public()["smackdown"]["since"]) == ("Ana", START + MINUTE)
    assert queue(story) == ["Ben", "Cat"]
    story.now += MINUTE
    assert story.does_nothing(c.GiveFloor(ANA), BOSS)
    story.ask(c.GiveFloor(CAT), BOSS)
    assert (on(story), queue(story), shown(story)) == ("Cat", ["Ben"], ["Ana"])
    story.ask(c.GiveFloor(None), BOSS)
    assert (on(story), story.public()["smackdown"]["since"], shown(story)) == (None, None, ["Ana", "Cat"])
    assert story.public()["smackdown"]["begun"]


def test_who_was_on_may_be_so_again_and_may_queue_again(story: Story) -> None:
    for person in (ANA, BEN, ANA):
        story.ask(c.GiveFloor(person), BOSS)
    assert (on(story), shown(story)) == ("Ana", ["Ben"])
    assert story.public()["smackdown"]["on"]["shows"] == "Maps that talk"
    story.ask(c.TakeTurn("Something else"), BEN)
    story.ask(c.GiveFloor(BEN), BOSS)
    assert (on(story), queue(story), shown(story)) == ("Ben", ["Cat"], ["Ben", "Ana"])


def test_who_is_on_may_say_what_they_show_and_be_done(story: Story) -> None:
    story.ask(c.GiveFloor(BEN), BOSS)
    since = story.public()["smackdown"]["since"]
    story.ask(c.TakeTurn("A timer"), BEN)
    assert story.public()["smackdown"]["on"] == {"person": BEN, "name": "Ben", "shows": "A timer"}
    assert story.public()["smackdown"]["since"] == since
    story.ask(c.GiveUpTurn(), BEN)
    assert (on(story), shown(story)) == (None, ["Ben"])


def test_organizers_order_the_queue_and_take_people_out(story: Story) -> None:
    story.ask(c.OrderTurn(CAT, ANA), BOSS)
    assert queue(story) == ["Cat", "Ana", "Ben"]
    assert story.does_nothing(c.OrderTurn(CAT, ANA), BOSS)
    story.ask(c.OrderTurn(CAT), BOSS)
    assert queue(story) == ["Ana", "Ben", "Cat"]
    assert story.does_nothing(c.OrderTurn(CAT), BOSS)
    assert story.does_nothing(c.OrderTurn(CAT, CAT), BOSS)
    story.ask(c.GiveUpTurn(ANA), BOSS)
    assert queue(story) == ["Ben", "Cat"]
    assert story.refusal(c.OrderTurn(ANA), BOSS) == ("no-turn", None)
    assert story.refusal(c.OrderTurn(BEN, ANA), BOSS) == ("no-turn", None)
    assert story.refusal(c.GiveFloor(DAN), BOSS) == ("no-turn", None)
    assert story.refusal(c.GiveUpTurn(BEN), ANA) == ("not-organizer", None)


def test_what_organizers_do_is_a_line_of_the_history_that_can_be_undone(story: Story) -> None:
    story.ask(c.GiveFloor(BEN), BOSS)
    line = story.organizers()[f"action/{story.camp.seq}"]
    assert (line["what"], line["args"], line["undoable"]) == ("floor-given", {"on": "yes"}, True)
    story.undo()
    assert (on(story), queue(story)) == (None, ["Ana", "Ben", "Cat"])
    story.ask(c.HoldSmackdown(False), BOSS)
    story.undo()
    assert queue(story) == ["Ana", "Ben", "Cat"]
    seq = story.camp.seq
    story.ask(c.TakeTurn(), DAN)
    assert story.refusal(c.Undo(seq), BOSS) == ("undo-stale", "smackdown")


def test_a_turn_fits_a_line_and_a_queue_an_afternoon(story: Story) -> None:
    assert story.refusal(c.TakeTurn("x" * (rules.SHOWS_MAX + 1)), DAN) == ("shows-long", rules.SHOWS_MAX + 1)
    assert story.refusal(c.TakeTurn(), GHOST) == ("not-joined", None)
    people = Map({f"p{n}": story.camp.people[ANA] for n in range(rules.TURNS_MAX)})
    story.camp = story.camp.but(people=story.camp.people.update(people))
    for person in people:
        if story.refusal(c.TakeTurn(), person) is None:  # type: ignore[arg-type]
            story.ask(c.TakeTurn(), person)  # type: ignore[arg-type]
    assert story.refusal(c.TakeTurn(), DAN) == ("turns-many", rules.TURNS_MAX)
    assert story.refusal(c.TakeTurn("A globe"), ANA) is None


def test_a_closed_camp_holds_none(story: Story) -> None:
    story.ask(c.SetPhase(Phase.CLOSED, True), BOSS)
    assert story.refusal(c.TakeTurn(), DAN) == ("camp-closed", None)
    story.ask(c.HoldSmackdown(False), BOSS)
    assert story.refusal(c.HoldSmackdown(True), BOSS) == ("camp-closed", None)


def test_whoever_is_forgotten_is_in_it_no_more(story: Story) -> None:
    story.ask(c.GiveFloor(ANA), BOSS)
    story.ask(c.ForgetPerson(ANA), ANA)
    assert (on(story), queue(story), shown(story)) == (None, ["Ben", "Cat"], [])
    story.ask(c.ForgetPerson(BEN), BEN)
    assert queue(story) == ["Cat"]


def test_who_is_called_something_else_is_so_in_the_queue(story: Story) -> None:
    story.ask(c.NoteNewName(), ANA)
    assert "smackdown" in story.changes.public
    story.ask(c.NoteNewName(), DAN)
    assert "smackdown" not in story.changes.public


def test_an_announcement_is_shown_large_while_there_is_one(story: Story) -> None:
    said = AnnouncementId("news")
    assert story.refusal(c.ShowOnBoard(BoardMode.ANNOUNCEMENT, None, None, said), BOSS) == ("announcement-gone", None)
    story.ask(c.Announce(said, "Lunch!"), BOSS)
    story.ask(c.ShowOnBoard(BoardMode.ANNOUNCEMENT, START + MINUTE, None, said), BOSS)
    assert story.public()["board"] == {
        "mode": "announcement",
        "until": START + MINUTE,
        "topic": None,
        "announcement": said,
    }
