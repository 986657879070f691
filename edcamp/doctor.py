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
from edcamp.journal.redis import Settings, open_redis
from edcamp.journal.sqlite import SQLITE_VERSION, open_sqlite
from edcamp.planning.queue import PLAN
from edcamp.planning.solver import Solver, SolverDied
from edcamp.serving import running_server

PYTHON_MIN = (3, 11)
FREE_BYTES_MIN = 200 * 1024 * 1024
"""A day's journal is a few megabytes; this leaves room for its backups too."""

WITH_WINDOWS = ("chromium", "chromium-browser")


class Finding(Struct, frozen=True):
    """``advice`` is empty when all is well. ``needed``: without it a camp cannot run."""

    subject: str
    found: str
    advice: str = ""
    needed: bool = True

    @property
    def ok(self) -> bool:
        return not self.advice


Check = Callable[[Config], Awaitable[Finding]]


async def examine(config: Config) -> list[Finding]:
    """Every finding, in the order in which somebody would mend things."""
    before: list[Check] = [_python, _bundle, _templates]
    here: list[Check] = [_data_folder, _disk, _database]
    after: list[Check] = [_time_zones, _solver, _browser]
    if config.redis is None:
        return [await check(config) for check in (*before, *here, *after)]
    found = [await check(config) for check in before]
    return [*found, *await examine_redis(config.redis), *[await check(config) for check in after]]


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


async def examine_redis(address: str) -> list[Finding]:
    """What the Redis at this address would lose, and whether anybody works out plans for it."""
    try:
        async with await open_redis(address) as store:
            camps = len(await store.journal.camps())
            servers = await store.settings()
            solvers = await store.jobs.workers(PLAN)
    except JournalUnavailable as error:
        return [Finding("Redis", error.code, error.sentence)]
    version = ", ".join(sorted({server.version for server in servers}))
    of = f"{len(servers)} servers of a cluster" if len(servers) > 1 else "one server"
    findings = [Finding("Redis", f"{version}, {of}, {camps} camps")]
    for server in servers:
        findings += [_durability(server), _eviction(server)]
        if server.failing:
            advice = "See its log: most often the disk is full. What was acknowledged lately may not be on disk."
            findings.append(Finding("Redis' files", f"{server.address}: could not be written", advice))
    findings.append(
        Finding("Solvers", f"{solvers} running")
        if solvers
        else Finding("Solvers", "none running", "To have plans worked out: edcamp solver --redis …", needed=False)
    )
    return findings


def _durability(server: Settings) -> Finding:
    """What a power cut takes of what people were told is saved."""
    settings = server.configured
    subject = "Redis' durability"
    if not settings:
        advice = "Redis does not say how it is set up. Ask whoever runs it: “appendonly yes”, “appendfsync always”."
        return Finding(subject, f"{server.address}: unknown", advice, needed=False)
    if settings["appendonly"] != "yes":
        advice = (
            "Redis keeps no append-only file: whatever ends it takes everything since its last snapshot. "
            "Set “appendonly yes” and “appendfsync always”."
        )
        return Finding(subject, f"{server.address}: appendonly {settings['appendonly']}", advice)
    found = f"{server.address}: appendfsync {settings['appendfsync']}"
    match settings["appendfsync"]:
        case "always" if settings["no-appendfsync-on-rewrite"] == "yes":
            advice = (
                "While Redis rewrites its file, a power cut can lose what it acknowledged since. "
                "Set “no-appendfsync-on-rewrite no”."
            )
        case "always":
            return Finding(subject, found)
        case "everysec":
            advice = (
                "A power cut can lose the last second or two of what people were told is saved; their phones then see "
                "that and go back to what is there. Set “appendfsync always” to lose nothing."
            )
        case _:
            advice = (
                "A power cut can lose half a minute of what people were told is saved. Set “appendfsync always”, or "
                "“everysec” to lose at most a second or two."
            )
    return Finding(subject, found, advice, needed=False)


def _eviction(server: Settings) -> Finding:
    """Whether Redis throws camps away when its memory is full."""
    policy = server.configured.get("maxmemory-policy", "")
    found = f"{server.address}: maxmemory-policy {policy or 'unknown'}"
    if policy.startswith("allkeys"):
        advice = "When its memory is full, Redis would throw camps away. Set “maxmemory-policy noeviction”."
        return Finding("Redis' memory", found, advice)
    return Finding("Redis' memory", found)


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


def chromium(*names: str) -> str | None:
    """The browser that the tests drive: the first of ``names`` that is installed, unless another one is named. The one
    without windows takes a third of the processor's time.
    """
    named = os.environ.get("EDCAMP_CHROMIUM")
    found = map(shutil.which, names or ("chromium-headless-shell", *WITH_WINDOWS))
    return named or next(filter(None, found), None)


async def _browser(config: Config) -> Finding:
    found = chromium()
    if found:
        return Finding("Chromium (for the tests)", found)
    return Finding("Chromium (for the tests)", "not found", "To run the browser tests: make test-tools.", needed=False)
