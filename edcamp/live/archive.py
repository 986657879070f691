"""A camp in one file: to move it between stores, to keep it after the day, to tell a fault again.

Lines of JSON in UTF-8: what it is, who is called how, and then every entry as it is in the journal.
"""

import asyncio
import contextlib
import os
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from edcamp import wire
from edcamp.domain.ids import is_id
from edcamp.journal.people import People
from edcamp.journal.port import CampExists, Journal

T = TypeVar("T")

VERSION = 1

ENTRIES_AT_ONCE = 500
"""As many as an append carries at the most on a busy day."""


class ArchiveError(Exception):
    """The file cannot be read or written; the text says why."""


class Head(Struct, frozen=True):
    """``edcamp``: the version of the file. ``seq``: how many entries follow."""

    edcamp: int
    camp: str
    seq: int


class Names(Struct, frozen=True):
    """By person. Who was forgotten is not here."""

    names: dict[str, str]


async def export_camp(journal: Journal, people: People, camp: str, file: Path) -> int:
    """Writes the camp as it is now, also while it goes on; the number of its entries.

    Only the owner can read the file: it holds names. Raises ``CampUnknown``, ``JournalUnavailable``, ``ArchiveError``.
    """
    entries: list[bytes] = []
    async with contextlib.aclosing(journal.read(camp)) as chunks:
        async for chunk in chunks:
            entries += [entry for _, entry in chunk]
    names = Names(dict(sorted((await people.names(camp)).items())))
    lines = [wire.encode(Head(VERSION, camp, len(entries))), wire.encode(names), *entries]
    await asyncio.to_thread(_write, file, b"".join(line + b"\n" for line in lines))
    return len(entries)


def _write(file: Path, data: bytes) -> None:
    partial = file.with_name(file.name + ".partial")
    try:
        partial.unlink(missing_ok=True)
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            with open(handle, "wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            os.replace(partial, file)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        raise ArchiveError(f"{file} could not be written: {error.strerror}.") from error


async def import_camp(journal: Journal, people: People, file: Path) -> str:
    """Makes the camp of the file, entry for entry, in a new epoch; its code. Nothing is left of one that fails.

    Raises ``ArchiveError``, ``JournalUnavailable``.
    """
    try:
        data = await asyncio.to_thread(file.read_bytes)
    except OSError as error:
        raise ArchiveError(f"{file} could not be read: {error.strerror}.") from error
    first, second, *lines = data.split(b"\n")[:-1] if data.count(b"\n") > 1 else (data, b"")
    head, names = _read(file, 1, first, Head), _read(file, 2, second, Names)
    if head.edcamp != VERSION:
        raise ArchiveError(f"{file} was written by another edcamp (version {head.edcamp}, not {VERSION}).")
    if not is_id(head.camp):
        raise ArchiveError(f"{file}: “{head.camp}” cannot be the code of a camp.")
    _check(file, lines, head.seq)
    try:
        await journal.create(head.camp)
    except CampExists as error:
        raise ArchiveError(f"There is a camp with the code {head.camp} already.") from error
    try:
        for person, name in names.names.items():
            await people.put(head.camp, person, name)
        for seq in range(0, len(lines), ENTRIES_AT_ONCE):
            await journal.append(head.camp, seq, lines[seq : seq + ENTRIES_AT_ONCE])
    except BaseException:
        await people.drop_camp(head.camp)
        await journal.drop_camp(head.camp)
        raise
    return head.camp


def _check(file: Path, entries: list[bytes], last: int) -> None:
    """Each of them readable and in its place, and all of them there. Raises ``ArchiveError``."""
    for seq, entry in enumerate(entries, start=1):
        where = f"{file}, line {seq + 2}"
        try:
            found = wire.decode_entry(entry).seq
        except msgspec.MsgspecError as error:
            raise ArchiveError(f"{where}: {error}.") from error
        if found != seq:
            raise ArchiveError(f"{where}: this is entry {found}, where {seq} should be.")
    if len(entries) != last:
        raise ArchiveError(f"{file} ends with entry {len(entries)}, where {last} should be the last.")


def _read(file: Path, number: int, line: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(line, type=kind)
    except msgspec.MsgspecError as error:
        raise ArchiveError(f"{file}, line {number}: this is no exported camp ({error}).") from error
