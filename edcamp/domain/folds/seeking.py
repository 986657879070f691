"""Who is being asked to host a topic."""

from edcamp.domain import records as r
from edcamp.domain.camp import Camp
from edcamp.domain.changes import Fold, Folds
from edcamp.domain.ids import PersonId, TopicId
from edcamp.domain.seeking import with_asked, with_declined


def search_changed(camp: Camp, topic: TopicId, fold: Fold) -> None:
    """Whether people are asked follows from the topic: when it has changed, so may what they are shown."""
    search = camp.searches.get(topic)
    if search is not None:
        fold.changes.organizers.add(f"search/{topic}")
        for person in search.asked:
            fold.changes.person(person, "me")


def turn_down(camp: Camp, topic: TopicId, person: PersonId, fold: Fold) -> Camp:
    """This person is not asked about the topic again."""
    search = camp.searches.get(topic)
    if search is not None and person in search.declined:
        return camp
    camp = with_declined(camp, topic, person)
    search_changed(camp, topic, fold)
    return camp


def _host_sought(camp: Camp, record: r.HostSought, fold: Fold) -> Camp:
    camp = with_asked(camp, record.topic, record.people, fold.at)
    search_changed(camp, record.topic, fold)
    return camp


def _host_declined(camp: Camp, record: r.HostDeclined, fold: Fold) -> Camp:
    return turn_down(camp, record.topic, record.person, fold)


FOLDS: Folds = {r.HostSought: _host_sought, r.HostDeclined: _host_declined}
