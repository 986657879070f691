"""Cards without a name: nobody learns who proposed them but those it was said of."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from edcamp import wire
from edcamp.domain import commands as c
from edcamp.domain.camp import Kind, Phase, Seen, Weight
from edcamp.domain.documents import Names
from edcamp.domain.ids import PersonId, TopicId
from edcamp.domain.preview import foresee
from edcamp.domain.refusals import Refused
from tests.domain.story import (
    ANA,
    APPLES,
    BEANS,
    BEN,
    BOSS,
    CAT,
    CORN,
    DAN,
    FIRST,
    HALL,
    MINUTE,
    NAMES,
    NOOK,
    SECOND,
    SETTINGS,
    VICE,
    Story,
    everything,
    new_story,
)  # fmt: skip

QUIET = PersonId("quiet-person")
"""Proposes without a name, and hosts nothing."""
SIGNED = "Nobody In Particular"
PEOPLE: Names = {**NAMES, QUIET: SIGNED}
CARD = TopicId("card")


def told(story: Story) -> str:
    """Everything that anybody but the person is shown, names and all."""
    shown = everything(story.camp, PEOPLE)
    del shown[f"person/{QUIET}"]
    return json.dumps(shown)


def quiet_story(*, organizer: bool = False) -> Story:
    story = new_story()
    story.ask(c.Join(QUIET, organizer=organizer))
    story.ask(c.ProposeTopic(CARD, Kind.LEARN, "Am I the only one?", anonymous=Seen.NOBODY), QUIET)
    return story


by_quiet = st.sampled_from(
    [
        c.EditTopic(CARD, title="Is it only me?"),
        c.SetVote(CARD, Weight.MUST),
        c.SetVote(APPLES, Weight.INTERESTED),
        c.SetHope(CARD, "Courage"),
        c.SetHope(CARD, ""),
        c.SetInterests(("art",)),
        c.DeclineTopic(CARD),
        c.BeAt(FIRST, CARD),
        c.ChooseSession(FIRST, CARD),
        c.NoteNewName(),
        c.WithdrawTopic(CARD),
    ]
)
by_others = st.tuples(
    st.sampled_from([ANA, BEN, BOSS, VICE]),
    st.sampled_from(
        [
            c.ProposeTopic(APPLES, Kind.LEAD, "Apples"),
            c.ProposeTopic(BEANS, Kind.LEARN, "Beans"),
            c.SetVote(CARD, Weight.MUST),
            c.ClaimTopic(CARD),
            c.ClaimTopic(CARD, False),
            c.MergeTopic(CARD, APPLES),
            c.MergeTopic(APPLES, CARD),
            c.UnmergeTopic(CARD),
            c.UnmergeTopic(APPLES),
            c.HideTopic(CARD, True),
            c.HideTopic(CARD, False),
            c.EditTopic(CARD, title="Are we many?"),
            c.EditCamp(replace(SETTINGS, anonymous_seen=True)),
            c.EditCamp(replace(SETTINGS, hide_tallies=True)),
            c.PlaceTopic(CARD, FIRST, HALL),
            c.PlaceTopic(APPLES, SECOND, NOOK),
            c.SetPhase(Phase.RUN, True),
        ]
    ),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(by_quiet, by_others, st.sampled_from(["publish", "undo", "wait"])), max_size=20))
def test_no_audience_learns_who_proposed_it(asked: list[object]) -> None:
    story = quiet_story()
    for ask in asked:
        command, by = (ask[1], ask[0]) if isinstance(ask, tuple) else (ask, QUIET)
        try:
            match command:
                case "publish":
                    story.publish()
                case "undo":
                    story.undo()
                case "wait":
                    story.now += 50 * MINUTE
                case _:
                    story.ask(command, by)
        except Refused:
            continue
        assert QUIET not in told(story)
        assert SIGNED not in told(story)
        for source, into in ((CARD, APPLES), (APPLES, CARD)):
            try:
                foreseen = foresee(story.camp, c.MergeTopic(source, into), BOSS, story.now)
            except Refused:
                continue
            named = {person for notice, people in foreseen.told for person in people if notice.topic == into}
            voted = story.camp.voters(source)
            assert QUIET not in named - voted


def test_also_when_an_organizer_proposes_it() -> None:
    story = quiet_story(organizer=True)
    assert not any(key.startswith("action/") for key in story.organizers())


def test_its_proposer_changes_and_withdraws_it_as_their_own() -> None:
    story = quiet_story()
    assert story.mine(QUIET)["me"]["proposed"] == [CARD]
    story.ask(c.EditTopic(CARD, title="Is it only me?"), QUIET)
    assert story.refusal(c.WithdrawTopic(CARD), ANA) == ("topic-not-yours", "Is it only me?")
    story.ask(c.WithdrawTopic(CARD), QUIET)
    assert not story.camp.topics[CARD].on_wall


def test_whoever_starts_it_is_shown_and_nobody_knows_that_it_was_theirs() -> None:
    story, other = quiet_story(), new_story()
    story.ask(c.ClaimTopic(CARD), QUIET)
    other.ask(c.Join(QUIET))
    other.ask(c.ProposeTopic(CARD, Kind.LEARN, "Am I the only one?", anonymous=Seen.NOBODY), DAN)
    other.ask(c.ClaimTopic(CARD), QUIET)
    assert story.public() == other.public()
    assert story.public()["topic/card"]["hosts"] == [QUIET]
    assert story.organizers() == other.organizers()


def test_an_end_of_a_merge_does_not_show_it_either() -> None:
    """Whoever proposed the card that stands stays its host; of an anonymous one, that would tell who it was."""
    story = quiet_story()
    story.propose(APPLES, QUIET)
    story.ask(c.MergeTopic(APPLES, CARD), BOSS)
    story.ask(c.UnmergeTopic(APPLES), BOSS)
    assert "hosts" not in story.public()["topic/card"]


def test_organizers_see_who_it_was_if_the_camp_says_so_and_the_form_did() -> None:
    story = new_story()
    story.ask(c.EditCamp(replace(SETTINGS, anonymous_seen=True)), BOSS)
    assert story.public()["camp"]["anonymous_seen"] is True
    story.ask(c.Join(QUIET))
    assert story.refusal(c.ProposeTopic(CARD, Kind.LEARN, "Alone?", anonymous=Seen.NOBODY), QUIET) == (
        "anonymous-changed",
        None,
    )
    story.ask(c.ProposeTopic(CARD, Kind.LEARN, "Alone?", anonymous=Seen.ORGANIZERS), QUIET)
    shown = everything(story.camp, PEOPLE)
    assert shown["organizers"]["origin/card"]["by"] == SIGNED
    assert SIGNED not in json.dumps({a: d for a, d in shown.items() if a not in ("organizers", f"person/{QUIET}")})


def test_what_was_promised_holds_when_the_camp_says_something_else_later() -> None:
    story = quiet_story()
    story.ask(c.EditCamp(replace(SETTINGS, anonymous_seen=True)), BOSS)
    assert everything(story.camp, PEOPLE)["organizers"]["origin/card"]["by"] == ""


def test_of_other_cards_organizers_see_who_proposed_them_and_of_those_from_before_they_do_not() -> None:
    story = new_story()
    story.propose(BEANS, ANA, Kind.LEARN)
    story.ask(c.ProposeTopic(CORN, Kind.LEARN, "Corn", card=True), BOSS)
    assert story.organizers()["origin/beans"]["by"] == "Ana"
    assert story.organizers()["origin/corn"]["by"] == ""
    written = wire.encode_entry(story.entries[-2]).replace(b',"seen":true', b"")
    assert wire.decode_entry(written).records != story.entries[-2].records
    assert not wire.decode_entry(written).records[0].seen  # type: ignore[union-attr]


@pytest.mark.parametrize(("kind", "card", "by"), [(Kind.LEAD, False, CAT), (Kind.LEARN, True, BOSS)])
def test_a_card_without_a_name_is_one_to_learn(story: Story, kind: Kind, card: bool, by: PersonId) -> None:
    ask = c.ProposeTopic(CARD, kind, "Alone?", card=card, anonymous=Seen.NOBODY)
    assert story.refusal(ask, by) == ("anonymous-lead", None)
