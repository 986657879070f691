"""Organizers take the board over from the desk, and it goes back by itself."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.devices import LAPTOP, PROJECTOR, Devices, expect_live
from tests.e2e.program import Program
from tests.e2e.server import Links

pytestmark = pytest.mark.browser


def test_the_desk_takes_the_board_over(devices: Devices, links: Links) -> None:
    Program(links.join).join("Ben").propose("robots", "Robots")
    Program(links.join).join("Cleo").propose("reading", "Reading aloud")
    board, desk = devices.open(PROJECTOR), devices.open(LAPTOP)
    board.goto(links.board)
    expect(board.locator(".screen--wall")).to_be_visible()
    desk.goto(links.organize)
    desk.get_by_label("Your name").fill("Olga")
    desk.get_by_role("button", name="Go to the desk").click()
    expect_live(desk)
    desk.get_by_role("link", name="Announcements").click()
    panel = desk.get_by_role("region", name="The board")
    expect(panel).to_contain_text("It shows by itself what the moment needs.")

    panel.get_by_role("button", name="Show it").click()
    expect(board.get_by_role("heading", name="Join in")).to_be_visible()
    expect(panel.get_by_role("status")).to_contain_text("It shows: How to join, until")
    panel.get_by_label("Show on the board").select_option("wall")
    panel.get_by_label("One topic alone").select_option("robots")
    panel.get_by_label("For how many minutes").fill("")
    panel.get_by_role("button", name="Show it").click()
    expect(board.get_by_role("heading", name="Robots")).to_be_visible()
    expect(board.get_by_text("Reading aloud")).to_be_hidden()
    panel.get_by_label("Show on the board").select_option("countdown")
    panel.get_by_label("For how many minutes").fill("2")
    panel.get_by_role("button", name="Show it").click()
    expect(board.get_by_role("timer")).to_have_text(re.compile(r"^(2:00|1:5\d)$"))

    desk.get_by_label("What to say").fill("Lunch is served in the garden.")
    desk.get_by_label("Large, over the whole board, for as long").check()
    desk.get_by_role("button", name="Announce").click()
    expect(board.locator(".taken--large")).to_contain_text("Lunch is served in the garden.")
    expect(board.get_by_text("Lunch is served in the garden.")).to_have_count(1)
    expect(panel.get_by_role("status")).to_contain_text("It shows: Lunch is served in the garden., until you end it.")

    panel.get_by_role("button", name="Let it show what it would by itself").click()
    expect(board.locator(".screen--wall")).to_be_visible()
    expect(board.get_by_role("heading", name="Reading aloud")).to_be_visible()


@pytest.mark.parametrize("title", ["Robots", f"{'Responsibility ' * 7}and timetables"])
def test_a_topic_alone_is_as_large_as_all_of_its_title_allows(devices: Devices, links: Links, title: str) -> None:
    organizer = Program(links.join).organize(links.organize, "Otto")
    organizer.propose("robots", title)
    board = devices.open(PROJECTOR)
    board.goto(links.board)
    organizer.ask({"do": "show-on-board", "mode": "wall", "topic": "robots", "until": None})
    expect(board.get_by_role("heading", name=title)).to_be_visible()
    box = board.locator(".large")
    assert box.evaluate("box => box.scrollHeight <= box.clientHeight && box.scrollWidth <= box.clientWidth")
    of_the_board = box.evaluate("box => parseFloat(getComputedStyle(box).fontSize)") / PROJECTOR[1]
    assert 0.06 < of_the_board < 0.25


def test_the_board_goes_back_by_itself(devices: Devices, links: Links) -> None:
    organizer = Program(links.join).organize(links.organize, "Otto")
    organizer.propose("robots", "Robots")
    board = devices.open(PROJECTOR)
    board.goto(links.board)
    expect(board.locator(".screen--wall")).to_be_visible()
    until = int(board.evaluate("edcamp.now()")) + 8_000
    organizer.ask({"do": "show-on-board", "mode": "countdown", "until": until})
    expect(board.get_by_role("timer")).to_be_visible()
    expect(board.locator(".screen--wall")).to_be_visible()
