"""Folds what happened into the next camp, and says which documents it changed."""

from collections.abc import Callable, Iterable
from typing import Any

from immutables import Map
from msgspec import Struct, field
from msgspec.structs import replace

from edcamp.domain import records as r
from edcamp.domain.camp import (
    Action,
    Announcement,
    Camp,
    Cell,
    ClientState,
    Draft,
    Notice,
    NoticeKind,
    Person,
    Phase,
    Piece,
    Placement,
    Room,
    Schedule,
    Slot,
    Tally,
    Topic,
    TopicState,
)
from edcamp.domain.history import ACTIONS, piece_value
from edcamp.domain.ids import Instant, PersonId, RoomId, SlotId, TopicId
from edcamp.domain.notices import placement_notice, publication_notices

HISTORY_LENGTH = 200
"""Actions an organizer can still read and undo; a long day has fewer than a hundred."""

NOTICES_KEPT = 20
"""Unread notices per person. Nobody reads further back, and the wire stays small."""

REFUSED_KEPT = 32
"""Refusals remembered per client: an outbox sends at most this many commands before it waits for answers."""


class Changes(Struct):
    """Keys of the documents that are not what they were, by audience; and the parts an organizer's action touched."""

    public: set[str] = field(default_factory=set)
    organizers: set[str] = field(default_factory=set)
    people: dict[PersonId, set[str]] = field(default_factory=dict)
    touched: list[tuple[str, str]] = field(default_factory=list)
    notices: int = 0

    def person(self, person: PersonId, *keys: str) -> None:
        self.people.setdefault(person, set()).update(keys)


class _Fold(Struct):
    """One entry being folded."""

    entry: r.Entry
    changes: Changes

    @property
    def at(self) -> Instant:
        return self.entry.at

    def notice_id(self) -> int:
        """Unique in the camp and growing: the seq in the high digits, the place within the entry in the low ones."""
        self.changes.notices += 1
        return self.entry.seq * 100_000 + self.changes.notices


def evolve(camp: Camp, entry: r.Entry) -> tuple[Camp, Changes]:
    """The camp after ``entry``, and what changed.

    Raises ``ValueError`` when the entry is not the next one: a gap must never be folded over.
    """
    if entry.seq != camp.seq + 1:
        raise ValueError(f"entry {entry.seq} cannot follow seq {camp.seq} of camp {camp.id}")
    fold = _Fold(entry, Changes())
    after = camp
    for record in entry.records:
        after = _FOLDS[type(record)](after, record, fold)
    after = _remember_action(camp, after, fold)
    if entry.n:
        client = ClientState(entry.n, _still_refused(camp.clients.get(entry.client), entry))
        after = after.but(clients=after.clients.set(entry.client, client))
    return after.but(seq=entry.seq), fold.changes


def _still_refused(state: ClientState | None, entry: r.Entry) -> tuple[tuple[int, str], ...]:
    return ((state.refused if state else ()) + entry.refused)[-REFUSED_KEPT:]


# --- the camp, its rooms and its slots


def _camp_created(camp: Camp, record: r.CampCreated, fold: _Fold) -> Camp:
    fold.changes.public.update(("camp", "people"))
    fold.changes.organizers.add("draft")
    return camp.but(settings=record.settings, phases=frozenset(record.phases))


def _camp_edited(camp: Camp, record: r.CampEdited, fold: _Fold) -> Camp:
    return _set_settings(camp, record.settings, fold)


def _set_settings(camp: Camp, settings: Any, fold: _Fold) -> Camp:
    fold.changes.touched.append(("settings", ""))
    fold.changes.public.add("camp")
    return camp.but(settings=settings)


def _phases_set(camp: Camp, record: r.PhasesSet, fold: _Fold) -> Camp:
    return _set_phases(camp, frozenset(record.phases), fold)


def _set_phases(camp: Camp, phases: frozenset[Phase], fold: _Fold) -> Camp:
    fold.changes.touched.append(("phases", ""))
    fold.changes.public.add("camp")
    return camp.but(phases=phases)


def _room_put(camp: Camp, record: r.RoomPut, fold: _Fold) -> Camp:
    room = Room(record.room, record.name, record.capacity, record.features, record.link)
    return _set_room(camp, record.room, room, fold)


