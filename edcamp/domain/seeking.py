"""Who is asked to host a topic that nobody hosts: a few of those who want it most, and nobody again and again."""

from zlib import crc32

from immutables import Map

from edcamp.domain.camp import Camp, Kind, Phase, Search, Topic, Weight
from edcamp.domain.ids import Instant, PersonId, TopicId

ROOMS_GUESSED = 8
"""While no room is known: what most camps have."""

CONVERSATION = 3
"""People: with fewer there is none to start."""

AT_ONCE = 3
"""People who are asked at the same time: one of three will do it often enough, and none of them feels chosen alone."""

MORE = 2
"""People who are asked in addition when nobody has answered for ``PATIENCE``."""

PATIENCE = 5 * 60_000
"""Milliseconds. A phone is in a pocket during a talk, and out of it in the break after."""

AT_MOST = 9
"""People who are asked about one topic in all. After that it is for the organizers, who see it on the desk."""

EACH = 2
"""Topics that one person is asked about on one day, one at a time."""


def wanted_from(camp: Camp) -> int:
    """Votes from which a topic looks for a host: they would half fill a room if everybody spread over all rooms."""
    rooms = len(camp.rooms) or ROOMS_GUESSED
    return max(CONVERSATION, -(-len(camp.people) // (2 * rooms)))


def seeks(topic: Topic) -> bool:
    """Whether it is a topic that looks for a host."""
    return topic.on_wall and topic.kind is Kind.LEARN and not topic.hosts


def asked_now(camp: Camp, person: PersonId) -> tuple[TopicId, ...]:
    """Topics that a person is being asked to host."""
    return tuple(t for t in camp.asked.get(person, ()) if _is_asked(camp, t, person))


def waiting(camp: Camp, topic: TopicId) -> int:
    """How many people are being asked."""
    search = camp.searches.get(topic)
    return sum(_is_asked(camp, topic, person) for person in search.asked) if search is not None else 0


def whom_to_ask(
    camp: Camp, topic: Topic, now: Instant, voter: PersonId | None = None, weight: Weight = Weight.NONE
) -> tuple[PersonId, ...]:
    """Who is to be asked next, once ``voter`` votes so; nobody while enough people are, or too few want the topic.

    Must-haves first; of equals who has been asked less, who hosts less, and then by lot, the same lot every time.
    """
    if not seeks(topic) or Phase.CLOSED in camp.phases:
        return ()
    people = camp.tallies[topic.id].people
    if voter is not None:
        people += (weight is not Weight.NONE) - (camp.vote_of(voter, topic.id) is not Weight.NONE)
    if people < wanted_from(camp):
        return ()
    search = camp.searches.get(topic.id, Search())
    open_now = waiting(camp, topic.id)
    late = bool(search.asked) and now - search.at >= PATIENCE
    places = min(MORE if late and open_now >= AT_ONCE else AT_ONCE - open_now, AT_MOST - len(search.asked))
    if places <= 0:
        return ()
    wanting = {person: camp.vote_of(person, topic.id) for person in camp.voters(topic.id)}
    if voter is not None:
        wanting[voter] = weight

    def keenness(person: PersonId) -> tuple[object, ...]:
        asked, hosts = len(camp.asked.get(person, ())), len(camp.hosting.get(person, ()))
        return wanting[person] is not Weight.MUST, asked, hosts, crc32(f"{topic.id}/{person}".encode()), person

    fit = (p for p, w in wanting.items() if w is not Weight.NONE and _may_be_asked(camp, topic, search, p))
    return tuple(sorted(fit, key=keenness)[:places])


def _may_be_asked(camp: Camp, topic: Topic, search: Search, person: PersonId) -> bool:
    """Not who proposed it and said that they do not lead it, nor an organizer, who has the desk to look after."""
    if (person == topic.by and not topic.card) or camp.is_organizer(person):
        return False
    if person in search.asked or person in search.declined:
        return False
    return len(camp.asked.get(person, ())) < EACH and not asked_now(camp, person)


def _is_asked(camp: Camp, topic: TopicId, person: PersonId) -> bool:
    return seeks(camp.topics[topic]) and person not in camp.searches[topic].declined


def with_asked(camp: Camp, topic: TopicId, people: tuple[PersonId, ...], at: Instant) -> Camp:
    """The camp in which these people have been asked."""
    search = camp.searches.get(topic, Search())
    searches = camp.searches.set(topic, Search((*search.asked, *people), search.declined, at))
    asked: Map[PersonId, tuple[TopicId, ...]] = camp.asked
    for person in people:
        asked = asked.set(person, (*asked.get(person, ()), topic))
    return camp.but(searches=searches, asked=asked)


def with_declined(camp: Camp, topic: TopicId, person: PersonId) -> Camp:
    """The camp in which this person is not to be asked about the topic (any more)."""
    search = camp.searches.get(topic, Search())
    return camp.but(searches=camp.searches.set(topic, Search(search.asked, (*search.declined, person), search.at)))
