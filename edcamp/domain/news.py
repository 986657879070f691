"""Which of a person's notices to show, and in which order: the same as the browser's program does."""

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from edcamp.domain.camp import Camp, Notice, NoticeKind, Schedule
from edcamp.domain.ids import Instant
from edcamp.domain.offers import waiting

HOSTING = (NoticeKind.PLACED, NoticeKind.MOVED, NoticeKind.UNPLACED, NoticeKind.REMINDED)
"""About a topic that the person hosts, and so the most urgent there is."""

ABOUT_PLACES = (*HOSTING, NoticeKind.DAY_CHANGED, NoticeKind.GRANTED)
"""About where a topic of one's day is, or was."""

ABOUT_TIMES = (NoticeKind.TIMES, NoticeKind.SWAPPED)
"""Not about where a topic is."""


def to_tell(notices: Sequence[Notice], schedule: Schedule | None = None) -> list[Notice]:
    """Hosting first. Of several about where and when one session is, the newest alone, or it would lead to a wrong
    room; it tells the whole way from where the first one began.

    A topic with a repeat has two sessions, each with a way of its own. Of several ways of a topic those are told that
    led to where it is now.
    """
    told: list[Notice] = []
    for notice in notices:
        before = _same_session(told, notice)
        if before is not None:
            told.remove(before)
            notice = _joined(before, notice)
        told.append(notice)
    ways = Counter(notice.topic for notice in told if not _alone(notice))
    shown = [n for n in told if _alone(n) or ways[n.topic] == 1 or schedule is None or _leads_there(n, schedule)]
    return sorted(shown, key=lambda notice: notice.kind not in HOSTING)


def still_news(camp: Camp, notice: Notice, now: Instant) -> bool:
    """Nobody need be reminded of what is over, nor told of an offer that was answered."""
    if notice.kind is NoticeKind.OFFERED:
        return notice.topic is not None and waiting(camp, notice.topic)
    slot = camp.slots.get(notice.slot) if notice.slot is not None else None
    return notice.kind is not NoticeKind.REMINDED or (slot is not None and slot.end > now)


def _alone(notice: Notice) -> bool:
    """Not about where a topic is."""
    about_others = (
        *(NoticeKind.MERGED, NoticeKind.PARTED, NoticeKind.RELEASED, NoticeKind.ASKED, NoticeKind.DECLINED),
        *(NoticeKind.OFFERED, NoticeKind.WELCOMED, NoticeKind.THANKED),
    )
    return notice.kind in about_others or notice.topic is None


def _same_session(told: Iterable[Notice], notice: Notice) -> Notice | None:
    """What was told of the session before: it was to be where this one tells that it was, or is."""
    if notice.kind is NoticeKind.OFFERED:  # each shows all who offer
        return next((n for n in told if (n.kind, n.topic) == (notice.kind, notice.topic)), None)
    if _alone(notice):
        return None
    mine = [n for n in told if not _alone(n) and n.topic == notice.topic]
    was, now = (notice.from_slot, notice.from_room), (notice.slot, notice.room)
    known = (was,) if notice.slot is None else (was, now)
    return next((n for cell in known for n in mine if (n.slot, n.room) == cell), None)


def _joined(before: Notice, after: Notice) -> Notice:
    kind = after.kind
    if before.kind is NoticeKind.REMINDED and before.from_slot is None:
        return after  # they knew where it was
    if kind in HOSTING and kind is not NoticeKind.REMINDED:
        kind = NoticeKind.MOVED if before.from_slot is not None else NoticeKind.PLACED
        kind = kind if after.slot is not None else NoticeKind.UNPLACED
    return replace(after, kind=kind, from_slot=before.from_slot, from_room=before.from_room)


def _leads_there(notice: Notice, schedule: Schedule) -> bool:
    """Whether the session is where this tells; or it is gone, and the person may have known of it."""
    if notice.slot is None:
        return notice.from_slot is not None
    return any((p.topic, p.slot, p.room) == (notice.topic, notice.slot, notice.room) for p in schedule.placements)
