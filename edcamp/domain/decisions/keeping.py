"""Drafts that are kept aside, to be compared with another idea, or taken back."""

from edcamp.domain import commands as c
from edcamp.domain import records as r
from edcamp.domain import rules
from edcamp.domain.camp import Camp
from edcamp.domain.decision import NOTHING, Decision, Decisions, one
from edcamp.domain.ids import Instant, PersonId
from edcamp.domain.kept import as_draft
from edcamp.domain.refusals import Refused


def _keep_draft(camp: Camp, ask: c.KeepDraft, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    rules.fresh_id(ask.kept)
    name = rules.label(ask.name, "kept-name")
    if ask.kept in camp.kept:
        return NOTHING
    if not camp.draft.placements:
        raise Refused("kept-empty")
    if len(camp.kept) >= rules.KEPT_MAX:
        raise Refused("kept-many", len(camp.kept))
    return one(r.DraftKept(ask.kept, name))


def _drop_draft(camp: Camp, ask: c.DropDraft, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    return one(r.DraftDropped(ask.kept)) if ask.kept in camp.kept else NOTHING


def _take_draft(camp: Camp, ask: c.TakeDraft, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    kept = camp.kept.get(ask.kept)
    if kept is None:
        raise Refused("kept-unknown")
    return NOTHING if as_draft(camp, kept, now) == camp.draft else one(r.DraftTaken(ask.kept))


DECISIONS: Decisions = {
    c.KeepDraft: _keep_draft,
    c.DropDraft: _drop_draft,
    c.TakeDraft: _take_draft,
}
