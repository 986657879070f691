"""What people get from the draft and from what is published, counted anew whenever that changes, for organizers."""

import asyncio
from collections.abc import Callable
from typing import Any, Literal

from immutables import Map
from msgspec import Struct
from msgspec.structs import replace

import scheduler
from edcamp import wire
from edcamp.domain.camp import Camp, Placement
from edcamp.domain.documents import ORGANIZERS
from edcamp.domain.ids import CampId, Instant, PersonId
from edcamp.live.camp import LiveCamp
from edcamp.logs import Log
from edcamp.planning.bridge import seats_problem
from edcamp.planning.counting import Counted
from edcamp.planning.solver import Solver, SolverDied, SolverRefused

log = Log(__name__)

SETTLE_S = 0.25
"""Several moves in one breath are counted once."""

VOTES_EVERY_S = 5.0
"""While people vote nobody reads every figure between."""

RETRY_S = 5.0

NAMED = 30
"""More names than that are no list that somebody goes through and talks to."""

Kind = Literal["draft_receipt", "published_receipt"]
Seats = dict[str, dict[str, str]]


class _Question(Struct, frozen=True):
    """What a receipt is of. ``placed`` and ``wanted``: the parts of the camp that it depends on, known by identity."""

    of: int
    placements: tuple[Placement, ...]
    placed: tuple[object, ...]
    wanted: tuple[object, ...]
    camp: Camp
    seated: bool
    """The seats are those that people were given, not the best there are."""


def _of_draft(camp: Camp) -> _Question | None:
    if not camp.draft.placements:
        return None
    placements = camp.draft.placements
    placed = (placements, camp.rooms, camp.slots, camp.published)
    return _Question(camp.draft_seq, placements, placed, (camp.topics, camp.ballots), camp, False)


def _of_published(camp: Camp) -> _Question | None:
    """None also while the seats of a new publication are being counted."""
    shown = camp.published
    if shown is None or shown.seats is None:
        return None
    placed = (shown.placements, shown.seats, camp.rooms, camp.slots)
    return _Question(shown.number, shown.placements, placed, (camp.topics, camp.ballots), camp, True)


class Receipts:
    """Keeps both receipts of each camp that it is told to watch."""

    def __init__(self, seater: Solver) -> None:
        self._seater = seater
        self._bounds: dict[CampId, tuple[scheduler.Problem, int]] = {}

    def note_bound(self, camp: CampId, problem: scheduler.Problem, bound: int) -> None:
        """No schedule for this problem is worth more: that holds for what hands make of the plan, too."""
        self._bounds[camp] = problem, bound

    def forget(self, camp: CampId) -> None:
        """Nothing is proven of this camp any more."""
        self._bounds.pop(camp, None)

    async def keep(self, camp: LiveCamp) -> None:
        """Counts for ever, one receipt after the other."""
        wake = asyncio.Event()
        wake.set()
        camp.subscribe(wake.set)
        sheets = (_Sheet(camp, "draft_receipt", _of_draft), _Sheet(camp, "published_receipt", _of_published))
        while True:
            await wake.wait()
            wake.clear()
            for sheet in sheets:
                try:
                    await self._refresh(sheet, wake)
                except (SolverDied, SolverRefused, scheduler.InvalidProblem):
                    log.exception("what people get could not be counted", camp=camp.id)
                    sheet.fail()
                    await asyncio.sleep(RETRY_S)
                    wake.set()

    async def _refresh(self, sheet: "_Sheet", wake: asyncio.Event) -> None:
        sheet.show_names()
        wait = sheet.due()
        if wait is None:
            return
        if wait > 0:
            asyncio.get_running_loop().call_later(wait, wake.set)
            return
        sheet.begin()
        await asyncio.sleep(SETTLE_S)
        question = sheet.ask()
        if question is None:
            sheet.show(None)
            return
        camp = sheet.camp
        known = self._bounds.get(camp.id)
        asked = await asyncio.to_thread(_translated, question, camp.clock.now(), known)
        counted = await self._seater.count(asked.problem, asked.placements, asked.seats)
        sheet.end(question, counted, asked.bound)


