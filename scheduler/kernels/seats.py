"""Seats people again as sessions come, go and change rooms, without looking further than one step."""

from __future__ import annotations

import numpy as np

from scheduler.kernels import inner
from scheduler.kernels.state import (
    ANY_TWO,
    BUFFER,
    BUSY,
    CAPACITY,
    COMES,
    DEAR,
    DEAR_TWO,
    FIRST,
    GOES,
    GOT,
    HOST,
    LEAVES,
    LEVEL,
    LOAD,
    MINE,
    NONE,
    OF_WANT,
    OVERLAP,
    RANK,
    ROOMS,
    SEAT,
    SEATS,
    SETS,
    SIBLING,
    SLOT,
    SOME,
    STUCK,
    TOPIC,
    UNSEATED,
    VOTE,
    WANT,
    WORTH,
    count_wants,
    note,
    occupy,
    put,
    roll,
    seat_person,
    span,
)

# People asked whether they would rather go on, before somebody stays without a seat.
ASKED = 24
# A vacancy may be filled by somebody whose seat is then vacant, and so on, this often.
CHAIN = 4


@inner
def _barred(f, x, p, s, i):
    """Whether a seat at an overlapping time or in another session of the topic keeps p out of session i in slot s."""
    for e in range(*span(f, OVERLAP, s)):
        if x.status[f.lists[e], p, SEAT] >= 0:
            return True
    for e in range(*span(f, SIBLING, i)):
        k = f.lists[e]
        if x.session[k, SLOT] >= 0 and x.status[x.session[k, SLOT], p, SEAT] == k:
            return True
    return False


@inner
def _rank(f, x, p, s, i, level):
    """How much p would gain by a seat in session i: 0 the most, -1 nothing."""
    was = np.int64(x.status[s, p, LEVEL])
    if level <= was or x.status[s, p, BUSY] > 0 or _barred(f, x, p, s, i):
        return -1
    return f.numbers[RANK + 6 * level + 2 * was + (1 if x.person[p, GOT] == 0 else 0)]


@inner
def _refill(f, x, i, s):
    """Somebody has left session i: who gains most comes in, then the same for the seat they left."""
    gain = np.int64(0)
    for _ in range(CHAIN):
        if x.session[i, WANT] <= 0 or x.session[i, LOAD] >= x.session[i, SEATS]:
            return gain
        t = np.int64(x.session[i, TOPIC])
        a, b = span(f, VOTE, t)
        off = roll(x.dice, b - a)
        best, who, level = 99, -1, 0
        for n in range(b - a):
            v = a + off + n
            if v >= b:
                v -= b - a
            p, mine = f.lists[v] >> 2, f.lists[v] & 3
            k = _rank(f, x, p, s, i, mine)
            if 0 <= k < best:
                best, who, level = k, p, mine
                if k == 0:
                    break
        if who < 0:
            return gain
        left = np.int64(x.status[s, who, SEAT])
        gain += seat_person(f, x, who, s, i, level)
        if left < 0:
            return gain
        i = left
    return gain


@inner
def _fill(f, x, i, s):
    """Those who gain most come into session i, as many as there are seats; then, at no loss, from full sessions."""
    gain = np.int64(0)
    t = np.int64(x.session[i, TOPIC])
    a, b = span(f, VOTE, t)
    if b == a or x.session[i, LOAD] >= x.session[i, SEATS]:
        return gain
    off = roll(x.dice, b - a)
    if x.session[i, WANT] > 0:
        # Of five ranks (0..4) those below `cut` all fit.
        n0, n1, n2, n3, n4 = 0, 0, 0, 0, 0
        for v in range(a, b):
            k = _rank(f, x, f.lists[v] >> 2, s, i, f.lists[v] & 3)
            if k == 0:
                n0 += 1
            elif k == 1:
                n1 += 1
            elif k == 2:
                n2 += 1
            elif k == 3:
                n3 += 1
            elif k == 4:
                n4 += 1
        left = x.session[i, SEATS] - x.session[i, LOAD]
        cut = 0
        for n in (n0, n1, n2, n3, n4):
            if n > left:
                break
            left -= n
            cut += 1
        for n in range(b - a):
            v = a + off + n
            if v >= b:
                v -= b - a
            p, level = f.lists[v] >> 2, f.lists[v] & 3
            k = _rank(f, x, p, s, i, level)
            if 0 <= k < cut or (k == cut and left > 0):
                if k == cut:
                    left -= 1
                was = np.int64(x.status[s, p, SEAT])
                gain += seat_person(f, x, p, s, i, level)
                if was >= 0:
                    gain += _refill(f, x, was, s)
                if x.session[i, LOAD] >= x.session[i, SEATS]:
                    return gain
    for n in range(b - a):
        v = a + off + n
        if v >= b:
            v -= b - a
        p, level = f.lists[v] >> 2, f.lists[v] & 3
        was = np.int64(x.status[s, p, SEAT])
        if was < 0 or was == i or x.session[was, WANT] <= 0:
            continue
        if level == x.status[s, p, LEVEL] and not _barred(f, x, p, s, i):
            gain += seat_person(f, x, p, s, i, level)
            gain += _refill(f, x, was, s)
            if x.session[i, LOAD] >= x.session[i, SEATS]:
                return gain
    return gain


