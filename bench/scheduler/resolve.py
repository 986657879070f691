"""The plan is published, two slots are over, and something happens: what the best repair costs and brings.

Our scheduler is given the plan as `current`, the first two slots as `frozen`, and half a second. Beside it a free
re-solve: the same problem with moves for nothing and ten times the time. Frozen slots are held to be untouched. The
trade at several prices of a move is that of as many moves as pay.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from bench.scheduler import plots
from bench.scheduler.files import add_selection, selected
from bench.scheduler.race import Found, Judge, run
from bench.table import show
from scheduler import FEW, Moves, Person, Placement, Problem, Slot, Topic

OVER = 2
NEWCOMERS = 5
# What a new topic is wanted by: half again as many people as the topic in the middle.
WANTED = 1.5
# slot_move and room_move of the trade curve.
PRICES = ((0, 0), (1, 1), (3, 1), (10, 3), (30, 10), (100, 30))

HEADS = (
    "change",
    "repair ms",
    "repair %",
    "in time %",
    "slot moves",
    "room moves",
    "people touched",
    "free: value",
    "moves",
    "touched",
)  # fmt: skip


@dataclass(frozen=True)
class Change:
    """What happened: the problem as it is now, its plan from before as `current`, the first slots `frozen`."""

    name: str
    problem: Problem


@dataclass(frozen=True)
class Difference:
    """How a new plan differs from the published one; people touched had a seat in a session that moved or is gone."""

    slots: int
    rooms: int
    people: int


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_selection(parser)
    parser.add_argument("--seconds", type=float, default=0.5, help="for the re-solve")
    parser.add_argument("--free", type=float, default=5.0, help="for the free re-solve, and for the plan before")
    parser.add_argument("--curve", action="store_true", help="also the trade between people touched and value")
    parser.add_argument("--plots", type=Path, help="draw the trade into this folder")


def main(chosen: argparse.Namespace) -> None:
    """For each problem a table of the changes; with --curve or --plots the trade at several prices of a move."""
    for name, problem in selected(chosen):
        if len(problem.slots) <= OVER:
            continue
        published = run("ours", problem, chosen.free, chosen.seed).found[-1].placements
        seats = Judge(problem).seated(published).seats or {}
        rows, trades, lines = [], [], {}
        for change in changes(problem, published, chosen.seed):
            sys.stderr.write(f"{name}: {change.name}\n")
            judge = Judge(_priced(change.problem, 0, 0))
            free = _found(change, 0, 0, chosen.free, chosen.seed)[-1]
            free_value = judge.value(free.placements)
            first, last = _found(change, *_prices(problem), chosen.seconds, chosen.seed)
            value, moves = judge.value(last.placements), moved(change, last.placements, seats)
            freely = moved(change, free.placements, seats)
            rows.append(
                [
                    change.name,
                    f"{1000 * first.at:.0f}",
                    f"{judge.value(first.placements) / free_value:.1%}",
                    f"{value / free_value:.1%}",
                    moves.slots,
                    moves.rooms,
                    moves.people,
                    free_value,
                    freely.slots,
                    freely.people,
                ]
            )
            if chosen.curve or chosen.plots:
                points = []
                for slot_move, room_move in PRICES:
                    last = _found(change, slot_move, room_move, chosen.seconds, chosen.seed, None)[-1]
                    moves = moved(change, last.placements, seats)
                    share = judge.value(last.placements) / free_value
                    points.append((moves.people, share))
                    prices = f"{slot_move} / {room_move}"
                    trades.append([change.name, prices, f"{share:.1%}", moves.slots, moves.rooms, moves.people])
                lines[change.name] = points
        show(f"{name}: re-solve in {chosen.seconds:g} s, two slots over", HEADS, rows)
        if trades:
            heads = ("change", "slot / room price", "% of free", "slot moves", "room moves", "people touched")
            show(f"{name}: the trade", heads, trades)
        if chosen.plots:
            plots.trade(chosen.plots / f"{name}-trade.png", name, lines)


def changes(problem: Problem, published: Sequence[Placement], seed: int) -> list[Change]:
    """A big room is lost; the host of a wanted topic leaves; five topics arrive."""
    over = {slot.id for slot in by_time(problem)[:OVER]}
    before = msgspec.structs.replace(
        problem, current=tuple(published), frozen=tuple(slot.id for slot in problem.slots if slot.id in over)
    )
    makers: dict[str, Callable[[Problem, np.random.Generator], Problem]] = {
        "a room is lost": _room_lost,
        "a host leaves": _host_leaves,
        "five topics arrive": _topics_arrive,
    }
    return [
        Change(name, make(before, np.random.default_rng((seed, i)))) for i, (name, make) in enumerate(makers.items())
    ]


def moved(change: Change, placements: Sequence[Placement], seats: dict[str, dict[str, str]]) -> Difference:
    """Compare with the published plan, whose seats are given. Raises AssertionError when a frozen slot was touched."""
    frozen = set(change.problem.frozen)
    was, now = set(change.problem.current), set(placements)
    assert {x for x in was if x.slot in frozen} == {x for x in now if x.slot in frozen}, "a frozen slot was touched"
    still = {(x.topic, x.slot) for x in now}
    gone = {(x.topic, x.slot) for x in was} - still
    roomed = {(x.topic, x.slot) for x in was - now} - gone
    people = sum(any((topic, slot) in gone | roomed for slot, topic in mine.items()) for mine in seats.values())
    return Difference(len(gone), len(roomed), people)


def by_time(problem: Problem) -> list[Slot]:
    """Slots in the order in which they end."""
    return sorted(problem.slots, key=lambda slot: (slot.end, slot.start))


def _found(
    change: Change, slot_move: int, room_move: int, seconds: float, seed: int, most: Moves | None = FEW
) -> tuple[Found, Found]:
    ran = run("ours", _priced(change.problem, slot_move, room_move), seconds, seed, most)
    if not ran.found:
        raise SystemExit(f"no plan after {change.name!r}: {ran.error}")
    return ran.found[0], ran.found[-1]


def _prices(problem: Problem) -> tuple[int, int]:
    return problem.weights.slot_move, problem.weights.room_move


def _priced(problem: Problem, slot_move: int, room_move: int) -> Problem:
    weights = msgspec.structs.replace(problem.weights, slot_move=slot_move, room_move=room_move)
    return msgspec.structs.replace(problem, weights=weights)


def _ahead(problem: Problem) -> list[str]:
    return [slot.id for slot in by_time(problem) if slot.id not in problem.frozen]


def _room_lost(problem: Problem, dice: np.random.Generator) -> Problem:
    """The third biggest room is closed from now on; pins into it are void."""
    lost = sorted(problem.rooms, key=lambda room: -room.capacity)[min(2, len(problem.rooms) - 1)]
    rooms = tuple(
        msgspec.structs.replace(room, closed=tuple({*room.closed, *_ahead(problem)})) if room == lost else room
        for room in problem.rooms
    )
    pins = tuple(pin for pin in problem.pins if pin.room != lost.id or pin.slot in problem.frozen)
    return msgspec.structs.replace(problem, rooms=rooms, pins=pins)


def _host_leaves(problem: Problem, dice: np.random.Generator) -> Problem:
    """A host of the most wanted topic still to come leaves after the next slot; pins of their topics are void."""
    ahead = _ahead(problem)
    later = set(ahead[1:])
    wanted: dict[str, int] = {}
    for person in problem.people:
        for topic in person.votes:
            wanted[topic] = wanted.get(topic, 0) + 1
    coming = {x.topic for x in problem.current if x.slot in later}
    topics = [topic for topic in problem.topics if topic.hosts and topic.id in coming]
    if not topics:
        return problem
    host = max(topics, key=lambda topic: wanted.get(topic.id, 0)).hosts[0]
    people = tuple(
        msgspec.structs.replace(person, away=tuple({*person.away, *later})) if person.id == host else person
        for person in problem.people
    )
    theirs = {topic.id for topic in problem.topics if host in topic.hosts}
    pins = tuple(pin for pin in problem.pins if pin.topic not in theirs or pin.slot not in later)
    return msgspec.structs.replace(problem, people=people, pins=pins)


def _topics_arrive(problem: Problem, dice: np.random.Generator) -> Problem:
    """New topics with a host and voters at random."""
    sizes = sorted(sum(topic.id in person.votes for person in problem.people) for topic in problem.topics)
    n = min(len(problem.people), max(1, int(WANTED * sizes[len(sizes) // 2])))
    topics: list[Topic] = []
    people: list[Person] = list(problem.people)
    for i in range(NEWCOMERS):
        name = f"new{i + 1}"
        topics.append(Topic(name, (people[int(dice.integers(len(people)))].id,)))
        for p in dice.choice(len(people), size=n, replace=False).tolist():
            if people[p].id not in topics[-1].hosts:
                interest = "must" if dice.random() < 0.25 else "interested"
                votes = {**people[p].votes, name: interest}
                people[p] = msgspec.structs.replace(people[p], votes=votes)
    return msgspec.structs.replace(problem, topics=(*problem.topics, *topics), people=tuple(people))
