"""``python -m bench``: every table that takes minutes; ``python -m bench votes``: one of them."""

import sys
from collections.abc import Callable

from bench import bundles, fanout, faults, pages, processes, votes
from bench.scheduler.__main__ import main as scheduler

TABLES: dict[str, Callable[[], object]] = {
    "bundles": bundles.main,
    "votes": votes.main,
    "processes": processes.main,
    "fanout": fanout.main,
    "pages": pages.main,
    "scheduler": lambda: scheduler(["compare"]),
}

ON_REQUEST: dict[str, Callable[[], object]] = {"faults": faults.main}
"""What takes half an hour."""


def main(arguments: list[str]) -> int:
    known = {**TABLES, **ON_REQUEST}
    unknown = [name for name in arguments if name not in known]
    if unknown:
        sys.stderr.write(f"No such table: {', '.join(unknown)}. There are: {', '.join(known)}.\n")
        return 2
    for name in arguments or TABLES:
        known[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
