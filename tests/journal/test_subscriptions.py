"""Devices of people: whose each of them is, how far it was told, and that it is forgotten with its person."""

import asyncio
from pathlib import Path

import pytest

from edcamp.journal.people import People
from edcamp.journal.port import Journal, JournalClosed
from edcamp.journal.sqlite import open_sqlite
from edcamp.journal.subscriptions import DEVICES_MAX, Subscription, Subscriptions
from tests.journal.conftest import Open
from tests.journal.test_people import bytes_on_disk

pytestmark = pytest.mark.anyio


@pytest.fixture
def subscriptions(people: People) -> Subscriptions:
    return people.subscriptions


def device(name: str, language: str = "en") -> Subscription:
    return Subscription(f"https://push.example/{name}", "key", "auth", language, "en_GB")


async def test_a_person_has_devices_in_the_order_in_which_they_came(subscriptions: Subscriptions) -> None:
    assert await subscriptions.of("oslo", "p1") == []
    await subscriptions.put("oslo", "p1", device("b"), 0)
    await subscriptions.put("oslo", "p1", device("a"), 0)
    await subscriptions.put("oslo", "p2", device("c"), 0)
    await subscriptions.put("lima", "p1", device("b"), 0)
    await subscriptions.put("oslo", "p1", device("b", "es"), 0)

    assert await subscriptions.of("oslo", "p1") == [device("b", "es"), device("a")]
    assert await subscriptions.of("lima", "p1") == [device("b")]
    assert await subscriptions.people("oslo") == {"p1", "p2"}
    assert await subscriptions.camps() == ["lima", "oslo"]


async def test_a_device_is_one_persons_in_a_camp(subscriptions: Subscriptions) -> None:
    await subscriptions.put("oslo", "p1", device("a"), 7)
    await subscriptions.put("oslo", "p2", device("a"), 3)

    assert await subscriptions.of("oslo", "p1") == []
    assert await subscriptions.people("oslo") == {"p2"}
    assert await subscriptions.claim("oslo", "p2", 4) == [device("a")]


async def test_with_too_many_devices_the_first_is_told_no_more(subscriptions: Subscriptions) -> None:
    names = [f"d{n}" for n in range(DEVICES_MAX + 2)]
    for name in names:
        await subscriptions.put("oslo", "p1", device(name), 0)

    assert await subscriptions.of("oslo", "p1") == [device(name) for name in names[2:]]


async def test_each_device_is_claimed_once(subscriptions: Subscriptions) -> None:
    await subscriptions.put("oslo", "p1", device("a"), 0)
    await subscriptions.put("oslo", "p1", device("b"), 500_000)

    claims = await asyncio.gather(*(subscriptions.claim("oslo", "p1", 300_001) for _ in range(8)))
    assert [claim for claim in claims if claim] == [[device("a")]]
    assert await subscriptions.claim("oslo", "p1", 300_001) == []
    assert await subscriptions.claim("oslo", "p1", 900_000) == [device("a"), device("b")]
    assert await subscriptions.claim("oslo", "nobody", 1) == []


async def test_a_device_that_comes_again_stays_told(subscriptions: Subscriptions) -> None:
    await subscriptions.put("oslo", "p1", device("a"), 0)
    await subscriptions.put("oslo", "p1", device("a", "es"), 9)
    assert await subscriptions.claim("oslo", "p1", 5) == [device("a", "es")]

    await subscriptions.put("oslo", "p1", device("b"), 12_345_678_900_001)
    assert await subscriptions.claim("oslo", "p1", 12_345_678_900_001) == [device("a", "es")]
    assert await subscriptions.claim("oslo", "p1", 12_345_678_900_002) == [device("a", "es"), device("b")]


async def test_a_warning_is_claimed_once_for_all_devices_and_a_later_end_is_another(
    subscriptions: Subscriptions,
) -> None:
    await subscriptions.put("oslo", "p1", device("a"), 12_345_678_900_001)
    await subscriptions.put("oslo", "p1", device("b"), 0)
    await subscriptions.put("oslo", "p2", device("c"), 0)
    ten = 1_795_852_800_000

    claims = await asyncio.gather(*(subscriptions.claim_warning("oslo", "p1", ten) for _ in range(8)))

    assert [claim for claim in claims if claim] == [[device("a"), device("b")]]
    assert await subscriptions.claim_warning("oslo", "p1", ten - 1) == []
    assert await subscriptions.claim_warning("oslo", "p1", ten + 600_000) == [device("a"), device("b")]
    assert await subscriptions.claim_warning("oslo", "p1", ten + 599_999) == []
    assert await subscriptions.claim_warning("oslo", "p2", ten) == [device("c")]
    assert await subscriptions.claim_warning("lima", "p1", ten) == []
    assert await subscriptions.claim("oslo", "p1", 1) == [device("b")]


