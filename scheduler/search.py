"""Tabu search on topic positions (Glover 1989), every swap of a neighbourhood judged at once by matrix products.

The state is a set of cells; a move swaps a topic with what holds another cell: a topic, nothing, or, for a topic that
is out, the one it replaces. Value is measured by coverage: a person is worth, in a slot, the dearest of their votes
there, since one seat is all they can take; two layers of votes (all, and the dearer kind) make that a sum of
indicator functions whose change under any swap is a product of 0/1 matrices. People who want only one session of a
slot (its captives) beyond its room's capacity are charged; other shortages of seats are not seen. Coverage is thus a
proxy: `solve` seats the peaks it finds exactly and keeps what is really best.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from scheduler.construct import by_votes
from scheduler.problem import Moves
from scheduler.tables import Bools, Cell, Ints, Tables

Floats = npt.NDArray[np.float32]

# Topics times people kept as dense 0/1 rows: 30 million floats are 120 MB per layer.
MOST_DENSE = 30_000_000
# Multiplications per product in a step; a sample of topics finds nearly as good a move, and many more of them.
STEP_WORK = 10_000_000
# A moved topic rests this many steps, plus up to as many again at random.
REST = 5
# Floating-point noise of the matrix products is far below this; weights are integers.
EPSILON = 1e-3
# Below the smallest difference of two weights, so that it only chooses between equals.
JITTER = 0.5
# In votes: the proxy misjudges a single swap by about as much.
NOISE = 0.5


class Search:
    """One tabu search. `held` cells never move; of the rest each topic has at most one.

    Arrays: N topics in play (row N is nobody: no votes, no rules), Q cells in play, P people with votes.
    `wants`, `prefers` (N + 1, P): votes, and votes of the dearer kind. `at` (Q,): topic in a cell, N when empty.
    `place` (N,): cell of a topic, Q when it is out. `count`, `high` (S, P): sessions wanted per slot, of either kind.
    """

    def __init__(
        self, tables: Tables, held: Sequence[Cell], movable: Sequence[Cell], seed: int, most: Moves | None = None
    ) -> None:
        self.tables = tables
        self._most = most
        self.held = list(held)
        self._held_worth = tables.weights.placed * len({t for t, _, _ in self.held})
        self.dice = np.random.default_rng(seed)
        self.steps = 0
        self._choose_topics(movable)
        self._index_votes()
        self._index_cells()
        self._index_moves()
        self.restart(movable)

    before: Ints
    worth_before: float

    @property
    def idle(self) -> bool:
        """Whether there is nothing to move."""
        return self.N == 0 or self.Q == 0

    def cells(self, place: Ints) -> list[Cell]:
        """The cells of a state (such as `place` or `before`), held ones included, sorted."""
        placed = np.flatnonzero(place < self.Q)
        mine = [(int(self.topics[i]), *self._cell(int(place[i]))) for i in placed]
        return sorted(self.held + mine)

    def restart(self, movable: Iterable[Cell], shake: int = 0) -> None:
        """Continue from these cells, after `shake` random moves that keep the rules."""
        where = {(int(s), int(r)): q for q, (s, r) in enumerate(zip(self.slot, self.room, strict=True))}
        index = {int(t): i for i, t in enumerate(self.topics)}
        held = set(self.held)
        self.place: Ints = np.full(self.N, self.Q, dtype=np.int64)
        self.at: Ints = np.full(self.Q, self.N, dtype=np.int64)
        self.blocked: Ints = np.zeros((self.N + 1, self.S + 1), dtype=np.int64)
        self.count: Ints = np.zeros((self.S, self.P), dtype=np.int64)
        self.high: Ints = np.zeros((self.S, self.P), dtype=np.int64)
        self.hosting: Ints = self.tables.away[:, self.people].astype(np.int64)
        self.shadow: Ints = np.zeros(self.Q, dtype=np.int64)
        self.rest: Ints = np.zeros(self.N + 1, dtype=np.int64)
        for t, s, _ in self.held:
            self._toggle(t, self._votes_of(t), s, 1)
        for t, s, r in movable:
            if (t, s, r) not in held and t in index:
                self._put(index[t], where[s, r])
        for _ in range(0 if self.idle else shake):
            self._shake()
        self.only: Floats = np.zeros((self.Q, self.P), dtype=np.float32)
        self.only_high: Floats = np.zeros((self.Q, self.P), dtype=np.float32)
        self.gain: Floats = np.zeros((self.N + 1, self.S + 1), dtype=np.float32)
        self.newcomers: Floats = np.zeros((self.N + 1, self.S + 1), dtype=np.float32)
        self._refresh(range(self.S))
        self.worth = self._worth()

    def step(self, best: float) -> bool:
        """Make the best move that is allowed; False when there is none.

        A topic moved lately rests, unless moving it would lift the worth above `best`. Afterwards `before` and
        `worth_before` are the state that was left, a peak if the worth has fallen.
        """
        rows = self._rows()
        change = self._judge(rows)
        resting = (self.rest[rows][:, None] > self.steps) | (self.rest[self.at][None, :] > self.steps)
        change[resting & (change + self.worth <= best + EPSILON)] = -np.inf
        change += self.dice.random(change.shape, dtype=np.float32) * JITTER
        choice = int(np.argmax(change))
        self.steps += 1
        if not np.isfinite(change.flat[choice]):
            return False
        self.predicted = float(change.flat[choice])
        self.before, self.worth_before = self.place.copy(), self.worth
        i, q = int(rows[choice // self.Q]), choice % self.Q
        for k in (i, int(self.at[q])):
            self.rest[k] = self.steps + REST + int(self.dice.integers(REST + 1))
        self.rest[self.N] = 0
        self._refresh(self._swap(i, q))
        self.worth = self._worth()
        return True

    def promising(self, n: int) -> Iterator[list[Cell]]:
        """The cells after each of the n swaps that promise most, best first; the state stays as it is.

        Noise of a few votes lets other swaps of about equal promise come up when asked again.
        """
        rows = self._rows()
        change = self._judge(rows)
        change += self.dice.normal(0, NOISE * (self.low + self.extra + self.first), change.shape).astype(np.float32)
        best = np.argsort(-change, axis=None, kind="stable")[:n]
        for choice in best[np.isfinite(change.flat[best])].tolist():
            i, q = int(rows[choice // self.Q]), choice % self.Q
            place = self.place.copy()
            if self.at[q] < self.N:
                place[self.at[q]] = place[i]
            place[i] = q
            yield self.cells(place)

    def _cell(self, q: int) -> tuple[int, int]:
        return int(self.slot[q]), int(self.room[q])

    def _choose_topics(self, movable: Sequence[Cell]) -> None:
        """Topics that may move: those placed, then as many others as memory allows, heaviest votes first."""
        tables = self.tables
        self.S = tables.S
        held = {t for t, _, _ in self.held}
        placed = {t for t, _, _ in movable} - held
        possible = (tables.slot_ok.astype(np.int64) @ tables.usable.astype(np.int64) > 0) & tables.room_ok
        others = [t for t in by_votes(tables) if t not in placed and t not in held and possible[t].any()]
        self.people: Ints = np.unique(tables.vote_person)
        self.P = len(self.people)
        room = max(0, MOST_DENSE // max(1, self.P) - len(placed))
        self.topics: Ints = np.array(sorted(placed) + others[:room], dtype=np.int64)
        self.N = len(self.topics)

    def _index_votes(self) -> None:
        tables = self.tables
        weights = tables.weights
        self._column = np.full(tables.P, -1, dtype=np.int64)
        self._column[self.people] = np.arange(self.P)
        self.low = float(min(weights.interested, weights.must))
        self.extra = float(abs(weights.must - weights.interested))
        self._dear = tables.vote_high if weights.must >= weights.interested else ~tables.vote_high
        self.first = float(weights.first)
        self.wants: Floats = np.zeros((self.N + 1, self.P), dtype=np.float32)
        self.prefers: Floats = np.zeros((self.N + 1, self.P), dtype=np.float32)
        for i, t in enumerate(self.topics):
            self.wants[i], self.prefers[i] = self._votes_of(int(t))
        led = [(i, c) for i, t in enumerate(self.topics) for c in self._column[list(tables.hosts[int(t)])] if c >= 0]
        self._led: Ints = np.array([i for i, _ in led], dtype=np.int64)
        self._leader: Ints = np.array([c for _, c in led], dtype=np.int64)
        votes = np.maximum(1, self.wants.sum(axis=1))
        # Of too many captives the cheapest stay out; with many dear votes among them that costs more.
        self.overflow: Floats = (self.low + self.extra * (self.prefers.sum(axis=1) / votes) ** 2).astype(np.float32)

    def _votes_of(self, t: int) -> tuple[Floats, Floats]:
        tables = self.tables
        rows = slice(tables.vote_start[t], tables.vote_start[t + 1])
        wants = np.zeros(self.P, dtype=np.float32)
        prefers = np.zeros(self.P, dtype=np.float32)
        columns = self._column[tables.vote_person[rows]]
        wants[columns] = 1
        prefers[columns] = self._dear[rows]
        return wants, prefers

    def _index_cells(self) -> None:
        tables = self.tables
        usable = tables.usable.copy()
        for _, s, r in self.held:
            usable[tables.overlaps[s], r] = False
        self.slot, self.room = (axis.astype(np.int64) for axis in np.nonzero(usable))
        self.Q = len(self.slot)
        # Rows N and columns Q stand for nobody and nowhere: always allowed, worth nothing.
        self.seats: Floats = np.append(tables.capacity[self.room], 0).astype(np.float32)
        self.slot_of: Ints = np.append(self.slot, self.S)
        self.may: Bools = np.ones((self.N + 1, self.Q + 1), dtype=np.bool_)
        allowed = tables.slot_ok[self.topics][:, self.slot] & tables.room_ok[self.topics][:, self.room]
        self.may[: self.N, : self.Q] = allowed
        for i, t in enumerate(self.topics):
            if int(t) in tables.slot_of_pin:
                self.may[i] &= self.slot_of == tables.slot_of_pin[int(t)]
        self.in_slot = [np.flatnonzero(self.slot == s) for s in range(self.S)]
        same_room = self.room[:, None] == self.room[None, :]
        shadows = tables.overlaps[self.slot][:, self.slot] & same_room & (self.slot[:, None] != self.slot[None, :])
        self.shadows: Bools | None = shadows if shadows.any() else None
        self._rivals: list[list[tuple[int, Bools]]] = []
        index = {int(t): i for i, t in enumerate(self.topics)}
        self._index = index
        for t in range(tables.T):
            self._rivals.append([(index[u], forbidden) for u, forbidden in tables.partners[t] if u in index])

    def _index_moves(self) -> None:
        """charge (N + 1, Q + 1): what it costs that the topic has that cell, or none; below zero, what it brings.

        A topic in play has no held cell, so that its one cell decides whether it counts as placed. gone, roomed (N + 1,
        Q + 1): how many of its current placements are then not in their slot, or there in another room.
        """
        tables, weights = self.tables, self.tables.weights
        self.charge: Floats = np.zeros((self.N + 1, self.Q + 1), dtype=np.float32)
        self.charge[: self.N, : self.Q] -= weights.placed
        self.gone: Ints = np.zeros(self.charge.shape, dtype=np.int64)
        self.roomed: Ints = np.zeros(self.charge.shape, dtype=np.int64)
        for t, s, r in tables.current:
            i = self._index.get(t)
            if i is not None:
                self.gone[i] += 1
                here = np.flatnonzero(self.slot == s)
                self.gone[i, here] -= 1
                self.roomed[i, here] += self.room[here] != r
        self.charge += weights.slot_move * self.gone + weights.room_move * self.roomed

    def _toggle(self, t: int, votes: tuple[Floats, Floats], s: int, sign: int) -> None:
        """Add (1) or take away (-1) a session of topic t in slot s."""
        tables = self.tables
        self.count[s] += sign * votes[0].astype(np.int64)
        self.high[s] += sign * votes[1].astype(np.int64)
        for p in tables.hosts[t]:
            if self._column[p] >= 0:
                self.hosting[tables.overlaps[s], self._column[p]] += sign
        for i, forbidden in self._rivals[t]:
            self.blocked[i, : self.S] += sign * forbidden[s]

    def _put(self, i: int, q: int) -> None:
        self.place[i] = q
        self.at[q] = i
        self._toggle(int(self.topics[i]), (self.wants[i], self.prefers[i]), int(self.slot[q]), 1)
        if self.shadows is not None:
            self.shadow += self.shadows[q]

    def _take(self, i: int) -> None:
        q = int(self.place[i])
        self.place[i] = self.Q
        self.at[q] = self.N
        self._toggle(int(self.topics[i]), (self.wants[i], self.prefers[i]), int(self.slot[q]), -1)
        if self.shadows is not None:
            self.shadow -= self.shadows[q]

    def _swap(self, i: int, q: int) -> list[int]:
        """Give cell q to topic i and i's place to who had q; returns the slots in which people's choice changed."""
        j, p = int(self.at[q]), int(self.place[i])
        if p < self.Q:
            self._take(i)
        if j < self.N:
            self._take(j)
            if p < self.Q:
                self._put(j, p)
        self._put(i, q)
        slots = {int(self.slot[q])} | ({int(self.slot[p])} if p < self.Q else set())
        return [s for s in range(self.S) if any(self.tables.overlaps[s, a] for a in slots)]

    def _allowed(self, rows: Ints) -> Bools:
        """(rows, Q): the swap keeps every rule. Swaps of two topics that exclude each other may be missed."""
        place, slot = self.place[rows], self.slot_of[self.place[rows]]
        moves = slot[:, None] != self.slot[None, :]
        fine = self.may[rows, : self.Q] & self.may[self.at][:, place].T
        fine &= (self.blocked[rows][:, self.slot] == 0) | ~moves
        fine &= (self.blocked[self.at][:, slot].T == 0) | ~moves
        fine &= place[:, None] != np.arange(self.Q)[None, :]
        if self.shadows is not None:
            own = np.zeros((len(rows), self.Q), dtype=np.int64)
            placed = place < self.Q
            own[placed] = self.shadows[place[placed]]
            fine &= self.shadow[None, :] == own
        if self._most is not None:
            moves = self.tables.moves(self.cells(self.place))
            fine &= self._stays_below(self.gone, rows, self._most.slots - moves.slots)
            fine &= self._stays_below(self.roomed, rows, self._most.rooms - moves.rooms)
        return fine

    def _stays_below(self, moved: Ints, rows: Ints, left: int) -> Bools:
        """(rows, Q): whether the swap makes no moves of this kind, or no more than are left."""
        place, here = self.place[rows], np.arange(self.Q)
        more = moved[rows, : self.Q] + moved[self.at][:, place].T
        more -= moved[rows, place][:, None] + moved[self.at, here][None, :]
        return np.asarray((more <= 0) | (more <= left), dtype=np.bool_)

    def _rows(self) -> Ints:
        """Topics whose moves are judged in this step."""
        most = max(8, STEP_WORK // max(1, self.Q * self.P))
        if most >= self.N:
            return np.arange(self.N)
        return np.sort(self.dice.choice(self.N, most, replace=False))

    def _judge(self, rows: Ints) -> Floats:
        """(rows, Q): change of worth by swapping the topic with the cell; -inf where that breaks a rule."""
        place = self.place[rows]
        slot = self.slot_of[place]
        at, Q = self.at, self.Q
        lose_first = (self.low + self.first * (self.covered == 1)).astype(np.float32)
        wants, prefers = self.wants[rows].T, self.prefers[rows].T
        # Captives of a cell who also want the topic that comes in do not become newcomers there: they stay.
        stay = self.only @ wants
        stay_worth = (self.only * lose_first) @ wants
        mine, mine_high = self._of(self.only, place), self._of(self.only_high, place)
        back = mine @ self.wants[at].T
        back_worth = (mine * lose_first) @ self.wants[at].T
        if self.extra:
            stay_worth += self.extra * (self.only_high @ prefers)
            back_worth += self.extra * (mine_high @ self.prefers[at].T)
        loss = np.append(self._loss, np.float32(0))
        captives = np.append(self._captives, np.float32(0))
        too_many = np.append(self._too_many, np.float32(0))
        change = self.gain[rows][:, self.slot] + stay_worth.T - loss[place][:, None]
        change += self.gain[at][:, slot].T + back_worth - loss[:Q][None, :]
        change += self._host_change(rows, slot)
        here = np.maximum(0, self.newcomers[rows][:, self.slot] + stay.T - self.seats[:Q][None, :])
        there = np.maximum(0, self.newcomers[at][:, slot].T + back - self.seats[place][:, None])
        there[place == Q] = 0
        same = slot[:, None] == self.slot[None, :]
        change[same] = 0
        here_same = np.maximum(0, captives[place][:, None] - self.seats[:Q][None, :])
        there_same = np.maximum(0, captives[:Q][None, :] - self.seats[place][:, None])
        here = np.where(same, here_same, here) * self.overflow[rows][:, None]
        there = np.where(same, there_same, there) * self.overflow[at][None, :]
        change += too_many[place][:, None] + too_many[:Q][None, :] - here - there
        charge = self.charge
        change += charge[rows, place][:, None] + charge[at, np.arange(Q)][None, :]
        change -= charge[rows, :Q] + charge[at][:, place].T
        # Changing rooms to no avail is a plateau without end.
        change[same & (change <= EPSILON)] = -np.inf
        change[~self._allowed(rows)] = -np.inf
        return np.asarray(change, dtype=np.float32)

    def _of(self, of_cells: Floats, place: Ints) -> Floats:
        """Rows of an array over cells for these places; nothing for topics that are out."""
        rows = of_cells[np.minimum(place, self.Q - 1)]
        rows[place == self.Q] = 0
        return np.asarray(rows, dtype=np.float32)

    def _host_change(self, rows: Ints, slot: Ints) -> Floats:
        """Hosts give up what they could attend in the new slot and get back what they missed in the old one."""
        cost = self._host_cost
        change = cost[rows, slot][:, None] - cost[rows][:, self.slot]
        change += cost[self.at, self.slot][None, :] - cost[self.at][:, slot].T
        return change.astype(np.float32)

    def _refresh(self, slots: Iterable[int]) -> None:
        """Recompute what depends on who is covered in these slots."""
        free = self.hosting == 0
        covered = (self.count > 0) & free
        self.covered = covered.sum(axis=0)
        gain_first = (self.low + self.first * (self.covered == 0)).astype(np.float32)
        lose_first = (self.low + self.first * (self.covered == 1)).astype(np.float32)
        for s in slots:
            new = ((self.count[s] == 0) & free[s]).astype(np.float32)
            self.newcomers[:, s] = self.wants @ new
            self.gain[:, s] = self.wants @ (new * gain_first)
            here = self.in_slot[s]
            self.only[here] = self.wants[self.at[here]] * ((self.count[s] == 1) & free[s])
            if self.extra:
                raised = ((self.high[s] == 0) & free[s]).astype(np.float32)
                self.gain[:, s] += self.extra * (self.prefers @ raised)
                self.only_high[here] = self.prefers[self.at[here]] * ((self.high[s] == 1) & free[s])
        self._captives = self.only.sum(axis=1)
        self._loss = self.only @ lose_first + self.extra * self.only_high.sum(axis=1)
        self._too_many = np.maximum(0, self._captives - self.seats[: self.Q]) * self.overflow[self.at]
        self._host_cost = self._hosts_miss()

    def _hosts_miss(self) -> Floats:
        """(N + 1, S + 1): what the hosts of a topic could attend in a slot if they did not lead it there."""
        dear = self.low * (self.count > 0) + self.extra * (self.high > 0)
        cost = np.zeros((self.N + 1, self.S + 1), dtype=np.float32)
        np.add.at(cost[:, : self.S], self._led, dear[:, self._leader].T)
        return cost

    def _worth(self) -> float:
        """The proxy, exactly, of the state."""
        free = self.hosting == 0
        worth = self.low * float(((self.count > 0) & free).sum()) + self.first * float((self.covered > 0).sum())
        if self.extra:
            worth += self.extra * float(((self.high > 0) & free).sum())
        charge = float(self.charge[np.arange(self.N), self.place].sum())
        return worth + self._held_worth - float(self._too_many.sum()) - charge

    def _shake(self) -> None:
        """One random swap that keeps the rules."""
        i = int(self.dice.integers(self.N))
        cells = np.flatnonzero(self._allowed(np.array([i]))[0])
        if len(cells):
            self._swap(i, int(self.dice.choice(cells)))
