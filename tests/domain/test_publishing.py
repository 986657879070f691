"""A schedule is shown to everybody, and those concerned are told what it means for them."""

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Kind, Phase, Placement, Schedule, Weight
from edcamp.domain.ids import PersonId, RoomId, SlotId, TopicId
from edcamp.domain.records import NoticesSeen
from tests.domain.story import (
    ANA,
    APPLES,
    BEANS,
    BEN,
    BOSS,
    CAT,
    CORN,
    DAN,
    DATES,
    FIRST,
    GHOST,
    HALL,
    MINUTE,
    NOOK,
    SECOND,
    START,
    VICE,
    Documents,
    Story,
    new_story,
)


@pytest.fixture
def story() -> Story:
    """Apples by Ana in the hall first, beans by Ben in the nook second; corn by Cat has no place."""
    made = new_story()
    for topic, by in ((APPLES, ANA), (BEANS, BEN), (CORN, CAT)):
        made.propose(topic, by)
    made.place(APPLES, FIRST, HALL)
    made.place(BEANS, SECOND, NOOK)
    return made


def told(
    kind: str, topic: TopicId, to: tuple[SlotId, RoomId] | None = None, was: tuple[SlotId, RoomId] | None = None
) -> Documents:
    slot, room = to or (None, None)
    from_slot, from_room = was or (None, None)
    return {
        "kind": kind, "topic": topic, "title": topic.title(), "from_title": "", "from_topic": None, "carried": None,
        "slot": slot, "room": room, "from_slot": from_slot, "from_room": from_room,
    }  # fmt: skip


def all_told(story: Story) -> dict[PersonId, list[Documents]]:
    """Who has unread notices, and which."""
    return {person: notices for person in sorted(story.camp.people) if (notices := story.notices(person))}


def everybody_reads(story: Story) -> None:
    for person in story.camp.people:
        story.ask(c.SeeNotices(10**12), person)


# --- publishing


def test_publishing_shows_the_draft_to_everybody(story: Story) -> None:
    assert "schedule" not in story.public()

    story.publish()

    assert story.camp.published == Schedule(1, START, (Placement(APPLES, FIRST, HALL), Placement(BEANS, SECOND, NOOK)))
    assert story.public()["schedule"] == {
        "number": 1,
        "at": START,
        "sessions": [
            {"topic": "apples", "slot": "first", "room": "hall"},
            {"topic": "beans", "slot": "second", "room": "nook"},
        ],
    }


def test_publishing_begins_to_run_and_leaves_other_phases(story: Story) -> None:
    story.publish()

    assert story.camp.phases == {Phase.GATHER, Phase.VOTE, Phase.RUN}


def test_publishing_refuses_what_there_is_no_sense_in(story: Story) -> None:
    assert story.refusal(c.Publish(story.camp.draft_seq), ANA) == ("not-organizer", None)
    assert new_story().refusal(c.Publish(0), BOSS) == ("draft-empty", None)
    story.publish()
    assert story.refusal(c.Publish(story.camp.draft_seq), BOSS) == ("draft-published", None)


def test_publishing_refuses_a_draft_that_the_asker_has_not_seen(story: Story) -> None:
    seen = story.camp.draft_seq
    story.place(CORN, SECOND, HALL)

    assert story.refusal(c.Publish(seen), BOSS) == ("draft-changed", seen)
    assert story.refusal(c.Publish(seen + 1), BOSS) is None
    assert story.refusal(c.Publish(seen + 2), BOSS) == ("draft-changed", seen + 2)


def test_publishing_does_not_mind_changes_of_anything_else(story: Story) -> None:
    seen = story.camp.draft_seq
    story.ask(c.EditTopic(APPLES, title="Pears"), ANA)

    assert story.refusal(c.Publish(seen), BOSS) is None


def test_publishing_a_pin_alone_is_no_new_schedule(story: Story) -> None:
    story.publish()
    story.ask(c.PinTopic(APPLES, True), BOSS)

    assert story.refusal(c.Publish(story.camp.draft_seq), BOSS) == ("draft-published", None)


def test_publishing_refuses_a_host_in_two_places(story: Story) -> None:
    story.place(CORN, FIRST, NOOK)
    story.propose(TopicId("more"), ANA)
    story.ask(c.MergeTopic(TopicId("more"), CORN), BOSS)

    assert story.refusal(c.Publish(story.camp.draft_seq), BOSS) == ("draft-broken", "Corn")


def test_publishing_does_not_mind_two_places_where_people_are_already(story: Story) -> None:
    """Both sessions run; a merge made Ana a host of the other one too. The afternoon must not wait for that."""
    story.place(CORN, FIRST, NOOK)
    story.publish()
    story.propose(TopicId("more"), ANA)
    story.ask(c.MergeTopic(TopicId("more"), CORN), BOSS)
    story.place(BEANS, SECOND, HALL)
    assert story.refusal(c.Publish(story.camp.draft_seq), BOSS) == ("draft-broken", "Corn")

    story.now = START + 45 * MINUTE

    story.publish()
    assert story.camp.publications == 2
    story.propose(DATES, ANA)
    story.place(DATES, SECOND, NOOK)
    story.propose(TopicId("last"), ANA)
    story.ask(c.MergeTopic(TopicId("last"), BEANS), BOSS)
    assert story.refusal(c.Publish(story.camp.draft_seq), BOSS) == ("draft-broken", "Dates")


