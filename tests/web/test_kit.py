"""The pocket kit and what people hope for: with plain forms."""

from collections.abc import Callable

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Weight
from edcamp.domain.ids import SlotId, TopicId
from tests.web.conftest import MINUTE, Browser, Server
from tests.web.test_journey import joined, propose, publish

pytestmark = pytest.mark.anyio
Browsers = Callable[..., Browser]


async def hosting(server: Server, browser: Browsers) -> tuple[Browser, TopicId]:
    """Ben hosts robots, from nine in the first room. It is eight."""
    ben = browser()
    await joined(ben, "Ben")
    topic = await propose(ben, "Robots")
    await publish(server, (topic, "s1", "r1"))
    return ben, topic


async def test_a_host_has_room_time_and_words_at_hand(server: Server, browser: Browsers) -> None:
    ben, topic = await hosting(server, browser)
    shown = await ben.open("/c/xyz/day")
    assert f'href="/c/xyz/topics/{topic}/kit"' in shown.text
    shown = await ben.open(f"/c/xyz/topics/{topic}/kit")
    assert "Pocket kit Robots" in shown.words()
    assert "Begins in 60 minutes" in shown.words()
    assert "you need not know the answers" in shown.words()
    server.clock.turn(106 * MINUTE)
    shown = await ben.open(f"/c/xyz/topics/{topic}/kit")
    assert "4 minutes left Five minutes left, or less. Time to find a good place to stop." in shown.words()
    server.clock.turn(5 * MINUTE)
    shown = await ben.open(f"/c/xyz/topics/{topic}/kit")
    assert "It is over. Thank you for starting it." in shown.words()


async def test_a_voter_writes_what_they_hope_for_and_the_host_reads_it(server: Server, browser: Browsers) -> None:
    ben, topic = await hosting(server, browser)
    ana = browser()
    person = await joined(ana)
    page = f"/c/xyz/topics/{topic}"
    assert "What do you hope for?" not in (await ana.open(page)).words()
    await server.camp.ask(c.SetVote(topic, Weight.MUST), person)
    await ana.open(page)
    await ana.send('id="hope"', text="One that <b>dances</b>")
    shown = await ben.open(f"{page}/kit")
    assert "1 of them hopes for: One that <b>dances</b>" in shown.words()
    assert "Ana" not in shown.words()
    shown = await ana.open(page)
    assert "It is there for whoever hosts this." in shown.words()
    await ana.send('name="text" value=""')
    assert "dances" not in (await ben.open(f"{page}/kit")).words()


async def test_a_host_asks_for_a_hand_and_sees_that_somebody_comes(server: Server, browser: Browsers) -> None:
    ben, topic = await hosting(server, browser)
    await ben.open(f"/c/xyz/topics/{topic}/kit")
    shown = await ben.send('value="need-hand"', press=("needed", "true"))
    assert "The organizers see it: who you are, and in which room." in shown.words()
    olga = await server.camp.join("Olga", organizer=True)
    await server.camp.ask(c.GiveHand(topic, SlotId("s1")), olga)
    shown = await ben.open(f"/c/xyz/topics/{topic}/kit")
    assert "Somebody is on the way to you." in shown.words()
    shown = await ben.send('value="need-hand"', press=("needed", "false"))
    assert not server.camp.value.hands


async def test_notes_are_shown_with_where_they_lead(server: Server, browser: Browsers) -> None:
    ben, topic = await hosting(server, browser)
    await ben.open(f"/c/xyz/topics/{topic}/kit")
    shown = await ben.send('value="set-notes"', link="javascript:alert(1)")
    assert "is not a link that starts with" in shown.words()
    assert 'value="javascript:alert(1)"' in shown.text
    assert 'href="javascript' not in shown.text
    await ben.open(f"/c/xyz/topics/{topic}/kit")
    await ben.send('value="set-notes"', link="https://nötes.example/robots")
    ana = browser()
    await joined(ana)
    shown = await ana.open(f"/c/xyz/topics/{topic}")
    assert 'rel="noopener noreferrer nofollow">Notes</a> <span class="soft">xn--ntes-5qa.example</span>' in shown.text


async def test_a_kit_is_for_hosts(server: Server, browser: Browsers) -> None:
    _, topic = await hosting(server, browser)
    ana = browser()
    await joined(ana)
    assert (await ana.open(f"/c/xyz/topics/{topic}/kit")).status == 403
