"""Alive is one thing, fit for somebody new another."""

import asyncio
from collections.abc import Callable

import pytest

from edcamp.journal.port import JournalUnavailable
from edcamp.web import health
from tests.web.conftest import Server
from tests.web.test_journey import Browsers

pytestmark = pytest.mark.anyio


@pytest.fixture
def ask(browser: Browsers) -> Callable[[str], object]:
    """An answer's status, with its code and value if it is an error."""

    async def ask(path: str) -> object:
        response = await browser().http.get(path, headers={"accept": "*/*"})
        answer = response.json()
        assert response.headers["cache-control"] == "no-store"
        return (response.status_code, *((answer["code"], answer["value"]) if not answer["ok"] else ()))

    return ask


async def test_a_server_with_a_journal_is_alive_and_ready(ask: Callable[[str], object]) -> None:
    assert await ask("/healthz") == (200,)
    assert await ask("/readyz") == (200,)


async def test_a_server_whose_journal_takes_nothing_is_alive_and_says_why_it_is_not_ready(
    server: Server, ask: Callable[[str], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0

    async def full() -> None:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0.01)
        raise JournalUnavailable("disk_full", "The disk is full.", retryable=True)

    monkeypatch.setattr(server.store.journal, "check", full)
    answers = await asyncio.gather(*(ask("/readyz") for _ in range(20)))
    assert set(answers) == {(503, "unavailable", "disk_full")}
    assert asked == 1, "anybody may ask; the journal is spared"
    assert await ask("/healthz") == (200,)
    monkeypatch.undo()
    monkeypatch.setattr(health, "ASK_AGAIN_AFTER_S", 0.0)
    assert await ask("/readyz") == (200,)


async def test_a_journal_that_does_not_answer_is_not_waited_for(
    server: Server, ask: Callable[[str], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck = asyncio.get_running_loop().create_future()

    async def hang() -> None:
        await stuck

    monkeypatch.setattr(server.store.journal, "check", hang)
    monkeypatch.setattr(health, "PATIENCE_S", 0.05)
    assert await ask("/readyz") == (503, "unavailable", "no_answer")
    stuck.set_result(None)


async def test_a_server_that_ends_is_alive_and_wants_nobody_new(server: Server, ask: Callable[[str], object]) -> None:
    server.site.drain()
    assert await ask("/readyz") == (503, "shutting-down", None)
    assert await ask("/healthz") == (200,)
    await server.store.close()
    assert await ask("/healthz") == (200,)
