"""How fast one person may send commands, and one camp be joined. Never by address: a whole camp sits behind one."""

import math
import time
from collections.abc import Callable, Hashable
from typing import Protocol

from edcamp.domain.ids import CampId, PersonId
from edcamp.domain.refusals import Refused
from edcamp.journal.commons import Bucket, Commons
from edcamp.journal.port import JournalClosed, JournalUnavailable

PERSON_BURST = 60.0
"""Commands at once: an outbox that comes back after an hour in a cellar, twice over."""

PERSON_RATE = 10.0
"""Commands per second for as long as one likes: faster than anybody taps."""

CAMP_BURST = 20_000.0
CAMP_RATE = 5_000.0
"""A camp of 5,000 phones, all tapping once a second; above it one camp would take the others' time."""

JOIN_BURST = 5_000.0
JOIN_RATE = 200.0
"""Joins per second and camp: everybody at once, and then as in a storm at the doors, 2,000 in ten seconds."""

FORGET_ABOVE = 1_000
"""Buckets kept before those that are full again are thrown away."""

Monotonic = Callable[[], float]
"""Seconds, never going back."""


class TokenBucket:
    """Gives out ``burst`` tokens at once and ``rate`` per second."""

    __slots__ = ("_burst", "_monotonic", "_rate", "_tokens", "_when")

    def __init__(self, burst: float, rate: float, monotonic: Monotonic = time.monotonic) -> None:
        self._burst = burst
        self._rate = rate
        self._monotonic = monotonic
        self._tokens = burst
        self._when = monotonic()

    def wait(self, tokens: float) -> float:
        """Seconds until so many can be taken; 0 if now. More than ``burst`` are waited for as ``burst`` is."""
        self._refill()
        return max(0.0, (min(tokens, self._burst) - self._tokens) / self._rate)

    def take(self, tokens: float) -> None:
        """Takes them, whether or not they are there; the next one waits for what was taken too much."""
        self._refill()
        self._tokens -= tokens

    @property
    def full(self) -> bool:
        self._refill()
        return self._tokens >= self._burst

    def _refill(self) -> None:
        now = self._monotonic()
        self._tokens = min(self._burst, self._tokens + (now - self._when) * self._rate)
        self._when = now


class Limits:
    """Buckets by key, made when needed."""

    def __init__(self, burst: float, rate: float, monotonic: Monotonic = time.monotonic) -> None:
        self._burst = burst
        self._rate = rate
        self._monotonic = monotonic
        self._buckets: dict[Hashable, TokenBucket] = {}
        self._forget_above = FORGET_ABOVE

    def of(self, key: Hashable) -> TokenBucket:
        bucket = self._buckets.get(key)
        if bucket is None:
            self._forget_full()
            bucket = self._buckets[key] = TokenBucket(self._burst, self._rate, self._monotonic)
        return bucket

    def __len__(self) -> int:
        return len(self._buckets)

    def _forget_full(self) -> None:
        if len(self._buckets) >= self._forget_above:
            self._buckets = {key: bucket for key, bucket in self._buckets.items() if not bucket.full}
            self._forget_above = max(FORGET_ABOVE, 2 * len(self._buckets))


def take_from_all(buckets: tuple[TokenBucket, ...], tokens: int) -> None:
    """Takes tokens from each bucket or from none. Raises ``Refused``: ``slow-down`` with the seconds to wait."""
    wait = max(bucket.wait(tokens) for bucket in buckets)
    if wait > 0:
        raise Refused("slow-down", math.ceil(wait))
    for bucket in buckets:
        bucket.take(tokens)


class Pace(Protocol):
    """How fast the people of every camp may send commands, whichever way these come, and new people come in."""

    async def take(self, camp: CampId, person: PersonId, commands: int) -> None:
        """Lets so many commands of a person pass, or none.

        Raises ``Refused``: ``slow-down`` with the seconds to wait, ``unavailable``, ``shutting-down``.
        """
        ...

    async def join(self, camp: CampId) -> None:
        """Lets one more person in, who has no name yet to be limited by. Raises as ``take``."""
        ...


class OwnPace:
    """See ``Pace``. For one process."""

    def __init__(self, monotonic: Monotonic = time.monotonic) -> None:
        self._people = Limits(PERSON_BURST, PERSON_RATE, monotonic)
        self._camps = Limits(CAMP_BURST, CAMP_RATE, monotonic)
        self._doors = Limits(JOIN_BURST, JOIN_RATE, monotonic)

    async def take(self, camp: CampId, person: PersonId, commands: int) -> None:
        """See ``Pace.take``."""
        take_from_all((self._people.of((camp, person)), self._camps.of(camp)), commands)

    async def join(self, camp: CampId) -> None:
        """See ``Pace.join``."""
        take_from_all((self._doors.of(camp),), 1)


class SharedPace:
    """See ``Pace``. One for all processes together: whoever asks through another has no more."""

    def __init__(self, commons: Commons) -> None:
        self._commons = commons
        self._camp = Bucket("commands", CAMP_BURST, CAMP_RATE)
        self._doors = Bucket("joins", JOIN_BURST, JOIN_RATE)

    async def take(self, camp: CampId, person: PersonId, commands: int) -> None:
        """See ``Pace.take``."""
        await self._take(camp, (self._camp, Bucket(f"commands/{person}", PERSON_BURST, PERSON_RATE)), commands)

    async def join(self, camp: CampId) -> None:
        """See ``Pace.join``."""
        await self._take(camp, (self._doors,), 1)

    async def _take(self, camp: CampId, buckets: tuple[Bucket, ...], tokens: int) -> None:
        try:
            wait = await self._commons.take(camp, buckets, tokens)
        except JournalClosed as error:
            raise Refused("shutting-down") from error
        except JournalUnavailable as error:
            raise Refused("unavailable") from error
        if wait > 0:
            raise Refused("slow-down", math.ceil(wait))
