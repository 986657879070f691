"""What voters hope for: read by hosts and organizers, and by nobody with a name."""

from typing import Any

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Kind, Phase, Weight
from edcamp.domain.ids import PersonId, TopicId
from tests.domain.story import ANA, APPLES, BEANS, BEN, BOSS, CAT, DAN, GHOST, Story, everything


@pytest.fixture
def wanted(story: Story) -> Story:
    """Ana hosts apples, which Ben and Cat want; Dan asks to learn about beans."""
    story.propose(APPLES, ANA)
    story.propose(BEANS, DAN, Kind.LEARN)
    for person in (BEN, CAT):
        story.ask(c.SetVote(APPLES, Weight.INTERESTED), person)
    return story


def read(documents: dict[str, Any], topic: TopicId = APPLES) -> list[str]:
    return [hope["text"] for hope in documents.get(f"hopes/{topic}", ())]


def test_hosts_and_organizers_read_it_and_nobody_else(wanted: Story) -> None:
    wanted.ask(c.SetHope(APPLES, "  A recipe\n for cake "), BEN)
    assert read(wanted.mine(ANA)) == read(wanted.organizers()) == ["A recipe for cake"]
    assert wanted.mine(BEN)["hope/apples"]["text"] == "A recipe for cake"
    for person in (BEN, CAT, DAN):
        assert "hopes/apples" not in wanted.mine(person)
    assert not any("hope" in key for key in wanted.public())


def test_nothing_that_others_read_says_whose_it_is(wanted: Story) -> None:
    before = everything(wanted.camp)
    wanted.ask(c.SetHope(APPLES, "Cake"), BEN)
    after = everything(wanted.camp)
    new = [after[a][k] for a in after if a != "person/ben" for k in after[a] if after[a][k] != before[a].get(k)]
    assert new == [[{"number": wanted.camp.seq, "text": "Cake"}]] * 2
    assert BEN not in str(new)


def test_they_are_listed_as_they_came_and_keep_their_number(wanted: Story) -> None:
    wanted.ask(c.SetHope(APPLES, "Cake"), CAT)
    wanted.ask(c.SetHope(APPLES, "Jam"), BEN)
    wanted.ask(c.SetHope(APPLES, "Pie"), CAT)
    assert read(wanted.mine(ANA)) == ["Pie", "Jam"]


def test_one_goes_along_with_the_vote(wanted: Story) -> None:
    wanted.ask(c.SetHope(APPLES, "Cake"), BEN)
    wanted.ask(c.SetVote(APPLES, Weight.NONE), BEN)
    assert read(wanted.mine(ANA)) == []
    assert "hope/apples" not in wanted.mine(BEN)
    assert wanted.refusal(c.SetHope(APPLES, "Jam"), BEN) == ("hope-no-vote", "Apples")
    wanted.ask(c.SetVote(APPLES, Weight.MUST), BEN)
    assert read(wanted.mine(ANA)) == ["Cake"]


def test_one_goes_along_with_a_merge_and_comes_back(wanted: Story) -> None:
    wanted.ask(c.SetHope(APPLES, "Cake"), BEN)
    wanted.ask(c.ClaimTopic(BEANS), DAN)
    wanted.ask(c.MergeTopic(APPLES, BEANS), BOSS)
    assert read(wanted.mine(DAN), BEANS) == read(wanted.mine(ANA), BEANS) == ["Cake"]
    wanted.ask(c.UnmergeTopic(APPLES), BOSS)
    assert read(wanted.mine(DAN), BEANS) == []
    assert read(wanted.mine(ANA)) == ["Cake"]
    wanted.ask(c.MergeTopic(APPLES, BEANS), BOSS)
    wanted.ask(c.SetHope(BEANS, ""), BEN)
    wanted.ask(c.UnmergeTopic(APPLES), BOSS)
    assert read(wanted.organizers()) == []


def test_whoever_hosts_it_then_reads_it_and_whoever_does_no_more_does_not(wanted: Story) -> None:
    wanted.ask(c.SetHope(APPLES, "Cake"), BEN)
    wanted.ask(c.SetHosts(APPLES, (DAN,)), BOSS)
    assert read(wanted.mine(DAN)) == ["Cake"]
    assert "hopes/apples" not in wanted.mine(ANA)


def test_it_can_be_taken_back(wanted: Story) -> None:
    wanted.ask(c.SetHope(APPLES, "Cake"), BEN)
    wanted.ask(c.SetHope(APPLES, " "), BEN)
    assert "hopes/apples" not in wanted.mine(ANA)
    assert "hopes/apples" not in wanted.organizers()
    assert not wanted.camp.hopes
    assert wanted.does_nothing(c.SetHope(APPLES, ""), BEN)


def test_an_organizer_hides_it_and_it_stays_hidden_whatever_it_says(wanted: Story) -> None:
    wanted.ask(c.SetHope(APPLES, "Rude"), BEN)
    number = wanted.camp.seq
    assert wanted.refusal(c.HideHope(APPLES, number, True), ANA) == ("not-organizer", None)
    wanted.ask(c.HideHope(APPLES, number, True), BOSS)
    hidden = wanted.camp.seq
    for text in ("Ruder", "", "Rudest"):
        wanted.ask(c.SetHope(APPLES, text), BEN)
    assert read(wanted.mine(ANA)) == []
    assert wanted.mine(BEN)["hope/apples"] == {"number": number, "text": "Rudest", "hidden": True}
    assert wanted.organizers()["hopes/apples"] == [{"number": number, "text": "Rudest", "hidden": True}]
    action = wanted.organizers()[f"action/{hidden}"]
    assert (action["what"], action["args"]) == ("hope-hidden", {"topic": "Apples", "hidden": "yes"})
    wanted.undo(hidden)
    assert read(wanted.mine(ANA)) == ["Rudest"]


def test_what_is_not_there_cannot_be_hidden(wanted: Story) -> None:
    wanted.ask(c.SetHope(APPLES, "Cake"), BEN)
    assert wanted.refusal(c.HideHope(BEANS, wanted.camp.seq, True), BOSS) == ("hope-unknown", "Beans")


def test_what_a_forgotten_person_hoped_for_is_forgotten(wanted: Story) -> None:
    wanted.ask(c.SetHope(APPLES, "Cake"), BEN)
    wanted.ask(c.ForgetPerson(BEN), BEN)
    assert read(wanted.mine(ANA)) == read(wanted.organizers()) == []


@pytest.mark.parametrize(
    ("text", "by", "code"), [("x" * 201, BEN, "hope-long"), ("Jam", DAN, "hope-no-vote"), ("Jam", GHOST, "not-joined")]
)
def test_a_hope_may_be_refused(wanted: Story, text: str, by: PersonId, code: str) -> None:
    refusal = wanted.refusal(c.SetHope(APPLES, text), by)
    assert refusal is not None
    assert refusal[0] == code


def test_a_closed_camp_hopes_no_more(wanted: Story) -> None:
    wanted.ask(c.SetPhase(Phase.CLOSED, True), BOSS)
    assert wanted.refusal(c.SetHope(APPLES, "Cake"), BEN) == ("camp-closed", None)
