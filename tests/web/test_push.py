"""Phones ask to be told, and take it back; what is no phone's address is refused."""

from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from edcamp.config import Config
from edcamp.web import Site
from tests.notify.push_service import decoded, encoded, point_of
from tests.web.conftest import ORIGIN, SECRET, DeskPlanner, Server
from tests.web.test_journey import Browsers, joined

pytestmark = pytest.mark.anyio

POINT = encoded(point_of(ec.generate_private_key(ec.SECP256R1()).public_key()))
PHONE = {
    "endpoint": "https://push.example.com/send/abc",
    "expirationTime": None,
    "keys": {"p256dh": POINT, "auth": encoded(b"sixteen bytes ok")},
}


async def post(http: httpx.AsyncClient, path: str, body: object, **headers: str) -> httpx.Response:
    own = {"origin": ORIGIN, "accept": "application/json"}
    return await http.post(f"/c/xyz/{path}", json=body, headers=own | headers)


async def test_a_browser_is_given_the_key_it_needs(server: Server, browser: Browsers) -> None:
    answer = await browser().http.get("/c/xyz/push", headers={"accept": "application/json"})

    key = decoded(answer.json()["key"])
    ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
    assert len(key) == 65


async def test_a_phone_is_told_in_its_language_and_takes_it_back(server: Server, browser: Browsers) -> None:
    ana = browser("es-MX")
    person = await joined(ana)

    assert (await post(ana.http, "push", PHONE)).json() == {"ok": True}

    [device] = await server.store.people.subscriptions.of("xyz", person)
    assert (device.endpoint, device.p256dh) == (PHONE["endpoint"], POINT)
    assert (device.language, device.clock) == ("es", "es_MX")
    assert (await post(ana.http, "push/end", {"endpoint": device.endpoint})).json() == {"ok": True}
    assert await server.store.people.subscriptions.of("xyz", person) == []


async def test_only_who_has_joined_can_ask_and_only_from_our_own_pages(server: Server, browser: Browsers) -> None:
    assert (await post(browser().http, "push", PHONE)).json()["code"] == "not-joined"
    ana = browser()
    await joined(ana)
    assert (await post(ana.http, "push", PHONE, origin="https://evil.example")).json()["code"] == "foreign-origin"
    assert (await post(ana.http, "push/end", PHONE, origin="https://evil.example")).json()["code"] == "foreign-origin"
    assert await server.store.people.subscriptions.camps() == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (PHONE | {"endpoint": "https://10.0.0.1/x"}, "push-address"),
        (PHONE | {"endpoint": "http://push.example.com/x"}, "push-address"),
        (PHONE | {"keys": {"p256dh": POINT, "auth": "AAAA"}}, "push-address"),
        ({"endpoint": "https://push.example.com/x"}, "bad-command"),
        ({"endpoint": 7, "keys": {}}, "bad-command"),
        ([], "bad-command"),
        (PHONE | {"more": "x" * 70_000}, "too-large"),
    ],
)
async def test_what_is_no_phone_is_refused(server: Server, browser: Browsers, body: object, code: str) -> None:
    ana = browser()
    await joined(ana)

    answer = await post(ana.http, "push", body)

    assert answer.json()["code"] == code
    assert answer.status_code >= 400
    assert await server.store.people.subscriptions.camps() == []


async def test_whoever_asks_to_be_forgotten_is_told_nothing_any_more(server: Server, browser: Browsers) -> None:
    ana = browser()
    await joined(ana)
    await post(ana.http, "push", PHONE)
    await ana.open("/c/xyz/me")

    await ana.send("/forget")

    assert await server.store.people.subscriptions.camps() == []


async def test_a_server_can_do_without(server: Server, dist: Path) -> None:
    site = Site(server.live, Config(push="off"), SECRET, DeskPlanner(), server.clock, dist)
    assert not any("/push" in getattr(route, "path", "") for route in site.routes())
