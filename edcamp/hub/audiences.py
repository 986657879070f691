"""Who hears what: a client, how far it has come in each audience, and the connection that reaches it."""

import asyncio
from typing import Literal, Protocol

from edcamp import wire
from edcamp.domain.documents import ORGANIZERS, PUBLIC, person_audience
from edcamp.hub.frames import Frame
from edcamp.hub.hello import Greeting
from edcamp.hub.visitors import Visitor

SHARED: tuple[wire.Audience, ...] = ("public", "organizers")
"""Audiences whose frames are the same for all who hear them."""

AUDIENCES: tuple[wire.Audience, ...] = (*SHARED, "me")
"""In the order in which one tick tells them: what is personal refers to what is public."""

NAMES: dict[wire.Audience, str] = {"public": PUBLIC, "organizers": ORGANIZERS}
"""As a camp calls the shared audiences."""

GONE = (OSError, RuntimeError)
"""What a server raises for a client that has left, the second one if it was in the middle of closing."""


Transport = Literal["websocket", "stream", "poll"]


class Connection(Protocol):
    """The way to one client. ``write`` and ``settle`` raise one of ``GONE`` when nobody is there any more."""

    transport: Transport

    def write(self, frame: Frame) -> bool:
        """Now or not at all: False when the client has not taken what it was sent before."""
        ...

    async def settle(self) -> None:
        """Returns when ``write`` is worth another attempt."""
        ...

    def hang_up(self) -> None:
        """Cuts the connection of a client that takes nothing."""
        ...

    def close(self) -> None:
        """Ends the connection so that the client comes back, here or elsewhere."""
        ...


class Client:
    """``at``: its position by audience, in ``epoch``; audiences that it does not follow are absent."""

    __slots__ = ("_names", "at", "catching_up", "connection", "epoch", "missed_ephemeral", "visitor")

    def __init__(self, visitor: Visitor, connection: Connection, greeting: Greeting) -> None:
        self.visitor = visitor
        self.connection = connection
        self.at = dict(greeting.at)
        self.epoch = greeting.hello.epoch
        self.missed_ephemeral = greeting.ephemeral_version != visitor.camp.ephemeral_version
        self.catching_up: asyncio.Task[None] | None = None
        self._names = NAMES
        if visitor.person is not None:
            self._names = {**NAMES, "me": person_audience(visitor.person)}

    def missed(self, audience: wire.Audience) -> wire.Delta | None:
        """What the client has yet to hear of an audience that it follows."""
        return self.visitor.camp.delta(self._names[audience], self.at[audience])
