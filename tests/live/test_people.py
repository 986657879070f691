"""Names: durable before anybody is shown without one, renamed, forgotten for good."""

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Kind
from edcamp.domain.ids import PersonId, is_id
from edcamp.domain.refusals import Refused
from edcamp.journal.people import People
from edcamp.journal.port import JournalUnavailable
from edcamp.journal.subscriptions import Subscriptions
from edcamp.live.camp import LiveCamp
from edcamp.live.clock import ManualClock
from edcamp.live.host import Live
from tests.domain.story import APPLES, BEN, BOSS, CAMP, GHOST, SETTINGS
from tests.live.stores import AnyStore, FaultyJournal, unavailable

pytestmark = pytest.mark.anyio


class FaultyPeople:
    """A table of people that fails when a test says so."""

    def __init__(self, people: People) -> None:
        self._people = people
        self.fails: JournalUnavailable | None = None

    @property
    def subscriptions(self) -> Subscriptions:
        return self._people.subscriptions

    async def put(self, camp: str, person: str, name: str) -> None:
        if self.fails is not None:
            raise self.fails
        await self._people.put(camp, person, name)

    async def names(self, camp: str) -> dict[str, str]:
        return await self._people.names(camp)

    async def forget(self, camp: str, person: str) -> None:
        if self.fails is not None:
            raise self.fails
        await self._people.forget(camp, person)

    async def drop_camp(self, camp: str) -> None:
        await self._people.drop_camp(camp)


def document(camp: LiveCamp, audience: str, key: str) -> object:
    delta = camp.delta(audience, None)
    assert delta is not None
    return delta.put[key]


async def test_joining_gives_an_id_and_keeps_the_name(camp: LiveCamp, store: AnyStore) -> None:
    before = len(camp.value.people)

    person = await camp.join("  Ana\tMaría ", ("Art",))

    assert is_id(person)
    assert person.startswith("p")
    assert camp.names[person] == "Ana María"
    assert camp.value.people[person].interests == ("art",)
    assert not camp.value.is_organizer(person)
    assert await store.people.names(CAMP) == {person: "Ana María"}
    assert len(camp.value.people) == before + 1
    assert await camp.join("Ana María") != person


async def test_joining_as_an_organizer_makes_one(camp: LiveCamp) -> None:
    person = await camp.join("Boss", organizer=True)

    assert camp.value.is_organizer(person)
    assert document(camp, "organizers", f"organizer/{person}").name == "Boss"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "interests", "code"),
    [(" \u200b", (), "name-empty"), ("n" * 61, (), "name-long"), ("Ana", ("i" * 31,), "tag-long")],
)
async def test_joining_refused_keeps_no_name(
    camp: LiveCamp, store: AnyStore, name: str, interests: tuple[str, ...], code: str
) -> None:
    before = camp.value

    with pytest.raises(Refused) as refused:
        await camp.join(name, interests)

    assert refused.value.code == code
    assert await store.people.names(CAMP) == {}
    assert dict(camp.names) == {}
    assert camp.value is before


async def test_joining_while_nothing_can_be_stored_keeps_nothing(
    camp: LiveCamp, journal: FaultyJournal, store: AnyStore
) -> None:
    before = camp.value
    journal.append_fails = unavailable()

    with pytest.raises(Refused) as refused:
        await camp.join("Ana")

    assert refused.value.code == "unavailable"
    assert (camp.value, await store.people.names(CAMP), dict(camp.names)) == (before, {}, {})


async def test_joining_that_was_stored_after_all_has_joined(
    camp: LiveCamp, journal: FaultyJournal, store: AnyStore
) -> None:
    journal.append_fails = unavailable("outcome_unknown")

    person = await camp.join("Ana")

    assert person in camp.value.people
    assert await store.people.names(CAMP) == {person: "Ana"}


