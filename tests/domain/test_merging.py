"""Two topics become one, and can be taken apart again."""

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Kind, Phase, Tally, Weight
from edcamp.domain.evolve import evolve
from edcamp.domain.ids import PersonId, TopicId
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
    EGGS,
    FIRST,
    HALL,
    SECOND,
    VICE,
    Story,
    everything,
    new_story,
)

MUST, INTERESTED, NONE = Weight.MUST, Weight.INTERESTED, Weight.NONE


@pytest.fixture
def story() -> Story:
    """Apples by Ana, beans by Ben, corn by Cat, nobody has voted."""
    made = new_story()
    for topic, by in ((APPLES, ANA), (BEANS, BEN), (CORN, CAT)):
        made.propose(topic, by)
    return made


def vote(story: Story, *votes: tuple[PersonId, TopicId, Weight]) -> None:
    for person, topic, weight in votes:
        story.ask(c.SetVote(topic, weight), person)


# --- votes


def test_merging_unites_votes_and_counts_each_person_once(story: Story) -> None:
    vote(story, (ANA, BEANS, MUST), (BEN, APPLES, INTERESTED), (CAT, APPLES, INTERESTED), (CAT, BEANS, INTERESTED))

    story.ask(c.MergeTopic(BEANS, APPLES), BOSS)

    assert dict(story.camp.tallies) == {APPLES: Tally(2, 1), CORN: Tally()}
    assert story.mine(ANA)["vote/apples"] == "must"
    assert "vote/beans" not in story.mine(ANA)


def test_merging_counts_the_word_on_the_topic_that_stays_before_any_other(story: Story) -> None:
    vote(story, (CAT, BEANS, MUST), (CAT, APPLES, INTERESTED))

    story.ask(c.MergeTopic(BEANS, APPLES), BOSS)

    assert story.mine(CAT)["vote/apples"] == "interested"


def test_merging_counts_the_highest_of_several_inherited_votes(story: Story) -> None:
    vote(story, (DAN, BEANS, INTERESTED), (DAN, CORN, MUST))

    story.all(c.MergeTopic(BEANS, APPLES), c.MergeTopic(CORN, APPLES), by=BOSS)

    assert dict(story.camp.tallies) == {APPLES: Tally(0, 1)}


def test_an_inherited_vote_can_be_opted_out_of(story: Story) -> None:
    vote(story, (DAN, BEANS, MUST))
    story.ask(c.MergeTopic(BEANS, APPLES), BOSS)

    vote(story, (DAN, APPLES, NONE))

    assert story.camp.tallies[APPLES] == Tally()
    assert "vote/apples" not in story.mine(DAN)
    story.ask(c.UnmergeTopic(BEANS), BOSS)
    assert story.mine(DAN)["vote/beans"] == "must"
    story.ask(c.MergeTopic(BEANS, APPLES), BOSS)
    assert "vote/apples" not in story.mine(DAN)


def test_an_inherited_vote_said_again_is_nothing_new(story: Story) -> None:
    vote(story, (DAN, BEANS, MUST))
    story.ask(c.MergeTopic(BEANS, APPLES), BOSS)

    assert story.does_nothing(c.SetVote(APPLES, MUST), DAN)
    assert story.does_nothing(c.SetVote(BEANS, MUST), DAN)


def test_a_vote_on_a_merged_topic_counts_for_the_one_on_the_wall(story: Story) -> None:
    story.ask(c.MergeTopic(BEANS, APPLES), BOSS)

    vote(story, (DAN, BEANS, MUST))

    assert dict(story.camp.votes[APPLES]) == {DAN: MUST}
    assert story.camp.tallies[APPLES] == Tally(0, 1)


def test_unmerging_gives_both_their_own_votes_back(story: Story) -> None:
    vote(story, (ANA, BEANS, MUST), (BEN, APPLES, INTERESTED))
    story.ask(c.MergeTopic(BEANS, APPLES), BOSS)
    vote(story, (DAN, APPLES, MUST))

    story.ask(c.UnmergeTopic(BEANS), BOSS)

    assert dict(story.camp.tallies) == {APPLES: Tally(1, 1), BEANS: Tally(0, 1), CORN: Tally()}
    assert dict(story.camp.members) == {}


