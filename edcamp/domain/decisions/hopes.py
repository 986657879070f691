"""What voters hope for from a topic."""

from edcamp.domain import commands as c
from edcamp.domain import records as r
from edcamp.domain import rules
from edcamp.domain.camp import Camp, Phase, Weight
from edcamp.domain.decision import NOTHING, Decision, Decisions, one
from edcamp.domain.hopes import hope_of, hopes_for
from edcamp.domain.ids import Instant, PersonId
from edcamp.domain.refusals import Refused


def _set_hope(camp: Camp, ask: c.SetHope, by: PersonId, now: Instant) -> Decision:
    rules.joined(camp, by)
    topic, text = rules.topic_on_wall(camp, ask.topic), rules.hope(ask.text)
    if Phase.CLOSED in camp.phases:
        raise Refused("camp-closed")
    said = hope_of(camp, by, topic.id)
    if text == (said.text if said is not None else ""):
        return NOTHING
    if text and camp.vote_of(by, topic.id) is Weight.NONE:
        raise Refused("hope-no-vote", topic.title)
    return one(r.HopeSet(topic.id, by, text))


def _hide_hope(camp: Camp, ask: c.HideHope, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    topic = rules.topic_on_wall(camp, ask.topic)
    hope = next((hope for hope in hopes_for(camp, topic.id) if hope.number == ask.hope), None)
    if hope is None:
        raise Refused("hope-unknown", topic.title)
    return NOTHING if hope.hidden == ask.hidden else one(r.HopeHidden(topic.id, hope.number, ask.hidden))


DECISIONS: Decisions = {c.SetHope: _set_hope, c.HideHope: _hide_hope}

NEED_A_PERSON = (c.SetHope,)
