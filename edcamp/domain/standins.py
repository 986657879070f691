"""Who could start a topic's conversation when its host cannot come."""

from msgspec import Struct

from edcamp.domain import rules
from edcamp.domain.camp import Camp, Weight
from edcamp.domain.ids import PersonId, TopicId

OFFERED = 10


class StandIn(Struct, frozen=True):
    """``must``: whether they would not miss it. ``hosting``: how many other topics they host."""

    person: PersonId
    must: bool
    hosting: int


def stand_ins(camp: Camp, topic: TopicId) -> list[StandIn]:
    """Its voters who host nothing at its times, those first who would not miss it, and of these who host least."""
    found = camp.topics[topic]
    shown = camp.published.placements if camp.published is not None else ()
    slots = [p.slot for p in shown if p.topic == topic]
    busy = {
        host
        for p in shown
        if p.topic != topic and any(rules.overlapping(camp, p.slot, slot) for slot in slots)
        for host in camp.topics[p.topic].hosts
    }
    able = []
    for person in camp.voters(topic) - busy - {*found.hosts}:
        weight = camp.vote_of(person, topic)
        if weight is not Weight.NONE:
            able.append(StandIn(person, weight is Weight.MUST, len(camp.hosting.get(person, ()))))
    return sorted(able, key=lambda each: (not each.must, each.hosting, each.person))[:OFFERED]
