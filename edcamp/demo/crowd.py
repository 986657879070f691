"""Who the simulated attendees are and what they want: clustered interests, and a long tail."""

import random
from dataclasses import dataclass

from edcamp.demo.topics import FIRST_NAMES, INTERESTS, LAST_NAMES, TOPICS, DemoTopic
from edcamp.domain.camp import Weight

INTERESTS_EACH = (2, 4)
VOTES_EACH = (4, 12)
MUSTS_EACH = 3


@dataclass(frozen=True)
class Wish:
    """One vote a person will cast, by the topic's place in ``TOPICS``."""

    topic: int
    weight: Weight


@dataclass(frozen=True)
class Attendee:
    """``proposes``: places in ``TOPICS``. ``pace``: 0 acts first, 1 last."""

    name: str
    interests: tuple[str, ...]
    proposes: tuple[int, ...]
    wishes: tuple[Wish, ...]
    pace: float


def crowd(people: int, seed: int = 1) -> list[Attendee]:
    """So many attendees, the same for the same seed. All topics are proposed, however few people there are."""
    dice = random.Random(seed)  # noqa: S311 - a simulation
    popularity = {interest: 1 / (rank + 1) ** 0.7 for rank, interest in enumerate(INTERESTS)}
    proposers: dict[int, list[int]] = {}
    for topic in range(len(TOPICS)):
        proposers.setdefault(dice.randrange(people), []).append(topic)
    return [_attendee(dice, number, tuple(proposers.get(number, ())), popularity) for number in range(people)]


def _attendee(dice: random.Random, number: int, proposes: tuple[int, ...], popularity: dict[str, float]) -> Attendee:
    name = f"{FIRST_NAMES[number % len(FIRST_NAMES)]} {dice.choice(LAST_NAMES)}"
    own = {tag for topic in proposes for tag in TOPICS[topic].tags}
    wanted = dice.randint(*INTERESTS_EACH)
    while len(own) < wanted:
        own.add(dice.choices(list(popularity), list(popularity.values()))[0])
    liking = [(_liking(dice, topic, own), place) for place, topic in enumerate(TOPICS) if place not in proposes]
    liked = [place for _, place in sorted(liking, reverse=True)[: dice.randint(*VOTES_EACH)]]
    musts = dice.randint(0, MUSTS_EACH)
    wishes = [Wish(place, Weight.MUST if rank < musts else Weight.INTERESTED) for rank, place in enumerate(liked)]
    dice.shuffle(wishes)
    return Attendee(name, tuple(sorted(own)), proposes, tuple(wishes), dice.random())


def _liking(dice: random.Random, topic: DemoTopic, interests: set[str]) -> float:
    """Shared tags count most, then the topic's own pull, then chance."""
    return len(interests.intersection(topic.tags)) + topic.pull + dice.gauss(0, 0.45)
