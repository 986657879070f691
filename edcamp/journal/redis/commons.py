"""What processes tell one another besides the journal, and may lose: who is here, how fast somebody asks, notes."""

import asyncio
import secrets
from collections import defaultdict
from collections.abc import AsyncGenerator, Collection, Sequence
from typing import Any

from edcamp.journal.commons import Bucket
from edcamp.journal.port import JournalClosed, JournalUnavailable
from edcamp.journal.redis.server import Script, Server, telling

HERE_MS = 10_000
"""A process that has not said for so long who is with it is gone, and they with it."""

NOTES_KEPT = 500
"""More than are told in the time in which anybody could have missed one."""

NOTES_WAIT_MS = 4_000

AGAIN_AFTER_S = 0.5

HERE = Script(
    """
-- KEYS: 1 processes by when they are gone, 2 who is with this one. ARGV: 1 the process, 2 ms, 3 how many it has,
-- 4 how many entered; then who entered, then who left.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local entered = tonumber(ARGV[4])
for i = 5, #ARGV do
  redis.call(i - 4 <= entered and 'SADD' or 'SREM', KEYS[2], ARGV[i])
end
if redis.call('SCARD', KEYS[2]) ~= tonumber(ARGV[3]) then return -1 end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
local processes = redis.call('ZRANGE', KEYS[1], 0, -1)
if #processes == 1 then return redis.call('SCARD', KEYS[2]) end
local all = {}
for i, process in ipairs(processes) do all[i] = KEYS[1] .. ':' .. process end
local count = redis.call('SUNIONSTORE', KEYS[1] .. ':all', unpack(all))
redis.call('DEL', KEYS[1] .. ':all')
return count
"""
)
"""How many are here in all processes; -1 when this one's set is not what the process believes: it must be told anew."""

TAKE = Script(
    """
-- KEYS: buckets. ARGV: burst and rate of each; then for each taker: how many tokens, from how many buckets, which.
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local bursts, rates, levels = {}, {}, {}
for i, key in ipairs(KEYS) do
  bursts[i], rates[i] = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local kept = redis.call('HMGET', key, 'tokens', 'at')
  levels[i] = bursts[i]
  if kept[1] then levels[i] = math.min(bursts[i], kept[1] + math.max(0, now - kept[2]) * rates[i]) end
end
local waits = {}
local at = 2 * #KEYS + 1
while ARGV[at] do
  local wanted, first, last = tonumber(ARGV[at]), at + 2, at + 1 + ARGV[at + 1]
  local wait = 0
  for j = first, last do
    local i = tonumber(ARGV[j])
    wait = math.max(wait, (math.min(wanted, bursts[i]) - levels[i]) / rates[i])
  end
  if wait == 0 then
    for j = first, last do
      local i = tonumber(ARGV[j])
      levels[i] = levels[i] - wanted
    end
  end
  waits[#waits + 1] = string.format('%.6f', wait)
  at = last + 1
end
for i, key in ipairs(KEYS) do
  if levels[i] < bursts[i] then
    redis.call('HSET', key, 'tokens', string.format('%.6f', levels[i]), 'at', string.format('%.6f', now))
    redis.call('PEXPIRE', key, math.ceil((bursts[i] - levels[i]) / rates[i] * 1000) + 1)
  end
end
return waits
"""
)
"""For each taker, the seconds to wait; 0 when the tokens were taken."""


