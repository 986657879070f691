"""Asking for a published session at another time: who may, who sees what of it, what organizers do with it."""

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Cell, Phase, SessionMove, Weight
from edcamp.domain.ids import SlotId, TopicId
from edcamp.domain.rules import REASON_MAX, REQUESTS_PER_PERSON
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
    START,
    VICE,
    Story,
    new_story,
)

THIRD = SlotId("third")
LATER = "apples.first.second"
ELSEWHEN = "apples.first."


@pytest.fixture
def story() -> Story:
    """Ana hosts apples, in the hall in the first slot; Ben hosts beans, in the second. Cat must not miss apples."""
    made = new_story()
    made.ask(c.PutSlot(THIRD, "Third", START + 220 * MINUTE, START + 270 * MINUTE))
    made.propose(APPLES, ANA)
    made.propose(BEANS, BEN)
    made.ask(c.SetVote(APPLES, Weight.MUST), CAT)
    made.place(APPLES, FIRST, HALL)
    made.place(BEANS, SECOND, HALL)
    made.publish()
    for person in (ANA, BEN):
        made.ask(c.SeeNotices(10**12), person)
    return made


def grant(story: Story) -> None:
    number = story.camp.published.number if story.camp.published is not None else 0
    story.ask(c.Rearrange(number, (SessionMove(APPLES, Cell(FIRST, HALL), Cell(SECOND, NOOK)),)), BOSS)


def test_whoever_asks_is_counted_and_why_is_for_organizers(story: Story) -> None:
    story.ask(c.RequestTime(APPLES, FIRST, SECOND, reason="  I leave\nat two "), DAN)
    since = story.now
    story.now += MINUTE
    story.ask(c.RequestTime(APPLES, FIRST, SECOND), CAT)

    assert story.public()[f"request/{LATER}"] == {
        "topic": "apples", "slot": "first", "to": "second", "people": 2, "since": since
    }  # fmt: skip
    assert story.organizers()[f"reasons/{LATER}"] == {"reasons": ["I leave at two"], "hosts": 0}
    assert (story.mine(DAN)["requests"], story.mine(CAT)["requests"]) == ([LATER], [LATER])
    assert "requests" not in story.mine(ANA)
    assert "I leave" not in str(story.public())
    assert not story.notices(ANA)


def test_another_time_is_a_request_of_its_own(story: Story) -> None:
    story.ask(c.RequestTime(APPLES, FIRST), DAN)
    story.ask(c.RequestTime(APPLES, FIRST, THIRD), DAN)

    assert story.mine(DAN)["requests"] == [ELSEWHEN, "apples.first.third"]


def test_its_host_asks_too_and_organizers_see_that(story: Story) -> None:
    story.ask(c.RequestTime(APPLES, FIRST, SECOND), ANA)

    assert story.organizers()[f"reasons/{LATER}"] == {"reasons": [], "hosts": 1}
    story.ask(c.SetHosts(APPLES, (DAN,)), BOSS)
    assert f"reasons/{LATER}" not in story.organizers()


def test_asked_twice_it_is_asked_once_and_the_reason_stays_unless_it_is_another(story: Story) -> None:
    story.ask(c.RequestTime(APPLES, FIRST, SECOND, reason="I leave at two"), DAN)

    assert story.does_nothing(c.RequestTime(APPLES, FIRST, SECOND), DAN)
    story.ask(c.RequestTime(APPLES, FIRST, SECOND, reason=""), DAN)
    assert f"reasons/{LATER}" not in story.organizers()
    assert story.public()[f"request/{LATER}"]["people"] == 1


def test_it_ends_when_the_last_one_takes_it_back(story: Story) -> None:
    story.ask(c.RequestTime(APPLES, FIRST, SECOND, reason="I leave at two"), DAN)
    story.ask(c.RequestTime(APPLES, FIRST, SECOND), CAT)
    story.ask(c.RequestTime(APPLES, FIRST, SECOND, wanted=False), DAN)

    assert story.public()[f"request/{LATER}"]["people"] == 1
    assert f"reasons/{LATER}" not in story.organizers()
    story.ask(c.RequestTime(APPLES, FIRST, SECOND, wanted=False), CAT)
    assert f"request/{LATER}" not in story.public()
    assert story.does_nothing(c.RequestTime(APPLES, FIRST, SECOND, wanted=False), CAT)


