"""The linear relaxation without slots: an upper bound in a tenth of a second at 400 people, a minute at 10,000."""

from __future__ import annotations

import numpy as np

from scheduler.bounds import forced_moves, most_cells, most_disjoint, placeable
from scheduler.linear import LinearProgramme, Reals
from scheduler.tables import Tables

# Values are integers; rounding errors of the sums behind a bound are many orders below this.
ROUNDING = 1e-6
# A first-order method this loose is done in a fraction of the time, and its bound is already close.
LOOSE, TIGHT = 1e-3, 1e-6


class Aggregated:
    """Averaging a plan over its slots gives a feasible point of this programme, so its value bounds every plan's.

    Variables: z[t, g] sittings of topic t in rooms of class g (equal capacity, features and openings), Z[t] their sum,
    b[t] that the topic is placed, y[v] the seat of vote v, f[p] the first seat of p. Rows: Z[t] = sum of z, b[t] <=
    Z[t], y[v] <= Z[t], sum of y over t's votes <= sum of capacity z[t, g], sum of z over topics <= cells of class g, y
    and hosting of a person <= the disjoint slots left to them by what they host in frozen ones, f[p] <= sum of y over
    p's votes; sittings in frozen slots are added on the right. The bound is what the solver's multipliers prove, see
    `linear`.
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.programme = LinearProgramme()
        self.multipliers: Reals | None = None
        self._build()

    def stop(self) -> None:
        """Ask a running `bound` to come back soon."""
        self.programme.stop()

    def bound(self, seconds: float, tolerance: float = TIGHT) -> int | None:
        """An upper bound on every plan's value; None when time was too short for any."""
        found = self.programme.solve(seconds, tolerance)
        if found is None:
            return None
        self.multipliers = found[1]
        return self.proven(found[1])

    def proven(self, multipliers: Reals) -> int:
        """The bound that these multipliers (one per row, none negative) prove."""
        return int(np.floor(self.programme.bound(multipliers) + ROUNDING)) - forced_moves(self.tables)

    def _build(self) -> None:
        tables, weights, programme = self.tables, self.tables.weights, self.programme
        topics, votes, people = np.arange(tables.T), np.arange(len(tables.vote_topic)), np.arange(tables.P)
        self.classes = classes = room_classes(tables)
        size = np.array([tables.capacity[rooms[0]] for rooms in classes], dtype=np.int64)
        room_cells = most_cells(tables)
        cells = np.array([room_cells[rooms].sum() for rooms in classes], dtype=np.int64)
        fixed_times, fixed_seats = np.zeros(tables.T, dtype=np.int64), np.zeros(tables.T, dtype=np.int64)
        for t, _, r in tables.fixed:
            fixed_times[t] += 1
            fixed_seats[t] += tables.capacity[r]
        pinned = np.bincount([t for t, s in {x[:2] for x in tables.pins} if not tables.frozen[s]], minlength=tables.T)
        most = np.maximum(0, tables.repeats - fixed_times)
        counts = (np.diff(tables.vote_start) > 0) | (weights.placed > 0)
        in_play = (counts & placeable(tables)) | (pinned > 0)

        open_cells = np.zeros((tables.T, len(classes)), dtype=np.int64)
        for g, rooms in enumerate(classes):
            open_cells[:, g] = tables.slot_ok @ tables.usable[:, rooms].sum(axis=1) * tables.room_ok[:, rooms[0]]
        topic, group = np.nonzero((open_cells > 0) & (in_play & (most > 0))[:, None])
        high = np.minimum(most[topic], open_cells[topic, group])
        here = programme.add_variables(len(topic), 0, 0, high)
        total = programme.add_variables(tables.T, 0, pinned, np.where(in_play, np.maximum(most, pinned), 0))
        seat = programme.add_variables(len(votes), tables.vote_weight, 0, 1)
        first = programme.add_variables(tables.P, weights.first, 0, 1)

        programme.add_rows(np.zeros(tables.T), (topics, total, 1), (topic, here, -1))
        programme.add_rows(np.zeros(tables.T), (topics, total, -1), (topic, here, 1))
        if weights.placed:
            placed = programme.add_variables(tables.T, weights.placed, 0, 1)
            programme.add_rows(fixed_times, (topics, placed, 1), (topics, total, -1))
        programme.add_rows(fixed_times[tables.vote_topic], (votes, seat, 1), (votes, total[tables.vote_topic], -1))
        # Where every vote fits every room the row says no more than the ones above.
        smallest = np.where(open_cells > 0, size[None, :], np.iinfo(np.int64).max).min(axis=1, initial=2**62)
        tight = (np.diff(tables.vote_start) > smallest) | (fixed_times > 0)
        self.sized = np.flatnonzero(tight)
        row_of = np.full(tables.T, -1)
        row_of[self.sized] = np.arange(len(self.sized))
        crowded, there = tight[tables.vote_topic], tight[topic]
        self.size_rows = programme.add_rows(
            fixed_seats[self.sized],
            (row_of[tables.vote_topic[crowded]], seat[crowded], 1),
            (row_of[topic[there]], here[there], -size[group[there]]),
        )
        self.class_rows = programme.add_rows(cells, (group, here, 1))
        # Not the slots less the hosted sittings: published by hand, somebody may lead two frozen ones at one time.
        attends = most_disjoint(tables, ~tables.busy(tables.fixed))
        hosts = np.array([p for t in topics for p in tables.hosts[t]], dtype=np.int64)
        hosted = np.repeat(topics, [len(x) for x in tables.hosts])
        self.person_rows = programme.add_rows(attends, (tables.vote_person, seat, 1), (hosts, total[hosted], 1))
        self.first_rows = programme.add_rows(np.zeros(tables.P), (people, first, 1), (tables.vote_person, seat, -1))


def room_classes(tables: Tables) -> list[list[int]]:
    """Rooms that no topic and no slot can tell apart."""
    classes: dict[tuple[int, bytes, bytes], list[int]] = {}
    for r in range(tables.R):
        key = (int(tables.capacity[r]), tables.usable[:, r].tobytes(), tables.room_ok[:, r].tobytes())
        classes.setdefault(key, []).append(r)
    return list(classes.values())
