"""How uvicorn must run for the hub."""

from typing import Any

from edcamp.hub.server import SOCKET_MESSAGE_MAX

UVICORN_OPTIONS: dict[str, Any] = {
    # Of its WebSockets the cheapest, and one that waits for room before it writes and never after: a frame is either
    # written as a whole or not at all, which the broadcaster relies on.
    "ws": "websockets-sansio",
    "ws_per_message_deflate": False,  # costs 40 KB for each phone, and more time than the delivery itself
    "ws_ping_interval": None,  # Engine.IO pings already
    "ws_max_size": SOCKET_MESSAGE_MAX,
}
"""Arguments of ``uvicorn.Config``. Whoever stops the server closes the hub first: uvicorn waits for its streams."""
