"""Anything that anybody can ask of a camp in motion: clients hold what is true, the journal tells the day again."""

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any, TypeVar

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from edcamp import wire
from edcamp.domain import commands as c
from edcamp.domain.camp import Camp, Weight, new_camp
from edcamp.domain.documents import person_audience
from edcamp.domain.evolve import evolve
from edcamp.domain.ids import CampId, ClientId, PersonId
from edcamp.domain.refusals import SENTENCES, Refused
from edcamp.journal.memory import open_memory
from edcamp.live.camp import Answer, LiveCamp
from edcamp.live.clock import ManualClock
from edcamp.live.host import TIMEKEEPER, Live
from tests.domain.story import Documents, seen_by
from tests.model.asking import ATTENDEES, LATER, NOW, ORGANIZERS, Anything, people, picks

T = TypeVar("T")

CAMP = CampId("camp")
AUDIENCES = ["public", "organizers", *(person_audience(person) for person in (*ATTENDEES, *ORGANIZERS, LATER))]


class Client:
    """Follows one audience by the protocol's words, and knows nothing else."""

    def __init__(self, audience: str) -> None:
        self.audience = audience
        self.at: int | None = None
        self.documents: Documents = {}

    def hear(self, camp: LiveCamp) -> None:
        delta = camp.delta(self.audience, self.at)
        if delta is None:
            return
        heard = msgspec.json.decode(wire.encode(delta))
        assert heard["epoch"] == camp.epoch
        if heard["from"] is None:
            self.documents = {}
        assert self.at is None or heard["from"] <= self.at < heard["to"]
        self.documents |= heard["put"]
        for key in heard["del"]:
            self.documents.pop(key, None)
        self.at = heard["to"]


