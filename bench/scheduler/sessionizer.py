"""minnestar/sessionizer's method, implemented anew from its published objective and moves.

Objective: the mean over people of the best expected satisfaction, 2k / (N (k + 1)) summed over slots, where N is how
many sessions the person wants and k how many of them are in the slot. Move: sessions in two or more random slots
change places in a cycle; the number of slots m has probability falling in m. It anneals at a temperature of
exp(-(i + 15000) / 100), which is below 1e-65 from the start: it climbs and accepts equals. Rooms come second, by votes.
Sessions that break a rule cost more than anything else; those that still do in the end are placed last, by hand.

Two things are in its favour: a move is scored by the people it touches and not by everybody, and after 76,224 moves
(all that its ten runs make) without something better it starts anew, until the time is up.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from bench.scheduler.arrays import AFTER, BEFORE, CLASH, Arrays, Ints
from bench.scheduler.greedy import seated_by_rooms
from bench.scheduler.watch import Watch

MOVES = 76_224
# Moves between two looks at the clock: some milliseconds at most.
CHUNK = 400
BROKEN = 1_000.0


def sessionizer(arrays: Arrays, watch: Watch, seed: int) -> None:
    """Climb from random schedules until the time is up; the best by its own objective is told."""
    table = _Table(arrays)
    dice = np.random.default_rng(seed)
    best, slot_of = np.inf, table.random(dice)
    untold = True
    while not watch.over():
        climb = _Climb(table, table.random(dice), int(dice.integers(2**31)))
        lowest, stale = climb.energy, 0
        while stale < MOVES and not watch.over():
            stale = 0 if climb.go() < lowest - 1e-12 else stale + CHUNK
            lowest = min(lowest, climb.energy)
            if climb.energy < best - 1e-12:
                best, slot_of, untold = climb.energy, climb.slot.copy(), True
            if untold and watch.due():
                watch.tell(_cells(arrays, slot_of))
                untold = False
        if climb.slots < 2:
            break
    watch.tell(_cells(arrays, slot_of))


def _cells(arrays: Arrays, slot_of: Ints) -> Any:
    return seated_by_rooms(arrays, {t: int(s) for t, s in enumerate(slot_of.tolist()) if s >= 0})


class _Table:
    """The problem in the form that the compiled climb reads."""

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays
        self.wanted = np.maximum(1, np.bincount(arrays.person, minlength=arrays.P)).astype(np.int64)
        here = (arrays.open.astype(np.int64) @ arrays.room_ok.T.astype(np.int64) > 0).T
        self.broken = np.where(arrays.slot_ok & here, 0.0, BROKEN)
        self.forbids = np.zeros((8, arrays.S, arrays.S), dtype=np.bool_)
        for kind in range(1, 8):
            for bit, matrix in ((CLASH, arrays.overlaps), (AFTER, ~arrays.later.T), (BEFORE, ~arrays.later)):
                if kind & bit:
                    self.forbids[kind] |= matrix
        self.pair_start = np.searchsorted([t for t, _, _ in arrays.pairs], np.arange(arrays.T + 1)).astype(np.int64)
        self.pair_other = np.array([u for _, u, _ in arrays.pairs], dtype=np.int64)
        self.pair_kind = np.array([kind for _, _, kind in arrays.pairs], dtype=np.int64)
        pinned = np.bincount([s for _, s, _ in arrays.pins], minlength=arrays.S)
        self.rooms = np.maximum(0, arrays.open.sum(axis=1) - pinned)

    def random(self, dice: np.random.Generator) -> Ints:
        """Topics, most wanted first if there are too many, dealt to the cells at random; what is held is left out."""
        places = dice.permutation(np.repeat(np.arange(self.arrays.S), self.rooms))
        topics = self.arrays.by_demand()[: len(places)]
        slot = np.full(self.arrays.T, -1, dtype=np.int64)
        slot[topics] = places[: len(topics)]
        return slot


class _Climb:
    """One climb: slot (T,), and the same as rows of equal length per slot with -1 for nothing."""

    def __init__(self, table: _Table, slot: Ints, seed: int) -> None:
        self.table, self.slot = table, slot
        arrays = table.arrays
        self.slots = int((table.rooms > 0).sum())
        self.open_slots = np.flatnonzero(table.rooms > 0).astype(np.int64)
        self.row_start = np.concatenate(([0], np.cumsum(table.rooms))).astype(np.int64)
        self.row = np.full(int(self.row_start[-1]), -1, dtype=np.int64)
        for s in range(arrays.S):
            here = np.flatnonzero(slot == s)
            self.row[self.row_start[s] : self.row_start[s] + len(here)] = here
        held = {t: s for t, s, _ in [*arrays.fixed, *arrays.pins]}
        stand = slot.copy()
        stand[list(held)] = list(held.values())
        self.count = np.zeros((arrays.P, arrays.S), dtype=np.int64)
        placed = stand[arrays.topic] >= 0
        np.add.at(self.count, (arrays.person[placed], stand[arrays.topic[placed]]), 1)
        k = self.count
        self.energy = -float((2 * k / (table.wanted[:, None] * (k + 1))).sum())
        self.stand = stand
        self.energy += _breaches(stand, slot, table.broken, table.pair_start, table.pair_other, table.pair_kind,
                                 table.forbids)  # fmt: skip
        self.dice = np.array([seed | 1], dtype=np.uint64)

    def go(self) -> float:
        """Make `CHUNK` moves; returns the energy, the lower the better."""
        table, arrays = self.table, self.table.arrays
        if self.slots >= 2:
            self.energy = _climb(
                CHUNK, self.dice, self.energy, self.slot, self.stand, self.open_slots, self.row, self.row_start,
                self.count, arrays.start, arrays.person, table.wanted, table.broken, table.pair_start,
                table.pair_other, table.pair_kind, table.forbids,
            )  # fmt: skip
        return self.energy


@njit(cache=True)
def _random(dice: Any) -> Any:  # xorshift64* (Vigna 2016): a number in [0, 1)
    x = dice[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    dice[0] = x
    return np.float64((x * np.uint64(0x2545F4914F6CDD1D)) >> np.uint64(11)) / 9007199254740992.0


@njit(cache=True)
def _breaches(
    stand: Any, slot: Any, broken: Any, pair_start: Any, pair_other: Any, pair_kind: Any, forbids: Any
) -> Any:
    cost = 0.0
    for t in range(len(stand)):
        if slot[t] >= 0:
            cost += broken[t, slot[t]]
        if stand[t] >= 0:
            for i in range(pair_start[t], pair_start[t + 1]):
                u = pair_other[i]
                if u < t and stand[u] >= 0 and forbids[pair_kind[i], stand[t], stand[u]]:
                    cost += BROKEN
    return cost


@njit(cache=True)
def _shift(t: Any, s: Any, slot: Any, stand: Any, count: Any, start: Any, person: Any, wanted: Any, broken: Any,
           pair_start: Any, pair_other: Any, pair_kind: Any, forbids: Any) -> Any:  # fmt: skip
    """Move topic t to slot s, or out of all with -1; returns the change of energy."""
    change = 0.0
    old = slot[t]
    for v in range(start[t], start[t + 1]):
        p = person[v]
        if old >= 0:
            k = count[p, old]
            change += 2.0 / wanted[p] * (k / (k + 1) - (k - 1) / k)
            count[p, old] = k - 1
        if s >= 0:
            k = count[p, s]
            change += 2.0 / wanted[p] * (k / (k + 1) - (k + 1) / (k + 2))
            count[p, s] = k + 1
    if old >= 0:
        change -= broken[t, old]
    if s >= 0:
        change += broken[t, s]
    for i in range(pair_start[t], pair_start[t + 1]):
        other = stand[pair_other[i]]
        if other >= 0:
            if old >= 0 and forbids[pair_kind[i], old, other]:
                change -= BROKEN
            if s >= 0 and forbids[pair_kind[i], s, other]:
                change += BROKEN
    slot[t] = s
    stand[t] = s
    return change


@njit(cache=True)
def _climb(moves: Any, dice: Any, energy: Any, slot: Any, stand: Any, open_slots: Any, row: Any, row_start: Any,
           count: Any, start: Any, person: Any, wanted: Any, broken: Any, pair_start: Any, pair_other: Any,
           pair_kind: Any, forbids: Any) -> Any:  # fmt: skip
    n = len(open_slots)
    k = 1.0 / (n - 1)
    cells = np.empty(n, dtype=np.int64)
    for _ in range(moves):
        m = min(n, 1 + int((1 + k) / (_random(dice) + k)))
        for i in range(m):  # the first m of a random order
            j = i + int(_random(dice) * (n - i))
            open_slots[i], open_slots[j] = open_slots[j], open_slots[i]
            s = open_slots[i]
            cells[i] = row_start[s] + int(_random(dice) * (row_start[s + 1] - row_start[s]))
        change = 0.0
        last = row[cells[m - 1]]
        for i in range(m - 1, -1, -1):
            row[cells[i]] = row[cells[i - 1]] if i > 0 else last
            t = row[cells[i]]
            if t >= 0:
                change += _shift(t, open_slots[i], slot, stand, count, start, person, wanted, broken, pair_start,
                                 pair_other, pair_kind, forbids)  # fmt: skip
        if change <= 0.0:
            energy += change
            continue
        first = row[cells[0]]
        for i in range(m):
            row[cells[i]] = row[cells[i + 1]] if i < m - 1 else first
            t = row[cells[i]]
            if t >= 0:
                _shift(t, open_slots[i], slot, stand, count, start, person, wanted, broken, pair_start, pair_other,
                       pair_kind, forbids)  # fmt: skip
    return energy
