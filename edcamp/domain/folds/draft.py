"""The draft: plans adopted, hands that move, what can no longer take place."""

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from edcamp.domain import records as r
from edcamp.domain.camp import (
    Camp,
    Cell,
    Draft,
    Placement,
)
from edcamp.domain.changes import Fold, Folds, Restores


def set_draft(camp: Camp, draft: Draft, fold: Fold) -> Camp:
    fold.changes.touched.append(("draft", ""))
    fold.changes.organizers.add("draft")
    return camp.but(draft=draft, draft_seq=fold.entry.seq)


def by_hand(camp: Camp, placements: Iterable[Placement], fold: Fold) -> Camp:
    """A draft that a hand has moved is no longer the solver's: its value and bound are gone."""
    kept = tuple(sorted(placements, key=lambda p: (p.slot, p.room)))
    placed = {p.topic for p in kept}
    unplaced = tuple(u for u in camp.draft.unplaced if u.topic not in placed)
    return set_draft(camp, Draft(kept, unplaced), fold)


def keep_placements(camp: Camp, fold: Fold) -> Camp:
    """Drops from the draft what can no longer take place: its topic left the wall, its room or slot is gone, or it is
    a repeat to which nobody agrees (any more).
    """
    kept = camp.tenable(camp.draft.placements, fold.at)
    return camp if len(kept) == len(camp.draft.placements) else by_hand(camp, kept, fold)


def _plan_adopted(camp: Camp, record: r.PlanAdopted, fold: Fold) -> Camp:
    placements = tuple(sorted(record.placements, key=lambda p: (p.slot, p.room)))
    return set_draft(camp, Draft(placements, record.unplaced, record.value, record.bound), fold)


def _topic_placed(camp: Camp, record: r.TopicPlaced, fold: Fold) -> Camp:
    cell = Cell(record.slot, record.room)
    stays = (cell, record.beside)
    others = [p for p in camp.draft.placements if (p.cell in stays) == (p.topic == record.topic)]
    placed = Placement(record.topic, record.slot, record.room)
    return by_hand(camp, others if any(p.cell == cell for p in others) else [*others, placed], fold)


def _cells_swapped(camp: Camp, record: r.CellsSwapped, fold: Fold) -> Camp:
    def moved(p: Placement) -> Placement:
        goes_to: dict[Cell, Cell] = {record.a: record.b, record.b: record.a}
        target = goes_to.get(p.cell)
        return p if target is None else replace(p, slot=target.slot, room=target.room)

    return by_hand(camp, map(moved, camp.draft.placements), fold)


def _topic_unplaced(camp: Camp, record: r.TopicUnplaced, fold: Fold) -> Camp:
    return by_hand(camp, [p for p in camp.draft.placements if not _is_meant(p, record)], fold)


def _topic_pinned(camp: Camp, record: r.TopicPinned, fold: Fold) -> Camp:
    placements = tuple(replace(p, pinned=record.pinned) if _is_meant(p, record) else p for p in camp.draft.placements)
    return set_draft(camp, replace(camp.draft, placements=placements), fold)


def _is_meant(placement: Placement, record: r.TopicUnplaced | r.TopicPinned) -> bool:
    return placement.topic == record.topic and record.cell in (None, placement.cell)


def _draft_reset(camp: Camp, record: r.DraftReset, fold: Fold) -> Camp:
    placements = camp.published.placements if camp.published is not None else ()
    return set_draft(camp, Draft(camp.tenable(placements, fold.at)), fold)


FOLDS: Folds = {
    r.PlanAdopted: _plan_adopted,
    r.TopicPlaced: _topic_placed,
    r.CellsSwapped: _cells_swapped,
    r.TopicUnplaced: _topic_unplaced,
    r.TopicPinned: _topic_pinned,
    r.DraftReset: _draft_reset,
}


def _restore_draft(camp: Camp, key: str, value: Any, fold: Fold) -> Camp:
    return keep_placements(set_draft(camp, value, fold), fold)


RESTORES: Restores = {"draft": _restore_draft}
