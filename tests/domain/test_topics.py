"""Cards: proposing, editing, claiming, withdrawing, hiding."""

from msgspec.structs import replace

from edcamp.domain import commands as c
from edcamp.domain.camp import Kind, Phase, Topic, TopicState
from edcamp.domain.ids import PersonId, TopicId
from edcamp.domain.rules import TOPICS_PER_CAMP, TOPICS_PER_PERSON
from tests.domain.story import (
    ANA,
    APPLES,
    BEANS,
    BEN,
    BOSS,
    CAT,
    DATES,
    FIRST,
    GHOST,
    HALL,
    START,
    Story,
)


def test_proposing_to_lead_makes_one_the_host(story: Story) -> None:
    story.ask(
        c.ProposeTopic(
            APPLES, Kind.LEAD, "  Apples  all day ", "Why?\n\n\n\nBecause.", ("Fruit", "fruit"), ("Beamer",)
        ),
        ANA,
    )

    assert story.camp.topics[APPLES] == Topic(
        id=APPLES,
        kind=Kind.LEAD,
        title="Apples all day",
        by=ANA,
        created=START,
        description="Why?\n\nBecause.",
        tags=("fruit",),
        needs=("beamer",),
        seen=True,
        hosts=(ANA,),
    )
    assert story.public()["tally/apples"] == {"interested": 0, "must": 0}
    assert story.public()["host/ana"] == {"name": "Ana"}


def test_proposing_to_learn_has_no_host(story: Story) -> None:
    story.propose(APPLES, ANA, Kind.LEARN)

    assert story.camp.topics[APPLES].hosts == ()
    assert story.mine(ANA)["me"]["proposed"] == [APPLES]
    assert "host/ana" not in story.public()


def test_a_paper_card_has_no_host_and_is_nobodys_own(story: Story) -> None:
    story.ask(c.ProposeTopic(APPLES, Kind.LEAD, "Apples", card=True), BOSS)

    assert story.camp.topics[APPLES].hosts == ()
    assert story.mine(BOSS)["me"]["proposed"] == []
    assert story.refusal(c.ProposeTopic(BEANS, Kind.LEAD, "Beans", card=True), ANA) == ("not-organizer", None)


def test_proposing_refuses_a_taken_or_impossible_id(story: Story) -> None:
    story.propose(APPLES, ANA)

    assert story.refusal(c.ProposeTopic(APPLES, Kind.LEAD, "Apples"), ANA) == ("topic-exists", APPLES)
    for ident in ("", "Apples", "-apples", "a" * 41, "a/b", "a\n", "ä"):
        assert story.refusal(c.ProposeTopic(TopicId(ident), Kind.LEAD, "Apples"), ANA) == ("bad-id", ident)


def test_proposing_refuses_whoever_has_not_joined(story: Story) -> None:
    assert story.refusal(c.ProposeTopic(APPLES, Kind.LEAD, "Apples"), GHOST) == ("not-joined", None)
    assert story.refusal(c.ProposeTopic(APPLES, Kind.LEAD, "Apples"), None) == ("not-joined", None)


def test_a_person_has_so_many_topics_and_no_more(story: Story) -> None:
    for n in range(TOPICS_PER_PERSON):
        story.propose(TopicId(f"t{n}"), ANA, title="Apples")

    assert story.refusal(c.ProposeTopic(APPLES, Kind.LEAD, "Apples"), ANA) == ("topics-many-person", 20)
    assert story.refusal(c.ProposeTopic(APPLES, Kind.LEAD, "Apples"), BEN) is None
    story.ask(c.WithdrawTopic(TopicId("t0")), ANA)
    assert story.refusal(c.ProposeTopic(APPLES, Kind.LEAD, "Apples"), ANA) is None


def test_an_organizer_may_type_in_as_many_cards_as_there_are(story: Story) -> None:
    for n in range(TOPICS_PER_PERSON):
        story.ask(c.ProposeTopic(TopicId(f"t{n}"), Kind.LEAD, "A card", card=True), BOSS)

    assert story.refusal(c.ProposeTopic(APPLES, Kind.LEAD, "Apples", card=True), BOSS) is None


