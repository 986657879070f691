"""Hosts answer by plain forms; who is on the way is told that it begins late, and nothing else."""

import pytest

from edcamp.domain import commands as c
from tests.web.conftest import MINUTE, NINE, Server
from tests.web.test_journey import Browsers, joined, propose, publish

pytestmark = pytest.mark.anyio


async def test_a_host_answers_in_the_news_and_in_my_day(server: Server, browser: Browsers) -> None:
    ana, ben = browser(), browser("es")
    await joined(ana)
    await joined(ben, "Ben")
    robots = await propose(ana, "Robots")
    await ben.post("/c/xyz/do", {"do": "set-vote", "topic": robots, "weight": "must"})
    await publish(server, (robots, "s1", "r1"))
    await ana.open("/c/xyz/day")
    [in_the_news, in_the_day] = [form for form in ana.forms() if "answer-assignment" in form]

    await ana.post("/c/xyz/do", ana.fields(in_the_news) | {"answer": "late"})

    assert ana.shown.path == "/c/xyz/day"
    assert "people on their way are told that you begin a little late" in ana.shown.words()
    assert 'value="late" aria-pressed="true"' in ana.shown.text
    for page in ("day", "schedule", f"topics/{robots}"):
        assert "Empieza un poco más tarde" in (await ben.open(f"/c/xyz/{page}")).words(), page
    assert "answer-assignment" not in ben.shown.text

    await ana.post("/c/xyz/do", ana.fields(in_the_day) | {"answer": "confirmed"})
    assert "Empieza un poco más tarde" not in (await ben.open("/c/xyz/day")).words()


async def test_what_is_over_is_neither_asked_nor_told(server: Server, browser: Browsers) -> None:
    ana = browser()
    await joined(ana)
    robots = await propose(ana, "Robots")
    await publish(server, (robots, "s1", "r1"))
    server.clock.turn(50 * MINUTE)
    await server.camp.ask(c.RemindHosts(), None)
    assert "Your session begins soon Robots Aula 1" in (await ana.open("/c/xyz/day")).words()

    server.clock.turn(NINE + 50 * MINUTE - server.clock.now())

    shown = await ana.open("/c/xyz/day")
    assert "Your session begins soon" not in shown.words()
    assert "answer-assignment" not in shown.text


async def test_an_answer_to_a_session_that_moved_is_refused_in_words(server: Server, browser: Browsers) -> None:
    ana = browser()
    await joined(ana)
    robots = await propose(ana, "Robots")
    await publish(server, (robots, "s1", "r1"))
    await ana.open("/c/xyz/day")
    form = next(form for form in ana.forms() if "answer-assignment" in form)
    await publish(server, (robots, "s3", "r1"))

    shown = await ana.post("/c/xyz/do", ana.fields(form) | {"answer": "confirmed"})

    assert shown.status == 409
    assert "“Robots” is not there any more. “My day” says where it is now." in shown.words()
