"""What organizers did, to be said in words and undone: the parts an action touched, and the words about it."""

from collections.abc import Callable
from typing import Any

from immutables import Map
from msgspec.structs import replace

from edcamp.domain import records as r
from edcamp.domain.camp import Camp, Whom
from edcamp.domain.hands import hand_at
from edcamp.domain.hopes import whose
from edcamp.domain.ids import KeptId, RoomId, SlotId, TopicId


def piece_value(camp: Camp, kind: str, key: str) -> object:
    """A part of the camp as undo compares it. A schedule is known by its number: its seats and answers come later."""
    match kind:
        case "settings":
            return camp.settings
        case "phases":
            return camp.phases
        case "room":
            return camp.rooms.get(RoomId(key))
        case "slot":
            return camp.slots.get(SlotId(key))
        case "topic":
            return camp.topics.get(TopicId(key))
        case "draft":
            return camp.draft
        case "published":
            return (
                replace(camp.published, seats=None, answers=Map(), partial=False)
                if camp.published is not None
                else None
            )
        case "board":
            return camp.takeover
        case "kept":
            return camp.kept.get(KeptId(key))
        case "request":
            return camp.requests.get(key)
        case "smackdown":
            return camp.smackdown
        case "hope":
            return next((hope.hidden for _, _, hope in whose(camp, int(key))), None)
        case "offers":
            return camp.offers.get(TopicId(key))
        case "hand":
            topic, _, slot = key.partition("/")
            return hand_at(camp, TopicId(topic), SlotId(slot))
        case "planned":
            return camp.planned.get(key)  # type: ignore[call-overload]
        case "announcement":
            return camp.announcements.get(key)  # type: ignore[call-overload]
        case _:
            return None


def _title(camp: Camp, topic: TopicId) -> str:
    return camp.topics[topic].title if topic in camp.topics else ""


def _cell_words(camp: Camp, slot: SlotId, room: RoomId) -> dict[str, str]:
    return {
        "slot": camp.slots[slot].title if slot in camp.slots else slot,
        "room": camp.rooms[room].name if room in camp.rooms else room,
    }


def _swap_words(camp: Camp, record: r.CellsSwapped) -> dict[str, str]:
    a, b = camp.draft.at(record.a), camp.draft.at(record.b)
    words = {"topic": _title(camp, a.topic) if a else "", "other": _title(camp, b.topic) if b else ""}
    return words | _cell_words(camp, record.b.slot, record.b.room)


def _place_words(camp: Camp, record: r.TopicPlaced) -> dict[str, str]:
    """``again``: it is a repeat that was not there before."""
    other = {"other": _title(camp, record.instead_of)} if record.instead_of is not None else {}
    again = {"again": "yes"} if record.beside is not None and len(camp.draft.of(record.topic)) == 1 else {}
    return {"topic": _title(camp, record.topic)} | other | again | _cell_words(camp, record.slot, record.room)


def _one_of_words(camp: Camp, record: r.TopicUnplaced | r.TopicPinned) -> dict[str, str]:
    """Which one, where the topic has a repeat."""
    one_of = record.cell is not None and len(camp.draft.of(record.topic)) > 1
    where = _cell_words(camp, record.cell.slot, record.cell.room) if record.cell is not None and one_of else {}
    return {"topic": _title(camp, record.topic)} | where


def _moves_words(camp: Camp, record: r.SessionsMoved) -> dict[str, str]:
    """``moved``: how many. ``topic``: of the only one; with ``slot`` and ``room``, where it is then."""
    words = {"moved": str(len(record.moves))}
    if record.lost is not None:
        words["lost"] = camp.rooms[record.lost].name
    if len(record.moves) == 1:
        [move] = record.moves
        words["topic"] = _title(camp, move.topic)
        words |= _cell_words(camp, move.now.slot, move.now.room) if move.now is not None else {}
        words |= {"new": "yes"} if move.was is None else {}
    return words


def _closed_words(camp: Camp, record: r.RoomClosed) -> dict[str, str]:
    slots = sorted((camp.slots[slot] for slot in record.slots if slot in camp.slots), key=lambda slot: slot.start)
    return {"room": camp.rooms[record.room].name, "slots": ", ".join(slot.title for slot in slots)}


def _times_words(camp: Camp, record: r.TimesMoved) -> dict[str, str]:
    """``longer``: it goes on, and what starts after it moves. ``minutes``: earlier, or shorter, below zero."""
    slot = camp.slots[record.slot]
    if record.other is not None:
        return {"slot": slot.title, "other": camp.slots[record.other].title}
    # Of entries from when a break beside the slot that was meant took up its move: the slot itself stayed.
    time = next((time for time in record.times if time.slot == record.slot), record.times[0])
    slot = camp.slots[time.slot]
    longer = time.start == slot.start
    by = time.end - slot.end if longer else time.start - slot.start
    alone = {"alone": "yes"} if len(record.times) == 1 else {}
    return {"slot": slot.title, "minutes": str(round(by / 60_000)), "longer": "yes" if longer else ""} | alone


def _topic_words(camp: Camp, record: Any) -> dict[str, str]:
    return {"topic": _title(camp, record.topic)}


def _whom_words(camp: Camp, whom: Whom | None) -> dict[str, str]:
    if whom is None:
        return {}
    if whom.room is not None:
        return {"room": camp.rooms[whom.room].name if whom.room in camp.rooms else whom.room}
    return {"topic": _title(camp, whom.topic) if whom.topic is not None else ""}


