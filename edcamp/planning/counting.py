"""What people get: plain counting over seats, done in the solver's process."""

from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct

import scheduler


class Counted(Struct, frozen=True, tag=True):
    """``must`` and ``interested``: votes with a seat, and votes. ``seats``: people with a vote by how many they have.

    ``nothing``: people with a vote and no seat. A vote for a topic that one hosts oneself counts nowhere.
    """

    must: tuple[int, int]
    interested: tuple[int, int]
    seats: tuple[int, ...]
    nothing: tuple[str, ...]
    value: int | None


def count(
    problem: scheduler.Problem,
    placements: Iterable[scheduler.Placement],
    seats: Mapping[str, Mapping[str, str]],
    value: int | None,
) -> Counted:
    """What people get from ``seats`` (person to slot to topic), as far as the placements still bear them."""
    held = {(p.slot, p.topic) for p in placements}
    hosts = {topic.id: topic.hosts for topic in problem.topics}
    wanted: Counter[str] = Counter()
    seated: Counter[str] = Counter()
    people: Counter[int] = Counter()
    nothing = []
    for person in problem.people:
        votes = {topic: kind for topic, kind in person.votes.items() if person.id not in hosts[topic]}
        if not votes:
            continue
        wanted.update(votes.values())
        topics = {topic for slot, topic in seats.get(person.id, {}).items() if (slot, topic) in held}
        got = [kind for topic, kind in votes.items() if topic in topics]
        seated.update(got)
        people[len(got)] += 1
        if not got:
            nothing.append(person.id)
    return Counted(
        must=(seated["must"], wanted["must"]),
        interested=(seated["interested"], wanted["interested"]),
        seats=tuple(people[number] for number in range(max(people, default=-1) + 1)),
        nothing=tuple(nothing),
        value=value,
    )
