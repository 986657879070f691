"""Tables as spreadsheets export them: whatever the encoding, whatever stands between the columns."""

import codecs
import csv
import io
from collections.abc import Iterator

from charset_normalizer import from_bytes
from msgspec import Struct

from edcamp.domain.refusals import Refused
from edcamp.domain.rules import LIST_ROWS_MAX, one_line

DELIMITERS = ",;\t|"
"""Commas, and what programs write where the comma is in numbers; tabs, of what is copied from a sheet."""

COLUMNS_MAX = 100
CELL_MAX = 20_000

LEGACY = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257"]
"""What spreadsheets write that do not write UTF-8: western, central and eastern European, Greek, Turkish, Baltic."""


class Row(Struct, frozen=True):
    """``line``: of the file, from 1, on which the row begins; a cell may go over several."""

    line: int
    cells: tuple[str, ...]


class Table(Struct, frozen=True):
    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(data: bytes) -> Table:
    """The first row that is not empty names the columns; rows without a word are left out.

    Raises ``Refused``: ``table-unreadable``, ``table-quote`` with the line, ``table-empty``, ``table-long``.
    """
    text, encoding = _text(data)
    rows, delimiter = _split(text)
    if not rows:
        raise Refused("table-empty")
    if len(rows) - 1 > LIST_ROWS_MAX:
        raise Refused("table-long", len(rows) - 1)
    columns = tuple(one_line(cell) for cell in rows[0].cells)
    return Table(encoding, delimiter, columns, tuple(rows[1:]))


def _text(data: bytes) -> tuple[str, str]:
    marks = (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    )
    encoding = next((name for mark, name in marks if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        guess = from_bytes(data, cp_isolation=LEGACY).best()
        if guess is None:
            raise Refused("table-unreadable") from error
        text, encoding = str(guess), guess.encoding
    if "\0" in text:
        raise Refused("table-unreadable")
    return text, encoding.removesuffix("-sig")


def _split(text: str) -> tuple[list[Row], str]:
    """By the delimiter that most rows agree on: the one that gives them as many cells, more than one, as the first."""
    best: tuple[float, int, list[Row], str] | None = None
    broken: Refused | None = None
    for delimiter in DELIMITERS:
        try:
            rows = list(_rows(text, delimiter))
        except Refused as refused:
            broken = broken or refused
            continue
        width = len(rows[0].cells) if rows else 0
        alike = sum(len(row.cells) == width for row in rows) / len(rows) if width > 1 else 0.0
        if best is None or (alike, width) > best[:2]:
            best = (alike, width, rows, delimiter)
    if best is None:
        raise broken or Refused("table-unreadable")
    return best[2], best[3]


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Refused("table-quote", line) from error
        if len(cells) > COLUMNS_MAX or any(len(cell) > CELL_MAX for cell in cells):
            raise Refused("table-quote", line)
        if any(one_line(cell).strip(DELIMITERS) for cell in cells):
            yield Row(line, tuple(cells))
        line = reader.line_num + 1
