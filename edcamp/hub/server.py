"""Socket.IO over WebSocket: every handler answers, whatever it was sent."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import msgspec
import socketio
from msgspec import Raw
from socketio.exceptions import ConnectionRefusedError as SocketRefused
from starlette.requests import HTTPConnection

from edcamp.domain import rules
from edcamp.domain.refusals import Refused
from edcamp.hub.audiences import Client, Connection, Transport
from edcamp.hub.broadcaster import Broadcaster
from edcamp.hub.commands import Commands
from edcamp.hub.frames import Frame, Send, abort, send_at_once, transport_of
from edcamp.hub.hello import decode_hello, greet, meet
from edcamp.hub.packets import Packet, only_faults
from edcamp.hub.protocol import FrameProtocol
from edcamp.hub.visitors import Door, Visitor
from edcamp.live.answers import refusal
from edcamp.live.limits import TokenBucket, take_from_all
from edcamp.logs import Log

log = Log(__name__)

PING_INTERVAL_S = 15
"""Home routers and mobile networks forget a silent connection after 30 s at the earliest."""

PING_TIMEOUT_S = 20
"""Venue Wi-Fi stands still for many seconds when everybody's phone roams at once, and then goes on."""

SOCKET_MESSAGE_MAX = 2 * rules.BODY_MAX
"""Bytes. A larger message costs the connection; one of half of it is answered ``too-large``, which a client can
understand, while after a cut it would send the same again for ever."""

HELLO_BURST = 10.0
HELLO_RATE = 1.0
"""A client says hello once, and once for each gap; hellos are the dearest thing that it can ask."""

SERVICE_RESTART = 1012
"""Close code of a WebSocket: come back, to this server or another."""

NOOP = "6"
"""Engine.IO packet that means nothing: it goes through when the client takes data again."""

_library_log = logging.getLogger("edcamp.hub.socketio")
_library_log.setLevel(logging.ERROR)
_library_log.addFilter(only_faults)


class SocketWay(Connection, Protocol):
    @property
    def clogged(self) -> bool:
        """Whether the client has yet to take something that it was sent."""
        ...


class _Socket:
    """One connected socket. ``client``: from its first hello on."""

    __slots__ = ("client", "connection", "hellos", "visitor")

    def __init__(self, visitor: Visitor, connection: SocketWay) -> None:
        self.visitor = visitor
        self.connection = connection
        self.hellos = TokenBucket(HELLO_BURST, HELLO_RATE)
        self.client: Client | None = None


class Manager(socketio.AsyncManager):  # type: ignore[misc]  # the library has no types
    """Knows in which rooms a client is: everybody's and its own.

    The library's looks for it in every room, of which there is one for each client: when 5,000 leave at once, or the
    server ends, that is seconds in which nothing else happens.
    """

    def basic_disconnect(self, sid: str, namespace: str, **_: object) -> None:
        for room in (None, sid):
            if room in self.rooms.get(namespace, {}):
                self.basic_leave_room(sid, namespace, room)
        self.callbacks.pop(sid, None)
        for pending in (self.pending_connect, self.pending_disconnect):
            if sid in pending.get(namespace, ()):
                pending[namespace].remove(sid)
                if not pending[namespace]:
                    del pending[namespace]


