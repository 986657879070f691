"""A screen for each room, signs for doors, the board on paper."""

import pytest

from edcamp.domain import commands as c
from edcamp.domain.ids import RoomId, SlotId
from tests.web.conftest import MINUTE, NINE, Server
from tests.web.test_journey import Browsers, joined, propose, publish

pytestmark = pytest.mark.anyio


async def published(server: Server, browser: Browsers) -> None:
    ana = browser()
    await joined(ana)
    robots, reading = await propose(ana, "Robots <in> class"), await propose(ana, "Reading aloud")
    await publish(server, (robots, "s1", "r1"), (reading, "s3", "r1"))


async def test_a_rooms_screen_shows_what_is_still_to_come_in_it(server: Server, browser: Browsers) -> None:
    await published(server, browser)
    passer_by = browser()
    words = (await passer_by.open("/c/xyz/rooms/r1")).words()
    assert "Aula 1 9:00 AM–9:50 AM Next Robots <in> class 11:00 AM–11:50 AM Reading aloud" in words
    server.clock.turn(65 * MINUTE)
    person = await server.camp.join("Ben")
    [robots] = [topic.id for topic in server.camp.value.wall() if "Robots" in topic.title]
    await server.camp.ask(c.BeAt(SlotId("s1"), robots), person)
    words = (await passer_by.open("/c/xyz/rooms/r1")).words()
    assert "9:00 AM–9:50 AM Now Robots <in> class Room for more · 1 of 30" in words
    server.clock.turn(60 * MINUTE)
    assert "Robots" not in (await passer_by.open("/c/xyz/rooms/r1")).words()
    assert "Nothing more takes place here." in (await passer_by.open("/c/xyz/rooms/r2")).words()
    shown = await passer_by.open("/c/xyz/rooms/nowhere")
    assert (shown.status, "There is no room nowhere." in shown.words()) == (404, True)


async def test_every_door_has_a_sign_with_the_rooms_day(server: Server, browser: Browsers) -> None:
    desk = browser()
    assert "There is no schedule yet." in (await desk.open("/c/xyz/print/signs")).words()
    await published(server, browser)
    shown = await desk.open("/c/xyz/print/signs")
    words = shown.words()
    assert shown.text.count('class="sheet sign"') == 2
    assert "Aula 1 9:00 AM–9:50 AM Robots <in> class 10:00 AM–11:00 AM Lunch 11:00 AM–11:50 AM Reading aloud" in words
    assert "Schedule 1, Saturday, November 28, 8:00 AM" in words
    assert "https://meet.example/r2" in words
    assert shown.text.count("<svg") == 2
    assert "camp.test/c/xyz" in words
    assert "<script type" not in shown.text


async def test_the_board_on_paper_has_pages_that_can_be_read(server: Server, browser: Browsers) -> None:
    desk = browser()
    await published(server, browser)
    shown = await desk.open("/c/xyz/print/board")
    assert shown.text.count('class="sheet twin"') == 1
    assert "When Aula 1 Online 9:00 AM–9:50 AM First Robots <in> class" in shown.words()
    for n in range(3, 15):
        await server.camp.ask(c.PutRoom(RoomId(f"r{n}"), f"Aula {n}", 30), None)
        start = NINE + n * 60 * MINUTE
        await server.camp.ask(c.PutSlot(SlotId(f"s{n + 1}"), f"Slot {n}", start, start + MINUTE), None)
    shown = await desk.open("/c/xyz/print/board")
    assert shown.text.count('class="sheet twin"') == 9, "14 rooms and 15 slots"
    words = shown.words()
    assert all(f"{page} of 9" in words for page in range(1, 10))
    assert all(f"Aula {n}" in words for n in range(3, 15))
