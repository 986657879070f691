"""Plain forms: the commands of the wire, asked without JavaScript."""

import asyncio
import hashlib
import secrets
from types import NoneType
from typing import Annotated, Any, Protocol, TypeVar, get_args

import msgspec
from msgspec import Meta, Struct
from msgspec import inspect as shapes
from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from edcamp import wire
from edcamp.domain import commands as c
from edcamp.domain import rules
from edcamp.domain.camp import Cell, Phase, Wish
from edcamp.domain.ids import KeptId, PersonId, RoomId, SlotId, TopicId
from edcamp.domain.refusals import Refused
from edcamp.domain.standins import stand_ins
from edcamp.i18n import LANGUAGES
from edcamp.live.camp import UNCOUNTED, LiveCamp
from edcamp.web.alike.topics import AlikeTopics
from edcamp.web.bodies import Fields, first, label_words, read_body, read_form
from edcamp.web.errors import wants_page
from edcamp.web.login import Login
from edcamp.web.previews import preview
from edcamp.web.reception import Reception, way_back
from edcamp.web.render import LANGUAGE_COOKIE
from edcamp.web.visit import Visit

Asked = TypeVar("Asked", bound=Struct)

YEAR_S = 365 * 86_400

ONCE = (c.ProposeTopic, c.Announce, c.Publish, c.Undo, c.UnmergeTopic, c.SwapCells, c.ResetLinks)
"""Commands that do something else, or are refused, when they are asked again: a form sent twice asks them once.

Every other command says what should hold. Those are asked each time: somebody who goes back to a page that the
browser kept, and presses what they had pressed before, means it.
"""


class Planner(Protocol):
    """What the desk asks for that is no command."""

    async def start(self, camp: LiveCamp, by: PersonId, seconds: float) -> None:
        """Begins to work out a plan. Raises ``Refused``."""
        ...

    async def stop(self, camp: LiveCamp) -> None:
        """Ends that early. Raises ``Refused``."""
        ...

    async def prices(
        self,
        camp: LiveCamp,
        by: PersonId,
        topic: TopicId,
        start: int,
        beside: Cell | None = None,
        published: bool = False,
    ) -> wire.Prices:
        """What moving a topic into cells of the draft, or of what is published, would change, from ``start`` on;
        ``beside``: where it stays as well. Raises ``Refused``.
        """
        ...

    async def repair(
        self,
        camp: LiveCamp,
        by: PersonId,
        room: RoomId | None = None,
        slots: tuple[SlotId, ...] = (),
        topic: TopicId | None = None,
        wish: Wish | None = None,
    ) -> wire.Repair:
        """What to do when a room is lost in these slots, or a published topic, or a session is wished at another time.
        Raises ``Refused``.
        """
        ...

    async def kept(self, camp: LiveCamp, by: PersonId, kept: KeptId) -> wire.Receipt:
        """What people would get from a draft that is kept aside. Raises ``Refused``."""
        ...


class KeptRequest(Struct, frozen=True, forbid_unknown_fields=True):
    kept: KeptId


class PricesRequest(Struct, frozen=True, forbid_unknown_fields=True):
    topic: TopicId
    start: Annotated[int, Meta(ge=0)] = 0
    beside: Cell | None = None
    published: bool = False


class SolveRequest(Struct, frozen=True, forbid_unknown_fields=True):
    seconds: float


class RepairRequest(Struct, frozen=True, forbid_unknown_fields=True):
    room: RoomId | None = None
    slots: tuple[SlotId, ...] = ()
    topic: TopicId | None = None
    wish: Wish | None = None


class StandInsRequest(Struct, frozen=True, forbid_unknown_fields=True):
    topic: TopicId


class PreviewRequest(Struct, frozen=True, forbid_unknown_fields=True):
    command: c.PersonCommand


