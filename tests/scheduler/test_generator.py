import msgspec
import pytest

from bench.scheduler.arrays import Arrays, Board
from bench.scheduler.generate import KINDS, SIZES, enrolment, flat, generate
from bench.scheduler.race import Judge
from scheduler import Problem, read_problem, validate


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(3))
def test_every_kind_is_valid_and_the_same_for_the_same_seed(kind: str, seed: int) -> None:
    problem = generate(kind, "small", seed)
    validate(problem)
    assert read_problem(msgspec.json.encode(problem)) == problem
    assert generate(kind, "small", seed) == problem
    assert generate(kind, "small", seed + 100) != problem


@pytest.mark.parametrize("size", ["small", "typical", "medium"])
@pytest.mark.parametrize("seed", range(3))
def test_the_hidden_timetable_keeps_every_rule_and_seats_everybody_everywhere(size: str, seed: int) -> None:
    problem, hidden = enrolment(size, seed)
    votes = sum(len(person.votes) for person in problem.people)
    plan = Judge(flat(problem)).seated(hidden)
    assert (plan.value, len(plan.placements)) == (votes, len(problem.topics))
    assert sum(len(mine) for mine in plan.seats.values()) == votes


def test_kinds_have_the_rules_they_are_named_after() -> None:
    assert any(topic.after for topic in enrolment("typical", 1)[0].topics)
    assert any(topic.repeats > 1 for topic in generate("repeats", "typical", 1).topics)
    assert any(topic.after for topic in generate("ordered", "typical", 1).topics)
    assert any(topic.not_with for topic in generate("ordered", "typical", 1).topics)
    assert {pin.room is None for pin in generate("pinned", "typical", 1).pins} == {True, False}
    away = generate("away", "typical", 1)
    assert any(person.away for person in away.people)
    assert any(set(person.away) and any(person.id in topic.hosts for topic in away.topics) for person in away.people)
    assert any(room.closed for room in away.rooms)
    assert Arrays(generate("overlaps", "typical", 1)).overlaps.sum() > len(generate("overlaps", "typical", 1).slots)


@pytest.mark.parametrize("seed", range(4))
def test_everything_at_once_is_not_just_the_sum_of_nothing(seed: int) -> None:
    problem = generate("everything", "typical", seed)
    assert problem.pins
    assert len(problem.slots) > SIZES["typical"].slots
    board = Board(Arrays(problem))
    assert len(board.cells) == len(problem.pins)


def test_flat_counts_seats_alone() -> None:
    problem: Problem = flat(generate("synthetic", "small", 1))
    assert (problem.weights.interested, problem.weights.must, problem.weights.first) == (1, 1, 0)