def test_the_wall_is_full_at_some_point(story: Story) -> None:
    topic = Topic(APPLES, Kind.LEAD, "Apples", BOSS, START)
    many = {TopicId(f"t{n}"): replace(topic, id=TopicId(f"t{n}")) for n in range(TOPICS_PER_CAMP)}
    story.camp = story.camp.but(topics=story.camp.topics.update(many))

    assert story.refusal(c.ProposeTopic(APPLES, Kind.LEAD, "Apples"), ANA) == ("topics-many-camp", 1000)


# --- editing


def test_editing_changes_only_what_is_given(story: Story) -> None:
    story.ask(c.ProposeTopic(APPLES, Kind.LEAD, "Apples", "Why", ("fruit",), ("beamer",)), ANA)
    before = story.camp.topics[APPLES]

    story.ask(c.EditTopic(APPLES, title="Pears"), ANA)
    assert story.camp.topics[APPLES] == replace(before, title="Pears")
    story.ask(c.EditTopic(APPLES, description="", tags=(), needs=("piano",)), BOSS)
    assert story.camp.topics[APPLES] == replace(before, title="Pears", description="", tags=(), needs=("piano",))
    assert story.does_nothing(c.EditTopic(APPLES, title=" Pears "), ANA)
    assert story.does_nothing(c.EditTopic(APPLES), ANA)


def test_editing_refuses_who_may_not(story: Story) -> None:
    story.propose(APPLES, ANA)
    story.propose(BEANS, ANA)
    story.ask(c.HideTopic(BEANS, True), BOSS)

    assert story.refusal(c.EditTopic(APPLES, title="Pears"), BEN) == ("topic-not-yours", "Apples")
    assert story.refusal(c.EditTopic(APPLES, title="Pears"), GHOST) == ("not-joined", None)
    assert story.refusal(c.EditTopic(DATES, title="Pears"), ANA) == ("topic-unknown", DATES)
    assert story.refusal(c.EditTopic(BEANS, title="Pears"), ANA) == ("topic-gone", "Beans")


def test_editing_refuses_a_title_too_short_or_long(story: Story) -> None:
    story.propose(APPLES, ANA)

    assert story.refusal(c.EditTopic(APPLES, title=" a\tb "), ANA) is None
    assert story.refusal(c.EditTopic(APPLES, title=" ab "), ANA) == ("title-short", "ab")
    assert story.refusal(c.EditTopic(APPLES, title="a" * 121), ANA) == ("title-long", 121)
    assert story.refusal(c.EditTopic(APPLES, description="a" * 2001), ANA) == ("description-long", 2001)


# --- hosting


def test_claiming_makes_one_the_host_of_a_topic_to_learn(story: Story) -> None:
    story.propose(APPLES, ANA, Kind.LEARN)

    story.ask(c.ClaimTopic(APPLES), BEN)
    story.ask(c.ClaimTopic(APPLES), CAT)

    assert story.camp.topics[APPLES].hosts == (BEN, CAT)
    assert story.mine(BEN)["me"]["hosting"] == [APPLES]
    assert story.does_nothing(c.ClaimTopic(APPLES), BEN)


def test_claiming_can_be_given_back(story: Story) -> None:
    story.propose(APPLES, ANA, Kind.LEARN)
    story.ask(c.ClaimTopic(APPLES), BEN)

    story.ask(c.ClaimTopic(APPLES, claimed=False), BEN)

    assert story.camp.topics[APPLES].hosts == ()
    assert dict(story.camp.hosting) == {}
    assert "host/ben" not in story.public()
    assert story.does_nothing(c.ClaimTopic(APPLES, claimed=False), CAT)


def test_claiming_refuses_what_has_a_host(story: Story) -> None:
    story.propose(APPLES, ANA)

    assert story.refusal(c.ClaimTopic(APPLES), BEN) == ("topic-not-learn", "Apples")
    assert story.refusal(c.ClaimTopic(DATES), BEN) == ("topic-unknown", DATES)
    story.ask(c.SetPhase(Phase.CLOSED, True), BOSS)
    assert story.refusal(c.ClaimTopic(APPLES), BEN) == ("camp-closed", None)


