"""Jobs in a stream for each kind, shared out by a consumer group, which remembers what was taken and not yet done."""

import asyncio
import secrets
from collections.abc import AsyncGenerator
from typing import Any, TypeAlias

from edcamp.journal.commons import JobLost
from edcamp.journal.port import JournalClosed, JournalUnavailable
from edcamp.journal.redis.server import Script, Server, telling

GROUP = "workers"

LOST_AFTER_MS = 10_000
"""A job of which nobody has said for so long that it is being worked on goes to another worker."""

WORKED_ON_MS = 30_000
"""For so long after its last sign of life a job keeps others of its kind out of the camp."""

WAITS_MS = 600_000
"""For so long a job may wait for a worker that is busy with other camps."""

LISTEN_MS = 1_000
"""Between two looks for jobs of workers that died."""

SEEN_MS = 10_000
"""A worker that has not asked for jobs for so long is no worker any more."""

AGAIN_AFTER_S = 0.5

TURN_AFTER_S = 0.05
"""Between two looks whether the job before is done."""

ANSWERED_MS = 5_000
"""For so long an answer lies there for who waits for it; nobody may wait any more."""

_STATE = """
-- KEYS[1]: the camp's job of a kind: a hash of `id`, and `taken` and `stop` once it is. ARGV[1]: the id.
"""

OFFER = Script(
    _STATE
    + """
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('HSET', KEYS[1], 'id', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
"""
)

STOP = Script(
    _STATE
    + """
if redis.call('EXISTS', KEYS[1]) == 0 then return -1 end
if redis.call('HEXISTS', KEYS[1], 'taken') == 0 then
  redis.call('DEL', KEYS[1])
  return 0
end
redis.call('HSET', KEYS[1], 'stop', 1)
return 1
"""
)
"""1 when its worker will hear of it, 0 when it had none and is gone, -1 when there is none."""

HOLD = Script(
    _STATE
    + """
if redis.call('HGET', KEYS[1], 'id') ~= ARGV[1] then return -1 end
redis.call('HSET', KEYS[1], 'taken', 1)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return redis.call('HEXISTS', KEYS[1], 'stop')
"""
)
"""1 when it should stop, 0 when not; -1 when the camp has another one, or none, and this one is not wanted any more."""

KEEP = Script(
    """
-- KEYS[1]: the stream. ARGV: 1 the group, 2 the worker, 3 the job's entry.
local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[3], ARGV[3], 1)
if not pending[1] or pending[1][2] ~= ARGV[2] then return 0 end
redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[3], 'JUSTID')
return 1
"""
)
"""1 when the job is still this worker's."""

RELEASE = Script(
    _STATE
    + """
if redis.call('HGET', KEYS[1], 'id') == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
"""
)

ANSWER = Script(
    """
-- KEYS[1]: a list. ARGV: 1 the answer, 2 ms.
redis.call('RPUSH', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
"""
)

WORKERS = Script(
    """
-- KEYS[1]: workers by when they were last seen. ARGV: 1 ms, 2 the worker that is here, or ''.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[1])
if ARGV[2] ~= '' then redis.call('ZADD', KEYS[1], now, ARGV[2]) end
return redis.call('ZCARD', KEYS[1])
"""
)


GROUP_THERE = Script(
    """
-- KEYS[1]: the stream. ARGV[1]: the group.
redis.pcall('XGROUP', 'CREATE', KEYS[1], ARGV[1], '0', 'MKSTREAM')
return 1
"""
)

CLAIM = Script(
    """
-- KEYS[1]: the stream. ARGV: 1 the group, 2 the worker, 3 ms.
local entry = redis.call('XAUTOCLAIM', KEYS[1], ARGV[1], ARGV[2], ARGV[3], '0-0', 'COUNT', 1)[2][1]
if not entry then return {} end
local pending = redis.call('XPENDING', KEYS[1], ARGV[1], entry[1], entry[1], 1)
return {entry[1], entry[2], pending[1][4]}
"""
)
"""A job of a worker that died: its entry, its fields, and how often it was given to anybody."""

_Found: TypeAlias = tuple[str, dict[bytes, bytes], int]


class RedisJob:
    """See `Job`."""

    def __init__(self, jobs: "RedisJobs", kind: str, entry: str, fields: dict[bytes, bytes], attempts: int) -> None:
        self.id = fields[b"id"].decode()
        self.camp = fields[b"camp"].decode()
        self.body = fields[b"body"]
        self.attempts = attempts
        self._jobs = jobs
        self._kind = kind
        self._entry = entry

    async def keep(self) -> bool:
        """See `Job.keep`."""
        if not await self._jobs.keep(self._kind, self._entry):
            raise JobLost(self.id)
        held = await self._jobs.hold(self._kind, self.camp, self.id)
        if held is None:
            raise JobLost(self.id)
        return held

    async def answer(self, answer: bytes) -> None:
        """See `Job.answer`."""
        await self._jobs.answer(self.camp, self.id, answer)

    async def done(self) -> None:
        """See `Job.done`."""
        await self._jobs.finish(self._kind, self._entry, self.camp, self.id)


