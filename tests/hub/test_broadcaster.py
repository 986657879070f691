"""Everybody ends with the same documents, however little some of them take, and nobody waits for them."""

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Callable
from datetime import date

import aiohttp
import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Settings, Weight
from edcamp.domain.documents import PUBLIC, person_audience
from edcamp.domain.ids import ClientId, PersonId, TopicId
from edcamp.hub import broadcaster
from edcamp.hub.audiences import Client, Transport
from edcamp.hub.broadcaster import Broadcaster
from edcamp.hub.frames import Frame
from edcamp.hub.hello import greet
from edcamp.hub.visitors import Visitor
from edcamp.journal.memory import open_memory
from edcamp.live.clock import ManualClock
from edcamp.live.host import Live
from edcamp.wire import Since, encode
from tests.hub.clients import Documents, RawSocket, SocketClient, events, narrow_socket
from tests.hub.conftest import CODE, HIGH_WATER, NOW, TOPICS, Camp, Server, keep_changing

pytestmark = pytest.mark.anyio


class Faltering:
    """A connection that takes a frame or does not, as the dice fall."""

    transport: Transport = "websocket"

    def __init__(self, dice: random.Random, refuses: float) -> None:
        self.documents = Documents()
        self.frames = 0
        self.gaps = 0
        self.cut = False
        self._dice = dice
        self._refuses = refuses

    def write(self, frame: Frame) -> bool:
        if self._dice.random() < self._refuses:
            return False
        self.frames += 1
        value = json.loads(frame.json)
        if frame.name == "ephemeral":
            self.documents.ephemeral.update(value)
        elif not self.documents.apply(value):
            self.gaps += 1
        return True

    async def settle(self) -> None:
        await asyncio.sleep(self._dice.random() * 0.02)

    def hang_up(self) -> None:
        self.cut = True

    def close(self) -> None:
        self.cut = True


class Leaving(Faltering):
    """A connection whose client left without a word."""

    def write(self, frame: Frame) -> bool:
        raise ConnectionResetError


class Breaking(Faltering):
    """A connection with a fault of ours in it."""

    def write(self, frame: Frame) -> bool:
        raise ZeroDivisionError


class Stuck(Faltering):
    """A connection whose client takes nothing, for ever."""

    async def settle(self) -> None:
        await asyncio.get_running_loop().create_future()


@pytest.fixture
async def alone(anyio_backend: object) -> AsyncIterator[Camp]:
    """A live camp without a server."""
    async with open_memory() as store:
        live = Live(store.journal, store.people, ManualClock(NOW))
        yield Camp(await live.create(Settings("Edcamp Test", date(2026, 11, 28), "UTC"), camp=CODE))
        await live.close()


def join(
    broadcaster: Broadcaster,
    camp: Camp,
    connection: Faltering,
    person: PersonId | None = None,
    board: bool = False,
    since: int | None = None,
) -> Client:
    """Says hello with nothing but the public snapshot, as every client does at first. ``since``: its seq."""
    visitor = Visitor(camp.live, person, str, board)
    seq = camp.seq if since is None else since
    connection.documents.apply({**json.loads(encode(camp.live.delta(PUBLIC, None))), "to": seq})
    greeting = greet(visitor, Since(camp.live.epoch, seq))
    for delta in greeting.hello.deltas:
        assert connection.documents.apply(json.loads(encode(delta)))
    connection.documents.ephemeral.update(greeting.hello.ephemeral)
    client = Client(visitor, connection, greeting)
    broadcaster.join(client)
    return client


def now(camp: Camp, person: PersonId | None) -> dict[str, object]:
    """The documents that a client of this person must have."""
    wanted = {"public": camp.live.delta(PUBLIC, None)}
    if person is not None:
        wanted["me"] = camp.live.delta(person_audience(person), None)
    return {audience: json.loads(encode(delta))["put"] for audience, delta in wanted.items()}


@pytest.mark.parametrize("seed", range(3))
async def test_clients_that_falter_converge_without_a_gap(alone: Camp, seed: int) -> None:
    dice = random.Random(seed)
    told = Broadcaster()
    people = [await alone.join(f"Person {n}") for n in range(6)]
    for n in range(5):
        await alone.propose(people[0], f"t{n}")
    clients: dict[Client, Faltering] = {}
    for _ in range(50):
        if dice.random() < 0.3:
            connection = Faltering(dice, dice.choice([0.0, 0.2, 0.7]))
            clients[join(told, alone, connection, dice.choice([None, *people]), dice.random() < 0.5)] = connection
        if clients and dice.random() < 0.1:
            leaver = dice.choice(list(clients))
            told.leave(leaver)
            del clients[leaver]
        if dice.random() < 0.6:
            await alone.vote(dice.choice(people), f"t{dice.randrange(5)}", dice.choice(list(Weight)))
        if dice.random() < 0.2:
            await alone.live.ask(c.SetInterests((f"{dice.random()}",)), dice.choice(people))
        if dice.random() < 0.2:
            alone.live.set_ephemeral(PUBLIC, tide=dice.randrange(3))
        await asyncio.sleep(dice.random() * 0.03)
    async with asyncio.timeout(10):
        while any(c.documents.of != now(alone, client.visitor.person) for client, c in clients.items()):
            await asyncio.sleep(0.05)
        while any(c.documents.ephemeral != alone.live.ephemeral["public"] for c in clients.values()):
            await asyncio.sleep(0.05)
    assert {connection.gaps for connection in clients.values()} == {0}
    told.close()


