"""One camp in motion: the only place where commands become entries and entries become the next value."""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from edcamp import wire
from edcamp.domain import commands as c
from edcamp.domain import documents, rules
from edcamp.domain.camp import Camp, Unplaced
from edcamp.domain.decide import decide
from edcamp.domain.evolve import REFUSED_KEPT, Changes, evolve
from edcamp.domain.ids import CampId, ClientId, PersonId
from edcamp.domain.records import Entry
from edcamp.domain.refusals import Refused
from edcamp.journal.people import People
from edcamp.journal.port import Conflict, Journal, JournalClosed, JournalUnavailable
from edcamp.live.changes import ChangeLog
from edcamp.live.clock import Clock

log = logging.getLogger(__name__)

BATCH_MAX = 512
"""Commands decided and committed together; more would make the first of them wait for the last to be encoded."""

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
    asked: c.Asked
    answer: asyncio.Future[Answer]


class _Batch(Struct):
    """What a batch of commands would lead to, if the journal takes it."""

    camp: Camp
    answers: list[Answer]
    entries: list[Entry]
    changes: list[Changes]
    refusals: dict[ClientId, tuple[tuple[int, str], ...]]


class LiveCamp:
    """``value`` is durable: nothing is in it that the journal does not hold."""

    def __init__(
        self, value: Camp, epoch: str, names: dict[PersonId, str], journal: Journal, people: People, clock: Clock
    ) -> None:
        self.value = value
        self.epoch = epoch
        self.clock = clock
        self._names = names
        self._journal = journal
        self._people = people
        self._changes = ChangeLog()
        self._listeners: set[Callable[[], None]] = set()
        self._waiting: list[_Waiting] = []
        self._wake = asyncio.Event()
        self._refusals: dict[ClientId, tuple[tuple[int, str], ...]] = {}
        self._ephemeral: dict[str, dict[str, Any]] = {}
        self.ephemeral_version = 0
        self._closed = False
        self._writer: asyncio.Task[None] | None = None

    @property
    def id(self) -> CampId:
        return self.value.id

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
        if self._writer is None:
            self._writer = asyncio.create_task(self._write(), name=f"writer of camp {self.id}")
        loop = asyncio.get_running_loop()
        waiting = [_Waiting(ask, loop.create_future()) for ask in asked]
        self._waiting += waiting
        self._wake.set()
        return [await one.answer for one in waiting]

    async def _write(self) -> None:
        while True:
            await self._wake.wait()
            batch, self._waiting = self._waiting[:BATCH_MAX], self._waiting[BATCH_MAX:]
            if not self._waiting:
                self._wake.clear()
            try:
                answers = await self._commit([one.asked for one in batch])
            except asyncio.CancelledError:
                _settle(batch, [Refused("shutting-down") for _ in batch])
                raise
            except Exception:
                log.exception("camp %s: a batch of %d commands failed", self.id, len(batch))
                answers = [Refused("unavailable") for _ in batch]
            _settle(batch, answers)

    async def _commit(self, asked: list[c.Asked]) -> list[Answer]:
        while True:
            batch = self._decide(asked)
            try:
                if batch.entries:
                    entries = [wire.encode_entry(entry) for entry in batch.entries]
                    await self._journal.append(self.id, self.value.seq, entries)
            except Conflict:
                await self._catch_up()
                continue
            except JournalClosed:
                return [Refused("shutting-down") for _ in asked]
            except JournalUnavailable as error:
                log.error("camp %s: %s (%s)", self.id, error.sentence, error.code)
                await self._catch_up_if_possible()
                return [Refused("unavailable") for _ in asked]
            self._refusals = batch.refusals
            self._advance(batch.camp, batch.entries, batch.changes)
            return batch.answers

    def _decide(self, asked: list[c.Asked]) -> _Batch:
        """Decides commands one after the other, each on what the ones before it lead to."""
        now = self.clock.now()
        batch = _Batch(self.value, [], [], [], dict(self._refusals))
        for ask in asked:
            client = ClientId(f"{ask.by or 'system'}/{ask.client}")
            known = batch.camp.clients.get(client)
            if ask.n != UNCOUNTED and known is not None and ask.n <= known.last:
                batch.answers.append(_answer_again(ask.n, known.refused, batch.camp.seq))
                continue
            try:
                decision = decide(batch.camp, ask.command, ask.by, now)
            except Refused as refused:
                batch.answers.append(refused)
                if ask.n != UNCOUNTED:
                    earlier = tuple(r for r in batch.refusals.get(client, ()) if r[0] != ask.n)
                    batch.refusals[client] = (*earlier, (ask.n, refused.code))[-REFUSED_KEPT:]
                continue
            if not decision.records:
                batch.answers.append(Receipt(ask.n, batch.camp.seq, frozenset(), decision.dropped))
                continue
            refusals = tuple(r for r in batch.refusals.pop(client, ()) if r[0] < ask.n)
            entry = Entry(batch.camp.seq + 1, now, ask.by, client, ask.n, decision.records, refusals)
            batch.camp, changes = evolve(batch.camp, entry)
            batch.entries.append(entry)
            batch.changes.append(changes)
            batch.answers.append(Receipt(ask.n, entry.seq, _audiences(changes), decision.dropped))
        return batch

    def _advance(self, camp: Camp, entries: Sequence[Entry], changes: Sequence[Changes]) -> None:
        if not entries:
            return
        self.value = camp
        for entry, changed in zip(entries, changes, strict=True):
            self._changes.note(changed, entry.seq)
        self._tell_listeners()

    async def load(self) -> None:
        """Folds what the journal holds beyond this value."""
        await self._catch_up()

    async def _catch_up(self) -> None:
        async with contextlib.aclosing(self._journal.read(self.id, self.value.seq)) as chunks:
            async for chunk in chunks:
                camp, entries, changes = self.value, [], []
                for _, data in chunk:
                    entry = wire.decode_entry(data)
                    camp, changed = evolve(camp, entry)
                    entries.append(entry)
                    changes.append(changed)
                self._advance(camp, entries, changes)

    async def _catch_up_if_possible(self) -> None:
        """After a failed append it is not known what was stored: read it, or stay where we are and find out later."""
        try:
            await self._catch_up()
        except JournalUnavailable as error:
            log.warning("camp %s: reading on failed too: %s", self.id, error.sentence)

    # --- people

    async def join(self, name: str, interests: tuple[str, ...] = (), organizer: bool = False) -> PersonId:
        """Makes a new person, name first, so that nobody is ever shown without one. Raises ``Refused``."""
        cleaned = rules.person_name(name)
        person = PersonId(f"p{secrets.token_hex(10)}")
        await self._put_name(person, cleaned)
        try:
            await self.ask(c.Join(person, interests, organizer), None)
        except Refused:
            await self._forget_name(person)
            raise
        return person

    async def set_name(self, person: PersonId, name: str) -> None:
        """Renames somebody who has joined. Raises ``Refused``."""
        rules.joined(self.value, person)
        cleaned = rules.person_name(name)
        if self._names.get(person) != cleaned:
            await self._put_name(person, cleaned)
            await self.ask(c.NoteNewName(), person)

    async def forget(self, person: PersonId, by: PersonId | None) -> None:
        """Ends a person's hosting and erases the name for good. Raises ``Refused``."""
        await self.ask(c.ForgetPerson(person), by)
        await self._forget_name(person)
        await self.ask(c.NoteNewName(), person)

    async def _put_name(self, person: PersonId, name: str) -> None:
        try:
            await self._people.put(self.id, person, name)
        except JournalUnavailable as error:
            log.error("camp %s: a name could not be stored: %s", self.id, error.sentence)
            raise Refused("unavailable") from error
        self._names[person] = name

    async def _forget_name(self, person: PersonId) -> None:
        try:
            await self._people.forget(self.id, person)
        except JournalUnavailable as error:
            log.error("camp %s: a name could not be erased: %s", self.id, error.sentence)
            raise Refused("unavailable") from error
        self._names.pop(person, None)

    # --- documents

    def delta(self, audience: str, since: int | None) -> wire.Delta | None:
        """What an audience's documents are where they changed after ``since``; None when nothing did.

        A snapshot when ``since`` is None or lies in a future that this camp does not have.
        Audiences: ``public``, ``organizers``, ``person/P``.
        """
        camp = self.value
        if since is not None and since > camp.seq:
            since = None
        kind, _, ident = audience.partition("/")
        person = PersonId(ident)
        if since is not None:
            keys = list(self._changes.since(audience, since))
            if not keys:
                return None
        elif kind == "person":
            keys = list(documents.person_keys(camp, person))
        else:
            keys = list(documents.public_keys(camp) if kind == "public" else documents.organizers_keys(camp))
        put: dict[str, Any] = {}
        gone: list[str] = []
        for key in keys:
            match kind:
                case "public":
                    found = documents.public_document(camp, self._names, key)
                case "organizers":
                    found = documents.organizers_document(camp, self._names, key)
                case _:
                    found = documents.person_document(camp, self._names, person, key)
            if found is not None:
                put[key] = found
            elif since is not None:
                gone.append(key)
        name: wire.Audience = "public" if kind == "public" else "organizers" if kind == "organizers" else "me"
        return wire.Delta(name, self.epoch, since, camp.seq, put, tuple(gone))

    def set_ephemeral(self, audience: str, **fields: Any) -> None:
        """Shows something that is not journalled; it goes with the process."""
        self._ephemeral[audience] = {**self._ephemeral.get(audience, {}), **fields}
        self.ephemeral_version += 1
        self._tell_listeners()

    # --- listening

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Calls ``listener`` (quick, in the event loop) after every change; the result ends that."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)

    def _tell_listeners(self) -> None:
        for listener in tuple(self._listeners):
            listener()

    async def close(self) -> None:
        """Answers whoever still waits: what was not committed was not done."""
        self._closed = True
        if self._writer is not None:
            self._writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._writer
        _settle(self._waiting, [Refused("shutting-down") for _ in self._waiting])
        self._waiting = []


def _settle(waiting: Sequence[_Waiting], answers: Sequence[Answer]) -> None:
    for one, answer in zip(waiting, answers, strict=True):
        if not one.answer.done():
            one.answer.set_result(answer)


def _answer_again(n: int, refused: tuple[tuple[int, str], ...], seq: int) -> Answer:
    code = dict(refused).get(n)
    return Receipt(n, seq) if code is None else Refused(code)


def _audiences(changes: Changes) -> frozenset[str]:
    shared = {name for name, keys in (("public", changes.public), ("organizers", changes.organizers)) if keys}
    return frozenset(shared | {documents.person_audience(person) for person in changes.people})
