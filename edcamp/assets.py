"""Where the templates and the browser bundle are: inside the package in a wheel, beside it in a checkout."""

import os
from functools import lru_cache
from pathlib import Path

import msgspec
from msgspec import Struct

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parent

TEMPLATES = _PACKAGE / "templates" if (_PACKAGE / "templates").is_dir() else _CHECKOUT / "templates"
DIST = _PACKAGE / "static" if (_PACKAGE / "static").is_dir() else _CHECKOUT / "static" / "dist"


class BundleMissing(Exception):
    """There is no browser bundle where it should be; the text says how to get one."""


class Asset(Struct, frozen=True):
    """A page's script or style: its name in the bundle, which changes with its contents, and what it loads at once."""

    file: str
    preload: tuple[str, ...] = ()


def bundled_at(dist: Path) -> int:
    """Nanoseconds since 1970 at which the bundle was built. Raises ``BundleMissing``."""
    try:
        return os.stat(f"{dist}/manifest.json").st_mtime_ns  # for every answer: a tenth of what pathlib takes
    except FileNotFoundError as error:
        raise BundleMissing(f"{dist} holds no browser bundle. Build it with: python hatch_build.py build") from error


def manifest(dist: Path = DIST) -> dict[str, Asset]:
    """The bundle's pages by name, such as ``phone.js`` and ``phone.css``. Raises ``BundleMissing``."""
    return _read_manifest(dist / "manifest.json", bundled_at(dist))


@lru_cache(maxsize=4)
def _read_manifest(path: Path, changed: int) -> dict[str, Asset]:
    return msgspec.json.decode(path.read_bytes(), type=dict[str, Asset])