class Forms:
    def __init__(self, reception: Reception, login: Login, planner: Planner, alike: AlikeTopics) -> None:
        self._reception = reception
        self._alike = alike
        self._login = login
        self._planner = planner

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/c/{camp}/do", self.do, methods=["POST"]),
            Route("/c/{camp}/me", self.change_me, methods=["POST"]),
            Route("/c/{camp}/language", self.language, methods=["POST"]),
            Route("/language", self.language, methods=["POST"]),
            Route("/c/{camp}/desk/solve", self.solve, methods=["POST"]),
            Route("/c/{camp}/desk/stop", self.stop, methods=["POST"]),
            Route("/c/{camp}/desk/prices", self.prices, methods=["POST"]),
            Route("/c/{camp}/desk/preview", self.preview, methods=["POST"]),
            Route("/c/{camp}/desk/kept", self.kept, methods=["POST"]),
            Route("/c/{camp}/desk/repair", self.repair, methods=["POST"]),
            Route("/c/{camp}/desk/stand-ins", self.stand_ins, methods=["POST"]),
        ]

    async def do(self, request: Request) -> Response:
        """One command. Fields: ``do``, those of the command, ``back``; ``client`` and ``n`` as the form was given."""
        self._login.require_own_origin(request)
        fields = await read_form(request)
        visit = await self._reception.enter(request)
        back, path, query = way_back(visit.base, first(fields, "back"))
        try:
            command = command_of(fields)
            person = await self._reception.admit(visit)
            if isinstance(command, c.ProposeTopic) and (alike := await self._meant(visit, command, fields)):
                return self._reception.ask_again(visit.at("propose"), fields, alike)
            client, n = _counted(fields, command) if isinstance(command, ONCE) else ("form", UNCOUNTED)
            await visit.live.ask(command, person, client, n)
        except Refused as refused:
            where = {"propose-topic": "propose", "edit-topic": f"topics/{first(fields, 'topic')}/edit"}
            form = where.get(first(fields, "do"))
            at = visit.at(path, query) if form is None else visit.at(form)
            return self._reception.refuse(at, refused, fields)
        return RedirectResponse(back, 303)

    async def _meant(self, visit: Visit, proposal: c.ProposeTopic, fields: Fields) -> list[TopicId]:
        """Topics that look like the proposed one, unless whoever proposes it has said that it is none of these."""
        sure = first(fields, "anyway") == "true" or proposal.card or proposal.topic in visit.camp.topics
        if sure or not visit.open(Phase.GATHER) or not wants_page(visit.request):
            return []
        return await self._alike.like(visit.live, rules.one_line(proposal.title))

    async def change_me(self, request: Request) -> Response:
        """Name and interests: both or neither."""
        self._login.require_own_origin(request)
        fields = await read_form(request)
        visit = (await self._reception.enter(request)).at("me")
        try:
            person = await self._reception.admit(visit)
            name, interests = (
                rules.person_name(first(fields, "name")),
                rules.interests(label_words(fields, "interests")),
            )
            await visit.live.set_name(person, name)
            await visit.live.ask(c.SetInterests(interests), person)
        except Refused as refused:
            return self._reception.refuse(visit, refused, fields)
        return RedirectResponse(f"{visit.base}/me", 303)

    async def language(self, request: Request) -> Response:
        """The language of this device."""
        self._login.require_own_origin(request)
        fields = await read_form(request)
        chosen = first(fields, "language")
        if chosen not in LANGUAGES:
            raise Refused("bad-command", f"language: {chosen[:40]}")
        camp = request.path_params.get("camp")
        response = RedirectResponse(way_back(f"/c/{camp}", first(fields, "back"))[0] if camp else "/", 303)
        secure = self._login.origin(request).startswith("https:")
        response.set_cookie(LANGUAGE_COOKIE, chosen, YEAR_S, httponly=True, samesite="lax", secure=secure)
        return response

    async def solve(self, request: Request) -> Response:
        """JSON in and out: ``{"seconds": 20}`` begins a search; how it goes is told to every desk."""
        camp, person = await self._at_the_desk(request)
        asked = await _asked(request, SolveRequest)
        await self._planner.start(camp, person, asked.seconds)
        return _done()

    async def stop(self, request: Request) -> Response:
        """JSON out."""
        camp, _ = await self._at_the_desk(request)
        await self._planner.stop(camp)
        return _done()

    async def prices(self, request: Request) -> Response:
        """JSON in and out: ``{"topic": "t1"}`` is answered with what moving it into cells would change."""
        camp, person = await self._at_the_desk(request)
        asked = await _asked(request, PricesRequest)
        found = await self._planner.prices(camp, person, asked.topic, asked.start, asked.beside, asked.published)
        return Response(wire.encode(found), media_type="application/json")

    async def preview(self, request: Request) -> Response:
        """JSON in and out: ``{"command": {...}}`` is answered with what it would do."""
        camp, person = await self._at_the_desk(request)
        asked = await _asked(request, PreviewRequest)
        found = await asyncio.to_thread(preview, camp.value, dict(camp.names), asked.command, person, camp.clock.now())
        return Response(wire.encode(found), media_type="application/json")

    async def kept(self, request: Request) -> Response:
        """JSON in and out: ``{"kept": "k1"}`` is answered with what people would get from a draft kept aside."""
        camp, person = await self._at_the_desk(request)
        asked = await _asked(request, KeptRequest)
        found = await self._planner.kept(camp, person, asked.kept)
        return Response(wire.encode(found), media_type="application/json")

    async def repair(self, request: Request) -> Response:
        """JSON in and out: ``{"room": "r1", "slots": ["s2"]}`` is answered with what to do when that is lost; so is
        ``{"topic": "t1"}``, and ``{"wish": {"topic": "t1", "slot": "s2", "to": "s3"}}`` with how to grant it.
        """
        camp, person = await self._at_the_desk(request)
        asked = await _asked(request, RepairRequest)
        found = await self._planner.repair(camp, person, asked.room, asked.slots, asked.topic, asked.wish)
        command = found.command
        shown = await asyncio.to_thread(preview, camp.value, dict(camp.names), command, person, camp.clock.now())
        return Response(wire.encode(replace(found, preview=shown)), media_type="application/json")

    async def stand_ins(self, request: Request) -> Response:
        """JSON in and out: ``{"topic": "t1"}`` is answered with who could host it instead."""
        camp, _ = await self._at_the_desk(request)
        asked = await _asked(request, StandInsRequest)
        topic = rules.topic_on_wall(camp.value, asked.topic)
        found = tuple(
            wire.StandIn(each.person, camp.names.get(each.person, ""), each.must, each.hosting)
            for each in stand_ins(camp.value, topic.id)
        )
        return Response(wire.encode(wire.StandIns(found)), media_type="application/json")

    async def _at_the_desk(self, request: Request) -> tuple[LiveCamp, PersonId]:
        self._login.require_own_origin(request)
        visit = await self._reception.enter_desk(request)
        return visit.live, await self._reception.admit(visit)


