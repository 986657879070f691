"""A phone without a screen: joins over HTTP, then talks to the camp over Socket.IO as docs/protocol.md says."""

import asyncio
import secrets
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import aiohttp
import socketio
import socketio.exceptions

COMMANDS_PER_MESSAGE = 32
ANSWER_WITHIN_S = 15.0
AGAIN_AFTER_S = 0.5


class PhoneRefused(Exception):
    """The server would not let this phone in; the text is its answer."""


class Phone:
    """``documents`` is by audience, then key. Commands are resent until answered, through any number of reconnects."""

    def __init__(self, camp_url: str) -> None:
        self.camp_url = camp_url.rstrip("/")
        parts = urlsplit(self.camp_url)
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.code = parts.path.rsplit("/", 1)[-1]
        self.documents: dict[str, dict[str, Any]] = {"public": {}, "me": {}, "organizers": {}}
        self.ephemeral: dict[str, Any] = {}
        self.changed = asyncio.Event()
        self._position: dict[str, Any] = {"epoch": ""}
        self.client = f"demo-{secrets.token_hex(8)}"
        self._next = 1
        self._waiting: deque[tuple[dict[str, Any], asyncio.Future[dict[str, Any]]]] = deque()
        self._sending = asyncio.Lock()
        self._overtaken: list[dict[str, Any]] | None = None
        self.http = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True), headers={"Origin": self.origin}, raise_for_status=False
        )
        self._gone = asyncio.Event()
        self._socket = self._new_socket()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def join(self, name: str, interests: tuple[str, ...] = ()) -> None:
        """Scans the QR code, types a name. Raises ``PhoneRefused``."""
        form = {"name": name, "interests": ", ".join(interests)}
        async with self.http.post(f"{self.camp_url}/join", data=form, allow_redirects=False) as response:
            if response.status != 303:
                raise PhoneRefused(f"{response.status}: {(await response.text())[:500]}")

    async def open_link(self, url: str) -> None:
        """Opens a secret link, e.g. the organizers'. Raises ``PhoneRefused``."""
        async with self.http.get(url, allow_redirects=False) as response:
            if response.status not in (302, 303):
                raise PhoneRefused(f"{response.status}: {(await response.text())[:500]}")

    async def connect(self) -> None:
        """Goes live; stays so by itself. Raises ``socketio.exceptions.ConnectionError``."""
        await self._fetch_public()
        await self._socket.connect(self.origin, transports=["websocket"], auth={"camp": self.code}, wait_timeout=10)

    async def close(self) -> None:
        await self._socket.shutdown()
        await self.http.close()

    async def ask(self, command: dict[str, Any]) -> dict[str, Any]:
        """The server's answer to a command, however often it had to be sent."""
        answered: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting.append(({"n": self._next, "command": command}, answered))
        self._next += 1
        while not answered.done():
            async with self._sending:
                if not answered.done():
                    await self._send_waiting()
        return answered.result()

    async def send(self, message: dict[str, Any]) -> dict[str, Any]:
        """The server's answer to a message of commands that the caller has numbered. Sent once.

        Raises ``ConnectionError``, ``socketio.exceptions.TimeoutError``.
        """
        return await self._call("commands", message)

    async def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """An organizer's request beside the camp's commands, e.g. ``desk/solve``."""
        async with self.http.post(f"{self.camp_url}/{path}", json=body) as response:
            answer: dict[str, Any] = await response.json()
            return answer

    async def until(self, condition: Callable[["Phone"], bool], seconds: float = 60) -> None:
        """Waits for the documents to say so. Raises ``TimeoutError``."""
        async with asyncio.timeout(seconds):
            while not condition(self):
                self.changed.clear()
                await self.changed.wait()

    async def _send_waiting(self) -> None:
        batch = list(self._waiting)[:COMMANDS_PER_MESSAGE]
        message = {"client": self.client, "commands": [command for command, _ in batch]}
        try:
            answer = await self.send(message)
        except socketio.exceptions.TimeoutError:
            await self._connect_anew()
            return
        except (socketio.exceptions.SocketIOError, ConnectionError, TimeoutError):
            await asyncio.sleep(AGAIN_AFTER_S)
            return
        if "acks" not in answer:
            if answer.get("retryable"):
                await asyncio.sleep(AGAIN_AFTER_S)
                return
            answer = {"acks": [{**answer, "n": command["n"]} for command, _ in batch]}
        acks = {ack["n"]: ack for ack in answer["acks"]}
        retry = [ack for ack in acks.values() if not ack["ok"] and ack["retryable"]]
        for command, answered in batch:
            ack = acks[command["n"]]
            if ack not in retry:
                self._waiting.popleft()
                answered.set_result(ack)
            else:
                await asyncio.sleep(AGAIN_AFTER_S)
                return

    async def _connect_anew(self) -> None:
        """With a new client: one whose server dies while it comes back to it, before that has answered its hello, takes
        itself for connected for ever, also when it is told to disconnect.
        """
        lost, self._socket = self._socket, self._new_socket()
        await lost.shutdown()
        while not self._socket.connected:
            try:
                await self._socket.connect(
                    self.origin, transports=["websocket"], auth={"camp": self.code}, wait_timeout=10
                )
            except socketio.exceptions.ConnectionError:
                await asyncio.sleep(AGAIN_AFTER_S)

    def _new_socket(self) -> socketio.AsyncClient:
        socket = socketio.AsyncClient(http_session=self.http, reconnection_delay=0.3, reconnection_delay_max=5)
        socket.on("connect", self._hello)
        socket.on("disconnect", self._on_disconnect)
        socket.on("delta", self._on_delta)
        socket.on("ephemeral", self._on_ephemeral)
        return socket

    async def _fetch_public(self) -> None:
        async with self.http.get(f"{self.camp_url}/state.json") as response:
            response.raise_for_status()
            self._apply(await response.json())

    async def _call(self, event: str, data: dict[str, Any]) -> dict[str, Any]:
        """The acknowledgement; ``ConnectionError`` at once when the connection goes, where Socket.IO would wait on."""
        asking = asyncio.ensure_future(self._socket.call(event, data, timeout=ANSWER_WITHIN_S))
        going = asyncio.ensure_future(self._gone.wait())
        await asyncio.wait({asking, going}, return_when=asyncio.FIRST_COMPLETED)
        going.cancel()
        if not asking.done():
            asking.cancel()
            raise ConnectionError("the connection went before the answer came")
        answer: dict[str, Any] = asking.result()
        return answer

    async def _hello(self) -> None:
        self._gone.clear()
        self._overtaken = []
        while True:
            try:
                answer = await self._call("hello", {"since": self._position})
            except (socketio.exceptions.SocketIOError, ConnectionError, TimeoutError):
                return  # the connection went again: the next one says hello
            if not answer["ok"] and answer["retryable"]:
                await asyncio.sleep(AGAIN_AFTER_S)
                continue
            if not answer["ok"]:
                raise PhoneRefused(answer["message"])
            if not answer["stale"]:
                break
            await self._fetch_public()
        overtaken, self._overtaken = self._overtaken, None
        self.ephemeral.update(answer["ephemeral"])
        for delta in [*answer["deltas"], *overtaken]:
            self._apply(delta)

    async def _on_disconnect(self, reason: str) -> None:
        self._gone.set()

    async def _on_delta(self, delta: dict[str, Any]) -> None:
        if self._overtaken is not None:
            self._overtaken.append(delta)
        elif not self._apply(delta):
            await self._hello()

    async def _on_ephemeral(self, fields: dict[str, Any]) -> None:
        self.ephemeral.update(fields)
        self.changed.set()

    def _apply(self, delta: dict[str, Any]) -> bool:
        """False: something was missed."""
        audience = delta["aud"]
        at = self._position.get(audience)
        if delta["from"] is None:
            self.documents[audience] = dict(delta["put"])
        elif delta["epoch"] != self._position["epoch"] or at is None or delta["from"] > at:
            return False
        elif delta["to"] > at:
            self.documents[audience].update(delta["put"])
            for key in delta["del"]:
                self.documents[audience].pop(key, None)
        else:
            return True
        self._position["epoch"] = delta["epoch"]
        self._position[audience] = delta["to"]
        self.changed.set()
        return True
