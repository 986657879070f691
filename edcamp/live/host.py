"""All camps of one process: loaded when somebody comes, kept on time by the clock, put to rest when nobody is left."""

import asyncio
import contextlib
import secrets
from collections.abc import Callable, Coroutine, Sequence
from time import perf_counter
from typing import Any

import msgspec

from edcamp import metrics, wire
from edcamp.domain import commands as c
from edcamp.domain import rules
from edcamp.domain.assignments import reminders as reminders_of
from edcamp.domain.camp import Camp, ClientState, Phase, PhaseChange, Settings, new_camp
from edcamp.domain.decide import decide
from edcamp.domain.evolve import evolve
from edcamp.domain.ids import CampId, ClientId, Instant, PersonId
from edcamp.domain.records import Entry
from edcamp.domain.refusals import Refused
from edcamp.journal.commons import Commons
from edcamp.journal.people import People
from edcamp.journal.port import CampExists, CampUnknown, Journal, JournalClosed, JournalUnavailable
from edcamp.live.camp import UNCOUNTED, LiveCamp
from edcamp.live.clock import Clock
from edcamp.live.limits import OwnPace, Pace, SharedPace
from edcamp.live.snapshots import Snapshots
from edcamp.logs import Log

log = Log(__name__)

CODE_ALPHABET = "bcdfghjkmnpqrstvwxz23456789"
"""No vowels (no words), nothing that looks like something else when read from the back row."""

CODE_LENGTH = 6
"""27^6 = 387 million codes: not to be guessed during a day, still typed by thumb."""

CLOCK = "clock"
TIMEKEEPER = ClientId(f"system/{CLOCK}")
"""Whose counter says how far the timetable has been kept."""

FIELDS = wire.Told.__struct_fields__

PHASES = tuple(Phase)
NUMBERS_PER_INSTANT = 8
"""At one instant every phase may change, in the order of the day; so many numbers are left for that."""

REST_AFTER_S = 600.0
"""A camp that nobody came by for so long is in nobody's way on disk; whoever comes next loads it in some milliseconds
for each thousand entries."""

LOOK_EVERY_S = 30.0
"""For camps that may rest."""

RETRY_S = 5.0
"""Between attempts to keep the timetable while the journal is unavailable."""


