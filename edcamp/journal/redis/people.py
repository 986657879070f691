"""Names in a hash for each camp, beside its stream: what is in a stream stays, what is in a hash can be taken out."""

import asyncio

from edcamp.journal.port import JournalUnavailable
from edcamp.journal.redis.server import Server
from edcamp.journal.redis.subscriptions import RedisSubscriptions
from edcamp.journal.subscriptions import Subscriptions
from edcamp.logs import Log

log = Log(__name__)

REWRITE_EVERY_S = 10.0
"""At the end of a day many may ask to be forgotten within a minute: their names leave the files together."""

AGAIN_AFTER_S = 0.1
"""When the connection is being closed and a rewrite is under way: the next one cannot begin before it is done."""


class RedisPeople:
    """See `People`. A name is gone from Redis at once, and from its append-only file as soon as that was rewritten.

    The rewrite is asked for here, and done by Redis beside its other work: seconds. Snapshots (RDB) are the operator's.
    """

    def __init__(self, server: Server) -> None:
        self._server = server
        self._subscriptions = RedisSubscriptions(server)
        self._rewriting: asyncio.Task[None] | None = None
        self._forgotten: set[str] = set()

    @property
    def subscriptions(self) -> Subscriptions:
        """See `People.subscriptions`."""
        return self._subscriptions

    async def put(self, camp: str, person: str, name: str) -> None:
        """See `People.put`."""
        self._server.check_open()
        await self._server.finish(self._server.command("HSET", self._key(camp), person, name))

    async def names(self, camp: str) -> dict[str, str]:
        """See `People.names`."""
        self._server.check_open()
        found = await self._server.command("HGETALL", self._key(camp))
        return {person.decode(): name.decode() for person, name in found.items()}

    async def some(self, camp: str, persons: list[str]) -> dict[str, str]:
        """See `People.some`."""
        self._server.check_open()
        if not persons:
            return {}
        found = await self._server.command("HMGET", self._key(camp), *persons)
        return {person: name.decode() for person, name in zip(persons, found, strict=True) if name is not None}

    async def forget(self, camp: str, person: str) -> None:
        """See `People.forget`."""
        self._server.check_open()
        await self._server.finish(self._server.command("HDEL", self._key(camp), person))
        await self._subscriptions.forget(camp, person)
        self._rewrite_soon(camp)

    async def drop_camp(self, camp: str) -> None:
        """See `People.drop_camp`."""
        self._server.check_open()
        await self._server.finish(self._server.command("DEL", self._key(camp)))
        await self._subscriptions.drop(camp)
        self._rewrite_soon(camp)

    def _key(self, camp: str) -> str:
        return self._server.camp_key(camp, "people")

    def _rewrite_soon(self, camp: str) -> None:
        self._forgotten.add(camp)
        if self._rewriting is None or self._rewriting.done():
            self._rewriting = asyncio.ensure_future(self._server.finish(self._rewrite()))

    async def _rewrite(self) -> None:
        """Now, and once more for those who are forgotten meanwhile; at the latest before the connection is closed."""
        while self._forgotten:
            camps, self._forgotten = self._forgotten, set()
            for camp in camps:
                try:
                    if not await self._server.rewrite_files(self._key(camp)):
                        self._forgotten.add(camp)
                except JournalUnavailable as error:
                    log.warning("a forgotten name is still in the files of Redis", camp=camp, reason=error.sentence)
            if not self._server.closed:
                await self._server.pause(REWRITE_EVERY_S)
            elif self._forgotten:
                await asyncio.sleep(AGAIN_AFTER_S)
