"""What only the journal in Redis promises: many processes, servers that die and forget, and what is told then."""

import asyncio
import contextlib
import re
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from pathlib import Path

import pytest
from redis import exceptions as errors

from edcamp.journal.port import Conflict, EpochChanged, JournalUnavailable, Position
from edcamp.journal.redis import RedisJournal, RedisPeople, open_redis
from edcamp.journal.redis.server import telling, without_password
from edcamp.journal.store import Store
from tests.journal.test_journal import collect, numbered
from tests.redis_server import RedisServer, free_port, shared_server

pytestmark = [pytest.mark.anyio, pytest.mark.redis]

RedisStore = Store[RedisJournal, RedisPeople]
APPENDER = Path(__file__).with_name("appender.py")


@pytest.fixture
def server() -> Iterator[RedisServer]:
    """One of the test's own, to be killed and damaged."""
    made = RedisServer("--appendfsync", "always")
    made.start()
    yield made
    made.close()


@pytest.fixture
async def store(server: RedisServer, anyio_backend: str) -> AsyncIterator[RedisStore]:
    async with await open_redis(server.url) as opened:
        yield opened


async def position_once_there(store: RedisStore, camp: str) -> Position:
    async with asyncio.timeout(20):
        while True:
            try:
                return await store.journal.position(camp)
            except JournalUnavailable as error:
                if not error.retryable:
                    raise
                await asyncio.sleep(0.05)


async def code_of_opening(url: str) -> tuple[str, bool]:
    with pytest.raises(JournalUnavailable) as caught:
        await open_redis(url)
    return caught.value.code, caught.value.retryable


# --- many processes


def start_writer(url: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, APPENDER, "redis", url], stdout=subprocess.PIPE, text=True)


async def test_processes_that_append_at_once_lose_and_double_nothing(store: RedisStore, server: RedisServer) -> None:
    await store.journal.create("oslo")
    writers = [start_writer(server.url) for _ in range(3)]
    try:
        async with asyncio.timeout(60), aclosing(store.journal.follow("oslo", 0)) as chunks:
            seen = {}
            async for chunk in chunks:
                seen.update(chunk)
                if len(seen) >= 2000:
                    break
    finally:
        for writer in writers:
            writer.send_signal(signal.SIGKILL)
    printed = [writer.communicate(timeout=10)[0].splitlines() for writer in writers]
    acknowledged = dict(line.split(" ") for lines in printed for line in lines)
    rows = await collect(store.journal.read("oslo"))

    assert [seq for seq, _ in rows] == list(range(1, len(rows) + 1))
    assert len({entry for _, entry in rows}) == len(rows)
    stored = {str(seq): entry.decode() for seq, entry in rows}
    assert len(acknowledged) > 1500
    assert acknowledged.items() <= stored.items()
    assert seen == {seq: entry for seq, entry in rows if seq in seen}
    assert all(lines for lines in printed)


async def test_two_stores_see_the_same_camps_and_names(store: RedisStore, server: RedisServer) -> None:
    async with await open_redis(server.url) as other:
        position = await store.journal.create("oslo")
        await store.people.put("oslo", "p1", "Åse")
        assert await other.journal.camps() == ["oslo"]
        assert await other.journal.position("oslo") == position
        assert await other.people.some("oslo", ["p1", "p2"]) == {"p1": "Åse"}
        async with aclosing(other.journal.follow("oslo", 0)) as chunks:
            waiting = asyncio.ensure_future(anext(chunks))
            await store.journal.append("oslo", 0, [b"a"])
            assert await asyncio.wait_for(waiting, 5) == [(1, b"a")]


async def test_whoever_was_too_late_is_told_what_came_before(store: RedisStore) -> None:
    await store.journal.create("oslo")
    await store.journal.append("oslo", 0, [b"a", b"b"])
    await store.journal.append("oslo", 2, [b"c"])
    for after, missed in ((1, [(2, b"b"), (3, b"c")]), (0, [(1, b"a"), (2, b"b"), (3, b"c")]), (9, []), (-1, [])):
        with pytest.raises(Conflict) as caught:
            await store.journal.append("oslo", after, [b"x"])
        assert (caught.value.actual, caught.value.missed) == (3, missed)


async def test_installations_with_other_keys_know_nothing_of_each_other(server: RedisServer) -> None:
    async with await open_redis(server.url, "one") as one, await open_redis(server.url, "two") as two:
        await one.journal.create("oslo")
        assert await two.journal.camps() == []


# --- servers that die


