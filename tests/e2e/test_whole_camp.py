"""Three phones, a desk and a board through a whole camp, over each transport, on one server and on two."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.balancer import Balanced
from tests.e2e.devices import LAPTOP, PROJECTOR, Devices, Ways, expect_live, join, until
from tests.e2e.server import Links, Server

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

CAMP = """
name = "Edcamp Whole Day"
date = {date}
time_zone = "{zone}"
tags = ["ai", "reading", "maths"]

[[rooms]]
name = "Main hall"
capacity = 60

[[rooms]]
name = "Library"
capacity = 3

[[slots]]
title = "Morning"
start = 11:00:00
end = 13:30:00

[[slots]]
title = "Afternoon"
start = 14:00:00
end = 15:00:00
"""
MORNING, AFTERNOON = "11:00 AM–1:30 PM", "2:00 PM–3:00 PM"

GAMES = "Games in maths lessons"
ALSO_GAMES = "Maths with games"
MACHINES = "What can AI do for us?"
READING = "Reading aloud to teenagers"

GLANCE_MS = 750
"""News must have been on the screen for 700 ms before a press counts for them."""

TURNS_MS = 60_000
"""A board shows each of its few pages for nine seconds."""


def at_noon() -> str:
    """A camp in a time zone where it is between 12 and 13 o'clock: the morning is on, the afternoon is to come."""
    now = datetime.now(UTC)
    offset = 12 - now.hour
    return CAMP.format(date=(now + timedelta(hours=offset)).date(), zone=f"Etc/GMT{-offset:+d}")


@pytest.fixture(
    params=[
        pytest.param(lambda folder: Server(folder / "data"), id="one"),
        pytest.param(lambda folder: Balanced(), id="two-behind-nginx", marks=[pytest.mark.redis, pytest.mark.nginx]),
    ]
)
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    made: Server = request.param(tmp_path)
    try:
        made.start()
        yield made
    finally:
        made.close()


@dataclass
class People:
    """Everybody's page. Ana, Bea and Caro have phones, Olga the desk."""

    ana: Page
    bea: Page
    caro: Page
    desk: Page
    board: Page

    @property
    def phones(self) -> tuple[Page, Page, Page]:
        return self.ana, self.bea, self.caro


@pytest.fixture(params=["websocket", "stream", "poll"])
def people(request: pytest.FixtureRequest, devices: Devices, server: Server, tmp_path: Path) -> Iterator[People]:
    """Everybody has joined and is live over one transport; at the end nobody has used another."""
    transport: str = request.param
    links = server.create(at_noon(), tmp_path)
    ways: list[Ways] = []

    def go_live(page: Page, address: str) -> Page:
        page.goto("about:blank")
        ways.append(Ways(page))
        page.goto(f"{address}?transport={transport}")
        return page

    def phone(name: str, *interests: str) -> Page:
        page = devices.open()
        join(page, links.join, name, *interests)
        go_live(page, f"{links.join}/")
        expect_live(page)
        return page

    phones = phone("Ana", "maths"), phone("Bea"), phone("Caro", "ai", "maths")
    board = go_live(devices.open(PROJECTOR), links.board)
    yield People(*phones, desk=go_live(desk(devices, links), f"{links.join}/desk"), board=board)
    assert [set(each.used) for each in ways] == [{transport}] * 5


def desk(devices: Devices, links: Links) -> Page:
    page = devices.open(LAPTOP)
    page.goto(links.organize)
    page.get_by_label("Your name").fill("Olga")
    page.get_by_role("button", name="Go to the desk").click()
    expect(page.get_by_role("switch", name="Gather")).to_be_visible()
    return page


def test_whole_camp_is_told_to_everybody(people: People) -> None:
    gather(people)
    vote(people)
    claim(people)
    prepare_room(people)
    merge(people)
    close_phases(people)
    plan(people.desk)
    arrange(people.desk)
    placed = publish(people)
    change_one(people, placed)
    take_back(people, placed)


