"""How long people were in sessions, from what they said: for a certificate."""

from edcamp.domain.camp import Camp
from edcamp.domain.ids import Instant, PersonId

MINUTE = 60_000


def minutes_attended(camp: Camp, person: PersonId, now: Instant) -> int:
    """Until ``now``, in whole minutes.

    A stay begins no sooner than its slot; it ends with it, or where the next one begins.
    """
    stays = camp.stays.get(person, ())
    attended = 0
    for n, stay in enumerate(stays):
        slot = camp.slots.get(stay.slot)
        if slot is None:
            continue
        ends = [now, slot.end]
        ends += [stay.until] if stay.until is not None else []
        ends += [stays[n + 1].since] if n + 1 < len(stays) else []
        attended += max(0, min(ends) - max(stay.since, slot.start))
    return attended // MINUTE
