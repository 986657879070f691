"""Whether the compiled kernels can be used without making anybody wait: compiling them takes many seconds, once.

numba keeps what it has compiled beside the package, or in the user's cache folder where that cannot be written. A
marker of the same version there says that the next process loads it in well under a second. Without numba, or before
it has compiled, the search does with NumPy.
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import platform
import threading
from importlib.metadata import version
from pathlib import Path

log = logging.getLogger(__name__)

_lock = threading.Lock()
_loaded = threading.Event()


def available() -> bool:
    """Whether numba is installed."""
    return importlib.util.find_spec("numba") is not None


def ready() -> bool:
    """Whether the kernels run at once in this process, loading what an earlier one has compiled if need be."""
    if not _loaded.is_set() and available() and _marker().exists():
        warm_up()
    return _loaded.is_set()


def warm_up() -> bool:
    """Compile the kernels, or load what was compiled before; False when numba is not installed. Safe in any thread.

    Takes half a minute of one core the first time, half a second later.
    """
    if not available():
        return False
    with _lock:
        if not _loaded.is_set():
            from scheduler.anneal import rehearse  # noqa: PLC0415 - numba takes long to import

            rehearse()
            _mark()
            _loaded.set()
    return True


def _marker() -> Path:
    """A file whose name changes with everything that makes numba compile again."""
    source = Path(__file__).with_name("kernels.py").read_bytes()
    parts = (source, version("numba"), version("numpy"), platform.python_version(), platform.processor())
    digest = hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
    return _cache_folder() / f"kernels-{digest}.compiled"


def _cache_folder() -> Path:
    from numba.core.config import CACHE_DIR

    return Path(CACHE_DIR or "x")


def _mark() -> None:
    try:
        marker = _marker()
        marker.parent.mkdir(parents=True, exist_ok=True)
        marker.touch()
    except OSError as error:
        log.warning("the compiled search cannot be kept for later processes: %s", error)
