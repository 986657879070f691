"""Bounds by decomposition into slots: prices tie the slots together, each slot's best programme is found exactly.

Dantzig and Wolfe, *Decomposition principle for linear programs*, Operations Research 8, 1960. The value of a plan is a
sum over slots of what their programmes (`programmes`) seat, but for what is counted across slots. These rules become
rows with multipliers m >= 0:

    topic t is placed at most as often as it may be                     sum of its sittings       <= times[t]
    placing t counts once                                               b[t] - its sittings       <= 0
    p's first seat counts once                                          f[p] - p's seats          <= 0
    p is in one place at a time (where slots overlap)                   p's seats                 <= disjoint slots
    a vote for a topic that may be repeated seats once                  its seats                 <= 1
    topic t seats no more than its rooms hold                           its seats - capacity      <= 0
    rooms of kind k (equal capacity and features) hold one topic each   sittings in such rooms    <= their cells

For any m the Lagrangian L(m) = m limits + what b and f gain + the best programme of every slot at these prices is an
upper bound on every plan; so it stays when a slot's programme is only known to be worth at most so much. What is left
out (rules between topics in different slots, which rooms of a kind are open when, rooms in overlapping slots) could
only lower the optimum. Moves count per slot: all current placements are charged, keeping one gives the charge back.

The least L is found by column generation in a box (Marsten, Hogan, Blankenship, *The boxstep method for large-scale
optimization*, Operations Research 23, 1975): a master programme over the programmes seen so far proposes prices near
the best ones known. Short searches there (`sketches`) make the master wiser; now and then every slot is priced until
the Lagrangian is proven to keep at least a share of what the master promises. Where no such proof comes in time the box
shrinks and the share that is asked for with it.

Of the rows for each person and vote few ever bind. The master has those that the programmes it knows would break; the
others' multipliers are 0 (row generation; Dantzig, Fulkerson, Johnson, *Solution of a large-scale traveling-salesman
problem*, Operations Research 2, 1954). That makes it a fifteenth as large.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from scheduler.aggregated import ROUNDING, Aggregated
from scheduler.bounds import most_cells, most_slots
from scheduler.linear import LinearProgramme, Reals
from scheduler.programmes import Found, OneSlot
from scheduler.seating import Seats
from scheduler.tables import Bools, Cell, Ints, Tables

# The relaxation without slots knows of nobody who wants two topics of one slot, so its prices are too high.
MODESTY = 0.8
# Of the distance between what was reached and what the known programmes are worth, how much a proof may lose; and the
# share at which asking for less makes no difference any more.
SHARE, NEARLY_ALL = 0.5, 0.99
# The same for the first proof, of the value, when the prices to start from prove less than the bound they came from.
OPENING = 0.02
# Half the side of the first box, of the scale of each price.
RADIUS = 0.1
# Nodes of a search that is not meant to prove anything, and for how many of them a slot may wait for a proof.
SKETCH, MOST_SKETCHES = 500, 10
# A proof for one slot may take this share of the time so far, and at least so many CPU seconds.
PATIENCE, SECONDS = 0.3, 1.0
# By so much a programme must break a row for it to be asked for.
BROKEN = 1e-6
# Master programmes are small; this is a fuse, not a budget.
MASTER_SECONDS = 60.0
# A topic that has no cell in a slot gains this there.
NOWHERE = -1e12


@dataclass(frozen=True)
class _Slots:
    """Slots that cannot be told apart, as one pricing problem.

    Of O ways to hold a topic there: `ok` (T, O), `size` (T, O) seats, `kept` (T, O) what it gives back for staying,
    `kind` (O,) the kind of room, -1 for what is frozen. `present` (V,): the voter is there. `who` prices it.
    """

    slots: tuple[int, ...]
    ok: Bools = field(repr=False)
    size: Ints = field(repr=False)
    kept: Ints = field(repr=False)
    kind: Ints = field(repr=False)
    present: Bools = field(repr=False)
    who: OneSlot = field(repr=False)


class _Known(NamedTuple):
    """The programmes seen so far: (C,) `slot`, `worth`, and `lengths` of what each has of `rows` and `factors`."""

    slot: Ints
    worth: Reals
    lengths: Ints
    rows: Ints
    factors: Reals


@dataclass(frozen=True)
class _Prices:
    """Multipliers as slots see them: (T,) `sitting`, `size`; (V,) `seat`, what a vote earns; (K,) `kind`."""

    sitting: Reals
    size: Reals
    seat: Reals
    kind: Reals


class Decomposition:
    """Lowers `bound` one `step` after the other, from what `start`, the aggregated programme once solved, proves.

    `known` cells of a feasible plan give the first programmes. To be used from one thread.
    """

    def __init__(self, tables: Tables, known: Sequence[Cell], start: Aggregated, compiled: bool = True) -> None:
        self.tables = tables
        self.bound = np.inf if start.multipliers is None else float(start.proven(start.multipliers))
        self._began = time.thread_time()
        self._constant = float(-tables.weights.slot_move * sum(not tables.frozen[s] for _, s, _ in tables.current))
        self._kind_of, kinds = _kinds(tables)
        self._build_rows(kinds)
        self._slots = _all_slots(tables, self._kind_of, kinds, compiled) if tables.R else []
        self._count = np.array([len(x.slots) for x in self._slots], dtype=np.float64)
        seated = np.zeros(len(tables.vote_topic), dtype=np.bool_)
        for slot in self._slots:
            seated |= slot.present & np.asarray(slot.ok.any(axis=1))[tables.vote_topic]
        self._hopeful = np.unique(tables.vote_person[seated])
        self._columns: list[tuple[int, float, Ints, Reals]] = []
        self._seen: set[tuple[int, bytes]] = set()
        self._centre, self._reached = self._opening(start), np.inf
        self._asked = np.ones(self.height, dtype=np.bool_)
        self._asked[self._often] = self._centre[self._often] > 0
        self._share, self._radius = SHARE, RADIUS
        self._sketches = self._turn = 0
        self._master: LinearProgramme | None = None
        self._add_known(known)

    @property
    def proven(self) -> int | None:
        """The bound as an integer, which values are; None before the first."""
        return int(np.floor(self.bound + ROUNDING)) if np.isfinite(self.bound) else None

    def proves(self, multipliers: Reals) -> int:
        """The bound that these multipliers (one per row, none negative) prove; every slot is priced to the end."""
        total, _ = self._lagrangian(multipliers, 0.0, np.inf, lambda: True)
        return int(np.floor(total + ROUNDING))

    def stop(self) -> None:
        """Ask a running `step` to come back soon; its `go_on` must say so as well."""
        master = self._master  # which the thread that works may let go of meanwhile
        if master is not None:
            master.stop()

    def step(self, go_on: Callable[[], bool]) -> bool:
        """Look for better programmes at promising prices, or prove what these are worth; says whether to go on.

        `go_on` is asked every few hundredths of a second; without its consent the step ends.
        """
        if not self._slots:
            return False
        if not np.isfinite(self._reached):
            return self._prove(self._centre, go_on)
        proposal = self._propose()
        if proposal is None:
            return False
        multipliers, promise, inside = proposal
        if inside and np.floor(promise + ROUNDING) >= np.floor(self.bound + ROUNDING):
            return False
        if promise >= self._reached - ROUNDING:
            self._radius *= 4
            return not inside
        if not self._sketches:
            return self._prove(multipliers, go_on)
        self._sketches -= 1
        self._turn = (self._turn + 1) % len(self._slots)
        self._sketch(self._turn, multipliers, go_on)
        return True

    def _prove(self, multipliers: Reals, go_on: Callable[[], bool]) -> bool:
        """Price every slot until the Lagrangian here is proven to be below what was reached; says whether to go on."""
        for i in range(len(self._slots)):
            self._sketch(i, multipliers, go_on)
        least = self._constant + self._between(multipliers) + float(self._count @ self._values(multipliers))
        opening = not np.isfinite(self._reached)
        hope = max(self.bound - least, OPENING * abs(least)) if opening else self._reached - least
        if opening and hope <= ROUNDING:
            return False  # nothing is worth anything, and that is proven
        if hope > ROUNDING:
            slack = self._share * hope / float(self._count.sum())
            seconds = max(SECONDS, PATIENCE * (time.thread_time() - self._began))
            total, nodes = self._lagrangian(multipliers, slack, seconds, go_on)
        else:
            total, nodes = np.inf, 0
        self._sketches = min(MOST_SKETCHES * len(self._slots), 1 + nodes // SKETCH)
        if total < self._reached:
            self._radius *= 1.0 if opening else 1.5
            self._share = max(SHARE, 2 * self._share - 1)
            self._centre, self._reached = multipliers, total
            self.bound = min(self.bound, total)
            return True
        self._radius /= 2
        if hope > ROUNDING:
            self._share = (1 + self._share) / 2
        return self._share < NEARLY_ALL

    def _lagrangian(
        self, multipliers: Reals, slack: float, seconds: float, go_on: Callable[[], bool]
    ) -> tuple[float, int]:
        """L of these multipliers, at most so much too large for each slot, and the nodes it took.

        Infinite when a slot takes longer than so many CPU seconds.
        """
        values, prices = self._values(multipliers), self._prices(multipliers)
        total, nodes = self._constant + self._between(multipliers), 0
        for i, slot in enumerate(self._slots):
            found = self._best(slot, prices, values[i] + slack, slack, _for(seconds, go_on))
            nodes += found.nodes
            total += len(slot.slots) * found.bound
            if found.value > values[i] + ROUNDING:
                self._add_everywhere(found.topics, multipliers, values)
            if not found.complete:
                return np.inf, nodes
        return total, nodes

    def _sketch(self, i: int, multipliers: Reals, go_on: Callable[[], bool]) -> None:
        """Look for a better programme of slot i, not for long."""
        values = self._values(multipliers)
        found = self._best(
            self._slots[i], self._prices(multipliers), values[i], 0.0, lambda nodes: nodes < SKETCH and go_on()
        )
        if found.value > values[i] + ROUNDING:
            self._add_everywhere(found.topics, multipliers, values)

    def _best(self, slot: _Slots, prices: _Prices, beat: float, slack: float, go_on: Callable[[int], bool]) -> Found:
        return slot.who.best(self._worth(slot, prices), self._bonus(slot, prices)[0], beat, slack, go_on)

    def _propose(self) -> tuple[Reals, float, bool] | None:
        """Prices near the centre, what the known programmes promise there, whether these are their best of all.

        Rows that are not asked for cost nothing, and are as if they were not there; those that come out broken are
        asked for.
        """
        known = _Known(
            slot=np.array([x[0] for x in self._columns], dtype=np.int64),
            worth=np.array([x[1] for x in self._columns]),
            lengths=np.array([len(x[2]) for x in self._columns], dtype=np.int64),
            rows=np.concatenate([np.zeros(0, dtype=np.int64), *(x[2] for x in self._columns)]),
            factors=np.concatenate([np.zeros(0), *(x[3] for x in self._columns)]),
        )
        low = np.maximum(0.0, self._centre - self._radius * self._scale)
        high = self._centre + self._radius * self._scale
        while True:
            found = self._ask(known, low, high)
            if found is None:
                return None
            prices, promise, inside, used = found
            broken = ~self._asked & (used > self._limits + BROKEN)
            if not broken.any():
                return prices, promise, inside
            self._asked |= broken

    def _ask(self, known: _Known, low: Reals, high: Reals) -> tuple[Reals, float, bool, Reals] | None:
        """As `_propose`, with the rows that are asked for so far; and how much of every row is used.

        To keep a price in its box the master may buy of each row at the upper end and sell at the lower.
        """
        self._master = master = LinearProgramme()
        asked = np.flatnonzero(self._asked)
        row = np.full(self.height, -1)
        row[asked] = np.arange(len(asked))
        master.add_rows(np.concatenate([self._limits[asked], self._count]))
        once = master.add_variables(len(self._counted), self._counted_worth, 0, 1)
        counted = self._asked[self._counted]
        master.add_factors(row[self._counted[counted]], once[counted], np.ones(int(counted.sum())))
        buy = master.add_variables(len(asked), -high[asked], 0, np.inf)
        sell = master.add_variables(len(asked), low[asked], 0, np.inf)
        master.add_factors(row[asked], buy, -np.ones(len(asked)))
        master.add_factors(row[asked], sell, np.ones(len(asked)))
        run = master.add_variables(len(known.slot), known.worth, 0, np.inf)
        master.add_factors(len(asked) + known.slot, run, np.ones(len(run)))
        here = np.flatnonzero(self._asked[known.rows])
        master.add_factors(row[known.rows[here]], np.repeat(run, known.lengths)[here], known.factors[here])
        found = master.solve(MASTER_SECONDS)
        self._master = None
        if found is None:
            return None
        values, multipliers = found
        prices = np.zeros(self.height)
        prices[asked] = np.clip(multipliers[: len(asked)], low[asked], high[asked])
        traded = max(values[buy].max(initial=0.0), values[sell[low[asked] > 0]].max(initial=0.0))
        used = np.zeros(self.height)
        used[self._counted] = values[once]
        runs = np.repeat(values[run], known.lengths)
        used += np.bincount(known.rows, known.factors * runs, minlength=self.height)
        return prices, self._constant + master.worth(values), traded < ROUNDING, used

    def _worth(self, slot: _Slots, prices: _Prices) -> Reals:
        return np.where(slot.present, np.maximum(0.0, prices.seat), 0.0)

    def _add_everywhere(self, topics: Sequence[int], multipliers: Reals, values: Reals) -> None:
        """The programme as a column of every slot that may run it and knows none better."""
        prices, chosen = self._prices(multipliers), list(topics)
        for i, slot in enumerate(self._slots):
            bonus, way = self._bonus(slot, prices)
            runs = len(chosen) <= slot.who.most and bool((bonus[chosen] > NOWHERE / 2).all())
            if runs and set(slot.who.forced) <= set(chosen):
                worth = self._worth(slot, prices)
                seats = self._seats(topics, worth)
                if bonus[chosen].sum() + worth[seats].sum() > values[i] + ROUNDING:
                    self._add(i, topics, way, seats)

    def _build_rows(self, kinds: Ints) -> None:
        tables, weights = self.tables, self.tables.weights
        must = np.bincount([t for t, _ in {x[:2] for x in [*tables.pins, *tables.fixed]}], minlength=tables.T)
        times = np.maximum(tables.repeats, must)
        self._repeated = np.flatnonzero(times[tables.vote_topic] > 1)
        cells = np.bincount(self._kind_of, most_cells(tables), minlength=len(kinds))
        attends = most_slots(tables) if tables.has_overlaps else np.zeros(0)
        none, once = np.zeros(tables.T), np.ones(len(self._repeated))
        blocks = (times, none, np.zeros(tables.P), attends, once, none, cells)
        self._limits = np.concatenate(blocks).astype(np.float64)
        ends = np.cumsum([0, *map(len, blocks)])
        parts = [np.arange(a, b) for a, b in pairwise(ends)]
        self._times, self._placed, self._first, self._attends, self._once, self._size, self._kind = parts
        self.height = len(self._limits)
        self._often = np.concatenate([self._first, self._attends, self._once])
        self._counted = np.concatenate([self._placed, self._first])
        self._counted_worth = np.concatenate([np.full(tables.T, weights.placed), np.full(tables.P, weights.first)])
        dearest = max(1.0, float(tables.vote_weight.max(initial=0)))
        self._scale = np.full(self.height, dearest)
        votes = np.bincount(tables.vote_topic, tables.vote_weight, minlength=tables.T)
        self._scale[self._times] = np.maximum(dearest, votes)

    def _opening(self, start: Aggregated) -> Reals:
        """Multipliers that the aggregated programme suggests."""
        tables = self.tables
        opening = np.zeros(self.height)
        solved = start.multipliers
        if solved is None:
            return opening
        opening[self._first] = solved[start.first_rows]
        opening[self._size[start.sized]] = solved[start.size_rows]
        of_room = np.zeros(tables.R)
        for g, rooms in enumerate(start.classes):
            of_room[rooms] = solved[start.class_rows[g]]
        for k in range(len(self._kind)):
            opening[self._kind[k]] = of_room[self._kind_of == k].min(initial=np.inf)
        people = solved[start.person_rows]
        prices = self._prices(opening)
        earned = np.maximum(0.0, prices.seat - people[tables.vote_person])
        hosting = np.array([people[list(x)].sum() for x in tables.hosts], dtype=np.float64)
        gain = np.bincount(tables.vote_topic, earned, minlength=tables.T) - hosting
        best = np.full(tables.T, NOWHERE)
        for slot in self._slots:
            best = np.maximum(best, self._bonus(slot, prices)[0])
        opening[self._times] = MODESTY * np.maximum(0.0, gain + best)
        return opening

    def _prices(self, multipliers: Reals) -> _Prices:
        tables = self.tables
        person = multipliers[self._first].copy()
        if len(self._attends):
            person -= multipliers[self._attends]
        size = multipliers[self._size]
        seat = tables.vote_weight + person[tables.vote_person] - size[tables.vote_topic]
        seat[self._repeated] -= multipliers[self._once]
        sitting = multipliers[self._times] - multipliers[self._placed]
        return _Prices(sitting, size, seat, multipliers[self._kind])

    def _between(self, multipliers: Reals) -> float:
        """What of the Lagrangian is not inside a slot."""
        weights = self.tables.weights
        placed = np.maximum(0.0, weights.placed - multipliers[self._placed])
        first = np.maximum(0.0, weights.first - multipliers[self._first])
        return float(multipliers @ self._limits + placed.sum() + first[self._hopeful].sum())

    def _bonus(self, slot: _Slots, prices: _Prices) -> tuple[Reals, Ints]:
        """What a sitting in this slot gains beside its seats (T,), and the best way to hold it (T,)."""
        charge = np.where(slot.kind >= 0, np.append(prices.kind, 0.0)[slot.kind], 0.0)
        ways = prices.size[:, None] * slot.size + slot.kept - charge
        ways = np.where(slot.ok, ways, NOWHERE)
        way = ways.argmax(axis=1)
        return ways[np.arange(len(way)), way] - prices.sitting, way

    def _seats(self, topics: Sequence[int], worth: Reals) -> Ints:
        """The votes that are seated: of everybody the one worth most."""
        tables = self.tables
        votes = np.concatenate(
            [np.zeros(0, dtype=np.int64)] + [np.arange(tables.vote_start[t], tables.vote_start[t + 1]) for t in topics]
        )
        leads = np.zeros(tables.P, dtype=np.bool_)
        leads[[p for t in topics for p in tables.hosts[t]]] = True
        votes = votes[(worth[votes] > 0) & ~leads[tables.vote_person[votes]]]
        votes = votes[np.lexsort((-worth[votes], tables.vote_person[votes]))]
        _, at = np.unique(tables.vote_person[votes], return_index=True)
        return votes[at]

    def _add(self, i: int, topics: Sequence[int], way: Ints, seats: Ints) -> None:
        """A programme of slot i as a column of the master, unless it is there."""
        tables, slot = self.tables, self._slots[i]
        chosen = np.array(topics, dtype=np.int64)
        ways = way[chosen]
        kinds = slot.kind[ways]
        rows = [self._times[chosen], self._placed[chosen], self._size[chosen], self._kind[kinds[kinds >= 0]]]
        factors = [
            np.ones(len(chosen)),
            -np.ones(len(chosen)),
            -slot.size[chosen, ways],
            np.ones(int((kinds >= 0).sum())),
        ]
        people, voted = tables.vote_person[seats], tables.vote_topic[seats]
        rows += [self._first[people], self._size[voted]]
        factors += [-np.ones(len(seats)), np.ones(len(seats))]
        if len(self._attends):
            rows.append(self._attends[people])
            factors.append(np.ones(len(seats)))
        once = np.flatnonzero(np.isin(self._repeated, seats))
        rows.append(self._once[once])
        factors.append(np.ones(len(once)))
        column = np.zeros(self.height)
        np.add.at(column, np.concatenate(rows), np.concatenate(factors))
        # A digest: whole columns of large camps, of which most is zeros, took more memory than everything else here.
        key = (i, blake2b(column.tobytes(), digest_size=16).digest())
        if key in self._seen:
            return
        self._seen.add(key)
        counts = np.flatnonzero(column).astype(np.int64)
        cost = float(tables.vote_weight[seats].sum() + slot.kept[chosen, ways].sum())
        self._columns.append((i, cost, counts, column[counts]))

    def _values(self, multipliers: Reals) -> Reals:
        """Of each group of slots what its best known programme is worth at these prices."""
        best = np.full(len(self._slots), -np.inf)
        for i, cost, rows, factors in self._columns:
            best[i] = max(best[i], cost - float(factors @ multipliers[rows]))
        return best

    def _add_known(self, known: Sequence[Cell]) -> None:
        """What each slot runs in a known plan, with the seats of its best seating."""
        tables = self.tables
        seating = Seats(tables).quick(known)
        topic = np.array([t for t, _, _ in known], dtype=np.int64)[seating.session]
        at = np.array([s for _, s, _ in known], dtype=np.int64)[seating.session]
        votes = np.searchsorted(tables.vote_topic * tables.P + tables.vote_person, topic * tables.P + seating.person)
        for i, slot in enumerate(self._slots):
            for s in slot.slots:
                way = np.zeros(tables.T, dtype=np.int64)
                here = {t: r for t, s2, r in known if s2 == s}
                for t, r in here.items():
                    way[t] = 0 if tables.frozen[s] else self._kind_of[r]
                self._add(i, sorted(here), way, np.sort(votes[at == s]))


def _for(seconds: float, go_on: Callable[[], bool]) -> Callable[[int], bool]:
    """Consent for so many CPU seconds from now."""
    until = time.thread_time() + seconds
    return lambda nodes: time.thread_time() < until and go_on()


def _kinds(tables: Tables) -> tuple[Ints, Ints]:
    """(R,) the kind of each room: equal capacity and features; (K,) a room of each kind."""
    kinds: dict[tuple[int, bytes], int] = {}
    of_room = [
        kinds.setdefault((int(tables.capacity[r]), tables.room_ok[:, r].tobytes()), len(kinds)) for r in range(tables.R)
    ]
    kind_of = np.array(of_room, dtype=np.int64)
    return kind_of, np.array([of_room.index(k) for k in range(len(kinds))], dtype=np.int64)


def _all_slots(tables: Tables, kind_of: Ints, kinds: Ints, compiled: bool) -> list[_Slots]:
    """Every slot; those that are alike in everything together."""
    conflict = np.zeros((tables.T, tables.T), dtype=np.bool_)
    for t, others in enumerate(tables.between):
        conflict[t, list(others)] = True
    alike: dict[tuple[bytes, ...], list[int]] = {}
    parts: dict[tuple[bytes, ...], tuple[Bools, Ints, Ints, Ints, tuple[int, ...], int]] = {}
    for s in range(tables.S):
        part = _frozen_slot(tables, s) if tables.frozen[s] else _open_slot(tables, s, kind_of, kinds)
        ok, size, kept, kind, forced, most = part
        numbers = np.array([most, *forced], dtype=np.int64)
        key = tuple(x.tobytes() for x in (ok, size, kept, kind, numbers, tables.away[s]))
        alike.setdefault(key, []).append(s)
        parts[key] = part
    slots = []
    for key, those in alike.items():
        ok, size, kept, kind, forced, most = parts[key]
        present = ~tables.away[those[0]][tables.vote_person]
        who = OneSlot(
            tables.vote_start,
            tables.vote_person,
            tables.P,
            tables.hosts,
            conflict,
            np.asarray(ok.any(axis=1), dtype=np.bool_),
            forced,
            most,
            compiled,
        )
        slots.append(_Slots(tuple(those), ok, size, kept, kind, present, who))
    return slots


def _open_slot(
    tables: Tables, s: int, kind_of: Ints, kinds: Ints
) -> tuple[Bools, Ints, Ints, Ints, tuple[int, ...], int]:
    """Ways are kinds of rooms. Of a kind's rooms a topic is taken to keep the one it has."""
    usable = np.bincount(kind_of[tables.usable[s]], minlength=len(kinds))
    ok = tables.room_ok[:, kinds] & (usable > 0)[None, :] & tables.slot_ok[:, s][:, None]
    kept = np.zeros((tables.T, len(kinds)), dtype=np.int64)
    weights = tables.weights
    for t, s2, r in tables.current:
        if s2 == s:
            kept[t] += weights.slot_move - np.where(np.arange(len(kinds)) == kind_of[r], 0, weights.room_move)
    forced = tuple(sorted({t for t, s2, _ in tables.pins if s2 == s}))
    for t, s2, r in tables.pins:
        if s2 == s and r >= 0:
            ok[t] &= np.arange(len(kinds)) == kind_of[r]
    size = np.broadcast_to(tables.capacity[kinds][None, :], ok.shape)
    return ok, np.ascontiguousarray(size), kept, np.arange(len(kinds)), forced, int(tables.usable[s].sum())


def _frozen_slot(tables: Tables, s: int) -> tuple[Bools, Ints, Ints, Ints, tuple[int, ...], int]:
    """One way, for what stands there and nothing else."""
    size = np.zeros((tables.T, 1), dtype=np.int64)
    for t, s2, r in tables.fixed:
        if s2 == s:
            size[t] += tables.capacity[r]
    forced = tuple(sorted({t for t, s2, _ in tables.fixed if s2 == s}))
    ok = np.zeros((tables.T, 1), dtype=np.bool_)
    ok[list(forced)] = True
    return ok, size, np.zeros_like(size), np.array([-1]), forced, len(forced)
