"""The one SQLite file: its lock, its schema, the thread that writes, the thread that reads."""

import asyncio
import fcntl
import itertools
import os
import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar

from edcamp.journal.port import JournalClosed, JournalError, JournalUnavailable

T = TypeVar("T")

SCHEMA_VERSION = 4
APPLICATION_ID = 0x65646370  # "edcp": tells our file from anybody else's SQLite file
MOMENT = (
    "CREATE TABLE moment (camp INTEGER PRIMARY KEY, form TEXT NOT NULL, seq INTEGER NOT NULL, data BLOB NOT NULL)"
    " STRICT"
)
SUBSCRIPTION = (
    "CREATE TABLE subscription (id INTEGER PRIMARY KEY AUTOINCREMENT, camp TEXT NOT NULL, person TEXT NOT NULL,"
    " endpoint TEXT NOT NULL, device TEXT NOT NULL, told INTEGER NOT NULL, UNIQUE (camp, endpoint)) STRICT",
    "CREATE INDEX subscription_of ON subscription (camp, person)",
)
WARNED = (
    "CREATE TABLE warned (camp TEXT NOT NULL, person TEXT NOT NULL, up_to INTEGER NOT NULL,"
    " PRIMARY KEY (camp, person)) STRICT, WITHOUT ROWID"
)
SCHEMA = (
    "CREATE TABLE camp (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, epoch TEXT NOT NULL) STRICT",
    "CREATE TABLE entry (camp INTEGER NOT NULL, seq INTEGER NOT NULL, data BLOB NOT NULL,"
    " PRIMARY KEY (camp, seq)) STRICT, WITHOUT ROWID",
    "CREATE TABLE person (camp TEXT NOT NULL, person TEXT NOT NULL, name TEXT NOT NULL,"
    " PRIMARY KEY (camp, person)) STRICT, WITHOUT ROWID",
    MOMENT,
    *SUBSCRIPTION,
    WARNED,
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {SCHEMA_VERSION}",
)

UPGRADES = {
    1: (MOMENT, *SUBSCRIPTION, WARNED, f"PRAGMA user_version = {SCHEMA_VERSION}"),
    2: (*SUBSCRIPTION, WARNED, f"PRAGMA user_version = {SCHEMA_VERSION}"),
    3: (WARNED, f"PRAGMA user_version = {SCHEMA_VERSION}"),
}
"""From each earlier version to this one."""

# Nobody else may use the file: only our own reader can stand in a checkpoint's way, for the milliseconds of one chunk.
BUSY_SECONDS = 5.0
# A commit costs its fsync whatever it carries; beyond about this many jobs the inserts would begin to delay everybody.
BATCH_LIMIT = 1024
# About 8 MB of write-ahead log between checkpoints: a checkpoint syncs twice, so it should be rare beside commits.
CHECKPOINT_PAGES = 2000

FAILURES = {
    sqlite3.SQLITE_FULL: ("disk_full", "The disk is full. What was stored before is safe; free some space.", True),
    sqlite3.SQLITE_IOERR: ("disk_error", "The disk refused to read or write. What was stored before is safe.", True),
    sqlite3.SQLITE_BUSY: ("in_use", "Another program holds the data file. Stop it: only one may use the file.", True),
    sqlite3.SQLITE_NOTADB: ("not_a_database", "The data file is not a database. Is it the right file?", False),
    sqlite3.SQLITE_CORRUPT: ("damaged", "The data file is damaged. Restore a backup.", False),
    sqlite3.SQLITE_READONLY: ("read_only", "The data file may only be read. Check who owns it and its folder.", False),
    sqlite3.SQLITE_CANTOPEN: ("cannot_open", "The data file cannot be opened. Check its folder and owner.", False),
}


def unavailable(error: sqlite3.Error, path: Path) -> JournalUnavailable:
    """The operator's version of what SQLite said about the file at `path`."""
    extended = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    primary = extended & 0xFF  # SQLite keeps the kind of error in the low byte, its cause above
    code, sentence, retryable = FAILURES.get(primary, ("store_error", "The data file could not be used.", False))
    return JournalUnavailable(code, f"{sentence} ({path}: {error})", retryable)


@dataclass(slots=True)
class _Job:
    """Something for the writer thread; `alone`: outside any transaction. `then` runs on the loop, before the caller."""

    work: Callable[[sqlite3.Connection], Any]
    future: asyncio.Future[Any]
    then: Callable[[Any], None] | None
    alone: bool


@dataclass(frozen=True, slots=True)
class _Raised:
    error: Exception


