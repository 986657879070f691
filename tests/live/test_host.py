"""All camps of a process."""

import asyncio

import msgspec
import pytest
from msgspec.structs import replace

from edcamp.domain import commands as c
from edcamp.domain.camp import Kind, Phase
from edcamp.domain.ids import RoomId, SlotId
from edcamp.domain.refusals import Refused
from edcamp.journal.port import CampExists
from edcamp.live import host
from edcamp.live.clock import ManualClock
from edcamp.live.host import CODE_ALPHABET, CODE_LENGTH, Live
from tests.domain.story import APPLES, BEN, MINUTE, SETTINGS, START
from tests.live.stores import AnyStore, FaultyJournal, unavailable

pytestmark = pytest.mark.anyio

ROOM = c.PutRoom(RoomId("r1"), "Hall", 30)
SLOT = c.PutSlot(SlotId("s1"), "First", START, START + MINUTE)


async def code_of(live: Live, camp: str) -> str:
    with pytest.raises(Refused) as refused:
        await live.camp(camp)
    return refused.value.code


async def test_creating_makes_a_whole_camp_at_once(live: Live, journal: FaultyJournal) -> None:
    camp = await live.create(SETTINGS, (Phase.GATHER,), [ROOM], [SLOT])

    assert camp.value.settings == SETTINGS
    assert camp.value.phases == {Phase.GATHER}
    assert (list(camp.value.rooms), list(camp.value.slots)) == (["r1"], ["s1"])
    assert dict(camp.value.history) == {}
    assert journal.appended == [3]
    assert await live.camps() == [camp.id]


async def test_a_made_up_code_can_be_typed(live: Live) -> None:
    codes = [(await live.create(SETTINGS)).id for _ in range(5)]

    assert len(set(codes)) == 5
    assert {len(code) for code in codes} == {CODE_LENGTH}
    assert set("".join(codes)) <= set(CODE_ALPHABET)


async def test_a_made_up_code_that_is_taken_is_made_up_again(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host, "CODE_LENGTH", 1)
    monkeypatch.setattr(host, "CODE_ALPHABET", "bcd")

    assert {(await live.create(SETTINGS)).id for _ in range(3)} == {"b", "c", "d"}


async def test_a_camp_that_could_not_be_stored_is_said(live: Live, journal: FaultyJournal) -> None:
    journal.append_fails = unavailable()

    with pytest.raises(Refused) as refused:
        await live.create(SETTINGS)

    assert refused.value.code == "unavailable"


async def test_whoever_wants_to_know_is_told_of_every_camp_once(live: Live) -> None:
    seen: list[str] = []
    live.on_load(lambda camp: seen.append(camp.id))

    made = await live.create(SETTINGS)
    await live.camp(made.id)

    assert seen == [made.id]


async def test_a_code_can_be_given_once(live: Live) -> None:
    camp = await live.create(SETTINGS, camp="spring")
    assert camp.id == "spring"

    with pytest.raises(CampExists):
        await live.create(SETTINGS, camp="spring")


@pytest.mark.parametrize("code", ["", "Spring", "spring/day", "a" * 41])
async def test_a_code_that_fits_no_address_is_refused(live: Live, code: str) -> None:
    with pytest.raises(Refused) as refused:
        await live.create(SETTINGS, camp=code)

    assert (refused.value.code, refused.value.value) == ("bad-id", code)
    assert await live.camps() == []


async def test_a_camp_that_cannot_be_leaves_nothing_behind(live: Live) -> None:
    for settings, rooms, code in (
        (replace(SETTINGS, name=""), [ROOM], "camp-name"),
        (SETTINGS, [ROOM, replace(ROOM, capacity=0)], "room-capacity"),
    ):
        with pytest.raises(Refused) as refused:
            await live.create(settings, rooms=rooms)
        assert refused.value.code == code
    assert await live.camps() == []


