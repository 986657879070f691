"""What hosts said of their sessions, and that they were asked again."""

from edcamp.domain import records as r
from edcamp.domain.camp import Answered, Camp, NoticeKind, Placement
from edcamp.domain.changes import Fold, Folds, put
from edcamp.domain.folds.answers import put_answer
from edcamp.domain.folds.telling import sitting_notice, tell


def _assignment_answered(camp: Camp, record: r.AssignmentAnswered, fold: Fold) -> Camp:
    """Whoever has answered need not read that they were asked."""
    held = camp.notices.get(record.person, ())
    asked = tuple(
        notice
        for notice in held
        if notice.kind is NoticeKind.REMINDED
        and (notice.topic, notice.slot, notice.room) == (record.topic, record.slot, record.room)
    )
    for notice in asked:
        fold.changes.person(record.person, f"notice/{notice.id}")
    left = tuple(notice for notice in held if notice not in asked)
    camp = camp.but(notices=put(camp.notices, record.person, left or None))
    start = camp.slots[record.slot].start
    answered = Answered(record.person, record.slot, record.room, record.answer, fold.at, start)
    return put_answer(camp, record.topic, answered, fold)


def _host_reminded(camp: Camp, record: r.HostReminded, fold: Fold) -> Camp:
    placement = Placement(record.topic, record.slot, record.room)
    notice = sitting_notice(NoticeKind.REMINDED, camp.topics[record.topic], None, placement, fold)
    camp = tell(camp, record.person, notice, fold)
    start = camp.slots[record.slot].start
    reminded = Answered(record.person, record.slot, record.room, None, fold.at, start, reminded=True)
    return put_answer(camp, record.topic, reminded, fold)


FOLDS: Folds = {
    r.AssignmentAnswered: _assignment_answered,
    r.HostReminded: _host_reminded,
}
