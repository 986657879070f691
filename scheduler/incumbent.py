"""The best plan found so far, the best bound, and who is told of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from scheduler import bounds
from scheduler.construct import Grid, by_votes, fillings
from scheduler.polish import second_sittings
from scheduler.problem import Moves, Plan
from scheduler.prover import Prover
from scheduler.reasons import unplaced
from scheduler.seating import Seating, Seats
from scheduler.tables import Cell, Tables

# Where one seating takes longer than this, the finishing touches would keep people waiting after the deadline.
QUICK_SECONDS = 0.5
# Who cancels waits for the answer: beyond this the last seats are handed over as they are.
PROMPT_SECONDS = 0.02
# What each finishing touch may take: placing what is out where that costs nothing, and the exact seat model.
LAST_SECONDS = 0.05


class Event(Protocol):
    """Anything like `threading.Event` or `multiprocessing.Event`."""

    def is_set(self) -> bool:
        """Whether the solver should stop."""


Cancel = Callable[[], bool] | Event


class Incumbent:
    """What a search improves. `found` is seated exactly; `quickest` is the time that one seating takes, in seconds.

    It takes plans with at most `most` moves; None: any number.
    """

    def __init__(
        self,
        tables: Tables,
        first: Sequence[Cell],
        deadline: float,
        on_plan: Callable[[Plan], None] | None,
        cancel: Cancel | None,
        clock: Callable[[], float],
        started: float,
        most: Moves | None = None,
    ) -> None:
        self.tables = tables
        self.most = _limit(tables, first, most)
        self.clock = clock
        self.started = started
        self.until = started + deadline
        self.seats = Seats(tables)
        self.bound = bounds.at_once(tables)
        self.stopped = _as_function(cancel)
        self._on_plan = on_plan
        began = clock()
        self.found: Seating = self.seats.quick(first)
        self.quickest = clock() - began
        self._tell()
        if not tables.simple:
            self.offer(first)  # which adds the repeats that there is room for: no search need come upon them

    def left(self) -> float:
        """Seconds until the deadline."""
        return self.until - self.clock()

    def over(self) -> bool:
        """Whether to end: time is up, somebody has stopped it, or the best is proven."""
        return self.left() <= 0 or self.found.value >= self.bound or self.stopped()

    def offer(self, cells: Sequence[Cell], other: Seating | None = None, level: bool = False) -> bool:
        """Keep the cells if their seating, the better of ours and `other`, is better than what there is; says whether.

        With `level`, also if it is no worse.
        """
        if not self.tables.allows(self.most, cells):
            return False
        seating = self.seats.quick(cells)
        if other is not None and other.value > seating.value:
            seating = replace(other, upper=seating.upper)
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

    def hear(self, prover: Prover) -> None:
        """Take over what the prover has found since."""
        if prover.cells is not None:
            cells, prover.cells = prover.cells, None
            self.offer(cells)
        if prover.bound is not None and prover.bound < self.bound:
            self.bound = prover.bound
            self._tell()

    def final(self) -> Plan:
        """The plan with its seats: of equally good seatings one that leaves as few people as possible with nothing."""
        stopped = self.stopped()
        if self.quickest <= (PROMPT_SECONDS if stopped else QUICK_SECONDS):
            if not stopped:
                self._fill()
            last = self.seats.best(self.found.cells, LAST_SECONDS)
            self.found = last if last.value >= self.found.value else self.found
        return self._plan(final=True)

    def _fill(self) -> None:
        """Give topics that are out the cells that are left, as long as nobody loses by it."""
        until = time.perf_counter() + LAST_SECONDS
        placed = {t for t, _, _ in self.found.cells}
        for t in by_votes(self.tables):
            if t in placed:
                continue
            for cells in fillings(self.tables, self.found.cells, t):
                if self.tables.allows(self.most, cells):
                    seating = self.seats.quick(cells)
                    if seating.value >= self.found.value:
                        self.found = seating
                        break
                if time.perf_counter() > until:
                    return
            if time.perf_counter() > until:
                return

    def _tell(self) -> None:
        if self._on_plan is not None:
            self._on_plan(self._plan())

    def _plan(self, final: bool = False) -> Plan:
        tables, found = self.tables, self.found
        grid = Grid.of(tables, found.cells)
        placed = {t for t, _, _ in found.cells}
        left = tuple(unplaced(tables, grid, t) for t in range(tables.T) if t not in placed)
        gap = (self.bound - found.value) / self.bound if self.bound > 0 else 0.0
        elapsed = self.clock() - self.started
        seats = found.seats if final else None
        return Plan(
            tables.placements(found.cells), left, found.value, self.bound, gap, elapsed, final=final, seats=seats
        )


def _limit(tables: Tables, first: Sequence[Cell], most: Moves | None) -> Moves | None:
    """What `solve` allows: no fewer moves than the first plan makes, and any number where nobody minds them."""
    if most is None or tables.weights.slot_move == 0 or not tables.frozen.any():
        return None
    has = tables.moves(first)
    return Moves(max(most.slots, has.slots), max(most.rooms, has.rooms))


def _as_function(cancel: Cancel | None) -> Callable[[], bool]:
    if cancel is None:
        return lambda: False
    return cancel if callable(cancel) else cancel.is_set