@pytest.mark.parametrize(
    ("topic", "slot", "to", "refusal"),
    [
        (TopicId("none"), FIRST, None, ("topic-unknown", "none")),
        (APPLES, SlotId("none"), None, ("slot-unknown", "none")),
        (APPLES, SECOND, None, ("not-on", "Apples")),
        (APPLES, FIRST, LUNCH, ("slot-break", "Lunch")),
        (APPLES, FIRST, FIRST, ("request-same", "Apples")),
        (APPLES, FIRST, SlotId("beside"), ("request-same", "Apples")),
        (APPLES, FIRST, SlotId("early"), ("slot-begun", "Early")),
    ],
)
def test_what_nobody_can_grant_is_refused(
    story: Story, topic: TopicId, slot: SlotId, to: SlotId | None, refusal: tuple[str, str]
) -> None:
    story.ask(c.PutSlot(SlotId("beside"), "Beside", START + 100 * MINUTE, START + 150 * MINUTE))
    story.ask(c.PutSlot(SlotId("early"), "Early", START + 14 * MINUTE, START + 20 * MINUTE))

    assert story.refusal(c.RequestTime(topic, slot, to), DAN) == refusal


def test_nobody_asks_for_what_people_are_on_their_way_to(story: Story) -> None:
    story.now = START + 45 * MINUTE

    assert story.refusal(c.RequestTime(APPLES, FIRST, SECOND), DAN) == ("request-late", "Apples")
    story.now = START + 205 * MINUTE
    assert story.refusal(c.RequestTime(BEANS, SECOND), DAN) == ("request-late", "Beans")


def test_the_last_session_of_the_day_has_no_other_time(story: Story) -> None:
    story.ask(c.RemoveSlot(THIRD), BOSS)
    story.now = START + 50 * MINUTE

    assert story.refusal(c.RequestTime(BEANS, SECOND), DAN) == ("no-other-time", "Beans")


def test_a_reason_has_an_end_and_a_closed_camp_has_no_requests(story: Story) -> None:
    long = c.RequestTime(APPLES, FIRST, SECOND, reason="x" * (REASON_MAX + 1))
    assert story.refusal(long, DAN) == ("reason-long", REASON_MAX + 1)

    story.ask(c.RequestTime(APPLES, FIRST, SECOND), DAN)
    story.ask(c.SetPhase(Phase.CLOSED, True), BOSS)
    assert story.refusal(c.RequestTime(APPLES, FIRST, THIRD), DAN) == ("camp-closed", None)
    story.ask(c.RequestTime(APPLES, FIRST, SECOND, wanted=False), DAN)
    assert f"request/{LATER}" not in story.public()


def test_one_person_asks_for_a_few_things_only(story: Story) -> None:
    for number in range(REQUESTS_PER_PERSON):
        start = START + (300 + 60 * number) * MINUTE
        story.ask(c.PutSlot(SlotId(f"more{number}"), f"More {number}", start, start + 50 * MINUTE))
        story.ask(c.RequestTime(APPLES, FIRST, SlotId(f"more{number}")), DAN)

    many = ("requests-many", REQUESTS_PER_PERSON)
    assert story.refusal(c.RequestTime(APPLES, FIRST, SECOND), DAN) == many
    assert story.refusal(c.RequestTime(APPLES, FIRST, SECOND), CAT) is None
    story.ask(c.RequestTime(APPLES, FIRST, SlotId("more0"), wanted=False), DAN)
    assert story.refusal(c.RequestTime(APPLES, FIRST, SECOND), DAN) is None
    story.ask(c.RequestTime(APPLES, FIRST, SECOND), DAN)
    story.now = START + 46 * MINUTE  # what cannot be granted any more is nobody's burden
    assert story.refusal(c.RequestTime(BEANS, SECOND, THIRD), DAN) is None


def test_a_session_that_moves_takes_its_requests_along_and_an_undo_brings_them_back(story: Story) -> None:
    story.ask(c.RequestTime(APPLES, FIRST, SECOND), DAN)
    story.ask(c.RequestTime(APPLES, FIRST, THIRD), DAN)
    grant(story)

    assert not [key for key in story.public() if key.startswith("request/")]
    assert "requests" not in story.mine(DAN)
    story.undo()
    assert story.mine(DAN)["requests"] == [LATER, "apples.first.third"]


