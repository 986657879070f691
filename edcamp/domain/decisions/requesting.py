"""Asking for a published session at another time, and what organizers say to it."""

from edcamp.domain import commands as c
from edcamp.domain import records as r
from edcamp.domain import rules
from edcamp.domain.camp import Camp, Phase, Wish
from edcamp.domain.decision import NOTHING, Decision, Decisions, one
from edcamp.domain.ids import Instant, PersonId
from edcamp.domain.refusals import Refused
from edcamp.domain.requests import is_ahead, is_open, other_times, requests_by, stands


def _request_time(camp: Camp, ask: c.RequestTime, by: PersonId, now: Instant) -> Decision:
    rules.joined(camp, by)
    if not ask.wanted:
        request = camp.requests.get(Wish(ask.topic, ask.slot, ask.to).key)
        had = request is not None and request.backer(by) is not None
        return one(r.RequestDropped(by, ask.topic, ask.slot, ask.to)) if had else NOTHING
    if Phase.CLOSED in camp.phases:
        raise Refused("camp-closed")
    topic = rules.topic_on_wall(camp, ask.topic)
    wish = Wish(topic.id, ask.slot, ask.to)
    _check(camp, wish, topic.title, now)
    request = camp.requests.get(wish.key)
    mine = request.backer(by) if request is not None else None
    reason = rules.reason(ask.reason) if ask.reason is not None else mine.reason if mine is not None else ""
    if mine is not None:
        return NOTHING if mine.reason == reason else one(r.TimeRequested(by, topic.id, wish.slot, wish.to, reason))
    had_already = sum(is_open(camp, other.wish, now) for other in requests_by(camp, by))
    if had_already >= rules.REQUESTS_PER_PERSON:
        raise Refused("requests-many", had_already)
    return one(r.TimeRequested(by, topic.id, wish.slot, wish.to, reason))


def _check(camp: Camp, wish: Wish, title: str, now: Instant) -> None:
    """Raises ``Refused`` for what nobody can grant."""
    rules.session_slot(camp, wish.slot)
    if not stands(camp, Wish(wish.topic, wish.slot)):
        raise Refused("not-on", title)
    if not is_ahead(camp, wish.slot, now):
        raise Refused("request-late", title)
    if wish.to is None:
        if not other_times(camp, wish.topic, wish.slot, now):
            raise Refused("no-other-time", title)
        return
    rules.session_slot(camp, wish.to)
    if not stands(camp, wish):
        raise Refused("request-same", title)
    if not is_ahead(camp, wish.to, now):
        raise Refused("slot-begun", camp.slots[wish.to].title)


def _decline_request(camp: Camp, ask: c.DeclineRequest, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    asked = Wish(ask.topic, ask.slot, ask.to).key in camp.requests
    return one(r.RequestDeclined(ask.topic, ask.slot, ask.to)) if asked else NOTHING


DECISIONS: Decisions = {
    c.RequestTime: _request_time,
    c.DeclineRequest: _decline_request,
}

NEED_A_PERSON = (c.RequestTime,)
