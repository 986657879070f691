"""What a command means for this camp, now: the records of what happens, or a refusal."""

from edcamp.domain import commands as c
from edcamp.domain.camp import Camp
from edcamp.domain.decision import Decision, Decisions
from edcamp.domain.decisions import (
    assignments,
    attending,
    board,
    draft,
    frame,
    hands,
    hopes,
    keeping,
    lists,
    offers,
    people,
    publishing,
    rearranging,
    requesting,
    seeking,
    smackdown,
    standing_in,
    telling,
    times,
    topics,
    undoing,
)
from edcamp.domain.ids import Instant, PersonId
from edcamp.domain.refusals import Refused


def decide(camp: Camp, command: c.AnyCommand, by: PersonId | None, now: Instant) -> Decision:
    """What ``command`` means. ``by`` None is the system: the operator or the clock.

    Raises ``Refused`` with a code of ``refusals.SENTENCES``.
    """
    if by is None and isinstance(command, _NEED_A_PERSON):
        raise Refused("not-joined")
    return _DECISIONS[type(command)](camp, command, by, now)


_NEED_A_PERSON = (
    *attending.NEED_A_PERSON,
    *people.NEED_A_PERSON,
    *topics.NEED_A_PERSON,
    *seeking.NEED_A_PERSON,
    *publishing.NEED_A_PERSON,
    *assignments.NEED_A_PERSON,
    *requesting.NEED_A_PERSON,
    *hopes.NEED_A_PERSON,
    *hands.NEED_A_PERSON,
    *offers.NEED_A_PERSON,
    *telling.NEED_A_PERSON,
    *smackdown.NEED_A_PERSON,
)

_DECISIONS: Decisions = {
    **frame.DECISIONS,
    **times.DECISIONS,
    **people.DECISIONS,
    **lists.DECISIONS,
    **topics.DECISIONS,
    **seeking.DECISIONS,
    **draft.DECISIONS,
    **keeping.DECISIONS,
    **publishing.DECISIONS,
    **rearranging.DECISIONS,
    **requesting.DECISIONS,
    **standing_in.DECISIONS,
    **attending.DECISIONS,
    **assignments.DECISIONS,
    **hopes.DECISIONS,
    **hands.DECISIONS,
    **offers.DECISIONS,
    **telling.DECISIONS,
    **board.DECISIONS,
    **smackdown.DECISIONS,
    **undoing.DECISIONS,
}
