"""A list that organizers bring along, such as the answers to a form: who is expected, and what they want to talk of.

First it is read and shown, with every line that cannot be taken and why; then all of it is imported at once, or none.
"""

import hmac
from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct

from edcamp import wire
from edcamp.domain import commands as c
from edcamp.domain import rules
from edcamp.domain.camp import Camp, Kind
from edcamp.domain.ids import PersonId, TopicId
from edcamp.domain.refusals import Refused
from edcamp.live.camp import PERSON_ID_BYTES
from edcamp.web.bodies import plain
from edcamp.web.tables import Row, Table

Use = Literal["title", "description", "kind", "tags", "name", "interests"]
USES: tuple[Use, ...] = ("title", "description", "kind", "tags", "name", "interests")

_WORDS: Mapping[Use, tuple[str, ...]] = {
    "title": ("title", "topic", "session", "titulo", "tema", "sesion", "talk about", "hablar"),
    "description": ("description", "about it", "details", "more", "descripcion", "detalles", "sobre que"),
    "kind": ("kind", "type", "lead", "tipo", "clase"),
    "tags": ("tags", "tag", "labels", "category", "etiquetas", "etiqueta", "categoria"),
    "name": ("name", "nombre", "host", "facilitator", "who", "quien", "person", "attendee", "persona"),
    "interests": ("interests", "interest", "curious", "intereses", "interes"),
}
"""What columns are called, in English and Spanish and in the questions of forms; the first that fits counts."""

_LEARN = ("learn", "want", "aprender", "quiero")
"""Words in a cell by which a topic looks for a host."""


class List(Struct, frozen=True):
    """What a table comes to. ``names``: of those who are expected, by their new ids."""

    preview: wire.ListPreview
    command: c.ImportList
    names: Mapping[PersonId, str]


def guess_uses(columns: Sequence[str]) -> dict[Use, int]:
    """Which column is what, by its name: exactly first, then by a word in it; each column is one thing."""
    called = [plain(column) for column in columns]
    found: dict[Use, int] = {}
    for fits in (lambda column, word: column == word, lambda column, word: word in column):
        for use in USES:
            for word in _WORDS[use]:
                free = [i for i, column in enumerate(called) if i not in found.values() and fits(column, word)]
                if use not in found and free:
                    found[use] = free[0]
    return found


def read_list(
    camp: Camp,
    names: Mapping[PersonId, str],
    table: Table,
    uses: Mapping[Use, int],
    secret: bytes,
    translate: wire.Translate,
) -> List:
    """What importing the table would do. The same table read again comes to the same people and topics.

    ``secret``: what makes ids that nobody can guess.
    """
    reading = _Reading(camp, names, secret)
    problems: list[wire.ListProblem] = []
    for row in table.rows:
        try:
            reading.take(row, uses)
        except Refused as refused:
            use, refusal = reading.at, wire.refusal(refused, translate)
            column = table.columns[uses[use]] if use is not None and use in uses else ""
            problems.append(wire.ListProblem(row.line, column, refusal.code, refusal.message))
    preview = wire.ListPreview(
        encoding=table.encoding,
        delimiter=table.delimiter,
        columns=table.columns,
        uses={use: uses[use] for use in uses},
        topics=tuple(reading.shown),
        people=tuple(sorted(reading.expected.values(), key=plain)),
        known=reading.known,
        problems=tuple(problems),
    )
    people = tuple(c.ExpectedPerson(person, reading.interests.get(person, ())) for person in reading.expected)
    return List(preview, c.ImportList(people, tuple(reading.topics.values())), reading.expected)


class _Reading:
    def __init__(self, camp: Camp, names: Mapping[PersonId, str], secret: bytes) -> None:
        self._camp = camp
        self._secret = secret
        self._here: dict[str, PersonId | None] = {}
        for person, name in names.items():
            if person in camp.people:
                key = plain(name)
                self._here[key] = person if key not in self._here else None  # two of a name: nobody knows which
        self.expected: dict[PersonId, str] = {}
        self.interests: dict[PersonId, tuple[str, ...]] = {}
        self.topics: dict[TopicId, c.ListedTopic] = {}
        self.shown: list[wire.ListedTopic] = []
        self.known = 0
        """Rows that are imported already, or stand in the table twice."""
        self.at: Use | None = None

    def take(self, row: Row, uses: Mapping[Use, int]) -> None:
        """Raises ``Refused`` about what the column ``at`` holds; then nothing of the row is taken."""

        def cell(use: Use) -> str:
            self.at = use
            place = uses.get(use)
            return row.cells[place] if place is not None and place < len(row.cells) else ""

        name = rules.one_line(cell("name"))
        name = rules.person_name(name) if name else ""
        interests = rules.interests(_several(cell("interests")))
        title = rules.one_line(cell("title"))
        if not title:
            if not name:
                self.at = None
                raise Refused("row-empty")
            self._person(name, interests)
            return
        title = rules.title(title)
        description = rules.description(cell("description"))
        tags = rules.tags(_several(cell("tags")))
        said = plain(cell("kind"))
        self.at = "title"
        topic = TopicId(f"t{self._digest('topic', plain(title), plain(name))[:16]}")
        if topic in self._camp.topics or topic in self.topics:
            self.known += 1
            return
        by = self._person(name, interests) if name else None
        kind = Kind.LEARN if by is None or any(word in said for word in _LEARN) else Kind.LEAD
        self.topics[topic] = c.ListedTopic(topic, kind, title, description, tags, (), by)
        self.shown.append(wire.ListedTopic(row.line, title, kind, name))

    def _person(self, name: str, interests: tuple[str, ...]) -> PersonId:
        here = self._here.get(plain(name))
        if here is not None:
            return here
        person = PersonId(f"p{self._digest('person', plain(name))[: 2 * PERSON_ID_BYTES]}")
        if person not in self._camp.people:
            self.expected.setdefault(person, name)
            if interests:
                self.interests[person] = interests
        return person

    def _digest(self, *words: str) -> str:
        said = "/".join((self._camp.id, *(f"{len(word)}/{word}" for word in words)))
        return hmac.digest(self._secret, f"list/{said}".encode(), "sha256").hex()


def _several(cell: str) -> list[str]:
    for mark in (";", "\n", "|"):
        cell = cell.replace(mark, ",")
    return cell.split(",")
