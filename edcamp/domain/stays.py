"""How long people were in sessions, from what they said: for a certificate."""

from collections.abc import Iterator

from edcamp.domain.camp import Camp, Stay
from edcamp.domain.ids import Instant, PersonId, TopicId

MINUTE = 60_000


def minutes_attended(camp: Camp, person: PersonId, now: Instant) -> int:
    """Until ``now``, in whole minutes."""
    return sum(length for _, length in _lengths(camp, person, now)) // MINUTE


def minutes_by_topic(camp: Camp, person: PersonId, now: Instant) -> dict[TopicId, int]:
    """The same for each topic that they were at for a minute or more, in the order of the day."""
    lengths: dict[TopicId, int] = {}
    for stay, length in _lengths(camp, person, now):
        lengths[stay.topic] = lengths.get(stay.topic, 0) + length
    return {topic: length // MINUTE for topic, length in lengths.items() if length >= MINUTE}


def _lengths(camp: Camp, person: PersonId, now: Instant) -> Iterator[tuple[Stay, int]]:
    """A stay begins no sooner than its slot; it ends with it, or where the next one begins."""
    stays = camp.stays.get(person, ())
    for n, stay in enumerate(stays):
        slot = camp.slots.get(stay.slot)
        if slot is None:
            continue
        ends = [now, slot.end]
        ends += [stay.until] if stay.until is not None else []
        ends += [stays[n + 1].since] if n + 1 < len(stays) else []
        yield stay, max(0, min(ends) - max(stay.since, slot.start))
