"""What processes share besides the journal: who is here, how fast somebody may ask, notes, one secret."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from edcamp.journal.commons import Bucket
from edcamp.journal.port import JournalClosed
from edcamp.journal.redis import RedisCommons, RedisStore, commons, open_redis
from tests.journal.conftest import REDIS_ADDRESSES

pytestmark = [pytest.mark.anyio, pytest.mark.redis]

MANY = Bucket("all", 1_000, 1_000)


@pytest.fixture(params=REDIS_ADDRESSES)
async def stores(request: pytest.FixtureRequest, tmp_path: Path, anyio_backend: str) -> AsyncIterator[list[RedisStore]]:
    """Three processes' worth."""
    opened = [await open_redis(request.param(), str(tmp_path)) for _ in range(3)]
    yield opened
    for store in opened:
        await store.close()


@pytest.fixture
def processes(stores: list[RedisStore]) -> list[RedisCommons]:
    return [store.commons for store in stores]


# --- who is here


async def test_everybody_is_counted_once_however_many_processes_they_use(processes: list[RedisCommons]) -> None:
    one, two, three = processes
    assert await one.here("oslo", ["ana", "ben"], [], 2) == 2
    assert await two.here("oslo", ["ben", "cat"], [], 2) == 3
    assert await three.here("oslo", [], [], 0) == 3
    assert await one.here("oslo", [], ["ben"], 1) == 3
    assert await two.here("oslo", [], ["ben"], 1) == 2
    assert await one.here("lima", ["ana"], [], 1) == 1


async def test_who_was_with_a_process_that_ended_is_gone_at_once(processes: list[RedisCommons]) -> None:
    one, two, _ = processes
    await one.here("oslo", ["ana"], [], 1)
    await two.here("oslo", ["ben"], [], 1)
    await one.nobody_here("oslo")
    assert await two.here("oslo", [], [], 1) == 1


async def test_who_was_with_a_process_that_died_is_gone_after_a_while(
    processes: list[RedisCommons], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commons, "HERE_MS", 300)
    one, two, _ = processes
    await one.here("oslo", ["ana"], [], 1)
    assert await two.here("oslo", ["ben"], [], 1) == 2
    async with asyncio.timeout(5):
        while await two.here("oslo", [], [], 1) == 2:
            await asyncio.sleep(0.05)


async def test_a_process_whose_people_were_forgotten_is_asked_for_all_of_them(
    processes: list[RedisCommons], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commons, "HERE_MS", 100)
    one, two, _ = processes
    await one.here("oslo", ["ana", "ben"], [], 2)
    await asyncio.sleep(0.2)
    assert await one.here("oslo", ["cat"], [], 3) is None
    assert await one.here("oslo", ["ana", "ben", "cat"], [], 3) == 3
    assert await two.here("oslo", [], [], 0) == 3


# --- how fast


async def test_a_burst_holds_over_all_processes_and_refills(processes: list[RedisCommons]) -> None:
    ana, ben = Bucket("ana", 10, 20), Bucket("ben", 10, 20)
    waits = [await processes[n % 3].take("oslo", (MANY, ana), 2) for n in range(6)]
    assert waits[:5] == [0.0] * 5
    assert 0 < waits[5] <= 0.1
    await asyncio.sleep(waits[5])
    assert await processes[0].take("oslo", (MANY, ana), 2) == 0
    assert await processes[0].take("oslo", (MANY, ben), 10) == 0
    assert await processes[0].take("lima", (MANY, ana), 10) == 0


async def test_what_one_bucket_refuses_is_taken_from_none(processes: list[RedisCommons]) -> None:
    camp, ana, ben = Bucket("all", 5, 0.001), Bucket("ana", 10, 0.001), Bucket("ben", 10, 0.001)
    assert await processes[0].take("oslo", (camp, ana), 4) == 0
    assert await processes[1].take("oslo", (camp, ben), 2) == pytest.approx(1000, abs=5)
    assert await processes[1].take("lima", (MANY, ben), 10) == 0
    assert await processes[1].take("oslo", (camp, ben), 1) == 0
    assert await processes[1].take("oslo", (ben,), 10) == pytest.approx(1000, abs=5)
    assert await processes[1].take("oslo", (ben,), 9) == 0


async def test_more_than_a_burst_waits_for_a_full_bucket(processes: list[RedisCommons]) -> None:
    ana = Bucket("ana", 10, 0.1)
    assert await processes[0].take("oslo", (MANY, ana), 10) == 0
    assert await processes[1].take("oslo", (MANY, ana), 1_000) == pytest.approx(100, abs=1)


async def test_many_who_ask_at_once_are_answered_together_and_each_rightly(processes: list[RedisCommons]) -> None:
    doors = Bucket("doors", 7, 0.001)
    own = [Bucket(f"p{n % 20}", 3, 0.001) for n in range(100)]
    asked = [processes[n % 3].take("oslo", (MANY, bucket), 1) for n, bucket in enumerate(own)]
    asked[10:10] = [processes[n % 3].take("oslo", (doors,), 1) for n in range(20)]
    waits = await asyncio.gather(*asked)
    at_doors = [waits.pop(10) for _ in range(20)]
    allowed = Counter(bucket.name for bucket, wait in zip(own, waits, strict=True) if wait == 0)
    assert allowed == {bucket.name: 3 for bucket in own}
    assert at_doors.count(0) == 7


async def test_full_buckets_are_not_kept(processes: list[RedisCommons], tmp_path: Path) -> None:
    await processes[0].take("oslo", (Bucket("all", 10, 100), Bucket("ana", 10, 100)), 1)
    async with asyncio.timeout(5):
        while await processes[0]._server.command("EXISTS", f"{tmp_path}:{{c/oslo}}:rate:ana"):
            await asyncio.sleep(0.01)


# --- notes


async def test_notes_are_heard_by_everybody_who_listens_in_order(processes: list[RedisCommons]) -> None:
    await processes[0].tell(b"before")
    heard: list[list[bytes]] = [[], []]

    async def listen(process: RedisCommons, into: list[bytes]) -> None:
        async with aclosing(process.hear()) as notes:
            async for note in notes:
                into.append(note)
                if note == b"9":
                    return

    listening = [asyncio.create_task(listen(p, into)) for p, into in zip(processes[1:], heard, strict=True)]
    await asyncio.sleep(0.3)
    for n in range(10):
        await processes[n % 3].tell(b"%d" % n)
    await asyncio.wait_for(asyncio.gather(*listening), 5)
    assert heard == [[b"%d" % n for n in range(10)]] * 2


async def test_who_listens_stops_with_the_connection(stores: list[RedisStore]) -> None:
    async def listen() -> list[bytes]:
        return [note async for note in stores[0].commons.hear()]

    listening = asyncio.create_task(listen())
    await asyncio.sleep(0.1)
    await stores[0].close()
    assert await asyncio.wait_for(listening, 2) == []
    with pytest.raises(JournalClosed):
        await stores[0].commons.tell(b"x")


# --- one secret


async def test_the_first_secret_is_everybodys(processes: list[RedisCommons]) -> None:
    secrets = [await process.secret(bytes([number]) * 32) for number, process in enumerate(processes)]
    assert secrets == [bytes([0]) * 32] * 3
