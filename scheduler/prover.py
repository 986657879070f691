"""Better bounds in the background: the aggregated linear programme, then, when small enough, the exact model."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

from scheduler.bounds import Aggregated
from scheduler.exact import Exact, fits
from scheduler.tables import Cell, Tables

# Above this many votes the programme takes longer and more memory than a worker may spend beside the search.
MOST_VOTES = 50_000
# How long a stopped prover is waited for. The simplex method and CP-SAT return within a tenth of that; the first-order
# method for large programmes returns when it pleases, and nobody waits for it.
PATIENCE = 0.1


class Prover:
    """Runs in a thread while OR-Tools lets Python go on; `bound` and `cells` fill as results arrive.

    An error in the thread is raised again by `stop`. A thread that OR-Tools does not give back in time is left to end
    by itself. It is no daemon: one that returned from OR-Tools to a Python that has ended would abort the process.
    """

    def __init__(self, tables: Tables, known: Sequence[Cell], seconds: float, seed: int) -> None:
        self.bound: int | None = None
        self.cells: list[Cell] | None = None
        self._tables = tables
        self._known = known
        self._seed = seed
        self._until = time.perf_counter() + seconds
        self._at_work: Aggregated | Exact | None = None
        self._stopped = False
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="scheduler-prover", daemon=False)
        if len(tables.vote_person) <= MOST_VOTES and seconds > 0:
            self._thread.start()

    @property
    def busy(self) -> bool:
        """Whether more may still come."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """End the thread; raises what went wrong in it."""
        self._stopped = True
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
            self._aggregate()
            self._solve_exactly()
        except Exception as error:  # raised again by `stop`, in the thread that can answer for it
            self._error = error

    def _left(self) -> float:
        return 0.0 if self._stopped else self._until - time.perf_counter()

    def _aggregate(self) -> None:
        programme = Aggregated(self._tables)
        if self._left() > 0:
            self._at_work = programme
            self.bound = programme.bound(self._left())

    def _solve_exactly(self) -> None:
        if self._left() <= 0 or not fits(self._tables):
            return
        model = Exact(self._tables, self._known)
        self._at_work = model
        found = model.solve(max(0.01, self._left()), self._seed)
        if found is not None:
            self.cells, bound = found
            self.bound = bound if self.bound is None else min(self.bound, bound)
