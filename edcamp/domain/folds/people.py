"""Who is there."""

from msgspec.structs import replace

from edcamp.domain import records as r
from edcamp.domain.camp import (
    Camp,
    Person,
)
from edcamp.domain.changes import Fold, Folds
from edcamp.domain.folds.attending import forget_stays
from edcamp.domain.folds.hands import forget_hands
from edcamp.domain.folds.hopes import forget_hopes
from edcamp.domain.folds.offers import forget_offers, offers_changed
from edcamp.domain.folds.requesting import forget_requests
from edcamp.domain.folds.seeking import turn_down
from edcamp.domain.folds.smackdown import forget_turns
from edcamp.domain.folds.topics import set_hosts
from edcamp.domain.turns import takes_part


def _person_joined(camp: Camp, record: r.PersonJoined, fold: Fold) -> Camp:
    fold.changes.public.add("people")
    fold.changes.person(record.person, "me", "day")
    person = Person(record.person, fold.at, record.interests, expected=record.expected)
    return camp.but(people=camp.people.set(record.person, person), expected=camp.expected + record.expected)


def _person_arrived(camp: Camp, record: r.PersonArrived, fold: Fold) -> Camp:
    fold.changes.public.add("people")
    fold.changes.person(record.person, "me")
    person = replace(camp.people[record.person], expected=False, joined=fold.at)
    return camp.but(people=camp.people.set(record.person, person), expected=camp.expected - 1)


def _list_imported(camp: Camp, record: r.ListImported, fold: Fold) -> Camp:
    """Says what the records after it are, for the history."""
    return camp


def _organizer_added(camp: Camp, record: r.OrganizerAdded, fold: Fold) -> Camp:
    fold.changes.person(record.person, "me")
    fold.changes.organizers.add(f"organizer/{record.person}")
    person = replace(camp.people[record.person], organizer=True)
    return camp.but(people=camp.people.set(record.person, person))


def _interests_set(camp: Camp, record: r.InterestsSet, fold: Fold) -> Camp:
    fold.changes.person(record.person, "me")
    person = replace(camp.people[record.person], interests=record.interests)
    return camp.but(people=camp.people.set(record.person, person))


def _first_time_set(camp: Camp, record: r.FirstTimeSet, fold: Fold) -> Camp:
    fold.changes.person(record.person, "me")
    person = replace(camp.people[record.person], first_time=record.first)
    return camp.but(people=camp.people.set(record.person, person))


def _name_changed(camp: Camp, record: r.NameChanged, fold: Fold) -> Camp:
    fold.changes.person(record.person, "me")
    for offered, offers in camp.offers.items():
        if any(offer.person == record.person for offer in offers):
            offers_changed(camp, offered, fold)
    seen = (topic.id for topic in camp.topics.values() if topic.by == record.person and topic.seen)
    fold.changes.organizers.update(f"origin/{topic}" for topic in seen)
    if record.person in camp.hosting:
        fold.changes.public.add(f"host/{record.person}")
    if camp.is_organizer(record.person):
        fold.changes.organizers.add(f"organizer/{record.person}")
    if takes_part(camp, record.person):
        fold.changes.public.add("smackdown")
        fold.changes.organizers.add("shown")
    return camp


def _calendar_renewed(camp: Camp, record: r.CalendarRenewed, fold: Fold) -> Camp:
    person = replace(camp.people[record.person], calendar=record.number)
    return camp.but(people=camp.people.set(record.person, person))


def _person_forgotten(camp: Camp, record: r.PersonForgotten, fold: Fold) -> Camp:
    for topic in camp.topics.values():
        if record.person in topic.hosts:
            hosts = tuple(host for host in topic.hosts if host != record.person)
            camp = set_hosts(camp, topic, hosts, fold)
    for asked in camp.asked.get(record.person, ()):
        camp = turn_down(camp, asked, record.person, fold)
    camp = forget_stays(camp, record.person, fold)
    camp = forget_requests(camp, record.person, fold)
    camp = forget_turns(camp, record.person, fold)
    camp = forget_offers(camp, record.person, fold)
    camp = forget_hopes(forget_hands(camp, record.person, fold), record.person, fold)
    number = camp.people[record.person].calendar + 1  # whoever comes back to the name starts with another address
    camp = _calendar_renewed(camp, r.CalendarRenewed(record.person, number), fold)
    return _name_changed(camp, r.NameChanged(record.person), fold)


FOLDS: Folds = {
    r.PersonJoined: _person_joined,
    r.PersonArrived: _person_arrived,
    r.ListImported: _list_imported,
    r.OrganizerAdded: _organizer_added,
    r.InterestsSet: _interests_set,
    r.FirstTimeSet: _first_time_set,
    r.NameChanged: _name_changed,
    r.CalendarRenewed: _calendar_renewed,
    r.PersonForgotten: _person_forgotten,
}