# --- chains


def test_merging_into_a_merged_topic_leads_to_the_one_on_the_wall(story: Story) -> None:
    story.ask(c.MergeTopic(BEANS, APPLES), BOSS)

    story.ask(c.MergeTopic(CORN, BEANS), BOSS)

    assert story.camp.topics[CORN].merged_into == APPLES
    assert dict(story.camp.members) == {APPLES: (BEANS, CORN)}


def test_merging_takes_along_what_was_merged_before(story: Story) -> None:
    vote(story, (DAN, BEANS, MUST))
    story.ask(c.MergeTopic(BEANS, APPLES), BOSS)

    story.ask(c.MergeTopic(APPLES, CORN), BOSS)

    assert dict(story.camp.members) == {CORN: (APPLES, BEANS)}
    assert dict(story.camp.tallies) == {CORN: Tally(0, 1)}
    assert story.mine(DAN)["vote/corn"] == "must"


def test_merging_refuses_what_cannot_be(story: Story) -> None:
    story.ask(c.MergeTopic(BEANS, APPLES), BOSS)
    story.propose(DATES, DAN)
    story.ask(c.HideTopic(DATES, True), BOSS)

    assert story.refusal(c.MergeTopic(CORN, CORN), BOSS) == ("merge-self", "Corn")
    assert story.refusal(c.MergeTopic(APPLES, BEANS), BOSS) == ("merge-self", "Apples")
    assert story.refusal(c.MergeTopic(BEANS, CORN), BOSS) == ("topic-gone", "Beans")
    assert story.refusal(c.MergeTopic(CORN, DATES), BOSS) == ("topic-gone", "Dates")
    assert story.refusal(c.MergeTopic(DATES, CORN), BOSS) == ("topic-gone", "Dates")
    assert story.refusal(c.MergeTopic(CORN, APPLES), CAT) == ("not-organizer", None)
    assert story.does_nothing(c.MergeTopic(BEANS, APPLES), BOSS)
    assert story.refusal(c.UnmergeTopic(CORN), BOSS) == ("not-merged", "Corn")
    assert story.refusal(c.UnmergeTopic(BEANS), BEN) == ("not-organizer", None)


# --- hosts


def test_merging_unites_hosts(story: Story) -> None:
    story.ask(c.MergeTopic(BEANS, APPLES), BOSS)

    assert story.camp.topics[APPLES].hosts == (ANA, BEN)
    assert dict(story.camp.hosting) == {ANA: {APPLES}, BEN: {APPLES}, CAT: {CORN}}
    assert story.mine(BEN)["me"] | {"proposed": [], "hosting": ["apples"]} == story.mine(BEN)["me"]


def test_unmerging_parts_hosts(story: Story) -> None:
    story.ask(c.MergeTopic(BEANS, APPLES), BOSS)

    story.ask(c.UnmergeTopic(BEANS), BOSS)

    assert dict(story.camp.hosting) == {ANA: {APPLES}, BEN: {BEANS}, CAT: {CORN}}


def test_unmerging_leaves_hosts_whom_another_merged_topic_brought_too(story: Story) -> None:
    story.propose(DATES, BEN)
    story.all(c.MergeTopic(BEANS, APPLES), c.MergeTopic(DATES, APPLES), by=BOSS)

    story.ask(c.UnmergeTopic(BEANS), BOSS)

    assert story.camp.topics[APPLES].hosts == (ANA, BEN)


def test_unmerging_leaves_the_proposer_of_the_other_topic(story: Story) -> None:
    story.propose(DATES, ANA)
    story.ask(c.MergeTopic(DATES, APPLES), BOSS)

    story.ask(c.UnmergeTopic(DATES), BOSS)

    assert story.camp.topics[APPLES].hosts == (ANA,)
    assert story.camp.topics[DATES].hosts == (ANA,)


# --- who is told


