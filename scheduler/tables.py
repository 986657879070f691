"""A validated problem as arrays and index lists, shared by construction, search, rules, seating and bounds.

Letters used everywhere: T topics, S slots, R rooms, P people; t, s, r, p index them.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

import numpy as np
import numpy.typing as npt

from scheduler.errors import InvalidProblem
from scheduler.problem import Moves, Placement, Problem, validate_all_but_votes, validate_votes

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Cell = tuple[int, int, int]  # topic, slot, room
# One host of 1,400 topics: beyond this the pairs alone take more memory than a worker has.
MOST_PAIRS = 2_000_000
HIGH = {"interested": False, "must": True}


class Tables:
    """The problem, indexed. Raises `InvalidProblem` as `validate` does. Treat it as immutable.

    Attributes (shapes):
        capacity (R,), usable (S, R): the room is open and the slot not frozen.
        slot_ok (T, S): slot allowed, not frozen, every host present. room_ok (T, R): features suffice.
        overlaps (S, S), True on the diagonal; beside[a]: the slots b with overlaps[a, b].
        later (S, S): later[a, b] = b starts once a has ended.
        under_way (S, S): under_way[a, b] = a has started and not ended when b starts.
        away (S, P). repeats (T,). hosts: host indices per topic; hosted: the reverse.
        vote_topic, vote_person, vote_weight (V,): sorted by topic, without a host's vote for their own topic;
        topic t's votes are rows vote_start[t]:vote_start[t + 1]. vote_high (V,): the vote is a `must`.
        partners[t]: pairs (other topic, F) with F (S, S): F[a, b] forbids t in slot a beside other in slot b.
        fixed: cells of frozen slots. pins: (topic, slot, room or -1). current: every current cell.
    """

    def __init__(self, problem: Problem) -> None:
        validate_all_but_votes(problem)
        self.problem = problem
        self.slot_index = {slot.id: i for i, slot in enumerate(problem.slots)}
        self.room_index = {room.id: i for i, room in enumerate(problem.rooms)}
        self.topic_index = {topic.id: i for i, topic in enumerate(problem.topics)}
        self.person_index = {person.id: i for i, person in enumerate(problem.people)}
        self.T, self.S = len(problem.topics), len(problem.slots)
        self.R, self.P = len(problem.rooms), len(problem.people)
        self.weights = problem.weights
        self._index_times()
        self._index_places()
        self._index_votes()
        self._index_partners()
        self.fixed = [(t, s, r) for t, s, r in self.current if self.frozen[s]]
        # Topics whose only sitting is pinned to a slot and may still change rooms.
        rooms = {t: {r for u, _, r in self.pins if u == t} for t, _, _ in self.pins}
        fixed = {t for t, _, _ in self.fixed}
        self.slot_of_pin = {
            t: s for t, s, _ in self.pins if rooms[t] == {-1} and self.repeats[t] == 1 and t not in fixed
        }
        # Whether nobody can ever be counted twice for a topic or at one time.
        self.simple = not self.has_overlaps and bool((self.repeats == 1).all())

    def cells(self, placements: Iterable[Placement]) -> list[Cell]:
        """Placements as (topic, slot, room) indices."""
        return [(self.topic_index[x.topic], self.slot_index[x.slot], self.room_index[x.room]) for x in placements]

    def placements(self, cells: Iterable[Cell]) -> tuple[Placement, ...]:
        """Cells as placements, in the order of the problem's slots and rooms."""
        problem = self.problem
        ordered = sorted(cells, key=lambda cell: (cell[1], cell[2], cell[0]))
        return tuple(Placement(problem.topics[t].id, problem.slots[s].id, problem.rooms[r].id) for t, s, r in ordered)

    def clash(self, t: int, s: int, u: int, s2: int) -> bool:
        """Whether topic t in slot s and topic u in slot s2 break a rule between topics (rooms aside)."""
        if t == u:
            return bool(self.overlaps[s, s2])
        forbidden = self.between[t].get(u)
        return forbidden is not None and bool(forbidden[s, s2])

    def busy(self, cells: Iterable[Cell]) -> Bools:
        """(S, P): who cannot take a seat, being away or hosting at that time."""
        busy = self.away.copy()
        leading = [(s, p) for t, s, _ in cells for p in self.hosts[t]]
        slots, people = np.array(leading, dtype=np.int64).reshape(-1, 2).T
        for s in range(self.S):
            busy[s, people[self.overlaps[slots, s]]] = True
        return busy

    def votes_for(self, topics: Ints) -> tuple[Ints, Ints]:
        """The votes for each of these topics in turn: the topic's number among them, and the vote's row."""
        begin = self.vote_start[topics]
        votes = self.vote_start[topics + 1] - begin
        number = np.repeat(np.arange(len(votes)), votes)
        return number, np.arange(len(number)) + np.repeat(begin - np.cumsum(votes) + votes, votes)

    def keeps_pins(self, cells: Iterable[Cell]) -> bool:
        """Whether every pin has its cell."""
        rooms = {(t, s): r for t, s, r in cells}
        return all((t, s) in rooms and r in (-1, rooms[t, s]) for t, s, r in self.pins)

    def held(self, cells: Iterable[Cell]) -> frozenset[Cell]:
        """Those of the cells that must stay: frozen and pinned ones, unless the pin leaves the room open."""
        where = {(t, s): r for t, s, r in cells}
        firm = {(t, s, where[t, s]) for t, s, r in self.pins if t not in self.slot_of_pin}
        return frozenset(firm | set(self.fixed))

    def moves(self, cells: Iterable[Cell]) -> Moves:
        """How the cells differ from the current placements, each judged on its own."""
        rooms = {(t, s): r for t, s, r in cells}
        now = [(rooms.get((t, s)), r) for t, s, r in self.current]
        gone = sum(found is None for found, _ in now)
        return Moves(gone, sum(found != r for found, r in now) - gone)

    def allows(self, most: Moves | None, cells: Iterable[Cell]) -> bool:
        """Whether the cells make at most so many moves; None: any number."""
        if most is None:
            return True
        moves = self.moves(cells)
        return moves.slots <= most.slots and moves.rooms <= most.rooms

    def move_cost(self, cells: Iterable[Cell]) -> int:
        """What the weights charge for leaving the current placements."""
        moves = self.moves(cells)
        return self.weights.slot_move * moves.slots + self.weights.room_move * moves.rooms

    def board_worth(self, cells: Iterable[Cell]) -> int:
        """What the weights give for topics that have a place, less what they charge for moves."""
        cells = list(cells)
        return self.weights.placed * len({t for t, _, _ in cells}) - self.move_cost(cells)

    def _index_times(self) -> None:
        slots = self.problem.slots
        begin = np.array([slot.start.timestamp() for slot in slots], dtype=np.float64)
        end = np.array([slot.end.timestamp() for slot in slots], dtype=np.float64)
        self.overlaps: Bools = (begin[:, None] < end[None, :]) & (begin[None, :] < end[:, None])
        self.later: Bools = begin[None, :] >= end[:, None]
        self.under_way: Bools = (begin[:, None] <= begin[None, :]) & (begin[None, :] < end[:, None])
        self.beside: list[list[int]] = [np.flatnonzero(row).tolist() for row in self.overlaps]
        self.has_overlaps = bool(self.overlaps.sum() > self.S)
        self.frozen: Bools = np.zeros(self.S, dtype=np.bool_)
        self.frozen[[self.slot_index[s] for s in self.problem.frozen]] = True
        # Slots by the time they end: the greedy order that fits most disjoint slots into a day.
        self.by_end = [int(s) for s in np.lexsort((begin, end))]

    def _index_places(self) -> None:
        problem = self.problem
        self.capacity: Ints = np.array([room.capacity for room in problem.rooms], dtype=np.int64)
        self.usable: Bools = np.ones((self.S, self.R), dtype=np.bool_)
        for r, room in enumerate(problem.rooms):
            self.usable[[self.slot_index[s] for s in room.closed], r] = False
        self.usable[self.frozen] = False
        self.away: Bools = np.zeros((self.S, self.P), dtype=np.bool_)
        for p, person in enumerate(problem.people):
            if person.away:
                self.away[[self.slot_index[s] for s in person.away], p] = True
        self.repeats: Ints = np.array([topic.repeats for topic in problem.topics], dtype=np.int64)
        self.hosts = [tuple(sorted({self.person_index[p] for p in topic.hosts})) for topic in problem.topics]
        self.slot_ok: Bools = np.tile(~self.frozen, (self.T, 1))
        self.room_ok: Bools = np.zeros((self.T, self.R), dtype=np.bool_)
        features = [frozenset(room.features) for room in problem.rooms]
        suited: dict[frozenset[str], Bools] = {}
        for t, topic in enumerate(problem.topics):
            if topic.slots is not None:
                allowed = [self.slot_index[s] for s in topic.slots]
                self.slot_ok[t, [s for s in range(self.S) if s not in allowed]] = False
            needs = frozenset(topic.needs)
            if needs not in suited:
                suited[needs] = np.array([needs <= has for has in features], dtype=np.bool_)
            self.room_ok[t] = suited[needs]
        topics, people = self._hosting()
        for s in range(self.S):
            self.slot_ok[topics[self.away[s, people]], s] = False
        self.current = self.cells(problem.current)
        self.pins = [
            (self.topic_index[x.topic], self.slot_index[x.slot], -1 if x.room is None else self.room_index[x.room])
            for x in problem.pins
        ]

    def _index_votes(self) -> None:
        # Without a Python object per vote: of 100,000 votes these lines take a quarter of the time that tuples took.
        weights = self.weights
        of_people = [person.votes for person in self.problem.people]
        votes = np.fromiter(map(len, of_people), np.int64, self.P)
        names = chain.from_iterable(of_people)
        kinds = chain.from_iterable(map(dict.values, of_people))
        try:
            topic = np.fromiter(map(self.topic_index.__getitem__, names), np.int64, int(votes.sum()))
            high = np.fromiter(map(HIGH.__getitem__, kinds), np.bool_, len(topic))
        except KeyError:
            validate_votes(self.problem)
            raise
        person = np.repeat(np.arange(self.P), votes)
        # Within a topic they stay in the order of people. Numbers of 16 bits are sorted by radix, ten times as fast.
        narrow = topic.astype(np.uint16) if self.T < 1 << 16 else topic
        rows = np.argsort(narrow, kind="stable")
        key = topic[rows] * self.P + person[rows]
        topics, people = self._hosting()
        own = topics * self.P + people
        where = np.searchsorted(key, own)
        found = where < len(key)
        where, own = where[found], own[found]
        rows = np.delete(rows, where[key[where] == own])
        self.vote_topic: Ints = topic[rows]
        self.vote_person: Ints = person[rows]
        self.vote_high: Bools = high[rows]
        worth = np.array([weights.interested, weights.must], dtype=np.int64)
        self.vote_weight: Ints = worth[self.vote_high.view(np.int8)]
        self.vote_start: Ints = np.searchsorted(self.vote_topic, np.arange(self.T + 1))

    def _hosting(self) -> tuple[Ints, Ints]:
        """Every topic with each of its hosts, in order."""
        hosts = np.fromiter(map(len, self.hosts), np.int64, self.T)
        people = np.fromiter(chain.from_iterable(self.hosts), np.int64, int(hosts.sum()))
        return np.repeat(np.arange(self.T), hosts), people

    def _index_partners(self) -> None:
        self.hosted: dict[int, list[int]] = {}
        for t, hosts in enumerate(self.hosts):
            for p in hosts:
                self.hosted.setdefault(p, []).append(t)
        pairs = sum(len(topics) ** 2 for topics in self.hosted.values())
        if pairs > MOST_PAIRS:
            raise InvalidProblem("too-large", f"hosts tie {pairs} pairs of topics together", "topics", pairs)
        self.between: list[dict[int, Bools]] = [{} for _ in range(self.T)]
        for topics in self.hosted.values():
            for t in topics:
                for u in topics:
                    if t != u:
                        self._forbid(t, u, self.overlaps)
        for t, topic in enumerate(self.problem.topics):
            for other in topic.not_with:
                u = self.topic_index[other]
                self._forbid(t, u, self.overlaps)
                self._forbid(u, t, self.overlaps)
            for other in topic.after:
                u = self.topic_index[other]
                self._forbid(t, u, ~self.later.T)
                self._forbid(u, t, ~self.later)
        self.partners = [list(others.items()) for others in self.between]

    def _forbid(self, t: int, u: int, forbidden: Bools) -> None:
        known = self.between[t].get(u)
        self.between[t][u] = forbidden if known is None else known | forbidden
