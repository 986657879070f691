"""Who must be told what when the published schedule changes."""

from collections.abc import Collection, Iterable, Sequence

from immutables import Map
from msgspec.structs import replace

from edcamp.domain.camp import Camp, Notice, NoticeKind, Placement, Schedule, Slot, Topic
from edcamp.domain.days import day_of, sessions_by_slot
from edcamp.domain.ids import Instant, PersonId, SlotId, TopicId
from edcamp.domain.requests import asked_for

Way = tuple[Placement | None, Placement | None]
"""Where a session was and where it is: None when it is new, or gone."""


def publication_notices(camp: Camp, schedule: Schedule | None, at: Instant) -> list[tuple[PersonId, Notice]]:
    """Who must be told what if ``schedule`` replaced the published one, in a fixed order; notice ids are 0.

    Hosts are told of every session of theirs that is new, moved or gone; other people of sessions they meant to attend
    that moved or went, of a topic with a repeat the one they were going to; and whoever had asked for it to move. The
    first schedule touches hosts only: the rest just see it.
    """
    moves = ways_between(camp, camp.published, schedule)
    told: list[tuple[PersonId, Notice]] = []
    for topic_id, was, now in moves:
        topic = camp.topics[topic_id]
        kind = NoticeKind.PLACED if was is None else NoticeKind.UNPLACED if now is None else NoticeKind.MOVED
        notice = placement_notice(kind, topic, was, now, at)
        told += [(host, notice) for host in topic.hosts]
    left = {(topic_id, was.slot): (was, now) for topic_id, was, now in moves if was is not None}
    granted, taken_back = _wished(camp, moves)
    concerned = _attending(camp, left.keys())
    for person, sessions in (*granted.items(), *taken_back.items()):
        concerned[person] = concerned.get(person, set()) | sessions
    for person, sessions in sorted(concerned.items()):
        hosted = camp.hosting.get(person, frozenset())
        for topic_id, slot in sorted(sessions & left.keys()):
            if topic_id not in hosted:
                was, now = left[topic_id, slot]
                asked = (topic_id, slot) in granted.get(person, ())
                kind = NoticeKind.GRANTED if asked else NoticeKind.DAY_CHANGED
                told.append((person, placement_notice(kind, camp.topics[topic_id], was, now, at)))
    return told


Sessions = dict[PersonId, set[tuple[TopicId, SlotId]]]


def _wished(
    camp: Camp, moves: Iterable[tuple[TopicId, Placement | None, Placement | None]]
) -> tuple[Sessions, Sessions]:
    """By person, the sessions that go where they had asked for, and those that come back from there."""
    granted: Sessions = {}
    taken_back: Sessions = {}
    for topic, was, now in moves:
        if was is None or now is None or was.slot == now.slot:
            continue
        for found, way in ((granted, (was.slot, now.slot)), (taken_back, (now.slot, was.slot))):
            for person in asked_for(camp, topic, *way):
                found.setdefault(person, set()).add((topic, was.slot))
    return granted, taken_back


def ways_between(
    camp: Camp, before: Schedule | None, after: Schedule | None
) -> list[tuple[TopicId, Placement | None, Placement | None]]:
    """How every session that is elsewhere now got there, by topic; None where it is new, or gone."""
    if before is after:
        return []
    old, new = _by_topic(before), _by_topic(after)
    topics = sorted(old.keys() | new.keys())
    return [(topic, *way) for topic in topics for way in ways(camp, old.get(topic, ()), new.get(topic, ()))]


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


