"""A phone's owner has their day in a calendar: it follows, and an address that got out is renewed."""

from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from tests.e2e.devices import Devices, expect_live, join, until
from tests.e2e.program import Program
from tests.e2e.server import Links

pytestmark = pytest.mark.browser


def events(address: str) -> list[tuple[str, str, int]]:
    """Title, room and revision of each, as a calendar on another machine reads them."""
    with urlopen(address, timeout=20) as response:  # noqa: S310 - our own server
        calendar = Calendar.from_ical(response.read())
    return [(str(e["summary"]), str(e["location"]), e["sequence"]) for e in calendar.walk("VEVENT")]


def test_a_day_is_followed_by_a_calendar(devices: Devices, links: Links) -> None:
    organizer = Program(links.join).organize(links.organize, "Otto")
    documents = organizer.documents()
    rooms = sorted((d for k, d in documents.items() if k.startswith("room/")), key=lambda room: str(room["id"]))
    slots = [d for k, d in documents.items() if k.startswith("slot/") and not d["is_break"]]
    slot = min(slots, key=lambda slot: int(slot["start"]))["id"]
    ana = devices.open()
    ana.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=links.join.partition("/c/")[0])
    join(ana, links.join, "Ana")
    expect_live(ana)
    Program(links.join).join("Ben").propose("robots", "Robots")
    ana.locator(".card", has_text="Robots").get_by_role("button", name="Must").click()
    organizer.publish(("robots", slot, rooms[0]["id"]))
    ana.evaluate("slot => edcamp.ask({ do: 'choose-session', slot, topic: 'robots' })", slot)
    until(ana, "() => edcamp.store.settled")

    ana.get_by_role("link", name="My day").click()
    expect(ana.get_by_role("heading", name="Robots")).to_be_visible()
    ana.get_by_role("link", name="Add to my calendar").click()
    expect(ana.get_by_role("heading", name="Your calendar")).to_be_focused()
    follow = ana.get_by_role("link", name="Follow it in my calendar")
    address = (follow.get_attribute("href") or "").replace("webcal:", "http:")
    assert events(address) == [("Robots", rooms[0]["name"], 0)]
    organizer.ask({"do": "place-topic", "topic": "robots", "slot": slot, "room": rooms[1]["id"]})
    organizer.ask({"do": "publish", "based_on": organizer.documents("organizers")["draft"]["seq"]})
    assert events(address) == [("Robots", rooms[1]["name"], 1)]

    expect(ana.get_by_text("A session of your day has moved")).to_be_visible()
    ana.wait_for_timeout(1000)  # sooner it would be no answer to what came just now
    ana.get_by_role("button", name="Got it").click()
    ana.get_by_text("The address, to copy").click()
    ana.get_by_role("button", name="Copy it").click()
    expect(ana.get_by_role("button", name="Copied")).to_be_visible()
    assert ana.evaluate("navigator.clipboard.readText()") == address
    ana.get_by_role("button", name="Make a new address").click()
    expect(follow).not_to_have_attribute("href", address.replace("http:", "webcal:"))
    expect_live(ana)
    with pytest.raises(HTTPError, match="410"):
        events(address)
    renewed = (follow.get_attribute("href") or "").replace("webcal:", "http:")
    assert events(renewed) == [("Robots", rooms[1]["name"], 1)]
