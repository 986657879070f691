"""Announcements for some, and for later."""

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Weight, Whom
from edcamp.domain.ids import AnnouncementId, RoomId, TopicId
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
    MINUTE,
    NOOK,
    SECOND,
    START,
    VICE,
    Story,
    new_story,
)

NEWS = AnnouncementId("news")


def running() -> Story:
    """Ana hosts apples in the hall, Ben beans in the nook, at one time; Cat wants apples, Dan beans."""
    story = new_story()
    story.propose(APPLES, ANA)
    story.propose(BEANS, BEN)
    story.ask(c.SetVote(APPLES, Weight.MUST), CAT)
    story.ask(c.SetVote(BEANS, Weight.INTERESTED), DAN)
    story.place(APPLES, FIRST, HALL)
    story.place(BEANS, FIRST, NOOK)
    story.publish()
    for person in (ANA, BEN):
        story.ask(c.SeeNotices(10**15), person)
    return story


def told(story: Story) -> dict[str, list[str]]:
    return {
        str(person): [notice["title"] for notice in story.notices(person) if notice["kind"] == "announced"]
        for person in (ANA, BEN, CAT, DAN, BOSS, VICE)
    }


def test_people_in_a_room_are_told_and_nobody_else() -> None:
    story = running()
    before = story.public()
    story.ask(c.Announce(NEWS, "The hall is cold", whom=Whom(room=HALL)), BOSS)
    cold = ["The hall is cold"]
    assert told(story) == {"ana": cold, "ben": [], "cat": cold, "dan": [], "boss": [], "vice": []}
    assert story.public() == before
    story.now = START + 105 * MINUTE  # still on
    story.ask(c.Announce(NEWS, "Again", whom=Whom(room=NOOK)), BOSS)
    assert [person for person, words in told(story).items() if "Again" in words] == ["ben", "dan"]


def test_before_a_slot_it_is_those_who_come_and_after_the_last_nobody() -> None:
    story = running()
    story.place(APPLES, SECOND, HALL)
    story.publish()
    story.now = START + 120 * MINUTE  # lunch
    story.ask(c.Announce(NEWS, "Come early", whom=Whom(room=HALL)), BOSS)
    assert [person for person, words in told(story).items() if words] == ["ana", "cat"]
    story.now = START + 300 * MINUTE
    assert story.refusal(c.Announce(AnnouncementId("b"), "Too late", whom=Whom(room=HALL)), BOSS) == (
        "nobody-meant",
        "Too late",
    )


def test_a_topics_voters_and_hosts_are_told_those_of_merged_ones_too() -> None:
    story = running()
    story.ask(c.MergeTopic(BEANS, APPLES), BOSS)
    story.ask(c.SetVote(APPLES, Weight.NONE), CAT)
    story.ask(c.Announce(NEWS, "Bring one", whom=Whom(topic=APPLES)), BOSS)
    assert [person for person, words in told(story).items() if words] == ["ana", "ben", "dan"]


def test_whoever_says_it_is_not_told() -> None:
    story = running()
    story.ask(c.SetVote(APPLES, Weight.MUST), BOSS)
    story.ask(c.SetVote(APPLES, Weight.MUST), VICE)
    story.ask(c.Announce(NEWS, "Bring one", whom=Whom(topic=APPLES)), BOSS)
    assert [person for person, words in told(story).items() if words] == ["ana", "cat", "vice"]


def test_a_planned_announcement_is_made_when_its_time_has_come() -> None:
    story = running()
    story.ask(c.Announce(NEWS, "Lunch", START + 90 * MINUTE, at=START + 60 * MINUTE), BOSS)
    assert "announcement/news" not in story.public()
    assert story.organizers()["planned/news"]["at"] == START + 60 * MINUTE
    assert story.does_nothing(c.MakeAnnouncement(NEWS))
    story.now = START + 60 * MINUTE
    story.ask(c.MakeAnnouncement(NEWS))
    assert story.public()["announcement/news"]["text"] == "Lunch"
    assert "planned/news" not in story.organizers()
    assert "planned/news" in story.changes.organizers
    assert story.does_nothing(c.MakeAnnouncement(NEWS))
    action = story.organizers()[f"action/{story.camp.seq}"]
    assert (action["what"], action["by"], action["undoable"]) == ("announced", None, True)
    story.undo()
    assert "announcement/news" not in story.public()
    assert "planned/news" not in story.organizers(), "its time is past"


def test_a_planned_one_for_some_goes_to_those_who_are_meant_then() -> None:
    story = running()
    story.ask(c.Announce(NEWS, "Move", at=START + 60 * MINUTE, whom=Whom(topic=BEANS)), BOSS)
    story.ask(c.SetVote(BEANS, Weight.MUST), CAT)
    story.now = START + 60 * MINUTE
    story.ask(c.MakeAnnouncement(NEWS))
    assert [person for person, words in told(story).items() if words] == ["ben", "cat", "dan"]
    assert story.organizers()[f"action/{story.camp.seq}"]["args"] == {"text": "Move", "topic": "Beans"}


def test_a_plan_can_be_taken_back_and_undone() -> None:
    story = running()
    story.ask(c.Announce(NEWS, "Lunch", at=START + MINUTE), BOSS)
    story.ask(c.EndAnnouncement(NEWS), BOSS)
    assert "planned/news" not in story.organizers()
    assert story.organizers()[f"action/{story.camp.seq}"]["args"] == {"text": "Lunch", "planned": "yes"}
    story.undo()
    assert story.organizers()["planned/news"]["text"] == "Lunch"


def test_when_a_topic_or_room_is_gone_nobody_is_told() -> None:
    story = running()
    story.ask(c.Announce(NEWS, "Move", at=START + MINUTE, whom=Whom(room=NOOK)), BOSS)
    story.ask(c.RemoveRoom(NOOK), BOSS)
    story.now = START + MINUTE
    story.ask(c.MakeAnnouncement(NEWS))
    assert not any(told(story).values())


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (c.Announce(NEWS, "x", whom=Whom()), ("bad-command", "whom")),
        (c.Announce(NEWS, "x", whom=Whom(HALL, APPLES)), ("bad-command", "whom")),
        (c.Announce(NEWS, "x", whom=Whom(room=RoomId("gone"))), ("room-unknown", "gone")),
        (c.Announce(NEWS, "x", whom=Whom(topic=TopicId("gone"))), ("topic-unknown", "gone")),
        (c.Announce(NEWS, "x", START + MINUTE, START + MINUTE), ("announcement-times", "x")),
        (c.Announce(NEWS, "x", whom=Whom(room=RoomId("hall"))), None),
    ],
)
def test_what_cannot_be_said(command: c.Announce, refusal: tuple[str, str] | None) -> None:
    assert running().refusal(command, BOSS) == refusal


def test_so_many_can_be_planned() -> None:
    story = running()
    for n in range(20):
        story.ask(c.Announce(AnnouncementId(f"a{n}"), "x", at=START + MINUTE), BOSS)
    assert story.refusal(c.Announce(NEWS, "x", at=START + MINUTE), BOSS) == ("planned-many", 20)
    assert story.refusal(c.Announce(AnnouncementId("a1"), "x", at=START + MINUTE), BOSS) == (
        "announcement-exists",
        "a1",
    )
