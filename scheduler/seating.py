"""Who sits where, given the placements: one min-cost flow over the whole day.

Network (Ahuja, Magnanti, Orlin, *Network Flows*, 1993, ch. 9): source → person (the first unit earns `first`) →
person in slot (1) → session (1, earns the vote) → sink (room capacity). The flow of least cost is the seating of
largest value as long as no topic has two sittings and no two slots overlap; otherwise the flow is an upper bound,
its repair a lower bound, and a small exact model closes the gap when it is small enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from ortools.graph.python import min_cost_flow

from scheduler.problem import Placement, Problem
from scheduler.tables import Cell, Ints, Tables

# Above this many possible seats the exact model takes longer than a person waits.
EXACT_SEATS = 20_000
# Instead of what a person's best open seat of a slot is worth, when they have one for sure.
SETTLED = -1


Names = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True)
class Seating:
    """Seats as (person, session) index pairs into `cells`.

    `value` is exact for these seats and includes what the board itself is worth: topics placed, moves charged.
    `upper` is proven: no seating of these cells has more; `exact` says that both agree.
    """

    cells: tuple[Cell, ...]
    person: Ints = field(repr=False)
    session: Ints = field(repr=False)
    value: int
    upper: int
    names: Names = field(repr=False, default=((), (), ()))

    @property
    def exact(self) -> bool:
        """Whether the value is proven to be the largest for these placements."""
        return self.value == self.upper

    @property
    def seats(self) -> dict[str, dict[str, str]]:
        """Person to slot to topic, by id, for everybody who has a seat."""
        people, slots, topics = self.names
        seats: dict[str, dict[str, str]] = {}
        for p, k in zip(self.person.tolist(), self.session.tolist(), strict=True):
            t, s, _ = self.cells[k]
            seats.setdefault(people[p], {})[slots[s]] = topics[t]
        return seats


def seat(problem: Problem, placements: Iterable[Placement], seconds: float = 2.0) -> Seating:
    """The best seating of these placements; of equally good ones one that leaves the fewest people with nothing.

    Exact without repeats and overlapping slots; with them exact when the small model closes within `seconds`, else
    `value` is a lower and `upper` an upper bound. The placements are taken as they are: see `check` for the rules.
    """
    tables = Tables(problem)
    return Seats(tables).best(tables.cells(placements), seconds)


def names(tables: Tables) -> Names:
    """The ids of people, slots and topics, by index."""
    return tuple(tables.person_index), tuple(tables.slot_index), tuple(tables.topic_index)


class Seats:
    """Seats people for one problem, again and again."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._names = names(tables)

    def best(self, cells: Sequence[Cell], seconds: float) -> Seating:
        """As `seat`, of cells: of equally good seatings one that leaves as few people as possible with nothing."""
        quick = self.quick(cells, fair=True)
        if quick.exact or seconds <= 0:
            return quick
        return self._exact(quick, seconds)

    def quick(self, cells: Sequence[Cell], fair: bool = False) -> Seating:
        """One flow, repaired where repeats or overlapping slots made it count somebody twice."""
        tables = self.tables
        edges = _Edges(tables, cells)
        board = tables.board_worth(cells)
        chosen = edges.flow(tables, fair)
        upper = edges.worth(tables, chosen) + board
        if tables.has_overlaps or len({t for t, _, _ in cells}) < len(cells):
            repaired = (edges.repair(tables, chosen), edges.repair(tables, chosen[:0]))
            chosen = max(repaired, key=lambda seats: edges.worth(tables, seats))
        value = edges.worth(tables, chosen) + board
        return self._seating(cells, edges, chosen, value, upper)

    def _seating(self, cells: Sequence[Cell], edges: _Edges, chosen: Ints, value: int, upper: int) -> Seating:
        return Seating(tuple(cells), edges.person[chosen], edges.session[chosen], value, upper, self._names)

    def _exact(self, known: Seating, seconds: float) -> Seating:
        """The seat model itself, by CP-SAT, started from a known seating."""
        tables = self.tables
        edges = _Edges(tables, known.cells)
        if len(edges.person) > EXACT_SEATS:
            return known
        # It brings pandas with it, 45 MB and a third of a second, which problems without repeats do without.
        from ortools.sat.python import cp_model

        model = cp_model.CpModel()
        seats = [model.new_bool_var("") for _ in edges.person]
        taken = set(zip(known.person.tolist(), known.session.tolist(), strict=True))
        by_person: dict[int, list[int]] = {}
        by_session: dict[int, list[int]] = {}
        for e, (p, k) in enumerate(zip(edges.person.tolist(), edges.session.tolist(), strict=True)):
            model.add_hint(seats[e], (p, k) in taken)
            by_person.setdefault(p, []).append(e)
            by_session.setdefault(k, []).append(e)
        terms = [int(w) * x for w, x in zip(edges.weight, seats, strict=True)]
        for mine in by_person.values():
            for group in edges.one_of(tables, mine):
                model.add_at_most_one(seats[e] for e in group)
            served = model.new_bool_var("")
            model.add_bool_or([seats[e] for e in mine]).only_enforce_if(served)
            terms.append(tables.weights.first * served)
        for k, those in by_session.items():
            room = int(tables.capacity[known.cells[k][2]])
            if len(those) > room:
                model.add(sum(seats[e] for e in those) <= room)
        model.maximize(sum(terms))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        # Its relaxation is nearly integral; without all of it in the linear programme the search goes astray.
        solver.parameters.linearization_level = 2
        solver.parameters.max_time_in_seconds = seconds
        if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return known
        chosen = np.array([e for e, x in enumerate(seats) if solver.boolean_value(x)], dtype=np.int64)
        board = tables.board_worth(known.cells)
        value = edges.worth(tables, chosen) + board
        # The solver's bound is a float; the value is an integer, so rounding up by a hair less than one stays proven.
        upper = max(value, min(known.upper, int(np.floor(solver.best_objective_bound + 1e-6)) + board))
        return known if value < known.value else self._seating(known.cells, edges, chosen, value, upper)


