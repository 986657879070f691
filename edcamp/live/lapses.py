"""The day as a time-lapse: made from the journal when somebody wants to see it, kept until there is more to tell."""

import asyncio
import contextlib
import time
from weakref import WeakKeyDictionary

from msgspec import Struct

from edcamp import wire
from edcamp.domain.camp import new_camp
from edcamp.domain.evolve import evolve
from edcamp.domain.lapse import Filming, Lapse, without_tallies
from edcamp.domain.refusals import Refused
from edcamp.live.camp import LiveCamp
from edcamp.live.compression import Part, part
from edcamp.live.limits import TokenBucket

SLICE_S, REST_S = 0.004, 0.004
"""Folding goes on for so long at once, and lets everybody else go on for so long then: a vote waits no longer for it
than for a batch of others.
"""

BURST_S, SHARE = 5.0, 0.05
"""Seconds of time for new lapses of one camp, at once and for each second: what is asked for more often is the last."""

GZIP_LEVEL = 6


class Told(Struct, frozen=True):
    """``json``: the whole lapse; ``hidden``: as long as tallies are."""

    lapse: Lapse
    json: Part
    hidden: Part


class _Kept(Struct):
    epoch: str
    told: Told
    took: float
    time: TokenBucket


class Lapses:
    def __init__(self) -> None:
        self._kept: WeakKeyDictionary[LiveCamp, _Kept] = WeakKeyDictionary()
        self._making: WeakKeyDictionary[LiveCamp, asyncio.Task[Told]] = WeakKeyDictionary()

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
            epoch, began = camp.epoch, time.perf_counter()
            lapse = await _filmed(camp)
            told = await asyncio.to_thread(_told, lapse)
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


async def _filmed(camp: LiveCamp) -> Lapse:
    value, at = new_camp(camp.id), 0
    filming = Filming(camp.value.seq, len(camp.value.topics))
    began = time.perf_counter()
    async with contextlib.aclosing(camp.entries()) as entries:
        async for data in entries:
            entry = wire.decode_entry(data)
            value, at = evolve(value, entry)[0], entry.at
            filming.see(value, entry)
            if time.perf_counter() - began > SLICE_S:
                await asyncio.sleep(REST_S)
                began = time.perf_counter()
    if value.seq == 0:
        raise Refused("unavailable")
    return await asyncio.to_thread(filming.end, value, at)


def _told(lapse: Lapse) -> Told:
    hidden = without_tallies(lapse)
    return Told(lapse, part(wire.encode(lapse), GZIP_LEVEL), part(wire.encode(hidden), GZIP_LEVEL))
