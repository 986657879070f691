"""Limits, words and who may do what in which phase."""

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from msgspec.structs import replace

from edcamp.domain.camp import Camp, Cell, Phase, Placement, Settings, Slot, Topic
from edcamp.domain.ids import Instant, PersonId, RoomId, SlotId, TopicId, is_id
from edcamp.domain.refusals import Refused

NAME_MAX = 60
TITLE_MIN = 3
TITLE_MAX = 120
DESCRIPTION_MAX = 2_000
TAGS_MAX = 5
TAG_MAX = 30
NEEDS_MAX = 10
INTERESTS_MAX = 20
HOSTS_MAX = 20
TOPICS_PER_PERSON = 20
TOPICS_PER_CAMP = 1_000
PEOPLE_PER_CAMP = 20_000
ROOMS_MAX = 100
SLOTS_MAX = 50
CAPACITY_MAX = 100_000
LABEL_MAX = 60
CAMP_NAME_MAX = 100
LINK_MAX = 500
ANNOUNCEMENT_MAX = 500
ANNOUNCEMENTS_MAX = 5
PLANNED_MAX = 20
KEPT_MAX = 4
REASON_MAX = 140
REQUESTS_PER_PERSON = 5
TURNS_MAX = 40
SHOWS_MAX = 120
TURN_MS = 120_000
"""How long a turn of a smackdown is."""
SLOT_LENGTH_MAX = 24 * 3_600_000
LIST_ROWS_MAX = 5_000
FIRST_TIMERS_MAX = 60
HOPE_MAX = 200
FORECAST_LOW_PERCENT = 40
"""Of the people who voted for a topic, so many come to it at least, and ``FORECAST_HIGH_PERCENT`` at most; why, is in
docs/votes.md.
"""
FORECAST_HIGH_PERCENT = 80
VOTES_BALLAST = 10
"""Added to the votes that a topic could have got, so that the first votes on a late one do not put it on top."""
COMMANDS_PER_MESSAGE = 32
BODY_MAX = 64 * 1024

TIME_ZONES = frozenset(available_timezones())

TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Make a page show the words after them backwards. Right-to-left languages do without."""

INVISIBLE = ("Cc", "Cf", "Zs", "Zl", "Zp")


def one_line(text: str) -> str:
    """Text as people meant it: composed, without control characters, single spaces, trimmed; empty if none of it shows.

    Joiners stay: emoji and some scripts are written with them.
    """
    printable = "".join(" " if c.isspace() else c for c in text if c.isspace() or not _controls(c))
    composed = unicodedata.normalize("NFC", " ".join(printable.split()))
    return composed if any(unicodedata.category(c) not in INVISIBLE for c in composed) else ""


def _controls(c: str) -> bool:
    return c in TURNING or unicodedata.category(c) == "Cc"


def several_lines(text: str) -> str:
    """As ``one_line`` for each line; at most one empty line between two others."""
    lines = [one_line(line) for line in text.splitlines()]
    kept = [line for i, line in enumerate(lines) if line or (i and lines[i - 1])]
    return "\n".join(kept).strip()


def person_name(text: str) -> str:
    name = one_line(text)
    if not name:
        raise Refused("name-empty", text)
    if len(name) > NAME_MAX:
        raise Refused("name-long", len(name))
    return name


def title(text: str) -> str:
    cleaned = one_line(text)
    if len(cleaned) < TITLE_MIN:
        raise Refused("title-short", cleaned)
    if len(cleaned) > TITLE_MAX:
        raise Refused("title-long", len(cleaned))
    return cleaned


def description(text: str) -> str:
    cleaned = several_lines(text)
    if len(cleaned) > DESCRIPTION_MAX:
        raise Refused("description-long", len(cleaned))
    return cleaned


def labels(words: Iterable[str], most: int, code: str) -> tuple[str, ...]:
    """Tags, needs and interests: lower case, each once, in the order given; empty ones fall away."""
    cleaned = tuple(dict.fromkeys(word for word in (one_line(raw).lower() for raw in words) if word))
    if len(cleaned) > most:
        raise Refused(code, len(cleaned))
    for word in cleaned:
        if len(word) > TAG_MAX:
            raise Refused("tag-long", word)
    return cleaned


def tags(words: Iterable[str]) -> tuple[str, ...]:
    return labels(words, TAGS_MAX, "tags-many")


def needs(words: Iterable[str]) -> tuple[str, ...]:
    return labels(words, NEEDS_MAX, "needs-many")


def interests(words: Iterable[str]) -> tuple[str, ...]:
    return labels(words, INTERESTS_MAX, "interests-many")


def reason(text: str) -> str:
    cleaned = one_line(text)
    if len(cleaned) > REASON_MAX:
        raise Refused("reason-long", len(cleaned))
    return cleaned


def label(text: str, code: str, most: int = LABEL_MAX) -> str:
    cleaned = one_line(text)
    if not 1 <= len(cleaned) <= most:
        raise Refused(code, cleaned)
    return cleaned


def link(text: str | None, code: str = "room-link") -> str | None:
    if text is None or not text.strip():
        return None
    cleaned = text.strip()
    if not cleaned.startswith(("https://", "http://")) or len(cleaned) > LINK_MAX or any(c.isspace() for c in cleaned):
        raise Refused(code, cleaned[:LINK_MAX])
    return cleaned


def notes_link(text: str | None) -> str | None:
    """As ``link``. People are shown the host that it leads to, so it has one, and nothing that would belie it."""
    scheme, colon, rest = (text or "").strip().partition(":")
    cleaned = link(f"{scheme.lower()}{colon}{rest}", "notes-link")
    if cleaned is None:
        return None
    try:
        parts = urlsplit(cleaned)
        honest = parts.hostname and "@" not in parts.netloc and "\\" not in cleaned and cleaned.isprintable()
    except ValueError:
        honest = False
    if not honest:
        raise Refused("notes-link", cleaned)
    return cleaned


def hope(text: str) -> str:
    cleaned = one_line(text)
    if len(cleaned) > HOPE_MAX:
        raise Refused("hope-long", len(cleaned))
    return cleaned


def forecast(votes: int) -> tuple[int, int]:
    """How many of the people who voted for a topic will come to it: at least and at most, where anybody voted."""
    low, high = ((votes * percent + 50) // 100 for percent in (FORECAST_LOW_PERCENT, FORECAST_HIGH_PERCENT))
    return max(1, low), max(1, high)


def settings(wanted: Settings) -> Settings:
    if wanted.time_zone not in TIME_ZONES:
        raise Refused("time-zone", wanted.time_zone)
    name = label(wanted.name, "camp-name", CAMP_NAME_MAX)
    if not 0 <= wanted.first_timers <= FIRST_TIMERS_MAX:
        raise Refused("first-timers-minutes", wanted.first_timers)
    return replace(wanted, name=name, tags=interests(wanted.tags))


def fresh_id(ident: str) -> None:
    if not is_id(ident):
        raise Refused("bad-id", ident[:80])


def joined(camp: Camp, person: PersonId | None) -> PersonId:
    if person is None or person not in camp.people:
        raise Refused("not-joined")
    return person


def organizer(camp: Camp, person: PersonId | None) -> None:
    """Organizers and the system itself (None: the operator and the clock)."""
    if person is not None and not camp.is_organizer(person):
        raise Refused("not-organizer")


def phase_open(camp: Camp, phase: Phase, person: PersonId | None) -> None:
    """Organizers may gather while gathering is closed; nobody may vote while voting is, or do anything when all is."""
    if Phase.CLOSED in camp.phases:
        raise Refused("camp-closed")
    if phase in camp.phases or (phase is Phase.GATHER and camp.is_organizer(person)):
        return
    raise Refused(f"phase-{phase}-closed")


def in_turn(camp: Camp, person: PersonId, now: Instant) -> None:
    """Where the camp lets first-timers propose first, the others wait until it is their turn; organizers do not."""
    begins = camp.others_from
    if begins is not None and now < begins and not (camp.people[person].first_time or camp.is_organizer(person)):
        raise Refused("first-timers-first", -(-(begins - now) // 60_000))


def phases_with(phases: frozenset[Phase], phase: Phase, is_open: bool) -> frozenset[Phase]:
    """``plan``, ``run`` and ``closed`` exclude one another; a closed camp gathers and votes no more."""
    if not is_open:
        return phases - {phase}
    if phase is Phase.CLOSED:
        return frozenset({Phase.CLOSED})
    if phase in (Phase.GATHER, Phase.VOTE):
        return (phases - {Phase.CLOSED}) | {phase}
    return (phases - {Phase.PLAN, Phase.RUN, Phase.CLOSED}) | {phase}


def topic_on_wall(camp: Camp, topic: TopicId) -> Topic:
    """The topic, or the one it was merged into: an offline phone may not know yet."""
    found = camp.topics.get(camp.root(topic))
    if found is None:
        raise Refused("topic-unknown", topic)
    if not found.on_wall:
        raise Refused("topic-gone", found.title)
    return found


def known_topic(camp: Camp, topic: TopicId) -> Topic:
    found = camp.topics.get(topic)
    if found is None:
        raise Refused("topic-unknown", topic)
    return found


def session_slot(camp: Camp, slot: SlotId) -> None:
    found = camp.slots.get(slot)
    if found is None:
        raise Refused("slot-unknown", slot)
    if found.is_break:
        raise Refused("slot-break", found.title)


def known_slot(camp: Camp, slot: SlotId) -> Slot:
    """A slot or a break."""
    found = camp.slots.get(slot)
    if found is None:
        raise Refused("slot-unknown", slot)
    return found


def known_room(camp: Camp, room: RoomId) -> None:
    if room not in camp.rooms:
        raise Refused("room-unknown", room)


def open_cell(camp: Camp, cell: Cell) -> None:
    """Raises ``Refused`` where nothing can take place."""
    session_slot(camp, cell.slot)
    known_room(camp, cell.room)
    room = camp.rooms[cell.room]
    if cell.slot in room.closed:
        raise Refused("room-closed", room.name)


def same_day(camp: Camp, one: Instant, other: Instant) -> bool:
    """By the calendar that hangs at the camp."""
    zone = ZoneInfo(camp.settings.time_zone)
    first, second = (datetime.fromtimestamp(at / 1000, zone).date() for at in (one, other))
    return first == second


def overlapping(camp: Camp, a: SlotId, b: SlotId) -> bool:
    """True for one and the same slot, and for two that share time."""
    first, second = camp.slots.get(a), camp.slots.get(b)
    return a == b or (
        first is not None and second is not None and first.start < second.end and second.start < first.end
    )


def double_booked(
    camp: Camp, placements: Sequence[Placement], moving: Collection[Cell] | None = None
) -> tuple[Placement, Placement] | None:
    """Two placements that want one host at the same time, or None. With ``moving``: one of them is in these cells.

    A topic and its repeat want the same host, also while nobody is known to be it.
    """
    wanted: dict[PersonId | tuple[TopicId], list[Placement]] = {}
    for placement in placements:
        hosts: tuple[PersonId | tuple[TopicId], ...] = camp.topics[placement.topic].hosts
        for host in ((placement.topic,), *hosts):
            for other in wanted.setdefault(host, []):
                concerned = moving is None or placement.cell in moving or other.cell in moving
                if concerned and overlapping(camp, placement.slot, other.slot):
                    return other, placement
            wanted[host].append(placement)
    return None
