"""Single requests: the snapshot, the long poll, commands by POST."""

import asyncio
import gzip
import json
from typing import Any

import aiohttp
import pytest

from edcamp.domain import commands as c
from edcamp.hub import requests
from edcamp.live import snapshots
from tests.hub.clients import PollClient
from tests.hub.conftest import Camp, Server

pytestmark = pytest.mark.anyio

PLAIN = {"Accept-Encoding": "identity"}


def home(server: Server) -> str:
    return f"{server.url}/c/{server.code}"


# --- state.json


async def test_state_is_the_public_snapshot_with_a_tag(server: Server, camp: Camp) -> None:
    await camp.propose(await camp.join("Ana"), "t1")
    async with aiohttp.ClientSession() as http:
        async with http.get(f"{home(server)}/state.json", headers=PLAIN) as response:
            body = await response.read()
            assert response.headers["etag"] == f'"{camp.live.epoch}-{camp.seq}"'
            assert response.headers["cache-control"] == "no-cache"
            assert response.headers["content-type"] == "application/json"
            assert "content-encoding" not in response.headers
        delta = json.loads(body)
        assert (delta["aud"], delta["from"], delta["to"]) == ("public", None, camp.seq)
        assert set(delta["put"]) == {"camp", "people", "topic/t1", "tally/t1"}
        async with http.get(f"{home(server)}/state.json", auto_decompress=False) as response:
            assert response.headers["content-encoding"] == "gzip"
            assert response.headers["vary"] == "accept-encoding"
            assert gzip.decompress(await response.read()) == body


async def test_state_that_is_known_is_not_sent_again(server: Server, camp: Camp) -> None:
    ana = await camp.join("Ana")
    tag = f'"{camp.live.epoch}-{camp.seq}"'
    async with aiohttp.ClientSession() as http:

        async def status(if_none_match: str) -> int:
            url, headers = f"{home(server)}/state.json", {"If-None-Match": if_none_match}
            async with http.get(url, headers=headers) as response:
                assert (await response.read() == b"") is (response.status == 304)
                assert response.headers["etag"]
                return response.status

        known = [await status(given) for given in (tag, f"W/{tag}", f'"other", {tag}', "*", '"other"', "")]
        assert known == [304, 304, 304, 304, 200, 200]
        await camp.propose(ana, "t1")
        assert await status(tag) == 200


async def test_state_is_made_again_only_so_often(camp: Camp, monkeypatch: pytest.MonkeyPatch) -> None:
    """While everybody arrives and everybody votes, a snapshot that is a moment old does for many."""
    ana = await camp.join("Ana")
    await camp.propose(ana, "t1")
    real, made = snapshots._make, []

    def dear(live: Any) -> tuple[snapshots.Snapshot, float]:
        made.append(live.value.seq)
        return real(live)[0], 0.15

    monkeypatch.setattr(snapshots, "_make", dear)
    kept = snapshots.Snapshots()
    kept.of(camp.live)
    assert kept.of(camp.live) is kept.of(camp.live)
    tags = []
    for n in range(5):
        await camp.live.ask(c.SetInterests((f"{n}",)), ana)
        tags.append(kept.of(camp.live).etag)
    assert len(made) == 2
    assert tags == [f'"{camp.live.epoch}-{made[1]}"'] * 5


# --- poll


async def test_poll_waits_for_news(server: Server, camp: Camp) -> None:
    ana = await camp.join("Ana")
    await camp.propose(ana, "t1")
    client = PollClient(server.url, server.code, ana)
    await client.fetch_public()
    await client.poll()
    waiting = asyncio.ensure_future(client.poll())
    await asyncio.sleep(0.1)
    assert not waiting.done()
    await camp.vote(ana, "t1")
    answer = await asyncio.wait_for(waiting, 2)
    assert [(delta["aud"], sorted(delta["put"])) for delta in answer["deltas"]] == [
        ("public", ["tally/t1"]),
        ("me", ["vote/t1"]),
    ]


async def test_poll_without_news_answers_in_the_end(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "POLL_S", 0.2)
    client = PollClient(server.url, server.code)
    await client.fetch_public()
    began = asyncio.get_running_loop().time()
    answer = await client.poll()
    assert 0.15 < asyncio.get_running_loop().time() - began < 3
    assert (answer["ok"], answer["deltas"], answer["stale"]) == (True, [], [])


async def test_poll_waits_no_longer_than_asked(server: Server) -> None:
    client = PollClient(server.url, server.code)
    await client.fetch_public()
    began = asyncio.get_running_loop().time()
    assert (await client.poll(0))["deltas"] == []
    assert asyncio.get_running_loop().time() - began < 3
    async with client.open().get(f"{client.home}/poll?wait=long") as response:
        assert (response.status, (await response.json())["code"]) == (400, "bad-command")


async def test_poll_is_not_woken_by_what_concerns_others(server: Server, camp: Camp) -> None:
    ana, ben = await camp.join("Ana"), await camp.join("Ben")
    client = PollClient(server.url, server.code, ben)
    await client.fetch_public()
    await client.poll()
    waiting = asyncio.ensure_future(client.poll())
    await asyncio.sleep(0.05)
    await camp.live.ask(c.SetInterests(("ai",)), ana)
    await asyncio.sleep(0.4)
    assert not waiting.done()
    waiting.cancel()


