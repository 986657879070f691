"""The camp, its rooms, its slots and its phases."""

from edcamp.domain import commands as c
from edcamp.domain import records as r
from edcamp.domain import rules
from edcamp.domain.camp import Camp
from edcamp.domain.decision import NOTHING, Decision, Decisions, one
from edcamp.domain.ids import Instant, PersonId
from edcamp.domain.refusals import Refused


def _create_camp(camp: Camp, ask: c.CreateCamp, by: PersonId | None, now: Instant) -> Decision:
    return one(r.CampCreated(rules.settings(ask.settings), ask.phases))


def _edit_camp(camp: Camp, ask: c.EditCamp, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    wanted = rules.settings(ask.settings)
    return NOTHING if wanted == camp.settings else one(r.CampEdited(wanted))


def _put_room(camp: Camp, ask: c.PutRoom, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    rules.fresh_id(ask.room)
    if not 1 <= ask.capacity <= rules.CAPACITY_MAX:
        raise Refused("room-capacity", ask.capacity)
    if ask.room not in camp.rooms and len(camp.rooms) >= rules.ROOMS_MAX:
        raise Refused("rooms-many", rules.ROOMS_MAX)
    name = rules.label(ask.name, "room-name")
    record = r.RoomPut(ask.room, name, ask.capacity, rules.needs(ask.features), rules.link(ask.link))
    room = camp.rooms.get(ask.room)
    same = room is not None and (room.name, room.capacity, room.features, room.link) == (
        record.name,
        record.capacity,
        record.features,
        record.link,
    )
    return NOTHING if same else one(record)


def _remove_room(camp: Camp, ask: c.RemoveRoom, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    return one(r.RoomRemoved(ask.room)) if ask.room in camp.rooms else NOTHING


def _close_room(camp: Camp, ask: c.CloseRoom, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    rules.known_room(camp, ask.room)
    for slot in ask.slots:
        rules.session_slot(camp, slot)
    closed = tuple(sorted(set(ask.slots)))
    return NOTHING if closed == camp.rooms[ask.room].closed else one(r.RoomClosed(ask.room, closed))


def _put_slot(camp: Camp, ask: c.PutSlot, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    rules.fresh_id(ask.slot)
    title = rules.label(ask.title, "slot-title")
    if not 0 < ask.end - ask.start <= rules.SLOT_LENGTH_MAX:
        raise Refused("slot-times", title)
    if ask.slot not in camp.slots and len(camp.slots) >= rules.SLOTS_MAX:
        raise Refused("slots-many", rules.SLOTS_MAX)
    slot = camp.slots.get(ask.slot)
    same = slot is not None and (slot.title, slot.start, slot.end, slot.is_break) == (
        title,
        ask.start,
        ask.end,
        ask.is_break,
    )
    return NOTHING if same else one(r.SlotPut(ask.slot, title, ask.start, ask.end, ask.is_break))


def _remove_slot(camp: Camp, ask: c.RemoveSlot, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    return one(r.SlotRemoved(ask.slot)) if ask.slot in camp.slots else NOTHING


def _set_phase(camp: Camp, ask: c.SetPhase, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    phases = rules.phases_with(camp.phases, ask.phase, ask.open)
    if phases == camp.phases and by is not None:
        return NOTHING
    # The clock's word is kept even when it changes nothing: else a restart would say it again, after somebody else's.
    return one(r.PhasesSet(tuple(sorted(phases))))


def _reset_links(camp: Camp, ask: c.ResetLinks, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    return one(r.LinksReset())


DECISIONS: Decisions = {
    c.CreateCamp: _create_camp,
    c.EditCamp: _edit_camp,
    c.PutRoom: _put_room,
    c.RemoveRoom: _remove_room,
    c.CloseRoom: _close_room,
    c.PutSlot: _put_slot,
    c.RemoveSlot: _remove_slot,
    c.SetPhase: _set_phase,
    c.ResetLinks: _reset_links,
}
