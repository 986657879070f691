"""``python -m bench``: every table that takes minutes; ``python -m bench fanout --clients 2000``: one of them, with its
options."""

import sys
from collections.abc import Callable, Sequence

from bench import bundles, camps, crowd, fanout, faults, pages, processes, repairs, storms, votes
from bench.alike.__main__ import main as alike
from bench.scheduler.__main__ import main as scheduler

TABLES: dict[str, Callable[[Sequence[str]], object]] = {
    "bundles": lambda _: bundles.main(),
    "votes": lambda _: votes.main(),
    "processes": lambda _: processes.main(),
    "fanout": fanout.main,
    "crowd": crowd.main,
    "camps": lambda _: camps.main(),
    "storms": storms.main,
    "repairs": repairs.main,
    "pages": lambda _: pages.main(),
    "alike": lambda _: alike(),
    "scheduler": lambda _: scheduler(["compare"]),
}

ON_REQUEST: dict[str, Callable[[Sequence[str]], object]] = {"faults": faults.main}
"""What takes half an hour."""


def main(arguments: list[str]) -> int:
    first = next((n for n, argument in enumerate(arguments) if argument.startswith("-")), len(arguments))
    arguments, options = arguments[:first], arguments[first:]
    if options and len(arguments) != 1:
        sys.stderr.write("Options belong to one table: name it, and only it, before them.\n")
        return 2
    known = {**TABLES, **ON_REQUEST}
    unknown = [name for name in arguments if name not in known]
    if unknown:
        sys.stderr.write(f"No such table: {', '.join(unknown)}. There are: {', '.join(known)}.\n")
        return 2
    for name in arguments or TABLES:
        known[name](options)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
