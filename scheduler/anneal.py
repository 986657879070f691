"""Improving a plan by annealing walks in threads of their own: compiled code lets the rest of Python go on.

Each walk goes through cycles, hot to cold, each starting from the best plan known, seated exactly. Cycles double in
length until one is long enough to be good on most problems; from then on they are as many times as long as Luby's
sequence says (Luby, Sinclair, Zuckerman, *Optimal speedup of Las Vegas algorithms*, Information Processing Letters 47,
1993): most of the time goes to short ones, which are better on some problems, and some to long ones, on others.

Where everybody has time for all they voted for, the first walk looks for a plan that gives it to them (`perfect`), and
begins its cycles with what that has placed so far, for as long as this leads to something good.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.incumbent import Incumbent
from scheduler.layout import Layout
from scheduler.perfect import Perfect, worth_of_everything
from scheduler.prover import Prover
from scheduler.seating import Seating
from scheduler.tables import Cell
from scheduler.walk import FINED, STRICT, Walk

# How long the first cycle is, in seconds, or in moves where these are counted.
FIRST_SECONDS, FIRST_MOVES = 0.3, 50_000
# Long enough: so many proposals for every place of every session.
SWEEPS = 100
# A cycle takes all that is left when that is less than this many times its length.
REST = 2.0
# A walk that begins hot needs at least so many proposals for every place to find anything; it tries so many to see how
# long that takes.
LEAST_SWEEPS, TRIAL = 1.0, 500
# Temperatures as shares of the walk's heat: where a cycle begins and ends. The hot ones find something else every time,
# between where order begins and where little happens any more; the mild ones stay near the best plan known, and have
# time to grow cold. Of two walks one is mild for as long as cycles are too short for order to come out of the heat.
# Where moves have a price the plan that stands is nearly the best already, and heat would only lose it.
HOT, MILD, PRICED = (0.7, 0.14), (0.35, 0.042), (0.3, 0.036)
# Small problems come to order in no time, and have to be shaken more: with fewer places than MIDDLING a hot walk begins
# hotter, from FEW down at HOTTEST.
HOTTEST, FEW, MIDDLING = 1.0, 2_000, 6_000
# Temperatures of a cycle, moves of its first chunk, and how long a chunk may take, so that a stop is soon heard.
CHUNKS, FIRST_CHUNK, CHUNK_SECONDS = 40, 200, 0.05
# Seatings that the end may take: what the walks have found, and the last one.
RESERVE = 3
# Moves of a search for a perfect plan between two looks at the clock.
PERFECT_MOVES = 50
# Between two looks at what the walks have found.
LOOK_SECONDS = 0.01
# Share of the time spent on seating what they found; the walks have the rest.
SEATING_SHARE = 0.15


@dataclass
class Found:
    """What a walk has found best since it was last asked."""

    worth: int
    cells: list[Cell]


class Cooling:
    """The temperatures of one walk's cycles, as shares of its heat, and how long each cycle is (of any unit).

    `hot` is whether they are from the first, `once_long` whether they are once a cycle is long enough.
    """

    def __init__(self, layout: Layout, first: float, hot: bool, once_long: bool) -> None:
        tables = layout.tables
        self._priced = bool(tables.current) and tables.weights.slot_move > 0
        small = math.log(MIDDLING / max(FEW, layout.places)) / math.log(MIDDLING / FEW)
        self._hot = HOT[0] + max(0.0, small) * (HOTTEST - HOT[0]), HOT[1]
        self._once_long = once_long
        self._length = first
        self._enough = SWEEPS * layout.places
        self._long = 0
        self._be(hot)

    def take(self, left: float) -> float:
        """The length of the cycle that begins now, of what is left."""
        length = self._length * (luby(self._long) if self._long else 1)
        return left if left < REST * length else length

    def heat(self, done: float) -> float:
        """The temperature when this share of the cycle is done."""
        return float(self._start * self._fall**done)

    def next(self, moves: int) -> None:
        """The cycle has ended after so many moves."""
        if self._long or moves >= self._enough:
            self._long += 1
            self._be(self._once_long)
        else:
            self._length *= 2

    def _be(self, hot: bool) -> None:
        self._start, end = PRICED if self._priced else self._hot if hot else MILD
        self._fall = end / self._start
        self.step = self._fall ** (1 / CHUNKS)


def luby(n: int) -> int:
    """The n-th term of 1, 1, 2, 1, 1, 2, 4, 1, ..., from 1."""
    while True:
        k = n.bit_length()
        if n == 2**k - 1:
            return int(2 ** (k - 1))
        n -= 2 ** (k - 1) - 1


def count(incumbent: Incumbent, seed: int, moves: int) -> None:
    """Improve the incumbent by one walk of so many moves in this thread: the same plan whenever it is asked."""
    layout = Layout(incumbent.tables, incumbent.most)
    walk = Walk(layout, seed)
    cooling = Cooling(layout, FIRST_MOVES, hot=True, once_long=True)
    while moves > 0 and layout.movable and not incumbent.over():
        length = int(cooling.take(moves))
        walk.start(incumbent.found.cells, incumbent.found)
        for k in range(CHUNKS):
            hot = cooling.heat(k / CHUNKS)
            walk.run(length * (k + 1) // CHUNKS - length * k // CHUNKS, hot, hot * cooling.step)
        incumbent.offer(walk.cells)
        moves -= length
        cooling.next(length)


class Anneal:
    """Improves the incumbent with `threads` walks until it says that it is over."""

    def __init__(self, incumbent: Incumbent, prover: Prover, seed: int, threads: int) -> None:
        self.incumbent = incumbent
        self.prover = prover
        self.layout = Layout(incumbent.tables, incumbent.most)
        self.seed = seed
        self.threads = threads
        self._found: dict[int, Found] = {}
        self._offered: dict[int, Found] = {}
        self._stop = threading.Event()
        self._news = threading.Event()
        self._errors: list[BaseException] = []

    def run(self) -> None:
        """Start the walks, seat what they find, and end them."""
        incumbent = self.incumbent
        walks = [] if not self.layout.movable else range(self.threads)
        threads = [threading.Thread(target=self._work, args=(k,), name=f"scheduler-walk-{k}") for k in walks]
        for thread in threads:
            thread.start()
        began = incumbent.clock()
        seating = 0.0
        try:
            while not incumbent.over() and incumbent.left() > RESERVE * incumbent.quickest and not self._errors:
                self._news.wait(LOOK_SECONDS)
                self._news.clear()
                incumbent.hear(self.prover)
                if not threads and not self.prover.busy:
                    break
                now = incumbent.clock()
                if seating <= SEATING_SHARE * (now - began):
                    self._seat()
                    seating += incumbent.clock() - now
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()
        if self._errors:
            raise self._errors[0]
        self._seat()

    def _seat(self) -> None:
        """Offer the best that the walks have found, each once, if it is better than what is known."""
        for number, found in sorted(self._found.items(), key=lambda entry: -entry[1].worth):
            if found.worth > self.incumbent.found.value and self._offered.get(number) is not found:
                self._offered[number] = found
                seating = None if self.incumbent.tables.simple else self._seated_by_a_walk(found.cells)
                self.incumbent.offer(found.cells, seating)

    def _seated_by_a_walk(self, cells: list[Cell]) -> Seating:
        """With repeats or overlapping slots no flow seats people exactly, and a walk's own way is often better."""
        walk = Walk(self.layout, self.seed)
        walk.start(cells)
        return walk.seating()

    def _work(self, number: int) -> None:
        try:
            hot = number % 2 == 0
            walk = Walk(self.layout, self.seed * self.threads + number, FINED if hot else STRICT)
            first = self._first_seconds(walk, number, hot)
            cooling = Cooling(self.layout, first, hot, once_long=True)
            near = Cooling(self.layout, first, hot=False, once_long=False)
            perfect = self._perfect() if number == 0 else None
            fruitful = True
            while not self._stop.is_set():
                hopeful = perfect is not None and not perfect.done and self._may_be_perfect()
                search = perfect if fruitful and hopeful else None
                turn = cooling if search is None else near
                seconds = turn.take(self.incumbent.left() - RESERVE * self.incumbent.quickest)
                if seconds <= 0:
                    return
                if search is None:
                    self._start(walk, number)
                else:
                    seconds /= 2
                    self._look_for(search, seconds, number)
                    self._start(walk, number, search.cells)
                self._cycle(walk, turn, seconds, number)
                fruitful = search is None or walk.worth >= self.incumbent.found.value
        except BaseException as error:  # raised again by `run`, in the thread that can answer for it
            self._errors.append(error)
            self._news.set()

    def _first_seconds(self, walk: Walk, number: int, hot: bool) -> float:
        """How long this walk's first cycle is; the mild ones have something to show soon, however large the problem."""
        if not hot:
            return FIRST_SECONDS
        self._start(walk, number)
        began = self.incumbent.clock()
        walk.run(TRIAL, MILD[0], MILD[0])
        seconds = (self.incumbent.clock() - began) / TRIAL * LEAST_SWEEPS * self.layout.places
        return max(FIRST_SECONDS, seconds)

    def _perfect(self) -> Perfect | None:
        if not self._may_be_perfect():
            return None
        return Perfect.find(self.layout, self.seed, self.incumbent.found.cells)

    def _may_be_perfect(self) -> bool:
        """Whether it is not proven that some votes cannot become seats."""
        return self.incumbent.bound >= worth_of_everything(self.incumbent.tables)

    def _look_for(self, perfect: Perfect, seconds: float, number: int) -> None:
        until = self.incumbent.clock() + seconds
        while not (perfect.done or self._stop.is_set()) and self.incumbent.clock() < until:
            perfect.run(PERFECT_MOVES)
        if perfect.done:
            self._found[number] = Found(worth_of_everything(self.incumbent.tables), perfect.cells)
            self._news.set()

    def _start(self, walk: Walk, number: int, cells: Sequence[Cell] = ()) -> None:
        """From these cells, or the best plan known: the incumbent, or what this walk found and nobody seated yet."""
        if cells and self.incumbent.tables.keeps_pins(cells):
            walk.start(cells)
            return
        seating = self.incumbent.found
        mine = self._found.get(number)
        if mine is not None and mine.worth > seating.value:
            walk.start(mine.cells)
        else:
            walk.start(seating.cells, seating)

    def _cycle(self, walk: Walk, cooling: Cooling, seconds: float, number: int) -> None:
        clock = self.incumbent.clock
        began = before = clock()
        moves, made, done, worth = FIRST_CHUNK, 0, 0.0, walk.worth
        while done < 1 and not self._stop.is_set():
            hot = cooling.heat(done)
            walk.run(moves, hot, hot * cooling.step)
            made += moves
            now = clock()
            if walk.worth > worth:
                worth = walk.worth
                self._found[number] = Found(worth, walk.cells)
                self._news.set()
            aim = min(seconds / CHUNKS, CHUNK_SECONDS)
            moves = max(50, int(moves * min(4.0, max(0.25, aim / max(now - before, 1e-6)))))
            done, before = (now - began) / seconds, now
        cooling.next(made)
