"""The hub: three transports with one content, put together."""

import socketio
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from edcamp.hub.broadcaster import Broadcaster
from edcamp.hub.commands import Commands
from edcamp.hub.packets import packets_only
from edcamp.hub.requests import Requests
from edcamp.hub.server import SocketServer
from edcamp.hub.streams import SERVER_SEND, Streams
from edcamp.hub.visitors import Camps, Door, Identify, Language, OriginAllowed
from edcamp.journal.commons import Commons as Shared

SOCKET_PATH = "socket.io"


class Hub:
    """``identify``: whose cookie it is. ``origin_allowed``: False for requests made by another site's page.
    ``language``: sentences for whoever asks. ``commons``: what is shared with other processes, if there are any.
    """

    def __init__(
        self,
        live: Camps,
        identify: Identify,
        origin_allowed: OriginAllowed,
        language: Language,
        commons: Shared | None = None,
    ) -> None:
        self._door = Door(live, identify, origin_allowed, language)
        self._commands = Commands(live.pace)
        self._broadcaster = Broadcaster(commons)
        live.on_rest(self._broadcaster.forget)
        self._sockets = SocketServer(self._door, self._commands, self._broadcaster)
        self._streams = Streams(self._door, self._broadcaster)
        self._requests = Requests(self._door, self._commands, self._broadcaster, live.snapshots)

    def routes(self) -> list[BaseRoute]:
        """To be put beside the pages' routes. No ``BaseHTTPMiddleware`` around them: it cannot carry a stream."""
        return [
            Route("/c/{camp}/state.json", self._requests.state),
            Route("/c/{camp}/poll", self._requests.poll),
            Route("/c/{camp}/commands", self._requests.commands, methods=["POST"]),
            Route("/c/{camp}/stream", self._streams, methods=["GET"]),
        ]

    def wrap(self, app: ASGIApp) -> ASGIApp:
        """The application with Socket.IO in front of it; uvicorn must call it directly, with ``UVICORN_OPTIONS``."""
        dispatch = socketio.ASGIApp(self._sockets.server, app, socketio_path=SOCKET_PATH)

        async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http":
                scope[SERVER_SEND] = send
            await dispatch(scope, packets_only(receive) if scope["type"] == "websocket" else receive, send)

        return wrapped

    async def close(self) -> None:
        """Ends streams, polls and sockets so that their clients come back; to be called before uvicorn's shutdown.

        Closing again does nothing.
        """
        if self._door.closed:
            return
        self._door.close()
        self._commands.close()
        self._broadcaster.close()
        self._streams.close()
        self._requests.close()
        await self._broadcaster.settle()
        await self._sockets.close()
