"""What it would be worth, and whom it would touch, to put one topic into each cell by hand.

A move changes the sessions of two slots at most, and the best seating stays nearly the same. Where the search has been
compiled the flow goes on from the present one (see `reseat`).

Otherwise, without overlapping slots and repeats, less of it is done anew: the seating flow (see `seating`) falls apart
by slots but for one thing, a person's first seat counts once in a day. What some best flow takes for sure is found slot
by slot, so it stays as it is in every other slot; and whatever is left open there can only be drawn in by somebody who
has no sure seat in another slot. So each cell costs a flow over its two slots and over those parts of other slots that
such people can reach: the exact change of value, for a part of the work.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from copy import copy
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from scheduler import compiled
from scheduler.compiled import Way
from scheduler.errors import InvalidPlan
from scheduler.problem import Placement, Problem, Struct
from scheduler.seating import Seats, _Edges
from scheduler.tables import Bools, Cell, Ints, Tables

if TYPE_CHECKING:
    from scheduler.reseat import Reseating


class Price(Struct, frozen=True):
    """The topic in `slot` and `room`: by how much the value changes, and how many people's day does.

    `people` have another session, room or time than now, or one more or less; hosts of what moves are among them.
    """

    slot: str
    room: str
    change: int
    people: int


def prices(
    problem: Problem,
    placements: Iterable[Placement],
    topic: str,
    seconds: float = 1.0,
    start: int = 0,
    beside: Placement | None = None,
    *,
    way: Way | None = None,
) -> tuple[Price, ...]:
    """What moving `topic` into each cell would change, in the order of the problem's slots and rooms, from the
    `start`-th cell on: as many as can be counted within `seconds`, and at least one.

    A topic that is placed changes places with what a cell holds; one that is not takes its place, and the other is out.
    Of a topic with a repeat, `beside` is the sitting that stays: the other one moves, or is added if there is no other;
    putting it into that very cell changes nothing.
    `change` is the difference of two exact values; with repeats or overlapping slots it is that of two repaired
    flows, each a lower bound. Of equally good seatings the one nearest to the best seating of `placements` is
    meant, seat by seat. Rules are not looked at: see `check`. `way` says how it is done, "compiled" (waiting for the
    compiler if it must) or "numpy", to the same numbers but for repaired flows, which differ; otherwise compiled where
    that is ready.

    Raises `InvalidProblem`, and `InvalidPlan` for a topic that is not in the problem, that has more sittings than these
    or is not where `beside` has it.
    """
    can = compiled.cached() if way is None else way == "compiled" and compiled.warm_up()
    if can:
        # Imported here since numba takes long to import, which a process that prices nothing does without.
        from scheduler import reseat

        reseat.warm()
    until = time.perf_counter() + seconds
    tables = Tables(problem)
    if topic not in tables.topic_index:
        raise InvalidPlan("unknown-topic", f"there is no topic {topic!r}", "topic", topic)
    moving = tables.topic_index[topic]
    cells = tables.cells(placements)
    stays = tables.cells([beside])[0] if beside is not None else None
    if stays is not None and (stays[0] != moving or stays not in cells):
        raise InvalidPlan("not-there", f"the topic {topic!r} is not where it is said to stay", "beside", beside)
    mine = [(s, r) for t, s, r in cells if t == moving and (t, s, r) != stays]
    if len(mine) > 1:
        raise InvalidPlan("several-sittings", f"the topic {topic!r} is placed more than once", "topic", topic)
    known = _Known(tables, cells, moving, stays is not None and not mine, can)
    found: list[Price] = []
    for s, r in [(s, r) for s in range(tables.S) for r in range(tables.R)][start:]:
        if found and time.perf_counter() > until:
            break
        moved = cells if stays == (moving, s, r) else _moved(cells, moving, mine[0] if mine else None, stays, (s, r))
        found.append(Price(problem.slots[s].id, problem.rooms[r].id, *known.compare(moved)))
    return tuple(found)


def _moved(
    cells: Sequence[Cell], moving: int, home: tuple[int, int] | None, stays: Cell | None, target: tuple[int, int]
) -> list[Cell]:
    """The cells once the topic is in the target, and what that held where the topic was, or out."""
    after = []
    for t, s, r in cells:
        if t == moving and (t, s, r) != stays:
            continue
        if (s, r) != target:
            after.append((t, s, r))
        elif home is not None:
            after.append((t, *home))
    return [*after, (moving, *target)]


class _Known:
    """The best seating of the present placements, and what can be reused of it.

    Votes are worth `scale` times as much here, and seats that are taken now one more: of equally good seatings the one
    that keeps most of them is the dearest. `again`: the topic that is `moving` gets a further sitting.
    """

    def __init__(self, tables: Tables, cells: Sequence[Cell], moving: int, again: bool, can: bool) -> None:
        self.tables = tables
        self.cells = tuple(cells)
        self.board = tables.board_worth(cells)
        self.seating = Seats(tables).quick(cells, fair=True)
        self.scale = len(self.seating.person) + 1
        self.scaled = copy(tables)
        self.scaled.weights = msgspec.structs.replace(tables.weights, first=tables.weights.first * self.scale)
        self.held: Ints = np.array(self.cells, dtype=np.int64).reshape(-1, 3)
        person, held = self.seating.person, self.held[self.seating.session]
        self.attends = np.full((tables.P, tables.S), -1)
        self.attends[person, held[:, 1]] = held[:, 0]
        self.keys = self._keys(person, held)
        self.served = _some(tables.P, person)
        self.simple = not (tables.has_overlaps or again) and len(set(self.held[:, 0].tolist())) == len(cells)
        self.reseating: Reseating | None = None
        if can:
            from scheduler.reseat import Reseating

            self.reseating = Reseating(self.scaled, self.cells, moving, again, self.seating, self.scale, self.attends)
        elif self.simple:
            self._index_slots()

    def _index_slots(self) -> None:
        """What is taken and what is sure in each slot, and which of its sessions hang together by somebody's choice."""
        edges = self.edges = self._edges(self.cells)
        count = len(self.cells)
        pairs = self.seating.person * count + self.seating.session
        self.taken: Ints = np.flatnonzero(np.isin(edges.person * count + edges.session, pairs))
        self.sure, self.open = edges._sure(self.scaled)
        self.group = np.arange(count)
        order = self.open[np.lexsort((edges.slot[self.open], edges.person[self.open]))]
        same = (np.diff(edges.person[order]) == 0) & (np.diff(edges.slot[order]) == 0)
        for i in np.flatnonzero(same).tolist():
            one, other = self.group[edges.session[order[i]]], self.group[edges.session[order[i + 1]]]
            if one != other:
                self.group[self.group == other] = one
        self._parts: dict[tuple[int, ...], _Part] = {}

    def compare(self, after: Sequence[Cell]) -> tuple[int, int]:
        """The change of value, and how many people's day is another."""
        before, now = set(self.cells), set(after)
        gone, come = sorted(before - now), sorted(now - before)
        if not gone and not come:
            return 0, 0
        board = self.tables.board_worth(after) - self.board
        hosts = {p for t, _, _ in (*gone, *come) for p in self.tables.hosts[t]}
        if self.reseating is not None:
            people, change = self.reseating.after(gone, come)
        else:
            changed = sorted({s for _, s, _ in (*gone, *come)})
            seats, change = self._reseat(after, changed) if self.simple else self._seat_all(after)
            people = seats // self.tables.S
        return change + board, len(hosts.union(people.tolist()))

    def _reseat(self, after: Sequence[Cell], changed: list[int]) -> tuple[Ints, int]:
        """Seats that differ, each as one number of person and slot, and the change of what seats are worth."""
        tables, old = self.tables, self.edges
        key = tuple(changed)
        if key not in self._parts:
            self._parts[key] = _Part(self, changed)
        part = self._parts[key]
        cells = [cell for cell in after if cell[1] in changed]
        edges = self._edges(cells)
        near = part.drawn
        anyone = _some(tables.P, edges.person, old.person[near])
        rows = np.concatenate((near, part.anchor[anyone[old.person[part.anchor]]]))
        joined = copy(edges)
        joined.person = np.concatenate((edges.person, old.person[rows]))
        joined.slot = np.concatenate((edges.slot, old.slot[rows]))
        joined.session = np.concatenate((edges.session, old.session[rows] + len(cells)))
        joined.weight = np.concatenate((edges.weight, old.weight[rows]))
        joined.topic = np.concatenate((edges.topic, old.topic))
        # A session that some take for sure has room for all who could come: only its open seats count here.
        room = part.room + np.bincount(old.session[rows[len(near) :]], minlength=len(old.room))
        joined.room = np.concatenate((edges.room, room))
        chosen = joined.flow(self.scaled, fair=False)
        chosen = chosen[chosen < len(edges.person) + len(near)]
        held = np.array([*cells, *self.cells], dtype=np.int64).reshape(-1, 3)[joined.session[chosen]]
        served = part.served | _some(tables.P, joined.person[chosen])
        first = tables.weights.first * (int(served.sum()) - int(self.served.sum()))
        votes = int((joined.weight[chosen] // self.scale).sum()) - part.worth
        return self._differing(part.keys, self._keys(joined.person[chosen], held)), votes + first

    def _seat_all(self, after: Sequence[Cell]) -> tuple[Ints, int]:
        """As `_reseat`, by a flow over the whole day, repaired."""
        tables, edges = self.tables, self._edges(after)
        flow = edges.flow(self.scaled, fair=False)
        repaired = (edges.repair(tables, flow), edges.repair(tables, flow[:0]))
        chosen = max(repaired, key=lambda seats: edges.worth(self.scaled, seats))
        held = np.array(after, dtype=np.int64).reshape(-1, 3)[edges.session[chosen]]
        first = tables.weights.first * len(np.unique(edges.person[chosen]))
        worth = int((edges.weight[chosen] // self.scale).sum()) + first + self.board
        return self._differing(self.keys, self._keys(edges.person[chosen], held)), worth - self.seating.value

    def _edges(self, cells: Sequence[Cell]) -> _Edges:
        edges = _Edges(self.tables, cells)
        taken = self.attends[edges.person, edges.slot] == edges.topic[edges.session]
        edges.weight = edges.weight * self.scale + taken
        return edges

    def _keys(self, person: Ints, held: Ints) -> Ints:
        """One number for a person and a session, wherever its room; person and slot can be read off it."""
        tables = self.tables
        return ((person * tables.S + held[:, 1]) * tables.T + held[:, 0]) * tables.R + held[:, 2]

    def _differing(self, before: Ints, after: Ints) -> Ints:
        either = np.setxor1d(before, after, assume_unique=True)
        return np.asarray(either // (self.tables.T * self.tables.R), dtype=np.int64)


class _Part:
    """What moves between some slots find in the others, and may draw in there.

    `drawn`: open rows of other slots that hang together with somebody who has no sure seat there. `anchor`: one sure
    row there for everybody who has any. `served` (P,): who has one. `room`: seats of every session beside its sure
    ones. `worth`, `keys`: of the seats that may change.
    """

    def __init__(self, known: _Known, changed: Sequence[int]) -> None:
        edges = known.edges
        sure = known.sure[~np.isin(edges.slot[known.sure], changed)]
        open_ = known.open[~np.isin(edges.slot[known.open], changed)]
        self.served = _some(known.tables.P, edges.person[sure])
        groups = known.group[edges.session[open_]]
        loose = np.unique(groups[~self.served[edges.person[open_]]])
        self.drawn: Ints = open_[np.isin(groups, loose)]
        self.anchor: Ints = sure[np.unique(edges.person[sure], return_index=True)[1]]
        self.room: Ints = edges.room - np.bincount(edges.session[sure], minlength=len(edges.room))
        taken = known.taken
        here = np.isin(edges.slot[taken], changed) | np.isin(taken, self.drawn)
        may = taken[here]
        self.worth = int((edges.weight[may] // known.scale).sum())
        self.keys: Ints = known._keys(edges.person[may], known.held[edges.session[may]])


def _some(size: int, *people: Ints) -> Bools:
    """(size,): True for those who are named."""
    found = np.zeros(size, dtype=np.bool_)
    for each in people:
        found[each] = True
    return found
