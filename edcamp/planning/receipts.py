"""What people get from the draft and from what is published, counted anew whenever that changes, for organizers."""

import asyncio
import contextlib
import hashlib
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Literal, get_args

import msgspec
from immutables import Map
from msgspec import Struct
from msgspec.structs import replace

import scheduler
from edcamp import wire
from edcamp.domain.camp import Camp, KeptDraft, Placement
from edcamp.domain.documents import ORGANIZERS
from edcamp.domain.ids import Instant, KeptId, PersonId
from edcamp.domain.kept import as_draft
from edcamp.domain.refusals import Refused
from edcamp.live.camp import LiveCamp
from edcamp.logs import Log
from edcamp.planning.bridge import seats_problem
from edcamp.planning.solver import Solver, SolverDied, SolverRefused

log = Log(__name__)

SETTLE_S = 0.25
"""Several moves in one breath are counted once."""

VOTES_EVERY_S = 5.0
"""While people vote nobody reads every figure between."""

RETRY_S = 5.0

NAMED = 30
"""More names than that are no list that somebody goes through and talks to."""

PLANNING = "planning"
"""Ephemeral like the rest, but nobody's audience: what planners know of a camp, in every process."""

Kind = Literal["draft", "published"]
KINDS: tuple[Kind, ...] = get_args(Kind)
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

    def same_as(self, other: "_Question") -> bool:
        return _same(self.placed, other.placed) and _same(self.wanted, other.wanted)


def _of_draft(camp: Camp) -> _Question | None:
    if not camp.draft.placements:
        return None
    placements = camp.draft.placements
    placed = (placements, camp.rooms, camp.slots, camp.published)
    return _Question(camp.draft_seq, placements, placed, (camp.topics, camp.ballots), camp, False)


def _of_published(camp: Camp) -> _Question | None:
    """None also while the seats of a new publication are being counted."""
    shown = camp.published
    if shown is None or not shown.counted:
        return None
    placed = (shown.placements, shown.seats, camp.rooms, camp.slots)
    return _Question(shown.number, shown.placements, placed, (camp.topics, camp.ballots), camp, True)


_READ: dict[Kind, Callable[[Camp], _Question | None]] = {"draft": _of_draft, "published": _of_published}


async def keep_receipts(camp: LiveCamp, have_counted: Callable[[list[Kind]], Awaitable[None]], again_s: float) -> None:
    """Shows both receipts for ever, and has those counted that are not of what is there now.

    ``again_s``: after so long without an answer they are asked for once more.
    """
    wake = asyncio.Event()
    camp.subscribe(wake.set)
    sheets = {kind: _Sheet(camp, kind) for kind in KINDS}
    while True:
        wake.clear()
        waits = {kind: wait for kind, sheet in sheets.items() if (wait := sheet.look()) is not None}
        due = [kind for kind, wait in waits.items() if wait <= 0]
        if due:
            await have_counted(due)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(min((wait if wait > 0 else again_s for wait in waits.values()), default=None)):
                await wake.wait()


