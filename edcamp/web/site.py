"""Everything a browser is shown, as one thing for the application to put together."""

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import segno
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from edcamp.assets import DIST, TEMPLATES
from edcamp.config import Config
from edcamp.domain.ids import CampId, PersonId, is_id
from edcamp.domain.refusals import Refused
from edcamp.live.clock import Clock
from edcamp.live.host import Live
from edcamp.web import rooms
from edcamp.web.alike.routes import Alike
from edcamp.web.alike.topics import AlikeTopics
from edcamp.web.bundle import Bundle
from edcamp.web.cards import Cards
from edcamp.web.certificates import Certificates
from edcamp.web.contexts import Choice, HomePage, Problem, ShellPage
from edcamp.web.doors import Doors
from edcamp.web.errors import Errors, Handler, status_of, wants_page
from edcamp.web.exports import Exports
from edcamp.web.forms import Forms, Planner
from edcamp.web.headers import SecurityHeaders
from edcamp.web.health import Health
from edcamp.web.importing import Importing
from edcamp.web.lapses import LapsePages
from edcamp.web.login import COOKIE_PREFIX, Login
from edcamp.web.pages import Pages, board, language_choices
from edcamp.web.push import Push, Pusher
from edcamp.web.reception import Reception
from edcamp.web.render import Renderer
from edcamp.web.visit import SHELL

CAMPS_SHOWN = 10
"""Camps of this device on the first page; nobody is in more within the life of a cookie."""


