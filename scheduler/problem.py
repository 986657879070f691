"""The problem and the plan, as they travel: frozen structs, read strictly, with every reference resolved."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

import msgspec

from scheduler.errors import InvalidPlan, InvalidProblem

Name = Annotated[str, msgspec.Meta(min_length=1)]
Time = Annotated[datetime, msgspec.Meta(tz=True)]
# A million per vote keeps sums over 10,000 people far inside the 64-bit integers that the flow solver uses.
Weight = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
T = TypeVar("T")
Interest = Literal["interested", "must"]
ReasonCode = Literal[
    "no-rooms",
    "no-slots",
    "need-unmet",
    "no-slot-allowed",
    "slots-frozen",
    "host-away",
    "rooms-closed",
    "clash",
    "rooms-taken",
    "not-worth-it",
]


class Struct(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Immutable, and refuses fields it does not know."""


class Room(Struct, frozen=True):
    """A place with `capacity` seats; `closed` names the slots in which it cannot be used."""

    id: Name
    capacity: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
    features: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()


class Slot(Struct, frozen=True):
    """A span of time, `start` included and `end` excluded; slots may overlap."""

    id: Name
    start: Time
    end: Time


class Topic(Struct, frozen=True):
    """What may be placed, at most `repeats` times, in one of `slots` (None: any)."""

    id: Name
    hosts: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    repeats: Annotated[int, msgspec.Meta(ge=1, le=100)] = 1
    not_with: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    slots: tuple[str, ...] | None = None


class Person(Struct, frozen=True):
    """Somebody with votes; never seated or hosting in a slot they are `away`."""

    id: Name
    votes: dict[str, Interest] = {}
    away: tuple[str, ...] = ()


class Pin(Struct, frozen=True):
    """The topic must be in this slot, and in this room unless it is None."""

    topic: str
    slot: str
    room: str | None = None


class Placement(Struct, frozen=True):
    """A topic in a room and slot."""

    topic: str
    slot: str
    room: str


class Weights(Struct, frozen=True):
    """What a seat, a first seat, a move, and a topic on the board are worth.

    `placed` is counted once for every topic that has a place at all, in a frozen slot too; repeats add nothing to it.
    """

    interested: Weight = 1
    must: Weight = 3
    first: Weight = 2
    slot_move: Weight = 3
    room_move: Weight = 1
    placed: Weight = 0


class Moves(Struct, frozen=True):
    """How many placements of `current` leave their slot, and how many change rooms in it."""

    slots: Annotated[int, msgspec.Meta(ge=0)]
    rooms: Annotated[int, msgspec.Meta(ge=0)]


class Problem(Struct, frozen=True):
    """Everything the scheduler is told. See `read_problem` and `validate`."""

    rooms: tuple[Room, ...] = ()
    slots: tuple[Slot, ...] = ()
    topics: tuple[Topic, ...] = ()
    people: tuple[Person, ...] = ()
    pins: tuple[Pin, ...] = ()
    current: tuple[Placement, ...] = ()
    frozen: tuple[str, ...] = ()
    weights: Weights = Weights()


class Unplaced(Struct, frozen=True):
    """A topic without a place, and why: `reason` in words, `code` and `others` for programs.

    Codes, which never change their meaning, and what `others` lists with each:

    - `no-rooms`, `no-slots`: the problem has none.
    - `need-unmet`: no room has these needs (all of the topic's, when rooms have each, but none has them together).
    - `no-slot-allowed`: the topic's own `slots` are an empty list.
    - `slots-frozen`: every slot it may have is frozen.
    - `host-away`: in every slot it may have a host is away; the ids of these hosts.
    - `rooms-closed`: the rooms that suit it are closed in the slots it may have; the ids of these rooms.
    - `clash`: in every slot it may have it would clash with placed topics, by a shared host, `not_with` or `after`;
      the ids of these topics.
    - `rooms-taken`: the rooms that suit it are taken by topics that are worth no less.
    - `not-worth-it`: a cell is free, but the plan is worth more without the topic.

    `solve` always gives a code; plans made by others may leave it empty.
    """

    topic: str
    reason: str
    code: ReasonCode | Literal[""] = ""
    others: tuple[str, ...] = ()


class Plan(Struct, frozen=True):
    """A feasible set of placements with its exact value and a proven upper bound.

    `gap` is (bound - value) / bound, 0 when the bound is not positive; `elapsed` is in seconds.
    `seats` (person to slot to topic) is filled in the final plan alone.
    """

    placements: tuple[Placement, ...]
    unplaced: tuple[Unplaced, ...]
    value: int
    bound: int
    gap: float
    elapsed: float
    final: bool = False
    seats: dict[str, dict[str, str]] | None = None


def read_problem(text: bytes | str) -> Problem:
    """A problem from JSON. Raises `InvalidProblem` with the path and the value that is wrong."""
    problem = _decode(text, Problem, InvalidProblem)
    validate(problem)
    return problem


def read_plan(text: bytes | str) -> Plan:
    """A plan from JSON. Raises `InvalidPlan` with the path and the value that is wrong."""
    return _decode(text, Plan, InvalidPlan)


