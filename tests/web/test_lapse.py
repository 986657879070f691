"""The day as a time-lapse: what the page plays, and the same as a table."""

from collections.abc import Callable

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Phase, Weight
from tests.web.conftest import MINUTE, Browser, Server
from tests.web.test_journey import joined, propose, publish

pytestmark = pytest.mark.anyio
Browsers = Callable[..., Browser]


async def test_a_day_is_a_table_where_no_program_plays_it(server: Server, browser: Browsers) -> None:
    ana = browser()
    person = await joined(ana)
    topic = await propose(ana, "Robots")
    await server.camp.ask(c.SetVote(topic, Weight.MUST), person)
    server.clock.turn(30 * MINUTE)
    await server.camp.ask(c.SetPhase(Phase.VOTE, False), None)
    await publish(server, (topic, "s1", "r1"))
    page = await ana.open("/c/xyz/lapse")
    assert '<noscript><meta http-equiv="refresh" content="0; url=/c/xyz/lapse?table"></noscript>' in page.text
    shown = await browser().open("/c/xyz/lapse?table")
    assert shown.status == 200
    assert "Saturday, November 28, 8:30 AM Propose 1 1 1 1" in shown.words()
    assert "<script" not in shown.text


async def test_what_is_played_is_json_that_is_asked_about_again(server: Server, browser: Browsers) -> None:
    ana = browser()
    await joined(ana)
    await propose(ana, "Robots")
    response = await ana.http.get("/c/xyz/lapse.json")
    assert [topic["title"] for topic in response.json()["topics"]] == ["Robots"]
    again = await ana.http.get("/c/xyz/lapse.json", headers={"if-none-match": response.headers["etag"]})
    assert again.status_code == 304


async def test_while_tallies_are_hidden_so_they_are_here(server: Server, browser: Browsers) -> None:
    ana = browser()
    person = await joined(ana)
    topic = await propose(ana, "Robots")
    await server.camp.ask(c.SetVote(topic, Weight.MUST), person)
    settings = server.camp.value.settings
    await server.camp.ask(
        c.EditCamp(type(settings)(settings.name, settings.date, settings.time_zone, (), (), True)), None
    )
    assert "tallies" not in (await ana.http.get("/c/xyz/lapse.json")).text
    assert "hidden" in (await ana.open("/c/xyz/lapse?table")).words()
    await server.camp.ask(c.SetPhase(Phase.VOTE, False), None)
    assert '"tallies":[0,0,1]' in (await ana.http.get("/c/xyz/lapse.json")).text
