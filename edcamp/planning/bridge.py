"""The one translation between a camp and the scheduler's problem."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from statistics import median_low

from msgspec import Struct
from msgspec.structs import replace

import scheduler
from edcamp import wire
from edcamp.domain.camp import (
    FROZEN_BEFORE,
    Camp,
    Placement,
    Seats,
    SessionMove,
    Topic,
    Unplaced,
    Weight,
    Wish,
)
from edcamp.domain.ids import Instant, PersonId, RoomId, SlotId, TopicId
from edcamp.domain.notices import ways_between


def problem_of(camp: Camp, now: Instant) -> scheduler.Problem:
    """The camp as the scheduler sees it.

    Pins are the draft's. What is published is the schedule that moves are counted against, and its slots that have
    begun or are about to are frozen: they stay as people know them, except for what an organizer has pinned otherwise
    since, which is then a fact like the rest. A need that no room has cannot be met by any plan and is left to the
    desk, which says so at the topic; a topic does without what a room lacks to which it is pinned.
    """
    offered = {feature for room in camp.rooms.values() for feature in room.features}
    slots = camp.sessions_slots()
    topics = sorted(camp.wall(), key=lambda topic: topic.id)
    shown = [p for p in camp.published.placements if camp.stands(p)] if camp.published is not None else []
    frozen = {slot.id for slot in slots if slot.start - FROZEN_BEFORE <= now} if shown else set()
    pins = [p for p in camp.draft.placements if p.pinned and camp.stands(p)]
    current = [p for p in shown if p.slot not in frozen or not _overruled(camp, p, pins)]
    known = {(p.topic, p.cell) for p in current}
    current += [p for p in pins if p.slot in frozen and (p.topic, p.cell) not in known]
    times = _times(camp, topics, pins, [p for p in current if p.slot in frozen], len(slots) - len(frozen))
    missed = {p.topic: set[str]() for p in pins}
    for pin in pins:
        missed[pin.topic] |= offered.difference(camp.rooms[pin.room].features)
    open_slots = {slot.id for slot in slots} - frozen
    hosts = {host for topic in topics for host in topic.hosts}
    people = sorted(set(camp.ballots) | hosts)
    return scheduler.Problem(
        rooms=tuple(
            # In frozen slots facts decide, also where a room has closed since.
            scheduler.Room(room.id, room.capacity, room.features, tuple(s for s in room.closed if s in open_slots))
            for room in sorted(camp.rooms.values(), key=_by_id)
        ),
        slots=tuple(scheduler.Slot(slot.id, _time(slot.start), _time(slot.end)) for slot in slots),
        topics=tuple(
            scheduler.Topic(
                t.id,
                t.hosts,
                tuple(need for need in t.needs if need in offered - missed.get(t.id, set())),
                repeats=times[t.id],
            )
            for t in topics
        ),
        people=tuple(scheduler.Person(person, _votes(camp, person)) for person in people),
        pins=tuple(scheduler.Pin(p.topic, p.slot, p.room) for p in pins if p.slot not in frozen),
        current=tuple(scheduler.Placement(p.topic, p.slot, p.room) for p in current),
        frozen=tuple(sorted(frozen)),
        weights=_weights(camp, topics, times),
    )


def _overruled(camp: Camp, placement: Placement, pins: Sequence[Placement]) -> bool:
    """Whether a pin has another topic in its cell, or pins have the topic in as many other cells as it may have."""
    here = next((p for p in pins if p.cell == placement.cell), None)
    if here is not None:
        return here.topic != placement.topic
    return sum(p.topic == placement.topic for p in pins) >= camp.topics[placement.topic].times


def _times(
    camp: Camp, topics: Sequence[Topic], pins: Sequence[Placement], facts: Sequence[Placement], open_slots: int
) -> dict[TopicId, int]:
    """How often a plan may have each topic: as often as pins and ``facts``, placements in frozen slots, have it; else
    once, or twice where its hosts agreed and a repeat would help.

    That is where more people want it than the usual room (the median) seats, while there are more cells in the slots
    that are still open than topics to put there; or where people have been shown a repeat of it already.
    """
    held = Counter(topic for topic, _ in {(p.topic, p.cell) for p in (*pins, *facts)})
    shown = Counter(p.topic for p in (camp.published.placements if camp.published is not None else ()))
    settled = {p.topic for p in facts}
    spare = len(camp.rooms) * open_slots > sum(topic.id not in settled for topic in topics)
    usual = median_low([room.capacity for room in camp.rooms.values()]) if camp.rooms else 0

    def times(topic: Topic) -> int:
        crowded = spare and camp.tallies[topic.id].people > usual
        return topic.times if crowded or shown[topic.id] > 1 else 1

    return {topic.id: max(times(topic), held[topic.id]) for topic in topics}


def _weights(camp: Camp, topics: Sequence[Topic], times: Mapping[TopicId, int]) -> scheduler.Weights:
    """The scheduler's own, and a place on the board for every card that fits.

    A topic in a cell that would be empty costs nobody anything but its hosts: each of them at most one `must` seat, and
    with it perhaps the only seat they had. A place is worth one more than that, so that it always pays. What shares out
    the cells when there are not enough are the seats: every topic counts the same for being placed.

    Only a room that is spare may be a repeat's. A plan without it loses no more than one `must` seat of everybody who
    could come to it, with it perhaps their only one, and what moves cost: so where there may be a repeat, a first place
    is worth that much more than before, and no repeat has a cell that a topic without a place could have.
    """
    plain = scheduler.Weights()
    largest = max((room.capacity for room in camp.rooms.values()), default=0)
    repeats = [min(largest, camp.tallies[topic.id].people) for topic in topics if times[topic.id] > 1]
    spread = max(repeats) * (plain.must + plain.first) + plain.slot_move if repeats else 0
    return replace(plain, placed=_place(topics) + spread)


def _place(topics: Iterable[Topic | scheduler.Topic]) -> int:
    """What a place is worth where nothing may be repeated."""
    plain = scheduler.Weights()
    return max((len(topic.hosts) for topic in topics), default=0) * (plain.must + plain.first) + 1


def unspoken(problem: scheduler.Problem, placements: Iterable[scheduler.Placement]) -> int:
    """What the value of these placements has on top of the points that organizers read.

    First places are worth more where there may be a repeat, so that plans have as many of them as can be: of plans that
    do, that would only make larger numbers.
    """
    return (problem.weights.placed - _place(problem.topics)) * len({p.topic for p in placements})


def points_of(
    problem: scheduler.Problem,
    placements: Sequence[scheduler.Placement],
    topic: str,
    beside: scheduler.Placement | None,
    price: scheduler.Price,
) -> scheduler.Price:
    """The price in the points that organizers read, of a hand that moves a topic of these placements into a cell, or
    puts it there when it has no other place than ``beside``, instead of what the cell holds.
    """
    after = list(placements)
    if all(p.topic != topic for p in placements):
        cell = (price.slot, price.room)
        after = [p for p in placements if (p.slot, p.room) != cell] + [scheduler.Placement(topic, *cell)]
    elif all(p.topic != topic or p == beside for p in placements):
        after = [p for p in placements if p == beside or (p.slot, p.room) != (price.slot, price.room)]
    return replace(price, change=price.change - unspoken(problem, after) + unspoken(problem, placements))


def _by_id(thing: object) -> str:
    return str(getattr(thing, "id"))  # noqa: B009 - rooms, slots and topics alike


def _time(at: Instant) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC)


def _votes(camp: Camp, person: PersonId) -> dict[str, scheduler.problem.Interest]:
    votes: dict[str, scheduler.problem.Interest] = {}
    for root in {camp.root(topic) for topic in camp.ballots.get(person, ())}:
        if camp.topics[root].on_wall:
            match camp.vote_of(person, root):
                case Weight.INTERESTED:
                    votes[root] = "interested"
                case Weight.MUST:
                    votes[root] = "must"
                case Weight.NONE:
                    pass
    return dict(sorted(votes.items()))


class Lost(Struct, frozen=True):
    """What cannot be as it was published: a room in some slots, or a topic's sessions; or what is not to be so, because
    people ask for a session at another time. One of the three.
    """

    room: RoomId | None = None
    slots: tuple[SlotId, ...] = ()
    topic: TopicId | None = None
    wish: Wish | None = None


FEW_MOVES = {"slot_move": 30, "room_move": 10}
"""What moves are charged on the day, in points. A must-have is worth three: what is published is left as it is but
where a move gets ten of them, or a session that would have no place.
"""


def repair_problem(camp: Camp, lost: Lost, now: Instant) -> scheduler.Problem:
    """The camp after a loss, as the scheduler sees it: what is published otherwise is kept as far as that pays.

    What is lost in a frozen slot moves into the best room that is free then, if there is one: people are there, or on
    their way. Pins are kept while they agree with what is published, whose draft may be another one.
    """
    shown = camp.published
    assert shown is not None  # noqa: S101 - for the type checker: nobody can lose what is not published
    rooms = camp.rooms
    if lost.room is not None:
        room = rooms[lost.room]
        rooms = rooms.set(room.id, replace(room, closed=tuple(sorted({*room.closed, *lost.slots}))))
    after = camp.but(rooms=rooms)
    staying = [p for p in shown.placements if after.stands(p) and not _is_lost(p, lost)]
    for placement in shown.placements:
        slot = camp.slots.get(placement.slot)
        frozen = slot is not None and slot.start - FROZEN_BEFORE <= now < slot.end
        if frozen and lost.topic is None and camp.stands(placement) and not after.stands(placement):
            free = _free_room(after, placement, staying)
            staying += [replace(placement, room=free)] if free is not None else []
    pinned = {(p.topic, p.cell) for p in camp.draft.placements if p.pinned}
    draft = tuple(replace(p, pinned=True) for p in staying if (p.topic, p.cell) in pinned)
    after = after.but(published=replace(shown, placements=tuple(staying)), draft=replace(camp.draft, placements=draft))
    problem = problem_of(after, now)
    # Nobody can run it, whatever room is free.
    topics = tuple(replace(topic, slots=()) if topic.id == lost.topic else topic for topic in problem.topics)
    return replace(problem, topics=topics, weights=replace(problem.weights, **FEW_MOVES))


def _is_lost(placement: Placement, lost: Lost) -> bool:
    if lost.topic is not None:
        return placement.topic == lost.topic
    return placement.room == lost.room and placement.slot in lost.slots


def _free_room(camp: Camp, placement: Placement, taken: Iterable[Placement]) -> RoomId | None:
    """The largest room that is free in the placement's slot, sooner one that has what the topic needs."""
    needs = set(camp.topics[placement.topic].needs)
    used = {p.room for p in taken if p.slot == placement.slot}
    free = [room for room in camp.rooms.values() if room.id not in used and placement.slot not in room.closed]
    best = max(free, key=lambda room: (needs <= set(room.features), room.capacity, room.id), default=None)
    return best.id if best is not None else None


