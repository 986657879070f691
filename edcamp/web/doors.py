"""Coming in and going: joining, organizing, a second device, being forgotten."""

import secrets
from collections.abc import Sequence

from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from edcamp.domain import commands as c
from edcamp.domain import rules
from edcamp.domain.ids import PersonId
from edcamp.domain.refusals import Refused
from edcamp.web.bodies import Fields, first, label_words, plain, read_form
from edcamp.web.contexts import ArrivePage, Listed, OrganizePage, ShellPage, SwitchPage, WhoPage
from edcamp.web.login import Login
from edcamp.web.pages import Page
from edcamp.web.reception import Reception, problem_of, way_back
from edcamp.web.visit import Visit


class Doors:
    def __init__(self, reception: Reception, login: Login) -> None:
        self._reception = reception
        self._login = login

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/c/{camp}/join", self.join, methods=["POST"]),
            Route("/c/{camp}/organize/{key}", self.offer_to_organize, methods=["GET"]),
            Route("/c/{camp}/organize/{key}", self.organize, methods=["POST"]),
            Route("/c/{camp}/as/{token}", self.offer_second_device, methods=["GET"]),
            Route("/c/{camp}/as/{token}", self.second_device, methods=["POST"]),
            Route("/c/{camp}/forget", self.forget, methods=["POST"]),
            Route("/c/{camp}/forgotten", self.forgotten, methods=["GET"]),
        ]

    async def join(self, request: Request) -> Response:
        """A name, and perhaps interests, for a cookie."""
        self._login.require_own_origin(request)
        fields = await read_form(request)
        visit = await self._reception.enter(request)
        back, path, query = way_back(visit.base, first(fields, "back"))
        listed = _listed(visit, fields)
        if listed and "who" not in fields:
            return self._ask_who(visit, fields, listed)
        try:
            person = await self._person(visit, fields, listed)
            if first(fields, "first_time") == "true":
                await visit.live.ask(c.SetFirstTime(True), person)
        except Refused as refused:
            return self._reception.refuse(visit.at(path, query), refused, fields)
        response = RedirectResponse(back, 303)
        self._login.remember(request, response, visit.camp.id, person)
        return response

    def _ask_who(self, visit: Visit, fields: Fields, listed: Sequence[PersonId]) -> Response:
        """Somebody of this name is on a list of the organizers: is it the same person?"""
        page = WhoPage(
            name=rules.one_line(first(fields, "name")),
            listed=tuple(Listed(person, _hosted(visit, person)) for person in listed),
            interests=label_words(fields, "interests"),
            token=first(fields, "token"),
            back=first(fields, "back"),
        )
        return self._reception.send(visit, Page("who.html", page), {"cache-control": "no-store"})

    async def _person(self, visit: Visit, fields: Fields, listed: Sequence[PersonId]) -> PersonId:
        """Whoever this device is already, or says to be of those who are ``listed``; else a new person: the same one
        when the same form comes twice.
        """
        name, interests = rules.person_name(first(fields, "name")), rules.interests(label_words(fields, "interests"))
        known = self._login.identify(visit.request, visit.camp)
        if known is not None:
            if visit.person is not None:
                await self._reception.admit(visit)
            await visit.live.set_name(known, name)
            await visit.live.ask(c.SetInterests(interests), known)
            return known
        said = PersonId(first(fields, "who"))
        if said in listed:
            await self._reception.open_door(visit)
            await visit.live.ask(c.Arrive(said), None)
            if interests:
                await visit.live.ask(c.SetInterests(interests), said)
            return said
        return await self._join_once(visit, first(fields, "token"), name, interests)

    async def _join_once(
        self, visit: Visit, token: str, name: str, interests: tuple[str, ...] = (), organizer: bool = False
    ) -> PersonId:
        """One rendered form, filled in one way and sent twice, is one person, whichever processes it comes to."""
        person = self._login.person_of_form(visit.camp.id, token, name, organizer) if token else None
        if person is not None and person in visit.camp.people:
            if visit.names.get(person) == name:
                return person
            person = None  # renamed or forgotten since: whoever sends the form now is somebody else
        await self._reception.open_door(visit)
        return await visit.live.join(name, interests, organizer, person)

    async def offer_to_organize(self, request: Request) -> Response:
        """The organizers' secret link: whoever has joined becomes an organizer at once, anybody else says a name first.

        So what merely looks at links, as messengers do to show a preview, becomes nobody. A program says that it means
        it with our ``Origin``, which nothing sends that only looks.
        """
        visit = await self._reception.enter(request)
        self._login.check_organizer_key(visit.camp, request.path_params["key"])
        meant = "origin" in request.headers and self._login.origin_allowed(request)
        if request.method == "GET" and (visit.person is not None or meant):
            return await self._organizer(visit, visit.language.gettext("Organizer"), "")
        page = Page("organize.html", OrganizePage("", secrets.token_hex(16)))
        return self._reception.send(visit, page, {"cache-control": "no-store"})

    async def organize(self, request: Request) -> Response:
        """The same with a name."""
        self._login.require_own_origin(request)
        fields = await read_form(request)
        visit = await self._reception.enter(request)
        self._login.check_organizer_key(visit.camp, request.path_params["key"])
        try:
            return await self._organizer(visit, rules.person_name(first(fields, "name")), first(fields, "token"))
        except Refused as refused:
            again = replace(visit, problem=problem_of(visit, refused, fields), typed=fields)
            page = Page("organize.html", OrganizePage(first(fields, "name"), first(fields, "token")))
            return self._reception.send(again, page, {"cache-control": "no-store"})

    async def _organizer(self, visit: Visit, name: str, token: str) -> Response:
        person = self._login.identify(visit.request, visit.camp)
        if person is None:
            person = await self._join_once(visit, token, name, organizer=True)
        else:
            if visit.person is None:
                await visit.live.set_name(person, name)
            await visit.live.ask(c.Join(person, organizer=True), None)
        # No later page learns the key from the address of this one.
        response = RedirectResponse(f"{visit.base}/desk", 303, {"referrer-policy": "no-referrer"})
        self._login.remember(visit.request, response, visit.camp.id, person)
        return response

    async def offer_second_device(self, request: Request) -> Response:
        """A personal link: makes this device the person's too, unless it is somebody else's."""
        visit = await self._reception.enter(request)
        wanted = self._login.read_personal_token(visit.camp, request.path_params["token"])
        if visit.camp.people[wanted].expected and visit.names.get(wanted):
            # What only looks at links, before the message is read, is not the person who is expected.
            arriving = ArrivePage(visit.names[wanted], _hosted(visit, wanted))
            return self._reception.send(visit, Page("arrive.html", arriving), {"cache-control": "no-store"})
        if visit.person is not None and visit.person != wanted:
            page = Page("switch.html", SwitchPage(visit.names[visit.person], visit.names.get(wanted, "")))
            return self._reception.send(visit, page, {"cache-control": "no-store"})
        return await self._become(visit, wanted)

    async def second_device(self, request: Request) -> Response:
        """The same, for whoever was asked and wants it."""
        self._login.require_own_origin(request)
        visit = await self._reception.enter(request)
        return await self._become(visit, self._login.read_personal_token(visit.camp, request.path_params["token"]))

    async def _become(self, visit: Visit, person: PersonId) -> Response:
        if visit.camp.people[person].expected:
            await visit.live.ask(c.Arrive(person), None)
        response = RedirectResponse(f"{visit.base}/", 303, {"referrer-policy": "no-referrer"})
        self._login.remember(visit.request, response, visit.camp.id, person)
        return response

    async def forget(self, request: Request) -> Response:
        """Erases the name, ends hosting, and makes this device nobody's."""
        self._login.require_own_origin(request)
        visit = await self._reception.enter(request)
        person = self._login.identify(request, visit.camp)
        if person is None:
            raise Refused("not-joined")
        await visit.live.forget(person, person)
        response = RedirectResponse(f"{visit.base}/forgotten", 303)
        self._login.forget(response, visit.camp.id)
        return response

    async def forgotten(self, request: Request) -> Response:
        """Says so."""
        visit = await self._reception.enter(request)
        return self._reception.send(visit, Page("forgotten.html", ShellPage()), {"cache-control": "no-store"})


def _listed(visit: Visit, fields: Fields) -> tuple[PersonId, ...]:
    """Who is expected under the name that somebody new types."""
    if visit.person is not None or not visit.camp.expected:
        return ()
    name = plain(first(fields, "name"))
    people = visit.camp.people.values()
    return tuple(one.id for one in people if one.expected and plain(visit.names.get(one.id, "")) == name)


def _hosted(visit: Visit, person: PersonId) -> tuple[str, ...]:
    return tuple(sorted(visit.camp.topics[topic].title for topic in visit.camp.hosting.get(person, ())))
