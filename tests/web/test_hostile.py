"""What people type, send and forge when they mean harm."""

import base64
import hashlib
import re
from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from edcamp.domain import commands as c
from edcamp.domain.camp import Settings
from edcamp.domain.ids import RoomId
from edcamp.live.limits import JOIN_BURST, OwnPace
from tests.web.conftest import ORIGIN, Server
from tests.web.test_journey import Browsers, joined, propose, publish

pytestmark = pytest.mark.anyio

JSON = {"accept": "application/json"}
SCRIPT = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'{{7*7}}"


async def test_what_people_write_is_text_wherever_it_is_shown(server: Server, browser: Browsers) -> None:
    eve, ana = browser(), browser()
    name = SCRIPT[:60]
    await joined(eve, name)
    await joined(ana)
    title = SCRIPT
    tag = '"><script>x</script>'
    topic = await propose(eve, title, description=SCRIPT, other_tags=tag, other_needs=tag)
    await server.camp.ask(c.PutRoom(RoomId("r9"), SCRIPT[:60], 9, ("<b>",)), None)
    await server.camp.ask(c.EditCamp(_named(server, SCRIPT)), None)
    await server.camp.ask(c.Announce("a1", SCRIPT), None)  # type: ignore[arg-type]
    await publish(server, (topic, "s1", "r9"))
    query = "?q=%3Cscript%3E&tag=%22%3E&sort=%3Cb%3E&transport=%3C/script%3E"
    for device in (eve, ana):
        for path in ("", query, "propose", f"topics/{topic}", "day", "schedule", "me"):
            shown = await device.open(f"/c/xyz/{path}")
            assert shown.status == 200, path
            scripts = re.findall(r"<script[^>]*>", shown.text)
            assert len(scripts) == 3, (path, scripts)
            assert "<img" not in shown.text, path
            assert "{{7*7}}" in shown.text or "49" not in shown.text, path
    shown = await browser().open("/c/xyz/")
    assert re.findall(r"<script[^>]*>", shown.text) == [
        '<script type="module" src="/static/phone-ABCD1234.js">',
        '<script type="application/json" id="boot">',
    ]
    for path in ("/c/%3Cscript%3E/", "/?code=%3Cscript%3E", "/c/xyz/topics/%3Cscript%3E", "/%3Cscript%3E"):
        shown = await ana.open(path)
        assert (shown.status, "<script>" in shown.text) == (404, False), path


def _named(server: Server, name: str) -> Settings:
    return replace(server.camp.value.settings, name=name)


@pytest.mark.parametrize("path", ["do", "join", "me", "forget", "language", "desk/solve", "desk/stop", "desk/prices"])
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.test", "sec-fetch-site": "cross-site"},
        {"origin": "https://evil.test", "sec-fetch-site": ""},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"origin": ORIGIN, "sec-fetch-site": "same-site"},
    ],
)
async def test_another_sites_form_does_nothing(
    server: Server, browser: Browsers, path: str, headers: dict[str, str]
) -> None:
    ana = browser()
    person = await joined(ana)
    before = server.camp.value
    shown = await ana.post(f"/c/xyz/{path}", {"name": "Eve", "do": "set-interests", "interests": "x"}, **headers)
    assert (shown.status, "This came from another site" in shown.words()) == (403, True)
    assert (server.camp.value, server.camp.names[person]) == (before, "Ana")


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.test/",
        "//evil.test/",
        "/\\evil.test/",
        "\\\\evil.test",
        "/c/xyz//evil.test",
        "/c/xyz/../../../evil",
        "/c/xyzz/",
        "/c/abc/",
        "/",
        "javascript:alert(1)",
        "/c/xyz/\r\nset-cookie: a=b",
        "http:/c/xyz/",
        "",
    ],
)
async def test_a_form_leads_nowhere_but_into_its_camp(server: Server, browser: Browsers, back: str) -> None:
    ana = browser()
    await joined(ana)
    for path in ("do", "language", "join"):
        data = {"do": "set-interests", "interests": "x", "name": "Ana", "language": "en", "back": back}
        response = await ana.http.post(f"/c/xyz/{path}", data=data)
        assert (response.status_code, response.headers["location"]) == (303, "/c/xyz/"), path
    response = await ana.http.post("/language", data={"language": "en", "back": back})
    assert response.headers["location"] == "/"


