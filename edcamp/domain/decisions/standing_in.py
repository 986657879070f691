"""Who hosts a topic when its host cannot come."""

from edcamp.domain import commands as c
from edcamp.domain import records as r
from edcamp.domain import rules
from edcamp.domain.camp import Camp
from edcamp.domain.decision import NOTHING, Decision, Decisions, one
from edcamp.domain.decisions.topics import free_host
from edcamp.domain.ids import Instant, PersonId
from edcamp.domain.refusals import Refused


def _set_hosts(camp: Camp, ask: c.SetHosts, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    topic = rules.topic_on_wall(camp, ask.topic)
    hosts = _people(camp, ask.hosts)
    if hosts == topic.hosts:
        return NOTHING
    for host in hosts:
        if host not in topic.hosts:
            free_host(camp, topic, host)
    return one(r.HostsSet(topic.id, hosts, told=True))


def _ask_to_host(camp: Camp, ask: c.AskToHost, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    topic = rules.topic_on_wall(camp, ask.topic)
    people = _people(camp, ask.people)
    if topic.hosts:
        raise Refused("topic-hosted", topic.title)
    return one(r.StandInSought(topic.id, people)) if people else NOTHING


def _people(camp: Camp, people: tuple[PersonId, ...]) -> tuple[PersonId, ...]:
    found = tuple(dict.fromkeys(people))
    if len(found) > rules.HOSTS_MAX:
        raise Refused("hosts-many", len(found))
    for person in found:
        if person not in camp.people:
            raise Refused("person-unknown", person)
    return found


DECISIONS: Decisions = {
    c.SetHosts: _set_hosts,
    c.AskToHost: _ask_to_host,
}