# --- gathering


def gather(people: People) -> None:
    propose(people.ana, "lead", GAMES)
    propose(people.caro, "lead", ALSO_GAMES)
    propose(people.bea, "learn", MACHINES, description="Where do I begin?", tag="ai", need="projector")
    propose(people.bea, "lead", READING)
    for phone in people.phones:
        open_tab(phone, "Topics")
        show_all(phone)
    expect(people.board.locator(".card__title:visible")).to_have_count(4)


def propose(phone: Page, kind: str, title: str, description: str = "", tag: str = "", need: str = "") -> None:
    open_tab(phone, "Topics")
    phone.get_by_role("link", name="Propose a topic").click()
    phone.locator(f".kind--{kind}").click()
    phone.get_by_label("Title").fill(title)
    phone.get_by_label("More about it").fill(description)
    if tag:
        phone.get_by_role("checkbox", name=tag).check()
    phone.locator("[name=other_needs]").fill(need)
    phone.get_by_role("button", name="Put it on the wall").click()
    expect(phone.get_by_role("heading", name=title)).to_be_visible()
    expect(phone.get_by_text("It is on the wall.")).to_be_visible()


def open_tab(phone: Page, name: str) -> None:
    phone.get_by_role("navigation").get_by_role("link", name=name, exact=True).click()
    expect(phone.get_by_role("heading", name=name, exact=True)).to_be_visible()


def show_all(phone: Page) -> None:
    """The wall stands still until its reader asks for what is new."""
    until(phone, "() => edcamp.store.view().topics.size === 4")
    news, cards = phone.locator(".wall__news button"), phone.locator(".card:visible")
    expect(news.or_(cards.nth(3)).first).to_be_visible()
    if news.is_visible():
        news.click()
    expect(cards).to_have_count(4)


# --- voting


def vote(people: People) -> None:
    topic(people.bea, ALSO_GAMES).get_by_role("button", name="Must").click()
    topic(people.caro, GAMES).get_by_role("button", name="Interested").click()
    topic(people.ana, READING).get_by_role("button", name="Interested").click()
    topic(people.caro, MACHINES).get_by_role("button", name="Interested").click()
    for page in (*people.phones, people.board):
        expect_votes(topic(page, ALSO_GAMES), interested=0, must=1)
        expect_votes(topic(page, GAMES), interested=1, must=0)
        expect_votes(topic(page, READING), interested=1, must=0)
        expect_votes(topic(page, MACHINES), interested=1, must=0)


def topic(page: Page, title: str, shown_as: str = ".card") -> Locator:
    return page.locator(f"{shown_as}:visible").filter(has=page.get_by_role("heading", name=title, exact=True))


def expect_votes(shown: Locator, *, interested: int, must: int) -> None:
    expect(shown.locator(".tally__interested")).to_have_text(f"{interested} interested")
    expect(shown.locator(".tally__must")).to_have_text(f"{must} must")


def claim(people: People) -> None:
    topic(people.ana, MACHINES).get_by_role("link", name=MACHINES).click()
    people.ana.get_by_role("button", name="I can host this").click()
    expect(people.ana.get_by_text("You host this topic: you start the conversation")).to_be_visible()
    open_tab(people.ana, "Topics")
    expect(topic(people.bea, MACHINES).locator(".card__hosts")).to_have_text("Hosted by Ana")


# --- organizing


def prepare_room(people: People) -> None:
    open_pane(people.desk, "Rooms & slots")
    people.desk.get_by_role("button", name="Edit “Library”").click()
    form = people.desk.get_by_role("form", name="Library")
    form.get_by_label("Name").fill("Quiet library")
    form.get_by_label("Seats").fill("30")
    form.get_by_label("What it has").fill("projector, step-free")
    form.get_by_role("button", name="Save").click()
    row = people.desk.locator(".row", has_text="Quiet library")
    expect(row).to_contain_text("30 seats")
    expect(row).to_contain_text("projector")