def test_publishing_counts_on_after_an_undo(story: Story) -> None:
    story.publish()
    story.undo()
    assert story.camp.published is None

    story.publish()

    assert story.camp.published is not None
    assert story.camp.published.number == 2


# --- who is told


def test_the_first_schedule_tells_hosts_only(story: Story) -> None:
    story.publish()

    assert all_told(story) == {
        ANA: [told("placed", APPLES, (FIRST, HALL))],
        BEN: [told("placed", BEANS, (SECOND, NOOK))],
    }


def test_a_new_schedule_tells_only_those_it_touches(story: Story) -> None:
    story.publish()
    story.ask(c.ChooseSession(FIRST, APPLES), DAN)
    story.ask(c.ChooseSession(SECOND, BEANS), BOSS)
    everybody_reads(story)
    story.place(APPLES, FIRST, NOOK)
    story.place(CORN, SECOND, HALL)

    story.publish()

    assert all_told(story) == {
        ANA: [told("moved", APPLES, (FIRST, NOOK), (FIRST, HALL))],
        CAT: [told("placed", CORN, (SECOND, HALL))],
        DAN: [told("day-changed", APPLES, (FIRST, NOOK), (FIRST, HALL))],
    }


def test_a_session_that_went_is_told_to_its_host_and_whoever_was_going(story: Story) -> None:
    story.publish()
    story.ask(c.AssignSeats(1, {CAT: {FIRST: APPLES, SECOND: BEANS}, ANA: {FIRST: APPLES}}))
    everybody_reads(story)
    story.ask(c.UnplaceTopic(APPLES), BOSS)

    story.publish()

    assert all_told(story) == {
        ANA: [told("unplaced", APPLES, None, (FIRST, HALL))],
        CAT: [told("day-changed", APPLES, None, (FIRST, HALL))],
    }


def test_a_seat_given_up_for_another_session_is_nobodys_business(story: Story) -> None:
    """Dan sits in apples by the solver's count but chose corn: he need not hear that apples moved."""
    story.place(CORN, FIRST, NOOK)
    story.publish()
    story.ask(c.AssignSeats(1, {DAN: {FIRST: APPLES, SECOND: BEANS}}))
    story.ask(c.ChooseSession(FIRST, CORN), DAN)
    everybody_reads(story)
    story.ask(c.UnplaceTopic(APPLES), BOSS)
    story.place(BEANS, SECOND, HALL)

    story.publish()

    assert all_told(story)[DAN] == [told("day-changed", BEANS, (SECOND, HALL), (SECOND, NOOK))]


def test_undoing_a_publication_tells_the_other_way_round(story: Story) -> None:
    story.publish()
    story.place(APPLES, FIRST, NOOK)
    story.ask(c.UnplaceTopic(BEANS), BOSS)
    story.place(CORN, SECOND, HALL)
    story.publish()
    published = story.camp.seq
    everybody_reads(story)

    story.undo(published)

    assert all_told(story) == {
        ANA: [told("moved", APPLES, (FIRST, HALL), (FIRST, NOOK))],
        BEN: [told("placed", BEANS, (SECOND, NOOK))],
        CAT: [told("unplaced", CORN, None, (SECOND, HALL))],
    }


def test_undoing_the_first_publication_takes_it_back(story: Story) -> None:
    before = story.public()
    story.publish()
    published = story.camp.seq
    everybody_reads(story)

    story.undo(published)

    assert story.public() == before
    assert "day" not in story.mine(ANA)
    assert all_told(story) == {
        ANA: [told("unplaced", APPLES, None, (FIRST, HALL))],
        BEN: [told("unplaced", BEANS, None, (SECOND, NOOK))],
    }


def test_undoing_a_publication_brings_the_seats_back(story: Story) -> None:
    story.publish()
    story.ask(c.AssignSeats(1, {DAN: {FIRST: APPLES}}))
    before = story.mine(DAN)["day"]
    story.place(CORN, SECOND, HALL)
    story.publish()
    published = story.camp.seq
    story.ask(c.AssignSeats(2, {DAN: {FIRST: APPLES, SECOND: CORN}}))
    after = story.mine(DAN)["day"]

    story.undo(published)
    assert story.mine(DAN)["day"] == before == {"first": {"topic": "apples", "why": "seat"}}
    story.undo()
    assert story.mine(DAN)["day"] == after
    assert after == {"first": {"topic": "apples", "why": "seat"}, "second": {"topic": "corn", "why": "seat"}}


def test_whoever_claims_a_published_topic_is_told_where(story: Story) -> None:
    story.propose(TopicId("eggs"), DAN, Kind.LEARN)
    story.place(TopicId("eggs"), SECOND, HALL)
    story.publish()
    everybody_reads(story)

    story.ask(c.ClaimTopic(TopicId("eggs")), DAN)

    assert all_told(story) == {DAN: [told("placed", TopicId("eggs"), (SECOND, HALL))]}