class Live:
    """``pace`` and ``snapshots`` are of all camps: shared by whoever serves them.

    ``commons``: what is shared with other processes that have the same camps, if there are any. ``rest_after_s``: how
    long a camp is kept in memory after the last who was there.
    """

    def __init__(
        self,
        journal: Journal,
        people: People,
        clock: Clock,
        commons: Commons | None = None,
        rest_after_s: float = REST_AFTER_S,
    ) -> None:
        self.pace: Pace = OwnPace() if commons is None else SharedPace(commons)
        self.snapshots = Snapshots()
        self._journal = journal
        self._people = people
        self._clock = clock
        self._commons = commons
        self._hearing: asyncio.Task[None] | None = None
        self._camps: dict[str, asyncio.Future[LiveCamp]] = {}
        self._timekeepers: dict[str, asyncio.Task[None]] = {}
        self._on_load: list[Callable[[LiveCamp], None]] = []
        self._on_rest: list[Callable[[LiveCamp], None]] = []
        self._rest_after_s = rest_after_s
        self._resting: asyncio.Task[None] | None = None
        self._putting: asyncio.Future[None] | None = None
        self._closed = False

    def on_load(self, tell: Callable[[LiveCamp], None]) -> None:
        """Calls ``tell`` with every camp that is loaded from now on."""
        self._on_load.append(tell)

    def on_rest(self, tell: Callable[[LiveCamp], None]) -> None:
        """Calls ``tell`` with every camp that is put to rest from now on: it must hold on to it no more."""
        self._on_rest.append(tell)

    async def camps(self) -> list[str]:
        return await self._journal.camps()

    async def create(
        self,
        settings: Settings,
        phases: tuple[Phase, ...] = (Phase.GATHER, Phase.VOTE),
        rooms: Sequence[c.PutRoom] = (),
        slots: Sequence[c.PutSlot] = (),
        camp: str | None = None,
    ) -> LiveCamp:
        """Makes a camp with a fresh join code (or the one given). Raises ``Refused`` and ``CampExists``."""
        if camp is not None:
            rules.fresh_id(camp)
        frame: list[c.AnyCommand] = [c.CreateCamp(settings, phases), *rooms, *slots]
        _check(frame)
        live = await self.camp(await self._create_journal(camp))
        answers = await live.ask_all([c.Asked(command, None, ClientId("system"), UNCOUNTED) for command in frame])
        for answer in answers:
            if isinstance(answer, Refused):
                raise answer
        return live

    async def _create_journal(self, camp: str | None) -> str:
        if camp is not None:
            await self._journal.create(camp)
            return camp
        while True:
            code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
            try:
                await self._journal.create(code)
            except CampExists:
                continue
            return code

    async def camp(self, camp: str) -> LiveCamp:
        """The camp with this code, as it is now, whichever process changed it last.

        Raises ``Refused``: ``camp-unknown``, ``unavailable``, ``shutting-down``; and ``msgspec.ValidationError`` for a
        journal that this version cannot read.
        """
        if self._closed:
            raise Refused("shutting-down")
        loading = self._camps.get(camp)
        if loading is None:
            loading = asyncio.ensure_future(self._load(CampId(camp)))
            self._camps[camp] = loading
        try:
            live = await asyncio.shield(loading)
        except Exception:
            if self._camps.get(camp) is loading:  # else somebody is trying again already
                del self._camps[camp]
            raise
        release = live.hold()
        try:
            await live.refresh()
        finally:
            release()
        return live

    async def _load(self, camp: CampId) -> LiveCamp:
        began = perf_counter()
        try:
            position = await self._journal.position(camp)
            names = {PersonId(person): name for person, name in (await self._people.names(camp)).items()}
            live = LiveCamp(
                new_camp(camp), position.epoch, names, self._journal, self._people, self._clock, self._commons
            )
            await live.load()
        except CampUnknown as error:
            raise Refused("camp-unknown", camp[:40]) from error
        except JournalClosed as error:
            raise Refused("shutting-down") from error
        except JournalUnavailable as error:
            log.error("a camp could not be loaded", code=error.code, reason=error.sentence)
            raise Refused("unavailable") from error
        await self._make_up_for(live)
        self._timekeepers[camp] = asyncio.create_task(self._keep_time(live), name=f"clock of camp {camp}")
        if self._resting is None:
            self._resting = asyncio.create_task(self._rest_for_ever(), name="resting of camps")
        if self._commons is not None and self._hearing is None:
            self._hearing = asyncio.create_task(self._hear(self._commons), name="notes of other processes")
        for tell in self._on_load:
            tell(live)
        metrics.CAMPS.inc()
        log.info("a camp was loaded", camp=live.id, seq=live.value.seq, seconds=round(perf_counter() - began, 3))
        return live

    async def _hear(self, commons: Commons) -> None:
        """Shows in the camps here what is ephemeral and another process told."""
        async with contextlib.aclosing(commons.hear()) as notes:
            async for data in notes:
                try:
                    note = wire.decode_note(data)
                except msgspec.MsgspecError:
                    log.warning("a note of another version was passed over", count=len(data))
                    continue
                loading = self._camps.get(note.camp)
                if note.by != commons.process and loading is not None and loading.done() and not loading.exception():
                    fields = {name: value for name in FIELDS if (value := getattr(note.fields, name)) is not None}
                    loading.result().set_ephemeral(note.audience, **fields)

    async def _rest_for_ever(self) -> None:
        while True:
            await asyncio.sleep(min(LOOK_EVERY_S, self._rest_after_s))
            await self._let_rest()  # apart, so that nothing here goes on naming a camp that is gone

    async def _let_rest(self) -> None:
        for code, loading in tuple(self._camps.items()):
            if not loading.done() or loading.cancelled() or loading.exception() is not None:
                continue
            live = loading.result()
            if live.unused_s >= self._rest_after_s:
                self._putting = asyncio.ensure_future(self._rest(code, live))
                try:
                    await asyncio.shield(self._putting)  # once begun it is ended, also when everything is
                except Exception:
                    log.exception("a camp could not be put to rest properly", camp=live.id)

    async def _rest(self, code: str, live: LiveCamp) -> None:
        """Whoever comes meanwhile loads it anew."""
        del self._camps[code]
        keeper = self._timekeepers.pop(code)
        keeper.cancel()
        await asyncio.gather(keeper, return_exceptions=True)
        for tell in self._on_rest:
            tell(live)
        await live.close()
        metrics.CAMPS.dec()
        log.info("a camp rests", camp=live.id)

    async def _make_up_for(self, live: LiveCamp) -> None:
        """What the timetable says for the time until now, before anybody is answered; later if it must be."""
        try:
            while (change := _next_change(live.value)) is not None and change.at <= self._clock.now():
                await self._make(live, change)
        except Refused as refused:
            log.warning("the timetable could not be kept yet", camp=live.id, code=refused.code)

    async def _keep_time(self, live: LiveCamp) -> None:
        """Opens and closes phases when the timetable says so, and asks hosts again who have not answered."""
        changed = asyncio.Event()
        reminders = _Reminders()
        unsubscribe = live.subscribe(changed.set)
        try:
            while True:
                changed.clear()
                change = _next_change(live.value)
                due = change.at if change is not None else None
                said = min(live.value.planned.values(), key=lambda planned: planned.at, default=None)
                again = reminders.next(live.value, self._clock.now())
                at = min(filter(None, (due, again, said.at if said is not None else None)), default=None)
                if at is None:
                    await changed.wait()
                    continue
                if at > self._clock.now():
                    await _first_of(changed.wait(), self._clock.sleep_until(at))
                    continue
                try:
                    if change is not None and due == at:
                        await self._make(live, change)
                    elif said is not None and said.at == at:
                        await live.ask(c.MakeAnnouncement(said.id), None, CLOCK)
                    else:
                        await live.ask(c.RemindHosts(), None, CLOCK)
                except Refused as refused:
                    log.warning("the timetable could not be kept yet", camp=live.id, code=refused.code)
                    await asyncio.sleep(RETRY_S)
                except Exception:
                    log.exception("the timetable could not be kept", camp=live.id)
                    await asyncio.sleep(RETRY_S)
        finally:
            unsubscribe()

    async def _make(self, live: LiveCamp, change: PhaseChange) -> None:
        """A change's instant and phase make its command's number, so each is asked once, whatever restarts or edits
        come between. Raises ``Refused``.
        """
        await live.ask(c.SetPhase(change.phase, change.open), None, CLOCK, _number(change))

    async def check(self) -> None:
        """Returns when what is asked now would be kept. Raises ``JournalUnavailable``, ``JournalClosed``."""
        await self._journal.check()

    async def close(self) -> None:
        """Answers whoever still waits, in every camp; nothing is asked of the journal any more."""
        self._closed = True
        loaded = await asyncio.gather(*self._camps.values(), return_exceptions=True)
        self._camps.clear()
        waiting = [*self._timekeepers.values(), *(t for t in (self._hearing, self._resting) if t is not None)]
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        if self._putting is not None:
            await asyncio.gather(self._putting, return_exceptions=True)
        self._timekeepers.clear()
        for live in loaded:
            if isinstance(live, LiveCamp):
                await live.close()
                metrics.CAMPS.dec()


