"""What every journal promises, whatever it is kept in."""

import asyncio
import random
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing

import pytest

from edcamp.journal.port import CampExists, CampUnknown, Chunk, Conflict, EpochChanged, Journal, JournalClosed, Position

pytestmark = pytest.mark.anyio

MANY = 2500  # more than two chunks


async def collect(chunks: AsyncGenerator[Chunk, None], until: int | None = None) -> Chunk:
    """Everything an iterator gives, up to seq `until` if it would not end by itself."""
    rows: Chunk = []
    async with aclosing(chunks):
        async for chunk in chunks:
            assert chunk, "a chunk is never empty"
            rows += chunk
            if until is not None and rows[-1][0] >= until:
                break
    return rows


def numbered(entries: list[bytes], first: int = 1) -> Chunk:
    return list(enumerate(entries, first))


def some(count: int) -> list[bytes]:
    return [f"entry {n}".encode() for n in range(count)]


async def append_retrying(journal: Journal, camp: str, entries: list[bytes], dice: random.Random) -> Position:
    after = dice.choice([0, (await journal.position(camp)).seq])
    while True:
        try:
            return await journal.append(camp, after, entries)
        except Conflict as conflict:
            after = conflict.actual


async def test_create_starts_empty_in_a_fresh_epoch(journal: Journal) -> None:
    first = await journal.create("oslo")
    second = await journal.create("lima")
    assert (first.seq, second.seq) == (0, 0)
    assert first.epoch != second.epoch
    assert await journal.position("oslo") == first
    assert await journal.camps() == ["lima", "oslo"]
    assert await collect(journal.read("oslo")) == []


async def test_create_refuses_a_camp_that_exists(journal: Journal) -> None:
    position = await journal.create("oslo")
    with pytest.raises(CampExists, match="'oslo'"):
        await journal.create("oslo")
    assert await journal.position("oslo") == position


async def test_unknown_camp_is_refused_everywhere(journal: Journal) -> None:
    for call in (
        journal.position("atlantis"),
        journal.append("atlantis", 0, [b"x"]),
        journal.drop_camp("atlantis"),
        collect(journal.read("atlantis")),
        collect(journal.follow("atlantis", 0)),
    ):
        with pytest.raises(CampUnknown, match="'atlantis'"):
            await call


async def test_append_numbers_entries_from_one(journal: Journal) -> None:
    epoch = (await journal.create("oslo")).epoch
    assert await journal.append("oslo", 0, [b"a", b"", b"\x00\xff"]) == Position(epoch, 3)
    assert await journal.append("oslo", 3, [b"d"]) == Position(epoch, 4)
    assert await journal.position("oslo") == Position(epoch, 4)
    assert await collect(journal.read("oslo")) == [(1, b"a"), (2, b""), (3, b"\x00\xff"), (4, b"d")]


@pytest.mark.parametrize("after", [-1, 0, 1, 3])
async def test_append_elsewhere_than_at_the_end_conflicts_and_stores_nothing(journal: Journal, after: int) -> None:
    await journal.create("oslo")
    await journal.append("oslo", 0, [b"a", b"b"])
    for entries in ([b"x", b"y"], []):
        with pytest.raises(Conflict) as caught:
            await journal.append("oslo", after, entries)
        assert (caught.value.camp, caught.value.expected, caught.value.actual) == ("oslo", after, 2)
    assert await collect(journal.read("oslo")) == [(1, b"a"), (2, b"b")]


async def test_another_epoch_is_another_past(journal: Journal) -> None:
    position = await journal.create("oslo")
    assert await journal.append("oslo", 0, [b"a"], position.epoch) == Position(position.epoch, 1)
    for call in (
        journal.append("oslo", 1, [b"b"], "0ther"),
        journal.append("oslo", 7, [], "0ther"),
        collect(journal.read("oslo", 1, "0ther")),
        collect(journal.follow("oslo", 0, "0ther")),
    ):
        with pytest.raises(EpochChanged) as changed:
            await call
        assert changed.value.actual == position.epoch
    assert await collect(journal.read("oslo", 0, position.epoch)) == [(1, b"a")]


