"""Plans in which every vote is a seat: found where one is hidden, and never claimed where there is none."""

from collections.abc import Callable

import pytest

from bench.scheduler.generate import enrolment
from scheduler import Infeasible, Person, Pin, Placement, Plan, Problem, Room, Topic, check, solve
from scheduler.construct import pinned
from scheduler.layout import Layout
from scheduler.perfect import Perfect, worth_of_everything
from scheduler.seating import Seats
from scheduler.tables import Tables
from tests.scheduler.conftest import a_slot

MOVES = 500_000
CLAIMS = {"value", "bound", "gap", "unplaced-list"}
"""Said of a plan that says nothing but where topics are."""


def search(problem: Problem, seed: int = 1) -> Perfect | None:
    tables = Tables(problem)
    return Perfect.find(Layout(tables), seed, sorted(pinned(tables, 1).cells))


def broken(problem: Problem, perfect: Perfect) -> set[str]:
    """The codes of the rules that its cells break."""
    plan = Plan(Tables(problem).placements(perfect.cells), (), 0, 0, 0.0, 0.0)
    return {violation.code for violation in check(problem, plan).violations}


@pytest.mark.parametrize("seed", range(6))
def test_a_hidden_timetable_is_found(seed: int) -> None:
    problem, _ = enrolment("small", seed)
    tables = Tables(problem)
    perfect = search(problem, seed)
    assert perfect is not None
    perfect.run(MOVES)
    assert perfect.done
    assert broken(problem, perfect) <= CLAIMS
    assert Seats(tables).best(perfect.cells, 1.0).value == worth_of_everything(tables)


def test_it_keeps_every_rule_at_any_time(make_problem: Callable[..., Problem]) -> None:
    """People of few votes, so that a perfect plan may exist beside rules of all kinds."""
    searched = found = 0
    for seed in range(40):
        made = make_problem(seed, 6, 3, 5, 8)
        people = tuple(Person(p.id, dict(list(p.votes.items())[:2]), p.away if seed % 3 else ()) for p in made.people)
        pins = (Pin("t0", "s1", None), Pin("t1", "s2", "r1")) if seed % 2 else ()
        problem = Problem(made.rooms, made.slots, made.topics, people, pins=pins, weights=made.weights)
        tables = Tables(problem)
        try:
            perfect = search(problem, seed)
        except Infeasible:
            continue
        if perfect is None:
            continue
        searched += 1
        for _ in range(30):
            perfect.run(1)
            assert broken(problem, perfect) <= CLAIMS | {"pin"}
            seated = sum(int(tables.vote_start[t + 1] - tables.vote_start[t]) for t, _, _ in perfect.cells)
            assert len(Seats(tables).best(perfect.cells, 1.0).person) == seated
        if perfect.done:
            found += 1
            assert broken(problem, perfect) <= CLAIMS
            assert Seats(tables).best(perfect.cells, 1.0).value == worth_of_everything(tables)
    assert searched > found > 3


def a_day(**changes: object) -> Problem:
    """Two rooms of two, two slots; two people want both of two topics, a third one of them."""
    parts: dict[str, object] = {
        "rooms": (Room("r0", 3), Room("r1", 2)),
        "slots": (a_slot("s0", 0), a_slot("s1", 1)),
        "topics": (Topic("t0"), Topic("t1")),
        "people": (
            Person("p0", {"t0": "must", "t1": "interested"}),
            Person("p1", {"t0": "must", "t1": "must"}),
            Person("p2", {"t0": "interested"}),
        ),
    }
    return Problem(**{**parts, **changes})  # type: ignore[arg-type]


def test_a_plan_with_everything_ends_the_search_as_proven() -> None:
    plan = solve(a_day(), 5.0)
    assert plan.value == plan.bound == worth_of_everything(Tables(a_day()))


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"slots": (a_slot("s0", 0),)}, id="more votes than slots"),
        pytest.param({"rooms": (Room("r0", 1),)}, id="no room for all"),
        pytest.param({"topics": (Topic("t0", repeats=2), Topic("t1"))}, id="a topic twice"),
        pytest.param({"slots": (a_slot("s0", 0, 2.0), a_slot("s1", 1))}, id="slots that overlap"),
        pytest.param({"current": (Placement("t0", "s0", "r0"),)}, id="moves that have a price"),
        pytest.param(
            {"pins": (Pin("t0", "s0", "r0"), Pin("t1", "s0", "r1"))}, id="what must stay where it is shares people"
        ),
    ],
)
def test_none_is_looked_for_in_vain(changes: dict[str, object]) -> None:
    assert search(a_day(**changes)) is None


def test_the_same_seed_finds_the_same() -> None:
    problem, _ = enrolment("typical", 3)
    one, other = search(problem, 4), search(problem, 4)
    assert one is not None
    assert other is not None
    one.run(300)
    other.run(300)
    assert one.cells == other.cells
