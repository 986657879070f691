"""Lists that organizers bring along: all of it or nothing, and who is on one is not here yet."""

from edcamp.domain import commands as c
from edcamp.domain.camp import Kind
from edcamp.domain.ids import PersonId, TopicId
from tests.domain.story import ANA, APPLES, BEANS, BOSS, CORN, GHOST, Story, new_story

EVE, FAY = PersonId("eve"), PersonId("fay")


def listed(topic: TopicId, host: PersonId | None = None, title: str = "") -> c.ListedTopic:
    kind = Kind.LEARN if host is None else Kind.LEAD
    return c.ListedTopic(topic, kind, title or str(topic).title(), by=host)


def imported() -> Story:
    story = new_story()
    people = (c.ExpectedPerson(EVE, ("Art",)), c.ExpectedPerson(FAY))
    story.ask(c.ImportList(people, (listed(APPLES, EVE), listed(BEANS), listed(CORN, ANA))), BOSS)
    return story


def test_topics_are_on_the_wall_with_their_hosts() -> None:
    story = imported()
    public = story.public()
    assert [public[f"topic/{topic}"]["hosts"] for topic in (APPLES, CORN)] == [[EVE], [ANA]]
    assert public[f"topic/{BEANS}"]["card"]
    assert public[f"topic/{BEANS}"].get("hosts", []) == []
    assert story.camp.topics[APPLES].by == EVE
    assert story.camp.topics[BEANS].by == BOSS
    assert story.camp.people[EVE].interests == ("art",)


def test_whoever_is_on_a_list_is_not_counted_until_they_are_here() -> None:
    story = imported()
    assert story.public()["people"] == {"joined": 6}
    story.ask(c.Arrive(EVE))
    assert story.public()["people"] == {"joined": 7}
    assert "people" in story.changes.public
    assert story.does_nothing(c.Arrive(EVE))
    story.ask(c.Join(FAY))
    assert story.public()["people"] == {"joined": 8}


def test_nobody_unknown_arrives() -> None:
    assert new_story().refusal(c.Arrive(GHOST)) == ("not-joined", None)


def test_the_same_list_again_brings_what_is_new() -> None:
    story = imported()
    again = c.ImportList((c.ExpectedPerson(EVE),), (listed(APPLES, EVE),))
    assert story.does_nothing(again, BOSS)
    more = c.ImportList((c.ExpectedPerson(EVE),), (listed(APPLES, EVE, "Another title"), listed(TopicId("kale"), EVE)))
    story.ask(more, BOSS)
    assert story.camp.topics[APPLES].title == "Apples"
    assert story.camp.topics[TopicId("kale")].hosts == (EVE,)


def test_one_bad_topic_and_nothing_is_imported() -> None:
    story = new_story()
    good = (c.ExpectedPerson(EVE),)
    assert story.refusal(c.ImportList(good, (listed(APPLES, EVE), listed(BEANS, title="x"))), BOSS) == (
        "title-short",
        "x",
    )
    assert story.refusal(c.ImportList(good, (listed(APPLES, FAY),)), BOSS) == ("person-unknown", FAY)
    assert story.refusal(c.ImportList((c.ExpectedPerson(PersonId("a b")),)), BOSS) == ("bad-id", "a b")
    assert story.refusal(c.ImportList(good), ANA) == ("not-organizer", None)


def test_an_import_is_one_line_of_the_history_and_one_undo() -> None:
    story = imported()
    seq = story.camp.seq
    action = story.organizers()[f"action/{seq}"]
    assert (action["what"], action["args"]) == ("list-imported", {"people": "2", "topics": "3"})
    story.undo(seq)
    assert [key for key in story.public() if key.startswith("topic/")] == []
    story.undo()
    assert len([key for key in story.public() if key.startswith("topic/")]) == 3


def test_whoever_is_expected_and_forgotten_stays_uncounted() -> None:
    story = imported()
    story.ask(c.ForgetPerson(EVE), BOSS)
    assert story.public()["people"] == {"joined": 6}
    assert story.public()[f"topic/{APPLES}"].get("hosts", []) == []
