"""The pocket kit: what a host needs in the room, on one page."""

from typing import cast

from edcamp.domain import documents
from edcamp.domain.assignments import CLOSING
from edcamp.domain.camp import Phase, Placement, Topic
from edcamp.domain.days import help_at
from edcamp.domain.documents import HopeDocument, TopicDocument
from edcamp.domain.ids import PersonId
from edcamp.web.bodies import first
from edcamp.web.contexts import KitPage, KitSession
from edcamp.web.visit import Visit

MINUTE_MS = 60_000


def kit_of(visit: Visit, topic: Topic, expected: str) -> KitPage:
    """For a host of the topic. ``expected``: how many people will come, in words."""
    camp, person = visit.camp, cast(PersonId, visit.person)
    sessions = visit.sessions().get(topic.id, ())
    hopes = documents.person_document(camp, visit.names, person, f"hopes/{topic.id}") or ()
    return KitPage(
        topic=cast(TopicDocument, documents.public_document(camp, visit.names, f"topic/{topic.id}")),
        sessions=tuple(_session(visit, p) for p in sessions if camp.slots[p.slot].end > visit.now),
        scheduled=bool(sessions),
        expected=expected,
        hopes=cast(tuple[HopeDocument, ...], hopes),
        link=first(visit.typed, "link") if "link" in visit.typed else topic.notes or "",
        open=Phase.CLOSED not in camp.phases,
    )


def _session(visit: Visit, placement: Placement) -> KitSession:
    slot, now = visit.camp.slots[placement.slot], visit.now
    left = slot.end - now if slot.start <= now else 0
    return KitSession(
        slot=slot.id,
        place=visit.place(placement),
        begins=-(-max(0, slot.start - now) // MINUTE_MS),
        left=-(-left // MINUTE_MS),
        closing=0 < left <= CLOSING,
        hand=str(help_at(visit.camp, placement.topic, placement.slot) or ""),
    )
