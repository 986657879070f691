"""What people answer when they are asked to host a topic that nobody hosts."""

from edcamp.domain import commands as c
from edcamp.domain import records as r
from edcamp.domain import rules
from edcamp.domain.camp import Camp, Phase
from edcamp.domain.decision import NOTHING, Decision, Decisions
from edcamp.domain.ids import Instant, PersonId
from edcamp.domain.refusals import Refused
from edcamp.domain.seeking import asked_now, whom_to_ask, with_declined


def _decline_topic(camp: Camp, ask: c.DeclineTopic, by: PersonId, now: Instant) -> Decision:
    rules.joined(camp, by)
    topic = rules.known_topic(camp, ask.topic)
    if Phase.CLOSED in camp.phases:
        raise Refused("camp-closed")
    if topic.id not in asked_now(camp, by):
        return NOTHING
    others = whom_to_ask(with_declined(camp, topic.id, by), topic, now)
    declined: r.AnyRecord = r.HostDeclined(topic.id, by)
    return Decision((declined, r.HostSought(topic.id, others)) if others else (declined,))


NEED_A_PERSON = (c.DeclineTopic,)

DECISIONS: Decisions = {c.DeclineTopic: _decline_topic}
