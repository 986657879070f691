"""The composition root: the only file that knows everybody."""

import asyncio
import hmac
import logging
from pathlib import Path

import msgspec
from msgspec import Struct
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from edcamp import web
from edcamp.config import Config, read_secret
from edcamp.domain.refusals import Refused
from edcamp.hub import Hub
from edcamp.journal.people import SqlitePeople
from edcamp.journal.port import JournalUnavailable
from edcamp.journal.sqlite import SqliteJournal, open_sqlite
from edcamp.journal.store import Store
from edcamp.live.camp import LiveCamp
from edcamp.live.campfile import CampFileError, read_camp_file
from edcamp.live.clock import Clock, SystemClock
from edcamp.live.host import Live
from edcamp.planning.planner import Planner

log = logging.getLogger(__name__)


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


def links(config: Config, camp: LiveCamp, base: str) -> Links:
    """The camp's addresses on a server reached at ``base``."""
    home = f"{base.rstrip('/')}/c/{camp.id}"
    key = web.organizer_key(read_secret(config), camp.value)
    return Links(camp.id, camp.value.settings.name, home, f"{home}/board", f"{home}/organize/{key}")


def operator_key(config: Config) -> str:
    """What proves to a running server that a command line may use its data folder."""
    return hmac.digest(read_secret(config), b"operator", "sha256").hex()


class Application:
    """One process's worth of edcamp."""

    def __init__(self, config: Config, store: Store[SqliteJournal, SqlitePeople], clock: Clock) -> None:
        self.config = config
        self.clock = clock
        self.live = Live(store.journal, store.people, clock)
        self._store = store
        self._planner = Planner()
        self.live.on_load(self._planner.watch)
        site = web.Site(self.live, config, read_secret(config), self._planner)
        self._hub = Hub(self.live, site.identify, site.origin_allowed, site.language)
        routes = [Route("/operator", self._operator, methods=["POST"]), *self._hub.routes(), *site.routes()]
        self.asgi: ASGIApp = self._hub.wrap(site.wrap(Starlette(routes=routes, exception_handlers=site.handlers())))
        self._warming = asyncio.create_task(self._planner.warm_up())

    async def say_goodbye(self) -> None:
        """Ends streams, polls and sockets, which would otherwise stay open for ever; phones come back by themselves."""
        await self._hub.close()

    async def close(self) -> None:
        await self._hub.close()
        self._warming.cancel()
        await self._planner.close()
        await self.live.close()
        await self._store.close()

    # --- the operator's commands, asked on the command line

    async def operate(self, what: str, text: str, base: str) -> str:
        """Does what a command line asks; the answer in words. Raises ``OperatorRefused`` and ``CampFileError``."""
        match what:
            case "create":
                file = read_camp_file(text)
                camp = await self.live.create(file.settings, file.phases.opened, file.room_commands, file.slot_commands)
                return links(self.config, camp, base).words()
            case "links":
                camps = [await self.live.camp(camp) for camp in await self.live.camps()]
                if not camps:
                    raise OperatorRefused("There is no camp yet. Make one: edcamp create camp.toml")
                return "\n".join(links(self.config, camp, base).words() for camp in camps)
            case "backup":
                await self._store.journal.backup(Path(text))
                return f"Backed up to {text}."
            case _:
                raise OperatorRefused(f"This server does not know the command {what!r}.")

    async def _operator(self, request: Request) -> Response:
        """The running server's end of ``edcamp create`` and its like: only for who can read the data folder."""
        given = request.headers.get("authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {operator_key(self.config)}".encode()):
            return JSONResponse({"ok": False, "message": "This is for the operator's command line."}, 403)
        try:
            asked = msgspec.json.decode(await request.body(), type=OperatorRequest)
            return JSONResponse({"ok": True, "text": await self.operate(asked.do, asked.text, asked.base)})
        except (OperatorRefused, CampFileError, msgspec.MsgspecError) as error:
            return JSONResponse({"ok": False, "message": str(error)}, 422)
        except Refused as refused:
            words = refused.sentence.replace("{value}", str(refused.value))
            return JSONResponse({"ok": False, "message": words}, 422)
        except JournalUnavailable as error:
            return JSONResponse({"ok": False, "message": error.sentence}, 503)


class OperatorRequest(Struct, frozen=True, forbid_unknown_fields=True):
    do: str
    text: str
    base: str


async def open_application(config: Config) -> Application:
    """Opens the data folder. Raises ``ConfigError`` and ``JournalUnavailable``."""
    read_secret(config)
    return Application(config, await open_sqlite(config.database), SystemClock())
