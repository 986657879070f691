"""What everybody sees, and where each person means to be."""

from immutables import Map

from edcamp.domain import commands as c
from edcamp.domain import records as r
from edcamp.domain import rules
from edcamp.domain.camp import Camp, Phase
from edcamp.domain.decision import NOTHING, Decision, Decisions, one
from edcamp.domain.documents import differs
from edcamp.domain.ids import Instant, PersonId
from edcamp.domain.refusals import Refused


def _publish(camp: Camp, ask: c.Publish, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    if not camp.draft.placements:
        raise Refused("draft-empty")
    if not differs(camp):
        raise Refused("draft-published")
    if ask.based_on != camp.draft_seq:
        raise Refused("draft-changed", ask.based_on)
    moving = [p.cell for p in camp.draft.placements if not camp.settled(p, now)]
    clash = rules.double_booked(camp, camp.draft.placements, moving)
    if clash is not None:
        raise Refused("draft-broken", camp.topics[clash[1].topic].title)
    phases = rules.phases_with(camp.phases, Phase.RUN, True)
    published: r.AnyRecord = r.SchedulePublished()
    return Decision((published,) if phases == camp.phases else (published, r.PhasesSet(tuple(sorted(phases)))))


def _assign_seats(camp: Camp, ask: c.AssignSeats, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    if camp.published is None or camp.published.number != ask.number:
        raise Refused("seats-other", ask.number)
    return one(r.SeatsAssigned(ask.number, {p: seats for p, seats in ask.seats.items() if p in camp.people}))


def _choose_session(camp: Camp, ask: c.ChooseSession, by: PersonId, now: Instant) -> Decision:
    rules.joined(camp, by)
    if Phase.CLOSED in camp.phases:
        raise Refused("camp-closed")
    rules.session_slot(camp, ask.slot)
    topic = None if ask.topic is None else rules.topic_on_wall(camp, ask.topic)
    if topic is not None:
        shown = camp.published.of(topic.id) if camp.published is not None else ()
        if ask.slot not in {p.slot for p in shown}:
            raise Refused("not-placed", topic.title)
    chosen, choices = topic.id if topic is not None else None, camp.choices.get(by, Map())
    if choices.get(ask.slot) == chosen:
        return NOTHING
    # Nobody attends a topic twice: whoever goes to its repeat does not mean to go the first time any more.
    repeats = sorted(slot for slot, other in choices.items() if other == chosen)
    return Decision((*(r.SessionChosen(by, slot) for slot in repeats), r.SessionChosen(by, ask.slot, chosen)))


DECISIONS: Decisions = {
    c.Publish: _publish,
    c.AssignSeats: _assign_seats,
    c.ChooseSession: _choose_session,
}

NEED_A_PERSON = (c.ChooseSession,)
