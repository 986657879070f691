"""A hall that scans at once, and comes back at once after the server was killed. Nobody may fail or miss anything."""

import argparse
import asyncio
import os
from collections.abc import Sequence
from time import monotonic

import aiohttp

from bench.arrivals import Crowd, Way
from bench.camp import Served, serving
from bench.fanout import WARMED_UP_AFTER_S
from bench.load import allow_files
from bench.table import cpu_seconds, percentile, show
from edcamp.demo.phone import Phone

PHONES = 2_000
WITHIN_S = 10.0
TOPICS = 40
CHANGES_HZ = 5.0
"""While they come: somebody edits a topic."""
PATIENCE_S = 30.0


def main(arguments: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench storms")
    parser.add_argument("--phones", type=int, default=PHONES)
    parser.add_argument("--within", type=float, default=WITHIN_S, help="seconds in which they come")
    given = parser.parse_args(arguments)
    allow_files(2 * given.phones)
    rows = asyncio.run(_storms(given.phones, given.within))
    show(
        f"Storms of {given.phones:,} phones; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}",
        ("storm", "p50", "p99", "last", "failed", "server CPU"),
        rows,
        "A join is page, bundle, name, cookie, page with its documents, socket and hello, while topics are edited.\n"
        "After a kill -9 the phones try again as pages do, by chance later and later. Failed is who did not get in,\n"
        "or does not have in the end what somebody has who has just come.",
    )


async def _storms(phones: int, within_s: float) -> list[tuple[object, ...]]:
    with serving() as served:
        async with Phone(served.join) as editor:
            await _fill(editor, served)
            crowd = Crowd(Way("127.0.0.1", served.port, served.code))
            try:
                await asyncio.sleep(WARMED_UP_AFTER_S)
                editing = asyncio.create_task(_edit(editor))
                cpu = cpu_seconds(served.pid)
                joins, errors = await crowd.join(phones, within_s)
                cpu = cpu_seconds(served.pid) - cpu
                editing.cancel()
                for error in sorted(set(errors)):
                    print(f"{errors.count(error)} × {error}")
                served.kill()
                killed = monotonic()
                await asyncio.to_thread(served.start_again)
                serves = monotonic() - killed
                edited = await editor.ask({"do": "edit-topic", "topic": "t0", "title": "After the storm"})
                assert edited["ok"], edited
                async with aiohttp.ClientSession() as http, http.get(f"{served.join}/state.json") as response:
                    fresh = await response.read()
                back, equal = await crowd.back(killed, fresh, PATIENCE_S)
                return [
                    _row(f"{phones:,} join in {within_s:g} s", joins, phones - len(joins), cpu),
                    _row(f"all come back; the server serves after {serves:.1f} s", back, phones - equal,
                         cpu_seconds(served.pid)),
                ]  # fmt: skip
            finally:
                crowd.close()


def _row(storm: str, took: Sequence[float], failed: int, cpu: float) -> tuple[object, ...]:
    spread = [
        f"{1000 * value:,.0f} ms" for value in (percentile(took, 0.5), percentile(took, 0.99), max(took, default=0))
    ]
    return (storm, *spread, failed, f"{cpu:.1f} s")


async def _fill(editor: Phone, served: Served) -> None:
    await editor.open_link(served.organize)
    await editor.connect()
    for number in range(TOPICS):
        topic = {
            "do": "propose-topic",
            "topic": f"t{number}",
            "kind": "learn",
            "title": f"What I want to know, {number}",
        }
        answer = await editor.ask(topic)
        assert answer["ok"], answer


async def _edit(editor: Phone) -> None:
    number = 0
    while True:
        await asyncio.sleep(1 / CHANGES_HZ)
        number += 1
        await editor.ask(
            {"do": "edit-topic", "topic": f"t{number % TOPICS}", "title": f"What I want to know, {number}"}
        )


if __name__ == "__main__":
    main()
