"""Receives whoever asks for something in a camp, and sends the page that answers it."""

import hashlib
import secrets
from collections.abc import Hashable, Sequence
from urllib.parse import unquote, urlsplit

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from edcamp.domain.ids import PersonId, TopicId
from edcamp.domain.refusals import Refused
from edcamp.live.compression import Part
from edcamp.live.host import Live
from edcamp.web.bodies import Fields, label_words
from edcamp.web.contexts import JoinPage, Problem
from edcamp.web.errors import status_of, wants_page
from edcamp.web.login import Login
from edcamp.web.moulds import Mould, Moulds, cast_mould, looks_of, words_for
from edcamp.web.pages import MovedTo, Page, Pages
from edcamp.web.render import Renderer, parts_response
from edcamp.web.visit import SHELL, Visit

MINUTE_MS = 60_000

_RUN = secrets.token_hex(4)
"""Part of every ETag: another version of the program may draw the same camp differently."""

_FIELDS = ("name", "title", "description", "tags", "needs", "interests")
"""Each begins the codes of the errors that are about it."""


class Reception:
    def __init__(self, live: Live, login: Login, renderer: Renderer, pages: Pages) -> None:
        self._live = live
        self._login = login
        self._renderer = renderer
        self._pages = pages
        self._moulds = Moulds()

    async def enter(self, request: Request, path: str = "") -> Visit:
        """Who is here, in which camp. Raises ``Refused``: ``camp-unknown``, ``unavailable``."""
        live = await self._live.camp(request.path_params["camp"].lower())
        person = self._login.identify(request, live.value)
        return Visit(
            request=request,
            live=live,
            camp=live.value,
            names=live.names,
            now=live.clock.now(),
            person=person if person is not None and live.names.get(person) else None,
            language=self._renderer.language(request),
            origin=self._login.origin(request),
            path=path,
            query=request.query_params,
        )

    async def enter_desk(self, request: Request, path: str = "") -> Visit:
        """As ``enter``, for organizers. Raises ``Refused``: ``not-organizer`` too."""
        visit = await self.enter(request, path)
        if not visit.organizer:
            raise Refused("not-organizer")
        return visit

    async def admit(self, visit: Visit) -> PersonId:
        """Who asks for a change: the commands of forms and of connections have one limit together.

        Raises ``Refused``: ``not-joined`` and what ``Pace.take`` does.
        """
        if visit.person is None:
            raise Refused("not-joined")
        await self._live.pace.take(visit.camp.id, visit.person, 1)
        return visit.person

    async def open_door(self, visit: Visit) -> None:
        """Before somebody new is let in. Raises ``Refused``: ``slow-down``, ``unavailable``."""
        await self._live.pace.join(visit.camp.id)

    def show(self, visit: Visit) -> Response:
        """The page at the visit's path, or that it has not changed. Raises ``Refused``."""
        circumstances = self._circumstances(visit)
        etag = _etag(visit, circumstances)
        if visit.problem is None and etag in visit.request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers={"etag": etag, "cache-control": "private, no-cache"})
        looks = looks_of(visit)
        if looks is not None:
            return self._newcomers(visit, (looks, circumstances), etag)
        try:
            page = self._pages.show(visit)
        except MovedTo as moved:
            return RedirectResponse(f"{visit.base}/{moved.path}", 303)
        if not page.kept or visit.problem is not None:
            return self.send(visit, page, {"cache-control": "no-store"})
        return self.send(visit, page, {"etag": etag})

    def _newcomers(self, visit: Visit, looks: Hashable, etag: str) -> Response:
        """The page on which one joins, or the wall as it is for whoever has done nothing yet."""
        state = self._state(visit) if visit.person is not None else None

        def cast_new() -> Mould:
            page = self._pages.show(visit)
            common = self._renderer.common(visit.language)
            html = self._renderer.draw(page.template, common, visit.frame(state=_markup(state)), page.context)
            token = page.context.token if isinstance(page.context, JoinPage) else ""
            return cast_mould(html, words_for(visit, state, token), self._renderer.fixed(common))

        mould, of_now = self._moulds.of(visit.live, looks, cast_new)
        kept = {"etag": etag} if of_now and state is not None else {"cache-control": "no-store"}
        words = words_for(visit, state, secrets.token_hex(16))
        return parts_response(visit.request, mould.filled(words), kept)

    def send(self, visit: Visit, page: Page, headers: dict[str, str] | None = None) -> Response:
        """A page as it is; with the status of the visit's problem, if there is one."""
        common = self._renderer.common(visit.language)
        status = visit.problem.status if visit.problem is not None else 200
        state = self._state(visit) if visit.person is not None else None
        return self._renderer.page(
            visit.request,
            page.template,
            common,
            visit.frame(state=_markup(state)),
            page.context,
            status=status,
            headers=headers,
            shared=() if state is None else (state,),
        )

    def shell(self, visit: Visit, entry: str, context: Struct, template: str) -> Response:
        """A page that one of the browser's programs fills by itself."""
        etag = _etag(visit, self._circumstances(visit))
        if etag in visit.request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers={"etag": etag, "cache-control": "private, no-cache"})
        common = self._renderer.common(visit.language, entry)
        state = self._state(visit) if visit.path != SHELL else None
        return self._renderer.page(
            visit.request,
            template,
            common,
            visit.frame(entry, _markup(state)),
            context,
            headers={"etag": etag},
            shared=() if state is None else (state,),
        )

    def paper(self, visit: Visit, page: Page) -> Response:
        """What is printed: a page without a program."""
        common = self._renderer.common(visit.language, "print")
        return self._renderer.page(visit.request, page.template, common, visit.frame("print"), page.context)

    def _state(self, visit: Visit) -> Part:
        """The public documents, for a program to begin with: it need not ask for them before it can say hello."""
        return self._live.snapshots.of(visit.live).json

    def refuse(self, visit: Visit, refused: Refused, typed: Fields) -> Response:
        """The form that was refused, with everything as it was typed and the reason where it belongs.

        Raises ``refused`` again for programs, and where there is no such page any more.
        """
        if not wants_page(visit.request):
            raise refused
        again = replace(visit, camp=visit.live.value, problem=problem_of(visit, refused, typed), typed=typed)
        try:
            return self.show(again)
        except Refused as gone:
            raise refused from gone

    def ask_again(self, visit: Visit, typed: Fields, alike: Sequence[TopicId]) -> Response:
        """The form as it was typed, with topics that may be what is meant."""
        again = replace(visit, camp=visit.live.value, typed=typed, alike=tuple(alike))
        return self.send(again, self._pages.show(again), {"cache-control": "no-store"})

    def _circumstances(self, visit: Visit) -> tuple[Hashable, ...]:
        """What a page depends on beside the camp and the person: the language, the bundle, the minute."""
        assets = self._renderer.assets("phone")
        return (
            _RUN,
            visit.live.epoch,
            visit.language.language,
            str(visit.clock_locale),
            visit.here,
            visit.origin,
            assets.css,
            assets.js,
            visit.now // MINUTE_MS,
        )


