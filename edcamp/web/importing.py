"""What organizers do with a list: look at what it comes to, import it, and take the links for those who are on it."""

import asyncio
from collections.abc import Mapping
from typing import Literal, cast

from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from edcamp import wire
from edcamp.domain.refusals import Refused
from edcamp.web.bodies import plain, read_body
from edcamp.web.lists import USES, Use, guess_uses, read_list
from edcamp.web.login import Login
from edcamp.web.reception import Reception
from edcamp.web.sheets import table_response
from edcamp.web.tables import Table, read_table

FILE_MAX = 2 * 1024 * 1024
"""Bytes: the answers of thousands."""

Take = Literal["nothing", "all", "good"]


class Importing:
    def __init__(self, reception: Reception, login: Login, secret: bytes) -> None:
        self._reception = reception
        self._login = login
        self._secret = secret

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/c/{camp}/desk/list", self.take_list, methods=["POST"]),
            Route("/c/{camp}/desk/expected.csv", self.links, methods=["GET"]),
        ]

    async def take_list(self, request: Request) -> Response:
        """The file is the body. Query: a column, from 0, for each use (without one they are guessed by their names);
        ``take``: ``nothing`` to look only, ``all``, or ``good`` to leave out the lines with problems.
        """
        self._login.require_own_origin(request)
        visit = await self._reception.enter_desk(request)
        person = await self._reception.admit(visit)
        take = _take(request.query_params.get("take", "nothing"))
        # Two megabytes of an encoding that has to be guessed take seconds, in which nobody else may wait.
        table = await asyncio.to_thread(read_table, await read_body(request, FILE_MAX))
        uses = _uses(request.query_params, table)
        names, words = dict(visit.names), visit.language.gettext
        listed = await asyncio.to_thread(read_list, visit.live.value, names, table, uses, self._secret, words)
        if take != "nothing":
            if not uses.keys() & {"title", "name"}:
                raise Refused("table-columns")
            if take == "all" and listed.preview.problems:
                raise Refused("list-problems", len(listed.preview.problems))
            await visit.live.import_list(listed.names, listed.command, person)
        answer = replace(listed.preview, imported=take != "nothing")
        return Response(wire.encode(answer), media_type="application/json")

    async def links(self, request: Request) -> Response:
        """For those who are still expected: name and link, to be sent to each."""
        visit = await self._reception.enter_desk(request)
        gettext = visit.language.gettext
        expected = [one.id for one in visit.camp.people.values() if one.expected and visit.names.get(one.id)]
        rows = [
            (visit.names[person], self._login.invitation_link(visit.origin, visit.camp.id, person))
            for person in sorted(expected, key=lambda one: plain(visit.names[one]))
        ]
        return table_response(f"{visit.camp.id}-expected.csv", [(gettext("Name"), gettext("Link")), *rows])


def _take(word: str) -> Take:
    if word not in ("nothing", "all", "good"):
        raise Refused("bad-command", f"take: {word[:40]}")
    return cast(Take, word)


def _uses(query: Mapping[str, str], table: Table) -> dict[Use, int]:
    """Raises ``Refused``: ``bad-command`` for a column that is not there."""
    if not any(use in query for use in USES):
        return guess_uses(table.columns)
    said: dict[Use, int] = {}
    for use in USES:
        text = query.get(use, "")
        if text:
            if not text.isdecimal() or len(text) > 4 or int(text) >= len(table.columns):
                raise Refused("bad-command", f"{use}: {text[:40]}")
            said[use] = int(text)
    return said
