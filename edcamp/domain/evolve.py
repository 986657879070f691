"""Folds what happened into the next camp, and says which documents it changed."""

from edcamp.domain import records as r
from edcamp.domain.camp import Camp, ClientState
from edcamp.domain.changes import Changes, Fold, Folds
from edcamp.domain.folds import (
    actions,
    assignments,
    attending,
    board,
    draft,
    frame,
    hands,
    hopes,
    keeping,
    offers,
    people,
    publishing,
    rearranging,
    requesting,
    seeking,
    smackdown,
    telling,
    times,
    topics,
)
from edcamp.domain.sittings import followed

REFUSED_KEPT = 32
"""Refusals remembered per client: an outbox sends at most this many commands before it waits for answers."""


def evolve(camp: Camp, entry: r.Entry) -> tuple[Camp, Changes]:
    """The camp after ``entry``, and what changed.

    Raises ``ValueError`` when the entry is not the next one: a gap must never be folded over.
    """
    if entry.seq != camp.seq + 1:
        raise ValueError(f"entry {entry.seq} cannot follow seq {camp.seq} of camp {camp.id}")
    fold = Fold(entry, Changes())
    after = camp
    for record in entry.records:
        after = _FOLDS[type(record)](after, record, fold)
    after = followed(camp, after, fold.at)
    requesting.requests_followed(camp, after, fold)
    after = actions.remember_action(camp, after, fold)
    if entry.n:
        client = ClientState(entry.n, _still_refused(camp.clients.get(entry.client), entry))
        after = after.but(clients=after.clients.set(entry.client, client))
    return after.but(seq=entry.seq), fold.changes


def _still_refused(state: ClientState | None, entry: r.Entry) -> tuple[tuple[int, str], ...]:
    return ((state.refused if state else ()) + entry.refused)[-REFUSED_KEPT:]


_FOLDS: Folds = {
    **draft.FOLDS,
    **telling.FOLDS,
    **board.FOLDS,
    **smackdown.FOLDS,
    **keeping.FOLDS,
    **publishing.FOLDS,
    **rearranging.FOLDS,
    **requesting.FOLDS,
    **attending.FOLDS,
    **assignments.FOLDS,
    **hopes.FOLDS,
    **hands.FOLDS,
    **offers.FOLDS,
    **frame.FOLDS,
    **times.FOLDS,
    **topics.FOLDS,
    **seeking.FOLDS,
    **people.FOLDS,
    **actions.FOLDS,
}
