"""What other programs take away: calendars."""

import hashlib

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from edcamp.domain.ids import TopicId
from edcamp.domain.refusals import Refused
from edcamp.domain.rules import known_topic
from edcamp.web import calendars
from edcamp.web.login import Login
from edcamp.web.reception import Reception
from edcamp.web.visit import Visit


class Exports:
    def __init__(self, reception: Reception, login: Login) -> None:
        self._reception = reception
        self._login = login

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/c/{camp}/calendar/schedule.ics", self.schedule, methods=["GET"]),
            Route("/c/{camp}/calendar/topics/{topic}.ics", self.topic, methods=["GET"]),
            Route("/c/{camp}/calendar/of/{person}/{key}.ics", self.person, methods=["GET"]),
        ]

    async def schedule(self, request: Request) -> Response:
        """Every session, for whoever wants them all."""
        visit = await self._reception.enter(request)
        made = calendars.calendar(
            visit.camp, visit.camp.sittings.values(), visit.origin + visit.base, str(request.url.replace(query=""))
        )
        return self._send(visit, made, f"{visit.camp.id}.ics")

    async def topic(self, request: Request) -> Response:
        """A topic's sessions. Raises ``Refused``: ``topic-unknown``; ``not-found`` when it never had one."""
        visit = await self._reception.enter(request)
        topic = known_topic(visit.camp, TopicId(request.path_params["topic"]))
        found = [sitting for sitting in visit.camp.sittings.values() if sitting.topic == topic.id]
        if not found:
            raise Refused("not-found")
        return self._send(visit, calendars.calendar(visit.camp, found, visit.origin + visit.base), f"{topic.id}.ics")

    async def person(self, request: Request) -> Response:
        """A person's own sessions, at an address that nobody else knows. Raises ``Refused``: ``link-old``."""
        visit = await self._reception.enter(request)
        person = self._login.check_calendar(visit.camp, request.path_params["person"], request.path_params["key"])
        if not visit.names.get(person):
            raise Refused("link-old")
        found = calendars.sittings_of(visit.camp, person)
        source = self._login.calendar_link(visit.origin, visit.camp, person)
        return self._send(visit, calendars.calendar(visit.camp, found, visit.origin + visit.base, source), "my-day.ics")

    def _send(self, visit: Visit, body: bytes, name: str) -> Response:
        """Asked about again each time, and sent only when it has changed."""
        headers = {
            "etag": f'"{hashlib.sha256(body).hexdigest()[:24]}"',
            "cache-control": "private, no-cache",
            "x-robots-tag": "noindex",
            "content-disposition": f'inline; filename="{name}"',
        }
        if headers["etag"] in visit.request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(body, 200, headers, calendars.MEDIA_TYPE)
