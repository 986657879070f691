"""The day as a time-lapse, from every journal there is."""

import asyncio
import io
import sys
from asyncio.subprocess import Process
from typing import Any

import msgspec
import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Kind, Weight
from edcamp.domain.ids import TopicId
from edcamp.domain.refusals import Refused
from edcamp.live import filming, lapses
from edcamp.live.camp import LiveCamp
from edcamp.live.filming import Reel, encode_reel, framed
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
    monkeypatch.setattr(lapses, "HANDED_BYTES", 1)
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


@pytest.mark.parametrize("program", ["/bin/false", "/nowhere/python"])
async def test_a_process_that_dies_or_does_not_start_says_so_and_is_tried_again(
    camp: LiveCamp, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    found = Lapses()
    with monkeypatch.context() as broken:
        broken.setattr(sys, "executable", program)
        with pytest.raises(Refused, match="unavailable"):
            await found.of(camp)
    assert (await found.of(camp)).lapse.seq == camp.value.seq


async def test_whoever_asked_may_go_and_its_process_goes_with_the_server(
    camp: LiveCamp, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Process] = []
    start = asyncio.create_subprocess_exec

    async def noting(*arguments: Any, **options: Any) -> Process:
        started.append(await start(*arguments, **options))
        return started[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noting)
    found = Lapses()
    before = asyncio.all_tasks()
    asking = asyncio.create_task(found.of(camp))
    async with asyncio.timeout(10):
        while not started:
            await asyncio.sleep(0.001)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    assert (await found.of(camp)).lapse.seq == camp.value.seq
    assert len(started) == 1

    await camp.ask(c.ProposeTopic(TOPIC, Kind.LEAD, "Robots"), BEN)
    asking = asyncio.create_task(found.of(camp))
    async with asyncio.timeout(10):
        while len(started) < 2:
            await asyncio.sleep(0.001)
    making = [
        task for task in asyncio.all_tasks() - before if task is not asking and task.get_name().startswith("lapse")
    ]
    for task in making:
        task.cancel()
    await asyncio.gather(asking, *making, return_exceptions=True)
    assert started[-1].returncode not in (None, 0)


async def test_a_journal_that_cannot_be_read_says_so_and_is_tried_again(camp: LiveCamp, journal: FaultyJournal) -> None:
    found = Lapses()
    journal.read_fails = unavailable()
    with pytest.raises(Refused, match="unavailable"):
        await found.of(camp)
    journal.read_fails = None
    assert (await found.of(camp)).lapse.seq == camp.value.seq


@pytest.mark.parametrize("lost", [1, 3, 5, 40])
async def test_a_process_whose_server_is_gone_ends(camp: LiveCamp, lost: int) -> None:
    """What it was handed ends somewhere."""
    frames = [framed(encode_reel(Reel(camp.id, 9, 0))), *[framed(data) async for data in camp.entries()], framed(b"")]
    handed, told = b"".join(frames), io.BytesIO()
    with pytest.raises(EOFError):
        filming.main(io.BytesIO(handed[:-lost]), told)
    assert told.getvalue() == b""
    filming.main(io.BytesIO(handed), told)
    assert filming.decode_told(told.getvalue()).lapse.seq == camp.value.seq
    with pytest.raises(msgspec.MsgspecError):
        filming.decode_told(told.getvalue()[:-lost])
