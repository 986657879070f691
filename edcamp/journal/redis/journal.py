"""Every camp's entries in a stream of its own. See `scripts` for how they are laid out."""

import asyncio
import secrets
from collections import defaultdict
from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from types import TracebackType
from typing import Any, Self, TypeAlias

import msgspec

from edcamp.journal.port import CampExists, CampUnknown, Chunk, Conflict, EpochChanged, JournalClosed, Position
from edcamp.journal.redis import scripts
from edcamp.journal.redis.server import Server, fresh_epoch, telling

# Whichever comes first ends a chunk, as in the other adapters.
CHUNK_ENTRIES = 1000
CHUNK_BYTES = 1 << 20

BATCHES_FIRST = 32
"""Asked for at first: a batch may be a vote of 150 bytes or five hundred of them. Then as many as make a chunk."""
BATCHES_MOST = 4096

WAIT_MS = 4_000
"""A follower that hears nothing looks so often whether the camp is still the one that it follows."""

Batch: TypeAlias = tuple[int, str, list[bytes]]
"""The seq of the last entry, the epoch it was appended in, the entries."""

CHECK_KEPT_MS = 60_000

_packed = msgspec.msgpack.Encoder()
_unpacked = msgspec.msgpack.Decoder(list[bytes])


class RedisJournal:
    """See `Journal`. Many processes may use it at once; appends to one camp go one after the other in each of them."""

    shared = True

    def __init__(self, server: Server) -> None:
        self._server = server
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def create(self, camp: str) -> Position:
        """See `Journal.create`."""
        self._server.check_open()
        epoch = fresh_epoch()

        async def work() -> Position:
            # The index first: a name in it without a camp is passed over, a camp that is not in it would be lost.
            await self._server.command("SADD", self._index, camp)
            if not await self._server.run(
                scripts.CREATE, [*self._keys(camp), self._moment(camp)], epoch, secrets.token_hex(8)
            ):
                raise CampExists(camp)
            return Position(epoch, 0)

        return await self._server.finish(work())

    async def camps(self) -> list[str]:
        """See `Journal.camps`."""
        self._server.check_open()
        names = sorted(name.decode() for name in await self._server.command("SMEMBERS", self._index))
        there = await asyncio.gather(
            *(self._server.command("EXISTS", self._server.camp_key(name, "camp")) for name in names)
        )
        return [name for name, exists in zip(names, there, strict=True) if exists]

    async def position(self, camp: str) -> Position:
        """See `Journal.position`."""
        _, position = await self._find(camp)
        return position

    async def append(self, camp: str, after: int, entries: Sequence[bytes], epoch: str | None = None) -> Position:
        """See `Journal.append`."""
        self._server.check_open()
        rows = list(entries)

        async def work() -> Position:
            async with self._turns[camp]:
                given = (fresh_epoch(), epoch or "", after, len(rows), _packed.encode(rows), BATCHES_FIRST)
                state, *found = await self._server.run(scripts.APPEND, self._keys(camp), *given)
            match state:
                case b"unknown":
                    raise CampUnknown(camp)
                case b"epoch":
                    raise EpochChanged(camp, found[0].decode())
                case b"conflict":
                    missed = _rows([_batch(*row) for row in found[2]], after) if found[2] else []
                    raise Conflict(camp, after, found[1], missed)
            return Position(found[0].decode(), found[1])

        return await self._server.finish(work())

    async def read(self, camp: str, after: int = 0, epoch: str | None = None) -> AsyncGenerator[Chunk, None]:
        """See `Journal.read`."""
        birth, position = await self._start(camp, after, epoch)
        async for chunk in self._read(camp, birth, position, after):
            yield chunk

    async def follow(self, camp: str, after: int, epoch: str | None = None) -> AsyncGenerator[Chunk, None]:
        """See `Journal.follow`."""
        birth, position = await self._start(camp, after, epoch)
        try:
            async for chunk in self._read(camp, birth, position, after):
                yield chunk
            async for chunk in self._listen(camp, birth, position):
                yield chunk
        except JournalClosed:
            return

    async def _listen(self, camp: str, birth: str, position: Position) -> AsyncGenerator[Chunk, None]:
        """What comes behind `position`.

        A server that was replaced by another cuts this connection; and whatever is appended from then on says in which
        epoch it was: so nothing is taken for a continuation that is none.
        """
        last = position.seq
        connection = self._server.own_connection(self._keys(camp)[1], WAIT_MS / 1000)
        try:
            while True:
                batches = await self._wait(connection, camp, last)
                self._server.check_open()
                if not all(appended_in == position.epoch for _, appended_in, _ in batches):
                    await self._check(camp, birth, position.epoch)
                    raise EpochChanged(camp, batches[-1][1])
                if not batches:
                    await self._check(camp, birth, position.epoch)
                    continue
                first, last = last, batches[-1][0]
                for chunk in _chunks(_rows(batches, first)):
                    yield chunk
        finally:
            await connection.aclose()

    async def keep(self, camp: str, at: Position, form: str, moment: bytes) -> bool:
        """See `Journal.keep`."""
        self._server.check_open()
        keys = self._keys(camp)[0], self._moment(camp)
        kept = await self._server.finish(
            self._server.run(scripts.KEEP, keys, fresh_epoch(), at.epoch, at.seq, form, moment)
        )
        if kept < 0:
            raise CampUnknown(camp)
        return bool(kept)

    async def kept(self, camp: str, form: str) -> tuple[int, bytes] | None:
        """See `Journal.kept`."""
        self._server.check_open()
        state, *found = await self._server.run(scripts.KEPT, (self._keys(camp)[0], self._moment(camp)), form)
        if state == b"unknown":
            raise CampUnknown(camp)
        return (int(found[0]), found[1]) if state == b"ok" else None

    async def check(self) -> None:
        """See `Journal.check`. Of a cluster one node is asked: the camps on the others are not this process' matter."""
        self._server.check_open()
        await self._server.command("SET", self._server.key("check"), "1", "PX", CHECK_KEPT_MS)

    async def drop_camp(self, camp: str) -> None:
        """See `Journal.drop_camp`."""
        self._server.check_open()

        async def work() -> None:
            dropped = await self._server.run(scripts.DROP, [*self._keys(camp), self._moment(camp)])
            await self._server.command("SREM", self._index, camp)
            if not dropped:
                raise CampUnknown(camp)

        await self._server.finish(work())

    async def close(self) -> None:
        """See `Journal.close`. The people in the same Redis are closed with it."""
        await self._server.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def _index(self) -> str:
        return self._server.key("camps")

    def _keys(self, camp: str) -> tuple[str, str]:
        return self._server.camp_key(camp, "camp"), self._server.camp_key(camp, "journal")

    def _moment(self, camp: str) -> str:
        return self._server.camp_key(camp, "moment")

    async def _find(self, camp: str) -> tuple[str, Position]:
        """The camp's birth, and where its journal ends."""
        self._server.check_open()
        found = await self._server.run(scripts.POSITION, self._keys(camp)[:1], fresh_epoch())
        if not found:
            raise CampUnknown(camp)
        birth, epoch, seq = found
        return birth.decode(), Position(epoch.decode(), seq)

    async def _start(self, camp: str, after: int, epoch: str | None) -> tuple[str, Position]:
        birth, position = await self._find(camp)
        if epoch is not None and epoch != position.epoch:
            raise EpochChanged(camp, position.epoch)
        if not 0 <= after <= position.seq:
            raise Conflict(camp, after, position.seq)
        return birth, position

    async def _check(self, camp: str, birth: str, epoch: str) -> None:
        """Raises unless the camp is still the one with this birth, in this epoch."""
        now, position = await self._find(camp)
        if now != birth:
            raise CampUnknown(camp)
        if position.epoch != epoch:
            raise EpochChanged(camp, position.epoch)

    async def _read(self, camp: str, birth: str, position: Position, after: int) -> AsyncGenerator[Chunk, None]:
        """What is behind `after` up to `position`, as long as the camp has the same birth and epoch."""
        count = BATCHES_FIRST
        while after < position.seq:
            self._server.check_open()
            state, *found = await self._server.run(
                scripts.READ, self._keys(camp), fresh_epoch(), birth, position.epoch, after + 1, position.seq, count
            )
            if state == b"unknown":
                raise CampUnknown(camp)
            if state == b"epoch":
                raise EpochChanged(camp, found[0].decode())
            batches = [_batch(*row) for row in found[0]]
            rows = _rows(batches, after)
            size = sum(len(row) for _, row in rows)
            count = min(BATCHES_MOST, max(1, count * CHUNK_BYTES // max(size, CHUNK_BYTES // 4)))
            after = rows[-1][0]
            for chunk in _chunks(rows):
                yield chunk

    async def _wait(self, connection: Any, camp: str, after: int) -> list[Batch]:
        """The batches behind `after`, as soon as there are any; none after a while, and when the journal is closed."""

        async def wait() -> list[Any]:
            with telling(self._server.where):
                answer = await connection.execute_command(
                    "XREAD", "COUNT", BATCHES_FIRST, "BLOCK", WAIT_MS, "STREAMS", self._keys(camp)[1], f"{after}-0"
                )
            return answer[0][1] if answer else []

        return [_batch(*row) for row in await self._server.unless_closing(wait()) or []]


def _batch(entry_id: bytes, fields: Sequence[bytes] | dict[bytes, bytes]) -> Batch:
    """From what a script or XREAD answers."""
    named = fields if isinstance(fields, dict) else dict(zip(fields[::2], fields[1::2], strict=True))
    return int(entry_id.partition(b"-")[0]), named[b"e"].decode(), _unpacked.decode(named[b"b"])


def _rows(batches: Iterable[Batch], after: int) -> Chunk:
    """The entries behind `after`, which may be in the middle of the first batch."""
    rows: Chunk = []
    for last, _, entries in batches:
        rows += enumerate(entries, last - len(entries) + 1)
    return rows[after + 1 - rows[0][0] :]


def _chunks(rows: Chunk) -> Iterator[Chunk]:
    chunk: Chunk = []
    size = 0
    for row in rows:
        chunk.append(row)
        size += len(row[1])
        if len(chunk) == CHUNK_ENTRIES or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
