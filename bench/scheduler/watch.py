"""The clock of all measurements: CPU seconds per core, since wall time on a shared machine measures the others."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.scheduler.arrays import Cell

CORES = 2
# Between two looks at the clock while a library is at work that asks for no advice.
POLL_SECONDS = 0.02
# Part of the time used so far after which a method that must compute its cells tells of them anew.
TELL_EVERY = 0.02


class Clock:
    """What this process would have needed at least, since the clock was made, on two cores of its own.

    That is the larger of the busiest thread's CPU time and all CPU time divided by two: a method with one thread is
    charged its CPU time, one with two threads half of both, and serial parts are not halved.
    """

    def __init__(self) -> None:
        self._threads = _threads()
        self._all = time.process_time()

    def seconds(self) -> float:
        busiest = max(used - self._threads.get(thread, 0.0) for thread, used in _threads().items())
        return max(busiest, (time.process_time() - self._all) / CORES)


def peak_mb() -> int:
    """The most memory this process has held, without what its parent held before it was started."""
    line = next(x for x in Path("/proc/self/status").read_text().splitlines() if x.startswith("VmHWM"))
    return int(line.split()[1]) // 1024


def _threads() -> dict[int, float]:
    """CPU time of each thread by its kernel id. One that has ended is left out, its time being in the process's."""
    used = {}
    for name in os.listdir("/proc/self/task"):
        thread = int(name)
        try:
            # How Linux makes the clock id of any thread's CPU time (clock_getcpuclockid(3)); Python knows only its own.
            used[thread] = time.clock_gettime((~thread << 3) | 6)
        except OSError:
            continue
    return used


class Watch:
    """What a method is given: the time left, and somebody to tell its cells to, stamped with the time."""

    def __init__(self, seconds: float, tell: Callable[[float, list[Cell]], None]) -> None:
        self.seconds = seconds
        self._tell = tell
        self._clock = Clock()
        self._told = 0.0

    def now(self) -> float:
        """Seconds used so far."""
        return self._clock.seconds()

    def over(self) -> bool:
        """Whether the time is up."""
        return self.now() >= self.seconds

    def due(self) -> bool:
        """Whether the last cells told are so old that it is worth computing new ones."""
        now = self.now()
        return now - self._told > TELL_EVERY * max(now, 0.5)

    def tell(self, cells: Iterable[Cell]) -> None:
        """These are the best cells now."""
        self._told = self.now()
        self._tell(self._told, sorted(cells))

    @contextmanager
    def stopping(self, stop: Callable[[], object]) -> Iterator[None]:
        """Calls `stop` from a thread, again and again, once the time is up."""
        done = threading.Event()

        def look() -> None:
            while not done.wait(POLL_SECONDS):
                if self.over():
                    stop()

        thread = threading.Thread(target=look)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()
