"""The topics of a camp's wall that look like one another, kept at hand for every camp that somebody asks about."""

import asyncio
from collections.abc import Callable, Collection, Set
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from msgspec import Struct, field

from edcamp.domain.camp import Camp, Topic, Weight
from edcamp.domain.ids import PersonId, TopicId
from edcamp.live.camp import LiveCamp
from edcamp.web.alike.likeness import HINT, Wall

Found = TypeVar("Found")

HINTS = 3
"""Topics that somebody is shown while they type: more is a list to read instead of a title to write."""

PAIRS = 30
"""Pairs that the desk is shown: merged from the top, it is the next ones that come up."""

PAIR = 0.45
"""From here on an organizer is shown a pair: less sure than a hint, as they see both cards before they merge."""

TAGS, VOTERS = 0.2, 0.3
"""How far shared tags, and shared voters, bring a pair from what its titles say towards certainty."""


class LikelyPair(Struct, frozen=True):
    """``topic`` would be merged into ``into``, which more people want. ``voters``: people who want both."""

    topic: TopicId
    into: TopicId
    tags: tuple[str, ...]
    voters: int


class _Kept(Struct):
    wall: Wall[TopicId] = field(default_factory=Wall)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class AlikeTopics:
    """Counting goes on beside the event loop: a wall of a thousand topics that is read for the first time takes a
    second.
    """

    def __init__(self) -> None:
        self._kept: WeakKeyDictionary[LiveCamp, _Kept] = WeakKeyDictionary()

    async def like(self, live: LiveCamp, title: str, but: Collection[TopicId] = ()) -> list[TopicId]:
        """At most ``HINTS`` topics on the wall that look like this title, the likeliest first."""

        def find(wall: Wall[TopicId]) -> list[TopicId]:
            return [alike.key for alike in wall.like(title, HINT, but)[:HINTS]]

        return await self._on_wall(live, live.value, find)

    async def pairs(self, live: LiveCamp) -> list[LikelyPair]:
        """At most ``PAIRS`` pairs that an organizer may want to merge, the likeliest first."""
        camp = live.value
        found = await self._on_wall(live, camp, lambda wall: wall.pairs(PAIR))
        ranked = sorted(((_rank(camp, a, b, score), a, b) for a, b, score in found), key=lambda r: (-r[0], r[1], r[2]))
        return [_pair(camp, a, b) for _, a, b in ranked[:PAIRS]]

    async def _on_wall(self, live: LiveCamp, camp: Camp, find: Callable[[Wall[TopicId]], list[Found]]) -> list[Found]:
        kept = self._kept.setdefault(live, _Kept())

        def found() -> list[Found]:
            kept.wall.hold({topic.id: topic.title for topic in camp.wall()})
            return find(kept.wall)

        async with kept.lock:
            return await asyncio.to_thread(found)


def _rank(camp: Camp, a: TopicId, b: TopicId, score: float) -> float:
    """What the titles say, and what is left to certainty made smaller by what else the two have in common."""
    tags = _share(set(camp.topics[a].tags), set(camp.topics[b].tags))
    voters = _share(_wanting(camp, a), _wanting(camp, b))
    return 1 - (1 - score) * (1 - TAGS * tags) * (1 - VOTERS * voters)


def _share(a: Set[Any], b: Set[Any]) -> float:
    return len(a & b) / len(a | b) if a and b else 0.0


def _wanting(camp: Camp, topic: TopicId) -> set[PersonId]:
    return {person for person in camp.voters(topic) if camp.vote_of(person, topic) is not Weight.NONE}


def _pair(camp: Camp, a: TopicId, b: TopicId) -> LikelyPair:
    """The one that more people want stays; of equals, the one that was there first."""

    def stays(topic: Topic) -> tuple[object, ...]:
        return -camp.tallies[topic.id].people, topic.created, topic.id

    into, topic = sorted((camp.topics[a], camp.topics[b]), key=stays)
    shared = tuple(tag for tag in topic.tags if tag in into.tags)
    return LikelyPair(topic.id, into.id, shared, len(_wanting(camp, a) & _wanting(camp, b)))