def _kept_words(camp: Camp, record: r.DraftTaken | r.DraftDropped) -> dict[str, str]:
    return {"name": camp.kept[record.kept].name}


def _declined_words(camp: Camp, record: r.RequestDeclined) -> dict[str, str]:
    """``to``: the title of the slot that was asked for; empty for any other."""
    to = camp.slots.get(record.to) if record.to is not None else None
    return _topic_words(camp, record) | {"to": to.title if to is not None else ""}


def _ended_words(camp: Camp, record: r.AnnouncementEnded) -> dict[str, str]:
    planned = camp.planned.get(record.announcement)
    if planned is not None:
        return {"text": planned.text, "planned": "yes"}
    return {"text": camp.announcements[record.announcement].text}


def _undo_words(camp: Camp, record: r.Undone) -> dict[str, str]:
    """``of``: the action taken back; ``undoes``: what was done first; ``again``: an undo was undone, so it holds."""
    action = camp.history[record.seq]
    again = action.what == "undone" and not action.args["again"]
    first = action.args.get("undoes", action.what)
    return {**action.args, "undoes": first, "of": str(record.seq), "again": "yes" if again else ""}


ACTIONS: dict[type, Callable[[Camp, Any], dict[str, str]]] = {
    r.CampEdited: lambda camp, rec: {"name": rec.settings.name},
    r.PhasesSet: lambda camp, rec: {
        "opened": " ".join(sorted(set(rec.phases) - camp.phases)),
        "shut": " ".join(sorted(camp.phases - set(rec.phases))),
    },
    r.BoardSet: lambda camp, rec: {
        "mode": str(rec.takeover.mode) if rec.takeover is not None else "",
        "topic": _title(camp, rec.takeover.topic) if rec.takeover is not None and rec.takeover.topic else "",
    },
    r.SmackdownHeld: lambda camp, rec: {"held": "yes" if rec.held else ""},
    r.TurnGivenUp: lambda camp, rec: {},
    r.TurnOrdered: lambda camp, rec: {},
    r.FloorGiven: lambda camp, rec: {"on": "yes" if rec.person is not None else ""},
    r.RoomPut: lambda camp, rec: {"room": rec.name, "new": "" if rec.room in camp.rooms else "yes"},
    r.RoomRemoved: lambda camp, rec: {"room": camp.rooms[rec.room].name},
    r.RoomClosed: _closed_words,
    r.SlotPut: lambda camp, rec: {"slot": rec.title, "new": "" if rec.slot in camp.slots else "yes"},
    r.SlotRemoved: lambda camp, rec: {"slot": camp.slots[rec.slot].title},
    r.ListImported: lambda camp, rec: {"people": str(rec.people), "topics": str(rec.topics)},
    r.TimesMoved: _times_words,
    r.TopicProposed: lambda camp, rec: {"topic": rec.title},
    r.TopicEdited: _topic_words,
    r.TopicStateSet: lambda camp, rec: {"topic": _title(camp, rec.topic), "state": str(rec.state)},
    r.HostsSet: _topic_words,
    r.StandInSought: lambda camp, rec: {"topic": _title(camp, rec.topic), "people": str(len(rec.people))},
    r.RepeatAgreed: lambda camp, rec: {"topic": _title(camp, rec.topic), "twice": "yes" if rec.twice else ""},
    r.HopeHidden: lambda camp, rec: {"topic": _title(camp, rec.topic), "hidden": "yes" if rec.hidden else ""},
    r.NotesSet: lambda camp, rec: {"topic": _title(camp, rec.topic), "link": rec.link or ""},
    r.HandGiven: lambda camp, rec: {"topic": _title(camp, rec.topic), "done": "yes" if rec.done else ""},
    r.TopicMerged: lambda camp, rec: {"topic": _title(camp, rec.topic), "other": _title(camp, rec.into)},
    r.TopicUnmerged: _topic_words,
    r.PlanAdopted: lambda camp, rec: {"placed": str(len(rec.placements)), "unplaced": str(len(rec.unplaced))},
    r.TopicPlaced: _place_words,
    r.CellsSwapped: _swap_words,
    r.TopicUnplaced: _one_of_words,
    r.TopicPinned: lambda camp, rec: _one_of_words(camp, rec) | {"pinned": "yes" if rec.pinned else ""},
    r.DraftReset: lambda camp, rec: {},
    r.DraftKept: lambda camp, rec: {"name": rec.name},
    r.DraftTaken: _kept_words,
    r.DraftDropped: _kept_words,
    r.SchedulePublished: lambda camp, rec: {"number": str(camp.publications + 1)},
    r.SessionsMoved: _moves_words,
    r.RequestDeclined: _declined_words,
    r.Announced: lambda camp, rec: {"text": rec.text},
    r.AnnouncementPlanned: lambda camp, rec: {"text": rec.text, "at": str(rec.at)} | _whom_words(camp, rec.whom),
    r.PeopleTold: lambda camp, rec: {"text": rec.text} | _whom_words(camp, rec.whom),
    r.AnnouncementEnded: _ended_words,
    r.Undone: _undo_words,
    r.LinksReset: lambda camp, rec: {},
}
"""The records that make a line of the history, and what it says: taken from the camp as it was before."""
