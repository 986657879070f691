"""Only those touched are told, once, of what they have not read; whatever push services and other processes do."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Answer, Kind, Phase, Weight, Whom
from edcamp.domain.ids import AnnouncementId, PersonId, RoomId, SlotId, TopicId
from edcamp.domain.refusals import Refused
from edcamp.journal.subscriptions import MemorySubscriptions
from edcamp.live.camp import LiveCamp
from edcamp.live.clock import ManualClock
from edcamp.live.host import Live
from edcamp.notify import Keys, Notifier, Sender, notifier
from tests.domain.story import ANA, APPLES, BEANS, BEN, BOSS, CAMP, CAT, FIRST, HALL, MINUTE, NOOK, SECOND, SETTINGS
from tests.live.stores import OPENERS, AnyStore
from tests.notify.push_service import Device, PushService, running

pytestmark = pytest.mark.anyio

SECRET = b"a secret of 32 bytes, for testing"
NINE = int(time.time() // 3600 * 3600 + 2 * 3600) * 1000
"""Signatures must hold by the wall clock, so the camp is about to take place."""
QUIET = 60_000

Start = Callable[[], Awaitable["Process"]]


class Process:
    """One server on the store."""

    def __init__(self, store: AnyStore, clock: ManualClock, rest_after_s: float = 600.0) -> None:
        self.live = Live(store.journal, store.people, clock, rest_after_s=rest_after_s)
        sender = Sender(Keys(SECRET, "mailto:olga@camp.test", lambda: int(time.time())), private=True, within_s=0.5)
        self.notifier = Notifier(store.people.subscriptions, sender, clock)
        self.live.on_load(self.notifier.watch)
        self.live.on_rest(self.notifier.unwatch)

    async def close(self) -> None:
        await self.notifier.close()
        await self.live.close()


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notifier, "LOOK_AGAIN_S", 0.0)


@pytest.fixture
def service() -> Iterator[PushService]:
    with running() as made:
        yield made


@pytest.fixture(params=OPENERS)
async def store(request: pytest.FixtureRequest, tmp_path: Path, anyio_backend: str) -> AsyncIterator[AnyStore]:
    async with await request.param(tmp_path) as opened:
        yield opened


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NINE - 120 * MINUTE)


@pytest.fixture
async def process(store: AnyStore, clock: ManualClock) -> AsyncIterator[Process]:
    made = Process(store, clock)
    yield made
    await made.close()


@pytest.fixture
async def camp(process: Process) -> LiveCamp:
    """Ana leads apples, Ben beans; two rooms, two slots, nothing published."""
    made = await process.live.create(
        SETTINGS,
        rooms=[c.PutRoom(HALL, "Hall", 90), c.PutRoom(NOOK, "Nook", 8)],
        slots=[
            c.PutSlot(FIRST, "First", NINE, NINE + 50 * MINUTE),
            c.PutSlot(SECOND, "Second", NINE + 60 * MINUTE, NINE + 110 * MINUTE),
        ],
        camp=CAMP,
    )
    await made.ask(c.Join(BOSS, organizer=True), None)
    for person in (ANA, BEN, CAT):
        await made.ask(c.Join(person), None)
    await made.ask(c.ProposeTopic(APPLES, Kind.LEAD, "Apples"), ANA)
    await made.ask(c.ProposeTopic(BEANS, Kind.LEAD, "Beans"), BEN)
    return made


async def publish(camp: LiveCamp, *placements: tuple[TopicId, SlotId, RoomId]) -> None:
    for topic, slot, room in placements:
        await camp.ask(c.PlaceTopic(topic, slot, room), BOSS)
    await camp.ask(c.Publish(camp.value.draft_seq), BOSS)


async def subscribe(process: Process, camp: LiveCamp, device: Device, person: PersonId = ANA) -> None:
    await process.notifier.subscribe(camp, person, device.subscription())


async def calm() -> None:
    """Whatever was about to happen at this moment of the clock has happened."""
    await asyncio.sleep(0.15)


async def told(service: PushService, device: Device, count: int) -> list[dict[str, str]]:
    """What the device was told, when it is so much; and a little later it is no more."""
    async with asyncio.timeout(5):
        while len(service.of(device)) < count and not service.faults:
            await asyncio.sleep(0.005)
    await calm()
    assert len(service.of(device)) == count
    return service.of(device)


async def test_a_host_is_told_on_the_locked_phone_and_nobody_else_anything(
    process: Process, camp: LiveCamp, service: PushService, clock: ManualClock
) -> None:
    phones = {person: service.device(person) for person in (ANA, BEN, CAT, BOSS)}
    for person, phone in phones.items():
        await subscribe(process, camp, phone, person)

    await publish(camp, (APPLES, FIRST, HALL))
    await calm()
    assert service.asked == []
    clock.turn(QUIET)

    [message] = await told(service, phones[ANA], 1)
    assert message["title"] == "You host a session"
    assert message["body"].startswith("Apples: Hall, ")
    assert (message["url"], message["lang"], message["dir"]) == (f"/c/{CAMP}/day", "en", "ltr")
    assert service.asked == [ANA]


async def test_three_changes_within_a_minute_are_one_message(
    process: Process, camp: LiveCamp, service: PushService, clock: ManualClock
) -> None:
    phone = service.device("phone")
    await subscribe(process, camp, phone)
    await publish(camp, (APPLES, FIRST, HALL))
    clock.turn(20_000)
    await publish(camp, (APPLES, SECOND, HALL))
    clock.turn(20_000)
    await publish(camp, (APPLES, SECOND, NOOK))
    clock.turn(19_999)
    await calm()
    assert service.asked == []

    clock.turn(1)

    [message] = await told(service, phone, 1)
    assert message["title"] == "You host a session"
    assert "Nook" in message["body"]


async def test_what_was_read_in_the_page_is_not_sent(
    process: Process, camp: LiveCamp, service: PushService, clock: ManualClock
) -> None:
    await subscribe(process, camp, service.device("phone"))
    await publish(camp, (APPLES, FIRST, HALL))
    [notice] = camp.value.notices[ANA]
    await camp.ask(c.SeeNotices(notice.id), ANA)

    clock.turn(2 * QUIET)

    await calm()
    assert service.asked == []


async def test_what_comes_after_what_was_read_has_a_minute_of_its_own(
    process: Process, camp: LiveCamp, service: PushService, clock: ManualClock
) -> None:
    """Somebody who reads along in the page is not told by push as well, a second after they could read it."""
    phone = service.device("phone")
    await subscribe(process, camp, phone)
    await publish(camp, (APPLES, FIRST, HALL))
    await calm()
    clock.turn(40_000)
    await camp.ask(c.SeeNotices(camp.value.notices[ANA][-1].id), ANA)
    await publish(camp, (APPLES, SECOND, HALL))
    clock.turn(20_000)
    await calm()
    assert service.asked == []
    clock.turn(QUIET - 20_000)

    await told(service, phone, 1)


async def test_a_later_change_is_told_with_what_is_unread_and_in_its_place(
    process: Process, camp: LiveCamp, service: PushService, clock: ManualClock
) -> None:
    phone = service.device("phone")
    await subscribe(process, camp, phone)
    await publish(camp, (APPLES, FIRST, HALL))
    clock.turn(QUIET)
    [first] = await told(service, phone, 1)

    await camp.ask(c.SetVote(BEANS, Weight.MUST), ANA)
    await camp.ask(c.MergeTopic(BEANS, APPLES), BOSS)
    clock.turn(QUIET)

    [_, second] = await told(service, phone, 2)
    assert second["title"] == "2 changes for you"
    assert second["body"].splitlines()[1] == "Two topics are one now: “Beans” is now part of “Apples”."
    assert first["tag"] == second["tag"]
    assert len({push.headers["topic"] for push in service.pushes}) == 1


async def test_a_host_who_has_not_answered_is_reminded_on_the_locked_phone(
    process: Process, camp: LiveCamp, service: PushService, clock: ManualClock
) -> None:
    phone = service.device("phone")
    await publish(camp, (APPLES, FIRST, HALL), (BEANS, FIRST, NOOK))
    await subscribe(process, camp, phone)
    await subscribe(process, camp, service.device("other"), BEN)
    await camp.ask(c.AnswerAssignment(BEANS, FIRST, NOOK, Answer.CONFIRMED), BEN)

    clock.turn(100 * MINUTE)
    async with asyncio.timeout(5):
        while len(camp.value.notices[ANA]) < 2:
            await asyncio.sleep(0.005)
    await calm()
    clock.turn(QUIET)

    [message] = await told(service, phone, 1)
    assert message["title"] == "Your session begins soon"
    assert message["body"].splitlines()[1] == "Will you be there?"
    assert service.asked == ["phone"]


async def test_everybody_reads_their_own_language_and_clock(
    process: Process, camp: LiveCamp, service: PushService, clock: ManualClock
) -> None:
    american, spanish = service.device("american"), service.device("spanish")
    await process.notifier.subscribe(camp, ANA, american.subscription("en", "en_US"))
    await process.notifier.subscribe(camp, ANA, spanish.subscription("es", "es_ES"))
    await publish(camp, (APPLES, FIRST, HALL))
    clock.turn(QUIET)

    [english] = await told(service, american, 1)
    [castellano] = await told(service, spanish, 1)
    assert "M–" in english["body"].replace("\u202f", " ")
    assert castellano["title"] == "Llevas una sesión"
    assert "M–" not in castellano["body"]
    assert castellano["lang"] == "es"


# --- devices that are gone, services that are not well


@pytest.mark.parametrize("status", [404, 410])
async def test_a_device_that_is_gone_is_forgotten(
    process: Process, camp: LiveCamp, store: AnyStore, service: PushService, clock: ManualClock, status: int
) -> None:
    gone, there = service.device("gone", status), service.device("there")
    await subscribe(process, camp, gone)
    await subscribe(process, camp, there)
    await publish(camp, (APPLES, FIRST, HALL))
    clock.turn(QUIET)

    await told(service, there, 1)

    assert [device.endpoint for device in await store.people.subscriptions.of(CAMP, ANA)] == [there.endpoint]
    clock.turn(30 * MINUTE)
    await calm()
    assert sorted(service.asked) == ["gone", "there"]


async def test_a_service_that_cannot_now_is_asked_again_and_not_for_ever(
    process: Process, camp: LiveCamp, store: AnyStore, service: PushService, clock: ManualClock
) -> None:
    soon, never = service.device("soon", 503, 429), service.device("never", *[500] * 99)
    await subscribe(process, camp, soon)
    await subscribe(process, camp, never)
    await publish(camp, (APPLES, FIRST, HALL))
    clock.turn(QUIET)
    for _ in range(12):
        await calm()
        clock.turn(60_000)

    await told(service, soon, 1)

    assert service.asked.count("soon") == 3
    assert service.asked.count("never") == 1 + len(notifier.PAUSES_S)
    assert len(await store.people.subscriptions.of(CAMP, ANA)) == 2


async def test_what_is_read_before_the_next_attempt_is_not_sent(
    process: Process, camp: LiveCamp, service: PushService, clock: ManualClock
) -> None:
    await subscribe(process, camp, service.device("phone", 503))
    await publish(camp, (APPLES, FIRST, HALL))
    clock.turn(QUIET)
    await calm()
    await camp.ask(c.SeeNotices(camp.value.notices[ANA][-1].id), ANA)

    clock.turn(10 * MINUTE)

    await calm()
    assert service.asked == ["phone"]


async def test_a_service_is_given_the_time_it_asks_for(
    process: Process, camp: LiveCamp, service: PushService, clock: ManualClock
) -> None:
    service.retry_after = "120"
    phone = service.device("phone", 429)
    await subscribe(process, camp, phone)
    await publish(camp, (APPLES, FIRST, HALL))
    clock.turn(QUIET)
    await calm()
    clock.turn(119_999)
    await calm()
    assert service.asked == ["phone"]

    clock.turn(1)

    await told(service, phone, 1)


async def test_a_service_that_hangs_holds_nobody_up(
    process: Process, camp: LiveCamp, service: PushService, clock: ManualClock
) -> None:
    phone = service.device("phone")
    await subscribe(process, camp, service.device("stuck", hangs=True))
    await subscribe(process, camp, phone, BEN)
    await publish(camp, (APPLES, FIRST, HALL), (BEANS, SECOND, HALL))
    clock.turn(QUIET)

    await told(service, phone, 1)

    await camp.ask(c.SetVote(APPLES, Weight.MUST), CAT)
    service.ending.set()


# --- who is told, and by whom


async def test_whoever_is_forgotten_is_told_nothing(
    process: Process, camp: LiveCamp, store: AnyStore, service: PushService, clock: ManualClock
) -> None:
    ana = await camp.join("Ana")
    await camp.ask(c.ProposeTopic(TopicId("corn"), Kind.LEAD, "Corn"), ana)
    await subscribe(process, camp, service.device("phone"), ana)
    await publish(camp, (TopicId("corn"), FIRST, HALL))
    await camp.forget(ana, ana)

    clock.turn(QUIET)

    await calm()
    assert service.asked == []
    assert await store.people.subscriptions.people(CAMP) == set()


async def test_a_device_that_does_not_want_it_any_more_is_told_nothing(
    process: Process, camp: LiveCamp, service: PushService, clock: ManualClock
) -> None:
    phone = service.device("phone")
    await subscribe(process, camp, phone)
    await publish(camp, (APPLES, FIRST, HALL))
    await process.notifier.unsubscribe(camp, BEN, phone.endpoint)
    await process.notifier.unsubscribe(camp, ANA, phone.endpoint)

    clock.turn(QUIET)

    await calm()
    assert service.asked == []


async def test_what_was_there_before_somebody_asked_is_not_sent(
    process: Process, camp: LiveCamp, service: PushService, clock: ManualClock
) -> None:
    """They were looking at the page when they did."""
    await publish(camp, (APPLES, FIRST, HALL))
    await subscribe(process, camp, service.device("phone"))

    clock.turn(QUIET)

    await calm()
    assert service.asked == []


async def test_an_address_inside_the_house_is_refused(store: AnyStore, camp: LiveCamp, service: PushService) -> None:
    phone = service.device("phone").subscription()
    public = Notifier(store.people.subscriptions, Sender(Keys(SECRET, "mailto:a@b.test", lambda: 0)), camp.clock)
    with pytest.raises(Refused) as refused:
        await public.subscribe(camp, ANA, phone)
    assert refused.value.code == "push-address"
    assert await store.people.subscriptions.people(CAMP) == set()


async def test_of_several_processes_one_tells_each_device(
    process: Process, camp: LiveCamp, store: AnyStore, service: PushService, clock: ManualClock
) -> None:
    if not store.journal.shared:
        pytest.skip("one process only")
    others = [Process(store, clock) for _ in range(3)]
    phone, tablet = service.device("phone"), service.device("tablet")
    try:
        there = [await other.live.camp(CAMP) for other in others]
        await subscribe(process, camp, phone)
        await subscribe(others[0], there[0], tablet)
        await publish(camp, (APPLES, FIRST, HALL))
        async with asyncio.timeout(5):
            while any(ANA not in other.value.notices for other in there):
                await asyncio.sleep(0.005)
        await calm()
        clock.turn(QUIET)

        await told(service, phone, 1)
        await told(service, tablet, 1)
        await asyncio.sleep(0.3)
        assert sorted(service.asked) == ["phone", "tablet"]
    finally:
        for other in others:
            await other.close()


async def test_a_server_that_restarts_in_the_quiet_minute_tells_it_all_the_same(
    process: Process, camp: LiveCamp, store: AnyStore, service: PushService, clock: ManualClock
) -> None:
    phone = service.device("phone")
    await subscribe(process, camp, phone)
    await publish(camp, (APPLES, FIRST, HALL))
    await process.close()
    again = Process(store, clock)
    try:
        await again.notifier.wake(again.live)
        clock.turn(QUIET)
        await told(service, phone, 1)
    finally:
        await again.close()
    once_more = Process(store, clock)
    try:
        await once_more.notifier.wake(once_more.live)
        clock.turn(QUIET)
        await calm()
        assert service.asked == ["phone"]
    finally:
        await once_more.close()


async def test_a_camp_stays_awake_while_somebody_wants_to_be_told_of_its_sessions(
    process: Process, camp: LiveCamp, service: PushService, clock: ManualClock
) -> None:
    await publish(camp, (APPLES, FIRST, HALL))
    await calm()
    assert camp.unused_s > 0

    await subscribe(process, camp, service.device("phone"))
    await calm()
    assert camp.unused_s == 0

    clock.turn(NINE + 50 * MINUTE - clock.now())
    await calm()
    assert camp.unused_s > 0


async def test_a_week_after_the_camp_its_devices_are_forgotten(
    process: Process, camp: LiveCamp, store: AnyStore, service: PushService, clock: ManualClock
) -> None:
    await subscribe(process, camp, service.device("phone"))
    await process.close()
    for days, left in ((6, [CAMP]), (2, [])):
        clock.turn(days * 24 * 60 * MINUTE)
        again = Process(store, clock)
        await again.notifier.wake(again.live)
        await calm()
        assert await store.people.subscriptions.camps() == left
        await again.close()


async def test_a_closed_camp_reminds_nobody(
    process: Process, camp: LiveCamp, service: PushService, clock: ManualClock
) -> None:
    await publish(camp, (APPLES, FIRST, HALL))
    await subscribe(process, camp, service.device("phone"))
    await camp.ask(c.SetPhase(Phase.CLOSED, True), BOSS)

    clock.turn(110 * MINUTE)

    await calm()
    clock.turn(QUIET)
    await calm()
    assert service.asked == []


# --- the end of a session


END = NINE + 50 * MINUTE
"""Of the first slot."""


@pytest.fixture
async def running_session(camp: LiveCamp, clock: ManualClock) -> LiveCamp:
    """Ana's apples are on in the hall, and have ten minutes left."""
    await publish(camp, (APPLES, FIRST, HALL))
    await camp.ask(c.AnswerAssignment(APPLES, FIRST, HALL, Answer.CONFIRMED), ANA)
    await camp.ask(c.SeeNotices(camp.value.notices[ANA][-1].id), ANA)
    clock.turn(END - 10 * MINUTE - clock.now())
    await calm()
    return camp


