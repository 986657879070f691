"""From a problem to the best plan found before a deadline, every better one reported on the way."""

from __future__ import annotations

import time
from collections.abc import Callable

from scheduler import compiled
from scheduler.climb import Climb
from scheduler.compiled import Way
from scheduler.construct import by_coverage, keep_current, pinned
from scheduler.incumbent import Cancel, Incumbent
from scheduler.problem import Plan, Problem
from scheduler.prover import Prover
from scheduler.tables import Tables


def solve(
    problem: Problem,
    deadline: float,
    on_plan: Callable[[Plan], None] | None = None,
    cancel: Cancel | None = None,
    seed: int = 1,
    *,
    threads: int = 2,
    moves: int | None = None,
    search: Way | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Plan:
    """The best plan found within `deadline` seconds; the one returned is final and has seats.

    `on_plan` is called from the calling thread with every better plan, the first after milliseconds, and again when
    only the bound has become better: values never fall, bounds never rise. `cancel` (a function, or an event) is asked
    often; once it says so the best plan so far is returned as final. Raises `InvalidProblem`, and `Infeasible` when
    pins and frozen slots contradict the rules.

    The search has `threads` walks, and a bound is worked on beside them. With `moves` it is one walk of that many moves
    in the calling thread, with the bound that is known at once: the same problem and seed give the same plan, as long
    as the deadline is not what ends it. `search` says how it is done, "compiled" (waiting for the compiler if it must)
    or "numpy"; otherwise compiled where that is ready, see `warm_up`. `clock` counts the seconds of the deadline: wall
    time, unless a benchmark on a busy machine has a better one.
    """
    started = clock()
    tables = Tables(problem)
    grid = pinned(tables, seed)
    keep_current(grid)
    by_coverage(grid)
    incumbent = Incumbent(tables, sorted(grid.cells), deadline, on_plan, cancel, clock, started)
    if not incumbent.over():
        if moves is None:
            _improve(incumbent, seed, threads, search)
        else:
            _count(incumbent, seed, moves)
    return incumbent.final()


def _improve(incumbent: Incumbent, seed: int, threads: int, search: Way | None) -> None:
    can = search != "numpy" and (compiled.ready() or (search == "compiled" and compiled.warm_up()))
    prover = Prover(incumbent.tables, incumbent.found.cells, incumbent.left, seed, can)
    try:
        if can:
            from scheduler.anneal import Anneal

            Anneal(incumbent, prover, seed, threads).run()
        else:
            Climb(incumbent, prover, seed).run()
    finally:
        prover.stop()
    incumbent.hear(prover)


def _count(incumbent: Incumbent, seed: int, moves: int) -> None:
    if compiled.warm_up():
        from scheduler.anneal import count

        count(incumbent, seed, moves)
