"""The camp, its rooms, its slots and its phases."""

from typing import Any

from msgspec.structs import replace

from edcamp.domain import records as r
from edcamp.domain.camp import (
    Camp,
    Phase,
    Room,
    Slot,
)
from edcamp.domain.changes import Fold, Folds, Restores, put
from edcamp.domain.folds.answers import answers_changed
from edcamp.domain.folds.draft import keep_placements
from edcamp.domain.folds.telling import days_changed
from edcamp.domain.ids import RoomId, SlotId


def _camp_created(camp: Camp, record: r.CampCreated, fold: Fold) -> Camp:
    fold.changes.public.update(("camp", "people"))
    fold.changes.organizers.update(("draft", "votes"))
    return camp.but(settings=record.settings, phases=frozenset(record.phases), gathering_since=fold.at)


def _camp_edited(camp: Camp, record: r.CampEdited, fold: Fold) -> Camp:
    return set_settings(camp, record.settings, fold)


def set_settings(camp: Camp, settings: Any, fold: Fold) -> Camp:
    fold.changes.touched.append(("settings", ""))
    fold.changes.public.add("camp")
    return _shown_or_hidden(camp, camp.but(settings=settings), fold)


def _phases_set(camp: Camp, record: r.PhasesSet, fold: Fold) -> Camp:
    phases = frozenset(record.phases)
    if Phase.GATHER in phases - camp.phases:
        camp = camp.but(gathering_since=fold.at)
    return _set_phases(camp, phases, fold)


def _set_phases(camp: Camp, phases: frozenset[Phase], fold: Fold) -> Camp:
    fold.changes.touched.append(("phases", ""))
    fold.changes.public.add("camp")
    return _shown_or_hidden(camp, camp.but(phases=phases), fold)


def _shown_or_hidden(before: Camp, after: Camp, fold: Fold) -> Camp:
    """When tallies are hidden they go over to the organizers, and when they are shown they come back."""
    if before.tallies_hidden != after.tallies_hidden:
        keys = [f"tally/{topic.id}" for topic in after.wall()]
        fold.changes.public.update(keys)
        fold.changes.organizers.update(keys)
    return after


def _room_put(camp: Camp, record: r.RoomPut, fold: Fold) -> Camp:
    known = camp.rooms.get(record.room)
    closed = known.closed if known is not None else ()
    room = Room(record.room, record.name, record.capacity, record.features, record.link, closed)
    return _set_room(camp, record.room, room, fold)


def _room_removed(camp: Camp, record: r.RoomRemoved, fold: Fold) -> Camp:
    camp = _set_room(camp, record.room, None, fold)
    return keep_placements(camp, fold)


def _room_closed(camp: Camp, record: r.RoomClosed, fold: Fold) -> Camp:
    camp = _set_room(camp, record.room, replace(camp.rooms[record.room], closed=record.slots), fold)
    return keep_placements(camp, fold)


def _set_room(camp: Camp, room_id: RoomId, room: Room | None, fold: Fold) -> Camp:
    fold.changes.touched.append(("room", room_id))
    fold.changes.public.add(f"room/{room_id}")
    return _frame_changed(camp.but(rooms=put(camp.rooms, room_id, room)), fold)


def _slot_put(camp: Camp, record: r.SlotPut, fold: Fold) -> Camp:
    slot = Slot(record.slot, record.title, record.start, record.end, record.is_break)
    camp = set_slot(camp, record.slot, slot, fold)
    return keep_placements(camp, fold)


def _slot_removed(camp: Camp, record: r.SlotRemoved, fold: Fold) -> Camp:
    camp = set_slot(camp, record.slot, None, fold)
    return keep_placements(camp, fold)


def set_slot(camp: Camp, slot_id: SlotId, slot: Slot | None, fold: Fold) -> Camp:
    fold.changes.touched.append(("slot", slot_id))
    fold.changes.public.add(f"slot/{slot_id}")
    return _frame_changed(camp.but(slots=put(camp.slots, slot_id, slot)), fold)


def _frame_changed(camp: Camp, fold: Fold) -> Camp:
    """Sessions stand in rooms and slots: when those change, so may every schedule and day."""
    fold.changes.organizers.add("draft")
    if camp.published is not None:
        fold.changes.public.add("schedule")
        answers_changed(camp.published.answers, fold)
    return days_changed(camp, camp.people, fold)


def _links_reset(camp: Camp, record: r.LinksReset, fold: Fold) -> Camp:
    fold.changes.touched.append(("links", ""))
    return camp.but(link_generation=camp.link_generation + 1)


FOLDS: Folds = {
    r.CampCreated: _camp_created,
    r.CampEdited: _camp_edited,
    r.PhasesSet: _phases_set,
    r.RoomPut: _room_put,
    r.RoomRemoved: _room_removed,
    r.RoomClosed: _room_closed,
    r.SlotPut: _slot_put,
    r.SlotRemoved: _slot_removed,
    r.LinksReset: _links_reset,
}


def _restore_settings(camp: Camp, key: str, value: Any, fold: Fold) -> Camp:
    return set_settings(camp, value, fold)


def _restore_phases(camp: Camp, key: str, value: Any, fold: Fold) -> Camp:
    return _set_phases(camp, value, fold)


def _restore_room(camp: Camp, key: str, value: Any, fold: Fold) -> Camp:
    return keep_placements(_set_room(camp, RoomId(key), value, fold), fold)


def _restore_slot(camp: Camp, key: str, value: Any, fold: Fold) -> Camp:
    return keep_placements(set_slot(camp, SlotId(key), value, fold), fold)


RESTORES: Restores = {
    "settings": _restore_settings,
    "phases": _restore_phases,
    "room": _restore_room,
    "slot": _restore_slot,
}
