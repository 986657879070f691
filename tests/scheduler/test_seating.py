from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler import Placement, Problem, check, seat, solve
from scheduler.problem import Plan, Unplaced
from scheduler.recount import recount
from scheduler.seating import Seats
from scheduler.tables import Tables

TryAll = Callable[[Problem, tuple[Placement, ...]], int]


def test_seat_gives_the_dearest_votes_the_scarce_seats(camp: Problem) -> None:
    placements = (Placement("code", "s1", "hall"), Placement("dogs", "s1", "den"), Placement("art", "s2", "den"))
    seating = seat(camp, placements)
    assert (seating.value, seating.exact) == (3 + 1 + 3 + 3 + 3 + 4 * 2, True)
    assert seating.seats == {
        "ann": {"s1": "code"},
        "bob": {"s1": "code", "s2": "art"},
        "cid": {"s1": "dogs"},
        "dee": {"s1": "code"},
    }


def test_seat_of_nothing_is_worth_nothing(camp: Problem) -> None:
    seating = seat(camp, ())
    assert (seating.value, seating.seats, seating.exact) == (0, {}, True)


def plan_of(problem: Problem, seed: int) -> Plan:
    return solve(problem, 0.0, seed=seed)


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 10_000))
def test_seat_equals_trying_everything(make_problem: Callable[..., Problem], seat_by_trying: TryAll, seed: int) -> None:
    problem = make_problem(seed, 4, 2, 2, 4)
    placements = plan_of(problem, 1).placements
    best = seat_by_trying(problem, placements)
    counted = recount(problem, placements)
    assert (seat(problem, placements).value, counted.low, counted.high) == (best, best, best)


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 10_000), cells=st.permutations([(s, r) for s in range(3) for r in range(2)]))
def test_seat_with_repeats_and_overlaps_equals_trying_everything(
    make_problem: Callable[..., Problem], seat_by_trying: TryAll, seed: int, cells: list[tuple[int, int]]
) -> None:
    problem = make_problem(seed, 3, 2, 3, 4, tricky=True)
    # Placements as such: whether they keep the rules does not matter to who may sit where.
    topics = [0, 0, 1, 2]
    placements = tuple(
        Placement(f"t{t}", f"s{s}", f"r{r}")
        for t, (s, r) in zip(topics, cells, strict=False)
        if not (t == 0 and s == 0)
    )
    if len({(x.topic, x.slot) for x in placements}) < len(placements):
        return
    best = seat_by_trying(problem, placements)
    seating = seat(problem, placements)
    quick = Seats(Tables(problem)).quick(Tables(problem).cells(placements))
    counted = recount(problem, placements)
    assert (seating.value, seating.exact) == (best, True)
    assert quick.value <= best <= quick.upper
    assert counted.low <= best <= counted.high


@pytest.mark.parametrize("seed", range(5))
def test_seats_are_found_possible_and_counted_alike(make_problem: Callable[..., Problem], seed: int) -> None:
    problem = make_problem(seed, 12, 4, 4, 60)
    placements = plan_of(problem, 1).placements
    seating = seat(problem, placements)
    placed = {x.topic for x in placements}
    unplaced = tuple(Unplaced(x.id, "") for x in problem.topics if x.id not in placed)
    plan = Plan(placements, unplaced, seating.value, seating.value, 0.0, 0.0, True, seating.seats)
    report = check(problem, plan)
    assert (report.violations, report.value, report.exact) == ((), seating.value, True)
