"""Minutes in sessions: one's own page, and everybody's in a table."""

from collections.abc import Callable

import pytest

from edcamp.domain import commands as c
from edcamp.domain.ids import SlotId, TopicId
from tests.web.conftest import MINUTE, Browser, Server
from tests.web.test_journey import joined, propose, publish

pytestmark = pytest.mark.anyio
Browsers = Callable[..., Browser]


async def attended(server: Server, browser: Browsers, name: str = "Ana") -> tuple[Browser, TopicId]:
    """Somebody was at robots for forty minutes, and said so on their phone."""
    ana = browser()
    person = await joined(ana, name)
    topic = await propose(ana, "Robots")
    await publish(server, (topic, "s1", "r1"))
    server.clock.turn(60 * MINUTE)
    await server.camp.ask(c.BeAt(SlotId("s1"), topic), person)
    server.clock.turn(40 * MINUTE)
    return ana, topic


async def test_one_prints_a_page_with_ones_own_minutes(server: Server, browser: Browsers) -> None:
    ana, _ = await attended(server, browser)
    shown = await ana.open("/c/xyz/day")
    assert 'href="/c/xyz/certificate"' in shown.text
    shown = await ana.open("/c/xyz/certificate")
    assert "Edcamp Valencia · November 28, 2026 Ana took part for 40 minutes" in shown.words()
    assert "Robots 40 minutes" in shown.words()
    ben = browser("es")
    await joined(ben, "Ben")
    shown = await ben.open("/c/xyz/certificate")
    assert ("Ana" in shown.text, "28 de noviembre de 2026" in shown.words()) == (False, True)
    assert (await browser().open("/c/xyz/certificate")).status == 403


async def test_organizers_take_everybodys_minutes_along(server: Server, browser: Browsers) -> None:
    ana, _ = await attended(server, browser, "=HYPERLINK(1)")
    await joined(browser(), "Ben")
    assert (await ana.open("/c/xyz/desk/minutes.csv")).status == 403
    olga = browser()
    await olga.open(server.organizer_path)
    await olga.send("Your name", name="Olga")
    shown = await olga.open("/c/xyz/desk/minutes.csv")
    assert shown.response.content.decode("utf-8-sig").splitlines() == [
        "Name,Minutes in sessions,Topics",
        "'=HYPERLINK(1),40,1",
    ]
    assert shown.response.content.startswith(b"\xef\xbb\xbf")
