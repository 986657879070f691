"""Server-sent events: hello first, then what changes, and signs of life."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import pytest

from edcamp.hub import broadcaster, streams
from tests.hub.clients import StreamClient, events
from tests.hub.conftest import Camp, Server

pytestmark = pytest.mark.anyio


async def take(response: aiohttp.ClientResponse, count: int) -> list[tuple[str, Any]]:
    taken = []
    async with asyncio.timeout(5):
        async for event in events(response):
            taken.append(event)
            if len(taken) == count:
                break
    return taken


async def test_stream_begins_with_hello_and_goes_on_with_deltas(server: Server, camp: Camp) -> None:
    ana = await camp.join("Ana")
    await camp.propose(ana, "t1")
    at = camp.seq
    query = f"epoch={camp.live.epoch}&public={at}&me={at}"
    async with (
        aiohttp.ClientSession(headers={"Cookie": f"edcamp-{server.code}={ana}"}) as http,
        http.get(f"{server.url}/c/{server.code}/stream?{query}") as response,
    ):
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert response.headers["cache-control"] == "no-store, no-transform"
        assert response.headers["x-accel-buffering"] == "no"
        [(name, hello)] = await take(response, 1)
        assert (name, hello["person"], hello["deltas"], hello["stale"]) == ("hello", ana, [], [])
        await camp.vote(ana, "t1")
        heard = [event for event in await take(response, 2) if event[0] != "ephemeral"]
        public = {"tally/t1": {"interested": 0, "must": 1}}
        assert heard[0] == (
            "delta",
            {"aud": "public", "epoch": camp.live.epoch, "from": at, "to": at + 1, "put": public, "del": []},
        )


async def test_stream_gives_signs_of_life(own_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "PING_EVERY_S", 0.05)
    async with aiohttp.ClientSession() as http, http.get(f"{own_server.url}/c/{own_server.code}/stream") as response:
        names = [name for name, _ in await take(response, 4) if name != "ephemeral"]
        assert names[0] == "hello"
        assert set(names[1:]) == {"ping"}


async def test_stream_without_a_position_says_what_to_fetch(server: Server, camp: Camp) -> None:
    ana = await camp.join("Ana")
    client = StreamClient(server.url, server.code, ana)
    async with client.open().get(f"{client.home}/stream") as response:
        [(_, hello)] = await take(response, 1)
    assert hello["stale"] == ["public"]
    assert [(delta["aud"], delta["from"]) for delta in hello["deltas"]] == [("me", None)]


async def test_stream_ends_when_its_person_has_opened_many_others(
    server: Server, camp: Camp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broadcaster, "CONNECTIONS_PER_PERSON", 2)
    ana, ben = await camp.join("Ana"), await camp.join("Ben")
    async with AsyncExitStack() as opened:

        async def stream(person: str) -> aiohttp.ClientResponse:
            http = await opened.enter_async_context(aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()))
            cookie = {"Cookie": f"edcamp-{server.code}={person}"}
            return await opened.enter_async_context(http.get(f"{server.url}/c/{server.code}/stream", headers=cookie))

        first, _, _ = [await stream(ana) for _ in range(3)]
        async with asyncio.timeout(5):
            assert [name async for name, _ in events(first) if name == "hello"] == ["hello"]
        [(name, hello)] = await take(await stream(ben), 1)
        assert (name, hello["person"]) == ("hello", ben)


async def test_stream_refuses_in_the_one_shape(server: Server) -> None:
    async with aiohttp.ClientSession() as http:
        refused: list[tuple[int, str]] = []
        for path, headers in (
            ("nowhere/stream", {}),
            (f"{server.code}/stream?public=far", {}),
            (f"{server.code}/stream", {"Origin": "https://evil.example"}),
            (f"{server.code}/stream", {"Cookie": f"edcamp-{server.code}=breaks-the-server"}),
        ):
            async with http.get(f"{server.url}/c/{path}", headers=headers) as response:
                answer = await response.json()
                assert set(answer) == {"ok", "code", "message", "value", "retryable", "n"}
                refused.append((response.status, answer["code"]))
    assert refused == [(404, "camp-unknown"), (400, "bad-command"), (403, "foreign-origin"), (503, "unavailable")]


async def test_head_of_a_stream_ends(server: Server) -> None:
    async with aiohttp.ClientSession() as http, http.head(f"{server.url}/c/{server.code}/stream") as response:
        assert response.status == 200


async def test_reader_that_leaves_is_let_go(server: Server, camp: Camp) -> None:
    before = len(camp.live._listeners)
    async with aiohttp.ClientSession() as http, http.get(f"{server.url}/c/{server.code}/stream") as response:
        await take(response, 1)
        assert len(camp.live._listeners) == before + 1
    async with asyncio.timeout(5):
        while len(camp.live._listeners) > before:
            await asyncio.sleep(0.01)
