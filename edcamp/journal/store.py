"""Where an installation keeps everything: its journal, and beside it the people's names."""

from dataclasses import dataclass
from types import TracebackType
from typing import Generic, Self, TypeVar

from edcamp.journal.people import People
from edcamp.journal.port import Journal

J_co = TypeVar("J_co", bound=Journal, covariant=True)
P_co = TypeVar("P_co", bound=People, covariant=True)


@dataclass(frozen=True, slots=True)
class Store(Generic[J_co, P_co]):
    """A journal and its people, opened and closed together."""

    journal: J_co
    people: P_co

    async def close(self) -> None:
        """Close both; see `Journal.close`."""
        await self.journal.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
