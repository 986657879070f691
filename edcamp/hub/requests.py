"""The parts of the wire that are single requests: ``state.json``, the long poll, and commands by POST."""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from edcamp import wire
from edcamp.domain import rules
from edcamp.domain.refusals import Refused
from edcamp.hub.audiences import Client, Transport
from edcamp.hub.broadcaster import Broadcaster
from edcamp.hub.commands import Commands
from edcamp.hub.frames import Frame
from edcamp.hub.hello import greet, meet, since_of_query
from edcamp.hub.responses import error_response, json_response, refusal_response
from edcamp.hub.visitors import Door, Visitor
from edcamp.live.snapshots import Snapshots

POLL_S = 25.0
"""Shorter than the patience of the proxies that have least of it, 30 s."""

POLL_GAP_S = 5.0
"""Between two polls a client still counts as here."""


EVENTS = frozenset({"delta", "ephemeral"})
EVENTS_WORTH_IT = frozenset({"delta"})
"""For anybody but organizers, who follow a search: the number of people here is not worth a request every second."""


class Requests:
    def __init__(self, door: Door, commands: Commands, broadcaster: Broadcaster, snapshots: Snapshots) -> None:
        self._door = door
        self._commands = commands
        self._broadcaster = broadcaster
        self._snapshots = snapshots
        self._polls: set[PollConnection] = set()

    async def state(self, request: Request) -> Response:
        """``GET /c/CODE/state.json``"""
        return await self._answer(request, self._state)

    async def poll(self, request: Request) -> Response:
        """``GET /c/CODE/poll``"""
        return await self._answer(request, self._poll)

    async def commands(self, request: Request) -> Response:
        """``POST /c/CODE/commands``"""
        return await self._answer(request, self._ask)

    def close(self) -> None:
        """Answers every waiting poll. No new ones should be let in by then."""
        for connection in self._polls:
            connection.close()

    async def _answer(self, request: Request, answer: Callable[[Request, Visitor], Awaitable[Response]]) -> Response:
        try:
            board = request.query_params.get("board") == "1"
            visitor = await self._door.enter(request, request.path_params["camp"], board)
            return await answer(request, visitor)
        except ClientDisconnect:
            return Response(status_code=400)  # for nobody
        except Exception as error:
            return error_response(self._door, request, error)

    async def _state(self, request: Request, visitor: Visitor) -> Response:
        snapshot = self._snapshots.of(visitor.camp)
        headers = {"etag": snapshot.etag, "cache-control": "no-cache", "vary": "accept-encoding"}
        if _matches(request.headers.get("if-none-match", ""), snapshot.etag):
            return Response(status_code=304, headers=headers)
        if not _takes_gzip(request.headers.get("accept-encoding", "")):
            return Response(snapshot.json.plain, media_type="application/json", headers=headers)
        headers["content-encoding"] = "gzip"
        return Response(snapshot.gzipped, media_type="application/json", headers=headers)

    async def _poll(self, request: Request, visitor: Visitor) -> Response:
        since = since_of_query(request.query_params)
        seconds = _seconds(request.query_params.get("wait", str(POLL_S)))
        await meet(visitor, since)
        greeting = greet(visitor, since)
        # Between two polls nobody could be told: what an organizer has not been shown yet is news, too.
        known = request.query_params.get("shown", str(greeting.hello.shown))
        missed = visitor.organizer and known != str(greeting.hello.shown)
        if seconds and not greeting.hello.deltas and not greeting.hello.stale and not missed:
            connection = PollConnection(EVENTS if visitor.organizer else EVENTS_WORTH_IT)
            client = Client(visitor, connection, greeting)
            self._polls.add(connection)
            # Without a name two polls of one reader cannot be told from two readers, so only people count as here.
            self._broadcaster.join(client, counted=visitor.joined is not None)
            leaving = asyncio.ensure_future(_departure(request))
            leaving.add_done_callback(lambda _: connection.close())
            try:
                await connection.wait(seconds)
            finally:
                leaving.cancel()
                self._broadcaster.leave(client, POLL_GAP_S)
                self._polls.discard(connection)
            if self._door.closed:
                raise Refused("shutting-down")
            greeting = greet(visitor, since)
        return json_response(greeting.hello)

    async def _ask(self, request: Request, visitor: Visitor) -> Response:
        answer = await self._commands.answer(visitor, await _body(request))
        return refusal_response(answer) if isinstance(answer, wire.Refusal) else json_response(answer)


async def _departure(request: Request) -> None:
    """Returns when the client has left: without being told, the server would wait on for nobody."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _seconds(wait: str) -> float:
    """Raises ``Refused``: ``bad-command``."""
    try:
        seconds = float(wait)
    except ValueError as error:
        raise Refused("bad-command", f"wait={wait[:40]}") from error
    return min(max(seconds, 0.0), POLL_S)


async def _body(request: Request) -> bytes:
    """Raises ``Refused``: ``too-large``, before more than that has been read."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > rules.BODY_MAX:
            raise Refused("too-large", len(body))
    return bytes(body)


def _matches(if_none_match: str, etag: str) -> bool:
    """A proxy that compresses makes our tag a weak one; the documents are still the same."""
    return any(tag.strip().removeprefix("W/") in (etag, "*") for tag in if_none_match.split(","))


def _takes_gzip(accept_encoding: str) -> bool:
    for coding in accept_encoding.split(","):
        name, _, parameters = coding.partition(";")
        if name.strip().lower() in ("gzip", "*"):
            return parameters.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


class PollConnection:
    """One shot: an event among ``wakes`` ends the wait, and the answer is made afresh from what is true then."""

    transport: Transport = "poll"

    def __init__(self, wakes: frozenset[str]) -> None:
        self._wakes = wakes
        self._woken = asyncio.Event()

    async def wait(self, seconds: float) -> None:
        """Returns when there is something to tell, and after ``seconds`` at the latest."""
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            pass

    def write(self, frame: Frame) -> bool:
        if frame.name in self._wakes:
            self._woken.set()
        return True

    async def settle(self) -> None:
        """It always takes what it is given."""

    def hang_up(self) -> None:
        self._woken.set()

    def close(self) -> None:
        self._woken.set()