class Site:
    def __init__(
        self,
        live: Live,
        config: Config,
        secret: bytes,
        planner: Planner,
        clock: Clock | None = None,
        dist: Path = DIST,
        pusher: Pusher | None = None,
    ) -> None:
        """Raises ``BundleMissing``: better at the start than on the first page."""
        self._live = live
        self._login = Login(secret, config.public_url, clock)
        self._renderer = Renderer(TEMPLATES, dist)
        self._renderer.prepare()
        pages = Pages(Cards(self._renderer), self._login)
        self._reception = Reception(live, self._login, self._renderer, pages)
        self._doors = Doors(self._reception, self._login)
        self._importing = Importing(self._reception, self._login, secret)
        topics = AlikeTopics()
        self._forms = Forms(self._reception, self._login, planner, topics)
        self._alike = Alike(self._reception, topics)
        self._push = Push(self._reception, self._login, pusher)
        self._exports = Exports(self._reception, self._login)
        self._lapses = LapsePages(self._reception)
        self._certificates = Certificates(self._reception)
        self._bundle = Bundle(dist, live)
        self._health = Health(live.check)
        self._errors = Errors(self._renderer)

    # --- for the application and the hub

    def routes(self) -> list[BaseRoute]:
        """In order: what is specific comes before the camp's pages, which take every other path below ``/c/CODE``."""
        return [
            Route("/", self._home, methods=["GET"]),
            *self._health.routes(),
            *self._bundle.routes(),
            *self._doors.routes(),
            *self._forms.routes(),
            *self._importing.routes(),
            *self._alike.routes(),
            *self._push.routes(),
            *self._exports.routes(),
            *self._certificates.routes(),
            *self._lapses.routes(),
            Route("/c/{camp}", self._to_the_wall, methods=["GET"]),
            Route("/c/{camp}/qr.svg", self._qr, methods=["GET"]),
            Route("/c/{camp}/shell", self._shell, methods=["GET"]),
            Route("/c/{camp}/desk", self._desk, methods=["GET"]),
            Route("/c/{camp}/board", self._board, methods=["GET"]),
            Route("/c/{camp}/rooms/{room}", self._room, methods=["GET"]),
            Route("/c/{camp}/print/signs", self._signs, methods=["GET"]),
            Route("/c/{camp}/print/board", self._paper, methods=["GET"]),
            Route("/c/{camp}/{path:path}", self._page, methods=["GET"]),
        ]

    def handlers(self) -> Mapping[Any, Handler]:
        """For Starlette's ``exception_handlers``, the hub's routes included."""
        return self._errors.handlers()

    def drain(self) -> None:
        """From now on the server says that it is about to end."""
        self._health.drain()

    def wrap(self, app: ASGIApp) -> ASGIApp:
        """The application with the headers that every answer carries."""
        return SecurityHeaders(app, self._renderer.style_source)

    def identify(self, conn: HTTPConnection, camp: CampId) -> PersonId | None:
        """Whose cookie this is. The camp may not know that person (any more)."""
        return self._login.signed(conn, camp)

    def origin_allowed(self, conn: HTTPConnection) -> bool:
        """See ``Login.origin_allowed``."""
        return self._login.origin_allowed(conn)

    def language(self, conn: HTTPConnection) -> Callable[[str], str]:
        """Sentences in the language of whoever asks."""
        return self._renderer.language(conn).gettext

    # --- pages that belong to no person

    async def _home(self, request: Request) -> Response:
        """What this is; where a camp's code is typed."""
        code = request.query_params.get("code", "").strip().lower().replace(" ", "")
        problem = None
        if code:
            try:
                camp = await self._camp(code)
                return RedirectResponse(f"/c/{camp}/", 303)
            except Refused as refused:
                if not wants_page(request):
                    raise
                words = self._renderer.language(request).gettext(refused.sentence)
                words = words.replace("{value}", str(refused.value))
                problem = Problem(refused.code, words, status_of(refused.code), "code")
        language = self._renderer.language(request)
        context = HomePage(code, await self._own_camps(request), language_choices(language.language), problem)
        status = problem.status if problem is not None else 200
        return self._renderer.page(request, "home.html", self._renderer.common(language), context, status=status)

    async def _camp(self, code: str) -> CampId:
        if not is_id(code):
            raise Refused("camp-unknown", code[:40])
        return (await self._live.camp(code)).id

    async def _own_camps(self, request: Request) -> tuple[Choice, ...]:
        """Those that this device has joined."""
        codes = [name.removeprefix(COOKIE_PREFIX) for name in request.cookies if name.startswith(COOKIE_PREFIX)]
        found = []
        for code in codes[:CAMPS_SHOWN]:
            if not is_id(code) or self._login.signed(request, CampId(code)) is None:
                continue
            try:
                camp = await self._live.camp(code)
            except Refused:  # deleted since, or not to be read now: its own page will say so
                continue
            if self._login.identify(request, camp.value) is not None:
                found.append(Choice(code, camp.value.settings.name, False, f"/c/{code}/"))
        return tuple(found)

    # --- pages of a camp

    async def _to_the_wall(self, request: Request) -> Response:
        visit = await self._reception.enter(request)
        return RedirectResponse(f"{visit.base}/", 303)

    async def _page(self, request: Request) -> Response:
        visit = await self._reception.enter(request, request.path_params["path"])
        return self._reception.show(visit)

    async def _shell(self, request: Request) -> Response:
        """The phone's page without anything of anybody's: what the service worker keeps for offline."""
        visit = await self._reception.enter(request, SHELL)
        return self._reception.shell(visit.nobody(), "phone", ShellPage(), "shell.html")

    async def _desk(self, request: Request) -> Response:
        visit = await self._reception.enter_desk(request, "desk")
        return self._reception.shell(visit, "desk", ShellPage(), "desk.html")

    async def _board(self, request: Request) -> Response:
        visit = await self._reception.enter(request, "board")
        page = board(visit)
        return self._reception.shell(visit, "board", page.context, page.template)

    async def _room(self, request: Request) -> Response:
        """The screen of one room."""
        room = request.path_params["room"]
        visit = await self._reception.enter(request, f"rooms/{room}")
        page = rooms.room_screen(visit, room)
        return self._reception.shell(visit, "board", page.context, page.template)

    async def _signs(self, request: Request) -> Response:
        """For doors, to be printed."""
        visit = await self._reception.enter(request, "print/signs")
        return self._reception.paper(visit, rooms.signs(visit))

    async def _paper(self, request: Request) -> Response:
        """The board for when the network is gone, to be printed."""
        visit = await self._reception.enter(request, "print/board")
        return self._reception.paper(visit, rooms.paper(visit))

    async def _qr(self, request: Request) -> Response:
        """The way in, for a camera."""
        visit = await self._reception.enter(request)
        link = f"{visit.origin}{visit.base}"
        code = segno.make(link, error="m", micro=False)
        svg = io.BytesIO()
        code.save(svg, kind="svg", xmldecl=False, border=4, dark="#000", light="#fff", omitsize=True)
        return Response(svg.getvalue(), 200, {"cache-control": "public, max-age=300"}, "image/svg+xml")