def open_pane(desk: Page, name: str) -> None:
    desk.get_by_role("navigation", name="Parts of the desk").get_by_role("link", name=name).click()


def merge(people: People) -> None:
    open_pane(people.desk, "Topics")
    row = topic(people.desk, ALSO_GAMES, ".row")
    row.get_by_role("button", name="Merge …").click()
    row.get_by_role("radio", name=GAMES).check()
    expect(row.locator(".merge__preview")).to_have_text(
        f"“{GAMES}” stays. The votes are united: up to 2 people, each counted once. 1 voter and the hosts are told. "
        "Caro will host it too. You can undo this."
    )
    row.get_by_role("button", name="Merge", exact=True).click()
    expect(people.desk.get_by_role("heading", name="Topics on the wall")).to_have_text("Topics on the wall 3")

    told = people.bea.locator(".notice--merged")
    expect(told.locator(".notice__title")).to_have_text(f"“{ALSO_GAMES}” is now part of “{GAMES}”.")
    expect(told).to_contain_text("Your vote went along.")
    for host in (people.ana, people.caro):
        expect(host.locator(".notice--merged")).to_contain_text("You host it together.")
    for page in (*people.phones, people.board):
        expect_votes(topic(page, GAMES), interested=1, must=1)
    for phone in people.phones:
        got_it(phone)


def got_it(phone: Page) -> None:
    """A press counts once there was time to read."""
    button = phone.get_by_role("button", name="Got it")
    expect(button).to_be_visible()
    phone.wait_for_timeout(GLANCE_MS)
    button.click()
    expect(button).to_be_hidden()


def close_phases(people: People) -> None:
    for name, state in (("Gather", "false"), ("Vote", "false"), ("Plan", "true")):
        switch = people.desk.get_by_role("switch", name=name)
        switch.click()
        expect(switch).to_have_attribute("aria-checked", state)
    for phone in people.phones:
        expect(phone.get_by_text("Proposing and voting are closed.")).to_be_visible()
        expect(phone.get_by_role("button", name="Must")).to_have_count(0)


def plan(desk: Page) -> None:
    """So few topics are planned in no time; test_planning.py watches a longer search."""
    open_pane(desk, "Schedule")
    desk.get_by_label("seconds").fill("3")
    desk.get_by_role("button", name="Make a plan").click()
    expect(desk.get_by_role("status").filter(has_text="The plan is ready: 3 sessions placed")).to_have_count(1)
    expect(desk.locator(".plan__score")).to_contain_text("points")
    expect(desk.locator(".cell__title")).to_have_count(3)


Cell = tuple[int, int]
"""Row and column of the draft: slots down, rooms across."""


def arrange(desk: Page) -> None:
    """By keyboard alone: one session to the free cell, pinned, and the pin taken back."""
    before = cell_of(desk, READING)
    assert before is not None
    free = cell_of(desk, "free")
    assert free is not None
    move_by_keys(desk, before, free)
    expect(desk.locator(".selection__words")).to_contain_text(f"Placed “{READING}” in")
    assert cell_of(desk, READING) == free
    assert cell_of(desk, "free") == before

    desk.keyboard.press("p")
    expect(desk.locator(".selection__words")).to_have_text(f"Pinned “{READING}”: plans leave it here.")
    expect(desk.locator(".cell__pin")).to_have_count(1)
    undo = desk.get_by_role("button", name="Undo")
    expect(undo).to_have_attribute("title", f"Pinned “{READING}” (you)")
    desk.keyboard.press("Control+z")
    expect(desk.locator(".cell__pin")).to_have_count(0)
    redo = desk.get_by_role("button", name="Redo")
    expect(redo).to_have_attribute("title", f"Pinned “{READING}” (you)")

    # In one breath: what is taken back is what was done last, though the history does not have it yet.
    desk.keyboard.press("p")
    desk.keyboard.press("Control+z")
    expect(redo).to_have_attribute("title", f"Pinned “{READING}” (you)")
    expect(desk.locator(".cell__pin")).to_have_count(0)
    until(desk, "() => edcamp.store.view().settled")
    assert cell_of(desk, READING) == free


