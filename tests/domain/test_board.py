"""What boards show: what the phase asks for, or what organizers say, for as long as they say."""

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import BoardMode
from tests.domain.story import ANA, APPLES, BOSS, MINUTE, START, Story, new_story


@pytest.fixture
def story() -> Story:
    made = new_story()
    made.propose(APPLES, ANA)
    return made


def test_organizers_take_the_board_over_and_give_it_back(story: Story) -> None:
    assert "board" not in story.public()
    story.ask(c.ShowOnBoard(BoardMode.WALL, START + MINUTE, APPLES), BOSS)
    assert story.public()["board"] == {
        "mode": "wall",
        "until": START + MINUTE,
        "topic": APPLES,
        "announcement": None,
    }
    assert story.does_nothing(c.ShowOnBoard(BoardMode.WALL, START + MINUTE, APPLES), BOSS)
    story.ask(c.ShowOnBoard(None), BOSS)
    assert "board" not in story.public()
    assert story.does_nothing(c.ShowOnBoard(None), BOSS)


def test_taking_it_over_is_a_line_of_the_history_that_can_be_undone(story: Story) -> None:
    story.ask(c.ShowOnBoard(BoardMode.WALL, None, APPLES), BOSS)
    line = story.organizers()[f"action/{story.camp.seq}"]
    assert (line["what"], line["args"], line["undoable"]) == ("board-set", {"mode": "wall", "topic": "Apples"}, True)
    story.undo()
    assert "board" not in story.public()


def test_what_the_board_shows_ends_at_a_moment_still_to_come(story: Story) -> None:
    for command in (c.ShowOnBoard(BoardMode.COUNTDOWN), c.ShowOnBoard(BoardMode.JOIN, START)):
        assert story.refusal(command, BOSS) == ("board-end", None)
    assert story.refusal(c.ShowOnBoard(BoardMode.COUNTDOWN, START + 1), BOSS) is None
    assert story.refusal(c.ShowOnBoard(BoardMode.JOIN), ANA) == ("not-organizer", None)


def test_only_a_topic_on_the_wall_can_be_alone_on_it(story: Story) -> None:
    story.ask(c.HideTopic(APPLES, True), BOSS)
    assert story.refusal(c.ShowOnBoard(BoardMode.WALL, None, APPLES), BOSS) == ("topic-gone", "Apples")
