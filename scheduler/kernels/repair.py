"""The compiled repair of a seating flow in which somebody may be counted twice: repeats, and slots that overlap."""

from __future__ import annotations

import numpy as np

from scheduler.kernels import kept
from scheduler.kernels.flow import BUSY, LOAD, SEATS, SLOT, sit


@kept
def repair(net, flow, x, overlaps, worths, keep, begin, order, taken):
    """Seats that exclude none of a person's others: those of `flow` first, with `keep`, then as many more as
    there are, dearest first.

    `x` gets them, having nobody seated. worths (L,): what seats may be worth, descending. Scratch: begin (2 L + 1,) and
    taken (P, S), all 0; order (possible seats, 2).
    """
    levels = len(worths)
    for again in (False, True):
        for k in range(len(x.session)):
            s, t = x.session[k, SLOT], net.topic[k]
            if s < 0:
                continue
            for i in range(net.voters[t], net.voters[t + 1]):
                p = np.int64(net.voter[i])
                now = flow.seat[p, s]
                if now == BUSY:
                    continue
                worth = net.voter_worth[i] + (1 if net.kept[p, s] == t else 0)
                row = 0
                while worths[row] != worth:
                    row += 1
                if not keep or now != k:
                    row += levels
                if again:
                    order[begin[row], 0], order[begin[row], 1] = p, k
                    begin[row] += 1
                else:
                    begin[row + 1] += 1
        for row in range(0 if again else 2 * levels):
            begin[row + 1] += begin[row]
    row = 0
    for i in range(begin[2 * levels - 1]):
        while i >= begin[row]:
            row += 1
        p, k = order[i, 0], order[i, 1]
        s, t = x.session[k, SLOT], net.topic[k]
        if taken[p, s] or x.session[k, LOAD] >= x.session[k, SEATS]:
            continue
        again = False
        for e in range(net.sittings[t], net.sittings[t + 1]):
            other = x.session[net.sitting[e], SLOT]
            again = again or (other >= 0 and x.seat[p, other] == net.sitting[e])
        if again:
            continue
        sit(x.seat, x.held, p, s, k, worths[row % levels])
        x.got[p] += 1
        x.session[k, LOAD] += 1
        for other in range(len(overlaps)):
            taken[p, other] = taken[p, other] or overlaps[s, other]
