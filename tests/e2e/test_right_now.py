"""Rooms while sessions run: people say where they are with one tap, and everybody sees how full it is."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.devices import LAPTOP, Devices, expect_live, join, until
from tests.e2e.program import Program
from tests.e2e.server import Links

pytestmark = pytest.mark.browser

MINUTE = 60_000
GLANCE_MS = 800


@pytest.fixture
def organizer(links: Links) -> Program:
    """Robots in a room for two, reading aloud in one for thirty: both are on since ten minutes ago."""
    made = Program(links.join).organize(links.organize, "Otto")
    documents = made.documents()
    now = int(time.time() * 1000)
    made.ask(
        *({"do": "remove-slot", "slot": key[5:]} for key in documents if key.startswith("slot/")),
        *({"do": "remove-room", "room": key[5:]} for key in documents if key.startswith("room/")),
        {"do": "put-slot", "slot": "on", "title": "First", "start": now - 10 * MINUTE, "end": now + 40 * MINUTE},
        {"do": "put-room", "room": "nook", "name": "The nook", "capacity": 2},
        {"do": "put-room", "room": "hall", "name": "Main hall", "capacity": 30},
    )
    Program(links.join).join("Ben").propose("robots", "Robots")
    Program(links.join).join("Cleo").propose("reading", "Reading aloud")
    made.publish(("robots", "on", "nook"), ("reading", "on", "hall"))
    return made


def attendee(devices: Devices, links: Links, name: str) -> Page:
    """Means to go to the robots."""
    page = devices.open()
    join(page, links.join, name)
    expect_live(page)
    page.evaluate("edcamp.ask({ do: 'choose-session', slot: 'on', topic: 'robots' })")
    until(page, "() => edcamp.store.settled")
    page.get_by_role("link", name="My day").click()
    expect(page.get_by_role("heading", name="Robots")).to_be_visible()
    return page


def test_a_room_fills_and_people_find_another(devices: Devices, links: Links, organizer: Program) -> None:
    ana, dan = attendee(devices, links, "Ana"), attendee(devices, links, "Dan")
    expect(ana.get_by_text("2 seats")).to_be_visible()
    ana.get_by_role("button", name="I’m here").click()
    expect(ana.get_by_text("You are here")).to_be_visible()
    expect(dan.get_by_text("Room for more · 1 of 2")).to_be_visible()
    Program(links.join).join("Eva").ask({"do": "be-at", "slot": "on", "topic": "robots"})
    expect(dan.get_by_text("Full · 2 of 2")).to_be_visible()
    expect(dan.get_by_text("It is full. There is room in:")).to_be_visible()
    expect(ana.get_by_text("It is full.")).to_be_hidden()

    dan.get_by_role("link", name="Reading aloud").click()
    expect(dan.get_by_role("heading", name="Right now")).to_be_visible()
    reading = dan.locator("#at-reading")
    expect(reading).to_be_in_viewport()
    reading.get_by_role("button", name="I’m here").click()
    expect(reading.get_by_text("Room for more · 1 of 30")).to_be_visible()
    until(dan, "() => edcamp.store.settled")
    assert organizer.documents()["headcount/on"] == {"robots": 2, "reading": 1}

    ana.get_by_role("link", name="See all that is on").click()
    expect(ana.get_by_role("heading", name="Right now")).to_be_focused()
    ana.locator("#at-reading").get_by_role("button", name="I moved here").press("Enter")
    expect(ana.locator("#at-reading").get_by_text("Room for more · 2 of 30")).to_be_visible()
    expect(ana.locator("#at-robots").get_by_role("button", name="I moved here")).to_be_visible()
    until(ana, "() => edcamp.store.settled")
    ana.locator("#at-reading").get_by_role("button", name="I left").click()
    expect(dan.locator("#at-reading").get_by_text("Room for more · 1 of 30")).to_be_visible()


def test_the_desk_sees_rooms_over_capacity(devices: Devices, links: Links, organizer: Program) -> None:
    desk = devices.open(LAPTOP)
    desk.goto(links.organize)
    desk.get_by_label("Your name").fill("Olga")
    desk.get_by_role("button", name="Go to the desk").click()
    expect_live(desk)
    for name in ("Ana", "Dan", "Eva"):
        Program(links.join).join(name).ask({"do": "be-at", "slot": "on", "topic": "robots"})
    rooms = desk.get_by_role("region", name="In the rooms now")
    expect(rooms).to_contain_text("The nook: 3 people on 2 seats")
    expect(rooms).to_contain_text("3 people have said where they are")


def test_what_is_said_without_a_connection_is_kept(devices: Devices, links: Links, organizer: Program) -> None:
    devices.expect_complaint(r"net::ERR_INTERNET_DISCONNECTED")
    ana = attendee(devices, links, "Ana")
    ana.context.set_offline(True)
    expect(ana.locator("#link-status")).to_have_attribute("data-state", "offline")
    ana.get_by_role("button", name="I’m here").click()
    expect(ana.get_by_text("You are here")).to_be_visible()
    assert "headcount/on" not in organizer.documents()
    ana.context.set_offline(False)
    expect_live(ana)
    until(ana, "() => edcamp.store.view().pending === 0")
    assert organizer.documents()["headcount/on"] == {"robots": 1}


def test_what_changed_in_a_day_is_marked_until_it_is_seen(devices: Devices, links: Links, organizer: Program) -> None:
    ana = attendee(devices, links, "Ana")
    ana.wait_for_timeout(GLANCE_MS)
    ana.get_by_role("link", name="Topics").click()
    organizer.ask({"do": "put-room", "room": "attic", "name": "Attic", "capacity": 9})
    organizer.publish(("robots", "on", "attic"))
    told = ana.get_by_role("region", name="News for you")
    expect(told).to_be_visible()
    ana.wait_for_timeout(GLANCE_MS)
    told.get_by_role("button", name="Got it").click()
    ana.get_by_role("link", name="My day").click()
    expect(ana.locator(".stop__changed")).to_have_text(re.compile("^Changed Before: The nook, "))
    ana.wait_for_timeout(GLANCE_MS)
    ana.get_by_role("link", name="Topics").click()
    ana.get_by_role("link", name="My day").click()
    expect(ana.get_by_role("heading", name="Robots")).to_be_visible()
    expect(ana.locator(".stop__changed")).to_have_count(0)
