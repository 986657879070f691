"""Five hundred camps on one server: what one costs while nobody is there, while everybody is, and when it rests."""

import asyncio
import re
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

import aiohttp

from bench.camp import Served, serving
from bench.load import Listeners, Script, allow_files
from bench.table import percentile, resident_kb, show
from edcamp.domain import commands as c
from edcamp.domain.camp import Kind, Settings, Weight
from edcamp.domain.ids import ClientId, PersonId, TopicId
from edcamp.journal.sqlite import open_sqlite
from edcamp.live.clock import SystemClock
from edcamp.live.host import Live
from tests.redis_server import free_port

CAMPS = 500
PHONES = 20
TOPICS = 12
VOTES = 6
CONNECTS_S = 500.0
REST_AFTER_S = 4.0
WARMED_UP_AFTER_S = 9.0
"""The solver's processes load OR-Tools some seconds after the start."""

RESTED_WITHIN_S = 60.0
LOADED = re.compile(r"^edcamp_camps(?:\{.*\})? (\S+)$", re.MULTILINE)


def main() -> None:
    allow_files(CAMPS * PHONES)
    with tempfile.TemporaryDirectory(prefix="edcamp-bench-") as folder:
        data = Path(folder, "data")
        data.mkdir()
        asyncio.run(_fill(data / "edcamp.db"))
        metrics = f"127.0.0.1:{free_port()}"
        with serving(data, REST_AFTER=str(REST_AFTER_S), METRICS=metrics) as served:
            rows = asyncio.run(_measure(served, f"http://{metrics}/metrics"))
    show(
        f"{CAMPS} camps of {PHONES} people, {TOPICS} topics and {PHONES * VOTES} votes, SQLite",
        ("", "camps in memory", "MB more", "KB/camp", "p50 ms", "p99 ms"),
        rows,
        "MB more: than the server without camps holds. Milliseconds: one request for a camp's public documents.\n"
        "Memory that was given back is kept by the process, and used for the next camps.",
    )


async def _fill(database: Path) -> None:
    store = await open_sqlite(database)
    async with store:
        live = Live(store.journal, store.people, SystemClock())
        for number in range(CAMPS):
            camp = await live.create(Settings(f"Camp {number}", date(2030, 6, 1), "UTC"), camp=f"camp{number}")
            await asyncio.gather(*(camp.join(f"Person {n}", person=PersonId(f"p{n}")) for n in range(PHONES)))
            proposals = [c.ProposeTopic(TopicId(f"t{n}"), Kind.LEAD, f"Topic {n} of many words") for n in range(TOPICS)]
            asked = [c.Asked(proposal, PersonId(f"p{n}"), ClientId("phone"), 1) for n, proposal in enumerate(proposals)]
            for n in range(PHONES):
                for vote in range(VOTES):
                    weight = (Weight.INTERESTED, Weight.MUST)[vote % 2]
                    cast = c.SetVote(TopicId(f"t{(n + 2 * vote) % TOPICS}"), weight)
                    asked.append(c.Asked(cast, PersonId(f"p{n}"), ClientId("phone"), vote + 2))
            await camp.ask_all(asked)
        await live.close()


async def _measure(served: Served, metrics: str) -> list[tuple[object, ...]]:
    await asyncio.sleep(WARMED_UP_AFTER_S)
    empty = resident_kb(served.pid)
    rows = []

    async with aiohttp.ClientSession() as http:

        async def row(name: str, did: Callable[[], Awaitable[list[float]]]) -> None:
            took = await did()
            more = resident_kb(served.pid) - empty
            loaded = await _loaded(http, metrics)
            waits = [f"{1000 * percentile(took, share):.1f}" for share in (0.5, 0.99)] if took else ["–", "–"]
            per_camp = f"{more / loaded:.0f}" if loaded else "–"
            rows.append((name, loaded, f"{more / 1024:.0f}", per_camp, *waits))

        positions: dict[int, tuple[str, int]] = {}

        async def visit() -> list[float]:
            took = []
            for number in range(CAMPS):
                began = time.perf_counter()
                async with http.get(f"{served.url}/c/camp{number}/state.json") as response:
                    state = await response.json()
                took.append(time.perf_counter() - began)
                positions[number] = state["epoch"], state["to"]
            return took

        async def nobody() -> list[float]:
            async with asyncio.timeout(RESTED_WITHIN_S):
                while await _loaded(http, metrics):
                    await asyncio.sleep(0.5)
            return []

        crowds: list[Listeners] = []

        async def everybody() -> list[float]:
            for number, (epoch, seq) in positions.items():
                hello = f'420["hello",{{"since":{{"epoch":"{epoch}","public":{seq}}}}}]'
                script = Script(served.port, auth=f'{{"camp":"camp{number}"}}', hello=hello)
                crowds.append(Listeners(script))
                await crowds[-1].connect(PHONES, CONNECTS_S)
            return []

        async def gone() -> list[float]:
            for crowd in crowds:
                crowd.close()
            return await nobody()

        await row("each visited once", visit)
        await row("all rested", nobody)
        await row("each visited again", visit)
        await row(f"{PHONES} phones connected to each", everybody)
        await row("all phones gone, all rested", gone)
    return rows


async def _loaded(http: aiohttp.ClientSession, metrics: str) -> int:
    """How many camps the server says that it holds."""
    async with http.get(metrics) as response:
        found = LOADED.search(await response.text())
    if found is None:
        raise RuntimeError("the server does not say how many camps it holds")
    return int(float(found[1]))


if __name__ == "__main__":
    sys.exit(main())