def moves_to(camp: Camp, plan: scheduler.Plan) -> tuple[SessionMove, ...]:
    """How what is published becomes the plan. What is shown to nobody stays where it is."""
    shown = camp.published
    assert shown is not None  # noqa: S101 - as above
    old = replace(shown, placements=tuple(p for p in shown.placements if camp.stands(p)))
    new = replace(shown, placements=placements_of(plan))
    return tuple(
        SessionMove(topic, was.cell if was is not None else None, now.cell if now is not None else None)
        for topic, was, now in ways_between(camp, old, new)
    )


def seats_left(
    problem: scheduler.Problem, placements: Sequence[scheduler.Placement], kept: Seats
) -> tuple[scheduler.Problem, list[scheduler.Placement]]:
    """The problem of seating everybody where they have no seat yet: of each room what is ``kept`` there is gone.

    A room is as large as what is left of it, and so it is another one in each slot.
    """
    sessions = {(p.topic, p.slot) for p in placements}
    held = {
        person: {slot: topic for slot, topic in by_slot.items() if (topic, slot) in sessions}
        for person, by_slot in kept.items()
    }
    taken = Counter((topic, slot) for by_slot in held.values() for slot, topic in by_slot.items())
    capacity = {room.id: room for room in problem.rooms}
    rooms, left = [], []
    for placement in placements:
        room = capacity[placement.room]
        seats = max(0, room.capacity - taken[TopicId(placement.topic), SlotId(placement.slot)])
        rooms.append(scheduler.Room(f"{placement.slot} {placement.room}", seats, room.features))
        left.append(replace(placement, room=rooms[-1].id))
    people = tuple(
        replace(
            person,
            votes={t: interest for t, interest in person.votes.items() if t not in had.values()},
            away=tuple({*person.away, *had}),
        )
        for person in problem.people
        for had in [held.get(PersonId(person.id), {})]
    )
    return replace(problem, rooms=tuple(rooms), people=people, pins=(), current=(), frozen=()), left


