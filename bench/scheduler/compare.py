"""The table: every method on every problem at equal time, who wins where, and what each holds in memory."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from bench.scheduler import plots
from bench.scheduler.files import Measured, add_selection, selected
from bench.scheduler.methods import PEERS, TITLES, title
from bench.scheduler.race import Judge, best_at, run
from bench.table import show


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_selection(parser)
    parser.add_argument("--seconds", type=float, nargs="+", default=[1.0, 5.0], help="marks; the last is the budget")
    parser.add_argument("--alone", type=float, metavar="SECONDS", help="a later mark for ours, to see what is missing")
    parser.add_argument("--methods", nargs="+", choices=list(TITLES), default=["ours", *PEERS])
    parser.add_argument(
        "--also", nargs="+", default=[], metavar="FILE.py", help="files with a function method(arrays, watch, seed)"
    )
    parser.add_argument("--plots", type=Path, help="draw every method's value against time into this folder")
    parser.add_argument("--save", type=Path, help="append what was measured to this file, as JSON lines")


def main(chosen: argparse.Namespace) -> None:
    """Measure, telling of each run on standard error; then print the tables."""
    measured: list[Measured] = []
    for name, problem in selected(chosen):
        judge = Judge(problem)
        votes = sum(len(person.votes) for person in problem.people)
        curves: dict[str, plots.Curve] = {}
        for method in [*chosen.methods, *chosen.also]:
            marks = _marks(chosen, method)
            ran = run(method, problem, marks[-1], chosen.seed)
            values = tuple(best_at(ran, judge, (*marks[:-1], float("inf"))))
            result = Measured(
                name, len(problem.people), len(problem.topics), votes, chosen.flat, marks[-1], ran, marks, values
            )
            measured.append(result)
            if chosen.plots:
                curves[title(method)] = plots.judged(ran, judge)
            sys.stderr.write(f"{name} {method}: {values} {ran.error}\n")
            if chosen.save:
                with chosen.save.open("ab") as file:
                    file.write(msgspec.json.encode(result) + b"\n")
        if chosen.plots:
            plots.value_and_bound(chosen.plots / f"{name}.png", name, curves)
    tables(measured)


def tables(measured: Sequence[Measured]) -> None:
    """Print what was measured; raises ValueError when it is not of one kind."""
    if len({x.flat for x in measured}) > 1:
        raise ValueError("measured with different weights: print one after the other")
    methods = sorted(dict.fromkeys(x.run.method for x in measured), key=[*TITLES].__contains__, reverse=True)
    problems = {x.problem: x for x in measured}
    at = {(x.problem, x.run.method): x for x in measured}
    which = "seats alone (weights 1, 1, 0)" if measured[0].flat else "the problems' own weights"
    for mark in sorted({mark for x in measured for mark in x.marks}):
        values = {key: x.values[x.marks.index(mark)] for key, x in at.items() if mark in x.marks}
        there = [method for method in methods if any(key[1] == method for key in values)]
        heads = ("problem", "people", "topics", *(title(method) for method in there), "our bound", "best")
        rows = []
        for problem, any_of_it in problems.items():
            mine = {method: values.get((problem, method)) for method in there}
            # An empty cell was not measured; a dash means that nothing had been found.
            ran = [(problem, method) in values for method in there]
            seats = ["-" if value is None else value for value in mine.values()]
            seats = [seat if measured_here else "" for seat, measured_here in zip(seats, ran, strict=True)]
            bound = _bound(at.get((problem, "ours")), mark)
            rows.append([problem, any_of_it.people, any_of_it.topics, *seats, bound, _winner(mine)])
        show(f"Value after {mark:g} s, {which}", heads, rows, _note(values, list(problems), there))
    _show_shares([x for x in at.values() if x.run.method == "ours"], which)
    memory = [[problem, *(_memory(at.get((problem, method))) for method in methods)] for problem in problems]
    note = "The child's peak, problem included, before anything is judged; ! killed or failed."
    show("Memory, MB", ("problem", *(title(method) for method in methods)), memory, note)


def _marks(chosen: argparse.Namespace, method: str) -> tuple[float, ...]:
    alone = [chosen.alone] if chosen.alone and method == "ours" else []
    return tuple(sorted([*chosen.seconds, *alone]))


def _show_shares(ours: Sequence[Measured], which: str) -> None:
    """What of the value at the last mark there was at those before."""
    marks = max((x.marks for x in ours), key=len, default=())
    rows = []
    for x in ours:
        last = x.values[-1]
        if x.marks == marks and last:
            rows.append(
                [x.problem, *("-" if value is None else f"{value / last:.2%}" for value in x.values[:-1]), last]
            )
    if len(marks) > 1:
        heads = ("problem", *(f"{mark:g} s" for mark in marks[:-1]), f"value at {marks[-1]:g} s")
        show(f"Ours, of the last value, {which}", heads, rows)


def _winner(values: dict[str, int | None]) -> str:
    best = max((value for value in values.values() if value is not None), default=None)
    winners = [method for method, value in values.items() if value is not None and value == best]
    return "tie" if len(winners) > 1 and "ours" in winners else ", ".join(title(method) for method in winners)


def _bound(ours: Measured | None, mark: float) -> str:
    found = None if ours is None else ours.run.at(mark)
    return "" if found is None or found.bound is None else str(found.bound)


def _note(values: dict[tuple[str, str], int | None], problems: Sequence[str], methods: Sequence[str]) -> str:
    """By how much ours is better than each peer in the middle, and where it is behind."""
    said = []
    for method in methods:
        ratios, lost = [], []
        for problem in problems:
            mine, theirs = values.get((problem, "ours")), values.get((problem, method))
            if mine is not None and theirs is not None and method != "ours":
                ratios.append(mine / theirs - 1 if theirs else 0.0)
                if mine < theirs:
                    lost.append(problem)
        if ratios:
            median = sorted(ratios)[len(ratios) // 2]
            behind = f"; behind on {', '.join(lost)}" if lost else ""
            said.append(f"Ours beside {title(method)}: {median:+.1%} in the middle of {len(ratios)}{behind}")
    return "\n".join(said)


def _memory(measured: Measured | None) -> str:
    if measured is None:
        return ""
    end = measured.run.end
    return ("!" if measured.run.error else "") + ("-" if end is None else str(end.peak_mb))