class Counter:
    """Counts receipts, with a solver; and nothing twice."""

    def __init__(self, seater: Solver) -> None:
        self._seater = seater
        self._counted: dict[LiveCamp, dict[Kind, tuple[_Question | None, wire.UnnamedReceipt]]] = {}

    def forget(self, camp: LiveCamp) -> None:
        """It is put to rest."""
        self._counted.pop(camp, None)

    async def count(self, camp: LiveCamp, kinds: Iterable[Kind] = KINDS) -> dict[str, Any]:
        """What organizers are shown of these receipts, once the last move is a moment ago; to be made ephemeral in
        ``PLANNING``. There is none of what is empty.
        """
        await asyncio.sleep(SETTLE_S)
        return {f"{kind}_counted": counted for kind in kinds if (counted := await self._count(camp, kind)) is not None}

    async def _count(self, camp: LiveCamp, kind: Kind) -> wire.UnnamedReceipt | None:
        question, epoch = _READ[kind](camp.value), camp.epoch
        if question is None:
            return None
        known = self._counted.setdefault(camp, {})
        answered, before = known.get(kind, (None, None))
        if before is not None and answered is not None and answered.same_as(question):
            receipt = replace(before, epoch=epoch, seq=question.camp.seq)
        else:
            receipt = wire.UnnamedReceipt(epoch, question.camp.seq, question.of)
            try:
                receipt = await self.counted_anew(camp, question, receipt)
            except (SolverDied, SolverRefused, scheduler.InvalidProblem):
                log.exception("what people get could not be counted", camp=camp.id)
                question, receipt = None, replace(before or receipt, failed=True)
        known[kind] = question, receipt
        return receipt

    async def counted_anew(
        self, camp: LiveCamp, question: _Question, receipt: wire.UnnamedReceipt
    ) -> wire.UnnamedReceipt:
        proven: wire.Proven | None = camp.ephemeral.get(PLANNING, {}).get("proven")
        asked = await asyncio.to_thread(_translated, question, camp.clock.now(), proven)
        counted = await self._seater.count(asked.problem, asked.placements, asked.seats)
        # A hand may do what no plan may, and so be worth more than any.
        bound = asked.bound
        proven_still = bound if bound is not None and counted.value is not None and counted.value <= bound else None
        counts = wire.Counts(
            wire.Share(*counted.must), wire.Share(*counted.interested), counted.seats, counted.value, proven_still
        )
        names = camp.names
        nothing = sorted(map(PersonId, counted.nothing), key=lambda person: _by_name(names.get(person, "")))
        return replace(receipt, counts=counts, nothing=tuple(nothing[:NAMED]))


async def count_kept(camp: LiveCamp, by: PersonId, kept: KeptId, seater: Solver) -> wire.UnnamedReceipt:
    """What people would get from a draft that is kept aside, if it were taken back now. Raises ``Refused``."""
    value, now = camp.value, camp.clock.now()
    aside = checked_kept(value, by, kept)
    question = _of_draft(value.but(draft=as_draft(value, aside, now)))
    receipt = wire.UnnamedReceipt(camp.epoch, value.seq, value.draft_seq)
    if question is None:
        return receipt
    try:
        return await Counter(seater).counted_anew(camp, question, receipt)
    except (SolverDied, SolverRefused, scheduler.InvalidProblem) as error:
        log.exception("what people would get could not be counted", camp=camp.id)
        raise Refused("counts-failed") from error


def checked_kept(camp: Camp, by: PersonId, kept: KeptId) -> KeptDraft:
    """Raises ``Refused``."""
    if not camp.is_organizer(by):
        raise Refused("not-organizer")
    if kept not in camp.kept:
        raise Refused("kept-unknown")
    return camp.kept[kept]


def named(camp: LiveCamp, receipt: wire.UnnamedReceipt) -> wire.Receipt:
    """With names that are forgotten left empty."""
    names = sorted((camp.names.get(person, "") for person in receipt.nothing), key=_by_name)
    return wire.Receipt(receipt.of, "counted", receipt.counts, tuple(names))


def uncounted(camp: LiveCamp, kinds: Iterable[Kind]) -> dict[str, Any]:
    """As ``Counter.count``, when there is nobody who could."""
    told = camp.ephemeral.get(PLANNING, {})
    fields = {}
    for kind in kinds:
        question, before = _READ[kind](camp.value), told.get(f"{kind}_counted")
        if question is not None:
            receipt = before or wire.UnnamedReceipt(camp.epoch, camp.value.seq, question.of)
            fields[f"{kind}_counted"] = replace(receipt, failed=True)
    return fields


def note_bound(camp: LiveCamp, problem: scheduler.Problem, bound: int) -> None:
    """No schedule for this problem is worth more: that holds for what hands make of the plan, too."""
    camp.set_ephemeral(PLANNING, everywhere=True, proven=wire.Proven(_digest(problem), _pins(problem), bound))


def _digest(problem: scheduler.Problem) -> str:
    """The same for the same problem in every process, whatever is pinned."""
    return hashlib.sha256(msgspec.msgpack.encode(replace(problem, pins=()), order="sorted")).hexdigest()


