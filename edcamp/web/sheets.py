"""Tables for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Sequence

from starlette.responses import Response


def table_response(name: str, rows: Iterable[Sequence[str | int]]) -> Response:
    """CSV that every spreadsheet reads as UTF-8. What people typed stays text: nothing of it is worked out."""
    lines = io.StringIO(newline="")
    csv.writer(lines).writerows([_no_formula(c) if isinstance(c, str) else c for c in row] for row in rows)
    headers = {"cache-control": "no-store", "content-disposition": f'attachment; filename="{name}"'}
    return Response(lines.getvalue().encode("utf-8-sig"), 200, headers, "text/csv")


def _no_formula(text: str) -> str:
    """Spreadsheets work out what begins like a formula, whoever typed it."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
