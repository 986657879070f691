"""Our scheduler alone over time: the first plan, value and proven bound at the marks, the gap, memory."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bench.scheduler import plots
from bench.scheduler.files import add_selection, selected
from bench.scheduler.race import Judge, Run, run
from bench.table import show

HEADS = ("problem", "people", "topics", "first ms", "value at", "bound at", "gap", "MB", "of these idle")
NOTE = (
    "CPU time per core, of two, from the call in a warm process; the first plan with indexing the problem, without\n"
    "reading it. MB: peak of the process, and what it held before the call (the libraries, and the problem as structs)."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_selection(parser)
    parser.add_argument("--seconds", type=float, nargs="+", default=[1.0, 5.0, 30.0, 60.0], help="marks")
    parser.add_argument("--plots", type=Path, help="draw value and bound against time into this folder")


def main(chosen: argparse.Namespace) -> None:
    """Measure one problem after the other, then print the table; with a folder, draw each."""
    rows = []
    marks = sorted(chosen.seconds)
    for name, problem in selected(chosen):
        sys.stderr.write(f"{name}\n")
        ran = run("ours", problem, marks[-1], chosen.seed)
        if not ran.found or ran.end is None:
            rows.append([name, len(problem.people), len(problem.topics), ran.error, *[""] * 5])
            continue
        judge = Judge(problem)
        judge.value(ran.found[-1].placements)
        assert judge.believes(ran.found[-1]), f"{name}: {ran.found[-1].value} claimed, which is more than possible"
        rows.append([name, len(problem.people), len(problem.topics), *_cells(ran, marks)])
        if chosen.plots:
            plots.value_and_bound(chosen.plots / f"{name}.png", name, {"ours": plots.claimed(ran)})
    at = " / ".join(f"{mark:g}" for mark in marks)
    show(f"Ours over time, at {at} s", HEADS, rows, NOTE)


def _cells(ran: Run, marks: list[float]) -> list[object]:
    """An engine that proves its plan optimal is done early: what it had then holds at every later mark."""
    assert ran.end is not None
    found = [ran.at(mark) for mark in marks[:-1]] + [ran.found[-1]]
    last = ran.found[-1]
    gap = "" if last.value is None or not last.bound else f"{(last.bound - last.value) / last.bound:.1%}"
    return [
        f"{1000 * ran.found[0].at:.0f}",
        " / ".join("-" if x is None else str(x.value) for x in found),
        " / ".join("-" if x is None else str(x.bound) for x in found),
        gap,
        ran.end.peak_mb,
        ran.end.start_mb,
    ]
