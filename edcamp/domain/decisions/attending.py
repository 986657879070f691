"""Being there."""

from edcamp.domain import commands as c
from edcamp.domain import records as r
from edcamp.domain import rules
from edcamp.domain.camp import FROZEN_BEFORE, Camp, Phase
from edcamp.domain.decision import NOTHING, Decision, Decisions, one
from edcamp.domain.ids import Instant, PersonId
from edcamp.domain.refusals import Refused


def _be_at(camp: Camp, ask: c.BeAt, by: PersonId, now: Instant) -> Decision:
    rules.joined(camp, by)
    if Phase.CLOSED in camp.phases:
        raise Refused("camp-closed")
    said = now if ask.at is None else min(ask.at, now)
    at = said if said < now else None
    today = rules.same_day(camp, said, now)
    stays = [stay for stay in camp.stays.get(by, ()) if stay.since <= said]
    last = stays[-1] if stays and stays[-1].slot == ask.slot else None
    if ask.topic is None:
        slot = camp.slots.get(ask.slot)
        over = slot is None or said >= slot.end  # whoever stayed until then need not say that they leave
        there = last is not None and last.until is None
        return one(r.CameTo(by, ask.slot, at=at)) if there and today and not over else NOTHING
    rules.session_slot(camp, ask.slot)
    topic, slot = rules.topic_on_wall(camp, ask.topic), camp.slots[ask.slot]
    if last is not None and last.topic == topic.id and (last.until is None or last.until > said):
        return NOTHING
    shown = camp.published.of(topic.id) if camp.published is not None else ()
    if not any(placement.slot == slot.id and camp.stands(placement) for placement in shown):
        raise Refused("not-on", topic.title)
    if not today or said >= slot.end:
        raise Refused("over", topic.title)
    if said < slot.start - FROZEN_BEFORE:
        raise Refused("not-yet", topic.title)
    return one(r.CameTo(by, slot.id, topic.id, at))


DECISIONS: Decisions = {c.BeAt: _be_at}

NEED_A_PERSON = (c.BeAt,)
