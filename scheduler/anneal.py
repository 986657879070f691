"""One annealing walk from a plan: the compiled kernels with the problem laid out for them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from scheduler import kernels
from scheduler.kernels import (
    BASE,
    BEST,
    BEST_PLACE,
    BUSY,
    CAPACITY,
    FIRM,
    GAIN,
    KINDS,
    MOVES,
    NOW,
    PERSON_COLUMNS,
    PLACE,
    RANK,
    SEAT,
    SESSION_COLUMNS,
    SLOT,
    SPREAD,
    STATUS_COLUMNS,
    STAYS,
    TALLIES,
    TOPIC,
    WORTH,
    Facts,
    Ints,
    Numbers,
    State,
)
from scheduler.seating import Seating
from scheduler.tables import Cell, Tables

# The first temperature as a share of what the mean topic is worth; the last one as a share of the first.
HOT, COLD = 0.3, 0.04
# Journal entries per vote of the two most wanted topics: enough for all but the longest chains; it grows when it is not.
JOURNAL = 64
# Temperatures stay above zero, also where no vote is worth anything.
COLDEST = 1e-6


class Walk:
    """An annealing walk. Walks of different seeds differ in their dice alone.

    `worth` and `cells` are of the best state seen since the last `start`. Not for two threads at once.
    """

    state: State

    def __init__(self, tables: Tables, seed: int) -> None:
        self.tables = tables
        self.layout = Layout(tables)
        self._levels = levels(tables)
        self._dice = np.array([(0x9E3779B97F4A7C15 * (seed + 1)) & (2**64 - 1) | 1], dtype=np.uint64)
        most = np.sort(np.diff(tables.vote_start))[-2:].sum() if tables.T else 0
        self._journal = np.zeros((JOURNAL * (int(most) + 1_000), 3), dtype=np.int32)
        votes = max(1, len(tables.vote_weight))
        self.heat = HOT * float(tables.vote_weight.sum()) / votes * (votes / max(1, tables.T)) ** 0.5
        self._spread = self.heat

    @property
    def idle(self) -> bool:
        """Whether nothing can move."""
        return not self.layout.movable

    @property
    def worth(self) -> int:
        """What the best state is worth at least."""
        return round(self.state.tally[BEST])

    @property
    def moves(self) -> int:
        """Moves judged since the last start."""
        return int(self.state.tally[MOVES])

    @property
    def cells(self) -> list[Cell]:
        """The best state, held cells included, sorted."""
        return self._cells(BEST_PLACE)

    def start(self, cells: Sequence[Cell], seating: Seating | None = None) -> None:
        """Begin at these cells, which must keep the rules, with the seats of `seating` (of the same cells) if given."""
        tables = self.tables
        session = self.layout.sessions.copy()
        session_of = self.layout.assign(cells)
        for (_, s, r), i in session_of.items():
            session[i, PLACE] = s * tables.R + r
        session[:, BEST_PLACE] = session[:, PLACE]
        status = np.zeros((tables.S, tables.P, STATUS_COLUMNS), dtype=np.int16)
        status[:, :, BUSY] = tables.away
        status[:, :, SEAT] = -1
        self.state = State(
            session=session,
            person=np.zeros((tables.P, PERSON_COLUMNS), dtype=np.int32),
            status=status,
            board=np.full(tables.S * tables.R, -1, dtype=np.int32),
            times=np.zeros(tables.T, dtype=np.int32),
            journal=self._journal,
            dice=self._dice,
            tally=np.zeros(TALLIES, dtype=np.float64),
        )
        if seating is None:
            seats = int(kernels.begin(self.layout.facts, self.state))
        else:
            sessions = np.array([session_of[cell] for cell in seating.cells], dtype=np.int64)[seating.session]
            level = self._level(seating.person, session[sessions, TOPIC])
            seats = int(kernels.seat_as(self.layout.facts, self.state, seating.person, sessions, level))
        tally = self.state.tally
        tally[NOW] = tally[BEST] = seats + tables.board_worth(cells)
        tally[SPREAD] = self._spread

    def run(self, moves: int, hot: float, cold: float) -> None:
        """Propose so many moves while the temperature falls from `hot` to `cold`, shares of `heat`."""
        hot, cold = max(COLDEST, hot * self.heat), max(COLDEST / 2, cold * self.heat)
        done = int(kernels.anneal(self.layout.facts, self.state, moves, hot, cold))
        while done < moves:
            self._journal = np.zeros((2 * len(self._journal), 3), dtype=np.int32)
            best, worth = self.state.session[:, BEST_PLACE].copy(), self.state.tally[BEST]
            self.start(self._cells(PLACE))
            if worth >= self.state.tally[BEST]:
                self.state.session[:, BEST_PLACE] = best
                self.state.tally[BEST] = worth
            moves -= done
            done = int(kernels.anneal(self.layout.facts, self.state, moves, hot, cold))
        self._spread = float(self.state.tally[SPREAD])

    def _cells(self, column: int) -> list[Cell]:
        rooms = self.tables.R
        session = self.state.session
        placed = session[session[:, column] >= 0]
        return sorted((int(t), int(q) // rooms, int(q) % rooms) for t, q in placed[:, [TOPIC, column]])

    def _level(self, people: Numbers, topics: Ints) -> Numbers:
        tables = self.tables
        key = tables.vote_topic * tables.P + tables.vote_person
        return self._levels[np.searchsorted(key, topics * tables.P + people)]


def levels(tables: Tables) -> Numbers:
    """(V,): 2 for votes of the dearer kind, 1 for the others."""
    weights = tables.weights
    dear = tables.vote_high if weights.must > weights.interested else ~tables.vote_high
    return np.where(dear & (weights.must != weights.interested), 2, 1).astype(np.int64)


class Layout:
    """The problem as the kernels want it: `facts`, and `sessions` as they stand before anything has a place.

    A session is one sitting of a topic. Frozen cells and pins with a room are sessions that are firm where they are;
    a pin that leaves the room open is a session that stays in its slot; the rest may be anywhere their topic may.
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
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
        lists, rules = self._lists(may)
        heads = np.concatenate([[0], np.cumsum([len(x) for kind in lists for x in kind])])
        self.facts = Facts(
            numbers=self._numbers(lists),
            heads=heads.astype(np.int32),
            lists=np.array([x for kind in lists for key in kind for x in key], dtype=np.int32),
            may=may,
            rule=rules,
        )

    def assign(self, cells: Sequence[Cell]) -> dict[Cell, int]:
        """A session for every cell; the cells must keep the rules."""
        held = set(self.firm.values()) | set(self.bound.values())
        free = {t: [i for i in self.of_topic[t] if i not in held] for t in {t for t, _, _ in cells}}
        found: dict[Cell, int] = {}
        for t, s, r in cells:
            i = self.firm.get((t, s, r), self.bound.get((t, s)))
            found[t, s, r] = free[t].pop(0) if i is None else i
        return found

    def _lists(self, may: npt.NDArray[np.bool_]) -> tuple[list[list[list[int]]], npt.NDArray[np.bool_]]:
        """By kind and key, and the rules that partners refer to."""
        tables = self.tables
        level = levels(tables).tolist()
        votes: list[list[int]] = [[] for _ in range(tables.T)]
        mine: list[list[int]] = [[] for _ in range(tables.P)]
        for t, p, k in zip(tables.vote_topic.tolist(), tables.vote_person.tolist(), level, strict=True):
            votes[t].append(4 * p + k)
            mine[p].extend(4 * i + k for i in self.of_topic[t])
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
        lists: list[list[list[int]]] = [[] for _ in range(KINDS)]
        lists[kernels.VOTE], lists[kernels.MINE] = votes, mine
        lists[kernels.SIBLING], lists[kernels.PARTNER] = siblings, partners
        lists[kernels.PLACES] = [np.flatnonzero(row).tolist() for row in may]
        lists[kernels.OVERLAP] = [np.flatnonzero(row).tolist() for row in apart]
        lists[kernels.HOST] = [list(hosts) for hosts in tables.hosts]
        lists[kernels.CURRENT], lists[kernels.MOVABLE] = current, [self.movable]
        return lists, np.array([matrices[name] for name in numbers], dtype=np.bool_)

    def _numbers(self, lists: list[list[list[int]]]) -> Numbers:
        tables, weights = self.tables, self.tables.weights
        numbers = np.zeros(CAPACITY + tables.R, dtype=np.int64)
        numbers[kernels.SLOTS], numbers[kernels.ROOMS] = tables.S, tables.R
        numbers[kernels.FIRST], numbers[kernels.PLACED] = weights.first, weights.placed
        numbers[kernels.SLOT_MOVE], numbers[kernels.ROOM_MOVE] = weights.slot_move, weights.room_move
        worth = (0, *sorted((weights.interested, weights.must)))
        numbers[WORTH : WORTH + 3] = worth
        rank, gains = ranks(worth, weights.first)
        numbers[RANK : RANK + 18] = rank.reshape(-1)
        numbers[GAIN : GAIN + 5] = gains
        numbers[BASE : BASE + KINDS] = np.cumsum([0] + [len(kind) for kind in lists])[:-1]
        numbers[CAPACITY:] = tables.capacity
        return numbers


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
