"""Who somebody is, and who may say so."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.requests import HTTPConnection
from starlette.responses import Response

from edcamp.domain.camp import new_camp
from edcamp.domain.ids import CampId, PersonId
from edcamp.web import Site, organizer_key
from edcamp.web.login import Login
from tests.web.conftest import MINUTE, ORIGIN, SECRET, Browser, Server
from tests.web.test_journey import Browsers, joined

pytestmark = pytest.mark.anyio
DAY = 24 * 60 * MINUTE


def connection(kind: str = "http", scheme: str = "https", **headers: str) -> HTTPConnection:
    given = {"host": "camp.test"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return HTTPConnection(
        {
            "type": kind,
            "scheme": scheme,
            "path": "/",
            "query_string": b"",
            "server": ("127.0.0.1", 8000),
            "headers": [(name.encode(), value.encode()) for name, value in given.items()],
        }
    )


async def test_the_cookie_is_for_the_server_alone(server: Server, browser: Browsers) -> None:
    ana = browser()
    await ana.open("/c/xyz/")
    await ana.send("Your name", name="Ana")
    [given] = ana.shown.response.history
    header = given.headers["set-cookie"]
    assert re.sub(r"=[^;]*", "=…", header, count=1) == (
        "edcamp-xyz=…; HttpOnly; Max-Age=1209600; Path=/; SameSite=lax; Secure"
    )
    over_http = await ana.http.post("http://camp.test/c/xyz/join", data={"name": "Ben"})
    assert "Secure" not in over_http.headers["set-cookie"]


@pytest.mark.parametrize(
    "tampered",
    [
        lambda value: "p0000000000000000000." + value.split(".", 1)[1],
        lambda value: ".".join(part.swapcase() for part in value.split(".")),
        lambda value: value.split(".")[0],
        lambda value: "",
        lambda value: "é" * 400,
        lambda value: value + "." + value,
    ],
)
async def test_a_forged_cookie_is_nobody(server: Server, browser: Browsers, tampered: Callable[[str], str]) -> None:
    ana = browser()
    await joined(ana)
    cookie = tampered(ana.http.cookies["edcamp-xyz"])
    response = await browser().http.get("/c/xyz/", headers={"cookie": f"edcamp-xyz={cookie}".encode()})
    assert (response.status_code, "Your name, or a nickname" in response.text) == (200, True)


async def test_a_cookie_of_one_camp_is_nothing_in_another(server: Server, browser: Browsers) -> None:
    await server.live.create(server.camp.value.settings, camp="abc")
    ana = browser()
    await joined(ana)
    shown = await ana.open("/c/abc/", cookie=f"edcamp-abc={ana.http.cookies['edcamp-xyz']}")
    assert "Your name, or a nickname" in shown.words()


async def test_an_old_cookie_is_nobody_and_one_from_before_the_clock_was_put_right_is_not(
    server: Server, browser: Browsers
) -> None:
    ana = browser()
    await joined(ana)
    server.clock.turn(-DAY)
    assert "Propose a topic" in (await ana.open("/c/xyz/")).words()
    server.clock.turn(15 * DAY)
    assert "Propose a topic" in (await ana.open("/c/xyz/")).words()
    server.clock.turn(1000)
    assert "Your name, or a nickname" in (await ana.open("/c/xyz/")).words()


async def test_somebody_the_camp_does_not_know_is_nobody(server: Server, browser: Browsers) -> None:
    stranger = Login(SECRET, None, server.clock)
    response = Response()
    stranger.remember(connection(), response, CampId("xyz"), PersonId("pstranger"))
    token = response.headers["set-cookie"].removeprefix("edcamp-xyz=").partition(";")[0]
    conn = connection(cookie=f"edcamp-xyz={token}")
    assert stranger.signed(conn, CampId("xyz")) == "pstranger"
    assert stranger.identify(conn, server.camp.value) is None
    shown = await browser().open("/c/xyz/", cookie=f"edcamp-xyz={token}")
    assert "Your name, or a nickname" in shown.words()


async def test_the_secret_link_asks_for_a_name_and_leads_to_the_desk(server: Server, browser: Browsers) -> None:
    olga = browser()
    shown = await olga.open(server.organizer_path)
    assert (shown.status, shown.response.headers["cache-control"]) == (200, "no-store")
    assert len(server.camp.value.people) == 0  # what only looks at links, for a preview, becomes nobody
    shown = await olga.send("Your name", name=" ")
    assert (shown.status, "Please tell us a name." in shown.words()) == (422, True)
    await olga.send("Your name", name="Olga")
    [redirect] = olga.shown.response.history
    assert (redirect.status_code, redirect.headers["location"]) == (303, "/c/xyz/desk")
    assert redirect.headers["referrer-policy"] == "no-referrer"
    [person] = server.camp.value.people.values()
    assert (person.organizer, server.camp.names[person.id]) == (True, "Olga")
    assert "Go to the organizers' desk" in (await olga.open("/c/xyz/me")).words()


async def test_the_secret_link_makes_whoever_has_joined_an_organizer_at_once(server: Server, browser: Browsers) -> None:
    ana = browser()
    person = await joined(ana)
    response = await ana.http.head(server.organizer_path)
    assert (response.status_code, server.camp.value.is_organizer(person)) == (200, False)
    response = await ana.http.get(server.organizer_path)
    assert (response.status_code, response.headers["location"]) == (303, "/c/xyz/desk")
    assert server.camp.value.is_organizer(person)
    assert list(server.camp.names.values()) == ["Ana"]


async def test_a_program_organizes_without_a_form(server: Server, browser: Browsers) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(server.app), base_url=ORIGIN) as program:  # type: ignore[arg-type]
        response = await program.get(server.organizer_path, headers={"origin": ORIGIN})
        assert response.status_code == 303
    [person] = server.camp.value.people
    assert server.camp.names[person] == "Organizer"


async def test_reset_links_stop_working_and_organizers_stay(server: Server, browser: Browsers) -> None:
    olga = browser()
    old = server.organizer_path
    await olga.open(old)
    await olga.send("Your name", name="Olga")
    await olga.post("/c/xyz/do", {"do": "reset-links", "client": "f1", "n": "1"})
    assert server.camp.value.link_generation == 1
    for path in (old, "/c/xyz/organize/", "/c/xyz/organize/é", f"{old}0"):
        shown = await browser().open(path)
        assert shown.status in (404, 410), path
        assert len(server.camp.value.people) == 1
    shown = await browser().post(old, {"name": "Eve"})
    assert (shown.status, "This link does not work any more." in shown.words()) == (410, True)
    assert (await browser().open(server.organizer_path)).status == 200
    assert server.camp.value.is_organizer(next(iter(server.camp.value.people)))


def test_links_differ_by_camp_secret_and_generation() -> None:
    one = new_camp(CampId("one"))
    keys = {
        organizer_key(SECRET, one),
        organizer_key(SECRET, new_camp(CampId("two"))),
        organizer_key(SECRET, one.but(link_generation=1)),
        organizer_key(b"another secret", one),
    }
    assert len(keys) == 4
    assert {len(key) for key in keys} == {40}


async def test_a_second_device_is_the_same_person(server: Server, browser: Browsers) -> None:
    ana, tablet = browser(), browser()
    person = await joined(ana)
    shown = await ana.open("/c/xyz/me")
    assert (shown.response.headers["cache-control"], '<svg viewBox="' in shown.text) == ("no-store", True)
    [link] = re.findall(r'href="([^"]*/as/[^"]*)"', shown.text)
    assert urlsplit(link).netloc == "camp.test"
    shown = await tablet.open(link)
    assert (shown.path, "Propose a topic" in shown.words()) == ("/c/xyz/", True)
    assert tablet.http.cookies["edcamp-xyz"].split(".")[0] == person
    assert len(server.camp.value.people) == 1
    server.clock.turn(16 * MINUTE)
    shown = await browser().open(link)
    assert (shown.status, "This link does not work any more." in shown.words()) == (410, True)


async def test_a_second_device_that_is_somebody_elses_is_asked_first(server: Server, browser: Browsers) -> None:
    ana, ben = browser(), browser()
    person = await joined(ana)
    other = await joined(ben, "Ben")
    [link] = re.findall(r'href="([^"]*/as/[^"]*)"', (await ana.open("/c/xyz/me")).text)
    shown = await ben.open(link)
    assert "Here you are Ben. This link is for Ana" in shown.words()
    assert ben.http.cookies["edcamp-xyz"].split(".")[0] == other
    shown = await ben.send("Follow the link")
    assert (shown.path, ben.http.cookies["edcamp-xyz"].split(".")[0]) == ("/c/xyz/", person)


async def test_a_cookie_is_no_link_and_a_link_no_cookie(server: Server, browser: Browsers) -> None:
    ana = browser()
    await joined(ana)
    shown = await browser().open(f"/c/xyz/as/{ana.http.cookies['edcamp-xyz']}")
    assert shown.status == 410
    [token] = re.findall(r'href="[^"]*/as/([^"]*)"', (await ana.open("/c/xyz/me")).text)
    shown = await browser().open("/c/xyz/", cookie=f"edcamp-xyz={token}")
    assert "Your name, or a nickname" in shown.words()


@pytest.mark.parametrize(
    ("allowed", "conn"),
    [
        (True, connection()),  # a program
        (True, connection(origin="https://camp.test")),
        (False, connection(origin="http://camp.test")),  # on an insecure page of ours anybody on the way may write
        (False, connection(origin="https://evil.test")),
        (False, connection(origin="https://camp.test.evil.test")),
        (False, connection(origin="https://camp.test:8443")),
        (False, connection(origin="null")),
        (True, connection(origin="null", sec_fetch_site="same-origin")),
        (True, connection(sec_fetch_site="same-origin")),
        (True, connection(sec_fetch_site="none")),
        (False, connection(sec_fetch_site="same-site")),
        (False, connection(origin="https://camp.test", sec_fetch_site="cross-site")),
        (True, connection(scheme="http", origin="https://camp.test")),  # a proxy took TLS off
        (True, connection("websocket", "wss", origin="https://camp.test", sec_fetch_site="cross-site")),
        (False, connection("websocket", "wss", origin="https://evil.test", sec_fetch_site="same-origin")),
        (False, connection("websocket", "ws", origin="null")),
    ],
)
def test_only_our_own_pages_may_change_something(conn: HTTPConnection, allowed: bool) -> None:
    assert Login(SECRET).origin_allowed(conn) is allowed


def test_a_fixed_address_is_ours_beside_the_one_that_was_asked() -> None:
    login = Login(SECRET, "https://edcamp.example/")
    assert login.origin(connection(scheme="http")) == "https://edcamp.example"
    assert login.origin_allowed(connection(origin="https://edcamp.example"))
    assert login.origin_allowed(connection(origin="https://camp.test"))
    assert not login.origin_allowed(connection(origin="https://evil.example"))
    assert Login(SECRET).origin(connection("websocket", "wss")) == "https://camp.test"
    assert Login(SECRET).origin(connection("websocket", "ws")) == "http://camp.test"


async def test_the_hub_is_told_whose_cookie_it_is_and_in_which_language(server: Server, browser: Browsers) -> None:
    ana: Browser = browser()
    person = await joined(ana)
    site: Site = server.site
    conn = connection(cookie=f"edcamp-xyz={ana.http.cookies['edcamp-xyz']}", accept_language="es")
    assert site.identify(conn, CampId("xyz")) == person
    assert site.identify(conn, CampId("abc")) is None
    assert site.origin_allowed(connection(origin="https://evil.test")) is False
    assert site.language(conn)("Topics") == "Temas"


async def test_an_organizer_who_was_forgotten_says_a_new_name(server: Server, browser: Browsers) -> None:
    olga, laptop = browser(), browser()
    await olga.open(server.organizer_path)
    await olga.send("Your name", name="Olga")
    laptop.http.cookies.update(olga.http.cookies)
    await olga.open("/c/xyz/me")
    await olga.send("Erase my name")
    await laptop.open(server.organizer_path)
    await laptop.send("Your name", name="Olga again")
    [person] = server.camp.value.people
    assert server.camp.names[person] == "Olga again"


async def test_a_form_to_organize_that_is_sent_twice_makes_one_organizer(server: Server, browser: Browsers) -> None:
    olga = browser()
    page = await olga.open(server.organizer_path)
    for _ in range(2):
        olga.http.cookies.clear()
        olga.shown = page
        await olga.send("Your name", name="Olga")
    assert list(server.camp.names.values()) == ["Olga"]


async def test_forgetting_nobody_does_nothing(server: Server, browser: Browsers) -> None:
    shown = await browser().post("/c/xyz/forget", {})
    assert (shown.status, "You have not joined this camp" in shown.words()) == (403, True)


async def test_changing_nobodys_name_asks_who_it_is(server: Server, browser: Browsers) -> None:
    shown = await browser().post("/c/xyz/me", {"name": "Ana"})
    assert (shown.status, "Your name, or a nickname" in shown.words()) == (403, True)
    assert len(server.camp.value.people) == 0


async def test_the_first_page_shows_the_camps_that_this_device_is_in_and_no_others(
    server: Server, browser: Browsers
) -> None:
    await server.live.create(server.camp.value.settings, camp="abc")
    ana = browser()
    await joined(ana)
    login = Login(SECRET, None, server.clock)
    cookies = [f"edcamp-xyz={ana.http.cookies['edcamp-xyz']}", "edcamp-abc=forged", "edcamp-=x", "edcamp-<b>=x"]
    for camp in ("abc", "gone"):
        response = Response()
        login.remember(connection(), response, CampId(camp), PersonId("pstranger"))
        cookies.append(response.headers["set-cookie"].partition(";")[0])
    shown = await browser().open("/", cookie="; ".join(cookies))
    assert re.findall(r'href="(/c/[^"]*)"', shown.text) == ["/c/xyz/"]
