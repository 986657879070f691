"""Identifiers. Whoever makes a thing names it, so an offline phone can propose a topic and vote on it at once."""

import re
from typing import Annotated, NewType

from msgspec import Meta

CampId = NewType("CampId", str)
PersonId = NewType("PersonId", str)
TopicId = NewType("TopicId", str)
RoomId = NewType("RoomId", str)
SlotId = NewType("SlotId", str)
AnnouncementId = NewType("AnnouncementId", str)
KeptId = NewType("KeptId", str)
ClientId = NewType("ClientId", str)
"""One browser tab's outbox (or one form submission): commands of a client are counted, so a repeat is seen."""

INSTANT_MAX = 253_370_764_800_000
"""The year 9999 begins: later ones cannot be written down in every time zone."""

Instant = Annotated[int, Meta(ge=0, le=INSTANT_MAX)]
"""Milliseconds since the Unix epoch, UTC."""

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def is_id(text: str) -> bool:
    """True for 1 to 40 of ``a-z 0-9 -``, the first not a dash: safe in a document key, a URL and a cookie name."""
    return _ID.fullmatch(text) is not None