def test_only_the_latest_notices_are_kept(story: Story) -> None:
    story.publish()
    for n in range(25):
        story.place(APPLES, FIRST, (NOOK, HALL)[n % 2])
        story.publish()

    kept = story.notices(ANA)

    assert len(kept) == 20
    assert {notice["kind"] for notice in kept} == {"moved"}
    oldest = story.camp.notices[ANA][0].id
    story.place(APPLES, FIRST, HALL)
    story.publish()
    newest = story.camp.notices[ANA][-1].id
    assert story.changes.people[ANA] == {"day", f"notice/{oldest}", f"notice/{newest}"}


# --- reading notices


def test_seeing_notices_takes_them_away_up_to_a_number(story: Story) -> None:
    story.publish()
    first = story.camp.notices[ANA][0].id
    story.place(APPLES, FIRST, NOOK)
    story.publish()

    story.ask(c.SeeNotices(first), ANA)

    assert [notice["kind"] for notice in story.notices(ANA)] == ["moved"]
    assert story.does_nothing(c.SeeNotices(first), ANA)
    story.ask(c.SeeNotices(10**300), ANA)
    assert ANA not in story.camp.notices
    [seen] = story.entries[-1].records
    assert isinstance(seen, NoticesSeen)
    assert seen.up_to < 2**53


# --- what organizers see beforehand


def test_the_draft_says_whom_publishing_would_touch(story: Story) -> None:
    story.publish()
    story.ask(c.AssignSeats(1, {DAN: {FIRST: APPLES}, BEN: {FIRST: APPLES}, CAT: {SECOND: BEANS}}))
    story.place(APPLES, FIRST, NOOK)
    story.place(BEANS, SECOND, HALL)

    draft = story.organizers()["draft"]

    assert draft["differs"] is True
    assert draft["seq"] == story.camp.draft_seq
    assert draft["hosts_touched"] == [
        {"person": "ana", "kind": "moved", "topic": "apples", "title": "Apples", "slot": "first", "room": "nook"},
        {"person": "ben", "kind": "moved", "topic": "beans", "title": "Beans", "slot": "second", "room": "hall"},
    ]
    assert draft["attendees_touched"] == 2


def test_a_draft_like_what_is_published_touches_nobody(story: Story) -> None:
    story.publish()

    draft = story.organizers()["draft"]

    assert (draft["differs"], draft["hosts_touched"], draft["attendees_touched"]) == (False, [], 0)


# --- what is on show and no longer there


def test_the_schedule_leaves_out_what_no_longer_takes_place(story: Story) -> None:
    story.place(CORN, SECOND, HALL)
    story.publish()

    story.ask(c.HideTopic(CORN, True), BOSS)
    assert [s["topic"] for s in story.public()["schedule"]["sessions"]] == ["apples", "beans"]
    story.ask(c.RemoveRoom(NOOK), BOSS)
    assert [s["topic"] for s in story.public()["schedule"]["sessions"]] == ["apples"]
    story.ask(c.PutSlot(FIRST, "Pause", START, START + MINUTE, is_break=True), BOSS)
    assert story.public()["schedule"]["sessions"] == []
    assert story.organizers()["draft"]["differs"] is True


def test_seats_are_for_the_schedule_on_show_only(story: Story) -> None:
    assert story.refusal(c.AssignSeats(1, {}), None) == ("seats-other", 1)
    story.publish()

    assert story.refusal(c.AssignSeats(2, {}), None) == ("seats-other", 2)
    assert story.refusal(c.AssignSeats(1, {}), ANA) == ("not-organizer", None)
    assert story.refusal(c.AssignSeats(1, {}), None) is None


def test_seats_are_for_people_who_joined_only(story: Story) -> None:
    story.publish()
    story.ask(c.AssignSeats(1, {GHOST: {FIRST: APPLES}, DAN: {FIRST: APPLES}}))
    story.ask(c.UnplaceTopic(APPLES), BOSS)

    story.publish()

    assert sorted(story.camp.notices) == [ANA, BEN, DAN]


def test_whoever_goes_by_their_vote_alone_is_told_of_a_move(story: Story) -> None:
    """As who voted after seats were counted does, but not who has a seat elsewhere in that slot."""
    story.place(CORN, FIRST, NOOK)
    story.publish()
    story.ask(c.AssignSeats(1, {BEN: {FIRST: CORN}}))
    for person in (BEN, DAN):
        story.ask(c.SetVote(APPLES, Weight.MUST), person)
    story.place(APPLES, SECOND, HALL)
    assert story.organizers()["draft"]["attendees_touched"] == 1
    story.ask(c.SetVote(APPLES, Weight.INTERESTED), VICE)
    assert "draft" in story.changes.organizers
    assert story.organizers()["draft"]["attendees_touched"] == 2
    before = {person: len(story.notices(person)) for person in (BEN, DAN, VICE)}
    story.publish()
    assert {person: len(story.notices(person)) - count for person, count in before.items()} == {BEN: 0, DAN: 1, VICE: 1}
    assert story.notices(DAN)[-1]["kind"] == "day-changed"
