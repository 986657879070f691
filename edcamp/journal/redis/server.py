"""The way to a Redis server or cluster: its keys, its scripts, and what its errors mean to an operator."""

import asyncio
import hashlib
import secrets
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

from redis import exceptions as errors
from redis.asyncio import Redis, RedisCluster
from redis.asyncio.connection import parse_url
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from edcamp.journal.ending import end
from edcamp.journal.port import JournalClosed, JournalUnavailable

T = TypeVar("T")

PREFIX = "edcamp"

OLDEST = (6, 2)
"""Streams, and scripts that are replicated by what they did, are older; XAUTOCLAIM is of 6.2."""

ANSWER_WITHIN_S = 5.0
"""A fork for a rewrite, or a disk that is busy, holds Redis up for a second or two; whoever waits longer than this is
told that the camp cannot save anything right now, which phones know how to deal with."""

CALLS_AT_ONCE = 32
"""Redis does one thing at a time: more connections would only wait inside of it."""


class Script:
    """Lua that Redis runs as one step. Called by its digest; sent as a whole to a server that does not know it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.digest = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


class Server:
    """An open Redis, one server or a cluster. Belongs to the event loop it was opened in.

    Nothing is ever retried in here: who knows whether something was done decides what to do again.
    """

    def __init__(self, where: str, options: dict[str, Any], client: Any, clustered: bool, prefix: str) -> None:
        self.where = where
        self.closed = False
        self.closing = asyncio.Event()
        self._options = options
        self._client = client
        self._clustered = clustered
        self._prefix = prefix
        self._calls = asyncio.Semaphore(CALLS_AT_ONCE)
        self._under_way: set[asyncio.Task[Any]] = set()

    @classmethod
    async def open(cls, url: str, prefix: str = PREFIX) -> Self:
        """Connects, and sees whether it is a cluster. Raises `JournalUnavailable`."""
        where = without_password(url)
        try:
            options = {**_PATIENCE, **parse_url(url), **_OPTIONS}
        except ValueError as error:
            raise JournalUnavailable("bad_url", f"{where} is not the address of a Redis: {error}.", False) from error
        with telling(where):
            probe = Redis(**_own_connection(options))
            try:
                info = await probe.info()
                found = str(info["redis_version"])
                if tuple(map(int, found.split(".")[:2])) < OLDEST:
                    sentence = f"The Redis at {where} is {found}: edcamp needs 6.2 or newer, or any Valkey."
                    raise JournalUnavailable("too_old", sentence, retryable=False)
                if info["role"] != "master":
                    raise errors.ReadOnlyError("it is a replica")
                clustered = bool(info.get("cluster_enabled"))
                client: Any
                if clustered:
                    cluster_options = {name: value for name, value in options.items() if name != "db"}
                    client = RedisCluster(**cluster_options)
                    await client.initialize()
                else:
                    client = Redis(**options)
            finally:
                await probe.aclose()
        return cls(where, options, client, clustered, prefix)

    def key(self, *parts: str) -> str:
        """A key of the whole installation."""
        return ":".join((self._prefix, *parts))

    def camp_key(self, camp: str, *parts: str) -> str:
        """A key of one camp. All of them are on one node of a cluster, so that one script can use several."""
        return ":".join((self._prefix, f"{{c/{camp}}}", *parts))

    def check_open(self) -> None:
        """Raises `JournalClosed` after `close`."""
        if self.closed:
            raise JournalClosed

    async def finish(self, work: Coroutine[Any, Any, T]) -> T:
        """Runs `work` to its end even if the caller gives up meanwhile; `close` waits for it."""
        task = asyncio.ensure_future(work)
        self._under_way.add(task)
        task.add_done_callback(self._done)
        return await asyncio.shield(task)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()  # somebody who gave up does not want to know

    async def run(self, script: Script, keys: Sequence[str], *arguments: str | int | bytes) -> Any:
        """What the script answers. Raises `JournalUnavailable`: `outcome_unknown` when it may have been run or not."""
        async with self._calls:
            with telling(self.where, outcome="outcome_unknown"):
                given = (len(keys), *keys, *arguments)
                try:
                    return await self._client.execute_command("EVALSHA", script.digest, *given)
                except errors.NoScriptError:
                    return await self._client.execute_command("EVAL", script.text, *given)

    async def command(self, *words: str | int | bytes) -> Any:
        """What one plain command answers, as redis-py shapes it. Raises `JournalUnavailable`."""
        async with self._calls:
            with telling(self.where):
                return await self._client.execute_command(*words)

    def own_connection(self, key: str, waits_s: float) -> Any:
        """A ``Redis`` with one connection, to the server that holds `key`: for commands that wait so long. Close it."""
        options = _own_connection({**self._options, "socket_timeout": waits_s + self._options["socket_timeout"]})
        if self._clustered:
            node = self._client.get_node_from_key(key)
            options.update(host=node.host, port=node.port)
            options.pop("path", None)
        return Redis(**options)

    def masters(self) -> list[tuple[str, Any]]:
        """Every server that holds camps, with a client of its own for each, to be closed after use."""
        if not self._clustered:
            return [(self.where, Redis(**_own_connection(self._options)))]
        nodes = self._client.get_primaries()
        plain = _own_connection(self._options)
        return [(node.name, Redis(**{**plain, "host": node.host, "port": node.port})) for node in nodes]

    async def rewrite_files(self, key: str) -> bool:
        """Has the server that holds `key` write its append-only file anew, without what was deleted since.

        False: it is in the middle of doing so, from a moment before. True also when it keeps no such file.
        """
        connection = self.own_connection(key, 0)
        try:
            with telling(self.where):
                kept = await connection.info("persistence")
                if not kept["aof_enabled"]:
                    return True
                if kept["aof_rewrite_in_progress"]:
                    return False
                await connection.execute_command("BGREWRITEAOF")
                return True
        finally:
            await connection.aclose()

    async def unless_closing(self, waiting: Coroutine[Any, Any, T]) -> T | None:
        """What is waited for; None when the connection is closed before it comes."""
        task, closing = asyncio.ensure_future(waiting), asyncio.ensure_future(self.closing.wait())
        try:
            await asyncio.wait({task, closing}, return_when=asyncio.FIRST_COMPLETED)
            return task.result() if task.done() else None
        finally:
            await end(task, closing)
            if not task.cancelled():
                task.exception()  # who left does not want to know

    async def pause(self, seconds: float) -> None:
        """Returns after so long, and at once when the connection is being closed."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.closing.wait()

    async def close(self) -> None:
        """Finishes what was asked, ends whoever waits for news, lets go of the connections."""
        if not self.closed:
            self.closed = True
            self.closing.set()
        while self._under_way:
            await asyncio.wait(self._under_way)
        await self._client.aclose()


