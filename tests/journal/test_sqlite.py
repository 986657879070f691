"""What only a file on a disk can do: survive, fill up, be held by somebody else, be copied."""

import asyncio
import json
import os
import signal
import sqlite3
import stat
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

import edcamp
from edcamp.journal.database import SCHEMA_VERSION, Database, connect
from edcamp.journal.people import SqlitePeople
from edcamp.journal.port import Chunk, Journal, JournalClosed, JournalUnavailable, Position
from edcamp.journal.sqlite import SqliteJournal, open_sqlite

pytestmark = pytest.mark.anyio


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "camps.db"


@contextmanager
def child(task: str, path: Path) -> Iterator[subprocess.Popen[str]]:
    """`appender.py` in a process of its own, gone at the end of the block."""
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("appender.py")), task, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(edcamp.__file__).parents[1])},
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def read(path: Path) -> bytes:
    return path.read_bytes()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def made(path: Path, content: bytes, mode: int = 0o600) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    path.chmod(mode)
    return path


async def rows(journal: Journal, camp: str) -> Chunk:
    return [row async for chunk in journal.read(camp) for row in chunk]


async def refusal(path: Path) -> JournalUnavailable:
    with pytest.raises(JournalUnavailable) as caught:
        await open_sqlite(path)
    return caught.value


async def test_store_is_the_same_after_reopening(path: Path) -> None:
    async with await open_sqlite(path) as store:
        created = await store.journal.create("oslo")
        await store.journal.append("oslo", 0, [b"a", b"b"])
        await store.people.put("oslo", "p1", "Åse")
    async with await open_sqlite(path) as store:
        assert await store.journal.position("oslo") == Position(created.epoch, 2)
        assert await rows(store.journal, "oslo") == [(1, b"a"), (2, b"b")]
        assert await store.people.names("oslo") == {"p1": "Åse"}


async def test_files_are_private_and_the_folder_is_made(path: Path) -> None:
    async with await open_sqlite(path) as store:
        await store.journal.create("oslo")
        modes = {file.name: mode(file) for file in path.parent.iterdir()}
        assert modes == dict.fromkeys(["camps.db", "camps.db-shm", "camps.db-wal", "camps.db.lock"], 0o600)
        assert mode(path.parent) == 0o700
    assert sorted(file.name for file in path.parent.iterdir()) == ["camps.db", "camps.db.lock"]


async def test_file_that_others_could_read_is_made_private(path: Path) -> None:
    async with await open_sqlite(made(path, b"", mode=0o644)):
        assert mode(path) == 0o600


async def test_commits_wait_for_the_disk(path: Path) -> None:
    async with await open_sqlite(path):
        with closing(connect(path)) as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            assert connection.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL


async def test_appends_of_many_camps_share_commits(path: Path) -> None:
    def commits() -> int:
        log_index = path.with_name(path.name + "-shm").read_bytes()
        (count,) = struct.unpack_from("=I", log_index, 8)  # the WAL index counts transactions there
        return int(count)

    camps = [f"camp {n}" for n in range(200)]
    async with await open_sqlite(path) as store:
        await asyncio.gather(*map(store.journal.create, camps))
        before = commits()
        await asyncio.gather(*(store.journal.append(camp, 0, [b"x"]) for camp in camps))
        assert 1 <= commits() - before <= 20


async def test_read_does_not_wait_for_a_commit(path: Path) -> None:
    database = await Database.open(path)
    async with SqliteJournal(database) as journal:
        await journal.create("oslo")
        begun, gate = asyncio.Event(), asyncio.Event()
        loop = asyncio.get_running_loop()

        def slow(connection: sqlite3.Connection) -> None:
            loop.call_soon_threadsafe(begun.set)
            asyncio.run_coroutine_threadsafe(gate.wait(), loop).result(timeout=10)

        writing = asyncio.create_task(database.write(slow))
        await begun.wait()
        appending = asyncio.create_task(journal.append("oslo", 0, [b"a"]))
        assert (await asyncio.wait_for(journal.position("oslo"), 5)).seq == 0
        assert not appending.done()
        gate.set()
        await writing
        assert (await appending).seq == 1


async def test_job_that_fails_does_not_take_its_batch_along(path: Path) -> None:
    database = await Database.open(path)
    async with SqliteJournal(database) as journal:
        await journal.create("oslo")

        def broken(connection: sqlite3.Connection) -> None:
            connection.execute("INSERT INTO entry (camp, seq, data) VALUES (1, 77, x'00')")
            connection.execute("INSERT INTO nonsense VALUES (1)")

        answers = await asyncio.gather(
            *(journal.append("oslo", n, [b"%d" % n]) for n in range(5)),
            database.write(broken),
            *(journal.append("oslo", n, [b"%d" % n]) for n in range(5, 10)),
            return_exceptions=True,
        )
        failure = answers.pop(5)
        assert isinstance(failure, JournalUnavailable)
        assert (failure.code, failure.retryable) == ("store_error", False)
        assert "nonsense" in failure.sentence
        assert [answer.seq for answer in answers if isinstance(answer, Position)] == list(range(1, 11))
        assert await rows(journal, "oslo") == [(n + 1, b"%d" % n) for n in range(10)]


