"""What organizers did: remembered, and taken back."""

from immutables import Map
from msgspec.structs import replace

from edcamp.domain import records as r
from edcamp.domain.camp import (
    Action,
    Camp,
    Piece,
    Topic,
    TopicState,
)
from edcamp.domain.changes import Fold, Folds, Restores
from edcamp.domain.folds import (
    board,
    draft,
    frame,
    hands,
    hopes,
    keeping,
    offers,
    publishing,
    requesting,
    smackdown,
    telling,
    times,
    topics,
)
from edcamp.domain.history import ACTIONS, piece_value

HISTORY_LENGTH = 200
"""Actions an organizer can still read and undo; a long day has fewer than a hundred."""

_RESTORES: Restores = {
    **draft.RESTORES,
    **telling.RESTORES,
    **board.RESTORES,
    **smackdown.RESTORES,
    **publishing.RESTORES,
    **keeping.RESTORES,
    **requesting.RESTORES,
    **frame.RESTORES,
    **topics.RESTORES,
    **hopes.RESTORES,
    **hands.RESTORES,
    **offers.RESTORES,
}


def _undone(camp: Camp, record: r.Undone, fold: Fold) -> Camp:
    action, before = camp.history[record.seq], camp
    # What sessions stand in comes back before they do: else a draft would lose those that cannot stand yet.
    for piece in sorted(action.pieces, key=lambda piece: piece.kind in ("draft", "published")):
        camp = _RESTORES[piece.kind](camp, piece.id, piece.before, fold)
    if str(r.TimesMoved.__struct_config__.tag) in (action.what, action.args.get("undoes")):
        camp = times.tell_times(before, camp, fold)
    fold.changes.organizers.add(f"action/{record.seq}")
    return camp.but(history=camp.history.set(record.seq, replace(action, undone=True)))


def remember_action(before: Camp, after: Camp, fold: Fold) -> Camp:
    entry = fold.entry
    named = next((rec for rec in entry.records if type(rec) in ACTIONS), None)
    if isinstance(named, r.TopicProposed) and named.anonymous:
        return after  # the line would name who proposed it
    by_clock = entry.by is None and isinstance(named, (r.PhasesSet, r.Announced, r.PeopleTold))
    if named is None or not (by_clock or before.is_organizer(entry.by)):
        return after
    pieces = []
    for kind, key in dict.fromkeys(fold.changes.touched):
        old, new = piece_value(before, kind, key), piece_value(after, kind, key)
        if old is None and isinstance(new, Topic):
            old = replace(new, state=TopicState.HIDDEN)
        if old != new:
            pieces.append(Piece(kind, key, before.published if kind == "published" else old, new))
    if by_clock and not pieces and isinstance(named, r.PhasesSet):
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


FOLDS: Folds = {r.Undone: _undone}
