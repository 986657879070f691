"""What a delivery costs: one change in thousands of pockets, ours beside Node's Socket.IO and python-socketio."""

import argparse
import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager

import aiohttp
from msgspec import Struct

from bench.camp import Served, serving
from bench.load import Crowd, Script, allow_files, stamp
from bench.peer import node_socketio, python_socketio
from bench.table import cpu_seconds, percentile, resident_kb, show
from edcamp.demo.phone import Phone

SECONDS = 10
PADDING = "x" * 180
"""Makes a delta of about 300 bytes."""

QUICK_HZ = 5.0
"""A phone is told so often at most, a board twice as often: who shall hear more is a board."""

WARMED_UP_AFTER_S = 9.0
"""The solver's processes load OR-Tools some seconds after the start."""

Change = Callable[[str], Awaitable[None]]
"""Has the server send a stamp to everybody."""

HEADS = ("server", "clients", "Hz", "deliveries/s", "of asked", "with the last", "CPU µs each", "CPU %", "p50 ms",
         "p99 ms", "KB/client")  # fmt: skip


class Run(Struct, frozen=True):
    """One server with one crowd."""

    pid: int
    crowd: Crowd
    change: Change


Server = Callable[[float], AbstractAsyncContextManager[Run]]


class Measured(Struct, frozen=True):
    """``cpu``: seconds of the server's; ``late``: seconds from asking for a change to hearing of it, sorted."""

    clients: int
    hz: float
    took: float
    asked: int
    received: int
    up_to_date: int
    cpu: float
    load_cpu: float
    late: Sequence[float]
    kb: float

    def row(self, name: str) -> tuple[object, ...]:
        return (
            name,
            f"{self.clients:,}",
            f"{self.hz:g}",
            f"{self.received / self.took:,.0f}",
            f"{self.received / self.asked:.0%}",
            f"{self.up_to_date / self.clients:.0%}",
            f"{self.cpu_us:.1f}",
            f"{self.cpu / self.took:.0%}",
            f"{1000 * percentile(self.late, 0.5):.0f}",
            f"{1000 * percentile(self.late, 0.99):.0f}",
            f"{self.kb:.0f}",
        )

    @property
    def cpu_us(self) -> float:
        return 1e6 * self.cpu / max(1, self.received)


def main(arguments: Sequence[str] = ()) -> None:
    """Prints two tables: WebSockets on several servers, and our other transports."""
    parser = argparse.ArgumentParser(prog="python -m bench fanout")
    parser.add_argument("--clients", type=int, nargs="+", default=[1_000])
    parser.add_argument("--hz", type=float, nargs="+", default=[5.0])
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of each measurement")
    parser.add_argument("--servers", nargs="+", choices=list(SERVERS), default=list(SERVERS))
    parser.add_argument("--ways", nargs="*", choices=list(WAYS), default=list(WAYS), help="our other transports")
    given = parser.parse_args(arguments)
    allow_files(max(given.clients))
    rows = []
    for clients in given.clients:
        for hz in given.hz:
            for name in given.servers:
                measured = asyncio.run(measure(SERVERS[name], clients, hz, given.seconds))
                rows.append(measured.row(name))
    for name in given.ways:
        measured = asyncio.run(measure(WAYS[name], given.clients[0], given.hz[0], given.seconds))
        rows.append(measured.row(f"edcamp, {name}"))
    show(
        f"Fan-out, about 300 bytes, {given.seconds:g} s each; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}",
        HEADS,
        rows,
        "Late is counted from asking, on cores that clients use too. Ours includes deciding, an fsync and waiting\n"
        "for the next tick; what changes twice between two ticks is told once: less than what was asked may come, but\n"
        "the last always does. The others broadcast at once, store nothing, and are asked one after the other.",
    )


