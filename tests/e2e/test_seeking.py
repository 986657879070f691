"""A card that several want and nobody hosts: a few phones ask, one says no, one says yes, and may leave again."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.devices import Devices, expect_live, join, until
from tests.e2e.program import Program
from tests.e2e.server import Links

pytestmark = pytest.mark.browser

QUESTION = "Could you start this conversation?"
GLANCE_MS = 800


@pytest.fixture
def desk(desk: Page) -> Page:
    """On the part of it that this is about."""
    desk.get_by_role("link", name="Topics").click()
    return desk


def arrive(devices: Devices, links: Links, name: str, *, javascript: bool = True) -> Page:
    phone = devices.open(javascript=javascript)
    join(phone, links.join, name)
    if javascript:
        expect_live(phone)
    return phone


def must(phone: Page, title: str) -> None:
    phone.locator(".card", has_text=title).get_by_role("button", name="Must").click()


def test_keenest_voters_are_asked_and_one_says_yes(devices: Devices, links: Links, desk: Page) -> None:
    Program(links.join).join("Pia").propose("knots", "Sailors' knots", kind="learn")
    ana, ben, cleo, dan = (arrive(devices, links, name) for name in ("Ana", "Ben", "Cleo", "Dan"))
    for phone in (ana, ben):
        must(phone, "knots")
        until(phone, "() => edcamp.store.view().pending === 0")
        expect(phone.get_by_text(QUESTION)).to_have_count(0)
    row = desk.locator(".topics > .rows .row", has_text="knots")
    expect(row).to_contain_text("looking for a host")
    expect(row).not_to_contain_text("asked")

    must(cleo, "knots")
    for phone in (ana, ben, cleo):
        asked = phone.get_by_role("region", name="News for you")
        expect(asked).to_contain_text(QUESTION)
        expect(asked).to_contain_text("3 people want it, and nobody hosts it yet.")
        expect(asked).to_contain_text("you need not know the answers")
    expect(row).to_contain_text("3 people are being asked")
    must(dan, "knots")
    until(dan, "() => edcamp.store.view().pending === 0")
    expect(dan.get_by_text(QUESTION)).to_have_count(0)

    ana.wait_for_timeout(GLANCE_MS)
    ana.get_by_role("button", name="Not me").click()
    expect(ana.get_by_text(QUESTION)).to_have_count(0)
    expect(dan.get_by_text(QUESTION)).to_be_visible()
    ana.reload()
    expect_live(ana)
    expect(ana.get_by_text(QUESTION)).to_have_count(0)

    ben.get_by_role("button", name="I can start it").focus()
    ben.keyboard.press("Enter")
    for phone in (ben, cleo, dan):
        expect(phone.get_by_text(QUESTION)).to_have_count(0)
    expect(row).to_contain_text("Ben")
    expect(ana.locator(".card", has_text="knots")).to_contain_text("Hosted by Ben")

    ben.get_by_role("link", name="Sailors' knots").click()
    ben.get_by_role("button", name="I cannot host it after all").click()
    expect(row).to_contain_text("looking for a host")
    expect(cleo.get_by_text(QUESTION)).to_be_visible()
    until(ben, "() => edcamp.store.view().pending === 0")
    expect(ben.locator(".notice--ask")).to_have_count(0)


def test_a_press_that_was_meant_for_something_else_is_no_answer(devices: Devices, links: Links) -> None:
    Program(links.join).join("Pia").propose("knots", "Sailors' knots", kind="learn")
    for name in ("Ana", "Ben"):
        Program(links.join).join(name).ask({"do": "set-vote", "topic": "knots", "weight": "must"})
    cleo = arrive(devices, links, "Cleo")
    must(cleo, "knots")
    until(
        cleo,
        """() => {
          const yes = document.querySelector(".notice--ask button");
          yes?.click();
          return !!yes;
        }""",
    )
    cleo.wait_for_timeout(GLANCE_MS)
    expect(cleo.get_by_text(QUESTION)).to_be_visible()


def test_it_is_asked_and_answered_without_javascript(devices: Devices, links: Links) -> None:
    Program(links.join).join("Pia").propose("knots", "Sailors' knots", kind="learn")
    Program(links.join).join("Ida").propose("bread", "Baking bread", kind="learn")
    for name in ("Ana", "Ben"):
        vote = {"do": "set-vote", "weight": "must"}
        Program(links.join).join(name).ask({**vote, "topic": "knots"}, {**vote, "topic": "bread"})
    cleo = arrive(devices, links, "Cleo", javascript=False)
    must(cleo, "knots")
    expect(cleo.get_by_role("region", name="News for you")).to_contain_text("Sailors' knots")
    cleo.get_by_role("button", name="Not me").click()
    expect(cleo.get_by_text(QUESTION)).to_have_count(0)

    must(cleo, "bread")
    cleo.get_by_role("button", name="I can start it").dblclick()
    expect(cleo.get_by_role("heading", name="Baking bread")).to_be_visible()
    expect(cleo.get_by_text("You host this topic: you start the conversation")).to_be_visible()
