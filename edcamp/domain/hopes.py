"""What voters hope for from a topic, in words of their own; whose words they are, is theirs to tell."""

from collections.abc import Iterator

from immutables import Map

from edcamp.domain.camp import Camp, Hope, Weight
from edcamp.domain.ids import PersonId, TopicId


def hope_of(camp: Camp, person: PersonId, root: TopicId) -> Hope | None:
    """What they said of the topic, else of one that was merged into it."""
    said = (camp.hopes.get(topic, Map()).get(person) for topic in camp.family(root))
    return next((hope for hope in said if hope is not None), None)


def hope_shown(camp: Camp, person: PersonId, root: TopicId) -> Hope | None:
    """The same, while they want the topic, and unless they took it back."""
    hope = hope_of(camp, person, root)
    wanting = camp.vote_of(person, root) is not Weight.NONE
    return hope if hope is not None and hope.text and wanting and camp.topics[root].on_wall else None


def hopes_for(camp: Camp, root: TopicId) -> tuple[Hope, ...]:
    """Of all who want the topic, the oldest first; hidden ones are among them."""
    people = {person for topic in camp.family(root) for person in camp.hopes.get(topic, ())}
    shown = (hope_shown(camp, person, root) for person in people)
    return tuple(sorted((hope for hope in shown if hope is not None), key=lambda hope: hope.number))


def whose(camp: Camp, number: int) -> Iterator[tuple[TopicId, PersonId, Hope]]:
    """The hope with this number, if it is there: what it was said of, and by whom."""
    for topic, by_person in camp.hopes.items():
        for person, hope in by_person.items():
            if hope.number == number:
                yield topic, person, hope
