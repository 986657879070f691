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
    forced = forced_moves(tables)
    return min(_by_people(tables), _by_topics(tables)) - forced


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


def forced_moves(tables: Tables) -> int:
    """What current placements cost that their own rules no longer allow."""
    cost: int = 0
    for t, s, r in tables.current:
        if tables.frozen[s] or (tables.usable[s, r] and tables.slot_ok[t, s] and tables.room_ok[t, r]):
            continue
        stays_in_slot = tables.slot_ok[t, s] and bool((tables.usable[s] & tables.room_ok[t]).any())
        cost += min(tables.weights.room_move, tables.weights.slot_move) if stays_in_slot else tables.weights.slot_move
    return cost