async def test_a_host_is_warned_on_the_locked_phone_five_minutes_before_the_end_and_nobody_else(
    process: Process, running_session: LiveCamp, service: PushService, clock: ManualClock
) -> None:
    phone = service.device("phone")
    await subscribe(process, running_session, phone)
    for person in (BEN, CAT, BOSS):
        await subscribe(process, running_session, service.device(person), person)
    await running_session.ask(c.SetVote(APPLES, Weight.MUST), CAT)

    clock.turn(5 * MINUTE - 1)
    await calm()
    assert service.asked == []
    clock.turn(1)

    [message] = await told(service, phone, 1)
    assert message["title"].startswith("Your session ends at ")
    assert message["body"].splitlines() == [
        "Apples: Hall",
        "Five minutes left, or less. Time to find a good place to stop.",
    ]
    assert message["url"] == f"/c/{CAMP}/topics/{APPLES}/kit"
    [push] = service.pushes
    assert 295 <= int(push.headers["ttl"]) <= 300
    await running_session.ask(c.SetVote(APPLES, Weight.INTERESTED), CAT)
    await running_session.ask(c.PutRoom(NOOK, "Corner", 8), BOSS)
    clock.turn(10 * MINUTE)
    await calm()
    assert service.asked == ["phone"]


async def test_ten_minutes_more_put_the_warning_off(
    process: Process, running_session: LiveCamp, service: PushService, clock: ManualClock
) -> None:
    phone = service.device("phone")
    await subscribe(process, running_session, phone)
    await running_session.ask(c.ShiftDay(FIRST, end=END + 10 * MINUTE), BOSS)
    await running_session.ask(c.SeeNotices(running_session.value.notices[ANA][-1].id), ANA)

    clock.turn(15 * MINUTE - 1)
    await calm()
    assert service.asked == []
    clock.turn(1)

    await told(service, phone, 1)


