"""The compiled walk: simulated annealing over placements with everybody seated all the time (Kirkpatrick et al. 1983).

A move gives a session another place, or swaps two; people are seated again where that takes or gives them seats. Each
session keeps its capacity, so the worth of a state is that of a real seating: a lower bound of the placements' value,
and close to it, since whoever comes late to a full session may push one person on to another of their choices (the
augmenting paths of the flow that seats people exactly, cut off after one step).

Most moves are bad. `_foresee` estimates the change from the seats alone, without touching anything; only moves that
may pass are made for real, and undone from a journal if they do not.

Letters: i, j sessions, t topics, p people, s slots, r rooms, q = s * R + r places. A vote has level 1 or 2, the dearer
kind being 2; 0 is no seat.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit, types
from numba.extending import intrinsic

Numbers = npt.NDArray[np.int64]
Ints = npt.NDArray[np.int32]
Shorts = npt.NDArray[np.int16]
Bools = npt.NDArray[np.bool_]
Sets = npt.NDArray[np.uint64]

# Entries of Facts.numbers; where several follow each other, the first of them.
SLOTS, ROOMS, FIRST, PLACED, SLOT_MOVE, ROOM_MOVE = 0, 1, 2, 3, 4, 5
WORTH = 6  # of a seat, by level 0..2
GAIN = 9  # of a better seat, by rank 0..4
RANK = 14  # by new level, old level, first seat or not: 6 * new + 2 * old + first; rank 0 is the greatest gain
BASE = 32  # where in Facts.heads each kind of list begins
CAPACITY = 48  # by room
# Kinds of lists.
VOTE = 0  # of a topic: 4 * p + level
MINE = 1  # of a person: 4 * i + level for every session of a topic they voted for
SIBLING = 2  # of a session: the others of its topic
PLACES = 3  # of a session: places it may have, rules of single topics kept; none if it must not move
OVERLAP = 4  # of a slot: others that overlap it
HOST = 5  # of a topic
PARTNER = 6  # of a session, in pairs: another session, the rule that forbids some slots beside it
CURRENT = 7  # of a topic: places it has now
MOVABLE = 8  # of 0: sessions that may move
KINDS = 9

# Columns of State.session.
PLACE, SLOT, SEATS, LOAD, WANT, STUCK, BEST_PLACE, TOPIC, STAYS, FIRM = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9
SESSION_COLUMNS = 10
# Columns of State.person.
GOT, BUFFER = 0, 1
PERSON_COLUMNS = 2
# Columns of State.status.
LEVEL, SOME, DEAR, BUSY, SEAT = 0, 1, 2, 3, 4
STATUS_COLUMNS = 5
# Rows of Facts.votes: who voted for a topic, and who did so at level 2.
ANY, ABOVE = 0, 1
# Rows of State.crowd for a slot, which come after those of the sessions: free and without a seat there; seated at level
# 1; who want two sessions there or more, at either level and at level 2.
FREE, LOW, ANY_TWO, DEAR_TWO = 0, 1, 2, 3
SETS = 4
# Rows after those: people without any seat, people with one, nobody.
LAST_SETS = 3
# Kinds of journal entries.
OF_SEAT, OF_LOAD, OF_WANT, OF_GOT = 0, 1, 2, 3
# Entries of State.tally.
NOW, BEST, MOVES, MADE, TAKEN, ERROR, SPREAD, LEAVES = 0, 1, 2, 3, 4, 5, 6, 7
TALLIES = 8

# People asked whether they would rather go on, before somebody stays without a seat.
ASKED = 24
# A vacancy may be filled by somebody whose seat is then vacant, and so on, this often.
CHAIN = 4
# Moves are made for real when their estimate, corrected by its mean error and so many mean deviations, may pass.
DOUBT = 1.0
# Moves between two temperatures.
STEADY = 32
# Of the moves one in so many takes a session off the board.
SELDOM = 64


class Facts(NamedTuple):
    """What does not change. Few arrays, since compiled code hands each of them on by value.

    The list of kind k and key n is lists[heads[h]:heads[h + 1]] with h = numbers[BASE + k] + n. may (N, S * R): whether
    a session may have a place. rule (rules, S, S): whether a session must not be in slot a with its partner in slot b.
    votes (2, T + 1, words): sets of people, 64 to a word; nobody votes for topic T.
    """

    numbers: Numbers
    heads: Ints
    lists: Ints
    may: Bools
    rule: Bools
    votes: Sets


class State(NamedTuple):
    """Where everything is; columns are named above.

    session (N, 10): its place, slot (both -1 when out), seats of its room, people in it, free people who would rather
    be in it than where they sit in that slot, when it was last seen that nobody in it can go on, its place in the best
    state, its topic, whether it must stay on the board, or even where it is. person (P, 2): seats, scratch. status
    (S, P, 5): level of the seat; sessions there voted for at level 1 and 2; how often away or hosting; the seat's
    session or -1. crowd (N + 4 S + 3, words): sets of people, first those who sit in each session; estimates are read
    off them alone. board (S * R,): session or -1. times (T,): sessions with a place. journal (entries, 3): what to put
    back, [0, 0] counts them. tally (8,): worth now and at best, moves judged, made, kept, mean and spread of the
    estimates' error, how often a session was left.
    """

    session: Ints
    person: Ints
    status: Shorts
    crowd: Sets
    board: Ints
    times: Ints
    journal: Ints
    dice: npt.NDArray[np.uint64]
    tally: npt.NDArray[np.float64]


def _count_bits(context, word):
    """How many bits of a word are set: one instruction."""

    def generate(context, builder, signature, arguments):
        return builder.ctpop(arguments[0])

    return types.int64(types.uint64), generate


_ones: Any = intrinsic(_count_bits)


@njit(cache=True, nogil=True)
def _put(crowd, row, p, on):
    """Put person p into a set, or take them out of it."""
    bit = np.uint64(1) << np.uint64(p & 63)
    if on:
        crowd[row, p >> 6] |= bit
    else:
        crowd[row, p >> 6] &= ~bit


@njit(cache=True, nogil=True)
def _span(f, kind, key):
    """Where the list of this kind and key is."""
    head = f.numbers[BASE + kind] + key
    return f.heads[head], f.heads[head + 1]


@njit(cache=True, nogil=True)
def _roll(dice, n):
    x = dice[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    dice[0] = x
    return np.int64((x >> np.uint64(11)) % np.uint64(n))


@njit(cache=True, nogil=True)
def _chance(dice):
    return (_roll(dice, 1 << 53) + 0.5) * (1.0 / 9007199254740992.0)


@njit(cache=True, nogil=True)
def _log(journal, kind, index, old):
    n = journal[0, 0] + 1
    if n < len(journal):
        journal[n, 0] = kind
        journal[n, 1] = index
        journal[n, 2] = old
    journal[0, 0] = n


@njit(cache=True, nogil=True)
def _sit(x, p, s, i, level):
    old = x.status[s, p, SEAT]
    if old >= 0:
        _put(x.crowd, old, p, False)
    if i >= 0:
        _put(x.crowd, i, p, True)
    x.status[s, p, SEAT] = i
    x.status[s, p, LEVEL] = level
    row = len(x.session) + SETS * s
    _put(x.crowd, row + FREE, p, i < 0 and x.status[s, p, BUSY] == 0)
    _put(x.crowd, row + LOW, p, level == 1)


@njit(cache=True, nogil=True)
def _get(x, p, seats):
    x.person[p, GOT] = seats
    _put(x.crowd, len(x.crowd) - 3, p, seats == 0)
    _put(x.crowd, len(x.crowd) - 2, p, seats == 1)


@njit(cache=True, nogil=True)
def _occupy(x, p, s, sign):
    x.status[s, p, BUSY] += sign
    free = x.status[s, p, SEAT] < 0 and x.status[s, p, BUSY] == 0
    _put(x.crowd, len(x.session) + SETS * s + FREE, p, free)


@njit(cache=True, nogil=True)
def _change(f, x, p, s, i, level):
    """Person p sits in session i (-1: in none) in slot s from now on; returns the change of worth."""
    old = x.status[s, p, SEAT]
    was = np.int64(x.status[s, p, LEVEL])
    _log(x.journal, OF_SEAT, s * len(x.person) + p, old * 4 + was)
    _sit(x, p, s, i, level)
    gain = f.numbers[WORTH + level] - f.numbers[WORTH + was]
    if old >= 0:
        _log(x.journal, OF_LOAD, old, x.session[old, LOAD])
        x.session[old, LOAD] -= 1
    if i >= 0:
        _log(x.journal, OF_LOAD, i, x.session[i, LOAD])
        x.session[i, LOAD] += 1
    if old < 0 and i >= 0:
        _log(x.journal, OF_GOT, p, x.person[p, GOT])
        if x.person[p, GOT] == 0:
            gain += f.numbers[FIRST]
        _get(x, p, x.person[p, GOT] + 1)
    elif old >= 0 and i < 0:
        _log(x.journal, OF_GOT, p, x.person[p, GOT])
        _get(x, p, x.person[p, GOT] - 1)
        if x.person[p, GOT] == 0:
            gain -= f.numbers[FIRST]
    if level != was:
        for v in range(*_span(f, MINE, p)):
            mine, k = f.lists[v] & 3, f.lists[v] >> 2
            if x.session[k, SLOT] == s and (mine > level) != (mine > was):
                _log(x.journal, OF_WANT, k, x.session[k, WANT])
                x.session[k, WANT] += 1 if mine > level else -1
    return gain


@njit(cache=True, nogil=True)
def _count_wants(f, x, p, s, sign):
    """Person p, without a seat in slot s, begins (1) or ceases (-1) to want what is there."""
    for v in range(*_span(f, MINE, p)):
        k = f.lists[v] >> 2
        if x.session[k, SLOT] == s:
            _log(x.journal, OF_WANT, k, x.session[k, WANT])
            x.session[k, WANT] += sign


@njit(cache=True, nogil=True)
def _barred(f, x, p, s, i):
    """Whether a seat at an overlapping time or in another session of the topic keeps p out of session i in slot s."""
    for e in range(*_span(f, OVERLAP, s)):
        if x.status[f.lists[e], p, SEAT] >= 0:
            return True
    for e in range(*_span(f, SIBLING, i)):
        k = f.lists[e]
        if x.session[k, SLOT] >= 0 and x.status[x.session[k, SLOT], p, SEAT] == k:
            return True
    return False


@njit(cache=True, nogil=True)
def _rank(f, x, p, s, i, level):
    """How much p would gain by a seat in session i: 0 the most, -1 nothing."""
    was = np.int64(x.status[s, p, LEVEL])
    if level <= was or x.status[s, p, BUSY] > 0 or _barred(f, x, p, s, i):
        return -1
    return f.numbers[RANK + 6 * level + 2 * was + (1 if x.person[p, GOT] == 0 else 0)]


@njit(cache=True, nogil=True)
def _refill(f, x, i, s):
    """Somebody has left session i: who gains most comes in, then the same for the seat they left."""
    gain = np.int64(0)
    for _ in range(CHAIN):
        if x.session[i, WANT] <= 0 or x.session[i, LOAD] >= x.session[i, SEATS]:
            return gain
        t = x.session[i, TOPIC]
        a, b = _span(f, VOTE, t)
        off = _roll(x.dice, b - a)
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
        left = x.status[s, who, SEAT]
        gain += _change(f, x, who, s, i, level)
        if left < 0:
            return gain
        i = left
    return gain


@njit(cache=True, nogil=True)
def _fill(f, x, i, s):
    """Those who gain most come into session i, as many as there are seats; then, at no loss, from full sessions."""
    gain = np.int64(0)
    t = x.session[i, TOPIC]
    a, b = _span(f, VOTE, t)
    if b == a or x.session[i, LOAD] >= x.session[i, SEATS]:
        return gain
    off = _roll(x.dice, b - a)
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
                was = x.status[s, p, SEAT]
                gain += _change(f, x, p, s, i, level)
                if was >= 0:
                    gain += _refill(f, x, was, s)
                if x.session[i, LOAD] >= x.session[i, SEATS]:
                    return gain
    for n in range(b - a):
        v = a + off + n
        if v >= b:
            v -= b - a
        p, level = f.lists[v] >> 2, f.lists[v] & 3
        was = x.status[s, p, SEAT]
        if was < 0 or was == i or x.session[was, WANT] <= 0:
            continue
        if level == x.status[s, p, LEVEL] and not _barred(f, x, p, s, i):
            gain += _change(f, x, p, s, i, level)
            gain += _refill(f, x, was, s)
            if x.session[i, LOAD] >= x.session[i, SEATS]:
                return gain
    return gain


@njit(cache=True, nogil=True)
def _free_session(f, x, p, s, no):
    """The session with a free seat that p likes best in slot s, and its level; not session `no`."""
    best, level, spare = -1, 0, 0
    for v in range(*_span(f, MINE, p)):
        mine, k = f.lists[v] & 3, f.lists[v] >> 2
        if x.session[k, SLOT] == s and mine >= level and k != no:
            room = x.session[k, SEATS] - x.session[k, LOAD]
            if room > 0 and (mine > level or room > spare) and not _barred(f, x, p, s, k):
                best, level, spare = k, mine, room
    return best, level


@njit(cache=True, nogil=True)
def _reseat(f, x, p, s):
    """Person p has lost their seat in slot s: a free one, or that of somebody who can go on or has less to lose."""
    free, level = _free_session(f, x, p, s, -1)
    bonus = f.numbers[FIRST] if x.person[p, GOT] == 0 else 0
    reach = f.numbers[WORTH + level] + bonus if free >= 0 else 0
    best, into, whom, onward, onward_level, into_level = 0, -1, -1, -1, 0, 0
    for v in range(*_span(f, MINE, p)):
        mine, k = f.lists[v] & 3, f.lists[v] >> 2
        if x.session[k, SLOT] != s or mine <= level or best > 0:
            continue
        if x.session[k, SEATS] == 0 or x.session[k, STUCK] == x.tally[LEAVES] or _barred(f, x, p, s, k):
            continue
        t = x.session[k, TOPIC]
        gain = f.numbers[WORTH + mine] + bonus - reach
        a, b = _span(f, VOTE, t)
        off = _roll(x.dice, b - a)
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
        change = _change(f, x, whom, s, onward, onward_level)
        return change + _change(f, x, p, s, into, into_level)
    if free >= 0:
        return _change(f, x, p, s, free, level)
    return np.int64(0)


@njit(cache=True, nogil=True)
def _cover(f, x, i, s, sign):
    t = x.session[i, TOPIC]
    row = len(x.session) + SETS * s
    for v in range(*_span(f, VOTE, t)):
        p = f.lists[v] >> 2
        x.status[s, p, f.lists[v] & 3] += sign
        _put(x.crowd, row + ANY_TWO, p, x.status[s, p, SOME] + x.status[s, p, DEAR] > 1)
        _put(x.crowd, row + DEAR_TWO, p, x.status[s, p, DEAR] > 1)


@njit(cache=True, nogil=True)
def _leave(f, x, i):
    """Session i loses its place; those who sat there are seated elsewhere if they can be. Returns change of worth."""
    t, s = x.session[i, TOPIC], x.session[i, SLOT]
    gain = np.int64(0)
    x.tally[LEAVES] += 1
    x.session[i, SLOT] = -1
    _cover(f, x, i, s, -1)
    if x.session[i, WANT] != 0:
        _log(x.journal, OF_WANT, i, x.session[i, WANT])
        x.session[i, WANT] = 0
    n = 0
    if x.session[i, LOAD] > 0:
        for v in range(*_span(f, VOTE, t)):
            p = f.lists[v] >> 2
            if x.status[s, p, SEAT] == i:
                x.person[n, BUFFER] = p
                n += 1
                gain += _change(f, x, p, s, -1, 0)
    for m in range(n):
        gain += _reseat(f, x, x.person[m, BUFFER], s)
    gain += _hosts(f, x, t, s, -1)
    return gain


@njit(cache=True, nogil=True)
def _hosts(f, x, t, s, sign):
    """The hosts of topic t are busy (1) or free again (-1) in slot s and what overlaps it."""
    gain = np.int64(0)
    for e in range(*_span(f, HOST, t)):
        p = f.lists[e]
        gain += _engage(f, x, p, s, sign)
        for o in range(*_span(f, OVERLAP, s)):
            gain += _engage(f, x, p, f.lists[o], sign)
    return gain


@njit(cache=True, nogil=True)
def _engage(f, x, p, s, sign):
    _occupy(x, p, s, sign)
    gain = np.int64(0)
    if sign > 0 and x.status[s, p, BUSY] == 1:
        was = x.status[s, p, SEAT]
        if was >= 0:
            gain += _change(f, x, p, s, -1, 0)
        _count_wants(f, x, p, s, -1)
        if was >= 0:
            gain += _refill(f, x, was, s)
    elif sign < 0 and x.status[s, p, BUSY] == 0:
        _count_wants(f, x, p, s, 1)
        gain += _reseat(f, x, p, s)
    return gain


@njit(cache=True, nogil=True)
def _enter(f, x, i, q):
    """Session i gets place q and is filled. Returns change of worth."""
    t, s = x.session[i, TOPIC], q // f.numbers[ROOMS]
    gain = _hosts(f, x, t, s, 1)
    x.session[i, SLOT] = s
    x.session[i, SEATS] = f.numbers[CAPACITY + q % f.numbers[ROOMS]]
    _cover(f, x, i, s, 1)
    wants = 0
    for v in range(*_span(f, VOTE, t)):
        p, level = f.lists[v] >> 2, f.lists[v] & 3
        if x.status[s, p, BUSY] == 0 and level > x.status[s, p, LEVEL]:
            wants += 1
    _log(x.journal, OF_WANT, i, x.session[i, WANT])
    x.session[i, WANT] = wants
    return gain + _fill(f, x, i, s)


@njit(cache=True, nogil=True)
def _resize(f, x, i, capacity):
    """Session i changes to a room of this capacity in its slot. Returns change of worth."""
    gain = np.int64(0)
    if x.session[i, LOAD] <= capacity and x.session[i, WANT] == 0:
        x.session[i, SEATS] = capacity
        return gain
    s, t, old = x.session[i, SLOT], x.session[i, TOPIC], x.session[i, SEATS]
    x.tally[LEAVES] += 1
    x.session[i, SEATS] = capacity
    if capacity > old:
        return _fill(f, x, i, s)
    if x.session[i, LOAD] > capacity:
        a, b = _span(f, VOTE, t)
        off = _roll(x.dice, b - a)
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
                    gain += _change(f, x, p, s, -1, 0)
        for m in range(n):
            gain += _reseat(f, x, x.person[m, BUFFER], s)
    return gain


@njit(cache=True, nogil=True)
def _undo(f, x):
    n = x.journal[0, 0]
    while n > 0:
        kind, index, old = x.journal[n, 0], x.journal[n, 1], x.journal[n, 2]
        if kind == OF_SEAT:
            s, p = index // len(x.person), index % len(x.person)
            _sit(x, p, s, old >> 2, old & 3)
        elif kind == OF_LOAD:
            x.session[index, LOAD] = old
        elif kind == OF_WANT:
            x.session[index, WANT] = old
        else:
            _get(x, index, old)
        n -= 1
    x.journal[0, 0] = 0


@njit(cache=True, nogil=True)
def _shift(f, x, i, q, sign):
    """What the journal does not hold, as session i comes to (1) or leaves (-1) place q."""
    if q >= 0:
        s = q // f.numbers[ROOMS]
        _cover(f, x, i, s, sign)
        for e in range(*_span(f, HOST, x.session[i, TOPIC])):
            _occupy(x, f.lists[e], s, sign)
            for o in range(*_span(f, OVERLAP, s)):
                _occupy(x, f.lists[e], f.lists[o], sign)


@njit(cache=True, nogil=True)
def _unmake(f, x, i, q, p):
    """Session i was moved from place p to q (-1: none): what the journal does not hold goes back."""
    _shift(f, x, i, q, -1)
    _shift(f, x, i, p, 1)
    x.session[i, SLOT] = p // f.numbers[ROOMS] if p >= 0 else -1
    x.session[i, SEATS] = f.numbers[CAPACITY + p % f.numbers[ROOMS]] if p >= 0 else 0


@njit(cache=True, nogil=True)
def _clashes(f, x, i, s, but, but_slot):
    """Whether session i in slot s breaks a rule beside the others, with session `but` (or -1) in slot `but_slot`."""
    a, b = _span(f, PARTNER, i)
    for e in range(a, b, 2):
        k = f.lists[e]
        other = but_slot if k == but else x.session[k, SLOT]
        if other >= 0 and f.rule[f.lists[e + 1], s, other]:
            return True
    return False


@njit(cache=True, nogil=True)
def _shadowed(f, x, q, i, j):
    """Whether a session other than i and j has the room of place q at an overlapping time."""
    s, r = q // f.numbers[ROOMS], q % f.numbers[ROOMS]
    for o in range(*_span(f, OVERLAP, s)):
        k = x.board[f.lists[o] * f.numbers[ROOMS] + r]
        if k >= 0 and k != i and k != j:
            return True
    return False


@njit(cache=True, nogil=True)
def _stays(f, x, i, q):
    """What session i saves of the price of moves by being in place q."""
    if q < 0:
        return 0
    saved = 0
    for e in range(*_span(f, CURRENT, x.session[i, TOPIC])):
        stood = f.lists[e]
        if stood // f.numbers[ROOMS] == q // f.numbers[ROOMS]:
            saved += f.numbers[SLOT_MOVE]
            if stood != q:
                saved -= f.numbers[ROOM_MOVE]
    return saved


@njit(cache=True, nogil=True)
def _exchange(f, x, s, out, inn, capacity):
    """Estimate the change of worth when session `out` (-1: none) leaves slot s and `inn` (-1) comes into a room there.

    Whoever loses a seat and wants another session there is taken to find one; who wants `inn` and could not come, or
    sits somewhere they want less, comes.
    """
    of = len(x.session)
    left_by = out if out >= 0 else len(x.crowd) - 1
    going = x.session[out, TOPIC] if out >= 0 else len(x.times)
    coming = x.session[inn, TOPIC] if inn >= 0 else len(x.times)
    free, low = of + SETS * s + FREE, of + SETS * s + LOW
    any_two, dear_two = of + SETS * s + ANY_TWO, of + SETS * s + DEAR_TWO
    lost, same, new = np.int64(0), np.int64(0), np.int64(0)
    for w in range(x.crowd.shape[1]):
        alone = x.crowd[left_by, w] & ~x.crowd[any_two, w]
        wish = f.votes[ANY, coming, w]
        lost += _ones(alone & ~wish)
        same += _ones(alone & wish)
        new += _ones(wish & x.crowd[free, w])
    lost_dear, new_dear, raised = np.int64(0), np.int64(0), np.int64(0)
    more = f.numbers[WORTH + 2] - f.numbers[WORTH + 1]
    if more > 0:
        for w in range(x.crowd.shape[1]):
            wish = f.votes[ABOVE, coming, w]
            members = x.crowd[left_by, w]
            lost_dear += _ones(members & f.votes[ABOVE, going, w] & ~x.crowd[dear_two, w] & ~wish)
            new_dear += _ones(wish & x.crowd[free, w])
            raised += _ones(wish & x.crowd[low, w] & ~members)
    lost_first, new_first = np.int64(0), np.int64(0)
    if f.numbers[FIRST] > 0:
        none, once = len(x.crowd) - 3, len(x.crowd) - 2
        for w in range(x.crowd.shape[1]):
            wish = f.votes[ANY, coming, w]
            lost_first += _ones(x.crowd[left_by, w] & ~x.crowd[any_two, w] & ~wish & x.crowd[once, w])
            new_first += _ones(wish & x.crowd[free, w] & x.crowd[none, w])
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
        for e in range(*_span(f, HOST, going)):
            p = f.lists[e]
            if x.status[s, p, BUSY] == 1:
                change += f.numbers[WORTH + (2 if x.status[s, p, DEAR] > 0 else 1 if x.status[s, p, SOME] > 0 else 0)]
    if inn >= 0:
        for e in range(*_span(f, HOST, coming)):
            change -= f.numbers[WORTH + x.status[s, f.lists[e], LEVEL]]
    return change


@njit(cache=True, nogil=True)
def _hope(f, x, i, p, j, q):
    """The most that a change of rooms within a slot can bring: i goes from p to q, and j (or -1) the other way."""
    hope = _room_hope(f, x, i, f.numbers[CAPACITY + q % f.numbers[ROOMS]])
    if j >= 0:
        hope += _room_hope(f, x, j, f.numbers[CAPACITY + p % f.numbers[ROOMS]])
    return hope


@njit(cache=True, nogil=True)
def _room_hope(f, x, i, capacity):
    most = min(x.session[i, WANT], capacity - x.session[i, SEATS])
    if most > 0:
        return most * (f.numbers[WORTH + 2] + f.numbers[FIRST])
    out = x.session[i, LOAD] - capacity
    if out <= 0:
        return np.int64(0)
    two = len(x.session) + SETS * x.session[i, SLOT] + ANY_TWO
    for w in range(x.crowd.shape[1]):
        out -= _ones(x.crowd[i, w] & x.crowd[two, w])
    return -max(0, out) * f.numbers[WORTH + 1]


@njit(cache=True, nogil=True)
def _foresee(f, x, i, p, j, q):
    """Estimate the change of worth when session i goes from place p to q (-1: out) and j (or -1) the other way."""
    rooms = f.numbers[ROOMS]
    change = np.int64(0)
    if p >= 0:
        change += _exchange(f, x, p // rooms, i, j, f.numbers[CAPACITY + p % rooms])
    if q >= 0:
        change += _exchange(f, x, q // rooms, j, i, f.numbers[CAPACITY + q % rooms])
    return change


@njit(cache=True, nogil=True)
def _board_change(f, x, i, p, j, q):
    """Change of what the board itself is worth: topics with a place, and moves."""
    change = _stays(f, x, i, q) - _stays(f, x, i, p)
    if j >= 0:
        change += _stays(f, x, j, p) - _stays(f, x, j, q)
    if (p < 0) != (q < 0):
        t = x.session[i, TOPIC]
        others = x.times[t] - (1 if p >= 0 else 0)
        if others == 0:
            change += f.numbers[PLACED] if q >= 0 else -f.numbers[PLACED]
    if j >= 0 and p < 0:
        t = x.session[j, TOPIC]
        if x.times[t] == 1:
            change -= f.numbers[PLACED]
    return change


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def _make(f, x, i, p, j, q):
    """Seat everybody again after the move, the board aside. Returns change of worth."""
    s1 = p // f.numbers[ROOMS] if p >= 0 else -1
    s2 = q // f.numbers[ROOMS] if q >= 0 else -1
    gain = np.int64(0)
    if s1 == s2:
        one, other = f.numbers[CAPACITY + p % f.numbers[ROOMS]], f.numbers[CAPACITY + q % f.numbers[ROOMS]]
        if j < 0:
            return _resize(f, x, i, other)
        if one > other:
            gain += _resize(f, x, j, one)
            return gain + _resize(f, x, i, other)
        if other > one:
            gain += _resize(f, x, i, other)
            return gain + _resize(f, x, j, one)
        return gain
    if p >= 0:
        gain += _leave(f, x, i)
    if j >= 0:
        gain += _leave(f, x, j)
    if q >= 0:
        gain += _enter(f, x, i, q)
    else:
        x.session[i, SEATS] = 0
    if j >= 0:
        if p >= 0:
            gain += _enter(f, x, j, p)
        else:
            x.session[j, SEATS] = 0
    return gain


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def anneal(f, x, moves, hot, cold):
    """Propose `moves` moves while the temperature falls from `hot` to `cold`.

    Returns how many were proposed: fewer only when the journal was too short for one, which leaves the state broken
    (column PLACE still says where every session was before it).
    """
    tally = x.tally
    fall = np.log(cold / hot)
    heat = hot
    first, last = _span(f, MOVABLE, 0)
    rooms = f.numbers[ROOMS]
    for n in range(moves):
        if n % STEADY == 0:
            heat = hot * np.exp(fall * n / moves)
        i = np.int64(f.lists[first + _roll(x.dice, last - first)])
        p = np.int64(x.session[i, PLACE])
        a, b = _span(f, PLACES, i)
        q = np.int64(-1)
        if p < 0 or _roll(x.dice, SELDOM) > 0:
            if a == b:
                continue
            q = np.int64(f.lists[a + _roll(x.dice, b - a)])
        if q == p:
            continue
        j = np.int64(x.board[q]) if q >= 0 else np.int64(-1)
        if not _allowed(f, x, i, p, j, q):
            continue
        tally[MOVES] += 1
        least = heat * np.log(_chance(x.dice))
        board = _board_change(f, x, i, p, j, q)
        inside = p >= 0 and q >= 0 and p // rooms == q // rooms
        guess = np.int64(0)
        if inside:
            if board + _hope(f, x, i, p, j, q) < least:
                continue
        else:
            guess = _foresee(f, x, i, p, j, q)
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
            if tally[NOW] > tally[BEST]:
                tally[BEST] = tally[NOW]
                x.session[:, BEST_PLACE] = x.session[:, PLACE]
        else:
            _undo(f, x)
            if inside:
                x.session[i, SEATS] = f.numbers[CAPACITY + p % f.numbers[ROOMS]]
                if j >= 0:
                    x.session[j, SEATS] = f.numbers[CAPACITY + q % f.numbers[ROOMS]]
            else:
                _unmake(f, x, i, q, p)
                if j >= 0:
                    _unmake(f, x, j, p, q)
    return moves


@njit(cache=True, nogil=True)
def _gather(x):
    """Everybody is without a seat, and free where they are not away."""
    for p in range(len(x.person)):
        _get(x, p, 0)
        for s in range(len(x.status)):
            _occupy(x, p, s, 0)


@njit(cache=True, nogil=True)
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
            total += _enter(f, x, i, q)
    x.journal[0, 0] = 0
    return total


@njit(cache=True, nogil=True)
def seat_as(f, x, people, sessions, levels):
    """Put the sessions of column PLACE on an empty board with these seats. Returns the worth of the seats."""
    total = np.int64(0)
    _gather(x)
    for i in range(len(x.session)):
        q = np.int64(x.session[i, PLACE])
        if q >= 0:
            s, t = q // f.numbers[ROOMS], x.session[i, TOPIC]
            x.board[q] = i
            x.times[t] += 1
            x.session[i, SLOT] = s
            x.session[i, SEATS] = f.numbers[CAPACITY + q % f.numbers[ROOMS]]
            _shift(f, x, i, q, 1)
    for n in range(len(people)):
        p, i = people[n], sessions[n]
        s = x.session[i, SLOT]
        _sit(x, p, s, i, levels[n])
        x.session[i, LOAD] += 1
        total += f.numbers[WORTH + levels[n]]
        if x.person[p, GOT] == 0:
            total += f.numbers[FIRST]
        _get(x, p, x.person[p, GOT] + 1)
    for i in range(len(x.session)):
        s = x.session[i, SLOT]
        if s >= 0:
            t = x.session[i, TOPIC]
            for v in range(*_span(f, VOTE, t)):
                p, level = f.lists[v] >> 2, f.lists[v] & 3
                if x.status[s, p, BUSY] == 0 and level > x.status[s, p, LEVEL]:
                    x.session[i, WANT] += 1
    x.journal[0, 0] = 0
    return total
