"""The seat model and the coverage model, for CP-SAT and for HiGHS: the whole problem handed to a solver.

Variables, all 0 or 1: x[t, s] topic t is in slot s; z[t, s, g] and in a room of class g; y[v, s] the person of vote v
sits there then. Rooms are one class when nothing tells them apart (capacity, features, closings, pins). Moves from
current placements are not charged; a topic is placed once. What a class is given is spread over its rooms afterwards,
which for spans of time always works out: as many rooms as topics at the busiest moment are enough.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt
from ortools.graph.python import min_cost_flow
from ortools.sat.python import cp_model

from bench.scheduler.arrays import AFTER, CLASH, Arrays, Board, Cell, Ints
from bench.scheduler.greedy import fill
from bench.scheduler.watch import CORES, Watch

Floats = npt.NDArray[np.float64]

# The wall clock as a fuse, where a library is asked to stop by the CPU clock.
FUSE = 20.0
# Variables between two looks at the clock while a model is built.
LOOK = 20_000
# Multiples of a megabyte and more are asked for on the largest instances: these would not fit a small server.
MOST_VARIABLES = 3_000_000


class Where:
    """Which topic may be in which slot and class of rooms.

    x_topic, x_slot (X,); z_place, z_class (Z,) with z_place an index into x; classes: room indices of each;
    most (T,): how often a topic is placed, more than once only where it is pinned more than once.
    """

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays
        named = {r for _, _, r in arrays.pins}
        alike: dict[tuple[object, ...], list[int]] = {}
        for r in range(arrays.R):
            own = r if r in named else -1
            key = (arrays.capacity[r], arrays.room_ok[:, r].tobytes(), arrays.open[:, r].tobytes(), own)
            alike.setdefault(key, []).append(r)
        self.classes = list(alike.values())
        self.capacity: Ints = np.array([arrays.capacity[rooms[0]] for rooms in self.classes], dtype=np.int64)
        first = [rooms[0] for rooms in self.classes]
        fits = arrays.slot_ok[:, :, None] & arrays.room_ok[:, first][:, None, :] & arrays.open[:, first][None, :, :]
        pinned: dict[int, list[tuple[int, int]]] = {}
        for t, s, r in arrays.pins:
            pinned.setdefault(t, []).append((s, r))
        self.most = np.array([len(pinned.get(t, [0])) for t in range(arrays.T)], dtype=np.int64)
        for t, places in pinned.items():
            allowed = np.zeros_like(fits[t])
            for s, r in places:
                for g, rooms in enumerate(self.classes):
                    allowed[s, g] |= r < 0 or r in rooms
            fits[t] &= allowed
        fits[~arrays.free & (np.isin(np.arange(arrays.T), list(pinned), invert=True))] = False
        self.x_topic, self.x_slot = (axis.astype(np.int64) for axis in np.nonzero(fits.any(axis=2)))
        topics, slots, kinds = np.nonzero(fits)
        index = np.full((arrays.T, arrays.S), -1, dtype=np.int64)
        index[self.x_topic, self.x_slot] = np.arange(len(self.x_topic))
        self.index = index
        self.z_place, self.z_class = index[topics, slots], kinds.astype(np.int64)
        self.must = sorted({int(index[t, s]) for t, s, _ in arrays.pins})
        if -1 in self.must:
            raise ValueError("a pin breaks a rule by itself")

    def at_most_one(self) -> Iterator[Ints]:
        """Sets of x of which one can be 1, other than a topic's own: shared hosts, `not_with`, `after`, a person."""
        arrays = self.arrays
        led: dict[int, list[int]] = {}
        for t, hosts in enumerate(arrays.hosts):
            for p in hosts:
                led.setdefault(p, []).append(t)
        groups = {tuple(topics) for topics in led.values() if len(topics) > 1}
        apart = [(t, u) for t, u, kind in arrays.pairs if kind & CLASH and t < u]
        groups |= {pair for pair in apart if not any(set(pair) <= set(topics) for topics in groups)}
        for topics in sorted(groups):
            for s in range(arrays.S):
                yield self._these(topics, np.flatnonzero(arrays.active[s]))
        for t, u, kind in arrays.pairs:
            if kind & AFTER:
                for s in range(arrays.S):
                    # t in slot s, or u in a slot that has not ended when s starts.
                    mine = self.index[t, s : s + 1]
                    others = self.index[u, ~arrays.later[:, s]]
                    both = np.concatenate((mine, others))
                    yield both[both >= 0]

    def _these(self, topics: Sequence[int], slots: Ints) -> Ints:
        found: Ints = self.index[np.asarray(topics)[:, None], slots[None, :]].ravel()
        return found[found >= 0]

    def rooms_at(self) -> Iterator[tuple[Ints, int]]:
        """Sets of z with how many of them can be 1: a class's rooms at the start of each slot."""
        slot = self.x_slot[self.z_place]
        for g, rooms in enumerate(self.classes):
            mine = np.flatnonzero(self.z_class == g)
            for s in range(self.arrays.S):
                yield mine[self.arrays.active[s, slot[mine]]], len(rooms)

    def cells(self, chosen: Sequence[int]) -> list[Cell]:
        """Cells of the z that are 1, earliest start first into the first room of the class that is free."""
        arrays = self.arrays
        begin = [slot.start for slot in arrays.problem.slots]
        taken = np.zeros((arrays.S, arrays.R), dtype=np.bool_)
        cells = list(arrays.fixed)
        places = [(int(self.x_topic[self.z_place[z]]), int(self.x_slot[self.z_place[z]]), z) for z in chosen]
        for t, s, z in sorted(places, key=lambda place: (begin[place[1]], place)):
            r = next(room for room in self.classes[self.z_class[z]] if not taken[s, room])
            taken[arrays.overlaps[s], r] = True
            cells.append((t, s, r))
        return cells


