"""Every hard rule as one CP-SAT model, optionally with a literal per rule that lets it go.

A sitting is a topic that may or must get one cell (slot and room). Variables x[i, s, r] say that sitting i has the
cell; y[i, s] sums them over rooms. Without `relax` cells that break a rule are left out of the model; with it,
breaking one needs the literal of that rule, so that the cheapest solution is the smallest set of rules to give up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.tables import Cell, Tables

# CP-SAT brings pandas with it, 45 MB and a third of a second: whoever needs no model does without.
if TYPE_CHECKING:
    from ortools.sat.python import cp_model


@dataclass(frozen=True, order=True)
class Rule:
    """One rule about particular things; `fix` says in words what giving it up means."""

    code: str
    about: tuple[str, ...]
    fix: str


@dataclass(frozen=True)
class Sitting:
    """A topic that asks for a cell: `held` is what holds it in place (a pin, or where it is now), `why` that rule.

    Of `held` = (slot, room), room -1 means any room.
    """

    topic: int
    must: bool = True
    held: tuple[int, int] | None = None
    why: Rule | None = None

    def has(self, s: int, r: int) -> bool:
        """Whether the sitting asks for this cell."""
        return self.held is None or (self.held[0] == s and self.held[1] in (-1, r))


class RuleModel:
    """The hard rules over these sittings.

    The cells of frozen slots are facts beside them. `standing` cells are given up only as rules are (with `relax`).
    """

    def __init__(
        self, tables: Tables, sittings: Sequence[Sitting], relax: bool = False, standing: Sequence[Cell] = ()
    ) -> None:
        from ortools.sat.python import cp_model

        self.tables = tables
        self.sittings = sittings
        self.model = cp_model.CpModel()
        self.relaxed: dict[Rule, cp_model.IntVar] = {}
        self.x: dict[tuple[int, int, int], cp_model.IntVar] = {}
        self.y: list[dict[int, cp_model.IntVar]] = []
        self._relax = relax
        for i, sitting in enumerate(sittings):
            self.y.append(self._add_cells(i, sitting))
        self._one_topic_per_room()
        self._topics_beside_topics()
        self._repeats()
        for cell in standing:
            self._stand(cell)

    def place(self, seconds: float, seed: int) -> list[Cell] | None:
        """Cells for the sittings that keep every rule; None when there are none. Raises TimeoutError when undecided."""
        from ortools.sat.python import cp_model

        solver = self._solver(seconds, seed)
        status = solver.solve(self.model)
        if status == cp_model.INFEASIBLE:
            return None
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            raise TimeoutError(f"the rules could not be decided within {seconds} s")
        return [(self.sittings[i].topic, s, r) for (i, s, r), taken in self.x.items() if solver.boolean_value(taken)]

    def fewest(self, seconds: float, cost: Callable[[Rule], int], without: Iterable[Rule] = ()) -> list[Rule] | None:
        """The cheapest set of rules to give up, never one of `without`; None when there is none or time is up."""
        from ortools.sat.python import cp_model

        model = self.model.clone()
        literals = {rule: model.get_bool_var_from_proto_index(x.index) for rule, x in self.relaxed.items()}
        for rule in without:
            model.add(literals[rule] == 0)
        model.minimize(sum(cost(rule) * x for rule, x in literals.items()))
        solver = self._solver(seconds, 1)
        if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        return sorted(rule for rule, x in literals.items() if solver.boolean_value(x))

    def _solver(self, seconds: float, seed: int) -> cp_model.CpSolver:
        from ortools.sat.python import cp_model

        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = seed
        solver.parameters.max_time_in_seconds = seconds
        return solver

    def _literal(self, rule: Rule) -> cp_model.IntVar:
        if rule not in self.relaxed:
            self.relaxed[rule] = self.model.new_bool_var(rule.fix)
        return self.relaxed[rule]

    def _add_cells(self, i: int, sitting: Sitting) -> dict[int, cp_model.IntVar]:
        tables, model = self.tables, self.model
        slots: dict[int, cp_model.IntVar] = {}
        for s in range(tables.S):
            rooms: list[cp_model.IntVar] = []
            for r in range(tables.R):
                broken = cell_rules(tables, sitting.topic, s, r) if sitting.has(s, r) else None
                if broken is None or (broken and not self._relax):
                    continue
                self.x[i, s, r] = x = model.new_bool_var("")
                rooms.append(x)
                for rule in broken:
                    model.add_implication(x, self._literal(rule))
            if rooms:
                slots[s] = model.new_bool_var("")
                model.add(sum(rooms) == slots[s])
        model.add_at_most_one(slots.values())
        if sitting.must:
            freed = [self._literal(sitting.why)] if self._relax and sitting.why else []
            model.add_bool_or([*slots.values(), *freed])
        return slots

    def _one_topic_per_room(self) -> None:
        tables = self.tables
        users: dict[tuple[int, int], list[cp_model.IntVar]] = {}
        for (_, s, r), x in self.x.items():
            users.setdefault((s, r), []).append(x)
        for (s, r), those in users.items():
            self.model.add_at_most_one(those)
            for s2 in range(s):
                if tables.overlaps[s, s2] and (s2, r) in users:
                    self.model.add_at_most_one(those + users[s2, r])
        for _, s, r in tables.fixed:
            for s2 in range(tables.S):
                if tables.overlaps[s, s2]:
                    for x in users.get((s2, r), ()):
                        self.model.add(x == 0)

    def _topics_beside_topics(self) -> None:
        tables = self.tables
        for i, one in enumerate(self.sittings):
            for j in range(i):
                other = self.sittings[j].topic
                if one.topic != other and other not in tables.between[one.topic]:
                    continue
                for s, here in self.y[i].items():
                    for s2, there in self.y[j].items():
                        self._forbid(one.topic, s, other, s2, [~here, ~there])
            for u, s2, _ in tables.fixed:
                if one.topic == u or u in tables.between[one.topic]:
                    for s, here in self.y[i].items():
                        self._forbid(one.topic, s, u, s2, [~here])

    def _forbid(self, t: int, s: int, u: int, s2: int, unless: list[cp_model.BoolVarT]) -> None:
        """One clause per broken rule: not both, or that rule is given up."""
        if not self.tables.clash(t, s, u, s2):
            return
        broken: list[Rule] = pair_rules(self.tables, t, s, u, s2) if self._relax else []
        if not broken:
            self.model.add_bool_or(unless)
        for rule in broken:
            self.model.add_bool_or([*unless, self._literal(rule)])

    def _repeats(self) -> None:
        tables = self.tables
        had = Counter(t for t, _, _ in tables.fixed)
        asked: dict[int, list[cp_model.IntVar]] = {}
        for sitting, slots in zip(self.sittings, self.y, strict=True):
            asked.setdefault(sitting.topic, []).extend(slots.values())
        sittings = Counter(sitting.topic for sitting in self.sittings)
        for t, there in asked.items():
            name = tables.problem.topics[t].id
            for most in range(max(0, int(tables.repeats[t]) - had[t]), sittings[t]):
                limit = self.model.add(sum(there) <= most)
                if self._relax:
                    rule = Rule("repeats", (name, str(most + had[t] + 1)), f"let topic {name} be placed once more")
                    limit.only_enforce_if(~self._literal(rule))

    def _stand(self, cell: Cell) -> None:
        """The cell's topic stays unless a sitting that cannot live beside it makes it give way."""
        tables = self.tables
        u, s2, r2 = cell
        topic, slot, room = tables.problem.topics[u].id, tables.problem.slots[s2].id, tables.problem.rooms[r2].id
        gone = Rule("stands", (topic, slot, room), f"move topic {topic} out of room {room} in slot {slot}")
        for (_, s, r), x in self.x.items():
            if r == r2 and tables.overlaps[s, s2]:
                self.model.add_implication(x, self._literal(gone))
        for sitting, slots in zip(self.sittings, self.y, strict=True):
            for s, there in slots.items():
                if sitting.topic != u and tables.clash(sitting.topic, s, u, s2):
                    for rule in pair_rules(tables, sitting.topic, s, u, s2):
                        self.model.add_bool_or([~there, self._literal(rule), self._literal(gone)])