@inner
def _free_session(f, x, p, s, no):
    """The session with a free seat that p likes best in slot s, and its level; not session `no`."""
    best, level, spare = -1, 0, 0
    for v in range(*span(f, MINE, p)):
        mine, k = f.lists[v] & 3, f.lists[v] >> 2
        if x.session[k, SLOT] == s and mine >= level and k != no:
            room = x.session[k, SEATS] - x.session[k, LOAD]
            if room > 0 and (mine > level or room > spare) and not _barred(f, x, p, s, k):
                best, level, spare = k, mine, room
    return best, level


@inner
def _reseat(f, x, p, s):
    """Person p has lost their seat in slot s: a free one, or that of somebody who can go on or has less to lose."""
    free, level = _free_session(f, x, p, s, NONE)
    bonus = f.numbers[FIRST] if x.person[p, GOT] == 0 else 0
    reach = f.numbers[WORTH + level] + bonus if free >= 0 else 0
    best, into, whom, onward, onward_level, into_level = 0, NONE, NONE, NONE, UNSEATED, UNSEATED
    for v in range(*span(f, MINE, p)):
        mine, k = f.lists[v] & 3, f.lists[v] >> 2
        if x.session[k, SLOT] != s or mine <= level or best > 0:
            continue
        if x.session[k, SEATS] == 0 or x.session[k, STUCK] == x.tally[LEAVES] or _barred(f, x, p, s, k):
            continue
        t = np.int64(x.session[k, TOPIC])
        gain = f.numbers[WORTH + mine] + bonus - reach
        a, b = span(f, VOTE, t)
        off = roll(x.dice, b - a)
        moved = False
        for n in range(min(b - a, ASKED)):
            w = a + off + n
            if w >= b:
                w -= b - a
            other, theirs = f.lists[w] >> 2, f.lists[w] & 3
            if x.status[s, other, SEAT] != k:
                continue
            next_, next_level = _free_session(f, x, other, s, k)
            loss = f.numbers[WORTH + theirs] - f.numbers[WORTH + next_level]
            if next_ < 0 and x.person[other, GOT] == 1:
                loss += f.numbers[FIRST]
            if gain - loss > best:
                best, into, whom, onward, onward_level = gain - loss, k, other, next_, next_level
                into_level = mine
                moved = True
                if loss == 0:
                    break
        if not moved:
            x.session[k, STUCK] = np.int64(x.tally[LEAVES])
    if into >= 0:
        change = seat_person(f, x, whom, s, onward, onward_level)
        return change + seat_person(f, x, p, s, into, into_level)
    if free >= 0:
        return seat_person(f, x, p, s, free, level)
    return np.int64(0)


@inner
def cover(f, x, i, s, sign):
    """Session i comes to slot s or leaves it, as something that people want there."""
    t = np.int64(x.session[i, TOPIC])
    row = len(x.session) + SETS * s
    for v in range(*span(f, VOTE, t)):
        p = f.lists[v] >> 2
        x.status[s, p, f.lists[v] & 3] += sign
        put(x.crowd, row + ANY_TWO, p, x.status[s, p, SOME] + x.status[s, p, DEAR] > 1)
        put(x.crowd, row + DEAR_TWO, p, x.status[s, p, DEAR] > 1)


