"""What a cold machine waits for: importing the scheduler, reading the problem, the first plan, in fresh processes."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.scheduler.files import add_selection, selected, write
from bench.table import show

TIMES = 3
NOTE = (
    f"CPU seconds, medians of {TIMES} processes. Empty cache: the first start ever, when compiled code, if there\n"
    "is any, is made anew; after that it is found on disk."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_selection(parser)


def main(chosen: argparse.Namespace) -> None:
    """Print the table: each problem with the compiled code's cache as it is, and empty."""
    rows = []
    with tempfile.TemporaryDirectory(prefix="edcamp-bench-") as folder:
        for name, problem in selected(chosen):
            path = Path(folder, "problem.json")
            write(path, problem)
            _start(path, {})  # fills the cache
            warm = [_start(path, {}) for _ in range(TIMES)]
            rows.append([name, "warm", *_median(warm)])
            cold = []
            for turn in range(TIMES):
                cold.append(_start(path, {"NUMBA_CACHE_DIR": str(Path(folder, f"{name}-{turn}"))}))
            rows.append([name, "empty", *_median(cold)])
    show("Start-up", ("problem", "cache", "import s", "read s", "first plan s", "all s", "MB"), rows, NOTE)


def _start(path: Path, environment: dict[str, str]) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.scheduler.fresh", str(path)]
    done = subprocess.run(command, env=os.environ | environment, check=True, capture_output=True, timeout=600)
    said: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return said


def _median(starts: list[dict[str, float]]) -> list[str]:
    middle = {key: sorted(start[key] for start in starts)[len(starts) // 2] for key in starts[0]}
    return [f"{middle[key]:.2f}" for key in ("import", "read", "first", "all")] + [f"{middle['mb']:.0f}"]
