"""Upper bounds on the value of every feasible plan. Each is proven on its own."""

from __future__ import annotations

import numpy as np

from scheduler.tables import Bools, Ints, Tables


def at_once(tables: Tables) -> int:
    """The smaller of two sums that no plan exceeds, in milliseconds.

    By people: everybody gets their dearest votes for topics that can be placed at all, as many as fit into disjoint
    slots they are not away in, and a first seat. By topics: every cell holds the topics whose dearest voters that fit
    the largest room they may have are worth most, and everybody with a vote gets a first seat. Moves cost nothing
    except where a current placement breaks a rule and must move.
    """
    forced = _forced_moves(tables)
    return min(_by_people(tables), _by_topics(tables)) - forced


def most_slots(tables: Tables) -> Ints:
    """(P,): how many disjoint slots each person is there for (earliest end first: exact for intervals)."""
    count = np.zeros(tables.P, dtype=np.int64)
    blocked = tables.away.copy()
    for s in tables.by_end:
        takes = ~blocked[s]
        count += takes
        blocked |= tables.overlaps[s][:, None] & takes[None, :]
    return count


def placeable(tables: Tables) -> Bools:
    """(T,): the topic has at least one cell that its own rules allow, or stands in a frozen slot."""
    allowed = (tables.slot_ok.astype(np.int64) @ tables.usable.astype(np.int64) > 0) & tables.room_ok
    can = np.asarray(allowed.any(axis=1), dtype=np.bool_)
    can[[t for t, _, _ in tables.fixed]] = True
    return can


def _by_people(tables: Tables) -> int:
    if not len(tables.vote_person):
        return 0
    useful = placeable(tables)[tables.vote_topic]
    person, weight = tables.vote_person[useful], tables.vote_weight[useful]
    order = np.lexsort((-weight, person))
    person, weight = person[order], weight[order]
    rank = np.arange(len(person)) - np.searchsorted(person, person)
    seated = rank < most_slots(tables)[person]
    return int(weight[seated].sum()) + tables.weights.first * len(np.unique(person[seated]))


def _by_topics(tables: Tables) -> int:
    useful = placeable(tables)
    cells = int(tables.usable.sum()) + len(tables.fixed)
    biggest = np.where(tables.room_ok, tables.capacity[None, :], 0).max(axis=1, initial=0)
    for t, _, r in tables.fixed:
        biggest[t] = max(int(biggest[t]), int(tables.capacity[r]))
    worth: list[int] = []
    for t in np.flatnonzero(useful).tolist():
        votes = np.sort(tables.vote_weight[tables.vote_start[t] : tables.vote_start[t + 1]])[::-1]
        sittings = min(int(tables.repeats[t]), tables.S)
        # Each further sitting seats at most the dearest voters that the sittings before could not.
        worth += [int(votes[i * biggest[t] : (i + 1) * biggest[t]].sum()) for i in range(sittings)]
    voters = np.unique(tables.vote_person[useful[tables.vote_topic]])
    return sum(sorted(worth, reverse=True)[:cells]) + tables.weights.first * len(voters)


def _forced_moves(tables: Tables) -> int:
    """What current placements cost that their own rules no longer allow."""
    cost: int = 0
    for t, s, r in tables.current:
        if tables.frozen[s] or (tables.usable[s, r] and tables.slot_ok[t, s] and tables.room_ok[t, r]):
            continue
        stays_in_slot = tables.slot_ok[t, s] and bool((tables.usable[s] & tables.room_ok[t]).any())
        cost += tables.weights.room_move if stays_in_slot else tables.weights.slot_move
    return cost
