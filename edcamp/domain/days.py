"""Everybody's day: where a person is to be, and why."""

from immutables import Map
from msgspec import Struct

from edcamp.domain.assignments import answers_to
from edcamp.domain.camp import Answer, Camp, Help, Weight
from edcamp.domain.hands import hand_at
from edcamp.domain.ids import PersonId, SlotId, TopicId


class StopDocument(Struct, frozen=True, omit_defaults=True):
    """Where a person is to be in one slot, and why: ``host``, ``choice``, ``seat`` or ``vote``. ``answer``: what they
    said of it as its host. ``hand``: they need one there, or somebody is on the way.
    """

    topic: TopicId
    why: str
    answer: Answer | None = None
    hand: Help | None = None


BySlot = dict[SlotId, list[TopicId]]
"""The topics that are on in each slot with sessions, the slots in the order of the day."""


def sessions_by_slot(camp: Camp) -> BySlot:
    """Of the published schedule: what stands."""
    found: BySlot = {slot.id: [] for slot in camp.sessions_slots()}
    for placement in camp.published.placements if camp.published is not None else ():
        if camp.stands(placement):
            found[placement.slot].append(placement.topic)
    return {slot: topics for slot, topics in found.items() if topics}


def day_of(camp: Camp, person: PersonId, by_slot: BySlot | None = None) -> dict[SlotId, StopDocument]:
    """Where a person is to be, by slot: where they host, else what they chose, else their seat, else their best vote.

    The last holds for somebody who joined or voted after the solver counted seats; it minds no capacity. Nobody goes to
    a topic twice: whoever chose its repeat has no seat there, nor goes because of their vote. ``by_slot``: what
    ``sessions_by_slot`` gives, for whoever asks for many people's days.
    """
    schedule = camp.published
    if schedule is None:
        return {}
    choices = camp.choices.get(person, Map())
    seats = schedule.seats.get(person, Map()) if schedule.seats is not None else Map()
    hosted = camp.hosting.get(person, frozenset())
    by_slot = sessions_by_slot(camp) if by_slot is None else by_slot
    day: dict[SlotId, StopDocument] = {}
    for slot in by_slot:
        hosting = sorted(hosted.intersection(by_slot[slot]))
        choice = choices.get(slot)
        if hosting:
            answer, hand = _answer(camp, person, hosting[0], slot), help_at(camp, hosting[0], slot)
            day[slot] = StopDocument(hosting[0], "host", answer, hand)
        elif choice in by_slot[slot]:
            day[slot] = StopDocument(choice, "choice")
    taken = {stop.topic for stop in day.values()}
    for slot in by_slot:
        seat = seats.get(slot)
        if slot not in day and seat in by_slot[slot] and seat not in taken:
            day[slot] = StopDocument(seat, "seat")
            taken.add(seat)
    wanted = _wanted(camp, person)
    for slot in (slot for slot in by_slot if slot not in day):
        liked = [topic for topic in by_slot[slot] if topic in wanted and topic not in taken]
        if liked:
            best = min(liked, key=lambda topic: (wanted[topic] is not Weight.MUST, topic))
            day[slot] = StopDocument(best, "vote")
            taken.add(best)
    return {slot: day[slot] for slot in by_slot if slot in day}


def _wanted(camp: Camp, person: PersonId) -> dict[TopicId, Weight]:
    """What the person voted for. That is little of all that is on: it is looked up, and not for each session."""
    roots = {camp.root(topic) for topic in camp.ballots.get(person, ())}
    votes = {root: camp.vote_of(person, root) for root in roots}
    return {root: weight for root, weight in votes.items() if weight is not Weight.NONE}


def help_at(camp: Camp, topic: TopicId, slot: SlotId) -> Help | None:
    hand = hand_at(camp, topic, slot)
    if hand is None:
        return None
    return Help.NEEDED if hand.coming is None else Help.COMING


def _answer(camp: Camp, person: PersonId, topic: TopicId, slot: SlotId) -> Answer | None:
    found = (a.answer for a in answers_to(camp, topic) if a.person == person and a.slot == slot)
    return next(found, None)
