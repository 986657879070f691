"""Who must be told what when the published schedule changes."""

from immutables import Map

from edcamp.domain.camp import Camp, Cell, Notice, NoticeKind, Placement, Schedule, Topic
from edcamp.domain.ids import Instant, PersonId, TopicId


def publication_notices(camp: Camp, schedule: Schedule | None, at: Instant) -> list[tuple[PersonId, Notice]]:
    """Who must be told what if ``schedule`` replaced the published one, in a fixed order; notice ids are 0.

    Hosts are told of every placement of theirs that is new, moved or gone; other people of sessions
    they meant to attend that moved or went. The first schedule touches hosts only: the rest just see it.
    """
    old = {p.topic: p for p in camp.published.placements} if camp.published is not None else {}
    new = {p.topic: p for p in schedule.placements} if schedule is not None else {}
    moved = {t for t in old.keys() | new.keys() if _cell_of(old.get(t)) != _cell_of(new.get(t))}
    told: list[tuple[PersonId, Notice]] = []
    for topic_id in sorted(moved):
        topic = camp.topics[topic_id]
        kind = (
            NoticeKind.PLACED
            if topic_id not in old
            else NoticeKind.UNPLACED
            if topic_id not in new
            else NoticeKind.MOVED
        )
        notice = placement_notice(kind, topic, old.get(topic_id), new.get(topic_id), at)
        told += [(host, notice) for host in topic.hosts]
    for person, topics in sorted(_attending(camp).items()):
        hosted = camp.hosting.get(person, frozenset())
        for topic_id in sorted((topics & moved) - hosted):
            topic = camp.topics[topic_id]
            told.append(
                (person, placement_notice(NoticeKind.DAY_CHANGED, topic, old.get(topic_id), new.get(topic_id), at))
            )
    return told


def _attending(camp: Camp) -> dict[PersonId, set[TopicId]]:
    """The sessions on show that people mean to attend: in each slot what they chose, else their seat."""
    if camp.published is None:
        return {}
    shown = {p.topic: p.slot for p in camp.published.placements}
    going = {person: dict(by_slot) for person, by_slot in (camp.published.seats or Map()).items()}
    for person, by_slot in camp.choices.items():
        chosen = {slot: topic for slot, topic in by_slot.items() if shown.get(topic) == slot}
        going[person] = going.get(person, {}) | chosen
    return {person: set(by_slot.values()) for person, by_slot in going.items()}


def _cell_of(placement: Placement | None) -> Cell | None:
    return None if placement is None else placement.cell


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
