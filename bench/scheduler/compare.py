"""The table: every method on every problem at equal time, who wins where, and what each holds in memory."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from bench.scheduler import plots
from bench.scheduler.files import Measured, add_selection, selected
from bench.scheduler.methods import PEERS, TITLES
from bench.scheduler.race import Judge, best_at, run
from bench.table import show


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_selection(parser)
    parser.add_argument("--seconds", type=float, nargs="+", default=[1.0, 5.0], help="marks; the last is the budget")
    parser.add_argument("--methods", nargs="+", choices=list(TITLES), default=["ours", *PEERS])
    parser.add_argument("--plots", type=Path, help="draw every method's value against time into this folder")
    parser.add_argument("--save", type=Path, help="append what was measured to this file, as JSON lines")


def main(chosen: argparse.Namespace) -> None:
    """Measure, telling of each run on standard error; then print the tables."""
    measured: list[Measured] = []
    marks = tuple(sorted(chosen.seconds))
    for name, problem in selected(chosen):
        judge = Judge(problem)
        votes = sum(len(person.votes) for person in problem.people)
        curves: dict[str, plots.Curve] = {}
        for method in chosen.methods:
            ran = run(method, problem, marks[-1], chosen.seed)
            values = tuple(best_at(ran, judge, (*marks[:-1], float("inf"))))
            result = Measured(
                name, len(problem.people), len(problem.topics), votes, chosen.flat, marks[-1], ran, marks, values
            )
            measured.append(result)
            if chosen.plots:
                curves[TITLES[method]] = plots.judged(ran, judge)
            sys.stderr.write(f"{name} {method}: {values} {ran.error}\n")
            if chosen.save:
                with chosen.save.open("ab") as file:
                    file.write(msgspec.json.encode(result) + b"\n")
        if chosen.plots:
            plots.value_and_bound(chosen.plots / f"{name}.png", name, curves)
    tables(measured)


def tables(measured: Sequence[Measured]) -> None:
    """Print what was measured."""
    methods = list(dict.fromkeys(x.run.method for x in measured))
    problems = list(dict.fromkeys(x.problem for x in measured))
    at = {(x.problem, x.run.method): x for x in measured}
    marks = measured[0].marks if measured else ()
    which = "seats alone (weights 1, 1, 0)" if measured and measured[0].flat else "the problems' own weights"
    heads = ("problem", "people", "topics", *(TITLES[method] for method in methods), "our bound", "best")
    for i, mark in enumerate(marks):
        rows = [_row([at[problem, method] for method in methods], i) for problem in problems]
        show(f"Value after {mark:g} s, {which}", heads, rows, _note(at, problems, methods, i))
    rows = [[problem, *(_memory(at[problem, method]) for method in methods)] for problem in problems]
    note = "The child's peak, problem included, before anything is judged; ! killed or failed."
    show("Memory, MB", ("problem", *(TITLES[method] for method in methods)), rows, note)


def _row(here: Sequence[Measured], i: int) -> list[object]:
    values = {x.run.method: x.values[i] for x in here}
    best = max((value for value in values.values() if value is not None), default=None)
    winners = [method for method, value in values.items() if value is not None and value == best]
    last = next((x.run.at(x.marks[i]) or (x.run.found or [None])[0] for x in here if x.run.method == "ours"), None)
    bound = "" if last is None or last.bound is None else str(last.bound)
    return [
        here[0].problem,
        here[0].people,
        here[0].topics,
        *("-" if value is None else value for value in values.values()),
        bound,
        "tie" if len(winners) > 1 and "ours" in winners else ", ".join(winners),
    ]


def _note(at: dict[tuple[str, str], Measured], problems: Sequence[str], methods: Sequence[str], i: int) -> str:
    """In how many problems ours is no worse than each peer, and by how much it is better (median)."""
    if "ours" not in methods:
        return ""
    said = []
    for method in methods:
        if method == "ours":
            continue
        ratios, lost = [], []
        for problem in problems:
            mine, theirs = at[problem, "ours"].values[i], at[problem, method].values[i]
            if mine is None or theirs is None:
                continue
            ratios.append(mine / theirs - 1 if theirs else 0.0)
            if mine < theirs:
                lost.append(problem)
        if ratios:
            median = sorted(ratios)[len(ratios) // 2]
            behind = f"; behind on {', '.join(lost)}" if lost else ""
            said.append(f"{TITLES[method]}: {median:+.1%} in the middle of {len(ratios)}{behind}")
    return "Ours beside " + "\n            ".join(said) if said else ""


def _memory(measured: Measured) -> str:
    end = measured.run.end
    return ("!" if measured.run.error else "") + ("-" if end is None else str(end.peak_mb))
