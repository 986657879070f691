"""Who must be told what when the published schedule changes."""

from collections.abc import Iterable

from immutables import Map

from edcamp.domain.camp import Camp, Notice, NoticeKind, Placement, Schedule, Topic
from edcamp.domain.ids import Instant, PersonId, SlotId, TopicId

Way = tuple[Placement | None, Placement | None]
"""Where a session was and where it is: None when it is new, or gone."""


def publication_notices(camp: Camp, schedule: Schedule | None, at: Instant) -> list[tuple[PersonId, Notice]]:
    """Who must be told what if ``schedule`` replaced the published one, in a fixed order; notice ids are 0.

    Hosts are told of every session of theirs that is new, moved or gone; other people of sessions they meant to attend
    that moved or went: of a topic with a repeat, the one they were going to. The first schedule touches hosts only:
    the rest just see it.
    """
    old = _by_topic(camp.published)
    new = _by_topic(schedule)
    moved = {topic: ways(camp, old.get(topic, ()), new.get(topic, ())) for topic in sorted(old.keys() | new.keys())}
    told: list[tuple[PersonId, Notice]] = []
    for topic_id, moves in moved.items():
        topic = camp.topics[topic_id]
        for was, now in moves:
            kind = NoticeKind.PLACED if was is None else NoticeKind.UNPLACED if now is None else NoticeKind.MOVED
            notice = placement_notice(kind, topic, was, now, at)
            told += [(host, notice) for host in topic.hosts]
    left = {(was.topic, was.slot): (was, now) for moves in moved.values() for was, now in moves if was is not None}
    for person, sessions in sorted(_attending(camp).items()):
        hosted = camp.hosting.get(person, frozenset())
        for topic_id, slot in sorted(sessions & left.keys()):
            if topic_id not in hosted:
                was, now = left[topic_id, slot]
                notice = placement_notice(NoticeKind.DAY_CHANGED, camp.topics[topic_id], was, now, at)
                told.append((person, notice))
    return told


def _by_topic(schedule: Schedule | None) -> dict[TopicId, list[Placement]]:
    found: dict[TopicId, list[Placement]] = {}
    for placement in schedule.placements if schedule is not None else ():
        found.setdefault(placement.topic, []).append(placement)
    return found


def ways(camp: Camp, old: Iterable[Placement], new: Iterable[Placement]) -> list[Way]:
    """How the sessions of one topic got from where they were to where they are; those that stayed are left out.

    One that is still in its slot has only changed its room; the others are matched in the order of the day.
    """
    stay = {p.cell for p in old} & {p.cell for p in new}
    gone = [p for p in old if p.cell not in stay]
    come = [p for p in new if p.cell not in stay]
    if len(gone) == len(come) == 1:
        return [(gone[0], come[0])]
    gone, come = _in_order(camp, gone), _in_order(camp, come)
    found: list[Way] = []
    for was in tuple(gone):
        now = next((p for p in come if p.slot == was.slot), None)
        if now is not None:
            gone.remove(was)
            come.remove(now)
            found.append((was, now))
    matched = min(len(gone), len(come))
    found += zip(gone[:matched], come[:matched], strict=True)
    found += ((was, None) for was in gone[matched:])
    found += ((None, now) for now in come[matched:])
    return found


def _in_order(camp: Camp, placements: Iterable[Placement]) -> list[Placement]:
    """By start; slots that are no more come last."""

    def key(placement: Placement) -> tuple[bool, int, SlotId, str]:
        slot = camp.slots.get(placement.slot)
        return slot is None, slot.start if slot is not None else 0, placement.slot, placement.room

    return sorted(placements, key=key)


def _attending(camp: Camp) -> dict[PersonId, set[tuple[TopicId, SlotId]]]:
    """The sessions on show that people mean to attend: in each slot what they chose, else their seat."""
    if camp.published is None:
        return {}
    shown = {(p.topic, p.slot) for p in camp.published.placements}
    going = {person: dict(by_slot) for person, by_slot in (camp.published.seats or Map()).items()}
    for person, by_slot in camp.choices.items():
        chosen = {slot: topic for slot, topic in by_slot.items() if (topic, slot) in shown}
        seats = {slot: topic for slot, topic in going.get(person, {}).items() if topic not in chosen.values()}
        going[person] = seats | chosen
    return {person: {(topic, slot) for slot, topic in by_slot.items()} for person, by_slot in going.items()}


def placement_notice(
    kind: NoticeKind, topic: Topic, old: Placement | None, new: Placement | None, at: Instant
) -> Notice:
    """What somebody is told of a topic's way from ``old`` to ``new``; its id is 0 until it is told."""
    return Notice(
        id=0,
        at=at,
        kind=kind,
        topic=topic.id,
        title=topic.title,
        slot=new.slot if new else None,
        room=new.room if new else None,
        from_slot=old.slot if old else None,
        from_room=old.room if old else None,
    )
