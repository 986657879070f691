"""Packets as this server reads and writes them: JSON by msgspec, arguments left for the handler to decode."""

import logging
from typing import Any

import msgspec
import socketio.packet
from msgspec import Raw
from starlette.types import Message, Receive

from edcamp import wire

CLOSE, PONG, MESSAGE = "1", "3", "4"
"""The Engine.IO packets that a client sends when there is no polling to upgrade from."""

RESERVED = frozenset({"*", "connect", "connect_error", "disconnect"})
"""Names of handlers that only the library calls; a client's event would call them with the client's arguments."""

_arguments_decoder = msgspec.json.Decoder(list[Raw])
_decoder = msgspec.json.Decoder()


class Malformed(ValueError):
    """The client sent what is no packet of the protocol. Its fault, so it is not worth a line in the log."""


def only_faults(record: logging.LogRecord) -> bool:
    """A logging filter: python-socketio logs what clients do wrong too, and one of them could fill the disk."""
    return isinstance(record.exc_info, tuple) and not isinstance(record.exc_info[1], Malformed)


def packets_only(receive: Receive) -> Receive:
    """An ASGI ``receive`` that leaves out what is no Engine.IO packet: the library would not survive reading it.

    It ends the connection's task with a traceback, and only the next ping that nobody answers ends the rest.
    """

    async def receive_packet() -> Message:
        while True:
            message = await receive()
            if message["type"] != "websocket.receive" or _is_packet(message.get("text") or ""):
                return message

    return receive_packet


def _is_packet(text: str) -> bool:
    return text in (CLOSE, PONG) or (text[:1] == MESSAGE and text[1:2].isdigit())


class _Json:
    @staticmethod
    def dumps(value: Any, **_: Any) -> str:
        return wire.encode(value).decode()

    @staticmethod
    def loads(text: str) -> Any:
        """A list, as events have, gives its first item decoded and the others as they came (``msgspec.Raw``)."""
        if not text.startswith("["):
            return _decoder.decode(text)
        name, *arguments = _arguments_decoder.decode(text)
        return [_decoder.decode(name), *arguments]


class Packet(socketio.packet.Packet):  # type: ignore[misc]  # the library has no types
    """No binary packets: one that announces attachments makes the library wait for them in unbounded memory."""

    uses_binary_events = False
    json = _Json

    def decode(self, encoded_packet: Any) -> int:
        """Raises ``Malformed``."""
        try:
            super().decode(encoded_packet)
        except Exception as error:
            raise Malformed(str(error)) from error
        match self.packet_type:
            case socketio.packet.CONNECT | socketio.packet.DISCONNECT | socketio.packet.ACK:
                return 0
            case socketio.packet.EVENT if self._is_event():
                return 0
            case _:
                raise Malformed(f"a packet of type {self.packet_type}")

    def _is_event(self) -> bool:
        return isinstance(self.data, list) and isinstance(self.data[0], str) and self.data[0] not in RESERVED