def _check(frame: Sequence[c.AnyCommand]) -> None:
    """Raises the first ``Refused`` before anything is made, so that no half camp is left behind."""
    camp = new_camp(CampId("trial"))
    for n, command in enumerate(frame, start=1):
        records = decide(camp, command, None, 0).records
        if records:
            camp, _ = evolve(camp, Entry(camp.seq + 1, 0, None, ClientId("system/trial"), n, records))


def _next_change(camp: Camp) -> PhaseChange | None:
    """What the timetable says next."""
    done = camp.clients.get(TIMEKEEPER, ClientState()).last
    ahead = {n: change for change in camp.settings.timetable if (n := _number(change)) > done}
    return ahead[min(ahead)] if ahead else None


def _number(change: PhaseChange) -> int:
    """Rises with time; the last word on a phase at one instant is the one that counts."""
    return change.at * NUMBERS_PER_INSTANT + PHASES.index(change.phase)


class _Reminders:
    """When hosts are to be asked again: counted anew when what it depends on has changed, and not for every vote."""

    def __init__(self) -> None:
        self._of: tuple[object, ...] = ()
        self._due: list[tuple[Instant, Instant]] = []

    def next(self, camp: Camp, now: Instant) -> Instant | None:
        of = (camp.published, camp.topics, camp.slots, camp.rooms, camp.phases)
        if list(map(id, of)) != list(map(id, self._of)):
            self._of = of
            self._due = [(at, assignment.start) for at, assignment in reminders_of(camp, now)]
        return next((at for at, start in self._due if start > now), None)


async def _first_of(*coroutines: Coroutine[Any, Any, Any]) -> None:
    tasks = [asyncio.ensure_future(coroutine) for coroutine in coroutines]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
