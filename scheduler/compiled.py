"""Whether the compiled code can be used without making anybody wait: compiling it takes half a minute, once.

numba keeps what it has compiled beside the package, or in the user's cache folder where that cannot be written. A
marker there, of the same version, says that another process loads it in well under a second. Without numba, and until
it has compiled, the search does with NumPy.
"""

from __future__ import annotations

import hashlib
import logging
import platform
import threading
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from scheduler.problem import Person, Problem, Room, Slot, Topic
from scheduler.tables import Tables

Way = Literal["compiled", "numpy"]

log = logging.getLogger(__name__)

_lock = threading.Lock()
_loaded = threading.Event()


def available() -> bool:
    """Whether numba is installed and works here."""
    try:
        import numba  # noqa: F401 - takes long to import, and may be missing
    except ImportError:
        return False
    return True


def ready() -> bool:
    """Whether the walk runs at once in this process, loading what was compiled before if need be."""
    if not _loaded.is_set() and available() and _marker().exists():
        warm_up()
    return _loaded.is_set()


def cached() -> bool:
    """Whether everything is compiled, so that this process needs only load what it uses of it."""
    return _loaded.is_set() or (available() and _marker().exists())


def warm_up() -> bool:
    """Compile the walk, or load what was compiled before; False when numba is not installed. Safe in any thread.

    Takes about half a minute of one core the first time, half a second later.
    """
    if not available():
        return False
    with _lock:
        if not _loaded.is_set():
            _rehearse()
            _mark()
            _loaded.set()
    return True


def _rehearse() -> None:
    """Call everything that is compiled, on a camp of one."""
    # Imported here since numba takes long to import, which a process that never searches does without.
    from scheduler import programmes, reseat
    from scheduler.layout import Layout
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
    programmes.warm()
    reseat.warm()


def _marker() -> Path:
    """A file whose name changes with everything that makes numba compile again."""
    from scheduler import kernels

    source = b"".join(path.read_bytes() for path in sorted(Path(kernels.__file__).parent.glob("*.py")))
    parts = (source, version("numba"), version("llvmlite"), platform.python_version(), platform.machine())
    digest = hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
    return Path(str(kernels.anneal.stats.cache_path)) / f"kernels-{digest}.compiled"


def _mark() -> None:
    try:
        _marker().touch()
    except OSError as error:
        log.warning("the compiled search cannot be kept for other processes: %s", error)