class RedisJobs:
    """See `Jobs`. `worker` names this process among those that work."""

    def __init__(self, server: Server) -> None:
        self.worker = secrets.token_hex(4)
        self._server = server

    # --- who asks

    async def workers(self, kind: str) -> int:
        """See `Jobs.workers`."""
        self._server.check_open()
        return int(await self._server.run(WORKERS, [self._workers(kind)], SEEN_MS, ""))

    async def offer(self, kind: str, camp: str, body: bytes) -> bool:
        """See `Jobs.offer`."""
        return await self._offer(kind, camp, body, secrets.token_hex(8))

    async def ask(self, kind: str, camp: str, body: bytes, within_s: float) -> bytes | None:
        """See `Jobs.ask`."""
        loop = asyncio.get_running_loop()
        ident, deadline = secrets.token_hex(8), loop.time() + within_s
        while not await self._offer(kind, camp, body, ident):
            if loop.time() >= deadline:
                return None
            await self._server.pause(TURN_AFTER_S)
        try:
            return await self._answer_to(camp, ident, max(TURN_AFTER_S, deadline - loop.time()))
        finally:
            await self._release(kind, camp, ident)  # who died over it, or has not begun, keeps nobody waiting

    async def _answer_to(self, camp: str, ident: str, within_s: float) -> bytes | None:
        key = self._answer(camp, ident)
        connection = self._server.own_connection(key, within_s)

        async def wait() -> Any:
            with telling(self._server.where):
                return await connection.execute_command("BLPOP", key, within_s)

        try:
            found = await self._server.unless_closing(wait())
        finally:
            await connection.aclose()
        self._server.check_open()
        return None if found is None else found[1]

    async def _offer(self, kind: str, camp: str, body: bytes, ident: str) -> bool:
        self._server.check_open()
        if not await self._server.run(OFFER, [self._state(kind, camp)], ident, WAITS_MS):
            return False
        try:
            await self._server.command("XADD", self._stream(kind), "*", "id", ident, "camp", camp, "body", body)
        except JournalUnavailable:
            await self._release(kind, camp, ident)
            raise
        return True

    async def stop(self, kind: str, camp: str) -> bool | None:
        """See `Jobs.stop`."""
        self._server.check_open()
        found = await self._server.run(STOP, [self._state(kind, camp)], "")
        return None if found < 0 else bool(found)

    # --- who works

    async def announce(self, kind: str) -> None:
        """See `Jobs.announce`."""
        self._server.check_open()
        await self._server.run(WORKERS, [self._workers(kind)], SEEN_MS, self.worker)

    async def take(self, kind: str) -> AsyncGenerator[RedisJob, None]:
        """See `Jobs.take`."""
        while not self._server.closed:
            connection = self._server.own_connection(self._stream(kind), LISTEN_MS / 1000)
            try:
                while True:
                    job = await self._next(kind, connection)
                    if job is not None:
                        yield job
            except JournalClosed:
                return
            except JournalUnavailable:
                await self._server.pause(AGAIN_AFTER_S)
            finally:
                await connection.aclose()

    async def keep(self, kind: str, entry: str) -> bool:
        """Whether the job is still this worker's; it is for some seconds more."""
        await self.announce(kind)
        return bool(await self._server.run(KEEP, [self._stream(kind)], GROUP, self.worker, entry))

    async def hold(self, kind: str, camp: str, ident: str) -> bool | None:
        """Whether the job is to stop; None when nobody wants it any more."""
        held = await self._server.run(HOLD, [self._state(kind, camp)], ident, WORKED_ON_MS)
        return None if held < 0 else bool(held)

    async def answer(self, camp: str, ident: str, answer: bytes) -> None:
        """Leaves it for whoever asked, and for a few seconds only."""
        self._server.check_open()
        await self._server.run(ANSWER, [self._answer(camp, ident)], answer, ANSWERED_MS)

    async def finish(self, kind: str, entry: str, camp: str, ident: str) -> None:
        """Forgets the job."""
        self._server.check_open()
        await self._server.command("XACK", self._stream(kind), GROUP, entry)
        await self._server.command("XDEL", self._stream(kind), entry)
        await self._release(kind, camp, ident)

    async def _next(self, kind: str, connection: Any) -> RedisJob | None:
        """A job that is wanted; None when there was none for a while."""
        self._server.check_open()
        # Each time: a Redis that lost its tail may have lost the group with it.
        await self._server.run(GROUP_THERE, [self._stream(kind)], GROUP)
        await self.announce(kind)
        found = await self._of_the_dead(kind) or await self._new(kind, connection)
        if found is None:
            return None
        entry, fields, attempts = found
        job = RedisJob(self, kind, entry, fields, attempts)
        if await self.hold(kind, job.camp, job.id) is None:
            await job.done()
            return None
        return job

    async def _of_the_dead(self, kind: str) -> _Found | None:
        found = await self._server.run(CLAIM, [self._stream(kind)], GROUP, self.worker, LOST_AFTER_MS)
        if not found:
            return None
        entry, fields, attempts = found
        return entry.decode(), dict(zip(fields[::2], fields[1::2], strict=True)), attempts

    async def _new(self, kind: str, connection: Any) -> _Found | None:
        async def wait() -> Any:
            with telling(self._server.where):
                return await connection.execute_command(
                    *("XREADGROUP", "GROUP", GROUP, self.worker, "COUNT", 1, "BLOCK", LISTEN_MS),
                    *("STREAMS", self._stream(kind), ">"),
                )

        found = await self._server.unless_closing(wait())
        self._server.check_open()
        if not found:
            return None
        [[_, [(entry, fields)]]] = found
        return entry.decode(), fields, 1

    async def _release(self, kind: str, camp: str, ident: str) -> None:
        await self._server.run(RELEASE, [self._state(kind, camp)], ident)

    def _stream(self, kind: str) -> str:
        return self._server.key("jobs", kind)

    def _workers(self, kind: str) -> str:
        return self._server.key("workers", kind)

    def _answer(self, camp: str, ident: str) -> str:
        return self._server.camp_key(camp, "answer", ident)

    def _state(self, kind: str, camp: str) -> str:
        return self._server.camp_key(camp, "job", kind)
