"""`python -m bench.scheduler compare|anytime|resolve|startup|generate`: see `-h` of each."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.scheduler import anytime, compare, generate, resolve, startup
from bench.scheduler.files import saved, write

TABLES: dict[str, Any] = {"compare": compare, "anytime": anytime, "resolve": resolve, "startup": startup}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; `arguments` default to the command line's."""
    parser = argparse.ArgumentParser(prog="python -m bench.scheduler", description="Measures the scheduler.")
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("generate", help="write a made-up problem")
    making.add_argument("--kind", choices=list(generate.KINDS), default="synthetic")
    making.add_argument("--size", choices=list(generate.SIZES), default="medium")
    making.add_argument("--seed", type=int, default=1)
    making.add_argument("--out", type=Path, required=True, help="a file name that ends in .json or .json.gz")
    again = commands.add_parser("tables", help="print what `compare --save` wrote; of a method and problem the last")
    again.add_argument("files", type=Path, nargs="+")
    for name, table in TABLES.items():
        words = (table.__doc__ or "").partition("\n")[0]
        table.add_arguments(commands.add_parser(name, help=words, description=table.__doc__))
    chosen = parser.parse_args(arguments)
    if chosen.command == "generate":
        write(chosen.out, generate.generate(chosen.kind, chosen.size, chosen.seed))
    elif chosen.command == "tables":
        compare.tables(saved(chosen.files))
    else:
        TABLES[chosen.command].main(chosen)
    return 0


if __name__ == "__main__":
    sys.exit(main())
