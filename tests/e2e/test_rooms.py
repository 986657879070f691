"""A room's own screen through an hour, and what the printer makes of signs and of the board on paper."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.e2e.devices import LAPTOP, PROJECTOR, Devices, expect_live
from tests.e2e.program import Program
from tests.e2e.server import Links
from tests.e2e.test_offline import NO_NETWORK

pytestmark = pytest.mark.browser

MINUTE = 60_000


@pytest.fixture
def organizer(links: Links) -> Program:
    """Robots in the hall end in four minutes; reading aloud follows there."""
    made = Program(links.join).organize(links.organize, "Otto")
    documents = made.documents()
    now = int(time.time() * 1000)
    made.ask(
        *({"do": "remove-slot", "slot": key[5:]} for key in documents if key.startswith("slot/")),
        {"do": "put-slot", "slot": "on", "title": "First", "start": now - 46 * MINUTE, "end": now + 4 * MINUTE},
        {"do": "put-slot", "slot": "then", "title": "Second", "start": now + 9 * MINUTE, "end": now + 59 * MINUTE},
        {"do": "put-room", "room": "hall", "name": "Main hall", "capacity": 2},
    )
    Program(links.join).join("Ben").propose("robots", "Robots")
    Program(links.join).join("Cleo").propose("reading", "Reading aloud")
    made.publish(("robots", "on", "hall"), ("reading", "then", "hall"))
    return made


def test_a_rooms_screen_says_what_is_on_how_full_it_is_and_when_to_stop(
    devices: Devices, links: Links, organizer: Program
) -> None:
    devices.expect_complaint(NO_NETWORK)
    screen = devices.open(PROJECTOR)
    screen.goto(f"{links.join}/rooms/hall")
    expect(screen.get_by_role("heading", name="Main hall")).to_be_visible()
    expect(screen.locator(".room__on")).to_contain_text("Robots")
    expect(screen.locator(".room__next")).to_contain_text("Reading aloud")
    left = screen.get_by_role("timer")
    expect(left).to_contain_text("Time to find a good place to stop.")
    expect(left).to_have_text(re.compile(r"^[34]:\d\d "))
    Program(links.join).join("Ana").ask({"do": "be-at", "slot": "on", "topic": "robots"})
    expect(screen.get_by_text("Room for more · 1 of 2")).to_be_visible()
    organizer.ask({"do": "announce", "announcement": "keys", "text": "Keys were found."})
    expect(screen.get_by_text("Keys were found.")).to_be_visible()

    now = int(time.time() * 1000)
    slot = {"do": "put-slot", "slot": "on", "title": "First", "start": now - 46 * MINUTE, "end": now + 14 * MINUTE}
    organizer.ask(slot)
    expect(left).to_have_text(re.compile(r"^ends in 1[34] min$"))
    organizer.ask(slot | {"end": now - MINUTE})
    expect(screen.get_by_text("Nothing is on here right now.")).to_be_visible()
    screen.context.set_offline(True)
    expect(screen.locator("#link-status")).to_have_attribute("data-state", "offline", timeout=60_000)


def pages_of(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of each page, in points."""
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", pdf)
    return [(float(width), float(height)) for width, height in boxes]


@pytest.mark.fingers
@pytest.mark.parametrize(("paper", "short", "long"), [("A4", 595, 842), ("Letter", 612, 792)])
def test_each_sheet_is_one_page(
    devices: Devices, links: Links, organizer: Program, paper: str, short: int, long: int
) -> None:
    """Also where titles are as long as they may be, and over several days. On a screen it is as large as its paper."""
    title = "Interdisciplinary projects across seven departments, " * 3
    for topic in ("robots", "reading"):
        organizer.ask({"do": "edit-topic", "topic": topic, "title": f"{topic} {title}"[:120]})
    for n in range(7):
        at = int(time.time() * 1000) + (n + 1) * 9 * 60 * MINUTE
        slot = {"do": "put-slot", "slot": f"more{n}", "title": "One more time", "start": at, "end": at + 50 * MINUTE}
        organizer.ask(slot, {"do": "propose-topic", "topic": f"t{n}", "kind": "lead", "title": f"{n} {title}"[:120]})
        organizer.ask({"do": "place-topic", "topic": f"t{n}", "slot": f"more{n}", "room": "hall"})
    organizer.ask({"do": "publish", "based_on": organizer.documents("organizers")["draft"]["seq"]})
    rooms = sum(key.startswith("room/") for key in organizer.documents())
    page = devices.open(LAPTOP)
    for sheet, count, sizes in (("signs", rooms, (short, long)), ("board", 2 * -(-rooms // 6), (long, short))):
        page.goto(f"{links.join}/print/{sheet}")
        made = pages_of(page.pdf(format=paper, prefer_css_page_size=False))
        assert len(made) == count, sheet
        assert all(abs(width - sizes[0]) < 2 and abs(height - sizes[1]) < 2 for width, height in made), made
        clipped = page.evaluate(
            "[...document.querySelectorAll('.sheet')].filter((s) => s.scrollHeight > s.clientHeight + 1).length"
        )
        assert clipped == 0, sheet


def test_the_desk_leads_to_all_of_them(devices: Devices, links: Links, organizer: Program) -> None:
    desk = devices.open(LAPTOP)
    desk.goto(links.organize)
    desk.get_by_label("Your name").fill("Olga")
    desk.get_by_role("button", name="Go to the desk").click()
    expect_live(desk)
    desk.get_by_role("button", name="Links").click()
    for name, words in (("Print the board", "The board on"), ("Print door signs", "door signs.")):
        with desk.context.expect_page() as opened:
            desk.get_by_role("link", name=name).click()
        expect(opened.value.get_by_text(words)).to_be_visible()
    desk.keyboard.press("Escape")
    desk.get_by_role("link", name="Rooms & slots").click()
    hall = desk.get_by_role("listitem").filter(has_text="Main hall")
    with desk.context.expect_page() as opened:
        hall.get_by_role("link", name="Screen for this room").click()
    expect(opened.value.get_by_role("heading", name="Main hall")).to_be_visible()
