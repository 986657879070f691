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
    Planned,
    Topic,
)
from edcamp.domain.changes import Fold, Folds, Restores, put
from edcamp.domain.ids import AnnouncementId, PersonId
from edcamp.domain.meant import people_meant
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
    return _set_announcement(_made(camp, record.announcement, fold), record.announcement, announcement, fold)


def _made(camp: Camp, announcement: AnnouncementId, fold: Fold) -> Camp:
    """It is planned no more; and an undo does not plan it again, for a time that is past."""
    if announcement not in camp.planned:
        return camp
    fold.changes.organizers.add(f"planned/{announcement}")
    return camp.but(planned=camp.planned.delete(announcement))


def _people_told(camp: Camp, record: r.PeopleTold, fold: Fold) -> Camp:
    for person in sorted(people_meant(camp, record.whom, fold.at, fold.entry.by)):
        notice = Notice(fold.notice_id(), fold.at, NoticeKind.ANNOUNCED, title=record.text)
        camp = tell(camp, person, notice, fold)
    return _made(camp, record.announcement, fold)


def _announcement_planned(camp: Camp, record: r.AnnouncementPlanned, fold: Fold) -> Camp:
    planned = Planned(record.announcement, record.text, record.at, record.until, record.whom)
    return _set_planned(camp, record.announcement, planned, fold)


def _set_planned(camp: Camp, key: str, planned: Planned | None, fold: Fold) -> Camp:
    fold.changes.touched.append(("planned", key))
    fold.changes.organizers.add(f"planned/{key}")
    return camp.but(planned=put(camp.planned, key, planned))


def _announcement_ended(camp: Camp, record: r.AnnouncementEnded, fold: Fold) -> Camp:
    if record.announcement in camp.planned:
        return _set_planned(camp, record.announcement, None, fold)
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
    r.AnnouncementPlanned: _announcement_planned,
    r.PeopleTold: _people_told,
    r.AnnouncementEnded: _announcement_ended,
    r.NoticesSeen: _notices_seen,
}

RESTORES: Restores = {"announcement": _set_announcement, "planned": _set_planned}
