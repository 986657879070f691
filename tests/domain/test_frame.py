"""The camp's own words, its rooms and slots, and announcements."""

from datetime import date

import pytest
from msgspec.structs import replace

from edcamp.domain import commands as c
from edcamp.domain.camp import Announcement, Phase, PhaseChange, Room, Slot, new_camp
from edcamp.domain.decide import decide
from edcamp.domain.evolve import evolve
from edcamp.domain.ids import AnnouncementId, ClientId, RoomId, SlotId
from edcamp.domain.records import Entry, LinksReset
from edcamp.domain.refusals import Refused
from edcamp.domain.rules import ANNOUNCEMENTS_MAX, ROOMS_MAX, SLOT_LENGTH_MAX, SLOTS_MAX
from tests.domain.story import ANA, BOSS, CAMP, FIRST, HALL, MINUTE, SETTINGS, START, Story

ATTIC, THIRD = RoomId("attic"), SlotId("third")


# --- settings


def test_settings_are_public(story: Story) -> None:
    changes = (PhaseChange(START, Phase.VOTE, False),)

    story.ask(c.EditCamp(replace(SETTINGS, name=" New\tname ", tags=("Art", "art"), timetable=changes)), BOSS)

    assert story.public()["camp"] == {
        "id": "camp",
        "name": "New name",
        "date": "2026-11-28",
        "time_zone": "Europe/Madrid",
        "phases": ["gather", "vote"],
        "tags": ["art"],
        "timetable": [{"at": START, "phase": "vote", "open": False}],
    }
    assert story.does_nothing(c.EditCamp(replace(SETTINGS, name="New name", tags=("art",), timetable=changes)), BOSS)


def test_settings_refuse_what_cannot_be(story: Story) -> None:
    refused = [
        (replace(SETTINGS, name=" \u200b "), ("camp-name", "")),
        (replace(SETTINGS, name="a" * 101), ("camp-name", "a" * 101)),
        (replace(SETTINGS, time_zone="Mars/Olympus"), ("time-zone", "Mars/Olympus")),
        (replace(SETTINGS, tags=("a" * 31,)), ("tag-long", "a" * 31)),
        (replace(SETTINGS, tags=tuple(f"t{n}" for n in range(21))), ("interests-many", 21)),
    ]
    for settings, reason in refused:
        assert story.refusal(c.EditCamp(settings), BOSS) == reason
    assert story.refusal(c.EditCamp(replace(SETTINGS, date=date(1, 1, 1))), BOSS) is None
    assert story.refusal(c.EditCamp(SETTINGS), ANA) == ("not-organizer", None)


def test_creating_checks_settings_too() -> None:
    with pytest.raises(Refused) as refused:
        decide(new_camp(CAMP), c.CreateCamp(replace(SETTINGS, name="")), None, START)
    assert refused.value.code == "camp-name"


# --- rooms


def test_putting_a_room_makes_it_and_changes_it_as_a_whole(story: Story) -> None:
    story.ask(c.PutRoom(ATTIC, " The  attic ", 12, ("Beamer", "beamer", ""), " https://example.org/a "), BOSS)
    assert story.camp.rooms[ATTIC] == Room(ATTIC, "The attic", 12, ("beamer",), "https://example.org/a")
    assert story.does_nothing(c.PutRoom(ATTIC, "The attic", 12, ("beamer",), "https://example.org/a"), BOSS)

    story.ask(c.PutRoom(ATTIC, "Loft", 13), BOSS)

    loft = {"id": "attic", "name": "Loft", "capacity": 13, "features": [], "link": None, "closed": []}
    assert story.public()["room/attic"] == loft


def test_putting_a_room_refuses_what_cannot_be(story: Story) -> None:
    for capacity in (0, -1, 100_001, 10**300):
        assert story.refusal(c.PutRoom(ATTIC, "Attic", capacity), BOSS) == ("room-capacity", capacity)
    for link in ("javascript:alert(1)", "example.org", "https://a b", "https://" + "a" * 500):
        assert story.refusal(c.PutRoom(ATTIC, "Attic", 9, link=link), BOSS) == ("room-link", link[:500])
    assert story.refusal(c.PutRoom(ATTIC, "\n", 9), BOSS) == ("room-name", "")
    assert story.refusal(c.PutRoom(ATTIC, "a" * 61, 9), BOSS) == ("room-name", "a" * 61)
    assert story.refusal(c.PutRoom(RoomId("At/tic"), "Attic", 9), BOSS) == ("bad-id", "At/tic")
    assert story.refusal(c.PutRoom(ATTIC, "Attic", 9, tuple(map(str, range(11)))), BOSS) == ("needs-many", 11)
    assert story.refusal(c.PutRoom(ATTIC, "Attic", 9), ANA) == ("not-organizer", None)


def test_a_camp_has_so_many_rooms_and_no_more(story: Story) -> None:
    for n in range(ROOMS_MAX - len(story.camp.rooms)):
        story.ask(c.PutRoom(RoomId(f"r{n}"), "Room", 9), BOSS)

    assert story.refusal(c.PutRoom(ATTIC, "Attic", 9), BOSS) == ("rooms-many", 100)
    assert story.refusal(c.PutRoom(HALL, "Aula", 9), BOSS) is None


