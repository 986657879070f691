"""Which documents changed when: what is needed to tell anybody what they missed, however long they were gone."""

from collections.abc import Iterator

from edcamp.domain.changes import Changes
from edcamp.domain.documents import ORGANIZERS, PUBLIC, person_audience
from edcamp.domain.ids import PersonId


class ChangeLog:
    """For each audience, its keys in the order in which they last changed, with the seq of that change."""

    def __init__(
        self, last: dict[str, dict[str, int]] | None = None, people: dict[PersonId, int] | None = None
    ) -> None:
        """From what ``copy`` gave, if it is to go on from there."""
        self._last = last if last is not None else {}
        self._people = people if people is not None else {}

    def copy(self) -> tuple[dict[str, dict[str, int]], dict[PersonId, int]]:
        """All that it knows, as it is now."""
        return {audience: dict(keys) for audience, keys in self._last.items()}, dict(self._people)

    def note(self, changes: Changes, seq: int) -> None:
        self._move(PUBLIC, changes.public, seq)
        self._move(ORGANIZERS, changes.organizers, seq)
        for person, keys in changes.people.items():
            self._move(person_audience(person), keys, seq)
            self._people.pop(person, None)
            self._people[person] = seq

    def _move(self, audience: str, keys: set[str], seq: int) -> None:
        if keys:
            last = self._last.setdefault(audience, {})
            for key in sorted(keys):
                last.pop(key, None)
                last[key] = seq

    def since(self, audience: str, seq: int) -> Iterator[str]:
        """Keys that changed after ``seq``, the latest first."""
        for key, changed in reversed(self._last.get(audience, {}).items()):
            if changed <= seq:
                return
            yield key

    def latest(self, audience: str, but: str) -> int:
        """The seq at which a document of the audience last changed, the one at ``but`` aside; 0 if none ever did."""
        changes = reversed(self._last.get(audience, {}).items())
        return next((changed for key, changed in changes if key != but), 0)

    def people_since(self, seq: int) -> Iterator[PersonId]:
        """Whose own documents changed after ``seq``, the latest first."""
        for person, changed in reversed(self._people.items()):
            if changed <= seq:
                return
            yield person
