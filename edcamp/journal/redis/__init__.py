"""The journal in Redis: for camps that have outgrown one process, or one machine."""

from edcamp.journal.redis.journal import RedisJournal
from edcamp.journal.redis.people import RedisPeople
from edcamp.journal.redis.server import PREFIX, Server
from edcamp.journal.store import Store

__all__ = ["RedisJournal", "RedisPeople", "open_redis"]


async def open_redis(url: str, prefix: str = PREFIX) -> Store[RedisJournal, RedisPeople]:
    """Connects to the server or cluster at `url` (``redis://``, ``rediss://``, ``unix://``). Keys begin with `prefix`.

    Raises `JournalUnavailable`: `bad_url`, `unreachable`, `refused`, `loading`, `too_old`.
    """
    server = await Server.open(url, prefix)
    return Store(RedisJournal(server), RedisPeople(server))
