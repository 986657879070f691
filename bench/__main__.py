"""``python -m bench``: every table; ``python -m bench votes``: one of them."""

import sys

from bench import bundles, fanout, pages, processes, votes

TABLES = {
    "bundles": bundles.main,
    "votes": votes.main,
    "processes": processes.main,
    "fanout": fanout.main,
    "pages": pages.main,
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