async def test_ten_minutes_more_after_the_warning_are_another_end(
    process: Process, running_session: LiveCamp, service: PushService, clock: ManualClock
) -> None:
    phone = service.device("phone")
    await subscribe(process, running_session, phone)
    clock.turn(6 * MINUTE)
    [first] = await told(service, phone, 1)
    await running_session.ask(c.ShiftDay(FIRST, end=END + 10 * MINUTE), BOSS)
    await running_session.ask(c.SeeNotices(running_session.value.notices[ANA][-1].id), ANA)
    await calm()

    clock.turn(9 * MINUTE)

    [_, second] = await told(service, phone, 2)
    assert first["title"] != second["title"]
    assert first["tag"] == second["tag"]
    assert len({push.headers["topic"] for push in service.pushes}) == 1


@pytest.mark.parametrize("why", ["off", "room-lost", "released", "closed"])
async def test_nobody_is_warned_of_what_does_not_take_place(
    process: Process, running_session: LiveCamp, service: PushService, clock: ManualClock, why: str
) -> None:
    await subscribe(process, running_session, service.device("phone"))
    commands: dict[str, c.AnyCommand] = {
        "off": c.WithdrawTopic(APPLES),
        "room-lost": c.CloseRoom(HALL, (FIRST,)),
        "released": c.SetHosts(APPLES, (BEN,)),
        "closed": c.SetPhase(Phase.CLOSED, True),
    }
    await running_session.ask(commands[why], BOSS)
    if held := running_session.value.notices.get(ANA):
        await running_session.ask(c.SeeNotices(held[-1].id), ANA)

    clock.turn(5 * MINUTE)

    await calm()
    assert service.asked == []