async def test_a_new_name_is_shown_everywhere(camp: LiveCamp, store: AnyStore) -> None:
    person = await camp.join("Ana")
    await camp.ask(c.ProposeTopic(APPLES, Kind.LEAD, "Apples"), person, "tab", 1)
    seq = camp.value.seq

    await camp.set_name(person, " Anna ")

    delta = camp.delta("public", seq)
    assert delta is not None
    assert {key: document.name for key, document in delta.put.items()} == {f"host/{person}": "Anna"}
    assert document(camp, f"person/{person}", "me").name == "Anna"  # type: ignore[attr-defined]
    assert await store.people.names(CAMP) == {person: "Anna"}


async def test_the_same_name_again_is_no_news(camp: LiveCamp) -> None:
    person = await camp.join("Ana")
    before = camp.value

    await camp.set_name(person, "Ana ")

    assert camp.value is before


async def test_a_name_that_was_kept_but_not_told_is_told_when_it_is_given_again(
    camp: LiveCamp, journal: FaultyJournal
) -> None:
    person = await camp.join("Ana")
    await camp.ask(c.ProposeTopic(APPLES, Kind.LEAD, "Apples"), person, "tab", 1)
    seq = camp.value.seq
    journal.append_fails = unavailable()
    with pytest.raises(Refused) as refused:
        await camp.set_name(person, "Anna")
    assert refused.value.code == "unavailable"
    journal.append_fails = None

    await camp.set_name(person, "Anna")

    delta = camp.delta("public", seq)
    assert delta is not None
    assert list(delta.put) == [f"host/{person}"]


async def test_only_people_who_joined_have_names(camp: LiveCamp, store: AnyStore) -> None:
    with pytest.raises(Refused) as refused:
        await camp.set_name(GHOST, "Ghost")

    assert refused.value.code == "not-joined"
    assert await store.people.names(CAMP) == {}


async def test_forgetting_erases_the_name_for_good(
    live: Live, camp: LiveCamp, journal: FaultyJournal, store: AnyStore, clock: ManualClock
) -> None:
    person = await camp.join("Ana")
    await camp.ask(c.ProposeTopic(APPLES, Kind.LEAD, "Apples"), person, "tab", 1)
    seq = camp.value.seq

    await camp.forget(person, person)

    assert person not in camp.names
    assert await store.people.names(CAMP) == {}
    delta = camp.delta("public", seq)
    assert delta is not None
    assert f"host/{person}" in delta.deleted
    assert document(camp, f"person/{person}", "me").name == ""  # type: ignore[attr-defined]
    await live.close()
    again = Live(journal, store.people, clock)
    assert dict((await again.camp(CAMP)).names) == {}
    await again.close()


async def test_forgetting_an_organizer_leaves_an_empty_name(camp: LiveCamp) -> None:
    person = await camp.join("Boss", organizer=True)
    seq = camp.value.seq

    await camp.forget(person, BOSS)

    delta = camp.delta("organizers", seq)
    assert delta is not None
    assert delta.put[f"organizer/{person}"].name == ""


async def test_forgetting_is_up_to_oneself_and_organizers(camp: LiveCamp, store: AnyStore) -> None:
    person = await camp.join("Ana")

    with pytest.raises(Refused) as refused:
        await camp.forget(person, BEN)

    assert refused.value.code == "not-organizer"
    assert await store.people.names(CAMP) == {person: "Ana"}


async def test_names_that_cannot_be_stored_are_unavailable(
    journal: FaultyJournal, store: AnyStore, clock: ManualClock
) -> None:
    people = FaultyPeople(store.people)
    live = Live(journal, people, clock)
    camp = await live.create(SETTINGS, camp=CAMP)
    person = await camp.join("Ana")
    people.fails = unavailable()

    for asking in (camp.join("Ben"), camp.set_name(person, "Anna"), camp.forget(person, person)):
        with pytest.raises(Refused) as refused:
            await asking
        assert refused.value.code == "unavailable"
    assert dict(camp.names) == {person: "Ana"}
    people.fails = None
    await camp.forget(PersonId(person), None)
    assert dict(camp.names) == {}
    await live.close()
