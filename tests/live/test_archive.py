"""A camp in a file, moved from store to store: entry for entry the same."""

import stat
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Kind, Weight
from edcamp.journal.port import CampUnknown, Position
from edcamp.live.archive import ArchiveError, export_camp, import_camp
from edcamp.live.clock import ManualClock
from edcamp.live.host import Live
from tests.domain.story import CAMP, SETTINGS, START
from tests.live.stores import OPENERS, AnyStore, Open

pytestmark = pytest.mark.anyio


@pytest.fixture(params=OPENERS)
def other(request: pytest.FixtureRequest) -> Open:
    """Where the camp goes."""
    opener: Open = request.param
    return opener


@pytest.fixture
async def stack(anyio_backend: str) -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as made:
        yield made


async def entries(store: AnyStore) -> list[tuple[int, bytes]]:
    return [row async for chunk in store.journal.read(CAMP) for row in chunk]


async def lived(store: AnyStore) -> Position:
    """A camp with a past: people joined, renamed and forgotten; topics, votes, refusals."""
    live = Live(store.journal, store.people, ManualClock(START))
    camp = await live.create(SETTINGS, camp=CAMP)
    ana, ben, cat = [await camp.join(name) for name in ("Ana", "Ben “el Grande”", "Cat")]
    for n in range(60):
        topic = c.ProposeTopic(f"t{n}", Kind.LEARN, f"Línea\u2028{n}")  # type: ignore[arg-type]
        await camp.ask_all([c.Asked(topic, (ana, ben, cat)[n % 3], c.ClientId("tab"), n + 1)])
    for n in range(600):
        await camp.ask(c.SetVote(c.TopicId("t1"), (Weight.MUST, Weight.INTERESTED)[n % 2]), ben)
    await camp.set_name(ana, "Anna")
    await camp.forget(cat, cat)
    await live.close()
    return await store.journal.position(CAMP)


async def test_a_camp_moves_entry_for_entry(
    store: AnyStore, other: Open, stack: AsyncExitStack, tmp_path: Path
) -> None:
    before = await lived(store)
    file, again = tmp_path / "camp.jsonl", tmp_path / "again.jsonl"
    assert await export_camp(store.journal, store.people, CAMP, file) == before.seq
    target = await stack.enter_async_context(await other(tmp_path / "other"))

    assert await import_camp(target.journal, target.people, file) == CAMP

    assert await entries(target) == await entries(store)
    assert await target.people.names(CAMP) == await store.people.names(CAMP)
    after = await target.journal.position(CAMP)
    assert (after.seq, after.epoch == before.epoch) == (before.seq, False)
    await export_camp(target.journal, target.people, CAMP, again)
    assert again.read_bytes() == file.read_bytes()
    one, two = [Live(s.journal, s.people, ManualClock(START)) for s in (store, target)]
    assert (await one.camp(CAMP)).value == (await two.camp(CAMP)).value
    await one.close()
    await two.close()


async def test_a_file_of_names_is_its_owners_alone(store: AnyStore, tmp_path: Path) -> None:
    await lived(store)
    file = tmp_path / "camp.jsonl"
    await export_camp(store.journal, store.people, CAMP, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert b"Anna" in file.read_bytes()
    assert b"Cat" not in file.read_bytes()
    assert not file.with_name("camp.jsonl.partial").exists()


async def test_what_cannot_be_written_or_found_is_said(store: AnyStore, tmp_path: Path) -> None:
    with pytest.raises(CampUnknown):
        await export_camp(store.journal, store.people, "atlantis", tmp_path / "x")
    await store.journal.create(CAMP)
    with pytest.raises(ArchiveError, match="No such file or directory"):
        await export_camp(store.journal, store.people, CAMP, tmp_path / "nowhere" / "x")


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda lines: [], "line 1: this is no exported camp"),
        (lambda lines: [b"hello", *lines[1:]], "line 1: this is no exported camp"),
        (lambda lines: [lines[0].replace(b'"edcamp":1', b'"edcamp":2'), *lines[1:]], "written by another edcamp"),
        (lambda lines: [lines[0].replace(b'"camp"', b'"a/b"', 2), *lines[1:]], "line 1"),
        (lambda lines: [lines[0], b"[]", *lines[2:]], "line 2: this is no exported camp"),
        (lambda lines: lines[:-1], "ends with entry 666, where 667 should be the last"),
        (lambda lines: [*lines[:5], *lines[6:]], "line 6: this is entry 5, where 4 should be"),
        (lambda lines: [*lines[:5], lines[5][:-9], *lines[6:]], "line 6: "),
    ],
)
async def test_a_damaged_file_makes_no_camp(  # type: ignore[no-untyped-def]
    store: AnyStore, tmp_path: Path, damage, words: str
) -> None:
    await lived(store)
    file = tmp_path / "camp.jsonl"
    await export_camp(store.journal, store.people, CAMP, file)
    await store.journal.drop_camp(CAMP)
    await store.people.drop_camp(CAMP)
    file.write_bytes(b"".join(line + b"\n" for line in damage(file.read_bytes().splitlines())))

    with pytest.raises(ArchiveError, match=words):
        await import_camp(store.journal, store.people, file)

    assert await store.journal.camps() == []
    assert await store.people.names(CAMP) == {}


async def test_a_camp_that_is_there_is_left_alone(store: AnyStore, tmp_path: Path) -> None:
    before = await lived(store)
    file = tmp_path / "camp.jsonl"
    await export_camp(store.journal, store.people, CAMP, file)
    with pytest.raises(ArchiveError, match="There is a camp with the code camp already"):
        await import_camp(store.journal, store.people, file)
    assert await store.journal.position(CAMP) == before
    with pytest.raises(ArchiveError, match="could not be read: No such file"):
        await import_camp(store.journal, store.people, tmp_path / "nowhere")