@dataclass
class Seats:
    """y variables: y_vote and y_place (Y,), into votes and x. at_once: sets of y with sets of x, of which one is 1."""

    where: Where
    y_vote: Ints
    y_place: Ints

    @classmethod
    def of(cls, where: Where) -> Seats:
        """Every seat somebody could have."""
        arrays = where.arrays
        votes, slots = np.nonzero(
            (where.index[arrays.topic] >= 0) & ~arrays.away.T[arrays.person] & (arrays.worth > 0)[:, None]
        )
        return cls(where, votes.astype(np.int64), where.index[arrays.topic[votes], slots])

    def at_once(self) -> Iterator[tuple[Ints, Ints]]:
        """Per person and slot: their seats under way at its start, and the places where they lead then."""
        where, arrays = self.where, self.where.arrays
        led: dict[int, list[int]] = {}
        for t, hosts in enumerate(arrays.hosts):
            for p in hosts:
                led.setdefault(p, []).append(t)
        person, slot = arrays.person[self.y_vote], where.x_slot[self.y_place]
        order = np.argsort(person, kind="stable")
        starts = np.searchsorted(person[order], np.arange(arrays.P + 1))
        none = np.zeros(0, dtype=np.int64)
        for p in range(arrays.P):
            mine = order[starts[p] : starts[p + 1]]
            leads = led.get(p, [])
            for s in np.unique(slot[mine]).tolist():
                under_way = np.flatnonzero(arrays.active[s])
                yield mine[arrays.active[s, slot[mine]]], where._these(leads, under_way) if leads else none

    def by_place(self) -> list[Ints]:
        """The y of each x."""
        order = np.argsort(self.y_place, kind="stable")
        return np.split(order, np.searchsorted(self.y_place[order], np.arange(1, len(self.where.x_topic))))


class _TooLate(Exception):
    """Time is up before the model was built."""


