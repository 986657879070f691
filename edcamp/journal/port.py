"""The journal: for every camp, the ordered entries that say how it came to be. Entries are opaque bytes."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self, TypeAlias

Chunk: TypeAlias = list[tuple[int, bytes]]
"""A run of neighbouring entries as (seq, entry), never empty, seq rising by one."""


@dataclass(frozen=True, slots=True)
class Position:
    """How far a camp's journal reaches: `seq` is its last entry's number, 0 when it is empty.

    The same `seq` under another `epoch` is another past: whoever remembers one must start again from a snapshot.
    """

    epoch: str
    seq: int


class JournalError(Exception):
    """Whatever a journal or a table of people raises on purpose."""


class CampExists(JournalError):
    """A camp of this name was created before."""

    def __init__(self, camp: str) -> None:
        super().__init__(f"camp {camp!r} exists already")
        self.camp = camp


class CampUnknown(JournalError):
    """No such camp: never created, or dropped."""

    def __init__(self, camp: str) -> None:
        super().__init__(f"there is no camp {camp!r}")
        self.camp = camp


class Conflict(JournalError):
    """The journal does not end where the caller believed: `expected` is the caller's seq, `actual` the journal's.

    `missed`: the entries in between, when an append was refused and the store has them at hand; it may end earlier.
    """

    def __init__(self, camp: str, expected: int, actual: int, missed: Chunk | None = None) -> None:
        super().__init__(f"camp {camp!r} is at seq {actual}, not {expected}")
        self.camp = camp
        self.expected = expected
        self.actual = actual
        self.missed = missed or []


class EpochChanged(JournalError):
    """The camp's past is another than the one the caller knows: what was read under the old epoch is worth nothing."""

    def __init__(self, camp: str, actual: str) -> None:
        super().__init__(f"camp {camp!r} is in epoch {actual}")
        self.camp = camp
        self.actual = actual


class JournalClosed(JournalError):
    """The journal was closed before this was asked of it."""

    def __init__(self) -> None:
        super().__init__("the journal is closed")


class JournalUnavailable(JournalError):
    """The store behind the journal failed.

    `code` is stable and for programs, `sentence` is for the operator; `retryable` says that the same call may succeed
    later without anybody changing the set-up (a full disk may be emptied; a file that is no database stays one).
    """

    def __init__(self, code: str, sentence: str, retryable: bool) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.retryable = retryable


class Journal(Protocol):
    """What every adapter promises. After `close`, everything but `close` raises `JournalClosed`.

    Any method may raise `JournalUnavailable`. Iterators are async generators: leave one early through
    `contextlib.aclosing`, so that it lets go at once.

    `epoch`, where it may be given, is the one that the caller's `after` belongs to: in any other nothing is read or
    stored, and `EpochChanged` is raised, also in the middle of an iterator.
    """

    shared: bool
    """Whether other processes may append to the same camps."""

    async def create(self, camp: str) -> Position:
        """Start a camp's journal, durably, at seq 0 of a fresh epoch. Raises `CampExists`."""
        ...

    async def camps(self) -> list[str]:
        """The names of all camps, sorted."""
        ...

    async def position(self, camp: str) -> Position:
        """Where the camp's journal ends now. Raises `CampUnknown`."""
        ...

    async def append(self, camp: str, after: int, entries: Sequence[bytes], epoch: str | None = None) -> Position:
        """Put `entries` behind seq `after`, all or none; returns the new end, and only when they are durable.

        Raises `Conflict` if the journal does not end at `after` (no entries at all: only that is checked), and
        `CampUnknown`. A call that is cancelled, or raises `JournalUnavailable` with code `outcome_unknown`, may or may
        not have been stored: read on from `after` to know. After every other error nothing was stored.
        """
        ...

    def read(self, camp: str, after: int = 0, epoch: str | None = None) -> AsyncGenerator[Chunk, None]:
        """The entries behind `after` in chunks, in order, without gaps, up to where the journal ended at the start.

        Raises, at the first step, `CampUnknown`, and `Conflict` if the journal ends before `after`: the caller's past
        is not this camp's. Raises `CampUnknown` midway if the camp is dropped.
        """
        ...

    def follow(self, camp: str, after: int, epoch: str | None = None) -> AsyncGenerator[Chunk, None]:
        """Like `read`, and then every later append as it becomes durable; ends when the journal is closed.

        Nothing is queued for a slow follower: it reads from the store when it is ready. What became durable just before
        the close may be left out. Raises as `read` does; a camp dropped and created again is another camp.
        """
        ...

    async def keep(self, camp: str, at: Position, form: str, moment: bytes) -> bool:
        """Keep what the entries up to `at` lead to, so that nobody need read them again; instead of an earlier one.

        False, and nothing is kept, when the journal is not there, in that epoch, or has a later moment in this `form`.
        A moment is never all that there is of anything: the store may lose it. Raises `CampUnknown`.
        """
        ...

    async def kept(self, camp: str, form: str) -> tuple[int, bytes] | None:
        """The moment kept last, if it is in this `form`, with the seq of the last entry that led to it.

        The journal reaches at least as far, and its entries up to there are those that led to it, in whatever epoch.
        Raises `CampUnknown`.
        """
        ...

    async def check(self) -> None:
        """Returns when an append would be stored now: it stores something, durably, that means nothing."""
        ...

    async def drop_camp(self, camp: str) -> None:
        """Delete a throw-away camp with all its entries, durably. Raises `CampUnknown`."""
        ...

    async def close(self) -> None:
        """Finish the appends already asked for, end followers, let go of the store. Closing again does nothing."""
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
