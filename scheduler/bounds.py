"""Upper bounds on the value of every feasible plan. Each is proven on its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
from ortools.linear_solver.python import model_builder

from scheduler.tables import Bools, Ints, Tables

# Beyond this many rows the simplex method is slower than the first-order method, whose duals are good enough.
MOST_SIMPLEX_ROWS = 8_000


def at_once(tables: Tables) -> int:
    """The smaller of two sums that no plan exceeds, in milliseconds.

    By people: everybody gets their dearest votes for topics that can be placed at all, as many as fit into disjoint
    slots they are not away in, and a first seat; as many topics are placed as there are cells. By topics: every cell
    holds the topics that are worth most, by being placed and by their dearest voters that fit the largest room they may
    have, and everybody with a vote gets a first seat. Moves cost nothing except where a current placement breaks a rule
    and must move.
    """
    forced = _forced_moves(tables)
    return min(_by_people(tables), _by_topics(tables)) - forced


def most_slots(tables: Tables) -> Ints:
    """(P,): how many disjoint slots each person is there for."""
    return _most_disjoint(tables, ~tables.away)


def most_cells(tables: Tables) -> Ints:
    """(R,): how many topics each room can hold outside frozen slots."""
    return _most_disjoint(tables, tables.usable)


def _most_disjoint(tables: Tables, free: Bools) -> Ints:
    """Of free (S, n) how many disjoint slots each column has (earliest end first: exact for intervals)."""
    count = np.zeros(free.shape[1], dtype=np.int64)
    left = free.copy()
    for s in tables.by_end:
        takes = left[s].copy()
        count += takes
        left &= ~(tables.overlaps[s][:, None] & takes[None, :])
    return count


def placeable(tables: Tables) -> Bools:
    """(T,): the topic has at least one cell that its own rules allow, or stands in a frozen slot."""
    allowed = (tables.slot_ok.astype(np.int64) @ tables.usable.astype(np.int64) > 0) & tables.room_ok
    can = np.asarray(allowed.any(axis=1), dtype=np.bool_)
    can[[t for t, _, _ in tables.fixed]] = True
    return can


def _by_people(tables: Tables) -> int:
    can = placeable(tables)
    stood = {t for t, _, _ in tables.fixed}
    topics = len(stood) + min(int(can.sum()) - len(stood), int(most_cells(tables).sum()))
    useful = can[tables.vote_topic]
    person, weight = tables.vote_person[useful], tables.vote_weight[useful]
    order = np.lexsort((-weight, person))
    person, weight = person[order], weight[order]
    rank = np.arange(len(person)) - np.searchsorted(person, person)
    seated = rank < most_slots(tables)[person]
    first = tables.weights.first * len(np.unique(person[seated]))
    return int(weight[seated].sum()) + first + tables.weights.placed * topics


def _by_topics(tables: Tables) -> int:
    useful = placeable(tables)
    cells = int(most_cells(tables).sum()) + len(tables.fixed)
    biggest = np.where(tables.room_ok, tables.capacity[None, :], 0).max(axis=1, initial=0)
    stood = np.zeros(tables.T, dtype=np.int64)
    for t, _, r in tables.fixed:
        biggest[t] = max(int(biggest[t]), int(tables.capacity[r]))
        stood[t] += 1
    worth: list[int] = []
    for t in np.flatnonzero(useful).tolist():
        votes = np.sort(tables.vote_weight[tables.vote_start[t] : tables.vote_start[t + 1]])[::-1]
        sittings = max(min(int(tables.repeats[t]), tables.S), int(stood[t]))
        # Each further sitting seats at most the dearest voters that the sittings before could not, so none is worth
        # more than the one before, and the best cells are sure to count the first, which counts as placed.
        seated = [int(votes[i * biggest[t] : (i + 1) * biggest[t]].sum()) for i in range(sittings)]
        worth += [gain + tables.weights.placed * (i == 0) for i, gain in enumerate(seated)]
    voters = np.unique(tables.vote_person[useful[tables.vote_topic]])
    return sum(sorted(worth, reverse=True)[:cells]) + tables.weights.first * len(voters)


def _forced_moves(tables: Tables) -> int:
    """What current placements cost that their own rules no longer allow."""
    cost: int = 0
    for t, s, r in tables.current:
        if tables.frozen[s] or (tables.usable[s, r] and tables.slot_ok[t, s] and tables.room_ok[t, r]):
            continue
        stays_in_slot = tables.slot_ok[t, s] and bool((tables.usable[s] & tables.room_ok[t]).any())
        cost += min(tables.weights.room_move, tables.weights.slot_move) if stays_in_slot else tables.weights.slot_move
    return cost


class Aggregated:
    """The linear relaxation without slots, by OR-Tools; its bound is recomputed from the duals, so it is proven.

    Averaging a plan over its slots gives a feasible point of: z[t, g] sittings of topic t in rooms of class g (equal
    capacity, features and openings), Z[t] their sum, b[t] that the topic is placed, y[v] the seat of vote v, f[p] the
    first seat; b[t] <= Z[t], y[v] <= Z[t], sum of y over t's votes <= sum of capacity z[t, g], y and hosting of a
    person <= the disjoint slots left to them by what they host in frozen ones, f[p] <= sum of y over p's votes, sum of
    z over topics <= cells of class g; sittings in frozen slots are added on the right. Any multipliers u >= 0 of these
    rows A x <= b bound the maximum of c x over the box l <= x <= h by u b + sum max(l r, h r), r = c - u A, however
    badly the solver converged (weak duality).
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._solver: Any = None
        self._stopped = False
        self._cost: list[float] = []
        self._low: list[float] = []
        self._high: list[float] = []
        self._columns: list[int] = []
        self._factors: list[float] = []
        self._ends: list[int] = [0]
        self.limits: list[float] = []
        self._by_person: dict[int, list[int]] = {}
        self._build()

    def stop(self) -> None:
        """Ask a running `bound` to come back soon."""
        self._stopped = True
        if self._solver is not None:
            self._solver.stop_search()

    def bound(self, seconds: float) -> int | None:
        """An upper bound on every plan's value; None when time was too short for any."""
        model: Any = model_builder.Model()  # type: ignore[no-untyped-call]
        helper = model.helper
        for j, (low, high, cost) in enumerate(zip(self._low, self._high, self._cost, strict=True)):
            helper.add_var()
            helper.set_var_lower_bound(j, low)
            helper.set_var_upper_bound(j, high)
            helper.set_var_objective_coefficient(j, -cost)
        for i, limit in enumerate(self.limits):
            helper.add_linear_constraint()
            helper.set_constraint_lower_bound(i, -np.inf)
            helper.set_constraint_upper_bound(i, limit)
            for k in range(self._ends[i], self._ends[i + 1]):
                helper.add_term_to_constraint(i, self._columns[k], self._factors[k])
        if self._stopped:
            return None
        self._solver = solver = model_builder.Solver("glop" if len(self.limits) <= MOST_SIMPLEX_ROWS else "pdlp")
        solver.set_time_limit_in_seconds(seconds)
        status = solver.solve(model)
        if status not in (model_builder.SolveStatus.OPTIMAL, model_builder.SolveStatus.FEASIBLE):
            return None
        return self.proven(np.abs(np.asarray(solver.dual_values(model.get_linear_constraints()), dtype=np.float64)))

    def proven(self, multipliers: npt.ArrayLike) -> int:
        """The bound that these multipliers (one per row of `limits`, none negative) prove."""
        multipliers = np.asarray(multipliers, dtype=np.float64)
        rows = np.repeat(np.arange(len(self.limits)), np.diff(self._ends))
        prices = np.bincount(self._columns, multipliers[rows] * np.array(self._factors), minlength=len(self._cost))
        reduced = np.array(self._cost) - prices
        best = np.maximum(np.array(self._low) * reduced, np.array(self._high) * reduced)
        total = float(multipliers @ np.array(self.limits)) + float(best.sum())
        # Rounding errors of these sums are many orders below one millionth; values are integers.
        return int(np.floor(total + 1e-6)) - _forced_moves(self.tables)

    def _variable(self, cost: float, low: float, high: float) -> int:
        self._cost.append(cost)
        self._low.append(low)
        self._high.append(high)
        return len(self._cost) - 1

    def _row(self, terms: Iterable[tuple[int, float]], limit: float) -> None:
        for column, factor in terms:
            self._columns.append(column)
            self._factors.append(factor)
        self._ends.append(len(self._columns))
        self.limits.append(limit)

    def _build(self) -> None:
        tables, weights = self.tables, self.tables.weights
        classes = _room_classes(tables)
        fixed_times = np.zeros(tables.T, dtype=np.int64)
        fixed_seats = np.zeros(tables.T, dtype=np.int64)
        # Not the slots less the hosted sittings: published by hand, somebody may lead two frozen ones at one time.
        attends = _most_disjoint(tables, ~tables.busy(tables.fixed))
        for t, _, r in tables.fixed:
            fixed_times[t] += 1
            fixed_seats[t] += tables.capacity[r]
        pins = {(t, s): r for t, s, r in sorted(tables.pins) if not tables.frozen[s]}
        pinned = {t: sum(1 for u, _ in pins if u == t) for t, _ in pins}
        room_cells = most_cells(tables)
        cells = [int(room_cells[rooms].sum()) for rooms in classes]
        sittings: dict[int, int] = {}
        in_class: list[list[int]] = [[] for _ in classes]
        counts = (np.diff(tables.vote_start) > 0) | (weights.placed > 0)
        for t in np.flatnonzero((counts & placeable(tables)) | np.isin(np.arange(tables.T), list(pinned))).tolist():
            most = max(0, int(tables.repeats[t]) - int(fixed_times[t]))
            terms: list[tuple[int, float]] = []
            seats: list[tuple[int, float]] = []
            for g, rooms in enumerate(classes):
                open_cells = int((tables.usable[:, rooms] & tables.slot_ok[t][:, None]).sum())
                if tables.room_ok[t, rooms[0]] and open_cells and most:
                    z = self._variable(0, 0, min(most, open_cells))
                    in_class[g].append(z)
                    terms.append((z, -1.0))
                    seats.append((z, -float(tables.capacity[rooms[0]])))
            total = self._variable(0, pinned.get(t, 0), max(most, pinned.get(t, 0)))
            sittings[t] = total
            self._row([(total, 1.0), *terms], 0)
            if weights.placed:
                self._row([(self._variable(float(weights.placed), 0, 1), 1.0), (total, -1.0)], float(fixed_times[t]))
            votes = range(int(tables.vote_start[t]), int(tables.vote_start[t + 1]))
            first = len(self._cost)
            for v in votes:
                self._variable(float(tables.vote_weight[v]), 0, 1)
            mine = range(first, first + len(votes))
            for y in mine:
                self._row([(y, 1.0), (total, -1.0)], float(fixed_times[t]))
            self._row([*((y, 1.0) for y in mine), *seats], float(fixed_seats[t]))
            for y, v in zip(mine, votes, strict=True):
                self._by_person.setdefault(int(tables.vote_person[v]), []).append(y)
        for g, those in enumerate(in_class):
            self._row([(z, 1.0) for z in those], float(cells[g]))
        for p in sorted({*self._by_person, *(tables.hosted if weights.placed else ())}):
            seats_of = self._by_person.get(p, [])
            hosting = [(sittings[t], 1.0) for t in tables.hosted.get(p, ()) if t in sittings]
            self._row([*((y, 1.0) for y in seats_of), *hosting], float(attends[p]))
            served = self._variable(float(weights.first), 0, 1)
            self._row([(served, 1.0), *((y, -1.0) for y in seats_of)], 0)


def _room_classes(tables: Tables) -> list[list[int]]:
    """Rooms that no topic and no slot can tell apart."""
    classes: dict[tuple[int, bytes, bytes], list[int]] = {}
    for r in range(tables.R):
        key = (int(tables.capacity[r]), tables.usable[:, r].tobytes(), tables.room_ok[:, r].tobytes())
        classes.setdefault(key, []).append(r)
    return list(classes.values())