class _Edges:
    """Every seat somebody could take: arrays person, slot, session, weight of one length."""

    def __init__(self, tables: Tables, cells: Sequence[Cell]) -> None:
        self.topic, slot, room = np.array(cells, dtype=np.int64).reshape(-1, 3).T
        self.room: Ints = tables.capacity[room]
        session, rows = tables.votes_for(self.topic)
        busy = tables.busy(cells)[slot[session], tables.vote_person[rows]]
        free = np.flatnonzero(~busy & (self.room > 0)[session])
        self.session: Ints = session[free]
        self.slot: Ints = slot[self.session]
        self.person: Ints = tables.vote_person[rows[free]]
        self.weight: Ints = tables.vote_weight[rows[free]]

    def worth(self, tables: Tables, chosen: Ints) -> int:
        """Votes seated plus the first seats."""
        served = np.zeros(tables.P, dtype=np.bool_)
        served[self.person[chosen]] = True
        return int(self.weight[chosen].sum()) + tables.weights.first * int(served.sum())

    def excludes(self, tables: Tables, e: int, f: int) -> bool:
        """Whether one person cannot take both seats: same topic, or at one time."""
        same = self.topic[self.session[e]] == self.topic[self.session[f]]
        return bool(same or tables.overlaps[self.slot[e], self.slot[f]])

    def one_of(self, tables: Tables, mine: Sequence[int]) -> set[tuple[int, ...]]:
        """Largest sets of one person's seats of which one can be had: under way at one moment, or of one topic.

        Spans of time that meet pairwise meet at the start of one of them, so that the moments are the slots' starts.
        """
        groups: dict[tuple[str, int], list[int]] = {}
        for e in mine:
            groups.setdefault(("topic", int(self.topic[self.session[e]])), []).append(e)
            for s in np.flatnonzero(tables.under_way[self.slot[e]]).tolist():
                groups.setdefault(("start", s), []).append(e)
        return {tuple(group) for group in groups.values() if len(group) > 1}

    def flow(self, tables: Tables, fair: bool) -> Ints:
        """Rows of the seats in a flow of least cost (of the relaxation, with repeats or overlapping slots).

        With `fair`, costs are scaled so that at equal value as many people as possible have at least one seat.
        """
        sure, open_ = self._sure(tables)
        if not len(open_):
            return sure
        person, slot, session, weight = self.person[open_], self.slot[open_], self.session[open_], self.weight[open_]
        served = np.zeros(tables.P, dtype=np.bool_)
        served[self.person[sure]] = True
        room = self.room - np.bincount(self.session[sure], minlength=len(self.room))
        people, person = np.unique(person, return_inverse=True)
        pairs, pair = np.unique(person * tables.S + slot, return_inverse=True)
        n, m, q = len(people), len(pairs), len(self.topic)
        source, sink = n + m + q, n + m + q + 1
        scale = n + 1 if fair else 1
        tie = 1 if fair else 0
        slots_of = np.bincount(pairs // tables.S, minlength=n)
        ones = np.ones
        first = np.arange(n)
        tails = (np.full(2 * n, source), pairs // tables.S, n + pair, n + m + np.arange(q), [source])
        heads = (np.concatenate((first, first)), n + np.arange(m), n + m + session, np.full(q, sink), [sink])
        most = (np.concatenate((ones(n), slots_of - 1)), ones(m), ones(len(pair)), room, [m])
        bonus = np.where(served[people], 0, -(tables.weights.first * scale + tie))
        cost = (np.concatenate((bonus, np.zeros(n))), np.zeros(m), -weight * scale, np.zeros(q), [0])
        network = min_cost_flow.SimpleMinCostFlow()
        arcs = network.add_arcs_with_capacity_and_unit_cost(
            np.concatenate(tails).astype(np.int32),
            np.concatenate(heads).astype(np.int32),
            np.concatenate(most).astype(np.int64),
            np.concatenate(cost).astype(np.int64),
        )
        network.set_node_supply(source, m)
        network.set_node_supply(sink, -m)
        status = network.solve()
        if status != network.OPTIMAL:
            raise ArithmeticError(f"the seating flow ended with status {status.name}")
        seats = network.flows(arcs[2 * n + m : 2 * n + m + len(pair)])
        taken = np.zeros(len(self.person), dtype=np.bool_)
        taken[sure] = taken[open_[np.asarray(seats) > 0]] = True
        return np.flatnonzero(taken)

    def _sure(self, tables: Tables) -> tuple[Ints, Ints]:
        """Rows of seats that some best flow takes for sure, and rows that are left open by them.

        Where no more people could come to a session than it has seats, it can be given to everybody who wants nothing
        else in that slot more: nobody else loses by it. That takes them off other lists, which may free more sessions.
        """
        rows = np.arange(len(self.person))
        session, weight, pair = self.session, self.weight, self.person * tables.S + self.slot
        room = self.room.copy()
        sure: list[Ints] = []
        best = np.zeros(tables.P * tables.S, dtype=np.int64)
        first = np.zeros(tables.P * tables.S, dtype=np.int64)
        while len(rows):
            enough = np.bincount(session, minlength=len(room)) <= room
            np.maximum.at(best, pair, weight)
            good = np.flatnonzero(enough[session] & (weight == best[pair]))
            if not len(good):
                break
            whose = pair[good]
            first[whose[::-1]] = good[::-1]
            taken = good[first[whose] == good]
            sure.append(rows[taken])
            room -= np.bincount(session[taken], minlength=len(room))
            best[pair] = 0
            best[pair[taken]] = SETTLED
            open_ = np.flatnonzero(best[pair] == 0)
            rows, session, weight, pair = rows[open_], session[open_], weight[open_], pair[open_]
        return np.concatenate([*sure, rows[:0]]), rows

    def repair(self, tables: Tables, chosen: Ints) -> Ints:
        """Keep each person's best seats that exclude none of the others, then fill what is left, dearest vote first."""
        load = np.zeros(len(self.topic), dtype=np.int64)
        mine: dict[int, list[int]] = {}
        kept: list[int] = []
        is_chosen = np.zeros(len(self.person), dtype=np.bool_)
        is_chosen[chosen] = True
        for e in np.lexsort((-self.weight, ~is_chosen)).tolist():
            k, p = int(self.session[e]), int(self.person[e])
            have = mine.setdefault(p, [])
            if load[k] < self.room[k] and not any(self.excludes(tables, e, f) for f in have):
                have.append(e)
                kept.append(e)
                load[k] += 1
        return np.array(sorted(kept), dtype=np.int64)