async def test_a_session_that_moves_to_the_afternoon_is_warned_of_there(
    process: Process, camp: LiveCamp, service: PushService, clock: ManualClock
) -> None:
    phone = service.device("phone")
    await publish(camp, (APPLES, FIRST, HALL))
    await publish(camp, (APPLES, SECOND, HALL))
    await camp.ask(c.AnswerAssignment(APPLES, SECOND, HALL, Answer.CONFIRMED), ANA)
    await subscribe(process, camp, phone)

    clock.turn(END + MINUTE - clock.now())
    await calm()
    assert service.asked == []
    clock.turn(54 * MINUTE)

    await told(service, phone, 1)


async def test_a_server_that_restarts_warns_nobody_twice_and_one_that_was_away_with_what_is_left(
    process: Process, running_session: LiveCamp, store: AnyStore, service: PushService, clock: ManualClock
) -> None:
    phone, other = service.device("phone"), service.device("other")
    await subscribe(process, running_session, phone)
    clock.turn(5 * MINUTE)
    await told(service, phone, 1)
    await publish(running_session, (BEANS, FIRST, NOOK))
    await running_session.ask(c.SeeNotices(running_session.value.notices[BEN][-1].id), BEN)
    await process.close()
    await store.people.subscriptions.put(CAMP, BEN, other.subscription(), running_session.value.seq * 1_000_000)
    clock.turn(2 * MINUTE)

    again = Process(store, clock)
    try:
        await again.notifier.wake(again.live)
        await told(service, other, 1)
        assert service.asked == ["phone", "other"]
        assert 175 <= int(service.pushes[-1].headers["ttl"]) <= 180
    finally:
        await again.close()