async def test_changes_between_two_ticks_are_one_frame(alone: Camp) -> None:
    told = Broadcaster()
    ana = await alone.join("Ana")
    for n in range(20):
        await alone.propose(ana, f"t{n}")
    phone, board = Faltering(random.Random(1), 0), Faltering(random.Random(1), 0)
    join(told, alone, phone)
    join(told, alone, board, board=True)
    began = asyncio.get_running_loop().time()
    frames = 0
    while (passed := asyncio.get_running_loop().time() - began) < 0.7:
        await alone.vote(ana, f"t{frames % 20}", Weight.MUST if frames % 40 < 20 else Weight.NONE)
        frames += 1
    assert frames > 70
    most = 1 + passed / broadcaster.QUICK_S
    assert board.frames <= most + 2  # and two of the ephemeral ones
    assert phone.frames <= most / 2 + 3
    told.close()


async def test_frames_begin_where_the_client_with_the_oldest_true_position_is(alone: Camp) -> None:
    """The last frame reached further than the last change; who came up to that change has missed nothing."""
    told = Broadcaster()
    ana = await alone.join("Ana")
    await alone.propose(ana, "t1")
    early, late = Faltering(random.Random(1), 0), Faltering(random.Random(1), 0)
    join(told, alone, early)
    vote = c.Asked(c.SetVote(TopicId("t1"), Weight.MUST), ana, ClientId("c"), 1)
    interests = c.Asked(c.SetInterests(("ai",)), ana, ClientId("c"), 2)
    await alone.live.ask_all([vote, interests])
    await asyncio.sleep(0.3)
    assert early.documents.at == {"public": alone.seq}
    join(told, alone, late, since=alone.seq - 1)
    await alone.vote(ana, "t1", Weight.NONE)
    await asyncio.sleep(0.3)
    assert early.documents.of == late.documents.of == now(alone, None)
    assert (early.gaps, late.gaps) == (0, 0)
    told.close()


async def test_ephemeral_that_went_back_before_anybody_heard_reaches_who_joined_meanwhile(alone: Camp) -> None:
    told = Broadcaster()
    alone.live.set_ephemeral(PUBLIC, tide=1)
    early, late = Faltering(random.Random(1), 0), Faltering(random.Random(1), 0)
    join(told, alone, early)
    await asyncio.sleep(0.05)
    alone.live.set_ephemeral(PUBLIC, tide=2)
    join(told, alone, late)
    assert late.documents.ephemeral["tide"] == 2
    alone.live.set_ephemeral(PUBLIC, tide=1)
    await asyncio.sleep(0.3)
    assert (early.documents.ephemeral["tide"], late.documents.ephemeral["tide"]) == (1, 1)
    told.close()


async def test_nobody_listens_to_a_camp_without_clients(alone: Camp) -> None:
    told = Broadcaster()
    listeners = alone.live._listeners
    before = set(listeners)
    clients = [join(told, alone, Faltering(random.Random(1), 0)) for _ in range(3)]
    assert len(listeners - before) == 1
    for client in clients:
        told.leave(client)
        told.leave(client)
    assert listeners == before
    told.close()


async def test_fault_or_farewell_of_one_client_is_no_other_ones_business(
    alone: Camp, caplog: pytest.LogCaptureFixture
) -> None:
    told = Broadcaster()
    ana = await alone.join("Ana")
    await alone.propose(ana, "t1")
    broken, left = Breaking(random.Random(1), 0), Leaving(random.Random(1), 0)
    good = [Faltering(random.Random(1), 0) for _ in range(3)]
    for connection in (good[0], broken, good[1], left, good[2]):
        join(told, alone, connection)
    await alone.vote(ana, "t1")
    await asyncio.sleep(0.05)
    await alone.vote(ana, "t1", Weight.NONE)
    await asyncio.sleep(0.5)
    for connection in good:
        assert connection.documents.of == now(alone, None)
    assert (broken.cut, left.cut) == (True, False)
    [record] = caplog.records
    assert record.exc_info is not None
    assert record.exc_info[0] is ZeroDivisionError
    told.close()


async def test_client_that_takes_nothing_for_long_is_cut_off(alone: Camp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broadcaster, "STALLED_S", 0.1)
    told = Broadcaster()
    ana = await alone.join("Ana")
    await alone.propose(ana, "t1")
    stuck = Stuck(random.Random(1), 1.0)
    join(told, alone, stuck)
    await alone.vote(ana, "t1")
    await asyncio.sleep(0.4)
    assert stuck.cut
    told.close()


def work(seconds: float) -> None:
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


