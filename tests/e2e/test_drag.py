"""Dragging in the draft, an extra: by mouse and by finger, onto a free cell and onto a taken one; Escape lets go."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.devices import until
from tests.e2e.program import Program
from tests.e2e.server import Links

pytestmark = [pytest.mark.browser, pytest.mark.fingers]

LIFTING_MS = 500
ROLLING_MS = 200


def middle(cell: Locator) -> tuple[float, float]:
    box = cell.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def placed(desk: Page) -> dict[str, str]:
    until(desk, "() => edcamp.store.settled")
    placements = desk.evaluate("edcamp.store.view().draft.placements")
    return {p["topic"]: f"{p['slot']}/{p['room']}" for p in placements}


def test_sessions_are_dragged_to_their_cells(links: Links, desk: Page) -> None:
    ana = Program(links.join).join("Ana")
    ana.propose("apples", "Apples")
    Program(links.join).join("Ben").propose("beans", "Beans")
    cells = desk.locator("[data-cell]")
    expect(cells).not_to_have_count(0)
    names = cells.evaluate_all("(cells) => cells.map((cell) => cell.dataset.cell)")
    across = len(names) // 4

    desk.locator(".waiting", has_text="Apples").hover()
    desk.mouse.down()
    desk.mouse.move(*middle(cells.nth(1)), steps=5)
    expect(desk.locator(".dragged")).to_have_text("Apples")
    expect(cells.nth(1)).to_have_attribute("data-over", "true")
    expect(cells.nth(1).locator(".cell__price-short")).to_be_visible()
    desk.mouse.up()
    assert placed(desk) == {"apples": names[1]}
    expect(desk.locator(".dragged")).to_have_count(0)
    expect(desk.locator(".selection__words")).to_contain_text("Placed “Apples” in")

    desk.locator(".waiting", has_text="Beans").click()
    cells.nth(across).click()
    assert placed(desk) == {"apples": names[1], "beans": names[across]}
    cells.nth(1).hover()
    desk.mouse.down()
    desk.mouse.move(*middle(cells.nth(across)), steps=5)
    desk.mouse.up()
    assert placed(desk) == {"apples": names[across], "beans": names[1]}
    expect(desk.locator(".selection")).to_have_attribute("data-choosing", "false")

    cells.nth(1).hover()
    desk.mouse.down()
    desk.mouse.move(*middle(cells.nth(2)), steps=5)
    desk.keyboard.press("Escape")
    expect(desk.locator(".dragged")).to_have_count(0)
    desk.mouse.up()
    expect(desk.locator(".selection")).to_have_attribute("data-choosing", "false")
    assert placed(desk)["beans"] == names[1]
    cells.nth(1).click()
    expect(desk.locator(".selection__words")).to_contain_text("Where should “Beans” go?")
    desk.keyboard.press("Escape")


def test_a_finger_scrolls_and_lifts_what_it_rests_on(links: Links, desk: Page) -> None:
    Program(links.join).join("Ana").propose("apples", "Apples")
    desk.set_viewport_size({"width": 500, "height": 700})
    desk.locator(".waiting", has_text="Apples").click()
    cells = desk.locator("[data-cell]")
    names = cells.evaluate_all("(cells) => cells.map((cell) => cell.dataset.cell)")
    cells.first.click()
    assert placed(desk) == {"apples": names[0]}
    cells.first.scroll_into_view_if_needed()
    touch = desk.context.new_cdp_session(desk)
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": True})

    def finger(what: str, x: float = 0, y: float = 0) -> None:
        points = [] if what == "touchEnd" else [{"x": x, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": what, "touchPoints": points})

    x, y = middle(cells.first)
    scrolled = "() => document.querySelector('.schedule__scroll').scrollLeft"
    finger("touchStart", x, y)
    for step in range(1, 6):
        finger("touchMove", x - 20 * step, y)
    finger("touchEnd")
    until(desk, f"() => ({scrolled})() > 0")
    before = None
    while (now := desk.evaluate(scrolled)) != before:  # it rolls on for a while
        before = now
        desk.wait_for_timeout(ROLLING_MS)
    expect(desk.locator(".dragged")).to_have_count(0)
    assert placed(desk) == {"apples": names[0]}

    desk.evaluate("document.querySelector('.schedule__scroll').scrollTo(0, 0)")
    x, y = middle(cells.first)
    to = middle(cells.nth(1))
    finger("touchStart", x, y)
    desk.wait_for_timeout(LIFTING_MS)
    expect(desk.locator(".dragged")).to_have_text("Apples")
    for step in range(1, 6):
        finger("touchMove", x + (to[0] - x) * step / 5, y)
    expect(cells.nth(1)).to_have_attribute("data-over", "true")
    finger("touchEnd")
    assert placed(desk) == {"apples": names[1]}