def cell_of(desk: Page, words: str) -> Cell | None:
    """Where a title stands in the draft, or the first cell that is free."""
    found: list[int] | None = desk.evaluate(
        """(words) => {
            const rows = [...document.querySelectorAll(".grid__slot")];
            for (const [row, each] of rows.entries()) {
                const column = [...each.querySelectorAll(".cell")].findIndex(({ textContent }) =>
                    textContent.includes(words));
                if (column >= 0) return [row, column];
            }
            return null;
        }""",
        words,
    )
    return None if found is None else (found[0], found[1])


def move_by_keys(desk: Page, start: Cell, end: Cell) -> None:
    grid = desk.locator(".grid")
    grid.locator(".cell[tabindex='0']").focus()
    for _ in range(2):
        desk.keyboard.press("ArrowUp")
        desk.keyboard.press("ArrowLeft")
    walk(desk, (0, 0), start)
    desk.keyboard.press("Enter")
    expect(grid).to_have_attribute("data-choosing", "true")
    walk(desk, start, end)
    desk.keyboard.press("Enter")
    expect(grid).to_have_attribute("data-choosing", "false")


def walk(desk: Page, start: Cell, end: Cell) -> None:
    for _ in range(abs(end[0] - start[0])):
        desk.keyboard.press("ArrowDown" if end[0] > start[0] else "ArrowUp")
    for _ in range(abs(end[1] - start[1])):
        desk.keyboard.press("ArrowRight" if end[1] > start[1] else "ArrowLeft")


# --- telling


SLOTS = (MORNING, AFTERNOON)
ROOMS = ("Main hall", "Quiet library")


def place_words(cell: Cell) -> str:
    slot, room = cell
    return f"{ROOMS[room]} {SLOTS[slot]}"


def publish(people: People) -> dict[str, Cell]:
    """Hosts are told on whatever page they are. Where each session is."""
    placed = {title: cell_of(people.desk, title) for title in (GAMES, MACHINES, READING)}
    cells = {title: cell for title, cell in placed.items() if cell is not None}
    assert len(cells) == 3
    open_tab(people.ana, "Schedule")
    open_tab(people.bea, "Me")
    topic(people.caro, MACHINES).get_by_role("link", name=MACHINES).click()

    tells = people.desk.locator(".publish__tells")
    expect(tells.locator("summary")).to_have_text("Tells 3 hosts.")
    tells.locator("summary").click()
    expect(tells.locator("li")).to_have_count(4)
    expect(tells).to_contain_text(f"Bea: “{READING}” is placed in ")
    people.desk.get_by_role("button", name="Publish", exact=True).click()

    for phone, titles in ((people.ana, (GAMES, MACHINES)), (people.bea, (READING,)), (people.caro, (GAMES,))):
        expect(phone.locator(".notice--placed")).to_have_count(len(titles))
        for title in titles:
            notice = phone.locator(".notice--placed", has_text=title)
            expect(notice.locator(".notice__kind")).to_have_text("You host a session")
            expect(notice.locator(".notice__place")).to_have_text(place_words(cells[title]))
        got_it(phone)
    expect_published(people, cells)
    expect_on_board(people.board, cells)
    return cells