def _room_removed(camp: Camp, record: r.RoomRemoved, fold: _Fold) -> Camp:
    camp = _set_room(camp, record.room, None, fold)
    return _keep_placements(camp, fold)


def _set_room(camp: Camp, room_id: RoomId, room: Room | None, fold: _Fold) -> Camp:
    fold.changes.touched.append(("room", room_id))
    fold.changes.public.add(f"room/{room_id}")
    return _frame_changed(camp.but(rooms=_put(camp.rooms, room_id, room)), fold)


def _slot_put(camp: Camp, record: r.SlotPut, fold: _Fold) -> Camp:
    slot = Slot(record.slot, record.title, record.start, record.end, record.is_break)
    camp = _set_slot(camp, record.slot, slot, fold)
    return _keep_placements(camp, fold)


def _slot_removed(camp: Camp, record: r.SlotRemoved, fold: _Fold) -> Camp:
    camp = _set_slot(camp, record.slot, None, fold)
    return _keep_placements(camp, fold)


def _set_slot(camp: Camp, slot_id: SlotId, slot: Slot | None, fold: _Fold) -> Camp:
    fold.changes.touched.append(("slot", slot_id))
    fold.changes.public.add(f"slot/{slot_id}")
    return _frame_changed(camp.but(slots=_put(camp.slots, slot_id, slot)), fold)


def _frame_changed(camp: Camp, fold: _Fold) -> Camp:
    """Sessions stand in rooms and slots: when those change, so may every schedule and day."""
    fold.changes.organizers.add("draft")
    if camp.published is not None:
        fold.changes.public.add("schedule")
    return _days_changed(camp, camp.people, fold)


def _put(items: Map[Any, Any], key: str, value: object | None) -> Map[Any, Any]:
    if value is not None:
        return items.set(key, value)
    return items.delete(key) if key in items else items


# --- people


def _person_joined(camp: Camp, record: r.PersonJoined, fold: _Fold) -> Camp:
    fold.changes.public.add("people")
    fold.changes.person(record.person, "me", "day")
    person = Person(record.person, fold.at, record.interests)
    return camp.but(people=camp.people.set(record.person, person))


def _organizer_added(camp: Camp, record: r.OrganizerAdded, fold: _Fold) -> Camp:
    fold.changes.person(record.person, "me")
    fold.changes.organizers.add(f"organizer/{record.person}")
    person = replace(camp.people[record.person], organizer=True)
    return camp.but(people=camp.people.set(record.person, person))


def _interests_set(camp: Camp, record: r.InterestsSet, fold: _Fold) -> Camp:
    fold.changes.person(record.person, "me")
    person = replace(camp.people[record.person], interests=record.interests)
    return camp.but(people=camp.people.set(record.person, person))


def _name_changed(camp: Camp, record: r.NameChanged, fold: _Fold) -> Camp:
    fold.changes.person(record.person, "me")
    if record.person in camp.hosting:
        fold.changes.public.add(f"host/{record.person}")
    if camp.is_organizer(record.person):
        fold.changes.organizers.add(f"organizer/{record.person}")
    return camp


def _person_forgotten(camp: Camp, record: r.PersonForgotten, fold: _Fold) -> Camp:
    for topic in camp.topics.values():
        if record.person in topic.hosts:
            hosts = tuple(host for host in topic.hosts if host != record.person)
            camp = _set_hosts(camp, topic, hosts, fold)
    return _name_changed(camp, r.NameChanged(record.person), fold)


# --- topics


def _topic_proposed(camp: Camp, record: r.TopicProposed, fold: _Fold) -> Camp:
    topic = Topic(
        id=record.topic,
        kind=record.kind,
        title=record.title,
        by=record.by,
        created=fold.at,
        description=record.description,
        tags=record.tags,
        needs=record.needs,
        hosts=record.hosts,
        card=record.card,
    )
    return _set_topic(camp, topic, fold)


def _topic_edited(camp: Camp, record: r.TopicEdited, fold: _Fold) -> Camp:
    topic = replace(
        camp.topics[record.topic],
        title=record.title,
        description=record.description,
        tags=record.tags,
        needs=record.needs,
    )
    return _set_topic(camp, topic, fold)


def _topic_state_set(camp: Camp, record: r.TopicStateSet, fold: _Fold) -> Camp:
    camp = _set_topic(camp, replace(camp.topics[record.topic], state=record.state), fold)
    return _keep_placements(camp, fold)