async def test_a_warning_that_comes_too_late_is_not_sent(
    process: Process, running_session: LiveCamp, store: AnyStore, service: PushService, clock: ManualClock
) -> None:
    await subscribe(process, running_session, service.device("phone"))
    await process.close()
    clock.turn(9 * MINUTE + 1)
    again = Process(store, clock)
    try:
        await again.notifier.wake(again.live)
        await calm()
        assert service.asked == []
    finally:
        await again.close()


async def test_a_warning_that_no_service_takes_ends_with_its_session(
    process: Process, running_session: LiveCamp, service: PushService, clock: ManualClock
) -> None:
    service.retry_after = "120"
    await subscribe(process, running_session, service.device("phone", *[503] * 9))
    clock.turn(5 * MINUTE)
    for _ in range(10):
        await calm()
        clock.turn(MINUTE)

    await calm()
    assert service.asked == ["phone"] * 3


async def test_a_warning_waits_for_no_company_and_takes_the_place_of_no_news(
    process: Process, running_session: LiveCamp, service: PushService, clock: ManualClock
) -> None:
    phone = service.device("phone")
    await subscribe(process, running_session, phone)
    clock.turn(5 * MINUTE - 20_000)
    await running_session.ask(c.Announce(AnnouncementId("tea"), "Tea", whom=Whom(room=HALL)), BOSS)
    clock.turn(20_000)
    [warning] = await told(service, phone, 1)
    clock.turn(QUIET)

    [_, news] = await told(service, phone, 2)
    assert (warning["title"][:17], news["title"]) == ("Your session ends", "The organizers tell you")
    assert warning["tag"] != news["tag"]
    assert len({push.headers["topic"] for push in service.pushes}) == 2