async def test_a_camp_is_one_however_many_ask_for_it(
    live: Live, journal: FaultyJournal, store: AnyStore, clock: ManualClock
) -> None:
    made = await live.create(SETTINGS)
    again = Live(journal, store.people, clock)

    found = await asyncio.gather(*(again.camp(made.id) for _ in range(20)))

    assert {id(camp) for camp in found} == {id(found[0])}
    assert (found[0].value, found[0].epoch) == (made.value, made.epoch)
    await again.close()


async def test_an_unknown_camp_is_unknown_until_it_is_made(live: Live) -> None:
    assert await code_of(live, "spring") == "camp-unknown"
    assert await code_of(live, "x" * 1000) == "camp-unknown"

    await live.create(SETTINGS, camp="spring")

    assert (await live.camp("spring")).value.settings == SETTINGS


async def test_a_camp_that_could_not_be_read_is_read_later(
    live: Live, journal: FaultyJournal, store: AnyStore, clock: ManualClock
) -> None:
    made = await live.create(SETTINGS)
    again = Live(journal, store.people, clock)
    journal.read_fails = unavailable()
    asking = [asyncio.create_task(code_of(again, made.id)) for _ in range(3)]
    assert await asyncio.gather(*asking) == ["unavailable"] * 3
    journal.read_fails = None

    found = await asyncio.gather(*(again.camp(made.id) for _ in range(3)))

    assert {id(camp) for camp in found} == {id(found[0])}
    assert found[0].value == made.value
    await again.close()


async def test_a_camp_that_is_damaged_is_no_other_camps_concern(
    live: Live, journal: FaultyJournal, store: AnyStore, clock: ManualClock
) -> None:
    await live.create(SETTINGS, camp="whole")
    await journal.create("torn")
    await journal.append("torn", 0, [b"{}"])
    again = Live(journal, store.people, clock)

    for _ in range(2):
        with pytest.raises(msgspec.ValidationError, match="missing required field"):
            await again.camp("torn")
    assert (await again.camp("whole")).value.settings == SETTINGS
    await again.close()


async def test_a_caller_who_leaves_does_not_stop_the_loading(
    live: Live, journal: FaultyJournal, store: AnyStore, clock: ManualClock
) -> None:
    made = await live.create(SETTINGS)
    again = Live(journal, store.people, clock)
    leaving = asyncio.create_task(again.camp(made.id))
    await asyncio.sleep(0)
    staying = asyncio.create_task(again.camp(made.id))
    await asyncio.sleep(0)
    leaving.cancel()

    assert (await staying).value == made.value
    await again.close()


async def test_after_closing_every_camp_is_restarting(live: Live) -> None:
    camp = await live.create(SETTINGS)

    await live.close()

    assert await code_of(live, camp.id) == "shutting-down"
    with pytest.raises(Refused) as refused:
        await camp.ask(c.Join(BEN), None)
    assert refused.value.code == "shutting-down"
    await live.close()


async def test_closing_leaves_no_task_behind(live: Live) -> None:
    before = asyncio.all_tasks()
    camp = await live.create(SETTINGS)
    await camp.ask(c.Join(BEN), None)

    await live.close()

    assert asyncio.all_tasks() <= before


async def test_a_journal_that_was_closed_is_a_restart(live: Live, journal: FaultyJournal) -> None:
    await journal.close()

    assert await code_of(live, "spring") == "shutting-down"


async def test_a_restart_finds_what_was_there(
    live: Live, journal: FaultyJournal, store: AnyStore, clock: ManualClock
) -> None:
    camp = await live.create(SETTINGS, rooms=[ROOM], slots=[SLOT])
    person = await camp.join("Ana")
    await camp.ask(c.ProposeTopic(APPLES, Kind.LEAD, "Apples"), person, "tab", 1)
    before, names = camp.value, dict(camp.names)
    await live.close()

    again = Live(journal, store.people, clock)
    found = await again.camp(camp.id)

    assert (found.value, dict(found.names)) == (before, names)
    await again.close()
