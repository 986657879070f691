"""The day told again: frames that add up to what everybody saw, and nothing that they did not."""

import msgspec
import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Kind, Phase, Weight, new_camp
from edcamp.domain.evolve import evolve
from edcamp.domain.lapse import FRAMES, MOMENTS, Filming, Lapse, without_tallies
from tests.domain.story import (
    ANA,
    APPLES,
    BEANS,
    BEN,
    BOSS,
    CAMP,
    CAT,
    CORN,
    FIRST,
    HALL,
    MINUTE,
    NOOK,
    Story,
    new_story,
)


@pytest.fixture
def story() -> Story:
    made = new_story()
    made.propose(APPLES, ANA)
    made.propose(BEANS, BEN, Kind.LEARN)
    return made


def told(story: Story, frames: int = 10_000) -> Lapse:
    """Every entry is a frame, unless fewer are wanted."""
    value, filming = new_camp(CAMP), Filming(0 if frames >= len(story.entries) else len(story.entries), 1)
    for entry in story.entries:
        value, _ = evolve(value, entry)
        filming.see(value, entry)
    return filming.end(value, story.entries[-1].at)


def at_the_end(lapse: Lapse) -> tuple[dict[str, tuple[int, int]], set[tuple[str, str, str]], bool]:
    """Tallies, sessions, and whether these are only being arranged: what all frames come to."""
    here: set[int] = set()
    tallies: dict[int, tuple[int, int]] = {}
    sessions: tuple[int, ...] = ()
    for frame in lapse.frames:
        here = (here | set(frame.here)) - set(frame.gone)
        flat = frame.tallies
        tallies |= {flat[i]: (flat[i + 1], flat[i + 2]) for i in range(0, len(flat), 3)}
        sessions = frame.sessions if frame.sessions is not None else sessions
    named = {
        (lapse.topics[sessions[i]].id, lapse.slots[sessions[i + 1]].id, lapse.rooms[sessions[i + 2]].id)
        for i in range(0, len(sessions), 3)
    }
    return {lapse.topics[n].id: tallies.get(n, (0, 0)) for n in here}, named, lapse.frames[-1].draft  # type: ignore[return-value]


def test_votes_rise_frame_by_frame(story: Story) -> None:
    for person, weight in ((ANA, Weight.MUST), (BEN, Weight.INTERESTED), (BEN, Weight.MUST), (ANA, Weight.NONE)):
        story.now += MINUTE
        story.ask(c.SetVote(BEANS, weight), person)
    lapse = told(story)
    assert [topic.title for topic in lapse.topics] == ["Apples", "Beans"]
    rising = [frame.tallies for frame in lapse.frames if frame.tallies]
    assert rising == [(1, 0, 1), (1, 1, 1), (1, 0, 2), (1, 0, 1)]
    assert [frame.at for frame in lapse.frames] == sorted(frame.at for frame in lapse.frames)
    assert at_the_end(lapse)[0] == {APPLES: (0, 0), BEANS: (0, 1)}


def test_an_arrangement_is_told_once_it_is_published(story: Story) -> None:
    story.place(APPLES, FIRST, HALL)
    story.place(BEANS, FIRST, NOOK)
    assert at_the_end(told(story))[1] == set()
    assert not any(frame.draft for frame in told(story).frames)
    story.publish()
    lapse = told(story)
    forming = [(len(frame.sessions) // 3, frame.draft) for frame in lapse.frames if frame.sessions is not None]
    assert forming == [(1, True), (2, True)]
    assert at_the_end(lapse)[1:] == ({(APPLES, FIRST, HALL), (BEANS, FIRST, NOOK)}, False)
    story.propose(CORN, CAT)
    story.ask(c.PlaceTopic(CORN, FIRST, HALL, APPLES), BOSS)
    assert at_the_end(told(story))[1] == {(APPLES, FIRST, HALL), (BEANS, FIRST, NOOK)}


def test_what_was_taken_off_the_wall_is_not_told_and_what_was_merged_is(story: Story) -> None:
    story.propose(CORN, CAT, title="Something rude")
    story.ask(c.SetVote(CORN, Weight.MUST), BEN)
    story.ask(c.HideTopic(CORN, True), BOSS)
    assert b"rude" not in msgspec.json.encode(told(story))
    story.ask(c.SetVote(APPLES, Weight.MUST), CAT)
    story.ask(c.MergeTopic(APPLES, BEANS), BOSS)
    lapse = told(story)
    assert [topic.id for topic in lapse.topics] == [APPLES, BEANS]
    assert at_the_end(lapse)[0] == {BEANS: (0, 1)}


def test_nobody_is_named(story: Story) -> None:
    story.ask(c.SetVote(BEANS, Weight.MUST), ANA)
    text = msgspec.json.encode(told(story))
    for person in story.camp.people:
        assert f'"{person}"'.encode() not in text


def test_tallies_stay_hidden_where_they_are(story: Story) -> None:
    story.ask(c.SetVote(BEANS, Weight.MUST), ANA)
    hidden = without_tallies(told(story))
    assert all(frame.tallies == () for frame in hidden.frames)
    assert [frame.here for frame in hidden.frames] == [frame.here for frame in told(story).frames]


def test_there_are_only_so_many_frames_however_long_the_day(story: Story) -> None:
    for n in range(600):
        story.ask(c.SetVote(BEANS, (Weight.MUST, Weight.INTERESTED)[n % 2]), (ANA, BEN, CAT)[n % 3])
    for n in range(200):
        story.ask(c.SetPhase(Phase.VOTE, bool(n % 2)), BOSS)
    lapse = told(story, FRAMES)
    assert len(lapse.frames) <= FRAMES + MOMENTS + 1
    assert lapse.frames[-1].at == story.now
    assert at_the_end(lapse)[0] == {t: (tally.interested, tally.must) for t, tally in story.camp.tallies.items()}


def test_of_very_many_topics_there_are_fewer_frames() -> None:
    assert Filming(10_000, 1_000)._every == 10_000 // 50
