"""Names: put, read, and really forgotten."""

import asyncio
import random
import secrets
from pathlib import Path

import pytest

from edcamp.journal.people import People
from edcamp.journal.port import Journal, JournalClosed
from edcamp.journal.sqlite import open_sqlite

pytestmark = pytest.mark.anyio


async def test_names_are_those_last_put_in_their_camp(people: People) -> None:
    await people.put("oslo", "p1", "Åse")
    await people.put("oslo", "p2", "Amit")
    await people.put("lima", "p1", "Rosa")
    await people.put("oslo", "p1", "Åse Lund")
    assert await people.names("oslo") == {"p1": "Åse Lund", "p2": "Amit"}
    assert await people.names("lima") == {"p1": "Rosa"}
    assert await people.names("atlantis") == {}


async def test_some_names_are_those_asked_for(people: People) -> None:
    for person, name in (("p1", "Åse"), ("p2", "Amit"), ("p3", "")):
        await people.put("oslo", person, name)
    assert await people.some("oslo", ["p2", "p3", "nobody"]) == {"p2": "Amit", "p3": ""}
    assert await people.some("oslo", []) == {}
    assert await people.some("atlantis", ["p1"]) == {}


async def test_forget_takes_one_person_of_one_camp(people: People) -> None:
    for camp, person in (("oslo", "p1"), ("oslo", "p2"), ("lima", "p1")):
        await people.put(camp, person, "Åse")
    await people.forget("oslo", "p1")
    await people.forget("oslo", "nobody")
    assert await people.names("oslo") == {"p2": "Åse"}
    assert await people.names("lima") == {"p1": "Åse"}


async def test_drop_camp_forgets_everybody_in_it(people: People) -> None:
    await people.put("oslo", "p1", "Åse")
    await people.put("lima", "p1", "Rosa")
    await people.drop_camp("oslo")
    await people.drop_camp("atlantis")
    assert await people.names("oslo") == {}
    assert await people.names("lima") == {"p1": "Rosa"}


async def test_people_close_with_their_journal(journal: Journal, people: People) -> None:
    await journal.close()
    for call in (
        people.put("oslo", "p1", "Åse"),
        people.names("oslo"),
        people.some("oslo", ["p1"]),
        people.forget("oslo", "p1"),
        people.drop_camp("oslo"),
    ):
        with pytest.raises(JournalClosed):
            await call


def bytes_on_disk(path: Path) -> bytes:
    log = path.with_name(path.name + "-wal")
    return path.read_bytes() + (log.read_bytes() if log.exists() else b"")


async def test_forget_leaves_no_trace_of_a_name_in_the_files(tmp_path: Path) -> None:
    path = tmp_path / "camps.db"
    async with await open_sqlite(path) as store:
        await store.people.put("oslo", "p1", "Åse Unforgettable")
        await store.people.put("oslo", "p2", "Amit")
        assert "Åse Unforgettable".encode() in bytes_on_disk(path)
        await store.people.forget("oslo", "p1")
        assert "Åse Unforgettable".encode() not in bytes_on_disk(path)
        assert await store.people.names("oslo") == {"p2": "Amit"}


async def test_forget_leaves_no_trace_in_pages_that_were_split_and_joined(tmp_path: Path) -> None:
    path = tmp_path / "camps.db"
    dice = random.Random(3)
    given: dict[str, list[str]] = {f"p{n:03}-{dice.random()}": [] for n in range(300)}
    persons = sorted(given, key=lambda person: dice.random())
    gone, kept = persons[:200], persons[200:]
    async with await open_sqlite(path) as store:

        async def rename(person: str) -> None:
            name = secrets.token_hex(dice.choice([8, 20, 60, 200, 1500]))
            given[person].append(name)
            await store.people.put("oslo", person, name)

        for group in (persons, persons[100:250]):  # new names of other lengths move rows from page to page
            await asyncio.gather(*map(rename, group))
        await asyncio.gather(*(store.people.forget("oslo", person) for person in gone))
        disk = bytes_on_disk(path)
        pieces = [name[at : at + 16] for person in gone for name in given[person] for at in (0, len(name) - 16)]
        assert [piece for piece in pieces if piece.encode() in disk] == []
        assert await store.people.names("oslo") == {person: given[person][-1] for person in kept}
        await store.people.drop_camp("oslo")
        disk = bytes_on_disk(path)
        assert [person for person in kept for name in given[person] if name[:16].encode() in disk] == []


async def test_forget_is_complete_even_if_the_store_closes_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "camps.db"
    store = await open_sqlite(path)
    await store.people.put("oslo", "p1", "Åse Unforgettable")
    forgetting = asyncio.create_task(store.people.forget("oslo", "p1"))
    await asyncio.sleep(0)
    await store.close()
    await forgetting
    assert "Åse Unforgettable".encode() not in bytes_on_disk(path)