class RedisCommons:
    """See `Commons`."""

    def __init__(self, server: Server) -> None:
        self.process = secrets.token_hex(4)
        self._server = server
        self._taking: dict[str, _Takers] = {}
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def secret(self, own: bytes) -> bytes:
        """See `Commons.secret`."""
        self._server.check_open()
        key = self._server.key("secret")
        await self._server.command("SET", key, own, "NX")
        kept: bytes = await self._server.command("GET", key)
        return kept

    # --- who is here

    async def here(self, camp: str, entered: Collection[str], left: Collection[str], count: int) -> int | None:
        """See `Commons.here`."""
        self._server.check_open()
        processes = self._server.camp_key(camp, "here")
        own = f"{processes}:{self.process}"
        found = await self._server.run(
            HERE, (processes, own), self.process, HERE_MS, count, len(entered), *entered, *left
        )
        if found >= 0:
            return int(found)
        await self._server.command("DEL", own)
        return None

    async def nobody_here(self, camp: str) -> None:
        """See `Commons.nobody_here`."""
        self._server.check_open()
        processes = self._server.camp_key(camp, "here")
        await self._server.command("ZREM", processes, self.process)
        await self._server.command("DEL", f"{processes}:{self.process}")

    # --- how fast

    async def take(self, camp: str, buckets: Sequence[Bucket], tokens: int) -> float:
        """See `Commons.take`."""
        self._server.check_open()
        takers = self._taking.get(camp)
        if takers is None:
            takers = self._taking[camp] = _Takers()
            takers.answer = asyncio.ensure_future(self._take_all(camp, takers))
        place = takers.add(buckets, tokens)
        assert takers.answer is not None  # noqa: S101 - made above
        return (await asyncio.shield(takers.answer))[place]

    async def _take_all(self, camp: str, takers: "_Takers") -> Sequence[float]:
        async with self._turns[camp]:
            del self._taking[camp]  # whoever comes now is in the next one
            keys = [self._server.camp_key(camp, "rate", name) for name in takers.buckets]
            sizes = [str(size) for _, bucket in takers.buckets.values() for size in (bucket.burst, bucket.rate)]
            return [float(wait) for wait in await self._server.run(TAKE, keys, *sizes, *takers.wanted)]

    # --- notes

    async def tell(self, note: bytes) -> None:
        """See `Commons.tell`."""
        self._server.check_open()
        await self._server.command("XADD", self._notes, "MAXLEN", "~", NOTES_KEPT, "*", "n", note)

    async def hear(self) -> AsyncGenerator[bytes, None]:
        """See `Commons.hear`."""
        after = "$"
        while not self._server.closed:
            try:
                connection = self._server.own_connection(self._notes, NOTES_WAIT_MS / 1000)
                try:
                    if after == "$":
                        after = await self._last_note(connection)
                    while True:
                        for entry_id, fields in await self._next_notes(connection, after):
                            after = entry_id.decode()
                            yield fields[b"n"]
                        self._server.check_open()
                finally:
                    await connection.aclose()
            except JournalClosed:
                return
            except JournalUnavailable:
                await self._server.pause(AGAIN_AFTER_S)

    @property
    def _notes(self) -> str:
        return self._server.key("notes")

    async def _last_note(self, connection: Any) -> str:
        with telling(self._server.where):
            last = await connection.execute_command("XREVRANGE", self._notes, "+", "-", "COUNT", 1)
        return last[0][0].decode() if last else "0-0"

    async def _next_notes(self, connection: Any, after: str) -> list[Any]:
        async def wait() -> list[Any]:
            with telling(self._server.where):
                answer = await connection.execute_command(
                    "XREAD", "BLOCK", NOTES_WAIT_MS, "STREAMS", self._notes, after
                )
            return answer[0][1] if answer else []

        return await self._server.unless_closing(wait()) or []


class _Takers:
    """Who waits for one call of ``TAKE``."""

    def __init__(self) -> None:
        self.buckets: dict[str, tuple[int, Bucket]] = {}
        """By name, with their places among the keys."""
        self.wanted: list[int] = []
        self.answer: asyncio.Future[Sequence[float]] | None = None
        self._count = 0

    def add(self, buckets: Sequence[Bucket], tokens: int) -> int:
        """Which of the answers is for this one."""
        places = [self.buckets.setdefault(bucket.name, (len(self.buckets) + 1, bucket))[0] for bucket in buckets]
        self.wanted += [tokens, len(places), *places]
        self._count += 1
        return self._count - 1
