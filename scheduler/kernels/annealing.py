"""The compiled walk: simulated annealing over placements with everybody seated all the time (Kirkpatrick et al. 1983).

A move gives a session another place, or swaps two; people are seated again where that takes or gives them seats. Each
session keeps its capacity, so the worth of a state is that of a real seating: a lower bound of the placements' value,
and close to it, since whoever comes late to a full session may push one person on to another of their choices (the
augmenting paths of the flow that seats people exactly, cut off after one step).

Most moves are bad. `estimate` estimates the change from the seats alone, without touching anything; only moves that
may pass are made for real, and undone from a journal if they do not. Most exchanges of rooms within a slot change
nothing: they pass at any temperature, and each is paid for by seating people again. So most of them are not proposed.
"""

from __future__ import annotations

import numpy as np

from scheduler.kernels import inner, kept
from scheduler.kernels.estimate import (
    board_change,
    foresee,
    hope,
)
from scheduler.kernels.seats import (
    cover,
    enter,
    leave,
    resize,
)
from scheduler.kernels.state import (
    BEST,
    BEST_PLACE,
    BUSY,
    CAPACITY,
    COMES,
    ERROR,
    FINE,
    FIRM,
    FIRST,
    GOES,
    GONE,
    GOT,
    HOST,
    LEVEL,
    LOAD,
    MADE,
    MOST_GONE,
    MOST_ROOMED,
    MOVABLE,
    MOVES,
    NOW,
    OVERLAP,
    PARTNER,
    PLACE,
    PLACES,
    ROOMED,
    ROOMS,
    SEATS,
    SLOT,
    SLOTS,
    SPREAD,
    STAYS,
    TAKEN,
    TOPIC,
    UNSEATED,
    VOTE,
    WANT,
    WORTH,
    chance,
    occupy,
    roll,
    set_seats,
    sit,
    span,
    undo,
)

# Moves are made for real when their estimate, corrected by its mean error and so many mean deviations, may pass.
DOUBT = 1.0
# Moves between two temperatures.
STEADY = 32
# Of the moves one in so many takes a session off the board.
SELDOM = np.int64(64)
# Of all moves at most about one in so many is between rooms of one slot, which with few slots would be many more.
WITHIN = np.int64(24)


@inner
def _shift(f, x, i, q, sign):
    """What the journal does not hold, as session i comes to (1) or leaves (-1) place q."""
    if q >= 0:
        s = q // f.numbers[ROOMS]
        cover(f, x, i, s, sign)
        for e in range(*span(f, HOST, np.int64(x.session[i, TOPIC]))):
            occupy(x, np.int64(f.lists[e]), s, sign)
            for o in range(*span(f, OVERLAP, s)):
                occupy(x, np.int64(f.lists[e]), np.int64(f.lists[o]), sign)


@inner
def _unmake(f, x, i, q, p):
    """Session i was moved from place p to q (-1: none): what the journal does not hold goes back."""
    _shift(f, x, i, q, GOES)
    _shift(f, x, i, p, COMES)
    x.session[i, SLOT] = p // f.numbers[ROOMS] if p >= 0 else -1
    x.session[i, SEATS] = f.numbers[CAPACITY + p % f.numbers[ROOMS]] if p >= 0 else 0


@inner
def _clashes(f, x, i, s, but, but_slot):
    """Whether session i in slot s breaks a rule beside the others, with session `but` (or -1) in slot `but_slot`."""
    a, b = span(f, PARTNER, i)
    for e in range(a, b, 2):
        k = f.lists[e]
        other = but_slot if k == but else x.session[k, SLOT]
        if other >= 0 and f.rule[f.lists[e + 1], s, other]:
            return True
    return False


@inner
def _shadowed(f, x, q, i, j):
    """Whether a session other than i and j has the room of place q at an overlapping time."""
    s, r = q // f.numbers[ROOMS], q % f.numbers[ROOMS]
    for o in range(*span(f, OVERLAP, s)):
        k = x.board[f.lists[o] * f.numbers[ROOMS] + r]
        if k >= 0 and k != i and k != j:
            return True
    return False


