"""A first valid plan in milliseconds: what is fixed, then what stands, then topics by votes where they help most."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import numpy as np

from scheduler.errors import Infeasible
from scheduler.explain import pin_fixes
from scheduler.rules import RuleModel, pin_sittings
from scheduler.tables import Cell, Ints, Tables

# Pins leave only rooms to choose, so the model is decided in milliseconds; this is a fuse, not a budget.
PIN_SECONDS = 10.0


class Grid:
    """Cells taken so far; knows in constant time whether a topic may have a further one.

    blocked (T, S): how many placed topics forbid topic t in slot s. left (T,): sittings a topic may still have.
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.blocked = np.zeros((tables.T, tables.S), dtype=np.int64)
        self.left = tables.repeats.copy()
        self.free = tables.usable.copy()
        self.cells: set[Cell] = set()
        for cell in tables.fixed:
            self._put(cell)

    @classmethod
    def of(cls, tables: Tables, cells: Iterable[Cell]) -> Grid:
        """A grid that holds exactly these cells, which must be allowed."""
        grid = cls(tables)
        for cell in cells:
            if cell not in grid.cells:
                grid._put(cell)
        return grid

    def can(self, t: int, s: int, r: int) -> bool:
        """Whether the topic may have this cell now."""
        tables = self.tables
        open_cell = self.free[s, r] and tables.slot_ok[t, s] and tables.room_ok[t, r]
        return bool(open_cell and self.left[t] > 0 and self.blocked[t, s] == 0)

    def rooms(self, t: int, s: int) -> list[int]:
        """Rooms the topic may have in this slot now."""
        tables = self.tables
        if self.left[t] <= 0 or self.blocked[t, s] or not tables.slot_ok[t, s]:
            return []
        return [int(r) for r in np.flatnonzero(self.free[s] & tables.room_ok[t])]

    def put(self, t: int, s: int, r: int) -> bool:
        """Place the topic if it may be placed there; says whether it was."""
        if not self.can(t, s, r):
            return False
        self._put((t, s, r))
        return True

    def _put(self, cell: Cell) -> None:
        t, s, r = cell
        self.cells.add(cell)
        self.left[t] -= 1
        for beside in self.tables.beside[s]:
            self.free[beside, r] = False
            self.blocked[t, beside] += 1
        for u, forbidden in self.tables.partners[t]:
            self.blocked[u] += forbidden[s]


def pinned(tables: Tables, seed: int) -> Grid:
    """A grid with the frozen slots and every pin. Raises `Infeasible` when the pins break a rule."""
    grid = Grid(tables)
    sittings = pin_sittings(tables)
    heavy = {t: i for i, t in enumerate(by_votes(tables))}
    # Pins with a room first, then by votes into the biggest room: right unless features or closings are tight.
    for x in sorted(sittings, key=lambda x: (x.held is not None and x.held[1] < 0, heavy[x.topic])):
        if x.held is None:
            continue
        s, r = x.held
        rooms = [r] if r >= 0 else sorted(grid.rooms(x.topic, s), key=lambda room: -tables.capacity[room])
        if not rooms or not grid.put(x.topic, s, rooms[0]):
            break
    else:
        return grid
    grid = Grid(tables)
    cells = RuleModel(tables, sittings).place(PIN_SECONDS, seed)
    if cells is None or not all(grid.put(*cell) for cell in cells):
        raise Infeasible(pin_fixes(tables))
    return grid


def keep_current(grid: Grid) -> None:
    """Leave every current placement where it is, as long as it still keeps the rules."""
    for cell in grid.tables.current:
        if cell not in grid.cells:
            grid.put(*cell)


def by_coverage(grid: Grid) -> None:
    """Most votes first, each into the slot and room where it seats most people who have nothing there yet."""
    tables = grid.tables
    best = np.zeros((tables.S, tables.P), dtype=np.int64)  # worth of the best session of each person and slot
    blocked = tables.busy(grid.cells)
    largest = np.argsort(-tables.capacity, kind="stable")
    topics, slots, _ = np.array(sorted(grid.cells), dtype=np.int64).reshape(-1, 3).T
    number, votes = tables.votes_for(topics)
    np.maximum.at(best.reshape(-1), slots[number] * tables.P + tables.vote_person[votes], tables.vote_weight[votes])
    for t in by_votes(tables):
        if grid.left[t] <= 0:
            continue
        rooms = grid.free & tables.room_ok[t] & (tables.slot_ok[t] & (grid.blocked[t] == 0))[:, None]
        open_to = np.flatnonzero(rooms.any(axis=1))
        if not len(open_to):
            continue
        room = largest[rooms[open_to][:, largest].argmax(axis=1)]
        rows = slice(tables.vote_start[t], tables.vote_start[t + 1])
        voters, worth = tables.vote_person[rows], tables.vote_weight[rows]
        gains = np.maximum(0, worth - best[open_to[:, None], voters]) * ~blocked[open_to[:, None], voters]
        # A bigger room breaks ties between slots; of equal ones the earliest slot has it.
        gain = _seated(gains, tables.capacity[room]) + tables.capacity[room] * 1e-7
        k = int(gain.argmax())
        s = int(open_to[k])
        grid.put(t, s, int(room[k]))
        _cover(tables, best, t, s)
        for p in tables.hosts[t]:
            blocked[tables.overlaps[s], p] = True


def fillings(tables: Tables, cells: Collection[Cell], t: int) -> Iterator[list[Cell]]:
    """Ways to give topic t a place as well: in a free cell, or where another topic can make way to a free cell."""
    grid = Grid.of(tables, cells)
    for s in range(tables.S):
        for r in grid.rooms(t, s):
            yield sorted([*cells, (t, s, r)])
    held = tables.held(cells)
    for u, s, r in cells:
        if (u, s, r) in held or not (tables.slot_ok[t, s] and tables.room_ok[t, r]):
            continue
        for s2, r2 in np.argwhere(grid.free).tolist():
            moved = Grid.of(tables, [x for x in cells if x != (u, s, r)])
            if moved.put(t, s, r) and moved.put(u, s2, r2) and tables.keeps_pins(moved.cells):
                yield sorted(moved.cells)


def by_votes(tables: Tables) -> list[int]:
    """Topics, heaviest votes first."""
    total = np.bincount(tables.vote_topic, tables.vote_weight, minlength=tables.T)
    return [int(t) for t in np.argsort(-total, kind="stable")]


def _seated(gains: Ints, capacity: Ints) -> Ints:
    """(slots,): what the greatest gains of each row of (slots, voters) add up to, as many as there are seats."""
    total: Ints = gains.sum(axis=1)
    for k in np.flatnonzero(np.count_nonzero(gains, axis=1) > capacity).tolist():
        total[k] = np.sort(gains[k])[gains.shape[1] - capacity[k] :].sum()
    return total


def _cover(tables: Tables, best: np.ndarray[tuple[int, int], np.dtype[np.int64]], t: int, s: int) -> None:
    rows = slice(tables.vote_start[t], tables.vote_start[t + 1])
    voters = tables.vote_person[rows]
    best[s, voters] = np.maximum(best[s, voters], tables.vote_weight[rows])
