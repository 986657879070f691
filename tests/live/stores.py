"""Real journals, and one around them that fails when a test says so."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from edcamp.journal.memory import open_memory
from edcamp.journal.people import People
from edcamp.journal.port import Chunk, Conflict, Journal, JournalUnavailable, Position
from edcamp.journal.redis import open_redis
from edcamp.journal.sqlite import open_sqlite
from edcamp.journal.store import Store
from tests.redis_server import shared_server

AnyStore = Store[Journal, People]


async def memory(folder: Path) -> AnyStore:
    return open_memory()


async def sqlite(folder: Path) -> AnyStore:
    return await open_sqlite(folder / "camps.db")


async def redis(folder: Path) -> AnyStore:
    return await open_redis(shared_server(), str(folder))


Open = Callable[[Path], Awaitable[AnyStore]]

OPENERS = [
    pytest.param(memory, id="memory"),
    pytest.param(sqlite, id="sqlite"),
    pytest.param(redis, id="redis", marks=pytest.mark.redis),
]


def unavailable(code: str = "disk_full") -> JournalUnavailable:
    return JournalUnavailable(code, "The disk is full.", retryable=True)


class FaultyJournal:
    """A journal: `appended` is how many entries each append brought; the rest makes it slow or fail."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self.shared = journal.shared
        self.appended: list[int] = []
        self.append_fails: JournalUnavailable | None = None
        """Raised instead of appending; after it, when the code says that nobody knows."""
        self.read_fails: JournalUnavailable | None = None
        self.keep_fails: JournalUnavailable | None = None
        self.go = asyncio.Event()
        """While cleared, appends wait."""
        self.go.set()

    async def create(self, camp: str) -> Position:
        return await self._journal.create(camp)

    async def camps(self) -> list[str]:
        return await self._journal.camps()

    async def position(self, camp: str) -> Position:
        if self.read_fails is not None:
            raise self.read_fails
        return await self._journal.position(camp)

    async def append(self, camp: str, after: int, entries: Sequence[bytes], epoch: str | None = None) -> Position:
        await self.go.wait()
        failure = self.append_fails
        if failure is not None and failure.code != "outcome_unknown":
            raise failure
        try:
            position = await self._journal.append(camp, after, entries, epoch)
        except Conflict as conflict:
            if self.read_fails is None:
                raise
            raise Conflict(camp, after, conflict.actual) from conflict
        if entries:
            self.appended.append(len(entries))
        if failure is not None:
            raise failure
        return position

    async def read(self, camp: str, after: int = 0, epoch: str | None = None) -> AsyncGenerator[Chunk, None]:
        if self.read_fails is not None:
            raise self.read_fails
        async for chunk in self._journal.read(camp, after, epoch):
            yield chunk

    async def follow(self, camp: str, after: int, epoch: str | None = None) -> AsyncGenerator[Chunk, None]:
        async with contextlib.aclosing(self._journal.follow(camp, after, epoch)) as chunks:
            async for chunk in chunks:
                if self.read_fails is not None:
                    raise self.read_fails
                yield chunk

    async def keep(self, camp: str, at: Position, form: str, moment: bytes) -> bool:
        if self.keep_fails is not None:
            raise self.keep_fails
        return await self._journal.keep(camp, at, form, moment)

    async def kept(self, camp: str, form: str) -> tuple[int, bytes] | None:
        if self.read_fails is not None:
            raise self.read_fails
        return await self._journal.kept(camp, form)

    async def drop_camp(self, camp: str) -> None:
        await self._journal.drop_camp(camp)

    async def close(self) -> None:
        await self._journal.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
