"""Two hundred at once, and all at once again."""

import asyncio

import pytest

from edcamp.domain.ids import PersonId
from tests.hub.clients import SocketClient
from tests.hub.conftest import Camp, Server

pytestmark = pytest.mark.anyio

PHONES = 200


async def vote(client: SocketClient, n: int) -> None:
    command = {"do": "set-vote", "topic": f"t{hash(client.person) % 10}", "weight": "must" if n % 2 else "interested"}
    answer = await client.send({"client": "phone", "commands": [{"n": n, "command": command}]})
    [ack] = answer["acks"]
    assert ack["ok"], ack


async def test_two_hundred_phones_join_vote_and_come_back(server: Server, camp: Camp) -> None:
    people: list[PersonId] = list(await asyncio.gather(*(camp.join(f"Person {n}") for n in range(PHONES))))
    for n in range(10):
        await camp.propose(people[n], f"t{n}")
    clients = [SocketClient(server.url, server.code, person) for person in people]
    await asyncio.gather(*(client.start() for client in clients))
    await asyncio.gather(*(vote(client, 1) for client in clients))
    for client in clients:
        await client.until_seq("public", camp.seq)

    await asyncio.gather(*(client.stop() for client in clients))
    back = [SocketClient(server.url, server.code, p, c.documents) for p, c in zip(people, clients, strict=True)]
    await asyncio.gather(*(client.start() for client in back))
    await asyncio.gather(*(vote(client, 2) for client in back))
    for client in back:
        await client.until_seq("public", camp.seq)
    tallies = {key: value for key, value in back[0].documents.of["public"].items() if key.startswith("tally/")}
    assert sum(tally["interested"] for tally in tallies.values()) == PHONES
    for client in back:
        assert client.documents.of["public"] == back[0].documents.of["public"]
        await client.until(lambda documents: "interested" in documents.of["me"].values())
