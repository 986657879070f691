"""One annealing walk: its state, and how it is heated and cooled."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scheduler.kernels import annealing
from scheduler.kernels.state import (
    BEST,
    BEST_PLACE,
    BUSY,
    FINE,
    GONE,
    LAST_SETS,
    NOW,
    PERSON_COLUMNS,
    PLACE,
    ROOMED,
    SEAT,
    SETS,
    SPREAD,
    STATUS_COLUMNS,
    TALLIES,
    TOPIC,
    Ints,
    Numbers,
    State,
)
from scheduler.layout import Layout, levels
from scheduler.seating import Seating, names
from scheduler.tables import Cell

# The heat of a walk: this much of a mean vote's worth, times the root of the votes of a mean topic.
HEAT = 0.3
# What a move costs beyond those that a plan may make, as a share of heat. Fined, a hot walk makes some and takes them
# back as it cools: it finds better plans with few moves than a strict walk, which has no way from one to another. Where
# a cycle is short for a large problem, only a strict one finds any.
FINED, STRICT = 1.0, 1e9
# Journal entries per vote of the two most wanted topics: enough for all but the longest chains; then it grows.
JOURNAL = 64
# Temperatures stay above zero, also where no vote is worth anything.
COLDEST = 1e-6


class Walk:
    """An annealing walk. Walks of different seeds differ in their dice alone.

    `worth` and `cells` are of the best state seen since the last `start`. Not for two threads at once.
    """

    state: State

    def __init__(self, layout: Layout, seed: int, fined: float = FINED) -> None:
        self._fined = fined
        self.layout = layout
        self.tables = tables = layout.tables
        self._levels = levels(tables)
        self._dice = np.array([(0x9E3779B97F4A7C15 * (seed + 1)) & (2**64 - 1) | 1], dtype=np.uint64)
        most = np.sort(np.diff(tables.vote_start))[-2:].sum() if tables.T else 0
        self._journal = np.zeros((JOURNAL * (int(most) + 1_000), 3), dtype=np.int32)
        votes = max(1, len(tables.vote_weight))
        self.heat = HEAT * float(tables.vote_weight.sum()) / votes * (votes / max(1, tables.T)) ** 0.5
        self._spread = self.heat

    @property
    def worth(self) -> int:
        """What the best state is worth at least."""
        return int(self.state.tally[BEST])

    @property
    def cells(self) -> list[Cell]:
        """The best state, held cells included, sorted."""
        return self._cells(BEST_PLACE)

    def start(self, cells: Sequence[Cell], seating: Seating | None = None) -> None:
        """Begin at these cells, which must keep the rules, with the seats of `seating` (of the same cells) if given."""
        tables = self.tables
        layout = self.layout
        session = layout.sessions.copy()
        session_of = layout.assign(cells)
        for (_, s, r), i in session_of.items():
            session[i, PLACE] = s * tables.R + r
        session[:, BEST_PLACE] = session[:, PLACE]
        status = np.zeros((tables.S, tables.P, STATUS_COLUMNS), dtype=np.int16)
        status[:, :, BUSY] = tables.away
        status[:, :, SEAT] = -1
        self.state = State(
            session=session,
            person=np.zeros((tables.P, PERSON_COLUMNS), dtype=np.int32),
            status=status,
            crowd=np.zeros((len(session) + SETS * tables.S + LAST_SETS, layout.words), dtype=np.uint64),
            board=np.full(tables.S * tables.R, -1, dtype=np.int32),
            times=np.zeros(tables.T, dtype=np.int32),
            journal=self._journal,
            dice=self._dice,
            tally=np.zeros(TALLIES, dtype=np.float64),
        )
        if seating is None:
            seats = int(annealing.begin(layout.facts, self.state))
        else:
            sessions = np.array([session_of[cell] for cell in seating.cells], dtype=np.int64)[seating.session]
            level = self._level(seating.person, session[sessions, TOPIC])
            seats = int(annealing.seat_as(layout.facts, self.state, seating.person, sessions, level))
        tally = self.state.tally
        tally[NOW] = tally[BEST] = seats + tables.board_worth(cells)
        moves = tables.moves(cells)
        tally[GONE], tally[ROOMED] = moves.slots, moves.rooms
        tally[FINE] = self._fined * self.heat
        tally[SPREAD] = self._spread

    def run(self, moves: int, hot: float, cold: float) -> None:
        """Propose so many moves while the temperature falls from `hot` to `cold`, shares of `heat`."""
        hot, cold = max(COLDEST, hot * self.heat), max(COLDEST / 2, cold * self.heat)
        done = int(annealing.anneal(self.layout.facts, self.state, moves, hot, cold))
        while done < moves:
            self._journal = np.zeros((2 * len(self._journal), 3), dtype=np.int32)
            best, worth = self.state.session[:, BEST_PLACE].copy(), self.state.tally[BEST]
            cells = self._cells(PLACE)
            self.start(cells)
            if worth >= self.state.tally[BEST] or not self.tables.allows(self.layout.most, cells):
                self.state.session[:, BEST_PLACE] = best
                self.state.tally[BEST] = worth
            moves -= done
            done = int(annealing.anneal(self.layout.facts, self.state, moves, hot, cold))
        self._spread = float(self.state.tally[SPREAD])

    def seating(self) -> Seating:
        """Who sits where now."""
        tables, session = self.tables, self.state.session
        cells = tuple(self._cells(PLACE))
        index = {(t, s * tables.R + r): k for k, (t, s, r) in enumerate(cells)}
        cell_of = np.array([index.get((int(t), int(q)), -1) for t, q in session[:, [TOPIC, PLACE]]], dtype=np.int64)
        slots, people = np.nonzero(self.state.status[:, :, SEAT] >= 0)
        sessions = cell_of[self.state.status[slots, people, SEAT]]
        people = np.ascontiguousarray(people)
        worth = int(self.state.tally[NOW])
        return Seating(cells, people, sessions, worth, worth, names(tables))

    def _cells(self, column: int) -> list[Cell]:
        rooms = self.tables.R
        session = self.state.session
        placed = session[session[:, column] >= 0]
        return sorted((int(t), int(q) // rooms, int(q) % rooms) for t, q in placed[:, [TOPIC, column]])

    def _level(self, people: Numbers, topics: Ints) -> Numbers:
        tables = self.tables
        key = tables.vote_topic * tables.P + tables.vote_person
        return self._levels[np.searchsorted(key, topics * tables.P + people)]