class SocketServer:
    def __init__(self, door: Door, commands: Commands, broadcaster: Broadcaster) -> None:
        self._door = door
        self._commands = commands
        self._broadcaster = broadcaster
        self._sockets: dict[str, _Socket] = {}
        self.server = socketio.AsyncServer(
            client_manager=Manager(),
            async_mode="asgi",
            async_handlers=False,  # a client's commands are asked in the order in which they came
            transports=["websocket"],
            allow_upgrades=False,
            ping_interval=PING_INTERVAL_S,
            ping_timeout=PING_TIMEOUT_S,
            max_http_buffer_size=SOCKET_MESSAGE_MAX,
            serializer=Packet,
            cors_allowed_origins=self._origin_allowed,
            logger=_library_log,
            engineio_logger=_library_log,
        )
        self.server.on("connect", self._connect)
        self.server.on("disconnect", self._disconnect)
        self.server.on("hello", self._hello)
        self.server.on("commands", self._ask)
        self.server.on("*", self._other)

    async def close(self) -> None:
        """Closes every socket in a way that makes its client come back. No new ones should be let in by then."""
        for socket in list(self._sockets.values()):
            socket.connection.close()
        await self.server.shutdown()

    # The library calls a handler that raises TypeError again, with fewer arguments, and answers nothing to the client
    # of one that raises anything: so handlers take whatever comes, and raise nothing.

    def _origin_allowed(self, _origin: str, environ: dict[str, Any]) -> bool:
        return self._door.origin_allowed(HTTPConnection(environ["asgi.scope"]))

    async def _connect(self, sid: str, environ: dict[str, Any], auth: object = None) -> None:
        connection = HTTPConnection(environ["asgi.scope"])
        given = auth if isinstance(auth, dict) else {}
        try:
            visitor = await self._door.enter(connection, str(given.get("camp", "")), given.get("board") is True)
        except Exception as error:
            refusal = self._door.refusal(connection, error)
            raise SocketRefused(refusal.message, refusal) from error
        self._sockets[sid] = _Socket(visitor, self._way(sid, environ.get("asgi.send")))

    def _way(self, sid: str, send: Send | None) -> SocketWay:
        """The quickest that the server allows."""
        if send is None:
            return QueuedConnection(self.server, sid)
        protocol = getattr(send, "__self__", None)
        return FrameConnection(send, protocol) if isinstance(protocol, FrameProtocol) else SocketConnection(send)

    async def _disconnect(self, sid: str, reason: object = None, *_: object) -> None:
        socket = self._sockets.pop(sid, None)
        if socket is None:
            return
        if socket.client is not None:
            self._broadcaster.leave(socket.client)
        if reason == self.server.reason.PING_TIMEOUT or socket.connection.clogged:
            socket.connection.hang_up()  # a polite end would wait, maybe for ever, behind what the client did not take

    async def _hello(self, sid: str, request: object = None, *_: object) -> object:
        async def answer(socket: _Socket) -> object:
            take_from_all((socket.hellos,), 1)
            since = decode_hello(_argument(request))
            await meet(socket.visitor, since)
            if sid not in self._sockets:  # the connection ended meanwhile
                raise Refused("unavailable")
            greeting = greet(socket.visitor, since)
            if socket.client is not None:
                self._broadcaster.leave(socket.client)
            socket.client = Client(socket.visitor, socket.connection, greeting)
            self._broadcaster.join(socket.client)
            return greeting.hello

        return await self._answer(sid, answer)

    async def _ask(self, sid: str, message: object = None, *_: object) -> object:
        async def answer(socket: _Socket) -> object:
            return await self._commands.answer(socket.visitor, _argument(message))

        return await self._answer(sid, answer)

    async def _other(self, event: str, sid: str, *_: object) -> object:
        async def answer(_: _Socket) -> object:
            raise Refused("bad-command", event[:40])

        return await self._answer(sid, answer)

    async def _answer(self, sid: str, answer: Callable[[_Socket], Awaitable[object]]) -> object:
        socket = self._sockets.get(sid)
        if socket is None:  # the connection ended while what it had sent was waiting
            return refusal(Refused("unavailable"), str)
        try:
            return await answer(socket)
        except Refused as refused:
            return refusal(refused, socket.visitor.translate)
        except Exception:
            log.exception("an event could not be answered", camp=socket.visitor.camp.id)
            return refusal(Refused("unavailable"), socket.visitor.translate)


def _argument(given: object) -> bytes:
    """An event's argument as it came. Raises ``Refused``: ``bad-command`` when there is none."""
    if not isinstance(given, Raw):
        raise Refused("bad-command", "")
    return bytes(given)


class SocketConnection:
    """Writes to the WebSocket through ASGI: a frame for everybody passes by every queue and makes no task."""

    transport: Transport = "websocket"

    def __init__(self, send: Send) -> None:
        self._send = send

    def write(self, frame: Frame) -> bool:
        return send_at_once(self._send, frame.socket_message)

    async def settle(self) -> None:
        await self._send({"type": "websocket.send", "text": NOOP})

    @property
    def clogged(self) -> bool:
        transport = transport_of(self._send)
        return transport is not None and transport.get_write_buffer_size() > 0

    def hang_up(self) -> None:
        abort(self._send)

    def close(self) -> None:
        """Says that the server restarts; hangs up on a client that does not listen."""
        try:
            heard = send_at_once(self._send, {"type": "websocket.close", "code": SERVICE_RESTART})
        except (OSError, RuntimeError):
            return  # it is gone, or has been closed already
        if not heard:
            self.hang_up()


class FrameConnection(SocketConnection):
    """Writes the finished frame into uvicorn's transport."""

    def __init__(self, send: Send, protocol: FrameProtocol) -> None:
        super().__init__(send)
        self._protocol = protocol

    def write(self, frame: Frame) -> bool:
        return self._protocol.write_frame(frame.socket_frame)


class QueuedConnection:
    """For a server that does not show us its ``send``: through Socket.IO's own queue, one frame at a time."""

    transport: Transport = "websocket"

    def __init__(self, server: socketio.AsyncServer, sid: str) -> None:
        self._server = server
        self._sid = sid
        self._sending: asyncio.Task[None] | None = None

    def write(self, frame: Frame) -> bool:
        if (self._sending is not None and not self._sending.done()) or not self._queue().empty():
            return False
        value = msgspec.json.decode(frame.json)
        self._sending = asyncio.ensure_future(self._server.emit(frame.name, value, to=self._sid))
        return True

    async def settle(self) -> None:
        if self._sending is not None:
            await self._sending
        await self._queue().join()

    @property
    def clogged(self) -> bool:
        return False

    def hang_up(self) -> None:
        """Left to the library, which pings."""

    def close(self) -> None:
        """Left to the server, which shuts down."""

    def _queue(self) -> asyncio.Queue[object]:
        socket = self._server.eio.sockets.get(self._server.manager.eio_sid_from_sid(self._sid, "/"))
        if socket is None:
            raise ConnectionResetError(self._sid)
        queue: asyncio.Queue[object] = socket.queue
        return queue
