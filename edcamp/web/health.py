"""For whoever watches the server: ``/healthz``, is it alive; ``/readyz``, should somebody new be sent to it."""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from edcamp import wire
from edcamp.domain.refusals import Refused
from edcamp.journal.port import JournalUnavailable

ASK_AGAIN_AFTER_S = 1.0
"""Anybody may ask, as often as they like; the journal is asked no more often than this."""

PATIENCE_S = 2.0
"""For the journal. A balancer gives up at about this time too, and would not hear why."""


class Health:
    """``check`` returns when the journal would keep what is asked now, and raises what a journal raises."""

    def __init__(self, check: Callable[[], Awaitable[None]]) -> None:
        self._check = check
        self._checking: asyncio.Future[None] | None = None
        self._asked = float("-inf")
        self._draining = False

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/healthz", self._alive, methods=["GET"]),
            Route("/readyz", self._ready, methods=["GET"]),
        ]

    def drain(self) -> None:
        """The server ends: it is alive, and nobody new should come."""
        self._draining = True

    async def _alive(self, request: Request) -> Response:
        return _fine()

    async def _ready(self, request: Request) -> Response:
        """Answers 503 while it is not: ``shutting-down``, or ``unavailable`` with the journal's reason as the value."""
        if self._draining:
            raise Refused("shutting-down")
        now = asyncio.get_running_loop().time()
        if self._checking is None or (self._checking.done() and now - self._asked >= ASK_AGAIN_AFTER_S):
            self._asked = now
            self._checking = asyncio.ensure_future(self._check())
            self._checking.add_done_callback(_heard)
        try:
            async with asyncio.timeout(PATIENCE_S):
                await asyncio.shield(self._checking)
        except JournalUnavailable as error:
            raise Refused("unavailable", error.code) from error
        except TimeoutError as error:
            raise Refused("unavailable", "no_answer") from error
        return _fine()


def _heard(checking: asyncio.Future[None]) -> None:
    """Whoever asked may have gone before the answer came: it is nobody's surprise then."""
    if not checking.cancelled():
        checking.exception()


def _fine() -> Response:
    return Response(wire.encode({"ok": True}), 200, {"cache-control": "no-store"}, "application/json")