def test_whoever_leads_may_hand_over(story: Story) -> None:
    """Somebody falls ill: the topic stays, and whoever wants to may start it."""
    story.propose(APPLES, ANA)

    story.ask(c.ClaimTopic(APPLES, claimed=False), ANA)

    assert story.camp.topics[APPLES].hosts == ()
    assert story.mine(ANA)["me"]["proposed"] == [APPLES]
    story.ask(c.ClaimTopic(APPLES), BEN)
    assert story.camp.topics[APPLES].hosts == (BEN,)
    assert story.refusal(c.ClaimTopic(APPLES), CAT) == ("topic-not-learn", "Apples")


def test_a_paper_card_to_lead_can_be_claimed_by_whoever_wrote_it(story: Story) -> None:
    story.ask(c.ProposeTopic(APPLES, Kind.LEAD, "Apples", card=True), BOSS)

    story.ask(c.ClaimTopic(APPLES), ANA)

    assert story.camp.topics[APPLES].hosts == (ANA,)


# --- leaving the wall


def test_withdrawing_takes_ones_own_topic_off_the_wall(story: Story) -> None:
    story.propose(APPLES, ANA)

    story.ask(c.WithdrawTopic(APPLES), ANA)

    assert story.camp.topics[APPLES].state is TopicState.WITHDRAWN
    assert {"topic/apples", "tally/apples", "host/ana"}.isdisjoint(story.public())
    assert story.mine(ANA)["me"] | {"proposed": [], "hosting": []} == story.mine(ANA)["me"]
    assert story.organizers()["topic/apples"] == {
        "id": "apples",
        "kind": "lead",
        "title": "Apples",
        "state": "withdrawn",
    }
    assert story.does_nothing(c.WithdrawTopic(APPLES), ANA)
    assert story.does_nothing(c.WithdrawTopic(APPLES), BOSS)


def test_withdrawing_refuses_who_may_not_even_if_it_is_done(story: Story) -> None:
    story.propose(APPLES, ANA)

    for _ in range(2):
        assert story.refusal(c.WithdrawTopic(APPLES), BEN) == ("topic-not-yours", "Apples")
        assert story.refusal(c.WithdrawTopic(APPLES), GHOST) == ("not-joined", None)
        story.ask(c.WithdrawTopic(APPLES), ANA)
    assert story.refusal(c.WithdrawTopic(DATES), GHOST) == ("not-joined", None)
    assert story.refusal(c.WithdrawTopic(DATES), ANA) == ("topic-unknown", DATES)


def test_hiding_takes_any_topic_off_the_wall_and_back(story: Story) -> None:
    story.propose(APPLES, ANA)
    before = story.public()

    story.ask(c.HideTopic(APPLES, True), BOSS)
    assert story.camp.topics[APPLES].state is TopicState.HIDDEN
    assert story.does_nothing(c.HideTopic(APPLES, True), BOSS)
    story.ask(c.HideTopic(APPLES, False), BOSS)

    assert story.public() == before
    assert story.refusal(c.HideTopic(APPLES, True), ANA) == ("not-organizer", None)
    assert story.refusal(c.HideTopic(DATES, True), BOSS) == ("topic-unknown", DATES)


def test_hiding_changes_the_day_of_people_who_chose_it_without_voting(story: Story) -> None:
    story.propose(APPLES, ANA)
    story.place(APPLES, FIRST, HALL)
    story.publish()
    story.ask(c.ChooseSession(FIRST, APPLES), BEN)
    story.ask(c.AssignSeats(1, {CAT: {FIRST: APPLES}}))
    assert story.mine(BEN)["day"] == {"first": {"topic": "apples", "why": "choice"}}
    assert story.mine(CAT)["day"] == {"first": {"topic": "apples", "why": "seat"}}

    story.ask(c.HideTopic(APPLES, True), BOSS)

    for person in (BEN, CAT):
        assert story.mine(person)["day"] == {}
        assert "day" in story.changes.people[person]


def test_a_topic_says_nothing_public_about_who_proposed_it(story: Story) -> None:
    story.propose(APPLES, PersonId("dan"), Kind.LEARN)

    assert story.public()["topic/apples"] == {"id": "apples", "kind": "learn", "title": "Apples", "created": START}
    assert "dan" not in str(story.public())
