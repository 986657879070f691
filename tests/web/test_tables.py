"""Tables as people have them: from Sheets, from Excel in half of Europe, copied, broken."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edcamp.domain.refusals import Refused
from edcamp.domain.rules import one_line
from edcamp.web import tables
from edcamp.web.tables import Row, read_table

FORM = "Timestamp,What do you want to talk about?,Your name\n28/11/2026 8:01,Robots,Ana\n28/11/2026 8:02,Reading,Ben\n"


def refused(data: bytes) -> tuple[str, str | int | None]:
    with pytest.raises(Refused) as caught:
        read_table(data)
    return caught.value.code, caught.value.value


def test_what_a_form_exports_is_read() -> None:
    table = read_table(FORM.encode())
    assert table.columns == ("Timestamp", "What do you want to talk about?", "Your name")
    assert table.rows == (Row(2, ("28/11/2026 8:01", "Robots", "Ana")), Row(3, ("28/11/2026 8:02", "Reading", "Ben")))
    assert (table.encoding, table.delimiter) == ("utf-8", ",")


@pytest.mark.parametrize(
    ("encoding", "named"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("cp1252", "cp1252")],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encoding_and_delimiter_are_found(encoding: str, named: str, delimiter: str, end: str) -> None:
    lines = ["Título; con más|Nombre".replace("|", delimiter) if delimiter not in ";|" else f"Título{delimiter}Nombre"]
    lines += [
        delimiter.join((f"¿Cómo enseñar matemáticas a niños pequeños? {n}", f"Íñigo Muñoz {n}")) for n in range(9)
    ]
    table = read_table(end.join(lines).encode(encoding))
    assert table.columns[0].startswith("Título")
    assert table.rows[3].cells == ("¿Cómo enseñar matemáticas a niños pequeños? 3", "Íñigo Muñoz 3")
    assert table.delimiter == delimiter
    assert table.encoding == named


@pytest.mark.parametrize(
    ("encoding", "title"),
    [("cp1250", "Jak ożywić lekcję historii? Źródła, mapy, świadkowie"), ("cp1251", "Как оживить урок истории")],
)
def test_other_alphabets_are_found(encoding: str, title: str) -> None:
    table = read_table(f"title;name\n{title};Ana\n".encode(encoding) * 3)
    assert (table.rows[0].cells[0], table.encoding) == (title, encoding)


def test_a_cell_of_several_lines_is_one_row_and_the_next_keeps_its_line() -> None:
    table = read_table(b'title,about\n"Robots","First, what.\nThen, ""how"".\n"\n\nReading,books\n')
    assert table.rows == (
        Row(2, ("Robots", 'First, what.\nThen, "how".\n')),
        Row(6, ("Reading", "books")),
    )


def test_commas_in_words_do_not_make_columns() -> None:
    table = read_table("título;nombre\nRobots, y más;Ana\nLeer, escribir, contar;Ben\nArte;Eva\n".encode())
    assert table.delimiter == ";"
    assert [row.cells[1] for row in table.rows] == ["Ana", "Ben", "Eva"]


def test_a_single_column_is_a_table() -> None:
    assert read_table(b"name\nAna\nBen, the one\n").rows[0].cells == ("Ana",)


def test_rows_without_a_word_are_left_out() -> None:
    assert [row.line for row in read_table(b"a,b\n,\n \t,\n1,2\n,,\n").rows] == [4]


def test_a_quotation_mark_that_is_never_closed_is_said_with_its_line() -> None:
    assert refused(b'title,name\nRobots,Ana\n"Reading,Ben\nArt,Eva\n') == ("table-quote", 3)


def test_nothing_is_nothing() -> None:
    for data in (b"", b"\n\n", b" ,, \n", "\ufeff".encode()):
        assert refused(data) == ("table-empty", None)


def test_what_is_no_text_is_refused() -> None:
    assert refused(b"PK\x03\x04\x00\x00" + bytes(range(256)) * 40)[0] in ("table-unreadable", "table-quote")
    assert refused(b"a,b\n1,\x002\n")[0] == "table-unreadable"


def test_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "LIST_ROWS_MAX", 3)
    assert read_table(b"a\n1\n2\n3\n").rows[2].cells == ("3",)
    assert refused(b"a\n1\n2\n3\n4\n") == ("table-long", 4)


cells = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


@given(
    rows=st.integers(2, 4).flatmap(
        lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=2, max_size=6)
    ),
    delimiter=st.sampled_from(tables.DELIMITERS),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_whatever_a_program_writes_is_read_back(rows: list[list[str]], delimiter: str, end: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    said = [tuple(row) for row in rows if any(one_line(cell).strip(tables.DELIMITERS) for cell in row)]
    if not said:
        assert refused(out.getvalue().encode()) == ("table-empty", None)
        return
    try:
        table = read_table(out.getvalue().encode())
    except Refused as refusal:
        pytest.fail(f"{refusal.code} {refusal.value}")
    if table.delimiter == delimiter:
        assert [row.cells for row in table.rows] == said[1:]
        assert table.columns == tuple(map(one_line, said[0]))