async def test_what_somebody_was_warned_of_is_forgotten_with_them(people: People, subscriptions: Subscriptions) -> None:
    for person in ("p1", "p2"):
        await subscriptions.put("oslo", person, device(person), 0)
        assert await subscriptions.claim_warning("oslo", person, 7) == [device(person)]

    await people.forget("oslo", "p1")
    await subscriptions.put("oslo", "p1", device("p1"), 0)
    assert await subscriptions.claim_warning("oslo", "p1", 7) == [device("p1")]
    assert await subscriptions.claim_warning("oslo", "p2", 7) == []
    await subscriptions.drop("oslo")
    await subscriptions.put("oslo", "p2", device("p2"), 0)
    assert await subscriptions.claim_warning("oslo", "p2", 7) == [device("p2")]


async def test_a_removed_device_is_gone_and_no_other(subscriptions: Subscriptions) -> None:
    await subscriptions.put("oslo", "p1", device("a"), 0)
    await subscriptions.put("oslo", "p1", device("b"), 0)
    await subscriptions.remove("oslo", "p2", device("a").endpoint)
    await subscriptions.remove("oslo", "p1", device("b").endpoint)
    await subscriptions.remove("oslo", "p1", device("never").endpoint)

    assert await subscriptions.of("oslo", "p1") == [device("a")]
    await subscriptions.remove("oslo", "p1", device("a").endpoint)
    assert await subscriptions.people("oslo") == set()
    assert await subscriptions.camps() == []


async def test_whoever_is_forgotten_is_told_nothing(people: People, subscriptions: Subscriptions) -> None:
    await people.put("oslo", "p1", "Åse")
    for camp, person in (("oslo", "p1"), ("oslo", "p2"), ("lima", "p1")):
        await subscriptions.put(camp, person, device(f"{camp}-{person}"), 0)

    await people.forget("oslo", "p1")

    assert await subscriptions.of("oslo", "p1") == []
    assert await subscriptions.people("oslo") == {"p2"}
    assert await subscriptions.of("lima", "p1") == [device("lima-p1")]


@pytest.mark.parametrize("whole", [True, False])
async def test_a_dropped_camp_has_no_devices(people: People, subscriptions: Subscriptions, whole: bool) -> None:
    await people.put("oslo", "p1", "Åse")
    await subscriptions.put("oslo", "p1", device("a"), 0)
    await subscriptions.put("lima", "p1", device("a"), 0)

    await (people.drop_camp("oslo") if whole else subscriptions.drop("oslo"))

    assert await subscriptions.camps() == ["lima"]
    assert await subscriptions.of("oslo", "p1") == []
    assert await people.names("oslo") == ({} if whole else {"p1": "Åse"})


async def test_devices_survive_a_restart(adapter: Open, survives: bool, tmp_path: Path) -> None:
    async with await adapter(tmp_path) as store:
        await store.people.subscriptions.put("oslo", "p1", device("a"), 5)
        await store.people.subscriptions.claim_warning("oslo", "p1", 5)
    async with await adapter(tmp_path) as store:
        assert await store.people.subscriptions.of("oslo", "p1") == ([device("a")] if survives else [])
        assert await store.people.subscriptions.claim("oslo", "p1", 5) == []
        assert await store.people.subscriptions.claim_warning("oslo", "p1", 5) == []


async def test_subscriptions_close_with_their_journal(journal: Journal, subscriptions: Subscriptions) -> None:
    await journal.close()
    for call in (
        subscriptions.put("oslo", "p1", device("a"), 0),
        subscriptions.of("oslo", "p1"),
        subscriptions.people("oslo"),
        subscriptions.claim("oslo", "p1", 1),
        subscriptions.claim_warning("oslo", "p1", 1),
        subscriptions.remove("oslo", "p1", "a"),
        subscriptions.drop("oslo"),
        subscriptions.camps(),
    ):
        with pytest.raises(JournalClosed):
            await call


async def test_forgetting_leaves_no_trace_of_a_device_in_the_files(tmp_path: Path) -> None:
    path = tmp_path / "camps.db"
    async with await open_sqlite(path) as store:
        for n in range(40):
            await store.people.subscriptions.put("oslo", f"p{n}", device(f"unforgettable-{n}-"), 0)
        await store.people.forget("oslo", "p7")
        assert b"unforgettable-7-" not in bytes_on_disk(path)
        assert await store.people.subscriptions.of("oslo", "p8") == [device("unforgettable-8-")]