def _hosts_set(camp: Camp, record: r.HostsSet, fold: _Fold) -> Camp:
    before = camp.topics[record.topic]
    camp = _set_hosts(camp, before, record.hosts, fold)
    for host in record.hosts:
        if host not in before.hosts:
            for placed in camp.published.of(record.topic) if camp.published else ():
                notice = _placement_notice(NoticeKind.PLACED, before, None, placed, fold)
                camp = _tell(camp, host, notice, fold)
    return camp


def _set_hosts(camp: Camp, topic: Topic, hosts: tuple[PersonId, ...], fold: _Fold) -> Camp:
    """When the last host leaves, nobody is left who agreed to a repeat; whoever hosts it next is asked anew."""
    abandoned = bool(topic.hosts) and not hosts
    camp = _set_topic(camp, replace(topic, hosts=hosts, twice=topic.twice and not abandoned), fold)
    return _keep_placements(camp, fold)


def _repeat_agreed(camp: Camp, record: r.RepeatAgreed, fold: _Fold) -> Camp:
    camp = _set_topic(camp, replace(camp.topics[record.topic], twice=record.twice), fold)
    return _keep_placements(camp, fold)


def _topic_merged(camp: Camp, record: r.TopicMerged, fold: _Fold) -> Camp:
    source, into = camp.topics[record.topic], camp.topics[record.into]
    concerned = (camp.voters(source.id) | {*source.hosts, source.by, *into.hosts}) - {fold.entry.by}
    for member in camp.members.get(source.id, ()):
        camp = _set_topic(camp, replace(camp.topics[member], merged_into=into.id), fold)
    camp = _set_topic(camp, replace(source, merged_into=into.id), fold)
    camp = _keep_placements(camp, fold)
    for person in sorted(concerned):
        notice = Notice(
            fold.notice_id(), fold.at, NoticeKind.MERGED, topic=into.id, title=into.title, from_title=source.title
        )
        camp = _tell(camp, person, notice, fold)
    return camp


def _topic_unmerged(camp: Camp, record: r.TopicUnmerged, fold: _Fold) -> Camp:
    return _set_topic(camp, replace(camp.topics[record.topic], merged_into=None), fold)


def _set_topic(camp: Camp, topic: Topic, fold: _Fold) -> Camp:
    """Puts the topic and everything derived from topics: members, tallies, who hosts what."""
    before = camp.topics.get(topic.id)
    changes = fold.changes
    changes.touched.append(("topic", topic.id))
    changes.public.add(f"topic/{topic.id}")
    changes.organizers.update((f"topic/{topic.id}", "draft"))
    if camp.published is not None:
        changes.public.add("schedule")
    camp = camp.but(topics=camp.topics.set(topic.id, topic))
    if before is None or before.merged_into != topic.merged_into or before.on_wall != topic.on_wall:
        camp = _regroup(camp, before, topic, fold)
    hosts_before = frozenset(before.hosts) if before is not None and before.on_wall else frozenset()
    hosts_after = frozenset(topic.hosts) if topic.on_wall else frozenset()
    for person in hosts_before | hosts_after:
        hosted = camp.hosting.get(person, frozenset())
        hosted = hosted | {topic.id} if person in hosts_after else hosted - {topic.id}
        camp = camp.but(hosting=_put(camp.hosting, person, hosted or None))
        changes.public.add(f"host/{person}")
        changes.person(person, "me")
    changes.person(topic.by, "me")
    concerned = hosts_before | hosts_after
    if before is None or before.on_wall != topic.on_wall:
        concerned |= camp.voters(topic.id) | _heading_for(camp, topic.id)
    return _days_changed(camp, concerned, fold)


def _regroup(camp: Camp, before: Topic | None, topic: Topic, fold: _Fold) -> Camp:
    """After a topic came onto the wall, left it, or joined another: who stands for whom, and the tallies of both."""
    roots = {topic.id}
    left = before.merged_into if before is not None else None
    for root, joins in ((left, False), (topic.merged_into, True)):
        if root is not None:
            others = tuple(m for m in camp.members.get(root, ()) if m != topic.id)
            members = tuple(sorted((*others, topic.id))) if joins else others
            camp = camp.but(members=_put(camp.members, root, members or None))
            roots.add(root)
    voters = camp.voters(topic.id)
    for root in roots:
        fold.changes.public.add(f"tally/{root}")
        for person in voters:
            fold.changes.person(person, f"vote/{root}")
        tally = _count(camp, root) if camp.topics[root].on_wall else None
        camp = camp.but(tallies=_put(camp.tallies, root, tally))
    return _days_changed(camp, voters, fold)