async def test_a_phone_that_asks_to_be_told_in_the_last_minutes_is_not_warned_of_them(
    process: Process, running_session: LiveCamp, service: PushService, clock: ManualClock
) -> None:
    """Its owner is looking at the page, which counts them."""
    clock.turn(6 * MINUTE)
    await calm()
    await subscribe(process, running_session, service.device("phone"))
    await calm()
    assert service.asked == []


async def test_of_several_processes_one_warns(
    process: Process, running_session: LiveCamp, store: AnyStore, service: PushService, clock: ManualClock
) -> None:
    if not store.journal.shared:
        pytest.skip("one process only")
    others = [Process(store, clock) for _ in range(3)]
    phone = service.device("phone")
    try:
        for other in others:
            await other.live.camp(CAMP)
        await subscribe(process, running_session, phone)
        clock.turn(5 * MINUTE)
        await told(service, phone, 1)
        await asyncio.sleep(0.3)
        assert service.asked == ["phone"]
    finally:
        for other in others:
            await other.close()


class Deaf(MemorySubscriptions):
    """Loses a cancellation, as Redis' client does while it connects."""

    async def people(self, camp: str) -> set[str]:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(3600)
        await asyncio.sleep(3600)
        raise AssertionError("it has been long enough")


@pytest.mark.parametrize("rests", [False, True])
async def test_it_ends_although_a_cancellation_is_lost(camp: LiveCamp, clock: ManualClock, rests: bool) -> None:
    sender = Sender(Keys(SECRET, "mailto:olga@camp.test", lambda: 0))
    deaf = Notifier(Deaf(lambda: None), sender, clock)
    before = asyncio.all_tasks()
    deaf.watch(camp)
    [watching] = asyncio.all_tasks() - before
    await asyncio.sleep(0)
    if rests:
        deaf.unwatch(camp)
    async with asyncio.timeout(5):
        await deaf.close()
    assert watching.done()
