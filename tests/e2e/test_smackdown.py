"""The smackdown at the end of the day: people put themselves in the queue, the desk leads, the board counts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.devices import PROJECTOR, Devices, expect_live, join, until
from tests.e2e.program import Program
from tests.e2e.server import Links

pytestmark = pytest.mark.browser

GLANCE_MS = 800


def press(page: Page, name: str) -> None:
    """By keyboard."""
    page.get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Enter")


def test_people_show_something_one_after_the_other(devices: Devices, links: Links, desk: Page) -> None:
    ana, board = devices.open(), devices.open(PROJECTOR)
    join(ana, links.join, "Ana")
    expect_live(ana)
    ben = Program(links.join).join("Ben")
    board.goto(links.board)
    expect(board.locator(".screen--wall")).to_be_visible()
    desk.get_by_role("link", name="Announcements").click()
    panel = desk.get_by_role("region", name="The smackdown")
    press(desk, "Open its queue")
    expect(panel.get_by_role("status")).to_have_text("Nobody is in the queue yet.")

    ben.ask({"do": "take-turn", "shows": "Paper robots"})
    until(ana, "() => edcamp.store.view().smackdown")
    ana.get_by_role("link", name="My day").click()
    ana.get_by_role("link", name="Smackdown: show something you like, for two minutes").click()
    expect(ana.get_by_role("heading", name="Smackdown")).to_be_focused()
    ana.get_by_label("What you show (you may leave this empty)").fill("Maps that talk")
    ana.get_by_role("button", name="Put me in the queue").click()
    expect(ana.get_by_text("1 person is before you.")).to_be_visible()
    rows = panel.get_by_role("list", name="In the queue").get_by_role("listitem")
    expect(rows).to_contain_text([re.compile("Ben · Paper robots"), re.compile("Ana · Maps that talk")])
    expect(board.locator(".screen--wall")).to_be_visible()

    press(desk, "Sooner Ana")
    expect(rows).to_contain_text([re.compile("Ana"), re.compile("Ben")])
    expect(panel.get_by_role("button", name="Later Ana")).to_be_enabled()
    press(desk, "Later Ana")
    expect(rows).to_contain_text([re.compile("Ben"), re.compile("Ana")])
    expect(panel.get_by_role("listitem").filter(has_text="Ana").locator(":focus")).to_have_count(1)

    ana.get_by_role("link", name="Topics").click()
    press(desk, "Start: Ben")
    expect(board.get_by_role("heading", name="Paper robots")).to_be_visible()
    expect(board.get_by_role("timer")).to_have_text(re.compile(r"^(2:00|1:5\d)$"))
    expect(board.locator(".smackdown__next")).to_contain_text("Next Ana · Maps that talk")
    news = ana.get_by_role("region", name="News for you")
    expect(news).to_contain_text("You are next in the smackdown.")
    ana.wait_for_timeout(GLANCE_MS)
    news.get_by_role("button", name="Got it").click()
    expect(news).to_have_count(0)

    press(desk, "Next: Ana")
    expect(news).to_contain_text("You are on in the smackdown.")
    news.get_by_role("link", name="Look at your turn").click()
    expect(news).to_have_count(0)
    expect(ana.get_by_role("timer")).to_have_text(re.compile(r"^(2:00|1:5\d)$"))
    expect(board.get_by_role("heading", name="Maps that talk")).to_be_visible()
    expect(board.locator(".smackdown__next")).to_contain_text("Who else? Put yourself in the queue on your phone.")
    ana.get_by_role("button", name="I’m done").click()
    expect(board.get_by_role("heading", name="Smackdown")).to_be_visible()
    expect(panel.get_by_text("2 people have been on")).to_be_visible()

    press(desk, "End the smackdown")
    expect(board.locator(".screen--wall")).to_be_visible()
    expect(ana.get_by_text("There is no smackdown right now.")).to_be_visible()