class _Builder:
    """A CP-SAT model of places, with or without classes of rooms."""

    def __init__(self, where: Where, watch: Watch, rooms: bool) -> None:
        self.where, self.watch, self.model = where, watch, cp_model.CpModel()
        self._made = 0
        arrays, model = where.arrays, self.model
        self.x = self.variables(len(where.x_topic))
        for t in range(arrays.T):
            mine = [self.x[i] for i in where.index[t].tolist() if i >= 0]
            if len(mine) > 1:
                model.add(sum(mine) <= int(where.most[t]))
        for i in where.must:
            model.add(self.x[i] == 1)
        for group in where.at_most_one():
            if len(group) > 1:
                model.add_at_most_one(self.x[i] for i in group.tolist())
        self.z: list[cp_model.IntVar] = []
        if rooms:
            self.z = self.variables(len(where.z_place))
            mine_of: list[list[cp_model.IntVar]] = [[] for _ in self.x]
            for i, place in enumerate(where.z_place.tolist()):
                mine_of[place].append(self.z[i])
            for x, mine in zip(self.x, mine_of, strict=True):
                model.add(sum(mine) == x)
            for group, most in where.rooms_at():
                if len(group) > most:
                    model.add(sum(self.z[i] for i in group.tolist()) <= most)
        else:
            for s in range(arrays.S):
                here = np.flatnonzero(arrays.active[s, where.x_slot])
                model.add(sum(self.x[i] for i in here.tolist()) <= int(arrays.open[s].sum()))

    def variables(self, n: int) -> list[cp_model.IntVar]:
        """New ones; looks at the clock now and then, as adding millions takes its time."""
        made = []
        for _ in range(n):
            made.append(self.model.new_bool_var(""))
            self.look()
        return made

    def look(self) -> None:
        self._made += 1
        if self._made % LOOK == 0 and self.watch.over():
            raise _TooLate


def cp_sat_seats(arrays: Arrays, watch: Watch, seed: int) -> None:
    """One plain CP-SAT model with a variable for every seat; two workers."""
    where = Where(arrays)
    seats = Seats.of(where)
    weights = arrays.problem.weights
    if len(seats.y_vote) > MOST_VARIABLES:
        return
    try:
        builder = _Builder(where, watch, rooms=True)
        model, x = builder.model, builder.x
        y = builder.variables(len(seats.y_vote))
        for i, place in enumerate(seats.y_place.tolist()):
            model.add_implication(y[i], x[place])
            builder.look()
        rooms: list[list[tuple[int, int]]] = [[] for _ in x]
        for i, (place, g) in enumerate(zip(where.z_place.tolist(), where.z_class.tolist(), strict=True)):
            rooms[place].append((i, int(where.capacity[g])))
        for place, mine in enumerate(seats.by_place()):
            if len(mine):
                model.add(sum(y[i] for i in mine.tolist()) <= sum(room * builder.z[i] for i, room in rooms[place]))
            builder.look()
        for mine, leading in seats.at_once():
            model.add_at_most_one([y[i] for i in mine.tolist()] + [x[i] for i in leading.tolist()])
            builder.look()
        terms: list[cp_model.LinearExprT] = [
            int(w) * v for w, v in zip(arrays.worth[seats.y_vote].tolist(), y, strict=True)
        ]
        if weights.first:
            terms += _first_seats(builder, arrays, seats, y)
        terms += [weights.placed * v for v in x if weights.placed]
        model.maximize(sum(terms))
    except _TooLate:
        return
    _search(builder, watch, seed, builder.z, where.cells)


def _first_seats(
    builder: _Builder, arrays: Arrays, seats: Seats, y: list[cp_model.IntVar]
) -> list[cp_model.LinearExprT]:
    mine: dict[int, list[cp_model.IntVar]] = {}
    for i, p in enumerate(arrays.person[seats.y_vote].tolist()):
        mine.setdefault(p, []).append(y[i])
    terms: list[cp_model.LinearExprT] = []
    for theirs in mine.values():
        served = builder.model.new_bool_var("")
        builder.model.add_bool_or(theirs).only_enforce_if(served)
        terms.append(arrays.problem.weights.first * served)
        builder.look()
    return terms


def cp_sat_coverage(arrays: Arrays, watch: Watch, seed: int) -> None:
    """CP-SAT places topics into slots so that people find something they want in each; rooms by assignment after."""
    where = Where(arrays)
    weights = arrays.problem.weights
    levels = sorted({0, weights.interested, weights.must})
    try:
        builder = _Builder(where, watch, rooms=False)
        model, x = builder.model, builder.x
        seats = Seats.of(where)
        terms: list[cp_model.LinearExprT] = [weights.placed * v for v in x if weights.placed]
        covered: dict[int, list[cp_model.IntVar]] = {}
        worth = arrays.worth[seats.y_vote]
        for mine, leading in seats.at_once():
            for below, level in pairwise(levels):
                dear = mine[worth[mine] >= level]
                if not len(dear):
                    continue
                served = builder.variables(1)[0]
                model.add_bool_or([x[i] for i in seats.y_place[dear].tolist()] + [served.negated()])
                for i in leading.tolist():
                    model.add_implication(x[i], served.negated())
                terms.append((level - below) * served)
                covered.setdefault(int(arrays.person[seats.y_vote[dear[0]]]), []).append(served)
        for theirs in covered.values() if weights.first else ():
            served = builder.variables(1)[0]
            model.add_bool_or([*theirs, served.negated()])
            terms.append(weights.first * served)
        model.maximize(sum(terms))
    except _TooLate:
        return

    def cells(chosen: Sequence[int]) -> list[Cell]:
        return _rooms_by_assignment(arrays, {int(where.x_topic[i]): int(where.x_slot[i]) for i in chosen})

    _search(builder, watch, seed, x, cells)


