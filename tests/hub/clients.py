"""Real clients, one for each transport, that follow docs/protocol.md and nothing else."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import socketio

WITHIN_S = 5.0


class Documents:
    """What a client holds: documents by audience and key, and how far it has come in each audience."""

    def __init__(self) -> None:
        self.epoch = ""
        self.at: dict[str, int] = {}
        self.of: dict[str, dict[str, Any]] = {}
        self.ephemeral: dict[str, Any] = {}
        self.applied: list[dict[str, Any]] = []

    def apply(self, delta: dict[str, Any]) -> bool:
        """False: something was missed."""
        audience = delta["aud"]
        at = self.at.get(audience)
        if delta["from"] is None:
            self.of[audience] = dict(delta["put"])
        elif delta["epoch"] != self.epoch or at is None or delta["from"] > at:
            return False
        elif delta["to"] <= at:
            return True
        else:
            self.of[audience].update(delta["put"])
            for key in delta["del"]:
                self.of[audience].pop(key, None)
        self.epoch = delta["epoch"]
        self.at[audience] = delta["to"]
        self.applied.append(delta)
        return True

    @property
    def since(self) -> dict[str, Any]:
        return {"epoch": self.epoch, **self.at}


class Client:
    """What clients of all transports have in common."""

    def __init__(self, url: str, camp: str, person: str | None = None, documents: Documents | None = None) -> None:
        self.url = url
        self.home = f"{url}/c/{camp}"
        self.camp = camp
        self.person = person
        self.cookies = {} if person is None else {f"edcamp-{camp}": person}
        self.headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())} if self.cookies else {}
        self.documents = documents or Documents()
        self.changed = asyncio.Event()
        self.http: aiohttp.ClientSession | None = None
        self.greetings: list[dict[str, Any]] = []

    @property
    def greeting(self) -> dict[str, Any]:
        """The last answer to hello."""
        return self.greetings[-1]

    async def start(self) -> None:
        """Returns when everything up to now is here."""
        raise NotImplementedError

    async def send(self, message: Any) -> dict[str, Any]:
        return await self.post(message)

    def open(self) -> aiohttp.ClientSession:
        if self.http is None:
            OPENED.add(self)
            self.http = aiohttp.ClientSession(headers=self.headers, cookie_jar=aiohttp.DummyCookieJar())
        return self.http

    async def fetch_public(self) -> None:
        async with self.open().get(f"{self.home}/state.json") as response:
            assert response.status == 200, await response.text()
            assert self.documents.apply(await response.json())

    async def until(self, condition: Callable[[Documents], bool], seconds: float = WITHIN_S) -> None:
        async with asyncio.timeout(seconds):
            while not condition(self.documents):
                self.changed.clear()
                await self.changed.wait()

    async def until_seq(self, audience: str, seq: int, seconds: float = WITHIN_S) -> None:
        await self.until(lambda documents: documents.at.get(audience, 0) >= seq, seconds)

    async def post(self, message: Any) -> dict[str, Any]:
        data = message if isinstance(message, bytes) else json.dumps(message).encode()
        async with self.open().post(f"{self.home}/commands", data=data) as response:
            answer: dict[str, Any] = await response.json()
            return answer

    async def stop(self) -> None:
        """Loses the connection, keeps the documents."""
        OPENED.discard(self)
        if self.http is not None:
            await self.http.close()
            self.http = None


OPENED: set[Client] = set()
"""For the end of a test: clients that have not stopped."""


class SocketClient(Client):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.socket: socketio.AsyncClient | None = None
        self._overtaken: list[dict[str, Any]] | None = []
        self._again: set[asyncio.Task[None]] = set()

    async def connect(self, auth: Any = None) -> socketio.AsyncClient:
        self.socket = socketio.AsyncClient(http_session=self.open(), reconnection=False)
        self.socket.on("delta", self._on_delta)
        self.socket.on("ephemeral", self._on_ephemeral)
        given = {"camp": self.camp} if auth is None else auth
        await self.socket.connect(
            self.url, transports=["websocket"], auth=given, headers=dict(self.headers), wait_timeout=5
        )
        return self.socket

    async def start(self) -> None:
        if not self.documents.at:
            await self.fetch_public()
        await self.connect()
        await self.hello()

    async def hello(self) -> None:
        self._overtaken = []
        while True:
            self.greetings.append(await self.call("hello", {"since": self.documents.since}))
            assert self.greeting["ok"], self.greeting
            if not self.greeting["stale"]:
                break
            await self.fetch_public()
        self.documents.ephemeral.update(self.greeting["ephemeral"])
        early, self._overtaken = self._overtaken or [], None
        for delta in [*self.greeting["deltas"], *early]:
            assert self.documents.apply(delta)
        self.changed.set()

    async def call(self, event: str, data: Any = None) -> Any:
        assert self.socket is not None
        return await self.socket.call(event, data, timeout=5)

    async def send(self, message: Any) -> dict[str, Any]:
        answer: dict[str, Any] = await self.call("commands", message)
        return answer

    async def stop(self) -> None:
        if self.socket is not None:
            await self.socket.disconnect()
            self.socket = None
        await super().stop()

    async def _on_delta(self, delta: dict[str, Any]) -> None:
        if self._overtaken is not None:
            self._overtaken.append(delta)
        elif not self.documents.apply(delta):
            self._overtaken = []
            task = asyncio.ensure_future(self.hello())
            self._again.add(task)
            task.add_done_callback(self._again.discard)
        self.changed.set()

    async def _on_ephemeral(self, fields: dict[str, Any]) -> None:
        self.documents.ephemeral.update(fields)
        self.changed.set()


class StreamClient(Client):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ended = asyncio.Event()
        self._reading: asyncio.Task[None] | None = None

    async def start(self) -> None:
        if not self.documents.at:
            await self.fetch_public()
        await self._open_stream()
        while self.greeting["stale"]:
            await self._close_stream()
            await self.fetch_public()
            await self._open_stream()

    async def _open_stream(self) -> None:
        greeted = asyncio.get_running_loop().create_future()
        self.ended.clear()
        self._reading = asyncio.ensure_future(self._read(greeted))
        await asyncio.wait_for(greeted, WITHIN_S)

    async def _close_stream(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.wait({self._reading})
            self._reading = None

    async def stop(self) -> None:
        await self._close_stream()
        await super().stop()

    async def _read(self, greeted: "asyncio.Future[None]") -> None:
        try:
            async with self.open().get(f"{self.home}/stream", params=self.documents.since) as response:
                assert response.status == 200, await response.text()
                async for name, data in events(response):
                    if name == "hello":
                        self.greetings.append(data)
                        self.documents.ephemeral.update(data["ephemeral"])
                        for delta in data["deltas"]:
                            assert self.documents.apply(delta)
                        greeted.set_result(None)
                    elif name == "delta":
                        if not self.documents.apply(data):
                            return  # whoever reads has to start again
                    elif name == "ephemeral":
                        self.documents.ephemeral.update(data)
                    self.changed.set()
        except BaseException as error:
            if not greeted.done():
                greeted.set_exception(error)
            raise
        finally:
            self.ended.set()


class PollClient(Client):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._polling: asyncio.Task[None] | None = None
        self._shown: dict[str, str] = {}

    async def start(self) -> None:
        if not self.documents.at:
            await self.fetch_public()
        await self.poll(0)
        self._polling = asyncio.ensure_future(self._poll())

    async def stop(self) -> None:
        if self._polling is not None:
            self._polling.cancel()
            await asyncio.wait({self._polling})
            self._polling = None
        await super().stop()

    async def poll(self, wait: float = 25) -> dict[str, Any]:
        params = {**self.documents.since, **self._shown, "wait": str(wait)}
        async with self.open().get(f"{self.home}/poll", params=params) as response:
            answer: dict[str, Any] = await response.json()
        if answer["ok"]:
            self._shown = {"shown": str(answer["shown"])}
            self.greetings.append(answer)
            self.documents.ephemeral.update(answer["ephemeral"])
            for delta in answer["deltas"]:
                assert self.documents.apply(delta)
            if answer["stale"]:
                await self.fetch_public()
            self.changed.set()
        return answer

    async def until_polled(self, field: str) -> None:
        """Polls until an ephemeral field is there."""
        async with asyncio.timeout(WITHIN_S):
            while field not in self.documents.ephemeral:
                await self.poll()

    async def _poll(self) -> None:
        while (await self.poll())["ok"]:
            pass


async def events(response: aiohttp.ClientResponse) -> AsyncIterator[tuple[str, Any]]:
    """Server-sent events as (name, data)."""
    name, data = "", ""
    async for line in response.content:
        text = line.decode().rstrip("\n")
        if text.startswith("event: "):
            name = text.removeprefix("event: ")
        elif text.startswith("data: "):
            data = text.removeprefix("data: ")
        elif not text and data:
            yield name, json.loads(data)
            name, data = "", ""


def narrow_socket(address: tuple[Any, ...]) -> socket.socket:
    """For aiohttp: a connection with next to no room for what has arrived and was not read."""
    made = socket.socket(*address[:3])
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    return made


class RawSocket:
    """A WebSocket that speaks Engine.IO packets itself: for what a good client would never send, or never read.

    ``narrow``: its network takes hardly anything that is not read at once.
    """

    def __init__(self, url: str, camp: str, person: str | None = None, narrow: bool = False) -> None:
        self._narrow = narrow
        self._parts = urlsplit(url)
        self._camp = camp
        self._cookie = {} if person is None else {"Cookie": f"edcamp-{camp}={person}"}
        self._http: aiohttp.ClientSession | None = None
        self.ws: aiohttp.ClientWebSocketResponse[bool] | None = None

    async def __aenter__(self) -> "RawSocket":
        connector = aiohttp.TCPConnector(socket_factory=narrow_socket) if self._narrow else None
        self._http = aiohttp.ClientSession(
            headers=self._cookie, cookie_jar=aiohttp.DummyCookieJar(), connector=connector
        )
        url = f"ws://{self._parts.netloc}/socket.io/?EIO=4&transport=websocket"
        self.ws = await self._http.ws_connect(url, max_msg_size=0)
        assert (await self.receive())[0] == "0"
        await self.send(f'40{{"camp":"{self._camp}","board":true}}')  # a board is told most often
        assert (await self.receive()).startswith('40{"sid"')
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self.ws is not None
        assert self._http is not None
        await self.ws.close()
        await self._http.close()

    async def send(self, packet: str | bytes) -> None:
        assert self.ws is not None
        await (self.ws.send_str(packet) if isinstance(packet, str) else self.ws.send_bytes(packet))

    async def receive(self) -> str:
        assert self.ws is not None
        message = await self.ws.receive(WITHIN_S)
        assert message.type == aiohttp.WSMsgType.TEXT, message
        return str(message.data)

    async def ask(self, number: int, event: str) -> Any:
        """Sends an event (JSON text) with a number; the answer."""
        await self.send(f"42{number}{event}")
        return await self.answer(number)

    async def answer(self, number: int) -> Any:
        while not (packet := await self.receive()).startswith(f"43{number}["):
            assert packet.startswith("42[") or packet in ("2", "6"), packet
        [answer] = json.loads(packet.removeprefix(f"43{number}"))
        return answer