def test_removing_a_room_takes_it_away(story: Story) -> None:
    story.ask(c.RemoveRoom(HALL), BOSS)

    assert "room/hall" not in story.public()
    assert story.does_nothing(c.RemoveRoom(HALL), BOSS)
    assert story.refusal(c.RemoveRoom(HALL), ANA) == ("not-organizer", None)


# --- slots


def test_putting_a_slot_makes_it_and_changes_it_as_a_whole(story: Story) -> None:
    story.ask(c.PutSlot(THIRD, " Third\n", START, START + MINUTE, True), BOSS)
    assert story.camp.slots[THIRD] == Slot(THIRD, "Third", START, START + MINUTE, True)
    assert story.does_nothing(c.PutSlot(THIRD, "Third", START, START + MINUTE, True), BOSS)

    story.ask(c.PutSlot(THIRD, "Fourth", START, START + 2 * MINUTE), BOSS)

    assert story.public()["slot/third"] == {
        "id": "third", "title": "Fourth", "start": START, "end": START + 2 * MINUTE, "is_break": False
    }  # fmt: skip


def test_putting_a_slot_refuses_what_cannot_be(story: Story) -> None:
    for length in (0, -1, SLOT_LENGTH_MAX + 1):
        assert story.refusal(c.PutSlot(THIRD, "Third", START, START + length), BOSS) == ("slot-times", "Third")
    assert story.refusal(c.PutSlot(THIRD, "Third", START, START + SLOT_LENGTH_MAX), BOSS) is None
    assert story.refusal(c.PutSlot(THIRD, " ", START, START + 1), BOSS) == ("slot-title", "")
    assert story.refusal(c.PutSlot(SlotId(""), "Third", START, START + 1), BOSS) == ("bad-id", "")
    assert story.refusal(c.PutSlot(THIRD, "Third", START, START + 1), ANA) == ("not-organizer", None)


def test_a_camp_has_so_many_slots_and_no_more(story: Story) -> None:
    for n in range(SLOTS_MAX - len(story.camp.slots)):
        story.ask(c.PutSlot(SlotId(f"s{n}"), "Slot", START, START + 1), BOSS)

    assert story.refusal(c.PutSlot(THIRD, "Third", START, START + 1), BOSS) == ("slots-many", 50)
    assert story.refusal(c.PutSlot(FIRST, "Other", START, START + 1), BOSS) is None


def test_removing_a_slot_takes_it_away(story: Story) -> None:
    story.ask(c.RemoveSlot(FIRST), BOSS)

    assert "slot/first" not in story.public()
    assert story.does_nothing(c.RemoveSlot(FIRST), BOSS)
    assert story.refusal(c.RemoveSlot(FIRST), ANA) == ("not-organizer", None)


# --- announcements


NEWS = AnnouncementId("news")


def test_announcing_shows_words_to_everybody(story: Story) -> None:
    story.ask(c.Announce(NEWS, " Lunch \n now ", START + MINUTE), BOSS)

    assert story.camp.announcements[NEWS] == Announcement(NEWS, "Lunch now", START, START + MINUTE)
    assert story.public()["announcement/news"] == {
        "id": "news", "text": "Lunch now", "at": START, "until": START + MINUTE
    }  # fmt: skip


def test_announcing_refuses_what_cannot_be(story: Story) -> None:
    story.ask(c.Announce(NEWS, "Lunch"), BOSS)

    assert story.refusal(c.Announce(NEWS, "Lunch"), BOSS) == ("announcement-exists", "news")
    assert story.refusal(c.Announce(AnnouncementId("b"), " \u0007"), BOSS) == ("text-empty", None)
    assert story.refusal(c.Announce(AnnouncementId("b"), "a" * 501), BOSS) == ("text-long", 501)
    assert story.refusal(c.Announce(AnnouncementId("B"), "Lunch"), BOSS) == ("bad-id", "B")
    assert story.refusal(c.Announce(AnnouncementId("b"), "Lunch"), ANA) == ("not-organizer", None)


def test_so_many_announcements_are_on_show_and_no_more(story: Story) -> None:
    for n in range(ANNOUNCEMENTS_MAX):
        story.ask(c.Announce(AnnouncementId(f"a{n}"), "Lunch", START + MINUTE if n == 0 else None), BOSS)

    assert story.refusal(c.Announce(NEWS, "More"), BOSS) == ("announcements-many", 5)
    story.now = START + MINUTE
    assert story.refusal(c.Announce(NEWS, "More"), BOSS) is None


def test_ending_an_announcement_takes_it_away(story: Story) -> None:
    story.ask(c.Announce(NEWS, "Lunch"), BOSS)

    story.ask(c.EndAnnouncement(NEWS), BOSS)

    assert "announcement/news" not in story.public()
    assert story.does_nothing(c.EndAnnouncement(NEWS), BOSS)
    assert story.refusal(c.EndAnnouncement(NEWS), ANA) == ("not-organizer", None)


# --- folding


@pytest.mark.parametrize("ahead", [0, 2, -1])
def test_an_entry_that_is_not_the_next_is_never_folded(story: Story, ahead: int) -> None:
    entry = Entry(story.camp.seq + ahead, START, None, ClientId("c"), 0, (LinksReset(),))

    with pytest.raises(ValueError, match="cannot follow"):
        evolve(story.camp, entry)