async def test_a_body_that_is_too_large_is_not_read_to_its_end(server: Server, browser: Browsers) -> None:
    ana = browser()
    await joined(ana)
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 10_000_000:
            sent += 10_000
            yield b"x" * 10_000

    form = {"content-type": "application/x-www-form-urlencoded"}
    for path in ("do", "join", "me", "language"):
        sent = 0
        response = await ana.http.post(f"/c/xyz/{path}", content=endless(), headers=form)
        assert (response.status_code, sent <= 80_000) == (413, True), path
        announced = await ana.http.post(f"/c/xyz/{path}", content=b"a=b" + b"x" * 65_536, headers=form)
        assert (announced.status_code, "65539 bytes" in announced.text) == (413, True), path


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"do=set-vote&topic=%FF&weight=must", "application/x-www-form-urlencoded"),
        (b"\xff=1", "application/x-www-form-urlencoded"),
        (b"a=1&" * 300, "application/x-www-form-urlencoded"),
        (b'{"do": "publish"}', "application/json"),
        (b"", ""),
        (b"--x", "multipart/form-data; boundary=x"),
    ],
)
async def test_a_form_that_is_none_is_refused(server: Server, browser: Browsers, content: bytes, kind: str) -> None:
    ana = browser()
    await joined(ana)
    response = await ana.http.post("/c/xyz/do", content=content, headers={"content-type": kind})
    assert response.status_code == 400


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"do": "create-camp"},
        {"do": "adopt-plan", "based_on": "0"},
        {"do": "forget-person", "person": "p1"},
        {"do": "join", "person": "p1", "organizer": "true"},
        {"do": "set-vote"},
        {"do": "set-vote", "topic": "t1", "weight": "very much"},
        {"do": "publish", "based_on": "many"},
        {"do": "claim-topic", "topic": "t1", "claimed": "perhaps"},
        {"do": "swap-cells", "a": "s1", "b": "s2"},
    ],
)
async def test_what_is_no_command_of_a_person_is_refused(
    server: Server, browser: Browsers, fields: dict[str, str]
) -> None:
    ana = browser()
    await joined(ana)
    before = server.camp.value
    shown = await ana.post("/c/xyz/do", fields)
    assert (shown.status, server.camp.value) == (400, before)


async def test_only_organizers_do_what_organizers_do(server: Server, browser: Browsers) -> None:
    ana = browser()
    await joined(ana)
    shown = await ana.post("/c/xyz/do", {"do": "set-phase", "phase": "closed", "open": "true"})
    assert (shown.status, "Only organizers can do this." in shown.words()) == (403, True)
    shown = await ana.open("/c/xyz/desk")
    assert (shown.status, "Only organizers can do this." in shown.words()) == (403, True)
    shown = await browser().open("/c/xyz/desk")
    assert shown.status == 403
    for path in ("solve", "stop", "prices"):
        response = await ana.http.post(f"/c/xyz/desk/{path}", json={"seconds": 5}, headers=JSON)
        assert (response.status_code, response.json()["code"]) == (403, "not-organizer")
    assert server.planner.asked == []


async def test_nobody_changes_somebody_elses_topic(server: Server, browser: Browsers) -> None:
    ana, eve = browser(), browser()
    await joined(ana)
    await joined(eve, "Eve")
    topic = await propose(ana, "Robots")
    assert (await eve.open(f"/c/xyz/topics/{topic}/edit")).status == 403
    shown = await eve.post("/c/xyz/do", {"do": "withdraw-topic", "topic": topic, "back": f"/c/xyz/topics/{topic}"})
    assert (shown.status, "Only the person who proposed “Robots” can do this." in shown.words()) == (403, True)
    await ana.open(f"/c/xyz/topics/{topic}/edit")


