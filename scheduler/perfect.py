"""Looking for a perfect plan, in which every vote is a seat: where everybody has time for all they voted for.

Annealing comes near to such a plan and then takes long for the last few seats, since it weighs what is left against
all that is seated already. Where everything may be had, nothing needs to be weighed: two sessions either share
somebody or do not.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from scheduler.kernels import perfect
from scheduler.kernels.perfect import OUT, TALLIES, Clashes, Puzzle
from scheduler.kernels.state import FIRM, TOPIC, Bools, Ints, Numbers
from scheduler.layout import Layout
from scheduler.tables import Cell, Tables

# More pairs of sessions that share somebody than this are not worth their memory: so much cannot be kept apart.
MOST_PAIRS = 2_000_000


def worth_of_everything(tables: Tables) -> int:
    """The value of a plan that places every topic, moves none and gives everybody all they voted for."""
    voters = len(np.unique(tables.vote_person))
    weights = tables.weights
    return int(tables.vote_weight.sum()) + weights.first * voters + weights.placed * tables.T


class Perfect:
    """A search for a plan worth `worth_of_everything`. Not for two threads at once.

    `done` says that it is found; `cells` are what is placed, held cells included, sorted.
    """

    def __init__(self, topics: Numbers, clashes: Clashes, seed: int, begin: tuple[Ints, Ints]) -> None:
        """Of sessions of these topics (N,), with the slots and rooms (N,) that they begin in, -1 for none."""
        self._topics = topics
        self._clashes = clashes
        n, slots, rooms = clashes.may.shape
        self._puzzle = Puzzle(
            slot=np.full(n, -1, dtype=np.int32),
            room=np.full(n, -1, dtype=np.int32),
            board=np.full((slots, rooms), -1, dtype=np.int32),
            clash=np.zeros((n, slots), dtype=np.int32),
            until=np.zeros((n, slots), dtype=np.int64),
            out=np.zeros(n, dtype=np.int32),
            fate=np.zeros(n, dtype=np.bool_),
            tally=np.zeros(TALLIES, dtype=np.int64),
            dice=np.array([(0x9E3779B97F4A7C15 * (seed + 1)) & (2**64 - 1) | 1], dtype=np.uint64),
        )
        perfect.begin(clashes, self._puzzle, *begin)

    @staticmethod
    def find(layout: Layout, seed: int, cells: Sequence[Cell]) -> Perfect | None:
        """A search that begins at these cells; None if there is no such plan, or if none is looked for.

        None is looked for when topics have several sittings, slots overlap, or moves have a price.
        """
        tables = layout.tables
        if not tables.simple or tables.current or not _time_for_all(tables):
            return None
        clashes = _clashes(layout)
        if clashes is None:
            return None
        n = len(layout.sessions)
        slot, room = np.full(n, -1, dtype=np.int32), np.full(n, -1, dtype=np.int32)
        for (_, s, r), i in layout.assign(cells).items():
            slot[i], room[i] = s, r
        search = Perfect(layout.sessions[:, TOPIC].astype(np.int64), clashes, seed, (slot, room))
        return None if search._held_clash() else search

    @property
    def done(self) -> bool:
        """Whether everything has a place where nobody misses it."""
        return int(self._puzzle.tally[OUT]) == 0

    @property
    def cells(self) -> list[Cell]:
        """What has a place."""
        x = self._puzzle
        return sorted((int(self._topics[i]), int(x.slot[i]), int(x.room[i])) for i in np.flatnonzero(x.slot >= 0))

    def run(self, moves: int) -> None:
        """Make so many moves, fewer when it is done."""
        perfect.insert(self._clashes, self._puzzle, moves)

    def _held_clash(self) -> bool:
        firm = self._clashes.firm
        return bool((self._puzzle.clash[firm, self._puzzle.slot[firm]] > 0).any())


def _time_for_all(tables: Tables) -> bool:
    """Whether there are cells for all topics, and everybody has as many slots as votes."""
    wished = np.bincount(tables.vote_person, minlength=tables.P)
    cells = int(tables.usable.sum()) + len(tables.fixed)
    return bool((wished <= (~tables.away).sum(axis=0)).all()) and cells >= tables.T


def _clashes(layout: Layout) -> Clashes | None:
    """None when some topic has no place in which all its voters could be, or too many share somebody."""
    tables, topics = layout.tables, layout.sessions[:, TOPIC]
    voters = np.zeros((tables.T, tables.P), dtype=np.bool_)
    voters[tables.vote_topic, tables.vote_person] = True
    missed = voters.astype(np.float32) @ tables.away.T.astype(np.float32) > 0
    roomy = tables.capacity >= voters.sum(axis=1)[:, None]
    fine = (~missed[:, :, None] & roomy[:, None, :])[topics]
    may = layout.facts.may.reshape(fine.shape) & fine
    firm = layout.sessions[:, FIRM] > 0
    if not ((may.any(axis=(1, 2)) | firm).all() and all(fine[i, s, r] for (_, s, r), i in layout.firm.items())):
        return None
    for t, hosts in enumerate(tables.hosts):
        voters[t, list(hosts)] = True
    ties = _ties(tables, topics.tolist(), np.packbits(voters[topics], axis=1))
    return None if ties is None else Clashes(*ties, may, firm)


def _ties(tables: Tables, topics: list[int], people: npt.NDArray[np.uint8]) -> tuple[Numbers, Ints, Bools] | None:
    """What sessions of these topics clash with, as `Clashes` has it, by who must not be in two places, (N, bytes)."""
    session_of = np.full(tables.T, -1, dtype=np.int64)
    session_of[topics] = np.arange(len(topics))
    # Of one slot, as no others overlap.
    rules, number = [tables.overlaps], {tables.overlaps.tobytes(): 0}
    lists = []
    pairs = 0
    for i, t in enumerate(topics):
        rule = np.where((people & people[i]).any(axis=1), 0, -1)
        rule[i] = -1
        for u, forbidden in tables.partners[t]:
            k = session_of[u]
            if k >= 0:
                known = forbidden | rules[0] if rule[k] == 0 else forbidden
                rule[k] = number.setdefault(known.tobytes(), len(rules))
                if rule[k] == len(rules):
                    rules.append(known)
        tied = np.flatnonzero(rule >= 0)
        lists.append(np.stack([tied, rule[tied]], axis=1).astype(np.int32))
        pairs += len(tied)
        if pairs > MOST_PAIRS:
            return None
    return np.cumsum([0, *map(len, lists)]), np.concatenate(lists), np.array(rules)
