"""Every screen is for everybody: axe finds nothing in either scheme, large text fits a small phone, fingers hit."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page

from tests.e2e.people import SMALL, covered, enlarge
from tests.e2e.screens import SCREENS, Screen, Stage, World, build
from tests.e2e.server import Server

pytestmark = pytest.mark.browser

SIZES = {"phone": [SMALL], "desk": [(1440, 900), (390, 844)], "board": [(1920, 1080)]}
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
COLOURS = ("cat.color",)
"""All that is not the same in the other scheme."""
FINGER_PX = 48

AXE = Axe().axe_script
RUN = "options => axe.run(document, options)"
HEIGHT = """() => document.documentElement.scrollHeight + Math.max(0, ...[...document.querySelectorAll("main, main *")]
  .filter((each) => /auto|scroll/.test(getComputedStyle(each).overflowY))
  .map((each) => each.scrollHeight - each.clientHeight))"""
SMALL_TARGETS = """least => [...document.querySelectorAll(
  "button, summary, select, textarea, input:not([type=hidden]), a.button, a.tab, a[role=button]")]
  .map((control) => (/^(checkbox|radio)$/.test(control.type) && control.closest("label")) || control)
  .filter((control) => control.checkVisibility() && !control.closest(".skip"))
  .map((control) => [control, control.getBoundingClientRect()])
  .filter(([, box]) => Math.min(box.width, box.height) < least - 0.5)
  .map(([control, box]) =>
    `${control.outerHTML.slice(0, 100)}: ${Math.round(box.width)} × ${Math.round(box.height)}`)"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder: Path = tmp_path_factory.mktemp("screens")
    server = Server(folder / "data")
    server.start()
    yield build(server, folder)
    server.close()


@pytest.fixture(scope="module")
def stage(world: World, browser: Browser) -> Stage:
    """The world comes first: while a browser is open no event loop can run in this thread."""
    return Stage(browser, world)


def violations(page: Page, device: str, tags: Sequence[str] = TAGS) -> list[str]:
    """What axe finds, in words. Boards are read from afar: their contrast must be 7:1."""
    rules = {"target-size": {"enabled": tags is TAGS}, "color-contrast-enhanced": {"enabled": device == "board"}}
    options = {"runOnly": {"type": "tag", "values": tags}, "rules": rules, "resultTypes": ["violations"]}
    found: dict[str, Any] = page.evaluate(RUN, options)
    return [
        f"{rule['id']}: {node['html'][:160]} ({node['failureSummary']})"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def small_targets(page: Page) -> list[str]:
    found: list[str] = page.evaluate(SMALL_TARGETS, FINGER_PX)
    return found


def unroll(page: Page) -> None:
    """Makes the window as high as what is in it: what has scrolled halfway below an edge is no small target."""
    size = page.viewport_size
    assert size is not None
    for _ in range(2):  # cards that come into sight are measured only then
        page.set_viewport_size({"width": size["width"], "height": page.evaluate(HEIGHT)})
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def width_in_use(page: Page) -> int:
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return width


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_a_screen_is_for_everybody(stage: Stage, screen: Screen) -> None:
    for size in SIZES[screen.device]:
        with stage.on(screen, size) as (page, complaints):
            assert complaints == []
            if screen.device == "phone":
                unroll(page)
                assert small_targets(page) == []
                enlarge(page)
            if screen.device != "board":
                assert width_in_use(page) <= size[0]
            unroll(page)
            page.evaluate(AXE)
            page.emulate_media(color_scheme="light")
            assert violations(page, screen.device) == []
            page.emulate_media(color_scheme="dark")
            assert violations(page, screen.device, COLOURS) == []
            if screen.device == "desk":
                page.set_viewport_size({"width": SMALL[0], "height": SMALL[1]})
                enlarge(page)
                assert width_in_use(page) <= SMALL[0]
                assert covered(page) == []


def test_what_is_wrong_is_found(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.set_content(
        "<html lang=en><title>Wrong</title><main><h1>Wrong</h1>"
        "<p style='color: #777; background: #fff; width: 500px'>4.48:1</p><button style='height: 20px'></button></main>"
    )
    page.evaluate(AXE)
    assert [words.split(":")[0] for words in violations(page, "phone")] == ["button-name", "color-contrast"]
    assert len(small_targets(page)) == 1
    assert width_in_use(page) > 320
    page.locator("p").evaluate("paragraph => paragraph.style.color = '#666'")
    assert [words.split(":")[0] for words in violations(page, "phone")] == ["button-name"]
    assert [words.split(":")[0] for words in violations(page, "board")] == ["button-name", "color-contrast-enhanced"]
    page.close()