async def test_append_of_nothing_only_checks(journal: Journal) -> None:
    epoch = (await journal.create("oslo")).epoch
    assert await journal.append("oslo", 0, []) == Position(epoch, 0)
    assert await collect(journal.read("oslo")) == []


async def test_append_conflict_does_not_touch_its_neighbours(journal: Journal) -> None:
    for camp in ("oslo", "lima"):
        await journal.create(camp)
    answers = await asyncio.gather(
        *(journal.append("oslo", 0, [b"oslo %d" % n]) for n in range(20)),
        journal.append("lima", 0, [b"lima"]),
        return_exceptions=True,
    )
    winners = [answer for answer in answers[:20] if isinstance(answer, Position)]
    losers = [answer for answer in answers[:20] if isinstance(answer, Conflict)]
    assert (len(winners), len(losers)) == (1, 19)
    assert await collect(journal.read("lima")) == [(1, b"lima")]
    assert [seq for seq, _ in await collect(journal.read("oslo"))] == [1]


async def test_append_pipelined_without_waiting_keeps_order(journal: Journal) -> None:
    await journal.create("oslo")
    entries = some(50)
    await asyncio.gather(*(journal.append("oslo", n, [entry]) for n, entry in enumerate(entries)))
    assert await collect(journal.read("oslo")) == numbered(entries)


async def test_append_by_many_loses_and_doubles_nothing(journal: Journal) -> None:
    await journal.create("oslo")
    dice = random.Random(7)
    acknowledged: dict[int, bytes] = {}

    async def person(name: int) -> None:
        for count in range(5):
            entries = [f"{name}/{count}/{n}".encode() for n in range(dice.randint(1, 3))]
            position = await append_retrying(journal, "oslo", entries, dice)
            acknowledged.update(numbered(entries, position.seq - len(entries) + 1))

    await asyncio.gather(*(person(name) for name in range(25)))
    rows = await collect(journal.read("oslo"))
    assert [seq for seq, _ in rows] == list(range(1, len(rows) + 1))
    assert dict(rows) == acknowledged
    assert len(set(acknowledged.values())) == len(rows)
    for name in range(25):  # each person's own order is kept
        counts = [tuple(map(int, row.split(b"/")[1:])) for _, row in rows if row.startswith(b"%d/" % name)]
        assert counts == sorted(counts)


async def test_append_cancelled_leaves_the_journal_whole(journal: Journal) -> None:
    await journal.create("oslo")
    task = asyncio.create_task(journal.append("oslo", 0, [b"a", b"b"]))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    end = (await append_retrying(journal, "oslo", [b"c"], random.Random(1))).seq
    assert await collect(journal.read("oslo")) == numbered([b"a", b"b", b"c"] if end == 3 else [b"c"])


async def test_read_goes_in_chunks_without_gaps(journal: Journal) -> None:
    await journal.create("oslo")
    entries = some(MANY)
    await journal.append("oslo", 0, entries)
    chunks = [chunk async for chunk in journal.read("oslo")]
    assert len(chunks) > 1
    assert [row for chunk in chunks for row in chunk] == numbered(entries)
    assert await collect(journal.read("oslo", MANY - 2)) == numbered(entries)[-2:]
    assert await collect(journal.read("oslo", MANY)) == []


async def test_read_ends_where_the_journal_ended_when_it_began(journal: Journal) -> None:
    await journal.create("oslo")
    entries = some(MANY)
    await journal.append("oslo", 0, entries)
    reading = journal.read("oslo")
    first = await anext(reading)
    await journal.append("oslo", MANY, [b"later"])
    assert first + await collect(reading) == numbered(entries)


@pytest.mark.parametrize("after", [-1, 3])
async def test_read_and_follow_refuse_a_past_the_camp_never_had(journal: Journal, after: int) -> None:
    await journal.create("oslo")
    await journal.append("oslo", 0, [b"a", b"b"])
    for chunks in (journal.read("oslo", after), journal.follow("oslo", after)):
        with pytest.raises(Conflict) as caught:
            await collect(chunks)
        assert (caught.value.expected, caught.value.actual) == (after, 2)


