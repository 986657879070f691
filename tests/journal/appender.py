"""A process of its own for tests that end processes or take their disk away. Not a test.

appender.py forever PATH       four writers of one camp; prints `seq entry` of each acknowledged entry
appender.py hold PATH          opens the file, prints `open`, and keeps it until its input ends
appender.py limited PATH       appends until files may not grow, then on when they may; prints JSON
appender.py redis URL          like `forever`, in the Redis at this address
"""

import asyncio
import json
import os
import resource
import sys
from pathlib import Path

from edcamp.journal.port import Conflict, Journal, JournalUnavailable
from edcamp.journal.redis import open_redis
from edcamp.journal.sqlite import open_sqlite

KILOBYTE = b"x" * 1024


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())  # one write: a line is out whole, or not at all


async def forever(path: Path) -> None:
    async with await open_sqlite(path) as store:
        await append_for_ever(store.journal)


async def in_redis(url: str) -> None:
    async with await open_redis(url) as store:
        await append_for_ever(store.journal)


async def append_for_ever(journal: Journal) -> None:
    if "oslo" not in await journal.camps():
        await journal.create("oslo")

    async def writer(name: int) -> None:
        after = (await journal.position("oslo")).seq
        while True:
            entry = f"{os.getpid()}-{name}-{after}"
            try:
                after = (await journal.append("oslo", after, [entry.encode()])).seq
            except Conflict as conflict:
                after = conflict.actual
            else:
                say(f"{after} {entry}")

    await asyncio.gather(*(writer(name) for name in range(4)))


async def hold(path: Path) -> None:
    async with await open_sqlite(path):
        say("open")
        await asyncio.to_thread(sys.stdin.read)


async def leave(path: Path) -> None:
    store = await open_sqlite(path)
    await store.journal.create("oslo")
    await store.journal.append("oslo", 0, [b"acknowledged"])
    task = asyncio.create_task(store.journal.append("oslo", 1, [KILOBYTE] * 100))
    await asyncio.sleep(0)
    task.cancel()


async def limited(path: Path) -> None:
    async with await open_sqlite(path) as store:
        journal = store.journal
        seq = (await journal.create("oslo")).seq
        log = path.with_name(path.name + "-wal")
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size + 100_000, hard))
        report: dict[str, object] = {}
        while "code" not in report:
            try:
                seq = (await journal.append("oslo", seq, [KILOBYTE] * 5)).seq
            except JournalUnavailable as failure:
                report = {"code": failure.code, "retryable": failure.retryable, "before": seq}
        report["position"] = (await journal.position("oslo")).seq
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))  # the log has room left of what failed
        try:
            await journal.check()
        except JournalUnavailable as failure:
            report["checked"] = failure.code
        report["read"] = [row for chunk in [c async for c in journal.read("oslo")] for row, _ in chunk]
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        await journal.check()
        report["after"] = (await journal.append("oslo", seq, [KILOBYTE] * 50)).seq
        say(json.dumps(report))


if __name__ == "__main__":
    what, where = sys.argv[1:]
    if what == "redis":
        asyncio.run(in_redis(where))
    else:
        asyncio.run({"forever": forever, "hold": hold, "leave": leave, "limited": limited}[what](Path(where)))
