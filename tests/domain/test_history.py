"""What organizers did, in words, and taking it back."""

import pytest
from msgspec.structs import replace

from edcamp.domain import commands as c
from edcamp.domain.camp import Cell, Kind, Phase, Placement, Weight
from edcamp.domain.folds.actions import HISTORY_LENGTH
from edcamp.domain.ids import AnnouncementId, RoomId
from tests.domain.story import (
    ANA,
    APPLES,
    BEANS,
    BEN,
    BOSS,
    CORN,
    DATES,
    EGGS,
    FIRST,
    HALL,
    LUNCH,
    MINUTE,
    NOOK,
    SECOND,
    SETTINGS,
    START,
    VICE,
    Documents,
    Story,
    everything,
    new_story,
)

NEWS = AnnouncementId("news")


@pytest.fixture
def story() -> Story:
    """Apples by Ana on the wall and in the draft; beans to learn, on the wall only; corn hidden, dates merged."""
    made = new_story()
    made.propose(APPLES, ANA)
    made.propose(BEANS, BEN, Kind.LEARN)
    made.propose(CORN, ANA)
    made.propose(DATES, BEN, Kind.LEARN)
    made.ask(c.HideTopic(CORN, True), BOSS)
    made.ask(c.MergeTopic(DATES, BEANS), BOSS)
    made.place(APPLES, FIRST, HALL)
    made.ask(c.Announce(NEWS, "Lunch!"), BOSS)
    return made


def last(story: Story) -> Documents:
    """The latest line of the history."""
    line: Documents = story.organizers()[f"action/{story.camp.seq}"]
    return line


ACTIONS: list[tuple[c.AnyCommand, str, dict[str, str]]] = [
    (c.EditCamp(replace(SETTINGS, name="New")), "camp-edited", {"name": "New"}),
    (c.SetPhase(Phase.CLOSED, True), "phases-set", {"opened": "closed", "shut": "gather vote"}),
    (c.SetPhase(Phase.VOTE, False), "phases-set", {"opened": "", "shut": "vote"}),
    (c.PutRoom(HALL, "Aula", 90), "room-put", {"room": "Aula", "new": ""}),
    (c.PutRoom(RoomId("attic"), "Attic", 9), "room-put", {"room": "Attic", "new": "yes"}),
    (c.RemoveRoom(HALL), "room-removed", {"room": "Hall"}),
    (c.PutSlot(LUNCH, "Long lunch", START, START + MINUTE, True), "slot-put", {"slot": "Long lunch", "new": ""}),
    (c.RemoveSlot(FIRST), "slot-removed", {"slot": "First"}),
    (c.ProposeTopic(EGGS, Kind.LEAD, "Eggs", card=True), "topic-proposed", {"topic": "Eggs"}),
    (c.EditTopic(APPLES, title="Pears"), "topic-edited", {"topic": "Apples"}),
    (c.WithdrawTopic(APPLES), "topic-state-set", {"topic": "Apples", "state": "withdrawn"}),
    (c.HideTopic(CORN, False), "topic-state-set", {"topic": "Corn", "state": "open"}),
    (c.ClaimTopic(BEANS), "hosts-set", {"topic": "Beans"}),
    (c.SetRepeat(APPLES, True), "repeat-agreed", {"topic": "Apples", "twice": "yes"}),
    (c.MergeTopic(APPLES, BEANS), "topic-merged", {"topic": "Apples", "other": "Beans"}),
    (c.UnmergeTopic(DATES), "topic-unmerged", {"topic": "Dates"}),
    (c.AdoptPlan(0, (Placement(BEANS, FIRST, HALL),)), "plan-adopted", {"placed": "1", "unplaced": "0"}),
    (c.PlaceTopic(BEANS, SECOND, NOOK), "topic-placed", {"topic": "Beans", "slot": "Second", "room": "Nook"}),
    (
        c.SwapCells(Cell(FIRST, HALL), Cell(SECOND, NOOK)),
        "cells-swapped",
        {"topic": "Apples", "other": "", "slot": "Second", "room": "Nook"},
    ),
    (c.UnplaceTopic(APPLES), "topic-unplaced", {"topic": "Apples"}),
    (c.PinTopic(APPLES, True), "topic-pinned", {"topic": "Apples", "pinned": "yes"}),
    (c.ResetDraft(), "draft-reset", {}),
    (c.Announce(AnnouncementId("more"), "Hurry!"), "announced", {"text": "Hurry!"}),
    (c.EndAnnouncement(NEWS), "announcement-ended", {"text": "Lunch!"}),
    (c.ResetLinks(), "links-reset", {}),
]


