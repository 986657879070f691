"""What a command means for this camp, now: the records of what happens, or a refusal."""

from collections.abc import Callable
from typing import Any

from immutables import Map
from msgspec import UNSET, Struct
from msgspec.structs import replace

from edcamp.domain import commands as c
from edcamp.domain import records as r
from edcamp.domain import rules
from edcamp.domain.camp import (
    Camp,
    Cell,
    Kind,
    Phase,
    Placement,
    Topic,
    TopicState,
    Unplaced,
)
from edcamp.domain.documents import differs
from edcamp.domain.history import piece_value
from edcamp.domain.ids import Instant, PersonId, TopicId
from edcamp.domain.refusals import Refused


class Decision(Struct, frozen=True):
    """``records`` is empty when what was asked holds already. ``dropped``: placements of a plan that no longer hold."""

    records: tuple[r.AnyRecord, ...] = ()
    dropped: tuple[Unplaced, ...] = ()


def decide(camp: Camp, command: c.AnyCommand, by: PersonId | None, now: Instant) -> Decision:
    """What ``command`` means. ``by`` None is the system: the operator or the clock.

    Raises ``Refused`` with a code of ``refusals.SENTENCES``.
    """
    if by is None and isinstance(command, _NEEDS_A_PERSON):
        raise Refused("not-joined")
    return _DECISIONS[type(command)](camp, command, by, now)


_NOTHING = Decision()


def _one(record: r.AnyRecord) -> Decision:
    return Decision((record,))


# --- the camp and its frame


def _create_camp(camp: Camp, ask: c.CreateCamp, by: PersonId | None, now: Instant) -> Decision:
    return _one(r.CampCreated(rules.settings(ask.settings), ask.phases))


