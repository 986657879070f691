"""Server-sent events, for networks that block WebSocket. Plain ASGI: no task and no queue for a message."""

import asyncio

from starlette.requests import HTTPConnection
from starlette.types import Receive, Scope
from starlette.types import Send as StarletteSend

from edcamp.hub.audiences import Client, Transport
from edcamp.hub.broadcaster import Broadcaster
from edcamp.hub.frames import Frame, Message, Send, abort, send_at_once
from edcamp.hub.hello import greet, meet, since_of_query
from edcamp.hub.responses import error_response
from edcamp.hub.visitors import Door

PING_EVERY_S = 15.0
"""Proxies end a silent stream, most after 60 s, some after 30; and a page cannot tell a silent one from a dead one."""

SERVER_SEND = "edcamp.send"
"""In the ASGI scope: the server's own ``send``, which waits for nothing but room to write. What middleware adds to an
answer goes with its start; frames pass it by, so that one that is not meant to be written at once can do no harm."""

HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store, no-transform"),
    (b"x-accel-buffering", b"no"),
]
"""A proxy that compresses or collects would hold events back: the second asks all of them, the third nginx, not to."""

PING = Frame("ping", {}).stream_message
"""An event, because a browser does not show comments to the page."""

END: Message = {"type": "http.response.body", "body": b"", "more_body": False}


class Streams:
    """The endpoint ``GET /c/CODE/stream``."""

    def __init__(self, door: Door, broadcaster: Broadcaster) -> None:
        self._door = door
        self._broadcaster = broadcaster
        self._open: set[StreamConnection] = set()
        self._timer: asyncio.TimerHandle | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: StarletteSend) -> None:
        request = HTTPConnection(scope)
        try:
            board = request.query_params.get("board") == "1"
            visitor = await self._door.enter(request, scope["path_params"]["camp"], board)
            since = since_of_query(request.query_params)
            await meet(visitor, since)
        except Exception as error:
            await error_response(self._door, request, error)(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        connection = StreamConnection(scope.get(SERVER_SEND, send))
        if scope["method"] == "HEAD":
            connection.close()
            return
        greeting = greet(visitor, since)
        await send(Frame("hello", greeting.hello).stream_message)
        client = Client(visitor, connection, greeting)
        try:
            self._add(connection)
            self._broadcaster.join(client)
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            self._broadcaster.leave(client)
            self._open.discard(connection)

    def close(self) -> None:
        """Ends every stream. No new ones should be let in by then."""
        if self._timer is not None:
            self._timer.cancel()
        for connection in list(self._open):
            connection.close()

    def _add(self, connection: "StreamConnection") -> None:
        self._open.add(connection)
        if self._door.closed:  # while the hello was being sent
            connection.close()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(PING_EVERY_S, self._ping)

    def _ping(self) -> None:
        self._timer = None
        for connection in list(self._open):
            connection.ping()
        if self._open:
            self._timer = asyncio.get_running_loop().call_later(PING_EVERY_S, self._ping)


class StreamConnection:
    """Ends by itself when its client leaves: the server then tells the endpoint."""

    transport: Transport = "stream"

    def __init__(self, send: Send) -> None:
        self._send = send

    def write(self, frame: Frame) -> bool:
        return send_at_once(self._send, frame.stream_message)

    async def settle(self) -> None:
        await self._send(PING)

    def ping(self) -> None:
        """Says nothing, to show that we are there; a client that has much left to read need not hear it."""
        self._send_if_possible(PING)

    def hang_up(self) -> None:
        abort(self._send)

    def close(self) -> None:
        if not self._send_if_possible(END):
            self.hang_up()

    def _send_if_possible(self, message: Message) -> bool:
        try:
            return send_at_once(self._send, message)
        except (OSError, RuntimeError):
            return True  # it is gone, or has been ended already
