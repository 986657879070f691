"""The one translation between a camp and the scheduler's problem."""

from collections.abc import Iterable
from datetime import UTC, datetime

from msgspec import Struct

import scheduler
from edcamp.domain.camp import Camp, Placement, Unplaced, Weight
from edcamp.domain.ids import Instant, PersonId, RoomId, SlotId, TopicId

FROZEN_BEFORE = 15 * 60_000
"""A published slot that begins within this many milliseconds is not planned anew: people are on their way."""


class Search(Struct, frozen=True):
    """A problem for the solver's process, with how long (seconds) it may take."""

    problem: scheduler.Problem
    seconds: float
    seed: int = 1


def problem_of(camp: Camp, now: Instant) -> scheduler.Problem:
    """The camp as the scheduler sees it.

    Pins are the draft's. What is published is the schedule that moves are counted against, and its slots that have
    begun or are about to are frozen. A need that no room has cannot be met by any plan and is left to the desk, which
    says so at the topic.
    """
    offered = {feature for room in camp.rooms.values() for feature in room.features}
    slots = camp.sessions_slots()
    topics = sorted(camp.wall(), key=lambda topic: topic.id)
    shown = [p for p in camp.published.placements if camp.stands(p)] if camp.published is not None else []
    bookable = {slot.id for slot in slots}
    current = [p for p in shown if p.slot in bookable]
    frozen = {slot.id for slot in slots if slot.start - FROZEN_BEFORE <= now} if current else set()
    pins = [p for p in camp.draft.placements if p.pinned and camp.stands(p) and p.slot not in frozen]
    hosts = {host for topic in topics for host in topic.hosts}
    people = sorted(set(camp.ballots) | hosts)
    return scheduler.Problem(
        rooms=tuple(
            scheduler.Room(room.id, room.capacity, room.features) for room in sorted(camp.rooms.values(), key=_by_id)
        ),
        slots=tuple(scheduler.Slot(slot.id, _time(slot.start), _time(slot.end)) for slot in slots),
        topics=tuple(
            scheduler.Topic(t.id, hosts=t.hosts, needs=tuple(need for need in t.needs if need in offered))
            for t in topics
        ),
        people=tuple(scheduler.Person(person, _votes(camp, person)) for person in people),
        pins=tuple(scheduler.Pin(p.topic, p.slot, p.room) for p in pins),
        current=tuple(scheduler.Placement(p.topic, p.slot, p.room) for p in current),
        frozen=tuple(sorted(frozen)),
    )


def _by_id(thing: object) -> str:
    return str(getattr(thing, "id"))  # noqa: B009 - rooms, slots and topics alike


def _time(at: Instant) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC)


def _votes(camp: Camp, person: PersonId) -> dict[str, scheduler.problem.Interest]:
    votes: dict[str, scheduler.problem.Interest] = {}
    for root in {camp.root(topic) for topic in camp.ballots.get(person, ())}:
        if camp.topics[root].on_wall:
            match camp.vote_of(person, root):
                case Weight.INTERESTED:
                    votes[root] = "interested"
                case Weight.MUST:
                    votes[root] = "must"
                case Weight.NONE:
                    pass
    return dict(sorted(votes.items()))


def placements_of(plan: scheduler.Plan) -> tuple[Placement, ...]:
    return tuple(Placement(TopicId(p.topic), SlotId(p.slot), RoomId(p.room)) for p in plan.placements)


def unplaced_of(plan: scheduler.Plan) -> tuple[Unplaced, ...]:
    return tuple(Unplaced(TopicId(u.topic), u.reason) for u in plan.unplaced)


def seats_problem(
    camp: Camp, placements: Iterable[Placement], now: Instant
) -> tuple[scheduler.Problem, list[scheduler.Placement]]:
    """The problem and the placements whose seats are to be counted."""
    problem = problem_of(camp, now)
    topics, slots = {t.id for t in problem.topics}, {s.id for s in problem.slots}
    kept = [scheduler.Placement(p.topic, p.slot, p.room) for p in placements if p.topic in topics and p.slot in slots]
    return problem, kept