async def test_kill_loses_nothing_that_was_acknowledged(path: Path) -> None:
    rounds = 5
    acknowledged: dict[int, bytes] = {}
    for round_ in range(rounds):
        with child("forever", path) as process:
            assert process.stdout is not None
            lines = [process.stdout.readline() for _ in range(100 + 37 * round_)]
            process.send_signal(signal.SIGKILL)
            lines += process.stdout.readlines()  # acknowledged, but not read yet when it died
        for line in lines:
            seq, entry = line.split()
            acknowledged[int(seq)] = entry.encode()
        async with await open_sqlite(path) as store:
            stored = dict(await rows(store.journal, "oslo"))
            assert list(stored) == list(range(1, len(stored) + 1))
            assert {seq: stored[seq] for seq in acknowledged} == acknowledged
            assert len(set(stored.values())) == len(stored)
    assert len(acknowledged) >= 100 * rounds


async def test_process_that_ends_without_closing_ends_well(path: Path) -> None:
    with child("leave", path) as process:
        output, _ = process.communicate(timeout=30)
        assert (process.returncode, output) == (0, "")
    async with await open_sqlite(path) as store:
        stored = await rows(store.journal, "oslo")
        assert stored[0] == (1, b"acknowledged")
        assert len(stored) in (1, 101)


async def test_second_process_is_refused_until_the_first_is_gone(path: Path) -> None:
    with child("hold", path) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        failure = await refusal(path)
        assert (failure.code, failure.retryable) == ("in_use", True)
        assert failure.sentence == (
            f"{path} is in use by another edcamp (process {process.pid}). "
            "Exactly one process may use a SQLite file: stop that one, or give this one its own file."
        )
        process.kill()
        process.wait()
        async with await open_sqlite(path) as store:
            assert await store.journal.camps() == []


async def test_second_opening_in_one_process_is_refused_by_any_name(path: Path, tmp_path: Path) -> None:
    async with await open_sqlite(path):
        (tmp_path / "other").symlink_to(path.parent)
        assert (await refusal(path)).code == "in_use"
        assert (await refusal(tmp_path / "other" / path.name)).code == "in_use"
    async with await open_sqlite(path):
        pass


async def test_file_that_another_program_is_writing_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edcamp.journal.database.BUSY_SECONDS", 0.1)
    async with await open_sqlite(path):
        pass
    with closing(sqlite3.connect(path, isolation_level=None)) as shell:
        shell.execute("BEGIN IMMEDIATE")
        failure = await refusal(path)
    assert (failure.code, failure.retryable) == ("in_use", True)


async def test_damaged_pages_are_reported_not_skipped(path: Path) -> None:
    async with await open_sqlite(path) as store:
        await store.journal.create("oslo")
        await store.journal.append("oslo", 0, [b"x" * 100] * 2000)
    whole = read(path)
    middle = len(whole) // 2 // 4096 * 4096
    made(path, whole[:middle] + b"\xff" * 4096 + whole[middle + 4096 :])
    async with await open_sqlite(path) as store:
        with pytest.raises(JournalUnavailable) as caught:
            await rows(store.journal, "oslo")
        assert (caught.value.code, caught.value.retryable) == ("damaged", False)


async def test_read_of_large_entries_holds_few_at_a_time(path: Path) -> None:
    entries = [bytes([n]) * 600_000 for n in range(5)]
    async with await open_sqlite(path) as store:
        await store.journal.create("oslo")
        await store.journal.append("oslo", 0, entries)
        chunks = [chunk async for chunk in store.journal.read("oslo")]
    assert [len(chunk) for chunk in chunks] == [2, 2, 1]
    assert [entry for chunk in chunks for _, entry in chunk] == entries


async def test_file_that_is_no_database_is_refused_and_left_alone(path: Path) -> None:
    content = b"not a database, but long enough to be taken for one. " * 100
    failure = await refusal(made(path, content))
    assert (failure.code, failure.retryable) == ("not_a_database", False)
    assert str(path) in failure.sentence
    assert read(path) == content


