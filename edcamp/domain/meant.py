"""Whom an announcement means that is not for everybody."""

from edcamp.domain.camp import Camp, Slot, Weight, Whom
from edcamp.domain.days import day_of, sessions_by_slot
from edcamp.domain.ids import Instant, PersonId, RoomId


def people_meant(camp: Camp, whom: Whom, now: Instant, but: PersonId | None = None) -> frozenset[PersonId]:
    """Those ``whom`` names, without ``but``: whoever says it knows it. Empty where the room or topic is gone."""
    found: frozenset[PersonId] = frozenset()
    if whom.room is not None:
        found = _in_room(camp, whom.room, now)
    elif whom.topic is not None and whom.topic in camp.topics:
        root = camp.root(whom.topic)
        voters = (person for person in camp.voters(root) if camp.vote_of(person, root) is not Weight.NONE)
        found = frozenset((*voters, *camp.topics[root].hosts))
    return found - {but}


def slot_on(camp: Camp, now: Instant) -> Slot | None:
    """The slot whose sessions are on, else the next one. None after the last."""
    return next((slot for slot in camp.sessions_slots() if slot.end > now), None)


def _in_room(camp: Camp, room: RoomId, now: Instant) -> frozenset[PersonId]:
    slot = slot_on(camp, now)
    if slot is None or camp.published is None:
        return frozenset()
    there = {p.topic for p in camp.published.placements if (p.slot, p.room) == (slot.id, room) and camp.stands(p)}
    by_slot = sessions_by_slot(camp)
    days = ((person, day_of(camp, person, by_slot).get(slot.id)) for person in camp.people) if there else ()
    return frozenset(person for person, stop in days if stop is not None and stop.topic in there)
