"""Announcements, notices, and whose day is no longer what it was."""

from collections.abc import Iterable

from msgspec.structs import replace

from edcamp.domain import records as r
from edcamp.domain.camp import (
    Announcement,
    Camp,
    Notice,
    NoticeKind,
    Placement,
    Topic,
)
from edcamp.domain.changes import Fold, Folds, Restores, put
from edcamp.domain.ids import PersonId
from edcamp.domain.notices import placement_notice

NOTICES_KEPT = 20
"""Unread notices per person. Nobody reads further back, and the wire stays small."""


def tell(camp: Camp, person: PersonId, notice: Notice, fold: Fold) -> Camp:
    held = (*camp.notices.get(person, ()), notice)
    for gone in held[:-NOTICES_KEPT]:
        fold.changes.person(person, f"notice/{gone.id}")
    fold.changes.person(person, f"notice/{notice.id}")
    return camp.but(notices=camp.notices.set(person, held[-NOTICES_KEPT:]))


def sitting_notice(kind: NoticeKind, topic: Topic, old: Placement | None, new: Placement | None, fold: Fold) -> Notice:
    return replace(placement_notice(kind, topic, old, new, fold.at), id=fold.notice_id())


def days_changed(camp: Camp, people: Iterable[PersonId], fold: Fold) -> Camp:
    if camp.published is not None or ("published", "") in fold.changes.touched:
        for person in people:
            fold.changes.person(person, "day")
    return camp


def _announced(camp: Camp, record: r.Announced, fold: Fold) -> Camp:
    announcement = Announcement(record.announcement, record.text, fold.at, record.until)
    return _set_announcement(camp, record.announcement, announcement, fold)


def _announcement_ended(camp: Camp, record: r.AnnouncementEnded, fold: Fold) -> Camp:
    return _set_announcement(camp, record.announcement, None, fold)


def _set_announcement(camp: Camp, key: str, announcement: Announcement | None, fold: Fold) -> Camp:
    fold.changes.touched.append(("announcement", key))
    fold.changes.public.add(f"announcement/{key}")
    return camp.but(announcements=put(camp.announcements, key, announcement))


def _notices_seen(camp: Camp, record: r.NoticesSeen, fold: Fold) -> Camp:
    held = camp.notices.get(record.person, ())
    for notice in held:
        if notice.id <= record.up_to:
            fold.changes.person(record.person, f"notice/{notice.id}")
    left = tuple(notice for notice in held if notice.id > record.up_to)
    return camp.but(notices=put(camp.notices, record.person, left or None))


FOLDS: Folds = {
    r.Announced: _announced,
    r.AnnouncementEnded: _announcement_ended,
    r.NoticesSeen: _notices_seen,
}

RESTORES: Restores = {"announcement": _set_announcement}