async def measure(server: Server, clients: int, hz: float, seconds: float) -> Measured:
    """Connects so many to a fresh server and counts for so long."""
    loop = asyncio.get_running_loop()
    async with server(hz) as run:
        began = loop.time()
        empty = resident_kb(run.pid)
        await run.crowd.connect(clients)
        await asyncio.sleep(max(1.0, began + WARMED_UP_AFTER_S - loop.time()))
        kb = (resident_kb(run.pid) - empty) / clients
        await run.crowd.forget()
        began, cpu = loop.time(), cpu_seconds(run.pid)
        last = ""
        for number in range(round(hz * seconds)):
            await asyncio.sleep(max(0.0, began + number / hz - loop.time()))
            if loop.time() - began > seconds:
                break  # a server that cannot keep up holds us up, too
            last = stamp()
            await run.change(last)
        took = max(seconds, loop.time() - began)
        await asyncio.sleep(1)
        cpu = cpu_seconds(run.pid) - cpu
        heard = await run.crowd.heard(last.encode())
        asked = round(hz * seconds) * clients
        late = sorted(heard.late)
        return Measured(clients, hz, took, asked, heard.received, heard.up_to_date, cpu, heard.cpu, late, kb)


# --- servers


def _edcamp(transport: str) -> Server:
    @asynccontextmanager
    async def run(hz: float) -> AsyncIterator[Run]:
        with serving() as served:
            script = await listening(served, transport, hz > QUICK_HZ)
            async with Phone(served.join) as phone:
                await phone.open_link(served.organize)
                await phone.connect()
                topic = {
                    "do": "propose-topic",
                    "topic": "bench",
                    "kind": "lead",
                    "title": "Bench",
                    "description": PADDING,
                }
                proposed = await phone.ask(topic)
                assert proposed["ok"], proposed

                async def change(title: str) -> None:
                    answer = await phone.ask({"do": "edit-topic", "topic": "bench", "title": title})
                    assert answer["ok"], answer

                crowd = Crowd(script)
                try:
                    yield Run(served.pid, crowd, change)
                finally:
                    crowd.close()

    return run


async def listening(served: Served, transport: str, board: bool) -> Script:
    """They follow what is public from the snapshot on, as phones and boards do."""
    async with aiohttp.ClientSession() as http, http.get(f"{served.join}/state.json") as response:
        state = await response.json()
    epoch, at = state["epoch"], state["to"]
    if transport == "websocket":
        auth = json.dumps({"camp": served.code, "board": board})
        hello = "420" + json.dumps(["hello", {"since": {"epoch": epoch, "public": at}}])
        return Script(served.port, "websocket", auth, hello)
    query = f"epoch={epoch}&public=POSITION&board={int(board)}"
    if transport == "stream":
        return Script(served.port, "stream", path=f"/c/{served.code}/stream?{query}".replace("POSITION", str(at)))
    return Script(served.port, "poll", hello=str(at), path=f"/c/{served.code}/poll?{query}")


def _broadcaster(start: Callable[[], AbstractContextManager[tuple[int, int]]]) -> Server:
    @asynccontextmanager
    async def run(hz: float) -> AsyncIterator[Run]:
        with start() as (port, pid):
            async with aiohttp.ClientSession() as http:

                async def change(title: str) -> None:
                    topic = {"id": "bench", "kind": "lead", "title": title, "created": 1, "description": PADDING}
                    delta = {
                        "aud": "public",
                        "epoch": "0",
                        "from": 1,
                        "to": 2,
                        "put": {"topic/bench": topic},
                        "del": [],
                    }
                    async with http.post(f"http://127.0.0.1:{port}/", json=delta) as response:
                        await response.read()

                crowd = Crowd(Script(port))
                try:
                    yield Run(pid, crowd, change)
                finally:
                    crowd.close()

    return run


SERVERS: dict[str, Server] = {
    "edcamp": _edcamp("websocket"),
    "node": _broadcaster(node_socketio),
    "python-socketio": _broadcaster(python_socketio),
}
WAYS: dict[str, Server] = {"stream": _edcamp("stream"), "poll": _edcamp("poll")}


if __name__ == "__main__":
    main()
