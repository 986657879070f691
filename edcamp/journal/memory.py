"""The journal in memory: for tests and rehearsals; nothing outlives the process."""

import asyncio
import secrets
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from edcamp.journal.people import MemoryPeople
from edcamp.journal.port import CampExists, CampUnknown, Chunk, Conflict, EpochChanged, JournalClosed, Position
from edcamp.journal.store import Store

CHUNK_ENTRIES = 1000  # as the durable adapters: a caller that forgets the second chunk should fail in its tests


def open_memory() -> "Store[MemoryJournal, MemoryPeople]":
    """An empty journal with its people."""
    journal = MemoryJournal()
    return Store(journal, MemoryPeople(journal.check_open))


@dataclass(slots=True, eq=False)
class _Camp:
    epoch: str
    entries: list[bytes] = field(default_factory=list)
    followers: set[asyncio.Event] = field(default_factory=set)
    moment: tuple[str, int, bytes] | None = None

    def wake(self) -> None:
        for changed in self.followers:
            changed.set()


class MemoryJournal:
    """See `Journal`. Every call lets others run first, as a real store does, so that races show in tests."""

    shared = False

    def __init__(self) -> None:
        self._camps: dict[str, _Camp] = {}
        self._closed = False

    async def create(self, camp: str) -> Position:
        """See `Journal.create`."""
        await self._turn()
        if camp in self._camps:
            raise CampExists(camp)
        self._camps[camp] = _Camp(secrets.token_hex(4))
        return Position(self._camps[camp].epoch, 0)

    async def camps(self) -> list[str]:
        """See `Journal.camps`."""
        await self._turn()
        return sorted(self._camps)

    async def position(self, camp: str) -> Position:
        """See `Journal.position`."""
        await self._turn()
        found = self._find(camp)
        return Position(found.epoch, len(found.entries))

    async def append(self, camp: str, after: int, entries: Sequence[bytes], epoch: str | None = None) -> Position:
        """See `Journal.append`."""
        rows = list(entries)
        await self._turn()
        found = self._find(camp, epoch)
        if len(found.entries) != after:
            raise Conflict(camp, after, len(found.entries))
        found.entries.extend(rows)
        found.wake()
        return Position(found.epoch, len(found.entries))

    async def read(self, camp: str, after: int = 0, epoch: str | None = None) -> AsyncGenerator[Chunk, None]:
        """See `Journal.read`."""
        found, last = await self._start(camp, after, epoch)
        while after < last:
            chunk = await self._chunk(found, camp, after, last)
            after = chunk[-1][0]
            yield chunk

    async def follow(self, camp: str, after: int, epoch: str | None = None) -> AsyncGenerator[Chunk, None]:
        """See `Journal.follow`."""
        found, _ = await self._start(camp, after, epoch)
        changed = asyncio.Event()
        found.followers.add(changed)
        try:
            while not self._closed:
                changed.clear()
                chunk = await self._chunk(found, camp, after, None)
                if chunk:
                    after = chunk[-1][0]
                    yield chunk
                else:
                    await changed.wait()
        finally:
            found.followers.discard(changed)

    async def keep(self, camp: str, at: Position, form: str, moment: bytes) -> bool:
        """See `Journal.keep`."""
        await self._turn()
        found = self._find(camp)
        if found.epoch != at.epoch or len(found.entries) < at.seq:
            return False
        if found.moment is not None and found.moment[0] == form and found.moment[1] >= at.seq:
            return False
        found.moment = (form, at.seq, moment)
        return True

    async def kept(self, camp: str, form: str) -> tuple[int, bytes] | None:
        """See `Journal.kept`."""
        await self._turn()
        moment = self._find(camp).moment
        return moment[1:] if moment is not None and moment[0] == form else None

    async def check(self) -> None:
        """See `Journal.check`."""
        await self._turn()

    async def drop_camp(self, camp: str) -> None:
        """See `Journal.drop_camp`."""
        await self._turn()
        self._find(camp)
        self._camps.pop(camp).wake()

    async def close(self) -> None:
        """See `Journal.close`. The people opened with it are closed too."""
        self._closed = True
        for camp in self._camps.values():
            camp.wake()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def check_open(self) -> None:
        """Raises `JournalClosed` after `close`."""
        if self._closed:
            raise JournalClosed

    async def _turn(self) -> None:
        self.check_open()
        await asyncio.sleep(0)

    def _find(self, camp: str, epoch: str | None = None) -> _Camp:
        if camp not in self._camps:
            raise CampUnknown(camp)
        found = self._camps[camp]
        if epoch is not None and epoch != found.epoch:
            raise EpochChanged(camp, found.epoch)
        return found

    async def _start(self, camp: str, after: int, epoch: str | None) -> tuple[_Camp, int]:
        await self._turn()
        found = self._find(camp, epoch)
        if not 0 <= after <= len(found.entries):
            raise Conflict(camp, after, len(found.entries))
        return found, len(found.entries)

    async def _chunk(self, found: _Camp, camp: str, after: int, last: int | None) -> Chunk:
        await self._turn()
        if self._camps.get(camp) is not found:
            raise CampUnknown(camp)
        end = after + CHUNK_ENTRIES if last is None else min(after + CHUNK_ENTRIES, last)
        return list(enumerate(found.entries[after:end], after + 1))