def command_of(fields: Fields) -> c.PersonCommand:
    """The command that a form's fields say. Raises ``Refused``: ``bad-command``."""
    kind = _KINDS.get(first(fields, "do"))
    if kind is None:
        raise Refused("bad-command", f"do: {first(fields, 'do')[:40]}")
    data = {
        name: _value(fields, name, shape)
        for name, shape in _SHAPES[kind].items()
        if name in fields or f"other_{name}" in fields
    }
    try:
        return msgspec.convert(data, kind, strict=False)
    except msgspec.ValidationError as error:
        raise Refused("bad-command", str(error)) from error


def _value(fields: Fields, name: str, shape: shapes.Type) -> Any:
    kinds = shape.types if isinstance(shape, shapes.UnionType) else (shape,)
    if any(isinstance(kind, shapes.VarTupleType) for kind in kinds):
        return label_words(fields, name)
    text = first(fields, name)
    nullable = any(isinstance(kind, shapes.NoneType) for kind in kinds)
    return None if nullable and text == "" else text


def _counted(fields: Fields, command: c.PersonCommand) -> tuple[str, int]:
    """The same for the same form with the same contents; changed contents are another command."""
    form = first(fields, "client") or secrets.token_hex(16)
    said = f"{form}/{first(fields, 'n')}/".encode() + wire.encode(command)
    return f"form-{hashlib.sha256(said).hexdigest()[:32]}", 1


async def _asked(request: Request, kind: type[Asked]) -> Asked:
    """Raises ``Refused``: ``bad-command``."""
    try:
        return msgspec.json.decode(await read_body(request), type=kind)
    except wire.UNREADABLE as error:
        raise Refused("bad-command", str(error)) from error


def _done() -> Response:
    return Response(wire.encode({"ok": True}), media_type="application/json")


def _shapes_of(kind: type[Struct]) -> dict[str, shapes.Type]:
    shape = shapes.type_info(kind)
    assert isinstance(shape, shapes.StructType)  # noqa: S101 - for the type checker
    return {field.encode_name: field.type for field in shape.fields}


_KINDS: dict[str, type[c.PersonCommand]] = {
    str(kind.__struct_config__.tag): kind for kind in get_args(c.PersonCommand) if kind is not NoneType
}
_SHAPES = {kind: _shapes_of(kind) for kind in _KINDS.values()}
