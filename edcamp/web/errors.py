"""One shape for every error: JSON for programs, the same code and words on a page for people."""

import secrets
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import cast

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from edcamp import wire
from edcamp.domain.refusals import Refused
from edcamp.journal.port import JournalClosed, JournalUnavailable
from edcamp.live.answers import refusal
from edcamp.logs import Log, endpoint_of
from edcamp.web.render import Renderer

log = Log(__name__)

Handler = Callable[[Request, Exception], Awaitable[Response]]

_STATUS = {
    "bad-command": 400,
    "bad-id": 400,
    "counter": 400,
    "not-joined": 403,
    "not-organizer": 403,
    "foreign-origin": 403,
    "topic-not-yours": 403,
    "not-host": 403,
    "camp-unknown": 404,
    "not-found": 404,
    "link-old": 410,
    "topic-gone": 410,
    "too-large": 413,
    "too-many-at-once": 429,
    "slow-down": 429,
    "internal": 500,
    "lapse-later": 503,
    "unavailable": 503,
    "shutting-down": 503,
}
_UNPROCESSABLE = ("-short", "-long", "-many", "-empty", "-seconds", "-capacity", "-link", "-name", "-times", "-title")


def status_of(code: str) -> int:
    """The HTTP status of an error: whose fault it is, and whether the same request may work later."""
    if code in _STATUS:
        return _STATUS[code]
    if code.endswith("-unknown"):
        return 404
    if code.endswith(_UNPROCESSABLE) or code == "time-zone":
        return 422
    return 409


def wants_page(request: Request) -> bool:
    """True for a browser that will show the answer; programs and ``fetch`` do not accept HTML by name."""
    return "text/html" in request.headers.get("accept", "")


class Errors:
    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def handlers(self) -> dict[type[Exception], Handler]:
        """For Starlette's ``exception_handlers``; they answer for every route of the application."""
        return {
            Refused: self._refused,
            HTTPException: self._http,
            JournalUnavailable: self._unavailable,
            JournalClosed: self._shutting_down,
            ClientDisconnect: self._gone,
            Exception: self._unexpected,
        }

    def answer(self, request: Request, refused: Refused, status: int | None = None, reference: str = "") -> Response:
        """The error as JSON or as a page. ``reference``: what finds it in the log."""
        language = self._renderer.language(request)
        told = refusal(refused, language.gettext)
        status = status or status_of(refused.code)
        if wants_page(request):
            response = self._renderer.error_page(request, told, status, reference)
        else:
            response = Response(wire.encode(told), status, media_type="application/json")
        response.headers["cache-control"] = "no-store"
        if refused.code in ("shutting-down", "unavailable", "lapse-later"):
            response.headers["retry-after"] = "5"
        elif refused.code == "slow-down":
            response.headers["retry-after"] = str(refused.value)
        return response

    async def _refused(self, request: Request, error: Exception) -> Response:
        return self.answer(request, cast(Refused, error))

    async def _http(self, request: Request, error: Exception) -> Response:
        asked = cast(HTTPException, error)
        if asked.status_code == HTTPStatus.NOT_FOUND:
            return self.answer(request, Refused("not-found"))
        response = self.answer(request, Refused("bad-command", asked.detail), asked.status_code)
        response.headers.update(asked.headers or {})
        return response

    async def _gone(self, request: Request, error: Exception) -> Response:
        """Whoever asked went away while asking: nobody reads this."""
        return Response(status_code=400)

    async def _unavailable(self, request: Request, error: Exception) -> Response:
        unavailable = cast(JournalUnavailable, error)
        log.error(
            "the journal did not answer a request",
            endpoint=endpoint_of(request.scope),
            code=unavailable.code,
            reason=unavailable.sentence,
        )
        return self.answer(request, Refused("unavailable"))

    async def _shutting_down(self, request: Request, error: Exception) -> Response:
        return self.answer(request, Refused("shutting-down"))

    async def _unexpected(self, request: Request, error: Exception) -> Response:
        """Answers; Starlette raises the error again afterwards, for the server to see."""
        reference = secrets.token_hex(4)
        log.error("a request failed", error, endpoint=endpoint_of(request.scope), reference=reference)
        return self.answer(request, Refused("internal"), reference=reference)
