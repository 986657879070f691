"""The journal in one SQLite file: for one server, in exactly one process."""

import asyncio
import os
import secrets
import sqlite3
from collections.abc import AsyncGenerator, Sequence
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Self

from edcamp.journal.database import SCHEMA_VERSION, Database, connect, sync_folder, unavailable
from edcamp.journal.people import SqlitePeople
from edcamp.journal.port import (
    CampExists,
    CampUnknown,
    Chunk,
    Conflict,
    EpochChanged,
    JournalUnavailable,
    Position,
)
from edcamp.journal.store import Store

# Whichever comes first ends a chunk: enough to make the thread's hop cheap, little enough to hold for every follower.
CHUNK_ENTRIES = 1000
CHUNK_BYTES = 1 << 20

SQLITE_VERSION = sqlite3.sqlite_version


def fresh_epoch() -> str:
    """Eight random hexadecimal digits."""
    return secrets.token_hex(4)


async def open_sqlite(path: Path) -> "Store[SqliteJournal, SqlitePeople]":
    """Open or create the file at `path`, and its folder, as a journal with its people.

    Raises `JournalUnavailable`: `in_use` (another process has it), `not_a_database`, `not_a_journal`, `newer_schema`,
    `damaged`, `read_only`, `cannot_open`, `disk_full`, `disk_error`.
    """
    database = await Database.open(path)
    return Store(SqliteJournal(database), SqlitePeople(database))


