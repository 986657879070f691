"""What a camp's people are called. Kept apart from the journal, because a person may ask to be forgotten."""

from typing import Protocol


class People(Protocol):
    """Names by camp and person id. Raises `JournalUnavailable` and `JournalClosed` as the journal beside it does."""

    async def put(self, camp: str, person: str, name: str) -> None:
        """Give the person this name, instead of any before; durable when it returns."""
        ...

    async def names(self, camp: str) -> dict[str, str]:
        """Person id → name, for everybody in the camp who has one; empty for a camp nobody named anything in."""
        ...

    async def forget(self, camp: str, person: str) -> None:
        """Erase the person's name so that it cannot be read back from the store's files; durable when it returns.

        Forgetting nobody is fine. Backups made earlier still hold the name: they are the operator's to delete.
        """
        ...

    async def drop_camp(self, camp: str) -> None:
        """Forget everybody in the camp at once."""
        ...
