"""A real server on loopback: the hub, a live camp with its journal in memory, a clock that tests turn."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import HTTPConnection

from edcamp import wire
from edcamp.domain import commands as c
from edcamp.domain.camp import Kind, Settings, Weight
from edcamp.domain.ids import CampId, ClientId, PersonId, TopicId
from edcamp.hub import UVICORN_OPTIONS, Hub
from edcamp.journal.memory import MemoryJournal, open_memory
from edcamp.journal.people import MemoryPeople
from edcamp.journal.store import Store
from edcamp.live.camp import LiveCamp
from edcamp.live.clock import ManualClock
from edcamp.live.host import Live
from tests.hub.clients import OPENED

NOW = 1_795_860_000_000
CODE = "gkw4t2"
"""Of the camp of a test that has no server."""

SEND_BUFFER = 16 * 1024
"""The kernel's share of a slow client's data, small enough for a test to fill it."""


@pytest.fixture(scope="module")
def anyio_backend() -> tuple[str, dict[str, bool]]:
    """The event loop that serves, whose transports the hub writes to."""
    return "asyncio", {"use_uvloop": True}


def identify(connection: HTTPConnection, camp: CampId) -> PersonId | None:
    """The cookie as it is; a signed one is the pages' business."""
    person = connection.cookies.get(f"edcamp-{camp}")
    if person == "breaks-the-server":
        raise TypeError("a fault in the login")
    return PersonId(person) if person is not None else None


def origin_allowed(connection: HTTPConnection) -> bool:
    return connection.headers.get("origin") in (None, f"http://{connection.headers['host']}")


def language(connection: HTTPConnection) -> wire.Translate:
    return str.upper if connection.headers.get("accept-language") == "loud" else str


class Camp:
    """A live camp and shorthands for what happens in it."""

    def __init__(self, live: LiveCamp) -> None:
        self.live = live

    @property
    def seq(self) -> int:
        return self.live.value.seq

    async def join(self, name: str, organizer: bool = False) -> PersonId:
        return await self.live.join(name, organizer=organizer)

    async def propose(self, by: PersonId, topic: str, title: str = "", description: str = "") -> None:
        propose = c.ProposeTopic(TopicId(topic), Kind.LEARN, title or f"Topic {topic}", description)
        await self.live.ask(propose, by)

    async def vote(self, by: PersonId, topic: str, weight: Weight = Weight.MUST) -> None:
        await self.live.ask(c.SetVote(TopicId(topic), weight), by)


class Server:
    """``camp`` and its ``code`` are of the test that runs."""

    camp: Camp
    code: str

    def __init__(
        self, live: Live, hub: Hub, store: Store[MemoryJournal, MemoryPeople], options: dict[str, Any]
    ) -> None:
        self.live = live
        self.hub = hub
        self.store = store
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self._listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        self.port: int = self._listening.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        app = hub.wrap(Starlette(routes=hub.routes()))
        self._uvicorn = _Uvicorn(uvicorn.Config(app, log_config=None, lifespan="off", **options), hub)
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._running = asyncio.ensure_future(self._uvicorn.serve([self._listening]))
        while not self._uvicorn.started:
            await asyncio.sleep(0.005)

    def behind(self, count: int) -> bool:
        """Whether so many clients have been left out of a tick."""
        return sum(held > HIGH_WATER for held in self.waiting_bytes()) >= count

    def waiting_bytes(self) -> list[int]:
        """Of each connection: what the server holds because its client does not take it."""
        return [c.transport.get_write_buffer_size() for c in self._uvicorn.server_state.connections]

    async def stop(self) -> None:
        """What Ctrl-C does."""
        if self._running is not None:
            self._uvicorn.should_exit = True
            await self._running
            self._running = None


class _Uvicorn(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, hub: Hub) -> None:
        super().__init__(config)
        self._hub = hub

    @contextlib.contextmanager
    def capture_signals(self):  # type: ignore[no-untyped-def]  # signals are the test runner's
        yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._hub.close()
        await super().shutdown(sockets)


HIGH_WATER = 64 * 1024
"""Bytes that a transport holds before it asks for patience."""

EDITOR = ClientId("editor")
TOPICS = 20


async def keep_changing(camp: Camp, by: PersonId, done: Callable[[], bool]) -> None:
    """About 42 KB of changed documents every tenth of a second."""
    for n in range(100):
        edits = [
            c.Asked(c.EditTopic(TopicId(f"t{t}"), description=f"{n:04d} " * 390), by, EDITOR, TOPICS * n + t + 1)
            for t in range(TOPICS)
        ]
        await camp.live.ask_all(edits)
        await asyncio.sleep(0.1)
        if done():
            return
    pytest.fail("never done")


@contextlib.asynccontextmanager
async def serving(**options: Any) -> AsyncIterator[Server]:
    """``options``: of uvicorn, instead of those that the hub asks for."""
    async with open_memory() as store:
        live = Live(store.journal, store.people, ManualClock(NOW))
        served = Server(live, Hub(live, identify, origin_allowed, language), store, {**UVICORN_OPTIONS, **options})
        await served.start()
        yield served
        await served.stop()
        await live.close()


@contextlib.asynccontextmanager
async def new_camp(served: Server) -> AsyncIterator[Server]:
    live = await served.live.create(Settings("Edcamp Test", date(2026, 11, 28), "Europe/Madrid"))
    served.camp, served.code = Camp(live), live.id
    yield served
    for client in list(OPENED):
        await client.stop()


@pytest.fixture(scope="module")
async def shared_server(anyio_backend: object) -> AsyncIterator[Server]:
    async with serving() as served:
        yield served


@pytest.fixture
async def server(shared_server: Server) -> AsyncIterator[Server]:
    """With a camp of its own for each test."""
    async with new_camp(shared_server) as served:
        yield served


@pytest.fixture
async def own_server(anyio_backend: object) -> AsyncIterator[Server]:
    """For tests that end it."""
    async with serving() as fresh, new_camp(fresh) as served:
        yield served


@pytest.fixture
def camp(server: Server) -> Camp:
    return server.camp
