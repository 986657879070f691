"""Drafts that are kept aside."""

from edcamp.domain import records as r
from edcamp.domain.camp import Camp, KeptDraft
from edcamp.domain.changes import Fold, Folds, Restores, put
from edcamp.domain.folds.draft import set_draft
from edcamp.domain.kept import as_draft


def _draft_kept(camp: Camp, record: r.DraftKept, fold: Fold) -> Camp:
    return _set_kept(camp, record.kept, KeptDraft(record.kept, record.name, fold.at, camp.draft), fold)


def _draft_dropped(camp: Camp, record: r.DraftDropped, fold: Fold) -> Camp:
    return _set_kept(camp, record.kept, None, fold)


def _set_kept(camp: Camp, key: str, kept: KeptDraft | None, fold: Fold) -> Camp:
    fold.changes.touched.append(("kept", key))
    fold.changes.organizers.add(f"kept/{key}")
    return camp.but(kept=put(camp.kept, key, kept))


def _draft_taken(camp: Camp, record: r.DraftTaken, fold: Fold) -> Camp:
    return set_draft(camp, as_draft(camp, camp.kept[record.kept], fold.at), fold)


FOLDS: Folds = {
    r.DraftKept: _draft_kept,
    r.DraftDropped: _draft_dropped,
    r.DraftTaken: _draft_taken,
}

RESTORES: Restores = {"kept": _set_kept}
