"""Small changes judged by exact seating: for what the proxy cannot see, repeats above all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scheduler.construct import Grid
from scheduler.seating import Seating
from scheduler.tables import Cell, Tables

# Draws of a change before giving up: most cells do not suit most topics.
TRIES = 30
# Share of changes that shift a placed topic; the rest place one that is out, or once more.
SHIFTS = 0.7


def neighbour(tables: Tables, held: frozenset[Cell], cells: Sequence[Cell], dice: np.random.Generator) -> Grid | None:
    """A grid one random change away that keeps every rule: a topic (again) placed, moved, replaced, or two swapped.

    `held` cells stay. None when no change was found in a few draws.
    """
    movable = [cell for cell in cells if cell not in held]
    open_cells = np.argwhere(tables.usable)
    if not len(open_cells):
        return None
    for _ in range(TRIES):
        s, r = (int(x) for x in open_cells[dice.integers(len(open_cells))])
        source = movable[int(dice.integers(len(movable)))] if movable and dice.random() < SHIFTS else None
        t = int(dice.integers(tables.T)) if source is None else source[0]
        others = [x for x in cells if x[2] == r and tables.overlaps[x[1], s] and x != source]
        if source == (t, s, r) or any(x in held for x in others):
            continue
        grid = Grid.of(tables, [x for x in cells if x != source and x not in others])
        if grid.put(t, s, r):
            if source is not None and len(others) == 1:
                grid.put(others[0][0], source[1], source[2])
            if grid.cells != set(cells) and tables.keeps_pins(grid.cells):
                return grid
    return None


def second_sittings(tables: Tables, seating: Seating) -> list[Cell]:
    """Free cells for topics that may be repeated, where the most people who have no seat for them could come."""
    grid = Grid.of(tables, seating.cells)
    topics = np.flatnonzero((tables.repeats > 1) & (grid.left > 0)).tolist()
    placed = {t for t, _, _ in seating.cells}
    busy = tables.busy(seating.cells)
    session_topic = np.array([t for t, _, _ in seating.cells], dtype=np.int64)
    session_slot = np.array([s for _, s, _ in seating.cells], dtype=np.int64)
    for p, s in zip(seating.person.tolist(), session_slot[seating.session].tolist(), strict=True):
        busy[tables.overlaps[s], p] = True
    seated = set(zip(seating.person.tolist(), session_topic[seating.session].tolist(), strict=True))
    wishes: list[tuple[int, Cell]] = []
    for t in topics:
        rows = slice(tables.vote_start[t], tables.vote_start[t + 1])
        voters, worth = tables.vote_person[rows], tables.vote_weight[rows]
        waiting = np.array([(p, t) not in seated for p in voters.tolist()], dtype=np.bool_)
        for s in range(tables.S) if t in placed else ():
            rooms = grid.rooms(t, s)
            if rooms:
                r = max(rooms, key=lambda room: tables.capacity[room])
                gains = np.sort(worth[waiting & ~busy[s, voters]])[::-1]
                wishes.append((int(gains[: int(tables.capacity[r])].sum()), (t, s, r)))
    wishes.sort(key=lambda wish: (-wish[0], wish[1]))
    added: list[Cell] = []
    for gain, cell in wishes:
        if gain > 0 and grid.put(*cell):
            added.append(cell)
    return added
