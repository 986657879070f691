"""Commands asked of a camp in motion: decided in order, durable when answered, done once."""

import asyncio
from typing import Any

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Kind, Phase, Tally, Weight
from edcamp.domain.ids import CampId, ClientId, PersonId, TopicId
from edcamp.domain.refusals import Refused
from edcamp.live import camp as live_camp
from edcamp.live.camp import Answer, LiveCamp, Receipt
from edcamp.live.clock import ManualClock
from edcamp.live.host import Live
from tests.domain.story import APPLES, BEANS, BEN, BOSS, CAMP, CAT, DAN, GHOST, SETTINGS, everything
from tests.live.stores import AnyStore, FaultyJournal, unavailable

pytestmark = pytest.mark.anyio

MUST, NONE = Weight.MUST, Weight.NONE


def asked(command: c.AnyCommand, by: PersonId | None, n: int, client: str = "tab") -> c.Asked:
    return c.Asked(command, by, ClientId(client), n)


def propose(topic: TopicId = APPLES, title: str = "Apples") -> c.ProposeTopic:
    return c.ProposeTopic(topic, Kind.LEAD, title)


def kinds(answers: list[Answer]) -> list[str]:
    return [answer.code if isinstance(answer, Refused) else "ok" for answer in answers]


async def again(live: Live, journal: FaultyJournal, store: AnyStore, clock: ManualClock) -> LiveCamp:
    """The same camp after a restart."""
    await live.close()
    return await Live(journal, store.people, clock).camp(CAMP)


# --- answers


async def test_a_receipt_names_the_entry_and_who_can_see_it(camp: LiveCamp) -> None:
    seq = camp.value.seq

    receipt = await camp.ask(propose(), BEN, "tab", 1)

    assert receipt == Receipt(1, seq + 1, frozenset({"public", "organizers", "person/ben"}), ())
    assert camp.value.seq == seq + 1
    vote = await camp.ask(c.SetVote(APPLES, MUST), CAT, "tab", 1)
    assert vote == Receipt(1, seq + 2, frozenset({"public", "organizers", "person/cat"}), ())


async def test_what_holds_already_is_answered_without_an_entry(camp: LiveCamp, journal: FaultyJournal) -> None:
    seq = camp.value.seq

    receipt = await camp.ask(c.SetInterests(()), BEN, "tab", 1)

    assert receipt == Receipt(1, seq)
    assert journal.appended == []


async def test_a_refusal_is_raised_by_ask_and_returned_by_ask_all(camp: LiveCamp) -> None:
    with pytest.raises(Refused) as refused:
        await camp.ask(propose(title="ab"), BEN, "tab", 1)
    assert (refused.value.code, refused.value.value) == ("title-short", "ab")

    answers = await camp.ask_all([asked(propose(title="ab"), BEN, 2), asked(propose(), BEN, 3)])

    assert kinds(answers) == ["title-short", "ok"]


async def test_asking_nothing_is_answered_with_nothing(camp: LiveCamp) -> None:
    assert await camp.ask_all([]) == []


async def test_commands_see_what_those_before_them_did(camp: LiveCamp) -> None:
    answers = await camp.ask_all(
        [asked(propose(), BEN, 1), asked(c.SetVote(APPLES, MUST), BEN, 2), asked(propose(), BEN, 3)]
    )

    assert kinds(answers) == ["ok", "ok", "topic-exists"]
    assert camp.value.tallies[APPLES] == Tally(0, 1)


async def test_nobody_sees_what_is_not_durable(camp: LiveCamp, journal: FaultyJournal) -> None:
    journal.go.clear()
    asking = asyncio.create_task(camp.ask(propose(), BEN, "tab", 1))
    await asyncio.sleep(0.01)

    assert APPLES not in camp.value.topics
    assert not asking.done()
    journal.go.set()
    await asking
    assert APPLES in camp.value.topics


# --- committing together


