"""What a browser fetches once and keeps, and what it asks about each time."""

import gzip
import json
import re
from pathlib import Path

import pytest

from edcamp import wire
from edcamp.assets import Asset, BundleMissing, manifest
from edcamp.config import Config
from edcamp.web import Site
from tests.web.conftest import SECRET, STYLE, DeskPlanner, Server
from tests.web.test_journey import Browsers, joined, propose

pytestmark = pytest.mark.anyio


async def test_a_file_named_by_its_contents_is_kept_for_ever(server: Server, browser: Browsers, dist: Path) -> None:
    ana = browser()
    response = await ana.http.get("/static/phone-ABCD1234.js", headers={"accept-encoding": "identity"})
    assert (response.status_code, response.content) == (200, (dist / "phone-ABCD1234.js").read_bytes())
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    again = await ana.http.get("/static/phone-ABCD1234.js", headers={"if-none-match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    packed = await ana.http.get("/static/phone-ABCD1234.js")
    assert (packed.headers["content-encoding"], packed.content) == ("gzip", response.content)


async def test_a_phones_page_can_be_read_and_begun_with_as_it_is(server: Server, browser: Browsers) -> None:
    """One round trip brings the words, their styles, and what the browser's program needs before it says hello."""
    ana, ben = browser(), browser()
    await joined(ana)
    topic = await propose(ana, "Robots </script> & you")
    shown = await ana.open("/c/xyz/")
    assert f"<style>{STYLE}</style>" in shown.text
    assert 'rel="stylesheet"' not in shown.text
    [state] = re.findall(r'id="state">(.*?)</script>', shown.text)
    assert json.loads(state) == json.loads(wire.encode(server.camp.delta("public", None)))
    assert json.loads(state)["put"][f"topic/{topic}"]["title"] == "Robots </script> & you"
    plain = await ana.http.get("/c/xyz/", headers={"accept-encoding": "identity"})
    assert (shown.response.headers["content-encoding"], plain.text) == ("gzip", shown.text)
    assert 'id="state"' not in (await ben.open("/c/xyz/")).text, "whoever has not joined reads the form first"
    assert 'id="state"' not in (await ana.open("/c/xyz/shell")).text, "what is kept for offline must not age"


async def test_a_file_with_a_plain_name_is_asked_about(server: Server, browser: Browsers) -> None:
    response = await browser().http.get("/static/icon.svg")
    assert (response.status_code, response.headers["cache-control"]) == (200, "public, no-cache")
    assert response.headers["content-type"] == "image/svg+xml"


@pytest.mark.parametrize("name", ["../manifest.json", "%2e%2e%2fmanifest.json", "a%00b", "", "x" * 300, "/etc/passwd"])
async def test_nothing_outside_the_bundle_is_served(server: Server, browser: Browsers, name: str) -> None:
    response = await browser().http.get(f"/static/{name}")
    assert response.status_code == 404


async def test_the_service_worker_may_serve_every_camp(server: Server, browser: Browsers) -> None:
    response = await browser().http.get("/sw.js")
    assert (response.headers["service-worker-allowed"], response.headers["cache-control"]) == ("/", "no-cache")
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"


async def test_an_installed_app_starts_in_its_camp(server: Server, browser: Browsers) -> None:
    ana = browser()
    response = await ana.http.get("/app.webmanifest")
    assert response.headers["content-type"] == "application/manifest+json"
    assert (response.json()["start_url"], response.json()["name"]) == ("/", "edcamp")
    response = await ana.http.get("/app.webmanifest?camp=xyz")
    assert {name: response.json()[name] for name in ("id", "name", "short_name", "start_url", "scope", "icons")} == {
        "id": "/c/xyz/",
        "name": "Edcamp Valencia",
        "short_name": "Edcamp Valen",
        "start_url": "/c/xyz/",
        "scope": "/",
        "icons": [{"src": "/static/icon.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }
    assert '<link rel="manifest" href="/app.webmanifest?camp=xyz">' in (await ana.open("/c/xyz/")).text


async def test_a_new_bundle_is_served_without_a_restart(server: Server, browser: Browsers, dist: Path) -> None:
    ana = browser()
    assert "phone-ABCD1234.js" in (await ana.open("/c/xyz/")).text
    text = (dist / "manifest.json").read_text().replace("phone-ABCD1234.js", "phone-NEWER234.js")
    (dist / "manifest.json").write_text(text)
    assert manifest(dist)["phone.js"] == Asset("phone-NEWER234.js", ("chunk-EFGH5678.js",))
    assert "phone-NEWER234.js" in (await ana.open("/c/xyz/")).text


def test_a_server_without_a_bundle_does_not_start(server: Server, tmp_path: Path) -> None:
    with pytest.raises(BundleMissing, match=r"hatch_build\.py build"):
        Site(server.live, Config(), SECRET, DeskPlanner(), server.clock, tmp_path)


async def test_a_page_that_has_not_changed_is_not_sent_again(server: Server, browser: Browsers) -> None:
    ana, ben = browser(), browser()
    await joined(ana)
    await joined(ben, "Ben")
    first = await ana.open("/c/xyz/")
    etag = first.response.headers["etag"]
    assert first.response.headers["cache-control"] == "private, no-cache"
    assert first.response.headers["vary"] == "Cookie, Accept-Language, Accept-Encoding"
    for device, path, status in ((ana, "", 304), (ben, "", 200), (ana, "?q=a", 200), (ana, "day", 200)):
        shown = await device.open(f"/c/xyz/{path}", **{"if-none-match": etag})
        assert shown.status == status, path
    await ana.post("/c/xyz/language", {"language": "es"})
    assert (await ana.open("/c/xyz/", **{"if-none-match": etag})).status == 200
    await ana.post("/c/xyz/language", {"language": "en"})
    assert (await ana.open("/c/xyz/", **{"if-none-match": etag})).status == 304
    await propose(ben, "Robots")
    shown = await ana.open("/c/xyz/", **{"if-none-match": etag})
    assert (shown.status, "Robots" in shown.text) == (200, True)
    server.clock.turn(60_000)  # what is on now may be another session
    assert (await ana.open("/c/xyz/", **{"if-none-match": shown.response.headers["etag"]})).status == 200


async def test_pages_with_secrets_or_forms_that_count_are_never_kept(server: Server, browser: Browsers) -> None:
    ana = browser()
    assert (await ana.open("/c/xyz/")).response.headers["cache-control"] == "no-store"
    await joined(ana)
    shown = await ana.open("/c/xyz/me")
    assert ("etag" in shown.response.headers, shown.response.headers["cache-control"]) == (False, "no-store")


async def test_pages_are_packed_for_browsers_that_can_unpack(server: Server, browser: Browsers) -> None:
    ana = browser()
    await joined(ana)
    async with ana.http.stream("GET", "/c/xyz/") as response:
        packed = b"".join([chunk async for chunk in response.aiter_raw()])
    assert (response.headers["content-encoding"], response.headers["content-length"]) == ("gzip", str(len(packed)))
    plain = await ana.http.get("/c/xyz/", headers={"accept-encoding": "identity"})
    assert gzip.decompress(packed) == plain.content


async def test_the_shell_holds_nothing_of_anybodys(server: Server, browser: Browsers) -> None:
    ana = browser()
    person = await joined(ana, "Ana the first")
    await propose(ana, "Robots")
    shown = await ana.open("/c/xyz/shell")
    assert shown.status == 200
    assert ("Ana the first" in shown.text, person in shown.text, "Robots" in shown.text) == (False, False, False)
    assert shown.text == (await browser().open("/c/xyz/shell")).text
    assert '<nav class="tabs"' in shown.text
    again = await browser().open("/c/xyz/shell", **{"if-none-match": shown.response.headers["etag"]})
    assert again.status == 304


async def test_the_way_in_can_be_scanned(server: Server, browser: Browsers) -> None:
    response = await browser().http.get("/c/xyz/qr.svg")
    assert (response.status_code, response.headers["content-type"]) == (200, "image/svg+xml")
    assert response.text.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ')
