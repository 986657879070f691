"""Every way to a socket: the finished frame, ASGI's ``send``, and Socket.IO's own queue."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

import pytest
import socketio
from websockets.frames import Frame, Opcode

from edcamp.domain.camp import Weight
from edcamp.hub import server as sockets
from edcamp.hub.audiences import Connection
from edcamp.hub.frames import Send
from edcamp.hub.protocol import text_frame
from edcamp.hub.server import FrameConnection, Manager, QueuedConnection, SocketConnection, SocketServer
from tests.hub.clients import Documents, RawSocket, StreamClient
from tests.hub.conftest import TOPICS, Server, keep_changing, new_camp, serving

pytestmark = pytest.mark.anyio

WAYS: tuple[type[Connection], ...] = (FrameConnection, SocketConnection, QueuedConnection)


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65_535, 65_536, 200_000])
def test_frame_is_a_text_message(size: int) -> None:
    text = b"x" * size
    assert text_frame(text) == Frame(Opcode.TEXT, text).serialize(mask=False)


@contextlib.asynccontextmanager
async def serving_by(way: type[Connection], patch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    taken: list[type] = []

    def note(self: SocketServer, sid: str, send: Send | None) -> Connection:
        connection = original(self, sid, None if way is QueuedConnection else send)
        taken.append(type(connection))
        return connection

    original = SocketServer._way
    patch.setattr(SocketServer, "_way", note)
    options = {"ws": "websockets-sansio"} if way is SocketConnection else {}
    async with serving(**options) as fresh, new_camp(fresh) as served:
        yield served
    assert set(taken) == {way}


@pytest.mark.parametrize("way", WAYS)
async def test_slow_client_catches_up_and_is_then_told_like_others(
    anyio_backend: object, way: type[Connection], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving_by(way, monkeypatch) as server:
        camp = server.camp
        ana = await camp.join("Ana")
        for n in range(TOPICS):
            await camp.propose(ana, f"t{n}")
        stream = StreamClient(server.url, server.code)
        await stream.start()
        async with RawSocket(server.url, server.code, narrow=True) as slow:
            documents = Documents()
            documents.apply(stream.documents.applied[0])
            await slow.ask(1, f'["hello",{json.dumps({"since": documents.since})}]')
            await keep_changing(camp, ana, lambda: server.behind(1))
            await stream.until_seq("public", camp.seq)
            for weight in (Weight.MUST, Weight.NONE, Weight.MUST):
                while documents.of != stream.documents.of:
                    packet = await slow.receive()
                    if packet.startswith('42["delta"'):
                        assert documents.apply(json.loads(packet[2:])[1])
                await camp.vote(ana, "t1", weight)
                await stream.until_seq("public", camp.seq)


async def test_client_that_answers_no_ping_is_cut_off_whatever_it_has_yet_to_take(
    anyio_backend: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "PING_INTERVAL_S", 2)
    monkeypatch.setattr(sockets, "PING_TIMEOUT_S", 1)
    async with serving() as fresh, new_camp(fresh) as server:
        ana = await server.camp.join("Ana")
        for n in range(TOPICS):
            await server.camp.propose(ana, f"t{n}")
        async with RawSocket(server.url, server.code, ana, narrow=True) as silent:
            since = {"epoch": server.camp.live.epoch, "public": server.camp.seq}
            await silent.ask(1, f'["hello",{json.dumps({"since": since})}]')
            await keep_changing(server.camp, ana, lambda: server.behind(1) or not server.waiting_bytes())
            async with asyncio.timeout(20):
                while server.waiting_bytes():
                    await asyncio.sleep(0.05)
            async with asyncio.timeout(3):
                while server.camp.live.ephemeral["public"]["connected"] != 0:
                    await asyncio.sleep(0.05)


async def test_a_client_leaves_our_manager_as_it_leaves_the_librarys() -> None:
    """Fails when a new python-socketio remembers something else of a client."""
    ours, theirs = Manager(), socketio.AsyncManager()
    socketio.AsyncServer(client_manager=ours)
    socketio.AsyncServer(client_manager=theirs)
    for manager in (ours, theirs):
        empty = {name: repr(value) for name, value in vars(manager).items()}
        sids = [await manager.connect(f"e{n}", "/") for n in range(5)]
        pending = await manager.pre_connect("e5", "/")
        manager.callbacks[sids[1]] = {1: print}
        for sid in sids:
            manager.pre_disconnect(sid, "/")
            await manager.disconnect(sid, "/")
        assert set(manager.rooms["/"]) == {None, pending}
        await manager.disconnect(pending, "/")
        await manager.disconnect(pending, "/")
        assert {name: repr(value) for name, value in vars(manager).items()} == empty