def validate(problem: Problem) -> None:
    """Raise `InvalidProblem` for ids that occur twice, references to nothing, and slots that end before they start."""
    validate_all_but_votes(problem)
    validate_votes(problem)


def validate_votes(problem: Problem) -> None:
    """As `validate`, of what people voted for."""
    topics = {topic.id for topic in problem.topics}
    for i, person in enumerate(problem.people):
        for voted, interest in person.votes.items():
            if voted not in topics:
                raise InvalidProblem("unknown-topic", f"there is no topic {voted!r}", f"people[{i}].votes", voted)
            if interest not in ("interested", "must"):
                raise InvalidProblem("invalid", "a vote is interested or must", f"people[{i}].votes.{voted}", interest)


def validate_all_but_votes(problem: Problem) -> None:
    """As `validate`, for who looks up every vote anyway, and there are 100,000 of them."""
    rooms = _ids("rooms", problem.rooms)
    slots = _ids("slots", problem.slots)
    topics = _ids("topics", problem.topics)
    people = _ids("people", problem.people)
    for i, slot in enumerate(problem.slots):
        for edge, moment in (("start", slot.start), ("end", slot.end)):
            if moment.tzinfo is None:
                raise InvalidProblem("naive-time", "time has no UTC offset", f"slots[{i}].{edge}", moment.isoformat())
        if slot.end <= slot.start:
            raise InvalidProblem("empty-slot", "slot ends before it starts", f"slots[{i}].end", slot.end.isoformat())
    for i, room in enumerate(problem.rooms):
        if room.capacity < 0:
            raise InvalidProblem("invalid", "capacity is below zero", f"rooms[{i}].capacity", room.capacity)
        _known("slot", slots, room.closed, f"rooms[{i}].closed")
    for i, topic in enumerate(problem.topics):
        _known("person", people, topic.hosts, f"topics[{i}].hosts")
        _known("topic", topics, topic.not_with, f"topics[{i}].not_with", topic.id)
        _known("topic", topics, topic.after, f"topics[{i}].after", topic.id)
        _known("slot", slots, topic.slots or (), f"topics[{i}].slots")
        if topic.repeats < 1:
            raise InvalidProblem("invalid", "repeats is below one", f"topics[{i}].repeats", topic.repeats)
    for i, person in enumerate(problem.people):
        if person.away:
            _known("slot", slots, person.away, f"people[{i}].away")
    if len(set(problem.current)) != len(problem.current):
        twice = next(x for i, x in enumerate(problem.current) if x in problem.current[:i])
        raise InvalidProblem("duplicate-placement", "a current placement is listed twice", "current", twice.topic)
    places: list[tuple[str, Pin | Placement]] = [(f"pins[{i}]", pin) for i, pin in enumerate(problem.pins)]
    places += [(f"current[{i}]", placement) for i, placement in enumerate(problem.current)]
    for at, place in places:
        _known("topic", topics, (place.topic,), f"{at}.topic", listed=False)
        _known("slot", slots, (place.slot,), f"{at}.slot", listed=False)
        _known("room", rooms, () if place.room is None else (place.room,), f"{at}.room", listed=False)
    _known("slot", slots, problem.frozen, "frozen")
    for field, weight in msgspec.structs.asdict(problem.weights).items():
        if weight < 0:
            raise InvalidProblem("invalid", "a weight is below zero", f"weights.{field}", weight)


def _ids(field: str, things: Sequence[Room | Slot | Topic | Person]) -> frozenset[str]:
    seen = {thing.id for thing in things}
    if len(seen) == len(things):
        return frozenset(seen)
    seen.clear()
    for i, thing in enumerate(things):
        if thing.id in seen:
            raise InvalidProblem("duplicate-id", f"the id {thing.id!r} occurs twice", f"{field}[{i}].id", thing.id)
        seen.add(thing.id)
    return frozenset(seen)


def _known(
    noun: str, ids: frozenset[str], references: Iterable[str], path: str, own: str | None = None, listed: bool = True
) -> None:
    for j, reference in enumerate(references):
        at = f"{path}[{j}]" if listed else path
        if reference not in ids:
            raise InvalidProblem(f"unknown-{noun}", f"there is no {noun} {reference!r}", at, reference)
        if reference == own:
            raise InvalidProblem("self-reference", f"the topic {own!r} refers to itself", at, reference)


def _decode(text: bytes | str, kind: type[T], error: type[InvalidProblem] | type[InvalidPlan]) -> T:
    try:
        raw = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError) as broken:
        raise error("not-json", f"this is not JSON: {broken}") from broken
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as wrong:
        message, _, where = str(wrong).partition(" - at ")
        path = where.strip("`").removeprefix("$").removeprefix(".")
        raise error("invalid", message, path, _at(raw, path)) from wrong


def _at(raw: Any, path: str) -> Any:
    """What stands at a path such as `rooms[0].capacity`; a path through a map's unnamed key ends at the map."""
    for name, number in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path):
        if number and isinstance(raw, list) and int(number) < len(raw):
            raw = raw[int(number)]
        elif name and isinstance(raw, dict) and name in raw:
            raw = raw[name]
        else:
            break
    return raw