def placements_of(plan: scheduler.Plan) -> tuple[Placement, ...]:
    return tuple(Placement(TopicId(p.topic), SlotId(p.slot), RoomId(p.room)) for p in plan.placements)


def unplaced_of(plan: scheduler.Plan) -> tuple[Unplaced, ...]:
    return tuple(Unplaced(TopicId(u.topic), u.code, u.others) for u in plan.unplaced)


def ways_of(fixes: Iterable[scheduler.Fix]) -> tuple[tuple[wire.Rule, ...], ...]:
    """What would let every pin be kept: one way or another of it is enough."""
    return tuple(tuple(_rule(rule) for rule in fix.rules) for fix in fixes)


def _rule(rule: scheduler.Broken) -> wire.Rule:
    match rule.code:
        case "pin" | "host" as code:
            return wire.Rule(code, rule.about)
    # Pins name a room, meet no need and no closed room, and may be as many as they are: nothing else can be in the way.
    raise ValueError(f"no organizer can give up the rule {rule.code} about {rule.about}")


def seats_problem(
    camp: Camp, placements: Iterable[Placement], now: Instant
) -> tuple[scheduler.Problem, list[scheduler.Placement]]:
    """The problem and the placements whose seats are to be counted."""
    problem = problem_of(camp, now)
    topics, slots = {t.id for t in problem.topics}, {s.id for s in problem.slots}
    kept = [scheduler.Placement(p.topic, p.slot, p.room) for p in placements if p.topic in topics and p.slot in slots]
    return problem, kept