async def test_commands_that_wait_together_are_committed_together(camp: LiveCamp, journal: FaultyJournal) -> None:
    await camp.ask(propose(), BEN, "tab", 1)
    people = [PersonId(f"p{n}") for n in range(300)]
    await camp.ask_all([asked(c.Join(person), None, 0) for person in people])
    journal.appended.clear()

    receipts = await asyncio.gather(*(camp.ask(c.SetVote(APPLES, MUST), person, "tab", 1) for person in people))

    assert [receipt.n for receipt in receipts] == [1] * 300
    assert len({receipt.seq for receipt in receipts}) == 300
    assert sum(journal.appended) == 300
    assert len(journal.appended) <= 2
    assert camp.value.tallies[APPLES] == Tally(0, 300)


async def test_a_batch_is_whatever_arrived_during_the_commit_before(camp: LiveCamp, journal: FaultyJournal) -> None:
    journal.go.clear()
    first = asyncio.create_task(camp.ask(propose(), BEN, "tab", 1))
    await asyncio.sleep(0.01)
    later = [asyncio.create_task(camp.ask(c.SetVote(APPLES, MUST), p, "vote", 1)) for p in (BEN, CAT, DAN)]
    await asyncio.sleep(0.01)
    journal.go.set()

    await asyncio.gather(first, *later)

    assert journal.appended == [1, 3]


