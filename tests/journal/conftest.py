"""Every adapter under the one suite: an adapter joins by adding itself to `ADAPTERS`."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from edcamp.journal.memory import open_memory
from edcamp.journal.people import People
from edcamp.journal.port import Journal
from edcamp.journal.redis import open_redis
from edcamp.journal.sqlite import open_sqlite
from edcamp.journal.store import Store
from tests.redis_server import shared_cluster, shared_server

AnyStore = Store[Journal, People]
Open = Callable[[Path], Awaitable[AnyStore]]


async def memory(folder: Path) -> AnyStore:
    return open_memory()


async def sqlite(folder: Path) -> AnyStore:
    return await open_sqlite(folder / "camps.db")


async def redis(folder: Path) -> AnyStore:
    return await open_redis(shared_server(), str(folder))


async def redis_cluster(folder: Path) -> AnyStore:
    return await open_redis(shared_cluster(), str(folder))


ADAPTERS = [
    pytest.param(memory, id="memory"),
    pytest.param(sqlite, id="sqlite"),
    pytest.param(redis, id="redis", marks=pytest.mark.redis),
    pytest.param(redis_cluster, id="redis-cluster", marks=pytest.mark.redis),
]

REDIS_ADDRESSES = [pytest.param(shared_server, id="server"), pytest.param(shared_cluster, id="cluster")]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(params=ADAPTERS)
def adapter(request: pytest.FixtureRequest) -> Open:
    """Opens a store in a folder; in the same folder again: what was stored there, unless it is in memory."""
    opener: Open = request.param
    return opener


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