@inner
def _allowed(f, x, i, p, j, q):
    """Whether session i may go from place p to q and j (or -1) from q to p, every rule kept."""
    if j >= 0 and (x.session[j, FIRM] or x.session[j, TOPIC] == x.session[i, TOPIC]):
        return False
    if (q < 0 and x.session[i, STAYS]) or (p < 0 and j >= 0 and x.session[j, STAYS]):
        return False
    if q >= 0:
        if not f.may[i, q]:
            return False
        if _shadowed(f, x, q, i, j):
            return False
    if j >= 0 and p >= 0:
        if not f.may[j, p]:
            return False
        if _shadowed(f, x, p, i, j):
            return False
    s1 = p // f.numbers[ROOMS] if p >= 0 else -1
    s2 = q // f.numbers[ROOMS] if q >= 0 else -1
    if s1 == s2:
        return True
    if q >= 0 and _clashes(f, x, i, s2, j, s1):
        return False
    return not (j >= 0 and p >= 0 and _clashes(f, x, j, s1, i, s2))


@inner
def _make(f, x, i, p, j, q):
    """Seat everybody again after the move, the board aside. Returns change of worth."""
    s1 = p // f.numbers[ROOMS] if p >= 0 else -1
    s2 = q // f.numbers[ROOMS] if q >= 0 else -1
    gain = np.int64(0)
    if s1 == s2:
        one, other = f.numbers[CAPACITY + p % f.numbers[ROOMS]], f.numbers[CAPACITY + q % f.numbers[ROOMS]]
        if j < 0:
            return resize(f, x, i, other)
        if one > other:
            gain += resize(f, x, j, one)
            return gain + resize(f, x, i, other)
        if other > one:
            gain += resize(f, x, i, other)
            return gain + resize(f, x, j, one)
        return gain
    if p >= 0:
        gain += leave(f, x, i)
    if j >= 0:
        gain += leave(f, x, j)
    if q >= 0:
        gain += enter(f, x, i, q)
    else:
        x.session[i, SEATS] = 0
    if j >= 0:
        if p >= 0:
            gain += enter(f, x, j, p)
        else:
            x.session[j, SEATS] = 0
    return gain


@inner
def _settle(f, x, i, p, j, q):
    """Write the move down on the board."""
    x.session[i, PLACE] = q
    if q >= 0:
        x.board[q] = i
    if p >= 0:
        x.board[p] = j
    if j >= 0:
        x.session[j, PLACE] = p
        if p < 0:
            x.times[x.session[j, TOPIC]] -= 1
    if p < 0 and q >= 0:
        x.times[x.session[i, TOPIC]] += 1
    elif p >= 0 and q < 0:
        x.times[x.session[i, TOPIC]] -= 1


@inner
def _excess(f, gone, roomed):
    """How many moves away from the current placements there are beyond those that a plan may make."""
    return max(0.0, gone - f.numbers[MOST_GONE]) + max(0.0, roomed - f.numbers[MOST_ROOMED])


