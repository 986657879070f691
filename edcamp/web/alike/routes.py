"""What programs ask about topics that look alike: JSON out."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from edcamp import wire
from edcamp.domain import rules
from edcamp.domain.ids import TopicId
from edcamp.web.alike.topics import AlikeTopics
from edcamp.web.reception import Reception


class Alike:
    def __init__(self, reception: Reception, topics: AlikeTopics) -> None:
        self._reception = reception
        self._topics = topics

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/c/{camp}/alike", self.like, methods=["GET"]),
            Route("/c/{camp}/desk/alike", self.pairs, methods=["GET"]),
        ]

    async def like(self, request: Request) -> Response:
        """Topics that look like ``title``; ``but``: not this one. Raises ``Refused``: as ``Reception.admit``."""
        visit = await self._reception.enter(request)
        await self._reception.admit(visit)
        title = rules.one_line(visit.query.get("title", ""))[: rules.TITLE_MAX]
        found = await self._topics.like(visit.live, title, (TopicId(visit.query.get("but", "")),))
        return _json({"topics": found})

    async def pairs(self, request: Request) -> Response:
        """Pairs that an organizer may want to merge. Raises ``Refused``: ``not-organizer``."""
        visit = await self._reception.enter_desk(request)
        await self._reception.admit(visit)
        return _json({"pairs": await self._topics.pairs(visit.live)})


def _json(content: object) -> Response:
    return Response(wire.encode(content), headers={"cache-control": "no-store"}, media_type="application/json")
