"""Who is told what: snapshots, what changed since any position, and what is not journalled."""

import msgspec
import pytest

from edcamp import wire
from edcamp.domain import commands as c
from edcamp.domain.camp import Kind, Tally, Weight
from edcamp.live.camp import LiveCamp
from edcamp.live.clock import ManualClock
from edcamp.live.host import Live
from tests.domain.story import APPLES, BEANS, BEN, BOSS, CAMP, CAT, DAN, Documents, everything
from tests.live.stores import AnyStore, FaultyJournal

pytestmark = pytest.mark.anyio


def shown(camp: LiveCamp, audience: str) -> Documents:
    delta = camp.delta(audience, None)
    assert delta is not None
    documents: Documents = msgspec.json.decode(wire.encode(delta))["put"]
    return documents


async def test_a_snapshot_holds_everything_and_deletes_nothing(camp: LiveCamp) -> None:
    await camp.ask(c.ProposeTopic(APPLES, Kind.LEAD, "Apples"), BEN, "tab", 1)
    await camp.ask(c.HideTopic(APPLES, True), BOSS, "tab", 1)

    delta = camp.delta("public", None)

    assert delta is not None
    assert (delta.audience, delta.epoch, delta.since, delta.to, delta.deleted) == (
        "public", camp.epoch, None, camp.value.seq, ()
    )  # fmt: skip
    assert {audience: shown(camp, audience) for audience in ("public", "organizers", "person/ben")} == {
        audience: held
        for audience, held in everything(camp.value, camp.names).items()
        if audience in ("public", "organizers", "person/ben")
    }


async def test_a_delta_holds_what_changed_and_what_went(camp: LiveCamp) -> None:
    await camp.ask(c.ProposeTopic(APPLES, Kind.LEAD, "Apples"), BEN, "tab", 1)
    await camp.ask(c.ProposeTopic(BEANS, Kind.LEAD, "Beans"), CAT, "tab", 1)
    seq = camp.value.seq
    await camp.ask(c.SetVote(BEANS, Weight.MUST), DAN, "tab", 1)
    await camp.ask(c.HideTopic(APPLES, True), BOSS, "tab", 1)

    public, mine = camp.delta("public", seq), camp.delta("person/dan", seq)

    assert public == wire.Delta(
        "public",
        camp.epoch,
        seq,
        seq + 2,
        {"tally/beans": Tally(0, 1)},
        ("topic/apples", "tally/apples", "host/ben"),
    )
    assert mine == wire.Delta("me", camp.epoch, seq, seq + 2, {"vote/beans": Weight.MUST})


async def test_a_delta_is_absent_when_nothing_changed_for_the_audience(camp: LiveCamp) -> None:
    seq = camp.value.seq
    await camp.ask(c.SetInterests(("art",)), BEN, "tab", 1)

    assert [camp.delta(audience, seq) for audience in ("public", "organizers", "person/cat")] == [None] * 3
    assert camp.delta("person/ben", seq) is not None
    assert camp.delta("person/ben", seq + 1) is None


async def test_a_position_from_the_future_is_answered_with_a_snapshot(camp: LiveCamp) -> None:
    delta = camp.delta("public", camp.value.seq + 1)

    assert delta == camp.delta("public", None)


async def test_any_position_can_be_resumed_from_after_a_restart(
    live: Live, camp: LiveCamp, journal: FaultyJournal, store: AnyStore, clock: ManualClock
) -> None:
    await camp.ask(c.ProposeTopic(APPLES, Kind.LEAD, "Apples"), BEN, "tab", 1)
    seq = camp.value.seq
    await camp.ask(c.SetVote(APPLES, Weight.MUST), DAN, "tab", 1)
    before = [camp.delta(audience, since) for audience in ("public", "person/dan") for since in range(seq + 2)]
    await live.close()

    again = Live(journal, store.people, clock)
    found = await again.camp(CAMP)

    assert [found.delta(a, since) for a in ("public", "person/dan") for since in range(seq + 2)] == before
    await again.close()


async def test_people_whose_own_documents_changed_are_known_latest_first(camp: LiveCamp) -> None:
    await camp.ask(c.ProposeTopic(APPLES, Kind.LEARN, "Apples"), BEN, "tab", 1)
    seq = camp.value.seq
    for n, person in enumerate((DAN, CAT, DAN), start=1):
        await camp.ask(c.SetInterests((f"art {n}",)), person, "tab", n)

    assert camp.people_touched(seq) == [DAN, CAT]
    assert camp.people_touched(seq + 2) == [DAN]
    assert camp.people_touched(seq + 3) == []
    assert set(camp.people_touched(0)) == {BEN, BOSS, CAT, DAN}


async def test_an_unknown_person_has_no_documents(camp: LiveCamp) -> None:
    assert shown(camp, "person/nobody") == {}
    assert camp.delta("person/nobody", 0) is None


@pytest.mark.parametrize("audience", ["me", "board", "", "Public", "person"])
async def test_an_unknown_audience_is_told_nothing(camp: LiveCamp, audience: str) -> None:
    with pytest.raises(ValueError, match="audience"):
        camp.delta(audience, None)
    with pytest.raises(ValueError, match="audience"):
        camp.delta(audience, 0)


async def test_what_is_not_journalled_is_told_by_its_version(camp: LiveCamp) -> None:
    before, version = camp.value, camp.ephemeral_version

    camp.set_ephemeral("public", connected=1)
    camp.set_ephemeral("organizers", solving=None)
    camp.set_ephemeral("public", connected=2, more="x")

    assert camp.ephemeral == {"public": {"connected": 2, "more": "x"}, "organizers": {"solving": None}}
    assert camp.ephemeral_version == version + 3
    assert camp.value is before
