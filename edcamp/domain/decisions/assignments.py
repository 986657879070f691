"""What hosts say of their sessions."""

from edcamp.domain import commands as c
from edcamp.domain import records as r
from edcamp.domain import rules
from edcamp.domain.assignments import answers_to, reminders
from edcamp.domain.camp import Camp, Cell, Phase
from edcamp.domain.decision import NOTHING, Decision, Decisions, one
from edcamp.domain.ids import Instant, PersonId
from edcamp.domain.refusals import Refused


def _answer_assignment(camp: Camp, ask: c.AnswerAssignment, by: PersonId, now: Instant) -> Decision:
    rules.joined(camp, by)
    if Phase.CLOSED in camp.phases:
        raise Refused("camp-closed")
    topic, cell = rules.topic_on_wall(camp, ask.topic), Cell(ask.slot, ask.room)
    if by not in topic.hosts:
        raise Refused("not-host", topic.title)
    shown = camp.published.of(topic.id) if camp.published is not None else ()
    if not any(p.cell == cell and camp.stands(p) for p in shown):
        raise Refused("session-moved", topic.title)
    said = {(a.person, a.cell): a.answer for a in answers_to(camp, topic.id)}
    if said.get((by, cell)) is ask.answer:
        return NOTHING
    return one(r.AssignmentAnswered(by, topic.id, ask.slot, ask.room, ask.answer))


def _remind_hosts(camp: Camp, ask: c.RemindHosts, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    due = [a for at, a in reminders(camp, now) if at <= now]
    return Decision(tuple(r.HostReminded(a.person, a.placement.topic, a.placement.slot, a.placement.room) for a in due))


DECISIONS: Decisions = {
    c.AnswerAssignment: _answer_assignment,
    c.RemindHosts: _remind_hosts,
}

NEED_A_PERSON = (c.AnswerAssignment,)
