"""One shape for every error, wherever it comes from."""

import logging
from collections.abc import Callable

import httpx
import pytest

from edcamp.domain.refusals import SENTENCES
from edcamp.web.errors import status_of
from tests.web.conftest import Server
from tests.web.test_journey import Browsers, joined, propose

pytestmark = pytest.mark.anyio

Ask = Callable[[httpx.AsyncClient], object]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/nowhere", None, 404, "not-found"),
        ("GET", "/c/xyz/nowhere", None, 404, "not-found"),
        ("GET", "/c/xyz/topics/t1/nowhere", None, 404, "not-found"),
        ("GET", "/static/nothing.js", None, 404, "not-found"),
        ("GET", "/static/..%2Fsw.js", None, 404, "not-found"),
        ("GET", "/c/nope/", None, 404, "camp-unknown"),
        ("GET", "/c/nope/qr.svg", None, 404, "camp-unknown"),
        ("GET", "/app.webmanifest?camp=nope", None, 404, "camp-unknown"),
        ("GET", "/?code=nope", None, 404, "camp-unknown"),
        ("GET", "/c/xyz/topics/t1", None, 404, "topic-unknown"),
        ("GET", "/c/xyz/organize/0", None, 410, "link-old"),
        ("GET", "/c/xyz/as/0", None, 410, "link-old"),
        ("GET", "/broken", None, 500, "internal"),
        ("GET", "/c/xyz/broken", None, 500, "internal"),
        ("PUT", "/c/xyz/do", {}, 405, "bad-command"),
        ("POST", "/c/xyz/do", {"do": "set-vote", "topic": "t1", "weight": "must"}, 404, "topic-unknown"),
        ("POST", "/c/xyz/do", {"do": "fly"}, 400, "bad-command"),
        ("POST", "/c/xyz/do", {"do": "x" * 70_000}, 413, "too-large"),
        ("POST", "/c/xyz/join", {"name": ""}, 422, "name-empty"),
        ("POST", "/c/xyz/me", {"name": "x" * 61}, 422, "name-long"),
        ("POST", "/c/nope/join", {"name": "Ana"}, 404, "camp-unknown"),
        ("POST", "/c/xyz/language", {"language": "xx"}, 400, "bad-command"),
        ("POST", "/c/xyz/desk/solve", {}, 403, "not-organizer"),
    ],
)
async def test_an_error_is_the_same_as_json_and_as_a_page(
    server: Server, browser: Browsers, method: str, path: str, body: dict[str, str] | None, status: int, code: str
) -> None:
    ana = browser()
    await joined(ana)
    program = await ana.http.request(method, path, data=body, headers={"accept": "*/*"})
    assert (program.status_code, program.headers["content-type"]) == (status, "application/json")
    answer = program.json()
    assert list(answer) == ["code", "message", "value", "retryable", "n", "ok"]
    assert (answer["ok"], answer["code"], answer["n"]) == (False, code, 0)
    assert answer["retryable"] is SENTENCES[code].retryable
    assert answer["message"] == SENTENCES[code].text.replace("{value}", str(answer["value"]))
    page = await ana.http.request(method, path, data=body)
    assert (page.status_code, page.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert page.headers["cache-control"] in ("no-store", "private, no-cache")


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_code_has_a_status_that_says_whose_fault_it_is(code: str) -> None:
    status = status_of(code)
    assert status in {400, 403, 404, 409, 410, 413, 422, 429, 500, 503}
    assert SENTENCES[code].retryable or status not in {429, 500, 503}


async def test_a_fault_of_ours_is_logged_and_its_page_says_what_finds_it(
    server: Server, browser: Browsers, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "edcamp.web.errors"):
        shown = await browser().open("/c/xyz/broken")
    [record] = caplog.records
    assert record.exc_info is not None
    assert isinstance(record.exc_info[1], RuntimeError)
    reference = record.fields["reference"]
    assert f"tell an organizer this number: {reference}" in shown.words()
    assert "What was saved before is safe; this may not be." in shown.words()
    assert '<a class="button" href="/c/xyz/">' in shown.text
    assert "as nobody foresaw" not in shown.text


async def test_a_camp_that_cannot_be_saved_says_what_is_safe(server: Server, browser: Browsers) -> None:
    ana = browser()
    await joined(ana)
    await ana.open("/c/xyz/propose")
    await server.store.close()
    shown = await ana.send("propose-topic", title="Robots", description="Kept")
    assert (shown.status, "The camp is restarting." in shown.words(), "Kept" in shown.text) == (503, True, True)


async def test_whoever_has_not_joined_is_asked_to(server: Server, browser: Browsers) -> None:
    shown = await browser().post("/c/xyz/do", {"do": "set-vote", "topic": "t1", "weight": "must", "back": "/c/xyz/day"})
    assert (shown.status, "You have not joined this camp on this device yet." in shown.words()) == (403, True)
    assert 'name="back" value="/c/xyz/day"' in shown.text


async def test_a_desk_is_answered_in_json(server: Server, browser: Browsers) -> None:
    olga = browser()
    await olga.open(server.organizer_path)
    await olga.send("Your name", name="Olga")
    ask = {"accept": "application/json"}

    async def post(path: str, content: bytes) -> tuple[int, object]:
        response = await olga.http.post(f"/c/xyz/desk/{path}", content=content, headers=ask)
        answer = response.json()
        return response.status_code, answer.get("code", answer["ok"])

    assert await post("stop", b"") == (409, "plan-not-running")
    assert await post("solve", b'{"seconds": 20}') == (200, True)
    assert await post("solve", b'{"seconds": 600}') == (422, "plan-seconds")
    assert await post("solve", b'{"seconds": "many"}') == (400, "bad-command")
    assert await post("solve", b"{}") == (400, "bad-command")
    assert await post("solve", b" " * 65_537) == (413, "too-large")
    assert await post("stop", b"{}") == (200, True)
    assert server.planner.asked == [("start", 20.0), ("stop", 0)]


async def test_a_desk_is_told_what_moves_would_change(server: Server, browser: Browsers) -> None:
    olga = browser()
    await olga.open(server.organizer_path)
    await olga.send("Your name", name="Olga")
    topic = await propose(olga, "Robots")

    response = await olga.http.post(
        "/c/xyz/desk/prices", json={"topic": topic, "start": 2}, headers={"accept": "application/json"}
    )
    cell = {"slot": "s1", "room": "r1", "change": -4, "people": 3}
    assert response.json() == {
        "seq": 7, "topic": topic, "start": 2, "cells": 8, "prices": [cell], "beside": None, "ok": True
    }  # fmt: skip
    beside = {"slot": "s2", "room": "r1"}
    response = await olga.http.post("/c/xyz/desk/prices", json={"topic": topic, "beside": beside})
    assert response.json()["beside"] == beside
    for asked, status, code in (
        ({"topic": "x"}, 404, "topic-unknown"),
        ({}, 400, "bad-command"),
        ({"topic": topic, "start": -1}, 400, "bad-command"),
        ({"topic": topic, "beside": "s2/r1"}, 400, "bad-command"),
    ):
        response = await olga.http.post("/c/xyz/desk/prices", json=asked, headers={"accept": "application/json"})
        assert (response.status_code, response.json()["code"]) == (status, code)


async def test_a_form_whose_page_is_gone_is_still_answered(server: Server, browser: Browsers) -> None:
    ana = browser()
    await joined(ana)
    ask = {"do": "edit-topic", "topic": "t1", "title": "Robots"}
    shown = await ana.post("/c/xyz/do", ask | {"back": "/c/xyz/topics/t1"})
    assert (shown.status, "This topic does not exist (any more): t1." in shown.words()) == (404, True)
    shown = await ana.post("/c/xyz/do", {"do": "set-vote", "topic": "t1", "weight": "must", "back": "/c/xyz/desk"})
    assert (shown.status, "This topic does not exist (any more): t1." in shown.words()) == (404, True)


async def test_whoever_went_away_while_asking_is_no_fault_of_ours(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    async def receive() -> dict[str, object]:
        return {"type": "http.disconnect"}

    async def send(message: dict[str, object]) -> None:
        assert message.get("status", 400) == 400

    headers = [(b"host", b"camp.test"), (b"content-type", b"application/x-www-form-urlencoded")]
    scope = {"type": "http", "method": "POST", "path": "/c/xyz/do", "query_string": b"", "headers": headers}
    await server.app(scope | {"scheme": "https", "root_path": ""}, receive, send)  # type: ignore[operator]
    assert caplog.records == []
