"""Estimates of what a move would change, read off sets of people without touching anything."""

from __future__ import annotations

import numpy as np

from scheduler.kernels import inner
from scheduler.kernels.state import (
    ABOVE,
    ANY,
    ANY_TWO,
    BUSY,
    CAPACITY,
    CURRENT,
    DEAR,
    DEAR_TWO,
    FIRST,
    FREE,
    HOST,
    LEVEL,
    LOAD,
    LOW,
    PLACED,
    ROOM_MOVE,
    ROOMS,
    SEATS,
    SETS,
    SLOT,
    SLOT_MOVE,
    SOME,
    TOPIC,
    WANT,
    WORTH,
    ones,
    span,
)


@inner
def _stays(f, x, i, q):
    """How many current placements session i keeps in their slot, and in their cell, by being in place q."""
    slots, cells = np.int64(0), np.int64(0)
    if q >= 0:
        for e in range(*span(f, CURRENT, np.int64(x.session[i, TOPIC]))):
            stood = f.lists[e]
            slots += stood // f.numbers[ROOMS] == q // f.numbers[ROOMS]
            cells += stood == q
    return slots, cells


@inner
def _exchange(f, x, s, out, inn, capacity):
    """Estimate the change of worth when session `out` (-1: none) leaves slot s and `inn` (-1) comes into a room there.

    Whoever loses a seat and wants another session there is taken to find one; who wants `inn` and could not come, or
    sits somewhere they want less, comes.
    """
    of = len(x.session)
    left_by = out if out >= 0 else len(x.crowd) - 1
    going = np.int64(x.session[out, TOPIC]) if out >= 0 else len(x.times)
    coming = np.int64(x.session[inn, TOPIC]) if inn >= 0 else len(x.times)
    free, low = of + SETS * s + FREE, of + SETS * s + LOW
    any_two, dear_two = of + SETS * s + ANY_TWO, of + SETS * s + DEAR_TWO
    lost, same, new = np.int64(0), np.int64(0), np.int64(0)
    for w in range(x.crowd.shape[1]):
        alone = x.crowd[left_by, w] & ~x.crowd[any_two, w]
        wish = f.votes[ANY, coming, w]
        lost += ones(alone & ~wish)
        same += ones(alone & wish)
        new += ones(wish & x.crowd[free, w])
    lost_dear, new_dear, raised = np.int64(0), np.int64(0), np.int64(0)
    more = f.numbers[WORTH + 2] - f.numbers[WORTH + 1]
    if more > 0:
        for w in range(x.crowd.shape[1]):
            wish = f.votes[ABOVE, coming, w]
            members = x.crowd[left_by, w]
            lost_dear += ones(members & f.votes[ABOVE, going, w] & ~x.crowd[dear_two, w] & ~wish)
            new_dear += ones(wish & x.crowd[free, w])
            raised += ones(wish & x.crowd[low, w] & ~members)
    lost_first, new_first = np.int64(0), np.int64(0)
    if f.numbers[FIRST] > 0:
        none, once = len(x.crowd) - 3, len(x.crowd) - 2
        for w in range(x.crowd.shape[1]):
            wish = f.votes[ANY, coming, w]
            lost_first += ones(x.crowd[left_by, w] & ~x.crowd[any_two, w] & ~wish & x.crowd[once, w])
            new_first += ones(wish & x.crowd[free, w] & x.crowd[none, w])
    change = -lost * f.numbers[WORTH + 1] - lost_dear * more - lost_first * f.numbers[FIRST]
    room = capacity - same
    dears = max(0, min(new_dear, room))
    lows = max(0, min(new - new_dear, room - dears))
    if more > f.numbers[WORTH + 1]:
        lows = max(0, min(new - new_dear, room - dears - raised))
    ups = max(0, min(raised, room - dears - lows))
    change += dears * f.numbers[WORTH + 2] + lows * f.numbers[WORTH + 1] + ups * more
    change += min(new_first, dears + lows) * f.numbers[FIRST]
    if out >= 0:
        for e in range(*span(f, HOST, going)):
            p = f.lists[e]
            if x.status[s, p, BUSY] == 1:
                change += f.numbers[WORTH + (2 if x.status[s, p, DEAR] > 0 else 1 if x.status[s, p, SOME] > 0 else 0)]
    if inn >= 0:
        for e in range(*span(f, HOST, coming)):
            change -= f.numbers[WORTH + x.status[s, f.lists[e], LEVEL]]
    return change


@inner
def hope(f, x, i, p, j, q):
    """The most that a change of rooms within a slot can bring: i goes from p to q, and j (or -1) the other way."""
    most = _room_hope(f, x, i, f.numbers[CAPACITY + q % f.numbers[ROOMS]])
    if j >= 0:
        most += _room_hope(f, x, j, f.numbers[CAPACITY + p % f.numbers[ROOMS]])
    return most


@inner
def _room_hope(f, x, i, capacity):
    most = min(x.session[i, WANT], capacity - x.session[i, SEATS])
    if most > 0:
        return most * (f.numbers[WORTH + 2] + f.numbers[FIRST])
    out = x.session[i, LOAD] - capacity
    if out <= 0:
        return np.int64(0)
    two = len(x.session) + SETS * x.session[i, SLOT] + ANY_TWO
    for w in range(x.crowd.shape[1]):
        out -= ones(x.crowd[i, w] & x.crowd[two, w])
    return -max(0, out) * f.numbers[WORTH + 1]


@inner
def foresee(f, x, i, p, j, q):
    """Estimate the change of worth when session i goes from place p to q (-1: out) and j (or -1) the other way."""
    rooms = f.numbers[ROOMS]
    change = np.int64(0)
    if p >= 0:
        change += _exchange(f, x, p // rooms, i, j, f.numbers[CAPACITY + p % rooms])
    if q >= 0:
        change += _exchange(f, x, q // rooms, j, i, f.numbers[CAPACITY + q % rooms])
    return change


@inner
def board_change(f, x, i, p, j, q):
    """Change of what the board itself is worth, topics with a place and moves; how many more current placements leave
    their slot, and how many more change rooms.
    """
    slots, cells = _stays(f, x, i, q)
    slots_before, cells_before = _stays(f, x, i, p)
    gone, moved = slots_before - slots, cells_before - cells
    if j >= 0:
        slots, cells = _stays(f, x, j, p)
        slots_before, cells_before = _stays(f, x, j, q)
        gone += slots_before - slots
        moved += cells_before - cells
    roomed = moved - gone
    change = -gone * f.numbers[SLOT_MOVE] - roomed * f.numbers[ROOM_MOVE]
    if (p < 0) != (q < 0):
        t = np.int64(x.session[i, TOPIC])
        others = x.times[t] - (1 if p >= 0 else 0)
        if others == 0:
            change += f.numbers[PLACED] if q >= 0 else -f.numbers[PLACED]
    if j >= 0 and p < 0:
        t = np.int64(x.session[j, TOPIC])
        if x.times[t] == 1:
            change -= f.numbers[PLACED]
    return change, gone, roomed
