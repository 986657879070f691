"""Phones that do what a browser does, without the browser: page, bundle, name, cookie, page, socket, and back again."""

import asyncio
import gzip
import random
import re
import time
from multiprocessing.connection import Connection
from typing import Any

import msgspec
import uvloop
from msgspec import Struct

from bench.load import HTTP_END, PING, PONG, masked
from bench.pool import Pool

PIECES = re.compile(rb'<(?:link rel="modulepreload" href|script type="module" src)="([^"]+)"')
STATE = re.compile(rb'<script type="application/json" id="state">(.*?)</script>', re.S)
HELLO_NUMBER = b"430"
AGAIN_S = 0.5
AGAIN_AT_MOST_S = (1.5, 7.5)
TRIES_AT_FIRST = 5
"""As the pages wait before they try again: half a second, and up to this much more by chance, at first and later."""

_decoder = msgspec.json.Decoder()


class Failed(Exception):
    """The server answered what no browser could use."""


class Way(Struct, frozen=True):
    """To a camp."""

    host: str
    port: int
    code: str


class Crowd:
    """So many phones in processes of their own."""

    def __init__(self, way: Way, processes: int = 2) -> None:
        self._pool = Pool(_run, way, processes)

    async def join(self, count: int, within_s: float) -> tuple[list[float], list[str]]:
        """Seconds that each took to be in and live, of those that got in; and what went wrong for the others."""
        parts = await self._pool.ask("join", count // len(self._pool), within_s)
        return [took for part in parts for took in part[0]], [error for part in parts for error in part[1]]

    async def back(self, since: float, public: bytes, patience_s: float) -> tuple[list[float], int]:
        """Seconds of the monotonic clock from ``since`` until each was live again; and how many are as ``public``.

        ``public``: what a client that has just come has, the answer of ``state.json``.
        """
        parts = await self._pool.ask("back", since, public, patience_s)
        return [took for part in parts for took in part[0]], sum(part[1] for part in parts)

    def close(self) -> None:
        self._pool.close()


# --- in the processes


def _run(orders: Connection, way: Way) -> None:
    uvloop.run(_obey(orders, way))


async def _obey(orders: Connection, way: Way) -> None:
    phones: list[Phone] = []
    while True:
        match await asyncio.to_thread(orders.recv):
            case ("join", count, within_s):
                phones = [Phone(way, f"Phone {number}") for number in range(count)]
                answers = await asyncio.gather(
                    *(_arrive(phone, within_s * number / count) for number, phone in enumerate(phones))
                )
                errors = [answer for answer in answers if isinstance(answer, str)]
                orders.send(([answer for answer in answers if isinstance(answer, float)], errors))
            case ("back", since, public, patience_s):
                ends = time.monotonic() + patience_s
                fresh = _decoder.decode(public)
                while time.monotonic() < ends and not all(phone.is_as(fresh) for phone in phones):
                    await asyncio.sleep(0.1)
                took = [phone.live_at - since for phone in phones if phone.live and phone.live_at > since]
                orders.send((took, sum(phone.is_as(fresh) for phone in phones)))


async def _arrive(phone: "Phone", after_s: float) -> float | str:
    await asyncio.sleep(after_s)
    began = time.monotonic()
    try:
        async with asyncio.timeout(60):
            await phone.arrive()
    except (OSError, TimeoutError, Failed, asyncio.IncompleteReadError) as error:
        return repr(error)
    return time.monotonic() - began


class Phone:
    """``documents`` are those of the public, as a page would show them."""

    def __init__(self, way: Way, name: str) -> None:
        self.documents: dict[str, Any] = {}
        self.epoch = ""
        self.at = 0
        self.live = False
        self.live_at = 0.0
        self._way = way
        self._name = name
        self._cookie = ""
        self._heard = asyncio.Event()
        self._staying: asyncio.Task[None] | None = None

    async def arrive(self) -> None:
        """Scans the code, types a name, is live. Raises ``Failed`` and whatever connections raise."""
        home = f"/c/{self._way.code}/"
        http = await Http.open(self._way)
        try:
            page = await http.ask("GET", home)
            for piece in PIECES.findall(page):
                await http.ask("GET", piece.decode())
            await http.ask("POST", f"{home}join", f"name={self._name.replace(' ', '+')}", expects=303)
            self._cookie = http.cookie
            state = STATE.search(await http.ask("GET", home))
            if state is None:
                raise Failed("a page without documents")
            self._apply(_decoder.decode(state[1]))
        finally:
            http.close()
        self._staying = asyncio.create_task(self._stay())
        await self._heard.wait()

    def is_as(self, fresh: dict[str, Any]) -> bool:
        return self.live and self.epoch == fresh["epoch"] and self.documents == fresh["put"]

    async def _stay(self) -> None:
        failures = 0
        while True:
            try:
                await self._listen()
            except (OSError, asyncio.IncompleteReadError, Failed):
                if self.live:
                    self.live, failures = False, 0
            longest = AGAIN_AT_MOST_S[failures >= TRIES_AT_FIRST]
            await asyncio.sleep(AGAIN_S + random.random() * min(longest, AGAIN_S * 2**failures))
            failures += 1

    async def _listen(self) -> None:
        """Until the connection ends. Raises ``OSError``, ``IncompleteReadError``, ``Failed``."""
        socket = await Socket.open(self._way, self._cookie)
        try:
            async for text in socket.messages():
                if text.startswith(b"0{"):
                    socket.say(f'40{{"camp":"{self._way.code}"}}')
                elif text.startswith(b"40"):
                    since = {"epoch": self.epoch, "public": self.at}
                    socket.say("420" + msgspec.json.encode(["hello", {"since": since}]).decode())
                elif text == b"2":
                    socket.say("3")
                elif text.startswith(HELLO_NUMBER):
                    await self._greeted(_decoder.decode(text[len(HELLO_NUMBER) :])[0])
                elif text.startswith(b"42"):
                    name, value = _decoder.decode(text[2:])
                    if name == "delta":
                        self._apply(value)
                else:
                    raise Failed(text[:100].decode())
        finally:
            socket.close()

    async def _greeted(self, hello: dict[str, Any]) -> None:
        if not hello["ok"]:
            raise Failed(hello["code"])
        if hello["stale"]:
            http = await Http.open(self._way)
            try:
                self._apply(_decoder.decode(await http.ask("GET", f"/c/{self._way.code}/state.json")))
            finally:
                http.close()
        for delta in hello["deltas"]:
            self._apply(delta)
        self.live, self.live_at = True, time.monotonic()
        self._heard.set()

    def _apply(self, delta: dict[str, Any]) -> None:
        if delta["aud"] != "public":
            return
        if delta["from"] is None:
            self.documents = dict(delta["put"])
        elif delta["to"] <= self.at:
            return
        elif delta["epoch"] != self.epoch or delta["from"] > self.at:
            raise Failed("a gap")
        else:
            self.documents.update(delta["put"])
            for key in delta["del"]:
                self.documents.pop(key, None)
        self.epoch, self.at = delta["epoch"], delta["to"]


class Http:
    """One connection that is kept alive."""

    def __init__(self, way: Way, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.cookie = ""
        self._host = f"{way.host}:{way.port}"
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, way: Way) -> "Http":
        return cls(way, *await asyncio.open_connection(way.host, way.port))

    async def ask(self, method: str, path: str, form: str = "", expects: int = 200) -> bytes:
        """The body. Raises ``Failed`` for another status."""
        head = f"{method} {path} HTTP/1.1\r\nHost: {self._host}\r\nOrigin: http://{self._host}\r\n"
        head += "Accept: text/html,*/*\r\nAccept-Encoding: gzip\r\n"
        if self.cookie:
            head += f"Cookie: {self.cookie}\r\n"
        if method == "POST":
            head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n"
        self._writer.write(f"{head}\r\n{form}".encode())
        status, *lines = (await self._reader.readuntil(HTTP_END)).decode().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines if line)
        for line in lines:
            if line.lower().startswith("set-cookie: "):
                self.cookie = line.split(": ", 1)[1].partition(";")[0]
        body = await self._reader.readexactly(int(headers["content-length"]))
        if int(status.split()[1]) != expects:
            raise Failed(f"{method} {path}: {status}")
        return gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body

    def close(self) -> None:
        self._writer.close()


class Socket:
    """Socket.IO over WebSocket, as little of it as works."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, way: Way, cookie: str) -> "Socket":
        reader, writer = await asyncio.open_connection(way.host, way.port)
        writer.write(
            f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {way.host}:{way.port}\r\nCookie: {cookie}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
        )
        answer = await reader.readuntil(HTTP_END)
        if not answer.startswith(b"HTTP/1.1 101"):
            raise Failed(answer[:100].decode())
        return cls(reader, writer)

    async def messages(self) -> Any:
        """Until it is closed; never ends otherwise. Raises ``IncompleteReadError``."""
        while True:
            opcode, size = await self._reader.readexactly(2)
            if size >= 126:
                size = int.from_bytes(await self._reader.readexactly(2 if size == 126 else 8), "big")
            payload = await self._reader.readexactly(size)
            if opcode & 0x0F == PING:
                self._writer.write(masked(payload, PONG))
            elif opcode & 0x0F == 1:
                yield payload
            else:
                return

    def say(self, text: str) -> None:
        self._writer.write(masked(text.encode()))

    def close(self) -> None:
        self._writer.close()
