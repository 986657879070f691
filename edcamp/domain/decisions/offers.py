"""Hosting a topic together."""

from edcamp.domain import commands as c
from edcamp.domain import records as r
from edcamp.domain import rules
from edcamp.domain.camp import Camp, Kind, Phase
from edcamp.domain.decision import NOTHING, Decision, Decisions, one
from edcamp.domain.decisions.topics import free_host
from edcamp.domain.ids import Instant, PersonId
from edcamp.domain.offers import offer_of, offer_shown
from edcamp.domain.refusals import Refused


def _offer_to_host(camp: Camp, ask: c.OfferToHost, by: PersonId, now: Instant) -> Decision:
    rules.joined(camp, by)
    topic = rules.topic_on_wall(camp, ask.topic)
    if Phase.CLOSED in camp.phases:
        raise Refused("camp-closed")
    offer = offer_of(camp, topic.id, by)
    if not ask.offered:
        if offer is None or offer.welcome is False:
            return NOTHING
        taken_back: r.AnyRecord = r.OfferMade(topic.id, by, offered=False)
        without = tuple(host for host in topic.hosts if host != by)
        leaves = offer.welcome is True and without != topic.hosts
        return Decision((r.HostsSet(topic.id, without), taken_back) if leaves else (taken_back,))
    if by in topic.hosts:
        return NOTHING
    if topic.kind is Kind.LEARN or not topic.hosts:
        raise Refused("offer-needless", topic.title)
    shown = offer_shown(camp, topic.id, by)
    if shown is not None:
        if shown.welcome is False:
            raise Refused("offer-declined", topic.title)
        return NOTHING
    _room_for_one(len(camp.offers.get(topic.id, ())))
    free_host(camp, topic, by)
    return one(r.OfferMade(topic.id, by))


def _answer_offer(camp: Camp, ask: c.AnswerOffer, by: PersonId, now: Instant) -> Decision:
    rules.joined(camp, by)
    topic = rules.topic_on_wall(camp, ask.topic)
    if by not in topic.hosts or by == ask.person:
        raise Refused("not-host", topic.title)
    if Phase.CLOSED in camp.phases:
        raise Refused("camp-closed")
    offer = offer_of(camp, topic.id, ask.person)
    hosting = ask.person in topic.hosts
    if offer is None or (hosting and not offer.welcome):
        raise Refused("offer-unknown", topic.title)
    if offer.welcome is ask.welcome and hosting == ask.welcome:
        return NOTHING
    answered: r.AnyRecord = r.OfferAnswered(topic.id, ask.person, ask.welcome)
    if not ask.welcome:
        without = tuple(host for host in topic.hosts if host != ask.person)
        return Decision((r.HostsSet(topic.id, without), answered) if hosting else (answered,))
    _room_for_one(len(topic.hosts))
    free_host(camp, topic, ask.person)
    return Decision((answered, r.HostsSet(topic.id, (*topic.hosts, ask.person))))


def _room_for_one(people: int) -> None:
    if people >= rules.HOSTS_MAX:
        raise Refused("hosts-many", people + 1)


DECISIONS: Decisions = {c.OfferToHost: _offer_to_host, c.AnswerOffer: _answer_offer}

NEED_A_PERSON = (c.OfferToHost, c.AnswerOffer)