@pytest.mark.parametrize(("take", "least"), [(work, broadcaster.PER_WORK), (time.sleep, broadcaster.PER_TURN)])
async def test_ticks_slow_down_when_they_take_long_and_recover(
    alone: Camp, take: Callable[[float], None], least: float
) -> None:
    told = Broadcaster()
    ana = await alone.join("Ana")
    await alone.propose(ana, "t1")

    class Slow(Faltering):
        def write(self, frame: Frame) -> bool:
            take(0.15)  # the work of a tick for thousands, or the time for which others have the processor
            return super().write(frame)

    slow = Slow(random.Random(1), 0)
    join(told, alone, slow, board=True)
    [crowd] = told._crowds.values()
    beat = crowd._beats[True]
    assert beat.period == broadcaster.QUICK_S
    await alone.vote(ana, "t1")
    await asyncio.sleep(0.2)
    assert 0.15 * least - 1e-9 <= beat.period <= 1.0  # what is computed twice differs in the last digit
    slow.write = lambda frame: True  # type: ignore[method-assign]
    await asyncio.sleep(beat.period)
    await alone.vote(ana, "t1", Weight.NONE)
    await asyncio.sleep(0.3)
    assert beat.period == broadcaster.QUICK_S
    told.close()


async def test_a_person_has_so_many_connections_and_the_newest_count(alone: Camp) -> None:
    ana, ben = await alone.join("Ana"), await alone.join("Ben")
    await alone.propose(ana, "t1")
    told = Broadcaster()
    dice = random.Random(1)
    bens = Faltering(dice, 0)
    join(told, alone, bens, ben)
    anas = [Faltering(dice, 0) for _ in range(broadcaster.CONNECTIONS_PER_PERSON + 2)]
    clients = [join(told, alone, connection, ana) for connection in anas]
    assert [connection.cut for connection in anas] == [True, True, *[False] * broadcaster.CONNECTIONS_PER_PERSON]
    told.leave(clients[0])  # as its endpoint says when it has ended
    await alone.vote(ana, "t1")
    await asyncio.sleep(0.5)
    assert {len(connection.documents.of["me"]) for connection in anas[2:]} == {2}
    assert bens.documents.of["public"]["tally/t1"] == {"interested": 0, "must": 1}
    assert not bens.cut
    told.leave(clients[-1])
    assert not join(told, alone, Faltering(dice, 0), ana).connection.cut  # type: ignore[attr-defined]
    assert not anas[2].cut
    told.close()


# --- real connections that are not read


async def test_client_that_never_reads_blocks_nobody_and_catches_up(server: Server, camp: Camp) -> None:
    ana = await camp.join("Ana")
    olga = await camp.join("Olga", organizer=True)
    for n in range(TOPICS):
        await camp.propose(ana, f"t{n}")
    fast = SocketClient(server.url, server.code, olga)
    await fast.start()
    at = fast.documents.at["public"]
    hello = {"since": {"epoch": camp.live.epoch, "public": at}}
    connector = aiohttp.TCPConnector(socket_factory=narrow_socket)
    async with (
        RawSocket(server.url, server.code, olga, narrow=True) as slow,
        aiohttp.ClientSession(connector=connector, headers={"Cookie": f"edcamp-{server.code}={olga}"}) as http,
        http.get(f"{server.url}/c/{server.code}/stream", params={"epoch": camp.live.epoch, "public": at}) as stream,
    ):
        slow_documents, stream_documents = Documents(), Documents()
        for documents in (slow_documents, stream_documents):
            documents.apply(fast.documents.applied[0])
        answer = await slow.ask(1, f'["hello",{json.dumps(hello)}]')
        for delta in answer["deltas"]:
            assert slow_documents.apply(delta)

        rounds = iter(range(12))

        def long_behind() -> bool:
            """When both slow ones have been left out for a second."""
            return server.behind(2) and next(rounds, None) is None

        lateness: list[float] = []
        changing = asyncio.ensure_future(keep_changing(camp, ana, long_behind))
        while not changing.done():
            began = asyncio.get_running_loop().time()
            await fast.until_seq("public", camp.seq)
            lateness.append(asyncio.get_running_loop().time() - began)
            await asyncio.sleep(0.05)
        await changing
        await fast.until_seq("public", camp.seq)
        held = server.waiting_bytes()
        assert max(held) < 2.5 * HIGH_WATER, "something piles up for the slow ones"
        assert sorted(lateness)[len(lateness) // 2] < 1.0

        expected = fast.documents.of
        frames = 0
        while slow_documents.of != expected:
            packet = await slow.receive()
            if packet.startswith('42["delta"'):
                assert slow_documents.apply(json.loads(packet[2:])[1])
                frames += 1
        async with asyncio.timeout(5):
            async for name, data in events(stream):
                if name == "hello":
                    for delta in data["deltas"]:
                        assert stream_documents.apply(delta)
                elif name == "delta":
                    assert stream_documents.apply(data)
                if stream_documents.of == expected:
                    break
        told = [delta for delta in fast.documents.applied if delta["from"] is not None]
        assert frames < len(told)
        assert len(stream_documents.applied) < len(told)
