"""Hosts who need somebody of the organizers in their room."""

from edcamp.domain import commands as c
from edcamp.domain import records as r
from edcamp.domain import rules
from edcamp.domain.camp import Camp, Phase
from edcamp.domain.decision import NOTHING, Decision, Decisions, one
from edcamp.domain.hands import hand_at
from edcamp.domain.ids import Instant, PersonId
from edcamp.domain.refusals import Refused


def _need_hand(camp: Camp, ask: c.NeedHand, by: PersonId, now: Instant) -> Decision:
    rules.joined(camp, by)
    if Phase.CLOSED in camp.phases:
        raise Refused("camp-closed")
    topic = rules.topic_on_wall(camp, ask.topic)
    if by not in topic.hosts:
        raise Refused("not-host", topic.title)
    asked = hand_at(camp, topic.id, ask.slot) is not None
    if asked == ask.needed:
        return NOTHING
    if ask.needed:
        shown = camp.published.of(topic.id) if camp.published is not None else ()
        if not any(p.slot == ask.slot and camp.stands(p) for p in shown):
            raise Refused("session-moved", topic.title)
        if now >= camp.slots[ask.slot].end:
            raise Refused("slot-over", topic.title)
    return one(r.HandNeeded(by, topic.id, ask.slot, ask.needed))


def _give_hand(camp: Camp, ask: c.GiveHand, by: PersonId, now: Instant) -> Decision:
    rules.organizer(camp, by)
    topic = rules.known_topic(camp, ask.topic)
    hand = hand_at(camp, topic.id, ask.slot)
    if hand is None:
        if ask.done:
            return NOTHING
        raise Refused("hand-unknown", topic.title)
    if not ask.done and hand.coming is not None:
        return NOTHING
    return one(r.HandGiven(by, topic.id, ask.slot, ask.done))


DECISIONS: Decisions = {c.NeedHand: _need_hand, c.GiveHand: _give_hand}

NEED_A_PERSON = (c.NeedHand, c.GiveHand)
