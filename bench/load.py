"""Thousands of listening phones in a few cheap processes: the least of each transport that a server can be shown."""

import asyncio
import base64
import os
import re
import resource
import time
from array import array
from multiprocessing.connection import Connection
from typing import Literal, cast

import uvloop
from msgspec import Struct

from bench.pool import Pool

STAMP = b"stamp "
STAMP_DIGITS = 16
"""Microseconds of the monotonic clock at which a message was asked for, in its payload."""

HTTP_END = b"\r\n\r\n"
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
REACHED = re.compile(rb'"aud":"public"[^{]*"to":(\d+)')
PING, PONG = 9, 10

CONNECTED_WITHIN_S = 120.0
ABOVE_LOAD = 200
"""Files that a process needs besides one for each connection."""


def masked(payload: bytes, opcode: int = 1) -> bytes:
    """A client's WebSocket frame. The mask is zero: legal, and no work."""
    size = len(payload)
    sizes = bytes([0x80 | size]) if size < 126 else bytes([0xFE]) + size.to_bytes(2, "big")
    return bytes([0x80 | opcode]) + sizes + bytes(4) + payload


class Script(Struct, frozen=True):
    """What a listener says.

    ``hello``: the Socket.IO event after the handshake, if any; of a poll the position to begin at. ``path``: what is
    asked for by HTTP, of a poll with ``POSITION`` in it.
    """

    port: int
    transport: Literal["websocket", "stream", "poll"] = "websocket"
    auth: str = ""
    hello: str = ""
    path: str = ""
    host: str = "127.0.0.1"


class Heard(Struct):
    """``late``: seconds from asking to hearing, of each message; ``slowest``: the most of anybody's, by stamp.
    ``up_to_date``: who has heard the last one.
    """

    received: int
    late: array
    lost: int
    up_to_date: int
    cpu: float
    slowest: dict[bytes, float]


def allow_files(count: int) -> None:
    """Raises this process's limit, which those that it starts inherit. Raises ``RuntimeError`` when it may not."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < count + ABOVE_LOAD:
        raise RuntimeError(f"{count} connections need more files than the {hard} allowed here: raise ulimit -Hn")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


class Crowd:
    """So many listeners in processes of their own; counts what arrives and how late it is."""

    def __init__(self, script: Script, processes: int = 2) -> None:
        self._pool = Pool(_run, script, processes)

    async def connect(self, count: int, per_second: float = 500) -> None:
        """Raises ``TimeoutError`` when not everybody is in."""
        share = len(self._pool)
        parts = [count // share + (n < count % share) for n in range(share)]
        for answer in await self._pool.ask_each([("connect", part, per_second / share) for part in parts]):
            if answer is not None:
                raise TimeoutError(answer)

    async def forget(self) -> None:
        """Starts counting anew."""
        await self._pool.ask("forget")

    async def heard(self, last: bytes) -> Heard:
        """What was heard since. ``last``: the stamp of the last message."""
        parts = [Heard(*answer) for answer in await self._pool.ask("heard", last)]
        late = array("d")
        slowest: dict[bytes, float] = {}
        for part in parts:
            late.extend(part.late)
            for stamp, seconds in part.slowest.items():
                slowest[stamp] = max(slowest.get(stamp, 0.0), seconds)
        return Heard(
            sum(part.received for part in parts),
            late,
            sum(part.lost for part in parts),
            sum(part.up_to_date for part in parts),
            sum(part.cpu for part in parts),
            slowest,
        )

    def close(self) -> None:
        self._pool.close()


def stamp() -> str:
    return f"{STAMP.decode()}{int(time.monotonic() * 1e6):0{STAMP_DIGITS}}"


# --- in the processes


def _run(orders: Connection, script: Script) -> None:
    uvloop.run(_obey(orders, Listeners(script)))


async def _obey(orders: Connection, listeners: "Listeners") -> None:
    while True:
        match await asyncio.to_thread(orders.recv):
            case ("connect", count, per_second):
                try:
                    await listeners.connect(count, per_second)
                    orders.send(None)
                except (TimeoutError, OSError) as error:
                    orders.send(f"{listeners.ready} of {count} are in: {error!r}")
            case ("forget",):
                listeners.forget()
                orders.send(None)
            case ("heard", last):
                orders.send(listeners.heard(last))


class Listeners:
    def __init__(self, script: Script) -> None:
        self.script = script
        self.ready = 0
        self.lost = 0
        self.received = 0
        self.late = array("d")
        self.slowest: dict[bytes, float] = {}
        self._cpu = 0.0
        self._listeners: list[Listener] = []

    async def connect(self, count: int, per_second: float) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        kind = {"websocket": SocketListener, "stream": StreamListener, "poll": PollListener}[self.script.transport]
        for number in range(count):
            await asyncio.sleep(max(0.0, began + number / per_second - loop.time()))
            _, listener = await loop.create_connection(lambda: kind(self), self.script.host, self.script.port)
            self._listeners.append(listener)
        async with asyncio.timeout(CONNECTED_WITHIN_S):
            while self.ready < count:
                await asyncio.sleep(0.05)

    def close(self) -> None:
        for listener in self._listeners:
            listener.transport.abort()

    def forget(self) -> None:
        self.received = 0
        self.late = array("d")
        self.slowest = {}
        self._cpu = time.process_time()

    def heard(self, last: bytes) -> tuple[int, array, int, int, float, dict[bytes, float]]:
        up_to_date = sum(listener.last == last for listener in self._listeners)
        return self.received, self.late, self.lost, up_to_date, time.process_time() - self._cpu, self.slowest


class Listener(asyncio.Protocol):
    """One phone's connection. ``last``: the stamp that it has heard last."""

    transport: asyncio.Transport
    request = b""

    def __init__(self, crowd: Listeners) -> None:
        self.crowd = crowd
        self.last = b""
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's are of no such class
        self.begin()

    def connection_lost(self, error: Exception | None) -> None:
        self.crowd.lost += 1

    def data_received(self, data: bytes) -> None:
        self._rest = self.take(self._rest + data if self._rest else data)

    def begin(self) -> None:
        raise NotImplementedError

    def take(self, data: bytes) -> bytes:
        """What is left of it for the next time."""
        raise NotImplementedError

    def note(self, data: bytes) -> None:
        at = data.find(STAMP)
        if at >= 0:
            self.last = data[at : at + len(STAMP) + STAMP_DIGITS]
            self.crowd.received += 1
            late = time.monotonic() - int(self.last[len(STAMP) :]) / 1e6
            self.crowd.late.append(late)
            if late > self.crowd.slowest.get(self.last, 0.0):
                self.crowd.slowest[self.last] = late

    def get(self, path: str, headers: str = "") -> None:
        host = f"{self.crowd.script.host}:{self.crowd.script.port}"
        self.transport.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n".encode())


