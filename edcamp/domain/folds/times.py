"""Times that moved along with one another."""

from msgspec.structs import replace

from edcamp.domain import records as r
from edcamp.domain.camp import Camp
from edcamp.domain.changes import Fold, Folds
from edcamp.domain.folds.draft import keep_placements
from edcamp.domain.folds.frame import set_settings, set_slot
from edcamp.domain.folds.telling import tell
from edcamp.domain.notices import times_notices


def _times_moved(camp: Camp, record: r.TimesMoved, fold: Fold) -> Camp:
    before = camp
    for time in record.times:
        camp = set_slot(camp, time.slot, replace(camp.slots[time.slot], start=time.start, end=time.end), fold)
    if record.timetable is not None:
        camp = set_settings(camp, replace(camp.settings, timetable=record.timetable), fold)
    return keep_placements(tell_times(before, camp, fold), fold)


def tell_times(before: Camp, after: Camp, fold: Fold) -> Camp:
    """Whoever goes to a session that is at another time now, each once."""
    for person, notice in times_notices(before, after, fold.at):
        after = tell(after, person, replace(notice, id=fold.notice_id()), fold)
    return after


FOLDS: Folds = {r.TimesMoved: _times_moved}
