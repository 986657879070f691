"""Plans asked for in one process and worked out in another, over one Redis."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import msgspec
import pytest

from edcamp import wire
from edcamp.domain import commands as c
from edcamp.domain.camp import Cell, Kind, Settings, Weight
from edcamp.domain.ids import AnnouncementId, PersonId, RoomId, SlotId, TopicId
from edcamp.domain.refusals import Refused
from edcamp.journal.redis import RedisStore, jobs, open_redis
from edcamp.live.camp import LiveCamp
from edcamp.live.clock import ManualClock
from edcamp.live.host import Live
from edcamp.planning import queue, receipts, service
from edcamp.planning.queue import PLAN, PRICES, RECEIPTS, QueuedPlanner
from edcamp.planning.service import SolverService
from tests.planning.conftest import MINUTE, MORNING
from tests.redis_server import shared_server

pytestmark = [pytest.mark.anyio, pytest.mark.redis]

BOSS = PersonId("boss")
CAMP = "planned"


class Process:
    """Connections of its own, and the camp as it has heard of it."""

    def __init__(self, store: RedisStore, clock: ManualClock) -> None:
        self.store = store
        self.live = Live(store.journal, store.people, clock, store.commons)
        self.planner = QueuedPlanner(store.jobs)

    async def camp(self) -> LiveCamp:
        return await self.live.camp(CAMP)

    async def end(self) -> None:
        await self.planner.close()
        await self.live.close()
        await self.store.close()


@pytest.fixture
async def start(tmp_path: Path, clock: ManualClock, anyio_backend: str) -> AsyncIterator[Callable[[], object]]:
    started: list[Process] = []

    async def start_one() -> Process:
        started.append(Process(await open_redis(shared_server(), str(tmp_path)), clock))
        return started[-1]

    yield start_one
    for process in started:
        await process.end()


@pytest.fixture
async def desks(start) -> list[Process]:  # type: ignore[no-untyped-def]
    """Two web processes; the camp has more topics than any search is done with at once."""
    made = [await start(), await start()]
    camp = await made[0].live.create(
        Settings("Planned camp", date(2026, 11, 28), "UTC"),
        rooms=[c.PutRoom(RoomId(f"r{n}"), f"Room {n}", 5) for n in range(4)],
        slots=[
            c.PutSlot(SlotId(f"s{n}"), f"Slot {n}", MORNING + n * 60 * MINUTE, MORNING + (n * 60 + 50) * MINUTE)
            for n in range(1, 4)
        ],
        camp=CAMP,
    )
    await camp.ask(c.Join(BOSS, organizer=True), None)
    dice = random.Random(7)
    people = [PersonId(f"p{n}") for n in range(60)]
    for person in people:
        await camp.ask(c.Join(person), None)
    for n in range(30):
        await camp.ask(c.ProposeTopic(TopicId(f"t{n}"), Kind.LEAD, f"Topic {n}"), people[n])
    for person in people:
        for n in dice.sample(range(30), 8):
            await camp.ask(c.SetVote(TopicId(f"t{n}"), dice.choice([Weight.MUST, Weight.INTERESTED])), person)
    return made


class Worker:
    """A solver process, as far as that can be in this one."""

    def __init__(self, process: Process) -> None:
        self.ready = asyncio.Event()
        self._service = SolverService(process.live, process.store.jobs)
        self.task = asyncio.create_task(self._service.run(self.ready.set))

    async def die(self) -> None:
        """Without letting go of anything."""
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task


@pytest.fixture
async def workers(start, desks) -> AsyncIterator[list[Worker]]:  # type: ignore[no-untyped-def]
    made = [Worker(await start())]
    await made[0].ready.wait()
    yield made
    for worker in made:
        await worker.die()


def solving(camp: LiveCamp) -> wire.Solving | None:
    found: wire.Solving | None = camp.ephemeral.get("organizers", {}).get("solving")
    return found


async def until(true: Callable[[], object], seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.02)


def found_something(camp: LiveCamp) -> bool:
    shown = solving(camp)
    return shown is not None and shown.running and shown.plans > 0


def ended(camp: LiveCamp) -> bool:
    shown = solving(camp)
    return shown is not None and not shown.running


async def test_a_plan_is_seen_and_adopted_in_every_process(desks: list[Process], workers: list[Worker]) -> None:
    here, there = [await desk.camp() for desk in desks]
    await desks[0].planner.start(here, BOSS, 2)
    assert solving(here) is not None
    await until(lambda: found_something(there))
    await until(lambda: ended(here) and ended(there))
    for camp in (here, there):
        await camp.refresh()
        shown = solving(camp)
        assert shown is not None
        assert (shown.error, shown.placed) == (None, 12)
        assert len(camp.value.draft.placements) == 12
    [adopted] = [action for action in here.value.history.values() if action.what == "plan-adopted"]
    assert adopted.by == BOSS


async def test_one_search_at_a_time_and_any_desk_stops_it(desks: list[Process], workers: list[Worker]) -> None:
    here, there = [await desk.camp() for desk in desks]
    await desks[0].planner.start(here, BOSS, 60)
    await until(lambda: found_something(there))
    with pytest.raises(Refused) as refused:
        await desks[1].planner.start(there, BOSS, 60)
    assert refused.value.code == "plan-running"

    await desks[1].planner.stop(there)

    await until(lambda: ended(here) and ended(there), 30)
    await here.refresh()
    assert len(here.value.draft.placements) == 12
    with pytest.raises(Refused) as refused:
        await desks[0].planner.stop(here)
    assert refused.value.code == "plan-not-running"


async def test_without_a_solver_that_is_said_at_once(desks: list[Process]) -> None:
    camp = await desks[0].camp()
    with pytest.raises(Refused) as refused:
        await desks[0].planner.start(camp, BOSS, 5)
    assert refused.value.code == "no-solver"
    assert ended(camp)


async def test_only_organizers_plan_and_only_so_long(desks: list[Process], workers: list[Worker]) -> None:
    camp = await desks[0].camp()
    for by, seconds, code in ((PersonId("p1"), 5, "not-organizer"), (BOSS, 0, "plan-seconds")):
        with pytest.raises(Refused) as refused:
            await desks[0].planner.start(camp, by, seconds)
        assert refused.value.code == code


async def test_desks_that_ask_at_once_are_all_told_the_price_of_a_move(
    desks: list[Process], workers: list[Worker]
) -> None:
    here, there = [await desk.camp() for desk in desks]
    topic = TopicId("t1")
    await here.ask(c.PlaceTopic(topic, SlotId("s1"), RoomId("r0")), BOSS)

    asked = [desk.planner.prices(camp, BOSS, topic, 0) for desk, camp in zip(desks, (here, there), strict=True)]
    found, same = await asyncio.gather(*asked)

    assert found == same
    assert (found.seq, found.topic, found.start, found.cells) == (here.value.draft_seq, topic, 0, 12)
    [stays] = [price for price in found.prices if (price.slot, price.room) == ("s1", "r0")]
    assert (len(found.prices), stays.change, stays.people) == (12, 0, 0)
    assert (await desks[1].planner.prices(there, BOSS, topic, 5)).prices == found.prices[5:]
    stale = Cell(SlotId("s2"), RoomId("r0"))
    for by, wanted, beside, code in (
        (PersonId("nobody"), topic, None, "not-organizer"),
        (BOSS, TopicId("t99"), None, "topic-unknown"),
        (BOSS, topic, stale, "not-placed"),
    ):
        with pytest.raises(Refused) as refused:
            await desks[0].planner.prices(here, by, wanted, 0, beside)
        assert refused.value.code == code


async def test_what_a_worker_refuses_is_said_at_the_desk(desks: list[Process], workers: list[Worker]) -> None:
    """It may have heard of more than the process that asks."""
    camp = await desks[0].camp()
    body = msgspec.json.encode(queue.PricesQuestion(BOSS, TopicId("t99"), 0, None))
    answered = await desks[0].store.jobs.ask(PRICES, camp.id, body, 10)
    assert answered is not None
    assert msgspec.json.decode(answered, type=queue.Answer[wire.Prices]).refused == ("topic-unknown", "t99")


async def test_prices_that_nobody_counts_are_refused(desks: list[Process], monkeypatch: pytest.MonkeyPatch) -> None:
    """At once where there is no solver; where one has died, when nobody would wait any longer."""
    monkeypatch.setattr(queue, "PRICES_WITHIN_S", 0.2)
    camp = await desks[0].camp()
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            await desks[0].planner.prices(camp, BOSS, TopicId("t1"), 0)
        assert (refused.value.code, refused.value.retryable) == ("prices-failed", True)
        await desks[1].store.jobs.announce(PRICES)


async def test_another_solver_goes_on_when_one_dies(  # type: ignore[no-untyped-def]
    start, desks: list[Process], workers: list[Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "LOST_AFTER_MS", 1_000)
    here, there = [await desk.camp() for desk in desks]
    await desks[0].planner.start(here, BOSS, 3)
    await until(lambda: found_something(here))
    await workers[0].die()
    assert not ended(here), "who dies says nothing"
    workers.append(Worker(await start()))

    await until(lambda: ended(here) and ended(there))
    await here.refresh()

    assert [a.what for a in here.value.history.values()].count("plan-adopted") == 1
    shown = solving(here)
    assert shown is not None
    assert shown.error is None


async def test_a_plan_that_was_adopted_before_its_solver_died_is_not_adopted_again(  # type: ignore[no-untyped-def]
    start, desks: list[Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "LOST_AFTER_MS", 500)
    monkeypatch.setattr(jobs.RedisJob, "done", lambda self: asyncio.sleep(3600))
    camp = await desks[0].camp()
    first = Worker(await start())
    await first.ready.wait()
    await desks[0].planner.start(camp, BOSS, 1)
    await until(lambda: camp.value.draft.placements != ())
    monkeypatch.undo()
    monkeypatch.setattr(jobs, "LOST_AFTER_MS", 500)
    await first.die()
    await camp.ask(c.ResetDraft(), BOSS)

    second = Worker(await start())
    await until(lambda: second.ready.is_set())
    await asyncio.sleep(3)

    await camp.refresh()
    assert camp.value.draft.placements == ()
    await desks[0].planner.start(camp, BOSS, 1)
    await until(lambda: camp.value.draft.placements != ())
    await second.die()


async def test_a_search_that_kills_its_solvers_is_given_up(  # type: ignore[no-untyped-def]
    start, desks: list[Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "LOST_AFTER_MS", 200)
    monkeypatch.setattr(jobs, "LISTEN_MS", 100)
    camp = await desks[0].camp()
    dying = (await start()).store.jobs
    await dying.announce(PLAN)
    await desks[0].planner.start(camp, BOSS, 5)
    for _ in range(service.ATTEMPTS_MAX):
        async for _job in dying.take(PLAN):
            break
        await asyncio.sleep(0.3)
    worker = Worker(await start())
    await until(lambda: ended(camp))
    shown = solving(camp)
    assert shown is not None
    assert shown.error is not None
    assert shown.error.code == "plan-failed"
    await worker.die()


async def test_a_search_that_nobody_works_on_is_shown_as_over(
    desks: list[Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "SILENCE_S", 0.5)
    monkeypatch.setattr(queue, "LOOK_EVERY_S", 0.1)
    camp = await desks[0].camp()
    desks[0].planner.watch(camp)
    await desks[0].store.jobs.announce(PLAN)
    await desks[0].planner.start(camp, BOSS, 5)
    await until(lambda: ended(camp), 10)
    shown = solving(camp)
    assert shown is not None
    assert shown.error is not None
    assert shown.error.code == "plan-failed"


def counted(camp: LiveCamp) -> wire.Receipt | None:
    """The draft's receipt, if it is of the draft as it is."""
    shown: wire.Receipt | None = camp.ephemeral.get("organizers", {}).get("draft_receipt")
    return shown if shown is not None and (shown.state, shown.of) == ("counted", camp.value.draft_seq) else None