async def test_a_message_is_committed_whole_however_long_the_queue(
    camp: LiveCamp, journal: FaultyJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the first half failed and the second did not, a resend of the first would be taken for a repeat, and lost."""
    monkeypatch.setattr(live_camp, "BATCH_MAX", 4)
    journal.go.clear()
    first = asyncio.create_task(camp.ask(propose(), BEN, "tab", 1))
    await asyncio.sleep(0.01)
    messages = [
        asyncio.create_task(
            camp.ask_all([asked(propose(TopicId(f"{person}-{n}")), person, n, "other") for n in (1, 2, 3)])
        )
        for person in (BEN, CAT, DAN)
    ]
    await asyncio.sleep(0.01)
    journal.go.set()
    await first

    assert [kinds(answers) for answers in await asyncio.gather(*messages)] == [["ok"] * 3] * 3
    assert journal.appended == [1, 6, 3]


# --- once, however often asked


async def test_a_command_asked_again_is_done_once_and_answered_alike(camp: LiveCamp, journal: FaultyJournal) -> None:
    await camp.ask(propose(), BEN, "tab", 1)
    await camp.ask(c.SetVote(APPLES, MUST), BEN, "tab", 2)
    await camp.ask(c.SetVote(APPLES, NONE), BEN, "tab", 3)
    before = camp.value

    assert await camp.ask(c.SetVote(APPLES, MUST), BEN, "tab", 2) == Receipt(2, before.seq)
    assert camp.value is before


async def test_commands_are_counted_for_each_person_and_client(camp: LiveCamp) -> None:
    await camp.ask(propose(), BEN, "tab", 1)

    for person, client in ((CAT, "tab"), (CAT, "tab2"), (BEN, "tab2")):
        weight = MUST if camp.value.vote_of(person, APPLES) is NONE else NONE
        await camp.ask(c.SetVote(APPLES, weight), person, client, 1)

    assert camp.value.vote_of(CAT, APPLES) is NONE
    assert camp.value.vote_of(BEN, APPLES) is MUST


async def test_a_refused_command_asked_again_is_refused_alike(camp: LiveCamp) -> None:
    """Though it would be accepted by now: its asker has long been told, or shown something else."""
    await camp.ask(propose(), BEN, "tab", 1)
    await camp.ask(c.SetPhase(Phase.VOTE, False), BOSS, "desk", 1)
    first = await camp.ask_all([asked(c.SetVote(APPLES, MUST), BEN, 2), asked(propose(BEANS, "ab"), BEN, 3)])
    await camp.ask(c.SetPhase(Phase.VOTE, True), BOSS, "desk", 2)

    second = await camp.ask_all([asked(c.SetVote(APPLES, MUST), BEN, 2), asked(propose(BEANS), BEN, 3)])

    assert kinds(first) == kinds(second) == ["phase-vote-closed", "title-short"]
    assert camp.value.tallies[APPLES] == Tally()
    assert kinds(await camp.ask_all([asked(c.SetVote(APPLES, MUST), BEN, 4)])) == ["ok"]


async def test_what_held_already_is_not_done_later(camp: LiveCamp) -> None:
    """An answer that was lost on the way must not undo what somebody else did since."""
    await camp.ask(propose(), BEN, "tab", 1)
    await camp.ask(c.HideTopic(APPLES, False), BOSS, "desk", 1)
    await camp.ask(c.HideTopic(APPLES, True), BOSS, "other", 1)

    await camp.ask(c.HideTopic(APPLES, False), BOSS, "desk", 1)

    assert not camp.value.topics[APPLES].on_wall


async def test_refusals_are_remembered_through_batches_and_a_restart(
    live: Live, camp: LiveCamp, journal: FaultyJournal, store: AnyStore, clock: ManualClock
) -> None:
    commands: list[c.AnyCommand] = [
        propose(title="ab"),
        propose(),
        propose(),
        c.SetVote(BEANS, MUST),
        c.SetVote(APPLES, MUST),
    ]
    answers = [await camp.ask_all([asked(command, BEN, n)]) for n, command in enumerate(commands, start=1)]
    expected = [["title-short"], ["ok"], ["topic-exists"], ["topic-unknown"], ["ok"]]
    assert [kinds(answer) for answer in answers] == expected

    restarted = await again(live, journal, store, clock)
    before = restarted.value

    repeated = [await restarted.ask_all([asked(command, BEN, n)]) for n, command in enumerate(commands, start=1)]
    assert [kinds(answer) for answer in repeated] == expected
    assert restarted.value is before
    await restarted.close()


async def test_an_outbox_as_long_as_a_message_is_remembered(camp: LiveCamp) -> None:
    message = [asked(propose(title="ab"), BEN, n) for n in range(1, 32)] + [asked(propose(), BEN, 32)]
    await camp.ask_all(message)

    assert kinds(await camp.ask_all(message)) == ["title-short"] * 31 + ["ok"]


async def test_clients_whose_commands_all_failed_are_forgotten_in_time(
    camp: LiveCamp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_camp, "CLIENTS_KEPT", 3)
    for n in range(5):
        await camp.ask_all([asked(c.SetVote(APPLES, MUST), BEN, 1, f"tab{n}")])
    await camp.ask(propose(), CAT, "tab", 1)

    answers = await camp.ask_all([asked(c.SetVote(APPLES, MUST), BEN, 1, f"tab{n}") for n in range(5)])

    assert kinds(answers) == ["ok", "ok", "topic-unknown", "topic-unknown", "topic-unknown"]


# --- what the journal may do


async def test_another_writer_is_noticed_and_the_command_decided_anew(
    live: Live, camp: LiveCamp, journal: FaultyJournal, store: AnyStore, clock: ManualClock
) -> None:
    other_live = Live(journal, store.people, clock)
    other = await other_live.camp(CAMP)
    await other.ask(propose(), CAT, "tab", 1)
    await other.ask(c.SetVote(APPLES, MUST), CAT, "tab", 2)

    answers = await camp.ask_all(
        [asked(propose(), BEN, 1), asked(c.SetVote(APPLES, MUST), BEN, 2), asked(c.SetVote(APPLES, NONE), CAT, 2)]
    )

    assert kinds(answers) == ["topic-exists", "ok", "ok"]
    assert camp.value.topics[APPLES].by == CAT
    assert camp.value.tallies[APPLES] == Tally(0, 2)
    fresh = await Live(journal, store.people, clock).camp(CAMP)
    assert (fresh.value, everything(fresh.value)) == (camp.value, everything(camp.value))
    await fresh.close()
    await other_live.close()


async def test_two_writers_at_once_come_to_the_same_camp(
    camp: LiveCamp, journal: FaultyJournal, store: AnyStore, clock: ManualClock
) -> None:
    await camp.ask(propose(), BEN, "tab", 1)
    other_live = Live(journal, store.people, clock)
    other = await other_live.camp(CAMP)

    for n, weight in enumerate((MUST, NONE, MUST, NONE, MUST), start=1):
        voters = ((camp, BEN), (other, CAT), (camp, DAN), (other, BOSS))
        await asyncio.gather(*(at.ask(c.SetVote(APPLES, weight), person, "vote", n) for at, person in voters))
    await camp.load()
    await other.load()

    assert camp.value == other.value
    assert camp.value.tallies[APPLES] == Tally(0, 4)
    await other_live.close()


async def test_while_the_journal_is_unavailable_everybody_is_told_so_and_nothing_happens(
    camp: LiveCamp, journal: FaultyJournal, caplog: pytest.LogCaptureFixture
) -> None:
    before = camp.value
    journal.append_fails = unavailable()
    messages = [[asked(propose(TopicId(f"{p}-{n}")), p, n) for n in (1, 2)] for p in (BEN, CAT, DAN)]

    for _ in range(3):
        answers = await asyncio.gather(*map(camp.ask_all, messages))

        assert [kinds(each) for each in answers] == [["unavailable"] * 2] * 3
        assert all(isinstance(a, Refused) and a.retryable for each in answers for a in each)
        assert camp.value is before
    said = [record.fields for record in caplog.records if record.getMessage() == "batches are not stored"]
    assert [(fields["camp"], fields["code"], fields["reason"]) for fields in said] == [
        (camp.id, "disk_full", "The disk is full.")
    ]
    journal.append_fails = None
    assert [kinds(each) for each in await asyncio.gather(*map(camp.ask_all, messages))] == [["ok"] * 2] * 3


async def test_what_was_stored_though_nobody_knew_is_found_and_done_once(
    camp: LiveCamp, journal: FaultyJournal
) -> None:
    journal.append_fails = unavailable("outcome_unknown")
    assert kinds(await camp.ask_all([asked(propose(), BEN, 1)])) == ["unavailable"]
    journal.append_fails = None
    assert APPLES in camp.value.topics

    assert kinds(await camp.ask_all([asked(propose(), BEN, 1)])) == ["ok"]


async def test_what_was_stored_though_nobody_could_read_it_is_found_later(
    camp: LiveCamp, journal: FaultyJournal
) -> None:
    journal.append_fails, journal.read_fails = unavailable("outcome_unknown"), unavailable()
    assert kinds(await camp.ask_all([asked(propose(), BEN, 1)])) == ["unavailable"]
    assert APPLES not in camp.value.topics
    journal.append_fails = None

    # The append now conflicts, and the journal cannot be read to see why.
    assert kinds(await camp.ask_all([asked(propose(BEANS), CAT, 1)])) == ["unavailable"]
    journal.read_fails = None
    answers = await camp.ask_all([asked(propose(), BEN, 1), asked(propose(BEANS), CAT, 1)])

    assert kinds(answers) == ["ok", "ok"]
    assert sorted(camp.value.topics) == [APPLES, BEANS]


async def test_a_command_that_breaks_the_program_stands_alone(camp: LiveCamp, caplog: pytest.LogCaptureFixture) -> None:
    """A title with half a surrogate pair cannot be written down. Nobody else may suffer from it."""
    journal_breaker = propose(BEANS, "broken \ud800 title")

    answers = await asyncio.gather(
        camp.ask_all([asked(propose(), BEN, 1)]),
        camp.ask_all([asked(journal_breaker, CAT, 1), asked(c.SetVote(APPLES, MUST), CAT, 2)]),
    )

    assert [kinds(each) for each in answers] == [["ok"], ["internal", "ok"]]
    assert sorted(camp.value.topics) == [APPLES]
    assert "UnicodeEncodeError" in caplog.text
    assert kinds(await camp.ask_all([asked(journal_breaker, CAT, 1)])) == ["internal"]


async def test_a_journal_that_fails_without_a_word_stops_nobody_for_good(
    camp: LiveCamp, journal: FaultyJournal, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*args: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken_for_now:
        broken_for_now.setattr(journal, "append", broken)
        assert kinds(await camp.ask_all([asked(propose(), BEN, 1)])) == ["unavailable"]
    assert "ZeroDivisionError" in caplog.text

    assert kinds(await camp.ask_all([asked(propose(), BEN, 1)])) == ["ok"]


# --- closing


async def test_closing_answers_whoever_waits(camp: LiveCamp, journal: FaultyJournal) -> None:
    journal.go.clear()
    first = asyncio.create_task(camp.ask_all([asked(propose(), BEN, 1)]))
    await asyncio.sleep(0.01)
    second = asyncio.create_task(camp.ask_all([asked(propose(BEANS), CAT, 1), asked(propose(BEANS), CAT, 2)]))
    await asyncio.sleep(0.01)

    await camp.close()

    assert kinds(await first) == ["shutting-down"]
    assert kinds(await second) == ["shutting-down"] * 2
    assert kinds(await camp.ask_all([asked(propose(), BEN, 1)])) == ["shutting-down"]
    await camp.close()


async def test_a_journal_that_was_closed_is_a_restart(camp: LiveCamp, journal: FaultyJournal) -> None:
    await journal.close()

    assert kinds(await camp.ask_all([asked(propose(), BEN, 1)])) == ["shutting-down"]


async def test_an_asker_who_leaves_disturbs_nobody(camp: LiveCamp, journal: FaultyJournal) -> None:
    journal.go.clear()
    first = asyncio.create_task(camp.ask(propose(), BEN, "tab", 1))
    second = asyncio.create_task(camp.ask(propose(BEANS), CAT, "tab", 1))
    await asyncio.sleep(0.01)
    first.cancel()
    journal.go.set()

    await second

    assert sorted(camp.value.topics) == [APPLES, BEANS]


# --- telling listeners


async def test_listeners_are_called_after_every_change_until_they_leave(camp: LiveCamp) -> None:
    seen: list[int] = []
    leave = camp.subscribe(lambda: seen.append(camp.value.seq))
    seq = camp.value.seq

    await camp.ask(propose(), BEN, "tab", 1)
    camp.set_ephemeral("public", connected=1)
    leave()
    leave()
    await camp.ask(c.SetVote(APPLES, MUST), BEN, "tab", 2)

    assert seen == [seq + 1, seq + 1]


async def test_a_listener_that_fails_is_nobody_elses_trouble(camp: LiveCamp, caplog: pytest.LogCaptureFixture) -> None:
    seen: list[int] = []
    camp.subscribe(lambda: [][0])
    camp.subscribe(lambda: seen.append(camp.value.seq))

    receipt = await camp.ask(propose(), BEN, "tab", 1)

    assert seen == [receipt.seq]
    assert "IndexError" in caplog.text


async def test_a_refused_command_tells_nobody(camp: LiveCamp) -> None:
    seen: list[Any] = []
    camp.subscribe(lambda: seen.append(1))

    await camp.ask_all([asked(propose(title="ab"), BEN, 1), asked(propose(), GHOST, 1)])

    assert seen == []


# --- the journal's own words


async def test_the_journal_holds_no_names(live: Live, journal: FaultyJournal) -> None:
    camp = await live.create(SETTINGS, camp="names")
    person = await camp.join("Maximiliane Muster")
    await camp.set_name(person, "Maxi Muster")
    await camp.ask(propose(), person, "tab", 1)

    held = b"".join([data async for chunk in journal.read(CampId("names")) for _, data in chunk])

    assert b"Muster" not in held
    assert b"Apples" in held
