import msgspec
import pytest

from scheduler import InvalidProblem, Pin, Placement, Problem, Topic, explain


def messages(problem: Problem, topic: str | None = None) -> list[str]:
    return [fix.message for fix in explain(problem, topic).fixes]


def test_explain_says_when_everything_can_be_kept(camp: Problem) -> None:
    explanation = explain(camp)
    assert (explanation.possible, explanation.fixes) == (True, ())


def test_explain_names_one_rule_at_a_time(camp: Problem) -> None:
    den = msgspec.structs.replace(camp, pins=(Pin("code", "s1", "den"),))
    assert messages(den) == ["bring projector to room den", "free topic code from its pin to slot s1, room den"]
    shut = tuple(msgspec.structs.replace(room, closed=("s2",)) for room in camp.rooms)
    closed = msgspec.structs.replace(camp, rooms=shut, pins=(Pin("dogs", "s2", "den"),))
    assert messages(closed) == ["open room den in slot s2", "free topic dogs from its pin to slot s2, room den"]


def test_explain_counts_how_often_a_topic_is_pinned(camp: Problem) -> None:
    twice = msgspec.structs.replace(camp, pins=(Pin("dogs", "s1", "den"), Pin("dogs", "s2", "den")))
    assert messages(twice) == [
        "free topic dogs from its pin to slot s1, room den",
        "free topic dogs from its pin to slot s2, room den",
        "let topic dogs be placed once more",
    ]


def test_explain_sees_frozen_slots(camp: Problem) -> None:
    frozen = msgspec.structs.replace(camp, frozen=("s1",), pins=(Pin("dogs", "s1"),))
    assert messages(frozen) == ["free topic dogs from its pin to slot s1", "unfreeze slot s1"]


def test_explain_says_what_keeps_a_topic_out(camp: Problem) -> None:
    current = (
        Placement("art", "s1", "hall"),
        Placement("bees", "s2", "hall"),
        Placement("dogs", "s1", "den"),
    )
    full = msgspec.structs.replace(camp, current=current)
    explanation = explain(full, "code")
    assert not explanation.possible
    assert [fix.message for fix in explanation.fixes] == [
        "bring projector to room den",
        "move topic art out of room hall in slot s1",
        "move topic bees out of room hall in slot s2",
    ]
    assert explain(full, "art").possible


def test_explain_offers_a_cell_that_is_free(camp: Problem) -> None:
    explanation = explain(msgspec.structs.replace(camp, current=(Placement("art", "s1", "hall"),)), "code")
    assert explanation.message == (
        "Topic code can have room hall in slot s2; if it is left out, that seats more people. Pin it to place it."
    )


def test_explain_combines_rules_when_one_is_not_enough(camp: Problem) -> None:
    never = msgspec.structs.replace(camp, topics=(*camp.topics, Topic("eggs", needs=("stove", "water"))))
    first = explain(never, "eggs").fixes[0]
    assert [rule.code for rule in first.rules] == ["needs", "needs"]


def test_explain_refuses_an_unknown_topic(camp: Problem) -> None:
    with pytest.raises(InvalidProblem) as caught:
        explain(camp, "yoga")
    assert caught.value.code == "unknown-topic"
