"""The day in fast motion: played on its own page by keyboard, on the board by itself."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.devices import LAPTOP, PROJECTOR, Devices
from tests.e2e.program import Program
from tests.e2e.server import Links

pytestmark = pytest.mark.browser


def test_an_organizer_plays_the_day_and_has_the_board_play_it(devices: Devices, links: Links, desk: Page) -> None:
    ben = Program(links.join).join("Ben")
    ben.propose("robots", "Robots")
    ben.propose("reading", "Reading aloud")
    Program(links.join).join("Cleo").ask({"do": "set-vote", "topic": "reading", "weight": "must"})

    page = devices.open(LAPTOP)
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{links.join}/lapse")
    play = page.get_by_role("button", name="Play")
    expect(play).to_be_visible()
    moment = page.get_by_role("slider", name="Moment of the day")
    moment.focus()
    page.keyboard.press("End")
    expect(page.get_by_text("1 vote", exact=True)).to_be_visible()
    expect(page.locator(".bars__row")).to_contain_text(["Reading aloud", "Robots"])
    page.keyboard.press("Home")
    expect(page.get_by_text("1 vote", exact=True)).to_have_count(0)
    play.press("Enter")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()

    still = devices.open(LAPTOP, javascript=False)
    still.goto(f"{links.join}/lapse")
    expect(still.get_by_role("table")).to_contain_text("Propose, Vote")

    board = devices.open(PROJECTOR)
    board.goto(links.board)
    desk.get_by_role("link", name="Announcements").click()
    desk.get_by_label("Show on the board").select_option("lapse")
    desk.get_by_role("button", name="Show it").click()
    expect(board.locator(".lapse").get_by_text("1 vote", exact=True)).to_be_visible()
    expect(board.locator(".lapse")).to_contain_text("Reading aloud")
