from collections.abc import Callable

import msgspec
import numpy as np
import pytest

from scheduler import Moves, Problem
from scheduler.construct import Grid, by_coverage, keep_current, pinned
from scheduler.polish import neighbour
from scheduler.search import Search
from scheduler.seating import Seats
from scheduler.tables import Cell, Tables


def a_search(problem: Problem, seed: int = 1) -> Search:
    tables = Tables(problem)
    grid = pinned(tables, seed)
    held = tables.held(grid.cells)
    by_coverage(grid)
    return Search(tables, sorted(held), sorted(grid.cells - held), seed)


def keeps_rules(tables: Tables, cells: list[Cell]) -> bool:
    """Whether the cells can be put down one after the other."""
    grid = Grid(tables)
    return all(cell in grid.cells or grid.put(*cell) for cell in cells)


@pytest.mark.parametrize("seed", range(6))
def test_steps_keep_the_rules_and_the_books(make_problem: Callable[..., Problem], seed: int) -> None:
    search = a_search(make_problem(seed, 14, 3, 4, 40, tricky=False))
    for _ in range(40):
        if not search.step(search.worth):
            break
        assert keeps_rules(search.tables, search.cells(search.place))
        worth = search.worth
        fresh = Search(search.tables, search.held, search.cells(search.place), 1)
        assert worth == pytest.approx(fresh.worth, abs=1e-2)


@pytest.mark.parametrize("seed", range(6))
def test_steps_make_no_more_moves_than_allowed(make_problem: Callable[..., Problem], seed: int) -> None:
    tables = Tables(make_problem(seed, 14, 3, 4, 40, tricky=False))
    grid = pinned(tables, seed)
    keep_current(grid)
    by_coverage(grid)
    held = tables.held(grid.cells)
    has = tables.moves(grid.cells)
    most = Moves(has.slots + 1, has.rooms)
    search = Search(tables, sorted(held), sorted(grid.cells - held), seed, most)
    for _ in range(40):
        if not search.step(search.worth):
            break
        moves = tables.moves(search.cells(search.place))
        assert moves.slots <= most.slots
        assert moves.rooms <= most.rooms


@pytest.mark.parametrize("seed", range(6))
def test_worth_is_the_value_when_rooms_are_big_and_nothing_moves(
    make_problem: Callable[..., Problem], seed: int
) -> None:
    problem = make_problem(seed, 10, 3, 3, 30)
    rooms = tuple(msgspec.structs.replace(room, capacity=30) for room in problem.rooms)
    problem = msgspec.structs.replace(problem, rooms=rooms, current=())
    search = a_search(problem)
    for _ in range(10):
        assert search.worth == pytest.approx(Seats(search.tables).quick(search.cells(search.place)).value, abs=1e-2)
        search.step(search.worth)


def test_search_repeats_itself_with_the_same_seed(make_problem: Callable[..., Problem]) -> None:
    problem = make_problem(3, 20, 4, 4, 60)
    ends = []
    for _ in range(2):
        search = a_search(problem, seed=7)
        for _ in range(60):
            search.step(search.worth)
        ends.append(search.cells(search.place))
    assert ends[0] == ends[1]


@pytest.mark.parametrize("seed", range(8))
def test_neighbours_keep_rules_and_pins(make_problem: Callable[..., Problem], seed: int) -> None:
    tables = Tables(make_problem(seed * 7, 8, 3, 3, 12, tricky=False))
    grid = pinned(tables, 1)
    held = tables.held(grid.cells)
    by_coverage(grid)
    dice = np.random.default_rng(seed)
    cells = sorted(grid.cells)
    for _ in range(50):
        changed = neighbour(tables, held, cells, dice)
        assert changed is not None
        assert keeps_rules(tables, sorted(changed.cells))
        assert held <= changed.cells
        assert tables.keeps_pins(changed.cells)
        cells = sorted(changed.cells)
