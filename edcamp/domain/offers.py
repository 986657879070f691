"""Offers to host a topic along with its hosts."""

from collections.abc import Iterable

from edcamp.domain.camp import Camp, Offer
from edcamp.domain.ids import PersonId, TopicId


def offer_of(camp: Camp, topic: TopicId, person: PersonId) -> Offer | None:
    return next((offer for offer in camp.offers.get(topic, ()) if offer.person == person), None)


def offer_shown(camp: Camp, topic: TopicId, person: PersonId) -> Offer | None:
    """To whoever made it, while it has not made them a host, nor was taken back since."""
    found, offer = camp.topics.get(topic), offer_of(camp, topic, person)
    if found is None or offer is None or not found.on_wall or person in found.hosts:
        return None
    return offer if not offer.welcome and found.hosts else None


def offers_to(camp: Camp, topic: TopicId, host: PersonId) -> Iterable[Offer]:
    """To this host: those to answer, and those that made somebody a host."""
    hosts = camp.topics[topic].hosts
    for offer in camp.offers.get(topic, ()):
        waiting = offer.welcome is None and offer.person not in hosts
        if offer.person != host and (waiting or (offer.welcome and offer.person in hosts)):
            yield offer


def waiting(camp: Camp, topic: TopicId) -> bool:
    """Whether somebody is to be answered."""
    found = camp.topics.get(topic)
    hosts = found.hosts if found is not None else ()
    return any(offer.welcome is None and offer.person not in hosts for offer in camp.offers.get(topic, ()))
