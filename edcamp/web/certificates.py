"""Minutes in sessions: a page that somebody prints for themselves, and everybody's in a table for organizers."""

from typing import cast

from babel.dates import format_date
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from edcamp.domain.ids import PersonId
from edcamp.domain.refusals import Refused
from edcamp.domain.stays import minutes_attended, minutes_by_topic
from edcamp.web.bodies import plain
from edcamp.web.contexts import AttendedView, CertificatePage
from edcamp.web.pages import Page
from edcamp.web.reception import Reception
from edcamp.web.sheets import table_response
from edcamp.web.visit import Visit


class Certificates:
    def __init__(self, reception: Reception) -> None:
        self._reception = reception

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/c/{camp}/certificate", self.own, methods=["GET"]),
            Route("/c/{camp}/desk/minutes.csv", self.everybody, methods=["GET"]),
        ]

    async def own(self, request: Request) -> Response:
        """To be printed. Raises ``Refused``: ``not-joined``."""
        visit = await self._reception.enter(request, "certificate")
        if visit.person is None:
            raise Refused("not-joined")
        return self._reception.paper(visit, certificate(visit))

    async def everybody(self, request: Request) -> Response:
        """Name, minutes, and in how many topics; of those who said where they were. Raises ``Refused``."""
        visit = await self._reception.enter_desk(request)
        camp, now, gettext = visit.camp, visit.now, visit.language.gettext
        attended = [(visit.names.get(p, ""), minutes_attended(camp, p, now), p) for p in camp.stays]
        rows = [
            (name, minutes, len(minutes_by_topic(camp, person, now)))
            for name, minutes, person in sorted(attended, key=lambda row: (plain(row[0]), row[2]))
            if name and minutes
        ]
        header = (gettext("Name"), gettext("Minutes in sessions"), gettext("Topics"))
        return table_response(f"{camp.id}-minutes.csv", [header, *rows])


def certificate(visit: Visit) -> Page:
    """Of the visit's person."""
    camp, person = visit.camp, cast(PersonId, visit.person)
    context = CertificatePage(
        name=visit.names.get(person, ""),
        date=format_date(camp.settings.date, "long", locale=visit.language.locale),
        minutes=minutes_attended(camp, person, visit.now),
        attended=tuple(
            AttendedView(camp.topics[topic].title, minutes)
            for topic, minutes in minutes_by_topic(camp, person, visit.now).items()
        ),
    )
    return Page("certificate.html", context)
