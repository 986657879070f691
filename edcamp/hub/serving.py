"""How uvicorn must run for the hub."""

from typing import Any

from edcamp.hub.protocol import FrameProtocol
from edcamp.hub.server import SOCKET_MESSAGE_MAX

UVICORN_OPTIONS: dict[str, Any] = {
    # Takes frames that were built once. Its base, "websockets-sansio", will do: of uvicorn's own WebSockets it is the
    # cheapest, and it waits for room before it writes and never after, so that a frame is written as a whole or not
    # at all. The broadcaster relies on that.
    "ws": FrameProtocol,
    "ws_per_message_deflate": False,  # costs 40 KB for each phone, and more time than the delivery itself
    "ws_ping_interval": None,  # Engine.IO pings already
    "ws_max_size": SOCKET_MESSAGE_MAX,
}
"""Arguments of ``uvicorn.Config``. Whoever stops the server closes the hub first: uvicorn waits for its streams."""
