"""What comes between the plan and the day: shown on the desk before it is done, told to those it touches alone."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.devices import LAPTOP, PROJECTOR, Devices, expect_live, join
from tests.e2e.program import Program
from tests.e2e.server import Links

pytestmark = pytest.mark.browser


@dataclass
class Day:
    """Apples (Ana) in the first slot, beans (Ben) in the third, after lunch. Cleo goes to apples, Dan nowhere."""

    desk: Page
    ana: Page
    ben: Page
    cleo: Page
    dan: Page
    board: Page
    organizer: Program

    @property
    def slots(self) -> list[dict[str, object]]:
        found = [d for key, d in self.organizer.documents().items() if key.startswith("slot/")]
        return sorted(found, key=lambda slot: slot["start"])


def news(page: Page) -> Locator:
    return page.locator(".sheet .notice")


def read(page: Page) -> None:
    """As soon as it has been on the screen for a glance."""
    expect(news(page)).not_to_have_count(0)
    page.wait_for_timeout(800)
    page.get_by_role("button", name="Got it").click()
    expect(news(page)).to_have_count(0)


@pytest.fixture
def day(devices: Devices, links: Links) -> Day:
    organizer = Program(links.join).organize(links.organize, "Otto")
    phones = [devices.open() for _ in range(4)]
    for phone, name in zip(phones, ("Ana", "Ben", "Cleo", "Dan"), strict=True):
        join(phone, links.join, name)
    ana, ben, cleo, dan = phones
    for phone, title in ((ana, "Apples"), (ben, "Beans")):
        phone.get_by_role("link", name="Propose").first.click()
        phone.get_by_label("Title").fill(title)
        phone.get_by_role("button", name="Put it on the wall").click()
        expect(phone.get_by_role("heading", name=title)).to_be_visible()
    desk, board = devices.open(LAPTOP), devices.open(PROJECTOR)
    desk.goto(links.organize)
    desk.get_by_label("Your name").fill("Olga")
    desk.get_by_role("button", name="Go to the desk").click()
    expect_live(desk)
    board.goto(links.board)
    made = Day(desk, ana, ben, cleo, dan, board, organizer)
    documents = organizer.documents()
    topics = {d["title"]: key.removeprefix("topic/") for key, d in documents.items() if key.startswith("topic/")}
    room = min(key.removeprefix("room/") for key in documents if key.startswith("room/"))
    sessions = [slot for slot in made.slots if not slot["is_break"]]
    cleo.locator(".card", has_text="Apples").get_by_role("button", name="Must").click()
    expect(cleo.locator(".card", has_text="Apples").get_by_role("button", name="Must")).to_have_attribute(
        "aria-pressed", "true"
    )
    organizer.publish((topics["Apples"], str(sessions[0]["id"]), room), (topics["Beans"], str(sessions[2]["id"]), room))
    for host in (ana, ben):
        read(host)
    cleo.goto(f"{links.join}/day")
    dan.goto(f"{links.join}/schedule")
    expect(cleo.get_by_text("Chosen for you from your votes.")).to_be_visible()
    desk.get_by_role("link", name="Today").click()
    return made


def test_ten_minutes_later(day: Day) -> None:
    desk = day.desk
    first = day.slots[0]
    plan = desk.get_by_role("region", name="What would happen")
    expect(plan.locator(".foreseen__moves li")).to_have_count(len(day.slots))
    expect(plan).to_contain_text("Everything from 9:30 AM on is 10 minutes later.")
    expect(plan).to_contain_text(re.compile("Ana, Ben, Cleo"))
    expect(plan).not_to_contain_text("Dan")
    assert day.slots[0] == first
    for page in (day.ana, day.ben, day.cleo):
        expect(news(page)).to_have_count(0)

    desk.get_by_role("button", name="Move the times").click()
    expect(plan).to_contain_text("whoever it touches is told")
    for page in (day.ana, day.ben, day.cleo):
        expect(news(page)).to_have_count(1)
        expect(news(page)).to_contain_text("Everything from 9:30 AM on is 10 minutes later.")
    expect(news(day.cleo)).to_contain_text("9:40 AM–10:30 AM: “Apples”")
    expect(day.dan.get_by_text("9:40 AM").first).to_be_visible()
    expect(day.board.get_by_text("9:40").first).to_be_visible()
    expect(news(day.dan)).to_have_count(0)
    read(day.cleo)
    expect(day.cleo.locator(".stop", has_text="Apples")).to_contain_text("9:40")

    plan.get_by_role("button", name="Undo").click()
    expect(news(day.cleo)).to_contain_text("Everything from 9:40 AM on is 10 minutes earlier.")
    expect(day.dan.get_by_text("9:30 AM").first).to_be_visible()
    expect(news(day.dan)).to_have_count(0)
    assert day.slots[0] == first


def test_ten_minutes_that_lunch_takes_up(day: Day) -> None:
    """By keyboard alone. Ben, who hosts after lunch, hears nothing."""
    desk = day.desk
    lunch = next(slot for slot in day.slots if slot["is_break"])
    desk.get_by_role("radio", name=re.compile("which takes it up")).focus()
    desk.keyboard.press("Space")
    plan = desk.get_by_role("region", name="What would happen")
    expect(plan).to_contain_text(re.compile(r"What was from .* is 10 minutes later\."))
    expect(plan).to_contain_text("Ana, Cleo")
    desk.get_by_role("button", name="Move the times").press("Enter")
    for page in (day.ana, day.cleo):
        expect(news(page)).to_have_count(1)
    later = next(slot for slot in day.slots if slot["is_break"])
    assert (later["start"], later["end"]) == (int(str(lunch["start"])) + 600_000, lunch["end"])
    for page in (day.ben, day.dan):
        expect_live(page)
        expect(news(page)).to_have_count(0)


def test_lunch_changes_places(day: Day) -> None:
    desk = day.desk
    desk.get_by_role("button", name=re.compile("Swap lunch")).click()
    lunch = next(slot for slot in day.slots if slot["is_break"])
    third = [slot for slot in day.slots if not slot["is_break"]][2]
    desk.get_by_role("radio", name=f"{lunch['title']} after {third['title']}").check()
    plan = desk.get_by_role("region", name="What would happen")
    expect(plan.locator(".foreseen__moves li")).to_have_count(2)
    expect(plan).to_contain_text(f"{lunch['title']} and {third['title']} have changed places.")
    expect(plan).to_contain_text("Ben")
    desk.get_by_role("button", name="Change places").click()
    expect(news(day.ben)).to_contain_text(f"{lunch['title']} and {third['title']} have changed places.")
    for page in (day.ana, day.cleo, day.dan):
        expect_live(page)
        expect(news(page)).to_have_count(0)
    assert [slot["title"] for slot in day.slots].index(third["title"]) == 2
    desk.get_by_role("link", name="History").click()
    expect(desk.locator(".row").first).to_contain_text(f"Swapped {lunch['title']} and {third['title']}")
