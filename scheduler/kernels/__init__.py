"""What numba compiles.

Functions that Python calls are `kept`: compiled when they are first called with new types of arguments, and loaded from
disk by every process after that. What they call is `inner`, compiled as a part of them alone, which takes a third of
the time. For every combination of argument types each is compiled anew: so whatever is read from a smaller array and
handed on is made an int64, as are constants that are handed on.

numba looks at a function's own file to see whether what it kept is still good. Since functions of several files become
one piece here, `kept` looks at all files of this folder.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from numba import njit

FOLDER = Path(__file__).parent


def digest(*others: Path) -> str:
    """Changes whenever a file of this folder does, or one of the others."""
    sources = [path.read_bytes() for path in (*sorted(FOLDER.glob("*.py")), *others)]
    return hashlib.sha256(b"".join(sources)).hexdigest()[:16]


DIGEST = digest()

# Nobody but other compiled code calls these; numba's own types do not know the options that say so.
_INNER: dict[str, Any] = {"nogil": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}

inner: Callable[[Callable[..., Any]], Any] = njit(**_INNER)


def kept(function: Callable[..., Any]) -> Any:
    """The compiled function; what is on disk of it is forgotten first if any file here has changed since.

    Raises `RuntimeError` when there is no folder that it could be kept in.
    """
    compiled = njit(cache=True, nogil=True)(function)
    folder = Path(str(compiled.stats.cache_path))
    name = f"{function.__module__.rpartition('.')[2]}.{function.__name__}"
    stamp = folder / f"{name}.sources"
    if not stamp.exists() or stamp.read_text() != DIGEST:
        for old in folder.glob(f"{name}-*.nb?"):
            old.unlink(missing_ok=True)
        # At once, since another process may be reading it.
        new = folder / f"{name}.{os.getpid()}.new"
        new.write_text(DIGEST)
        new.replace(stamp)
    return compiled
