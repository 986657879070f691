"""Compiling: in a process of its own that ends with its parent, one at a time, and never from stale sources."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler import compiled
from scheduler.kernels import digest, kept

FAILING = """
import sys
from scheduler import CompilerFailed, compiled, warm_up
sys.executable = "/bin/false"
try:
    warm_up(apart=True)
except CompilerFailed as error:
    print(error, compiled.ready())
"""
WAITS_S = 60.0


@pytest.fixture
def cache(tmp_path: Path) -> dict[str, str]:
    """The environment of a process that finds nothing compiled."""
    return {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}


def children(parent: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def compiler_of(parent: int) -> int:
    deadline = time.monotonic() + WAITS_S
    while time.monotonic() < deadline:
        found = children(parent)
        if found:
            return found[0]
        time.sleep(0.05)
    raise AssertionError("no compiler was started")


@pytest.fixture
def parents(cache: dict[str, str]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Two processes that want the search to be compiled."""
    program = "import scheduler; scheduler.warm_up(apart=True)"
    both = [subprocess.Popen([sys.executable, "-c", program], env=cache) for _ in range(2)]
    yield both
    for parent in both:
        parent.kill()
        parent.wait()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="no list of child processes")
def test_one_process_compiles_at_a_time_and_ends_with_its_parent(parents: list[subprocess.Popen[bytes]]) -> None:
    busy: list[int] = []
    deadline = time.monotonic() + WAITS_S
    while not busy and time.monotonic() < deadline:
        time.sleep(0.05)
        busy = [parent.pid for parent in parents if children(parent.pid)]
    [first] = busy
    compiler = compiler_of(first)
    second = next(parent for parent in parents if parent.pid != first)
    assert not children(second.pid)
    next(parent for parent in parents if parent.pid == first).kill()
    assert compiler_of(second.pid) != compiler  # the lock is free, and it is the other's turn
    while time.monotonic() < deadline and Path(f"/proc/{compiler}").exists():
        time.sleep(0.05)
    assert not Path(f"/proc/{compiler}").exists()


def test_a_compiler_that_fails_is_said_and_leaves_numpy(cache: dict[str, str]) -> None:
    done = subprocess.run([sys.executable, "-c", FAILING], env=cache, capture_output=True, text=True, timeout=WAITS_S)
    assert done.stdout == "exit status 1:  False\n", done.stderr


def double(x: int) -> int:
    return 2 * x


def test_what_was_compiled_from_other_sources_is_forgotten() -> None:
    kernel = kept(double)
    assert kernel(2) == 4
    folder = Path(str(kernel.stats.cache_path))
    pieces = list(folder.glob("test_compiled.double-*.nb?"))
    assert pieces
    kept(double)
    assert all(piece.exists() for piece in pieces)
    (folder / "test_compiled.double.sources").write_text("of another version")
    kept(double)
    assert not any(piece.exists() for piece in pieces)


def test_the_digest_changes_with_any_file(tmp_path: Path) -> None:
    other = tmp_path / "other.py"
    other.write_text("x = 1")
    before = digest(other)
    assert digest(other) == before
    other.write_text("x = 2")
    assert digest(other) != before


def test_warming_up_is_done_once() -> None:
    assert compiled.warm_up()
    assert compiled.ready()
    assert compiled.cached()