class SocketListener(Listener):
    """Socket.IO over WebSocket."""

    _upgraded = False

    headers = ""
    """Lines more that it sends, each with its end."""

    def begin(self) -> None:
        key = base64.b64encode(os.urandom(16)).decode()
        self.get(
            "/socket.io/?EIO=4&transport=websocket",
            f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            f"{self.headers}",
        )

    def take(self, data: bytes) -> bytes:
        at = 0
        if not self._upgraded:
            end = data.find(HTTP_END)
            if end < 0:
                return data
            self._upgraded = True
            at = end + len(HTTP_END)
        while len(data) - at >= 2:
            size, head = data[at + 1] & 0x7F, 2
            if size == 126:
                size, head = int.from_bytes(data[at + 2 : at + 4], "big"), 4
            elif size == 127:
                size, head = int.from_bytes(data[at + 2 : at + 10], "big"), 10
            if len(data) < at + head + size:
                break
            self.hear(data[at] & 0x0F, data[at + head : at + head + size])
            at += head + size
        return data[at:]

    def hear(self, opcode: int, payload: bytes) -> None:
        if opcode == PING:
            self.send(payload, PONG)
        elif payload.startswith(b"42"):
            self.note(payload)
        elif payload.startswith(b"0{"):
            self.send(f"40{self.crowd.script.auth}".encode())
        elif payload == b"2":
            self.send(b"3")
        elif payload.startswith(b"40"):
            if self.crowd.script.hello:
                self.send(self.crowd.script.hello.encode())
            else:
                self.crowd.ready += 1
        elif payload.startswith(b"43"):
            self.crowd.ready += 1

    def send(self, payload: bytes, opcode: int = 1) -> None:
        self.transport.write(masked(payload, opcode))


class StreamListener(Listener):
    """Server-sent events."""

    _ready = False

    def begin(self) -> None:
        self.get(self.crowd.script.path, "Accept: text/event-stream\r\n")

    def take(self, data: bytes) -> bytes:
        *events, rest = data.split(b"\n\n")
        for event in events:
            self.note(event)
            if not self._ready:
                self._ready = True
                self.crowd.ready += 1
        return rest


class PollListener(Listener):
    """Long polls, one after the other on one connection."""

    _ready = False

    def begin(self) -> None:
        self._at = self.crowd.script.hello
        self._ask()

    def take(self, data: bytes) -> bytes:
        head = data.find(HTTP_END)
        if head < 0:
            return data
        length = LENGTH.search(data, 0, head)
        assert length is not None, data[:head]
        end = head + len(HTTP_END) + int(length[1])
        if len(data) < end:
            return data
        self.note(data[head:end])
        reached = REACHED.search(data, head, end)
        if reached is not None:
            self._at = reached[1].decode()
        self._ask()
        return data[end:]

    def _ask(self) -> None:
        self.get(self.crowd.script.path.replace("POSITION", self._at))
        if not self._ready:
            self._ready = True
            self.crowd.ready += 1
