"""Every adapter under the one suite: an adapter joins by adding itself to `ADAPTERS`."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from edcamp.journal.memory import open_memory
from edcamp.journal.people import People
from edcamp.journal.port import Journal
from edcamp.journal.sqlite import open_sqlite
from edcamp.journal.store import Store

AnyStore = Store[Journal, People]
Open = Callable[[Path], Awaitable[AnyStore]]


async def memory(folder: Path) -> AnyStore:
    return open_memory()


async def sqlite(folder: Path) -> AnyStore:
    return await open_sqlite(folder / "camps.db")


ADAPTERS: dict[str, Open] = {"memory": memory, "sqlite": sqlite}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(params=sorted(ADAPTERS))
def adapter(request: pytest.FixtureRequest) -> Open:
    """Opens a store in a folder; in the same folder again: what was stored there, unless it is in memory."""
    return ADAPTERS[request.param]


@pytest.fixture
def survives(adapter: Open) -> bool:
    """Whether closing and opening again finds what was stored."""
    return adapter is not memory


@pytest.fixture
async def store(adapter: Open, tmp_path: Path, anyio_backend: str) -> AsyncIterator[AnyStore]:
    async with await adapter(tmp_path) as opened:
        yield opened


@pytest.fixture
def journal(store: AnyStore) -> Journal:
    return store.journal


@pytest.fixture
def people(store: AnyStore) -> People:
    return store.people
