"""Hosts who need a hand, and who gives it."""

from msgspec.structs import replace

from edcamp.domain import records as r
from edcamp.domain.camp import Camp, Hand
from edcamp.domain.changes import Fold, Folds, Restores, put
from edcamp.domain.hands import hand_at
from edcamp.domain.ids import PersonId, SlotId, TopicId


def _hand_needed(camp: Camp, record: r.HandNeeded, fold: Fold) -> Camp:
    hand = Hand(record.topic, record.slot, record.person, fold.at) if record.needed else None
    return _put_hand(camp, record.topic, record.slot, hand, fold)


def _hand_given(camp: Camp, record: r.HandGiven, fold: Fold) -> Camp:
    hand = hand_at(camp, record.topic, record.slot)
    coming = replace(hand, coming=record.person) if hand is not None and not record.done else None
    return _put_hand(camp, record.topic, record.slot, coming, fold)


def _put_hand(camp: Camp, topic: TopicId, slot: SlotId, hand: Hand | None, fold: Fold) -> Camp:
    fold.changes.touched.append(("hand", f"{topic}/{slot}"))
    fold.changes.organizers.add(f"hands/{topic}")
    for host in camp.topics[topic].hosts:
        fold.changes.person(host, "day")
    others = tuple(other for other in camp.hands.get(topic, ()) if other.slot != slot)
    return camp.but(hands=put(camp.hands, topic, ((*others, hand) if hand is not None else others) or None))


def forget_hands(camp: Camp, person: PersonId, fold: Fold) -> Camp:
    """Whoever is forgotten needs nothing any more."""
    asked = [hand for hands in camp.hands.values() for hand in hands if hand.person == person]
    for hand in asked:
        camp = _put_hand(camp, hand.topic, hand.slot, None, fold)
    return camp


def _restore_hand(camp: Camp, key: str, value: Hand | None, fold: Fold) -> Camp:
    topic, _, slot = key.partition("/")
    return _put_hand(camp, TopicId(topic), SlotId(slot), value, fold)


FOLDS: Folds = {r.HandNeeded: _hand_needed, r.HandGiven: _hand_given}

RESTORES: Restores = {"hand": _restore_hand}
