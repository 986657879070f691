"""The simulated organizer, on a camp so small that its plan is there at once."""

import asyncio

import pytest

from edcamp.demo.attendees import organize
from edcamp.demo.phone import Phone
from tests.e2e.server import Links

pytestmark = pytest.mark.anyio


async def test_organizer_publishes_a_plan_that_was_made_between_two_news(links: Links) -> None:
    """A search that began and ended within a tenth of a second is told about once, when it is over."""
    async with Phone(links.join) as ana, Phone(links.join) as desk:
        await ana.join("Ana")
        await ana.connect()
        await desk.open_link(links.organize)
        await desk.connect()
        for number in range(1, 4):
            topic = f"t{number}"
            proposal = {"do": "propose-topic", "topic": topic, "kind": "lead", "title": f"Topic {number}"}
            for phase in ("gather", "vote"):
                assert (await desk.ask({"do": "set-phase", "phase": phase, "open": True}))["ok"]
            assert (await ana.ask(proposal))["ok"]
            async with asyncio.timeout(30):
                await organize(desk)
            await sees(ana, number)


async def sees(phone: Phone, sessions: int) -> None:
    """The schedule with so many sessions."""
    await phone.until(
        lambda p: len(p.documents["public"].get("schedule", {"sessions": []})["sessions"]) == sessions, 10
    )
