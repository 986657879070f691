"""Hosts and their sessions: what they said of them, which word still counts, who is asked again, who is warned."""

from collections.abc import Iterator

from immutables import Map
from msgspec import Struct

from edcamp.domain.camp import Answer, Answered, Answers, Camp, Cell, Phase, Placement, Schedule
from edcamp.domain.ids import Instant, PersonId, TopicId

STAYS_WITHIN = 30 * 60_000
"""Milliseconds. A slot that begins earlier or later by more than this is another appointment: who said yes to the one
has said nothing of the other. Ten minutes, three times, are still the same.
"""

REMIND_BEFORE = 20 * 60_000
"""Milliseconds. Early enough for an organizer to find somebody else, so late that nobody has forgotten it again."""

REMIND_AFTER = 5 * 60_000
"""Milliseconds that a host has to answer what was just published, before being asked a second time."""


CLOSING = 5 * 60_000
"""Milliseconds. Before a session ends it is time to bring it to a close: hosts are shown so, and told so."""


class Assignment(Struct, frozen=True):
    """A host's part in a session of the published schedule. ``said``: their word on it, or that they were reminded."""

    placement: Placement
    person: PersonId
    start: Instant
    said: Answered | None

    @property
    def answer(self) -> Answer | None:
        return self.said.answer if self.said is not None else None


def answers_to(camp: Camp, topic: TopicId) -> tuple[Answered, ...]:
    """The answers that count: of people who host it still, to sessions that take place where and when they were to."""
    found = camp.topics.get(topic)
    if camp.published is None or found is None:
        return ()
    counting = (
        answered
        for answered in camp.published.answers.get(topic, ())
        if answered.person in found.hosts
        and camp.stands(Placement(topic, answered.slot, answered.room))
        and abs(camp.slots[answered.slot].start - answered.start) <= STAYS_WITHIN
    )
    return tuple(sorted(counting, key=lambda answered: (answered.slot, answered.room, answered.person)))


def late_sessions(camp: Camp, topic: TopicId) -> tuple[Cell, ...]:
    """Where people may have to wait: a host is late, and no other one said that they will be there."""
    said: dict[Cell, set[Answer | None]] = {}
    for answered in answers_to(camp, topic):
        said.setdefault(answered.cell, set()).add(answered.answer)
    return tuple(cell for cell, words in said.items() if Answer.LATE in words and Answer.CONFIRMED not in words)


def assignments(camp: Camp) -> Iterator[Assignment]:
    """Of every host in every session that everybody is shown."""
    for placement in camp.published.placements if camp.published is not None else ():
        if not camp.stands(placement):
            continue
        said = {a.person: a for a in answers_to(camp, placement.topic) if a.cell == placement.cell}
        for host in camp.topics[placement.topic].hosts:
            yield Assignment(placement, host, camp.slots[placement.slot].start, said.get(host))


def reminders(camp: Camp, now: Instant) -> list[tuple[Instant, Assignment]]:
    """Who is to be asked again and when: hosts who have not answered, once, before their session begins.

    The earliest first. Of what is published too late for that nobody is asked twice.
    """
    if camp.published is None or Phase.CLOSED in camp.phases:
        return []
    told = camp.published.at + REMIND_AFTER
    due = ((max(a.start - REMIND_BEFORE, told), a) for a in assignments(camp) if a.said is None and a.start > now)
    return sorted(((at, a) for at, a in due if at < a.start), key=lambda pair: (pair[0], pair[1].start))


class Ending(Struct, frozen=True):
    """The end of a session, for one of its hosts. ``at``: when they are warned of it."""

    at: Instant
    end: Instant
    person: PersonId
    placement: Placement


def endings(camp: Camp, now: Instant) -> list[Ending]:
    """Who is to be warned, and when, that a session of theirs ends soon. The earliest first.

    Nobody is who said that they cannot be there, and of a session no longer than the warning nobody is.
    """
    if Phase.CLOSED in camp.phases:
        return []
    found = []
    for assignment in assignments(camp):
        end = camp.slots[assignment.placement.slot].end
        if now < end and assignment.start < end - CLOSING and assignment.answer is not Answer.CANNOT:
            found.append(Ending(end - CLOSING, end, assignment.person, assignment.placement))
    return sorted(found, key=lambda ending: (ending.at, ending.person))


def answers_kept(before: Schedule, after: Schedule) -> Answers:
    """Answers to the sessions of ``after``: the newest to those that were in ``before`` too, else those it has."""
    stay = {(p.topic, p.cell) for p in before.placements}
    there = {(p.topic, p.cell) for p in after.placements}
    kept: dict[TopicId, tuple[Answered, ...]] = {}
    for topic in sorted({*before.answers, *after.answers}):
        newest = [a for a in before.answers.get(topic, ()) if (topic, a.cell) in there]
        own = [a for a in after.answers.get(topic, ()) if (topic, a.cell) in there - stay]
        if newest or own:
            kept[topic] = (*newest, *own)
    return Map(kept)
