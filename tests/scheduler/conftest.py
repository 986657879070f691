"""Made-up problems, and their optimum by trying everything."""

import itertools
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from scheduler import (
    Person,
    Pin,
    Placement,
    Plan,
    Problem,
    Room,
    Slot,
    Topic,
    Unplaced,
    Weights,
    check,
)

MORNING = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)


def a_slot(name: str, hour: float, hours: float = 0.8) -> Slot:
    start = MORNING + timedelta(hours=hour)
    return Slot(name, start, start + timedelta(hours=hours))


def some_problem(seed: int, topics: int, rooms: int, slots: int, people: int, tricky: bool = False) -> Problem:
    """Random, with every kind of rule; `tricky` adds overlapping slots, repeats, pins and frozen slots."""
    dice = random.Random(seed)
    room_ids, slot_ids = [f"r{i}" for i in range(rooms)], [f"s{i}" for i in range(slots)]
    topic_ids, person_ids = [f"t{i}" for i in range(topics)], [f"p{i}" for i in range(people)]

    def few(ids: list[str], chance: float) -> tuple[str, ...]:
        return tuple(x for x in ids if dice.random() < chance)

    def a_cell() -> tuple[str, str]:
        return dice.choice(slot_ids), dice.choice(room_ids)

    current, used = [], set()
    for topic in topic_ids:
        cell = a_cell()
        if dice.random() < 0.3 and cell not in used:
            used.add(cell)
            current.append(Placement(topic, *cell))
    long_first = tricky and dice.random() < 0.5
    return Problem(
        rooms=tuple(
            Room(x, dice.randint(0, max(1, people // 2)), few(["projector"], 0.7), few(slot_ids, 0.1)) for x in room_ids
        ),
        slots=tuple(a_slot(x, i, 1.5 if long_first and i == 0 else 0.8) for i, x in enumerate(slot_ids)),
        topics=tuple(
            Topic(
                x,
                hosts=few(person_ids, 1 / people),
                needs=few(["projector"], 0.2),
                repeats=2 if tricky and dice.random() < 0.3 else 1,
                not_with=tuple(y for y in few(topic_ids, 0.5 / topics) if y != x),
                after=tuple(y for y in few(topic_ids, 0.3 / topics) if y != x),
                slots=few(slot_ids, 0.8) if dice.random() < 0.2 else None,
            )
            for x in topic_ids
        ),
        people=tuple(
            Person(x, {t: dice.choice(["interested", "must"]) for t in few(topic_ids, 0.5)}, few(slot_ids, 0.05))
            for x in person_ids
        ),
        pins=tuple(
            Pin(t, dice.choice(slot_ids), dice.choice([None, *room_ids])) for t in few(topic_ids, 0.1) if tricky
        ),
        current=tuple(current),
        frozen=(slot_ids[0],) if tricky and dice.random() < 0.3 else (),
        weights=Weights(
            dice.randint(0, 2), dice.randint(1, 4), dice.randint(0, 2), dice.randint(0, 3), 1, dice.choice([0, 1, 7])
        ),
    )


def best_seating(problem: Problem, placements: tuple[Placement, ...]) -> int:
    """The value of these placements, by trying every seat of every person."""
    slots = {x.id: x for x in problem.slots}
    topics = {x.id: x for x in problem.topics}
    worth = {"interested": problem.weights.interested, "must": problem.weights.must}

    def together(a: Placement, b: Placement) -> bool:
        return slots[a.slot].start < slots[b.slot].end and slots[b.slot].start < slots[a.slot].end

    def choices(person: Person) -> Iterator[tuple[int, frozenset[int]]]:
        led = [x for x in placements if person.id in topics[x.topic].hosts]
        mine = [
            k
            for k, x in enumerate(placements)
            if x.topic in person.votes
            and person.id not in topics[x.topic].hosts
            and x.slot not in person.away
            and not any(together(x, y) for y in led)
        ]
        for size in range(len(mine) + 1):
            for chosen in itertools.combinations(mine, size):
                pairs = list(itertools.combinations([placements[k] for k in chosen], 2))
                if not any(together(a, b) or a.topic == b.topic for a, b in pairs):
                    seated = sum(worth[person.votes[placements[k].topic]] for k in chosen)
                    yield seated + (problem.weights.first if chosen else 0), frozenset(chosen)

    room = {x.id: x.capacity for x in problem.rooms}
    states: dict[tuple[int, ...], int] = {tuple(room[x.room] for x in placements): 0}
    for person in problem.people:
        options = list(choices(person))
        after: dict[tuple[int, ...], int] = {}
        for left, value in states.items():
            for gain, chosen in options:
                rest = tuple(n - (k in chosen) for k, n in enumerate(left))
                if min(rest, default=0) >= 0:
                    after[rest] = max(after.get(rest, 0), value + gain)
        states = after
    rooms = {(x.topic, x.slot): x.room for x in placements}
    charge = 0
    for x in problem.current:
        if (x.topic, x.slot) not in rooms:
            charge += problem.weights.slot_move
        elif rooms[x.topic, x.slot] != x.room:
            charge += problem.weights.room_move
    return max(states.values()) - charge + problem.weights.placed * len({x.topic for x in placements})


def is_allowed(problem: Problem, placements: tuple[Placement, ...]) -> bool:
    """Whether `check` finds nothing wrong with the placements as such."""
    placed = {x.topic for x in placements}
    unplaced = tuple(Unplaced(x.id, "") for x in problem.topics if x.id not in placed)
    claims = {"value", "bound", "gap"}
    report = check(problem, Plan(placements, unplaced, 0, 0, 0.0, 0.0))
    return all(x.code in claims for x in report.violations)


def optimum(problem: Problem) -> int | None:
    """The largest value of all, by trying every set of placements; None when none is allowed."""
    cells = [(s.id, r.id) for s in problem.slots for r in problem.rooms]
    best = None
    for filling in itertools.product([None, *(x.id for x in problem.topics)], repeat=len(cells)):
        placements = tuple(Placement(t, *cell) for t, cell in zip(filling, cells, strict=True) if t is not None)
        if is_allowed(problem, placements):
            value = best_seating(problem, placements)
            best = value if best is None else max(best, value)
    return best


@pytest.fixture(scope="session")
def make_problem() -> Callable[..., Problem]:
    return some_problem


@pytest.fixture(scope="session")
def seat_by_trying() -> Callable[[Problem, tuple[Placement, ...]], int]:
    return best_seating


@pytest.fixture(scope="session")
def solve_by_trying() -> Callable[[Problem], int | None]:
    return optimum


@pytest.fixture(scope="session")
def camp() -> Problem:
    """A hand-made camp: two rooms, two slots, four topics, one host of two of them."""
    return Problem(
        rooms=(Room("hall", 3, ("projector",)), Room("den", 1)),
        slots=(a_slot("s1", 0), a_slot("s2", 1)),
        topics=(
            Topic("art", hosts=("ann",)),
            Topic("bees", hosts=("ann",)),
            Topic("code", needs=("projector",)),
            Topic("dogs"),
        ),
        people=(
            Person("ann", {"art": "must", "code": "must"}),
            Person("bob", {"art": "must", "bees": "interested", "code": "interested"}),
            Person("cid", {"art": "interested", "bees": "must", "dogs": "must"}),
            Person("dee", {"code": "must", "dogs": "interested"}),
        ),
    )
