"""The value of placements, counted again without the solver, its tables or OR-Tools, so that `check` owes it nothing.

Without repeats and overlapping slots this is the primal-dual method for the min-cost flow of largest gain (Ford and
Fulkerson 1962; the maximum flows inside each phase after Dinic 1970). Path costs are integers between minus the
dearest seat and zero, so there are few phases.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from scheduler.problem import Placement, Problem, Slot


@dataclass(frozen=True)
class Count:
    """`low` is reached by a seating, no seating has more than `high`; equal unless repeats or overlaps intervene."""

    low: int
    high: int


def overlap(a: Slot, b: Slot) -> bool:
    """Whether the two slots share a moment."""
    return a.start < b.end and b.start < a.end


def recount(problem: Problem, placements: Sequence[Placement]) -> Count:
    """The largest value these placements can have. They must refer to things that exist."""
    seats = possible_seats(problem, placements)
    board = board_worth(problem, placements)
    network = _Network()
    source, sink = network.node(), network.node()
    capacity = {room.id: room.capacity for room in problem.rooms}
    session = [network.node() for _ in placements]
    for node, placement in zip(session, placements, strict=True):
        network.arc(node, sink, capacity[placement.room], 0)
    for mine in seats.values():
        person = network.node()
        slots: dict[str, int] = {}
        for k, weight in mine:
            slot = placements[k].slot
            if slot not in slots:
                slots[slot] = network.node()
                network.arc(person, slots[slot], 1, 0)
            network.arc(slots[slot], session[k], 1, -weight)
        network.arc(source, person, 1, -problem.weights.first)
        network.arc(source, person, len(slots) - 1, 0)
    high = network.gain(source, sink) + board
    if len({x.topic for x in placements}) == len(placements) and not _any_overlap(problem.slots):
        return Count(high, high)
    return Count(_greedy(problem, placements, seats) + board, high)


def possible_seats(problem: Problem, placements: Sequence[Placement]) -> dict[str, list[tuple[int, int]]]:
    """Per person the sessions (by index) they could sit in, and what their vote for it is worth."""
    worth = {"interested": problem.weights.interested, "must": problem.weights.must}
    slots = {slot.id: slot for slot in problem.slots}
    hosts = {topic.id: set(topic.hosts) for topic in problem.topics}
    sittings: dict[str, list[int]] = {}
    hosting: dict[str, list[Slot]] = {}
    for k, placement in enumerate(placements):
        sittings.setdefault(placement.topic, []).append(k)
        for host in hosts[placement.topic]:
            hosting.setdefault(host, []).append(slots[placement.slot])
    seats: dict[str, list[tuple[int, int]]] = {}
    for person in problem.people:
        away, busy = set(person.away), hosting.get(person.id, [])
        mine = []
        for topic, interest in person.votes.items():
            if person.id in hosts[topic]:
                continue
            for k in sittings.get(topic, ()):
                slot = slots[placements[k].slot]
                if slot.id not in away and not any(overlap(slot, other) for other in busy):
                    mine.append((k, worth[interest]))
        if mine:
            seats[person.id] = mine
    return seats


def board_worth(problem: Problem, placements: Sequence[Placement]) -> int:
    """What the topics with a place are worth, less what leaving the current placements costs."""
    worth = problem.weights.placed * len({x.topic for x in placements})
    rooms = {(x.topic, x.slot): x.room for x in placements}
    for x in problem.current:
        if (x.topic, x.slot) not in rooms:
            worth -= problem.weights.slot_move
        elif rooms[x.topic, x.slot] != x.room:
            worth -= problem.weights.room_move
    return worth


def _any_overlap(slots: Sequence[Slot]) -> bool:
    ordered = sorted(slots, key=lambda slot: slot.start)
    return any(overlap(a, b) for a, b in pairwise(ordered))


def _greedy(problem: Problem, placements: Sequence[Placement], seats: dict[str, list[tuple[int, int]]]) -> int:
    """A seating that keeps all rules, dearest votes first: its value is a lower bound."""
    slots = {slot.id: slot for slot in problem.slots}
    left = {k: room.capacity for k, x in enumerate(placements) for room in problem.rooms if room.id == x.room}
    taken: dict[str, list[int]] = {person: [] for person in seats}
    value = 0
    wishes = sorted((-weight, person, k) for person, mine in seats.items() for k, weight in mine)
    for minus, person, k in wishes:
        have = taken[person]
        here = placements[k]
        fits = all(
            placements[j].topic != here.topic and not overlap(slots[placements[j].slot], slots[here.slot]) for j in have
        )
        if left[k] and fits:
            left[k] -= 1
            value += -minus + (0 if have else problem.weights.first)
            have.append(k)
    return value


class _Network:
    """Residual arcs in pairs: arc e and its reverse e ^ 1."""

    def __init__(self) -> None:
        self.leaving: list[list[int]] = []
        self.head: list[int] = []
        self.room: list[int] = []
        self.cost: list[int] = []

    def node(self) -> int:
        self.leaving.append([])
        return len(self.leaving) - 1

    def arc(self, tail: int, head: int, room: int, cost: int) -> None:
        if room > 0:
            for a, b, c, w in ((tail, head, room, cost), (head, tail, 0, -cost)):
                self.leaving[a].append(len(self.head))
                self.head.append(b)
                self.room.append(c)
                self.cost.append(w)

    def gain(self, source: int, sink: int) -> int:
        """Minus the cost of the cheapest flow of any amount."""
        price = self._layered_prices(source)
        gain = 0
        while True:
            distance = self._dijkstra(source, price)
            if sink not in distance:
                return gain
            furthest = distance[sink]
            for node in range(len(price)):
                price[node] += min(distance.get(node, furthest), furthest)
            path = price[sink] - price[source]
            if path >= 0:
                return gain
            gain -= path * self._saturate(source, sink, price)

    def _layered_prices(self, source: int) -> list[int]:
        """Shortest distances in the network without flow, where no path is longer than four arcs."""
        price = [0] * len(self.leaving)
        queue, seen = [source], {source}
        order = []
        while queue:
            order.append(queue)
            ahead = []
            for node in queue:
                for e in self.leaving[node]:
                    if self.room[e] and self.head[e] not in seen:
                        seen.add(self.head[e])
                        ahead.append(self.head[e])
            queue = ahead
        # Every arc leads to the next layer, so one pass in this order settles all distances; what cannot be reached
        # keeps 0, which no path ever uses.
        for layer in order:
            best: dict[int, int] = {}
            for node in layer:
                for e in self.leaving[node]:
                    if self.room[e]:
                        at = price[node] + self.cost[e]
                        best[self.head[e]] = min(at, best.get(self.head[e], at))
            for node, at in best.items():
                price[node] = at
        return price

    def _dijkstra(self, source: int, price: list[int]) -> dict[int, int]:
        distance = {source: 0}
        done: set[int] = set()
        heap = [(0, source)]
        while heap:
            at, node = heapq.heappop(heap)
            if node in done:
                continue
            done.add(node)
            for e in self.leaving[node]:
                head = self.head[e]
                if self.room[e] and head not in done:
                    reach = at + self.cost[e] + price[node] - price[head]
                    if head not in distance or reach < distance[head]:
                        distance[head] = reach
                        heapq.heappush(heap, (reach, head))
        return distance

    def _saturate(self, source: int, sink: int, price: list[int]) -> int:
        """A maximum flow along arcs of reduced cost zero; returns its amount."""
        total = 0
        while True:
            level = {source: 0}
            queue = [source]
            while queue and sink not in level:
                ahead = []
                for node in queue:
                    for e in self.leaving[node]:
                        head = self.head[e]
                        if self.room[e] and head not in level and self.cost[e] + price[node] == price[head]:
                            level[head] = level[node] + 1
                            ahead.append(head)
                queue = ahead
            if sink not in level:
                return total
            total += self._block(source, sink, price, level)

    def _block(self, source: int, sink: int, price: list[int], level: dict[int, int]) -> int:
        """Push along arcs to the next level until none is left; an arc is passed over only once it leads nowhere."""
        total = 0
        tried = dict.fromkeys(level, 0)
        path: list[int] = []
        node = source
        while True:
            if node == sink:
                amount = min(self.room[e] for e in path)
                for e in path:
                    self.room[e] -= amount
                    self.room[e ^ 1] += amount
                total += amount
                path, node = [], source
                continue
            arcs = self.leaving[node]
            while tried[node] < len(arcs):
                e = arcs[tried[node]]
                head = self.head[e]
                admissible = self.room[e] and self.cost[e] + price[node] == price[head]
                if admissible and level.get(head) == level[node] + 1:
                    path.append(e)
                    node = head
                    break
                tried[node] += 1
            else:
                if not path:
                    return total
                node = self.head[path.pop() ^ 1]
                tried[node] += 1
