"""Announcements and notices."""

from edcamp.domain import commands as c
from edcamp.domain import records as r
from edcamp.domain import rules
from edcamp.domain.camp import Camp
from edcamp.domain.decision import NOTHING, Decision, Decisions, one
from edcamp.domain.ids import Instant, PersonId
from edcamp.domain.refusals import Refused


def _announce(camp: Camp, ask: c.Announce, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    rules.fresh_id(ask.announcement)
    text = rules.one_line(ask.text)
    if not text:
        raise Refused("text-empty")
    if len(text) > rules.ANNOUNCEMENT_MAX:
        raise Refused("text-long", len(text))
    if ask.announcement in camp.announcements:
        raise Refused("announcement-exists", ask.announcement)
    on_show = [a for a in camp.announcements.values() if a.until is None or a.until > now]
    if len(on_show) >= rules.ANNOUNCEMENTS_MAX:
        raise Refused("announcements-many", len(on_show))
    return one(r.Announced(ask.announcement, text, ask.until))


def _end_announcement(camp: Camp, ask: c.EndAnnouncement, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    return one(r.AnnouncementEnded(ask.announcement)) if ask.announcement in camp.announcements else NOTHING


def _see_notices(camp: Camp, ask: c.SeeNotices, by: PersonId, now: Instant) -> Decision:
    rules.joined(camp, by)
    unseen = [notice.id for notice in camp.notices.get(by, ()) if notice.id <= ask.up_to]
    return one(r.NoticesSeen(by, max(unseen))) if unseen else NOTHING


DECISIONS: Decisions = {
    c.Announce: _announce,
    c.EndAnnouncement: _end_announcement,
    c.SeeNotices: _see_notices,
}

NEED_A_PERSON = (c.SeeNotices,)
