"""Announcements and notices."""

from edcamp.domain import commands as c
from edcamp.domain import records as r
from edcamp.domain import rules
from edcamp.domain.camp import Camp, Whom
from edcamp.domain.decision import NOTHING, Decision, Decisions, one
from edcamp.domain.ids import Instant, PersonId
from edcamp.domain.meant import people_meant
from edcamp.domain.refusals import Refused


def _announce(camp: Camp, ask: c.Announce, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    rules.fresh_id(ask.announcement)
    text = rules.one_line(ask.text)
    if not text:
        raise Refused("text-empty")
    if len(text) > rules.ANNOUNCEMENT_MAX:
        raise Refused("text-long", len(text))
    if ask.announcement in camp.announcements or ask.announcement in camp.planned:
        raise Refused("announcement-exists", ask.announcement)
    if ask.whom is not None:
        _known(camp, ask.whom)
    if ask.at is not None and ask.at > now:
        if len(camp.planned) >= rules.PLANNED_MAX:
            raise Refused("planned-many", len(camp.planned))
        if ask.until is not None and ask.until <= ask.at:
            raise Refused("announcement-times", text)
        return one(r.AnnouncementPlanned(ask.announcement, text, ask.at, ask.until, ask.whom))
    if ask.whom is not None:
        if not people_meant(camp, ask.whom, now, by):
            raise Refused("nobody-meant", text)
        return one(r.PeopleTold(ask.announcement, text, ask.whom))
    on_show = [a for a in camp.announcements.values() if a.until is None or a.until > now]
    if len(on_show) >= rules.ANNOUNCEMENTS_MAX:
        raise Refused("announcements-many", len(on_show))
    return one(r.Announced(ask.announcement, text, ask.until))


def _known(camp: Camp, whom: Whom) -> None:
    if (whom.room is None) == (whom.topic is None):
        raise Refused("bad-command", "whom")
    if whom.room is not None:
        rules.known_room(camp, whom.room)
    if whom.topic is not None:
        rules.topic_on_wall(camp, whom.topic)


def _make_announcement(camp: Camp, ask: c.MakeAnnouncement, by: PersonId | None, now: Instant) -> Decision:
    """However many are on show: whoever planned it is not here to choose."""
    rules.organizer(camp, by)
    planned = camp.planned.get(ask.announcement)
    if planned is None or planned.at > now:
        return NOTHING
    if planned.whom is None:
        return one(r.Announced(planned.id, planned.text, planned.until))
    return one(r.PeopleTold(planned.id, planned.text, planned.whom))


def _end_announcement(camp: Camp, ask: c.EndAnnouncement, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    known = ask.announcement in camp.announcements or ask.announcement in camp.planned
    return one(r.AnnouncementEnded(ask.announcement)) if known else NOTHING


def _see_notices(camp: Camp, ask: c.SeeNotices, by: PersonId, now: Instant) -> Decision:
    rules.joined(camp, by)
    unseen = [notice.id for notice in camp.notices.get(by, ()) if notice.id <= ask.up_to]
    return one(r.NoticesSeen(by, max(unseen))) if unseen else NOTHING


DECISIONS: Decisions = {
    c.Announce: _announce,
    c.MakeAnnouncement: _make_announcement,
    c.EndAnnouncement: _end_announcement,
    c.SeeNotices: _see_notices,
}

NEED_A_PERSON = (c.SeeNotices,)
