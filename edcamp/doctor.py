"""Looks at the installation and says in words what is missing, and what to do about it."""

import os
import platform
import shutil
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct

from edcamp import assets
from edcamp.config import Config, ConfigError, read_secret
from edcamp.journal.port import JournalUnavailable
from edcamp.journal.sqlite import SQLITE_VERSION, open_sqlite
from edcamp.planning.solver import Solver, SolverDied
from edcamp.serving import running_server

PYTHON_MIN = (3, 11)
FREE_BYTES_MIN = 200 * 1024 * 1024
"""A day's journal is a few megabytes; this leaves room for its backups too."""


class Finding(Struct, frozen=True):
    """``advice`` is empty when all is well. ``needed``: without it a camp cannot run."""

    subject: str
    found: str
    advice: str = ""
    needed: bool = True

    @property
    def ok(self) -> bool:
        return not self.advice


async def examine(config: Config) -> list[Finding]:
    """Every finding, in the order in which somebody would mend things."""
    checks: list[Callable[[Config], Awaitable[Finding]]] = [
        _python,
        _bundle,
        _templates,
        _data_folder,
        _disk,
        _database,
        _time_zones,
        _solver,
        _browser,
    ]
    return [await check(config) for check in checks]


async def _python(config: Config) -> Finding:
    found = platform.python_version()
    advice = "" if sys.version_info >= PYTHON_MIN else "Install Python 3.11 or newer and set edcamp up with it again."
    return Finding("Python", found, advice)


async def _bundle(config: Config) -> Finding:
    manifest = assets.DIST / "manifest.json"
    if manifest.exists():
        return Finding("Browser bundle", "built")
    return Finding("Browser bundle", f"not at {assets.DIST}", "Install edcamp again: “pip install .” builds it.")


async def _templates(config: Config) -> Finding:
    if (assets.TEMPLATES / "base.html").exists():
        return Finding("Page templates", "there")
    return Finding("Page templates", f"not at {assets.TEMPLATES}", "Install edcamp again: “pip install .”.")


async def _data_folder(config: Config) -> Finding:
    try:
        read_secret(config)
    except ConfigError as error:
        return Finding("Data folder", str(config.data), f"{error} Choose another with --data.")
    file = config.data / "secret.key"
    if file.stat().st_mode & 0o077:
        return Finding("Data folder", str(config.data), f"Others can read {file}: run “chmod 600 {file}”.")
    return Finding("Data folder", str(config.data.resolve()))


async def _disk(config: Config) -> Finding:
    free = shutil.disk_usage(_existing(config.data)).free
    found = f"{free // 1024**2:,} MB free"
    return Finding("Disk", found, "" if free >= FREE_BYTES_MIN else "Make room: at least 200 MB should be free.")


def _existing(path: Path) -> Path:
    return path if path.exists() else _existing(path.resolve().parent)


async def _database(config: Config) -> Finding:
    found = f"SQLite {SQLITE_VERSION}"
    if not config.database.exists():
        return Finding("Database", f"{found}, none made yet")
    try:
        async with await open_sqlite(config.database) as store:
            return Finding("Database", f"{found}, {len(await store.journal.camps())} camps")
    except JournalUnavailable as error:
        serving = running_server(config)
        if error.code == "in_use" and serving is not None:
            return Finding("Database", f"{found}, in use by the server at {serving}")
        return Finding("Database", f"{found}, {error.code}", error.sentence)


async def _time_zones(config: Config) -> Finding:
    ZoneInfo("Europe/Madrid")
    return Finding("Time zones", "known")


async def _solver(config: Config) -> Finding:
    solver = Solver()
    try:
        await solver.warm_up(search=False)
    except SolverDied as error:
        return Finding("Solver", str(error), "Install edcamp again; its OR-Tools does not run on this machine.")
    finally:
        await solver.close()
    return Finding("Solver", "runs in a process of its own")


async def _browser(config: Config) -> Finding:
    found = os.environ.get("EDCAMP_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if found:
        return Finding("Chromium (for the tests)", found)
    return Finding("Chromium (for the tests)", "not found", "To run the browser tests: make test-tools.", needed=False)
