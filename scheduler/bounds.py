"""An upper bound on the value of every feasible plan, at once; see `aggregated` and `decomposition` for better ones."""

from __future__ import annotations

import numpy as np

from scheduler.tables import Bools, Ints, Tables


def at_once(tables: Tables) -> int:
    """The smaller of two sums that no plan exceeds, in milliseconds.

    By people: everybody gets their dearest votes for topics that can be placed at all, as many as fit into disjoint
    slots they are not away in, and a first seat; as many topics are placed as there are cells. By topics: every cell
    holds the topics that are worth most, by being placed and by their dearest voters that fit the largest room they may
    have, and everybody with a vote gets a first seat. Moves cost nothing except where a current placement breaks a rule
    and must move.
    """
    can = placeable(tables)
    return min(_by_people(tables, can), _by_topics(tables, can)) - forced_moves(tables)


def most_slots(tables: Tables) -> Ints:
    """(P,): how many disjoint slots each person is there for."""
    return most_disjoint(tables, ~tables.away)


def most_cells(tables: Tables) -> Ints:
    """(R,): how many topics each room can hold outside frozen slots."""
    return most_disjoint(tables, tables.usable)


def most_disjoint(tables: Tables, free: Bools) -> Ints:
    """Of free (S, n) how many disjoint slots each column has (earliest end first: exact for intervals)."""
    count = np.zeros(free.shape[1], dtype=np.int64)
    left = free.copy()
    for s in tables.by_end:
        takes = left[s].copy()
        count += takes
        left &= ~(tables.overlaps[s][:, None] & takes[None, :])
    return count


def places(tables: Tables) -> Ints:
    """(T, R): in how many slots the topic may have the room, by its own rules."""
    slots: Ints = tables.slot_ok.astype(np.int64) @ tables.usable.astype(np.int64)
    return slots * tables.room_ok


def placeable(tables: Tables) -> Bools:
    """(T,): the topic has at least one cell that its own rules allow, or stands in a frozen slot."""
    can = np.asarray(places(tables).any(axis=1), dtype=np.bool_)
    can[[t for t, _, _ in tables.fixed]] = True
    return can


def _by_people(tables: Tables, can: Bools) -> int:
    stood = {t for t, _, _ in tables.fixed}
    topics = len(stood) + min(int(can.sum()) - len(stood), int(most_cells(tables).sum()))
    useful = can[tables.vote_topic]
    slots = most_slots(tables)
    wishes = _Wishes(tables, tables.vote_person[useful], tables.vote_high[useful], tables.P)
    first = tables.weights.first * int(np.count_nonzero((slots > 0) & (wishes.all > 0)))
    return int(wishes.worth(slots).sum()) + first + tables.weights.placed * topics


def _by_topics(tables: Tables, can: Bools) -> int:
    cells = int(most_cells(tables).sum()) + len(tables.fixed)
    biggest = np.where(tables.room_ok, tables.capacity[None, :], 0).max(axis=1, initial=0)
    stood = np.zeros(tables.T, dtype=np.int64)
    for t, _, r in tables.fixed:
        biggest[t] = max(int(biggest[t]), int(tables.capacity[r]))
        stood[t] += 1
    wishes = _Wishes(tables, tables.vote_topic, tables.vote_high, tables.T)
    sittings = np.where(can, np.maximum(np.minimum(tables.repeats, tables.S), stood), 0)
    # Each further sitting seats at most the dearest voters that the sittings before could not, so none is worth
    # more than the one before, and the best cells are sure to count the first, which counts as placed.
    worth: list[Ints] = []
    for i in range(int(sittings.max(initial=0))):
        seated = wishes.worth((i + 1) * biggest) - wishes.worth(i * biggest)
        worth.append((seated + tables.weights.placed * (i == 0))[sittings > i])
    best = np.sort(np.concatenate(worth))[::-1][:cells] if worth else np.zeros(0, dtype=np.int64)
    voted = np.zeros(tables.P, dtype=np.bool_)
    voted[tables.vote_person[can[tables.vote_topic]]] = True
    return int(best.sum()) + tables.weights.first * int(voted.sum())


class _Wishes:
    """How many dear and how many cheap votes each of n people, or topics, has. `all` (n,)."""

    def __init__(self, tables: Tables, whose: Ints, high: Bools, n: int) -> None:
        weights = tables.weights
        self._dear_worth, self._cheap_worth = weights.must, weights.interested
        if weights.must < weights.interested:
            self._dear_worth, self._cheap_worth, high = weights.interested, weights.must, ~high
        self._dear: Ints = np.bincount(whose[high], minlength=n)
        self.all: Ints = np.bincount(whose, minlength=n)

    def worth(self, most: Ints) -> Ints:
        """(n,): what the dearest of each are worth, at most so many of them (n,)."""
        seats = np.minimum(most, self.all)
        dear = np.minimum(seats, self._dear)
        worth: Ints = self._dear_worth * dear + self._cheap_worth * (seats - dear)
        return worth


def forced_moves(tables: Tables) -> int:
    """What current placements cost that their own rules no longer allow."""
    cost: int = 0
    for t, s, r in tables.current:
        if tables.frozen[s] or (tables.usable[s, r] and tables.slot_ok[t, s] and tables.room_ok[t, r]):
            continue
        stays_in_slot = tables.slot_ok[t, s] and bool((tables.usable[s] & tables.room_ok[t]).any())
        cost += min(tables.weights.room_move, tables.weights.slot_move) if stays_in_slot else tables.weights.slot_move
    return cost
