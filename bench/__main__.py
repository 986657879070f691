"""``python -m bench``: every table; ``python -m bench votes``: one of them."""

import sys
from collections.abc import Callable

from bench import bundles, fanout, pages, processes, votes
from bench.scheduler.__main__ import main as scheduler

TABLES: dict[str, Callable[[], object]] = {
    "bundles": bundles.main,
    "votes": votes.main,
    "processes": processes.main,
    "fanout": fanout.main,
    "pages": pages.main,
    "scheduler": lambda: scheduler(["compare"]),
}


def main(arguments: list[str]) -> int:
    unknown = [name for name in arguments if name not in TABLES]
    if unknown:
        sys.stderr.write(f"No such table: {', '.join(unknown)}. There are: {', '.join(TABLES)}.\n")
        return 2
    for name in arguments or TABLES:
        TABLES[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
