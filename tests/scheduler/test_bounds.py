from collections.abc import Callable

import msgspec
import pytest

from scheduler import Placement, Problem, Room, Slot, Weights, solve
from scheduler.bounds import Aggregated, at_once, most_cells, most_slots
from scheduler.tables import Tables

Optimum = Callable[[Problem], int | None]


@pytest.mark.parametrize("tricky", [False, True])
@pytest.mark.parametrize("seed", range(12))
def test_bounds_are_never_below_the_optimum(
    make_problem: Callable[..., Problem], solve_by_trying: Optimum, seed: int, tricky: bool
) -> None:
    problem = make_problem(seed, 3, 2, 2, 5, tricky)
    best = solve_by_trying(problem)
    if best is None:
        return
    tables = Tables(problem)
    aggregated = Aggregated(tables).bound(5.0)
    assert aggregated is not None
    assert at_once(tables) >= best
    assert aggregated >= best


def test_aggregated_bound_is_proven_by_any_multipliers(make_problem: Callable[..., Problem]) -> None:
    tables = Tables(make_problem(5, 12, 4, 4, 40))
    programme = Aggregated(tables)
    solved = programme.bound(5.0)
    assert solved is not None
    value = solve(tables.problem, 0.0).value
    rows = len(programme.limits)
    assert value <= solved <= programme.proven([0.0] * rows)
    assert value <= programme.proven([0.1 * (i % 7) for i in range(rows)])


def test_bounds_allow_for_a_host_of_two_frozen_sessions_at_one_time(camp: Problem) -> None:
    """Published by hand: ann leads art and bees in s1, and still takes a seat in s2."""
    current = (Placement("art", "s1", "hall"), Placement("bees", "s1", "den"))
    problem = msgspec.structs.replace(camp, current=current, frozen=("s1",), weights=Weights(placed=7))
    plan = solve(problem, 1.0)
    assert plan.seats is not None
    assert plan.seats["ann"] == {"s2": "code"}
    aggregated = Aggregated(Tables(problem)).bound(5.0)
    assert aggregated is not None
    assert aggregated >= plan.value
    assert at_once(Tables(problem)) >= plan.value


def test_most_slots_counts_disjoint_ones(camp: Problem) -> None:
    assert most_slots(Tables(camp)).tolist() == [2, 2, 2, 2]


def test_most_cells_counts_open_disjoint_slots_of_each_room(camp: Problem) -> None:
    whole_day = Slot("all", camp.slots[0].start, camp.slots[1].end)
    rooms = (*camp.rooms, Room("loft", 2, (), closed=("s1", "s2")))
    problem = msgspec.structs.replace(camp, rooms=rooms, slots=(*camp.slots, whole_day))
    assert most_cells(Tables(problem)).tolist() == [2, 2, 1]