async def test_kills_lose_nothing_that_was_acknowledged(store: RedisStore, server: RedisServer) -> None:
    await store.journal.create("oslo")
    acknowledged: dict[int, bytes] = {}
    done = asyncio.Event()

    async def append_for_ever() -> None:
        after = 0
        while not done.is_set():
            entry = b"%d-%d" % (len(acknowledged), after)
            try:
                after = (await store.journal.append("oslo", after, [entry])).seq
                acknowledged[after] = entry
            except Conflict as conflict:
                after = conflict.actual
            except JournalUnavailable as error:
                if not error.retryable:
                    raise
                await asyncio.sleep(0.01)

    appending = asyncio.create_task(append_for_ever())
    for _ in range(5):
        enough = len(acknowledged) + 50
        async with asyncio.timeout(20):
            while len(acknowledged) < enough:
                await asyncio.sleep(0.01)
        server.kill()
        await asyncio.to_thread(server.start)
    done.set()
    await appending

    await position_once_there(store, "oslo")
    rows = dict(await collect(store.journal.read("oslo")))
    assert acknowledged.items() <= rows.items()
    assert len(set(rows.values())) == len(rows)


def cut_log(server: RedisServer, entries: int) -> None:
    """Takes the last appends off the append-only file of a server that is down, as a power cut may do."""
    [log] = [path for path in server.folder.rglob("*.aof") if ".incr." in path.name or path.name == "appendonly.aof"]
    kept = log.read_bytes()
    for _ in range(entries):
        kept = kept[: kept.rindex(b"*1\r\n$5\r\nMULTI")]
    log.write_bytes(kept)


async def test_a_lost_tail_is_a_new_epoch_and_never_a_mixture(store: RedisStore, server: RedisServer) -> None:
    old = await store.journal.create("oslo")
    for seq in range(5):
        await store.journal.append("oslo", seq, [b"%d" % seq], old.epoch)
    chunks = store.journal.follow("oslo", 0, old.epoch)
    assert await anext(chunks) == numbered([b"0", b"1", b"2", b"3", b"4"])
    server.kill()
    cut_log(server, 3)
    server.start()

    async with await open_redis(server.url) as other:  # a process that never saw what was lost
        found = await other.journal.position("oslo")
        assert (found.seq, found.epoch == old.epoch) == (2, False)
        for seq in range(2, 7):
            await other.journal.append("oslo", seq, [b"new %d" % seq])

        with pytest.raises((EpochChanged, JournalUnavailable)):
            await anext(chunks)
        for _ in range(2):
            with pytest.raises(EpochChanged) as changed:
                await store.journal.append("oslo", 5, [b"old"], old.epoch)
            assert changed.value.actual == found.epoch
        for again in (store.journal.follow("oslo", 5, old.epoch), store.journal.read("oslo", 5, old.epoch)):
            with pytest.raises(EpochChanged):
                await anext(again)
        expected = [b"0", b"1", *(b"new %d" % seq for seq in range(2, 7))]
        assert await collect(store.journal.read("oslo", 0, found.epoch)) == numbered(expected)


async def test_a_follower_that_lags_is_not_led_from_one_past_into_another(
    store: RedisStore, server: RedisServer
) -> None:
    """It is at seq 1 when the server goes, and what comes next is another past's 2 and 3."""
    old = await store.journal.create("oslo")
    await store.journal.append("oslo", 0, [b"1"])
    chunks = store.journal.follow("oslo", 0, old.epoch)
    assert await anext(chunks) == [(1, b"1")]
    await store.journal.append("oslo", 1, [b"2"])
    server.kill()
    cut_log(server, 1)
    server.start()
    position = await position_once_there(store, "oslo")
    await store.journal.append("oslo", 1, [b"other 2"], position.epoch)

    with pytest.raises((EpochChanged, JournalUnavailable)):
        await anext(chunks)


async def test_a_paused_server_is_said_and_nothing_is_appended_twice(server: RedisServer) -> None:
    async with await open_redis(f"{server.url}?socket_timeout=0.5") as store:
        await store.journal.create("oslo")
        await store.journal.append("oslo", 0, [b"a"])
        server.pause()
        with pytest.raises(JournalUnavailable) as caught:
            await store.journal.append("oslo", 1, [b"b"])
        assert (caught.value.code, caught.value.retryable) == ("outcome_unknown", True)
        server.go_on()

        with contextlib.suppress(Conflict):
            await store.journal.append("oslo", 1, [b"b"])
        assert await collect(store.journal.read("oslo")) == [(1, b"a"), (2, b"b")]


async def test_scripts_that_the_server_forgot_are_given_to_it_again(store: RedisStore, server: RedisServer) -> None:
    await store.journal.create("oslo")
    with server.client() as client:
        client.script_flush()
    assert (await store.journal.append("oslo", 0, [b"a"])).seq == 1


# --- what an operator is told


async def test_a_server_that_is_not_there_is_said() -> None:
    assert await code_of_opening(f"redis://127.0.0.1:{free_port()}") == ("unreachable", True)
    assert await code_of_opening("redis://nowhere.invalid:6379") == ("unreachable", True)


async def test_an_address_that_is_none_is_said() -> None:
    assert await code_of_opening("postgres://localhost") == ("bad_url", False)


async def test_a_server_that_does_not_answer_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        address = f"redis://127.0.0.1:{deaf.getsockname()[1]}?socket_timeout=0.2"
        assert await code_of_opening(address) == ("unreachable", True)


