"""A plan in which every vote is a seat, by tabu search over part of one (Blöchliger & Zufferey, *A graph coloring
heuristic using partial solutions and a reactive tabu scheme*, Computers & Operations Research 35, 2008; for timetables
Lewis & Thompson, *Analysing the effects of solution space connectivity with an effective metaheuristic for the course
timetabling problem*, European Journal of Operational Research 240, 2015).

What is on the board never clashes: no two sessions at one time share a voter or a host, rules are kept, rooms hold all
who voted. A move puts a session that is out into a slot and takes off whatever clashes with it there; the fewer, the
better. What was taken off may not come back to its slot for a while. Rooms of a slot are found by augmenting paths.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scheduler.kernels import inner, kept
from scheduler.kernels.state import Bools, Ints, roll

# What the clash with a session that must stay counts.
FIRM = 1 << 20
# How long a session may not come back: this share of those that are out, in hundredths, and up to so many moves more.
TENURE, CHANCE = 100, 10
# After so many moves without fewer sessions out than ever, one session in so many is taken off.
STALE, SHAKEN = 200_000, 10
# Entries of Puzzle.tally: moves made, sessions out, the fewest that ever were, the move in which that was.
MADE, OUT, FEWEST, SINCE = 0, 1, 2, 3
TALLIES = 4


class Clashes(NamedTuple):
    """What does not change. others (n, 2) with heads (N + 1,): for each session those it may clash with, and the rule
    that says in which slots. rule (rules, S, S): a session in slot a clashes with the other in slot b. may (N, S, R):
    places in which nobody would miss it. firm (N,): stays where it is.
    """

    heads: npt.NDArray[np.int64]
    others: Ints
    rule: Bools
    may: Bools
    firm: Bools


class Puzzle(NamedTuple):
    """What a search changes. slot, room (N,): -1 when out. board (S, R): session or -1. clash (N, S): how many sessions
    would have to go if the session came there. until (N, S): the move from which it may come back. out (N,): the first
    tally[OUT] entries are those that are out. fate (N,): scratch, whether a session would go.
    """

    slot: Ints
    room: Ints
    board: Ints
    clash: Ints
    until: npt.NDArray[np.int64]
    out: Ints
    fate: Bools
    tally: npt.NDArray[np.int64]
    dice: npt.NDArray[np.uint64]


@inner
def _seat(c, x, i, s, r, sign):
    """Session i comes to (1) or leaves (-1) its place."""
    if sign > 0:
        x.slot[i], x.room[i], x.board[s, r] = s, r, i
    else:
        x.slot[i], x.room[i], x.board[s, r] = -1, -1, -1
    weight = sign * FIRM if c.firm[i] else sign
    for e in range(c.heads[i], c.heads[i + 1]):
        k, rule = c.others[e, 0], c.others[e, 1]
        for b in range(c.rule.shape[1]):
            if c.rule[rule, s, b]:
                x.clash[k, b] += weight


@inner
def _doom(c, x, i, s, doomed):
    """Mark who would go if session i came to slot s, and list them; how many."""
    n = 0
    for e in range(c.heads[i], c.heads[i + 1]):
        k = c.others[e, 0]
        if x.slot[k] >= 0 and c.rule[c.others[e, 1], s, x.slot[k]]:
            x.fate[k] = True
            doomed[n] = k
            n += 1
    return n


@inner
def _room(c, x, i, s, came_from, queue):
    """A room of slot s that is or becomes free, reached from one that session i may have by others moving over, or -1.

    came_from[r] is the room whose session moves to r, -1 for the one that i gets, -2 for rooms not reached.
    """
    n = 0
    for r in range(len(came_from)):
        came_from[r] = -1 if c.may[i, s, r] else -2
        if came_from[r] == -1:
            queue[n] = r
            n += 1
    at = 0
    while at < n:
        r = queue[at]
        k = x.board[s, r]
        if k < 0 or x.fate[k]:
            return r
        for q in range(len(came_from)):
            if came_from[q] == -2 and not c.firm[k] and c.may[k, s, q]:
                came_from[q] = r
                queue[n] = q
                n += 1
        at += 1
    return -1


@inner
def _take_off(c, x, k, until):
    s = x.slot[k]
    _seat(c, x, k, s, x.room[k], -1)
    x.until[k, s] = until
    x.out[x.tally[OUT]] = k
    x.tally[OUT] += 1


@inner
def _come(c, x, i, s, doomed, came_from, queue):
    """Session i, which is out, comes to slot s."""
    until = x.tally[MADE] + TENURE * x.tally[OUT] // 100 + roll(x.dice, CHANCE)
    n = _doom(c, x, i, s, doomed)
    r = _room(c, x, i, s, came_from, queue)
    for d in range(n):
        x.fate[doomed[d]] = False
        _take_off(c, x, doomed[d], until)
    if r < 0:
        rooms = 0
        for q in range(len(came_from)):
            if c.may[i, s, q]:
                rooms += 1
                if roll(x.dice, rooms) == 0:
                    r = q
        _take_off(c, x, x.board[s, r], until)
    else:
        while came_from[r] >= 0:
            k = x.board[s, came_from[r]]
            x.board[s, r], x.room[k] = k, r
            r = came_from[r]
    _seat(c, x, i, s, r, 1)


@inner
def _shake(c, x):
    for i in range(len(x.slot)):
        if x.slot[i] >= 0 and not c.firm[i] and roll(x.dice, SHAKEN) == 0:
            _take_off(c, x, i, x.tally[MADE])
    x.tally[SINCE] = x.tally[MADE]


@kept
def begin(c, x, slot, room):
    """Put every session where it is, (N,) slots and rooms, -1 for none, unless it clashes; firm ones come first."""
    for firm in (True, False):
        for i in range(len(slot)):
            s, r = slot[i], room[i]
            if s >= 0 and c.firm[i] == firm and (firm or (c.may[i, s, r] and x.clash[i, s] == 0)):
                _seat(c, x, i, s, r, 1)
    for i in range(len(slot)):
        if x.slot[i] < 0:
            x.out[x.tally[OUT]] = i
            x.tally[OUT] += 1
    x.tally[FEWEST] = x.tally[OUT]


@kept
def insert(c, x, moves):
    """Make so many moves, fewer if everything has a place."""
    slots, rooms = x.board.shape
    doomed = np.empty(len(x.slot), np.int64)
    came_from, queue = np.empty(rooms, np.int64), np.empty(rooms, np.int64)
    for _ in range(moves):
        if x.tally[OUT] == 0:
            return
        x.tally[MADE] += 1
        if x.tally[MADE] - x.tally[SINCE] > STALE:
            _shake(c, x)
        least, ties, chosen, where = np.int64(FIRM), 0, -1, -1
        for a in range(x.tally[OUT]):
            i = np.int64(x.out[a])
            for s in range(slots):
                cost = np.int64(x.clash[i, s])
                if cost > least or not c.may[i, s].any():
                    continue
                n = _doom(c, x, i, s, doomed)
                cost += _room(c, x, i, s, came_from, queue) < 0
                for d in range(n):
                    x.fate[doomed[d]] = False
                if x.until[i, s] > x.tally[MADE] and x.tally[OUT] - 1 + cost >= x.tally[FEWEST]:
                    continue
                if cost < least:
                    least, ties = cost, 0
                if cost == least:
                    ties += 1
                    if roll(x.dice, ties) == 0:
                        chosen, where = a, s
        if chosen < 0 or least >= FIRM:
            continue
        i = np.int64(x.out[chosen])
        x.tally[OUT] -= 1
        x.out[chosen] = x.out[x.tally[OUT]]
        _come(c, x, i, np.int64(where), doomed, came_from, queue)
        if x.tally[OUT] < x.tally[FEWEST]:
            x.tally[FEWEST], x.tally[SINCE] = x.tally[OUT], x.tally[MADE]
