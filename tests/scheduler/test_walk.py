"""The compiled walk against its own books, the rules, and the exact value."""

from collections.abc import Callable

import numpy as np
import pytest

from scheduler import Infeasible, Moves, Problem
from scheduler.construct import Grid, by_coverage, keep_current, pinned
from scheduler.kernels import annealing
from scheduler.kernels.state import BEST, BUSY, GONE, GOT, LOAD, NOW, PLACE, ROOMED, SLOT, TOPIC, WANT
from scheduler.layout import Layout
from scheduler.seating import Seats
from scheduler.tables import Cell, Tables
from scheduler.walk import FINED, STRICT, Walk

SEEDS = range(30)


def feasible(make_problem: Callable[..., Problem], seed: int, *sizes: int, tricky: bool) -> Problem:
    """The first made-up problem from this seed on whose pins do not contradict the rules."""
    while True:
        problem = make_problem(seed, *sizes, tricky=tricky)
        try:
            pinned(Tables(problem), 1)
        except Infeasible:
            seed += 1000
        else:
            return problem


def first_cells(tables: Tables) -> list[Cell]:
    grid = pinned(tables, 1)
    keep_current(grid)
    by_coverage(grid)
    return sorted(grid.cells)


def a_walk(problem: Problem, seed: int = 1) -> Walk:
    tables = Tables(problem)
    walk = Walk(Layout(tables), seed)
    walk.start(first_cells(tables))
    return walk


def placed_now(walk: Walk) -> list[Cell]:
    session, rooms = walk.state.session, walk.tables.R
    return sorted((int(t), int(q) // rooms, int(q) % rooms) for t, q in session[:, [TOPIC, PLACE]] if q >= 0)


def keeps_rules(tables: Tables, cells: list[Cell]) -> bool:
    grid = Grid(tables)
    return all(cell in grid.cells or grid.put(*cell) for cell in cells) and tables.keeps_pins(cells)


@pytest.mark.parametrize("tricky", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_walk_keeps_the_rules_and_never_claims_too_much(
    make_problem: Callable[..., Problem], seed: int, tricky: bool
) -> None:
    walk = a_walk(feasible(make_problem, seed, 9, 3, 3, 20, tricky=tricky))
    tables = walk.tables
    for heat in (3.0, 1.0, 0.1):
        walk.run(300, heat, heat / 2)
        for cells, worth in ((placed_now(walk), walk.state.tally[NOW]), (walk.cells, walk.state.tally[BEST])):
            assert keeps_rules(tables, cells)
            assert worth <= Seats(tables).quick(cells).upper


@pytest.mark.parametrize("fined", [FINED, STRICT])
@pytest.mark.parametrize("tricky", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_moves_are_counted_and_the_best_has_no_more_than_allowed(
    make_problem: Callable[..., Problem], seed: int, tricky: bool, fined: float
) -> None:
    tables = Tables(feasible(make_problem, seed, 9, 3, 3, 20, tricky=tricky))
    cells = first_cells(tables)
    has = tables.moves(cells)
    most = Moves(has.slots + seed % 2, has.rooms + seed % 3)
    walk = Walk(Layout(tables, most), seed, fined)
    walk._journal = np.zeros((2, 3), dtype=np.int32)  # so that it grows, again and again
    walk.start(cells)
    for heat in (3.0, 1.0, 0.1):
        walk.run(300, heat, heat / 2)
        now, best = tables.moves(placed_now(walk)), tables.moves(walk.cells)
        assert (walk.state.tally[GONE], walk.state.tally[ROOMED]) == (now.slots, now.rooms)
        assert best.slots <= most.slots
        assert best.rooms <= most.rooms
        assert fined == FINED or (now.slots <= most.slots and now.rooms <= most.rooms)


@pytest.mark.parametrize("tricky", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_books_agree_with_the_seats(make_problem: Callable[..., Problem], seed: int, tricky: bool) -> None:
    walk = a_walk(feasible(make_problem, seed, 9, 3, 3, 20, tricky=tricky))
    walk.run(400, 2.0, 0.5)
    tables, state = walk.tables, walk.state
    cells = placed_now(walk)
    fresh = Walk(walk.layout, 1)
    # The same seats put down at once on an empty board; sessions of one topic may have changed numbers.
    index = {i: cell for cell, i in fresh.layout.assign(cells).items()}
    session_cell = {
        i: (int(row[TOPIC]), int(row[PLACE]) // tables.R, int(row[PLACE]) % tables.R)
        for i, row in enumerate(state.session)
        if row[PLACE] >= 0
    }
    mine = walk.seating()
    assert mine.cells == tuple(cells)
    fresh.start(cells, mine)
    assert fresh.state.tally[NOW] == state.tally[NOW]
    assert (fresh.state.person[:, GOT] == state.person[:, GOT]).all()
    assert (fresh.state.status[:, :, BUSY] == state.status[:, :, BUSY]).all()
    old = {session_cell[i]: row for i, row in enumerate(state.session) if row[PLACE] >= 0}
    for i, cell in index.items():
        row = fresh.state.session[i]
        assert (row[SLOT], row[LOAD], row[WANT]) == tuple(old[cell][[SLOT, LOAD, WANT]])
    n = len(state.session)
    assert (fresh.state.crowd[n:] == state.crowd[n:]).all()
    for i, cell in index.items():
        there = next(k for k, c in session_cell.items() if c == cell)
        assert (fresh.state.crowd[i] == state.crowd[there]).all()


@pytest.mark.parametrize("seed", range(10))
def test_seats_are_nearly_those_of_the_exact_flow(make_problem: Callable[..., Problem], seed: int) -> None:
    walk = a_walk(make_problem(seed, 20, 4, 4, 80))
    walk.run(3000, 1.0, 0.1)
    exact = Seats(walk.tables).quick(placed_now(walk)).value
    assert exact - 0.02 * abs(exact) <= walk.state.tally[NOW] <= exact


def test_a_walk_is_repeated_by_its_seed_and_moves(make_problem: Callable[..., Problem]) -> None:
    ends = []
    for seed in (5, 5, 6):
        walk = a_walk(make_problem(3, 20, 4, 4, 60), seed)
        walk.run(2000, 1.0, 0.1)
        ends.append((placed_now(walk), walk.state.tally.tolist()))
    assert ends[0] == ends[1]
    assert ends[0] != ends[2]


def test_a_journal_that_is_too_short_grows_and_nothing_breaks(make_problem: Callable[..., Problem]) -> None:
    walk = a_walk(make_problem(3, 20, 4, 4, 60))
    walk._journal = np.zeros((10, 3), dtype=np.int32)
    walk.start(walk.cells)
    walk.run(500, 2.0, 0.5)
    assert len(walk._journal) > 10
    assert keeps_rules(walk.tables, placed_now(walk))
    assert walk.worth <= Seats(walk.tables).quick(walk.cells).value


def test_compiled_once_for_every_kind_of_problem(make_problem: Callable[..., Problem]) -> None:
    for seed in range(6):
        a_walk(feasible(make_problem, seed, 6, 2, 3, 9, tricky=True)).run(10, 1.0, 0.5)
    for kernel in (annealing.anneal, annealing.begin, annealing.seat_as):
        assert len(kernel.signatures) <= 1
