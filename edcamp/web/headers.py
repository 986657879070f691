"""Headers that every answer carries: what a browser must not do with it, even if something hostile got inside."""

import re
from collections.abc import Callable
from functools import lru_cache

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HOST = re.compile(r"[a-zA-Z0-9.-]+(:\d+)?|\[[0-9a-fA-F:.]+\](:\d+)?")

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src {styles}; img-src 'self' data:; font-src 'self'; "
    "connect-src {connect}; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


class SecurityHeaders:
    """ASGI middleware around the whole application. A header that a route has set itself is left alone.

    ``Referrer-Policy`` is not ``no-referrer``: with that, browsers send ``Origin: null`` with our own forms.
    """

    def __init__(self, app: ASGIApp, style_source: Callable[[], str]) -> None:
        """``style_source``: of the styles that stand in pages, see ``Renderer.style_source``."""
        self._app = app
        self._style_source = style_source

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("x-content-type-options", "nosniff")
                headers.setdefault("referrer-policy", "same-origin")
                headers.setdefault("cross-origin-opener-policy", "same-origin")
                headers.setdefault("cross-origin-resource-policy", "same-origin")
                # What has no type may say that a page has not changed, and a browser then keeps these headers with it.
                page = headers.get("content-type", "text/html").startswith("text/html")
                styles = self._style_source() if page else ""
                policy = content_security_policy(Headers(scope=scope).get("host", ""), styles)
                headers.setdefault("content-security-policy", policy)
            await send(message)

        await self._app(scope, receive, send_with_headers)


@lru_cache(maxsize=64)
def content_security_policy(host: str, style_source: str = "") -> str:
    """For answers to whoever addressed ``host``. Names the socket's address too: older Safaris do not count ``ws:`` on
    the same host as ``'self'``.
    """
    connect = f"'self' ws://{host} wss://{host}" if _HOST.fullmatch(host) else "'self'"
    return _POLICY.format(connect=connect, styles=f"'self' {style_source}".rstrip())
