"""What the compiled walk knows and what it changes: where everything is, and the seats of people, with a journal.

Letters: i, j sessions, t topics, p people, s slots, r rooms, q = s * R + r places. A vote has level 1 or 2, the dearer
kind being 2; 0 is no seat.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import types
from numba.extending import intrinsic

from scheduler.kernels import inner

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
MOST_GONE, MOST_ROOMED = 46, 47  # how many current placements may leave their slot, and change rooms in it
CAPACITY = 48  # by room
# Kinds of lists.
VOTE = np.int64(0)  # of a topic: 4 * p + level
MINE = np.int64(1)  # of a person: 4 * i + level for every session of a topic they voted for
SIBLING = np.int64(2)  # of a session: the others of its topic
PLACES = np.int64(3)  # of a session: places it may have, rules of single topics kept; none if it must not move
OVERLAP = np.int64(4)  # of a slot: others that overlap it
HOST = np.int64(5)  # of a topic
PARTNER = np.int64(6)  # of a session, in pairs: another session, the rule that forbids some slots beside it
CURRENT = np.int64(7)  # of a topic: places it has now
MOVABLE = np.int64(8)  # of 0: sessions that may move
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
OF_SEAT, OF_LOAD, OF_WANT, OF_GOT = np.int64(0), np.int64(1), np.int64(2), np.int64(3)
# Entries of State.tally.
NOW, BEST, MOVES, MADE, TAKEN, ERROR, SPREAD, LEAVES, GONE, ROOMED, FINE = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
TALLIES = 11
# No session, no seat's level; something comes or goes.
NONE, UNSEATED = np.int64(-1), np.int64(0)
COMES, GOES = np.int64(1), np.int64(-1)
# As many numbers as a float tells apart between 0 and 1.
WHOLE = np.int64(1 << 53)


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
    back, [0, 0] counts them. tally (11,): worth now and at best, moves judged, made, kept, mean and spread of the
    estimates' error, how often a session was left, current placements that are not in their slot, or there in another
    room, and what each of these costs beyond those that a plan may have, which the worth leaves out.
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


ones: Any = intrinsic(_count_bits)


@inner
def put(crowd, row, p, on):
    """Put person p into a set, or take them out of it."""
    bit = np.uint64(1) << np.uint64(p & 63)
    if on:
        crowd[row, p >> 6] |= bit
    else:
        crowd[row, p >> 6] &= ~bit


@inner
def span(f, kind, key):
    """Where the list of this kind and key is."""
    head = f.numbers[BASE + kind] + key
    return f.heads[head], f.heads[head + 1]


@inner
def roll(dice, n):
    """A number from 0 to n - 1 (Marsaglia, *Xorshift RNGs*, Journal of Statistical Software 8, 2003)."""
    x = dice[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    dice[0] = x
    return np.int64((x >> np.uint64(11)) % np.uint64(n))


@inner
def chance(dice):
    """A number between 0 and 1."""
    return (roll(dice, WHOLE) + 0.5) * (1.0 / 9007199254740992.0)


@inner
def note(journal, kind, index, old):
    """What to put back if the move is undone; when the journal is full it still counts."""
    n = journal[0, 0] + 1
    if n < len(journal):
        journal[n, 0] = kind
        journal[n, 1] = index
        journal[n, 2] = old
    journal[0, 0] = n


@inner
def sit(x, p, s, i, level):
    """Person p has a seat in session i of slot s (-1: in none) on this level, and none in another one there."""
    old = np.int64(x.status[s, p, SEAT])
    if old >= 0:
        put(x.crowd, old, p, i == old)
    if i >= 0:
        put(x.crowd, i, p, i >= 0)
    x.status[s, p, SEAT] = i
    x.status[s, p, LEVEL] = level
    row = len(x.session) + SETS * s
    put(x.crowd, row + FREE, p, i < 0 and x.status[s, p, BUSY] == 0)
    put(x.crowd, row + LOW, p, level == 1)


@inner
def set_seats(x, p, seats):
    """Person p has so many seats in the day."""
    x.person[p, GOT] = seats
    put(x.crowd, len(x.crowd) - 3, p, seats == 0)
    put(x.crowd, len(x.crowd) - 2, p, seats == 1)


@inner
def occupy(x, p, s, sign):
    """Person p is away or hosts in slot s once more, or once less."""
    x.status[s, p, BUSY] += sign
    free = x.status[s, p, SEAT] < 0 and x.status[s, p, BUSY] == 0
    put(x.crowd, len(x.session) + SETS * s + FREE, p, free)


@inner
def seat_person(f, x, p, s, i, level):
    """Person p sits in session i (-1: in none) in slot s from now on; returns the change of worth."""
    old = np.int64(x.status[s, p, SEAT])
    was = np.int64(x.status[s, p, LEVEL])
    note(x.journal, OF_SEAT, s * len(x.person) + p, old * 4 + was)
    sit(x, p, s, i, level)
    gain = f.numbers[WORTH + level] - f.numbers[WORTH + was]
    if old >= 0:
        note(x.journal, OF_LOAD, old, np.int64(x.session[old, LOAD]))
        x.session[old, LOAD] -= 1
    if i >= 0:
        note(x.journal, OF_LOAD, i, np.int64(x.session[i, LOAD]))
        x.session[i, LOAD] += 1
    if old < 0 and i >= 0:
        note(x.journal, OF_GOT, p, np.int64(x.person[p, GOT]))
        if x.person[p, GOT] == 0:
            gain += f.numbers[FIRST]
        set_seats(x, p, x.person[p, GOT] + 1)
    elif old >= 0 and i < 0:
        note(x.journal, OF_GOT, p, np.int64(x.person[p, GOT]))
        set_seats(x, p, x.person[p, GOT] - 1)
        if x.person[p, GOT] == 0:
            gain -= f.numbers[FIRST]
    if level != was:
        for v in range(*span(f, MINE, p)):
            mine, k = f.lists[v] & 3, f.lists[v] >> 2
            if x.session[k, SLOT] == s and (mine > level) != (mine > was):
                note(x.journal, OF_WANT, k, np.int64(x.session[k, WANT]))
                x.session[k, WANT] += 1 if mine > level else -1
    return gain


@inner
def count_wants(f, x, p, s, sign):
    """Person p, without a seat in slot s, begins (1) or ceases (-1) to want what is there."""
    for v in range(*span(f, MINE, p)):
        k = f.lists[v] >> 2
        if x.session[k, SLOT] == s:
            note(x.journal, OF_WANT, k, np.int64(x.session[k, WANT]))
            x.session[k, WANT] += sign


@inner
def undo(f, x):
    """Everybody is back where they sat before the move."""
    n = x.journal[0, 0]
    while n > 0:
        kind, index, old = x.journal[n, 0], np.int64(x.journal[n, 1]), np.int64(x.journal[n, 2])
        if kind == OF_SEAT:
            s, p = index // len(x.person), index % len(x.person)
            sit(x, p, s, old >> 2, old & 3)
        elif kind == OF_LOAD:
            x.session[index, LOAD] = old
        elif kind == OF_WANT:
            x.session[index, WANT] = old
        else:
            set_seats(x, index, old)
        n -= 1
    x.journal[0, 0] = 0
