"""One camp in motion: the only place where commands become entries and entries become the next value."""

import asyncio
import contextlib
import itertools
import secrets
import time
import zlib
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from functools import partial
from time import perf_counter
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from edcamp import metrics, wire
from edcamp.domain import commands as c
from edcamp.domain import documents, rules
from edcamp.domain.camp import Camp, ClientState, Unplaced, new_camp
from edcamp.domain.changes import Changes
from edcamp.domain.days import BySlot, sessions_by_slot
from edcamp.domain.decide import decide
from edcamp.domain.evolve import REFUSED_KEPT, evolve
from edcamp.domain.ids import CampId, ClientId, Instant, PersonId
from edcamp.domain.records import Entry, NameChanged, PersonForgotten, PersonJoined
from edcamp.domain.refusals import Refused
from edcamp.journal.commons import Commons
from edcamp.journal.people import People
from edcamp.journal.port import (
    CampUnknown,
    Chunk,
    Conflict,
    EpochChanged,
    Journal,
    JournalClosed,
    JournalError,
    JournalUnavailable,
    Position,
)
from edcamp.live.changes import ChangeLog
from edcamp.live.clock import Clock
from edcamp.logs import Fields, Log

log = Log(__name__)

BATCH_MAX = 512
"""Commands decided and committed together; more would make the first of them wait for the last to be encoded."""

CLIENTS_KEPT = 10_000
"""Clients whose latest commands left no entry and are remembered all the same: five for each of 2,000 phones."""

REFRESH_WITHIN_S = 1.0
"""For asking whether other processes have gone on; whoever asks is then shown what is known here."""

FOLLOW_AGAIN_S = 0.5
"""Between attempts to hear of the journal again when it is not there."""

PERSON_ID_BYTES = 10
"""Nobody else's id is met by chance or guessed: 80 random bits."""

KEEP_EVERY = 10_000
"""Entries between two moments that are kept. Folding so many takes a quarter of a second; keeping one, in a thread of
its own, some hundredths."""

UNCOUNTED = 0
"""Number of a command that the server itself asks and never repeats."""


class Receipt(Struct, frozen=True):
    """A command holds and is on disk. ``touched``: audiences whose documents at ``seq`` show it."""

    n: int
    seq: int
    touched: frozenset[str] = frozenset()
    dropped: tuple[Unplaced, ...] = ()


Answer = Receipt | Refused


class _Waiting(Struct):
    """What one call asked. It is committed whole: if a part failed and a later one did not, resending would lose it."""

    asked: Sequence[c.Asked]
    answers: asyncio.Future[list[Answer]]


class _Batch(Struct):
    """What a batch of commands would lead to, if the journal takes it.

    ``data``: the entries as it takes them. ``seen``: how far clients were answered beyond their last entry.
    """

    base: Camp
    camp: Camp
    answers: list[Answer] = []
    entries: list[Entry] = []
    data: list[bytes] = []
    changes: list[Changes] = []
    seen: dict[ClientId, ClientState] = {}


