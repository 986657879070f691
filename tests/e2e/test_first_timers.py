"""Doors open together: who is here for the first time proposes first, the others see when it is their turn."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.devices import LAPTOP, Devices, expect_live, until
from tests.e2e.server import Links

pytestmark = pytest.mark.browser

TURN = re.compile(r"Those who are here for the first time propose first\. It is your turn at \d+:\d\d")


def arrive(devices: Devices, links: Links, name: str, *, first: bool, javascript: bool = True) -> Page:
    phone = devices.open(javascript=javascript)
    phone.goto(f"{links.join}/")
    phone.get_by_label("Your name, or a nickname").fill(name)
    box = phone.get_by_role("checkbox", name="This is my first time at a day like this")
    box.set_checked(first)
    phone.get_by_role("button", name="Join").first.click()
    expect(phone.get_by_role("heading", name="Topics", exact=True)).to_be_visible()
    return phone


def write(phone: Page, title: str) -> None:
    phone.get_by_role("link", name="Propose a topic").click()
    phone.get_by_label("Title").fill(title)


def test_newcomers_propose_first_and_the_others_see_when_it_is_their_turn(devices: Devices, links: Links) -> None:
    desk = devices.open(LAPTOP)
    desk.goto(links.organize)
    desk.get_by_label("Your name").fill("Olga")
    desk.get_by_role("button", name="Go to the desk").click()
    expect_live(desk)
    desk.get_by_role("link", name="Camp settings").click()
    desk.get_by_label("Minutes for first-timers").fill("15")
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_text("Saved.")).to_be_visible()
    gather = desk.get_by_role("switch", name="Gather")
    for state in ("false", "true"):
        gather.click()
        expect(gather).to_have_attribute("aria-checked", state)
    until(desk, "() => edcamp.store.settled")

    new = arrive(devices, links, "Nina", first=True)
    old = arrive(devices, links, "Otto", first=False)
    plain = arrive(devices, links, "Paul", first=False, javascript=False)
    expect(old.get_by_text(re.compile("First-timers propose first, until"))).to_be_visible()
    write(new, "Chess for shy people")
    new.get_by_role("button", name="Put it on the wall").click()
    expect(new.get_by_role("heading", name="Chess for shy people")).to_be_visible()
    write(old, "Grading less")
    expect(old.get_by_text(TURN)).to_be_visible()
    button = old.get_by_role("button", name="Put it on the wall")
    expect(button).to_have_attribute("aria-disabled", "true")
    plain.get_by_role("link", name="Propose a topic").click()
    expect(plain.get_by_text(TURN)).to_be_visible()
    expect(plain.get_by_role("button", name="Put it on the wall")).to_be_disabled()

    desk.get_by_label("Minutes for first-timers").fill("0")
    desk.get_by_role("button", name="Save").click()
    expect(old.get_by_text(TURN)).to_have_count(0)
    expect(old.get_by_label("Title")).to_have_value("Grading less")
    button.click()
    expect(old.get_by_role("heading", name="Grading less")).to_be_visible()
