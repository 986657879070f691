"""Phases that open and close by themselves, on a clock that tests turn."""

import asyncio
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from edcamp.domain import commands as c
from edcamp.domain.camp import Phase, PhaseChange
from edcamp.domain.ids import AnnouncementId
from edcamp.live import host
from edcamp.live.camp import LiveCamp
from edcamp.live.clock import ManualClock
from edcamp.live.host import Live
from tests.domain.story import BOSS, CAMP, MINUTE, SETTINGS, START
from tests.live.stores import AnyStore, FaultyJournal, unavailable

pytestmark = pytest.mark.anyio

GATHER, VOTE, PLAN, RUN, CLOSED = Phase


def at(minutes: int, phase: Phase, is_open: bool) -> PhaseChange:
    return PhaseChange(START + minutes * MINUTE, phase, is_open)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not true():
            await asyncio.sleep(0.001)


async def kept(camp: LiveCamp, *phases: Phase) -> None:
    """Waits until these phases are open, and then a little, so that one change too many would show."""
    await until(lambda: camp.value.phases == set(phases))
    await asyncio.sleep(0.02)
    assert camp.value.phases == set(phases)


async def timetable(camp: LiveCamp, *changes: PhaseChange) -> None:
    await camp.ask(c.EditCamp(replace(SETTINGS, timetable=changes)), BOSS)


async def restarted(live: Live, journal: FaultyJournal, store: AnyStore, clock: ManualClock) -> tuple[Live, LiveCamp]:
    await live.close()
    again = Live(journal, store.people, clock)
    return again, await again.camp(CAMP)


async def test_a_phase_closes_when_its_time_has_come(camp: LiveCamp, clock: ManualClock) -> None:
    await timetable(camp, at(10, VOTE, False))
    clock.turn(10 * MINUTE - 1)
    await kept(camp, GATHER, VOTE)

    clock.turn(1)

    await kept(camp, GATHER)
    assert camp.value.history[camp.value.seq].by is None


async def test_what_is_planned_is_announced_when_its_time_has_come_once(
    camp: LiveCamp, clock: ManualClock, live: Live, journal: FaultyJournal, store: AnyStore
) -> None:
    lunch, tidy = AnnouncementId("lunch"), AnnouncementId("tidy")
    await camp.ask(c.Announce(tidy, "Tidy up", at=START + 20 * MINUTE), BOSS)
    await camp.ask(c.Announce(lunch, "Lunch", at=START + 10 * MINUTE), BOSS)
    clock.turn(10 * MINUTE - 1)
    await asyncio.sleep(0.02)
    assert not camp.value.announcements

    clock.turn(1)

    await until(lambda: set(camp.value.announcements) == {lunch})
    again, camp = await restarted(live, journal, store, clock)
    clock.turn(15 * MINUTE)
    await until(lambda: set(camp.value.announcements) == {lunch, tidy})
    assert [action.what for action in camp.value.history.values()].count("announced") == 2
    await again.close()


async def test_all_that_is_due_at_one_instant_happens(camp: LiveCamp, clock: ManualClock) -> None:
    await timetable(camp, at(10, VOTE, False), at(10, GATHER, False), at(10, PLAN, True))

    clock.turn(10 * MINUTE)

    await kept(camp, PLAN)


async def test_the_last_word_on_a_phase_at_one_instant_counts(camp: LiveCamp, clock: ManualClock) -> None:
    await timetable(camp, at(10, VOTE, False), at(10, VOTE, True))
    seq = camp.value.seq

    clock.turn(10 * MINUTE)

    await until(lambda: camp.value.seq > seq)
    await kept(camp, GATHER, VOTE)
    assert camp.value.seq == seq + 1


async def test_changes_are_kept_in_the_order_of_their_time(camp: LiveCamp, clock: ManualClock) -> None:
    await timetable(camp, at(20, RUN, True), at(10, PLAN, True))

    clock.turn(10 * MINUTE)
    await kept(camp, GATHER, VOTE, PLAN)
    clock.turn(10 * MINUTE)
    await kept(camp, GATHER, VOTE, RUN)


async def test_an_edited_timetable_counts_from_then_on(camp: LiveCamp, clock: ManualClock) -> None:
    await timetable(camp, at(10, VOTE, False))
    await timetable(camp, at(20, VOTE, False))

    clock.turn(10 * MINUTE)
    await kept(camp, GATHER, VOTE)
    await timetable(camp, at(15, GATHER, False), at(20, VOTE, False))
    clock.turn(5 * MINUTE)
    await kept(camp, VOTE)


async def test_what_was_missed_is_made_up_for_in_order(
    live: Live, camp: LiveCamp, journal: FaultyJournal, store: AnyStore, clock: ManualClock
) -> None:
    await timetable(camp, at(10, VOTE, False), at(20, GATHER, False), at(30, VOTE, True), at(60, CLOSED, True))
    await live.close()
    clock.turn(40 * MINUTE)

    again, camp = await restarted(live, journal, store, clock)

    await kept(camp, VOTE)
    await again.close()


async def test_an_organizer_who_decided_otherwise_is_not_overruled_by_a_restart(
    live: Live, camp: LiveCamp, journal: FaultyJournal, store: AnyStore, clock: ManualClock
) -> None:
    await timetable(camp, at(10, VOTE, False), at(10, GATHER, False))
    clock.turn(10 * MINUTE)
    await kept(camp)
    await camp.ask(c.SetPhase(VOTE, True), BOSS)

    again, camp = await restarted(live, journal, store, clock)

    await kept(camp, VOTE)
    await again.close()


async def test_an_organizer_who_was_first_is_not_overruled_by_a_restart(
    live: Live, camp: LiveCamp, journal: FaultyJournal, store: AnyStore, clock: ManualClock
) -> None:
    """Voting was closed by hand before its time, and opened again after it."""
    await timetable(camp, at(10, VOTE, False))
    await camp.ask(c.SetPhase(VOTE, False), BOSS)
    seq = camp.value.seq
    clock.turn(10 * MINUTE)
    await until(lambda: camp.value.seq == seq + 1)
    await camp.ask(c.SetPhase(VOTE, True), BOSS)

    again, camp = await restarted(live, journal, store, clock)

    await kept(camp, GATHER, VOTE)
    await again.close()


async def test_a_timetable_is_kept_as_soon_as_the_journal_is_back(
    camp: LiveCamp, journal: FaultyJournal, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host, "RETRY_S", 0.01)
    await timetable(camp, at(10, VOTE, False))
    journal.append_fails = unavailable()

    clock.turn(10 * MINUTE)
    await kept(camp, GATHER, VOTE)
    journal.append_fails = None

    await kept(camp, GATHER)


async def test_a_timetable_that_cannot_be_kept_for_another_reason_is_said(
    camp: LiveCamp, clock: ManualClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*args: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(host, "RETRY_S", 0.01)
    await timetable(camp, at(10, VOTE, False))
    with monkeypatch.context() as broken_for_now:
        broken_for_now.setattr(LiveCamp, "ask", broken)
        clock.turn(10 * MINUTE)
        await until(lambda: "ZeroDivisionError" in caplog.text)

    await kept(camp, GATHER)
