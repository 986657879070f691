"""Published sessions that moved: the schedule, the seats that people keep, and the draft that goes along."""

from collections import Counter
from collections.abc import Iterable

from immutables import Map

from edcamp.domain import records as r
from edcamp.domain.camp import Camp, Cell, Draft, Placement, Schedule, Seats, SessionMove
from edcamp.domain.changes import Fold, Folds
from edcamp.domain.documents import differs
from edcamp.domain.folds.draft import set_draft
from edcamp.domain.folds.publishing import set_published
from edcamp.domain.ids import SlotId, TopicId


def _sessions_moved(camp: Camp, record: r.SessionsMoved, fold: Fold) -> Camp:
    old = camp.published
    assert old is not None  # noqa: S101 - for the type checker
    placements = _moved(old.placements, record.moves)
    seats = _kept_seats(camp, old, placements)
    number = camp.publications + 1
    along = not differs(camp)
    camp = camp.but(publications=number)
    schedule = Schedule(number, fold.at, placements, seats, partial=seats is not None)
    camp = set_published(camp, schedule, fold)
    if not along:
        return camp
    draft = _moved(camp.draft.placements, record.moves)
    placed = {p.topic for p in draft}
    return set_draft(camp, Draft(draft, tuple(u for u in camp.draft.unplaced if u.topic not in placed)), fold)


def _moved(placements: Iterable[Placement], moves: Iterable[SessionMove]) -> tuple[Placement, ...]:
    goes = {(move.topic, move.was): move.now for move in moves if move.was is not None}
    kept: list[Placement] = []
    for placement in placements:
        now: Cell | None = goes.get((placement.topic, placement.cell), placement.cell)
        if now == placement.cell:
            kept.append(placement)
        elif now is not None:
            kept.append(Placement(placement.topic, now.slot, now.room))
    kept += (Placement(m.topic, m.now.slot, m.now.room) for m in moves if m.was is None and m.now is not None)
    return tuple(sorted(kept, key=lambda p: (p.slot, p.room)))


def _kept_seats(camp: Camp, old: Schedule, placements: Iterable[Placement]) -> Seats | None:
    """People keep seats in sessions that stay in their slots, but for rooms that are too small for all of them."""
    if old.seats is None:
        return None
    rooms = {(p.topic, p.slot): p.room for p in placements}
    before = {(p.topic, p.slot): p.room for p in old.placements}
    taken: Counter[tuple[TopicId, SlotId]] = Counter()
    for by_slot in old.seats.values():
        taken.update((topic, slot) for slot, topic in by_slot.items())
    stays = set()
    for session, room in rooms.items():
        known = camp.rooms.get(room)
        if before.get(session) == room or (
            session in before and known is not None and taken[session] <= known.capacity
        ):
            stays.add(session)
    kept = {
        person: Map({slot: topic for slot, topic in by_slot.items() if (topic, slot) in stays})
        for person, by_slot in old.seats.items()
    }
    return Map({person: by_slot for person, by_slot in kept.items() if by_slot})


FOLDS: Folds = {r.SessionsMoved: _sessions_moved}
