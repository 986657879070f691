"""A thousand listening phones in one cheap process: the least WebSocket and Engine.IO that a server can be shown."""

import asyncio
import base64
import os
import re
import time
from array import array

STAMP = re.compile(rb"stamp (\d{16})")
"""Microseconds of the monotonic clock at which a message was asked for, in its payload."""

HTTP_END = b"\r\n\r\n"
PING, PONG = 9, 10


def masked(payload: bytes, opcode: int = 1) -> bytes:
    """A client's frame. The mask is zero: legal, and no work."""
    size = len(payload)
    head = bytes([0x80 | opcode, 0x80 | size]) if size < 126 else bytes([0x80 | opcode, 0xFE]) + size.to_bytes(2, "big")
    return head + bytes(4) + payload


class Listeners:
    """``count`` connections to a Socket.IO server; counts what arrives and how late it is."""

    def __init__(self, host: str, port: int, auth: str = "", hello: str = "") -> None:
        self._host = host
        self._port = port
        self.connect_packet = f"40{auth}".encode()
        self.hello_packet = hello.encode()
        self.request = (
            f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n"
        ).encode()
        self.ready = 0
        self.lost = 0
        self.received = 0
        self.late = array("d")
        self._listeners: list[_Listener] = []

    async def connect(self, count: int, per_second: float = 400) -> None:
        """Raises ``TimeoutError`` when not everybody is in after 60 seconds."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        for number in range(count):
            await asyncio.sleep(max(0.0, began + number / per_second - loop.time()))
            _, listener = await loop.create_connection(lambda: _Listener(self), self._host, self._port)
            self._listeners.append(listener)
        async with asyncio.timeout(60):
            while self.ready < count:
                await asyncio.sleep(0.05)

    def forget(self) -> None:
        """Starts counting anew."""
        self.received = 0
        self.late = array("d")

    def close(self) -> None:
        for listener in self._listeners:
            listener.transport.abort()


class _Listener(asyncio.Protocol):
    transport: asyncio.Transport

    def __init__(self, all_of_them: Listeners) -> None:
        self._all = all_of_them
        self._rest = b""
        self._upgraded = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self._all.request)

    def connection_lost(self, error: Exception | None) -> None:
        self._all.lost += 1

    def data_received(self, data: bytes) -> None:
        data = self._rest + data
        at = 0
        if not self._upgraded:
            end = data.find(HTTP_END)
            if end < 0:
                self._rest = data
                return
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
            self._frame(data[at] & 0x0F, data[at + head : at + head + size])
            at += head + size
        self._rest = data[at:]

    def _frame(self, opcode: int, payload: bytes) -> None:
        if opcode == PING:
            self.transport.write(masked(payload, PONG))
        elif payload.startswith(b"0{"):
            self.transport.write(masked(self._all.connect_packet))
        elif payload == b"2":
            self.transport.write(masked(b"3"))
        elif payload.startswith(b"40"):
            if self._all.hello_packet:
                self.transport.write(masked(self._all.hello_packet))
            else:
                self._all.ready += 1
        elif payload.startswith(b"43"):
            self._all.ready += 1
        else:
            stamp = STAMP.search(payload)
            if stamp is not None:
                self._all.received += 1
                self._all.late.append(time.monotonic() - int(stamp.group(1)) / 1e6)


def stamp() -> str:
    return f"stamp {int(time.monotonic() * 1e6):016}"