def _count(camp: Camp, root: TopicId) -> Tally:
    tally = Tally()
    for person in camp.voters(root):
        tally = tally.plus(camp.vote_of(person, root), 1)
    return tally


def _vote_set(camp: Camp, record: r.VoteSet, fold: _Fold) -> Camp:
    person, topic = record.person, record.topic
    root = camp.root(topic)
    before = camp.vote_of(person, root)
    ballot = camp.ballots.get(person, Map()).set(topic, record.weight)
    votes = camp.votes.get(topic, Map()).set(person, record.weight)
    camp = camp.but(ballots=camp.ballots.set(person, ballot), votes=camp.votes.set(topic, votes))
    fold.changes.person(person, f"vote/{root}")
    after = camp.vote_of(person, root)
    if root in camp.tallies and before is not after:
        tally = camp.tallies[root].plus(before, -1).plus(after, 1)
        camp = camp.but(tallies=camp.tallies.set(root, tally))
        fold.changes.public.add(f"tally/{root}")
    return _days_changed(camp, (person,), fold)


# --- the draft


def _set_draft(camp: Camp, draft: Draft, fold: _Fold) -> Camp:
    fold.changes.touched.append(("draft", ""))
    fold.changes.organizers.add("draft")
    return camp.but(draft=draft, draft_seq=fold.entry.seq)


def _by_hand(camp: Camp, placements: Iterable[Placement], fold: _Fold) -> Camp:
    """A draft that a hand has moved is no longer the solver's: its value and bound are gone."""
    kept = tuple(sorted(placements, key=lambda p: (p.slot, p.room)))
    placed = {p.topic for p in kept}
    unplaced = tuple(u for u in camp.draft.unplaced if u.topic not in placed)
    return _set_draft(camp, Draft(kept, unplaced), fold)


def _keep_placements(camp: Camp, fold: _Fold) -> Camp:
    """Drops from the draft what can no longer take place: its topic left the wall, its room or slot is gone, or it is
    a repeat to which nobody agrees (any more).
    """
    kept = camp.tenable(camp.draft.placements, fold.at)
    return camp if len(kept) == len(camp.draft.placements) else _by_hand(camp, kept, fold)


def _plan_adopted(camp: Camp, record: r.PlanAdopted, fold: _Fold) -> Camp:
    placements = tuple(sorted(record.placements, key=lambda p: (p.slot, p.room)))
    return _set_draft(camp, Draft(placements, record.unplaced, record.value, record.bound), fold)


def _topic_placed(camp: Camp, record: r.TopicPlaced, fold: _Fold) -> Camp:
    cell = Cell(record.slot, record.room)
    stays = (cell, record.beside)
    others = [p for p in camp.draft.placements if (p.cell in stays) == (p.topic == record.topic)]
    placed = Placement(record.topic, record.slot, record.room)
    return _by_hand(camp, others if any(p.cell == cell for p in others) else [*others, placed], fold)


def _cells_swapped(camp: Camp, record: r.CellsSwapped, fold: _Fold) -> Camp:
    def moved(p: Placement) -> Placement:
        goes_to: dict[Cell, Cell] = {record.a: record.b, record.b: record.a}
        target = goes_to.get(p.cell)
        return p if target is None else replace(p, slot=target.slot, room=target.room)

    return _by_hand(camp, map(moved, camp.draft.placements), fold)


def _topic_unplaced(camp: Camp, record: r.TopicUnplaced, fold: _Fold) -> Camp:
    return _by_hand(camp, [p for p in camp.draft.placements if not _is_meant(p, record)], fold)


def _topic_pinned(camp: Camp, record: r.TopicPinned, fold: _Fold) -> Camp:
    placements = tuple(replace(p, pinned=record.pinned) if _is_meant(p, record) else p for p in camp.draft.placements)
    return _set_draft(camp, replace(camp.draft, placements=placements), fold)