@inner
def leave(f, x, i):
    """Session i loses its place; those who sat there are seated elsewhere if they can be. Returns change of worth."""
    t, s = np.int64(x.session[i, TOPIC]), np.int64(x.session[i, SLOT])
    gain = np.int64(0)
    x.tally[LEAVES] += 1
    x.session[i, SLOT] = -1
    cover(f, x, i, s, GOES)
    if x.session[i, WANT] != 0:
        note(x.journal, OF_WANT, i, np.int64(x.session[i, WANT]))
        x.session[i, WANT] = 0
    n = 0
    if x.session[i, LOAD] > 0:
        for v in range(*span(f, VOTE, t)):
            p = f.lists[v] >> 2
            if x.status[s, p, SEAT] == i:
                x.person[n, BUFFER] = p
                n += 1
                gain += seat_person(f, x, p, s, NONE, UNSEATED)
    for m in range(n):
        gain += _reseat(f, x, np.int64(x.person[m, BUFFER]), s)
    gain += _hosts(f, x, t, s, GOES)
    return gain


@inner
def _hosts(f, x, t, s, sign):
    """The hosts of topic t are busy (1) or free again (-1) in slot s and what overlaps it."""
    gain = np.int64(0)
    for e in range(*span(f, HOST, t)):
        p = np.int64(f.lists[e])
        gain += _engage(f, x, p, s, sign)
        for o in range(*span(f, OVERLAP, s)):
            gain += _engage(f, x, p, np.int64(f.lists[o]), sign)
    return gain


@inner
def _engage(f, x, p, s, sign):
    """Person p is busy once more in slot s, or once less, and without a seat or looking for one."""
    occupy(x, p, s, sign)
    gain = np.int64(0)
    if sign > 0 and x.status[s, p, BUSY] == 1:
        was = np.int64(x.status[s, p, SEAT])
        if was >= 0:
            gain += seat_person(f, x, p, s, NONE, UNSEATED)
        count_wants(f, x, p, s, GOES)
        if was >= 0:
            gain += _refill(f, x, was, s)
    elif sign < 0 and x.status[s, p, BUSY] == 0:
        count_wants(f, x, p, s, COMES)
        gain += _reseat(f, x, p, s)
    return gain


@inner
def enter(f, x, i, q):
    """Session i gets place q and is filled. Returns change of worth."""
    t, s = np.int64(x.session[i, TOPIC]), q // f.numbers[ROOMS]
    gain = _hosts(f, x, t, s, COMES)
    x.session[i, SLOT] = s
    x.session[i, SEATS] = f.numbers[CAPACITY + q % f.numbers[ROOMS]]
    cover(f, x, i, s, COMES)
    wants = 0
    for v in range(*span(f, VOTE, t)):
        p, level = f.lists[v] >> 2, f.lists[v] & 3
        if x.status[s, p, BUSY] == 0 and level > x.status[s, p, LEVEL]:
            wants += 1
    note(x.journal, OF_WANT, i, np.int64(x.session[i, WANT]))
    x.session[i, WANT] = wants
    return gain + _fill(f, x, i, s)


@inner
def resize(f, x, i, capacity):
    """Session i changes to a room of this capacity in its slot. Returns change of worth."""
    gain = np.int64(0)
    if x.session[i, LOAD] <= capacity and x.session[i, WANT] == 0:
        x.session[i, SEATS] = capacity
        return gain
    s, t = np.int64(x.session[i, SLOT]), np.int64(x.session[i, TOPIC])
    old = x.session[i, SEATS]
    x.tally[LEAVES] += 1
    x.session[i, SEATS] = capacity
    if capacity > old:
        return _fill(f, x, i, s)
    if x.session[i, LOAD] > capacity:
        a, b = span(f, VOTE, t)
        off = roll(x.dice, b - a)
        n = 0
        # Those with less to lose go first.
        for level in (1, 2):
            for m in range(b - a):
                v = a + off + m
                if v >= b:
                    v -= b - a
                p = f.lists[v] >> 2
                if x.session[i, LOAD] > capacity and f.lists[v] & 3 == level and x.status[s, p, SEAT] == i:
                    x.person[n, BUFFER] = p
                    n += 1
                    gain += seat_person(f, x, p, s, NONE, UNSEATED)
        for m in range(n):
            gain += _reseat(f, x, np.int64(x.person[m, BUFFER]), s)
    return gain
