"""Who is in which session, and how many."""

from immutables import Map
from msgspec.structs import replace

from edcamp.domain import records as r
from edcamp.domain.camp import Camp, Stay
from edcamp.domain.changes import Fold, Folds, put
from edcamp.domain.ids import PersonId


def _came_to(camp: Camp, record: r.CameTo, fold: Fold) -> Camp:
    """Whoever goes on to the next slot is counted in the one before still: they were there until it ended."""
    stays = []
    for stay in camp.stays.get(record.person, ()):
        slot = camp.slots.get(stay.slot)
        going_on = stay.slot == record.slot or (slot is not None and slot.end > fold.at)
        if stay.until is None and going_on:
            camp = _counted(camp, stay, -1, fold)
            stay = replace(stay, until=fold.at)
        stays.append(stay)
    if record.topic is not None:
        stays.append(Stay(record.slot, record.topic, fold.at))
        camp = _counted(camp, stays[-1], 1, fold)
    fold.changes.person(record.person, "stays")
    return camp.but(stays=camp.stays.set(record.person, tuple(stays)))


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
