"""The compiled seating flow: the best seating after a few sessions have moved, from the best one before.

Successive shortest paths (Ahuja, Magnanti, Orlin, *Network Flows*, 1993, ch. 9.7) on the residual network of `seating`,
with people folded away: its nodes are the sessions, and outside, where there are no seats. Somebody in session a who
also wants b in the same slot is an arc a → b that costs what they lose. Whoever leaves for the outside, or comes from
it, costs or brings a seat and perhaps a first one; with first seats, whoever has a single seat may give it up for one
in another slot. Every session has a price, what one more seat in it is worth at most, such that no arc costs less than
its ends' prices allow: each change of the network is then one shortest path, found by Dijkstra's method, which looks
no farther than it must.

Letters: a, b, k, v sessions, t topics, p people, s slots. What a seat is worth is a scaled integer, see `Network`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scheduler.kernels import inner, kept

Numbers = npt.NDArray[np.int64]
Ints = npt.NDArray[np.int32]

# Entries of Flow.seat that are no session: none though there could be one; none, being away or hosting.
FREE, BUSY = np.int64(-1), np.int64(-2)
# Columns of Flow.session; NEXT is the voter to be looked at first, since those before have just been.
SLOT, SEATS, LOAD, PRICE, NEXT = 0, 1, 2, 3, 4
SESSION_COLUMNS = 5
# Columns of Flow.path: distance of a session, whether it is none, open or closed, the session and the person it was
# reached by, what the seat there is worth to them, and the sessions reached, in order.
FAR, MARK, FROM, WHO, WORTH, REACHED = 0, 1, 2, 3, 4, 5
PATH_COLUMNS = 6
UNSEEN, OPEN, CLOSED = 0, 1, 2
# Kinds of changes.
REMOVE, RELEASE, ENGAGE, ADD = 0, 1, 2, 3

NOWHERE, NOTHING = np.int64(-1), np.int64(0)
UP, DOWN = np.int64(1), np.int64(-1)
ENDLESS = np.int64(2**62)


class Network(NamedTuple):
    """What does not change.

    first: what a first seat is worth. Lists by topic: voters and what a seat is worth to each; sittings, the sessions
    a topic has. By person: topics voted for, and what they are worth. kept (P, S): the topic that somebody should
    rather keep in that slot, at an advantage of one, or -1. topic (K,): of each session.
    """

    first: int
    voters: Numbers
    voter: Ints
    voter_worth: Numbers
    sittings: Numbers
    sitting: Ints
    wishes: Numbers
    wish: Ints
    wish_worth: Numbers
    kept: Ints
    topic: Ints


class Flow(NamedTuple):
    """Who sits where: seat (P, S) a session, FREE or BUSY; held (P, S) what it is worth; got (P,) seats of a person.

    session (K, 5): its slot or -1, seats, people in it, price, scratch. path (K, 6): scratch. Whenever nothing is being
    changed it is a best flow for the sessions there are.
    """

    seat: Ints
    held: Numbers
    got: Ints
    session: Numbers
    path: Numbers


@inner
def _sole(seat, p):
    """The only session that somebody with one seat sits in."""
    for s in range(seat.shape[1]):
        if seat[p, s] >= 0:
            return np.int64(seat[p, s])
    return NOWHERE


@inner
def _reach(path, n, b, far, v, p, worth):
    """Session b can be reached at this distance from v by person p; returns how many have been reached."""
    if path[b, MARK] == UNSEEN:
        path[n, REACHED] = b
        path[b, MARK] = OPEN
        n += 1
    elif path[b, MARK] == CLOSED or far >= path[b, FAR]:
        return n
    path[b, FAR], path[b, FROM], path[b, WHO], path[b, WORTH] = far, v, p, worth
    return n


@inner
def _nearest(path, n, end):
    """The open session that is nearest, if it is nearer than `end`."""
    v = NOWHERE
    for i in range(n):
        b = path[i, REACHED]
        if path[b, MARK] == OPEN and path[b, FAR] < end:
            v, end = b, path[b, FAR]
    return v


@inner
def _close(path, session, n, end, sign):
    """Prices after a search that went as far as `end`."""
    for i in range(n):
        b = path[i, REACHED]
        path[b, MARK] = UNSEEN
        if path[b, FAR] < end:
            session[b, PRICE] += sign * (end - path[b, FAR])


@inner
def sit(seat, held, p, s, k, worth):
    seat[p, s] = k
    held[p, s] = worth


@inner
def _tighten(net, x, k):
    """The least price of session k at which nobody would rather come; says whether it is more than it was."""
    t, s = net.topic[k], x.session[k, SLOT]
    price = x.session[k, PRICE]
    for i in range(net.voters[t], net.voters[t + 1]):
        p = np.int64(net.voter[i])
        a = np.int64(x.seat[p, s])
        if a in (BUSY, k):
            continue
        worth = net.voter_worth[i] + (1 if net.kept[p, s] == t else 0)
        if a == FREE:
            price = max(price, worth + net.first if x.got[p] == 0 else worth)
            if x.got[p] != 1 or net.first == 0:
                continue
            a = _sole(x.seat, p)
        price = max(price, worth - x.held[p, x.session[a, SLOT]] + x.session[a, PRICE])
    more = price > x.session[k, PRICE]
    x.session[k, PRICE] = price
    return more


@inner
def _grow(net, x, k):
    """One more seat in session k, if it is worth anything: the cheapest way from outside to k, searched backwards."""
    end = x.session[k, PRICE]
    if end <= 0:
        return False
    newcomer, worth = NOWHERE, NOTHING
    entry = NOWHERE
    n = _reach(x.path, NOTHING, k, NOTHING, NOWHERE, NOWHERE, NOTHING)
    while True:
        v = _nearest(x.path, n, end)
        if v < 0:
            break
        x.path[v, MARK] = CLOSED
        least, t, s = x.path[v, FAR], net.topic[v], x.session[v, SLOT]
        base = least + x.session[v, PRICE]
        if v != k and base < end and x.session[v, LOAD] > 0:
            end, entry, newcomer = base, v, NOWHERE
        count, i = net.voters[t + 1] - net.voters[t], net.voters[t] + x.session[v, NEXT]
        for _ in range(count):
            if end <= least:
                x.session[v, NEXT] = i - net.voters[t]
                break
            i += 1
            if i >= net.voters[t + 1]:
                i -= count
            p = np.int64(net.voter[i])
            a = np.int64(x.seat[p, s])
            if a in (BUSY, v):
                continue
            gain = net.voter_worth[i] + (1 if net.kept[p, s] == t else 0)
            far = base - gain
            if a == FREE:
                alone = far - net.first if x.got[p] == 0 else far
                if alone < end:
                    end, entry, newcomer, worth = alone, v, p, gain
                if x.got[p] != 1 or net.first == 0:
                    continue
                a = _sole(x.seat, p)
            far += x.held[p, x.session[a, SLOT]] - x.session[a, PRICE]
            if far < end:
                n = _reach(x.path, n, a, far, v, p, gain)
    _close(x.path, x.session, n, end, DOWN)
    if entry < 0:
        return False
    v = entry
    if newcomer >= 0:
        sit(x.seat, x.held, newcomer, x.session[v, SLOT], v, worth)
        x.got[newcomer] += 1
    else:
        x.session[v, LOAD] -= 1
    while v != k:
        p, b, gain = x.path[v, WHO], x.path[v, FROM], x.path[v, WORTH]
        sit(x.seat, x.held, p, x.session[v, SLOT], FREE, NOTHING)
        sit(x.seat, x.held, p, x.session[b, SLOT], b, gain)
        v = b
    x.session[k, LOAD] += 1
    return True


@inner
def _push(net, x, n, end):
    """The cheapest way outside from the sessions reached so far, each of which has one person too many.

    Makes the way free, sets prices, and returns the session that the way began in, or -1 when every way costs `end` or
    more.
    """
    last, goes = NOWHERE, NOWHERE
    while True:
        v = _nearest(x.path, n, end)
        if v < 0:
            break
        x.path[v, MARK] = CLOSED
        least, t, s = x.path[v, FAR], net.topic[v], x.session[v, SLOT]
        base = least - x.session[v, PRICE]
        if x.session[v, LOAD] < x.session[v, SEATS] and base < end:
            end, last, goes = base, v, NOWHERE
        if x.session[v, LOAD] == 0:
            continue
        count, i = net.voters[t + 1] - net.voters[t], net.voters[t] + x.session[v, NEXT]
        for _ in range(count):
            if end <= least:
                x.session[v, NEXT] = i - net.voters[t]
                break
            i += 1
            if i >= net.voters[t + 1]:
                i -= count
            p = np.int64(net.voter[i])
            if x.seat[p, s] != v:
                continue
            far = base + x.held[p, s]
            alone = x.got[p] == 1
            out = far + (net.first if alone else 0)
            if out < end:
                end, last, goes = out, v, p
            alone = alone and net.first > 0
            for j in range(net.wishes[p], net.wishes[p + 1]):
                u = net.wish[j]
                for e in range(net.sittings[u], net.sittings[u + 1]):
                    b = np.int64(net.sitting[e])
                    other = x.session[b, SLOT]
                    if b == v or other < 0:
                        continue
                    if other == s or (alone and x.seat[p, other] == FREE):
                        gain = net.wish_worth[j] + (1 if net.kept[p, other] == u else 0)
                        there = far - gain + x.session[b, PRICE]
                        if there < end:
                            n = _reach(x.path, n, b, there, v, p, gain)
    _close(x.path, x.session, n, end, UP)
    if last < 0:
        return NOWHERE
    v = last
    if goes >= 0:
        sit(x.seat, x.held, goes, x.session[v, SLOT], FREE, NOTHING)
        x.got[goes] -= 1
    else:
        x.session[v, LOAD] += 1
    while x.path[v, FROM] >= 0:
        p, a = x.path[v, WHO], x.path[v, FROM]
        sit(x.seat, x.held, p, x.session[a, SLOT], FREE, NOTHING)
        sit(x.seat, x.held, p, x.session[v, SLOT], v, x.path[v, WORTH])
        v = a
    return v


@inner
def _remove(net, x, k):
    """Session k is no more; whoever sat there sits where that is best for all."""
    while x.session[k, LOAD] > 0:
        x.session[k, SEATS] = x.session[k, LOAD] - 1
        n = _reach(x.path, NOTHING, k, NOTHING, NOWHERE, NOWHERE, NOTHING)
        _push(net, x, n, ENDLESS)
        x.session[k, LOAD] -= 1
    x.session[k, SLOT], x.session[k, PRICE] = NOWHERE, 0


@inner
def _add(net, x, k, s, seats):
    x.session[k, SLOT], x.session[k, SEATS], x.session[k, LOAD], x.session[k, PRICE] = s, seats, 0, 0
    _tighten(net, x, k)
    for _ in range(seats):
        if not _grow(net, x, k):
            break


@inner
def _enroll(net, x, p, only):
    """A seat more for person p, in slot `only` or in any (-1), where that gains; says whether it does."""
    top = -ENDLESS
    n = NOTHING
    for again in (False, True):
        for j in range(net.wishes[p], net.wishes[p + 1]):
            u = net.wish[j]
            for e in range(net.sittings[u], net.sittings[u + 1]):
                b = np.int64(net.sitting[e])
                s = x.session[b, SLOT]
                if s >= 0 and x.seat[p, s] == FREE and (only < 0 or s == only):
                    gain = net.wish_worth[j] + (1 if net.kept[p, s] == u else 0)
                    less = x.session[b, PRICE] - gain
                    if again:
                        n = _reach(x.path, n, b, top + less, NOWHERE, p, gain)
                    else:
                        top = max(top, -less)
        way_out = -net.first if x.got[p] == 0 else NOTHING
        if top <= way_out:
            return False
    v = _push(net, x, n, top - way_out)
    if v < 0:
        return False
    sit(x.seat, x.held, p, x.session[v, SLOT], v, x.path[v, WORTH])
    x.got[p] += 1
    return True


@inner
def _start_anew(net, x, p, a):
    """Person p, whose only seat was in session a, looks for another; then a finds somebody else, or p again."""
    x.got[p] = 0
    x.session[a, LOAD] -= 1
    x.session[a, SEATS] -= 1
    while _enroll(net, x, p, NOWHERE):
        pass
    x.session[a, SEATS] += 1
    _grow(net, x, a)


@inner
def _release(net, x, p, s):
    """Person p can sit in slot s from now on."""
    sit(x.seat, x.held, p, s, FREE, NOTHING)
    if x.got[p] == 1 and net.first > 0:
        # The new seat may be the first one then, and the old one be worth more to somebody else.
        a = _sole(x.seat, p)
        sit(x.seat, x.held, p, x.session[a, SLOT], FREE, NOTHING)
        _start_anew(net, x, p, a)
    else:
        _enroll(net, x, p, s)


@inner
def _engage(net, x, p, s):
    """Person p cannot sit in slot s any more."""
    a = np.int64(x.seat[p, s])
    sit(x.seat, x.held, p, s, BUSY, NOTHING)
    if a < 0:
        return
    if x.got[p] == 1 and net.first > 0:
        _start_anew(net, x, p, a)
    else:
        x.got[p] -= 1
        x.session[a, LOAD] -= 1
        _grow(net, x, a)


@kept
def settle(net, x):
    """Set the prices of a best seating whose prices are all 0. Returns whether it was one, being best."""
    for _ in range(len(x.session) + 1):
        more = False
        for k in range(len(x.session)):
            if x.session[k, SLOT] >= 0 and _tighten(net, x, k):
                if x.session[k, LOAD] < x.session[k, SEATS]:
                    return False
                more = True
        if not more:
            return True
    return False


@kept
def reseat(net, x, changes):
    """Seat everybody best after these changes, rows of kind and three numbers.

    REMOVE a session; RELEASE a person who was busy in a slot; ENGAGE one who now is; ADD a session with a slot and
    seats. Whatever the order, the seating is best after each.
    """
    for i in range(len(changes)):
        kind, a, b, c = changes[i]
        if kind == REMOVE:
            _remove(net, x, a)
        elif kind == RELEASE:
            _release(net, x, a, b)
        elif kind == ENGAGE:
            _engage(net, x, a, b)
        else:
            _add(net, x, a, b, c)
