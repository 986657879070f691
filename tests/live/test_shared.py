"""One camp in motion in several processes: each with a journal of its own, all of them in one Redis."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from prometheus_client import REGISTRY

from edcamp import wire
from edcamp.domain import commands as c
from edcamp.domain.camp import Camp, Kind, Phase, PhaseChange, Weight, new_camp
from edcamp.domain.evolve import evolve
from edcamp.domain.ids import ClientId, PersonId, TopicId
from edcamp.domain.refusals import Refused
from edcamp.journal.port import JournalUnavailable
from edcamp.journal.redis import open_redis
from edcamp.live.camp import FOLLOW_AGAIN_S, LiveCamp
from edcamp.live.clock import ManualClock
from edcamp.live.host import Live
from tests.domain.story import ANA, APPLES, BEN, BOSS, CAMP, MINUTE, SETTINGS, START, audiences, seen_by
from tests.journal.test_redis import cut_log
from tests.live.stores import AnyStore
from tests.redis_server import RedisServer, shared_server

pytestmark = [pytest.mark.anyio, pytest.mark.redis]

IN_TIME_S = "?socket_timeout=0.5"
"""For addresses in tests of a Redis that does not answer."""


class Process:
    """What one process has: its own connections, and the camp as it has heard of it."""

    def __init__(self, store: AnyStore, live: Live) -> None:
        self.store = store
        self.live = live

    @classmethod
    async def start(cls, url: str, prefix: str, clock: ManualClock) -> "Process":
        store = await open_redis(url, prefix)
        return cls(store, Live(store.journal, store.people, clock))

    async def camp(self) -> LiveCamp:
        return await self.live.camp(CAMP)

    async def end(self) -> None:
        await self.live.close()
        await self.store.close()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
async def processes(tmp_path: Path, clock: ManualClock, anyio_backend: str) -> AsyncIterator[list[Process]]:
    made = [await Process.start(shared_server(), str(tmp_path), clock) for _ in range(3)]
    camp = await made[0].live.create(SETTINGS, camp=CAMP)
    joining = [c.Join(BOSS, organizer=True), c.Join(ANA), c.Join(BEN)]
    await camp.ask_all([c.Asked(join, None, ClientId("system"), 0) for join in joining])
    await camp.ask(c.ProposeTopic(APPLES, Kind.LEARN, "Apples"), ANA)
    yield made
    for process in made:
        await process.end()


@pytest.fixture
async def camps(processes: list[Process]) -> list[LiveCamp]:
    """The same camp, in three processes."""
    return [await process.camp() for process in processes]


Start = Callable[[str], Awaitable[Process]]


@pytest.fixture
async def start(clock: ManualClock, anyio_backend: str) -> AsyncIterator[Start]:
    """Starts a process on the Redis at an address; all of them end with the test."""
    started: list[Process] = []

    async def start_one(url: str) -> Process:
        started.append(await Process.start(url, "edcamp", clock))
        return started[-1]

    yield start_one
    for process in started:
        await process.end()


@pytest.fixture
def server() -> Iterator[RedisServer]:
    made = RedisServer("--appendfsync", "always")
    made.start()
    yield made
    made.close()


async def until(true: Callable[[], bool], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.002)


async def told_from_the_journal(camp: LiveCamp, store: AnyStore) -> Camp:
    value = new_camp(camp.id)
    async for chunk in store.journal.read(camp.id):
        for _, data in chunk:
            value, _ = evolve(value, wire.decode_entry(data))
    return value


def vote(person: PersonId, n: int, weight: Weight = Weight.MUST, topic: TopicId = APPLES) -> c.Asked:
    return c.Asked(c.SetVote(topic, weight), person, ClientId("phone"), n)


def counted(name: str) -> float:
    return REGISTRY.get_sample_value(name) or 0.0


# --- one truth


async def test_what_one_process_did_is_heard_by_all_without_asking(camps: list[LiveCamp]) -> None:
    told: list[int] = []
    camps[1].subscribe(lambda: told.append(camps[1].value.seq))
    followed = counted("edcamp_journal_lag_seconds_count")
    receipt = await camps[0].ask(c.SetVote(APPLES, Weight.MUST), ANA)

    await until(lambda: all(camp.value.seq == receipt.seq for camp in camps))

    assert {id(camp.value) for camp in camps} != {id(camps[0].value)}
    assert camps[0].value == camps[1].value == camps[2].value
    assert told == [receipt.seq]
    assert counted("edcamp_journal_lag_seconds_count") == followed + 2
    assert camps[1].delta("public", receipt.seq - 1) == camps[0].delta("public", receipt.seq - 1)


async def test_who_was_answered_by_one_finds_it_done_in_every_other(processes: list[Process]) -> None:
    dice = random.Random(3)
    for n in range(60):
        asked, looked_at = dice.sample(processes, 2)
        weight = (Weight.MUST, Weight.INTERESTED)[n % 2]
        receipt = await (await asked.camp()).ask(c.SetVote(APPLES, weight), ANA)
        found = await looked_at.camp()
        assert found.value.seq >= receipt.seq
        assert found.value.vote_of(ANA, APPLES) is weight


async def test_commands_through_all_processes_at_once_are_each_done_once(
    camps: list[LiveCamp], processes: list[Process]
) -> None:
    people = [PersonId(f"p{n}") for n in range(30)]
    await asyncio.gather(*(camp.ask(c.Join(p), None) for n, p in enumerate(people) for camp in [camps[n % 3]]))

    async def phone(person: PersonId, dice: random.Random) -> None:
        """Asks each thing through a process of its choice, and everything again through another."""
        for n in range(1, 11):
            asked = vote(person, n, Weight.MUST if n % 2 else Weight.INTERESTED)
            for camp in dice.sample(camps, 2):
                [answer] = await camp.ask_all([asked])
                assert not isinstance(answer, Refused), answer

    await asyncio.gather(*(phone(person, random.Random(number)) for number, person in enumerate(people)))

    value = await told_from_the_journal(camps[0], processes[0].store)
    await until(lambda: all(camp.value.seq == value.seq for camp in camps))
    assert [camp.value for camp in camps] == [value] * 3
    assert value.tallies[APPLES].interested == len(people)
    votes = [client.last for name, client in value.clients.items() if name.endswith("/phone")]
    assert votes == [10] * len(people)
    for audience in audiences(value):
        assert seen_by(value, camps[1].names, audience) == seen_by(value, camps[2].names, audience)


async def test_what_changes_nothing_is_still_decided_on_what_is_true(camps: list[LiveCamp]) -> None:
    """The second process has not heard yet that the vote was taken back, and would take a new one for old."""
    await camps[0].ask(c.SetVote(APPLES, Weight.MUST), ANA)
    await until(lambda: camps[1].value.vote_of(ANA, APPLES) is Weight.MUST)
    for _ in range(20):
        await camps[0].ask(c.SetVote(APPLES, Weight.NONE), ANA)
        receipt = await camps[1].ask(c.SetVote(APPLES, Weight.MUST), ANA)
        assert camps[1].value.vote_of(ANA, APPLES) is Weight.MUST
        assert receipt.touched


async def test_a_command_repeated_elsewhere_is_answered_again(camps: list[LiveCamp]) -> None:
    [first] = await camps[0].ask_all([vote(ANA, 1)])
    await camps[0].ask_all([vote(BEN, 1)])
    [again] = await camps[1].ask_all([vote(ANA, 1)])
    assert not isinstance(first, Refused)
    assert not isinstance(again, Refused)
    assert (again.n, again.touched) == (1, frozenset())
    assert again.seq > first.seq


# --- names


async def test_nobody_is_shown_without_a_name_in_any_process(camps: list[LiveCamp]) -> None:
    nameless: list[PersonId] = []

    def look(camp: LiveCamp) -> None:
        nameless.extend(p for p in camp.value.people if p not in camp.names and p not in (BOSS, ANA, BEN))

    for camp in camps:
        camp.subscribe(lambda camp=camp: look(camp))  # type: ignore[misc]
    joined = await asyncio.gather(*(camps[n % 3].join(f"Person {n}") for n in range(40)))

    await until(lambda: all(set(joined) <= set(camp.value.people) for camp in camps))
    assert nameless == []
    assert camps[0].names == camps[1].names == camps[2].names


async def test_new_and_forgotten_names_reach_every_process(camps: list[LiveCamp]) -> None:
    person = await camps[0].join("Cat")
    await camps[1].refresh()
    await camps[1].set_name(person, "Catalina")
    await until(lambda: all(camp.names.get(person) == "Catalina" for camp in camps))

    await camps[2].forget(person, person)

    await until(lambda: not any(person in camp.names for camp in camps))


# --- the clock


async def test_the_timetable_is_kept_once_by_all_processes_together(
    camps: list[LiveCamp], processes: list[Process], clock: ManualClock
) -> None:
    changes = tuple(PhaseChange(START + n * MINUTE, Phase.VOTE, n % 2 == 0) for n in range(1, 9))
    await camps[0].ask(c.EditCamp(replace(SETTINGS, timetable=changes)), BOSS)
    await until(lambda: all(camp.value.settings.timetable for camp in camps))
    before = camps[0].value.seq
    for n in range(1, 9):
        clock.turn(MINUTE)
        await until(lambda n=n: all(camp.value.seq == before + n for camp in camps))
    await asyncio.sleep(0.05)

    value = await told_from_the_journal(camps[0], processes[0].store)
    assert value.seq == before + 8
    assert [action.by for seq, action in sorted(value.history.items()) if seq > before] == [None] * 8


# --- a Redis that goes away


async def test_while_redis_is_away_camps_are_shown_and_nothing_is_promised(server: RedisServer, start: Start) -> None:
    one, two = [await start(server.url + IN_TIME_S) for _ in range(2)]
    camp = await one.live.create(SETTINGS, camp=CAMP)
    await camp.ask(c.Join(ANA), None)
    other = await two.camp()
    server.pause()

    with pytest.raises(Refused) as refused:
        await camp.ask(c.ProposeTopic(APPLES, Kind.LEARN, "Apples"), ANA, "phone", 1)
    assert refused.value.code == "unavailable"
    async with asyncio.timeout(3):
        assert ANA in (await two.camp()).value.people
    server.go_on()

    [answer] = await camp.ask_all([c.Asked(c.ProposeTopic(APPLES, Kind.LEARN, "Apples"), ANA, ClientId("phone"), 1)])
    assert not isinstance(answer, Refused)
    await until(lambda: APPLES in other.value.topics)
    assert camp.epoch == other.epoch


async def test_a_restarted_redis_is_followed_again(
    server: RedisServer, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    one, two = [await start(server.url) for _ in range(2)]
    camp = await one.live.create(SETTINGS, camp=CAMP)
    await camp.ask(c.Join(ANA), None)
    other = await two.camp()
    epoch = camp.epoch
    heard = counted("edcamp_unheard_camps")
    server.kill()
    await until(lambda: counted("edcamp_unheard_camps") == heard + 2)
    await asyncio.sleep(2 * FOLLOW_AGAIN_S)
    assert len([r for r in caplog.records if r.getMessage() == "its journal is not heard"]) == 2, "once for each"
    server.start()

    await asked_until_taken(camp, c.ProposeTopic(APPLES, Kind.LEARN, "Apples"))
    await until(lambda: APPLES in other.value.topics)
    await until(lambda: counted("edcamp_unheard_camps") == heard)

    assert camp.epoch == other.epoch != epoch
    assert camp.value == other.value


async def test_a_lost_tail_is_another_past_in_every_process(server: RedisServer, start: Start) -> None:
    """Both had seen what Redis lost; then it goes on, through one of them and through a third."""
    one, two = [await start(server.url) for _ in range(2)]
    camp = await one.live.create(SETTINGS, camp=CAMP)
    await camp.join("Boss", organizer=True)
    await camp.ask(c.Join(ANA), None)
    await camp.ask(c.ProposeTopic(APPLES, Kind.LEARN, "Apples"), ANA)
    other = await two.camp()
    for n in range(4):
        await camp.ask_all([vote(ANA, n + 1, (Weight.MUST, Weight.INTERESTED)[n % 2])])
    await until(lambda: other.value == camp.value)
    lost, epoch = camp.value, camp.epoch
    server.kill()
    cut_log(server, 3)
    server.start()
    three = await start(server.url)
    fresh = await three.camp()
    assert (fresh.value.seq, fresh.epoch == epoch) == (lost.seq - 3, False)

    await asked_until_taken(fresh, c.SetVote(APPLES, Weight.NONE))
    await asked_until_taken(camp, c.ClaimTopic(APPLES, True))
    await until(lambda: camp.value == other.value == fresh.value)

    assert {camp.epoch, other.epoch, fresh.epoch} == {fresh.epoch}
    assert camp.value == await told_from_the_journal(camp, three.store)
    assert camp.value.vote_of(ANA, APPLES) is Weight.NONE
    assert camp.value.topics[APPLES].hosts == (ANA,)
    assert camp.delta("public", lost.seq) == fresh.delta("public", lost.seq)


async def asked_until_taken(camp: LiveCamp, command: c.AnyCommand) -> None:
    async with asyncio.timeout(20):
        while True:
            try:
                await camp.ask(command, ANA)
            except Refused as refused:
                if refused.code != "unavailable":
                    raise
                await asyncio.sleep(0.05)
            else:
                return


async def test_a_camp_that_cannot_be_read_says_so(server: RedisServer, start: Start) -> None:
    process = await start(server.url + IN_TIME_S)
    await process.live.create(SETTINGS, camp=CAMP)
    other = await start(server.url + IN_TIME_S)
    server.pause()
    with pytest.raises(Refused) as refused:
        await other.camp()
    assert refused.value.code == "unavailable"
    with pytest.raises(JournalUnavailable):
        await other.live.camps()
    server.go_on()
    assert (await other.camp()).value.settings == SETTINGS
