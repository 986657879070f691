"""Times that move along with one another: a late day, a break that changes places with its neighbour."""

from collections.abc import Callable, Iterable, Mapping

from msgspec.structs import replace

from edcamp.domain import commands as c
from edcamp.domain import records as r
from edcamp.domain import rules
from edcamp.domain.camp import Camp, PhaseChange, Slot, SlotTime, UpTo
from edcamp.domain.decision import NOTHING, Decision, Decisions, one
from edcamp.domain.ids import INSTANT_MAX, Instant, PersonId, SlotId
from edcamp.domain.refusals import Refused

Moved = dict[SlotId, Slot]
"""Slots that are at another time, as they are then."""


def _shift_day(camp: Camp, ask: c.ShiftDay, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    slot = rules.known_slot(camp, ask.slot)
    if ask.start is not None and ask.end is None:
        since, to, too_late = slot.start, ask.start, "slot-begun"
    elif ask.end is not None and ask.start is None:
        since, to, too_late = slot.end, ask.end, "slot-over"
    else:
        raise Refused("bad-command", "start or end")
    later = to - since
    if later == 0:
        return NOTHING
    if since <= now:
        raise Refused(too_late, slot.title)
    if to < now:
        raise Refused("slot-past", slot.title)
    longer = ask.end is not None
    pause = _next_break(camp, since, longer) if ask.up_to is UpTo.BREAK else None
    moved: Moved = {slot.id: replace(slot, end=to)} if longer else {}
    for other in camp.slots.values():
        along = other == slot if ask.up_to is UpTo.SLOT else other.start >= since
        if pause is not None and other.start >= pause.start:
            along = False
        if along and other.id not in moved:
            moved[other.id] = replace(other, start=other.start + later, end=other.end + later)
    if pause is not None:
        moved[pause.id] = replace(pause, start=pause.start + later)
    _check(camp, moved, pause)

    def at(then: Instant) -> Instant:
        if then < since or (ask.up_to is UpTo.SLOT and (longer or then >= slot.end)):
            return then
        if pause is None or then <= pause.start:
            return then + later
        return max(then, min(pause.start + later, pause.end))

    return _moved(camp, slot.id, moved, _timetable(camp, now, at))


def _next_break(camp: Camp, since: Instant, longer: bool) -> Slot | None:
    """The one that could take it up. Whoever has lunch begin later does not mean it to be shorter, but to be taken up
    by the break after it; the same holds for what begins beside lunch.
    """
    breaks = (s for s in camp.slots.values() if s.is_break and (s.start > since or (longer and s.start == since)))
    return min(breaks, key=lambda slot: (slot.start, slot.id), default=None)


def _move_break(camp: Camp, ask: c.MoveBreak, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    pause = rules.known_slot(camp, ask.slot)
    if not pause.is_break:
        raise Refused("not-a-break", pause.title)
    rules.session_slot(camp, ask.other)
    other = camp.slots[ask.other]
    block = _at_one_time(camp, other)
    start, end = min(slot.start for slot in block), max(slot.end for slot in block)
    first, whole = min(start, pause.start), (min(start, pause.start), max(end, pause.end))
    between = [slot for slot in camp.slots.values() if slot.start < whole[1] and slot.end > whole[0]]
    odd = next((slot for slot in between if slot not in block and slot != pause), None)
    if pause in block or odd is not None:
        raise Refused("not-neighbours", (odd or pause).title)
    if (pause.start < start) == ask.first:
        return NOTHING
    if first <= now:
        raise Refused("slot-begun", (pause if pause.start == first else other).title)
    block_by = pause.start - start if pause.start < start else whole[1] - end
    pause_by = start - pause.start if start < pause.start else whole[1] - pause.end
    moved: Moved = {slot.id: replace(slot, start=slot.start + block_by, end=slot.end + block_by) for slot in block}
    moved[pause.id] = replace(pause, start=pause.start + pause_by, end=pause.end + pause_by)

    def at(then: Instant) -> Instant:
        if start <= then < end:
            return then + block_by
        return then + pause_by if pause.start <= then < pause.end else then

    return _moved(camp, pause.id, moved, _timetable(camp, now, at), other.id)


def _at_one_time(camp: Camp, slot: Slot) -> list[Slot]:
    """The slot, and whatever shares time with it or with one that does."""
    found = [slot]
    for one_of in found:
        found += [s for s in camp.slots.values() if s not in found and rules.overlapping(camp, s.id, one_of.id)]
    return found


def _check(camp: Camp, moved: Mapping[SlotId, Slot], pause: Slot | None) -> None:
    """Raises ``Refused`` for slots that would have no length or too much of it, or be at one time as they were not."""
    if pause is not None and moved[pause.id].end <= moved[pause.id].start:
        raise Refused("break-short", pause.title)
    for slot in moved.values():
        if not 0 < slot.end - slot.start <= rules.SLOT_LENGTH_MAX or slot.end > INSTANT_MAX:
            raise Refused("slot-times", slot.title)
    for slot in moved.values():
        for other in camp.slots.values():
            then = moved.get(other.id, other)
            if slot.start < then.end and then.start < slot.end and not rules.overlapping(camp, slot.id, other.id):
                raise Refused("slot-clash", other.title)


def _timetable(camp: Camp, now: Instant, at: Callable[[Instant], Instant]) -> tuple[PhaseChange, ...]:
    """What the clock has done already stays."""
    changes = camp.settings.timetable
    return tuple(replace(change, at=at(change.at)) if change.at > now else change for change in changes)


def _moved(
    camp: Camp,
    slot: SlotId,
    moved: Mapping[SlotId, Slot],
    timetable: Iterable[PhaseChange],
    other: SlotId | None = None,
) -> Decision:
    times = tuple(SlotTime(s.id, s.start, s.end) for s in sorted(moved.values(), key=lambda s: (s.start, s.id)))
    changes = tuple(timetable)
    return one(r.TimesMoved(slot, times, changes if changes != camp.settings.timetable else None, other))


DECISIONS: Decisions = {
    c.ShiftDay: _shift_day,
    c.MoveBreak: _move_break,
}
