"""What is published, moved a little because something happened, without the draft."""

from collections import Counter

from msgspec.structs import replace

from edcamp.domain import commands as c
from edcamp.domain import records as r
from edcamp.domain import rules
from edcamp.domain.camp import Camp, Placement, SessionMove
from edcamp.domain.decision import NOTHING, Decision, Decisions
from edcamp.domain.ids import Instant, PersonId
from edcamp.domain.refusals import Refused


def _rearrange(camp: Camp, ask: c.Rearrange, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    if camp.published is None:
        raise Refused("nothing-published")
    if ask.based_on != camp.published.number:
        raise Refused("schedule-changed", ask.based_on)
    closing: tuple[r.AnyRecord, ...] = ()
    if ask.room is not None:
        rules.known_room(camp, ask.room)
        for slot in ask.closed:
            rules.session_slot(camp, slot)
        room = camp.rooms[ask.room]
        closed = tuple(sorted({*room.closed, *ask.closed}))
        if closed != room.closed:
            closing = (r.RoomClosed(room.id, closed),)
            camp = camp.but(rooms=camp.rooms.set(room.id, replace(room, closed=closed)))
    moves = tuple(move for move in ask.moves if move.was != move.now)
    if not moves:
        return Decision(closing) if closing else NOTHING
    _check(camp, moves, now)
    return Decision((r.SessionsMoved(moves, ask.room if closing else None), *closing))


def _check(camp: Camp, moves: tuple[SessionMove, ...], now: Instant) -> None:
    """Raises ``Refused`` for moves of which any cannot be made."""
    assert camp.published is not None  # noqa: S101 - for the type checker
    staying = list(camp.published.placements)
    for move in moves:
        title = rules.known_topic(camp, move.topic).title
        if move.was is not None:
            here = next((p for p in staying if p.topic == move.topic and p.cell == move.was), None)
            if here is None:
                raise Refused("session-elsewhere", title)
            staying.remove(here)
    # What cannot take place anyway is in nobody's way.
    staying = [p for p in staying if camp.stands(p)]
    arriving: list[Placement] = []
    for move in moves:
        if move.now is None:
            continue
        topic = rules.known_topic(camp, move.topic)
        if not topic.on_wall:
            raise Refused("topic-gone", topic.title)
        rules.open_cell(camp, move.now)
        slot = camp.slots[move.now.slot]
        if slot.end <= now:
            raise Refused("slot-over", slot.title)
        if slot.start <= now and (move.was is None or move.was.slot != slot.id):
            raise Refused("slot-begun", slot.title)
        there = next((p for p in (*staying, *arriving) if p.cell == move.now), None)
        if there is not None:
            raise Refused("cell-taken", camp.topics[there.topic].title)
        arriving.append(Placement(topic.id, move.now.slot, move.now.room))
    after = [*staying, *arriving]
    clash = rules.double_booked(camp, after, [p.cell for p in arriving])
    if clash is not None:
        raise Refused("host-busy", camp.topics[clash[0].topic].title)
    before = Counter(p.topic for p in camp.published.placements)
    for topic_id, often in Counter(p.topic for p in after).items():
        if often > max(camp.topics[topic_id].times, before[topic_id]):
            raise Refused("repeat-not-agreed", camp.topics[topic_id].title)


DECISIONS: Decisions = {c.Rearrange: _rearrange}