def _is_meant(placement: Placement, record: r.TopicUnplaced | r.TopicPinned) -> bool:
    return placement.topic == record.topic and record.cell in (None, placement.cell)


def _draft_reset(camp: Camp, record: r.DraftReset, fold: _Fold) -> Camp:
    placements = camp.published.placements if camp.published is not None else ()
    return _set_draft(camp, Draft(camp.tenable(placements, fold.at)), fold)


# --- publishing and everybody's day


def _schedule_published(camp: Camp, record: r.SchedulePublished, fold: _Fold) -> Camp:
    number = camp.publications + 1
    camp = camp.but(publications=number)
    return _set_published(camp, Schedule(number, fold.at, camp.draft.placements), fold)


def _set_published(camp: Camp, schedule: Schedule | None, fold: _Fold) -> Camp:
    fold.changes.touched.append(("published", ""))
    fold.changes.public.add("schedule")
    fold.changes.organizers.add("draft")
    for person, notice in publication_notices(camp, schedule, fold.at):
        camp = _tell(camp, person, replace(notice, id=fold.notice_id()), fold)
    return _days_changed(camp.but(published=schedule), camp.people, fold)


def _heading_for(camp: Camp, topic: TopicId) -> frozenset[PersonId]:
    """Everybody who chose a topic or was given a seat there, whatever became of it since."""
    seats = camp.published.seats if camp.published is not None else None
    plans = (*camp.choices.items(), *(seats or Map()).items())
    return frozenset(person for person, by_slot in plans if topic in by_slot.values())


def _placement_notice(
    kind: NoticeKind, topic: Topic, old: Placement | None, new: Placement | None, fold: _Fold
) -> Notice:
    return replace(placement_notice(kind, topic, old, new, fold.at), id=fold.notice_id())


def _tell(camp: Camp, person: PersonId, notice: Notice, fold: _Fold) -> Camp:
    held = (*camp.notices.get(person, ()), notice)
    for gone in held[:-NOTICES_KEPT]:
        fold.changes.person(person, f"notice/{gone.id}")
    fold.changes.person(person, f"notice/{notice.id}")
    return camp.but(notices=camp.notices.set(person, held[-NOTICES_KEPT:]))


def _days_changed(camp: Camp, people: Iterable[PersonId], fold: _Fold) -> Camp:
    if camp.published is not None or ("published", "") in fold.changes.touched:
        for person in people:
            fold.changes.person(person, "day")
    return camp


def _seats_assigned(camp: Camp, record: r.SeatsAssigned, fold: _Fold) -> Camp:
    if camp.published is None or camp.published.number != record.number:
        return camp
    seats = Map({person: Map(by_slot) for person, by_slot in record.seats.items()})
    fold.changes.organizers.add("draft")
    return _days_changed(camp.but(published=replace(camp.published, seats=seats)), camp.people, fold)


def _session_chosen(camp: Camp, record: r.SessionChosen, fold: _Fold) -> Camp:
    chosen = _put(camp.choices.get(record.person, Map()), record.slot, record.topic)
    fold.changes.person(record.person, "day")
    fold.changes.organizers.add("draft")
    return camp.but(choices=_put(camp.choices, record.person, chosen or None))


def _announced(camp: Camp, record: r.Announced, fold: _Fold) -> Camp:
    announcement = Announcement(record.announcement, record.text, fold.at, record.until)
    return _set_announcement(camp, record.announcement, announcement, fold)


def _announcement_ended(camp: Camp, record: r.AnnouncementEnded, fold: _Fold) -> Camp:
    return _set_announcement(camp, record.announcement, None, fold)


def _set_announcement(camp: Camp, key: str, announcement: Announcement | None, fold: _Fold) -> Camp:
    fold.changes.touched.append(("announcement", key))
    fold.changes.public.add(f"announcement/{key}")
    return camp.but(announcements=_put(camp.announcements, key, announcement))


def _notices_seen(camp: Camp, record: r.NoticesSeen, fold: _Fold) -> Camp:
    held = camp.notices.get(record.person, ())
    for notice in held:
        if notice.id <= record.up_to:
            fold.changes.person(record.person, f"notice/{notice.id}")
    left = tuple(notice for notice in held if notice.id > record.up_to)
    return camp.but(notices=_put(camp.notices, record.person, left or None))


