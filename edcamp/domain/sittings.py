"""Sessions under ids for ever, so that whoever wrote one down learns what became of it."""

from collections.abc import Iterable

from msgspec.structs import replace

from edcamp.domain.camp import Camp, Placement, Sitting
from edcamp.domain.days import day_of, sessions_by_slot
from edcamp.domain.ids import Instant, PersonId, TopicId
from edcamp.domain.notices import ways

_SAID = ("topic", "slot", "room", "title", "description", "start", "end", "place", "link", "missed")
"""What a sitting tells people: it is another revision when any of these is another."""


def followed(before: Camp, after: Camp, at: Instant) -> Camp:
    """``after`` with its sittings as they became by what led there from ``before``."""
    same = all(getattr(before, part) is getattr(after, part) for part in ("published", "topics", "slots", "rooms"))
    if same or (after.published is None and not after.sittings):
        return after
    shown: dict[TopicId, list[Placement]] = {}
    for placement in after.published.placements if after.published is not None else ():
        if after.stands(placement):
            shown.setdefault(placement.topic, []).append(placement)
    known: dict[TopicId, list[Sitting]] = {}
    for sitting in after.sittings.values():
        known.setdefault(sitting.topic, []).append(sitting)
    changed = {}
    for topic in sorted(shown.keys() | known.keys()):
        for sitting in _of_topic(before, after, topic, known.get(topic, []), shown.get(topic, []), at):
            old = after.sittings.get(sitting.id)
            if old is None:
                changed[sitting.id] = sitting
            elif any(getattr(old, part) != getattr(sitting, part) for part in _SAID):
                changed[sitting.id] = replace(sitting, at=at, revision=old.revision + 1)
    return after.but(sittings=after.sittings.update(changed)) if changed else after


def _of_topic(
    before: Camp, after: Camp, topic: TopicId, known: list[Sitting], shown: list[Placement], at: Instant
) -> Iterable[Sitting]:
    """The topic's sittings that take place, as they are now, and those that do so no more.

    What comes back after it was gone is the sitting that it was.
    """
    standing = {sitting.placement.cell: sitting for sitting in known if sitting.missed is None}
    free = sorted(sitting.id for sitting in known if sitting.missed is not None)
    free += [f"{number}.{topic}" for number in range(len(known) + 1, len(known) + len(shown) + 1)]
    moves = ways(after, [sitting.placement for sitting in standing.values()], shown)
    came = {now.cell: was for was, now in moves if now is not None}
    for placement in shown:
        was = came.get(placement.cell, placement)
        if was is not None:
            yield _saying(after, standing[was.cell].id, placement, at)
        else:
            yield _saying(after, free.pop(0), placement, at)
    for was, now in moves:
        if was is not None and now is None:
            yield replace(standing[was.cell], missed=_going(before, was))


def _saying(camp: Camp, sitting: str, placement: Placement, at: Instant) -> Sitting:
    topic, slot, room = camp.topics[placement.topic], camp.slots[placement.slot], camp.rooms[placement.room]
    return Sitting(
        id=sitting,
        topic=topic.id,
        slot=slot.id,
        room=room.id,
        title=topic.title,
        description=topic.description,
        start=slot.start,
        end=slot.end,
        place=room.name,
        link=room.link,
        at=at,
    )


def _going(camp: Camp, placement: Placement) -> frozenset[PersonId]:
    """Who was to be there: of all whom anything could have led there."""
    topic, slot = placement.topic, placement.slot
    seats = camp.published.seats if camp.published is not None else None
    plans = (*camp.choices.items(), *(seats.items() if seats is not None else ()))
    people = {person for person, by_slot in plans if by_slot.get(slot) == topic}
    people |= {*camp.topics[topic].hosts, *camp.voters(topic)}
    by_slot = sessions_by_slot(camp)
    days = ((person, day_of(camp, person, by_slot).get(slot)) for person in people)
    return frozenset(person for person, stop in days if stop is not None and stop.topic == topic)
