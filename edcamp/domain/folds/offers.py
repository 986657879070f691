"""Offers to host a topic along with its hosts, and what they answered."""

from collections.abc import Collection

from msgspec.structs import replace

from edcamp.domain import records as r
from edcamp.domain.camp import Camp, Notice, NoticeKind, Offer
from edcamp.domain.changes import Fold, Folds, Restores, put
from edcamp.domain.folds.telling import tell
from edcamp.domain.ids import PersonId, TopicId
from edcamp.domain.offers import offer_of


def offers_changed(camp: Camp, topic: TopicId, fold: Fold, hosts: Collection[PersonId] = ()) -> None:
    """What its hosts, and those who offered, are shown may be another; ``hosts``: who else may have been shown it."""
    offers = camp.offers.get(topic, ())
    for offer in offers:
        fold.changes.person(offer.person, f"offer/{topic}")
    for host in {*camp.topics[topic].hosts, *hosts} if offers else ():
        fold.changes.person(host, f"offers/{topic}")


def _put_offers(camp: Camp, topic: TopicId, offers: tuple[Offer, ...], fold: Fold) -> Camp:
    fold.changes.touched.append(("offers", topic))
    offers_changed(camp, topic, fold)
    camp = camp.but(offers=put(camp.offers, topic, offers or None))
    offers_changed(camp, topic, fold)
    return camp


def _others(camp: Camp, topic: TopicId, person: PersonId) -> tuple[Offer, ...]:
    return tuple(offer for offer in camp.offers.get(topic, ()) if offer.person != person)


def _offer_made(camp: Camp, record: r.OfferMade, fold: Fold) -> Camp:
    others = _others(camp, record.topic, record.person)
    if not record.offered:
        return _put_offers(camp, record.topic, others, fold)
    camp = _put_offers(camp, record.topic, (*others, Offer(record.person, fold.at)), fold)
    for host in camp.topics[record.topic].hosts:
        camp = _say(camp, record.topic, host, NoticeKind.OFFERED, fold)
    return camp


def _offer_answered(camp: Camp, record: r.OfferAnswered, fold: Fold) -> Camp:
    """Whoever was a host by it hears that with the end of hosting; here is only what is said of the offer itself."""
    offer = offer_of(camp, record.topic, record.person)
    first = offer is not None and offer.welcome is None
    answered = replace(offer or Offer(record.person, fold.at), welcome=record.welcome)
    camp = _put_offers(camp, record.topic, (*_others(camp, record.topic, record.person), answered), fold)
    if record.welcome:
        return _say(camp, record.topic, record.person, NoticeKind.WELCOMED, fold)
    return _say(camp, record.topic, record.person, NoticeKind.THANKED if first else NoticeKind.RELEASED, fold)


def _say(camp: Camp, topic: TopicId, person: PersonId, kind: NoticeKind, fold: Fold) -> Camp:
    notice = Notice(fold.notice_id(), fold.at, kind, topic=topic, title=camp.topics[topic].title)
    return tell(camp, person, notice, fold)


def drop_offers(camp: Camp, topic: TopicId, left: Collection[PersonId], fold: Fold) -> Camp:
    """Whoever hosts it no more has nothing left of the offer that made them a host."""
    offers = camp.offers.get(topic, ())
    kept = tuple(offer for offer in offers if not (offer.welcome and offer.person in left))
    return _put_offers(camp, topic, kept, fold) if len(kept) < len(offers) else camp


def forget_offers(camp: Camp, person: PersonId, fold: Fold) -> Camp:
    """Whoever is forgotten offers nothing any more."""
    for topic in [t for t, offers in camp.offers.items() if any(offer.person == person for offer in offers)]:
        camp = _put_offers(camp, topic, _others(camp, topic, person), fold)
    return camp


def _restore_offers(camp: Camp, key: str, value: tuple[Offer, ...] | None, fold: Fold) -> Camp:
    return _put_offers(camp, TopicId(key), value or (), fold)


FOLDS: Folds = {r.OfferMade: _offer_made, r.OfferAnswered: _offer_answered}

RESTORES: Restores = {"offers": _restore_offers}
