"""The pocket kit: what people hope for, the time that is left, notes for everybody, and a hand when it is needed."""

import time

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.devices import Devices, expect_live, join, until
from tests.e2e.program import Program
from tests.e2e.server import Links

pytestmark = pytest.mark.browser

MINUTE = 60_000
GLANCE = 800
"""Milliseconds after which a press on news counts."""


@pytest.fixture
def ends_at(links: Links) -> int:
    """Robots are on in the nook, until six minutes from now; Ben, who hosts them, is not here yet."""
    organizer = Program(links.join).organize(links.organize, "Otto")
    documents = organizer.documents()
    now = int(time.time() * 1000)
    end = now + 6 * MINUTE
    organizer.ask(
        *({"do": "remove-slot", "slot": key[5:]} for key in documents if key.startswith("slot/")),
        {"do": "put-slot", "slot": "on", "title": "First", "start": now - 20 * MINUTE, "end": end},
        {"do": "put-room", "room": "nook", "name": "The nook", "capacity": 9},
    )
    organizer.propose("robots", "Robots", kind="learn")
    organizer.publish(("robots", "on", "nook"))
    return end


def test_a_session_from_the_kit(devices: Devices, links: Links, ends_at: int, desk: Page) -> None:
    devices.expect_complaint(r"net::ERR_INTERNET_DISCONNECTED")
    ana, ben = devices.open(), devices.open()
    for page, name in ((ana, "Ana"), (ben, "Ben")):
        join(page, links.join, name)
        expect_live(page)

    # A voter says what they hope for, takes it back, and says it again.
    ana.get_by_role("link", name="Robots").first.click()
    ana.get_by_role("button", name="Must").click()
    hope = ana.get_by_role("textbox", name="What do you hope for?")
    hope.fill("One that dances")
    ana.get_by_role("button", name="Send it").click()
    expect(ana.get_by_text("It is there for whoever hosts this.")).to_be_visible()
    ana.get_by_role("button", name="Take it back").click()
    expect(hope).to_have_value("")
    hope.fill("One that sings")
    hope.press("Enter")
    expect(ana.get_by_text("It is there for whoever hosts this.")).to_be_visible()

    # The host has it all one tap from their day.
    ben.get_by_role("link", name="Robots").first.click()
    ben.get_by_role("button", name="I can host this").click()
    until(ben, "() => edcamp.store.settled")
    told = ben.get_by_role("alertdialog")
    expect(told.get_by_text("You host a session")).to_be_visible()
    ben.wait_for_timeout(GLANCE)
    told.get_by_role("button", name="Got it").click()
    ben.get_by_role("link", name="My day").click()
    ben.get_by_role("link", name="Pocket kit").click()
    expect(ben.get_by_role("heading", name="Pocket kit Robots")).to_be_focused()
    expect(ben.get_by_text("One that sings")).to_be_visible()
    expect(ben.get_by_text("People in the room: about 1, from 1 vote.")).to_be_visible()
    expect(ben.get_by_role("timer")).to_have_text("6 minutes left")

    # Notes for everybody.
    ben.get_by_role("textbox", name="Link to a page").fill("https://notes.example/robots")
    ben.get_by_role("button", name="Show it to everybody").click()
    expect(ana.get_by_role("link", name="Notes")).to_have_attribute("href", "https://notes.example/robots")

    # A hand: the desk sees it wherever it is, the host sees that somebody comes.
    ben.get_by_role("button", name="I need a hand").click()
    expect(desk.get_by_role("status").filter(has_text="Needs a hand: The nook")).to_have_count(1)
    desk.get_by_role("link", name="Needs a hand: The nook").click()
    needed = desk.get_by_role("region", name="A hand is needed")
    expect(needed).to_contain_text("“Robots”, Ben, since")
    needed.get_by_role("button", name="I’m coming").press("Enter")
    expect(needed).to_contain_text("You are on the way.")
    expect(ben.get_by_role("status").filter(has_text="Somebody is on the way to you.")).to_be_visible()
    needed.get_by_role("button", name="Done").click()
    expect(needed).to_be_hidden()
    expect(ben.get_by_role("button", name="I need a hand")).to_be_visible()

    # The last five minutes are said in words, once, and without a connection too; so is a move of the end.
    ben.context.set_offline(True)
    expect(ben.locator("#link-status")).to_have_attribute("data-state", "offline")
    turn(ben, 2 * MINUTE)
    said = ben.get_by_role("status").filter(has_text="Five minutes left, or less. Time to find a good place to stop.")
    expect(said).to_be_visible()
    assert ben.get_by_role("timer").inner_text()[1] == ":"
    ben.get_by_role("button", name="I need a hand").click()
    expect(ben.get_by_text("You are offline: the organizers are told as soon as there is")).to_be_visible()
    ben.context.set_offline(False)
    expect_live(ben)
    expect(needed).to_contain_text("Ben")
    Program(links.join).organize(links.organize, "Ola").ask(
        {"do": "shift-day", "slot": "on", "end": ends_at + 10 * MINUTE}
    )
    expect(ben.get_by_role("status").filter(has_text="It ends at")).to_be_visible()
    expect(said).to_be_hidden()

    # What the voters wrote can be hidden.
    desk.get_by_role("link", name="Topics").click()
    desk.get_by_role("button", name="1 note").click()
    desk.get_by_role("button", name="Hide “One that sings”").click()
    expect(ben.get_by_text("One that sings")).to_be_hidden()
    expect(ana.get_by_text("The organizers keep this to themselves.")).to_be_visible()


def turn(page: Page, milliseconds: int) -> None:
    """The page takes it to be so much later: its clock is the server's, by an offset that it knows."""
    page.evaluate("by => edcamp.store.setClock(edcamp.store.view().offset + by)", milliseconds)
