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
    stays = camp.stays.get(by, ())
    at = stays[-1].topic if stays and stays[-1].slot == ask.slot and stays[-1].until is None else None
    if ask.topic is None:
        slot = camp.slots.get(ask.slot)
        over = slot is None or now >= slot.end  # whoever stayed until then need not say that they leave
        return NOTHING if at is None or over else one(r.CameTo(by, ask.slot))
    rules.session_slot(camp, ask.slot)
    topic, slot = rules.topic_on_wall(camp, ask.topic), camp.slots[ask.slot]
    if topic.id == at:
        return NOTHING
    shown = camp.published.of(topic.id) if camp.published is not None else ()
    if not any(placement.slot == slot.id and camp.stands(placement) for placement in shown):
        raise Refused("not-on", topic.title)
    if now < slot.start - FROZEN_BEFORE:
        raise Refused("not-yet", topic.title)
    if now >= slot.end:
        raise Refused("over", topic.title)
    return one(r.CameTo(by, slot.id, topic.id))


DECISIONS: Decisions = {c.BeAt: _be_at}

NEED_A_PERSON = (c.BeAt,)
