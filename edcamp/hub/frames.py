"""What is sent to many: encoded once, wrapped once for each kind of connection, written without a task of its own."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from functools import cached_property
from typing import Any

from edcamp import wire
from edcamp.hub.protocol import text_frame

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

LARGE_BYTES = 64 * 1024
"""More public documents than this are fetched from ``state.json``: compressed once, and cached on the way."""


class Frame:
    """One event for many connections. ``name``: ``delta``, ``ephemeral`` or (on streams) ``hello``."""

    def __init__(self, name: str, value: object) -> None:
        self.name = name
        self.json = wire.encode(value)

    @cached_property
    def socket_frame(self) -> bytes:
        """For ``FrameProtocol``."""
        return text_frame(b'42["%b",%b]' % (self.name.encode(), self.json))

    @cached_property
    def socket_message(self) -> Message:
        """For ASGI: an Engine.IO message (4) with a Socket.IO event (2) of the main namespace."""
        return {"type": "websocket.send", "text": f'42["{self.name}",{self.json.decode()}]'}

    @cached_property
    def stream_message(self) -> Message:
        """For ASGI: a server-sent event."""
        body = b"event: %b\ndata: %b\n\n" % (self.name.encode(), self.json)
        return {"type": "http.response.body", "body": body, "more_body": True}


def send_at_once(send: Send, message: Message) -> bool:
    """Sends without ever waiting: False means that the client is slow and nothing was sent.

    Relies on the server to wait for room before it writes, as uvicorn does: a send that is given up while it waits
    has then written nothing. Raises what ``send`` raises, an ``OSError`` when the client is gone.
    """
    sending = send(message).__await__()
    try:
        next(sending)
    except StopIteration:
        return True
    sending.close()
    return False


def transport_of(send: Send) -> asyncio.Transport | None:
    """What uvicorn's ``send`` writes to; None when it is not uvicorn's, or wrapped."""
    transport: asyncio.Transport | None = getattr(getattr(send, "__self__", None), "transport", None)
    return transport


def abort(send: Send) -> None:
    """Cuts the connection without waiting for a client that takes nothing any more."""
    transport = transport_of(send)
    if transport is not None:
        transport.abort()
