"""Announcements from the desk: for everybody, for some, now and later."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.devices import PROJECTOR, Devices, expect_live, join, until
from tests.e2e.program import Program
from tests.e2e.server import Links

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(desk: Page) -> Page:
    """On the part of it that this is about."""
    desk.get_by_role("link", name="Announcements").click()
    return desk


def test_those_who_want_a_topic_are_told_and_nobody_else(desk: Page, devices: Devices, links: Links) -> None:
    ana = Program(links.join).join("Ana")
    ana.propose("t1", "Apples")
    ben, cat, board = devices.open(), devices.open(), devices.open(PROJECTOR)
    join(ben, links.join, "Ben")
    join(cat, links.join, "Cat")
    expect_live(ben)
    board.goto(links.board)
    ben.locator(".card", has_text="Apples").get_by_role("button", name="Must").click()
    until(ben, "() => edcamp.store.settled")
    expect(desk.get_by_label("To whom")).to_contain_text("Apples")

    desk.get_by_label("What to say").fill("Bring a knife")
    desk.get_by_label("To whom").select_option("topic/t1")
    expect(desk.get_by_text("and not on the board")).to_be_visible()
    expect(desk.get_by_role("combobox", name="On show")).to_be_hidden()
    desk.get_by_role("button", name="Announce").press("Enter")
    expect(desk.get_by_text("It is said.")).to_be_visible()

    news = ben.get_by_role("region", name="News for you")
    expect(news).to_contain_text("The organizers tell you")
    expect(news).to_contain_text("Bring a knife")
    assert cat.get_by_role("region", name="News for you").count() == 0
    expect(board.get_by_text("Bring a knife")).to_have_count(0)
    ben.wait_for_timeout(800)
    news.get_by_role("button", name="Got it").click()
    expect(news).to_have_count(0)
    desk.get_by_role("link", name="History").click()
    expect(desk.locator(".row", has_text="Told those who want “Apples”: “Bring a knife”")).to_have_count(1)


def test_nobody_there_is_said_and_the_words_are_kept(desk: Page) -> None:
    desk.get_by_label("What to say").fill("Anybody?")
    desk.get_by_label("To whom").select_option(index=1)
    desk.get_by_role("button", name="Announce").click()
    expect(desk.get_by_role("alert")).to_contain_text("There is nobody there to tell “Anybody?” now")
    expect(desk.get_by_label("What to say")).to_have_value("Anybody?")


def test_what_is_planned_waits_and_can_be_taken_back(desk: Page, devices: Devices, links: Links) -> None:
    phone = devices.open()
    join(phone, links.join, "Ben")
    for text, time in (("Lunch is ready", "12:15"), ("Never said", "09:00")):
        desk.get_by_label("What to say").fill(text)
        desk.get_by_label("At (now, if empty)").fill(time)
        desk.get_by_role("button", name="Plan it").press("Enter")
        expect(desk.get_by_text(re.compile("It will be said at"))).to_be_visible()
    planned = desk.get_by_role("region", name="Planned")
    expect(planned.locator(".row")).to_have_text([re.compile("Never said.*9:00"), re.compile("Lunch is ready.*12:15")])
    planned.locator(".row", has_text="Never said").get_by_role("button", name="Take back").press("Enter")
    expect(planned.locator(".row")).to_have_count(1)
    desk.keyboard.press("Control+z")
    expect(planned.locator(".row")).to_have_count(2)
    assert phone.get_by_text("Lunch is ready").count() == 0