async def test_a_wrong_password_is_said_and_not_shown(server: RedisServer) -> None:
    with server.client() as client:
        client.config_set("requirepass", "correct horse")
    address = f"redis://:battery@127.0.0.1:{server.port}/0"
    with pytest.raises(JournalUnavailable) as caught:
        await open_redis(address)
    assert (caught.value.code, caught.value.retryable) == ("refused", False)
    assert "battery" not in caught.value.sentence
    assert without_password(address) == f"redis://:…@127.0.0.1:{server.port}/0"


async def test_a_name_that_redis_quotes_is_not_said(store: RedisStore) -> None:
    """A command that its operator has renamed, or that a proxy does not know."""
    with pytest.raises(JournalUnavailable) as caught:
        await store.server.command("HSETT", "people", "p1", "Åse")
    assert "HSETT" in caught.value.sentence
    assert "Åse" not in caught.value.sentence


async def test_a_full_memory_is_said_and_stores_nothing(store: RedisStore, server: RedisServer) -> None:
    await store.journal.create("oslo")
    with server.client() as client:
        client.config_set("maxmemory", "1mb")
    with pytest.raises(JournalUnavailable) as caught:
        await store.journal.append("oslo", 0, [b"x" * 1000])
    assert (caught.value.code, caught.value.retryable) == ("memory_full", True)
    with pytest.raises(JournalUnavailable) as caught:
        await store.journal.check()
    assert caught.value.code == "memory_full"
    with server.client() as client:
        client.config_set("maxmemory", "0")
    assert (await store.journal.append("oslo", 0, [b"x"])).seq == 1


async def test_a_replica_is_said(store: RedisStore, server: RedisServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        replica = RedisServer("--replicaof", f"127.0.0.1 {nobody.getsockname()[1]}")
        replica.start()
        try:
            assert await code_of_opening(replica.url) == ("read_only", True)
        finally:
            replica.close()

    await store.journal.create("oslo")
    with server.client() as client:
        client.execute_command("CONFIG SET", "replica-serve-stale-data", "yes")
        client.execute_command("REPLICAOF", "127.0.0.1", "1")
    with pytest.raises(JournalUnavailable) as caught:
        await store.journal.append("oslo", 0, [b"x"])
    assert (caught.value.code, caught.value.retryable) == ("read_only", True)


# --- names


async def test_a_forgotten_name_leaves_the_files(store: RedisStore, server: RedisServer) -> None:
    name = "Åse Unforgettable"
    await store.people.put("oslo", "p1", name)
    await store.people.put("oslo", "p2", "Amit")
    assert name.encode() in server.files()

    await store.people.forget("oslo", "p1")

    assert await store.people.names("oslo") == {"p2": "Amit"}
    async with asyncio.timeout(20):
        while name.encode() in server.files():
            await asyncio.sleep(0.05)
    assert b"Amit" in server.files()


async def test_names_forgotten_just_before_the_end_leave_the_files_too(server: RedisServer) -> None:
    names = [f"Unforgettable {number}" for number in range(5)]
    async with await open_redis(server.url) as store:
        for number, name in enumerate(names):
            await store.people.put("oslo", f"p{number}", name)
        for number in range(len(names)):
            await store.people.forget("oslo", f"p{number}")
    async with asyncio.timeout(20):
        while re.search(rb"Unforgettable", server.files()):
            await asyncio.sleep(0.05)


async def test_keys_of_a_camp_are_those_that_the_manual_names(tmp_path: Path) -> None:
    async with await open_redis(shared_server(), str(tmp_path)) as store:
        await store.journal.create("oslo")
        await store.journal.append("oslo", 0, [b"a", b"b"])
        await store.people.put("oslo", "p1", "Åse")
        found = await store.journal._server.command("KEYS", f"{tmp_path}:*")
    assert sorted(key.decode().removeprefix(str(tmp_path)) for key in found) == [
        ":camps",
        ":{c/oslo}:camp",
        ":{c/oslo}:journal",
        ":{c/oslo}:people",
    ]


@pytest.mark.parametrize("then", [None, errors.ConnectionError("gone"), OSError("gone")])
async def test_a_cancellation_that_the_client_loses_is_one_all_the_same(then: Exception | None) -> None:
    """As it does when one falls into the opening of a connection."""
    begun = asyncio.Event()

    async def asks() -> None:
        with telling("redis.test"):
            begun.set()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(3600)
            if then is not None:
                raise then

    task = asyncio.create_task(asks())
    await begun.wait()
    task.cancel()
    await asyncio.wait({task}, timeout=5)
    assert task.cancelled()


async def test_who_is_ending_already_may_still_ask() -> None:
    async def asks_at_the_end() -> str:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            with telling("redis.test"):
                await asyncio.sleep(0)
            return "said goodbye"
        return "nobody ended it"

    task = asyncio.create_task(asks_at_the_end())
    await asyncio.sleep(0)
    task.cancel()
    assert await task == "said goodbye"