@kept
def anneal(f, x, moves, hot, cold):
    """Propose `moves` moves while the temperature falls from `hot` to `cold`.

    Returns how many were proposed: fewer only when the journal was too short for one, which leaves the state broken
    (column PLACE still says where every session was before it).
    """
    tally = x.tally
    fall = np.log(cold / hot)
    heat = hot
    first, last = span(f, MOVABLE, np.int64(0))
    rooms = f.numbers[ROOMS]
    for n in range(moves):
        if n % STEADY == 0:
            heat = hot * np.exp(fall * n / moves)
        i = np.int64(f.lists[first + roll(x.dice, last - first)])
        p = np.int64(x.session[i, PLACE])
        a, b = span(f, PLACES, i)
        q = np.int64(-1)
        if p < 0 or roll(x.dice, SELDOM) > 0:
            if a == b:
                continue
            q = np.int64(f.lists[a + roll(x.dice, b - a)])
        if q == p:
            continue
        inside = p >= 0 and q >= 0 and p // rooms == q // rooms
        if inside and roll(x.dice, WITHIN) >= f.numbers[SLOTS]:
            continue
        j = np.int64(x.board[q]) if q >= 0 else np.int64(-1)
        if not _allowed(f, x, i, p, j, q):
            continue
        tally[MOVES] += 1
        board, gone, roomed = board_change(f, x, i, p, j, q)
        excess = _excess(f, tally[GONE] + gone, tally[ROOMED] + roomed)
        fine = tally[FINE] * (excess - _excess(f, tally[GONE], tally[ROOMED]))
        least = heat * np.log(chance(x.dice)) + fine
        guess = np.int64(0)
        if inside:
            if board + hope(f, x, i, p, j, q) < least:
                continue
        else:
            guess = foresee(f, x, i, p, j, q)
            if board + guess + tally[ERROR] + DOUBT * tally[SPREAD] < least:
                continue
        x.journal[0, 0] = 0
        change = _make(f, x, i, p, j, q)
        tally[MADE] += 1
        if not inside:
            miss = change - guess - tally[ERROR]
            tally[ERROR] += 0.01 * miss
            tally[SPREAD] += 0.01 * (abs(miss) - tally[SPREAD])
        if x.journal[0, 0] >= len(x.journal):
            return n
        if change + board >= least:
            _settle(f, x, i, p, j, q)
            tally[TAKEN] += 1
            tally[NOW] += change + board
            tally[GONE] += gone
            tally[ROOMED] += roomed
            if tally[NOW] > tally[BEST] and excess == 0:
                tally[BEST] = tally[NOW]
                for k in range(len(x.session)):
                    x.session[k, BEST_PLACE] = x.session[k, PLACE]
        else:
            undo(f, x)
            if inside:
                x.session[i, SEATS] = f.numbers[CAPACITY + p % f.numbers[ROOMS]]
                if j >= 0:
                    x.session[j, SEATS] = f.numbers[CAPACITY + q % f.numbers[ROOMS]]
            else:
                _unmake(f, x, i, q, p)
                if j >= 0:
                    _unmake(f, x, j, p, q)
    return moves


@inner
def _gather(x):
    """Everybody is without a seat, and free where they are not away."""
    for p in range(len(x.person)):
        set_seats(x, p, UNSEATED)
        for s in range(len(x.status)):
            occupy(x, p, s, UNSEATED)


@kept
def begin(f, x):
    """Put the sessions of column PLACE on an empty board and seat everybody. Returns the worth of the seats."""
    total = np.int64(0)
    _gather(x)
    for i in range(len(x.session)):
        q = np.int64(x.session[i, PLACE])
        if q >= 0:
            x.board[q] = i
            x.times[x.session[i, TOPIC]] += 1
            x.journal[0, 0] = 0
            total += enter(f, x, i, q)
    x.journal[0, 0] = 0
    return total


@kept
def seat_as(f, x, people, sessions, levels):
    """Put the sessions of column PLACE on an empty board with these seats. Returns the worth of the seats."""
    total = np.int64(0)
    _gather(x)
    for i in range(len(x.session)):
        q = np.int64(x.session[i, PLACE])
        if q >= 0:
            s, t = q // f.numbers[ROOMS], np.int64(x.session[i, TOPIC])
            x.board[q] = i
            x.times[t] += 1
            x.session[i, SLOT] = s
            x.session[i, SEATS] = f.numbers[CAPACITY + q % f.numbers[ROOMS]]
            _shift(f, x, i, q, COMES)
    for n in range(len(people)):
        p, i = people[n], sessions[n]
        s = np.int64(x.session[i, SLOT])
        sit(x, p, s, i, levels[n])
        x.session[i, LOAD] += 1
        total += f.numbers[WORTH + levels[n]]
        if x.person[p, GOT] == 0:
            total += f.numbers[FIRST]
        set_seats(x, p, x.person[p, GOT] + 1)
    for i in range(len(x.session)):
        s = x.session[i, SLOT]
        if s >= 0:
            t = np.int64(x.session[i, TOPIC])
            for v in range(*span(f, VOTE, t)):
                p, level = f.lists[v] >> 2, f.lists[v] & 3
                if x.status[s, p, BUSY] == 0 and level > x.status[s, p, LEVEL]:
                    x.session[i, WANT] += 1
    x.journal[0, 0] = 0
    return total