class Database:
    """The open file. Belongs to the event loop it was opened in; all methods are called from there.

    Writes asked for while a commit is under way share the next one: nobody waits for company, and a thousand waiting
    writers cost one fsync. Reads have their own thread and connection and never wait for a commit.
    """

    def __init__(self, path: Path, lock: int, writer: sqlite3.Connection, reader: sqlite3.Connection) -> None:
        self.path = path
        self.closed = False
        self.on_close: list[Callable[[], None]] = []
        # Copying holds a read transaction for long: erasing needs the log truncated, which would wait for it in the
        # writer thread, and every vote behind it.
        self.quiet = asyncio.Lock()
        self._lock = lock
        self._writer = writer
        self._reader = reader
        self._loop = asyncio.get_running_loop()
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="journal-reader")
        self._writing = threading.Thread(target=self._write_batches, name="journal-writer", daemon=True)
        self._writing.start()
        self._ending: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Open or create the file (mode 0600) and its folder. Raises `JournalUnavailable`."""
        return cls(*await asyncio.to_thread(_open_files, path))

    async def write(self, work: Callable[[sqlite3.Connection], T], then: Callable[[T], None] | None = None) -> T:
        """Run `work` in a transaction of the writer thread; returns its result once it is durable.

        `work` raises a `JournalError` only before it has written anything: the rest of its batch is then committed.
        `then(result)` runs on the loop as soon as the result is durable, even if the caller was cancelled meanwhile.
        """
        return await asyncio.shield(self._submit(work, then))

    async def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work` in the reader thread, in one read transaction."""
        self.check_open()
        return await self._loop.run_in_executor(self._reading, self._read, work)

    async def write_and_empty_log(self, work: Callable[[sqlite3.Connection], None]) -> None:
        """Like `write`; then leaves nothing, neither of this write nor of earlier ones, in the write-ahead log."""
        async with self.quiet:
            # Asked for together: a close in between must not keep the log from being emptied.
            written = self._submit(work)
            emptied = self._submit(lambda connection: empty_log(connection, self.path), alone=True)
            await asyncio.shield(asyncio.gather(written, emptied))

    def check_open(self) -> None:
        """Raises `JournalClosed` after `close`."""
        if self.closed:
            raise JournalClosed

    async def close(self) -> None:
        """Finish the writes already asked for, then let go of the file. Closing again waits for the same end."""
        if self._ending is None:
            self.closed = True
            for callback in self.on_close:
                callback()
            self._jobs.put(None)
            self._ending = asyncio.create_task(self._end())
        await asyncio.shield(self._ending)

    async def _end(self) -> None:
        async with self.quiet:
            await asyncio.to_thread(self._release)

    def _release(self) -> None:
        self._writing.join()
        self._reading.shutdown()
        self._reader.close()
        self._writer.close()
        os.close(self._lock)

    def _submit(
        self, work: Callable[[sqlite3.Connection], T], then: Callable[[T], None] | None = None, alone: bool = False
    ) -> asyncio.Future[T]:
        """The writer goes on whether or not anybody still waits: shield the future from a caller that is cancelled."""
        self.check_open()
        future: asyncio.Future[T] = self._loop.create_future()
        self._jobs.put(_Job(work, future, then, alone))
        return future

    def _read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            self._reader.execute("BEGIN")
            try:
                return work(self._reader)
            finally:
                self._reader.execute("ROLLBACK")
        except sqlite3.Error as error:
            raise unavailable(error, self.path) from error

    # What follows runs in the writer thread.

    def _write_batches(self) -> None:
        going = True
        while going:
            jobs = [self._jobs.get()]
            while len(jobs) < BATCH_LIMIT and not self._jobs.empty():  # we alone take from it
                jobs.append(self._jobs.get())
            going = jobs[-1] is not None  # nothing is put behind the None of `close`
            for alone, run in itertools.groupby((job for job in jobs if job is not None), lambda job: job.alone):
                batch = list(run)
                self._answer(batch, [self._apart(job) for job in batch] if alone else self._together(batch))

    def _together(self, batch: list[_Job]) -> list[Any]:
        """Every job's result, all in one transaction; if that fails, in two, so that one job cannot spoil many."""
        try:
            return self._transaction(batch)
        except Exception as error:
            if len(batch) == 1:
                return [self._raised(error)]
            half = len(batch) // 2
            return self._together(batch[:half]) + self._together(batch[half:])

    def _transaction(self, batch: list[_Job]) -> list[Any]:
        results: list[Any] = []
        self._writer.execute("BEGIN IMMEDIATE")
        try:
            for job in batch:
                try:
                    results.append(job.work(self._writer))
                except JournalError as refused:
                    results.append(_Raised(refused))
            self._writer.execute("COMMIT")
        finally:
            if self._writer.in_transaction:  # SQLite itself has rolled back after some errors
                self._writer.execute("ROLLBACK")
        return results

    def _apart(self, job: _Job) -> Any:
        try:
            return job.work(self._writer)
        except Exception as error:
            return self._raised(error)

    def _raised(self, error: Exception) -> _Raised:
        if isinstance(error, sqlite3.Error):
            told = unavailable(error, self.path)
            told.__cause__ = error
            return _Raised(told)
        return _Raised(error)

    def _answer(self, batch: list[_Job], results: list[Any]) -> None:
        if not self._loop.is_closed():  # a program that ended without `close`: nobody is left to tell
            self._loop.call_soon_threadsafe(_tell, batch, results)