async def test_database_of_another_program_is_refused_and_left_alone(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE guests (name TEXT)")
    content = read(path)
    failure = await refusal(path)
    assert (failure.code, failure.retryable) == ("not_a_journal", False)
    assert read(path) == content


@pytest.mark.parametrize(
    ("version", "lacks"),
    [(1, ("moment", "subscription", "warned")), (2, ("subscription", "warned")), (3, ("warned",))],
)
async def test_a_file_of_an_earlier_version_is_taken_on(path: Path, version: int, lacks: tuple[str, ...]) -> None:
    async with await open_sqlite(path) as store:
        position = await store.journal.create("oslo")
        await store.journal.append("oslo", 0, [b"a"])
    with closing(sqlite3.connect(path)) as connection:
        for table in lacks:
            connection.execute(f"DROP TABLE {table}")
        connection.execute(f"PRAGMA user_version = {version}")
    async with await open_sqlite(path) as store:
        assert await store.journal.keep("oslo", Position(position.epoch, 1), "1", b"x")
        assert await store.journal.kept("oslo", "1") == (1, b"x")
        assert await store.people.subscriptions.camps() == []
        assert await store.people.subscriptions.claim_warning("oslo", "p1", 1) == []


async def test_newer_schema_is_refused(path: Path) -> None:
    async with await open_sqlite(path):
        pass
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    failure = await refusal(path)
    assert (failure.code, failure.retryable) == ("newer_schema", False)
    assert f"its format is {SCHEMA_VERSION + 1}, this edcamp knows {SCHEMA_VERSION}" in failure.sentence


async def test_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    failure = await refusal(tmp_path / "data" / "camps.db")
    assert (failure.code, failure.retryable) == ("cannot_open", False)


async def test_full_disk_refuses_and_recovers(path: Path) -> None:
    database = await Database.open(path)
    async with SqliteJournal(database) as journal:
        people = SqlitePeople(database)
        epoch = (await journal.create("oslo")).epoch
        await journal.append("oslo", 0, [b"early"])

        def allow(pages: int) -> Callable[[sqlite3.Connection], None]:
            return lambda connection: connection.execute(f"PRAGMA max_page_count = {pages}").close()

        await database.write(allow(pages=16))
        big = [b"x" * 4000] * 20
        with pytest.raises(JournalUnavailable) as caught:
            await journal.append("oslo", 1, big)
        assert (caught.value.code, caught.value.retryable) == ("disk_full", True)
        assert await rows(journal, "oslo") == [(1, b"early")]
        answers = await asyncio.gather(
            journal.append("oslo", 1, big), people.put("oslo", "p1", "Åse"), return_exceptions=True
        )
        assert isinstance(answers[0], JournalUnavailable)
        assert answers[1] is None  # what still fits is stored
        await database.write(allow(pages=100_000))
        assert await journal.append("oslo", 1, big) == Position(epoch, 21)
        assert await people.names("oslo") == {"p1": "Åse"}
    async with await open_sqlite(path) as store:
        assert await rows(store.journal, "oslo") == list(enumerate([b"early", *big], 1))


async def test_disk_that_stops_taking_bytes_loses_nothing(path: Path) -> None:
    with child("limited", path) as process:
        output, _ = process.communicate(timeout=30)
    report = json.loads(output)
    before = report["before"]
    assert before > 0
    assert report == {
        "code": "disk_error",
        "retryable": True,
        "before": before,
        "position": before,
        "checked": "disk_error",
        "read": list(range(1, before + 1)),
        "after": before + 50,
    }
    async with await open_sqlite(path) as store:
        assert [seq for seq, _ in await rows(store.journal, "oslo")] == list(range(1, before + 51))


async def test_backup_while_appending_is_one_moment_in_new_epochs(path: Path, tmp_path: Path) -> None:
    copy = made(tmp_path / "backups" / "friday.db", b"last Friday's")
    async with await open_sqlite(path) as store:
        journal = store.journal
        epochs = {camp: (await journal.create(camp)).epoch for camp in ("oslo", "lima")}
        await store.people.put("oslo", "p1", "Åse")
        await journal.append("oslo", 0, [b"%d" % n for n in range(5000)])
        last = 5000
        busy = True

        async def appender() -> None:
            nonlocal last
            while busy:
                last = (await journal.append("oslo", last, [b"%d" % last])).seq

        appending = asyncio.create_task(appender())
        await asyncio.sleep(0.05)
        acknowledged = last
        await journal.backup(copy)
        later = last
        busy = False
        await appending
        assert {camp: (await journal.position(camp)).epoch for camp in epochs} == epochs
        original = await rows(journal, "oslo")
    assert [file.name for file in copy.parent.iterdir()] == ["friday.db"]
    assert mode(copy) == 0o600
    async with await open_sqlite(copy) as restored:
        copied = await rows(restored.journal, "oslo")
        assert acknowledged <= len(copied) <= later + 1
        assert copied == original[: len(copied)]
        assert await restored.people.names("oslo") == {"p1": "Åse"}
        renewed = {(await restored.journal.position(camp)).epoch for camp in epochs}
        assert len(renewed | set(epochs.values())) == 4
        await restored.journal.append("oslo", len(copied), [b"another past"])


async def test_backup_over_the_file_itself_is_refused(path: Path) -> None:
    async with await open_sqlite(path) as store:
        await store.journal.create("oslo")
        with pytest.raises(JournalUnavailable, match="is the data file itself"):
            await store.journal.backup(path)
        assert await store.journal.camps() == ["oslo"]


async def test_backup_that_cannot_be_written_leaves_the_last_one(path: Path, tmp_path: Path) -> None:
    async with await open_sqlite(path) as store:
        with pytest.raises(JournalUnavailable) as caught:
            await store.journal.backup(tmp_path / "nowhere" / "friday.db")
        assert caught.value.code == "cannot_open"
    with pytest.raises(JournalClosed):
        await store.journal.backup(tmp_path / "friday.db")
