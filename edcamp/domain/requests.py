"""Sessions that people ask for at another time."""

from collections.abc import Iterator

from edcamp.domain import rules
from edcamp.domain.camp import FROZEN_BEFORE, Camp, Request, Slot, Wish
from edcamp.domain.ids import Instant, PersonId, SlotId, TopicId


def stands(camp: Camp, wish: Wish) -> bool:
    """Whether there is such a session on show, and such another time for it. Time itself is not looked at."""
    shown = [p for p in camp.published.of(wish.topic) if camp.stands(p)] if camp.published is not None else []
    if all(placement.slot != wish.slot for placement in shown):
        return False
    to = camp.slots.get(wish.to) if wish.to is not None else None
    if wish.to is None:
        return True
    return to is not None and not to.is_break and not any(rules.overlapping(camp, p.slot, to.id) for p in shown)


def is_ahead(camp: Camp, slot: SlotId, now: Instant) -> bool:
    """Whether a slot is so far away that its sessions can still be others than people know."""
    found = camp.slots.get(slot)
    return found is not None and found.start - FROZEN_BEFORE > now


def is_open(camp: Camp, wish: Wish, now: Instant) -> bool:
    """Whether what is wished can still be granted, as far as times go."""
    ahead = is_ahead(camp, wish.slot, now) and (wish.to is None or is_ahead(camp, wish.to, now))
    return ahead and stands(camp, wish)


def other_times(camp: Camp, topic: TopicId, slot: SlotId, now: Instant) -> list[Slot]:
    """Slots that a topic's session in ``slot`` can be asked for, in the order of the day."""
    if not is_ahead(camp, slot, now):
        return []
    return [s for s in camp.sessions_slots() if is_open(camp, Wish(topic, slot, s.id), now)]


def requests_by(camp: Camp, person: PersonId) -> Iterator[Request]:
    """What a person asks for, as far as it is shown."""
    for request in camp.requests.values():
        if request.backer(person) is not None and stands(camp, request.wish):
            yield request


def asked_for(camp: Camp, topic: TopicId, was: SlotId, now: SlotId) -> frozenset[PersonId]:
    """Who had asked for a session in the slot ``was`` to be in the slot ``now``, or anywhere else."""
    found = (camp.requests.get(Wish(topic, was, to).key) for to in (now, None))
    return frozenset(backer.person for request in found if request is not None for backer in request.backers)
