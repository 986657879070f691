"""Improving a plan with NumPy alone: tabu walks on the proxy (see `search`), their peaks seated exactly.

What `solve` does where the compiled walk cannot be used.
"""

from __future__ import annotations

import time

import numpy as np

from scheduler.incumbent import Incumbent
from scheduler.polish import neighbour
from scheduler.prover import Prover
from scheduler.search import EPSILON, Search
from scheduler.tables import Cell

# Steps without a better peak after which the walk ends, beside one for every topic.
PATIENCE = 200
# Peaks this much below the best of a walk are still seated exactly: the proxy is wrong by about as much.
SLACK = 0.01
# On a long climb the state is seated this often all the same, so that people see progress.
CLIMB_SECONDS = 0.2
# Share of a walk's time spent on exact seating; the rest walks.
SEATING_SHARE = 0.4
# Walks start anew from the best plan after two random swaps or more, up to one for so many topics or so many in all.
SHAKE = 16
LEAST = 4
# Promising swaps, and random changes, seated exactly between two walks.
POLISH = 60
WANDER = 400
# Between two looks at the prover while there is nothing to move.
IDLE_SECONDS = 0.01


class Climb:
    """Improves the incumbent until it says that it is over."""

    def __init__(self, incumbent: Incumbent, prover: Prover, seed: int) -> None:
        self.incumbent = incumbent
        self.tables = incumbent.tables
        self.prover = prover
        self.seed = seed
        self.dice = np.random.default_rng(seed)

    def run(self) -> None:
        """Walk, polish and wander by turns."""
        incumbent, tables = self.incumbent, self.tables
        held = tables.held(incumbent.found.cells)
        search = self._search(held)
        while not incumbent.over():
            incumbent.hear(self.prover)
            if search.idle and tables.simple:
                if not self.prover.busy:
                    break
                time.sleep(IDLE_SECONDS)
                continue
            self._walk(search)
            self._polish(search)
            self._wander(held)
            if held != tables.held(incumbent.found.cells):
                held = tables.held(incumbent.found.cells)
                search = self._search(held)
            search.restart(self._movable(held), int(self.dice.integers(2, 3 + max(LEAST, search.N // SHAKE))))

    def _search(self, held: frozenset[Cell]) -> Search:
        return Search(self.tables, sorted(held), self._movable(held), self.seed, self.incumbent.most)

    def _movable(self, held: frozenset[Cell]) -> list[Cell]:
        """One sitting of every topic that is placed and not held: what the search can move."""
        first = {cell[0]: cell for cell in reversed(self.incumbent.found.cells) if cell not in held}
        return sorted(first.values())

    def _walk(self, search: Search) -> None:
        """From peak to peak, the promising ones seated exactly, until the walk is stale."""
        incumbent = self.incumbent
        best, stale, seating = search.worth, 0, 0.0
        began = tried = time.perf_counter()
        while not search.idle and stale < PATIENCE + search.N and not incumbent.over() and search.step(best):
            incumbent.hear(self.prover)
            stale += 1
            if search.worth_before > best + EPSILON:
                best, stale = search.worth_before, 0
            peak = search.worth < search.worth_before - EPSILON
            now = time.perf_counter()
            due = peak or now - tried > CLIMB_SECONDS
            due = due and incumbent.quickest < incumbent.left()
            if due and search.worth_before >= best - SLACK * abs(best) and seating <= SEATING_SHARE * (now - began):
                incumbent.offer(search.cells(search.before))
                tried = time.perf_counter()
                seating += tried - now

    def _polish(self, search: Search) -> None:
        """Climb from the best plan by swaps that promise most, each seated exactly, until a batch brings nothing."""
        incumbent = self.incumbent
        better = not search.idle
        while better and not incumbent.over():
            search.restart(self._movable(frozenset(search.held)))
            better = False
            for cells in search.promising(POLISH):
                incumbent.hear(self.prover)
                if incumbent.over() or incumbent.offer(cells):
                    better = True
                    break

    def _wander(self, held: frozenset[Cell]) -> None:
        """Random changes of the best plan, each seated exactly, where the proxy is blind: repeats and overlaps."""
        incumbent = self.incumbent
        for _ in range(0 if self.tables.simple else WANDER):
            incumbent.hear(self.prover)
            if incumbent.over():
                return
            grid = neighbour(self.tables, held, incumbent.found.cells, self.dice)
            if grid is not None:
                incumbent.offer(sorted(grid.cells), level=True)
