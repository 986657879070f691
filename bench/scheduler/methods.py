"""Every method by name: ours through its public interface, and the peers."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path

from bench.scheduler.arrays import Arrays
from bench.scheduler.greedy import most_votes_first, stars_slot_by_slot
from bench.scheduler.watch import CORES, Watch
from scheduler import Moves, Plan, Problem, solve

Method = Callable[[Arrays, Watch, int], None]

TITLES = {
    "ours": "ours",
    "votes": "most votes first",
    "stars": "stars, slot by slot",
    "sessionizer": "sessionizer",
    "cpsat": "CP-SAT seats",
    "highs": "HiGHS seats",
    "coverage": "CP-SAT coverage",
}
PEERS = [name for name in TITLES if name != "ours"]


def peer(name: str) -> Method:
    """A peer by name, or from a file; what it needs is imported only here, so that the others' memory is theirs."""
    if name.endswith(".py"):
        return _from_file(Path(name))
    if name in ("votes", "stars"):
        return {"votes": most_votes_first, "stars": stars_slot_by_slot}[name]
    if name == "sessionizer":
        from bench.scheduler.sessionizer import sessionizer

        return sessionizer
    from bench.scheduler.models import cp_sat_coverage, cp_sat_seats, highs_seats

    return {"cpsat": cp_sat_seats, "coverage": cp_sat_coverage, "highs": highs_seats}[name]


def title(name: str) -> str:
    """The heading of a method's column."""
    return Path(name).stem if name.endswith(".py") else TITLES[name]


def _from_file(path: Path) -> Method:
    """The function `method` of a file: a way to race what is not ours, or not yet."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    method: Method = module.method
    return method


def ours(problem: Problem, watch: Watch, seed: int, most_moves: Moves | None, on_plan: Callable[[Plan], None]) -> Plan:
    """Our scheduler with two walks and a bound beside them, until the watch is over."""
    return solve(
        problem,
        watch.seconds,
        on_plan,
        seed=seed,
        threads=CORES,
        search="compiled",
        most_moves=most_moves,
        clock=watch.now,
    )
