"""Hello and resume: one answer for sockets, streams and polls."""

import zlib
from collections.abc import Mapping

import msgspec
from msgspec import Struct

from edcamp import metrics, wire
from edcamp.domain.documents import ORGANIZERS, PUBLIC, person_audience
from edcamp.domain.refusals import Refused
from edcamp.hub.frames import LARGE_BYTES
from edcamp.hub.visitors import Visitor
from edcamp.live.camp import LiveCamp

_request_decoder = msgspec.json.Decoder(wire.HelloRequest)

_SINCE_FIELDS = frozenset(wire.Since.__struct_fields__)


class Greeting(Struct, frozen=True):
    """``at``: the position in each audience that the client has once it took in the hello; others it may not follow.

    ``ephemeral_version``: of the camp, when the hello was made.
    """

    hello: wire.Hello
    at: dict[wire.Audience, int]
    ephemeral_version: int


def decode_hello(data: bytes) -> wire.Since:
    """Raises ``Refused``: ``bad-command``."""
    try:
        return _request_decoder.decode(data).since
    except wire.UNREADABLE as error:
        raise Refused("bad-command", str(error)) from error


def since_of_query(query: Mapping[str, str]) -> wire.Since:
    """Raises ``Refused``: ``bad-command``. Other parameters of the query are none of ours."""
    fields = {name: value for name, value in query.items() if name in _SINCE_FIELDS}
    try:
        return msgspec.convert(fields, wire.Since, strict=False)
    except msgspec.ValidationError as error:
        raise Refused("bad-command", str(error)) from error


async def meet(visitor: Visitor, since: wire.Since) -> None:
    """Before ``greet``: hears first what another process has told the client already.

    Raises ``Refused``: ``unavailable`` when that cannot be heard of now, so that nobody is led back.
    """
    camp = visitor.camp
    if _is_ahead(since, camp):
        await camp.refresh()
        if camp.shared and _is_ahead(since, camp):
            raise Refused("unavailable")


def _is_ahead(since: wire.Since, camp: LiveCamp) -> bool:
    reached = max(since.public or 0, since.me or 0, since.organizers or 0)
    return since.epoch == camp.epoch and reached > camp.value.seq


def greet(visitor: Visitor, since: wire.Since) -> Greeting:
    """Brings a client from ``since`` to now, in every audience it may read, whatever the gap.

    Public documents are ``stale``, to be fetched by HTTP, when the client has none, none of this epoch, or misses too
    much; what is for few is sent along as a whole.
    """
    camp = visitor.camp
    same = since.epoch == camp.epoch
    deltas: list[wire.Delta] = []
    at: dict[wire.Audience, int] = {}

    if same and since.public is not None:
        public = camp.delta(PUBLIC, since.public)
        if public is None:
            at["public"] = since.public
        elif public.since is not None and len(wire.encode(public)) <= LARGE_BYTES:
            deltas.append(public)
            at["public"] = public.to
    stale: tuple[wire.Audience, ...] = () if "public" in at else ("public",)
    if stale:
        metrics.SNAPSHOTS.labels("first" if since.public is None else "large" if same else "epoch").inc()

    own: list[tuple[wire.Audience, str, int | None]] = []
    if visitor.organizer:
        own.append(("organizers", ORGANIZERS, since.organizers))
    if visitor.joined is not None:
        own.append(("me", person_audience(visitor.joined), since.me))
    for audience, name, position in own:
        known = position if same else None
        delta = camp.delta(name, known)
        if delta is not None:
            deltas.append(delta)
            at[audience] = delta.to
        elif known is not None:
            at[audience] = known

    ephemeral = dict(camp.ephemeral.get(PUBLIC, {}))
    if visitor.organizer:
        ephemeral.update(camp.ephemeral.get(ORGANIZERS, {}))
    hello = wire.Hello(
        epoch=camp.epoch,
        seq=camp.value.seq,
        time=camp.clock.now(),
        person=visitor.joined,
        organizer=visitor.organizer,
        deltas=tuple(deltas),
        stale=stale,
        ephemeral=ephemeral,
        shown=zlib.crc32(wire.encode(sorted(ephemeral.items()))),
    )
    return Greeting(hello, at, camp.ephemeral_version)
