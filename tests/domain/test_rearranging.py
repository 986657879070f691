"""A room is lost, a topic comes late: what is published moves a little, and only those are told whom it touches."""

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Cell, SessionMove
from edcamp.domain.days import day_of
from edcamp.domain.ids import RoomId
from tests.domain.story import (
    ANA,
    APPLES,
    BEANS,
    BEN,
    BOSS,
    CAT,
    CORN,
    DAN,
    FIRST,
    HALL,
    LUNCH,
    MINUTE,
    NOOK,
    SECOND,
    START,
    Story,
    new_story,
)

AT_HALL, AT_NOOK = Cell(FIRST, HALL), Cell(FIRST, NOOK)
LATER = Cell(SECOND, HALL)
ROOF = RoomId("roof")
"""For one."""


@pytest.fixture
def story() -> Story:
    """Apples (Ana) in the hall and beans (Ben) in the nook, both first. Cat and Dan sit with the apples."""
    story = new_story()
    story.ask(c.PutRoom(ROOF, "Roof", 1))
    story.propose(APPLES, ANA)
    story.propose(BEANS, BEN)
    story.propose(CORN, DAN)
    story.place(APPLES, FIRST, HALL)
    story.place(BEANS, FIRST, NOOK)
    story.publish()
    story.ask(c.AssignSeats(1, {CAT: {FIRST: APPLES}, DAN: {FIRST: APPLES}}))
    for person in (ANA, BEN):
        story.ask(c.SeeNotices(10**9), person)
    return story


def moved(story: Story, *moves: SessionMove, **closing: object) -> c.Rearrange:
    assert story.camp.published is not None
    return c.Rearrange(story.camp.published.number, moves, **closing)  # type: ignore[arg-type]


def cells(story: Story) -> dict[str, Cell]:
    assert story.camp.published is not None
    return {p.topic: p.cell for p in story.camp.published.placements}


def test_a_lost_room_and_where_its_session_goes_is_one_step(story: Story) -> None:
    seq = story.camp.seq
    story.ask(moved(story, SessionMove(APPLES, AT_HALL, LATER), room=HALL, closed=(FIRST,)), BOSS)
    assert story.camp.seq == seq + 1
    assert cells(story) == {APPLES: LATER, BEANS: AT_NOOK}
    assert story.public()["room/hall"]["closed"] == [FIRST]
    assert [n["kind"] for n in story.notices(ANA)] == ["moved"]
    assert [n["kind"] for n in story.notices(CAT)] == ["day-changed"]
    assert story.notices(BEN) == []
    assert {p.topic: p.cell for p in story.camp.draft.placements} == cells(story)
    story.undo()
    assert cells(story) == {APPLES: AT_HALL, BEANS: AT_NOOK}
    assert story.public()["room/hall"]["closed"] == []


def test_people_keep_their_seats_where_nothing_moved(story: Story) -> None:
    story.ask(moved(story, SessionMove(CORN, None, LATER)), BOSS)
    assert story.camp.published is not None
    assert not story.camp.published.counted
    for person in (CAT, DAN):
        assert day_of(story.camp, person)[FIRST].topic == APPLES
    story.ask(c.AssignSeats(2, {CAT: {FIRST: APPLES, SECOND: CORN}}))
    assert story.camp.published.counted


def test_people_keep_their_seats_in_another_room_that_is_large_enough(story: Story) -> None:
    story.ask(moved(story, SessionMove(APPLES, AT_HALL, Cell(FIRST, ROOF))), BOSS)
    assert day_of(story.camp, CAT) == {}
    story.undo()
    story.ask(moved(story, SessionMove(BEANS, AT_NOOK, Cell(FIRST, ROOF)), SessionMove(APPLES, AT_HALL, AT_NOOK)), BOSS)
    assert day_of(story.camp, CAT)[FIRST].topic == APPLES


def test_a_late_topic_is_placed_alone(story: Story) -> None:
    """The draft, in which the organizer tries something else, stays as it is."""
    story.ask(c.SwapCells(AT_HALL, AT_NOOK), BOSS)
    draft = story.camp.draft
    story.ask(moved(story, SessionMove(CORN, None, LATER)), BOSS)
    assert cells(story) == {APPLES: AT_HALL, BEANS: AT_NOOK, CORN: LATER}
    assert story.camp.draft == draft
    assert [n["kind"] for n in story.notices(DAN)] == ["placed"]
    for person in (ANA, BEN, CAT):
        assert story.notices(person) == []
    [line] = [a for a in story.camp.history.values() if a.what == "sessions-moved"]
    assert line.args["topic"] == "Corn"


def test_a_session_goes(story: Story) -> None:
    story.ask(moved(story, SessionMove(APPLES, AT_HALL, None)), BOSS)
    assert [n["kind"] for n in story.notices(ANA)] == ["unplaced"]
    assert [n["kind"] for n in story.notices(CAT)] == ["day-changed"]
    assert story.notices(BEN) == []


def test_a_running_session_changes_rooms_and_no_more(story: Story) -> None:
    story.now = START + 70 * MINUTE
    assert story.refusal(moved(story, SessionMove(CORN, None, Cell(FIRST, ROOF))), BOSS) == ("slot-begun", "First")
    story.ask(moved(story, SessionMove(APPLES, AT_HALL, Cell(FIRST, ROOF))), BOSS)
    assert cells(story)[APPLES] == Cell(FIRST, ROOF)


def test_what_cannot_be(story: Story) -> None:
    refused = {
        ("session-elsewhere", "Apples"): moved(story, SessionMove(APPLES, LATER, AT_HALL)),
        ("cell-taken", "Beans"): moved(story, SessionMove(APPLES, AT_HALL, AT_NOOK)),
        ("room-closed", "Hall"): moved(story, SessionMove(CORN, None, LATER), room=HALL, closed=(SECOND,)),
        ("slot-break", "Lunch"): moved(story, SessionMove(CORN, None, Cell(LUNCH, HALL))),
        ("repeat-not-agreed", "Apples"): moved(story, SessionMove(APPLES, None, LATER)),
        ("schedule-changed", 7): c.Rearrange(7, ()),
    }
    for refusal, command in refused.items():
        assert story.refusal(command, BOSS) == refusal
        assert story.refusal(command, ANA) == ("not-organizer", None)
    assert new_story().refusal(c.Rearrange(0, ()), BOSS) == ("nothing-published", None)


def test_a_host_is_in_one_place(story: Story) -> None:
    story.ask(c.ClaimTopic(CORN, claimed=False), DAN)
    story.ask(c.ClaimTopic(CORN), ANA)
    command = moved(story, SessionMove(CORN, None, Cell(FIRST, ROOF)))
    assert story.refusal(command, BOSS) == ("host-busy", "Apples")


def test_a_closed_room_takes_nothing(story: Story) -> None:
    story.ask(c.CloseRoom(HALL, (SECOND, FIRST)), BOSS)
    assert story.does_nothing(c.CloseRoom(HALL, (FIRST, SECOND)), BOSS)
    assert [p.topic for p in story.camp.draft.placements] == [BEANS]
    assert story.refusal(c.PlaceTopic(CORN, SECOND, HALL), BOSS) == ("room-closed", "Hall")
    story.ask(c.PutRoom(HALL, "Great hall", 100), BOSS)
    assert story.camp.rooms[HALL].closed == (FIRST, SECOND)
    story.ask(c.CloseRoom(HALL, ()), BOSS)
    assert story.camp.rooms[HALL].closed == ()
