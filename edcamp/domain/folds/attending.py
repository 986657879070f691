"""Who is in which session, and how many."""

from immutables import Map
from msgspec.structs import replace

from edcamp.domain import records as r
from edcamp.domain.camp import Camp, Stay
from edcamp.domain.changes import Fold, Folds, put
from edcamp.domain.ids import Instant, PersonId, SlotId


def _came_to(camp: Camp, record: r.CameTo, fold: Fold) -> Camp:
    """Whoever goes on to the next slot is counted in the one before still: they were there until it ended.

    What was said before something that is known already ends where that begins.
    """
    at = record.at if record.at is not None else fold.at
    known = camp.stays.get(record.person, ())
    later = [stay for stay in known if stay.since > at]
    stays = []
    for stay in known[: len(known) - len(later)]:
        if stay.until is None and (stay.slot == record.slot or _goes_on(camp, stay.slot, at)):
            camp = _counted(camp, stay, -1, fold)
            stay = replace(stay, until=at)
        elif stay.until is not None and stay.until > at:
            stay = replace(stay, until=at)
        stays.append(stay)
    if record.topic is not None:
        next_one = later[0] if later else None
        ends = next_one is not None and (next_one.slot == record.slot or _goes_on(camp, record.slot, next_one.since))
        stays.append(Stay(record.slot, record.topic, at, next_one.since if ends and next_one is not None else None))
        if not ends:
            camp = _counted(camp, stays[-1], 1, fold)
    fold.changes.person(record.person, "stays")
    return camp.but(stays=camp.stays.set(record.person, (*stays, *later)))


def _goes_on(camp: Camp, slot: SlotId, at: Instant) -> bool:
    found = camp.slots.get(slot)
    return found is not None and found.end > at


def forget_stays(camp: Camp, person: PersonId, fold: Fold) -> Camp:
    """Nobody is counted who is forgotten."""
    for stay in camp.stays.get(person, ()):
        if stay.until is None:
            camp = _counted(camp, stay, -1, fold)
    fold.changes.person(person, "stays")
    return camp.but(stays=put(camp.stays, person, None))


def _counted(camp: Camp, stay: Stay, by: int, fold: Fold) -> Camp:
    fold.changes.public.add(f"headcount/{stay.slot}")
    counts = camp.headcounts.get(stay.slot, Map())
    counts = put(counts, stay.topic, counts.get(stay.topic, 0) + by or None)
    return camp.but(headcounts=put(camp.headcounts, stay.slot, counts or None))


FOLDS: Folds = {r.CameTo: _came_to}