def _etag(visit: Visit, circumstances: tuple[Hashable, ...]) -> str:
    """Changes with everything that a page shows."""
    shown = (visit.camp.seq, visit.person, circumstances)
    return f'W/"{hashlib.sha256(repr(shown).encode()).hexdigest()[:24]}"'


def _markup(json: Part | None) -> Markup | None:
    return Markup(json.plain.decode()) if json is not None else None  # noqa: S704 - written for a script element


def problem_of(visit: Visit, refused: Refused, typed: Fields) -> Problem:
    """The refusal in the reader's words, at the field that it is about."""
    words = visit.language.gettext(refused.sentence).replace("{value}", str(refused.value))
    field = refused.code.partition("-")[0]
    if refused.code == "tag-long":  # said of tags, needs and interests alike
        said = str(refused.value)
        field = next((name for name in _FIELDS if said in map(str.lower, label_words(typed, name))), "")
    shown = field in _FIELDS and (field in typed or f"other_{field}" in typed)
    return Problem(refused.code, words, status_of(refused.code), field if shown else "")


def way_back(base: str, wanted: str) -> tuple[str, str, str]:
    """Where a form leads: the whole address, the path within the camp, and the query.

    An address that is not one of this camp's, whatever trick it is written with, is the camp's first page.
    """
    parts = urlsplit(wanted) if wanted.isprintable() and "\\" not in wanted else urlsplit("")
    inside = parts.path.startswith(f"{base}/") and ".." not in parts.path.split("/") and "//" not in parts.path
    if parts.scheme or parts.netloc or not inside:
        return f"{base}/", "", ""
    return wanted, unquote(parts.path.removeprefix(f"{base}/")), parts.query
