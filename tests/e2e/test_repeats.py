"""A topic that more people want than a room seats: its host is happy to run it twice, and so it is on twice."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.devices import PROJECTOR, Devices, expect_live, join, until
from tests.e2e.program import Program
from tests.e2e.server import Links

pytestmark = pytest.mark.browser

HOUR = 3_600_000
NAMES = ("Ben", "Cleo", "Dan", "Eva", "Fay")


def shrink(organizer: Program) -> None:
    """Of the rooms and slots that a camp begins with two of each are left, for three and two people."""
    documents = organizer.documents()
    rooms = sorted(key.removeprefix("room/") for key in documents if key.startswith("room/"))
    slots = [document for key, document in documents.items() if key.startswith("slot/")]
    sessions = sorted((slot for slot in slots if not slot["is_break"]), key=lambda slot: slot["start"])
    start = max(slot["end"] for slot in slots) + HOUR
    organizer.ask(
        *({"do": "remove-room", "room": room} for room in rooms[2:]),
        *({"do": "put-room", "room": rooms[n], "name": f"Room {n + 1}", "capacity": 3 - n} for n in range(2)),
        *({"do": "remove-slot", "slot": slot["id"]} for slot in slots if slot not in sessions[:2]),
        *(
            {"do": "put-slot", "slot": slot["id"], "title": slot["title"], "start": at, "end": at + HOUR // 2}
            for slot, at in zip(sessions, (start, start + HOUR), strict=False)
        ),
    )


def test_an_overflowing_topic_runs_twice(devices: Devices, links: Links, desk: Page) -> None:
    """Its host agrees on the phone; the plan repeats it; everybody is shown both sessions, and goes to one."""
    organizer = Program(links.join).organize(links.organize, "Otto")
    shrink(organizer)
    ana = devices.open()
    join(ana, links.join, "Ana")
    Program(links.join).join("Zoe").propose("beans", "Beans")
    ana.get_by_role("link", name="Propose").first.click()
    ana.get_by_label("Title").fill("Apples")
    ana.get_by_role("button", name="Put it on the wall").click()
    ana.get_by_role("button", name="Happy to run it twice if many want it").click()
    expect(ana.get_by_text("You said yes.")).to_be_visible()
    until(ana, "() => edcamp.store.settled")
    apples = ana.url.rpartition("/")[2]

    for name in NAMES:
        Program(links.join).join(name).ask({"do": "set-vote", "topic": apples, "weight": "must"})
    gil = devices.open()
    join(gil, links.join, "Gil")
    expect_live(gil)
    gil.locator(".card", has_text="Apples").get_by_role("button", name="Must").click()
    until(gil, "() => edcamp.store.settled")

    desk.get_by_label("seconds").fill("10")
    desk.get_by_role("button", name="Make a plan").click()
    cells = desk.get_by_role("grid").locator(".cell", has_text="Apples")
    expect(cells).to_have_count(2)
    expect(cells.nth(0)).to_contain_text("1 of 2")
    expect(cells.nth(1)).to_contain_text("2 of 2")
    expect(desk.get_by_role("region", name="What people get")).to_contain_text("100% of must-haves (6 of 6)")

    desk.get_by_role("button", name="Publish").click()
    told = ana.get_by_role("alertdialog")
    expect(told.get_by_text("You host a session")).to_have_count(2)
    expect(told.get_by_text(re.compile("It runs twice: you host it at"))).to_have_count(2)
    gil.goto(f"{links.join}/schedule")
    expect(gil.get_by_text(re.compile("Again at"))).to_have_count(1)
    expect(gil.get_by_text(re.compile("Also at"))).to_have_count(1)

    gil.get_by_role("link", name="My day").click()
    expect(gil.get_by_text("Must-haves in your day: 1 of 1")).to_be_visible()
    stops = gil.locator(".stop", has=gil.get_by_role("heading", name="Apples"))
    expect(stops).to_have_count(1)
    before = stops.get_attribute("id")
    gil.get_by_role("button", name=re.compile("Go at .* instead")).click()
    expect(stops).to_contain_text("You chose this.")
    expect(stops).to_have_count(1)
    assert stops.get_attribute("id") != before

    board = devices.open(PROJECTOR)
    board.goto(f"{links.join}/board")
    expect(board.locator(".card", has_text="Apples").first).to_be_visible()
    expect(board.locator(".deck__title").first).to_be_visible()


def test_a_repeat_is_added_moved_and_taken_back_by_hand(devices: Devices, links: Links, desk: Page) -> None:
    ana = Program(links.join).join("Ana")
    ana.propose("apples", "Apples")
    ana.propose("beans", "Beans")
    unplaced = desk.get_by_role("region", name="Without a place")
    cells = desk.get_by_role("grid").locator(".cell")
    here, there, later = cells.nth(0), cells.nth(1), cells.nth(8)
    unplaced.get_by_role("button", name=re.compile("Apples")).click()
    here.click()
    expect(here).to_contain_text("Apples")
    here.click()
    expect(desk.get_by_role("button", name="Add a repeat")).to_have_count(0)
    desk.keyboard.press("Escape")

    desk.get_by_role("link", name="Topics").click()
    desk.get_by_role("button", name="May run twice “Apples”").click()
    expect(desk.get_by_role("button", name="May run twice “Apples”")).to_have_attribute("aria-pressed", "true")
    desk.get_by_role("link", name="Schedule").click()
    here.click()
    desk.get_by_role("button", name="Add a repeat").click()
    expect(desk.locator(".selection__words")).to_contain_text("Where should the repeat of “Apples” go?")
    expect(here).to_contain_text("Its other session")
    expect(there).to_contain_text("it is on at that time already")
    expect(later).to_have_accessible_name(re.compile("Place here .* points"))
    later.click()
    expect(here).to_contain_text("1 of 2")
    expect(later).to_contain_text("2 of 2")

    later.click()
    there.click()
    expect(desk.locator(".refusal")).to_contain_text("“Apples” has a session at that time already.")
    later.click()
    desk.keyboard.press("p")
    desk.keyboard.press("Escape")
    expect(later).to_contain_text("Pinned:")
    until(desk, "() => edcamp.store.view().pending === 0")  # the desk shows it before the camp has it
    ana.ask({"do": "set-repeat", "topic": "apples", "twice": False})
    expect(here).to_contain_text("free")
    expect(later).to_contain_text("Apples")
    expect(later).not_to_contain_text("2 of 2")