_OPTIONS: dict[str, Any] = {
    "protocol": 2,  # one shape of answers, whichever version the server speaks
    "retry": Retry(NoBackoff(), 0),
    "client_name": "edcamp",
}
_PATIENCE = {"socket_timeout": ANSWER_WITHIN_S, "socket_connect_timeout": ANSWER_WITHIN_S}
"""Unless the address says otherwise (`?socket_timeout=2`)."""


def _own_connection(options: dict[str, Any]) -> dict[str, Any]:
    own = dict(options)
    if "path" in own:
        own["unix_socket_path"] = own.pop("path")
    return {**own, "single_connection_client": True}


def without_password(url: str) -> str:
    """The address as it may be shown and logged."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    return url.replace(f":{parts.password}@", ":…@")


def fresh_epoch() -> str:
    """Eight random hexadecimal digits."""
    return secrets.token_hex(4)


@contextmanager
def telling(where: str, outcome: str = "unreachable") -> Iterator[None]:
    """Turns what Redis or the network raises into `JournalUnavailable`. `outcome`: the code of a lost connection.

    A cancellation that the client loses, as it may while it connects, is raised here all the same: else whoever was
    told to end would go on.
    """
    before = _cancellations()
    try:
        yield
    except (errors.RedisError, OSError) as error:
        if _cancellations() > before:
            raise asyncio.CancelledError from error
        code, sentence, retryable = _meaning(error, outcome)
        words = str(error).partition(", with args")[0]  # Redis quotes a command that it does not know, names and all
        raise JournalUnavailable(code, f"{sentence} ({where}: {words})", retryable) from error
    if _cancellations() > before:
        raise asyncio.CancelledError


def _cancellations() -> int:
    """How often the running task was told to end."""
    task = asyncio.current_task()
    return task.cancelling() if task is not None else 0


def _meaning(error: Exception, outcome: str) -> tuple[str, str, bool]:
    words = str(error)
    match error:
        case errors.AuthenticationError() | errors.AuthorizationError() | errors.NoPermissionError():
            return "refused", "Redis does not let edcamp in. Check the user and the password in its address.", False
        case errors.BusyLoadingError():
            return "loading", "Redis is still loading its data. It will be there in a moment.", True
        case errors.ReadOnlyError():
            return "read_only", "This Redis is a replica, which takes nothing. Give the address of its master.", True
        case errors.OutOfMemoryError():
            return "memory_full", "The memory of Redis is full. What was stored before is safe; give it more.", True
        case errors.ClusterError() | errors.RedisClusterException() | errors.AskError():
            return "cluster_down", "A part of the Redis cluster is missing. What was stored before is safe.", True
        case errors.ConnectionError() | errors.TimeoutError() | OSError():
            return outcome, "Redis does not answer.", True
        case errors.ResponseError() if words.startswith("MISCONF"):
            return "disk_full", "Redis cannot write to its disk. What was stored before is safe; see its log.", True
        case errors.ResponseError() if words.startswith("NOREPLICAS"):
            return "no_replicas", "Redis has fewer replicas than it was told to wait for.", True
    return "store_error", "Redis could not do what it was asked.", False
