"""The day as a time-lapse, from every journal there is."""

import asyncio

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Kind, Weight
from edcamp.domain.ids import TopicId
from edcamp.domain.refusals import Refused
from edcamp.live import lapses
from edcamp.live.camp import LiveCamp
from edcamp.live.lapses import Lapses
from tests.domain.story import BEN, CAT
from tests.live.stores import FaultyJournal, unavailable

pytestmark = pytest.mark.anyio

TOPIC = TopicId("t1")


async def test_a_day_is_told_from_the_journal_and_once_for_all_who_ask(camp: LiveCamp) -> None:
    await camp.ask(c.ProposeTopic(TOPIC, Kind.LEAD, "Robots"), BEN)
    for person in (BEN, CAT):
        await camp.ask(c.SetVote(TOPIC, Weight.MUST), person)
    found = Lapses()
    one, other = await asyncio.gather(found.of(camp), found.of(camp))
    assert one is other
    assert one.lapse.seq == camp.value.seq
    assert [topic.title for topic in one.lapse.topics] == ["Robots"]
    assert [frame.tallies for frame in one.lapse.frames if frame.tallies] == [(0, 0, 1), (0, 0, 2)]
    assert await found.of(camp) is one
    await camp.ask(c.SetVote(TOPIC, Weight.NONE), CAT)
    again = await found.of(camp)
    assert again.lapse.seq == camp.value.seq
    assert b'"tallies":[0,0,2]' in one.json.plain
    assert b"tallies" not in one.hidden.plain


async def test_what_is_asked_for_too_often_is_the_last_one(camp: LiveCamp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lapses, "BURST_S", 0.0)
    found = Lapses()
    one = await found.of(camp)
    await camp.ask(c.ProposeTopic(TOPIC, Kind.LEAD, "Robots"), BEN)
    assert await found.of(camp) is one


async def test_others_go_on_while_a_long_day_is_put_together(camp: LiveCamp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lapses, "SLICE_S", 0.0)
    await camp.ask(c.ProposeTopic(TOPIC, Kind.LEAD, "Robots"), BEN)
    for n in range(30):
        await camp.ask(c.SetVote(TOPIC, (Weight.MUST, Weight.NONE)[n % 2]), CAT)
    making = asyncio.create_task(Lapses().of(camp))
    turns = 0
    while not making.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 30
    assert (await making).lapse.seq == camp.value.seq


async def test_a_journal_that_cannot_be_read_says_so_and_is_tried_again(camp: LiveCamp, journal: FaultyJournal) -> None:
    found = Lapses()
    journal.read_fails = unavailable()
    with pytest.raises(Refused, match="unavailable"):
        await found.of(camp)
    journal.read_fails = None
    assert (await found.of(camp)).lapse.seq == camp.value.seq
