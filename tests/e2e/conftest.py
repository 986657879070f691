from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.server import CAMP, Links, Server


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path / "data")
    made.start()
    yield made
    made.close()


@pytest.fixture
def links(server: Server, tmp_path: Path) -> Links:
    """A camp of eight rooms and four slots, all of them ahead."""
    return server.create(CAMP.format(date="2030-06-01"), tmp_path)
