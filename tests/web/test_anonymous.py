"""Leaving one's name off a card: with plain forms."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from edcamp.domain import commands as c
from edcamp.domain.camp import Kind
from edcamp.domain.ids import TopicId
from tests.web.conftest import Browser, Server
from tests.web.test_journey import joined

pytestmark = pytest.mark.anyio
Browsers = Callable[..., Browser]


async def test_it_is_said_who_sees_it_before_it_is_proposed(server: Server, browser: Browsers) -> None:
    ana, ben = browser(), browser()
    person = await joined(ana)
    await joined(ben, "Ben")
    shown = await ana.open("/c/xyz/propose")
    assert "Nobody sees that it comes from you, not even the organizers." in shown.words()
    shown = await ana.send("propose-topic", title="Am I alone?", anonymous="nobody")
    assert "Whoever starts a conversation is known." in shown.words()
    assert 'name="anonymous" value="nobody" aria-describedby="anonymous-hint" checked' in shown.text
    shown = await ana.send("propose-topic", kind="learn")
    card = TopicId(shown.path.removeprefix("/c/xyz/topics/"))
    assert "Change it" in shown.words()
    shown = await ben.open(f"/c/xyz/topics/{card}")
    assert (person in shown.text, "Ana" in shown.text) == (False, False)
    assert server.camp.value.topics[card].kind is Kind.LEARN


async def test_a_promise_that_does_not_hold_any_more_is_not_taken(server: Server, browser: Browsers) -> None:
    ana = browser()
    await joined(ana)
    await ana.open("/c/xyz/propose")
    settings = server.camp.value.settings
    await server.camp.ask(c.EditCamp(replace(settings, anonymous_seen=True)), None)
    shown = await ana.send("propose-topic", kind="learn", title="Am I alone?", anonymous="nobody")
    assert "has just changed" in shown.words()
    assert "Only the organizers see that it comes from you." in shown.words()
    assert not ana.fields(next(form for form in ana.forms() if "propose-topic" in form)).get("anonymous")
    shown = await ana.send("propose-topic", anonymous="organizers")
    assert shown.path.startswith("/c/xyz/topics/")
