"""Voting one card at a time: buttons, swipes, keys, or a page for each."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.devices import Devices, expect_live, join, until
from tests.e2e.program import Program
from tests.e2e.server import Links

pytestmark = pytest.mark.browser

GLANCE_MS = 450
TITLES = {"a": "Apples", "b": "Beans", "c": "Corn", "d": "Dates"}


def fill(links: Links) -> Program:
    """Apples have two votes, beans one, corn and dates none; dates are newer."""
    bea, cleo = Program(links.join).join("Bea"), Program(links.join).join("Cleo")
    for ident, title in TITLES.items():
        bea.propose(ident, title)
    bea.ask({"do": "set-vote", "topic": "a", "weight": "must"})
    cleo.ask(*({"do": "set-vote", "topic": topic, "weight": "must"} for topic in ("a", "b")))
    return bea


def begin(devices: Devices, links: Links) -> Page:
    phone = devices.open()
    join(phone, links.join, "Ana")
    expect_live(phone)
    phone.get_by_role("link", name="Vote one by one").click()
    return phone


def expect_card(phone: Page, title: str) -> None:
    expect(phone.locator(".one__card").get_by_role("heading")).to_have_text(title)
    phone.wait_for_timeout(GLANCE_MS)


def mine(phone: Page) -> dict[str, str]:
    until(phone, "() => edcamp.store.view().pending === 0")
    found: dict[str, str] = phone.evaluate("Object.fromEntries(edcamp.store.view().votes)")
    return found


def swipe(phone: Page, by: int) -> None:
    box = phone.locator(".one__card").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + 40
    phone.mouse.move(x, y)
    phone.mouse.down()
    phone.mouse.move(x + by, y + 5, steps=4)
    phone.mouse.up()


def test_topics_with_fewest_votes_come_first_and_answers_stay_in_place(devices: Devices, links: Links) -> None:
    bea = fill(links)
    phone = begin(devices, links)
    expect_card(phone, "Dates")
    must = phone.get_by_role("button", name="Must")
    before = must.bounding_box()
    must.click()
    expect(phone.locator(".one__card").get_by_role("heading")).to_have_text("Corn")
    must.click(delay=0)
    expect_card(phone, "Corn")
    assert must.bounding_box() == before
    phone.get_by_role("button", name="Skip").click()
    expect_card(phone, "Beans")
    phone.get_by_role("button", name="Back").click()
    expect_card(phone, "Corn")
    phone.get_by_role("button", name="Interested").click()
    expect_card(phone, "Beans")
    bea.propose("e", "Eggs")
    phone.get_by_role("button", name="Skip").click()
    expect_card(phone, "Apples")
    phone.get_by_role("button", name="Skip").click()
    expect_card(phone, "Eggs")
    phone.get_by_role("button", name="Interested").click()
    expect(phone.get_by_role("heading", name="You have seen them all.")).to_be_visible()
    assert mine(phone) == {"d": "must", "c": "interested", "e": "interested"}
    phone.get_by_role("button", name="Look at 2 again").click()
    expect_card(phone, "Beans")


@pytest.mark.fingers
def test_by_swipe_and_by_keyboard(devices: Devices, links: Links) -> None:
    fill(links)
    phone = begin(devices, links)
    expect_card(phone, "Dates")
    swipe(phone, 40)
    expect_card(phone, "Dates")
    swipe(phone, 160)
    expect_card(phone, "Corn")
    swipe(phone, -160)
    expect_card(phone, "Beans")
    phone.keyboard.press("ArrowUp")
    expect_card(phone, "Apples")
    phone.keyboard.press("Backspace")
    expect_card(phone, "Beans")
    phone.keyboard.press("ArrowLeft")
    expect_card(phone, "Apples")
    phone.keyboard.press("ArrowRight")
    expect(phone.get_by_role("heading", name="You have seen them all.")).to_be_visible()
    assert mine(phone) == {"d": "interested", "b": "must", "a": "interested"}


def test_a_page_for_each_without_javascript(devices: Devices, links: Links) -> None:
    fill(links)
    phone = devices.open(javascript=False)
    join(phone, links.join, "Ana")
    phone.get_by_role("link", name="Vote one by one").click()
    card = phone.locator(".one__card").get_by_role("heading")
    expect(card).to_have_text("Dates")
    phone.get_by_role("button", name="Must").click()
    expect(card).to_have_text("Corn")
    phone.get_by_role("link", name="Skip", exact=True).click()
    expect(card).to_have_text("Beans")
    phone.get_by_role("link", name="Back").click()
    expect(card).to_have_text("Corn")
    phone.get_by_role("button", name="Interested").click()
    expect(card).to_have_text("Beans")
    for title in ("Apples", None):
        phone.get_by_role("link", name="Skip", exact=True).click()
        if title:
            expect(card).to_have_text(title)
    expect(phone.get_by_role("heading", name="You have seen them all.")).to_be_visible()
    phone.get_by_role("link", name="Look at 2 again").click()
    expect(card).to_have_text("Beans")