def _pins(problem: scheduler.Problem) -> tuple[tuple[str, str, str | None], ...]:
    return tuple((pin.topic, pin.slot, pin.room) for pin in problem.pins)


class _Translated(Struct, frozen=True):
    """``seats``: those that people were given; None: the best are to be found. ``bound``: proven for the problem."""

    problem: scheduler.Problem
    placements: list[scheduler.Placement]
    seats: Seats | None
    bound: int | None


def _translated(question: _Question, now: Instant, proven: wire.Proven | None) -> _Translated:
    """As the scheduler sees it. For thousands of people that takes a while."""
    camp, shown = question.camp, question.camp.published
    standing = [p for p in question.placements if camp.stands(p)]
    problem, placements = seats_problem(camp, standing, now)
    if question.seated:
        given = shown.seats if shown is not None and shown.seats is not None else Map()
        seats = {str(person): {str(s): str(t) for s, t in by_slot.items()} for person, by_slot in given.items()}
        return _Translated(problem, placements, seats, None)
    # More pins leave no more to choose from, fewer may: then nothing is known.
    holds = proven is not None and set(proven.pins) <= set(_pins(problem)) and proven.problem == _digest(problem)
    return _Translated(problem, placements, None, proven.bound if proven is not None and holds else None)


class _Sheet:
    """One receipt of one camp: what organizers see of it here, and whether it is to be counted."""

    def __init__(self, camp: LiveCamp, kind: Kind) -> None:
        self._camp = camp
        self._kind = kind
        self._question: _Question | None = None
        self._there_since = self._placed_since = self._wanted_since = 0
        """At which ``seq`` it was first seen that there is something to count, and each part of it as it is now."""
        self._counted: wire.UnnamedReceipt | None = None
        self._heard_at = 0.0

    def look(self) -> float | None:
        """Shows what is known. Seconds until it is to be counted; None when it is true as it is."""
        camp, before = self._camp, self._question
        question = self._question = _READ[self._kind](camp.value)
        if question is not None:
            if before is None:
                self._there_since = camp.value.seq
            if before is None or not _same(question.placed, before.placed):
                self._placed_since = camp.value.seq
            if before is None or not _same(question.wanted, before.wanted):
                self._wanted_since = camp.value.seq
        counted = camp.ephemeral.get(PLANNING, {}).get(f"{self._kind}_counted")
        if counted is not self._counted:
            self._counted, self._heard_at = counted, asyncio.get_running_loop().time()
        wait = self._wait()
        self._show(wait)
        return wait

    def _wait(self) -> float | None:
        counted, since = self._counted, asyncio.get_running_loop().time() - self._heard_at
        if self._question is None:
            return None
        if counted is None:
            return 0.0
        if counted.failed:
            return max(0.0, RETRY_S - since)
        if counted.epoch != self._camp.epoch or counted.seq < self._placed_since:
            return 0.0
        return max(0.0, VOTES_EVERY_S - since) if counted.seq < self._wanted_since else None

    def _show(self, wait: float | None) -> None:
        receipt = None if self._question is None else self._receipt(self._question, wait)
        name = f"{self._kind}_receipt"
        if receipt != self._camp.ephemeral.get(ORGANIZERS, {}).get(name):
            fields: dict[str, Any] = {name: receipt}
            self._camp.set_ephemeral(ORGANIZERS, **fields)

    def _receipt(self, question: _Question, wait: float | None) -> wire.Receipt:
        """The figures of before stay while it is being counted, unless all was taken away since."""
        counted = self._counted
        if counted is None or (counted.seq < self._there_since and not counted.failed):
            return wire.Receipt(question.of, "counting")
        names = (self._camp.names.get(person, "") for person in counted.nothing)
        state: Literal["counted", "counting", "failed"] = "counted"
        if wait is not None:
            state = "counting" if wait <= 0 else "failed" if counted.failed else "counted"
        return wire.Receipt(counted.of, state, counted.counts, tuple(sorted(names, key=_by_name)))


def _by_name(name: str) -> tuple[bool, str]:
    return not name, name.casefold()


def _same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return all(a is b for a, b in zip(one, other, strict=True))
