"""The journal in Redis, and what else its processes share: for camps that have outgrown one process, or one machine."""

from dataclasses import dataclass

from edcamp.journal.redis.commons import RedisCommons
from edcamp.journal.redis.jobs import RedisJobs
from edcamp.journal.redis.journal import RedisJournal
from edcamp.journal.redis.people import RedisPeople
from edcamp.journal.redis.server import PREFIX, Server, without_password
from edcamp.journal.redis.settings import Settings, read_settings
from edcamp.journal.store import Store

__all__ = [
    "RedisCommons",
    "RedisJobs",
    "RedisJournal",
    "RedisPeople",
    "RedisStore",
    "Settings",
    "open_redis",
    "without_password",
]


@dataclass(frozen=True, slots=True)
class RedisStore(Store[RedisJournal, RedisPeople]):
    """Journal, people, what processes tell one another, and what they do for one another."""

    commons: RedisCommons
    jobs: RedisJobs
    server: Server

    async def settings(self) -> list[Settings]:
        """How each of its servers is set up. Raises `JournalUnavailable`."""
        return await read_settings(self.server)


async def open_redis(url: str, prefix: str = PREFIX) -> RedisStore:
    """Connects to the server or cluster at `url` (``redis://``, ``rediss://``, ``unix://``). Keys begin with `prefix`.

    Raises `JournalUnavailable`: `bad_url`, `unreachable`, `refused`, `loading`, `read_only`, `too_old`.
    """
    server = await Server.open(url, prefix)
    return RedisStore(RedisJournal(server), RedisPeople(server), RedisCommons(server), RedisJobs(server), server)
