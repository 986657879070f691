"""A camp written down by its organizer: TOML in, the commands that make it out."""

import tomllib
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from edcamp.domain import commands as c
from edcamp.domain import rules
from edcamp.domain.camp import Phase, PhaseChange, Settings
from edcamp.domain.ids import Instant, RoomId, SlotId
from edcamp.domain.refusals import Refused


class CampFileError(Exception):
    """The file cannot be used; the text says where and why."""


class RoomLine(Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    capacity: int = 30
    features: tuple[str, ...] = ()
    link: str | None = None


class SlotLine(Struct, frozen=True, forbid_unknown_fields=True, rename={"is_break": "break"}):
    title: str
    start: time
    end: time
    is_break: bool = False


class TimetableLine(Struct, frozen=True, forbid_unknown_fields=True, rename={"opens": "open", "shuts": "close"}):
    """At this time of the day, one phase opens or closes by itself."""

    at: time
    opens: Phase | None = None
    shuts: Phase | None = None


class PhasesLine(Struct, frozen=True, forbid_unknown_fields=True, rename={"opened": "open"}):
    opened: tuple[Phase, ...] = (Phase.GATHER, Phase.VOTE)
    timetable: tuple[TimetableLine, ...] = ()


DEFAULT_ROOMS = tuple(RoomLine(f"Room {number}", 30) for number in range(1, 9))

DEFAULT_SLOTS = (
    SlotLine("Session 1", time(9, 30), time(10, 20)),
    SlotLine("Session 2", time(10, 30), time(11, 20)),
    SlotLine("Lunch", time(11, 20), time(12, 20), is_break=True),
    SlotLine("Session 3", time(12, 20), time(13, 10)),
    SlotLine("Session 4", time(13, 20), time(14, 10)),
)
"""What a first-time organizer starts from: 8 rooms, 4 slots of 50 minutes, lunch."""


class CampFile(Struct, frozen=True, forbid_unknown_fields=True):
    """``rooms`` and ``slots`` may be left out: then there are eight rooms, and four slots with lunch."""

    name: str
    date: date
    time_zone: str
    tags: tuple[str, ...] = ()
    phases: PhasesLine = PhasesLine()
    rooms: tuple[RoomLine, ...] = DEFAULT_ROOMS
    slots: tuple[SlotLine, ...] = DEFAULT_SLOTS

    def instant(self, at: time) -> Instant:
        """A time of the camp's day, on the camp's clock."""
        return int(datetime.combine(self.date, at, ZoneInfo(self.time_zone)).timestamp() * 1000)

    @property
    def settings(self) -> Settings:
        timetable = tuple(
            PhaseChange(self.instant(line.at), line.opens or line.shuts or Phase.GATHER, line.opens is not None)
            for line in self.phases.timetable
        )
        return Settings(self.name, self.date, self.time_zone, self.tags, timetable)

    @property
    def room_commands(self) -> list[c.PutRoom]:
        return [
            c.PutRoom(RoomId(f"r{n}"), room.name, room.capacity, room.features, room.link)
            for n, room in enumerate(self.rooms, start=1)
        ]

    @property
    def slot_commands(self) -> list[c.PutSlot]:
        return [
            c.PutSlot(SlotId(f"s{n}"), slot.title, self.instant(slot.start), self.instant(slot.end), slot.is_break)
            for n, slot in enumerate(self.slots, start=1)
        ]


def read_camp_file(text: str) -> CampFile:
    """The camp in ``text`` (TOML). Raises ``CampFileError``."""
    try:
        raw: dict[str, Any] = tomllib.loads(text)
        camp = msgspec.convert(raw, CampFile)
        rules.settings(Settings(camp.name, camp.date, camp.time_zone, camp.tags))
    except tomllib.TOMLDecodeError as error:
        raise CampFileError(f"this is not TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise CampFileError(str(error)) from error
    except Refused as refused:
        raise CampFileError(refused.sentence.replace("{value}", str(refused.value))) from refused
    for line in camp.phases.timetable:
        if (line.opens is None) == (line.shuts is None):
            raise CampFileError(f"phases.timetable at {line.at}: say either open or close")
    return camp