class LiveCamp:
    """``value`` is durable: nothing is in it that the journal does not hold.

    Other processes may have the same camp in motion, if the journal is shared: each follows it and decides on what it
    has heard, and the journal takes a batch only if that was all there was. ``epoch`` may then change too, with
    everything else at once.
    """

    def __init__(
        self,
        value: Camp,
        epoch: str,
        names: dict[PersonId, str],
        journal: Journal,
        people: People,
        clock: Clock,
        commons: Commons | None = None,
    ) -> None:
        self.value = value
        self.epoch = epoch
        self.clock = clock
        self._names = names
        self._unannounced: set[PersonId] = set()
        self._journal = journal
        self._people = people
        self._commons = commons
        self._changes = ChangeLog()
        self._by_slot: tuple[Camp, BySlot] | None = None
        self._listeners: set[Callable[[], None]] = set()
        self._waiting: list[_Waiting] = []
        self._wake = asyncio.Event()
        self._seen: dict[ClientId, ClientState] = {}
        self._ephemeral: dict[str, dict[str, Any]] = {}
        self.ephemeral_version = 0
        self._closed = False
        self._writer: asyncio.Task[None] | None = None
        self._follower: asyncio.Task[None] | None = None
        self._reading = asyncio.Lock()
        self._heard = True
        self._kept = 0
        """Seq of the moment that was kept last, as far as this process knows."""
        self._keeping: asyncio.Task[None] | None = None
        self._untold: dict[str, dict[str, Any]] = {}
        self._telling: asyncio.Task[None] | None = None
        self._failing = False
        """What is said once is not said for every batch: the log may lie on the very disk that is full."""
        self._holders = 0
        self._used_at = time.monotonic()
        self._refreshing: asyncio.Future[None] | None = None
        self._refreshing_next: asyncio.Future[None] | None = None

    @property
    def id(self) -> CampId:
        return self.value.id

    @property
    def shared(self) -> bool:
        """Whether other processes have this camp in motion too."""
        return self._journal.shared

    @property
    def names(self) -> Mapping[PersonId, str]:
        return MappingProxyType(self._names)

    @property
    def ephemeral(self) -> Mapping[str, Mapping[str, Any]]:
        """By audience (``public``, ``organizers``): what is not journalled."""
        return MappingProxyType(self._ephemeral)

    # --- commands

    async def ask(
        self, command: c.AnyCommand, by: PersonId | None, client: str = "system", n: int = UNCOUNTED
    ) -> Receipt:
        """Asks one command; returns when it is durable. Raises ``Refused``."""
        [answer] = await self.ask_all([c.Asked(command, by, ClientId(client), n)])
        if isinstance(answer, Refused):
            raise answer
        return answer

    async def ask_all(self, asked: Sequence[c.Asked]) -> list[Answer]:
        """Asks commands in order; one answer for each, when all are durable. A refusal does not stop the next."""
        if self._closed:
            return [Refused("shutting-down") for _ in asked]
        began = perf_counter()
        if self._writer is None:
            self._writer = asyncio.create_task(self._write(), name=f"writer of camp {self.id}")
        waiting = _Waiting(asked, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        self._wake.set()
        answers = await waiting.answers
        self._note_answers(asked, answers, perf_counter() - began)
        return answers

    def _note_answers(self, asked: Sequence[c.Asked], answers: Sequence[Answer], seconds: float) -> None:
        metrics.ASK_SECONDS.observe(seconds)
        metrics.ACCEPTED.inc(sum(isinstance(answer, Receipt) for answer in answers))
        if not log.detailed:
            return
        for ask, answer in zip(asked, answers, strict=True):
            fields = Fields(camp=self.id, command=_name_of(ask.command), client=ask.client, n=ask.n)
            fields["seconds"] = round(seconds, 6)
            if isinstance(answer, Refused):
                fields["code"] = answer.code
            else:
                fields["seq"] = answer.seq
            log.debug("a command was answered", **fields)

    async def _write(self) -> None:
        while True:
            await self._wake.wait()
            batch = self._next_batch()
            try:
                answers = await self._commit([ask for one in batch for ask in one.asked])
            except asyncio.CancelledError:
                _refuse(batch, "shutting-down")
                raise
            except Exception:
                log.exception("a batch of commands failed", camp=self.id)
                _refuse(batch, "unavailable")
            else:
                _settle(batch, answers)

    def _next_batch(self) -> list[_Waiting]:
        count = size = 0
        while count < len(self._waiting) and size < BATCH_MAX:
            size += len(self._waiting[count].asked)
            count += 1
        batch, self._waiting = self._waiting[:count], self._waiting[count:]
        if not self._waiting:
            self._wake.clear()
        return batch

    async def _commit(self, asked: list[c.Asked]) -> list[Answer]:
        try:
            batch = await self._append(asked)
        except JournalClosed:
            return [Refused("shutting-down") for _ in asked]
        except JournalUnavailable as error:
            metrics.APPEND_FAILED.inc()
            if not self._failing:
                log.error("batches are not stored", camp=self.id, code=error.code, reason=error.sentence)
            self._failing = True
            await self._catch_up_if_possible()
            return [Refused("unavailable") for _ in asked]
        if self._failing:
            log.info("batches are stored again", camp=self.id)
            self._failing = False
        self._remember(batch.seen)
        if self.value is batch.base:
            self._advance(batch.camp, batch.entries, batch.changes)
        else:  # the follower has heard of the batch already, or of some of it
            self._fold(batch.entries)
        self._keep_if_due()
        return batch.answers

    async def _append(self, asked: list[c.Asked]) -> _Batch:
        while True:
            batch = self._decide(asked)
            try:
                # Of a batch that changes nothing a shared journal must still say that it was decided on what is true.
                if batch.data or self._journal.shared:
                    with metrics.timed(metrics.APPEND_SECONDS):
                        await self._journal.append(self.id, batch.base.seq, batch.data, self.epoch)
            except Conflict as conflict:
                metrics.CONFLICTS.inc()
                await self._catch_up(conflict.missed)
            except EpochChanged:
                await self._catch_up()
            else:
                if batch.data:
                    metrics.APPEND_ENTRIES.observe(len(batch.data))
                return batch

    def _decide(self, asked: list[c.Asked]) -> _Batch:
        """Decides commands one after the other, each on what the ones before it lead to."""
        now = self.clock.now()
        batch = _Batch(self.value, self.value)
        for ask in asked:
            client = ClientId(f"{ask.by or 'system'}/{ask.client}")
            known = batch.camp.clients.get(client, ClientState())
            seen = batch.seen.get(client, self._seen.get(client, ClientState()))
            if UNCOUNTED < ask.n <= max(known.last, seen.last):
                batch.answers.append(_answer_again(ask.n, dict(known.refused + seen.refused), batch.camp.seq))
                continue
            answer, seen = _decide_one(batch, ask, client, seen, now)
            batch.answers.append(answer)
            if ask.n != UNCOUNTED:
                batch.seen[client] = seen
        return batch

    def _remember(self, seen: dict[ClientId, ClientState]) -> None:
        for client, latest in seen.items():
            self._seen.pop(client, None)
            if latest.last:
                self._seen[client] = latest
        while len(self._seen) > CLIENTS_KEPT:
            del self._seen[next(iter(self._seen))]

    def _advance(self, camp: Camp, entries: Sequence[Entry], changes: Sequence[Changes]) -> None:
        if not entries:
            return
        self.value = camp
        for entry, changed in zip(entries, changes, strict=True):
            self._changes.note(changed, entry.seq)
        self._tell_listeners()

    def _fold(self, entries: Iterable[Entry]) -> None:
        """Goes on to what the journal holds beyond this value."""
        camp, folded, changes = self.value, [], []
        for entry in entries:
            if entry.seq > camp.seq:
                camp, changed = evolve(camp, entry)
                folded.append(entry)
                changes.append(changed)
        self._advance(camp, folded, changes)

    # --- moments: what spares whoever comes later the folding

    async def _start_from_kept(self) -> None:
        found = await self._journal.kept(self.id, wire.moment_form())
        if found is not None:
            self._kept, data = found
            moment = await asyncio.to_thread(wire.decode_moment, zlib.decompress(data))
            self.value, self._changes = moment.camp, ChangeLog(moment.changed, moment.people)

    def _keep_if_due(self) -> None:
        if self.value.seq - self._kept >= KEEP_EVERY and self._keeping is None:
            self._keeping = asyncio.create_task(self._keep(), name=f"keeping camp {self.id}")

    async def _keep(self) -> None:
        at = Position(self.epoch, self.value.seq)
        moment = wire.Moment(self.value, *self._changes.copy())
        try:
            data = await asyncio.to_thread(lambda: zlib.compress(wire.encode_moment(moment), 1))
            await self._journal.keep(self.id, at, wire.moment_form(), data)
        except JournalError as error:
            log.warning("its moment was not kept", camp=self.id, reason=str(error))
        except Exception:
            log.exception("its moment could not be kept", camp=self.id)
        finally:
            self._kept = at.seq
            self._keeping = None

    # --- what other processes do

    async def load(self) -> None:
        """Folds what the journal holds beyond this value, and follows it if others may append."""
        if self.value.seq == 0:
            await self._start_from_kept()
        await self._catch_up()
        self._keep_if_due()
        if self._journal.shared and self._follower is None:
            self._follower = asyncio.create_task(self._follow(), name=f"follower of camp {self.id}")

    async def refresh(self) -> None:
        """When this returns, ``value`` holds everything that was durable when it was called.

        So whoever was answered by one process finds it done in every other. However many call meanwhile, the journal
        is asked once. When it does not answer in time, this returns all the same.
        """
        if not self._journal.shared or self._closed:
            return
        if self._refreshing_next is None:
            self._refreshing_next = asyncio.ensure_future(self._refresh_after(self._refreshing))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(REFRESH_WITHIN_S):
                await asyncio.shield(self._refreshing_next)

    async def _refresh_after(self, earlier: asyncio.Future[None] | None) -> None:
        if earlier is not None:
            await earlier
        self._refreshing, self._refreshing_next = self._refreshing_next, None
        await self._catch_up_if_possible()

    async def _follow(self) -> None:
        while True:
            try:
                if not self._heard:
                    await self._journal.position(self.id)  # a follower says nothing until there is something to hear
                    self._note_heard(True)
                async with contextlib.aclosing(self._journal.follow(self.id, self.value.seq, self.epoch)) as chunks:
                    async for chunk in chunks:
                        async with self._reading:
                            await self._take(chunk, followed=True)
                return  # the journal was closed
            except JournalClosed:
                return
            except CampUnknown:
                log.warning("a camp is gone from the journal", camp=self.id)
                return
            except EpochChanged:
                await self._catch_up_if_possible()
            except JournalUnavailable as error:
                if self._heard:
                    log.warning("its journal is not heard", camp=self.id, code=error.code, reason=error.sentence)
                    self._note_heard(False)
                await asyncio.sleep(FOLLOW_AGAIN_S)
            except Exception:
                log.exception("what other processes did cannot be followed", camp=self.id)
                await asyncio.sleep(FOLLOW_AGAIN_S)

    def _note_heard(self, heard: bool) -> None:
        if heard != self._heard:
            self._heard = heard
            metrics.UNHEARD.inc(-1 if heard else 1)

    async def _take(self, chunk: Chunk, followed: bool = False) -> None:
        """Folds entries of the journal, those that are here already passed over. ``_reading`` must be held.

        ``followed``: they have just been appended by another process.
        """
        entries = [wire.decode_entry(data) for seq, data in chunk if seq > self.value.seq]
        if entries and followed:
            metrics.LAG_SECONDS.observe(max(0, self.clock.now() - entries[-1].at) / 1000)
        if self._journal.shared:
            await self._learn_names(entries)
        self._fold(entries)

    async def _learn_names(self, entries: Iterable[Entry]) -> None:
        """Names come before the entries that show them, and are not in those."""
        changed: set[PersonId] = set()
        for entry in entries:
            for record in entry.records:
                match record:
                    case PersonJoined(person) if person not in self._names:
                        changed.add(person)
                    case NameChanged(person) | PersonForgotten(person):
                        changed.add(person)
        if changed:
            found = await self._people.some(self.id, sorted(changed))
            for person in changed:
                if person in found:
                    self._names[person] = found[person]
                else:
                    self._names.pop(person, None)

    async def _catch_up(self, missed: Chunk | None = None) -> None:
        """Goes on with what is at hand, if there is anything, or with all that the journal holds."""
        async with self._reading:
            if missed:
                await self._take(missed)
                return
            try:
                async with contextlib.aclosing(self._journal.read(self.id, self.value.seq, self.epoch)) as chunks:
                    async for chunk in chunks:
                        await self._take(chunk)
            except EpochChanged:
                await self._begin_again()

    async def _begin_again(self) -> None:
        """The past is another: it is read from its beginning, and shown once it is whole. ``_reading`` must be held."""
        log.warning("an epoch is over: the store may have lost some of it", camp=self.id, epoch=self.epoch)
        while True:
            position = await self._journal.position(self.id)
            again = LiveCamp(new_camp(self.id), position.epoch, {}, self._journal, self._people, self.clock)
            try:
                await again._start_from_kept()
                reading = self._journal.read(self.id, again.value.seq, position.epoch)
                async with contextlib.aclosing(reading) as chunks:
                    async for chunk in chunks:
                        again._fold(wire.decode_entry(data) for _, data in chunk)
            except EpochChanged:
                continue
            names = await self._people.names(self.id)
            self._names = {PersonId(person): name for person, name in names.items()}
            self.value, self.epoch, self._changes = again.value, again.epoch, again._changes
            self._kept = again._kept
            self._seen.clear()
            self._tell_listeners()
            return

    async def _catch_up_if_possible(self) -> None:
        """Reads on, or stays where we are and finds out later: after a failed append nobody knows what was stored."""
        try:
            await self._catch_up()
        except JournalClosed:
            pass
        except JournalError as error:
            if not self._failing:
                log.warning("reading on failed", camp=self.id, reason=str(error))

    async def entries(self) -> AsyncGenerator[bytes, None]:
        """What the journal holds, from the first entry on, up to now. To be left early through ``contextlib.aclosing``.

        Raises ``Refused``: ``unavailable``, ``shutting-down``.
        """
        try:
            async with contextlib.aclosing(self._journal.read(self.id, 0, self.epoch)) as chunks:
                async for chunk in chunks:
                    for _, data in chunk:
                        yield data
        except JournalClosed as error:
            raise Refused("shutting-down") from error
        except JournalError as error:
            log.warning("its journal could not be read again", camp=self.id, reason=str(error))
            raise Refused("unavailable") from error

    # --- people

    async def join(
        self, name: str, interests: tuple[str, ...] = (), organizer: bool = False, person: PersonId | None = None
    ) -> PersonId:
        """Makes a new person, name first, so that nobody is ever shown without one. Raises ``Refused``.

        ``person``: an id that nobody can guess; whoever joins twice under it has joined once.
        """
        cleaned = rules.person_name(name)
        person = person or PersonId(f"p{secrets.token_hex(PERSON_ID_BYTES)}")
        await self._put_name(person, cleaned)
        try:
            await self.ask(c.Join(person, interests, organizer), None)
        except Refused:
            if person not in self.value.people:
                await self._forget_name(person)
                raise
        return person

    async def import_list(self, names: Mapping[PersonId, str], command: c.ImportList, by: PersonId) -> None:
        """Expects the people of a list, by their names, and puts its topics on the wall: all of it or nothing.

        Raises ``Refused``.
        """
        new = [person for person in names if person not in self.value.people]
        await asyncio.gather(*(self._put_name(person, names[person]) for person in new))
        try:
            await self.ask(command, by)
        except Refused:
            for person in new:
                if person not in self.value.people:
                    await self._forget_name(person)
            raise

    async def set_name(self, person: PersonId, name: str) -> None:
        """Renames somebody who has joined. Raises ``Refused``."""
        rules.joined(self.value, person)
        cleaned = rules.person_name(name)
        if self._names.get(person) != cleaned:
            await self._put_name(person, cleaned)
            self._unannounced.add(person)
        if person in self._unannounced:
            await self.ask(c.NoteNewName(), person)
            self._unannounced.discard(person)

    async def forget(self, person: PersonId, by: PersonId | None) -> None:
        """Ends a person's hosting and erases the name for good. Raises ``Refused``."""
        await self.ask(c.ForgetPerson(person), by)
        await self._forget_name(person)
        await self.ask(c.NoteNewName(), person)

    async def _put_name(self, person: PersonId, name: str) -> None:
        try:
            await self._people.put(self.id, person, name)
        except JournalUnavailable as error:
            log.error("a name could not be stored", camp=self.id, code=error.code, reason=error.sentence)
            raise Refused("unavailable") from error
        self._names[person] = name

    async def _forget_name(self, person: PersonId) -> None:
        try:
            await self._people.forget(self.id, person)
        except JournalUnavailable as error:
            log.error("a name could not be erased", camp=self.id, code=error.code, reason=error.sentence)
            raise Refused("unavailable") from error
        self._names.pop(person, None)

    # --- documents

    def delta(self, audience: str, since: int | None) -> wire.Delta | None:
        """What an audience's documents are where they changed after ``since``; None when nothing did.

        A snapshot when ``since`` is None or lies in a future that this camp does not have. Raises ``ValueError`` for
        what is no audience: they are ``public``, ``organizers``, ``person/P``.
        """
        camp = self.value
        name, keys, document = self._reader(audience)
        if since is not None and since > camp.seq:
            since = None
        if since is not None:
            keys = list(self._changes.since(audience, since))
            if not keys:
                return None
        put: dict[str, Any] = {}
        gone: list[str] = []
        for key in keys:
            found = document(key)
            if found is not None:
                put[key] = found
            elif since is not None:
                gone.append(key)
        return wire.Delta(name, self.epoch, since, camp.seq, put, tuple(gone))

    def _reader(self, audience: str) -> tuple[wire.Audience, Iterable[str], Callable[[str], documents.Document | None]]:
        """An audience's name on the wire, the keys of all its documents, and how to look one up."""
        camp, names = self.value, self._names
        kind, _, ident = audience.partition("/")
        person = PersonId(ident)
        if audience == documents.PUBLIC:
            return "public", documents.public_keys(camp), partial(documents.public_document, camp, names)
        if audience == documents.ORGANIZERS:
            return "organizers", documents.organizers_keys(camp), partial(documents.organizers_document, camp, names)
        if kind == "person" and ident:
            document = partial(documents.person_document, camp, names, person, by_slot=self._sessions_by_slot())
            return "me", documents.person_keys(camp, person), document
        raise ValueError(f"there is no audience {audience!r}")

    def _sessions_by_slot(self) -> BySlot:
        """Worked out once for a value: after a publication everybody's day is asked for at once."""
        if self._by_slot is None or self._by_slot[0] is not self.value:
            self._by_slot = self.value, sessions_by_slot(self.value)
        return self._by_slot[1]

    def looks_since(self) -> int:
        """The seq at which what everybody sees last changed, but for how many people are here."""
        return self._changes.latest(documents.PUBLIC, "people")

    def people_touched(self, since: int) -> list[PersonId]:
        """Whose own documents changed after ``since``: nobody else need be asked for a delta."""
        return list(self._changes.people_since(since))

    def set_ephemeral(self, audience: str, *, everywhere: bool = False, **fields: Any) -> None:
        """Shows something that is not journalled; it goes with the process. ``everywhere``: in every other one too."""
        self._ephemeral[audience] = {**self._ephemeral.get(audience, {}), **fields}
        self.ephemeral_version += 1
        if everywhere and self._commons is not None and not self._closed:
            self._untold.setdefault(audience, {}).update(fields)
            if self._telling is None or self._telling.done():
                self._telling = asyncio.create_task(self._tell_others(self._commons))
        self._tell_listeners()

    async def _tell_others(self, commons: Commons) -> None:
        """What is newest, one after the other; what could not be told is not worth telling later."""
        while self._untold:
            untold, self._untold = self._untold, {}
            for audience, fields in untold.items():
                note = wire.Note(commons.process, self.id, audience, wire.Told(**fields))
                try:
                    await commons.tell(wire.encode(note))
                except JournalClosed:
                    return
                except JournalUnavailable as error:
                    log.info("other processes were not told", camp=self.id, code=error.code, reason=error.sentence)

    # --- listening

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Calls ``listener`` (quick, in the event loop) after every change; the result ends that."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)

    def _tell_listeners(self) -> None:
        for listener in tuple(self._listeners):
            try:
                listener()
            except Exception:
                log.exception("a listener failed", camp=self.id)

    # --- being needed

    def hold(self) -> Callable[[], None]:
        """The camp stays in memory until the result is called, which is done once."""
        self._holders += 1

        def release() -> None:
            self._holders -= 1
            self._used_at = time.monotonic()

        return release

    @property
    def unused_s(self) -> float:
        """Seconds since anybody came by; 0 while it is held, or commands wait for their answers."""
        return 0.0 if self._holders or self._waiting else time.monotonic() - self._used_at

    async def close(self) -> None:
        """Answers whoever still waits: what was not committed was not done."""
        self._closed = True
        for finishing in (self._telling, self._keeping):
            if finishing is not None:
                await finishing
        for task in (self._writer, self._follower, self._refreshing, self._refreshing_next):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        self._note_heard(True)
        _refuse(self._waiting, "shutting-down")
        self._waiting = []


def _settle(waiting: Sequence[_Waiting], answers: Sequence[Answer]) -> None:
    """Gives every call its part of the answers."""
    rest = iter(answers)
    for one in waiting:
        own = list(itertools.islice(rest, len(one.asked)))
        if not one.answers.done():
            one.answers.set_result(own)


def _refuse(waiting: Sequence[_Waiting], code: str) -> None:
    _settle(waiting, [Refused(code) for one in waiting for _ in one.asked])


def _decide_one(
    batch: _Batch, ask: c.Asked, client: ClientId, seen: ClientState, now: Instant
) -> tuple[Answer, ClientState]:
    """Adds the command's entry, if it has one, to the batch; and says what is left to be remembered of the client.

    That is nothing after an entry, which holds the client's counter and what was refused before it.
    """
    try:
        decision = decide(batch.camp, ask.command, ask.by, now)
        if not decision.records:
            answer = Receipt(ask.n, batch.camp.seq, frozenset(), decision.dropped)
            return answer, ClientState(ask.n, seen.refused)
        refused = seen.refused if ask.n != UNCOUNTED else ()
        entry = Entry(batch.camp.seq + 1, now, ask.by, client, ask.n, decision.records, refused)
        data = wire.encode_entry(entry)
        camp, changes = evolve(batch.camp, entry)
    except Refused as refusal:
        return refusal, _with_refusal(seen, ask.n, refusal)
    except Exception:
        log.exception("a command failed", camp=batch.camp.id, command=_name_of(ask.command), client=ask.client, n=ask.n)
        broken = Refused("internal")
        return broken, _with_refusal(seen, ask.n, broken)
    batch.camp = camp
    batch.entries.append(entry)
    batch.data.append(data)
    batch.changes.append(changes)
    return Receipt(ask.n, entry.seq, _audiences(changes), decision.dropped), ClientState()


def _name_of(command: c.AnyCommand) -> str:
    """As on the wire."""
    return str(command.__struct_config__.tag)


def _with_refusal(seen: ClientState, n: int, refusal: Refused) -> ClientState:
    return ClientState(n, (*seen.refused, (n, refusal.code))[-REFUSED_KEPT:])


def _answer_again(n: int, refused: Mapping[int, str], seq: int) -> Answer:
    return Refused(refused[n]) if n in refused else Receipt(n, seq)


def _audiences(changes: Changes) -> frozenset[str]:
    shared = {name for name, keys in (("public", changes.public), ("organizers", changes.organizers)) if keys}
    return frozenset(shared | {documents.person_audience(person) for person in changes.people})