def watched(desks: list[Process], camps: list[LiveCamp]) -> None:
    for desk, camp in zip(desks, camps, strict=True):
        desk.planner.watch(camp)


async def test_what_people_get_is_shown_in_every_process_and_counted_only_when_it_changes(
    desks: list[Process], workers: list[Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receipts, "VOTES_EVERY_S", 0.1)
    here, there = camps = [await desk.camp() for desk in desks]
    watched(desks, camps)
    await here.ask(c.PlaceTopic(TopicId("t1"), SlotId("s1"), RoomId("r0")), BOSS)
    await until(lambda: counted(here) and counted(there))
    assert counted(here) == counted(there)

    async def asked() -> bytes:
        server = desks[0].store.jobs._server
        told = await server.command("XINFO", "STREAM", server.key("jobs", RECEIPTS))
        last: bytes = told[told.index(b"last-generated-id") + 1]
        return last

    before, at = await asked(), here.value.seq
    await there.ask(c.Announce(AnnouncementId("a1"), "Lunch is late"), BOSS)
    await here.ask(c.Join(PersonId("late")), None)
    await until(lambda: here.value.seq == there.value.seq == at + 2)
    await asyncio.sleep(0.5)
    assert await asked() == before

    shown = counted(here)
    assert shown is not None
    assert shown.counts is not None
    wanted = shown.counts.must.wanted
    await there.ask(c.SetVote(TopicId("t2"), Weight.MUST), PersonId("late"))
    for camp in camps:
        await until(lambda camp=camp: (now := counted(camp)) and now.counts and now.counts.must.wanted == wanted + 1)
    assert await asked() != before


async def test_where_there_is_no_solver_it_is_said_that_nobody_counts_until_there_is_one(  # type: ignore[no-untyped-def]
    start, desks: list[Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receipts, "RETRY_S", 0.2)
    camp = await desks[0].camp()
    desks[0].planner.watch(camp)
    await camp.ask(c.PlaceTopic(TopicId("t1"), SlotId("s1"), RoomId("r0")), BOSS)
    failed = wire.Receipt(camp.value.draft_seq, "failed")
    await until(lambda: camp.ephemeral.get("organizers", {}).get("draft_receipt") == failed)
    worker = Worker(await start())
    await until(lambda: counted(camp))
    await worker.die()


async def test_names_of_people_who_have_nothing_stay_where_they_can_be_forgotten(
    desks: list[Process], workers: list[Worker]
) -> None:
    camps = [await desk.camp() for desk in desks]
    people = [PersonId(f"p{n}") for n in range(60)]
    for person in people:
        await camps[0].set_name(person, f"Heribert-{person}")
    watched(desks, camps)
    await camps[0].ask(c.PlaceTopic(TopicId("t1"), SlotId("s1"), RoomId("r0")), BOSS)
    await until(lambda: all(map(counted, camps)))
    for camp in camps:
        shown = counted(camp)
        assert shown is not None
        assert len(shown.nothing) == receipts.NAMED
        assert all(name.startswith("Heribert-p") for name in shown.nothing)

    server = desks[0].store.jobs._server
    await server.command("CONFIG", "SET", "rdbcompression", "no")  # else a dump need not have it as it is
    dumps = {key: await server.command("DUMP", key) for key in await server.command("KEYS", server.key("*"))}
    assert server.key("notes").encode() in dumps
    assert [key for key, dump in dumps.items() if b"Heribert" in (dump or b"")] == [
        server.camp_key(CAMP, "people").encode()
    ]


async def test_another_solver_counts_what_people_get_when_one_dies(  # type: ignore[no-untyped-def]
    start, desks: list[Process], workers: list[Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And knows what the one before has proven."""
    monkeypatch.setattr(jobs, "LOST_AFTER_MS", 500)
    monkeypatch.setattr(receipts, "SETTLE_S", 1.0)
    here, there = camps = [await desk.camp() for desk in desks]
    watched(desks, camps)
    await desks[0].planner.start(here, BOSS, 1)
    await until(lambda: ended(here) and counted(here))
    planned = counted(here)
    await here.ask(c.UnplaceTopic(here.value.draft.placements[0].topic), BOSS)
    taken = desks[0].store.jobs._server
    state = taken.camp_key(CAMP, "job", RECEIPTS)
    async with asyncio.timeout(10):
        while not await taken.command("HEXISTS", state, "taken"):
            await asyncio.sleep(0.02)
    await workers[0].die()
    for camp in camps:
        await until(lambda camp=camp: camp.ephemeral["organizers"]["draft_receipt"].state == "counting")
    workers.append(Worker(await start()))

    await until(lambda: counted(here) and counted(there))

    found = counted(here)
    assert found == counted(there) != planned
    assert planned is not None
    assert planned.counts is not None
    assert found is not None
    assert found.counts is not None
    assert found.counts.bound == planned.counts.bound is not None


async def test_seats_are_counted_once_for_all_processes(desks: list[Process], workers: list[Worker]) -> None:
    here, there = [await desk.camp() for desk in desks]
    for desk, camp in zip(desks, (here, there), strict=True):
        desk.planner.watch(camp)
    await desks[0].planner.start(here, BOSS, 1)
    await until(lambda: ended(here))
    await here.refresh()
    before = here.value.seq
    await here.ask(c.Publish(here.value.draft_seq), BOSS)

    await until(lambda: there.value.published is not None and there.value.published.seats is not None)

    await asyncio.sleep(0.5)
    await here.refresh()
    assert here.value.seq == before + 2
    assert here.value == there.value
