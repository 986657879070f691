"""A late day, a session that goes on, a lunch that changes places: what moves along, and who is told."""

import pytest
from msgspec.structs import replace

from edcamp.domain import commands as c
from edcamp.domain.camp import Phase, PhaseChange, UpTo
from edcamp.domain.ids import SlotId
from tests.domain.story import (
    ANA,
    APPLES,
    BEANS,
    BEN,
    BOSS,
    CAT,
    DAN,
    FIRST,
    HALL,
    LUNCH,
    MINUTE,
    NOOK,
    SECOND,
    SETTINGS,
    START,
    Story,
    new_story,
)

THIRD = SlotId("third")
MINUTES = {FIRST: (60, 110), LUNCH: (110, 170), SECOND: (170, 220), THIRD: (230, 280)}


def at(minutes: int) -> int:
    return START + minutes * MINUTE


def times(story: Story) -> dict[SlotId, tuple[int, int]]:
    """In minutes from the start of the story."""
    return {s.id: ((s.start - START) // MINUTE, (s.end - START) // MINUTE) for s in story.camp.slots.values()}


@pytest.fixture
def story() -> Story:
    """Apples (Ana) first, beans (Ben) third; Cat has chosen apples. Dan goes nowhere."""
    story = new_story()
    story.ask(c.PutSlot(THIRD, "Third", at(230), at(280)))
    story.propose(APPLES, ANA)
    story.propose(BEANS, BEN)
    story.place(APPLES, FIRST, HALL)
    story.place(BEANS, THIRD, NOOK)
    story.publish()
    story.ask(c.ChooseSession(FIRST, APPLES), CAT)
    for person in (ANA, BEN):
        story.ask(c.SeeNotices(10**9), person)
    assert times(story) == MINUTES
    return story


def test_the_rest_of_the_day_is_later(story: Story) -> None:
    story.ask(c.ShiftDay(FIRST, start=at(70)), BOSS)
    assert times(story) == {slot: (start + 10, end + 10) for slot, (start, end) in MINUTES.items()}
    later = {"kind": "times", "minutes": 10, "since": at(60), "until": None, "slot": None}
    for person in (ANA, BEN, CAT):
        [told] = story.notices(person)
        assert later.items() <= told.items()
    assert story.notices(DAN) == []


def test_from_lunch_on_up_to_the_next_break_is_the_one_after_lunch(story: Story) -> None:
    """Nobody who lets lunch begin later means it to be shorter."""
    tea = SlotId("tea")
    story.ask(c.PutSlot(tea, "Tea", at(220), at(228), is_break=True))
    story.ask(c.ShiftDay(LUNCH, start=at(115), up_to=UpTo.BREAK), BOSS)
    assert times(story) == MINUTES | {LUNCH: (115, 175), SECOND: (175, 225), tea: (225, 228)}


def test_from_the_last_break_on_there_is_none_to_take_it_up(story: Story) -> None:
    story.ask(c.ShiftDay(LUNCH, start=at(120), up_to=UpTo.BREAK), BOSS)
    assert times(story) == MINUTES | {LUNCH: (120, 180), SECOND: (180, 230), THIRD: (240, 290)}


def test_a_break_beside_the_slot_that_is_meant_moves_with_it(story: Story) -> None:
    """It is not the next one: that is lunch."""
    quiet = SlotId("quiet")
    story.ask(c.PutSlot(quiet, "Quiet hour", at(60), at(110), is_break=True))
    story.ask(c.ShiftDay(FIRST, start=at(70), up_to=UpTo.BREAK), BOSS)
    assert times(story) == MINUTES | {FIRST: (70, 120), quiet: (70, 120), LUNCH: (120, 170)}


def test_what_was_before_it_stays(story: Story) -> None:
    story.ask(c.ShiftDay(SECOND, start=at(175)), BOSS)
    assert times(story) == MINUTES | {SECOND: (175, 225), THIRD: (235, 285)}
    assert story.notices(ANA) == story.notices(CAT) == []
    assert len(story.notices(BEN)) == 1


def test_a_break_takes_it_up(story: Story) -> None:
    story.ask(c.ShiftDay(FIRST, start=at(70), up_to=UpTo.BREAK), BOSS)
    assert times(story) == MINUTES | {FIRST: (70, 120), LUNCH: (120, 170)}
    [told] = story.notices(ANA)
    assert {"minutes": 10, "since": at(60), "until": at(110)}.items() <= told.items()
    assert story.notices(BEN) == []


def test_a_break_is_longer_when_what_is_before_it_is_earlier(story: Story) -> None:
    story.ask(c.ShiftDay(FIRST, start=at(50), up_to=UpTo.BREAK), BOSS)
    assert times(story) == MINUTES | {FIRST: (50, 100), LUNCH: (100, 170)}
    assert [told["minutes"] for told in story.notices(ANA)] == [-10]


def test_a_running_session_goes_on(story: Story) -> None:
    story.now = at(80)
    story.ask(c.ShiftDay(FIRST, end=at(120)), BOSS)
    assert times(story)[FIRST] == (60, 120)
    assert times(story)[THIRD] == (240, 290)
    for person in (ANA, CAT):
        [told] = story.notices(person)
        assert {"kind": "times", "slot": FIRST, "minutes": 10, "since": at(110)}.items() <= told.items()
    [told] = story.notices(BEN)
    assert {"kind": "times", "slot": None, "minutes": 10, "since": at(110)}.items() <= told.items()


def test_a_running_session_goes_on_into_what_is_free(story: Story) -> None:
    story.now = at(200)
    story.ask(c.ShiftDay(SECOND, end=at(230), up_to=UpTo.SLOT), BOSS)
    assert times(story) == MINUTES | {SECOND: (170, 230)}
    assert story.refusal(c.ShiftDay(SECOND, end=at(235), up_to=UpTo.SLOT), BOSS) == ("slot-clash", "Third")


def test_asked_twice_it_holds_once(story: Story) -> None:
    story.ask(c.ShiftDay(FIRST, start=at(70)), BOSS)
    assert story.does_nothing(c.ShiftDay(FIRST, start=at(70)), BOSS)


def test_the_timetable_moves_along(story: Story) -> None:
    changes = [(30, True), (60, False), (110, True), (115, False), (200, True)]
    timetable = tuple(PhaseChange(at(minutes), Phase.VOTE, is_open) for minutes, is_open in changes)
    story.ask(c.EditCamp(replace(SETTINGS, timetable=timetable)), BOSS)
    story.ask(c.ShiftDay(FIRST, start=at(70), up_to=UpTo.BREAK), BOSS)
    assert [(change.at - START) // MINUTE for change in story.camp.settings.timetable] == [30, 70, 120, 120, 200]
    story.undo()
    assert story.camp.settings.timetable == timetable


def test_it_is_one_line_of_the_history_and_one_undo(story: Story) -> None:
    seq = story.camp.seq
    story.ask(c.ShiftDay(FIRST, start=at(70)), BOSS)
    action = story.camp.history[seq + 1]
    assert (action.what, dict(action.args)) == ("times-moved", {"slot": "First", "minutes": "10", "longer": ""})
    story.undo()
    assert times(story) == MINUTES
    assert [told["minutes"] for told in story.notices(ANA)] == [10, -10]
    assert story.notices(DAN) == []
    story.undo()
    assert times(story)[FIRST] == (70, 120)
    assert [told["minutes"] for told in story.notices(ANA)] == [10, -10, 10]


def test_lunch_changes_places(story: Story) -> None:
    story.ask(c.MoveBreak(LUNCH, FIRST, first=True), BOSS)
    assert times(story) == MINUTES | {LUNCH: (60, 120), FIRST: (120, 170)}
    swapped = {"kind": "swapped", "slot": FIRST, "title": "First", "from_title": "Lunch"}
    for person in (ANA, CAT):
        [told] = story.notices(person)
        assert swapped.items() <= told.items()
    assert story.notices(BEN) == story.notices(DAN) == []
    assert story.does_nothing(c.MoveBreak(LUNCH, FIRST, first=True), BOSS)
    story.undo()
    assert times(story) == MINUTES
    assert [told["kind"] for told in story.notices(ANA)] == ["swapped", "swapped"]


def test_lunch_changes_places_with_all_that_is_at_one_time(story: Story) -> None:
    long = SlotId("long")
    story.ask(c.PutSlot(long, "Workshop", at(170), at(280)), BOSS)
    story.ask(c.MoveBreak(LUNCH, SECOND, first=False), BOSS)
    assert times(story) == {
        FIRST: (60, 110),
        SECOND: (110, 160),
        long: (110, 220),
        THIRD: (170, 220),
        LUNCH: (220, 280),
    }


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (c.ShiftDay(SlotId("none"), start=at(70)), ("slot-unknown", "none")),
        (c.ShiftDay(FIRST), ("bad-command", "start or end")),
        (c.ShiftDay(FIRST, start=at(70), end=at(80)), ("bad-command", "start or end")),
        (c.ShiftDay(FIRST, start=at(-1)), ("slot-past", "First")),
        (c.ShiftDay(FIRST, end=at(60)), ("slot-times", "First")),
        (c.ShiftDay(SECOND, start=at(160)), ("slot-clash", "Lunch")),
        (c.ShiftDay(FIRST, start=at(120), up_to=UpTo.BREAK), ("break-short", "Lunch")),
        (c.MoveBreak(FIRST, SECOND, True), ("not-a-break", "First")),
        (c.MoveBreak(LUNCH, LUNCH, True), ("slot-break", "Lunch")),
        (c.MoveBreak(LUNCH, THIRD, False), ("not-neighbours", "Second")),
    ],
)
def test_what_cannot_be(story: Story, command: c.ShiftDay | c.MoveBreak, code: tuple[str, str]) -> None:
    assert story.refusal(command, BOSS) == code
    assert story.refusal(command, ANA) == ("not-organizer", None)


def test_what_has_begun_is_not_moved(story: Story) -> None:
    story.now = at(60)
    assert story.refusal(c.ShiftDay(FIRST, start=at(70)), BOSS) == ("slot-begun", "First")
    assert story.refusal(c.MoveBreak(LUNCH, FIRST, True), BOSS) == ("slot-begun", "First")
    story.now = at(110)
    assert story.refusal(c.ShiftDay(FIRST, end=at(120)), BOSS) == ("slot-over", "First")


def test_nobody_is_told_while_nothing_is_published() -> None:
    story = new_story()
    story.propose(APPLES, ANA)
    story.place(APPLES, FIRST, HALL)
    story.ask(c.ShiftDay(FIRST, start=at(70)), BOSS)
    assert times(story)[FIRST] == (70, 120)
    assert story.notices(ANA) == []


def test_a_slot_beside_lunch_is_not_taken_up_by_it() -> None:
    story = new_story()
    lunch = story.camp.slots[LUNCH]
    story.ask(c.PutSlot(SECOND, "Second", lunch.start, lunch.end), BOSS)
    story.ask(c.ShiftDay(SECOND, start=lunch.start + 10 * MINUTE, up_to=UpTo.BREAK), BOSS)
    later = (lunch.start + 10 * MINUTE, lunch.end + 10 * MINUTE)
    assert [(story.camp.slots[s].start, story.camp.slots[s].end) for s in (SECOND, LUNCH)] == [later, later]
    assert story.camp.history[story.camp.seq].args["slot"] == "Second"
