"""What people would get from a draft that is kept aside: counted as if it were the draft, here and in a fleet."""

import pytest

from edcamp.domain import commands as c
from edcamp.domain.ids import KeptId, PersonId, RoomId, SlotId, TopicId
from edcamp.domain.refusals import Refused
from tests.planning.conftest import Site

pytestmark = pytest.mark.anyio

BOSS, ASIDE = PersonId("boss"), KeptId("aside")
HALL, NOOK = RoomId("hall"), RoomId("nook")
ONE, TWO = SlotId("s1"), SlotId("s2")
APPLES, BEANS = TopicId("apples"), TopicId("beans")


async def test_it_is_counted_as_it_was_kept_as_far_as_it_can_still_be(site: Site) -> None:
    """Cleo must not miss apples, and is interested in beans, as Ben is in apples. Ana hosts both."""
    camp, planner = site.camp, site.planner
    await camp.ask(c.PlaceTopic(APPLES, ONE, HALL), BOSS)
    await camp.ask(c.PlaceTopic(BEANS, TWO, NOOK), BOSS)
    await camp.ask(c.KeepDraft(ASIDE, "Before lunch"), BOSS)
    await camp.ask(c.ResetDraft(), BOSS)

    receipt = await planner.kept(camp, BOSS, ASIDE)
    assert receipt.counts is not None
    assert (receipt.counts.must.seated, receipt.counts.interested.seated) == (1, 2)
    assert receipt.nothing == ("",), "Ana wanted corn, which has no place; nobody has told a name here"
    await camp.ask(c.CloseRoom(NOOK, (TWO,)), BOSS)
    receipt = await planner.kept(camp, BOSS, ASIDE)
    assert receipt.counts is not None
    assert (receipt.counts.must.seated, receipt.counts.interested.seated) == (1, 1)


async def test_only_organizers_ask_and_only_for_what_is_there(site: Site) -> None:
    for by, code in ((PersonId("ana"), "not-organizer"), (BOSS, "kept-unknown")):
        with pytest.raises(Refused) as refused:
            await site.planner.kept(site.camp, by, ASIDE)
        assert refused.value.code == code
