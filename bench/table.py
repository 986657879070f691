"""Plain tables, and the few numbers every measurement needs."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path


def show(title: str, heads: Sequence[str], rows: Sequence[Sequence[object]], note: str = "") -> None:
    """Prints a table with the columns as wide as what is in them."""
    cells = [list(heads), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(heads))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    rule = "  ".join("-" * width for width in widths)
    sys.stdout.write("\n".join(["", title, lines[0], rule, *lines[1:], *([note] if note else []), ""]))
    sys.stdout.flush()


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` (0 to 1) of the others lie; 0.0 for none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def cpu_seconds(pid: int) -> float:
    """User and system time that a process has used (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_kb(pid: int) -> int:
    """Memory that a process holds (Linux)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024
