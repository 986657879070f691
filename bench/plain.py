"""python-socketio's server as it is, for the fan-out measurement: broadcasts what is POSTed to it to every client."""

import json
import socket
import sys

import socketio
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


def main(port: int) -> None:
    server = socketio.AsyncServer(async_mode="asgi", transports=["websocket"])

    async def broadcast(request: Request) -> Response:
        await server.emit("delta", json.loads(await request.body()))
        return Response()

    app = socketio.ASGIApp(server, Starlette(routes=[Route("/", broadcast, methods=["POST"])]))
    listening = socket.create_server(("127.0.0.1", port), backlog=4096)
    sys.stdout.write("listening\n")
    sys.stdout.flush()
    # Compression and a second ping would make it dearer still.
    options = uvicorn.Config(app, log_level="warning", ws_per_message_deflate=False, ws_ping_interval=None)
    uvicorn.Server(options).run(sockets=[listening])


if __name__ == "__main__":
    main(int(sys.argv[1]))
