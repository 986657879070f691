"""The journal's past turns out to be another while clients are connected: each ends with what a new client has."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.hub.clients import PollClient, RawSocket, SocketClient, StreamClient
from tests.hub.conftest import HIGH_WATER, Camp, Server, keep_changing

pytestmark = pytest.mark.anyio


def lose_tail(server: Server, entries: int, epoch: str) -> None:
    """What a store does that was restored, or lost what it had acknowledged last."""
    kept = server.store.journal._camps[server.code]
    kept.epoch = epoch
    del kept.entries[-entries:]


@pytest.fixture(params=[SocketClient, StreamClient, PollClient])
def transport(request: pytest.FixtureRequest) -> Callable[..., Any]:
    made: Callable[..., Any] = request.param
    return made


async def test_connected_clients_are_given_the_other_past(
    server: Server, camp: Camp, transport: Callable[..., Any]
) -> None:
    ana, olga = await camp.join("Ana"), await camp.join("Olga", organizer=True)
    for n in range(5):
        await camp.propose(ana, f"t{n}")
        await camp.vote(ana, f"t{n}")
    clients: list[Any] = [transport(server.url, server.code, who) for who in (None, ana, olga)]
    for client in clients:
        await client.start()
    lose_tail(server, 5, "0ther")

    await camp.propose(ana, "after")

    assert camp.live.epoch == "0ther"
    if transport is StreamClient:
        for client in clients:
            await client.ended.wait()  # its reader saw the gap
            await client.start()
    for client in clients:
        fresh = SocketClient(server.url, server.code, client.person)
        await fresh.start()
        await client.until(lambda documents, fresh=fresh: documents.of == fresh.documents.of)
        assert client.documents.epoch == "0ther"
        assert "topic/after" in client.documents.of["public"]
        assert "topic/t4" not in client.documents.of["public"]


async def test_what_follows_reaches_those_who_said_hello_again(server: Server, camp: Camp) -> None:
    ana = await camp.join("Ana")
    client = SocketClient(server.url, server.code, ana)
    await client.start()
    for n in range(3):
        await camp.propose(ana, f"t{n}")
    lose_tail(server, 2, "0ther")
    await camp.propose(ana, "t3")
    await client.until(lambda documents: documents.epoch == "0ther")
    late = SocketClient(server.url, server.code, ana)
    await late.start()

    await camp.propose(ana, "t4")
    await camp.vote(ana, "t4")

    for each in (client, late):
        await each.until_seq("me", camp.seq)
        await each.until_seq("public", camp.seq)
    assert client.documents.of == late.documents.of
    assert len(late.greetings) == 1


async def test_a_client_that_takes_nothing_is_told_when_it_does(server: Server, camp: Camp) -> None:
    olga = await camp.join("Olga", organizer=True)
    for n in range(20):
        await camp.propose(olga, f"t{n}")
    async with RawSocket(server.url, server.code, narrow=True) as slow:
        await slow.ask(1, json.dumps(["hello", {"since": {"epoch": camp.live.epoch, "public": camp.seq}}]))
        await keep_changing(camp, olga, lambda: server.behind(1))
        lose_tail(server, 3, "0ther")
        await camp.propose(olga, "after")
        assert max(server.waiting_bytes()) > HIGH_WATER

        async with asyncio.timeout(10):
            while '"epoch":"0ther"' not in await slow.receive():
                pass
        fresh = SocketClient(server.url, server.code)
        await fresh.start()
    assert "topic/after" in fresh.documents.of["public"]