class Motion(Anything):
    """A camp with everybody connected, some of them badly; one process that restarts, and now and then a rival."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.store = open_memory()
        self.clock = ManualClock(NOW)
        self.live = Live(self.store.journal, self.store.people, self.clock)
        self.rival: LiveCamp | None = None
        self.steady = [Client(audience) for audience in AUDIENCES]
        self.lazy = [Client(audience) for audience in AUDIENCES]
        self.told = 0
        self.counters: dict[tuple[PersonId | None, str], int] = {}
        self.answered: list[tuple[c.Asked, str]] = []
        """What was asked, and how it was answered, as long as that is remembered."""
        self.run(self.store.journal.create(CAMP))
        self.camp = self.run(self.live.camp(CAMP))

    def run(self, doing: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(doing)

    @property
    def value(self) -> Camp:
        return self.camp.value

    def teardown(self) -> None:
        try:
            self.every_position_can_be_resumed_from()
            self.the_journal_tells_the_same_day_again()
        finally:
            if self.rival is not None:
                self.run(self.rival.close())
            self.run(self.live.close())
            self.run(self.store.close())
            self.loop.close()

    def ask(self, command: c.AnyCommand, by: PersonId | None) -> None:
        self.clock.turn(1000)
        asked = self._numbered(command, by)
        [answer] = self.run(self.camp.ask_all([asked]))
        self._note(asked, answer)

    def _numbered(self, command: c.AnyCommand, by: PersonId | None, client: str = "tab") -> c.Asked:
        self.counters[by, client] = self.counters.get((by, client), 0) + 1
        return c.Asked(command, by, ClientId(client), self.counters[by, client])

    def _note(self, asked: c.Asked, answer: Answer) -> None:
        kind = answer.code if isinstance(answer, Refused) else "ok"
        assert kind == "ok" or kind in SENTENCES
        assert kind not in ("internal", "unavailable", "shutting-down"), asked
        self.answered.append((asked, kind))

    # --- what else happens

    @rule(back=st.integers(0, 40))
    def repeats(self, back: int) -> None:
        """An answer was lost on the way, so its command comes again."""
        if back < len(self.answered):
            asked, kind = self.answered[-1 - back]
            before = self.value
            [answer] = self.run(self.camp.ask_all([asked]))
            assert (answer.code if isinstance(answer, Refused) else "ok") == kind, asked
            assert self.value is before

    @rule(topic=picks, weights=st.lists(st.tuples(people, st.sampled_from(Weight)), min_size=2, max_size=6))
    def many_vote_at_once(self, topic: int, weights: list[tuple[PersonId, Weight]]) -> None:
        messages = [[self._numbered(c.SetVote(self.topic(topic), weight), by)] for by, weight in weights]

        async def together() -> list[list[Answer]]:
            return await asyncio.gather(*map(self.camp.ask_all, messages))

        for message, [answer] in zip(messages, self.run(together()), strict=True):
            self._note(message[0], answer)

    @rule(topic=picks, weight=st.sampled_from(Weight), by=st.sampled_from(ATTENDEES))
    def a_rival_writes(self, topic: int, weight: Weight, by: PersonId) -> None:
        """A second process on the same journal: our next append conflicts, and is decided anew."""
        if self.rival is None:
            value, people = new_camp(CAMP), self.store.people
            self.rival = LiveCamp(value, self.camp.epoch, {}, self.store.journal, people, self.clock)
        self.run(self.rival.load())
        self.run(self.rival.ask_all([self._numbered(c.SetVote(self.topic(topic), weight), by, "rival")]))

    @rule()
    def restarts(self) -> None:
        """What left no entry is forgotten: whoever asks again is answered anew."""
        self.run(self.camp.load())
        before = self.value
        kept = self.value.clients
        self.run(self.live.close())
        self.live = Live(self.store.journal, self.store.people, self.clock)
        self.camp = self.run(self.live.camp(CAMP))
        assert self.value == self.run(self._made_up_for(before))
        self.answered = [
            (asked, kind)
            for asked, kind in self.answered
            if (client := kept.get(ClientId(f"{asked.by or 'system'}/{asked.client}"))) and asked.n <= client.last
        ]

    async def _made_up_for(self, value: Camp) -> Camp:
        """With what the timetable had due, and the clock had no turn for before the end."""
        async with contextlib.aclosing(self.camp.entries()) as entries:
            async for entry in (wire.decode_entry(data) async for data in entries):
                if entry.seq > value.seq:
                    assert entry.client == TIMEKEEPER
                    value = evolve(value, entry)[0]
        return value

    @rule(person=people, name=st.sampled_from(["Ana", "Anna", ""]))
    def is_named(self, person: PersonId, name: str) -> None:
        self._may_refuse(self.camp.set_name(person, name))

    @rule(person=people, by=st.one_of(st.none(), people))
    def is_forgotten(self, person: PersonId, by: PersonId | None) -> None:
        self._may_refuse(self.camp.forget(person, by))

    def _may_refuse(self, doing: Coroutine[Any, Any, None]) -> None:
        try:
            self.run(doing)
        except Refused as refused:
            assert refused.code in ("not-joined", "not-organizer", "name-empty", "person-unknown")  # noqa: PT017

    @rule(client=st.integers(0, len(AUDIENCES) - 1))
    def a_lazy_client_comes_back(self, client: int) -> None:
        self.lazy[client].hear(self.camp)
        assert self.lazy[client].documents == self._shown(AUDIENCES[client])

    # --- what always holds

    def _shown(self, audience: str) -> Documents:
        return seen_by(self.value, self.camp.names, audience)

    @invariant()
    def whoever_listens_holds_what_is_true(self) -> None:
        """Nobody is passed over who has something to hear."""
        touched = {person_audience(person) for person in self.camp.people_touched(self.told)}
        self.told = self.value.seq
        for client in self.steady:
            if client.audience in touched or not client.audience.startswith("person/") or client.at is None:
                client.hear(self.camp)
            assert client.documents == self._shown(client.audience), client.audience

    def every_position_can_be_resumed_from(self) -> None:
        """Tried with the documents of each moment of the day, told again from the journal."""
        camp, names = new_camp(CAMP), self.camp.names
        entries = self.run(self._entries())
        held = {audience: Client(audience) for audience in AUDIENCES}
        for entry in entries[: self.value.seq]:
            camp, _ = evolve(camp, entry)
            for audience, client in held.items():
                client.at, client.documents = camp.seq, seen_by(camp, names, audience)
                client.hear(self.camp)
                assert client.documents == self._shown(audience), (audience, camp.seq)

    def the_journal_tells_the_same_day_again(self) -> None:
        camp = new_camp(CAMP)
        for entry in self.run(self._entries()):
            assert wire.decode_entry(wire.encode_entry(entry)) == entry
            camp, _ = evolve(camp, entry)
        self.run(self.camp.load())
        assert camp == self.value
        moment = wire.Moment(camp, {"public": {"topic/t1": 3, "camp": 7}}, {PersonId("ana"): 5})
        assert wire.decode_moment(wire.encode_moment(moment)) == moment
        for audience in AUDIENCES:
            assert seen_by(camp, self.camp.names, audience) == self._shown(audience)

    async def _entries(self) -> list[Any]:
        chunks = self.store.journal.read(CAMP)
        return [wire.decode_entry(data) async for chunk in chunks for _, data in chunk]


TestMotion = Motion.TestCase
TestMotion.settings = settings(max_examples=80, stateful_step_count=30, deadline=None)
