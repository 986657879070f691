"""How many are here."""

import asyncio
from datetime import date

import pytest

from edcamp.domain.camp import Settings
from edcamp.hub import presence, requests
from edcamp.hub.presence import Presence
from edcamp.journal.memory import open_memory
from edcamp.live.clock import ManualClock
from edcamp.live.host import Live
from tests.hub.clients import PollClient, SocketClient, StreamClient
from tests.hub.conftest import NOW, Camp, Server

pytestmark = pytest.mark.anyio


async def test_everybody_here_is_counted_once(server: Server, camp: Camp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "SHOWN_EVERY_S", 0.05)
    monkeypatch.setattr(requests, "POLL_GAP_S", 0.2)
    ana, ben, cleo = [await camp.join(name) for name in ("Ana", "Ben", "Cleo")]
    board = SocketClient(server.url, server.code)
    clients = [
        board,
        SocketClient(server.url, server.code, ana),
        StreamClient(server.url, server.code, ana),
        StreamClient(server.url, server.code, ben),
        PollClient(server.url, server.code, cleo),
    ]
    for client in clients:
        await client.start()
    await board.until(lambda documents: documents.ephemeral.get("connected") == 4)
    for client in clients[1:]:
        await client.stop()
    await board.until(lambda documents: documents.ephemeral.get("connected") == 1)
    await board.stop()
    async with asyncio.timeout(5):
        while camp.live.ephemeral["public"]["connected"] != 0:
            await asyncio.sleep(0.01)


async def test_count_is_shown_at_most_so_often(anyio_backend: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "SHOWN_EVERY_S", 0.2)
    async with open_memory() as store:
        live = Live(store.journal, store.people, ManualClock(NOW))
        camp = await live.create(Settings("Edcamp Test", date(2026, 11, 28), "UTC"))
        shown: list[int] = []
        camp.subscribe(lambda: shown.append(camp.ephemeral["public"]["connected"]))
        here = Presence(camp)
        for n in range(50):
            here.enter(n)
            await asyncio.sleep(0.001)
        await asyncio.sleep(0.4)
        here.leave(1)
        here.enter(51)
        await asyncio.sleep(0.3)
        assert shown[-1] == 50
        assert len(shown) <= 3
        here.close()
        await live.close()
