"""The camp as an installed app: its name and icons, what it shows offline, and how it comes to a new version."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from edcamp.assets import DIST, TEMPLATES
from tests.e2e.devices import PHONE, Devices, expect_live, join, until
from tests.e2e.program import Program
from tests.e2e.server import CAMP, Links, Server
from tests.e2e.test_offline import NO_NETWORK, READY

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent.parent
CACHED = """async () => {
    const names = await caches.keys();
    const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    const namesOf = (requests) => requests.map(({ url }) => url.split("/").pop());
    const scripts = (requests) => namesOf(requests).filter((name) => name.endsWith(".js"));
    return kept.map((requests) => scripts(requests).sort());
}"""
"""The scripts that each cache holds."""


class Editions:
    """A program of its own, whose browser bundle is replaced while it runs, as an upgrade does."""

    def __init__(self, folder: Path) -> None:
        package = folder / "program" / "edcamp"
        shutil.copytree(ROOT / "edcamp", package, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "program" / "scheduler").symlink_to(ROOT / "scheduler")
        shutil.copytree(TEMPLATES, package / "templates", dirs_exist_ok=True)
        shutil.copytree(DIST, package / "static", dirs_exist_ok=True)
        self._dist = package / "static"
        self.environment = {"PYTHONPATH": str(folder / "program"), "PYTHONSAFEPATH": "1"}
        self.scripts = self._scripts()

    def _scripts(self) -> set[str]:
        return {name for name in os.listdir(self._dist) if re.fullmatch(r"[a-z-]+-[A-Z0-9]{8}\.js", name)}

    def of_phones(self) -> set[str]:
        """Those that the service worker keeps."""
        worker = (self._dist / "sw.js").read_text("utf-8")
        return {name for name in self.scripts if f"/static/{name}" in worker}

    def upgrade(self) -> None:
        """Every script gets another name, and the phone's says that it is the second edition. The old ones are gone."""
        names = {name: f"{name[:-11]}{name[-11:-3][::-1]}.js" for name in self.scripts}
        (phone,) = (name for name in names if name.startswith("phone-"))
        manifest = self._dist / "manifest.json"
        for file in (*map(self._dist.__truediv__, names), self._dist / "sw.js", manifest):
            text = file.read_text("utf-8")
            for old, new in names.items():
                text = text.replace(old, new)
            if file.name == phone:
                text += "\nwindow.edition = 2;\n"
            if file.name == "sw.js":
                text = re.sub(r'"[0-9a-f]{16}"', f'"{16 * "2"}"', text)
            file.write_text(text, "utf-8")
        for old, new in names.items():
            (self._dist / old).rename(self._dist / new)
        os.utime(manifest)
        self.scripts = self._scripts()


@pytest.fixture
def editions(tmp_path: Path) -> Editions:
    return Editions(tmp_path)


@pytest.fixture
def server(tmp_path: Path, editions: Editions) -> Iterator[Server]:
    made = Server(tmp_path / "data", environment=editions.environment)
    made.start()
    yield made
    made.close()


@pytest.fixture
def links(server: Server, tmp_path: Path) -> Links:
    return server.create(CAMP.format(date="2030-06-01"), tmp_path)


def edition(page: Page) -> int:
    found: int = page.evaluate("window.edition ?? 1")
    return found


def test_a_camp_is_installed_under_its_own_name(devices: Devices, links: Links) -> None:
    page = devices.open()
    join(page, links.join, "Ana")
    href = page.locator("link[rel=manifest]").get_attribute("href")
    origin = links.join.partition("/c/")[0]
    with urlopen(f"{origin}{href}", timeout=20) as response:  # noqa: S310 - our own server
        assert response.headers["content-type"] == "application/manifest+json"
        manifest = json.loads(response.read())
    start = links.join.removeprefix(origin)
    assert (manifest["name"], manifest["start_url"], manifest["display"]) == ("Edcamp Test", f"{start}/", "standalone")
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        size = page.evaluate(
            "async (src) => { const image = new Image(); image.src = src; await image.decode(); return image.width }",
            icon["src"],
        )
        assert icon["sizes"] in ("any", f"{size}x{size}")


def test_one_reload_brings_the_new_version_and_no_page_loads_for_ever(
    devices: Devices, editions: Editions, links: Links
) -> None:
    devices.expect_complaint(NO_NETWORK)
    Program(links.join).join("Ben").propose("robots", "Robots")
    ana = devices.open()
    join(ana, links.join, "Ana")
    ana.reload()
    expect_live(ana)
    until(ana, READY)
    assert edition(ana) == 1
    until(ana, f"async (wanted) => JSON.stringify(await ({CACHED})()) === wanted", cached(editions))

    editions.upgrade()
    loads: list[str] = []
    ana.on("load", lambda page: loads.append(page.url))
    ana.reload()
    expect_live(ana)
    assert edition(ana) == 2
    until(ana, f"async (wanted) => JSON.stringify(await ({CACHED})()) === wanted", cached(editions))
    until(ana, READY)
    ana.get_by_role("link", name="My day").click()
    expect(ana.get_by_text("Your day is not ready yet.")).to_be_visible()
    ana.wait_for_timeout(1500)
    assert len(loads) == 1

    ana.context.set_offline(True)
    ana.goto(f"{links.join}/schedule")
    expect(ana.get_by_text("There is no schedule yet.")).to_be_visible()
    assert edition(ana) == 2
    assert len(loads) == 2


def cached(editions: Editions) -> str:
    """One cache, with the scripts of this edition that phones need."""
    return json.dumps([sorted(editions.of_phones())], separators=(",", ":"))


def test_a_page_that_was_open_goes_on_in_the_new_version(browser: Browser, editions: Editions, links: Links) -> None:
    """Its late parts are gone from the server: it is loaded anew, once, where its owner wanted to go."""
    context = browser.new_context(
        viewport={"width": PHONE[0], "height": PHONE[1]}, service_workers="block", locale="en-US"
    )
    page = context.new_page()
    page.route("**/static/pages-*.js", lambda route: route.abort())  # a line that was busy until now
    join(page, links.join, "Ana")
    expect_live(page)
    editions.upgrade()
    page.unroute_all()
    loads: list[str] = []
    page.on("load", lambda page: loads.append(page.url))
    page.get_by_role("link", name="My day").click()
    expect(page.get_by_text("Your day is not ready yet.")).to_be_visible()
    until(page, "() => window.edition === 2")
    page.wait_for_timeout(1000)
    assert loads == [f"{links.join}/day"]
    context.close()
