"""Whatever was missed, and by whichever way a client comes back, it ends with what a new client has."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Kind, Weight
from edcamp.domain.ids import ClientId, PersonId, RoomId, TopicId
from edcamp.domain.refusals import Refused
from tests.hub.clients import Documents, PollClient, SocketClient, StreamClient
from tests.hub.conftest import Camp, Server

pytestmark = pytest.mark.anyio

TRANSPORTS: dict[str, Callable[..., Any]] = {"socket": SocketClient, "stream": StreamClient, "poll": PollClient}


@pytest.fixture(params=sorted(TRANSPORTS))
def transport(request: pytest.FixtureRequest) -> Callable[..., Any]:
    return TRANSPORTS[request.param]


async def something_happens(camp: Camp, people: list[PersonId], organizer: PersonId, dice: random.Random) -> None:
    """One change, or none when it cannot be."""
    topic = TopicId(f"t{dice.randrange(12)}")
    by = dice.choice(people)
    weight = dice.choice(list(Weight))
    asked: list[tuple[c.AnyCommand, PersonId]] = [
        (c.ProposeTopic(topic, Kind.LEARN, f"Topic {dice.randrange(1000)}"), by),
        (c.SetVote(topic, weight), by),
        (c.SetVote(topic, weight), by),
        (c.WithdrawTopic(topic), by),
        (c.HideTopic(topic, dice.random() < 0.5), organizer),
        (c.MergeTopic(topic, TopicId(f"t{dice.randrange(12)}")), organizer),
        (c.PutRoom(RoomId(f"r{dice.randrange(3)}"), f"Room {dice.randrange(1000)}", 30), organizer),
        (c.RemoveRoom(RoomId(f"r{dice.randrange(3)}")), organizer),
        (c.SetInterests((f"interest {dice.randrange(9)}",)), by),
    ]
    command, person = dice.choice(asked)
    try:
        await camp.live.ask(command, person)
    except Refused:
        return


async def fresh(server: Server, person: PersonId | None) -> Documents:
    client = SocketClient(server.url, server.code, person)
    await client.start()
    await client.stop()
    return client.documents


def same(documents: Documents, other: Documents) -> bool:
    return documents.of == other.of


async def test_client_that_comes_back_has_what_a_new_one_has(
    server: Server, camp: Camp, transport: Callable[..., Any]
) -> None:
    dice = random.Random(5)
    people = [await camp.join(f"Person {n}") for n in range(4)]
    organizer = await camp.join("Olga", organizer=True)
    watchers: list[PersonId | None] = [None, people[0], organizer]
    held = [Documents() for _ in watchers]
    for gap in (0, 1, 40, 3):
        for _ in range(gap):
            await something_happens(camp, people, organizer, dice)
        clients: list[Any] = [transport(server.url, server.code, w, d) for w, d in zip(watchers, held, strict=True)]
        for client in clients:
            await client.start()
        for _ in range(10):
            await something_happens(camp, people, organizer, dice)
        for watcher, client in zip(watchers, clients, strict=True):
            expected = await fresh(server, watcher)
            await client.until(lambda documents, expected=expected: same(documents, expected))
            assert client.documents.epoch == camp.live.epoch
            await client.stop()


async def test_deltas_bring_only_what_was_missed(server: Server, camp: Camp, transport: Callable[..., Any]) -> None:
    ana, ben = await camp.join("Ana"), await camp.join("Ben")
    for n in range(5):
        await camp.propose(ana, f"t{n}")
    client: Any = transport(server.url, server.code, ben)
    await client.start()
    await client.stop()
    before = len(client.documents.applied)
    await camp.vote(ana, "t3")
    await camp.vote(ben, "t2")
    await client.start()
    missed = {(delta["aud"], *sorted(delta["put"])) for delta in client.documents.applied[before:]}
    assert missed == {("public", "tally/t2", "tally/t3"), ("me", "vote/t2")}


async def test_other_epoch_brings_everything_anew(server: Server, camp: Camp, transport: Callable[..., Any]) -> None:
    ana = await camp.join("Ana")
    await camp.propose(ana, "t1")
    documents = Documents()
    for audience, key in (("public", "topic/old"), ("me", "vote/old")):
        assert documents.apply(
            {"aud": audience, "epoch": "before", "from": None, "to": 900, "put": {key: 1}, "del": []}
        )
    client: Any = transport(server.url, server.code, ana, documents)
    await client.start()
    expected = await fresh(server, ana)
    await client.until(lambda documents: same(documents, expected))
    assert documents.epoch == camp.live.epoch


async def test_position_ahead_of_the_camp_brings_everything_anew(
    server: Server, camp: Camp, transport: Callable[..., Any]
) -> None:
    ana = await camp.join("Ana")
    documents = Documents()
    for audience in ("public", "me"):
        assert documents.apply(
            {"aud": audience, "epoch": camp.live.epoch, "from": None, "to": 900, "put": {"x": 1}, "del": []}
        )
    client: Any = transport(server.url, server.code, ana, documents)
    await client.start()
    greeting = client.greetings[0]
    assert greeting["stale"] == ["public"]
    assert [(delta["aud"], delta["from"]) for delta in greeting["deltas"]] == [("me", None)]


async def test_up_to_date_client_misses_nothing_that_follows(server: Server, camp: Camp) -> None:
    """Its position may be older than the camp's, when nothing of its audience changed in between."""
    ana = await camp.join("Ana")
    await camp.propose(ana, "t1")
    early, late = SocketClient(server.url, server.code), SocketClient(server.url, server.code)
    await early.start()
    for n in range(3):
        await camp.live.ask(c.SetInterests((f"i{n}",)), ana)
    await late.start()
    await camp.vote(ana, "t1")
    await early.until_seq("public", camp.seq)
    await late.until_seq("public", camp.seq)
    assert [len(client.greetings) for client in (early, late)] == [1, 1]
    resumed = SocketClient(server.url, server.code, None, early.documents)
    await camp.live.ask(c.SetInterests(("more",)), ana)
    await camp.vote(ana, "t1", Weight.INTERESTED)
    await resumed.start()
    assert (await fresh(server, None)).of == resumed.documents.of


async def test_large_gap_is_stale_and_large_change_sends_clients_to_the_snapshot(server: Server, camp: Camp) -> None:
    people = [await camp.join(f"Person {n}") for n in range(3)]
    client = SocketClient(server.url, server.code)
    stream = StreamClient(server.url, server.code)
    await client.start()
    held = Documents()
    held.apply({**client.documents.applied[0]})
    await stream.start()
    propose = [
        c.Asked(
            c.ProposeTopic(TopicId(f"t{n}"), Kind.LEARN, f"Topic {n}", "x" * 2000), people[n % 3], ClientId(f"c{n}"), 1
        )
        for n in range(40)
    ]
    await camp.live.ask_all(propose)
    await client.until_seq("public", camp.seq)
    assert [delta["from"] for delta in client.documents.applied] == [None, None]
    assert client.documents.of == (await fresh(server, None)).of
    await stream.ended.wait()  # its reader saw the gap
    late = SocketClient(server.url, server.code, None, held)
    await late.connect()
    assert (await late.call("hello", {"since": held.since}))["stale"] == ["public"]
