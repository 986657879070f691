"""One camp in motion in several processes on one Redis: votes, conflicts, and how late each hears of the others'."""

import asyncio
import contextlib
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from msgspec import Struct, field

from bench.table import cpu_seconds, percentile, show
from edcamp.domain import commands as c
from edcamp.domain.camp import Kind, Settings, Weight
from edcamp.domain.ids import ClientId, PersonId, TopicId
from edcamp.domain.refusals import Refused
from edcamp.journal.port import Conflict, EpochChanged, Journal, JournalUnavailable, Position
from edcamp.journal.redis import RedisJournal, open_redis
from edcamp.journal.sqlite import SqliteJournal, open_sqlite
from edcamp.live.clock import SystemClock
from edcamp.live.host import Live
from tests.redis_server import REDIS, RedisServer

CAMP = "bench"
PROCESSES = (1, 2, 4)
TOPICS = 20
VOTERS = 400
"""In all processes together; each has one vote under way at a time."""
RATES = (1_000, None)
"""Votes a second that are offered to all processes together; None: each voter again as soon as it is answered."""
SECONDS = 6
STARTS_WITHIN_S = 20.0


class Measured(Struct):
    """What one process has seen. By seq: when its appends were answered, and when it held what was appended."""

    votes: int = 0
    appends: int = 0
    conflicts: int = 0
    waits: list[float] = field(default_factory=list)
    stored: dict[int, float] = field(default_factory=dict)
    held: dict[int, float] = field(default_factory=dict)
    cpu: float = 0.0


def main() -> None:
    if REDIS is None:
        sys.stdout.write("\nNo table of several processes: there is no redis-server. To have it: make test-tools\n")
        return
    rows = []
    for rate in RATES:
        rows.append(("SQLite", 1, *_row(rate, _run_all(None, 1, rate))))
        for policy in ("always", "everysec"):
            for count in PROCESSES:
                with contextlib.closing(RedisServer("--appendfsync", policy)) as redis:
                    redis.start()
                    rows.append((f"Redis {policy}", count, *_row(rate, _run_all(redis.url, count, rate))))
    show(
        f"One camp in several processes, {VOTERS} voters in all, {SECONDS} s each",
        (
            *("journal", "processes", "offered/s", "votes/s", "ack p50 ms", "ack p99 ms", "votes/append"),
            *("conflicts/append", "lag p50 ms", "lag p99 ms", "CPU µs/vote"),
        ),
        rows,
        "Lag: from the answer to an append until another process holds what was appended. CPU: of our processes.\n"
        "No phones: commands are asked of the live camp itself, so that what is measured are journal and processes.",
    )


def _row(rate: int | None, found: Sequence[Measured]) -> tuple[object, ...]:
    votes = sum(each.votes for each in found)
    appends = sum(each.appends for each in found)
    conflicts = sum(each.conflicts for each in found)
    waits = [1000 * wait for each in found for wait in each.waits]
    lags = [
        1000 * (other.held[seq] - stored)
        for each in found
        for other in found
        if other is not each
        for seq, stored in each.stored.items()
        if seq in other.held
    ]
    return (
        rate or "as answered",
        f"{votes / SECONDS:,.0f}",
        f"{percentile(waits, 0.5):.1f}",
        f"{percentile(waits, 0.99):.1f}",
        f"{votes / max(1, appends):.1f}",
        f"{conflicts / max(1, appends):.2f}",
        f"{percentile(lags, 0.5):.1f}" if lags else "–",
        f"{percentile(lags, 0.99):.1f}" if lags else "–",
        f"{1e6 * sum(each.cpu for each in found) / max(1, votes):.0f}",
    )


