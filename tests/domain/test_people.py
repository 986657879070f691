"""Joining, interests, organizers, and being forgotten."""

from edcamp.domain import commands as c
from edcamp.domain.camp import Kind, Weight
from edcamp.domain.documents import PUBLIC
from edcamp.domain.ids import PersonId
from edcamp.domain.rules import PEOPLE_PER_CAMP
from tests.domain.story import ANA, APPLES, BEANS, BEN, BOSS, FIRST, GHOST, HALL, NAMES, Story, seen_by


def test_joining_makes_a_person_known(story: Story) -> None:
    before = story.public()["people"]["joined"]

    story.ask(c.Join(GHOST, (" Maths ", "maths", "ART")))

    assert story.camp.people[GHOST].interests == ("maths", "art")
    assert story.public()["people"] == {"joined": before + 1}
    assert story.mine(GHOST) == {
        "me": {
            "person": "ghost", "name": "", "organizer": False, "interests": ["maths", "art"],
            "proposed": [], "hosting": [],
        }
    }  # fmt: skip


def test_joining_again_changes_nothing(story: Story) -> None:
    assert story.does_nothing(c.Join(ANA, ("other",)))
    assert story.does_nothing(c.Join(BOSS, organizer=True))


def test_joining_as_an_organizer_makes_a_known_person_one(story: Story) -> None:
    story.ask(c.Join(ANA, organizer=True))

    assert story.camp.is_organizer(ANA)
    assert story.organizers()["organizer/ana"] == {"name": "Ana"}
    assert "organizer/ana" not in story.public()


def test_joining_refuses_a_bad_id_and_a_full_camp(story: Story) -> None:
    assert story.refusal(c.Join(PersonId("An a"))) == ("bad-id", "An a")
    person = story.camp.people[ANA]
    story.camp = story.camp.but(
        people=story.camp.people.update({PersonId(f"p{n}"): person for n in range(PEOPLE_PER_CAMP)})
    )
    count = len(story.camp.people)

    assert story.refusal(c.Join(GHOST)) == ("people-many", count)
    assert story.refusal(c.Join(ANA, organizer=True)) is None


def test_interests_are_seen_by_their_person_alone(story: Story) -> None:
    story.ask(c.SetInterests(("Knitting",)), ANA)

    assert story.mine(ANA)["me"]["interests"] == ["knitting"]
    for shared in (story.public(), story.organizers(), story.mine(BEN)):
        assert "knitting" not in str(shared)
    assert story.does_nothing(c.SetInterests((" knitting",)), ANA)
    assert story.refusal(c.SetInterests(()), GHOST) == ("not-joined", None)
    assert story.refusal(c.SetInterests(tuple(f"i{n}" for n in range(21))), ANA) == ("interests-many", 21)


def test_a_new_name_is_shown_wherever_the_name_stands(story: Story) -> None:
    story.propose(APPLES, ANA)

    story.ask(c.NoteNewName(), ANA)
    assert (story.changes.public, story.changes.organizers, story.changes.people) == (
        {"host/ana"},
        {"origin/apples"},
        {ANA: {"me"}},
    )
    story.ask(c.NoteNewName(), BOSS)
    assert (story.changes.public, story.changes.organizers) == (set(), {"organizer/boss"})
    assert story.refusal(c.NoteNewName(), GHOST) == ("not-joined", None)


def test_names_of_people_who_host_nothing_are_not_public(story: Story) -> None:
    story.propose(APPLES, ANA)
    story.propose(BEANS, BEN, Kind.LEARN)
    story.ask(c.SetVote(APPLES, Weight.MUST), BEN)

    public = str(seen_by(story.camp, NAMES, PUBLIC))

    assert [name for name in NAMES.values() if name in public] == ["Ana"]


# --- being forgotten


def test_forgetting_ends_hosting_and_keeps_votes_as_numbers(story: Story) -> None:
    story.propose(APPLES, ANA)
    story.ask(c.SetVote(APPLES, Weight.MUST), ANA)

    story.ask(c.ForgetPerson(ANA), ANA)

    assert story.camp.topics[APPLES].hosts == ()
    assert story.public()["tally/apples"] == {"interested": 0, "must": 1}
    assert "host/ana" not in story.public()
    assert ANA not in story.camp.hosting


def test_forgetting_ends_hosting_of_merged_topics_too(story: Story) -> None:
    story.propose(APPLES, ANA)
    story.propose(BEANS, BEN)
    story.ask(c.MergeTopic(APPLES, BEANS), BOSS)

    story.ask(c.ForgetPerson(ANA), BOSS)
    assert (story.camp.topics[APPLES].hosts, story.camp.topics[BEANS].hosts) == ((), (BEN,))
    story.ask(c.UnmergeTopic(APPLES), BOSS)

    assert story.camp.topics[APPLES].hosts == ()


def test_forgetting_is_up_to_oneself_and_organizers(story: Story) -> None:
    assert story.refusal(c.ForgetPerson(ANA), BEN) == ("not-organizer", None)
    assert story.refusal(c.ForgetPerson(ANA), ANA) is None
    assert story.refusal(c.ForgetPerson(ANA), BOSS) is None
    assert story.refusal(c.ForgetPerson(ANA), None) is None
    assert story.refusal(c.ForgetPerson(GHOST), GHOST) == ("person-unknown", "ghost")
    assert story.refusal(c.ForgetPerson(GHOST), BOSS) == ("person-unknown", "ghost")


def test_what_is_forgotten_cannot_be_brought_back_by_an_undo(story: Story) -> None:
    story.propose(APPLES, ANA)
    story.place(APPLES, FIRST, HALL)
    story.ask(c.EditTopic(APPLES, title="Pears"), BOSS)
    edited = story.camp.seq

    story.ask(c.ForgetPerson(ANA), ANA)

    assert story.refusal(c.Undo(edited), BOSS) == ("undo-stale", "Pears")
    assert story.camp.seq not in story.camp.history
