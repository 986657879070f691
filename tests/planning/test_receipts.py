import asyncio
import multiprocessing
import os
import signal
from collections.abc import AsyncIterator, Callable

import pytest

import scheduler
from edcamp import wire
from edcamp.domain import commands as c
from edcamp.domain.camp import Weight
from edcamp.domain.ids import PersonId, RoomId, SlotId, TopicId
from edcamp.live.camp import LiveCamp
from edcamp.planning import receipts
from edcamp.planning.bridge import problem_of
from edcamp.planning.planner import Planner
from tests.planning.conftest import Site

pytestmark = pytest.mark.anyio

BOSS = PersonId("boss")


@pytest.fixture
async def planner(camp: LiveCamp) -> AsyncIterator[Planner]:
    made = Planner()
    made.watch(camp)
    yield made
    await made.close()


async def receipt(
    camp: LiveCamp, kind: str = "draft_receipt", when: Callable[[wire.Receipt], bool] = lambda r: r.state == "counted"
) -> wire.Receipt:
    async with asyncio.timeout(40):
        while True:
            shown = camp.ephemeral.get("organizers", {}).get(kind)
            if shown is not None and when(shown):
                assert isinstance(shown, wire.Receipt)
                return shown
            await asyncio.sleep(0.02)


def of_now(camp: LiveCamp) -> Callable[[wire.Receipt], bool]:
    return lambda shown: shown.state == "counted" and shown.of == camp.value.draft_seq


async def place(camp: LiveCamp, topic: str, slot: str, room: str) -> None:
    await camp.ask(c.PlaceTopic(TopicId(topic), SlotId(slot), RoomId(room)), BOSS)


async def test_a_plan_that_becomes_the_draft_has_a_receipt_with_the_proven_bound(site: Site) -> None:
    """Ana hosts in both slots, so that she can go nowhere else; the others get all they voted for."""
    camp, planner = site
    await camp.set_name(PersonId("ana"), "Ana")
    await planner.start(camp, BOSS, 1)

    found = await receipt(camp)

    draft = camp.value.draft
    assert found.of == camp.value.draft_seq
    assert found.counts == wire.Counts(wire.Share(1, 2), wire.Share(2, 2), (1, 1, 1), draft.value, draft.bound)
    assert found.nothing == ("Ana",)


async def test_after_a_move_by_hand_it_is_counted_anew_and_the_bound_still_holds(site: Site) -> None:
    camp, planner = site
    await planner.start(camp, BOSS, 1)
    planned = await receipt(camp)
    await camp.ask(c.UnplaceTopic(TopicId("corn")), BOSS)

    counting = await receipt(camp, when=lambda shown: shown.state == "counting")
    assert (counting.of, counting.counts) == (planned.of, planned.counts), "the figures of before stay for now"
    found = await receipt(camp, when=of_now(camp))

    assert planned.counts is not None
    assert found.counts is not None
    assert (found.counts.must, found.counts.seats) == (wire.Share(1, 2), (1, 1, 1))
    assert found.counts.value is not None
    assert found.counts.bound == planned.counts.bound
    problem = problem_of(camp.value, camp.clock.now())
    placed = [scheduler.Placement(p.topic, p.slot, p.room) for p in camp.value.draft.placements]
    assert found.counts.value == scheduler.seat(problem, placed).value


async def test_what_was_proven_for_other_wishes_is_not_said(
    camp: LiveCamp, planner: Planner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receipts, "VOTES_EVERY_S", 0.1)
    await planner.start(camp, BOSS, 1)
    await receipt(camp)

    await camp.ask(c.SetVote(TopicId("corn"), Weight.MUST), PersonId("cleo"))
    found = await receipt(camp, when=lambda shown: shown.counts is not None and shown.counts.must.wanted == 3)

    assert found.counts is not None
    assert (found.counts.value is not None, found.counts.bound) == (True, None)


async def test_a_name_that_is_forgotten_is_said_no_more(site: Site) -> None:
    camp, _ = site
    await camp.set_name(PersonId("ana"), "Ana")
    await place(camp, "apples", "s1", "hall")
    assert (await receipt(camp)).nothing == ("Ana",)

    await camp.set_name(PersonId("ana"), "Anna")
    assert (await receipt(camp, when=lambda shown: shown.nothing != ("Ana",))).nothing == ("Anna",)
    await camp.forget(PersonId("ana"), BOSS)
    assert (await receipt(camp, when=lambda shown: shown.nothing != ("Anna",))).nothing == ("",)


async def test_an_empty_draft_has_none(site: Site) -> None:
    camp, _ = site
    await place(camp, "apples", "s1", "hall")
    await receipt(camp)

    await camp.ask(c.UnplaceTopic(TopicId("apples")), BOSS)

    async with asyncio.timeout(30):
        while camp.ephemeral["organizers"]["draft_receipt"] is not None:
            await asyncio.sleep(0.02)


async def test_what_is_published_has_one_of_the_seats_that_people_were_given(site: Site) -> None:
    camp, _ = site
    for topic, slot in (("apples", "s1"), ("beans", "s2")):
        await place(camp, topic, slot, "hall")
    await camp.ask(c.Publish(camp.value.draft_seq), BOSS)

    found = await receipt(camp, "published_receipt")
    assert (found.of, found.counts) == (1, wire.Counts(wire.Share(1, 2), wire.Share(2, 2), (1, 1, 1)))

    await camp.ask(c.HideTopic(TopicId("beans"), True), BOSS)
    await camp.ask(c.PutRoom(RoomId("hall"), "Great hall", 40), BOSS)
    found = await receipt(camp, "published_receipt", lambda shown: shown.counts != found.counts)
    assert found.counts is not None
    assert (found.of, found.counts.interested) == (1, wire.Share(1, 1))


async def test_a_solver_that_dies_is_said_and_tried_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    camp, _ = site
    monkeypatch.setattr(receipts, "SETTLE_S", 1.0)
    monkeypatch.setattr(receipts, "RETRY_S", 0.5)
    await place(camp, "apples", "s1", "hall")
    await receipt(camp)
    solvers = [solver.pid for solver in multiprocessing.active_children() if solver.pid is not None]
    for pid in solvers:
        os.kill(pid, signal.SIGSTOP)
    await place(camp, "beans", "s2", "hall")
    await asyncio.sleep(1.5)
    for pid in solvers:
        os.kill(pid, signal.SIGKILL)

    await receipt(camp, when=lambda shown: shown.state == "failed")
    found = await receipt(camp, when=of_now(camp))

    assert found.counts is not None
    assert found.counts.interested == wire.Share(2, 2)
