"""A day in the calendar that people use anyway: read again by the library that programs read it with."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from icalendar import Calendar

from edcamp.domain import commands as c
from edcamp.domain.camp import Cell
from edcamp.domain.ids import RoomId, SlotId
from tests.web.conftest import MINUTE, NINE, ORIGIN, Browser, Server
from tests.web.test_journey import Browsers, joined, propose, publish

pytestmark = pytest.mark.anyio


def read(response: httpx.Response) -> dict[str, Any]:
    """Events by UID. What is twice in a calendar is a mistake."""
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(response.content)
    assert calendar["version"] == "2.0"
    assert calendar.errors == []
    events = list(calendar.walk("VEVENT"))
    assert all(event.errors == [] for event in events)
    found = {str(event["uid"]): event for event in events}
    assert len(found) == len(events)
    return found


def said(event: Any) -> tuple[Any, ...]:
    return (
        str(event["summary"]),
        event.decoded("dtstart"),
        event.decoded("dtend"),
        str(event["location"]),
        str(event["status"]),
        event["sequence"],
        event.decoded("last-modified"),
    )


def at(instant: int) -> datetime:
    return datetime.fromtimestamp(instant / 1000, UTC)


async def address(browser: Browser) -> str:
    """As the person is shown it."""
    shown = await browser.open("/c/xyz/calendar")
    assert shown.response.headers["cache-control"] == "no-store"
    [field] = [tag for tag in shown.text.split("<") if 'id="calendar-address"' in tag]
    found = field.split('value="')[1].split('"')[0]
    assert found.startswith(f"{ORIGIN}/c/xyz/calendar/of/")
    assert f'href="webcal{found.removeprefix("https")}"' in shown.text
    return found


@pytest.fixture
async def ana(server: Server, browser: Browsers) -> Browser:
    made = browser()
    await joined(made)
    return made


def anybody(server: Server, browser: Browsers) -> httpx.AsyncClient:
    """A calendar program: no cookie, no wish for HTML."""
    program = browser()
    program.http.headers["accept"] = "text/calendar, */*"
    return program.http


async def test_a_calendar_holds_the_persons_day_and_moves_what_moves(
    server: Server, browser: Browsers, ana: Browser
) -> None:
    topic = await propose(ana, "Robots, and why; “how”", description="Bring one\n\nor two")
    ben = browser()
    await joined(ben, "Ben")
    other = await propose(ben, "Reading aloud")
    program, feed = anybody(server, browser), await address(ana)
    assert read(await program.get(feed)) == {}, "nothing is published yet"

    await publish(server, (topic, "s1", "r1"), (other, "s1", "r2"))
    published = server.clock.now()
    events = read(await program.get(feed))
    uid = f"1.{topic}@xyz.edcamp"
    assert {key: said(event) for key, event in events.items()} == {
        uid: ("Robots, and why; “how”", at(NINE), at(NINE + 50 * MINUTE), "Aula 1", "CONFIRMED", 0, at(published))
    }
    assert str(events[uid]["description"]) == f"Bring one\n\nor two\n\n{ORIGIN}/c/xyz/topics/{topic}"
    assert "Ana" not in (await program.get(feed)).text, "names can be forgotten, and calendars cannot"

    server.clock.turn(5 * MINUTE)
    await publish(server, (topic, "s3", "r2"))
    moved = server.clock.now()
    events = read(await program.get(feed))
    start = NINE + 120 * MINUTE
    assert {key: said(event)[1:] for key, event in events.items()} == {
        uid: (at(start), at(start + 50 * MINUTE), "Online", "CONFIRMED", 1, at(moved))
    }
    assert str(events[uid]["description"]).startswith("https://meet.example/r2\n\n")

    server.clock.turn(MINUTE)
    await server.camp.ask(c.PutSlot(SlotId("s3"), "Second", start + 10 * MINUTE, start + 60 * MINUTE), None)
    assert said(read(await program.get(feed))[uid])[1::4] == (at(start + 10 * MINUTE), 2)

    await server.camp.ask(c.UnplaceTopic(topic), None)
    await server.camp.ask(c.Publish(server.camp.value.draft_seq), None)
    assert said(read(await program.get(feed))[uid])[4:6] == ("CANCELLED", 3)
    await publish(server, (topic, "s1", "r1"))
    assert said(read(await program.get(feed))[uid])[1::3] == (at(NINE), "CONFIRMED")


async def test_what_one_leaves_leaves_the_calendar_and_what_is_cancelled_is_said_to_whom_it_concerns(
    server: Server, browser: Browsers, ana: Browser
) -> None:
    ben, cat = browser(), browser()
    await joined(ben, "Ben")
    person = await joined(cat, "Cat")
    one, two = await propose(ana, "Robots"), await propose(ben, "Reading aloud")
    await publish(server, (one, "s1", "r1"), (two, "s1", "r2"))
    program, feed = anybody(server, browser), await address(cat)
    for topic in (one, two):
        await server.camp.ask(c.ChooseSession(SlotId("s1"), topic), person)
        assert set(read(await program.get(feed))) == {f"1.{topic}@xyz.edcamp"}
    await server.camp.ask(c.UnplaceTopic(one), None)
    await server.camp.ask(c.Publish(server.camp.value.draft_seq), None)
    assert set(read(await program.get(feed))) == {f"1.{two}@xyz.edcamp"}, "she had left it before"
    assert {said(event)[4] for event in read(await program.get(await address(ana))).values()} == {"CANCELLED"}


async def test_a_host_of_a_topic_with_a_repeat_has_both(server: Server, browser: Browsers, ana: Browser) -> None:
    topic = await propose(ana, "Robots")
    [person] = server.camp.value.people
    await server.camp.ask(c.SetRepeat(topic, True), person)
    await server.camp.ask(c.PlaceTopic(topic, SlotId("s1"), RoomId("r1")), None)
    beside = Cell(SlotId("s1"), RoomId("r1"))
    await server.camp.ask(c.PlaceTopic(topic, SlotId("s3"), RoomId("r1"), beside=beside), None)
    await server.camp.ask(c.Publish(server.camp.value.draft_seq), None)
    program = anybody(server, browser)
    assert set(read(await program.get(await address(ana)))) == {f"1.{topic}@xyz.edcamp", f"2.{topic}@xyz.edcamp"}
    both = read(await program.get(f"/c/xyz/calendar/topics/{topic}.ics"))
    assert [event.decoded("dtstart") for event in both.values()] == [at(NINE), at(NINE + 120 * MINUTE)]


async def test_the_whole_schedule_and_a_single_topic_are_for_everybody(
    server: Server, browser: Browsers, ana: Browser
) -> None:
    topic = await propose(ana, "Robots")
    other = await propose(ana, "Reading aloud")
    program = anybody(server, browser)
    assert read(await program.get("/c/xyz/calendar/schedule.ics")) == {}
    assert (await program.get(f"/c/xyz/calendar/topics/{topic}.ics")).status_code == 404
    await publish(server, (topic, "s1", "r1"), (other, "s3", "r1"))
    assert len(read(await program.get("/c/xyz/calendar/schedule.ics"))) == 2
    assert set(read(await program.get(f"/c/xyz/calendar/topics/{topic}.ics"))) == {f"1.{topic}@xyz.edcamp"}
    assert (await program.get("/c/xyz/calendar/topics/nosuch.ics")).status_code == 404
    shown = await ana.open(f"/c/xyz/topics/{topic}")
    assert f'href="/c/xyz/calendar/topics/{topic}.ics" download' in shown.text


async def test_nothing_is_sent_again_that_has_not_changed(server: Server, browser: Browsers, ana: Browser) -> None:
    topic = await propose(ana, "Robots")
    await publish(server, (topic, "s1", "r1"))
    program, feed = anybody(server, browser), await address(ana)
    first = await program.get(feed)
    tag = {"if-none-match": first.headers["etag"]}
    server.clock.turn(60 * MINUTE)
    await joined(browser(), "Ben")
    again = await program.get(feed, headers=tag)
    assert (again.status_code, again.content) == (304, b"")
    await server.camp.ask(c.PutRoom(RoomId("r1"), "Aula magna", 30), None)
    assert (await program.get(feed, headers=tag)).status_code == 200


async def test_an_address_can_be_renewed_and_is_forgotten_with_the_person(
    server: Server, browser: Browsers, ana: Browser
) -> None:
    program, old = anybody(server, browser), await address(ana)
    shown = await ana.send("renew-calendar")
    assert shown.path == "/c/xyz/calendar"
    new = await address(ana)
    assert new != old
    refused = await program.get(old)
    assert (refused.status_code, refused.json()["code"]) == (410, "link-old")
    assert (await program.get(new)).status_code == 200
    [person] = server.camp.value.people
    await server.camp.forget(person, person)
    assert (await program.get(new)).status_code == 410
    await server.camp.set_name(person, "Ana again")
    assert (await program.get(new)).status_code == 410, "another device brought the name back, not the address"


async def test_an_address_that_was_guessed_is_none(server: Server, browser: Browsers, ana: Browser) -> None:
    program, own = anybody(server, browser), await address(ana)
    ben = await joined(browser(), "Ben")
    [stranger] = [person for person in server.camp.value.people if person != ben]
    swapped = own.replace(str(stranger), str(ben))
    forged = own[:-10] + ("A" if own[-10] != "A" else "B") + own[-9:]  # the very last letter has bits that say nothing
    for guess in (swapped, forged, own.replace(str(stranger), "nobody"), own.replace(".ics", "é.ics")):
        assert (await program.get(guess)).status_code == 410
    assert (await ana.open("/c/xyz/calendar")).status == 200
