"""All camps of one process: loaded when somebody comes, kept on time by the clock."""

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
from edcamp.domain.camp import ClientState, Phase, PhaseChange, Settings, new_camp
from edcamp.domain.decide import decide
from edcamp.domain.evolve import evolve
from edcamp.domain.ids import CampId, ClientId, PersonId
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

FIELDS = wire.Ephemeral.__struct_fields__

PHASES = tuple(Phase)
NUMBERS_PER_INSTANT = 8
"""At one instant every phase may change, in the order of the day; so many numbers are left for that."""

RETRY_S = 5.0
"""Between attempts to keep the timetable while the journal is unavailable."""


class Live:
    """``pace`` and ``snapshots`` are of all camps: shared by whoever serves them.

    ``commons``: what is shared with other processes that have the same camps, if there are any.
    """

    def __init__(self, journal: Journal, people: People, clock: Clock, commons: Commons | None = None) -> None:
        self.pace: Pace = OwnPace() if commons is None else SharedPace(commons)
        self.snapshots = Snapshots()
        self._journal = journal
        self._people = people
        self._clock = clock
        self._commons = commons
        self._hearing: asyncio.Task[None] | None = None
        self._camps: dict[str, asyncio.Future[LiveCamp]] = {}
        self._timekeepers: list[asyncio.Task[None]] = []
        self._on_load: list[Callable[[LiveCamp], None]] = []
        self._closed = False

    def on_load(self, tell: Callable[[LiveCamp], None]) -> None:
        """Calls ``tell`` with every camp that is loaded from now on."""
        self._on_load.append(tell)

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
        await live.refresh()
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
        self._timekeepers.append(asyncio.create_task(self._keep_time(live), name=f"clock of camp {camp}"))
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

    async def _keep_time(self, live: LiveCamp) -> None:
        """Opens and closes phases when the timetable says so; what was missed while down is made up for, in order.

        A change's instant and phase make its command's number, so each is asked once, whatever restarts or edits come
        between.
        """
        changed = asyncio.Event()
        unsubscribe = live.subscribe(changed.set)
        try:
            while True:
                changed.clear()
                done = live.value.clients.get(TIMEKEEPER, ClientState()).last
                ahead = {n: t for t in live.value.settings.timetable if (n := _number(t)) > done}
                if not ahead:
                    await changed.wait()
                    continue
                number = min(ahead)
                change = ahead[number]
                if change.at > self._clock.now():
                    await _first_of(changed.wait(), self._clock.sleep_until(change.at))
                    continue
                try:
                    await live.ask(c.SetPhase(change.phase, change.open), None, CLOCK, number)
                except Refused as refused:
                    log.warning("the timetable could not be kept yet", camp=live.id, code=refused.code)
                    await asyncio.sleep(RETRY_S)
                except Exception:
                    log.exception("the timetable could not be kept", camp=live.id)
                    await asyncio.sleep(RETRY_S)
        finally:
            unsubscribe()

    async def check(self) -> None:
        """Returns when what is asked now would be kept. Raises ``JournalUnavailable``, ``JournalClosed``."""
        await self._journal.check()

    async def close(self) -> None:
        """Answers whoever still waits, in every camp; nothing is asked of the journal any more."""
        self._closed = True
        loaded = await asyncio.gather(*self._camps.values(), return_exceptions=True)
        self._camps.clear()
        waiting = [*self._timekeepers, *([self._hearing] if self._hearing is not None else [])]
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
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


def _number(change: PhaseChange) -> int:
    """Rises with time; the last word on a phase at one instant is the one that counts."""
    return change.at * NUMBERS_PER_INSTANT + PHASES.index(change.phase)


async def _first_of(*coroutines: Coroutine[Any, Any, Any]) -> None:
    tasks = [asyncio.ensure_future(coroutine) for coroutine in coroutines]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
