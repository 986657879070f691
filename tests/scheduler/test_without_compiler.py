"""Where numba is missing the search does with NumPy; so it does until the walk has been compiled."""

import subprocess
import sys

PROGRAM = """
import sys
if "without" in sys.argv:
    sys.modules["numba"] = None  # as if it were not installed: importing it raises ImportError
sys.path.insert(0, ".")
from tests.scheduler.conftest import some_problem
from scheduler import check, compiled, solve
assert not compiled.ready()
problem = some_problem(4, 12, 3, 3, 40)
plans = []
plan = solve(problem, 0.3, plans.append)
assert check(problem, plan).ok
assert plan.value > plans[0].value or plan.value == plan.bound
assert "scheduler.kernels" not in sys.modules or "without" not in sys.argv
print(plan.value)
"""


def run(*arguments: str, cache: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        capture_output=True,
        text=True,
        timeout=100,
        env={"PATH": "/usr/bin:/bin", "NUMBA_CACHE_DIR": cache},
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def test_solves_without_numba(tmp_path) -> None:  # type: ignore[no-untyped-def]
    assert run("without", cache=str(tmp_path)) > 0


def test_nobody_waits_for_the_compiler(tmp_path) -> None:  # type: ignore[no-untyped-def]
    assert run(cache=str(tmp_path)) > 0
