"""Nobody is ever sent what is another person's, or the organizers'."""

import json

import aiohttp
import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Weight
from edcamp.domain.ids import TopicId
from tests.hub.clients import PollClient, RawSocket, SocketClient, StreamClient
from tests.hub.conftest import Camp, Server

pytestmark = pytest.mark.anyio


async def test_one_persons_documents_reach_nobody_else(server: Server, camp: Camp) -> None:
    ana, ben = await camp.join("Ana"), await camp.join("Ben")
    olga = await camp.join("Olga", organizer=True)
    await camp.propose(ana, "t1")
    mine = SocketClient(server.url, server.code, ana)
    second = StreamClient(server.url, server.code, ana)
    others = [
        SocketClient(server.url, server.code, ben),
        StreamClient(server.url, server.code, ben),
        PollClient(server.url, server.code, ben),
        SocketClient(server.url, server.code, olga),
        SocketClient(server.url, server.code),
        PollClient(server.url, server.code),
    ]
    for client in (mine, second, *others):
        await client.start()
    await camp.live.ask(c.SetInterests(("secretly drones",)), ana)
    await camp.vote(ana, "t1")
    for client in (mine, second, *others):
        await client.until_seq("public", camp.seq)
    for client in (mine, second):
        await client.until_seq("me", camp.seq)
        assert client.documents.of["me"]["vote/t1"] == "must"
        assert client.documents.of["me"]["me"]["interests"] == ["secretly drones"]
    for client in others:
        assert "secretly drones" not in str(client.documents.applied)
        assert "vote/t1" not in str(client.documents.applied)


async def test_organizers_documents_reach_organizers_alone(server: Server, camp: Camp) -> None:
    ana = await camp.join("Ana")
    olga = await camp.join("Olga", organizer=True)
    desk = SocketClient(server.url, server.code, olga)
    others = [
        SocketClient(server.url, server.code, ana),
        StreamClient(server.url, server.code, ana),
        PollClient(server.url, server.code, ana),
        SocketClient(server.url, server.code),
    ]
    for client in others:
        client.documents.at["organizers"] = 1  # asking for them does not help
    for client in (desk, *others):
        if client is not desk:
            await client.fetch_public()
        await client.start()
    await camp.propose(ana, "t1", "Soon to be hidden")
    await camp.live.ask(c.HideTopic(TopicId("t1"), True), olga)
    camp.live.set_ephemeral("organizers", solving={"running": True})
    for client in (desk, *others):
        await client.until_seq("public", camp.seq)
    await desk.until(lambda documents: "solving" in documents.ephemeral)
    assert desk.documents.of["organizers"]["topic/t1"]["state"] == "hidden"
    assert desk.greeting["organizer"] is True
    for client in others:
        assert "organizers" not in client.documents.of
        assert "solving" not in client.documents.ephemeral


async def test_touched_names_only_audiences_that_the_asker_reads(server: Server, camp: Camp) -> None:
    ana = await camp.join("Ana")
    olga = await camp.join("Olga", organizer=True)
    await camp.propose(ana, "t1")
    withdraw = {"client": "c", "commands": [{"n": 1, "command": {"do": "withdraw-topic", "topic": "t1"}}]}
    client = SocketClient(server.url, server.code, ana)
    await client.start()
    [ack] = (await client.send(withdraw))["acks"]
    assert ack["touched"] == ["public", "me"]
    desk = SocketClient(server.url, server.code, olga)
    await desk.start()
    room = {"do": "put-room", "room": "r1", "name": "Hall", "capacity": 30}
    [ack] = (await desk.send({"client": "c", "commands": [{"n": 1, "command": room}]}))["acks"]
    assert ack["touched"] == ["public", "organizers"]


async def test_who_was_no_organizer_becomes_one_with_the_next_hello(server: Server, camp: Camp) -> None:
    ana = await camp.join("Ana")
    client = SocketClient(server.url, server.code, ana)
    await client.start()
    assert client.greeting["organizer"] is False
    await camp.live.ask(c.Join(ana, (), organizer=True), None)
    await client.hello()
    assert client.greeting["organizer"] is True
    assert f"organizer/{ana}" in client.documents.of["organizers"]


async def test_forgotten_person_is_told_nothing_personal(server: Server, camp: Camp) -> None:
    ana = await camp.join("Ana")
    olga = await camp.join("Olga", organizer=True)
    client = SocketClient(server.url, server.code, ana)
    await client.start()
    await camp.live.forget(ana, olga)
    await client.until_seq("me", camp.seq)
    assert "Ana" not in str(client.documents.of)


async def test_public_comes_before_personal(server: Server, camp: Camp) -> None:
    ana = await camp.join("Ana")
    await camp.propose(ana, "t1")
    async with RawSocket(server.url, server.code, ana) as socket, aiohttp.ClientSession() as http:
        async with http.get(f"{server.url}/c/{server.code}/state.json") as response:
            at = (await response.json())["to"]
        hello = f'["hello",{{"since":{{"epoch":"{camp.live.epoch}","public":{at},"me":{at}}}}}]'
        assert (await socket.ask(1, hello))["deltas"] == []
        for weight in (Weight.MUST, Weight.INTERESTED, Weight.NONE, Weight.MUST):
            await camp.vote(ana, "t1", weight)
            heard: list[str] = []
            while len(heard) < 2:
                event, value = json.loads((await socket.receive()).removeprefix("42"))
                if event == "delta":
                    heard.append(value["aud"])
            assert heard == ["public", "me"]
