"""What boards show."""

from edcamp.domain import commands as c
from edcamp.domain import records as r
from edcamp.domain import rules
from edcamp.domain.camp import BoardMode, Camp, Takeover
from edcamp.domain.decision import NOTHING, Decision, Decisions, one
from edcamp.domain.ids import Instant, PersonId
from edcamp.domain.refusals import Refused


def _show_on_board(camp: Camp, ask: c.ShowOnBoard, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    wanted = None
    if ask.mode is not None:
        spotlight = ask.topic if ask.mode is BoardMode.WALL else None
        topic = rules.topic_on_wall(camp, spotlight).id if spotlight is not None else None
        said = ask.announcement if ask.mode is BoardMode.ANNOUNCEMENT else None
        if said is not None and said not in camp.announcements:
            raise Refused("announcement-gone")
        wanted = Takeover(ask.mode, ask.until, topic, said)
    if wanted == camp.takeover:
        return NOTHING
    if wanted is not None:
        endless = wanted.until is None and wanted.mode is BoardMode.COUNTDOWN
        if endless or (wanted.until is not None and wanted.until <= now):
            raise Refused("board-end")
    return one(r.BoardSet(wanted))


DECISIONS: Decisions = {c.ShowOnBoard: _show_on_board}
