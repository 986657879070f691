"""What one entry of the journal changes, while it is folded in."""

from collections.abc import Callable
from typing import Any

from immutables import Map
from msgspec import Struct, field

from edcamp.domain import records as r
from edcamp.domain.camp import Camp
from edcamp.domain.ids import Instant, PersonId


class Changes(Struct):
    """Keys of the documents that are not what they were, by audience; and the parts an organizer's action touched."""

    public: set[str] = field(default_factory=set)
    organizers: set[str] = field(default_factory=set)
    people: dict[PersonId, set[str]] = field(default_factory=dict)
    touched: list[tuple[str, str]] = field(default_factory=list)
    notices: int = 0

    def person(self, person: PersonId, *keys: str) -> None:
        self.people.setdefault(person, set()).update(keys)


class Fold(Struct):
    """One entry being folded."""

    entry: r.Entry
    changes: Changes

    @property
    def at(self) -> Instant:
        return self.entry.at

    def notice_id(self) -> int:
        """Unique in the camp and growing: the seq in the high digits, the place within the entry in the low ones."""
        self.changes.notices += 1
        return self.entry.seq * 100_000 + self.changes.notices


Folds = dict[type, Callable[[Camp, Any, Fold], Camp]]
"""For each record, what it makes of the camp."""

Restores = dict[str, Callable[[Camp, str, Any, Fold], Camp]]
"""For each kind of piece, how the one with this id becomes this value again."""


def put(items: Map[Any, Any], key: str, value: object | None) -> Map[Any, Any]:
    if value is not None:
        return items.set(key, value)
    return items.delete(key) if key in items else items
