"""Films a camp's day in a process of its own: folding a large one takes seconds, and phones must not wait for that.

``python -m edcamp.live.filming``: frames on the standard input, each its length in four bytes and then so much data; a
`Reel`, then entries as the journal has them, then an empty one. What comes back on the standard output is `Told`.
"""

import gc
import os
import signal
import sys
from collections.abc import Iterator
from typing import BinaryIO

import msgspec
from msgspec import Struct

from edcamp import wire
from edcamp.domain.camp import new_camp
from edcamp.domain.evolve import evolve
from edcamp.domain.ids import CampId
from edcamp.domain.lapse import Filming, Lapse, without_tallies
from edcamp.live.compression import Part, part

GZIP_LEVEL = 6

LENGTH_BYTES = 4

NICER = 10
"""So much more patient than the server it works for: where processors are few, votes go first."""


class Reel(Struct, frozen=True):
    """What is to be filmed. ``entries`` and ``topics``: how many, about; frames are spread by them."""

    camp: CampId
    entries: int
    topics: int


class Told(Struct, frozen=True):
    """``json``: the whole lapse; ``hidden``: as long as tallies are."""

    lapse: Lapse
    json: Part
    hidden: Part


def framed(data: bytes) -> bytes:
    """As it goes to the standard input."""
    return len(data).to_bytes(LENGTH_BYTES, "little") + data


def encode_reel(reel: Reel) -> bytes:
    return msgspec.msgpack.encode(reel)


def decode_told(data: bytes) -> Told:
    """Raises ``msgspec.MsgspecError`` for anything else."""
    return msgspec.msgpack.decode(data, type=Told)


def main(read: BinaryIO, write: BinaryIO) -> None:
    """Raises ``EOFError`` when whoever asked is gone."""
    frames = _frames(read)
    told = _filmed(msgspec.msgpack.decode(next(frames), type=Reel), frames)
    write.write(msgspec.msgpack.encode(told))
    write.flush()


def _filmed(reel: Reel, entries: Iterator[bytes]) -> Told:
    value, at = new_camp(reel.camp), 0
    filming = Filming(reel.entries, reel.topics)
    for data in entries:
        entry = wire.decode_entry(data)
        value, at = evolve(value, entry)[0], entry.at
        filming.see(value, entry)
    lapse = filming.end(value, at)
    hidden = without_tallies(lapse)
    return Told(lapse, part(wire.encode(lapse), GZIP_LEVEL), part(wire.encode(hidden), GZIP_LEVEL))


def _frames(read: BinaryIO) -> Iterator[bytes]:
    """Up to the empty one."""
    while length := int.from_bytes(_exactly(read, LENGTH_BYTES), "little"):
        yield _exactly(read, length)


def _exactly(read: BinaryIO, count: int) -> bytes:
    data = read.read(count)
    if len(data) < count:
        raise EOFError
    return data


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asked decides: Ctrl-C reaches both
    gc.disable()  # nothing in it is cyclic, and it ends soon
    os.nice(NICER)
    try:
        main(sys.stdin.buffer, sys.stdout.buffer)
    except EOFError:
        sys.exit(1)