def _search(
    builder: _Builder,
    watch: Watch,
    seed: int,
    wanted: list[cp_model.IntVar],
    cells: Callable[[Sequence[int]], list[Cell]],
) -> None:
    """Solve with two workers until the time is up; every better solution is told by the wanted variables that are 1."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = CORES
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = FUSE * max(0.01, watch.seconds - watch.now())
    with watch.stopping(solver.stop_search):
        solver.solve(builder.model, _Tell(watch, wanted, cells))


class _Tell(cp_model.CpSolverSolutionCallback):
    def __init__(
        self, watch: Watch, wanted: list[cp_model.IntVar], cells: Callable[[Sequence[int]], list[Cell]]
    ) -> None:
        super().__init__()
        self.watch, self.wanted, self.cells = watch, wanted, cells

    def on_solution_callback(self) -> None:
        self.watch.tell(self.cells([i for i, x in enumerate(self.wanted) if self.boolean_value(x)]))


def _rooms_by_assignment(arrays: Arrays, slot_of: dict[int, int]) -> list[Cell]:
    """Per slot the assignment of rooms that lets most voters in; topics that find none are placed last, by hand."""
    board = Board(arrays)
    left = []
    for s in sorted(set(slot_of.values()), key=lambda slot: arrays.problem.slots[slot].start):
        topics = [t for t, where in slot_of.items() if where == s and arrays.free[t]]
        edges = [(i, r) for i, t in enumerate(topics) for r in board.rooms(t, s)]
        network = min_cost_flow.SimpleMinCostFlow()
        n, source, sink = len(topics), len(topics) + arrays.R, len(topics) + arrays.R + 1
        votes = np.diff(arrays.start)[topics]
        arcs = [
            network.add_arc_with_capacity_and_unit_cost(
                i, n + r, 1, -1_000_000 - int(min(votes[i], arrays.capacity[r]))
            )
            for i, r in edges
        ]
        for i in range(n):
            network.add_arc_with_capacity_and_unit_cost(source, i, 1, 0)
        for r in range(arrays.R):
            network.add_arc_with_capacity_and_unit_cost(n + r, sink, 1, 0)
        network.add_arc_with_capacity_and_unit_cost(source, sink, n, 0)
        network.set_node_supply(source, n)
        network.set_node_supply(sink, -n)
        if network.solve() != network.OPTIMAL:
            raise ArithmeticError("rooms could not be assigned")
        found = {i: r for (i, r), arc in zip(edges, arcs, strict=True) if network.flow(arc)}
        for i, t in enumerate(topics):
            if i in found and board.can(t, s, found[i]):
                board.put(t, s, found[i])
            else:
                left.append(t)
    left += [t for t in arrays.by_demand() if t not in slot_of]
    fill(board, sorted(left, key=lambda t: -int(arrays.demand[t])))
    return board.cells


def highs_seats(arrays: Arrays, watch: Watch, seed: int) -> None:
    """The seat model as a mixed-integer programme for HiGHS; two threads."""
    where = Where(arrays)
    seats = Seats.of(where)
    weights = arrays.problem.weights
    nx, nz, ny = len(where.x_topic), len(where.z_place), len(seats.y_vote)
    if ny > MOST_VARIABLES:
        return
    voters, voter = np.unique(arrays.person[seats.y_vote], return_inverse=True)
    rows = _Rows()
    x, z, y, first = 0, nx, nx + nz, nx + nz + ny
    for t in range(arrays.T):
        mine = where.index[t][where.index[t] >= 0]
        rows.add(x + mine, 1.0, -np.inf, float(where.most[t]))
    for group in where.at_most_one():
        rows.add(x + group, 1.0, -np.inf, 1.0)
    for mine, leading in seats.at_once():
        rows.add(np.concatenate((y + mine, x + leading)), 1.0, -np.inf, 1.0)
    for group, most in where.rooms_at():
        rows.add(z + group, 1.0, -np.inf, float(most))
    order = np.argsort(where.z_place, kind="stable")
    starts = np.searchsorted(where.z_place[order], np.arange(nx + 1))
    for i, mine in enumerate(seats.by_place()):
        rooms = order[starts[i] : starts[i + 1]]
        rows.add(np.concatenate(([x + i], z + rooms)), np.append(-1.0, np.ones(len(rooms))), 0.0, 0.0)
        size = where.capacity[where.z_class[rooms]]
        rows.add(np.concatenate((y + mine, z + rooms)), np.append(np.ones(len(mine)), -size), -np.inf, 0.0)
        if watch.over():
            return
    for i, place in enumerate(seats.y_place.tolist()):
        rows.add(np.array([y + i, x + place]), np.array([1.0, -1.0]), -np.inf, 0.0)
        if i % LOOK == 0 and watch.over():
            return
    served = np.argsort(voter, kind="stable")
    for p, mine in enumerate(np.split(served, np.searchsorted(voter[served], np.arange(1, len(voters))))):
        if weights.first:
            rows.add(np.concatenate(([first + p], y + mine)), np.append(1.0, -np.ones(len(mine))), -np.inf, 0.0)
    cost = np.concatenate(
        (
            np.full(nx, float(weights.placed)),
            np.zeros(nz),
            arrays.worth[seats.y_vote].astype(float),
            np.full(len(voters), float(weights.first)),
        )
    )
    lower = np.zeros(len(cost))
    lower[where.must] = 1.0
    _run_highs(rows, cost, lower, slice(z, z + nz), watch, seed, where.cells)


class _Rows:
    """Rows of a sparse matrix, gathered one by one."""

    def __init__(self) -> None:
        self.columns: list[Ints] = []
        self.values: list[Floats] = []
        self.lower: list[float] = []
        self.upper: list[float] = []

    def add(self, columns: Ints, values: Floats | float, lower: float, upper: float) -> None:
        if len(columns):
            self.columns.append(columns)
            self.values.append(np.broadcast_to(np.asarray(values, dtype=np.float64), columns.shape))
            self.lower.append(lower)
            self.upper.append(upper)


def _run_highs(
    rows: _Rows,
    cost: Floats,
    lower: Floats,
    wanted: slice,
    watch: Watch,
    seed: int,
    cells: Callable[[Sequence[int]], list[Cell]],
) -> None:
    programme = highspy.HighsLp()
    programme.num_col_, programme.num_row_ = len(cost), len(rows.columns)
    programme.sense_ = highspy.ObjSense.kMaximize
    programme.col_cost_, programme.col_lower_, programme.col_upper_ = cost, lower, np.ones(len(cost))
    programme.row_lower_, programme.row_upper_ = np.array(rows.lower), np.array(rows.upper)
    programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    programme.a_matrix_.start_ = np.concatenate(([0], np.cumsum([len(row) for row in rows.columns])))
    programme.a_matrix_.index_ = np.concatenate(rows.columns)
    programme.a_matrix_.value_ = np.concatenate(rows.values)
    programme.integrality_ = [highspy.HighsVarType.kInteger] * len(cost)
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", CORES)
    solver.setOptionValue("random_seed", seed)
    solver.setOptionValue("time_limit", FUSE * max(0.01, watch.seconds - watch.now()))
    solver.passModel(programme)

    def tell(event: Any) -> None:
        values = np.asarray(event.data_out.mip_solution)[wanted]
        watch.tell(cells(np.flatnonzero(values > 0.5).tolist()))

    def look(event: Any) -> None:
        if watch.over():
            event.interrupt()

    solver.cbMipImprovingSolution += tell
    for interrupt in (solver.cbMipInterrupt, solver.cbSimplexInterrupt, solver.cbIpmInterrupt):
        interrupt += look
    solver.run()