def cell_rules(tables: Tables, t: int, s: int, r: int) -> list[Rule]:
    """The rules that topic t in slot s and room r breaks by itself."""
    problem = tables.problem
    topic, slot, room = problem.topics[t], problem.slots[s], problem.rooms[r]
    broken: list[Rule] = []
    if tables.frozen[s]:
        broken.append(Rule("frozen", (slot.id,), f"unfreeze slot {slot.id}"))
    if slot.id in room.closed:
        broken.append(Rule("closed", (room.id, slot.id), f"open room {room.id} in slot {slot.id}"))
    if topic.slots is not None and slot.id not in topic.slots:
        broken.append(Rule("slots", (topic.id, slot.id), f"let topic {topic.id} be in slot {slot.id}"))
    for p in tables.hosts[t]:
        if tables.away[s, p]:
            host = problem.people[p].id
            broken.append(Rule("away", (host, slot.id), f"let person {host} be there in slot {slot.id}"))
    for need in sorted(set(topic.needs) - set(room.features)):
        broken.append(Rule("needs", (room.id, need), f"bring {need} to room {room.id}"))
    return broken


def pair_rules(tables: Tables, t: int, s: int, u: int, s2: int) -> list[Rule]:
    """The rules that topic t in slot s and topic u in slot s2 break together and that could be given up."""
    problem = tables.problem
    one, other = problem.topics[t], problem.topics[u]
    broken: list[Rule] = []
    if t == u:
        return broken
    if tables.overlaps[s, s2]:
        for p in sorted(set(tables.hosts[t]) & set(tables.hosts[u])):
            host = problem.people[p].id
            pair = sorted((one.id, other.id))
            fix = f"find another host than person {host} for topic {pair[0]} or {pair[1]}"
            broken.append(Rule("host", (host, *pair), fix))
        if other.id in one.not_with or one.id in other.not_with:
            pair = sorted((one.id, other.id))
            broken.append(Rule("not_with", tuple(pair), f"let topics {pair[0]} and {pair[1]} run side by side"))
    if other.id in one.after and not tables.later[s2, s]:
        broken.append(Rule("after", (one.id, other.id), f"let topic {one.id} not wait for topic {other.id}"))
    if one.id in other.after and not tables.later[s, s2]:
        broken.append(Rule("after", (other.id, one.id), f"let topic {other.id} not wait for topic {one.id}"))
    return broken


def pin_sittings(tables: Tables) -> list[Sitting]:
    """The pins as sittings that must have their cell; a pin to what a frozen slot already holds asks for nothing."""
    problem = tables.problem
    held = {(t, s): r for t, s, r in tables.fixed}
    sittings: list[Sitting] = []
    seen: set[tuple[int, int, int]] = set()
    for t, s, r in tables.pins:
        if (t, s) in held and r in (-1, held[t, s]):
            continue
        if (t, s, r) in seen:
            continue
        seen.add((t, s, r))
        topic, slot = problem.topics[t].id, problem.slots[s].id
        place = f"slot {slot}" if r < 0 else f"slot {slot}, room {problem.rooms[r].id}"
        about = (topic, slot) if r < 0 else (topic, slot, problem.rooms[r].id)
        rule = Rule("pin", about, f"free topic {topic} from its pin to {place}")
        sittings.append(Sitting(t, True, (s, r), rule))
    # A pin without a room is met by a pin of the same topic and slot with one.
    firm = {(x.topic, x.held[0]) for x in sittings if x.held and x.held[1] >= 0}
    return [x for x in sittings if not (x.held and x.held[1] < 0 and (x.topic, x.held[0]) in firm)]