class SqliteJournal:
    """See `Journal`. Appends of all camps that arrive during one commit share the next."""

    shared = False

    def __init__(self, database: Database) -> None:
        self._database = database
        self._followers: dict[int, set[asyncio.Event]] = {}
        database.on_close.append(self._wake_all)

    async def create(self, camp: str) -> Position:
        """See `Journal.create`."""
        epoch = fresh_epoch()

        def insert(connection: sqlite3.Connection) -> Position:
            if connection.execute("SELECT 1 FROM camp WHERE name = ?", (camp,)).fetchone():
                raise CampExists(camp)
            connection.execute("INSERT INTO camp (name, epoch) VALUES (?, ?)", (camp, epoch))
            return Position(epoch, 0)

        return await self._database.write(insert)

    async def camps(self) -> list[str]:
        """See `Journal.camps`."""

        def select(connection: sqlite3.Connection) -> list[str]:
            return [name for (name,) in connection.execute("SELECT name FROM camp ORDER BY name")]

        return await self._database.read(select)

    async def position(self, camp: str) -> Position:
        """See `Journal.position`."""
        _, position = await self._database.read(lambda connection: _find(connection, camp))
        return position

    async def append(self, camp: str, after: int, entries: Sequence[bytes], epoch: str | None = None) -> Position:
        """See `Journal.append`."""
        rows = list(entries)

        def insert(connection: sqlite3.Connection) -> tuple[int, Position]:
            key, position = _find(connection, camp, epoch)
            if position.seq != after:
                raise Conflict(camp, after, position.seq)
            connection.executemany(
                "INSERT INTO entry (camp, seq, data) VALUES (?, ?, ?)",
                [(key, seq, entry) for seq, entry in enumerate(rows, after + 1)],
            )
            return key, Position(position.epoch, after + len(rows))

        _, position = await self._database.write(insert, then=lambda stored: self._wake(stored[0]))
        return position

    async def read(self, camp: str, after: int = 0, epoch: str | None = None) -> AsyncGenerator[Chunk, None]:
        """See `Journal.read`."""
        key, last = await self._start(camp, after, epoch)
        while after < last:
            chunk = await self._chunk(key, camp, after, last)
            after = chunk[-1][0]
            yield chunk

    async def follow(self, camp: str, after: int, epoch: str | None = None) -> AsyncGenerator[Chunk, None]:
        """See `Journal.follow`."""
        key, _ = await self._start(camp, after, epoch)
        changed = asyncio.Event()
        followers = self._followers.setdefault(key, set())
        followers.add(changed)
        try:
            while not self._database.closed:
                changed.clear()
                chunk = await self._chunk(key, camp, after, None)
                if chunk:
                    after = chunk[-1][0]
                    yield chunk
                else:
                    await changed.wait()
        finally:
            followers.discard(changed)
            if not followers:
                self._followers.pop(key, None)

    async def keep(self, camp: str, at: Position, form: str, moment: bytes) -> bool:
        """See `Journal.keep`."""

        def replace(connection: sqlite3.Connection) -> bool:
            key, position = _find(connection, camp)
            if position.epoch != at.epoch or position.seq < at.seq:
                return False
            later = "SELECT 1 FROM moment WHERE camp = ? AND form = ? AND seq >= ?"
            if connection.execute(later, (key, form, at.seq)).fetchone() is not None:
                return False
            connection.execute(
                "INSERT OR REPLACE INTO moment (camp, form, seq, data) VALUES (?, ?, ?, ?)", (key, form, at.seq, moment)
            )
            return True

        return await self._database.write(replace)

    async def kept(self, camp: str, form: str) -> tuple[int, bytes] | None:
        """See `Journal.kept`."""

        def select(connection: sqlite3.Connection) -> tuple[int, bytes] | None:
            key, _ = _find(connection, camp)
            query = "SELECT seq, data FROM moment WHERE camp = ? AND form = ?"
            found: tuple[int, bytes] | None = connection.execute(query, (key, form)).fetchone()
            return found

        return await self._database.read(select)

    async def check(self) -> None:
        """See `Journal.check`."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")  # as it is; the page goes to the disk anyway

        await self._database.write(write)

    async def drop_camp(self, camp: str) -> None:
        """See `Journal.drop_camp`."""

        def delete(connection: sqlite3.Connection) -> int:
            key, _ = _find(connection, camp)
            connection.execute("DELETE FROM entry WHERE camp = ?", (key,))
            connection.execute("DELETE FROM moment WHERE camp = ?", (key,))
            connection.execute("DELETE FROM camp WHERE id = ?", (key,))
            return key

        await self._database.write(delete, then=self._wake)

    async def backup(self, path: Path) -> None:
        """Copy journal and people, as they are at one moment, to a file at `path` (mode 0600), replacing what is there.

        Goes on beside appends. In the copy every camp has a fresh epoch: whoever followed the original past the copy's
        end must not take a restored copy for the same past. Raises `JournalUnavailable`; `path` is then untouched.
        """
        self._database.check_open()
        async with self._database.quiet:
            self._database.check_open()
            await asyncio.to_thread(_copy, self._database.path, path)

    async def close(self) -> None:
        """See `Journal.close`. The people in the same file are closed with it."""
        await self._database.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _start(self, camp: str, after: int, epoch: str | None) -> tuple[int, int]:
        key, position = await self._database.read(lambda connection: _find(connection, camp, epoch))
        if not 0 <= after <= position.seq:
            raise Conflict(camp, after, position.seq)
        return key, position.seq

    async def _chunk(self, key: int, camp: str, after: int, last: int | None) -> Chunk:
        return await self._database.read(lambda connection: _read_chunk(connection, key, camp, after, last))

    def _wake(self, key: int) -> None:
        for changed in self._followers.get(key, ()):
            changed.set()

    def _wake_all(self) -> None:
        for key in self._followers:
            self._wake(key)


def _find(connection: sqlite3.Connection, camp: str, expected: str | None = None) -> tuple[int, Position]:
    row = connection.execute(
        "SELECT id, epoch, (SELECT max(seq) FROM entry WHERE entry.camp = id) FROM camp WHERE name = ?", (camp,)
    ).fetchone()
    if row is None:
        raise CampUnknown(camp)
    key, epoch, last = row
    if expected is not None and epoch != expected:
        raise EpochChanged(camp, epoch)
    return key, Position(epoch, last or 0)


def _read_chunk(connection: sqlite3.Connection, key: int, camp: str, after: int, last: int | None) -> Chunk:
    if connection.execute("SELECT 1 FROM camp WHERE id = ?", (key,)).fetchone() is None:
        raise CampUnknown(camp)
    limit = CHUNK_ENTRIES if last is None else min(CHUNK_ENTRIES, last - after)
    chunk: Chunk = []
    size = 0
    for row in connection.execute(
        "SELECT seq, data FROM entry WHERE camp = ? AND seq > ? ORDER BY seq LIMIT ?", (key, after, limit)
    ):
        chunk.append(row)
        size += len(row[1])
        if size >= CHUNK_BYTES:
            break
    return chunk


def _copy(source: Path, target: Path) -> None:
    partial = target.with_name(target.name + ".partial")
    try:
        if target.exists() and target.samefile(source):
            sentence = f"{target} is the data file itself. Name another file for the backup."
            raise JournalUnavailable("cannot_open", sentence, retryable=False)
        partial.unlink(missing_ok=True)
        os.close(os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        try:
            _fill(source, partial)
            os.replace(partial, target)
        finally:
            partial.unlink(missing_ok=True)
        sync_folder(target.parent)
    except sqlite3.Error as error:
        raise unavailable(error, target) from error
    except OSError as error:
        sentence = f"The backup {target} could not be written: {error}."
        raise JournalUnavailable("cannot_open", sentence, retryable=False) from error


def _fill(source: Path, partial: Path) -> None:
    with closing(connect(source)) as original, closing(connect(partial)) as copy:
        original.backup(copy)  # all pages in one step: one moment, and no starting again after each commit
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
        copy.execute("BEGIN")
        camps = copy.execute("SELECT id FROM camp").fetchall()
        copy.executemany("UPDATE camp SET epoch = ? WHERE id = ?", [(fresh_epoch(), key) for (key,) in camps])
        copy.execute("COMMIT")
