"""One method on one problem in a process of its own, its plans judged here by what knows no solver.

The child says a line whenever the method has found something better; if it hangs or dies, what it said counts.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Sequence

import msgspec

from bench.scheduler.watch import CORES
from bench.table import cpu_seconds
from scheduler import FEW, Moves, Placement, Plan, Problem, Unplaced, check, seat

# A child is killed when it has used twice its CPU time and what starting it may take, or hangs by the wall clock.
TWICE = 2.0
START_SECONDS = 20.0
HUNG = 40.0
# For the exact seat model that repeats and overlapping slots need: it closes in a fraction, also on a busy machine.
JUDGING_SECONDS = 30.0
POLL_SECONDS = 0.2


class Found(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of a child: after `at` seconds these were the best placements; our method claims value and bound."""

    at: float
    placements: tuple[Placement, ...]
    value: int | None = None
    bound: int | None = None


class End(msgspec.Struct, frozen=True):
    """The last line: time used, and the most memory held before the start and at the end."""

    seconds: float
    start_mb: int
    peak_mb: int


class Order(msgspec.Struct, frozen=True):
    """What a child is asked to do."""

    method: str
    seconds: float
    seed: int
    problem: Problem
    most_moves: Moves | None = FEW


class Run(msgspec.Struct, frozen=True):
    """What came of it. `error` is the last words of a child that ended badly, `end` is missing then."""

    method: str
    found: tuple[Found, ...]
    end: End | None
    error: str = ""

    def at(self, seconds: float) -> Found | None:
        """The last thing found by then."""
        return next((found for found in reversed(self.found) if found.at <= seconds), None)


def run(method: str, problem: Problem, seconds: float, seed: int, most_moves: Moves | None = FEW) -> Run:
    """Run the method in a child until its CPU clock (see `watch`) has used `seconds`; ours with these moves."""
    order = msgspec.json.encode(Order(method, seconds, seed, problem, most_moves))
    command = [sys.executable, "-m", "bench.scheduler.child"]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    talk = Talk(child, order)
    talk.start()
    most_cpu = CORES * (TWICE * seconds + START_SECONDS)
    until = time.monotonic() + HUNG * (seconds + START_SECONDS)
    error = ""
    while talk.is_alive():
        talk.join(POLL_SECONDS)
        if _used(child) > most_cpu or time.monotonic() > until:
            error = "did not stop when its time was up"
            child.kill()
    said, words = talk.said, talk.words
    if child.returncode and not error:
        error = (words.decode(errors="replace").strip().splitlines() or ["no words"])[-1]
    found: list[Found] = []
    end = None
    for line in said.splitlines(keepends=True):
        if line.startswith(b'{"seconds"'):
            end = msgspec.json.decode(line, type=End)
        elif line.endswith(b"\n"):
            found.append(msgspec.json.decode(line, type=Found))
    return Run(method, tuple(found), end, error)


def _used(child: subprocess.Popen[bytes]) -> float:
    try:
        return cpu_seconds(child.pid)
    except FileNotFoundError:  # it has just ended
        return 0.0


class Talk(threading.Thread):
    """Feeds a child its order and listens until it ends."""

    def __init__(self, child: subprocess.Popen[bytes], order: bytes) -> None:
        super().__init__(name="bench-talk")
        self.said, self.words = b"", b""
        self._child, self._order = child, order

    def run(self) -> None:
        self.said, self.words = self._child.communicate(self._order)


class Judge:
    """Gives placements of one problem their exact value; the same ones only once.

    Feasibility is `check`'s word. The value is that of a best seating (`seat`, a min-cost flow), which `check` finds
    to be possible seat by seat; counting again without a flow would take minutes on the largest problems.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._known: dict[tuple[Placement, ...], int] = {}

    def value(self, placements: tuple[Placement, ...]) -> int:
        """The value. Raises ValueError with the violations when the placements break a rule."""
        if placements not in self._known:
            self._known[placements] = self.seated(placements).value
        return self._known[placements]

    def believes(self, found: Found) -> bool:
        """Whether no proof speaks against the value that was claimed."""
        return found.value is not None and found.value <= seat(self.problem, found.placements, JUDGING_SECONDS).upper

    def seated(self, placements: tuple[Placement, ...]) -> Plan:
        """The plan with a best seating of these placements, checked. Raises as `value` does."""
        seating = seat(self.problem, placements, JUDGING_SECONDS)
        placed = {x.topic for x in placements}
        left = tuple(Unplaced(topic.id, "") for topic in self.problem.topics if topic.id not in placed)
        plan = Plan(placements, left, seating.value, seating.value, 0.0, 0.0, True, seating.seats)
        report = check(self.problem, plan, recounted=False)
        if not report.ok:
            raise ValueError("; ".join(f"{x.code}: {x.message}" for x in report.violations[:5]))
        return plan


def best_at(run: Run, judge: Judge, marks: Sequence[float]) -> list[int | None]:
    """The exact value of what had been found by each mark; None for nothing yet."""
    values = []
    for mark in marks:
        found = run.at(mark)
        values.append(None if found is None else judge.value(found.placements))
    return values
