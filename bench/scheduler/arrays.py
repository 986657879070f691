"""A problem as arrays, for the peers: apart from the scheduler's own tables, so that a mistake there shows here.

Letters: T topics, S slots, R rooms, P people, V votes; t, s, r, p index them. A cell is (t, s, r).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from scheduler import Placement, Problem

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Cell = tuple[int, int, int]

# What stands between two topics, as bits: not at one time; the first must come after the second; the other way round.
CLASH, AFTER, BEFORE = 1, 2, 4


class Arrays:
    """The indexed problem. Immutable by convention.

    Attributes (shapes):
        capacity (R,), open (S, R): neither closed, nor frozen, nor taken at that time by a frozen slot's topic.
        slot_ok (T, S): allowed, not frozen, hosts there, no clash with frozen slots. room_ok (T, R): features suffice.
        overlaps, later (S, S): share a moment; later[a, b] = b starts once a has ended.
        away (S, P): away, or leading in a frozen slot at that time.
        person, topic, worth (V,): votes sorted by topic, then person, none of hosts for their own topics;
        those of topic t are rows start[t]:start[t + 1]. mine[p]: the rows of person p.
        demand (T,): sum of the worths. hosts[t]: indices. pairs: (t, u, kind) with kind of bits, both ways round.
        pins: (t, s, r or -1) outside frozen slots. fixed: cells of frozen slots.
        free (T,): the topic may be placed by a method (methods place each topic once; pins and frozen slots aside).
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.T, self.S = len(problem.topics), len(problem.slots)
        self.R, self.P = len(problem.rooms), len(problem.people)
        self._slots = {slot.id: i for i, slot in enumerate(problem.slots)}
        self._rooms = {room.id: i for i, room in enumerate(problem.rooms)}
        self._topics = {topic.id: i for i, topic in enumerate(problem.topics)}
        self._people = {person.id: i for i, person in enumerate(problem.people)}
        begin = np.array([slot.start.timestamp() for slot in problem.slots])
        end = np.array([slot.end.timestamp() for slot in problem.slots])
        self.overlaps: Bools = (begin[:, None] < end) & (begin < end[:, None])
        self.later: Bools = begin[None, :] >= end[:, None]
        # active[s, a]: slot a is under way when slot s starts. Slots share a moment exactly if one is active at the
        # start of the other, so that the rows of this matrix name every set of slots of which one can be had.
        self.active: Bools = (begin[None, :] <= begin[:, None]) & (begin[:, None] < end[None, :])
        self.fixed = [cell for cell in self._cells(problem.current) if problem.slots[cell[1]].id in set(problem.frozen)]
        self._index_rules()
        self._index_places()
        self._index_votes()

    def placements(self, cells: Iterable[Cell]) -> tuple[Placement, ...]:
        """The cells as placements, by slot and room."""
        problem = self.problem
        return tuple(
            Placement(problem.topics[t].id, problem.slots[s].id, problem.rooms[r].id)
            for t, s, r in sorted(cells, key=lambda cell: (cell[1], cell[2], cell[0]))
        )

    def forbidden(self, kind: int, s: int, s2: int) -> bool:
        """Whether a pair of this kind forbids the first topic in slot s beside the second in slot s2."""
        return bool(
            (kind & CLASH and self.overlaps[s, s2])
            or (kind & AFTER and not self.later[s2, s])
            or (kind & BEFORE and not self.later[s, s2])
        )

    def by_demand(self) -> list[int]:
        """Topics that may be placed, most wanted first."""
        return [int(t) for t in np.argsort(-self.demand, kind="stable") if self.free[t]]

    def _cells(self, placements: Sequence[Placement]) -> list[Cell]:
        return [(self._topics[x.topic], self._slots[x.slot], self._rooms[x.room]) for x in placements]

    def _index_rules(self) -> None:
        problem = self.problem
        self.hosts = [tuple(sorted({self._people[p] for p in topic.hosts})) for topic in problem.topics]
        kinds: dict[tuple[int, int], int] = {}

        def add(t: int, u: int, kind: int, back: int) -> None:
            kinds[t, u] = kinds.get((t, u), 0) | kind
            kinds[u, t] = kinds.get((u, t), 0) | back

        led: dict[int, list[int]] = {}
        for t, hosts in enumerate(self.hosts):
            for p in hosts:
                for u in led.setdefault(p, []):
                    add(t, u, CLASH, CLASH)
                led[p].append(t)
        for t, topic in enumerate(problem.topics):
            for other in topic.not_with:
                add(t, self._topics[other], CLASH, CLASH)
            for other in topic.after:
                add(t, self._topics[other], AFTER, BEFORE)
        self.pairs = [(t, u, kind) for (t, u), kind in sorted(kinds.items())]
        self.partners: list[list[tuple[int, int]]] = [[] for _ in range(self.T)]
        for t, u, kind in self.pairs:
            self.partners[t].append((u, kind))

    def _index_places(self) -> None:
        problem = self.problem
        frozen = [self._slots[s] for s in problem.frozen]
        self.capacity: Ints = np.array([room.capacity for room in problem.rooms], dtype=np.int64)
        self.open: Bools = np.ones((self.S, self.R), dtype=np.bool_)
        for r, room in enumerate(problem.rooms):
            self.open[[self._slots[s] for s in room.closed], r] = False
        self.away: Bools = np.zeros((self.S, self.P), dtype=np.bool_)
        for p, person in enumerate(problem.people):
            self.away[[self._slots[s] for s in person.away], p] = True
        self.slot_ok: Bools = np.zeros((self.T, self.S), dtype=np.bool_)
        self.room_ok: Bools = np.zeros((self.T, self.R), dtype=np.bool_)
        for t, topic in enumerate(problem.topics):
            allowed = range(self.S) if topic.slots is None else [self._slots[s] for s in topic.slots]
            self.slot_ok[t, list(allowed)] = True
            for p in self.hosts[t]:
                self.slot_ok[t] &= ~self.away[:, p]
            self.room_ok[t] = [set(topic.needs) <= set(room.features) for room in problem.rooms]
        self.open[frozen] = False
        self.slot_ok[:, frozen] = False
        self.free: Bools = np.ones(self.T, dtype=np.bool_)
        for t, s, r in self.fixed:
            self.free[t] = False
            self.open[self.overlaps[s], r] = False
            self.slot_ok[t, self.overlaps[s]] = False
            for p in self.hosts[t]:
                self.away[self.overlaps[s], p] = True
            for u, kind in self.partners[t]:
                self.slot_ok[u] &= [not self.forbidden(kind, s, s2) for s2 in range(self.S)]
        held = {(t, s) for t, s, _ in self.fixed}
        pins = [
            (self._topics[x.topic], self._slots[x.slot], -1 if x.room is None else self._rooms[x.room])
            for x in problem.pins
        ]
        # A pin without a room asks for nothing beside one of the same topic and slot with a room.
        firm = {(t, s) for t, s, r in pins if r >= 0}
        self.pins = sorted({x for x in pins if x[:2] not in held and (x[2] >= 0 or x[:2] not in firm)})
        self.free[[t for t, _, _ in self.pins]] = False

    def _index_votes(self) -> None:
        weights = self.problem.weights
        worth = {"interested": weights.interested, "must": weights.must}
        votes = sorted(
            (self._topics[topic], p, worth[interest])
            for p, person in enumerate(self.problem.people)
            for topic, interest in person.votes.items()
            if p not in self.hosts[self._topics[topic]]
        )
        table = np.array(votes, dtype=np.int64).reshape(-1, 3)
        self.topic: Ints = table[:, 0].copy()
        self.person: Ints = table[:, 1].copy()
        self.worth: Ints = table[:, 2].copy()
        self.start: Ints = np.searchsorted(self.topic, np.arange(self.T + 1))
        self.demand: Ints = np.bincount(self.topic, self.worth, minlength=self.T).astype(np.int64)
        order = np.argsort(self.person, kind="stable")
        self.mine = np.split(order, np.searchsorted(self.person[order], np.arange(1, self.P)))


