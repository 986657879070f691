"""Who is there."""

from edcamp.domain import commands as c
from edcamp.domain import records as r
from edcamp.domain import rules
from edcamp.domain.camp import Camp
from edcamp.domain.decision import NOTHING, Decision, Decisions, one
from edcamp.domain.ids import Instant, PersonId
from edcamp.domain.refusals import Refused


def _join(camp: Camp, ask: c.Join, by: PersonId | None, now: Instant) -> Decision:
    rules.fresh_id(ask.person)
    known = camp.people.get(ask.person)
    if known is None and len(camp.people) >= rules.PEOPLE_PER_CAMP:
        raise Refused("people-many", len(camp.people))
    records: list[r.AnyRecord] = []
    if known is None:
        records.append(r.PersonJoined(ask.person, rules.interests(ask.interests)))
    elif known.expected:
        records.append(r.PersonArrived(ask.person))
    if ask.organizer and not camp.is_organizer(ask.person):
        records.append(r.OrganizerAdded(ask.person))
    return Decision(tuple(records))


def _arrive(camp: Camp, ask: c.Arrive, by: PersonId | None, now: Instant) -> Decision:
    rules.joined(camp, ask.person)
    return one(r.PersonArrived(ask.person)) if camp.people[ask.person].expected else NOTHING


def _set_interests(camp: Camp, ask: c.SetInterests, by: PersonId, now: Instant) -> Decision:
    rules.joined(camp, by)
    wanted = rules.interests(ask.interests)
    return NOTHING if wanted == camp.people[by].interests else one(r.InterestsSet(by, wanted))


def _set_first_time(camp: Camp, ask: c.SetFirstTime, by: PersonId, now: Instant) -> Decision:
    rules.joined(camp, by)
    return NOTHING if camp.people[by].first_time == ask.first else one(r.FirstTimeSet(by, ask.first))


def _note_new_name(camp: Camp, ask: c.NoteNewName, by: PersonId, now: Instant) -> Decision:
    return one(r.NameChanged(rules.joined(camp, by)))


def _renew_calendar(camp: Camp, ask: c.RenewCalendar, by: PersonId, now: Instant) -> Decision:
    rules.joined(camp, by)
    number = camp.people[by].calendar + 1
    return one(r.CalendarRenewed(by, number)) if ask.number == number else NOTHING


def _forget_person(camp: Camp, ask: c.ForgetPerson, by: PersonId | None, now: Instant) -> Decision:
    if by != ask.person:
        rules.organizer(camp, by)
    if ask.person not in camp.people:
        raise Refused("person-unknown", ask.person)
    return one(r.PersonForgotten(ask.person))


DECISIONS: Decisions = {
    c.Join: _join,
    c.Arrive: _arrive,
    c.SetInterests: _set_interests,
    c.SetFirstTime: _set_first_time,
    c.NoteNewName: _note_new_name,
    c.RenewCalendar: _renew_calendar,
    c.ForgetPerson: _forget_person,
}

NEED_A_PERSON = (
    c.SetInterests,
    c.SetFirstTime,
    c.NoteNewName,
    c.RenewCalendar,
)
