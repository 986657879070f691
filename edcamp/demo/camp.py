"""The demo's camp: eight rooms, four slots and lunch, today, beginning soon by the clock on this machine."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from edcamp.demo.topics import INTERESTS
from edcamp.domain import commands as c
from edcamp.domain.camp import Phase, Settings
from edcamp.domain.ids import Instant, RoomId, SlotId
from edcamp.live.camp import LiveCamp
from edcamp.live.host import Live

ROOMS = (
    c.PutRoom(RoomId("hall"), "Main hall", 60, ("projector", "sound", "step-free")),
    c.PutRoom(RoomId("library"), "Library", 40, ("projector", "step-free")),
    c.PutRoom(RoomId("r101"), "Room 101", 30, ("projector",)),
    c.PutRoom(RoomId("r102"), "Room 102", 30, ("projector",)),
    c.PutRoom(RoomId("r204"), "Room 204", 24, ()),
    c.PutRoom(RoomId("lab"), "Science lab", 24, ("water", "projector")),
    c.PutRoom(RoomId("art"), "Art room", 20, ("water", "step-free")),
    c.PutRoom(RoomId("staff"), "Staff room", 16, ("step-free",)),
)

SLOT = timedelta(minutes=50)
GAP = timedelta(minutes=10)
LUNCH = timedelta(minutes=60)
UNTIL_FIRST = timedelta(minutes=20)


def time_zone() -> str:
    """The IANA name of this machine's time zone; UTC when it does not say."""
    localtime = Path("/etc/localtime")
    linked = str(localtime.resolve()).partition("/zoneinfo/")[2] if localtime.exists() else ""
    for name in (os.environ.get("TZ", ""), linked):
        try:
            if name and ZoneInfo(name):
                return name
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return "UTC"


def slots(now: Instant) -> list[c.PutSlot]:
    """Four slots of 50 minutes with lunch in the middle; the first begins in about twenty minutes."""
    start = datetime.fromtimestamp(now / 1000, UTC) + UNTIL_FIRST
    start -= timedelta(minutes=start.minute % 5, seconds=start.second, microseconds=start.microsecond)
    made: list[c.PutSlot] = []
    for ident, title, length, is_break in (
        ("s1", "Session 1", SLOT, False),
        ("s2", "Session 2", SLOT, False),
        ("lunch", "Lunch", LUNCH, True),
        ("s3", "Session 3", SLOT, False),
        ("s4", "Session 4", SLOT, False),
    ):
        end = start + length
        made.append(c.PutSlot(SlotId(ident), title, _instant(start), _instant(end), is_break))
        start = end + GAP
    return made


def _instant(at: datetime) -> Instant:
    return int(at.timestamp() * 1000)


async def create(live: Live, now: Instant) -> LiveCamp:
    """Makes the demo's camp, open for proposing and voting."""
    zone = time_zone()
    today = datetime.fromtimestamp(now / 1000, ZoneInfo(zone)).date()
    settings = Settings("Edcamp Demo", today, zone, INTERESTS)
    return await live.create(settings, (Phase.GATHER, Phase.VOTE), ROOMS, slots(now))