async def test_over_long_text_is_refused_and_kept(server: Server, browser: Browsers) -> None:
    ana = browser()
    await joined(ana)
    await ana.open("/c/xyz/propose")
    shown = await ana.send("propose-topic", title="Robots", description="x" * 2001)
    assert (shown.status, "The description is too long: 2001 characters" in shown.words()) == (422, True)
    assert "x" * 2001 in shown.text
    shown = await browser().open("/c/xyz/")
    shown = await ana.post("/c/xyz/join", {"name": "x" * 60_000})
    assert shown.status == 422


async def test_forms_are_limited_per_person_with_what_else_they_send(server: Server, browser: Browsers) -> None:
    watch = [100.0]
    server.live.pace = OwnPace(lambda: watch[0])
    ana, ben = browser(), browser()
    person = await joined(ana)
    await joined(ben)
    await server.live.pace.take(server.camp.id, person, 58)  # by a connection
    topic = await propose(ana, "Robots")
    await ana.open("/c/xyz/propose")
    assert (await ana.send("propose-topic", title="Robots again")).status == 200
    await ana.open("/c/xyz/propose")
    shown = await ana.send("propose-topic", title="One too many", description="kept")
    assert (shown.status, "That was very fast. Wait 1 s;" in shown.words()) == (429, True)
    assert 'value="One too many"' in shown.text
    vote = {"do": "set-vote", "topic": topic, "weight": "must"}
    refused = await ana.post("/c/xyz/do", vote, accept="application/json")
    assert (refused.status, refused.response.headers["retry-after"]) == (429, "1")
    assert (await ben.post("/c/xyz/do", vote)).status == 200
    watch[0] += 1
    assert (await ana.post("/c/xyz/do", vote)).status == 200


async def test_joining_is_limited_per_camp(server: Server, browser: Browsers) -> None:
    server.live.pace = OwnPace(lambda: 100.0)
    other = await server.live.create(server.camp.value.settings, camp="abc")
    for _ in range(int(JOIN_BURST)):
        await server.live.pace.join(server.camp.id)
    shown = await browser().open("/c/xyz/")
    assert shown.status == 200
    late = browser()
    await late.open("/c/xyz/")
    shown = await late.send("Your name", name="Zoe")
    assert (shown.status, len(server.camp.value.people)) == (429, 0)
    assert 'value="Zoe"' in shown.text
    elsewhere = browser()
    await elsewhere.open("/c/abc/")
    await elsewhere.send("Your name", name="Zoe")
    assert len(other.value.people) == 1


async def test_every_answer_says_what_a_browser_must_not_do(server: Server, browser: Browsers) -> None:
    ana = browser()
    [style] = re.findall(r"<style>(.*?)</style>", (await ana.open("/")).text, flags=re.S)
    allowed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    for path in ("/", "/c/xyz/", "/c/xyz/qr.svg", "/static/phone-ABCD1234.js", "/healthz", "/nowhere", "/broken"):
        headers = (await ana.http.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["referrer-policy"] == "same-origin", path
        styles = f"'self' 'sha256-{allowed}'" if headers["content-type"].startswith("text/html") else "'self'"
        assert headers["content-security-policy"] == (
            f"default-src 'none'; script-src 'self'; style-src {styles}; "
            "img-src 'self' data:; font-src 'self'; "
            "connect-src 'self' ws://camp.test wss://camp.test; manifest-src 'self'; worker-src 'self'; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ), path
    odd = await ana.http.get("/", headers={"host": "evil.test; script-src *"})
    assert "script-src *" not in odd.headers["content-security-policy"]


async def test_a_page_that_has_not_changed_keeps_its_styles(server: Server, browser: Browsers) -> None:
    """A browser puts the headers of a 304 in the place of those that came with the page."""
    ana = browser()
    await joined(ana)
    page = await ana.http.get("/c/xyz/")
    again = await ana.http.get("/c/xyz/", headers={"if-none-match": page.headers["etag"]})
    assert again.status_code == 304
    assert again.headers["content-security-policy"] == page.headers["content-security-policy"]
    assert "sha256-" in again.headers["content-security-policy"]
