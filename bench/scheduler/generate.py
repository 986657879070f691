"""Made-up problems of every kind and size, the same for the same seed.

`synthetic` is what the published figures of this project are measured on: interests in clusters, popularity after Zipf,
hosts, a few of them missing slots, features, a few pins. Every other kind starts from one of these and adds one sort of
rule, drawn around a hidden schedule that keeps them all, so that pins can always be met. `enrolment` is made as the
instances of the second international timetabling competition were (Lewis, Paechter, McCollum 2007, track 2): a
timetable is drawn first, and people enrol in what they can attend in it, so that everybody can be seated everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec
import numpy as np

from bench.scheduler.arrays import Arrays, Board, Cell
from scheduler import Person, Pin, Placement, Problem, Room, Slot, Topic, Weights

MORNING = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
FEATURES = ("projector", "whiteboard", "step-free")


@dataclass(frozen=True)
class Size:
    """How big a synthetic problem is; `votes` is the typical number of votes of a person."""

    people: int
    topics: int
    slots: int
    votes: float
    clusters: int
    rooms: tuple[int, ...]


SIZES = {
    "small": Size(60, 20, 4, 5.0, 4, (25, 15, 12, 10, 8)),
    "typical": Size(150, 60, 4, 6.0, 6, (60, 40, 30, 30, 25, 25, 20, 15)),
    "medium": Size(400, 80, 5, 7.0, 8, (120, 60, 40, 40, *[30] * 3, *[20] * 4, *[15] * 4)),
    "large": Size(2_000, 200, 6, 8.0, 14, (400, 250, 150, 150, *[100] * 4, *[60] * 8, *[40] * 8, *[25] * 6)),
    "stress": Size(
        10_000, 600, 10, 12.0, 30,
        (1500, 1000, 600, 600, *[400] * 4, *[250] * 8, *[150] * 12, *[100] * 16, *[60] * 16),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Enrolment:
    """How big a problem with a known optimum is; `votes` is the number of enrolments of a person, more or less."""

    people: int
    topics: int
    rooms: int
    votes: int
    slots: int = 45


# The sizes of the competition: tight, many people for few events, few people and much order, and easy.
ENROLMENTS = {
    "small": Enrolment(60, 40, 4, 10, 12),
    "typical": Enrolment(200, 120, 5, 14, 27),
    "medium": Enrolment(500, 400, 10, 21),
    "large": Enrolment(1_000, 200, 20, 13),
    "stress": Enrolment(1_000, 400, 10, 20),
}


def synthetic(size: str, seed: int) -> Problem:
    """Clustered votes over a day of equal slots; a quarter of the votes are `must`."""
    shape = SIZES[size]
    dice = np.random.default_rng(seed)
    cluster = dice.integers(shape.clusters, size=shape.topics)
    popular = 1.0 / (1 + dice.permutation(shape.topics)) ** 0.7
    votes: list[list[int]] = []
    for _ in range(shape.people):
        n = int(np.clip(round(dice.lognormal(np.log(shape.votes) - 0.18, 0.6)), 1, shape.topics // 2))
        likes = dice.choice(shape.clusters, size=min(shape.clusters, 1 + int(dice.integers(3))), replace=False)
        chance = popular * np.where(np.isin(cluster, likes), 1.0, 0.06)
        votes.append(dice.choice(shape.topics, size=n, replace=False, p=chance / chance.sum()).tolist())
    hosts = _hosts(shape, dice)
    absent: dict[int, list[int]] = {}
    for p in sorted({p for led in hosts for p in led}):
        if dice.random() < 0.12:
            absent[p] = dice.choice(shape.slots, size=1 + int(dice.random() < 0.3), replace=False).tolist()
    offers, needs = _features(shape, dice)
    fine = np.ones((shape.topics, shape.slots), dtype=np.bool_)
    for t, led in enumerate(hosts):
        for p in led:
            fine[t, absent.get(p, [])] = False
    pins = _pins(shape, hosts, fine, offers, needs, dice)
    must = np.random.default_rng((seed, 1)).random((shape.people, shape.topics)) < 0.25
    return Problem(
        rooms=tuple(Room(f"r{i + 1}", n, tuple(offers[i])) for i, n in enumerate(shape.rooms)),
        slots=_day(shape.slots),
        topics=tuple(
            Topic(
                f"t{t + 1}",
                tuple(f"p{p + 1}" for p in hosts[t]),
                tuple(needs[t]),
                slots=None if fine[t].all() else tuple(f"s{s + 1}" for s in np.flatnonzero(fine[t])),
            )
            for t in range(shape.topics)
        ),
        people=tuple(
            Person(
                f"p{p + 1}",
                {f"t{t + 1}": "must" if must[p, t] else "interested" for t in sorted(votes[p]) if p not in hosts[t]},
            )
            for p in range(shape.people)
        ),
        pins=pins,
    )


def enrolment(size: str, seed: int) -> tuple[Problem, tuple[Placement, ...]]:
    """A problem in which every vote can be seated, and the hidden placements that do it."""
    shape = ENROLMENTS[size]
    dice = np.random.default_rng(seed)
    cells = dice.permutation(shape.slots * shape.rooms)[: shape.topics]
    slot_of, room_of = cells // shape.rooms, cells % shape.rooms
    mean = shape.people * shape.votes / shape.topics
    capacity = np.maximum(2, dice.normal(mean * 1.4, mean * 0.2, shape.rooms)).astype(int)
    has = dice.random((shape.rooms, 10)) < 0.3
    needs = (dice.random((shape.topics, 10)) < 0.45) & has[room_of]
    load = np.zeros(shape.topics, dtype=int)
    popular = dice.gamma(4.0, size=shape.topics)
    people = []
    for p in range(shape.people):
        votes: list[int] = []
        taken: set[int] = set()
        wish = np.argsort(-np.log(dice.random(shape.topics)) / popular)
        most = min(int(dice.integers(shape.votes - 3, shape.votes + 4)), shape.slots)
        for t in wish.tolist():
            if len(votes) < most and load[t] < capacity[room_of[t]] and int(slot_of[t]) not in taken:
                votes.append(t)
                taken.add(int(slot_of[t]))
                load[t] += 1
        people.append(Person(f"p{p + 1}", {f"t{t + 1}": "interested" for t in sorted(votes)}))
    allowed = dice.random((shape.topics, shape.slots)) < 0.55
    allowed[np.arange(shape.topics), slot_of] = True
    after: list[set[int]] = [set() for _ in range(shape.topics)]
    for t, u in dice.integers(shape.topics, size=(shape.topics // 4, 2)).tolist():
        if slot_of[u] < slot_of[t]:
            after[t].add(u)
    problem = Problem(
        rooms=tuple(Room(f"r{r + 1}", int(capacity[r]), _named("f", has[r])) for r in range(shape.rooms)),
        slots=_day(shape.slots, timedelta(minutes=15), timedelta(minutes=15)),
        topics=tuple(
            Topic(
                f"t{t + 1}",
                needs=_named("f", needs[t]),
                after=tuple(f"t{u + 1}" for u in sorted(after[t])),
                slots=_named("s", allowed[t]),
            )
            for t in range(shape.topics)
        ),
        people=tuple(people),
    )
    hidden = tuple(Placement(f"t{t + 1}", f"s{slot_of[t] + 1}", f"r{room_of[t] + 1}") for t in range(shape.topics))
    return problem, hidden


def generate(kind: str, size: str, seed: int) -> Problem:
    """A problem of a kind (see `KINDS`) and size. Raises KeyError for one there is not."""
    return KINDS[kind](size, seed)


def _hosts(shape: Size, dice: np.random.Generator) -> list[tuple[int, ...]]:
    pool = dice.permutation(shape.people)[: max(1, int(shape.topics * 0.85))]
    hosts = []
    for t in range(shape.topics):
        led = [int(pool[t] if t < len(pool) else dice.choice(pool))]
        if dice.random() < 0.1:
            led.append(int(dice.integers(shape.people)))
        hosts.append(tuple(dict.fromkeys(led)))
    return hosts


def _features(shape: Size, dice: np.random.Generator) -> tuple[list[list[str]], list[list[str]]]:
    """What rooms offer and topics need; the biggest rooms all have a projector."""
    offers, needs = [], []
    for r in range(len(shape.rooms)):
        has = (r < len(shape.rooms) * 0.2 or dice.random() < 0.6, dice.random() < 0.6, dice.random() < 0.8)
        offers.append([name for name, there in zip(FEATURES, has, strict=True) if there])
    for _ in range(shape.topics):
        wanted = (dice.random() < 0.3, dice.random() < 0.1, dice.random() < 0.08)
        needs.append([name for name, there in zip(FEATURES, wanted, strict=True) if there])
    return offers, needs


def _pins(
    shape: Size,
    hosts: Sequence[Sequence[int]],
    fine: np.ndarray[tuple[int, int], np.dtype[np.bool_]],
    offers: Sequence[Sequence[str]],
    needs: Sequence[Sequence[str]],
    dice: np.random.Generator,
) -> tuple[Pin, ...]:
    """One topic in fifty; none that would break a rule beside another."""
    pins: dict[tuple[int, int], int] = {}
    leading: set[tuple[int, int]] = set()
    for t in dice.permutation(shape.topics)[: max(1, shape.topics // 50)].tolist():
        if not fine[t].any():
            continue
        s = int(dice.choice(np.flatnonzero(fine[t])))
        rooms = [r for r, has in enumerate(offers) if set(needs[t]) <= set(has) and (s, r) not in pins]
        if rooms:
            r = int(dice.choice(rooms))
            if leading.isdisjoint((p, s) for p in hosts[t]):
                pins[s, r] = t
                leading.update((p, s) for p in hosts[t])
    return tuple(Pin(f"t{t + 1}", f"s{s + 1}", f"r{r + 1}") for (s, r), t in sorted(pins.items(), key=lambda x: x[1]))


def _day(
    slots: int, every: timedelta = timedelta(hours=1), length: timedelta = timedelta(minutes=50)
) -> tuple[Slot, ...]:
    starts = [MORNING + every * i for i in range(slots)]
    return tuple(Slot(f"s{i + 1}", start, start + length) for i, start in enumerate(starts))


def _named(letter: str, there: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> tuple[str, ...]:
    return tuple(f"{letter}{i + 1}" for i in np.flatnonzero(there))


Rule = Callable[[Problem, Sequence[Cell], np.random.Generator], Problem]


def _with(*rules: Rule) -> Callable[[str, int], Problem]:
    """A kind: rules added one after the other to a synthetic problem, around one hidden schedule."""

    def make(size: str, seed: int) -> Problem:
        problem = msgspec.structs.replace(synthetic(size, seed), pins=())
        dice = np.random.default_rng((seed, 2))
        if _overlaps in rules:
            problem = _overlaps(problem, (), dice)
        hidden = _some_schedule(problem, dice)
        for rule in rules:
            problem = rule(problem, hidden, dice) if rule is not _overlaps else problem
        return problem

    return make


def _some_schedule(problem: Problem, dice: np.random.Generator) -> list[Cell]:
    """Topics in random cells that keep the rules; one cell in eight stays empty, so that a room can be closed."""
    arrays = Arrays(problem)
    board = Board(arrays)
    spare = int(board.free.sum()) // 8
    for t in dice.permutation(arrays.T).tolist():
        cells = [(s, r) for s in range(arrays.S) for r in board.rooms(t, s)]
        if cells and board.free.sum() > spare:
            board.put(t, *cells[int(dice.integers(len(cells)))])
    return board.cells


def _overlaps(problem: Problem, hidden: Sequence[Cell], dice: np.random.Generator) -> Problem:
    """Long slots beside two short ones: the second and third hour, and every other pair after it, also as one block."""
    slots = list(problem.slots)
    blocks = [Slot(f"{a.id}-{b.id}", a.start, b.end) for a, b in zip(slots[1::2], slots[2::2], strict=False)]
    return msgspec.structs.replace(problem, slots=tuple(sorted([*slots, *blocks], key=lambda x: (x.start, x.end))))


def _repeats(problem: Problem, hidden: Sequence[Cell], dice: np.random.Generator) -> Problem:
    """One topic in five may be placed twice, a few of them three times."""
    times = np.where(dice.random(len(problem.topics)) < 0.2, 2 + (dice.random(len(problem.topics)) < 0.2), 1)
    topics = (msgspec.structs.replace(x, repeats=int(n)) for x, n in zip(problem.topics, times, strict=True))
    return msgspec.structs.replace(problem, topics=tuple(topics))


def _away(problem: Problem, hidden: Sequence[Cell], dice: np.random.Generator) -> Problem:
    """A fifth of all people, hosts among them, miss slots; rooms are closed at times; topics may not be everywhere."""
    leads = {(p, s) for t, s, _ in hidden for p in problem.topics[t].hosts}
    stands = {(s, r) for _, s, r in hidden}
    holds = {(t, s) for t, s, _ in hidden}
    ids = [slot.id for slot in problem.slots]
    people, rooms, topics = [], [], []
    for person in problem.people:
        misses = dice.random(len(ids)) < (0.3 if dice.random() < 0.2 else 0.0)
        away = tuple(x for s, x in enumerate(ids) if misses[s] and (person.id, s) not in leads)
        people.append(msgspec.structs.replace(person, away=away))
    for r, room in enumerate(problem.rooms):
        shut = dice.random(len(ids)) < 0.5
        closed = tuple(x for s, x in enumerate(ids) if shut[s] and (s, r) not in stands)
        rooms.append(msgspec.structs.replace(room, closed=closed))
    for t, topic in enumerate(problem.topics):
        may = dice.random(len(ids)) < (0.6 if dice.random() < 0.2 else 1.0)
        allowed = tuple(x for s, x in enumerate(ids) if (t, s) in holds or (may[s] and x in (topic.slots or ids)))
        topics.append(topic if len(allowed) == len(ids) else msgspec.structs.replace(topic, slots=allowed))
    return msgspec.structs.replace(problem, people=tuple(people), rooms=tuple(rooms), topics=tuple(topics))


def _pinned(problem: Problem, hidden: Sequence[Cell], dice: np.random.Generator) -> Problem:
    """One topic in six is pinned, half of them to a slot alone; the hidden schedule shows that they all fit."""
    pins = []
    for t, s, r in hidden:
        if dice.random() < 1 / 6:
            room = problem.rooms[r].id if dice.random() < 0.5 else None
            pins.append(Pin(problem.topics[t].id, problem.slots[s].id, room))
    return msgspec.structs.replace(problem, pins=tuple(pins))


def _ordered(problem: Problem, hidden: Sequence[Cell], dice: np.random.Generator) -> Problem:
    """One topic in five comes after another; one in five does not run beside another."""
    slot = {t: problem.slots[s] for t, s, _ in hidden}
    topics = list(problem.topics)
    for t in slot:
        u = list(slot)[int(dice.integers(len(slot)))]
        mine, other = slot[t], slot[u]
        if dice.random() < 0.4 and mine.start >= other.end:
            topics[t] = msgspec.structs.replace(topics[t], after=(topics[u].id,))
        elif dice.random() < 0.2 and (mine.start >= other.end or other.start >= mine.end):
            topics[t] = msgspec.structs.replace(topics[t], not_with=(topics[u].id,))
    return msgspec.structs.replace(problem, topics=tuple(topics))


def flat(problem: Problem) -> Problem:
    """The same problem, counting seats alone, as the literature does."""
    return msgspec.structs.replace(problem, weights=Weights(1, 1, 0, 1, 1))


KINDS: dict[str, Callable[[str, int], Problem]] = {
    "synthetic": synthetic,
    "enrolment": lambda size, seed: enrolment(size, seed)[0],
    "repeats": _with(_repeats),
    "overlaps": _with(_overlaps),
    "away": _with(_away),
    "pinned": _with(_pinned),
    "ordered": _with(_ordered),
    "everything": _with(_overlaps, _repeats, _away, _pinned, _ordered),
}
