"""Problems from a folder, or made up when there is none; what was measured, kept for tables and plots."""

from __future__ import annotations

import argparse
import gzip
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from bench.scheduler import generate
from bench.scheduler.race import Run
from scheduler import Problem, read_problem

# Made up where no folder is named: of each kind what a helper's laptop races through in a few minutes.
DEFAULT = [("synthetic", "small"), ("synthetic", "typical"), ("synthetic", "medium"), ("everything", "typical")]


class Measured(msgspec.Struct, frozen=True):
    """One method on one problem: every value exact, None where nothing had been found."""

    problem: str
    people: int
    topics: int
    votes: int
    flat: bool
    seconds: float
    run: Run
    marks: tuple[float, ...]
    values: tuple[int | None, ...]


def read(path: Path) -> Problem:
    """A problem from a plain or compressed file."""
    return read_problem(gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes())


def write(path: Path, problem: Problem) -> None:
    """The problem as a plain or, by the name's ending, compressed file."""
    text = msgspec.json.encode(problem)
    # No time of writing in the file: the same problem makes the same bytes.
    path.write_bytes(gzip.compress(text, mtime=0) if path.suffix == ".gz" else text)


def saved(paths: Sequence[Path]) -> list[Measured]:
    """What `compare --save` wrote; of the same method and problem the last counts."""
    found: dict[tuple[str, str], Measured] = {}
    for path in paths:
        for line in path.read_bytes().splitlines():
            measured = msgspec.json.decode(line, type=Measured)
            found[measured.problem, measured.run.method] = measured
    return list(found.values())


def add_selection(parser: argparse.ArgumentParser) -> None:
    """The arguments that `selected` reads."""
    parser.add_argument("folder", type=Path, nargs="?", help="*.json and *.json.gz; made-up problems without it")
    parser.add_argument("--only", nargs="*", default=[], help="parts of problem names")
    parser.add_argument("--flat", action="store_true", help="count seats alone: weights 1, 1, 0")
    parser.add_argument("--seed", type=int, default=1)


def selected(chosen: argparse.Namespace) -> Iterator[tuple[str, Problem]]:
    """Name and problem, one after the other."""
    for name, problem in _all(chosen):
        if not chosen.only or any(part in name for part in chosen.only):
            yield name, generate.flat(problem) if chosen.flat else problem


def _all(chosen: argparse.Namespace) -> Iterator[tuple[str, Problem]]:
    if chosen.folder is None:
        for kind, size in DEFAULT:
            yield f"{kind}-{size}", generate.generate(kind, size, chosen.seed)
        return
    paths = sorted([*chosen.folder.glob("*.json"), *chosen.folder.glob("*.json.gz")])
    if not paths:
        raise SystemExit(f"There are no problems in {chosen.folder}.")
    for path in paths:
        yield path.name.split(".")[0], read(path)
