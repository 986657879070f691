"""The best seating again after a few sessions have moved, by the compiled flow (see `kernels.flow`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

import numpy as np

from scheduler.kernels import flow as kernel
from scheduler.kernels.flow import BUSY, FREE, LOAD, SEATS, SLOT, Flow, Network
from scheduler.kernels.repair import repair
from scheduler.problem import Person, Problem, Room, Slot, Topic
from scheduler.seating import Seating, Seats, _Edges
from scheduler.tables import Bools, Cell, Ints, Tables

Change = tuple[int, int, int, int]


class Reseating:
    """The best seating of some cells, and from there quickly that of others like them.

    First seats are worth what `scaled` says, seats `scale` times their vote, and one more where somebody has the topic
    that `attends` (P, S) says (-1: none), so that of equally good seatings the one that keeps most is the best.
    `again`: the topic that is `moving` gets a further sitting.
    """

    def __init__(
        self,
        scaled: Tables,
        cells: Sequence[Cell],
        moving: int,
        again: bool,
        seating: Seating,
        scale: int,
        attends: Ints,
    ) -> None:
        self.tables = tables = scaled
        self.scale = scale
        self._moving = moving
        self._exact = not (tables.has_overlaps or again) and len({t for t, _, _ in cells}) == len(cells)
        # Every cell is a session; one more for a topic, or a sitting of it, that has no cell yet.
        self._session = {cell: k for k, cell in enumerate(cells)}
        placed = any(t == moving for t, _, _ in cells)
        self._spare = {} if placed and not again else {moving: len(cells)}
        hosts = {p for t, _, _ in cells for p in tables.hosts[t]}
        self._led = {p: {cell for cell in cells if p in tables.hosts[cell[0]]} for p in hosts}
        topics = [t for t, _, _ in cells] + list(self._spare)
        self._network = self._index(np.array(topics, dtype=np.int64), attends)
        self._best = self._first(cells, seating)
        self._at = self._best
        if not self._exact:
            self._at = self._emptied(self._best)
            self._seat(self._at, seating.person, seating.session)
        possible = int(np.diff(tables.vote_start)[topics].sum())
        self._order = np.empty((possible, 2), dtype=np.int64)
        self._without: dict[Cell, Flow] = {}
        self._work = _copy(self._best)
        self._worth = self._votes_and_first(self._at)

    def after(self, gone: Sequence[Cell], come: Sequence[Cell]) -> tuple[Ints, int]:
        """Who has another day when the one cells go and the others come, and the change of what seats are worth."""
        home = next((cell for cell in gone if cell[0] == self._moving), None)
        start = self._best if home is None else self._start_without(home)
        best = self._work
        best.seat[:], best.held[:], best.got[:], best.session[:] = start.seat, start.held, start.got, start.session
        rest = [cell for cell in gone if cell != home]
        free = self._spare | {cell[0]: self._session[cell] for cell in gone}
        where = [(free[cell[0]], cell) for cell in come]
        changes = [(kernel.REMOVE, self._session[cell], 0, 0) for cell in rest]
        changes += self._hosts(rest, come, [] if home is None else [home])
        changes += [(kernel.ADD, k, s, int(self.tables.capacity[r])) for k, (_, s, r) in where]
        self._reseat(best, changes)
        if not self._exact:
            best = self._repaired(best)
        differs: Bools = np.maximum(best.seat, FREE) != np.maximum(self._at.seat, FREE)
        for k, (_, s, _) in where:
            differs[:, s] |= best.seat[:, s] == k
        return np.flatnonzero(differs.any(axis=1)), self._votes_and_first(best) - self._worth

    def _index(self, topics: Ints, attends: Ints) -> Network:
        tables = self.tables
        rows = np.argsort(tables.vote_person, kind="stable")
        worth = tables.vote_weight * self.scale
        return Network(
            first=tables.weights.first,
            voters=tables.vote_start,
            voter=tables.vote_person.astype(np.int32),
            voter_worth=worth,
            sittings=np.searchsorted(np.sort(topics), np.arange(tables.T + 1)),
            sitting=np.argsort(topics, kind="stable").astype(np.int32),
            wishes=np.searchsorted(tables.vote_person[rows], np.arange(tables.P + 1)),
            wish=tables.vote_topic[rows].astype(np.int32),
            wish_worth=worth[rows],
            kept=attends.astype(np.int32),
            topic=topics.astype(np.int32),
        )

    def _first(self, cells: Sequence[Cell], seating: Seating) -> Flow:
        """The best flow for the cells there are; with repeats or overlapping slots it is no seating."""
        tables, network = self.tables, self._network
        count = len(network.topic)
        session = np.zeros((count, kernel.SESSION_COLUMNS), dtype=np.int64)
        session[:, SLOT] = -1
        for k, (_, s, r) in enumerate(cells):
            session[k, SLOT], session[k, SEATS] = s, tables.capacity[r]
        best = Flow(
            seat=np.ascontiguousarray(np.where(tables.busy(cells).T, BUSY, FREE), dtype=np.int32),
            held=np.zeros((tables.P, tables.S), dtype=np.int64),
            got=np.zeros(tables.P, dtype=np.int32),
            session=session,
            path=np.zeros((count + 1, kernel.PATH_COLUMNS), dtype=np.int64),
        )
        person, seats = seating.person, seating.session
        if not self._exact:
            edges = _Edges(tables, cells)
            edges.weight = edges.weight * self.scale
            edges.weight += network.kept[edges.person, edges.slot] == edges.topic[edges.session]
            rows = edges.flow(tables, fair=False)
            person, seats = edges.person[rows], edges.session[rows]
        self._seat(best, person, seats)
        if not kernel.settle(network, best):
            raise ArithmeticError("the seating flow was not the best")
        return best

    def _seat(self, x: Flow, person: Ints, session: Ints) -> None:
        tables, network = self.tables, self._network
        slot, topic = x.session[session, SLOT], network.topic[session]
        key = tables.vote_topic * tables.P + tables.vote_person
        row = np.searchsorted(key, topic * np.int64(tables.P) + person)
        x.seat[person, slot] = session
        x.held[person, slot] = network.voter_worth[row] + (network.kept[person, slot] == topic)
        x.got[:] = np.bincount(person, minlength=tables.P)
        x.session[:, LOAD] = np.bincount(session, minlength=len(x.session))

    def _emptied(self, best: Flow) -> Flow:
        empty = _copy(best)
        empty.seat[:] = FREE
        empty.held[:] = 0
        empty.got[:] = 0
        empty.session[:, LOAD] = 0
        return empty

    def _start_without(self, home: Cell) -> Flow:
        """What is best when nothing is in this cell any more: where all ways of moving what was there begin."""
        if home not in self._without:
            start = _copy(self._best)
            changes = [(kernel.REMOVE, self._session[home], 0, 0), *self._hosts([home], [], [])]
            self._reseat(start, changes)
            self._without[home] = start
        return self._without[home]

    def _reseat(self, x: Flow, changes: Sequence[Change]) -> None:
        kernel.reseat(self._network, x, np.array(changes, dtype=np.int64).reshape(-1, 4))

    def _hosts(self, gone: Sequence[Cell], come: Sequence[Cell], before: Sequence[Cell]) -> list[Change]:
        """Who is busy no more, and who is now, as the one cells go and the others come; those `before` went earlier."""
        tables = self.tables
        changes = []
        for p in sorted({p for t, _, _ in (*gone, *come) for p in tables.hosts[t]}):
            led = self._led.get(p, set()).difference(before)
            then = led.difference(gone).union(cell for cell in come if p in tables.hosts[cell[0]])
            was, now = self._busy(p, led), self._busy(p, then)
            changes += [(kernel.RELEASE, p, int(s), 0) for s in np.flatnonzero(was & ~now)]
            changes += [(kernel.ENGAGE, p, int(s), 0) for s in np.flatnonzero(now & ~was)]
        return changes

    def _busy(self, p: int, led: set[Cell]) -> Bools:
        tables = self.tables
        busy: Bools = tables.away[:, p] | tables.overlaps[[s for _, s, _ in led]].any(axis=0)
        return busy

    def _repaired(self, best: Flow) -> Flow:
        """The better of two repairs: of the flow, and of nothing."""
        worths = np.unique(self._network.voter_worth)
        worths = np.sort(np.concatenate((worths, worths + 1)))[::-1].copy()
        found = []
        for kept in (True, False):
            x = self._emptied(best)
            begin, taken = np.zeros(2 * len(worths) + 1, dtype=np.int64), np.zeros(x.seat.shape, dtype=np.bool_)
            repair(self._network, best, x, self.tables.overlaps, worths, kept, begin, self._order, taken)
            found.append(x)
        return max(found, key=lambda x: int(x.held.sum()) + self._network.first * int((x.got > 0).sum()))

    def _votes_and_first(self, x: Flow) -> int:
        # Fewer seats are kept than `scale`, so that they do not count in the quotient.
        return (int(x.held.sum()) + self._network.first * int((x.got > 0).sum())) // self.scale


@cache
def warm() -> None:
    """Compile, or load what was compiled before."""
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    problem = Problem(
        rooms=(Room("r", 1),),
        slots=tuple(Slot(x, noon, noon + timedelta(hours=1)) for x in ("s", "at the same time")),
        topics=(Topic("t"),),
        people=(Person("p", {"t": "must"}),),
    )
    tables = Tables(problem)
    seating = Seats(tables).quick([(0, 0, 0)])
    Reseating(tables, [(0, 0, 0)], 0, False, seating, 1, np.full((1, 2), -1)).after([(0, 0, 0)], [(0, 1, 0)])


def _copy(x: Flow) -> Flow:
    return Flow(x.seat.copy(), x.held.copy(), x.got.copy(), x.session.copy(), x.path)
