from datetime import date

import pytest

from edcamp.domain.camp import Phase, PhaseChange, Settings
from edcamp.live.campfile import CampFileError, read_camp_file

HEAD = 'name = "Edcamp Springfield"\ndate = 2026-11-28\ntime_zone = "America/Chicago"\n'
MINUTE = 60_000
HALF_PAST_NINE = 1_795_879_800_000
"""09:30 in Chicago on the camp's day."""


def test_a_file_without_rooms_and_slots_gets_eight_and_four_with_lunch() -> None:
    camp = read_camp_file(HEAD)

    assert [(room.room, room.name, room.capacity) for room in camp.room_commands] == [
        (f"r{n}", f"Room {n}", 30) for n in range(1, 9)
    ]
    assert [(slot.title, slot.is_break) for slot in camp.slot_commands] == [
        ("Session 1", False),
        ("Session 2", False),
        ("Lunch", True),
        ("Session 3", False),
        ("Session 4", False),
    ]
    assert camp.slot_commands[0].start == HALF_PAST_NINE
    assert camp.slot_commands[0].end == HALF_PAST_NINE + 50 * MINUTE


def test_times_are_on_the_camps_clock() -> None:
    camp = read_camp_file(
        HEAD
        + """
tags = ["ai"]
[phases]
open = ["gather"]
[[phases.timetable]]
at = 09:15:00
close = "gather"
[[phases.timetable]]
at = 09:15:00
open = "vote"
[[rooms]]
name = "Library"
capacity = 40
features = ["projector"]
link = "https://meet.example.org/library"
[[slots]]
title = "Pause"
start = 09:30:00
end = 09:40:00
break = true
"""
    )

    quarter_past = HALF_PAST_NINE - 15 * MINUTE
    assert camp.settings == Settings(
        "Edcamp Springfield",
        date(2026, 11, 28),
        "America/Chicago",
        ("ai",),
        (PhaseChange(quarter_past, Phase.GATHER, False), PhaseChange(quarter_past, Phase.VOTE, True)),
    )
    assert camp.phases.opened == (Phase.GATHER,)
    [room] = camp.room_commands
    assert (room.name, room.capacity, room.features, room.link) == (
        "Library",
        40,
        ("projector",),
        "https://meet.example.org/library",
    )
    [slot] = camp.slot_commands
    assert (slot.title, slot.start, slot.end, slot.is_break) == (
        "Pause",
        HALF_PAST_NINE,
        HALF_PAST_NINE + 10 * MINUTE,
        True,
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name", "this is not TOML"),
        ('name = 1\ndate = 2026-11-28\ntime_zone = "UTC"', "Expected `str`, got `int` - at `$.name`"),
        ('name = "x"\ndate = 2026-11-28\ntime_zone = "Mars"', "“Mars” is not a time zone"),
        (HEAD + "colour = 1", "unknown field `colour`"),
        (HEAD + "[[phases.timetable]]\nat = 09:15:00\n", "say either open or close"),
        (HEAD + '[phases]\nopen = ["lunch"]\n', "Invalid enum value 'lunch'"),
    ],
)
def test_a_file_that_cannot_be_used_says_where_and_why(text: str, words: str) -> None:
    with pytest.raises(CampFileError) as error:
        read_camp_file(text)

    assert words in str(error.value)
