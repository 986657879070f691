"""Holds what a delivery and a vote cost the server against recorded budgets; ``--record`` records what they cost now.

CPU, not time on the clock: on a machine that does other things too it varies by a fifth, not by a factor. What is over
its budget is measured again, because noise only adds.
"""

import argparse
import asyncio
import os
import platform
import sys
import tomllib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench import fanout, votes
from bench.load import allow_files
from bench.table import show

BUDGETS = Path(__file__).with_name("budgets.toml")

CLIENTS = 1_000
HZ = 5.0
SECONDS = 8.0
VOTES_A_SECOND = 1_000

TRIES = 3


def _delivery(server: fanout.Server) -> Callable[[], float]:
    return lambda: asyncio.run(fanout.measure(server, CLIENTS, HZ, SECONDS)).cpu_us


def _vote() -> float:
    [offered] = asyncio.run(votes.offer((VOTES_A_SECOND,)))
    return offered.cpu_us


COSTS: dict[str, Callable[[], float]] = {
    "delivery by WebSocket": _delivery(fanout.SERVERS["edcamp"]),
    "delivery by stream": _delivery(fanout.WAYS["stream"]),
    "durable vote": _vote,
}
"""What is measured, in µs of the server's CPU."""


def main(arguments: Sequence[str]) -> int:
    """0 when all is within its budget."""
    parser = argparse.ArgumentParser(prog="python -m bench.check")
    parser.add_argument("--record", action="store_true", help="write what is measured now as the budgets")
    given = parser.parse_args(arguments)
    allow_files(CLIENTS)
    if given.record:
        _record({name: sorted(measure() for _ in range(TRIES))[TRIES // 2] for name, measure in COSTS.items()})
        return 0
    kept = tomllib.loads(BUDGETS.read_text())
    rows, over = [], []
    for name, measure in COSTS.items():
        budget = kept["cpu_us"][name]
        found = measure()
        for _ in range(TRIES - 1):
            if found > kept["factor"] * budget:
                found = min(found, measure())
        if found > kept["factor"] * budget:
            over.append(name)
        rows.append((name, f"{found:.1f}", f"{budget:.1f}", f"{found / budget:.2f}", "over" if name in over else ""))
    show(
        f"CPU µs of the server, beside what it was on {kept['recorded']} ({kept['machine']})",
        ("for each", "now", "budget", "ratio", ""),
        rows,
        f"Over is what takes more than {kept['factor']} times its budget, {TRIES} times.",
    )
    return 1 if over else 0


def _record(costs: dict[str, float]) -> None:
    lines = [
        "# What things cost the server; `python -m bench.check --record` writes this, `make bench-check` reads it.",
        "factor = 1.5  # for noise, and what a change may cost without a word",
        f'machine = "{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"',
        f"recorded = {datetime.now(UTC).date()}",
        "",
        "[cpu_us]",
        *(f'"{name}" = {cost:.1f}' for name, cost in costs.items()),
    ]
    BUDGETS.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
