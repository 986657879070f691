"""Our scheduler beside what it must beat, on a folder of problems, in one run.

    python -m bench.scheduler FOLDER [--seconds 5] [--only small typical] [--methods ours votes cpsat] [--flat]

FOLDER holds problems as *.json or *.json.gz. Each method gets the same wall time on the same machine, one after the
other. `votes` is what people do by hand: most votes first into the biggest free room, slots in turn. `cpsat` is one
plain CP-SAT model with a variable per possible seat, left out (-) where it would not even be built in time. Every
result is judged by `scheduler.check`, which knows no solver. `--flat` counts seats alone (all weights 1, 1, 0), as the
literature does. Columns: first = seconds to our first plan; 1 s = our value after a second; gap = to our proven bound.
"""

from __future__ import annotations

import argparse
import gzip
import time
from pathlib import Path

import msgspec

from scheduler import Plan, Problem, Unplaced, Weights, check, read_problem, seat, solve
from scheduler.construct import Grid, by_votes, pinned
from scheduler.exact import Exact
from scheduler.tables import Cell, Tables

# Possible seats (votes times slots) up to which the plain model is built within a few seconds.
MOST_SEATS = 30_000


def most_votes_first(problem: Problem) -> list[Cell]:
    """Most votes first into the biggest free room, slots in turn; pins first."""
    tables = Tables(problem)
    grid: Grid = pinned(tables, 1)
    placed = {t for t, _, _ in grid.cells}
    turn = 0
    for t in by_votes(tables):
        for step in range(tables.S if t not in placed else 0):
            s = (turn + step) % tables.S
            rooms = grid.rooms(t, s)
            if rooms:
                grid.put(t, s, max(rooms, key=lambda r: tables.capacity[r]))
                turn += 1
                break
    return sorted(grid.cells)


def plain_model(problem: Problem, seconds: float, seed: int) -> list[Cell] | None:
    """One CP-SAT model with all rules and seats; None when it is too big or finds nothing in time."""
    tables = Tables(problem)
    if len(tables.vote_person) * tables.S > MOST_SEATS:
        return None
    began = time.perf_counter()
    model = Exact(tables, ())
    found = model.solve(max(0.1, seconds - (time.perf_counter() - began)), seed)
    return None if found is None else found[0]


def worth(problem: Problem, cells: list[Cell] | None) -> str:
    """The exact value of the cells, `-` without any; raises AssertionError when they break a rule."""
    if cells is None:
        return "-"
    tables = Tables(problem)
    placements = tables.placements(cells)
    seating = seat(problem, placements)
    placed = {x.topic for x in placements}
    unplaced = tuple(Unplaced(x.id, "") for x in problem.topics if x.id not in placed)
    report = check(problem, Plan(placements, unplaced, seating.value, seating.value, 0.0, 0.0))
    assert report.ok, report.violations
    return str(report.value)


def ours(problem: Problem, seconds: float, seed: int) -> tuple[Plan, float, str]:
    """The final plan, seconds to the first one, and the value after one second."""
    plans: list[Plan] = []
    final = solve(problem, seconds, plans.append, seed=seed)
    report = check(problem, final)
    assert report.ok, report.violations
    early = [plan.value for plan in plans if plan.elapsed <= 1.0]
    return final, plans[0].elapsed, str(early[-1]) if early else "-"


def read(path: Path) -> Problem:
    """A problem from a plain or compressed file."""
    return read_problem(gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes())


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=[], help="parts of file names")
    parser.add_argument("--methods", nargs="*", default=["ours", "votes", "cpsat"])
    parser.add_argument("--flat", action="store_true", help="count seats alone")
    chosen = parser.parse_args()
    print("| problem | people | topics | first | 1 s | ours | bound | gap | most votes first | plain CP-SAT |")
    print("| --- " * 10 + "|")
    for path in sorted([*chosen.folder.glob("*.json"), *chosen.folder.glob("*.json.gz")]):
        if chosen.only and not any(part in path.name for part in chosen.only):
            continue
        problem = read(path)
        if chosen.flat:
            problem = msgspec.structs.replace(problem, weights=Weights(1, 1, 0, 1, 1))
        row = [path.name.split(".")[0], str(len(problem.people)), str(len(problem.topics)), *["-"] * 7]
        if "ours" in chosen.methods:
            plan, first, early = ours(problem, chosen.seconds, chosen.seed)
            row[3:8] = [f"{first:.3f} s", early, str(plan.value), str(plan.bound), f"{100 * plan.gap:.1f} %"]
        if "votes" in chosen.methods:
            row[8] = worth(problem, most_votes_first(problem))
        if "cpsat" in chosen.methods:
            row[9] = worth(problem, plain_model(problem, chosen.seconds, chosen.seed))
        print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