def _edit_camp(camp: Camp, ask: c.EditCamp, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    wanted = rules.settings(ask.settings)
    return _NOTHING if wanted == camp.settings else _one(r.CampEdited(wanted))


def _put_room(camp: Camp, ask: c.PutRoom, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    rules.fresh_id(ask.room)
    if not 1 <= ask.capacity <= rules.CAPACITY_MAX:
        raise Refused("room-capacity", ask.capacity)
    if ask.room not in camp.rooms and len(camp.rooms) >= rules.ROOMS_MAX:
        raise Refused("rooms-many", rules.ROOMS_MAX)
    name = rules.label(ask.name, "room-name")
    record = r.RoomPut(ask.room, name, ask.capacity, rules.needs(ask.features), rules.link(ask.link))
    room = camp.rooms.get(ask.room)
    same = room is not None and (room.name, room.capacity, room.features, room.link) == (
        record.name,
        record.capacity,
        record.features,
        record.link,
    )
    return _NOTHING if same else _one(record)


def _remove_room(camp: Camp, ask: c.RemoveRoom, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    return _one(r.RoomRemoved(ask.room)) if ask.room in camp.rooms else _NOTHING


def _put_slot(camp: Camp, ask: c.PutSlot, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    rules.fresh_id(ask.slot)
    title = rules.label(ask.title, "slot-title")
    if not 0 < ask.end - ask.start <= rules.SLOT_LENGTH_MAX:
        raise Refused("slot-times", title)
    if ask.slot not in camp.slots and len(camp.slots) >= rules.SLOTS_MAX:
        raise Refused("slots-many", rules.SLOTS_MAX)
    slot = camp.slots.get(ask.slot)
    same = slot is not None and (slot.title, slot.start, slot.end, slot.is_break) == (
        title,
        ask.start,
        ask.end,
        ask.is_break,
    )
    return _NOTHING if same else _one(r.SlotPut(ask.slot, title, ask.start, ask.end, ask.is_break))


def _remove_slot(camp: Camp, ask: c.RemoveSlot, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    return _one(r.SlotRemoved(ask.slot)) if ask.slot in camp.slots else _NOTHING


def _set_phase(camp: Camp, ask: c.SetPhase, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    phases = rules.phases_with(camp.phases, ask.phase, ask.open)
    if phases == camp.phases and by is not None:
        return _NOTHING
    # The clock's word is kept even when it changes nothing: else a restart would say it again, after somebody else's.
    return _one(r.PhasesSet(tuple(sorted(phases))))


def _reset_links(camp: Camp, ask: c.ResetLinks, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    return _one(r.LinksReset())


# --- people


def _join(camp: Camp, ask: c.Join, by: PersonId | None, now: Instant) -> Decision:
    rules.fresh_id(ask.person)
    known = camp.people.get(ask.person)
    if known is None and len(camp.people) >= rules.PEOPLE_PER_CAMP:
        raise Refused("people-many", len(camp.people))
    records: list[r.AnyRecord] = []
    if known is None:
        records.append(r.PersonJoined(ask.person, rules.interests(ask.interests)))
    if ask.organizer and not camp.is_organizer(ask.person):
        records.append(r.OrganizerAdded(ask.person))
    return Decision(tuple(records))


def _set_interests(camp: Camp, ask: c.SetInterests, by: PersonId, now: Instant) -> Decision:
    rules.joined(camp, by)
    wanted = rules.interests(ask.interests)
    return _NOTHING if wanted == camp.people[by].interests else _one(r.InterestsSet(by, wanted))


def _note_new_name(camp: Camp, ask: c.NoteNewName, by: PersonId, now: Instant) -> Decision:
    return _one(r.NameChanged(rules.joined(camp, by)))


def _forget_person(camp: Camp, ask: c.ForgetPerson, by: PersonId | None, now: Instant) -> Decision:
    if by != ask.person:
        rules.organizer(camp, by)
    if ask.person not in camp.people:
        raise Refused("person-unknown", ask.person)
    return _one(r.PersonForgotten(ask.person))


# --- topics and votes


def _propose_topic(camp: Camp, ask: c.ProposeTopic, by: PersonId, now: Instant) -> Decision:
    rules.joined(camp, by)
    if ask.card:
        rules.organizer(camp, by)
    rules.phase_open(camp, Phase.GATHER, by)
    rules.fresh_id(ask.topic)
    if ask.topic in camp.topics:
        raise Refused("topic-exists", ask.topic)
    open_topics = [topic for topic in camp.topics.values() if topic.state is TopicState.OPEN]
    if len(open_topics) >= rules.TOPICS_PER_CAMP:
        raise Refused("topics-many-camp", len(open_topics))
    own = sum(1 for topic in open_topics if topic.by == by and topic.on_wall)
    if own >= rules.TOPICS_PER_PERSON and not camp.is_organizer(by):
        raise Refused("topics-many-person", own)
    return _one(
        r.TopicProposed(
            topic=ask.topic,
            kind=ask.kind,
            title=rules.title(ask.title),
            by=by,
            description=rules.description(ask.description),
            tags=rules.tags(ask.tags),
            needs=rules.needs(ask.needs),
            hosts=(by,) if ask.kind is Kind.LEAD and not ask.card else (),
            card=ask.card,
        )
    )


def _edit_topic(camp: Camp, ask: c.EditTopic, by: PersonId, now: Instant) -> Decision:
    topic = _own_topic(camp, ask.topic, by)
    _changeable(camp, topic, by)
    wanted = replace(
        topic,
        title=topic.title if ask.title is UNSET else rules.title(ask.title),
        description=topic.description if ask.description is UNSET else rules.description(ask.description),
        tags=topic.tags if ask.tags is UNSET else rules.tags(ask.tags),
        needs=topic.needs if ask.needs is UNSET else rules.needs(ask.needs),
    )
    if wanted == topic:
        return _NOTHING
    return _one(r.TopicEdited(topic.id, wanted.title, wanted.description, wanted.tags, wanted.needs))


def _withdraw_topic(camp: Camp, ask: c.WithdrawTopic, by: PersonId, now: Instant) -> Decision:
    topic = _own_topic(camp, ask.topic, by)
    if topic.state is TopicState.WITHDRAWN:
        return _NOTHING
    _changeable(camp, topic, by)
    return _one(r.TopicStateSet(topic.id, TopicState.WITHDRAWN))


def _own_topic(camp: Camp, topic_id: TopicId, by: PersonId) -> Topic:
    """Any topic for an organizer."""
    rules.joined(camp, by)
    topic = rules.known_topic(camp, topic_id)
    if topic.by != by and not camp.is_organizer(by):
        raise Refused("topic-not-yours", topic.title)
    return topic


def _changeable(camp: Camp, topic: Topic, by: PersonId) -> None:
    if not topic.on_wall:
        raise Refused("topic-gone", topic.title)
    rules.phase_open(camp, Phase.GATHER, by)


def _hide_topic(camp: Camp, ask: c.HideTopic, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    topic = rules.known_topic(camp, ask.topic)
    wanted = TopicState.HIDDEN if ask.hidden else TopicState.OPEN
    return _NOTHING if topic.state is wanted else _one(r.TopicStateSet(topic.id, wanted))


def _claim_topic(camp: Camp, ask: c.ClaimTopic, by: PersonId, now: Instant) -> Decision:
    rules.joined(camp, by)
    topic = rules.topic_on_wall(camp, ask.topic)
    if Phase.CLOSED in camp.phases:
        raise Refused("camp-closed")
    if (by in topic.hosts) == ask.claimed:
        return _NOTHING
    if not ask.claimed:
        return _one(r.HostsSet(topic.id, tuple(host for host in topic.hosts if host != by)))
    if topic.kind is not Kind.LEARN and topic.hosts:
        raise Refused("topic-not-learn", topic.title)
    _free_host(camp, topic, by)
    return _one(r.HostsSet(topic.id, (*topic.hosts, by)))


def _free_host(camp: Camp, topic: Topic, person: PersonId) -> None:
    """Nobody hosts two sessions at once, in the draft or in what is published."""
    shown = camp.published.placements if camp.published is not None else ()
    for placements in (camp.draft.placements, shown):
        slots = [p.slot for p in placements if p.topic == topic.id]
        for other in placements:
            clash = other.topic != topic.id and any(rules.overlapping(camp, slot, other.slot) for slot in slots)
            if clash and person in camp.topics[other.topic].hosts:
                raise Refused("host-busy", camp.topics[other.topic].title)


def _set_repeat(camp: Camp, ask: c.SetRepeat, by: PersonId, now: Instant) -> Decision:
    rules.joined(camp, by)
    topic = rules.topic_on_wall(camp, ask.topic)
    if by not in topic.hosts and not camp.is_organizer(by):
        raise Refused("topic-not-hosted", topic.title)
    if Phase.CLOSED in camp.phases:
        raise Refused("camp-closed")
    return _NOTHING if topic.twice == ask.twice else _one(r.RepeatAgreed(topic.id, ask.twice))


def _merge_topic(camp: Camp, ask: c.MergeTopic, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    source = rules.known_topic(camp, ask.topic)
    into = rules.topic_on_wall(camp, ask.into)
    if source.id == into.id:
        raise Refused("merge-self", source.title)
    if source.merged_into == into.id:
        return _NOTHING
    if not source.on_wall:
        raise Refused("topic-gone", source.title)
    merged: r.AnyRecord = r.TopicMerged(source.id, into.id)
    hosts = tuple(dict.fromkeys((*into.hosts, *source.hosts)))
    return Decision((merged,) if hosts == into.hosts else (merged, r.HostsSet(into.id, hosts)))


def _unmerge_topic(camp: Camp, ask: c.UnmergeTopic, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    topic = rules.known_topic(camp, ask.topic)
    if topic.merged_into is None:
        raise Refused("not-merged", topic.title)
    root = camp.topics[topic.merged_into]
    unmerged: r.AnyRecord = r.TopicUnmerged(topic.id)
    others = (member for member in camp.members[root.id] if member != topic.id)
    stay = {root.by, *(host for member in others for host in camp.topics[member].hosts)}
    hosts = tuple(host for host in root.hosts if host in stay or host not in topic.hosts)
    return Decision((unmerged,) if hosts == root.hosts else (unmerged, r.HostsSet(root.id, hosts)))


def _set_vote(camp: Camp, ask: c.SetVote, by: PersonId, now: Instant) -> Decision:
    rules.joined(camp, by)
    rules.phase_open(camp, Phase.VOTE, by)
    topic = rules.topic_on_wall(camp, ask.topic)
    cast = camp.ballots.get(by, Map()).get(topic.id)
    return _NOTHING if (cast or camp.vote_of(by, topic.id)) is ask.weight else _one(r.VoteSet(topic.id, by, ask.weight))


# --- the draft


def _adopt_plan(camp: Camp, ask: c.AdoptPlan, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    if ask.based_on > camp.seq:
        raise Refused("plan-future", ask.based_on)
    kept: dict[Cell, Placement] = {p.cell: p for p in camp.draft.placements if p.pinned}
    dropped: list[Unplaced] = []
    # First what cannot be otherwise: where people are, or are going, no host is taken out because of another session.
    for wanted in sorted(ask.placements, key=lambda p: not camp.settled(p, now)):
        there = kept.get(wanted.cell)
        if there is not None and there.topic == wanted.topic:
            continue
        reason = _why_not(camp, wanted, kept, now)
        if reason is None:
            kept[wanted.cell] = replace(wanted, pinned=False)
        else:
            dropped.append(Unplaced(wanted.topic, reason))
    placed = {p.topic for p in kept.values()}
    unplaced = tuple(u for u in (*ask.unplaced, *dropped) if u.topic not in placed and u.topic in camp.topics)
    whole = not dropped
    record = r.PlanAdopted(tuple(kept.values()), unplaced, ask.value if whole else None, ask.bound if whole else None)
    return Decision((record,), tuple(dropped))


def _why_not(camp: Camp, wanted: Placement, kept: dict[Cell, Placement], now: Instant) -> str | None:
    """The code of what makes a placement impossible now, or None."""
    topic = camp.topics.get(wanted.topic)
    if topic is None or not topic.on_wall:
        return "topic-gone"
    mine = [p for p in kept.values() if p.topic == wanted.topic]
    if len(mine) >= topic.times and not all(camp.settled(p, now) for p in (*mine, wanted)):
        return "pinned-elsewhere" if any(p.pinned for p in mine) else "not-again"
    slot = camp.slots.get(wanted.slot)
    if slot is None or slot.is_break:
        return "slot-gone"
    if wanted.room not in camp.rooms:
        return "room-gone"
    if wanted.cell in kept:
        return "cell-taken"
    clash = rules.double_booked(camp, [*kept.values(), wanted], (wanted.cell,))
    return "host-busy" if clash is not None and not camp.settled(wanted, now) else None


def _place_topic(camp: Camp, ask: c.PlaceTopic, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    topic = rules.topic_on_wall(camp, ask.topic)
    cell = _cell(camp, Cell(ask.slot, ask.room))
    there, mine = camp.draft.at(cell), camp.draft.of(topic.id)
    beside = ask.beside if ask.beside != cell else None
    stays = [p for p in mine if p.cell == beside]
    if beside is not None and not stays:
        raise Refused("not-placed", topic.title)
    if {p.cell for p in mine} == {cell, beside or cell}:
        return _NOTHING
    instead_of = there.topic if there is not None and there not in mine else None
    if instead_of is not None and instead_of != ask.instead_of:
        raise Refused("cell-taken", camp.topics[instead_of].title)
    if len(mine) == len(stays) >= topic.times:
        raise Refused("repeat-not-agreed", topic.title)
    others = [p for p in camp.draft.placements if p not in mine and p is not there]
    _not_double_booked(camp, [*others, *stays, Placement(topic.id, ask.slot, ask.room)], cell)
    return _one(r.TopicPlaced(topic.id, ask.slot, ask.room, instead_of, beside))


def _cell(camp: Camp, cell: Cell) -> Cell:
    rules.session_slot(camp, cell.slot)
    rules.known_room(camp, cell.room)
    return cell


def _not_double_booked(camp: Camp, placements: list[Placement], *moving: Cell) -> None:
    clash = rules.double_booked(camp, placements, moving)
    if clash is not None:
        still = next((p for p in clash if p.cell not in moving), clash[0])
        same = clash[0].topic == clash[1].topic
        raise Refused("repeat-busy" if same else "host-busy", camp.topics[still.topic].title)


def _swap_cells(camp: Camp, ask: c.SwapCells, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    a, b = _cell(camp, ask.a), _cell(camp, ask.b)
    first, second = camp.draft.at(a), camp.draft.at(b)
    if first is None and second is None:
        raise Refused("cell-empty", f"{camp.slots[a.slot].title}, {camp.rooms[a.room].name}")
    if a == b or (first is not None and second is not None and first.topic == second.topic):
        return _NOTHING
    others = [p for p in camp.draft.placements if p.cell not in (a, b)]
    moved = [replace(p, slot=to.slot, room=to.room) for p, to in ((first, b), (second, a)) if p is not None]
    _not_double_booked(camp, [*others, *moved], a, b)
    return _one(r.CellsSwapped(a, b))


def _unplace_topic(camp: Camp, ask: c.UnplaceTopic, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    there = _cells_of(camp, ask.topic, ask.cell)
    return _one(r.TopicUnplaced(ask.topic, ask.cell)) if there else _NOTHING


def _pin_topic(camp: Camp, ask: c.PinTopic, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    there = _cells_of(camp, ask.topic, ask.cell)
    if not there:
        raise Refused("not-placed", rules.known_topic(camp, ask.topic).title)
    same = all(p.pinned == ask.pinned for p in there)
    return _NOTHING if same else _one(r.TopicPinned(ask.topic, ask.pinned, ask.cell))


def _cells_of(camp: Camp, topic: TopicId, cell: Cell | None) -> list[Placement]:
    """The topic's placements in the draft: all of them, or the one in this cell."""
    return [p for p in camp.draft.of(topic) if cell is None or p.cell == cell]


def _reset_draft(camp: Camp, ask: c.ResetDraft, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    shown = camp.published.placements if camp.published is not None else ()
    wanted = camp.tenable(shown, now)
    return _NOTHING if camp.draft.placements == wanted else _one(r.DraftReset())


def _publish(camp: Camp, ask: c.Publish, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    if not camp.draft.placements:
        raise Refused("draft-empty")
    if not differs(camp):
        raise Refused("draft-published")
    if ask.based_on != camp.draft_seq:
        raise Refused("draft-changed", ask.based_on)
    moving = [p.cell for p in camp.draft.placements if not camp.settled(p, now)]
    clash = rules.double_booked(camp, camp.draft.placements, moving)
    if clash is not None:
        raise Refused("draft-broken", camp.topics[clash[1].topic].title)
    phases = rules.phases_with(camp.phases, Phase.RUN, True)
    published: r.AnyRecord = r.SchedulePublished()
    return Decision((published,) if phases == camp.phases else (published, r.PhasesSet(tuple(sorted(phases)))))


def _assign_seats(camp: Camp, ask: c.AssignSeats, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    if camp.published is None or camp.published.number != ask.number:
        raise Refused("seats-other", ask.number)
    return _one(r.SeatsAssigned(ask.number, {p: seats for p, seats in ask.seats.items() if p in camp.people}))


def _choose_session(camp: Camp, ask: c.ChooseSession, by: PersonId, now: Instant) -> Decision:
    rules.joined(camp, by)
    if Phase.CLOSED in camp.phases:
        raise Refused("camp-closed")
    rules.session_slot(camp, ask.slot)
    topic = None if ask.topic is None else rules.topic_on_wall(camp, ask.topic)
    if topic is not None:
        shown = camp.published.of(topic.id) if camp.published is not None else ()
        if ask.slot not in {p.slot for p in shown}:
            raise Refused("not-placed", topic.title)
    chosen, choices = topic.id if topic is not None else None, camp.choices.get(by, Map())
    if choices.get(ask.slot) == chosen:
        return _NOTHING
    # Nobody attends a topic twice: whoever goes to its repeat does not mean to go the first time any more.
    repeats = sorted(slot for slot, other in choices.items() if other == chosen)
    return Decision((*(r.SessionChosen(by, slot) for slot in repeats), r.SessionChosen(by, ask.slot, chosen)))


# --- announcements, notices, undo


def _announce(camp: Camp, ask: c.Announce, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    rules.fresh_id(ask.announcement)
    text = rules.one_line(ask.text)
    if not text:
        raise Refused("text-empty")
    if len(text) > rules.ANNOUNCEMENT_MAX:
        raise Refused("text-long", len(text))
    if ask.announcement in camp.announcements:
        raise Refused("announcement-exists", ask.announcement)
    on_show = [a for a in camp.announcements.values() if a.until is None or a.until > now]
    if len(on_show) >= rules.ANNOUNCEMENTS_MAX:
        raise Refused("announcements-many", len(on_show))
    return _one(r.Announced(ask.announcement, text, ask.until))


def _end_announcement(camp: Camp, ask: c.EndAnnouncement, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    return _one(r.AnnouncementEnded(ask.announcement)) if ask.announcement in camp.announcements else _NOTHING


def _see_notices(camp: Camp, ask: c.SeeNotices, by: PersonId, now: Instant) -> Decision:
    rules.joined(camp, by)
    unseen = [notice.id for notice in camp.notices.get(by, ()) if notice.id <= ask.up_to]
    return _one(r.NoticesSeen(by, max(unseen))) if unseen else _NOTHING


def _undo(camp: Camp, ask: c.Undo, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    action = camp.history.get(ask.seq)
    if action is None or not action.pieces:
        raise Refused("undo-unknown", ask.seq)
    if action.undone:
        raise Refused("undo-done", ask.seq)
    for piece in action.pieces:
        if piece_value(camp, piece.kind, piece.id) != piece.after:
            raise Refused("undo-stale", _piece_words(piece.kind, piece.after or piece.before))
    _no_merge_chain(camp, {piece.id: piece.before for piece in action.pieces if piece.kind == "topic"})
    return _one(r.Undone(ask.seq))


def _no_merge_chain(camp: Camp, restored: dict[str, Any]) -> None:
    """A topic may not go back into one that was itself merged since, nor with others that were merged into it since."""
    for topic in restored.values():
        if topic.merged_into is None:
            continue
        into: Topic = restored.get(topic.merged_into, camp.topics[topic.merged_into])
        if into.merged_into is not None:
            raise Refused("undo-stale", into.title)
        members = [restored.get(member, camp.topics[member]) for member in camp.members.get(topic.id, ())]
        if any(member.merged_into == topic.id for member in members):
            raise Refused("undo-stale", topic.title)


def _piece_words(kind: str, value: Any) -> str:
    words = getattr(value, "title", None) or getattr(value, "name", None)
    return words if isinstance(words, str) else kind


_NEEDS_A_PERSON = (
    c.SetInterests,
    c.NoteNewName,
    c.ProposeTopic,
    c.EditTopic,
    c.WithdrawTopic,
    c.ClaimTopic,
    c.SetRepeat,
    c.SetVote,
    c.ChooseSession,
    c.SeeNotices,
)

_DECISIONS: dict[type, Callable[[Camp, Any, Any, Instant], Decision]] = {
    c.CreateCamp: _create_camp,
    c.EditCamp: _edit_camp,
    c.PutRoom: _put_room,
    c.RemoveRoom: _remove_room,
    c.PutSlot: _put_slot,
    c.RemoveSlot: _remove_slot,
    c.SetPhase: _set_phase,
    c.Join: _join,
    c.SetInterests: _set_interests,
    c.NoteNewName: _note_new_name,
    c.ForgetPerson: _forget_person,
    c.ProposeTopic: _propose_topic,
    c.EditTopic: _edit_topic,
    c.WithdrawTopic: _withdraw_topic,
    c.HideTopic: _hide_topic,
    c.ClaimTopic: _claim_topic,
    c.SetRepeat: _set_repeat,
    c.MergeTopic: _merge_topic,
    c.UnmergeTopic: _unmerge_topic,
    c.SetVote: _set_vote,
    c.AdoptPlan: _adopt_plan,
    c.PlaceTopic: _place_topic,
    c.SwapCells: _swap_cells,
    c.UnplaceTopic: _unplace_topic,
    c.PinTopic: _pin_topic,
    c.ResetDraft: _reset_draft,
    c.Publish: _publish,
    c.AssignSeats: _assign_seats,
    c.ChooseSession: _choose_session,
    c.Announce: _announce,
    c.EndAnnouncement: _end_announcement,
    c.SeeNotices: _see_notices,
    c.Undo: _undo,
    c.ResetLinks: _reset_links,
}