def _tell(batch: list[_Job], results: list[Any]) -> None:
    for job, result in zip(batch, results, strict=True):
        if isinstance(result, _Raised):
            job.future.set_exception(result.error)
        else:
            job.future.set_result(result)
            if job.then is not None:
                job.then(result)


def _open_files(path: Path) -> tuple[Path, int, sqlite3.Connection, sqlite3.Connection]:
    try:
        path = path.resolve()  # two names of one file must not mean two locks
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with ExitStack() as opened:
            lock = _lock(path)
            opened.callback(os.close, lock)
            _create_private(path)
            writer = opened.enter_context(closing(connect(path)))
            _prepare(writer, path)
            reader = opened.enter_context(closing(connect(path)))
            reader.execute("PRAGMA query_only = ON")
            opened.pop_all()
    except sqlite3.Error as error:
        raise unavailable(error, path) from error
    except OSError as error:
        sentence = f"The data file {path} cannot be opened: {error}. Check its folder and owner."
        raise JournalUnavailable("cannot_open", sentence, retryable=False) from error
    return path, lock, writer, reader


def _lock(path: Path) -> int:
    """Take `<path>.lock` until the process ends, however it ends: the kernel lets go of it.

    Several processes on one SQLite file stall each other for seconds, and each would miss what the others append.
    """
    lock = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.read(lock, 32).decode(errors="replace").strip() or "unknown"
        os.close(lock)
        sentence = (
            f"{path} is in use by another edcamp (process {holder}). "
            "Exactly one process may use a SQLite file: stop that one, or give this one its own file."
        )
        raise JournalUnavailable("in_use", sentence, retryable=True) from error
    os.ftruncate(lock, 0)
    os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
    return lock


def _create_private(path: Path) -> None:
    """Make sure that the file is there and for our eyes only; SQLite gives its log the same mode."""
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        os.fchmod(file, 0o600)
    finally:
        os.close(file)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut, as fsync does for what is in a file."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def connect(path: Path) -> sqlite3.Connection:
    """A connection that commits only when told, and never takes for committed what is not on the disk."""
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA fullfsync = ON")  # macOS: fsync alone leaves data in the drive's own cache
        connection.execute("PRAGMA checkpoint_fullfsync = ON")
        connection.execute("PRAGMA secure_delete = ON")  # a page given up is overwritten with zeros
        connection.execute("PRAGMA temp_store = MEMORY")  # and never spills into a temporary file
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def empty_log(connection: sqlite3.Connection, path: Path) -> None:
    """Move everything from the write-ahead log into the file, sync it, and cut the log to nothing."""
    busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        sentence = f"Another program is reading {path}, so that its log could not be emptied. Stop it and try again."
        raise JournalUnavailable("in_use", sentence, retryable=True)


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if application != APPLICATION_ID and (application or version or tables):
        sentence = f"{path} is a SQLite database, but not one of edcamp's. Is it the right file?"
        raise JournalUnavailable("not_a_journal", sentence, retryable=False)
    if version > SCHEMA_VERSION:
        sentence = (
            f"{path} was written by a newer edcamp (its format is {version}, this edcamp knows {SCHEMA_VERSION}). "
            "Use that edcamp, or a backup from before the upgrade."
        )
        raise JournalUnavailable("newer_schema", sentence, retryable=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
    if version < SCHEMA_VERSION:
        connection.execute("BEGIN IMMEDIATE")
        for statement in SCHEMA if version == 0 else UPGRADES[version]:
            connection.execute(statement)
        connection.execute("COMMIT")
    # A killed process may have left a commit that was written but not yet synced. Before anybody reads it, it must be
    # as durable as the rest.
    empty_log(connection, path)
