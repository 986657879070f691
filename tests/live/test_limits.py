import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from edcamp.domain.ids import CampId, PersonId
from edcamp.domain.refusals import Refused
from edcamp.journal.redis import open_redis
from edcamp.live.limits import (
    FORGET_ABOVE,
    JOIN_BURST,
    PERSON_BURST,
    Limits,
    OwnPace,
    Pace,
    SharedPace,
    TokenBucket,
    take_from_all,
)
from tests.redis_server import RedisServer, shared_server

OSLO, LIMA = CampId("oslo"), CampId("lima")
ANA, BEN = PersonId("ana"), PersonId("ben")

MORE = 3_000
"""People than may come at once: a Redis whose time goes on lets so many in only after fifteen seconds."""


class Watch:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_bucket_gives_a_burst_and_then_its_rate() -> None:
    watch = Watch()
    bucket = TokenBucket(60, 10, watch)
    take_from_all((bucket,), 60)
    with pytest.raises(Refused) as refused:
        take_from_all((bucket,), 1)
    assert (refused.value.code, refused.value.value) == ("slow-down", 1)
    with pytest.raises(Refused) as refused:
        take_from_all((bucket,), 32)
    assert refused.value.value == 4
    watch.now += 3.2
    take_from_all((bucket,), 32)
    assert bucket.wait(1) == pytest.approx(0.1)
    watch.now += 1000
    assert bucket.full
    assert bucket.wait(60) == 0


def test_more_than_a_burst_waits_for_a_full_bucket() -> None:
    watch = Watch()
    bucket = TokenBucket(10, 5, watch)
    bucket.take(10)
    assert bucket.wait(1000) == 2
    watch.now += 2
    assert bucket.wait(1000) == 0


def test_what_one_bucket_refuses_is_taken_from_none() -> None:
    watch = Watch()
    person, camp = TokenBucket(10, 1, watch), TokenBucket(3, 1, watch)
    camp.take(2)
    with pytest.raises(Refused):
        take_from_all((person, camp), 2)
    assert person.full
    assert camp.wait(1) == 0


def test_full_buckets_are_forgotten() -> None:
    watch = Watch()
    limits = Limits(10, 1, watch)
    for n in range(FORGET_ABOVE):
        limits.of(n).take(1)
    limits.of(0).take(5)
    watch.now += 1.5
    limits.of("one more")
    assert len(limits) == 2
    assert limits.of(0).wait(10) == pytest.approx(4.5)


# --- how fast


@pytest.fixture(
    params=[pytest.param(1, id="one process"), pytest.param(3, id="three processes", marks=pytest.mark.redis)]
)
async def paces(request: pytest.FixtureRequest, tmp_path: Path, anyio_backend: str) -> AsyncIterator[list[Pace]]:
    """One and the same, or those of three processes."""
    if request.param == 1:
        yield [OwnPace(Watch())] * 3
        return
    stores = [await open_redis(shared_server(), str(tmp_path)) for _ in range(request.param)]
    yield [SharedPace(store.commons) for store in stores]
    for store in stores:
        await store.close()


@pytest.mark.anyio
async def test_a_person_has_one_pace_whichever_process_hears_them(paces: list[Pace]) -> None:
    for n in range(6):
        await paces[n % 3].take(OSLO, ANA, 10)
    with pytest.raises(Refused) as refused:
        await paces[0].take(OSLO, ANA, int(PERSON_BURST))
    assert (refused.value.code, refused.value.retryable) == ("slow-down", True)
    await paces[1].take(OSLO, BEN, int(PERSON_BURST))
    await paces[2].take(LIMA, ANA, int(PERSON_BURST))
    await paces[0].join(OSLO)


@pytest.mark.anyio
async def test_a_camp_has_one_door_whichever_process_it_is_entered_by(paces: list[Pace]) -> None:
    came = Counter(await asyncio.gather(*(come_in(paces[n % 3]) for n in range(int(JOIN_BURST) + MORE))))
    assert JOIN_BURST <= came[""] < JOIN_BURST + MORE
    assert came.keys() == {"", "slow-down"}
    await paces[0].join(LIMA)
    await paces[1].take(OSLO, ANA, 1)


async def come_in(pace: Pace) -> str:
    try:
        await pace.join(OSLO)
    except Refused as refused:
        return refused.code
    return ""


@pytest.mark.anyio
@pytest.mark.redis
async def test_without_the_others_nobody_is_let_through() -> None:
    with closing(RedisServer()) as server:
        server.start()
        store = await open_redis(server.url, "camps")
        pace = SharedPace(store.commons)
        await pace.take(OSLO, ANA, 1)
        server.kill()
        for asking in (pace.take(OSLO, ANA, 1), pace.join(OSLO)):
            with pytest.raises(Refused) as refused:
                await asking
            assert refused.value.code == "unavailable"
        await store.close()
