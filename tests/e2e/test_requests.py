"""“Later, I leave at two”: one asks, another backs it without JavaScript, the desk grants it with one press, or not."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.devices import Devices, expect_live, join, until
from tests.e2e.program import Program
from tests.e2e.server import Links

pytestmark = pytest.mark.browser

GLANCE_MS = 800


def news(page: Page) -> Locator:
    return page.locator(".sheet .notice")


def test_another_time_is_asked_for_backed_granted_and_declined(devices: Devices, links: Links, desk: Page) -> None:
    ana, organizer = Program(links.join).join("Ana"), Program(links.join).organize(links.organize, "Otto")
    ana.propose("apples", "Apples")
    slots = [d for key, d in organizer.documents().items() if key.startswith("slot/") and not d["is_break"]]
    first, second, third = [slot["id"] for slot in sorted(slots, key=lambda slot: slot["start"])][:3]
    cleo, dan = devices.open(), devices.open(javascript=False)
    for phone, name in ((cleo, "Cleo"), (dan, "Dan")):
        join(phone, links.join, name)
    expect_live(cleo)
    cleo.locator(".card", has_text="Apples").get_by_role("button", name="Must").click()
    until(cleo, "() => edcamp.store.settled")
    organizer.publish(("apples", first, min(key[5:] for key in organizer.documents() if key.startswith("room/"))))

    cleo.goto(f"{links.join}/day")
    expect_live(cleo)
    stop = cleo.locator(".stop", has_text="Apples")
    stop.get_by_text("Ask for another time").press("Enter")
    stop.get_by_label("When would be better?").select_option(third)
    stop.get_by_label("Why? If you like").fill("I leave at two")
    stop.get_by_role("button", name="Ask the organizers").press("Enter")
    expect(stop.get_by_text("1 person asks for it at")).to_be_visible()
    expect(stop.get_by_role("button", name="I’d like that")).to_have_attribute("aria-pressed", "true")
    expect(stop.locator("summary", has_text="Ask for another time")).to_be_focused()
    until(cleo, "() => edcamp.store.settled")

    dan.goto(f"{links.join}/schedule")
    expect(dan.locator(".session", has_text="Apples")).not_to_contain_text("I leave at two")
    dan.get_by_role("button", name="I’d like that").click()
    expect(dan.get_by_text("2 people ask for it at")).to_be_visible()
    dan.goto(f"{links.join}/topics/apples")
    dan.get_by_text("Ask for another time").click()
    dan.get_by_role("button", name="Ask the organizers").click()
    expect(dan.get_by_text("1 person asks for it at another time.")).to_be_visible()

    desk.get_by_role("link", name="2 requests for other times").click()
    desk.get_by_role("button", name=re.compile("People ask for other times")).click()
    asks = desk.locator(".asks__one")
    expect(asks).to_have_count(2)
    expect(asks.nth(0)).to_contain_text("2 people ask")
    expect(asks.nth(0)).to_contain_text("“I leave at two”")
    expect(asks.nth(0)).to_contain_text("1 session moves · 3 people are told")
    expect(asks.nth(1)).to_contain_text("any other time")
    plan = desk.get_by_role("region", name="What would happen")
    expect(plan).to_contain_text("Host: Ana")
    for name in ("Cleo", "Dan"):
        expect(plan).to_contain_text(name)
    expect(news(cleo)).to_have_count(0)

    desk.get_by_role("button", name="Move it and tell them").click()
    expect(desk.locator(".today .removed")).to_contain_text("whoever it touches or asked for it is told")
    expect(desk.get_by_text("Nobody asks for another time.")).to_be_visible()
    [session] = organizer.documents()["schedule"]["sessions"]
    assert session["slot"] == third
    expect(news(cleo)).to_contain_text("A session has moved, as you asked")
    dan.goto(f"{links.join}/day")
    expect(news(dan)).to_contain_text("A session has moved, as you asked")
    expect(dan.get_by_text("asks for it")).to_have_count(0)

    desk.locator(".today .removed").get_by_role("button", name="Undo").click()
    expect(asks).to_have_count(2)
    expect(news(cleo)).to_contain_text("A session of your day has moved")
    cleo.wait_for_timeout(GLANCE_MS)
    cleo.get_by_role("button", name="Got it").click()
    expect(news(cleo)).to_have_count(0)
    desk.get_by_role("button", name="Leave it, and say so kindly").click()
    expect(asks).to_have_count(1)
    expect(news(cleo)).to_contain_text("“Apples” stays where it is.")
    expect(news(cleo)).to_contain_text("Thank you for saying what you need.")
    expect_live(desk)
    desk.get_by_role("link", name="History").click()
    expect(desk.locator(".row").first).to_contain_text("Left “Apples” where it is, not in")
    assert second not in str(organizer.documents()["schedule"])
