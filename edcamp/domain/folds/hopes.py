"""What voters hope for, and which of it its readers are not to see."""

from collections.abc import Iterable

from immutables import Map
from msgspec.structs import replace

from edcamp.domain import records as r
from edcamp.domain.camp import Camp, Hope
from edcamp.domain.changes import Fold, Folds, Restores, put
from edcamp.domain.hopes import hope_of, whose
from edcamp.domain.ids import PersonId, TopicId


def hopes_changed(camp: Camp, root: TopicId, fold: Fold, hosts: Iterable[PersonId] = ()) -> None:
    """What is read there may be another; ``hosts``: who else may have read it."""
    if not camp.hopes:
        return
    fold.changes.organizers.add(f"hopes/{root}")
    for host in {*camp.topics[root].hosts, *hosts}:
        fold.changes.person(host, f"hopes/{root}")


def _hope_set(camp: Camp, record: r.HopeSet, fold: Fold) -> Camp:
    """It keeps its number, and stays hidden where it was, whatever it says now."""
    root, person = camp.root(record.topic), record.person
    said = hope_of(camp, person, root) or Hope(fold.entry.seq, "")
    camp = _without(camp, person, camp.family(root))
    if record.text or said.hidden:
        camp = _put_hope(camp, root, person, replace(said, text=record.text))
    fold.changes.person(person, f"hope/{root}")
    fold.changes.touched.append(("hope", str(said.number)))
    _read(camp, root, fold)
    return camp


def _read(camp: Camp, root: TopicId, fold: Fold) -> None:
    fold.changes.organizers.add(f"hopes/{root}")
    for host in camp.topics[root].hosts:
        fold.changes.person(host, f"hopes/{root}")


def _hope_hidden(camp: Camp, record: r.HopeHidden, fold: Fold) -> Camp:
    return _hide(camp, str(record.hope), record.hidden, fold)


def _hide(camp: Camp, key: str, hidden: bool, fold: Fold) -> Camp:
    fold.changes.touched.append(("hope", key))
    for topic, person, hope in whose(camp, int(key)):
        camp = _put_hope(camp, topic, person, replace(hope, hidden=hidden))
        fold.changes.person(person, f"hope/{camp.root(topic)}")
        _read(camp, camp.root(topic), fold)
    return camp


def forget_hopes(camp: Camp, person: PersonId, fold: Fold) -> Camp:
    """What they hoped for goes with their name."""
    said = [topic for topic, by_person in camp.hopes.items() if person in by_person]
    camp = _without(camp, person, said)
    for root in {camp.root(topic) for topic in said}:
        fold.changes.person(person, f"hope/{root}")
        _read(camp, root, fold)
    return camp


def _put_hope(camp: Camp, topic: TopicId, person: PersonId, hope: Hope | None) -> Camp:
    by_person = put(camp.hopes.get(topic, Map()), person, hope)
    return camp.but(hopes=put(camp.hopes, topic, by_person or None))


def _without(camp: Camp, person: PersonId, topics: Iterable[TopicId]) -> Camp:
    for topic in topics:
        camp = _put_hope(camp, topic, person, None)
    return camp


FOLDS: Folds = {r.HopeSet: _hope_set, r.HopeHidden: _hope_hidden}

RESTORES: Restores = {"hope": _hide}
