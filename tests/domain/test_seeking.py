"""A topic that many want and nobody hosts: a few of those who want it most are asked, and nobody again and again."""

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Kind, Phase, Weight
from edcamp.domain.evolve import evolve
from edcamp.domain.ids import PersonId, TopicId
from tests.domain.story import ANA, APPLES, BEANS, BOSS, CORN, HALL, NOOK, Story, new_story

MUST, INTERESTED, NONE = Weight.MUST, Weight.INTERESTED, Weight.NONE
MINUTE = 60_000
CROWD = [PersonId(f"p{number:02}") for number in range(20)]


@pytest.fixture
def story() -> Story:
    """26 people, two rooms: half of an average room are seven. Ana wants to learn about apples, beans and corn."""
    made = new_story()
    made.all(*(c.Join(person) for person in CROWD))
    for topic in (APPLES, BEANS, CORN):
        made.propose(topic, ANA, Kind.LEARN)
    return made


def vote(story: Story, people: list[PersonId], weight: Weight = INTERESTED, topic: TopicId = APPLES) -> None:
    for person in people:
        story.ask(c.SetVote(topic, weight), person)


def asked(story: Story, topic: TopicId = APPLES) -> list[PersonId]:
    return [p for p in sorted(story.camp.people) if topic in story.mine(p)["me"].get("asked", [])]


def test_nobody_is_asked_before_half_a_room_wants_it(story: Story) -> None:
    vote(story, CROWD[:6])
    assert asked(story) == []
    vote(story, CROWD[6:7])
    assert len(asked(story)) == 3
    assert story.organizers()["search/apples"] == {"waiting": 3, "asked": 3}


def test_three_make_a_conversation_in_the_smallest_camp() -> None:
    story = new_story()
    story.propose(APPLES, BOSS, Kind.LEARN)
    people = sorted(p for p in story.camp.people if not story.camp.is_organizer(p))
    vote(story, people[:2])
    assert asked(story) == []
    vote(story, people[2:3])
    assert sorted(asked(story)) == people[:3]


def test_who_must_have_it_is_asked_first(story: Story) -> None:
    vote(story, CROWD[:4])
    vote(story, CROWD[10:13], MUST)

    assert asked(story) == CROWD[10:13]


def test_neither_its_proposer_nor_an_organizer_is_asked(story: Story) -> None:
    vote(story, [ANA, BOSS], MUST)
    vote(story, CROWD[:5])

    assert len(asked(story)) == 3
    assert {ANA, BOSS}.isdisjoint(asked(story))


def test_not_me_is_remembered_and_the_next_one_is_asked(story: Story) -> None:
    vote(story, CROWD[:7])
    first = asked(story)[0]

    story.ask(c.DeclineTopic(APPLES), first)

    assert len(asked(story)) == 3
    assert first not in asked(story)
    assert story.does_nothing(c.DeclineTopic(APPLES), first)
    vote(story, [first], NONE)
    vote(story, [first], MUST)
    vote(story, CROWD[7:12], MUST)
    assert first not in asked(story)


def test_never_more_than_nine_are_asked(story: Story) -> None:
    vote(story, CROWD)
    for _ in range(20):
        for person in asked(story):
            story.ask(c.DeclineTopic(APPLES), person)

    assert asked(story) == []
    assert len(story.camp.searches[APPLES].asked) == 9
    assert story.organizers()["search/apples"] == {"waiting": 0, "asked": 9}


def test_when_nobody_answers_for_five_minutes_two_more_are_asked(story: Story) -> None:
    vote(story, CROWD[:7])
    story.now += 4 * MINUTE
    vote(story, CROWD[7:8])
    assert len(asked(story)) == 3
    story.now += MINUTE
    vote(story, CROWD[8:9])
    assert len(asked(story)) == 5
    vote(story, CROWD[9:10])
    assert len(asked(story)) == 5


def test_one_person_is_asked_about_one_topic_at_a_time_and_two_in_all(story: Story) -> None:
    three = CROWD[:7]
    for topic in (APPLES, BEANS, CORN):
        vote(story, three, MUST, topic)
    often = {person: story.camp.asked.get(person, ()) for person in three}
    assert max(map(len, often.values())) == 1
    assert sorted(map(len, often.values())) == [1] * 7, "seven people, three topics: each is asked once"
    for _ in range(5):
        for topic in (APPLES, BEANS, CORN):
            for person in asked(story, topic):
                story.ask(c.DeclineTopic(topic), person)
    assert max(len(topics) for topics in story.camp.asked.values()) == 2


def test_once_somebody_hosts_it_nobody_is_asked_until_they_leave(story: Story) -> None:
    vote(story, CROWD[:7])
    first, *others = asked(story)

    story.ask(c.ClaimTopic(APPLES), first)

    assert asked(story) == []
    assert "search/apples" not in story.organizers()
    assert all("me" in story.changes.people[person] for person in others)
    story.ask(c.ClaimTopic(APPLES, False), first)
    assert asked(story) == others


def test_a_topic_that_is_led_asks_nobody(story: Story) -> None:
    story.propose(TopicId("lead"), CROWD[0])
    vote(story, CROWD[1:12], MUST, TopicId("lead"))
    story.ask(c.ClaimTopic(TopicId("lead"), False), CROWD[0])
    vote(story, CROWD[12:], MUST, TopicId("lead"))

    assert asked(story, TopicId("lead")) == []


def test_rooms_make_the_threshold(story: Story) -> None:
    """Without rooms eight are guessed, as most camps have them."""
    story.all(c.RemoveRoom(HALL), c.RemoveRoom(NOOK), by=BOSS)
    vote(story, CROWD[:2])
    assert asked(story) == []
    vote(story, CROWD[2:3])
    assert len(asked(story)) == 3


def test_in_a_closed_camp_there_is_nothing_to_answer(story: Story) -> None:
    vote(story, CROWD[:7])
    first = asked(story)[0]
    story.ask(c.SetPhase(Phase.CLOSED, True), BOSS)

    assert story.refusal(c.DeclineTopic(APPLES), first) == ("camp-closed", None)


def test_who_is_forgotten_is_not_asked(story: Story) -> None:
    vote(story, CROWD[:7])
    first = asked(story)[0]

    story.ask(c.ForgetPerson(first), first)

    assert first not in asked(story)


def test_the_same_day_told_again_asks_the_same_people(story: Story) -> None:
    vote(story, CROWD[:15])
    again = Story()

    for entry in story.entries:
        again.camp, _ = evolve(again.camp, entry)
    assert asked(again) == asked(story) != []
