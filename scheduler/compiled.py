"""Whether the compiled code can be used without making anybody wait: compiling it takes half a minute, once.

numba keeps what it has compiled beside the package, or in the user's cache folder where that cannot be written. A
marker there, of the same version, says that another process loads it in well under a second. Without numba, and until
it has compiled, the search does with NumPy. One process compiles at a time, whoever asks; `warm_up(apart=True)` has one
of its own do it, which shares no interpreter lock with a search, at low priority, and which ends with its parent.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import platform
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from scheduler.problem import Person, Problem, Room, Slot, Topic
from scheduler.tables import Tables

Way = Literal["compiled", "numpy"]

log = logging.getLogger(__name__)

PATIENT = 10
"""Niceness of a compiler that nobody waits for."""

_lock = threading.Lock()
_loaded = threading.Event()


class CompilerFailed(Exception):
    """The compiler, in a process of its own, ended without success; the message is the end of what it said."""


@cache
def available() -> bool:
    """Whether numba is installed and works here."""
    try:
        import scheduler.kernels.annealing  # noqa: F401 - takes long to import, and numba may be missing
    except ImportError:
        return False
    except RuntimeError as error:
        log.warning("the search cannot be compiled here: %s", error)
        return False
    return True


def cached() -> bool:
    """Whether everything is compiled, so that this process needs only load what it uses of it."""
    return _loaded.is_set() or (available() and _marker().exists())


def ready() -> bool:
    """Whether the walk runs at once in this process, loading what was compiled before if need be."""
    if not _loaded.is_set() and cached():
        _load()
    return _loaded.is_set()


def warm_up(apart: bool = False) -> bool:
    """Compile the walk, or load what was compiled before; False when numba is not installed. Safe in any thread.

    Takes about half a minute of one core the first time, half a second later, and as long as another process
    needs that is compiling already. With `apart` a process of its own compiles, see above; raises `CompilerFailed`
    when that fails.
    """
    if not available():
        return False
    if not cached():
        with _alone():
            if not cached():
                if apart:
                    _compile_apart()
                else:
                    compile_here()
    return ready()


def compile_here() -> None:
    """Compile in this process, whoever else may be compiling, and tell the others."""
    _load()
    try:
        _marker().touch()
    except OSError as error:
        log.warning("the compiled search cannot be kept for other processes: %s", error)


def compile_for_parent() -> None:
    """As `compile_here`, in a process of its own that gives way to others and ends when its standard input does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    os.nice(PATIENT)

    def watch() -> None:
        while sys.stdin.buffer.read(1):
            pass
        os._exit(1)

    threading.Thread(target=watch, name="end with the parent", daemon=True).start()
    compile_here()


def _compile_apart() -> None:
    # The same files as ours, wherever this process was told to look for them.
    path = os.pathsep.join([str(Path(__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])])
    child = subprocess.Popen(
        [sys.executable, "-m", "scheduler", "warm-up", "--for-parent"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path},
    )
    # Its standard input stays open as long as this process lives, and no longer, however it ends.
    with child:
        assert child.stderr is not None  # noqa: S101 - asked for above
        said = child.stderr.read().decode(errors="replace")
        code = child.wait()
    if code or not cached():
        raise CompilerFailed(f"exit status {code}: {said.strip()[-2_000:]}")


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """While no other process of this installation compiles."""
    try:
        import fcntl
    except ImportError:  # a system without such locks: then two may compile the same
        yield
        return
    with _folder().joinpath("kernels.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _load() -> None:
    with _lock:
        if not _loaded.is_set():
            _rehearse()
            _loaded.set()


def _rehearse() -> None:
    """Call everything that is compiled, on a camp of one."""
    # Imported here since numba takes long to import, which a process that never searches does without.
    from scheduler import programmes, reseat
    from scheduler.layout import Layout
    from scheduler.perfect import Perfect
    from scheduler.seating import Seats
    from scheduler.walk import Walk

    start = datetime(2026, 1, 1, tzinfo=UTC)
    tables = Tables(
        Problem(
            rooms=(Room("r", 1),),
            slots=(Slot("s", start, start + timedelta(hours=1)),),
            topics=(Topic("t"),),
            people=(Person("p", {"t": "must"}),),
        )
    )
    walk = Walk(Layout(tables), 1)
    walk.start([(0, 0, 0)])
    walk.start([(0, 0, 0)], Seats(tables).quick([(0, 0, 0)]))
    walk.run(1, 1.0, 0.5)
    search = Perfect.find(walk.layout, 1, [])
    assert search is not None  # noqa: S101 - one session may be anywhere
    search.run(1)
    programmes.warm()
    reseat.warm()


def _folder() -> Path:
    from scheduler.kernels.annealing import anneal

    return Path(str(anneal.stats.cache_path))


@cache
def _marker() -> Path:
    """A file whose name changes with everything that makes numba compile again."""
    from scheduler import kernels, programmes

    sources = kernels.digest(Path(programmes.__file__))
    parts = (sources, version("numba"), version("llvmlite"), platform.python_version(), platform.machine())
    return _folder() / f"kernels-{hashlib.sha256(repr(parts).encode()).hexdigest()[:16]}.compiled"
