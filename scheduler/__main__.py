"""`python -m scheduler solve|check|explain`: JSON in, JSON lines out; `warm-up` compiles the search beforehand.

Exit status: 0 done, 1 the plan breaks a rule or something is not possible, 2 the input is wrong.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from scheduler import FEW, Moves, SchedulerError, check, explain, read_plan, read_problem, solve, warm_up
from scheduler.compiled import compile_for_parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; `arguments` default to the command line's. Returns the exit status."""
    chosen = _parser().parse_args(arguments)
    try:
        if chosen.command == "warm-up":
            if chosen.for_parent:
                compile_for_parent()
            _tell({"compiled": warm_up()})
            return 0
        problem = read_problem(_read(chosen.problem))
        if chosen.command == "solve":
            most = Moves(*chosen.most_moves)
            _tell(solve(problem, chosen.seconds, _tell, _interrupted(), chosen.seed, most_moves=most))
            return 0
        if chosen.command == "check":
            report = check(problem, read_plan(_last_plan(_read(chosen.plan))))
            _tell(report)
            return 0 if report.ok else 1
        explanation = explain(problem, chosen.topic)
        _tell(explanation)
        return 0 if explanation.possible else 1
    except SchedulerError as error:
        _tell({"error": error.as_dict()})
        return 2
    except OSError as error:
        _tell({"error": {"code": "unreadable", "message": str(error), "path": "", "value": error.filename}})
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scheduler", description="Schedules topics by votes.")
    commands = parser.add_subparsers(dest="command", required=True)
    problem = argparse.ArgumentParser(add_help=False)
    problem.add_argument("problem", help="a JSON file, - for standard input")
    solving = commands.add_parser("solve", parents=[problem], help="print a plan each time a better one is found")
    solving.add_argument("--seconds", type=float, default=5.0)
    solving.add_argument("--seed", type=int, default=1)
    solving.add_argument(
        "--most-moves",
        type=int,
        nargs=2,
        metavar=("SLOTS", "ROOMS"),
        default=(FEW.slots, FEW.rooms),
        help="how many current placements may leave their slot, or change rooms, once a slot is frozen (%(default)s)",
    )
    checking = commands.add_parser("check", parents=[problem], help="list every violation of a plan, without solver")
    checking.add_argument("plan", help="a JSON file; of JSON lines the last is read")
    explaining = commands.add_parser("explain", parents=[problem], help="say what stands in the way")
    explaining.add_argument("--topic", help="why is this topic not placed?")
    warming = commands.add_parser(
        "warm-up", help="compile the search, once for each installation; without, it does with NumPy"
    )
    warming.add_argument("--for-parent", action="store_true", help=argparse.SUPPRESS)  # `warm_up` asks for it
    return parser


def _interrupted() -> threading.Event:
    """Set by Ctrl-C or SIGTERM, so that the best plan so far is still printed as final."""
    event = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: event.set())
    return event


def _read(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()


def _last_plan(text: bytes) -> bytes:
    """The last line of JSON lines; the whole text when it is one object over many lines."""
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines and lines[0].rstrip().endswith(b"}") else text


def _tell(thing: Any) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(thing) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    # Everything is said and flushed; a bound that OR-Tools still works on must not keep the caller waiting.
    os._exit(main())
