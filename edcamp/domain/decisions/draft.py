"""What organizers and the solver do with the draft."""

from msgspec.structs import replace

from edcamp.domain import commands as c
from edcamp.domain import records as r
from edcamp.domain import rules
from edcamp.domain.camp import Camp, Cell, Placement, Unplaced
from edcamp.domain.decision import NOTHING, Decision, Decisions, one
from edcamp.domain.ids import Instant, PersonId, TopicId
from edcamp.domain.refusals import Refused


def _adopt_plan(camp: Camp, ask: c.AdoptPlan, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    if ask.based_on > camp.seq:
        raise Refused("plan-future", ask.based_on)
    kept: dict[Cell, Placement] = {p.cell: p for p in camp.draft.placements if p.pinned}
    dropped: list[Unplaced] = []
    # First what cannot be otherwise: where people are, or are going, no host is taken out because of another session.
    for wanted in sorted(ask.placements, key=lambda p: not camp.settled(p, now)):
        there = kept.get(wanted.cell)
        if there is not None and there.topic == wanted.topic:
            continue
        reason = _why_not(camp, wanted, kept, now)
        if reason is None:
            kept[wanted.cell] = replace(wanted, pinned=False)
        else:
            dropped.append(Unplaced(wanted.topic, reason))
    placed = {p.topic for p in kept.values()}
    unplaced = tuple(u for u in (*ask.unplaced, *dropped) if u.topic not in placed and u.topic in camp.topics)
    whole = not dropped
    record = r.PlanAdopted(tuple(kept.values()), unplaced, ask.value if whole else None, ask.bound if whole else None)
    return Decision((record,), tuple(dropped))


def _why_not(camp: Camp, wanted: Placement, kept: dict[Cell, Placement], now: Instant) -> str | None:
    """The code of what makes a placement impossible now, or None."""
    topic = camp.topics.get(wanted.topic)
    if topic is None or not topic.on_wall:
        return "topic-gone"
    mine = [p for p in kept.values() if p.topic == wanted.topic]
    if len(mine) >= topic.times and not all(camp.settled(p, now) for p in (*mine, wanted)):
        return "pinned-elsewhere" if any(p.pinned for p in mine) else "not-again"
    slot = camp.slots.get(wanted.slot)
    if slot is None or slot.is_break:
        return "slot-gone"
    if wanted.room not in camp.rooms:
        return "room-gone"
    if slot.id in camp.rooms[wanted.room].closed:
        return "room-closed"
    if wanted.cell in kept:
        return "cell-taken"
    clash = rules.double_booked(camp, [*kept.values(), wanted], (wanted.cell,))
    return "host-busy" if clash is not None and not camp.settled(wanted, now) else None


def _place_topic(camp: Camp, ask: c.PlaceTopic, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    topic = rules.topic_on_wall(camp, ask.topic)
    cell = _cell(camp, Cell(ask.slot, ask.room))
    there, mine = camp.draft.at(cell), camp.draft.of(topic.id)
    beside = ask.beside if ask.beside != cell else None
    stays = [p for p in mine if p.cell == beside]
    if beside is not None and not stays:
        raise Refused("not-placed", topic.title)
    if {p.cell for p in mine} == {cell, beside or cell}:
        return NOTHING
    instead_of = there.topic if there is not None and there not in mine else None
    if instead_of is not None and instead_of != ask.instead_of:
        raise Refused("cell-taken", camp.topics[instead_of].title)
    if len(mine) == len(stays) >= topic.times:
        raise Refused("repeat-not-agreed", topic.title)
    others = [p for p in camp.draft.placements if p not in mine and p is not there]
    _not_double_booked(camp, [*others, *stays, Placement(topic.id, ask.slot, ask.room)], cell)
    return one(r.TopicPlaced(topic.id, ask.slot, ask.room, instead_of, beside))


def _cell(camp: Camp, cell: Cell) -> Cell:
    rules.open_cell(camp, cell)
    return cell


def _not_double_booked(camp: Camp, placements: list[Placement], *moving: Cell) -> None:
    clash = rules.double_booked(camp, placements, moving)
    if clash is not None:
        still = next((p for p in clash if p.cell not in moving), clash[0])
        same = clash[0].topic == clash[1].topic
        raise Refused("repeat-busy" if same else "host-busy", camp.topics[still.topic].title)


def _swap_cells(camp: Camp, ask: c.SwapCells, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    a, b = _cell(camp, ask.a), _cell(camp, ask.b)
    first, second = camp.draft.at(a), camp.draft.at(b)
    if first is None and second is None:
        raise Refused("cell-empty", f"{camp.slots[a.slot].title}, {camp.rooms[a.room].name}")
    if a == b or (first is not None and second is not None and first.topic == second.topic):
        return NOTHING
    others = [p for p in camp.draft.placements if p.cell not in (a, b)]
    moved = [replace(p, slot=to.slot, room=to.room) for p, to in ((first, b), (second, a)) if p is not None]
    _not_double_booked(camp, [*others, *moved], a, b)
    return one(r.CellsSwapped(a, b))


def _unplace_topic(camp: Camp, ask: c.UnplaceTopic, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    there = _cells_of(camp, ask.topic, ask.cell)
    return one(r.TopicUnplaced(ask.topic, ask.cell)) if there else NOTHING


def _pin_topic(camp: Camp, ask: c.PinTopic, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    there = _cells_of(camp, ask.topic, ask.cell)
    if not there:
        raise Refused("not-placed", rules.known_topic(camp, ask.topic).title)
    same = all(p.pinned == ask.pinned for p in there)
    return NOTHING if same else one(r.TopicPinned(ask.topic, ask.pinned, ask.cell))


def _cells_of(camp: Camp, topic: TopicId, cell: Cell | None) -> list[Placement]:
    """The topic's placements in the draft: all of them, or the one in this cell."""
    return [p for p in camp.draft.of(topic) if cell is None or p.cell == cell]


def _reset_draft(camp: Camp, ask: c.ResetDraft, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    shown = camp.published.placements if camp.published is not None else ()
    wanted = camp.tenable(shown, now)
    return NOTHING if camp.draft.placements == wanted else one(r.DraftReset())


DECISIONS: Decisions = {
    c.AdoptPlan: _adopt_plan,
    c.PlaceTopic: _place_topic,
    c.SwapCells: _swap_cells,
    c.UnplaceTopic: _unplace_topic,
    c.PinTopic: _pin_topic,
    c.ResetDraft: _reset_draft,
}
