"""Is this plan allowed, and is it worth what it says? Judged from the problem alone, without any solver."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from scheduler.problem import Placement, Plan, Problem, Struct, Topic, validate
from scheduler.recount import Count, board_worth, overlap, possible_seats, recount


class Violation(Struct, frozen=True):
    """One broken rule: a stable code, the ids it is about, and words."""

    code: str
    about: tuple[str, ...]
    message: str


class Report(Struct, frozen=True):
    """What `check` found. `value` is counted anew (`exact` False: a lower bound, see `recount`), moves charged."""

    ok: bool
    value: int
    exact: bool
    violations: tuple[Violation, ...]


def check(problem: Problem, plan: Plan, recounted: bool = True) -> Report:
    """Every violation of the plan, and its value. Raises `InvalidProblem` when the problem itself is wrong.

    Without `recounted` the plan's own seats, found to be possible, vouch for its value: that it is reached is certain
    then, that no other seating of these placements reaches more is not (`exact` is False). Counting anew takes about a
    second at 1,000 people.
    """
    validate(problem)
    violations = list(_unknown(problem, plan.placements))
    if violations:
        return Report(False, 0, False, tuple(violations))
    violations += _placements(problem, plan.placements)
    violations += _held(problem, plan.placements)
    violations += _lists(problem, plan)
    wrong_seats = list(_seats(problem, plan.placements, plan.seats or {}))
    violations += wrong_seats
    reached = 0 if wrong_seats else _worth(problem, plan)
    if recounted:
        count = recount(problem, plan.placements)
        count = count if wrong_seats else Count(max(count.low, reached), count.high)
    else:
        count = Count(reached, reached)
    violations += _claims(plan, count)
    return Report(not violations, count.low, recounted and count.low == count.high, tuple(violations))


def _unknown(problem: Problem, placements: Sequence[Placement]) -> Iterator[Violation]:
    known = {
        "topic": {topic.id for topic in problem.topics},
        "slot": {slot.id for slot in problem.slots},
        "room": {room.id for room in problem.rooms},
    }
    for placement in placements:
        for noun, ids in known.items():
            name = getattr(placement, noun)
            if name not in ids:
                yield Violation(f"unknown-{noun}", (name,), f"There is no {noun} {name}.")


def _placements(problem: Problem, placements: Sequence[Placement]) -> Iterator[Violation]:
    topics = {topic.id: topic for topic in problem.topics}
    rooms = {room.id: room for room in problem.rooms}
    slots = {slot.id: slot for slot in problem.slots}
    away = {person.id: set(person.away) for person in problem.people}
    frozen = set(problem.frozen)
    sittings = _sittings(placements)
    for x in placements:
        topic, room = topics[x.topic], rooms[x.room]
        if x.slot in frozen:
            continue  # what has begun is a fact; `_held` compares it with the current placements
        if x.slot in room.closed:
            yield Violation("room-closed", (x.topic, x.room, x.slot), f"Room {x.room} is closed in {x.slot}.")
        if topic.slots is not None and x.slot not in topic.slots:
            yield Violation("slot-not-allowed", (x.topic, x.slot), f"Topic {x.topic} may not be in {x.slot}.")
        for host in topic.hosts:
            if x.slot in away[host]:
                yield Violation(
                    "host-away", (x.topic, host, x.slot), f"{host} leads {x.topic} but is away in {x.slot}."
                )
        for need in sorted(set(topic.needs) - set(room.features)):
            yield Violation("needs", (x.topic, x.room, need), f"Topic {x.topic} needs {need}; room {x.room} has none.")
    for a, b in combinations(placements, 2):
        if not (a.slot in frozen and b.slot in frozen):
            yield from _pair(a, b, topics, overlap(slots[a.slot], slots[b.slot]))
    yield from _order(problem, placements)
    for topic in problem.topics:
        times = sittings.get(topic.id, [])
        if len(times) > topic.repeats and any(x.slot not in frozen for x in times):
            words = f"Topic {topic.id} is placed {len(times)} times, at most {topic.repeats} allowed."
            yield Violation("repeats", (topic.id,), words)


def _order(problem: Problem, placements: Sequence[Placement]) -> Iterator[Violation]:
    slots = {slot.id: slot for slot in problem.slots}
    frozen = set(problem.frozen)
    sittings = _sittings(placements)
    for topic in problem.topics:
        for first in topic.after:
            for x in sittings.get(topic.id, ()):
                for y in sittings.get(first, ()):
                    facts = x.slot in frozen and y.slot in frozen
                    if not facts and slots[x.slot].start < slots[y.slot].end:
                        yield Violation("after", (x.topic, y.topic), f"{x.topic} must come after {y.topic}.")


def _sittings(placements: Sequence[Placement]) -> dict[str, list[Placement]]:
    sittings: dict[str, list[Placement]] = {}
    for x in placements:
        sittings.setdefault(x.topic, []).append(x)
    return sittings


def _pair(a: Placement, b: Placement, topics: dict[str, Topic], together: bool) -> Iterator[Violation]:
    if not together:
        return
    one, other = topics[a.topic], topics[b.topic]
    if a.room == b.room:
        yield Violation("room-taken", (a.topic, b.topic, a.room), f"{a.topic} and {b.topic} share room {a.room}.")
    if a.topic == b.topic:
        yield Violation("beside-itself", (a.topic,), f"Topic {a.topic} is placed twice at one time.")
        return
    for host in sorted(set(one.hosts) & set(other.hosts)):
        yield Violation("host-busy", (host, a.topic, b.topic), f"{host} leads {a.topic} and {b.topic} at one time.")
    if b.topic in one.not_with or a.topic in other.not_with:
        yield Violation("not-with", (a.topic, b.topic), f"{a.topic} and {b.topic} must not run side by side.")


def _held(problem: Problem, placements: Sequence[Placement]) -> Iterator[Violation]:
    """Pins and frozen slots."""
    placed = set(placements)
    for pin in problem.pins:
        if not any(x.topic == pin.topic and x.slot == pin.slot and pin.room in (None, x.room) for x in placements):
            where = pin.slot if pin.room is None else f"{pin.slot}, {pin.room}"
            yield Violation("pin", (pin.topic, pin.slot), f"Topic {pin.topic} is pinned to {where} but is not there.")
    for slot in problem.frozen:
        stood = {x for x in problem.current if x.slot == slot}
        for x in sorted(stood - placed, key=lambda x: x.topic):
            yield Violation("frozen", (x.topic, slot), f"{slot} is frozen, but {x.topic} has left {x.room}.")
        for x in sorted({x for x in placed if x.slot == slot} - stood, key=lambda x: x.topic):
            yield Violation("frozen", (x.topic, slot), f"{slot} is frozen, but {x.topic} has come into {x.room}.")


def _lists(problem: Problem, plan: Plan) -> Iterator[Violation]:
    """Every topic is either placed or named as unplaced."""
    if len(set(plan.placements)) != len(plan.placements):
        yield Violation("placed-twice", (), "One placement is listed twice.")
    placed = {x.topic for x in plan.placements}
    unplaced = [x.topic for x in plan.unplaced]
    for name in sorted(placed & set(unplaced)):
        yield Violation("unplaced-list", (name,), f"Topic {name} is placed and listed as unplaced.")
    for name in sorted(set(unplaced) - {topic.id for topic in problem.topics}):
        yield Violation("unplaced-list", (name,), f"There is no topic {name} that could be unplaced.")
    for topic in problem.topics:
        if topic.id not in placed and topic.id not in unplaced:
            yield Violation("unplaced-list", (topic.id,), f"Topic {topic.id} is neither placed nor listed as unplaced.")


def _seats(problem: Problem, placements: Sequence[Placement], seats: dict[str, dict[str, str]]) -> Iterator[Violation]:
    slots = {slot.id: slot for slot in problem.slots}
    session = {(x.topic, x.slot): k for k, x in enumerate(placements)}
    possible = {person: {k for k, _ in mine} for person, mine in possible_seats(problem, placements).items()}
    load = [0] * len(placements)
    for person, mine in seats.items():
        for slot, topic in mine.items():
            k = session.get((topic, slot))
            if k is None:
                yield Violation("seat-nowhere", (person, slot, topic), f"{person} sits in {topic}, not in {slot}.")
            elif k not in possible.get(person, ()):
                words = f"{person} cannot sit in {topic} in {slot}: no vote for it, or away or leading then."
                yield Violation("seat-not-possible", (person, slot, topic), words)
            else:
                load[k] += 1
        for (slot, topic), (slot2, topic2) in combinations(mine.items(), 2):
            if topic == topic2:
                yield Violation("seat-twice", (person, topic), f"{person} sits in {topic} twice.")
            if slot in slots and slot2 in slots and overlap(slots[slot], slots[slot2]):
                yield Violation("seat-overlap", (person, slot, slot2), f"{person} is in two places at one time.")
    capacity = {room.id: room.capacity for room in problem.rooms}
    for x, people in zip(placements, load, strict=True):
        if people > capacity[x.room]:
            words = f"{people} people sit in {x.topic} in {x.slot}; room {x.room} has {capacity[x.room]} seats."
            yield Violation("over-capacity", (x.topic, x.slot, x.room), words)


def _worth(problem: Problem, plan: Plan) -> int:
    """What seats that were found to be possible are worth, with the board they are on."""
    worth = {"interested": problem.weights.interested, "must": problem.weights.must}
    votes = {person.id: person.votes for person in problem.people}
    seats = plan.seats or {}
    seated = sum(worth[votes[person][topic]] for person, mine in seats.items() for topic in mine.values())
    first = problem.weights.first * sum(1 for mine in seats.values() if mine)
    return seated + first + board_worth(problem, plan.placements)


def _claims(plan: Plan, count: Count) -> Iterator[Violation]:
    exact = count.low == count.high
    # Where counting is not exact a plan may claim less than the count's own seating reaches, never more than possible.
    if plan.value > count.high or (exact and plan.value < count.low):
        best = str(count.low) if exact else f"at most {count.high}"
        yield Violation("value", (), f"The plan says it is worth {plan.value}; counted again it is {best}.")
    if plan.bound < count.low:
        yield Violation("bound", (), f"The bound {plan.bound} is below the value {count.low}.")
    gap = (plan.bound - plan.value) / plan.bound if plan.bound > 0 else 0.0
    if abs(gap - plan.gap) > 1e-9:
        yield Violation("gap", (), f"The gap should be {gap}, not {plan.gap}.")
