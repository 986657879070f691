"""The day as a time-lapse: made from the journal when somebody wants to see it, kept until there is more to tell."""

import asyncio
import contextlib
import sys
import time
from asyncio.subprocess import PIPE, Process
from weakref import WeakKeyDictionary

import msgspec
from msgspec import Struct

from edcamp.domain.refusals import Refused
from edcamp.live.camp import LiveCamp
from edcamp.live.filming import Reel, Told, decode_told, encode_reel, framed
from edcamp.live.limits import TokenBucket
from edcamp.logs import Log

log = Log(__name__)

BURST_S, SHARE = 5.0, 0.05
"""Seconds of time for new lapses of one camp, at once and for each second: what is asked for more often is the last."""

AT_ONCE = 2
"""Lapses made at the same time: each has a process of its own, and the memory of a camp in it."""

HANDED_BYTES = 1 << 14
"""Of the journal, at once: a millisecond. In between everybody else goes on."""


class _Kept(Struct):
    epoch: str
    told: Told
    took: float
    time: TokenBucket


class Lapses:
    def __init__(self) -> None:
        self._kept: WeakKeyDictionary[LiveCamp, _Kept] = WeakKeyDictionary()
        self._making: WeakKeyDictionary[LiveCamp, asyncio.Task[Told]] = WeakKeyDictionary()
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def of(self, camp: LiveCamp) -> Told:
        """The camp's day as far as it has come, or not long ago. It is made once, however many ask, and goes on being
        made when whoever asked has gone. Raises ``Refused``: ``unavailable``, ``shutting-down``.
        """
        making, kept = self._making.get(camp), self._kept.get(camp)
        if making is None:
            if kept is not None and kept.epoch == camp.epoch and _will_do(kept, camp):
                return kept.told
            making = asyncio.create_task(self._make(camp), name=f"lapse of camp {camp.id}")
            self._making[camp] = making
        return await asyncio.shield(making)

    async def _make(self, camp: LiveCamp) -> Told:
        release = camp.hold()
        try:
            async with self._turn:
                epoch, began = camp.epoch, time.perf_counter()
                told = await _filmed(camp)
            took = time.perf_counter() - began
            kept = self._kept.get(camp)
            bucket = kept.time if kept is not None else TokenBucket(BURST_S, SHARE)
            bucket.take(took)
            self._kept[camp] = _Kept(epoch, told, took, bucket)
            return told
        finally:
            del self._making[camp]
            release()


def _will_do(kept: _Kept, camp: LiveCamp) -> bool:
    return kept.told.lapse.seq == camp.value.seq or kept.time.wait(kept.took) > 0


async def _filmed(camp: LiveCamp) -> Told:
    """Has it made by a process that is there for this alone."""
    try:
        program = (sys.executable, "-m", "edcamp.live.filming")
        process = await asyncio.create_subprocess_exec(*program, stdin=PIPE, stdout=PIPE)
    except OSError as error:
        log.error("a day cannot be filmed", camp=camp.id, reason=str(error))
        raise Refused("unavailable") from error
    come = process.stdout
    assert come is not None  # noqa: S101 - for the type checker: it was asked for
    try:
        await _hand_over(camp, process)
        return decode_told(await come.read())
    except (OSError, msgspec.MsgspecError) as error:
        log.error("a day could not be filmed", camp=camp.id, status=await process.wait())
        raise Refused("unavailable") from error
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _hand_over(camp: LiveCamp, process: Process) -> None:
    to = process.stdin
    assert to is not None  # noqa: S101 - as above
    reel = Reel(camp.id, camp.value.seq, len(camp.value.topics))
    held, size = [framed(encode_reel(reel))], 0
    async with contextlib.aclosing(camp.entries()) as entries:
        async for data in entries:
            held.append(framed(data))
            size += len(data)
            if size >= HANDED_BYTES:
                to.write(b"".join(held))
                held, size = [], 0
                await to.drain()
                await asyncio.sleep(0)  # nobody need have been waited for: neither the journal nor the pipe
    to.write(b"".join((*held, framed(b""))))
    await to.drain()
