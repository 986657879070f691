"""The composition root: the only file that knows everybody."""

import asyncio
import contextlib
import hmac
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
from msgspec import Struct
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from edcamp import web
from edcamp.config import Config, ConfigError, offered_secret, read_secret
from edcamp.domain.refusals import Refused
from edcamp.hub import Hub
from edcamp.journal.people import People
from edcamp.journal.port import CampUnknown, Journal, JournalUnavailable
from edcamp.journal.redis import RedisStore, open_redis
from edcamp.journal.sqlite import SqliteJournal, open_sqlite
from edcamp.journal.store import Store
from edcamp.live.archive import ArchiveError, export_camp, import_camp
from edcamp.live.camp import LiveCamp
from edcamp.live.campfile import CampFileError, read_camp_file
from edcamp.live.clock import Clock, SystemClock
from edcamp.live.host import Live
from edcamp.notify import Keys, Notifier, Sender
from edcamp.planning.planner import Planner
from edcamp.planning.queue import QueuedPlanner
from edcamp.planning.service import SolverService


class OperatorRefused(Exception):
    """What the operator asked cannot be done; the text says why."""


class Links(Struct, frozen=True):
    """Where a camp is. ``organize`` is secret."""

    code: str
    name: str
    join: str
    board: str
    organize: str

    def words(self) -> str:
        return (
            f"\n{self.name}, code {self.code}\n"
            f"  Join      {self.join}\n"
            f"  Board     {self.board}\n"
            f"  Organize  {self.organize}   (secret: whoever opens it is an organizer)"
        )


def links(secret: bytes, camp: LiveCamp, base: str) -> Links:
    """The camp's addresses on a server reached at ``base``. ``secret``: the installation's."""
    home = f"{base.rstrip('/')}/c/{camp.id}"
    key = web.organizer_key(secret, camp.value)
    return Links(camp.id, camp.value.settings.name, home, f"{home}/board", f"{home}/organize/{key}")


def operator_key(config: Config) -> str:
    """What proves to a running server that a command line may use its data folder."""
    return hmac.digest(read_secret(config), b"operator", "sha256").hex()


AnyStore = Store[Journal, People]


class Operator:
    """What the command line asks for, done on the store itself."""

    def __init__(self, live: Live, store: AnyStore, secret: bytes) -> None:
        self.live = live
        self._store = store
        self._secret = secret

    async def operate(self, what: str, text: str, base: str) -> str:
        """Does it; the answer in words. Raises ``OperatorRefused``, ``CampFileError`` and ``ArchiveError``."""
        match what:
            case "create":
                file = read_camp_file(text)
                camp = await self.live.create(file.settings, file.phases.opened, file.room_commands, file.slot_commands)
                return links(self._secret, camp, base).words()
            case "links":
                camps = [await self.live.camp(camp) for camp in await self.live.camps()]
                if not camps:
                    raise OperatorRefused("There is no camp yet. Make one: edcamp create camp.toml")
                return "\n".join(links(self._secret, camp, base).words() for camp in camps)
            case "backup":
                if not isinstance(self._store.journal, SqliteJournal):
                    raise OperatorRefused("Redis is backed up with its own means; one camp with: edcamp export")
                await self._store.journal.backup(Path(text))
                return f"Backed up to {text}."
            case "export":
                code, target = msgspec.json.decode(text, type=tuple[str, str])
                try:
                    seq = await export_camp(self._store.journal, self._store.people, code, Path(target))
                except CampUnknown as error:
                    raise OperatorRefused(f"There is no camp with the code {code}.") from error
                return f"Exported {code} as it was after {seq:,} entries to {target}."
            case "import":
                code = await import_camp(self._store.journal, self._store.people, Path(text))
                return f"Imported {code}.\n{links(self._secret, await self.live.camp(code), base).words()}"
            case _:
                raise OperatorRefused(f"This server does not know the command {what!r}.")

    async def close(self) -> None:
        await self.live.close()
        await self._store.close()


