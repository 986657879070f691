"""Taking an action back."""

from typing import Any

from edcamp.domain import commands as c
from edcamp.domain import records as r
from edcamp.domain import rules
from edcamp.domain.camp import Camp, Topic
from edcamp.domain.decision import Decision, Decisions, one
from edcamp.domain.history import piece_value
from edcamp.domain.ids import Instant, PersonId
from edcamp.domain.refusals import Refused


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
    return one(r.Undone(ask.seq))


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


DECISIONS: Decisions = {
    c.Undo: _undo,
}