async def test_poll_of_an_organizer_follows_the_search(server: Server, camp: Camp) -> None:
    client = PollClient(server.url, server.code, await camp.join("Olga", organizer=True))
    await client.fetch_public()
    await client.poll()
    camp.live.set_ephemeral("organizers", solving={"running": True})
    await client.until_polled("solving")


async def test_poll_of_an_organizer_misses_nothing_between_two_of_them(server: Server, camp: Camp) -> None:
    client = PollClient(server.url, server.code, await camp.join("Olga", organizer=True))
    await client.fetch_public()
    await client.poll()
    camp.live.set_ephemeral("organizers", solving={"running": True})
    await client.until_polled("solving")
    camp.live.set_ephemeral("organizers", solving={"running": False})

    async with asyncio.timeout(10):
        await client.poll()

    assert client.documents.ephemeral["solving"] == {"running": False}


async def test_poll_of_an_attendee_does_not_come_back_for_how_many_are_here(server: Server, camp: Camp) -> None:
    client = PollClient(server.url, server.code, await camp.join("Ana"))
    await client.fetch_public()
    await client.poll(0)
    camp.live.set_ephemeral("public", connected=77)
    waiting = asyncio.ensure_future(client.poll())
    await asyncio.sleep(0.5)
    assert not waiting.done()
    waiting.cancel()


# --- commands


async def test_posted_commands_are_acknowledged(server: Server, camp: Camp) -> None:
    ana = await camp.join("Ana")
    async with aiohttp.ClientSession(headers={"Cookie": f"edcamp-{server.code}={ana}"}) as http:
        proposal = {"do": "propose-topic", "topic": "t1", "kind": "lead", "title": "Chairs in circles"}
        message = {"client": "c", "commands": [{"n": 1, "command": proposal}, {"n": 2, "command": {"do": "fly"}}]}
        for _ in range(2):
            async with http.post(f"{home(server)}/commands", json=message) as response:
                assert response.status == 200
                assert response.headers["cache-control"] == "no-store"
                done, refused = (await response.json())["acks"]
                assert (done["ok"], done["n"], done["seq"]) == (True, 1, 3)
                assert (refused["ok"], refused["n"], refused["code"]) == (False, 2, "bad-command")


async def test_bad_posts_are_refused_in_the_one_shape(server: Server, camp: Camp) -> None:
    ana = await camp.join("Ana")
    cookie = {"Cookie": f"edcamp-{server.code}={ana}"}
    empty = b'{"client":"c","commands":[]}'
    many = b'{"client":"c","commands":[%b]}' % b",".join([b"{}"] * 33)
    posts: list[tuple[str, bytes, dict[str, str], int, str]] = [
        (server.code, b"", cookie, 400, "bad-command"),
        (server.code, b"[", cookie, 400, "bad-command"),
        (server.code, b"\xff\xfe", cookie, 400, "bad-command"),
        (server.code, b'{"client":"NO","commands":[]}', cookie, 400, "bad-id"),
        (server.code, many, cookie, 429, "too-many-at-once"),
        (server.code, b'"' + b"x" * 65_536 + b'"', cookie, 413, "too-large"),
        (server.code, empty, {}, 403, "not-joined"),
        (server.code, empty, {**cookie, "Origin": "https://evil.example"}, 403, "foreign-origin"),
        (server.code, empty, {"Cookie": f"edcamp-{server.code}=breaks-the-server"}, 503, "unavailable"),
        ("nowhere", empty, cookie, 404, "camp-unknown"),
    ]
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        for code, body, headers, status, expected in posts:
            async with http.post(f"{server.url}/c/{code}/commands", data=body, headers=headers) as response:
                answer = await response.json()
                assert (response.status, answer["code"]) == (status, expected), body[:40]
                assert set(answer) == {"ok", "code", "message", "value", "retryable", "n"}


async def test_whoever_sends_too_fast_is_told_how_long_to_wait(server: Server, camp: Camp) -> None:
    ana, ben = await camp.join("Ana"), await camp.join("Ben")
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:

        async def send(person: str, first: int) -> tuple[int, str | None, dict[str, Any]]:
            commands = [
                {"n": n, "command": {"do": "set-interests", "interests": [f"i{n}"]}} for n in range(first, first + 30)
            ]
            body = {"client": "c", "commands": commands}
            cookie = {"Cookie": f"edcamp-{server.code}={person}"}
            async with http.post(f"{home(server)}/commands", json=body, headers=cookie) as response:
                return response.status, response.headers.get("retry-after"), await response.json()

        assert [(await send(ana, 1 + 30 * n))[0] for n in range(2)] == [200, 200]
        status, retry_after, answer = await send(ana, 61)
        assert (status, answer["code"], answer["retryable"]) == (429, "slow-down", True)
        assert 1 <= answer["value"] <= 3
        assert retry_after == str(answer["value"])
        assert camp.live.value.people[ana].interests == ("i60",)
        assert (await send(ben, 1))[0] == 200


async def test_commands_that_cannot_be_saved_may_be_sent_again(own_server: Server) -> None:
    ana = await own_server.camp.join("Ana")
    await own_server.store.close()
    async with aiohttp.ClientSession(headers={"Cookie": f"edcamp-{own_server.code}={ana}"}) as http:
        body = {"client": "c", "commands": [{"n": 1, "command": {"do": "set-interests", "interests": ["ai"]}}]}
        async with http.post(f"{home(own_server)}/commands", json=body) as response:
            [ack] = (await response.json())["acks"]
            assert (response.status, ack["ok"], ack["retryable"], ack["n"]) == (200, False, True, 1)