class Application:
    """One process's worth of edcamp."""

    def __init__(self, config: Config, store: AnyStore, secret: bytes, clock: Clock) -> None:
        self.config = config
        self.clock = clock
        self.secret = secret
        self._store = store
        commons = store.commons if isinstance(store, RedisStore) else None
        self.live = Live(store.journal, store.people, clock, commons, config.rest_after)
        self._operator = Operator(self.live, store, secret)
        self._planner = QueuedPlanner(store.jobs) if isinstance(store, RedisStore) else Planner()
        self.live.on_load(self._planner.watch)
        self.live.on_rest(self._planner.unwatch)
        self._notifier = _notifier(config, store, secret, clock)
        if self._notifier is not None:
            self.live.on_load(self._notifier.watch)
            self.live.on_rest(self._notifier.unwatch)
        site = self._site = web.Site(self.live, config, secret, self._planner, pusher=self._notifier)
        self._hub = Hub(self.live, site.identify, site.origin_allowed, site.language, commons)
        routes = [*self._hub.routes(), *site.routes()]
        if commons is None:  # with Redis the command line needs no server
            routes.insert(0, Route("/operator", self._operate, methods=["POST"]))
        self.asgi: ASGIApp = self._hub.wrap(site.wrap(Starlette(routes=routes, exception_handlers=site.handlers())))
        self._warming = [asyncio.create_task(self._planner.warm_up())]
        if self._notifier is not None:
            self._warming.append(asyncio.create_task(self._notifier.wake(self.live)))

    async def say_goodbye(self) -> None:
        """Ends streams, polls and sockets, which would otherwise stay open for ever; phones come back by themselves."""
        self._site.drain()
        await self._hub.close()

    async def close(self) -> None:
        await self._hub.close()
        for warming in self._warming:
            warming.cancel()
        await self._planner.close()
        if self._notifier is not None:
            await self._notifier.close()
        await self._operator.close()

    async def _operate(self, request: Request) -> Response:
        """The running server's end of ``edcamp create`` and its like: only for who can read the data folder."""
        given = request.headers.get("authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {operator_key(self.config)}".encode()):
            return JSONResponse({"ok": False, "message": "This is for the operator's command line."}, 403)
        try:
            asked = msgspec.json.decode(await request.body(), type=OperatorRequest)
            return JSONResponse({"ok": True, "text": await self._operator.operate(asked.do, asked.text, asked.base)})
        except (OperatorRefused, CampFileError, ArchiveError, msgspec.MsgspecError) as error:
            return JSONResponse({"ok": False, "message": str(error)}, 422)
        except Refused as refused:
            words = refused.sentence.replace("{value}", str(refused.value))
            return JSONResponse({"ok": False, "message": words}, 422)
        except JournalUnavailable as error:
            return JSONResponse({"ok": False, "message": error.sentence}, 503)


def _notifier(config: Config, store: AnyStore, secret: bytes, clock: Clock) -> Notifier | None:
    if config.push == "off":
        return None
    keys = Keys(secret, config.contact, lambda: clock.now() // 1000)
    sender = Sender(keys, private=config.push == "private")
    return Notifier(store.people.subscriptions, sender, clock, config.push_quiet)


class OperatorRequest(Struct, frozen=True, forbid_unknown_fields=True):
    do: str
    text: str
    base: str


async def open_store(config: Config) -> tuple[AnyStore, bytes]:
    """Journal and people where the configuration says, and the secret that goes with them.

    Raises ``ConfigError`` and ``JournalUnavailable``.
    """
    if config.redis is None:
        secret = read_secret(config)
        return await open_sqlite(config.database), secret
    offered = offered_secret(config)
    store = await open_redis(config.redis)
    try:
        return store, await store.commons.secret(offered)
    except JournalUnavailable:
        await store.close()
        raise


async def open_application(config: Config) -> Application:
    """Raises ``ConfigError`` and ``JournalUnavailable``."""
    store, secret = await open_store(config)
    return Application(config, store, secret, SystemClock())


async def open_operator(config: Config) -> Operator:
    """Raises ``ConfigError`` and ``JournalUnavailable``."""
    store, secret = await open_store(config)
    return Operator(Live(store.journal, store.people, SystemClock()), store, secret)


@contextlib.asynccontextmanager
async def solver_service(config: Config) -> AsyncIterator[SolverService]:
    """What works out plans for the web processes on the same Redis. Raises ``ConfigError``, ``JournalUnavailable``."""
    if config.redis is None:
        raise ConfigError("Solvers of their own need Redis: add --redis redis://127.0.0.1:6379/0.")
    store = await open_redis(config.redis)
    live = Live(store.journal, store.people, SystemClock(), store.commons, config.rest_after)
    try:
        yield SolverService(live, store.jobs)
    finally:
        await live.close()
        await store.close()
