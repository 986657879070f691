"""Better bounds in the background: the aggregated programme, decomposition into slots, tiny problems all at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

from scheduler.aggregated import LOOSE, Aggregated
from scheduler.bounds import places
from scheduler.decomposition import Decomposition
from scheduler.exact import Exact, fits
from scheduler.linear import MOST_SIMPLEX_ROWS
from scheduler.tables import Cell, Tables

# How long a stopped prover is waited for. The simplex method, the decomposition and CP-SAT return within that; the
# first-order method for large programmes returns after its current iterations, and nobody waits for it.
PATIENCE = 0.1
# The search needs both cores at first, where proofs take long: with so many votes the first programme, and with so many
# places of topics the decomposition, have nothing to say within so many seconds.
MANY_VOTES, VOTES_SECONDS = 10_000, 2.0
MANY_PLACES, PLACES_SECONDS = 4_000, 5.0
# Between two looks at whether they have passed, by the clock of the deadline: a busy machine's wall clock runs ahead.
LOOK_SECONDS = 0.05


class Prover:
    """Runs in a thread while OR-Tools and compiled code let Python go on; `bound`, `cells` fill as results arrive.

    It goes on as long as `left` seconds are left.

    An error in the thread is raised again by `stop`. A thread that OR-Tools does not give back in time is left to end
    by itself. It is no daemon: one that returned from OR-Tools to a Python that has ended would abort the process.
    A process of its own would start 1.6 s later and need 100 MB more, for a stop that is quick enough as it is.
    """

    def __init__(
        self, tables: Tables, known: Sequence[Cell], left: Callable[[], float], seed: int, compiled: bool
    ) -> None:
        self.bound: int | None = None
        self.cells: list[Cell] | None = None
        self._tables = tables
        self._known = known
        self._seed = seed
        self._compiled = compiled
        self._seconds_left = left
        self._until = left()
        self._at_work: Aggregated | Decomposition | Exact | None = None
        self._stopped = threading.Event()
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="scheduler-prover", daemon=False)
        if self._until > 0:
            self._thread.start()

    @property
    def busy(self) -> bool:
        """Whether more may still come."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """End the thread; raises what went wrong in it."""
        self._stopped.set()
        if self._thread.ident is not None:
            until = time.perf_counter() + PATIENCE
            while self._thread.is_alive() and time.perf_counter() < until:
                if self._at_work is not None:
                    self._at_work.stop()
                self._thread.join(0.02)
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        try:
            if len(self._tables.vote_person) > MANY_VOTES:
                self._give_way(VOTES_SECONDS)
            if self._left() <= 0:
                return
            relaxed = Aggregated(self._tables)
            self._aggregate(relaxed)
            self._decompose(relaxed)
            self._solve_exactly()
        except Exception as error:  # raised again by `stop`, in the thread that can answer for it
            self._error = error

    def _give_way(self, seconds: float) -> None:
        """Let the search be alone until it has had so many seconds."""
        while self._seconds_left() > max(0.0, self._until - seconds) and not self._stopped.wait(LOOK_SECONDS):
            pass

    def _left(self) -> float:
        return 0.0 if self._stopped.is_set() else self._seconds_left()

    def _lower(self, bound: int | None) -> None:
        if bound is not None:
            self.bound = bound if self.bound is None else min(self.bound, bound)

    def _aggregate(self, relaxed: Aggregated) -> None:
        self._at_work = relaxed
        if relaxed.programme.height > MOST_SIMPLEX_ROWS and self._left() > 0:
            self._lower(relaxed.bound(self._left(), LOOSE))
        if self._left() > 0:
            self._lower(relaxed.bound(self._left()))

    def _decompose(self, relaxed: Aggregated) -> None:
        if places(self._tables).sum() > MANY_PLACES:
            self._give_way(PLACES_SECONDS)
        if self._left() <= 0:
            return
        self._at_work = slots = Decomposition(self._tables, self._known, relaxed, self._compiled)
        while self._left() > 0:
            more = slots.step(lambda: self._left() > 0)
            self._lower(slots.proven)
            if not more:
                return

    def _solve_exactly(self) -> None:
        if self._left() <= 0 or not fits(self._tables):
            return
        model = Exact(self._tables, self._known)
        self._at_work = model
        found = model.solve(max(0.01, self._left()), self._seed)
        if found is not None:
            self.cells, bound = found
            self._lower(bound)
