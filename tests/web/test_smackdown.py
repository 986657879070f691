"""A turn in the smackdown: with plain forms."""

from collections.abc import Callable

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Phase
from tests.web.conftest import Browser, Server
from tests.web.test_journey import joined

pytestmark = pytest.mark.anyio
Browsers = Callable[..., Browser]

TAKE = 'name="do" value="take-turn"'
GIVE_UP = 'name="do" value="give-up-turn"'


async def test_one_puts_oneself_in_the_queue_and_is_told_when_one_is_next_and_on(
    server: Server, browser: Browsers
) -> None:
    ana, ben = browser(), browser()
    await joined(ana)
    person = await joined(ben, "Ben")
    assert "/c/xyz/smackdown" not in (await ana.open("/c/xyz/")).text
    assert "There is no smackdown right now." in (await ana.open("/c/xyz/smackdown")).words()
    await server.camp.ask(c.HoldSmackdown(True), None)
    shown = await ana.open("/c/xyz/day")
    assert "Smackdown: show something you like, for two minutes" in shown.words()

    await ben.open("/c/xyz/smackdown")
    await ben.send(TAKE)
    await ana.open("/c/xyz/smackdown")
    shown = await ana.send(TAKE, shows="Maps that talk")
    assert shown.path == "/c/xyz/smackdown"
    assert "1 person is before you." in shown.words()
    assert "Who comes next Ben Ana · Maps that talk" in shown.words()

    await server.camp.ask(c.GiveFloor(person), None)
    assert "You are next in the smackdown." in (await ana.open("/c/xyz/")).words()
    assert "You are on in the smackdown." in (await ben.open("/c/xyz/")).words()
    assert "You are next. Come to the front." in (await ana.open("/c/xyz/smackdown")).words()
    shown = await ben.open("/c/xyz/smackdown")
    assert "You are on." in shown.words()
    await ben.send(GIVE_UP)
    assert "You are not in the queue." in ben.shown.words()


async def test_what_is_too_long_is_said_where_it_was_typed(server: Server, browser: Browsers) -> None:
    ana = browser()
    await joined(ana)
    await server.camp.ask(c.HoldSmackdown(True), None)
    await ana.open("/c/xyz/smackdown")
    shown = await ana.send(TAKE, shows="x" * 121)
    assert "What you show is too long: 121 characters, at most 120." in shown.words()
    assert f'value="{"x" * 121}"' in shown.text


async def test_a_closed_camp_has_none(server: Server, browser: Browsers) -> None:
    ana = browser()
    await joined(ana)
    await server.camp.ask(c.HoldSmackdown(True), None)
    await server.camp.ask(c.SetPhase(Phase.CLOSED, True), None)
    assert "There is no smackdown right now." in (await ana.open("/c/xyz/smackdown")).words()
    assert "/c/xyz/smackdown" not in (await ana.open("/c/xyz/")).text
