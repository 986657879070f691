"""What comes between the plan and the day: shown on the desk before it is done, told to those it touches alone."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.devices import LAPTOP, PROJECTOR, Devices, expect_live, join, until
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
        until(phone, "() => edcamp.store.settled")
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
    until(cleo, "() => edcamp.store.view().settled")  # seats are for votes that the camp has
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
    expect(desk.locator(".today .removed")).to_contain_text("whoever it touches is told")
    for page in (day.ana, day.ben, day.cleo):
        expect(news(page)).to_have_count(1)
        expect(news(page)).to_contain_text("Everything from 9:30 AM on is 10 minutes later.")
    expect(news(day.cleo)).to_contain_text("9:40 AM–10:30 AM: “Apples”")
    expect(day.dan.get_by_text("9:40 AM").first).to_be_visible()
    expect(day.board.get_by_text("9:40").first).to_be_visible()
    expect(news(day.dan)).to_have_count(0)
    read(day.cleo)
    expect(day.cleo.locator(".stop", has_text="Apples")).to_contain_text("9:40")

    desk.locator(".today .removed").get_by_role("button", name="Undo").click()
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


def press(desk: Page, happening: str) -> None:
    desk.get_by_role("button", name=re.compile(happening)).click()


def test_a_room_is_lost(day: Day) -> None:
    """Both sessions are in it. They move; whoever goes there is told once, and nobody else."""
    desk = day.desk
    room = day.organizer.documents()["schedule"]["sessions"][0]["room"]
    name = day.organizer.documents()[f"room/{room}"]["name"]
    press(desk, "A room is lost")
    desk.get_by_role("combobox", name=re.compile("^Room")).select_option(room)
    plan = desk.get_by_role("region", name="What would happen")
    expect(plan).to_contain_text("2 sessions move.")
    expect(plan).to_contain_text("Every session still has a place.")
    expect(plan).to_contain_text("Cleo")
    expect(plan).not_to_contain_text("Dan")
    for page in (day.ana, day.ben, day.cleo):
        expect(news(page)).to_have_count(0)

    desk.get_by_role("button", name="Close the room and tell them").click()
    expect(desk.locator(".today .removed")).to_contain_text("whoever it touches is told")
    for page in (day.ana, day.ben):
        expect(news(page)).to_contain_text("Your session has moved")
    expect(news(day.cleo)).to_contain_text("A session of your day has moved")
    sessions = day.organizer.documents()["schedule"]["sessions"]
    assert room not in {session["room"] for session in sessions}
    expect_live(day.dan)
    expect(news(day.dan)).to_have_count(0)
    expect(day.board.get_by_text("Apples").first).to_be_visible()
    desk.get_by_role("link", name="History").click()
    expect(desk.locator(".row").first).to_contain_text(f"Closed {name} and moved 2 sessions")


def test_a_host_cannot_come_and_somebody_stands_in(day: Day) -> None:
    """Cleo must not miss apples: her phone asks. She says yes, and everybody sees who starts it."""
    desk = day.desk
    press(desk, "A host cannot come")
    desk.get_by_label("Who cannot come").select_option(index=1)
    expect(desk.get_by_role("radio", name=re.compile("Cleo must-have"))).to_be_visible()
    desk.get_by_role("button", name="Ask 1 person who voted for it").click()
    asked = news(day.cleo)
    expect(asked).to_contain_text("Could you start “Apples”?")
    expect(news(day.ana)).to_contain_text("Others look after “Apples” now.")
    day.cleo.get_by_role("button", name="Yes, I’ll start it").click()
    expect(day.cleo.get_by_role("alertdialog")).to_contain_text("You host a session")
    for page in (day.ben, day.dan):
        expect_live(page)
        expect(news(page)).to_have_count(0)
    day.dan.reload()
    expect(day.dan.locator(".session", has_text="Apples")).to_contain_text("Cleo")


def test_a_host_cannot_come_and_it_is_off(day: Day) -> None:
    desk = day.desk
    press(desk, "A host cannot come")
    desk.get_by_label("Who cannot come").select_option(index=1)
    desk.get_by_role("radio", name=re.compile("It is off")).check()
    plan = desk.get_by_role("region", name="What would happen")
    expect(plan).to_contain_text("1 has no place any more.")
    expect(plan).to_contain_text("“Apples” is off")
    desk.get_by_role("button", name="Take it off and tell them").click()
    expect(news(day.ana)).to_contain_text("Your session is off the schedule")
    expect(news(day.cleo)).to_contain_text("A session of your day is off")
    for page in (day.ben, day.dan):
        expect_live(page)
        expect(news(page)).to_have_count(0)
    desk.locator(".today .removed").get_by_role("button", name="Undo").click()
    expect(desk.locator(".today .removed button")).to_have_count(0)
    assert len(day.organizer.documents()["schedule"]["sessions"]) == 2


def test_a_topic_comes_late(day: Day) -> None:
    """Dan proposes after publishing. The desk offers the best free cells; one press shows it, and tells Dan alone."""
    dan, desk = day.dan, day.desk
    dan.goto(dan.url.replace("/schedule", "/propose"))
    dan.get_by_label("Title").fill("Corn")
    dan.get_by_role("button", name="Put it on the wall").click()
    expect(dan.get_by_role("heading", name="Corn")).to_be_visible()
    press(desk, "A topic came late")
    expect(desk.get_by_role("radio", name=re.compile("nobody is affected|affected")).first).to_be_visible()
    plan = desk.get_by_role("region", name="What would happen")
    expect(plan).to_contain_text("Dan")
    desk.get_by_role("button", name="Place it and publish that alone").click()
    expect(news(dan)).to_contain_text("You host a session")
    for page in (day.ana, day.ben, day.cleo):
        expect_live(page)
        expect(news(page)).to_have_count(0)
    expect(day.board.get_by_text("Corn").first).to_be_visible()
    assert {session["topic"] for session in day.organizer.documents()["schedule"]["sessions"]} > {
        key.removeprefix("topic/")
        for key, document in day.organizer.documents().items()
        if key.startswith("topic/") and document["title"] == "Corn"
    }


def test_publishing_says_by_name_who_is_told(day: Day) -> None:
    desk = day.desk
    rooms = sorted(key.removeprefix("room/") for key in day.organizer.documents() if key.startswith("room/"))
    apples = next(
        s
        for s in day.organizer.documents()["schedule"]["sessions"]
        if day.organizer.documents()[f"topic/{s['topic']}"]["title"] == "Apples"
    )
    free = next(room for room in rooms if room != apples["room"])
    day.organizer.ask({"do": "place-topic", "topic": apples["topic"], "slot": apples["slot"], "room": free})
    desk.get_by_role("link", name="Schedule").click()
    panel = desk.get_by_role("region", name="Publish")
    panel.get_by_text("Who is told what, by name").click()
    expect(panel).to_contain_text("Host: Ana")
    expect(panel).to_contain_text("Cleo")
    expect(panel).not_to_contain_text("Dan")
    panel.get_by_role("button", name="Publish", exact=True).click()
    for page in (day.ana, day.cleo):
        expect(news(page)).to_have_count(1)
    for page in (day.ben, day.dan):
        expect_live(page)
        expect(news(page)).to_have_count(0)
