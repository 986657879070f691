"""The board as the server draws it: what is read before its program runs, or without one."""

from collections.abc import Callable

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Kind, Phase, Weight
from edcamp.domain.ids import AnnouncementId, PersonId, RoomId, SlotId, TopicId
from tests.web.conftest import MINUTE, NINE, Browser, Server

pytestmark = pytest.mark.anyio
Browsers = Callable[..., Browser]


async def joined(server: Server, browser: Browser) -> PersonId:
    await browser.open("/c/xyz/")
    await browser.send('action="/c/xyz/join"', name="Ana")
    [person] = server.camp.value.people
    return person


async def test_an_empty_board_says_how_to_join(server: Server, browser: Browsers) -> None:
    shown = await browser().open("/c/xyz/board")
    assert shown.status == 200
    assert '<img class="qr" src="/c/xyz/qr.svg" alt="QR code for camp.test/c/xyz">' in shown.text
    assert shown.words() == (
        "Edcamp Valencia As of 8:00 AM camp.test /c/xyz Code xyz 0 people have joined The wall is still empty."
    )


async def test_a_board_shows_topics_most_wanted_first(server: Server, browser: Browsers) -> None:
    ana = browser()
    person = await joined(server, ana)
    await server.camp.ask(c.ProposeTopic(TopicId("t1"), Kind.LEAD, "Robots <b>and</b> rooms"), person)
    await server.camp.ask(c.ProposeTopic(TopicId("t2"), Kind.LEARN, "Reading"), person)
    await server.camp.ask(c.SetVote(TopicId("t2"), Weight.MUST), person)
    await server.camp.ask(c.SetVote(TopicId("t1"), Weight.NONE), person)
    await server.camp.ask(c.Announce(AnnouncementId("a1"), "Lunch is late"), None)
    for reader in (browser(), ana):
        words = (await reader.open("/c/xyz/board")).words()
        assert words[words.index("1 person") :] == (
            "1 person has joined 8:00 AM Lunch is late The topics so far "
            "Learn Reading 1 must 0 interested Lead Robots <b>and</b> rooms 0 must 0 interested"
        )


async def test_a_board_shows_the_schedule_by_slot_and_room_and_the_same_to_everybody(
    server: Server, browser: Browsers
) -> None:
    ana = browser()
    person = await joined(server, ana)
    for topic, title, slot, room in (
        ("t1", "Zebras", "s1", "r1"),
        ("t2", "Ants", "s1", "r2"),
        ("t3", "Cats", "s3", "r1"),
    ):
        await server.camp.ask(c.ProposeTopic(TopicId(topic), Kind.LEARN, title), person)
        await server.camp.ask(c.PlaceTopic(TopicId(topic), SlotId(slot), RoomId(room)), None)
    await server.camp.ask(c.Publish(server.camp.value.draft_seq), None)
    await server.camp.ask(c.ChooseSession(SlotId("s1"), TopicId("t2")), person)
    server.clock.turn(70 * MINUTE)
    assert server.clock.now() == NINE + 10 * MINUTE
    for reader in (browser(), ana):
        words = (await reader.open("/c/xyz/board")).words()
        assert words[words.index("First") :] == (
            "First 9:00 AM–9:50 AM Now Aula 1 Zebras Online Ants "
            "Lunch 10:00 AM–11:00 AM Next "
            "Second 11:00 AM–11:50 AM Aula 1 Cats"
        )


async def test_a_closed_camps_board_says_thanks(server: Server, browser: Browsers) -> None:
    await server.camp.ask(c.SetPhase(Phase.CLOSED, True), None)
    words = (await browser().open("/c/xyz/board")).words()
    assert words.endswith("Thank you! The wall is still empty.")


async def test_a_board_without_its_program_is_fetched_again(server: Server, browser: Browsers) -> None:
    shown = await browser().open("/c/xyz/board")
    assert '<noscript><meta http-equiv="refresh" content="60"></noscript>' in shown.text
