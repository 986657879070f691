"""Answers of hosts, as they are kept beside the schedule."""

from collections.abc import Collection, Iterable

from msgspec.structs import replace

from edcamp.domain.camp import Answered, Camp
from edcamp.domain.changes import Fold, put
from edcamp.domain.ids import PersonId, TopicId


def answers_changed(topics: Iterable[TopicId], fold: Fold) -> None:
    """What organizers and people on their way are told of hosts may not be what it was."""
    for topic in topics:
        fold.changes.public.add(f"late/{topic}")
        fold.changes.organizers.add(f"answers/{topic}")


def put_answer(camp: Camp, topic: TopicId, answered: Answered, fold: Fold) -> Camp:
    """In place of what the person said of the same session before."""
    if camp.published is None:
        return camp
    answers_changed((topic,), fold)
    fold.changes.person(answered.person, "day")
    held = camp.published.answers.get(topic, ())
    others = tuple(a for a in held if (a.person, a.cell) != (answered.person, answered.cell))
    answers = camp.published.answers.set(topic, (*others, answered))
    return camp.but(published=replace(camp.published, answers=answers))


def drop_answers(camp: Camp, topic: TopicId, people: Collection[PersonId]) -> Camp:
    """Of people who do not host the topic, but did, so that nobody is shown them now."""
    held = camp.published.answers.get(topic, ()) if camp.published is not None else ()
    left = tuple(a for a in held if a.person not in people)
    if camp.published is None or len(left) == len(held):
        return camp
    return camp.but(published=replace(camp.published, answers=put(camp.published.answers, topic, left or None)))
