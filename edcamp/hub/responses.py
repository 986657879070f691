"""Answers over HTTP: JSON that nobody keeps, and the one shape of an error with a status that fits."""

from starlette.requests import HTTPConnection
from starlette.responses import Response

from edcamp import wire
from edcamp.hub.visitors import Door

STATUS: dict[str, int] = {
    "foreign-origin": 403,
    "not-joined": 403,
    "camp-unknown": 404,
    "too-large": 413,
    "slow-down": 429,
    "too-many-at-once": 429,
    "shutting-down": 503,
    "unavailable": 503,
}
"""All other refusals are 400: the request itself must change."""

RETRY_AFTER_S = 1
"""A restart takes about this long."""


def json_response(value: object, status: int = 200) -> Response:
    return Response(wire.encode(value), status, media_type="application/json", headers={"cache-control": "no-store"})


def refusal_response(refusal: wire.Refusal) -> Response:
    response = json_response(refusal, STATUS.get(refusal.code, 400))
    if refusal.code == "slow-down":
        response.headers["retry-after"] = str(refusal.value)
    elif response.status_code == 503:
        response.headers["retry-after"] = str(RETRY_AFTER_S)
    return response


def error_response(door: Door, connection: HTTPConnection, error: Exception) -> Response:
    """Whatever was raised while answering, as an answer."""
    return refusal_response(door.refusal(connection, error))
