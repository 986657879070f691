"""The whole problem as one CP-SAT model: rules, seats, topics placed, moves. It closes only for a few topics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from scheduler.rules import RuleModel, Sitting, pin_sittings
from scheduler.tables import Bools, Cell, Tables

# CP-SAT brings pandas with it, 45 MB and a third of a second: whoever needs no model does without.
if TYPE_CHECKING:
    from ortools.sat.python import cp_model

# Possible seats (votes times slots) up to which the model was seen to close within a second or two.
MOST_SEATS = 400


def fits(tables: Tables) -> bool:
    """Whether the instance is small enough to be worth the attempt."""
    sittings = np.minimum(tables.repeats, max(1, tables.S))
    seats = int((np.diff(tables.vote_start) * sittings).sum()) * tables.S
    return seats <= MOST_SEATS and int(sittings.sum()) * tables.S * tables.R <= 10 * MOST_SEATS


class Exact:
    """The exact model of a small problem, started from known cells."""

    def __init__(self, tables: Tables, known: Sequence[Cell]) -> None:
        from ortools.sat.python import cp_model

        self.tables = tables
        self._solver = cp_model.CpSolver()
        self._rules = RuleModel(tables, self._sittings())
        self._terms: list[cp_model.LinearExprT] = []
        self._leading: dict[tuple[int, int], list[cp_model.IntVar]] = {}
        self._add_seats()
        self._add_placed()
        self._add_moves()
        self._hint(known)
        self._rules.model.maximize(sum(self._terms))

    def stop(self) -> None:
        """Ask a running `solve` to come back soon."""
        self._solver.stop_search()

    def solve(self, seconds: float, seed: int) -> tuple[list[Cell], int] | None:
        """The best cells found and a proven bound on the value; None when time was too short for either."""
        from ortools.sat.python import cp_model

        solver = self._solver
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = seed
        solver.parameters.max_time_in_seconds = seconds
        if solver.solve(self._rules.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        sittings = self._rules.sittings
        cells = [(sittings[i].topic, s, r) for (i, s, r), x in self._rules.x.items() if solver.boolean_value(x)]
        # The model leaves out two constants: all current placements charged as moved, and topics of frozen slots.
        frozen = {t for t, _, _ in self.tables.fixed}
        weights = self.tables.weights
        constant = weights.placed * len(frozen) - weights.slot_move * len(self.tables.current)
        bound = int(np.floor(solver.best_objective_bound + 1e-6)) + constant
        return sorted(cells + self.tables.fixed), bound

    def _sittings(self) -> list[Sitting]:
        """Pins first, then what each topic may have beside them and its frozen cells."""
        sittings = pin_sittings(self.tables)
        for t in range(self.tables.T):
            had = sum(1 for u, _, _ in self.tables.fixed if u == t) + sum(1 for x in sittings if x.topic == t)
            sittings += [Sitting(t, must=False) for _ in range(had, min(int(self.tables.repeats[t]), self.tables.S))]
        return sittings

    def _add_seats(self) -> None:
        tables, rules, model = self.tables, self._rules, self._rules.model
        seats: dict[int, list[tuple[int, int, cp_model.IntVar]]] = {}
        free = ~tables.busy(tables.fixed)
        sessions = [(x.topic, slots, i) for i, (x, slots) in enumerate(zip(rules.sittings, rules.y, strict=True))]
        for t, slots, i in sessions:
            for s, there in slots.items():
                load = self._session(seats, t, s, free)
                for _, x in load:
                    model.add_implication(x, there)
                rooms = [(r, x) for (k, s2, r), x in rules.x.items() if (k, s2) == (i, s)]
                model.add(sum(x for _, x in load) <= sum(int(tables.capacity[r]) * x for r, x in rooms))
                for p in tables.hosts[t]:
                    self._leading.setdefault((p, s), []).append(there)
        for t, s, r in tables.fixed:
            model.add(sum(x for _, x in self._session(seats, t, s, free)) <= int(tables.capacity[r]))
        for p, mine in seats.items():
            for k, (t, s, x) in enumerate(mine):
                for u, s2, other in mine[:k]:
                    if t == u or tables.overlaps[s, s2]:
                        model.add_at_most_one(x, other)
                for s2 in np.flatnonzero(tables.overlaps[s]).tolist():
                    for there in self._leading.get((p, s2), ()):
                        model.add_at_most_one(x, there)
            served = model.new_bool_var("")
            model.add_bool_or([x for _, _, x in mine]).only_enforce_if(served)
            self._terms.append(tables.weights.first * served)

    def _session(
        self, seats: dict[int, list[tuple[int, int, cp_model.IntVar]]], t: int, s: int, free: Bools
    ) -> list[tuple[int, cp_model.IntVar]]:
        """Seat variables of everybody who could sit in this topic in this slot."""
        tables = self.tables
        load = []
        for v in range(int(tables.vote_start[t]), int(tables.vote_start[t + 1])):
            p = int(tables.vote_person[v])
            if free[s, p]:
                x = self._rules.model.new_bool_var("")
                seats.setdefault(p, []).append((t, s, x))
                load.append((p, x))
                self._terms.append(int(tables.vote_weight[v]) * x)
        return load

    def _add_placed(self) -> None:
        """Each topic without a frozen cell counts once when at least one of its sittings has a place."""
        frozen = {t for t, _, _ in self.tables.fixed}
        sittings: dict[int, list[cp_model.IntVar]] = {}
        for sitting, slots in zip(self._rules.sittings, self._rules.y, strict=True):
            if sitting.topic not in frozen:
                sittings.setdefault(sitting.topic, []).extend(slots.values())
        for there in sittings.values():
            placed = self._rules.model.new_bool_var("")
            self._rules.model.add_bool_or(there).only_enforce_if(placed)
            self._terms.append(self.tables.weights.placed * placed)

    def _add_moves(self) -> None:
        """What each current placement saves when it stays, or stays in its slot."""
        tables, weights = self.tables, self.tables.weights
        fixed = set(tables.fixed)
        for t, s, r in tables.current:
            if (t, s, r) in fixed:
                self._terms.append(weights.slot_move)
                continue
            for i, sitting in enumerate(self._rules.sittings):
                if sitting.topic == t:
                    for (k, s2, r2), x in self._rules.x.items():
                        if k == i and s2 == s:
                            saved = weights.slot_move - (weights.room_move if r2 != r else 0)
                            self._terms.append(saved * x)

    def _hint(self, known: Sequence[Cell]) -> None:
        left = set(known)
        for (i, s, r), x in self._rules.x.items():
            cell = (self._rules.sittings[i].topic, s, r)
            self._rules.model.add_hint(x, cell in left)
            left.discard(cell)