@pytest.mark.parametrize(
    ("command", "what", "args"), ACTIONS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_action_of_an_organizer_is_a_line(
    story: Story, command: c.AnyCommand, what: str, args: dict[str, str]
) -> None:
    story.now += 5

    story.ask(command, BOSS)

    assert last(story) == {
        "seq": story.camp.seq, "at": START + 5, "by": "boss", "what": what, "args": args,
        "undoable": what != "links-reset", "undone": False,
    }  # fmt: skip


def held(story: Story) -> dict[str, Documents]:
    """What an undo must bring back: everything but the history, what people were told, and the draft's number."""
    return {
        audience: {
            key: {k: v for k, v in document.items() if k != "seq"} if key == "draft" else document
            for key, document in shown.items()
            if not key.startswith(("action/", "notice/"))
        }
        for audience, shown in everything(story.camp).items()
    }


@pytest.mark.parametrize(
    "command",
    [c.Publish(0), *(command for command, what, _ in ACTIONS if what not in ("links-reset", "topic-proposed"))],
)
def test_every_action_can_be_taken_back_and_done_again(story: Story, command: c.AnyCommand) -> None:
    command = c.Publish(story.camp.draft_seq) if isinstance(command, c.Publish) else command
    before = held(story)
    story.ask(command, BOSS)
    after = held(story)
    assert after != before

    story.undo()
    assert held(story) == before
    story.undo()
    assert held(story) == after


def test_publishing_is_a_line_with_its_number(story: Story) -> None:
    story.publish()

    assert (last(story)["what"], last(story)["args"]) == ("schedule-published", {"number": "1"})


@pytest.mark.parametrize(
    "command",
    [c.SetVote(APPLES, Weight.MUST), c.SetInterests(("art",)), c.NoteNewName(), c.ForgetPerson(ANA)],
    ids=["vote", "interests", "name", "forgotten"],
)
def test_what_anybody_does_for_themselves_is_no_line(story: Story, command: c.AnyCommand) -> None:
    before = len(story.camp.history)

    story.ask(command, BOSS)

    assert len(story.camp.history) == before


def test_what_attendees_and_the_operator_do_is_no_line(story: Story) -> None:
    before = len(story.camp.history)

    story.ask(c.ClaimTopic(BEANS), ANA)
    story.ask(c.WithdrawTopic(APPLES), ANA)
    story.ask(c.PutRoom(HALL, "Aula", 9), None)

    assert len(story.camp.history) == before


def test_what_the_clock_changes_is_a_line(story: Story) -> None:
    story.ask(c.SetPhase(Phase.VOTE, False), None)

    assert (last(story)["by"], last(story)["args"]) == (None, {"opened": "", "shut": "vote"})
    story.undo()
    assert story.public()["camp"]["phases"] == ["gather", "vote"]


def test_history_is_seen_by_organizers_alone(story: Story) -> None:
    keys = {key for person in story.camp.people for key in story.mine(person)} | story.public().keys()

    assert [key for key in keys if key.startswith("action/")] == []


def test_history_forgets_the_oldest_line(story: Story) -> None:
    oldest = min(story.camp.history)
    for n in range(HISTORY_LENGTH):
        story.ask(c.PinTopic(APPLES, n % 2 == 0), BOSS)

    assert len(story.camp.history) == HISTORY_LENGTH
    assert story.refusal(c.Undo(oldest), BOSS) == ("undo-unknown", oldest)
    story.ask(c.PinTopic(APPLES, True), BOSS)
    assert story.changes.organizers == {
        "draft", f"action/{story.camp.seq}", f"action/{story.camp.seq - HISTORY_LENGTH}"
    }  # fmt: skip


# --- undo


def test_undoing_says_what_was_taken_back(story: Story) -> None:
    story.ask(c.RemoveRoom(HALL), BOSS)
    removed = story.camp.seq

    story.ask(c.Undo(removed), VICE)

    assert (
        story.organizers()[f"action/{removed}"] | {"undone": True, "undoable": False}
        == (story.organizers()[f"action/{removed}"])
    )
    assert (last(story)["what"], last(story)["by"]) == ("undone", "vice")
    assert last(story)["args"] == {"room": "Hall", "undoes": "room-removed", "of": str(removed), "again": ""}


def test_undoing_an_undo_says_that_it_holds_again(story: Story) -> None:
    story.ask(c.RemoveRoom(HALL), BOSS)
    story.undo()
    undone = story.camp.seq

    story.undo()

    assert HALL not in story.camp.rooms
    assert last(story)["args"] == {"room": "Hall", "undoes": "room-removed", "of": str(undone), "again": "yes"}
    story.undo()
    assert HALL in story.camp.rooms
    assert last(story)["args"]["again"] == ""


def test_undoing_brings_back_what_fell_out_of_the_draft(story: Story) -> None:
    before = story.camp
    story.ask(c.RemoveRoom(HALL), BOSS)
    assert story.camp.draft.placements == ()

    story.undo()

    assert (story.camp.rooms, story.camp.draft) == (before.rooms, before.draft)


def test_undoing_a_proposal_hides_it(story: Story) -> None:
    story.ask(c.ProposeTopic(EGGS, Kind.LEAD, "Eggs", card=True), BOSS)

    story.undo()

    assert story.organizers()["topic/eggs"] == {"id": "eggs", "kind": "lead", "title": "Eggs", "state": "hidden"}
    story.undo()
    assert story.public()["topic/eggs"]["title"] == "Eggs"


def test_undoing_what_showed_a_topic_takes_its_session_out_of_the_draft(story: Story) -> None:
    story.ask(c.HideTopic(CORN, False), BOSS)
    shown = story.camp.seq
    story.place(CORN, SECOND, HALL)

    story.undo(shown)

    assert [p.topic for p in story.camp.draft.placements] == [APPLES]


def test_undoing_a_new_room_takes_its_sessions_out_of_the_draft(story: Story) -> None:
    story.ask(c.PutRoom(NOOK, "New nook", 10), BOSS)
    story.ask(c.RemoveRoom(NOOK), BOSS)
    story.ask(c.PutRoom(NOOK, "Nook again", 10), BOSS)
    made = story.camp.seq
    story.place(BEANS, FIRST, NOOK)

    story.undo(made)
    assert [p.topic for p in story.camp.draft.placements] == [APPLES]
    story.undo()
    assert [p.topic for p in story.camp.draft.placements] == [APPLES, BEANS]


def test_undoing_refuses_what_has_changed_since(story: Story) -> None:
    story.ask(c.PutRoom(HALL, "Aula", 90), BOSS)
    renamed = story.camp.seq
    story.ask(c.PutRoom(HALL, "Aula", 91), VICE)
    story.ask(c.PinTopic(APPLES, True), BOSS)
    pinned = story.camp.seq
    story.place(BEANS, SECOND, HALL)
    story.ask(c.SetPhase(Phase.VOTE, False), BOSS)
    shut = story.camp.seq
    story.ask(c.SetPhase(Phase.GATHER, False), BOSS)
    story.ask(c.EndAnnouncement(NEWS), BOSS)

    assert story.refusal(c.Undo(renamed), BOSS) == ("undo-stale", "Aula")
    assert story.refusal(c.Undo(pinned), BOSS) == ("undo-stale", "draft")
    assert story.refusal(c.Undo(shut), BOSS) == ("undo-stale", "phases")


def test_undoing_refuses_what_is_not_there_to_undo(story: Story) -> None:
    story.ask(c.ResetLinks(), BOSS)
    links = story.camp.seq
    story.ask(c.PinTopic(APPLES, True), BOSS)
    pinned = story.camp.seq
    story.undo()

    for seq in (0, -1, 1, links, 10**300):
        assert story.refusal(c.Undo(seq), BOSS) == ("undo-unknown", seq)
    assert story.refusal(c.Undo(pinned), BOSS) == ("undo-done", pinned)
    assert story.refusal(c.Undo(pinned), ANA) == ("not-organizer", None)


def test_resetting_links_counts_on(story: Story) -> None:
    for generation in (1, 2):
        story.ask(c.ResetLinks(), BOSS)
        assert story.camp.link_generation == generation
    assert story.refusal(c.ResetLinks(), ANA) == ("not-organizer", None)
