"""Every store against the simplest one imaginable: a list of entries and a dict of names per camp."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from edcamp.journal.people import People
from edcamp.journal.port import CampExists, CampUnknown, Conflict, Journal, Position
from edcamp.journal.store import Store

Open = Callable[[Path], Awaitable[Store[Journal, People]]]
T = TypeVar("T")

CAMPS = st.sampled_from(["oslo", "lima", "Ærø’s camp"])
PERSONS = st.sampled_from(["p1", "p2", "p3"])
ENTRIES = st.lists(st.binary(max_size=40), max_size=4)


class StoreMachine(RuleBasedStateMachine):
    def __init__(self, adapter: Open, survives: bool) -> None:
        super().__init__()
        self.adapter = adapter
        self.survives = survives
        self.folder = tempfile.TemporaryDirectory()
        self.runner = asyncio.Runner()
        self.entries: dict[str, list[bytes]] = {}
        self.epochs: dict[str, str] = {}
        self.names: dict[str, dict[str, str]] = {}

    def run(self, call: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(call)

    async def opened(self) -> Store[Journal, People]:
        return await self.adapter(Path(self.folder.name))

    @initialize()
    def start(self) -> None:
        self.store = self.run(self.opened())

    def teardown(self) -> None:
        self.run(self.store.close())
        self.runner.close()
        self.folder.cleanup()

    @rule(camp=CAMPS)
    def create(self, camp: str) -> None:
        if camp in self.entries:
            with pytest.raises(CampExists):
                self.run(self.store.journal.create(camp))
        else:
            position = self.run(self.store.journal.create(camp))
            assert position.seq == 0
            assert position.epoch not in self.epochs.values()
            self.entries[camp] = []
            self.epochs[camp] = position.epoch

    @rule(camp=CAMPS)
    def drop(self, camp: str) -> None:
        if camp in self.entries:
            self.run(self.store.journal.drop_camp(camp))
            del self.entries[camp]  # its epoch is remembered: it must not come back
            self.epochs[f"{camp} before {len(self.epochs)}"] = self.epochs.pop(camp)
        else:
            with pytest.raises(CampUnknown):
                self.run(self.store.journal.drop_camp(camp))

    @rule(camp=CAMPS, miss=st.sampled_from([0, 0, 0, -1, 1, 5]), entries=ENTRIES)
    def append(self, camp: str, miss: int, entries: list[bytes]) -> None:
        last = len(self.entries.get(camp, []))
        call = self.store.journal.append(camp, last + miss, entries)
        if camp not in self.entries:
            with pytest.raises(CampUnknown):
                self.run(call)
        elif miss:
            with pytest.raises(Conflict) as caught:
                self.run(call)
            assert (caught.value.expected, caught.value.actual) == (last + miss, last)
        else:
            assert self.run(call) == Position(self.epochs[camp], last + len(entries))
            self.entries[camp] += entries

    @rule(camp=CAMPS, calls=st.lists(st.tuples(st.integers(0, 3), ENTRIES), max_size=5))
    def append_together(self, camp: str, calls: list[tuple[int, list[bytes]]]) -> None:
        """Calls made at once are answered as if they had come one after the other."""
        if camp not in self.entries:
            return
        last = len(self.entries[camp])

        async def together() -> list[Position | BaseException]:
            appends = [self.store.journal.append(camp, last + ahead, entries) for ahead, entries in calls]
            return await asyncio.gather(*appends, return_exceptions=True)

        for (ahead, entries), answer in zip(calls, self.run(together()), strict=True):
            actual = len(self.entries[camp])
            if last + ahead == actual:
                self.entries[camp] += entries
                assert answer == Position(self.epochs[camp], actual + len(entries))
            else:
                assert isinstance(answer, Conflict)
                assert (answer.expected, answer.actual) == (last + ahead, actual)

    @rule(camp=CAMPS, share=st.floats(0, 1))
    def read(self, camp: str, share: float) -> None:
        if camp in self.entries:
            after = round(share * len(self.entries[camp]))

            async def rows() -> list[tuple[int, bytes]]:
                return [row async for chunk in self.store.journal.read(camp, after) for row in chunk]

            assert self.run(rows()) == list(enumerate(self.entries[camp][after:], after + 1))

    @rule(camp=CAMPS, person=PERSONS, name=st.text(st.characters(codec="utf-8"), max_size=20))
    def put(self, camp: str, person: str, name: str) -> None:
        self.run(self.store.people.put(camp, person, name))
        self.names.setdefault(camp, {})[person] = name

    @rule(camp=CAMPS, person=PERSONS)
    def forget(self, camp: str, person: str) -> None:
        self.run(self.store.people.forget(camp, person))
        self.names.get(camp, {}).pop(person, None)

    @rule(camp=CAMPS)
    def forget_all(self, camp: str) -> None:
        self.run(self.store.people.drop_camp(camp))
        self.names.pop(camp, None)

    @rule()
    def reopen(self) -> None:
        if self.survives:
            self.run(self.store.close())
            self.store = self.run(self.opened())

    @invariant()
    def holds_what_the_model_holds(self) -> None:
        assert self.run(self.store.journal.camps()) == sorted(self.entries)
        for camp, entries in self.entries.items():
            assert self.run(self.store.journal.position(camp)) == Position(self.epochs[camp], len(entries))
        for camp, names in self.names.items():
            assert self.run(self.store.people.names(camp)) == names


def test_store_behaves_like_a_list_and_a_dict(adapter: Open, survives: bool) -> None:
    class Machine(StoreMachine):
        def __init__(self) -> None:
            super().__init__(adapter, survives)

    run_state_machine_as_test(
        Machine, settings=settings(max_examples=30, stateful_step_count=25, deadline=None, database=None)
    )
