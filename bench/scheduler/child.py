"""The child of `race.run`: reads an order from standard input, runs the method, says what it finds line by line."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import msgspec

from bench.scheduler.arrays import Arrays, Unpinnable
from bench.scheduler.generate import synthetic
from bench.scheduler.methods import ours, peer
from bench.scheduler.race import End, Found, Order
from bench.scheduler.watch import Watch, peak_mb
from scheduler import Plan, validate, warm_up

# More than one, since compiling one function can use up the time in which the next would have been met.
WARMINGS = 3
WARM_SECONDS = 0.1


def main() -> None:
    """Warm up (imports, compiled code) on a small problem, then run the order. The clock starts with the method."""
    say = _private_output()
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    validate(order.problem)
    warm = synthetic("small", 99)
    if order.method == "ours":
        warm_up()
        for _ in range(WARMINGS):
            ours(warm, Watch(WARM_SECONDS, lambda _, __: None), 1, order.most_moves, lambda _: None)
        held = peak_mb()
        watch = Watch(order.seconds, lambda _, __: None)
        final = ours(order.problem, watch, order.seed, order.most_moves, lambda plan: say(_found(watch, plan)))
        say(_found(watch, final))
    else:
        method = peer(order.method)
        for _ in range(WARMINGS):
            method(Arrays(warm), Watch(WARM_SECONDS, lambda _, __: None), 1)
        held = peak_mb()
        # The arrays are made inside the clock, as our engine makes its tables inside `solve`.
        watch = Watch(order.seconds, lambda at, cells: say(Found(at, arrays.placements(cells))))
        arrays = Arrays(order.problem)
        try:
            method(arrays, watch, order.seed)
        except Unpinnable as error:
            sys.stderr.write(f"no room for the pins: {error}\n")
            sys.stderr.flush()
            os._exit(1)
    say(End(watch.now(), held, peak_mb()))
    # Everything is said; libraries that still clean up or compute must not keep the race waiting.
    os._exit(0)


def _found(watch: Watch, plan: Plan) -> Found:
    return Found(watch.now(), plan.placements, plan.value, plan.bound)


def _private_output() -> Callable[[Found | End], None]:
    """Says lines on what was standard output, which goes to standard error from now on: libraries greet there."""
    lines = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)

    def say(thing: Found | End) -> None:
        lines.write(msgspec.json.encode(thing) + b"\n")
        lines.flush()

    return say


if __name__ == "__main__":
    main()
