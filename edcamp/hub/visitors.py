"""Who is at the door: one check for sockets, streams and requests."""

from collections.abc import Callable
from typing import Protocol

from msgspec import Struct
from starlette.requests import HTTPConnection

from edcamp import wire
from edcamp.domain.ids import CampId, PersonId
from edcamp.domain.refusals import Refused
from edcamp.live.answers import refusal
from edcamp.live.camp import LiveCamp
from edcamp.live.limits import Pace
from edcamp.live.snapshots import Snapshots
from edcamp.logs import Log, endpoint_of

log = Log(__name__)

Identify = Callable[[HTTPConnection, CampId], PersonId | None]
"""Whose cookie this is, if it is one of the camp's."""

OriginAllowed = Callable[[HTTPConnection], bool]
"""False for a page of somebody else's that makes a browser talk to us; True when no ``Origin`` is given."""

Language = Callable[[HTTPConnection], wire.Translate]
"""Sentences in the language of whoever asks."""


class Camps(Protocol):
    """What the hub needs of ``live.host.Live``."""

    @property
    def pace(self) -> Pace: ...

    @property
    def snapshots(self) -> Snapshots: ...

    async def camp(self, camp: str) -> LiveCamp: ...

    def on_rest(self, tell: Callable[[LiveCamp], None]) -> None: ...


class Visitor(Struct, frozen=True, eq=False):
    """Somebody connected to a camp. ``person`` is None for who has not joined: a reader, a board."""

    camp: LiveCamp
    person: PersonId | None
    translate: wire.Translate
    board: bool = False

    @property
    def joined(self) -> PersonId | None:
        """The person, while the camp knows them."""
        return self.person if self.person is not None and self.person in self.camp.value.people else None

    @property
    def organizer(self) -> bool:
        return self.camp.value.is_organizer(self.person)

    @property
    def quick(self) -> bool:
        """Told at the quicker pace: where many eyes or a hand on the schedule are."""
        return self.board or self.organizer


class Door:
    def __init__(self, camps: Camps, identify: Identify, origin_allowed: OriginAllowed, language: Language) -> None:
        self._camps = camps
        self._identify = identify
        self._origin_allowed = origin_allowed
        self._language = language
        self._closed = False

    def close(self) -> None:
        """From now on everybody is answered ``shutting-down``."""
        self._closed = True

    @property
    def closed(self) -> bool:
        return self._closed

    def origin_allowed(self, connection: HTTPConnection) -> bool:
        return self._origin_allowed(connection)

    async def enter(self, connection: HTTPConnection, code: str, board: bool = False) -> Visitor:
        """Raises ``Refused``: ``camp-unknown``, ``foreign-origin``, ``unavailable``, ``shutting-down``."""
        if self._closed:
            raise Refused("shutting-down")
        if not self._origin_allowed(connection):
            raise Refused("foreign-origin", connection.headers.get("origin", "?")[:80])
        camp = await self._camps.camp(code)
        return Visitor(camp, self._identify(connection, camp.id), self._language(connection), board)

    def refusal(self, connection: HTTPConnection, error: Exception) -> wire.Refusal:
        """An error as an answer. What is not ``Refused`` is a fault of ours: it is logged, and may be tried again."""
        if isinstance(error, Refused):
            return refusal(error, self._language(connection))
        log.error("a request failed", error, endpoint=endpoint_of(connection.scope))
        return refusal(Refused("unavailable"), str)
