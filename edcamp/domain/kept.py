"""What becomes of a draft that was kept aside when it is taken back."""

from msgspec.structs import replace

from edcamp.domain.camp import Camp, Draft, KeptDraft
from edcamp.domain.ids import Instant


def as_draft(camp: Camp, kept: KeptDraft, now: Instant) -> Draft:
    """As far as it can still take place. The solver's figures are of all of it, or of nothing."""
    placements = camp.tenable(kept.draft.placements, now)
    if placements == kept.draft.placements:
        return kept.draft
    placed = {p.topic for p in placements}
    unplaced = tuple(u for u in kept.draft.unplaced if u.topic not in placed)
    return replace(kept.draft, placements=placements, unplaced=unplaced, value=None, bound=None)
