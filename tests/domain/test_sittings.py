"""Sessions under ids for ever: they move, change, go and come back, and calendars can tell."""

from typing import Any

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Cell, Sitting, Weight
from edcamp.domain.ids import PersonId
from tests.domain.story import ANA, APPLES, BEANS, BEN, BOSS, CAT, FIRST, HALL, MINUTE, NOOK, SECOND, START, Story
from tests.domain.story import new_story as begun


@pytest.fixture
def story() -> Story:
    """Ana's apples are on first, in the hall; Ben wants them."""
    story = begun()
    story.propose(APPLES, ANA)
    story.ask(c.SetVote(APPLES, Weight.MUST), BEN)
    story.place(APPLES, FIRST, HALL)
    story.publish()
    return story


def sittings(story: Story) -> dict[str, tuple[Any, ...]]:
    """Where each is, how often it changed, and who missed it."""
    return {each.id: (each.slot, each.room, each.revision, each.missed) for each in story.camp.sittings.values()}


def only(story: Story) -> Sitting:
    [found] = story.camp.sittings.values()
    return found


def test_nothing_is_a_sitting_before_it_is_published() -> None:
    story = begun()
    story.propose(APPLES, ANA)
    story.place(APPLES, FIRST, HALL)
    assert sittings(story) == {}
    story.publish()
    assert sittings(story) == {"1.apples": (FIRST, HALL, 0, None)}


def test_a_sitting_that_moves_stays_the_same_one(story: Story) -> None:
    story.now += MINUTE
    story.ask(c.PlaceTopic(APPLES, SECOND, NOOK), BOSS)
    assert sittings(story) == {"1.apples": (FIRST, HALL, 0, None)}, "a draft moves nothing"
    story.publish()
    assert sittings(story) == {"1.apples": (SECOND, NOOK, 1, None)}
    assert only(story).at == START + MINUTE


def test_what_a_sitting_says_is_another_revision(story: Story) -> None:
    story.ask(c.EditTopic(APPLES, "Pears", "Sweet ones"), ANA)
    story.ask(c.PutRoom(HALL, "Great hall", 100, link="https://meet.example/hall"), BOSS)
    story.ask(c.PutSlot(FIRST, "First", START + 70 * MINUTE, START + 120 * MINUTE), BOSS)
    found = only(story)
    assert (found.title, found.description, found.place) == ("Pears", "Sweet ones", "Great hall")
    assert (found.start, found.end, found.revision) == (START + 70 * MINUTE, START + 120 * MINUTE, 3)


def test_what_it_does_not_say_is_none(story: Story) -> None:
    story.ask(c.PutRoom(HALL, "Hall", 120), BOSS)
    story.ask(c.PutSlot(FIRST, "Early", START + 60 * MINUTE, START + 110 * MINUTE), BOSS)
    story.ask(c.EditTopic(APPLES, tags=("fruit",)), ANA)
    story.propose(BEANS, CAT)
    story.place(BEANS, FIRST, NOOK)
    assert only(story).revision == 0


def test_one_that_is_gone_says_who_meant_to_come_and_is_itself_when_it_comes_back(story: Story) -> None:
    story.propose(BEANS, CAT)
    story.ask(c.ChooseSession(FIRST, APPLES), CAT)
    story.ask(c.UnplaceTopic(APPLES), BOSS)
    story.place(BEANS, SECOND, NOOK)
    story.publish()
    assert sittings(story)["1.apples"] == (FIRST, HALL, 1, frozenset({ANA, BEN, CAT}))
    story.place(APPLES, SECOND, HALL)
    story.publish()
    assert sittings(story) == {"1.apples": (SECOND, HALL, 2, None), "1.beans": (SECOND, NOOK, 0, None)}


@pytest.mark.parametrize(
    "command",
    [
        c.HideTopic(APPLES, True),
        c.RemoveRoom(HALL),
        c.PutSlot(FIRST, "Tea", START + 60 * MINUTE, START + 110 * MINUTE, is_break=True),
        c.RemoveSlot(FIRST),
    ],
    ids=lambda command: type(command).__name__,
)
def test_whatever_ends_a_session_ends_its_sitting_and_undoing_that_brings_it_back(
    story: Story, command: c.AnyCommand
) -> None:
    story.ask(command, BOSS)
    assert only(story).missed == {ANA, BEN}
    assert (only(story).title, only(story).place, only(story).start) == ("Apples", "Hall", START + 60 * MINUTE)
    story.undo()
    assert sittings(story) == {"1.apples": (FIRST, HALL, 2, None)}


def test_an_undone_publication_ends_its_sittings(story: Story) -> None:
    story.undo()
    assert only(story).missed == {ANA, BEN}


def test_somebody_who_had_gone_elsewhere_does_not_miss_it(story: Story) -> None:
    story.propose(BEANS, CAT)
    story.place(BEANS, FIRST, NOOK)
    story.publish()
    story.ask(c.ChooseSession(FIRST, BEANS), BEN)
    story.ask(c.UnplaceTopic(APPLES), BOSS)
    story.publish()
    assert story.camp.sittings["1.apples"].missed == {ANA}


def test_a_topic_with_a_repeat_has_two_sittings_and_either_moves_alone(story: Story) -> None:
    story.ask(c.SetRepeat(APPLES, True), ANA)
    story.ask(c.PlaceTopic(APPLES, SECOND, HALL, beside=Cell(FIRST, HALL)), BOSS)
    story.publish()
    assert sittings(story) == {"1.apples": (FIRST, HALL, 0, None), "2.apples": (SECOND, HALL, 0, None)}
    story.ask(c.PlaceTopic(APPLES, SECOND, NOOK, beside=Cell(FIRST, HALL)), BOSS)
    story.publish()
    assert sittings(story) == {"1.apples": (FIRST, HALL, 0, None), "2.apples": (SECOND, NOOK, 1, None)}
    story.ask(c.UnplaceTopic(APPLES, Cell(FIRST, HALL)), BOSS)
    story.publish()
    assert sittings(story)["2.apples"] == (SECOND, NOOK, 1, None)
    assert sittings(story)["1.apples"][3] == {ANA, BEN}


def test_two_sittings_at_once_have_two_ids() -> None:
    story = begun()
    story.propose(APPLES, ANA)
    story.ask(c.SetRepeat(APPLES, True), ANA)
    story.place(APPLES, FIRST, HALL)
    story.ask(c.PlaceTopic(APPLES, SECOND, HALL, beside=Cell(FIRST, HALL)), BOSS)
    story.publish()
    assert sorted(sittings(story)) == ["1.apples", "2.apples"]


def test_a_calendar_has_a_next_address_each_time_it_is_wanted(story: Story) -> None:
    def number(person: PersonId) -> int:
        return story.camp.people[person].calendar

    assert number(ANA) == 0
    story.ask(c.RenewCalendar(1), ANA)
    assert number(ANA) == 1
    assert story.does_nothing(c.RenewCalendar(1), ANA), "asked twice, it is renewed once"
    assert story.does_nothing(c.RenewCalendar(3), ANA)
    assert number(BEN) == 0
    story.ask(c.ForgetPerson(ANA), ANA)
    assert number(ANA) == 2, "and another one when the person is forgotten"


def test_only_who_joined_has_a_calendar(story: Story) -> None:
    assert story.refusal(c.RenewCalendar(1), PersonId("ghost")) == ("not-joined", None)
    assert story.refusal(c.RenewCalendar(1)) == ("not-joined", None)
