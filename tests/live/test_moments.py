"""Whoever loads a camp begins with the moment that somebody kept, and has in the end what the journal says."""

import asyncio

import pytest

from edcamp import wire
from edcamp.domain import commands as c
from edcamp.domain.camp import Kind, Weight
from edcamp.domain.ids import ClientId, TopicId
from edcamp.live import camp as live_camp
from edcamp.live.camp import LiveCamp
from edcamp.live.clock import ManualClock
from edcamp.live.host import Live
from tests.domain.story import ANA, BEN, BOSS, CAMP, CAT, audiences
from tests.live.stores import AnyStore, FaultyJournal, unavailable

pytestmark = pytest.mark.anyio

EVERY = 50


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_camp, "KEEP_EVERY", EVERY)


async def live_on(camp: LiveCamp, turns: int, start: int = 0) -> None:
    for n in range(start, start + turns):
        topic = TopicId(f"t{n % 15}")
        asked = [
            c.Asked(c.ProposeTopic(topic, Kind.LEARN, f"Topic {n}"), BEN, ClientId("tab"), 3 * n + 1),
            c.Asked(c.SetVote(topic, (Weight.MUST, Weight.INTERESTED)[n % 2]), CAT, ClientId("tab"), 3 * n + 2),
            c.Asked(c.HideTopic(topic, n % 3 == 0), BOSS, ClientId("tab"), 3 * n + 3),
        ]
        await camp.ask_all(asked)


async def kept_seq(store: AnyStore) -> int:
    found = await store.journal.kept(CAMP, wire.moment_form())
    return 0 if found is None else found[0]


async def reloaded(live: Live, store: AnyStore, clock: ManualClock) -> tuple[Live, LiveCamp]:
    await live.close()
    again = Live(store.journal, store.people, clock)
    return again, await again.camp(CAMP)


async def test_a_camp_that_begins_with_a_moment_is_the_same_in_everything(
    live: Live, camp: LiveCamp, store: AnyStore, clock: ManualClock
) -> None:
    await live_on(camp, 60)
    value = camp.value
    positions = range(0, value.seq + 1, 7)
    shown = {(a, since): camp.delta(a, since) for a in audiences(value) for since in (None, *positions)}
    touched = {since: sorted(camp.people_touched(since)) for since in positions}

    again, found = await reloaded(live, store, clock)

    assert 0 < await kept_seq(store) <= value.seq
    assert found.value == value
    assert {key: found.delta(*key) for key in shown} == shown
    assert {since: sorted(found.people_touched(since)) for since in positions} == touched
    await again.close()


async def test_only_what_came_after_the_moment_is_read(
    live: Live, camp: LiveCamp, store: AnyStore, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await live_on(camp, 60)
    await live.close()
    decoded: list[bytes] = []
    decode = wire.decode_entry
    monkeypatch.setattr(wire, "decode_entry", lambda data: decoded.append(data) or decode(data))

    again = Live(store.journal, store.people, clock)
    found = await again.camp(CAMP)

    assert len(decoded) == found.value.seq - await kept_seq(store) < 2 * EVERY
    await again.close()


async def test_commands_go_on_after_a_moment_and_are_still_done_once(
    live: Live, camp: LiveCamp, store: AnyStore, clock: ManualClock
) -> None:
    await live_on(camp, 40)
    again, found = await reloaded(live, store, clock)
    seq = found.value.seq
    await live_on(found, 40)
    assert found.value.seq == seq
    await live_on(found, 40, 40)
    assert found.value.seq > seq
    await again.close()


async def test_a_moment_of_other_code_is_passed_over(
    live: Live, camp: LiveCamp, store: AnyStore, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await live_on(camp, 40)
    value = camp.value
    await live.close()
    monkeypatch.setattr(wire, "moment_form", lambda: "newer")
    again, found = await reloaded(live, store, clock)
    assert found.value == value
    await again.close()
    kept = await store.journal.kept(CAMP, "newer")
    assert kept is not None
    assert kept[0] == value.seq


async def test_a_store_that_cannot_keep_a_moment_stops_nobody(camp: LiveCamp, journal: FaultyJournal) -> None:
    journal.keep_fails = unavailable()
    await live_on(camp, 40)
    journal.keep_fails = None
    async with asyncio.timeout(20):
        turns = 40
        while await journal.kept(CAMP, wire.moment_form()) is None:
            await live_on(camp, 1, turns)
            turns += 1


async def test_each_of_two_processes_may_keep_and_load(
    live: Live, camp: LiveCamp, store: AnyStore, clock: ManualClock
) -> None:
    if not store.journal.shared:
        pytest.skip("this store is for one process")
    other = Live(store.journal, store.people, clock)
    second = await other.camp(CAMP)
    await asyncio.gather(live_on(camp, 30), *(second.ask(c.Join(ANA), None) for _ in range(3)))
    await live_on(second, 30, 30)
    await camp.refresh()
    assert camp.value == second.value
    value = camp.value
    await other.close()
    again, found = await reloaded(live, store, clock)
    assert found.value == value
    await again.close()