class Board:
    """Cells taken so far, frozen slots and pins first; refuses what breaks a rule.

    Raises `Unpinnable` when the pins cannot be put down one after the other, those with a room first.
    """

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays
        self.cells: list[Cell] = list(arrays.fixed)
        self.free = arrays.open.copy()
        self.allowed = arrays.slot_ok.copy()
        pinned = sorted(arrays.pins, key=lambda x: (x[2] < 0, -arrays.demand[x[0]]))
        for t, s, r in pinned:
            rooms = [r] if r >= 0 and self.can(t, s, r) else self.rooms(t, s) if r < 0 else []
            if not rooms:
                raise Unpinnable(f"{arrays.problem.topics[t].id} in {arrays.problem.slots[s].id}")
            self.put(t, s, rooms[0])

    def can(self, t: int, s: int, r: int) -> bool:
        """Whether the topic may have this cell now, not counting how often it was placed."""
        return bool(self.free[s, r] and self.allowed[t, s] and self.arrays.room_ok[t, r])

    def rooms(self, t: int, s: int) -> list[int]:
        """The rooms it may have in this slot now, largest first."""
        if not self.allowed[t, s]:
            return []
        rooms = np.flatnonzero(self.free[s] & self.arrays.room_ok[t])
        return [int(r) for r in rooms[np.argsort(-self.arrays.capacity[rooms], kind="stable")]]

    def put(self, t: int, s: int, r: int) -> None:
        """Place the topic where `can` holds."""
        arrays = self.arrays
        self.cells.append((t, s, r))
        self.free[arrays.overlaps[s], r] = False
        self.allowed[t, arrays.overlaps[s]] = False
        for u, kind in arrays.partners[t]:
            for s2 in np.flatnonzero(self.allowed[u]).tolist():
                if arrays.forbidden(kind, s, s2):
                    self.allowed[u, s2] = False


class Unpinnable(Exception):
    """A peer does not find room for the pins: none of these methods searches for that."""
