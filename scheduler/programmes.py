"""The best programme of a single slot at given prices, by branch and bound, with a proof of how good it can be.

A programme is a set Q of at most k topics that may run side by side. It is worth

    sum of bonus[t] over t in Q  +  sum of max(0, worth[p, t] over t in Q) over the people p who host nothing in Q

which is a facility location problem whose clients are people; its capacities have been turned into prices by
`decomposition`. Branching adds one topic or forbids it. The bound of a node with chosen topics Q, c[p] what p has from
them, and any multipliers m[p] >= 0 of "one seat each" is (Erlenkotter, *A dual-based procedure for uncapacitated
facility location*, Operations Research 26, 1978; Held, Wolfe, Crowder, *Validation of subgradient optimization*,
Mathematical Programming 6, 1974)

    value(Q) + sum m[p] + the k - |Q| largest positive gains,
    gain[t] = bonus[t] + sum over votes of max(0, worth[p, t] - c[p] - m[p]) - sum over hosts of (c[p] + m[p])

A few subgradient steps towards the value to beat improve m at every node; a topic whose gain is too small for the bound
to stay above that value is dropped there and below. With Numba the walk is compiled and lets other threads run;
without it the same walk judges a node by NumPy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from scheduler.linear import Reals
from scheduler.tables import Bools, Ints

# What a host "has" in a slot: more than any seat, so that no seat of theirs gains anything.
BLOCKED = 1e15
# Subgradient steps at a node, and at the root, whose multipliers all others start from.
STEPS = 12
ROOT_STEPS = 100
# Below this a step does not move the bound by anything that counts.
SMALLEST_STEP = 1e-4
# Nodes between two looks at the clock, and the most votes times nodes: some hundredths of a second.
BATCH, BATCH_WORK = 250, 1_000_000
# Where the walk keeps its place: depth and nodes; the best value, the largest value not ruled out below what is
# closed, the value to beat, the first node's bound.
DEPTH, NODES = 0, 1
BEST, REACHED, BEAT, ROOT = 0, 1, 2, 3


@dataclass(frozen=True)
class Found:
    """`value` of the best programme seen, its `topics`; no programme is worth more than `bound`.

    `complete` says that the walk ended; otherwise the bound is only that of its first node.
    """

    value: float
    topics: tuple[int, ...]
    bound: float
    complete: bool
    nodes: int


class OneSlot:
    """What never changes between two prices: who votes for what, hosts, and what cannot run side by side.

    topics T, people P, votes V sorted by topic: `start` (T + 1,), `person` (V,). `hosts` per topic. `conflict` (T, T).
    `allowed` (T,): may run here. `forced`: must run here. `most`: how many may. `compiled`: by Numba, which must be
    there then.
    """

    def __init__(
        self,
        start: Ints,
        person: Ints,
        people: int,
        hosts: Sequence[Sequence[int]],
        conflict: Bools,
        allowed: Bools,
        forced: Sequence[int],
        most: int,
        compiled: bool = True,
    ) -> None:
        self.start, self.person, self.conflict = start, person, conflict
        self.host_start: Ints = np.concatenate(([0], np.cumsum([len(x) for x in hosts]))).astype(np.int64)
        self.host: Ints = np.array([p for x in hosts for p in x], dtype=np.int64)
        self.allowed, self.forced, self.most = allowed, tuple(forced), max(most, len(forced))
        self.topic: Ints = np.repeat(np.arange(len(start) - 1), np.diff(start))
        self.host_topic: Ints = np.repeat(np.arange(len(hosts)), np.diff(self.host_start))
        self._compiled = compiled
        self._depths = min(self.most, int(allowed.sum()) + len(self.forced)) + 2
        self._multipliers: Reals = np.zeros(people)

    def best(
        self,
        worth: Reals,
        bonus: Reals,
        beat: float,
        slack: float,
        go_on: Callable[[int], bool],
        multipliers: Reals | None = None,
    ) -> Found:
        """The best programme, proven up to `slack`, if it is worth more than `beat` (-inf: whatever it is worth).

        worth (V,) of each vote, none negative; bonus (T,). `go_on` is asked with the number of nodes so far every
        few hundredths of a second. `multipliers` (P,) to start from; by default those of the last call.
        """
        depths, people, topics = self._depths, len(self._multipliers), len(bonus)
        has, multiplier = np.zeros((depths, people)), np.zeros((depths, people))
        candidate = np.zeros((depths, topics), dtype=np.bool_)
        value, chosen = np.zeros(depths), np.full(depths, -1, dtype=np.int64)
        multiplier[0] = self._multipliers if multipliers is None else multipliers
        candidate[0] = self.allowed
        candidate[0, list(self.forced)] = False
        tree = (has, multiplier, candidate, value, chosen)
        slot = (self.start, self.person, worth, bonus, self.host_start, self.host, self.conflict)
        walk = _compiled_walk() if self._compiled else _walk
        for depth, t in enumerate(self.forced):
            _enter(slot, tree, depth, t)
        first = len(self.forced)
        best = np.full(depths, -1, dtype=np.int64)
        place = np.array([first, 0], dtype=np.int64)
        values = np.array([-np.inf, -np.inf, beat, np.inf])
        extra = (self.topic, self.host_topic)
        batch = max(1, min(BATCH, BATCH_WORK // max(1, len(worth))))
        while not walk(slot, extra, tree, first, self.most, slack, batch, place, values, best):
            if not go_on(int(place[NODES])):
                break
        complete = bool(place[DEPTH] < first)
        self._multipliers = np.where(has[first] < BLOCKED, multiplier[first], 0.0)
        bound = max(values[REACHED], values[BEST]) if complete else values[ROOT]
        programme = tuple(int(t) for t in best if t >= 0)
        return Found(float(values[BEST]), programme, float(bound), complete, int(place[NODES]))


def warm() -> None:
    """Compile, or load what was compiled before; seconds the first time on a machine, else some hundredths."""
    one = np.ones(1)
    no, yes = np.zeros((1, 1), dtype=np.bool_), np.ones(1, dtype=np.bool_)
    slot = OneSlot(np.array([0, 1]), np.zeros(1, dtype=np.int64), 1, [()], no, yes, (), 1)
    slot.best(one, one, -np.inf, 0.0, lambda nodes: True)


def _enter(slot: Any, tree: Any, depth: int, t: int) -> None:
    """Put topic t into the programme: row `depth` + 1 of the tree is row `depth` with it."""
    start, person, worth, bonus, host_start, host, conflict = slot
    has, multiplier, candidate, value, chosen = tree
    below = depth + 1
    _inherit(has, multiplier, candidate, conflict, depth, t)
    gain = bonus[t]
    for i in range(host_start[t], host_start[t + 1]):
        p = host[i]
        if has[below, p] < BLOCKED:
            gain -= has[below, p]
            has[below, p] = BLOCKED
            multiplier[below, p] = 0.0
    for i in range(start[t], start[t + 1]):
        p = person[i]
        more = worth[i] - has[below, p]
        if more > 0:
            gain += more
            has[below, p] = worth[i]
            multiplier[below, p] = max(0.0, multiplier[below, p] - more)
    value[below] = value[depth] + gain
    chosen[below] = t


def _inherit(has: Any, multiplier: Any, candidate: Any, conflict: Any, depth: int, t: int) -> None:
    """Row `depth` + 1 of the tree begins as row `depth`, without what cannot run beside topic t."""
    has[depth + 1] = has[depth]
    multiplier[depth + 1] = multiplier[depth]
    candidate[depth + 1] = candidate[depth] & ~conflict[t]


def _inherit_in_loops(has: Any, multiplier: Any, candidate: Any, conflict: Any, depth: int, t: int) -> None:
    """As `_inherit`, the way a compiler likes it: slices take it seconds."""
    for p in range(has.shape[1]):
        has[depth + 1, p] = has[depth, p]
        multiplier[depth + 1, p] = multiplier[depth, p]
    for u in range(candidate.shape[1]):
        candidate[depth + 1, u] = candidate[depth, u] and not conflict[t, u]


def _relax_in_loops(
    slot: Any, extra: Any, candidate: Any, has: Any, multiplier: Any, left: int, room: float, steps: int, gain: Any
) -> Any:
    """As `_relax`, the way a compiler likes it."""
    start, person, worth, bonus, host_start, host, _ = slot
    topics, people = len(bonus), len(has)
    order, uses = np.zeros(topics), np.zeros(people)
    # Of the candidates, in turn: the topic, where its votes and hosts begin in the lists of what still counts.
    listed = np.zeros(topics, dtype=np.int64)
    first_vote, first_host = np.zeros(topics + 1, dtype=np.int64), np.zeros(topics + 1, dtype=np.int64)
    voter, over = np.zeros(len(person), dtype=np.int64), np.zeros(len(person))
    leader, held = np.zeros(len(host), dtype=np.int64), np.zeros(topics)
    candidates, votes, leaders = 0, 0, 0
    for t in range(topics):
        if candidate[t]:
            listed[candidates] = t
            held[candidates] = bonus[t]
            for i in range(host_start[t], host_start[t + 1]):
                if has[host[i]] < BLOCKED:
                    held[candidates] -= has[host[i]]
                    leader[leaders] = host[i]
                    leaders += 1
            for i in range(start[t], start[t + 1]):
                if worth[i] > has[person[i]]:
                    voter[votes] = person[i]
                    over[votes] = worth[i] - has[person[i]]
                    votes += 1
            candidates += 1
            first_vote[candidates], first_host[candidates] = votes, leaders
    bound, least, last = 0.0, np.inf, 0.0
    for step in range(steps):
        bound = 0.0
        for p in range(people):
            bound += multiplier[p]
        count = 0
        for c in range(candidates):
            g = held[c]
            for i in range(first_host[c], first_host[c + 1]):
                g -= multiplier[leader[i]]
            for i in range(first_vote[c], first_vote[c + 1]):
                g += max(0.0, over[i] - multiplier[voter[i]])
            gain[listed[c]] = g
            if g > 0:
                order[count] = g
                count += 1
        last = 0.0
        if count > left:
            ordered = np.sort(order[:count])
            last = ordered[count - left] if left > 0 else np.inf
            for c in range(count - left, count):
                bound += ordered[c]
        else:
            for c in range(count):
                bound += order[c]
        least = min(least, bound)
        if bound <= room or step == steps - 1:
            break
        for p in range(people):
            uses[p] = 0.0
        taken = 0
        for c in range(candidates):
            g = gain[listed[c]]
            if g > 0 and g >= last and taken < left:
                taken += 1
                for i in range(first_host[c], first_host[c + 1]):
                    uses[leader[i]] += 1
                for i in range(first_vote[c], first_vote[c + 1]):
                    if over[i] > multiplier[voter[i]]:
                        uses[voter[i]] += 1
        length = 0.0
        for p in range(people):
            if uses[p] > 1 or multiplier[p] > 0:
                length += (uses[p] - 1) ** 2
        if length == 0.0:
            break
        size = max(SMALLEST_STEP, (bound - max(room, 0.0)) / length)
        for p in range(people):
            if uses[p] > 1 or multiplier[p] > 0:
                multiplier[p] = max(0.0, multiplier[p] + size * (uses[p] - 1))
    return bound, least, last


def _relax(
    slot: Any, extra: Any, candidate: Any, has: Any, multiplier: Any, left: int, room: float, steps: int, gain: Any
) -> Any:
    """The bound on what `left` more topics gain, by up to `steps` steps, fewer once it is at most `room`.

    Returns (bound at the multipliers left behind, least bound seen, the gain of the last topic that fits or 0);
    fills `gain` for the candidates.
    """
    _, person, worth, bonus, _, host, _ = slot
    topic, host_topic = extra
    topics, people = len(bonus), len(has)
    votes = np.flatnonzero(candidate[topic] & (worth > has[person]))
    over, voter, voted = (worth - has[person])[votes], person[votes], topic[votes]
    leads = np.flatnonzero(candidate[host_topic] & (has[host] < BLOCKED))
    leader, led = host[leads], host_topic[leads]
    held = bonus - np.bincount(led, has[leader], minlength=topics)
    bound, least, last = 0.0, np.inf, 0.0
    for step in range(steps):
        more = np.maximum(0.0, over - multiplier[voter])
        gain[:] = held + np.bincount(voted, more, minlength=topics)
        gain -= np.bincount(led, multiplier[leader], minlength=topics)
        ranked = np.flatnonzero(candidate & (gain > 0))
        ranked = ranked[np.argsort(-gain[ranked], kind="stable")]
        best = ranked[:left]
        last = (float(gain[best[-1]]) if left > 0 else np.inf) if len(ranked) > left else 0.0
        bound = float(multiplier.sum() + gain[best].sum())
        least = min(least, bound)
        if bound <= room or step == steps - 1:
            break
        runs = np.zeros(topics, dtype=np.bool_)
        runs[best] = True
        uses = np.bincount(voter[runs[voted] & (more > 0)], minlength=people) + np.bincount(
            leader[runs[led]], minlength=people
        )
        moves = (has < BLOCKED) & ((uses > 1) | (multiplier > 0))
        length = float(((uses - 1)[moves] ** 2).sum())
        if length == 0.0:
            break
        size = max(SMALLEST_STEP, (bound - max(room, 0.0)) / length)
        multiplier[moves] = np.maximum(0.0, multiplier[moves] + size * (uses[moves] - 1))
    return bound, least, last


def _walk(
    slot: Any,
    extra: Any,
    tree: Any,
    first: int,
    most: int,
    slack: float,
    batch: int,
    place: Any,
    values: Any,
    best: Any,
) -> bool:
    """Go on from where `place` and `values` say, for so many nodes; says whether the walk has ended."""
    has, multiplier, candidate, value, chosen = tree
    gain = np.zeros(candidate.shape[1])
    depth = place[DEPTH]
    until = place[NODES] + batch
    while depth >= first:
        if place[NODES] >= until:
            place[DEPTH] = depth
            return False
        here = value[depth]
        if here > values[BEST]:
            values[BEST] = here
            for d in range(len(best)):
                best[d] = chosen[d + 1] if d < depth else -1
            values[BEAT] = max(values[BEAT], here + slack)
        room = values[BEAT] - here
        steps = ROOT_STEPS if place[NODES] == 0 else STEPS
        bound, least, last = _relax(
            slot, extra, candidate[depth], has[depth], multiplier[depth], most - depth, room, steps, gain
        )
        if place[NODES] == 0:
            values[ROOT] = here + least
        place[NODES] += 1
        pick = -1
        if least <= room or depth == most:
            values[REACHED] = max(values[REACHED], here + (least if depth < most else 0.0))
        else:
            spare = bound - last
            for t in range(len(gain)):
                if candidate[depth, t]:
                    if spare + gain[t] <= room:
                        candidate[depth, t] = False
                        values[REACHED] = max(values[REACHED], here + spare + gain[t])
                    elif pick < 0 or gain[t] > gain[pick]:
                        pick = t
        if pick < 0:
            depth -= 1
        else:
            candidate[depth, pick] = False
            _enter(slot, tree, depth, pick)
            depth += 1
    place[DEPTH] = depth
    return True


@cache
def _compiled_walk() -> Callable[..., bool]:
    # Imported here since it takes long, and may be missing where nothing is to be compiled.
    from numba import njit
    from numba.extending import overload, register_jitable

    register_jitable(_enter)

    @overload(_inherit)
    def _compiled_inherit(has: Any, multiplier: Any, candidate: Any, conflict: Any, depth: int, t: int) -> Any:
        return _inherit_in_loops

    @overload(_relax)
    def _compiled_relax(
        slot: Any, extra: Any, candidate: Any, has: Any, multiplier: Any, left: int, room: float, steps: int, gain: Any
    ) -> Any:
        return _relax_in_loops

    compiled: Callable[..., bool] = njit(cache=True, nogil=True)(_walk)
    return compiled