class _Translated(Struct, frozen=True):
    """``seats``: those that people were given; None: the best are to be found. ``bound``: proven for the problem."""

    problem: scheduler.Problem
    placements: list[scheduler.Placement]
    seats: Seats | None
    bound: int | None


def _translated(question: _Question, now: Instant, known: tuple[scheduler.Problem, int] | None) -> _Translated:
    """As the scheduler sees it. For thousands of people that takes a while."""
    camp, shown = question.camp, question.camp.published
    standing = [p for p in question.placements if camp.stands(p)]
    problem, placements = seats_problem(camp, standing, now)
    if question.seated:
        given = shown.seats if shown is not None and shown.seats is not None else Map()
        seats = {str(person): {str(s): str(t) for s, t in by_slot.items()} for person, by_slot in given.items()}
        return _Translated(problem, placements, seats, None)
    if known is None:
        return _Translated(problem, placements, None, None)
    planned, bound = known
    # More pins leave no more to choose from, fewer may: then nothing is known.
    same = replace(planned, pins=()) == replace(problem, pins=()) and set(planned.pins) <= set(problem.pins)
    return _Translated(problem, placements, None, bound if same else None)


class _Sheet:
    """One receipt of one camp: what it was counted from, and what organizers see of it."""

    def __init__(self, camp: LiveCamp, kind: Kind, read: Callable[[Camp], _Question | None]) -> None:
        self.camp = camp
        self._kind = kind
        self._read = read
        self._answered: _Question | None = None
        self._nothing: tuple[str, ...] = ()
        self._shown: wire.Receipt | None = None
        self._counted_at = 0.0

    def ask(self) -> _Question | None:
        return self._read(self.camp.value)

    def due(self) -> float | None:
        """Seconds until it is to be counted: none when something was moved; None when it is true as it is."""
        question, answered = self.ask(), self._answered
        if question is None:
            return None if self._shown is None else 0.0
        if answered is None or not _same(question.placed, answered.placed):
            return 0.0
        if _same(question.wanted, answered.wanted):
            return None
        return max(0.0, self._counted_at + VOTES_EVERY_S - asyncio.get_running_loop().time())

    def begin(self) -> None:
        question, shown = self.ask(), self._shown
        if question is None:
            self.show(None)
        elif shown is None:
            self.show(wire.Receipt(question.of, "counting"))
        else:
            self.show(replace(shown, state="counting"))

    def end(self, question: _Question, counted: Counted, bound: int | None) -> None:
        self._answered = question
        self._counted_at = asyncio.get_running_loop().time()
        self._nothing = counted.nothing
        # A hand may do what no plan may, and so be worth more than any.
        proven = bound if bound is not None and counted.value is not None and counted.value <= bound else None
        counts = wire.Counts(
            wire.Share(*counted.must), wire.Share(*counted.interested), counted.seats, counted.value, proven
        )
        self.show(wire.Receipt(question.of, "counted", counts, self._names()))

    def fail(self) -> None:
        self._answered = None
        if self._shown is not None:
            self.show(replace(self._shown, state="failed"))

    def show_names(self) -> None:
        """Somebody may have changed their name, or had it forgotten."""
        if self._shown is not None and self._shown.counts is not None:
            self.show(replace(self._shown, nothing=self._names()))

    def show(self, receipt: wire.Receipt | None) -> None:
        if receipt is None:
            self._answered, self._nothing = None, ()
        if receipt != self._shown:
            self._shown = receipt
            fields: dict[str, Any] = {self._kind: receipt}
            self.camp.set_ephemeral(ORGANIZERS, **fields)

    def _names(self) -> tuple[str, ...]:
        names = self.camp.names
        return tuple(sorted((names.get(PersonId(p), "") for p in self._nothing), key=_by_name)[:NAMED])


def _by_name(name: str) -> tuple[bool, str]:
    return not name, name.casefold()


def _same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return all(a is b for a, b in zip(one, other, strict=True))