async def test_follow_gives_what_is_there_and_then_what_comes(journal: Journal) -> None:
    await journal.create("oslo")
    await journal.append("oslo", 0, [b"a", b"b"])
    async with aclosing(journal.follow("oslo", 1)) as chunks:
        assert await anext(chunks) == [(2, b"b")]
        waiting = asyncio.ensure_future(anext(chunks))
        await asyncio.sleep(0.02)
        assert not waiting.done()
        await journal.append("oslo", 2, [b"c", b"d"])
        assert await waiting == [(3, b"c"), (4, b"d")]


async def test_follow_by_many_from_anywhere_sees_everything_once(journal: Journal) -> None:
    await journal.create("oslo")
    total = MANY + 500
    entries = some(total)
    await journal.append("oslo", 0, entries[:MANY])

    async def follower(after: int, pause: float) -> Chunk:
        await asyncio.sleep(pause)
        return await collect(journal.follow("oslo", after), until=total)

    async def appender() -> None:
        for seq in range(MANY, total, 5):
            await journal.append("oslo", seq, entries[seq : seq + 5])

    starts = [0, 1, 999, 1000, MANY - 1, MANY]
    seen, _ = await asyncio.gather(
        asyncio.gather(*(follower(after, 0.002 * n) for n, after in enumerate(starts))), appender()
    )
    assert seen == [numbered(entries)[after:] for after in starts]


async def test_follow_never_sleeps_through_an_append(journal: Journal) -> None:
    """Nothing is appended before the last entry was seen by all: an unheard one would be waited for in vain."""
    await journal.create("oslo")
    async with AsyncExitStack() as stack:
        followers = [await stack.enter_async_context(aclosing(journal.follow("oslo", 0))) for _ in range(5)]
        for seq in range(200):
            waiting = [asyncio.ensure_future(anext(chunks)) for chunks in followers]
            await journal.append("oslo", seq, [b"x"])
            assert await asyncio.wait_for(asyncio.gather(*waiting), 5) == [[(seq + 1, b"x")]] * 5


async def test_follow_slowly_misses_nothing(journal: Journal) -> None:
    await journal.create("oslo")
    chunks = journal.follow("oslo", 0)
    await journal.append("oslo", 0, [b"0"])
    rows = await anext(chunks)
    for seq in range(1, 40):  # nobody takes them meanwhile
        await journal.append("oslo", seq, [b"%d" % seq])
    assert rows + await collect(chunks, until=40) == numbered([b"%d" % n for n in range(40)])


async def test_follow_hears_of_an_append_whose_caller_gave_up(journal: Journal) -> None:
    await journal.create("oslo")
    async with aclosing(journal.follow("oslo", 0)) as chunks:
        waiting = asyncio.ensure_future(anext(chunks))
        await asyncio.sleep(0.02)
        task = asyncio.create_task(journal.append("oslo", 0, [b"a"]))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        end = (await append_retrying(journal, "oslo", [b"b"], random.Random(1))).seq
        rows = await asyncio.wait_for(waiting, 5)
        if len(rows) < end:
            rows += await asyncio.wait_for(anext(chunks), 5)
    assert rows == numbered([b"a", b"b"] if end == 2 else [b"b"])


async def test_follow_ends_when_the_journal_is_closed(journal: Journal) -> None:
    await journal.create("oslo")
    await journal.append("oslo", 0, [b"a"])
    followers = [asyncio.create_task(collect(journal.follow("oslo", 0))) for _ in range(3)]
    await asyncio.sleep(0.05)
    await journal.close()
    assert await asyncio.wait_for(asyncio.gather(*followers), 5) == [[(1, b"a")]] * 3


async def test_follow_ends_with_an_error_when_the_camp_is_dropped(journal: Journal) -> None:
    old = await journal.create("oslo")
    follower = asyncio.create_task(collect(journal.follow("oslo", 0)))
    await asyncio.sleep(0.02)
    await journal.drop_camp("oslo")
    new = await journal.create("oslo")
    await journal.append("oslo", 0, [b"another oslo"])
    with pytest.raises(CampUnknown):
        await asyncio.wait_for(follower, 5)
    assert new.epoch != old.epoch


