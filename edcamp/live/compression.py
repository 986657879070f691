"""Gzip made of parts: what many answers share is compressed once, and not again with each of them."""

import struct
import zlib
from collections.abc import Sequence

from msgspec import Struct

_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
"""Deflate, no name, no time, the best that was tried, no system (RFC 1952): the same bytes give the same answer."""


class Part(Struct, frozen=True):
    """``plain`` and, of the same bytes, ``deflated``: raw deflate blocks (RFC 1951) that end on a byte, look back at
    nothing before them, and are not the last ones. So they fit between any others.
    """

    plain: bytes
    deflated: bytes


def part(plain: bytes, level: int) -> Part:
    return Part(plain, _deflated(plain, level, zlib.Z_FULL_FLUSH))


def stored(plain: bytes) -> Part:
    """A few words, too few to gain anything: at most 65,535 bytes, as they are."""
    size = len(plain)
    return Part(plain, b"\x00" + struct.pack("<HH", size, size ^ 0xFFFF) + plain)


def gzipped(parts: Sequence[Part], rest: bytes = b"", level: int = 1) -> bytes:
    """One gzip member (RFC 1952) with the parts, then ``rest`` compressed at ``level``."""
    check, size = 0, len(rest)
    for one in parts:
        check = zlib.crc32(one.plain, check)
        size += len(one.plain)
    tail = struct.pack("<II", zlib.crc32(rest, check), size & 0xFFFFFFFF)
    return b"".join((_HEAD, *(one.deflated for one in parts), _deflated(rest, level, zlib.Z_FINISH), tail))


def gzipped_around(shared: Sequence[Part], whole: bytes, level: int) -> bytes:
    """``whole`` as gzip; where it contains a shared part, in the order given, what was compressed before is taken."""
    parts: list[Part] = []
    for one in shared:
        before, found, after = whole.partition(one.plain)
        if found:
            parts += (part(before, level), one)
            whole = after
    return gzipped(parts, whole, level)


def _deflated(plain: bytes, level: int, flush: int) -> bytes:
    deflate = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflate.compress(plain) + deflate.flush(flush)
