"""Devices that ask to be told something while nobody looks at the page."""

from typing import Protocol, TypeVar

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from edcamp import wire
from edcamp.domain.ids import PersonId
from edcamp.domain.refusals import Refused
from edcamp.journal.subscriptions import Subscription
from edcamp.live.camp import LiveCamp
from edcamp.web.bodies import read_body
from edcamp.web.login import Login
from edcamp.web.reception import Reception

Asked = TypeVar("Asked", bound=Struct)


class Pusher(Protocol):
    """``public_key``: who this server is to push services, as browsers want to know it."""

    public_key: str

    async def subscribe(self, camp: LiveCamp, person: PersonId, device: Subscription) -> None:
        """From now on the device is told what the person has not read. Raises ``Refused``."""
        ...

    async def unsubscribe(self, camp: LiveCamp, person: PersonId, endpoint: str) -> None:
        """The device is told nothing of this camp any more. Raises ``Refused``."""
        ...


class PushKey(Struct, frozen=True):
    key: str
    ok: bool = True


class DeviceKeys(Struct, frozen=True):
    p256dh: str
    auth: str


class DeviceRequest(Struct, frozen=True):
    """A browser's ``PushSubscription`` as it writes it; what else it says of itself is left out."""

    endpoint: str
    keys: DeviceKeys


class EndRequest(Struct, frozen=True):
    endpoint: str


class Push:
    """``pusher`` None: this server tells nobody anything in this way."""

    def __init__(self, reception: Reception, login: Login, pusher: Pusher | None) -> None:
        self._reception = reception
        self._login = login
        self._pusher = pusher

    def routes(self) -> list[BaseRoute]:
        if self._pusher is None:
            return []
        return [
            Route("/c/{camp}/push", self.key, methods=["GET"]),
            Route("/c/{camp}/push", self.subscribe, methods=["POST"]),
            Route("/c/{camp}/push/end", self.unsubscribe, methods=["POST"]),
        ]

    async def key(self, request: Request) -> Response:
        """What a browser needs to know before it can be asked."""
        await self._reception.enter(request)
        return Response(wire.encode(PushKey(self._here.public_key)), media_type="application/json")

    async def subscribe(self, request: Request) -> Response:
        """JSON in and out. The device is told things in the language of the request."""
        self._login.require_own_origin(request)
        asked = await _asked(request, DeviceRequest)
        visit = await self._reception.enter(request)
        person = await self._reception.admit(visit)
        language, clock = visit.language.language, str(visit.clock_locale)
        device = Subscription(asked.endpoint, asked.keys.p256dh, asked.keys.auth, language, clock)
        await self._here.subscribe(visit.live, person, device)
        return _done()

    async def unsubscribe(self, request: Request) -> Response:
        """JSON in and out."""
        self._login.require_own_origin(request)
        asked = await _asked(request, EndRequest)
        visit = await self._reception.enter(request)
        await self._here.unsubscribe(visit.live, await self._reception.admit(visit), asked.endpoint)
        return _done()

    @property
    def _here(self) -> Pusher:
        assert self._pusher is not None  # noqa: S101 - there are no routes without one
        return self._pusher


async def _asked(request: Request, kind: type[Asked]) -> Asked:
    """Raises ``Refused``: ``bad-command``."""
    try:
        return msgspec.json.decode(await read_body(request), type=kind)
    except wire.UNREADABLE as error:
        raise Refused("bad-command", str(error)) from error


def _done() -> Response:
    return Response(wire.encode({"ok": True}), media_type="application/json")
