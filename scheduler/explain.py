"""Why the rules cannot all be kept, or why a topic has no place: the fewest rules to give up, said as fixes."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.errors import InvalidProblem
from scheduler.problem import Problem, Struct
from scheduler.rules import Rule, RuleModel, Sitting, pin_sittings
from scheduler.tables import Cell, Tables

# Alternatives beyond this many are noise to somebody who must choose one standing up.
MOST_FIXES = 5
# The time for one question; all of them together stay within a few seconds even at 600 topics.
SECONDS = 2.0
# Of fixes with equally many rules the one that troubles people least comes first; `whole` keeps the count on top.
WHOLE = 100
TROUBLE = {
    "closed": 1,
    "slots": 1,
    "away": 2,
    "needs": 3,
    "not_with": 4,
    "after": 4,
    "host": 5,
    "stands": 6,
    "pin": 7,
    "repeats": 8,
    "frozen": 20,
}


class Broken(Struct, frozen=True):
    """A rule to give up: a stable code and the ids it is about.

    `frozen`: slot. `closed`: room, slot. `slots`: topic, slot. `away`: person, slot. `needs`: room, feature. `host`:
    person, the two topics. `not_with`: the two topics. `after`: topic, the one it waits for. `pin`: topic, slot and,
    unless the pin leaves it open, room. `repeats`: topic, how often it would be placed. `stands`: topic, slot, room.
    """

    code: str
    about: tuple[str, ...]


class Fix(Struct, frozen=True):
    """Rules that suffice when given up together, and what that means in words."""

    message: str
    rules: tuple[Broken, ...]


class Explanation(Struct, frozen=True):
    """`possible`: it can be done with every rule kept. Else `fixes` has alternatives, fewest rules first."""

    possible: bool
    message: str
    fixes: tuple[Fix, ...]


def explain(problem: Problem, topic: str | None = None) -> Explanation:
    """Why pins and frozen slots cannot all be kept, or why this topic cannot be placed beside the current placements.

    Without `topic` only pins and frozen slots must hold, since every other topic may stay out. Raises
    `InvalidProblem`, also for an unknown topic, and `TimeoutError` when the rules are undecided.
    """
    tables = Tables(problem)
    pins = pin_sittings(tables)
    if RuleModel(tables, pins).place(SECONDS, 1) is None:
        return Explanation(False, "The pins and frozen slots cannot all be kept.", pin_fixes(tables))
    if topic is None:
        return Explanation(True, "The pins, the frozen slots and every rule can be kept together.", ())
    if topic not in tables.topic_index:
        raise InvalidProblem("unknown-topic", f"there is no topic {topic!r}", "topic", topic)
    return _topic(tables, tables.topic_index[topic], pins)


def pin_fixes(tables: Tables) -> tuple[Fix, ...]:
    """What would let every pin be kept, fewest rules first."""
    return _fixes(RuleModel(tables, pin_sittings(tables), relax=True))


def _topic(tables: Tables, t: int, pins: Sequence[Sitting]) -> Explanation:
    name = tables.problem.topics[t].id
    if any(x.topic == t for x in pins) or any(u == t for u, _, _ in tables.fixed):
        return Explanation(True, f"Topic {name} is pinned or frozen, so it is placed.", ())
    if any(u == t for u, _, _ in tables.current):
        return Explanation(True, f"Topic {name} has a place in the current placements.", ())
    pinned = {x.topic for x in pins}
    standing = [x for x in tables.current if x[0] != t and x[0] not in pinned and not tables.frozen[x[1]]]
    sittings = [*pins, Sitting(t)]
    free = _cell_beside(tables, sittings, standing)
    if free is not None:
        _, s, r = free
        where = f"room {tables.problem.rooms[r].id} in slot {tables.problem.slots[s].id}"
        words = f"Topic {name} can have {where}; if it is left out, that seats more people. Pin it to place it."
        return Explanation(True, words, ())
    fixes = _fixes(RuleModel(tables, sittings, relax=True, standing=standing))
    beside = " beside the current placements" if standing else ""
    return Explanation(False, f"Topic {name} cannot be placed{beside}.", fixes)


def _cell_beside(tables: Tables, sittings: Sequence[Sitting], standing: Sequence[Cell]) -> Cell | None:
    model = RuleModel(tables, sittings, relax=True, standing=standing)
    for rule in model.relaxed.values():
        model.model.add(rule == 0)
    cells = model.place(SECONDS, 1)
    return None if cells is None else next((x for x in cells if x[0] == sittings[-1].topic), None)


def _fixes(model: RuleModel) -> tuple[Fix, ...]:
    """Alternatives that share no rule, each the cheapest that is left."""
    fixes: list[Fix] = []
    used: set[Rule] = set()
    while len(fixes) < MOST_FIXES:
        rules = model.fewest(SECONDS, _cost, used)
        if not rules or (fixes and len(rules) > len(fixes[0].rules) + 1):
            break
        used.update(rules)
        message = " and ".join(rule.fix for rule in rules)
        fixes.append(Fix(message, tuple(Broken(rule.code, rule.about) for rule in rules)))
    return tuple(sorted(fixes, key=_order))


def _order(fix: Fix) -> tuple[int, str]:
    return sum(WHOLE + TROUBLE[rule.code] for rule in fix.rules), fix.message


def _cost(rule: Rule) -> int:
    return WHOLE + TROUBLE[rule.code]
