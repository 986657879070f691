"""From a problem to the best plan found before a deadline, every better one reported on the way."""

from __future__ import annotations

import time
from collections.abc import Callable

from scheduler import compiled
from scheduler.climb import Climb
from scheduler.compiled import Way
from scheduler.construct import by_coverage, keep_current, pinned
from scheduler.errors import InvalidProblem
from scheduler.incumbent import Cancel, Incumbent
from scheduler.problem import Moves, Plan, Problem
from scheduler.prover import Prover
from scheduler.tables import Tables

# What can be announced in one breath; at ten thousand people dozens of moves would be worth their price.
FEW = Moves(slots=10, rooms=20)


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
    most_moves: Moves | None = FEW,
    clock: Callable[[], float] = time.perf_counter,
) -> Plan:
    """The best plan found within `deadline` seconds; the one returned is final and has seats.

    `on_plan` is called from the calling thread with every better plan, the first after milliseconds, and again when
    only the bound has become better: values never fall, bounds never rise. `cancel` (a function, or an event) is asked
    often; once it says so the best plan so far is returned as final. Raises `InvalidProblem`, and `Infeasible` when
    pins and frozen slots contradict the rules.

    Once a slot is frozen the day has begun, and people go by what they were told: from then on no plan makes more than
    `most_moves`, unless the first one has to, as it keeps what may stay (None, or a `slot_move` that costs nothing: as
    many as pay). The bound is that of plans with any number of moves.

    The search has `threads` walks, and a bound is worked on beside them. With `moves` it is one walk of that many moves
    in the calling thread, with the bound that is known at once: the same problem and seed give the same plan, as long
    as the deadline is not what ends it. `search` says how it is done, "compiled" (waiting for the compiler if it must)
    or "numpy"; otherwise compiled where that is ready, see `warm_up`. `clock` counts the seconds of the deadline: wall
    time, unless a benchmark on a busy machine has a better one.
    """
    started = clock()
    if most_moves is not None and min(most_moves.slots, most_moves.rooms) < 0:
        value = (most_moves.slots, most_moves.rooms)
        raise InvalidProblem("invalid", "a number of moves is below zero", "most_moves", value)
    tables = Tables(problem)
    grid = pinned(tables, seed)
    keep_current(grid)
    by_coverage(grid)
    incumbent = Incumbent(tables, sorted(grid.cells), deadline, on_plan, cancel, clock, started, most_moves)
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
