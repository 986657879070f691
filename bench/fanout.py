"""What a delivery costs: one change in a thousand pockets, ours beside Node's Socket.IO server."""

import asyncio
import json
from collections.abc import Awaitable, Callable

import aiohttp

from bench.camp import Served, serving
from bench.load import Listeners, stamp
from bench.peer import node_socketio
from bench.table import cpu_seconds, percentile, resident_kb, show
from edcamp.demo.phone import Phone

CLIENTS = 1_000
RATE_HZ = 5
SECONDS = 10
PADDING = "x" * 180
"""Makes a delta of about 300 bytes."""


def main() -> None:
    rows = [asyncio.run(_ours()), asyncio.run(_node())]
    show(
        f"Fan-out to {CLIENTS} WebSocket clients, {RATE_HZ} changes a second, about 300 bytes",
        ("server", "deliveries/s", "of expected", "CPU µs/delivery", "p50 ms", "p99 ms", "KB/client"),
        rows,
        "Late is counted from asking. Ours includes deciding, fsync and the wait for the next tick (5 Hz for phones:\n"
        "up to 200 ms); Node's broadcasts at once and stores nothing. Both share the cores with the clients.",
    )


async def _ours() -> tuple[object, ...]:
    with serving() as served:
        listeners = await _edcamp_listeners(served)
        async with Phone(served.join) as phone:
            await phone.open_link(served.organize)
            await phone.connect()
            proposed = await phone.ask(
                {"do": "propose-topic", "topic": "bench", "kind": "lead", "title": "Bench", "description": PADDING}
            )
            assert proposed["ok"], proposed

            async def change() -> None:
                answer = await phone.ask({"do": "edit-topic", "topic": "bench", "title": stamp()})
                assert answer["ok"], answer

            return "edcamp", *await _measure(listeners, served.pid, change)


async def _edcamp_listeners(served: Served) -> Listeners:
    """They follow what is public from the snapshot on, as phones do."""
    async with aiohttp.ClientSession() as http, http.get(f"{served.join}/state.json") as response:
        state = await response.json()
    auth = json.dumps({"camp": served.code})
    hello = "420" + json.dumps(["hello", {"since": {"epoch": state["epoch"], "public": state["to"]}}])
    return Listeners("127.0.0.1", served.port, auth, hello)


async def _node() -> tuple[object, ...]:
    with node_socketio() as (port, pid):
        async with aiohttp.ClientSession() as http:

            async def change() -> None:
                topic = {"id": "bench", "kind": "lead", "title": stamp(), "created": 1, "description": PADDING}
                delta = {"aud": "public", "epoch": "0", "from": 1, "to": 2, "put": {"topic/bench": topic}, "del": []}
                async with http.post(f"http://127.0.0.1:{port}/", json=delta) as response:
                    await response.read()

            return "Node socket.io", *await _measure(Listeners("127.0.0.1", port), pid, change)


async def _measure(listeners: Listeners, pid: int, change: Callable[[], Awaitable[None]]) -> tuple[object, ...]:
    empty = resident_kb(pid)
    await listeners.connect(CLIENTS)
    await asyncio.sleep(1)
    per_client = (resident_kb(pid) - empty) / CLIENTS
    listeners.forget()
    loop = asyncio.get_running_loop()
    began, cpu = loop.time(), cpu_seconds(pid)
    for number in range(RATE_HZ * SECONDS):
        await asyncio.sleep(max(0.0, began + number / RATE_HZ - loop.time()))
        await change()
    await asyncio.sleep(1)
    took, used = loop.time() - began - 1, cpu_seconds(pid) - cpu
    late = [1000 * seconds for seconds in listeners.late]
    listeners.close()
    return (
        f"{listeners.received / took:,.0f}",
        f"{listeners.received / (CLIENTS * RATE_HZ * SECONDS):.0%}",
        f"{1e6 * used / max(1, listeners.received):.1f}",
        f"{percentile(late, 0.5):.0f}",
        f"{percentile(late, 0.99):.0f}",
        f"{per_client:.0f}",
    )


if __name__ == "__main__":
    main()