def _attending(camp: Camp, sessions: Collection[tuple[TopicId, SlotId]]) -> dict[PersonId, set[tuple[TopicId, SlotId]]]:
    """Who means to attend any of ``sessions``, which are on show, and which of them: in each slot what they chose, else
    their seat, else where their vote alone leads them.

    Few sessions concern few of all people: only theirs is looked at closely.
    """
    if camp.published is None or not sessions:
        return {}
    shown = {(p.topic, p.slot) for p in camp.published.placements}
    seats = camp.published.seats or Map()
    topics: dict[SlotId, set[TopicId]] = {}
    for topic, slot in sessions:
        topics.setdefault(slot, set()).add(topic)
    there = tuple(topics.items())
    plans = (*seats.items(), *camp.choices.items())
    people = {person for person, by_slot in plans for slot, wanted in there if by_slot.get(slot) in wanted}
    voters = {voter for topic, _ in sessions for voter in camp.voters(topic)}
    on = sessions_by_slot(camp)
    found: dict[PersonId, set[tuple[TopicId, SlotId]]] = {}
    for person in people | voters:
        chosen = {slot: t for slot, t in camp.choices.get(person, Map()).items() if (t, slot) in shown}
        own = {slot: t for slot, t in seats.get(person, Map()).items() if t not in chosen.values()} | chosen
        if person in voters and any(slot not in own for slot in topics):
            days = {slot: stop.topic for slot, stop in day_of(camp, person, on).items() if stop.why == "vote"}
            own = days | own
        if going := {(own[slot], slot) for slot, wanted in there if own.get(slot) in wanted}:
            found[person] = going
    return found


def times_notices(before: Camp, after: Camp, at: Instant) -> list[tuple[PersonId, Notice]]:
    """Who must be told what because slots are at other times: once everybody who goes to a published session in one of
    them. Notice ids are 0.
    """
    moved = [
        (was, now) for slot, was in sorted(before.slots.items()) if _time(now := after.slots.get(slot)) != _time(was)
    ]
    sessions = {was.id: (was, now) for was, now in moved if now is not None and not was.is_break}
    going = _going(before, sessions)
    if not going:
        return []
    pauses = [(was, now) for was, now in moved if now is not None and was.is_break]
    swapped = len(pauses) == 1 and _swapped(*pauses[0], sessions.values())
    whole = None if swapped else _shift([*sessions.values(), *pauses], at)
    told = []
    for person, slots in sorted(going.items()):
        first = min(slots, key=lambda slot: (sessions[slot][0].start, slot))
        if whole is None:
            title = after.slots[first].title
            notice = Notice(0, at, NoticeKind.SWAPPED, title=title, slot=first, from_title=pauses[0][0].title)
        else:
            longer = next((slot for slot in sorted(slots) if _longer(*sessions[slot])), None)
            notice = replace(whole, slot=longer)
        told.append((person, notice))
    return told


def _time(slot: Slot | None) -> tuple[Instant, Instant] | None:
    return (slot.start, slot.end) if slot is not None else None


def _longer(was: Slot, now: Slot) -> bool:
    return was.start == now.start


def _swapped(was: Slot, now: Slot, sessions: Iterable[tuple[Slot, Slot]]) -> bool:
    """Whether a break that moved as a whole did so the other way than everything else."""
    by = now.start - was.start
    return now.end - was.end == by and all((after.start - before.start) * by < 0 for before, after in sessions)


def _shift(moved: Sequence[tuple[Slot, Slot]], at: Instant) -> Notice:
    """What everybody is told of times that moved by as much."""
    begins = [(was, now) for was, now in moved if not _longer(was, now)]
    taking_up = [was.start for was, now in begins if was.is_break and was.end == now.end]
    by = begins[0][1].start - begins[0][0].start if begins else moved[0][1].end - moved[0][0].end
    return Notice(
        id=0,
        at=at,
        kind=NoticeKind.TIMES,
        minutes=round(by / 60_000),
        since=min((was.start for was, _ in begins), default=None),
        until=min(taking_up, default=None),
    )


def _going(camp: Camp, slots: Collection[SlotId]) -> dict[PersonId, set[SlotId]]:
    """Who goes to a published session in one of these slots: its hosts, and whoever means to attend it."""
    shown = [p for p in camp.published.placements if p.slot in slots and camp.stands(p)] if camp.published else []
    there = {(p.topic, p.slot) for p in shown}
    going: dict[PersonId, set[SlotId]] = {}
    for person, sessions in _attending(camp, there).items() if shown else ():
        found = {slot for topic, slot in sessions if (topic, slot) in there}
        if found:
            going[person] = found
    for placement in shown:
        for host in camp.topics[placement.topic].hosts:
            going.setdefault(host, set()).add(placement.slot)
    return going


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
