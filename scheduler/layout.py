"""The problem as the compiled kernels want it: sessions, and all lists in one array."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from scheduler.kernels import state
from scheduler.kernels.state import (
    BASE,
    CAPACITY,
    FIRM,
    GAIN,
    KINDS,
    PLACE,
    RANK,
    SESSION_COLUMNS,
    SLOT,
    STAYS,
    TOPIC,
    WORTH,
    Facts,
    Numbers,
)
from scheduler.problem import Moves
from scheduler.tables import Cell, Tables

# Lists of one kind: how long each is, and what is in them, one after the other.
Lists = tuple[Numbers, Numbers]


class Layout:
    """The problem as the kernels want it: `facts`, and `sessions` as they stand before anything has a place.

    A session is one sitting of a topic. Frozen cells and pins with a room are sessions that are firm where they are;
    a pin that leaves the room open is a session that stays in its slot; the rest may be anywhere their topic may.
    `places` counts the places of all sessions. Plans make at most `most` moves away from the current placements.
    """

    def __init__(self, tables: Tables, most: Moves | None = None) -> None:
        self.tables = tables
        self.most = most
        T, S, R = tables.T, tables.S, tables.R
        frozen = set(tables.fixed)
        begun = {(t, s) for t, s, _ in frozen}
        pins = [(t, s, r) for t, s, r in sorted(set(tables.pins)) if (t, s) not in begun]
        firm = sorted(frozen | {(t, s, r) for t, s, r in pins if r >= 0})
        bound = sorted({(t, s) for t, s, r in pins if r < 0} - {(t, s) for t, s, _ in firm})
        usable = tables.usable.copy()
        for _, s, r in firm:
            usable[tables.overlaps[s], r] = False
        open_to = (tables.slot_ok[:, :, None] & tables.room_ok[:, None, :] & usable[None]).reshape(T, S * R)
        topics = [t for t, _, _ in firm] + [t for t, _ in bound]
        had = np.bincount(np.array(topics, dtype=np.int64), minlength=T)
        for t in np.flatnonzero(open_to.any(axis=1)).tolist():
            topics += [t] * max(0, min(int(tables.repeats[t]), S) - int(had[t]))
        n = len(topics)
        self.firm = {cell: i for i, cell in enumerate(firm)}
        self.bound = {pin: len(firm) + i for i, pin in enumerate(bound)}
        self.of_topic: list[list[int]] = [[] for _ in range(T)]
        for i, t in enumerate(topics):
            self.of_topic[t].append(i)
        may = open_to[np.array(topics, dtype=np.int64)]
        may[: len(firm)] = False
        for (_, s), i in self.bound.items():
            may[i].reshape(S, R)[np.arange(S) != s] = False
        self.movable = np.flatnonzero(may.any(axis=1)).tolist()
        self.sessions = np.zeros((n, SESSION_COLUMNS), dtype=np.int32)
        self.sessions[:, [PLACE, SLOT]] = -1
        self.sessions[:, TOPIC] = topics
        self.sessions[: len(firm), FIRM] = 1
        self.sessions[: len(firm) + len(bound), STAYS] = 1
        self.places = int(may.sum())
        lists, rules = self._lists(may)
        lengths = [length for length, _ in lists]
        self.facts = Facts(
            numbers=self._numbers(lengths),
            heads=np.concatenate([[0], np.cumsum(np.concatenate(lengths))]).astype(np.int32),
            lists=np.concatenate([entries for _, entries in lists]).astype(np.int32),
            may=may,
            rule=rules,
            votes=self._sets(),
        )

    @property
    def words(self) -> int:
        """Words of 64 people that a set takes."""
        return -(-self.tables.P // 64)

    def assign(self, cells: Sequence[Cell]) -> dict[Cell, int]:
        """A session for every cell; the cells must keep the rules."""
        held = set(self.firm.values()) | set(self.bound.values())
        free = {t: [i for i in self.of_topic[t] if i not in held] for t in {t for t, _, _ in cells}}
        found: dict[Cell, int] = {}
        for t, s, r in cells:
            i = self.firm.get((t, s, r), self.bound.get((t, s)))
            found[t, s, r] = free[t].pop(0) if i is None else i
        return found

    def _lists(self, may: npt.NDArray[np.bool_]) -> tuple[list[Lists], npt.NDArray[np.bool_]]:
        """By kind, and the rules that partners refer to."""
        tables = self.tables
        level = levels(tables)
        matrices = {tables.overlaps.tobytes(): tables.overlaps}
        numbers = {tables.overlaps.tobytes(): 0}
        siblings: list[list[int]] = []
        partners: list[list[int]] = []
        for i, t in enumerate(self.sessions[:, TOPIC].tolist()):
            siblings.append([k for k in self.of_topic[t] if k != i])
            mates = [x for k in siblings[i] for x in (k, 0)]
            for u, rule in tables.partners[t]:
                name = rule.tobytes()
                matrices[name] = rule
                mates += [x for k in self.of_topic[u] for x in (k, numbers.setdefault(name, len(numbers)))]
            partners.append(mates)
        apart = tables.overlaps & ~np.eye(tables.S, dtype=np.bool_)
        current: list[list[int]] = [[] for _ in range(tables.T)]
        for t, s, r in sorted(tables.current):
            current[t].append(s * tables.R + r)
        lists = [_joined([])] * KINDS
        lists[state.VOTE] = np.diff(tables.vote_start), 4 * tables.vote_person + level
        lists[state.MINE] = self._mine(level)
        lists[state.SIBLING], lists[state.PARTNER] = _joined(siblings), _joined(partners)
        lists[state.PLACES] = may.sum(axis=1), np.nonzero(may)[1]
        lists[state.OVERLAP] = apart.sum(axis=1), np.nonzero(apart)[1]
        lists[state.HOST] = _joined(tables.hosts)
        lists[state.CURRENT], lists[state.MOVABLE] = _joined(current), _joined([self.movable])
        return lists, np.array([matrices[name] for name in numbers], dtype=np.bool_)

    def _mine(self, level: Numbers) -> Lists:
        """By person: every session of a topic they voted for, topics in order."""
        tables = self.tables
        begin, sessions = _joined(self.of_topic)
        often = begin[tables.vote_topic]
        of_vote = np.repeat(np.arange(len(often)), often)
        nth = np.arange(len(of_vote)) - np.repeat(np.cumsum(often) - often, often)
        session = sessions[(np.cumsum(begin) - begin)[tables.vote_topic[of_vote]] + nth]
        person = tables.vote_person[of_vote]
        order = np.argsort(person, kind="stable")
        return np.bincount(person, minlength=tables.P), (4 * session + level[of_vote])[order]

    def _sets(self) -> npt.NDArray[np.uint64]:
        tables = self.tables
        sets = np.zeros((2, tables.T + 1, 64 * self.words), dtype=np.bool_)
        sets[state.ANY, tables.vote_topic, tables.vote_person] = True
        dear = levels(tables) == 2
        sets[state.ABOVE, tables.vote_topic[dear], tables.vote_person[dear]] = True
        return np.packbits(sets, axis=2, bitorder="little").view(np.uint64).reshape(2, tables.T + 1, self.words)

    def _numbers(self, lengths: Sequence[Numbers]) -> Numbers:
        tables, weights = self.tables, self.tables.weights
        numbers = np.zeros(CAPACITY + tables.R, dtype=np.int64)
        numbers[state.SLOTS], numbers[state.ROOMS] = tables.S, tables.R
        numbers[state.FIRST], numbers[state.PLACED] = weights.first, weights.placed
        numbers[state.SLOT_MOVE], numbers[state.ROOM_MOVE] = weights.slot_move, weights.room_move
        low, high = sorted((weights.interested, weights.must))
        worth = (0, low, high)
        numbers[WORTH : WORTH + 3] = worth
        rank, gains = ranks(worth, weights.first)
        numbers[RANK : RANK + 18] = rank.reshape(-1)
        numbers[GAIN : GAIN + 5] = gains
        numbers[BASE : BASE + KINDS] = np.cumsum([0, *map(len, lengths)])[:-1]
        most = self.most or Moves(len(tables.current), len(tables.current))
        numbers[[state.MOST_GONE, state.MOST_ROOMED]] = most.slots, most.rooms
        numbers[CAPACITY:] = tables.capacity
        return numbers


def _joined(lists: Sequence[Sequence[int]]) -> Lists:
    lengths = np.array([len(x) for x in lists], dtype=np.int64)
    return lengths, np.fromiter(chain.from_iterable(lists), np.int64, int(lengths.sum()))


def ranks(worth: tuple[int, int, int], first: int) -> tuple[Numbers, Numbers]:
    """(3, 3, 2) ranks of gains by new level, old level and first seat or not, and (5,) the gains, greatest first."""
    cases = {(1, 0, 0), (1, 0, 1), (2, 0, 0), (2, 0, 1), (2, 1, 0)}
    gain = {(a, b, c): worth[a] - worth[b] + c * first for a, b, c in cases}
    distinct = sorted(set(gain.values()), reverse=True)
    rank = np.full((3, 3, 2), -1, dtype=np.int64)
    for case, value in gain.items():
        rank[case] = distinct.index(value)
    rank[2, 1, 1] = rank[2, 1, 0]
    return rank, np.array(distinct + [0] * (5 - len(distinct)), dtype=np.int64)


def levels(tables: Tables) -> Numbers:
    """(V,): 2 for votes of the dearer kind, 1 for the others."""
    weights = tables.weights
    dear = tables.vote_high if weights.must > weights.interested else ~tables.vote_high
    return np.where(dear & (weights.must != weights.interested), 2, 1).astype(np.int64)