def _links_reset(camp: Camp, record: r.LinksReset, fold: _Fold) -> Camp:
    fold.changes.touched.append(("links", ""))
    return camp.but(link_generation=camp.link_generation + 1)


# --- history and undo


def _undone(camp: Camp, record: r.Undone, fold: _Fold) -> Camp:
    action = camp.history[record.seq]
    for piece in action.pieces:
        camp = _restore(camp, piece, fold)
    fold.changes.organizers.add(f"action/{record.seq}")
    return camp.but(history=camp.history.set(record.seq, replace(action, undone=True)))


def _restore(camp: Camp, piece: Piece, fold: _Fold) -> Camp:
    value: Any = piece.before
    match piece.kind:
        case "settings":
            return _set_settings(camp, value, fold)
        case "phases":
            return _set_phases(camp, value, fold)
        case "room":
            return _keep_placements(_set_room(camp, RoomId(piece.id), value, fold), fold)
        case "slot":
            return _keep_placements(_set_slot(camp, SlotId(piece.id), value, fold), fold)
        case "topic":
            return _keep_placements(_set_topic(camp, value, fold), fold)
        case "draft":
            return _keep_placements(_set_draft(camp, value, fold), fold)
        case "published":
            return _set_published(camp, value, fold)
        case "announcement":
            return _set_announcement(camp, piece.id, value, fold)
        case kind:
            raise ValueError(f"a piece of kind {kind!r} cannot be restored")


def _remember_action(before: Camp, after: Camp, fold: _Fold) -> Camp:
    entry = fold.entry
    named = next((rec for rec in entry.records if type(rec) in ACTIONS), None)
    by_clock = entry.by is None and isinstance(named, r.PhasesSet)
    if named is None or not (by_clock or before.is_organizer(entry.by)):
        return after
    pieces = []
    for kind, key in dict.fromkeys(fold.changes.touched):
        old, new = piece_value(before, kind, key), piece_value(after, kind, key)
        if old is None and isinstance(new, Topic):
            old = replace(new, state=TopicState.HIDDEN)
        if old != new:
            pieces.append(Piece(kind, key, before.published if kind == "published" else old, new))
    if by_clock and not pieces:
        return after
    args = Map(ACTIONS[type(named)](before, named))
    action = Action(entry.seq, entry.at, entry.by, str(type(named).__struct_config__.tag), args, tuple(pieces))
    history = after.history.set(entry.seq, action)
    fold.changes.organizers.add(f"action/{entry.seq}")
    if len(history) > HISTORY_LENGTH:
        oldest = min(history)
        history = history.delete(oldest)
        fold.changes.organizers.add(f"action/{oldest}")
    return after.but(history=history)


_FOLDS: dict[type, Callable[[Camp, Any, _Fold], Camp]] = {
    r.CampCreated: _camp_created,
    r.CampEdited: _camp_edited,
    r.PhasesSet: _phases_set,
    r.RoomPut: _room_put,
    r.RoomRemoved: _room_removed,
    r.SlotPut: _slot_put,
    r.SlotRemoved: _slot_removed,
    r.PersonJoined: _person_joined,
    r.OrganizerAdded: _organizer_added,
    r.InterestsSet: _interests_set,
    r.NameChanged: _name_changed,
    r.PersonForgotten: _person_forgotten,
    r.TopicProposed: _topic_proposed,
    r.TopicEdited: _topic_edited,
    r.TopicStateSet: _topic_state_set,
    r.HostsSet: _hosts_set,
    r.RepeatAgreed: _repeat_agreed,
    r.TopicMerged: _topic_merged,
    r.TopicUnmerged: _topic_unmerged,
    r.VoteSet: _vote_set,
    r.PlanAdopted: _plan_adopted,
    r.TopicPlaced: _topic_placed,
    r.CellsSwapped: _cells_swapped,
    r.TopicUnplaced: _topic_unplaced,
    r.TopicPinned: _topic_pinned,
    r.DraftReset: _draft_reset,
    r.SchedulePublished: _schedule_published,
    r.SeatsAssigned: _seats_assigned,
    r.SessionChosen: _session_chosen,
    r.Announced: _announced,
    r.AnnouncementEnded: _announcement_ended,
    r.NoticesSeen: _notices_seen,
    r.LinksReset: _links_reset,
    r.Undone: _undone,
}