async def test_drop_camp_removes_it_and_nothing_else(journal: Journal) -> None:
    for camp in ("oslo", "lima"):
        await journal.create(camp)
        await journal.append(camp, 0, [camp.encode()])
    await journal.drop_camp("oslo")
    assert await journal.camps() == ["lima"]
    assert await collect(journal.read("lima")) == [(1, b"lima")]
    with pytest.raises(CampUnknown):
        await journal.append("oslo", 1, [b"x"])
    assert (await journal.create("oslo")).seq == 0
    assert await collect(journal.read("oslo")) == []


async def test_the_latest_moment_of_a_form_is_kept(journal: Journal) -> None:
    epoch = (await journal.create("oslo")).epoch
    await journal.create("lima")
    await journal.append("oslo", 0, [b"a", b"b", b"c"])
    assert await journal.kept("oslo", "1") is None
    assert await journal.keep("oslo", Position(epoch, 2), "1", b"\x00two")
    assert await journal.kept("oslo", "1") == (2, b"\x00two")
    assert not await journal.keep("oslo", Position(epoch, 1), "1", b"one")
    assert not await journal.keep("oslo", Position(epoch, 2), "1", b"two again")
    assert await journal.keep("oslo", Position(epoch, 3), "1", b"three")
    assert await journal.kept("oslo", "1") == (3, b"three")
    assert await journal.kept("oslo", "2") is None
    assert await journal.keep("oslo", Position(epoch, 1), "2", b"of another version")
    assert await journal.kept("oslo", "1") is None
    assert await journal.kept("oslo", "2") == (1, b"of another version")
    assert await journal.kept("lima", "1") is None


async def test_a_moment_of_another_past_or_of_the_future_is_not_kept(journal: Journal) -> None:
    epoch = (await journal.create("oslo")).epoch
    await journal.append("oslo", 0, [b"a"])
    assert not await journal.keep("oslo", Position(epoch, 2), "1", b"x")
    assert not await journal.keep("oslo", Position("0ther", 1), "1", b"x")
    for call in (journal.keep("atlantis", Position(epoch, 0), "1", b"x"), journal.kept("atlantis", "1")):
        with pytest.raises(CampUnknown):
            await call
    assert await journal.kept("oslo", "1") is None


async def test_a_camp_that_was_dropped_leaves_no_moment(journal: Journal) -> None:
    epoch = (await journal.create("oslo")).epoch
    await journal.append("oslo", 0, [b"a"])
    await journal.keep("oslo", Position(epoch, 1), "1", b"x")
    await journal.drop_camp("oslo")
    await journal.create("oslo")
    assert await journal.kept("oslo", "1") is None


async def test_close_finishes_what_was_asked_and_refuses_the_rest(journal: Journal) -> None:
    await journal.create("oslo")
    asked = [asyncio.create_task(journal.append("oslo", n, [b"%d" % n])) for n in range(10)]
    reading = journal.read("oslo")
    await asyncio.sleep(0)
    await asyncio.gather(journal.close(), journal.close())
    await journal.close()
    assert [position.seq for position in await asyncio.gather(*asked)] == list(range(1, 11))
    for call in (
        journal.create("lima"),
        journal.camps(),
        journal.position("oslo"),
        journal.append("oslo", 10, [b"x"]),
        journal.drop_camp("oslo"),
        journal.keep("oslo", Position("x", 1), "1", b""),
        journal.kept("oslo", "1"),
        collect(reading),
        collect(journal.follow("oslo", 0)),
    ):
        with pytest.raises(JournalClosed):
            await call


async def test_journal_closes_itself_at_the_end_of_a_with_block(journal: Journal) -> None:
    async with journal as same:
        assert same is journal
        await same.create("oslo")
    with pytest.raises(JournalClosed):
        await journal.camps()


async def test_a_journal_that_takes_entries_says_so_until_it_is_closed(journal: Journal) -> None:
    position = await journal.create("oslo")
    await journal.check()
    assert await journal.position("oslo") == position
    assert await journal.camps() == ["oslo"]
    await journal.close()
    with pytest.raises(JournalClosed):
        await journal.check()