def test_whoever_asked_is_told_that_it_moved_as_they_had_asked(story: Story) -> None:
    """Dan, who does not go to it, too; Ben, who asked for something else, is not."""
    for person, to in ((CAT, SECOND), (DAN, None), (BEN, THIRD)):
        story.ask(c.RequestTime(APPLES, FIRST, to), person)
    grant(story)

    moved = {"topic": "apples", "slot": "second", "room": "nook", "from_slot": "first", "from_room": "hall"}
    for person, kind in ((ANA, "moved"), (CAT, "granted"), (DAN, "granted")):
        [notice] = story.notices(person)
        assert notice["kind"] == kind
        assert moved.items() <= notice.items()
    assert story.notices(BEN) == []
    story.undo()
    assert [notice["kind"] for notice in story.notices(DAN)] == ["granted", "day-changed"]


def test_a_repeat_at_that_time_answers_a_request(story: Story) -> None:
    story.ask(c.RequestTime(APPLES, FIRST, SECOND), DAN)
    story.ask(c.SetRepeat(APPLES, True), ANA)
    story.ask(c.PlaceTopic(APPLES, SECOND, NOOK, beside=Cell(FIRST, HALL)), BOSS)
    story.publish()

    assert f"request/{LATER}" not in story.public()


def test_declined_kindly(story: Story) -> None:
    for person in (DAN, CAT, VICE):
        story.ask(c.RequestTime(APPLES, FIRST, SECOND), person)
    story.ask(c.DeclineRequest(APPLES, FIRST, SECOND), VICE)

    assert f"request/{LATER}" not in story.public()
    for person in (DAN, CAT):
        [notice] = story.notices(person)
        assert (notice["kind"], notice["title"], notice["from_slot"], notice["slot"]) == (
            "declined", "Apples", "first", "second"
        )  # fmt: skip
    assert story.notices(VICE) == []
    assert story.camp.history[story.camp.seq].args["to"] == "Second"
    assert story.does_nothing(c.DeclineRequest(APPLES, FIRST, SECOND), VICE)
    assert story.refusal(c.DeclineRequest(APPLES, FIRST, SECOND), DAN) == ("not-organizer", None)


def test_a_decline_is_undone_and_whoever_has_not_read_it_need_not(story: Story) -> None:
    story.ask(c.RequestTime(APPLES, FIRST, SECOND, reason="I leave at two"), DAN)
    before = story.public(), story.organizers()[f"reasons/{LATER}"]
    story.ask(c.DeclineRequest(APPLES, FIRST, SECOND), BOSS)
    story.undo()

    assert (story.public(), story.organizers()[f"reasons/{LATER}"]) == before
    assert story.notices(DAN) == []


def test_nobody_is_told_of_what_has_gone_by_itself(story: Story) -> None:
    story.ask(c.RequestTime(APPLES, FIRST, SECOND), DAN)
    story.ask(c.HideTopic(APPLES, True), BOSS)
    story.ask(c.DeclineRequest(APPLES, FIRST, SECOND), BOSS)

    assert story.notices(DAN) == []
    assert dict(story.camp.requests) == {}


def test_whoever_is_forgotten_asks_for_nothing_and_nothing_comes_back(story: Story) -> None:
    story.ask(c.RequestTime(APPLES, FIRST, SECOND, reason="I leave at two"), DAN)
    story.ask(c.RequestTime(APPLES, FIRST, THIRD, reason="my bus"), DAN)
    story.ask(c.RequestTime(APPLES, FIRST, THIRD), CAT)
    story.ask(c.DeclineRequest(APPLES, FIRST, SECOND), BOSS)
    declined = story.camp.seq
    story.ask(c.DeclineRequest(APPLES, FIRST, THIRD), BOSS)
    both = story.camp.seq
    story.ask(c.ForgetPerson(DAN), DAN)

    assert story.refusal(c.Undo(declined), BOSS) == ("undo-unknown", declined)
    story.undo(both)
    assert story.public()["request/apples.first.third"]["people"] == 1
    assert "reasons/apples.first.third" not in story.organizers()
    assert "I leave" not in str(story.camp.history) + str(story.camp.requests)
