"""The day as a time-lapse: the page that plays it, what it plays, and the same as a table."""

import asyncio
from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from edcamp.domain.lapse import Lapse
from edcamp.domain.refusals import Refused
from edcamp.live.compression import gzipped
from edcamp.live.filming import Told
from edcamp.live.lapses import Lapses
from edcamp.web.contexts import LapsePage, LapseRow, LapseTable
from edcamp.web.pages import Page
from edcamp.web.reception import Reception
from edcamp.web.visit import Visit

WAIT_S = 10.0
"""The day of 5,000 people takes longer the first time: whoever asks is told to ask again."""

ROW_MS = 10 * 60_000
"""Between two rows of the table in which nothing but votes has changed."""


class LapsePages:
    def __init__(self, reception: Reception) -> None:
        self._reception = reception
        self._lapses = Lapses()

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/c/{camp}/lapse", self.page, methods=["GET"]),
            Route("/c/{camp}/lapse.json", self.json, methods=["GET"]),
        ]

    async def page(self, request: Request) -> Response:
        """Plays the day; with ``table`` it is one. Raises ``Refused``: ``lapse-later``, ``unavailable``."""
        visit = await self._reception.enter(request, "lapse")
        if "table" not in request.query_params:
            return self._reception.shell(visit, "board", LapsePage(), "lapse.html")
        told = await self._told(visit)
        table = LapseTable(tuple(_rows(told.lapse, visit.camp.tallies_hidden)))
        return self._reception.paper(visit, Page("lapse.html", table))

    async def json(self, request: Request) -> Response:
        """What is played. Raises ``Refused``: ``lapse-later``, ``unavailable``."""
        visit = await self._reception.enter(request)
        told, hidden = await self._told(visit), visit.camp.tallies_hidden
        etag = f'"{visit.live.epoch}-{told.lapse.seq}-{int(hidden)}"'
        headers = {"etag": etag, "cache-control": "no-cache", "vary": "Accept-Encoding"}
        if etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        part = told.hidden if hidden else told.json
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(part.plain, 200, headers, "application/json")
        return Response(gzipped((part,)), 200, headers | {"content-encoding": "gzip"}, "application/json")

    async def _told(self, visit: Visit) -> Told:
        try:
            async with asyncio.timeout(WAIT_S):
                return await self._lapses.of(visit.live)
        except TimeoutError as error:
            raise Refused("lapse-later") from error


def _rows(lapse: Lapse, hidden: bool) -> Iterator[LapseRow]:
    """Every change of phases or sessions; between those, a row for every ten minutes in which anything happened."""
    here: set[int] = set()
    tallies: dict[int, tuple[int, int]] = {}
    sessions, last = 0, None
    for n, frame in enumerate(lapse.frames):
        here = (here | set(frame.here)) - set(frame.gone)
        flat = frame.tallies
        tallies |= {flat[i]: (flat[i + 1], flat[i + 2]) for i in range(0, len(flat), 3)}
        if frame.sessions is not None:
            sessions = len(frame.sessions) // 3
        turned = last is None or frame.phases != last.phases or frame.sessions is not None
        if not turned and last is not None and frame.at - last.at < ROW_MS and n < len(lapse.frames) - 1:
            continue
        last = frame
        votes = None if hidden else sum(sum(tallies.get(topic, (0, 0))) for topic in here)
        phases = tuple(str(phase) for phase in frame.phases)
        yield LapseRow(frame.at, phases, frame.people, len(here), votes, sessions, frame.draft)
