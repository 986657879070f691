"""Collects every sentence from Python, the templates and the browser's programs, and keeps translations in step."""

from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from edcamp.i18n.programs import PROGRAMS, SAID_BY, programs_of
from edcamp.i18n.typescript import NotLiteral, extract_typescript

_PYTHON = {"sentence": None, "gettext": None, "ngettext": (1, 2)}
_BOTH = {"t": None, "tn": (1, 2)}
_SOURCES: tuple[tuple[str, tuple[str, ...], Any, dict[str, Any]], ...] = (
    ("edcamp", (".py",), "python", _PYTHON),
    ("templates", (".html",), "jinja2.ext:babel_extract", _BOTH),
    ("static/src", (".ts", ".tsx"), extract_typescript, _BOTH),
)
_DEFINES = ("edcamp/i18n", "static/src/i18n.ts", "static/src/wire.ts")
"""Where the functions themselves are, and what is generated."""


def collect(root: Path) -> Catalog:
    """Every sentence of the checkout at ``root``, untranslated. Raises ``NotLiteral``, naming the file."""
    template = Catalog()
    loaded = programs_of(root / "static" / "src")
    programs: dict[Any, set[str]] = {}
    for folder, endings, method, keywords in _SOURCES:
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.suffix not in endings or name.endswith(".test.ts") or name.startswith(_DEFINES):
                continue
            try:
                found = list(extract_from_file(method, path, keywords))
            except NotLiteral as error:
                raise NotLiteral(f"{name}, {error}") from error
            for line, text, comments, _ in found:
                template.add(text, locations=[(name, line)], auto_comments=comments)
                programs.setdefault(text, set()).update(loaded.get(path.resolve(), ()))
    for message in template:
        if said := [program for program in PROGRAMS if program in programs.get(message.id, ())]:
            message.auto_comments.append(SAID_BY + ", ".join(said))
    return template


def update(po_file: Path, template: Catalog) -> list[str]:
    """Adds what is new to a language's file and drops what nobody says any more; returns what lacks a translation."""
    with po_file.open("rb") as file:
        catalogue = read_po(file, locale=po_file.parent.parent.name)
    created = catalogue.creation_date
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.creation_date = created
    with po_file.open("wb") as file:
        write_po(file, catalogue, width=120, include_lineno=False)
    return [str(message.id) for message in catalogue if message.id and (message.fuzzy or not _whole(message.string))]


def _whole(translated: object) -> bool:
    return all(translated) if isinstance(translated, (tuple, list)) else bool(translated)
