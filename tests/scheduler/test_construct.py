"""The greedy first plan, against the same rule told cell by cell."""

from collections.abc import Callable

import numpy as np
import pytest

from scheduler import Infeasible, Problem
from scheduler.construct import Grid, by_coverage, by_votes, pinned
from scheduler.tables import Cell, Tables


def told_cell_by_cell(grid: Grid) -> list[Cell]:
    """Each topic, most wanted first, where it seats most who have nothing as good then; of equals the biggest room."""
    tables = grid.tables
    best = np.zeros((tables.S, tables.P), dtype=np.int64)

    def cover(t: int, s: int) -> None:
        for v in range(tables.vote_start[t], tables.vote_start[t + 1]):
            p = tables.vote_person[v]
            best[s, p] = max(best[s, p], tables.vote_weight[v])

    for t, s, _ in grid.cells:
        cover(t, s)
    for t in by_votes(tables):
        busy = tables.busy(grid.cells)
        choices: list[tuple[int, int, int, int]] = []
        for s in range(tables.S):
            for r in grid.rooms(t, s):
                gains = [
                    max(0, int(tables.vote_weight[v] - best[s, tables.vote_person[v]]))
                    for v in range(tables.vote_start[t], tables.vote_start[t + 1])
                    if not busy[s, tables.vote_person[v]]
                ]
                room = int(tables.capacity[r])
                # Of equal ones the earliest slot and the first room.
                choices.append((sum(sorted(gains, reverse=True)[:room]), room, -s, -r))
        biggest = [x for x in choices if x[1] == max(y[1] for y in choices if y[2] == x[2])]
        if biggest:
            _, _, s, r = max(biggest)
            grid.put(t, -s, -r)
            cover(t, -s)
    return sorted(grid.cells)


@pytest.mark.parametrize("tricky", [False, True])
@pytest.mark.parametrize("seed", range(15))
def test_a_topic_goes_where_it_seats_most_who_have_nothing(
    make_problem: Callable[..., Problem], seed: int, tricky: bool
) -> None:
    tables = Tables(make_problem(seed, 12, 3, 4, 30, tricky=tricky))
    try:
        grid, other = pinned(tables, 1), pinned(tables, 1)
    except Infeasible:
        pytest.skip("the pins contradict the rules")
    by_coverage(grid)
    assert sorted(grid.cells) == told_cell_by_cell(other)