def _run_all(url: str | None, count: int, rate: int | None) -> list[Measured]:
    """``url`` None: SQLite."""
    with tempfile.TemporaryDirectory(prefix="edcamp-bench-") as folder:
        context = multiprocessing.get_context("spawn")
        pipes: list[Connection] = []
        processes: list[BaseProcess] = []
        for number in range(count):
            here, there = context.Pipe()
            share = None if rate is None else rate / count
            process = context.Process(target=_process, args=(there, url, folder, number, VOTERS // count, share))
            process.start()
            there.close()
            pipes.append(here)
            processes.append(process)
            here.recv()  # ready: the first one has made the camp
        for pipe in pipes:
            pipe.send("go")
        found = [pipe.recv() for pipe in pipes]
        for process in processes:
            process.join(10)
        return found


def _process(pipe: Connection, url: str | None, folder: str, number: int, voters: int, rate: float | None) -> None:
    asyncio.run(_measure(pipe, url, folder, number, voters, rate))


async def _measure(
    pipe: Connection, url: str | None, folder: str, number: int, voters: int, rate: float | None
) -> None:
    measured = Measured()
    store = await (open_sqlite(Path(folder) / "bench.db") if url is None else open_redis(url))
    async with store:
        live = Live(_counted(store.journal, measured), store.people, SystemClock())
        if number == 0:
            camp = await live.create(Settings("Bench camp", date(2030, 6, 1), "UTC"), camp=CAMP)
            await camp.ask(c.Join(PersonId("boss"), organizer=True), None)
            for topic in range(TOPICS):
                await camp.ask(c.ProposeTopic(TopicId(f"t{topic}"), Kind.LEARN, f"Topic {topic}"), PersonId("boss"))
        camp = await live.camp(CAMP)
        people = [PersonId(f"p{number}x{n}") for n in range(voters)]
        await camp.ask_all([c.Asked(c.Join(person), None, ClientId("system"), 0) for person in people])
        reached = camp.value.seq

        def hold() -> None:
            nonlocal reached
            now = time.monotonic()
            measured.held.update(dict.fromkeys(range(reached + 1, camp.value.seq + 1), now))
            reached = max(reached, camp.value.seq)

        camp.subscribe(hold)
        pipe.send("ready")
        await asyncio.to_thread(pipe.recv)
        measured.appends = measured.conflicts = 0
        measured.stored.clear()
        cpu = cpu_seconds(_own_pid())
        began = time.monotonic()

        async def vote(n: int) -> None:
            asked = 0
            while (now := time.monotonic()) < began + SECONDS:
                due = now
                if rate is not None:
                    due = began + (asked * voters + n) / rate
                    if due > began + SECONDS:
                        return
                    await asyncio.sleep(max(0.0, due - now))
                weight = (Weight.INTERESTED, Weight.MUST, Weight.NONE)[(asked // TOPICS) % 3]
                try:
                    await camp.ask(c.SetVote(TopicId(f"t{asked % TOPICS}"), weight), people[n], "phone", asked + 1)
                except Refused:
                    continue
                asked += 1
                measured.votes += 1
                measured.waits.append(time.monotonic() - due)

        await asyncio.gather(*(vote(n) for n in range(voters)))
        measured.cpu = cpu_seconds(_own_pid()) - cpu
        await asyncio.sleep(0.5)  # what the others appended last
        await live.close()
    pipe.send(measured)


def _own_pid() -> int:
    pid = multiprocessing.current_process().pid
    assert pid is not None
    return pid


def _counted(journal: RedisJournal | SqliteJournal, measured: Measured) -> Journal:
    """The journal itself, with its appends counted."""
    append = journal.append

    async def counting(camp: str, after: int, entries: Sequence[bytes], epoch: str | None = None) -> Position:
        try:
            position = await append(camp, after, entries, epoch)
        except (Conflict, EpochChanged, JournalUnavailable):
            measured.conflicts += 1
            raise
        measured.appends += 1
        measured.stored[position.seq] = time.monotonic()
        return position

    journal.append = counting  # type: ignore[method-assign]
    return journal


if __name__ == "__main__":
    main()
