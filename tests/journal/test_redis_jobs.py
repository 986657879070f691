"""Jobs: each done by one worker, one of a kind at a time in a camp, those of the dead by somebody else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from edcamp.journal.commons import JobLost
from edcamp.journal.ending import end
from edcamp.journal.redis import RedisJobs, RedisStore, jobs, open_redis
from edcamp.journal.redis.jobs import RedisJob
from tests.journal.conftest import REDIS_ADDRESSES

pytestmark = [pytest.mark.anyio, pytest.mark.redis]


@pytest.fixture(params=REDIS_ADDRESSES)
async def stores(request: pytest.FixtureRequest, tmp_path: Path, anyio_backend: str) -> AsyncIterator[list[RedisStore]]:
    opened = [await open_redis(request.param(), str(tmp_path)) for _ in range(3)]
    yield opened
    for store in opened:
        await store.close()


@pytest.fixture
def processes(stores: list[RedisStore]) -> list[RedisJobs]:
    return [store.jobs for store in stores]


async def taken(process: RedisJobs, kind: str = "plan", seconds: float = 5) -> RedisJob:
    async with asyncio.timeout(seconds), aclosing(process.take(kind)) as found:
        return await anext(found)


async def nothing_to_take(process: RedisJobs) -> bool:
    try:
        await taken(process, seconds=0.3)
    except TimeoutError:
        return True
    return False


async def test_a_job_is_done_by_one_worker(processes: list[RedisJobs]) -> None:
    asking, *working = processes
    done: list[tuple[str, bytes]] = []

    async def work(process: RedisJobs) -> None:
        async with aclosing(process.take("plan")) as found:
            async for job in found:
                assert job.attempts == 1
                assert await job.keep() is False
                done.append((job.camp, job.body))
                await job.done()

    workers = [asyncio.create_task(work(process)) for process in working]
    for n in range(20):
        assert await asking.offer("plan", f"camp{n}", b"%d" % n)
    async with asyncio.timeout(10):
        while len(done) < 20:
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.2)
    for worker in workers:
        worker.cancel()
    await asyncio.gather(*workers, return_exceptions=True)
    assert sorted(done) == sorted((f"camp{n}", b"%d" % n) for n in range(20))


async def test_a_camp_has_one_job_of_a_kind_at_a_time(processes: list[RedisJobs]) -> None:
    one, two, worker = processes
    assert await one.offer("plan", "oslo", b"1")
    assert not await two.offer("plan", "oslo", b"2")
    assert await two.offer("plan", "lima", b"3")
    assert await two.offer("seats", "oslo", b"4")
    job = await taken(worker)
    assert (job.camp, job.body) == ("oslo", b"1")
    assert not await two.offer("plan", "oslo", b"5")
    await job.done()
    assert await two.offer("plan", "oslo", b"6")
    assert [(await taken(worker)).camp for _ in range(2)] == ["lima", "oslo"]


async def test_a_worker_hears_that_it_should_stop(processes: list[RedisJobs]) -> None:
    asking, worker, _ = processes
    await asking.offer("plan", "oslo", b"")
    job = await taken(worker)
    assert await job.keep() is False
    assert await asking.stop("plan", "oslo") is True
    assert await job.keep() is True
    await job.done()
    assert await asking.stop("plan", "oslo") is None


async def test_a_job_that_nobody_has_begun_is_gone_when_it_is_stopped(processes: list[RedisJobs]) -> None:
    asking, worker, _ = processes
    await asking.offer("plan", "oslo", b"old")
    assert await asking.stop("plan", "oslo") is False
    assert await asking.offer("plan", "oslo", b"new")
    assert (await taken(worker)).body == b"new"
    assert await nothing_to_take(worker)


async def test_the_job_of_a_worker_that_died_goes_to_another(
    processes: list[RedisJobs], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "LOST_AFTER_MS", 300)
    monkeypatch.setattr(jobs, "LISTEN_MS", 50)
    asking, dying, living = processes
    await asking.offer("plan", "oslo", b"x")
    lost = await taken(dying)

    again = await taken(living)

    assert (again.id, again.body, again.attempts) == (lost.id, b"x", 2)
    with pytest.raises(JobLost):
        await lost.keep()
    assert await again.keep() is False
    await again.done()
    assert await asking.offer("plan", "oslo", b"y")


async def test_a_job_that_is_being_worked_on_is_not_given_away(
    processes: list[RedisJobs], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "LOST_AFTER_MS", 300)
    monkeypatch.setattr(jobs, "LISTEN_MS", 50)
    asking, worker, other = processes
    await asking.offer("plan", "oslo", b"x")
    job = await taken(worker)
    waiting = asyncio.create_task(nothing_to_take(other))
    for _ in range(10):
        await asyncio.sleep(0.1)
        assert await job.keep() is False
    assert await waiting


async def test_a_job_is_given_up_when_nobody_works_on_it(
    processes: list[RedisJobs], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "LOST_AFTER_MS", 50)
    monkeypatch.setattr(jobs, "WORKED_ON_MS", 100)
    asking, dying, living = processes
    await asking.offer("plan", "oslo", b"old")
    await taken(dying)
    await asyncio.sleep(0.3)
    assert await asking.offer("plan", "oslo", b"new")
    assert (await taken(living)).body == b"new"


async def test_who_asks_is_answered_one_after_the_other(processes: list[RedisJobs]) -> None:
    one, two, worker = processes

    async def work() -> None:
        async with aclosing(worker.take("prices")) as found:
            async for job in found:
                await job.answer(job.body.upper())
                await job.done()

    working = asyncio.create_task(work())
    asked = (desk.ask("prices", camp, body, 5) for desk, camp, body in ((one, "oslo", b"a"), (two, "oslo", b"b")))
    assert await asyncio.gather(*asked) == [b"A", b"B"]
    await end(working)


async def test_what_nobody_answered_in_time_is_in_nobodys_way(
    processes: list[RedisJobs], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither before anybody has begun it nor when its worker died."""
    monkeypatch.setattr(jobs, "LOST_AFTER_MS", 100)
    monkeypatch.setattr(jobs, "LISTEN_MS", 50)
    asking, dying, living = processes
    assert await asking.ask("prices", "oslo", b"unseen", 0.1) is None
    asked = asyncio.create_task(asking.ask("prices", "oslo", b"lost", 0.5))
    lost = await taken(dying, "prices")
    assert lost.body == b"lost"
    assert await asked is None
    with pytest.raises(JobLost):
        await lost.keep()

    asked = asyncio.create_task(asking.ask("prices", "oslo", b"next", 5))
    job = await taken(living, "prices")
    assert job.body == b"next"
    await job.answer(b"42")
    await job.done()
    assert await asked == b"42"
    await lost.answer(b"late")
    assert await asking.offer("prices", "oslo", b"")


async def test_workers_are_counted_while_they_take_jobs(
    processes: list[RedisJobs], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "SEEN_MS", 400)
    monkeypatch.setattr(jobs, "LISTEN_MS", 50)
    asking, one, two = processes
    assert await asking.workers("plan") == 0
    taking = [asyncio.create_task(taken(process)) for process in (one, two)]
    await asyncio.sleep(0.2)
    assert (await asking.workers("plan"), await asking.workers("seats")) == (2, 0)
    for task in taking:
        task.cancel()
    await asyncio.gather(*taking, return_exceptions=True)
    await asyncio.sleep(0.5)
    assert await asking.workers("plan") == 0
