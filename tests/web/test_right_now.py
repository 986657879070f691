"""What is on, how full it is, and being there: with plain forms."""

from collections.abc import Callable

import pytest
from immutables import Map

from edcamp.domain import commands as c
from edcamp.domain.camp import Weight
from edcamp.domain.ids import RoomId, SlotId, TopicId
from edcamp.web.fullness import fullness
from tests.web.conftest import MINUTE, Browser, Server, Shown
from tests.web.test_journey import joined, propose, publish

pytestmark = pytest.mark.anyio
Browsers = Callable[..., Browser]


async def camp_with_three(server: Server, browser: Browsers) -> tuple[Browser, list[TopicId]]:
    """Ana, and three topics of Ben's; the first has a room for two, and she must not miss it. It is eight."""
    ben = browser()
    await joined(ben, "Ben")
    topics = [await propose(ben, title) for title in ("Robots", "Reading aloud", "Maths games")]
    await server.camp.ask(c.PutRoom(RoomId("r1"), "Aula 1", 2), None)
    await server.camp.ask(c.PutRoom(RoomId("r3"), "Patio", 40), None)
    ana = browser()
    person = await joined(ana)
    await server.camp.ask(c.SetVote(topics[0], Weight.MUST), person)
    await server.camp.ask(c.SetVote(topics[2], Weight.INTERESTED), person)
    [host] = [other for other in server.camp.value.people if other != person]
    for topic in topics:
        await server.camp.ask(c.ClaimTopic(topic, False), host)  # who hosts all three can be in one
    await publish(server, *zip(topics, ("s1", "s1", "s1"), ("r1", "r2", "r3"), strict=True))
    return ana, topics


async def fill(server: Server, topic: TopicId, people: int) -> None:
    for _ in range(people):
        person = await server.camp.join("Somebody")
        await server.camp.ask(c.BeAt(SlotId("s1"), topic), person)


async def say(browser: Browser, topic: TopicId) -> Shown:
    """Presses what says "I'm here" or "I moved here"."""
    return await browser.send(f'name="topic" value="{topic}"', press=("topic", topic))


@pytest.mark.parametrize(
    ("people", "word"), [(0, ""), (1, "room"), (23, "room"), (24, "nearly"), (29, "nearly"), (30, "full"), (31, "full")]
)
def test_a_room_is_full_in_four_words(people: int, word: str) -> None:
    assert fullness(people, 30) == word


async def test_one_says_where_one_is_and_moves_with_one_press(server: Server, browser: Browsers) -> None:
    ana, (robots, reading, _) = await camp_with_three(server, browser)
    shown = await ana.open("/c/xyz/now")
    assert "Nothing is on right now. Next: First at 9:00 AM" in shown.words()
    server.clock.turn(60 * MINUTE)
    shown = await ana.open("/c/xyz/now")
    assert "Robots Aula 1 Nobody hosts this yet · in your day 2 seats" in shown.words()
    assert "nobody minds" in shown.words()
    shown = await say(ana, robots)
    assert shown.path == f"/c/xyz/now#at-{robots}"
    assert "Robots Aula 1 Nobody hosts this yet · in your day Room for more · 1 of 2" in shown.words()
    assert "You are here" in shown.words()
    shown = await say(ana, reading)
    assert "I moved here" in shown.words()
    assert "Robots Aula 1 Nobody hosts this yet · in your day 2 seats" in shown.words()
    assert "Room for more · 1 of 90" in shown.words()
    shown = await ana.send("I left", press=("topic", ""))
    assert "You are here" not in shown.words()
    assert server.camp.value.headcounts == Map()


async def test_who_finds_a_room_full_is_told_where_there_is_room(server: Server, browser: Browsers) -> None:
    ana, (robots, _, maths) = await camp_with_three(server, browser)
    server.clock.turn(60 * MINUTE)
    await fill(server, robots, 2)
    await fill(server, maths, 35)
    for page in ("day", "now"):
        words = (await ana.open(f"/c/xyz/{page}")).words()
        assert "Full · 2 of 2" in words
        assert "It is full. There is room in: Maths games · Patio Reading aloud · Online" in words, "her wishes first"
    assert "Nearly full · 35 of 40" in words
    shown = await say(ana, robots)
    assert "Full · 3 of 2" in shown.words()
    assert "There is room in" not in shown.words(), "she is in it"


async def test_the_day_counts_minutes(server: Server, browser: Browsers) -> None:
    ana, (robots, *_) = await camp_with_three(server, browser)
    server.clock.turn(60 * MINUTE)
    await ana.open("/c/xyz/day")
    await say(ana, robots)
    assert "minute" not in ana.shown.words().partition("My day")[2]
    server.clock.turn(31 * MINUTE)
    assert "You have been in sessions for 31 minutes so far." in (await ana.open("/c/xyz/day")).words()
    server.clock.turn(5 * 60 * MINUTE)
    assert "You have been in sessions for 50 minutes so far." in (await ana.open("/c/xyz/day")).words()


async def test_what_is_over_says_so_and_a_break_is_one(server: Server, browser: Browsers) -> None:
    ana, (robots, *_) = await camp_with_three(server, browser)
    server.clock.turn(60 * MINUTE)
    await ana.open("/c/xyz/now")
    server.clock.turn(65 * MINUTE)
    shown = await say(ana, robots)
    assert shown.status == 409
    assert "“Robots” is over" in shown.words()
    assert "Lunch: until 11:00 AM Next: Second at 11:00 AM" in shown.words()


async def test_nobody_says_it_for_somebody_else(server: Server, browser: Browsers) -> None:
    _, (robots, *_) = await camp_with_three(server, browser)
    server.clock.turn(60 * MINUTE)
    stranger = browser()
    shown = await stranger.post("/c/xyz/do", {"do": "be-at", "slot": "s1", "topic": robots})
    assert shown.status == 403
    assert server.camp.value.stays == Map()