def test_merging_tells_voters_hosts_and_the_proposer(story: Story) -> None:
    story.propose(DATES, DAN, Kind.LEARN)
    story.ask(c.ClaimTopic(DATES), CAT)
    vote(story, (ANA, DATES, MUST), (VICE, APPLES, MUST))

    story.ask(c.MergeTopic(DATES, APPLES), BOSS)

    told = {
        "kind": "merged", "topic": "apples", "title": "Apples", "from_title": "Dates",
        "slot": None, "room": None, "from_slot": None, "from_room": None, "from_topic": "dates", "carried": None,
    }  # fmt: skip
    assert {person: story.notices(person) for person in (ANA, BEN, CAT, DAN, BOSS, VICE)} == {
        ANA: [told | {"carried": "must"}],
        CAT: [told],
        DAN: [told],
        BEN: [],
        BOSS: [],
        VICE: [],
    }


def test_merging_does_not_tell_who_did_it(story: Story) -> None:
    vote(story, (BOSS, BEANS, MUST), (VICE, BEANS, MUST))

    story.ask(c.MergeTopic(BEANS, APPLES), BOSS)

    assert story.notices(BOSS) == []
    assert len(story.notices(VICE)) == 1


def test_merging_tells_the_hosts_of_the_topic_that_stays(story: Story) -> None:
    """Ana is no voter and no host of beans, but from now on Ben starts apples with her."""
    story.ask(c.MergeTopic(BEANS, APPLES), BOSS)

    assert [(notice["kind"], notice["topic"], notice["from_title"]) for notice in story.notices(ANA)] == [
        ("merged", "apples", "Beans")
    ]


def test_merging_into_a_published_topic_tells_its_new_hosts_where(story: Story) -> None:
    story.place(APPLES, FIRST, HALL)
    story.publish()
    story.ask(c.SeeNotices(10**9), ANA)

    story.ask(c.MergeTopic(BEANS, APPLES), BOSS)

    assert [notice["kind"] for notice in story.notices(BEN)] == ["merged", "placed"]
    assert story.notices(BEN)[1] | {"slot": "first", "room": "hall", "topic": "apples"} == story.notices(BEN)[1]
    assert [notice["kind"] for notice in story.notices(ANA)] == ["merged"]


def test_merging_changes_the_day_of_people_who_chose_the_topic_without_voting(story: Story) -> None:
    story.place(BEANS, FIRST, HALL)
    story.publish()
    story.ask(c.ChooseSession(FIRST, BEANS), DAN)

    story.ask(c.MergeTopic(BEANS, APPLES), BOSS)

    assert story.mine(DAN)["day"] == {}
    assert "day" in story.changes.people[DAN]


# --- undo


def test_undoing_a_merge_brings_everything_back(story: Story) -> None:
    vote(story, (DAN, BEANS, MUST))
    story.place(BEANS, FIRST, HALL)
    story.ask(c.MergeTopic(CORN, BEANS), BOSS)
    before = story.camp
    story.ask(c.MergeTopic(BEANS, APPLES), BOSS)

    story.undo()

    for part in ("topics", "members", "tallies", "votes", "hosting", "draft"):
        assert getattr(story.camp, part) == getattr(before, part), part


def test_undoing_an_unmerge_is_refused_when_the_other_topic_was_merged_away(story: Story) -> None:
    """Else dates would hang on apples, which are not on the wall: their votes would be lost."""
    story.propose(DATES, DAN, Kind.LEARN)
    story.all(c.MergeTopic(DATES, APPLES), c.UnmergeTopic(DATES), by=BOSS)
    unmerged = story.camp.seq
    story.ask(c.MergeTopic(APPLES, CORN), BOSS)

    assert story.refusal(c.Undo(unmerged), BOSS) == ("undo-stale", "Apples")
    story.undo()
    story.undo(unmerged)
    assert dict(story.camp.members) == {APPLES: (DATES,)}


def test_undoing_an_unmerge_is_refused_when_others_were_merged_into_the_topic(story: Story) -> None:
    story.propose(DATES, DAN, Kind.LEARN)
    story.propose(EGGS, DAN, Kind.LEARN)
    story.all(c.MergeTopic(DATES, APPLES), c.UnmergeTopic(DATES), by=BOSS)
    unmerged = story.camp.seq
    story.ask(c.MergeTopic(EGGS, DATES), BOSS)

    assert story.refusal(c.Undo(unmerged), BOSS) == ("undo-stale", "Dates")
    story.undo()
    story.undo(unmerged)
    assert dict(story.camp.members) == {APPLES: (DATES,)}


