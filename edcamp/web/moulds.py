"""Pages that look the same to everybody who has just come, but for a few words: drawn and compressed once for all.

Two hundred people scan the code within a second. Each is sent two pages, and nothing else that is done for them costs
half as much as drawing those two for one person alone.
"""

import time
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import cast
from weakref import WeakKeyDictionary

from markupsafe import escape
from msgspec import Struct
from msgspec.structs import replace

from edcamp.domain import documents
from edcamp.domain.days import day_of
from edcamp.domain.documents import MeDocument
from edcamp.domain.ids import PersonId
from edcamp.domain.turns import takes_part
from edcamp.live.camp import LiveCamp
from edcamp.live.compression import Part, part, stored
from edcamp.live.limits import TokenBucket
from edcamp.web.pages import people_words
from edcamp.web.render import GZIP_LEVEL
from edcamp.web.visit import Visit

BURST_S = 0.5
SHARE = 0.1
"""Seconds of time for new moulds of one page, at once and for each second: as with snapshots, while people vote every
page is a little different from the one before."""

KEPT = 16
"""Moulds of one camp: languages, regions and addresses of the server that people come with."""


class Mould(Struct, frozen=True):
    """``pieces`` of a page, each followed by what the hole of the same place is filled with; one more than holes."""

    pieces: tuple[tuple[Part, ...], ...]
    holes: tuple[str, ...]

    def filled(self, words: Mapping[str, Part]) -> tuple[Part, ...]:
        parts = list(self.pieces[0])
        for hole, piece in zip(self.holes, self.pieces[1:], strict=True):
            parts += (words[hole], *piece)
        return tuple(parts)


def cast_mould(page: bytes, holes: Mapping[str, Part], fixed: Sequence[Part] = ()) -> Mould:
    """From a page in which each hole is filled with these words; wherever they stand, others may.

    ``fixed``: what is compressed already. Raises ``ValueError`` for words that are not
    there.
    """
    marks: list[tuple[int, int, str | Part]] = []
    for hole, words in holes.items():
        found = [(at, at + len(words.plain), hole) for at in _places(page, words.plain)]
        if not found:
            raise ValueError(f"a page without {hole}")
        marks += found
    for one in fixed:
        marks += [(at, at + len(one.plain), one) for at in _places(page, one.plain)]
    pieces: list[list[Part]] = [[]]
    names: list[str] = []
    done = 0
    for start, end, what in sorted(marks, key=lambda mark: mark[:2]):
        if start < done:
            raise ValueError("words within others")
        pieces[-1].append(part(page[done:start], GZIP_LEVEL))
        if isinstance(what, str):
            names.append(what)
            pieces.append([])
        else:
            pieces[-1].append(what)
        done = end
    pieces[-1].append(part(page[done:], GZIP_LEVEL))
    return Mould(tuple(map(tuple, pieces)), tuple(names))


def _places(page: bytes, words: bytes) -> Iterator[int]:
    at = page.find(words)
    while at >= 0:
        yield at
        at = page.find(words, at + len(words))


class _Kept(Struct):
    version: int
    mould: Mould
    took: float
    time: TokenBucket


class Moulds:
    """Those in use, by camp and by everything that a newcomer's page depends on."""

    def __init__(self) -> None:
        self._kept: WeakKeyDictionary[LiveCamp, dict[Hashable, _Kept]] = WeakKeyDictionary()

    def of(self, camp: LiveCamp, looks: Hashable, cast_new: Callable[[], Mould]) -> tuple[Mould, bool]:
        """The mould for what looks so, and whether it is of now: when too many different ones are asked for, it is as
        it was a moment ago, and the page's program brings what came since.
        """
        version, moulds = camp.looks_since(), self._kept.setdefault(camp, {})
        kept = moulds.get(looks)
        if kept is not None and (kept.version == version or kept.time.wait(kept.took) > 0):
            return kept.mould, kept.version == version
        began = time.perf_counter()
        mould = cast_new()
        took = time.perf_counter() - began
        if kept is None:
            while len(moulds) >= KEPT:
                del moulds[next(iter(moulds))]
            moulds[looks] = _Kept(version, mould, took, TokenBucket(BURST_S, SHARE))
            return mould, True
        kept.version, kept.mould, kept.took = version, mould, took
        kept.time.take(took)
        return mould, True


def looks_of(visit: Visit) -> Hashable | None:
    """What tells this visit's page from another newcomer's, names and numbers aside; None if it is the person's own."""
    if visit.problem is not None or visit.path or visit.query:
        return None
    if visit.person is None:
        return ("join",)
    camp, person = visit.camp, visit.person
    me = cast(MeDocument, visit.me)
    blank = replace(me, person=PersonId(""), name="", interests=())
    if blank.organizer or blank.proposed or blank.hosting or takes_part(camp, person):
        return None
    if day_of(camp, person) or set(documents.person_keys(camp, person)) - {"me", "day"}:
        return None
    return ("wall", blank)


def words_for(visit: Visit, state: Part | None, token: str) -> dict[str, Part]:
    """What fills the holes of a newcomer's page. ``token``: of the form on which somebody joins."""
    if visit.person is None or state is None:
        people = str(escape(people_words(visit)))
        return {"people": stored(people.encode()), "token": stored(token.encode())}
    return {"person": stored(visit.person.encode()), "state": state}