def expect_published(people: People, cells: dict[str, Cell]) -> None:
    """On the day of those who are to be there, in everybody's schedule, and on the board."""
    for phone, titles in ((people.ana, (GAMES, MACHINES)), (people.bea, (READING,)), (people.caro, (GAMES,))):
        open_tab(phone, "My day")
        for title in titles:
            stop = topic(phone, title, ".stop")
            expect(stop.locator(".stop__time")).to_contain_text(SLOTS[cells[title][0]])
            expect(stop.locator(".stop__room")).to_have_text(ROOMS[cells[title][1]])
            expect(stop.locator(".stop__why")).to_have_text("You host this: you start the conversation.")
        expect(phone.locator(".stop--now")).to_contain_text(MORNING)
        expect(phone.locator(".stop--next")).to_contain_text(AFTERNOON)
        open_tab(phone, "Schedule")
        expect(phone.locator(".slot--now .mark--now")).to_have_text("Now")
        for title, (slot, room) in cells.items():
            session = phone.locator(".slot", has_text=SLOTS[slot]).locator(".session", has_text=title)
            expect(session.locator(".session__room")).to_have_text(ROOMS[room])
    moments = people.board.locator(".moment")
    expect(moments.nth(0)).to_contain_text("Now")
    expect(moments.nth(0)).to_contain_text("until 1:30 PM")
    expect(moments.nth(0)).to_contain_text("Morning")
    expect(moments.nth(1)).to_contain_text("Next")
    expect(moments.nth(1)).to_contain_text("2:00 PM")


def expect_on_board(board: Page, cells: dict[str, Cell]) -> None:
    """The board turns its pages by itself: all sessions of the morning, then those of the afternoon."""
    for title, (slot, room) in sorted(cells.items(), key=lambda item: item[1]):
        head = board.locator(".deck__title:visible", has_text=SLOTS[slot])
        session = topic(board, title, ".session")
        expect(head.locator("xpath=ancestor::*[contains(@class, 'stage')]").filter(has=session)).to_be_visible(
            timeout=TURNS_MS
        )
        expect(session.locator(".session__room")).to_have_text(ROOMS[room])


def change_one(people: People, cells: dict[str, Cell]) -> None:
    """One session moves: its host alone is told, from where to where."""
    free = cell_of(people.desk, "free")
    assert free is not None
    move_by_keys(people.desk, cells[READING], free)
    tells = people.desk.locator(".publish__tells")
    expect(tells.get_by_text("Tells 1 host.", exact=True)).to_be_visible()
    people.desk.get_by_role("button", name="Publish", exact=True).click()

    notice = people.bea.locator(".notice--moved")
    expect(notice.locator(".notice__kind")).to_have_text("Your session has moved")
    expect(notice.locator(".notice__title")).to_have_text(READING)
    expect(notice.locator(".notice__place")).to_have_text(place_words(free))
    slot, room = cells[READING]
    expect(notice).to_contain_text(f"Before: {ROOMS[room]}, {SLOTS[slot]}")
    expect_nobody_else_told(people, 2)
    got_it(people.bea)
    expect_published(people, {**cells, READING: free})
    expect(people.board.locator(".deck__changed")).to_contain_text("Changed at")


def take_back(people: People, cells: dict[str, Cell]) -> None:
    """The publication is undone: people see the one before, and who is touched is told."""
    open_pane(people.desk, "History")
    published = people.desk.locator(".row", has_text="Published schedule 2")
    published.get_by_role("button", name="Undo").click()
    expect(published.locator(".row__turned")).to_contain_text("by you")
    notice = people.bea.locator(".notice--moved")
    expect(notice.locator(".notice__place")).to_have_text(place_words(cells[READING]))
    expect_nobody_else_told(people, 1)
    got_it(people.bea)
    expect_published(people, cells)
    expect(people.board.locator(".deck__changed")).to_have_count(0)


def expect_nobody_else_told(people: People, number: int) -> None:
    """Ana and Caro have the new schedule, and no news."""
    for phone in (people.ana, people.caro):
        until(phone, "(number) => edcamp.store.view().schedule.number === number", number)
        assert phone.evaluate("edcamp.store.view().notices.length") == 0
        expect(phone.locator(".notice")).to_have_count(0)
