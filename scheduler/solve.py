"""From a problem to the best plan found before a deadline, every better one reported on the way."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from scheduler import bounds
from scheduler.construct import Grid, by_coverage, by_votes, fillings, keep_current, pinned
from scheduler.polish import neighbour, second_sittings
from scheduler.problem import Plan, Problem
from scheduler.prover import Prover
from scheduler.reasons import unplaced
from scheduler.search import EPSILON, Search
from scheduler.seating import Seating, Seats
from scheduler.tables import Cell, Tables

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
# Where one seating takes longer than this, the finishing touches would keep people waiting after the deadline.
QUICK_SECONDS = 0.1
# Who cancels waits for the answer: beyond this the last seats are handed over as they are.
PROMPT_SECONDS = 0.02
# Between two looks at the prover while there is nothing to move.
IDLE_SECONDS = 0.01
# What each finishing touch may take: placing what is out where that costs nothing, and the exact seat model.
LAST_SECONDS = 0.05


class Event(Protocol):
    """Anything like `threading.Event` or `multiprocessing.Event`."""

    def is_set(self) -> bool:
        """Whether the solver should stop."""


Cancel = Callable[[], bool] | Event


def solve(
    problem: Problem,
    deadline: float,
    on_plan: Callable[[Plan], None] | None = None,
    cancel: Cancel | None = None,
    seed: int = 1,
) -> Plan:
    """The best plan found within `deadline` seconds; the one returned is final and has seats.

    `on_plan` is called from the calling thread with every better plan, the first after milliseconds, and again when
    only the bound has become better: values never fall, bounds never rise. `cancel` (a function, or an event) is asked
    often; once it says so the best plan so far is returned as final. Raises `InvalidProblem`, and `Infeasible` when
    pins and frozen slots contradict the rules.
    """
    return _Run(Tables(problem), deadline, on_plan, cancel, seed).best()


class _Run:
    found: Seating
    quickest: float

    def __init__(
        self, tables: Tables, deadline: float, on_plan: Callable[[Plan], None] | None, cancel: Cancel | None, seed: int
    ) -> None:
        self.tables = tables
        self.started = time.perf_counter()
        self.seconds = deadline
        self.on_plan = on_plan
        self.stopped = _as_function(cancel)
        self.seed = seed
        self.seats = Seats(tables)
        self.bound = bounds.at_once(tables)
        self.dice = np.random.default_rng(seed)

    def best(self) -> Plan:
        grid = pinned(self.tables, self.seed)
        keep_current(grid)
        by_coverage(grid)
        began = time.perf_counter()
        self.found = self.seats.quick(sorted(grid.cells))
        self.quickest = time.perf_counter() - began
        self._tell()
        if not self._over():
            self._improve()
        stopped = self.stopped()
        if self.quickest <= (PROMPT_SECONDS if stopped else QUICK_SECONDS):
            if not stopped:
                self._fill()
            last = self.seats.best(self.found.cells, LAST_SECONDS)
            self.found = last if last.value >= self.found.value else self.found
        return self._plan(self.found, final=True)

    def _left(self) -> float:
        return self.started + self.seconds - time.perf_counter()

    def _over(self) -> bool:
        return self._left() <= 0 or self.stopped() or self.found.value >= self.bound

    def _improve(self) -> None:
        prover = Prover(self.tables, self.found.cells, self._left(), self.seed)
        try:
            held = self.tables.held(self.found.cells)
            search = Search(self.tables, sorted(held), self._movable(held), self.seed)
            while not self._over():
                self._hear(prover)
                if search.idle and self.tables.simple:
                    if not prover.busy:
                        break
                    time.sleep(IDLE_SECONDS)
                    continue
                self._walk(search, prover)
                self._polish(search, prover)
                self._wander(held, prover)
                if held != self.tables.held(self.found.cells):
                    held = self.tables.held(self.found.cells)
                    search = Search(self.tables, sorted(held), self._movable(held), self.seed)
                search.restart(self._movable(held), int(self.dice.integers(2, 3 + max(LEAST, search.N // SHAKE))))
        finally:
            prover.stop()
        self._hear(prover)

    def _movable(self, held: frozenset[Cell]) -> list[Cell]:
        """One sitting of every topic that is placed and not held: what the search can move."""
        first = {cell[0]: cell for cell in reversed(self.found.cells) if cell not in held}
        return sorted(first.values())

    def _walk(self, search: Search, prover: Prover) -> None:
        """From peak to peak, the promising ones seated exactly, until the walk is stale."""
        best, stale, seating = search.worth, 0, 0.0
        began = tried = time.perf_counter()
        while not search.idle and stale < PATIENCE + search.N and not self._over() and search.step(best):
            self._hear(prover)
            stale += 1
            if search.worth_before > best + EPSILON:
                best, stale = search.worth_before, 0
            peak = search.worth < search.worth_before - EPSILON
            now = time.perf_counter()
            due = peak or now - tried > CLIMB_SECONDS
            due = due and self.quickest < self._left()
            if due and search.worth_before >= best - SLACK * abs(best) and seating <= SEATING_SHARE * (now - began):
                self._try(search.cells(search.before))
                tried = time.perf_counter()
                seating += tried - now

    def _polish(self, search: Search, prover: Prover) -> None:
        """Climb from the best plan by swaps that promise most, each seated exactly, until a batch brings nothing."""
        better = not search.idle
        while better and not self._over():
            search.restart(self._movable(frozenset(search.held)))
            better = False
            for cells in search.promising(POLISH):
                self._hear(prover)
                if self._over() or self._try(cells):
                    better = True
                    break

    def _wander(self, held: frozenset[Cell], prover: Prover) -> None:
        """Random changes of the best plan, each seated exactly, where the proxy is blind: repeats and overlaps."""
        for _ in range(0 if self.tables.simple else WANDER):
            self._hear(prover)
            if self._over():
                return
            grid = neighbour(self.tables, held, self.found.cells, self.dice)
            if grid is not None:
                self._try(sorted(grid.cells), level=True)

    def _try(self, cells: Sequence[Cell], level: bool = False) -> bool:
        """Keep the cells if their seating is better, or, with `level`, not worse; says whether it was better."""
        seating = self.seats.quick(cells)
        if not self.tables.simple:
            more = second_sittings(self.tables, seating)
            repeated = self.seats.quick([*cells, *more]) if more else seating
            seating = repeated if repeated.value > seating.value else seating
        if seating.value > self.found.value:
            self.found = seating
            self._tell()
            return True
        if level and seating.value == self.found.value and len(seating.cells) >= len(self.found.cells):
            self.found = seating
        return False

    def _fill(self) -> None:
        """Give topics that are out the cells that are left, as long as nobody loses by it."""
        until = time.perf_counter() + LAST_SECONDS
        placed = {t for t, _, _ in self.found.cells}
        for t in by_votes(self.tables):
            if t in placed:
                continue
            for cells in fillings(self.tables, self.found.cells, t):
                seating = self.seats.quick(cells)
                if seating.value >= self.found.value:
                    self.found = seating
                    break
                if time.perf_counter() > until:
                    return
            if time.perf_counter() > until:
                return

    def _hear(self, prover: Prover) -> None:
        """Take over what the prover has found since."""
        if prover.cells is not None:
            cells, prover.cells = prover.cells, None
            self._try(cells)
        if prover.bound is not None and prover.bound < self.bound:
            self.bound = prover.bound
            self._tell()

    def _tell(self) -> None:
        if self.on_plan is not None:
            self.on_plan(self._plan(self.found))

    def _plan(self, found: Seating, final: bool = False) -> Plan:
        tables = self.tables
        grid = Grid.of(tables, found.cells)
        placed = {t for t, _, _ in found.cells}
        left = tuple(unplaced(tables, grid, t) for t in range(tables.T) if t not in placed)
        gap = (self.bound - found.value) / self.bound if self.bound > 0 else 0.0
        elapsed = time.perf_counter() - self.started
        seats = found.seats if final else None
        return Plan(
            tables.placements(found.cells), left, found.value, self.bound, gap, elapsed, final=final, seats=seats
        )


def _as_function(cancel: Cancel | None) -> Callable[[], bool]:
    if cancel is None:
        return lambda: False
    return cancel if callable(cancel) else cancel.is_set
