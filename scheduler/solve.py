"""From a problem to the best plan found before a deadline, every better one reported on the way."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from scheduler import bounds
from scheduler.construct import Grid, by_coverage, keep_current, pinned
from scheduler.problem import Plan, Problem, Unplaced
from scheduler.reasons import reason
from scheduler.seating import Seating, Seats
from scheduler.tables import Tables


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
    def __init__(
        self, tables: Tables, deadline: float, on_plan: Callable[[Plan], None] | None, cancel: Cancel | None, seed: int
    ) -> None:
        self.tables = tables
        self.started = time.perf_counter()
        self.deadline = self.started + deadline
        self.on_plan = on_plan
        self.stopped = _as_function(cancel)
        self.seed = seed
        self.seats = Seats(tables)
        self.bound = bounds.at_once(tables)

    def best(self) -> Plan:
        grid = pinned(self.tables, self.seed)
        keep_current(grid)
        by_coverage(grid)
        found = self.seats.quick(sorted(grid.cells))
        self._tell(found)
        return self._plan(found, final=True)

    def _tell(self, found: Seating) -> None:
        if self.on_plan is not None:
            self.on_plan(self._plan(found))

    def _plan(self, found: Seating, final: bool = False) -> Plan:
        tables = self.tables
        grid = Grid.of(tables, found.cells)
        placed = {t for t, _, _ in found.cells}
        unplaced = tuple(
            Unplaced(topic.id, reason(tables, grid, t))
            for t, topic in enumerate(tables.problem.topics)
            if t not in placed
        )
        gap = (self.bound - found.value) / self.bound if self.bound > 0 else 0.0
        elapsed = time.perf_counter() - self.started
        seats = found.seats if final else None
        return Plan(
            tables.placements(found.cells), unplaced, found.value, self.bound, gap, elapsed, final=final, seats=seats
        )


def _as_function(cancel: Cancel | None) -> Callable[[], bool]:
    if cancel is None:
        return lambda: False
    return cancel if callable(cancel) else cancel.is_set
