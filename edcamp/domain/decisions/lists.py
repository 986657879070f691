"""Lists of people and topics that organizers bring along."""

from edcamp.domain import commands as c
from edcamp.domain import records as r
from edcamp.domain import rules
from edcamp.domain.camp import Camp, Kind, TopicState
from edcamp.domain.decision import NOTHING, Decision, Decisions
from edcamp.domain.ids import Instant, PersonId
from edcamp.domain.refusals import Refused


def _import_list(camp: Camp, ask: c.ImportList, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    people = {one.person: one for one in ask.people if one.person not in camp.people}
    topics = {one.topic: one for one in ask.topics if one.topic not in camp.topics}
    if not people and not topics:
        return NOTHING
    if len(camp.people) + len(people) > rules.PEOPLE_PER_CAMP:
        raise Refused("people-many", len(camp.people) + len(people))
    on_wall = sum(topic.state is TopicState.OPEN for topic in camp.topics.values()) + len(topics)
    if on_wall > rules.TOPICS_PER_CAMP:
        raise Refused("topics-many-camp", on_wall)
    known = camp.people.keys() | people.keys()
    records: list[r.AnyRecord] = [r.ListImported(len(people), len(topics))]
    for person in people.values():
        rules.fresh_id(person.person)
        records.append(r.PersonJoined(person.person, rules.interests(person.interests), expected=True))
    for topic in topics.values():
        rules.fresh_id(topic.topic)
        if topic.by is not None and topic.by not in known:
            raise Refused("person-unknown", topic.by)
        proposer = topic.by if topic.by is not None else by
        if proposer is None:
            raise Refused("not-joined")
        records.append(
            r.TopicProposed(
                topic=topic.topic,
                kind=topic.kind,
                title=rules.title(topic.title),
                by=proposer,
                description=rules.description(topic.description),
                tags=rules.tags(topic.tags),
                needs=rules.needs(topic.needs),
                hosts=(topic.by,) if topic.by is not None and topic.kind is Kind.LEAD else (),
                card=topic.by is None,
                seen=topic.by is not None,
            )
        )
    return Decision(tuple(records))


DECISIONS: Decisions = {c.ImportList: _import_list}
