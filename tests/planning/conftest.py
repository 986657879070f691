import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Kind, Settings, Weight
from edcamp.domain.ids import PersonId, RoomId, SlotId, TopicId
from edcamp.journal.ending import end
from edcamp.journal.memory import open_memory
from edcamp.journal.redis import open_redis
from edcamp.live.camp import LiveCamp
from edcamp.live.clock import ManualClock
from edcamp.live.host import Live
from edcamp.planning.planner import Planner
from edcamp.planning.queue import QueuedPlanner
from edcamp.planning.service import SolverService
from tests.redis_server import shared_server

MORNING = 1_795_860_000_000
"""09:20 UTC on the camp's day."""

MINUTE = 60_000


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(MORNING)


async def make_camp(live: Live) -> LiveCamp:
    """Two rooms, two slots and a break, an organizer ``boss``; Ana hosts two topics, Ben one; everybody votes."""
    made = await live.create(
        Settings("Test camp", date(2026, 11, 28), "UTC"),
        rooms=[
            c.PutRoom(RoomId("hall"), "Hall", 40, ("projector",)),
            c.PutRoom(RoomId("nook"), "Nook", 2),
        ],
        slots=[
            c.PutSlot(SlotId("s1"), "One", MORNING + 30 * MINUTE, MORNING + 80 * MINUTE),
            c.PutSlot(SlotId("pause"), "Break", MORNING + 80 * MINUTE, MORNING + 90 * MINUTE, is_break=True),
            c.PutSlot(SlotId("s2"), "Two", MORNING + 90 * MINUTE, MORNING + 140 * MINUTE),
        ],
    )
    await made.ask(c.Join(PersonId("boss"), organizer=True), None)
    for person in ("ana", "ben", "cleo"):
        await made.ask(c.Join(PersonId(person)), None)
    for topic, host in (("apples", "ana"), ("beans", "ana"), ("corn", "ben")):
        await made.ask(c.ProposeTopic(TopicId(topic), Kind.LEAD, topic.title()), PersonId(host))
    for person, topic, weight in (
        ("cleo", "apples", Weight.MUST),
        ("cleo", "beans", Weight.INTERESTED),
        ("ben", "apples", Weight.INTERESTED),
        ("ana", "corn", Weight.MUST),
    ):
        await made.ask(c.SetVote(TopicId(topic), weight), PersonId(person))
    return made


@pytest.fixture
async def camp(clock: ManualClock) -> AsyncIterator[LiveCamp]:
    """See ``make_camp``."""
    async with open_memory() as store:
        live = Live(store.journal, store.people, clock)
        yield await make_camp(live)
        await live.close()


@pytest.fixture
async def crowded(clock: ManualClock) -> AsyncIterator[LiveCamp]:
    """Thirty topics for twelve cells of five seats, and sixty people: too tight to be proven best at once."""
    dice = random.Random(7)
    async with open_memory() as store:
        live = Live(store.journal, store.people, clock)
        made = await live.create(
            Settings("Crowded camp", date(2026, 11, 28), "UTC"),
            rooms=[c.PutRoom(RoomId(f"r{n}"), f"Room {n}", 5) for n in range(4)],
            slots=[
                c.PutSlot(SlotId(f"s{n}"), f"Slot {n}", MORNING + n * 60 * MINUTE, MORNING + (n * 60 + 50) * MINUTE)
                for n in range(1, 4)
            ],
        )
        await made.ask(c.Join(PersonId("boss"), organizer=True), None)
        people = [PersonId(f"p{n}") for n in range(60)]
        topics = [TopicId(f"t{n}") for n in range(30)]
        for person in people:
            await made.ask(c.Join(person), None)
        for topic, host in zip(topics, people, strict=False):
            await made.ask(c.ProposeTopic(topic, Kind.LEAD, f"Topic {topic}"), host)
        for person in people:
            for topic in dice.sample(topics, 8):
                await made.ask(c.SetVote(topic, dice.choice([Weight.MUST, Weight.INTERESTED])), person)
        yield made
        await live.close()


class Site(NamedTuple):
    """A camp, and whoever plans it for the process that has it."""

    camp: LiveCamp
    planner: Planner | QueuedPlanner


@pytest.fixture(params=["one process", pytest.param("fleet", marks=pytest.mark.redis)])
async def site(request: pytest.FixtureRequest, clock: ManualClock, tmp_path: Path) -> AsyncIterator[Site]:
    """One process with solvers of its own; and one of a fleet, whose solvers are elsewhere."""
    async with contextlib.AsyncExitStack() as stack:
        planner: Planner | QueuedPlanner
        if request.param == "fleet":
            store, far = [
                await stack.enter_async_context(await open_redis(shared_server(), str(tmp_path))) for _ in range(2)
            ]
            live, elsewhere = [Live(each.journal, each.people, clock, each.commons) for each in (store, far)]
            ready = asyncio.Event()
            service = asyncio.create_task(SolverService(elsewhere, far.jobs).run(ready.set))
            stack.push_async_callback(elsewhere.close)
            stack.push_async_callback(end, service)
            planner = QueuedPlanner(store.jobs)
            await ready.wait()
        else:
            memory = await stack.enter_async_context(open_memory())
            live, planner = Live(memory.journal, memory.people, clock), Planner()
        camp = await make_camp(live)
        planner.watch(camp)
        stack.push_async_callback(live.close)
        stack.push_async_callback(planner.close)
        yield Site(camp, planner)