def test_tallies_are_the_same_when_the_day_is_told_again(story: Story) -> None:
    vote(story, (DAN, BEANS, MUST), (ANA, BEANS, INTERESTED), (ANA, CORN, MUST))
    story.all(c.MergeTopic(BEANS, APPLES), c.MergeTopic(APPLES, CORN), c.UnmergeTopic(BEANS), by=BOSS)
    story.place(CORN, SECOND, HALL)
    again = Story()

    for entry in story.entries:
        again.camp, _ = evolve(again.camp, entry)

    assert again.camp == story.camp
    assert everything(again.camp) == everything(story.camp)


# --- the way out, and back


def test_a_vote_that_went_along_can_be_taken_back_when_voting_is_closed(story: Story) -> None:
    """The organizer merges while the schedule is made; Dan did not mean apples."""
    vote(story, (DAN, BEANS, MUST), (CAT, BEANS, INTERESTED), (CAT, APPLES, MUST))
    story.all(c.SetPhase(Phase.VOTE, False), c.MergeTopic(BEANS, APPLES), by=BOSS)
    assert story.notices(DAN)[0]["carried"] == "must"
    assert story.notices(CAT)[0]["carried"] is None

    story.ask(c.SetVote(APPLES, NONE), DAN)

    assert story.camp.tallies[APPLES] == Tally(0, 1)
    assert story.refusal(c.SetVote(APPLES, INTERESTED), DAN) == ("phase-vote-closed", None)
    story.ask(c.SetVote(APPLES, MUST), DAN)
    assert story.camp.tallies[APPLES] == Tally(0, 2)


def test_only_what_went_along_can_be_taken_back_when_voting_is_closed(story: Story) -> None:
    vote(story, (CAT, BEANS, INTERESTED), (CAT, APPLES, MUST), (DAN, CORN, MUST))
    story.all(c.SetPhase(Phase.VOTE, False), c.MergeTopic(BEANS, APPLES), by=BOSS)

    assert story.refusal(c.SetVote(APPLES, NONE), CAT) == ("phase-vote-closed", None)
    assert story.refusal(c.SetVote(CORN, NONE), DAN) == ("phase-vote-closed", None)
    assert story.refusal(c.SetVote(APPLES, MUST), DAN) == ("phase-vote-closed", None)


def test_nothing_can_be_taken_back_in_a_closed_camp(story: Story) -> None:
    vote(story, (DAN, BEANS, MUST))
    story.all(c.MergeTopic(BEANS, APPLES), c.SetPhase(Phase.CLOSED, True), by=BOSS)

    assert story.refusal(c.SetVote(APPLES, NONE), DAN) == ("camp-closed", None)


def test_whoever_read_of_a_merge_is_told_that_it_ended(story: Story) -> None:
    vote(story, (DAN, BEANS, MUST), (CAT, BEANS, INTERESTED))
    story.ask(c.MergeTopic(BEANS, APPLES), BOSS)
    story.ask(c.SeeNotices(10**9), DAN)
    vote(story, (DAN, APPLES, NONE))

    story.ask(c.UnmergeTopic(BEANS), BOSS)

    [told] = story.notices(DAN)
    assert (told["kind"], told["topic"], told["title"], told["from_title"]) == ("parted", "beans", "Beans", "Apples")
    assert told["carried"] == "must"
    assert story.mine(DAN)["vote/beans"] == "must"
    assert story.notices(CAT) == [], "what she has not read is true no more"
    assert [notice["kind"] for notice in story.notices(BEN)] == [], "a host, who has not read it either"


def test_undoing_a_merge_takes_back_what_nobody_has_read(story: Story) -> None:
    vote(story, (DAN, BEANS, MUST), (CAT, BEANS, INTERESTED))
    story.ask(c.MergeTopic(BEANS, APPLES), BOSS)
    merged = story.camp.seq
    story.ask(c.SeeNotices(10**9), DAN)

    story.undo(merged)

    assert [notice["kind"] for notice in story.notices(DAN)] == ["parted"]
    assert story.notices(CAT) == []
