"""One fresh process of `startup`: imports nothing of this bench before the scheduler, and says what each step took."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path


def main(path: Path) -> None:
    """CPU seconds as one line of JSON; the import counts from the start of the interpreter."""
    from scheduler import read_problem, solve

    imported = time.process_time()
    problem = read_problem(path.read_bytes())
    had = time.process_time()
    firsts: list[float] = []
    solve(problem, 600.0, lambda _: firsts.append(time.process_time()), lambda: bool(firsts))
    from bench.scheduler.watch import peak_mb

    steps = {"import": imported, "read": had - imported, "first": firsts[0] - had}
    sys.stdout.write(json.dumps({**steps, "all": firsts[0], "mb": peak_mb()}) + "\n")
    sys.stdout.flush()
    # The first plan is there; a bound that is still being computed is not what is measured.
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
