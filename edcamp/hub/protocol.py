"""uvicorn's WebSocket, able to take a frame that was built once for everybody."""

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

TEXT_FRAME = 0x81
"""First byte: a text message in one piece, unmasked, uncompressed."""


def text_frame(text: bytes) -> bytes:
    """A server's WebSocket frame (RFC 6455, 5.2)."""
    size = len(text)
    if size < 126:
        return bytes((TEXT_FRAME, size)) + text
    if size < 65536:
        return bytes((TEXT_FRAME, 126)) + size.to_bytes(2, "big") + text
    return bytes((TEXT_FRAME, 127)) + size.to_bytes(8, "big") + text


class FrameProtocol(WebSocketsSansIOProtocol):
    """Building the same frame again for every client is a third of what a delivery costs.

    Whole frames go between others as they please, so those that uvicorn builds itself are not disturbed; compression,
    which would need a client's own state, must be off.
    """

    def write_frame(self, frame: bytes) -> bool:
        """Now or not at all: False while the client has not taken what it was sent before.

        Raises ``ConnectionResetError`` when it is gone or going.
        """
        if self.disconnected or self.close_sent or not self.handshake_complete or self.transport.is_closing():
            raise ConnectionResetError
        if not self.writable.is_set():
            return False
        self.transport.write(frame)
        return True
