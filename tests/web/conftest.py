"""A server in this process, over a journal in memory, and browsers without JavaScript."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from edcamp import wire
from edcamp.config import Config
from edcamp.domain import commands as c
from edcamp.domain.camp import Cell, Settings
from edcamp.domain.ids import PersonId, RoomId, SlotId, TopicId
from edcamp.domain.refusals import Refused
from edcamp.journal.memory import MemoryJournal, open_memory
from edcamp.journal.people import MemoryPeople
from edcamp.journal.store import Store
from edcamp.live.camp import LiveCamp
from edcamp.live.clock import ManualClock
from edcamp.live.host import Live
from edcamp.notify import Keys, Notifier, Sender
from edcamp.web import Site, organizer_key

SECRET = b"a secret of 32 bytes, for testing"
ORIGIN = "https://camp.test"
NINE = 1_795_852_800_000  # Saturday, 28 November 2026, 9:00 in Madrid
MINUTE = 60_000
STYLE = ".card{color:#123}" * 20
"""Of the phone, as the build leaves it."""


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NINE - 60 * MINUTE)


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """A bundle as the build leaves it, with next to nothing inside."""
    folder = tmp_path / "dist"
    folder.mkdir()
    pages = {name: {"file": f"{name}-ABCD1234.js", "preload": ["chunk-EFGH5678.js"]} for name in ("phone", "desk")}
    styles = {name: {"file": f"{name}-ABCD1234.css", "preload": []} for name in ("phone", "desk", "board")}
    entries = {f"{name}.js": entry for name, entry in pages.items()} | {f"{n}.css": e for n, e in styles.items()}
    (folder / "manifest.json").write_text(httpx.Response(200, json=entries).text)
    for entry in entries.values():
        (folder / str(entry["file"])).write_text(f"/* {entry['file']} */" * 100)
    (folder / "phone-ABCD1234.css").write_text(STYLE + "\n/*# sourceMappingURL=phone-ABCD1234.css.map */\n")
    (folder / "chunk-EFGH5678.js").write_text("export {};")
    (folder / "sw.js").write_text("// the service worker")
    (folder / "icon.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    return folder


@dataclass
class DeskPlanner:
    """Remembers what it was asked; says no to anything above two minutes."""

    asked: list[tuple[str, float]] = field(default_factory=list)

    async def start(self, camp: LiveCamp, by: PersonId, seconds: float) -> None:
        if seconds > 120:
            raise Refused("plan-seconds", round(seconds))
        self.asked.append(("start", seconds))

    async def stop(self, camp: LiveCamp) -> None:
        if not self.asked:
            raise Refused("plan-not-running")
        self.asked.append(("stop", 0))

    async def prices(
        self,
        camp: LiveCamp,
        by: PersonId,
        topic: TopicId,
        start: int,
        beside: Cell | None = None,
        published: bool = False,
    ) -> wire.Prices:
        if topic not in camp.value.topics:
            raise Refused("topic-unknown", topic)
        return wire.Prices(7, topic, start, 8, (wire.Price(SlotId("s1"), RoomId("r1"), -4, 3),), beside)

    async def repair(
        self, camp: LiveCamp, by: PersonId, room: RoomId | None, slots: tuple[SlotId, ...], topic: TopicId | None
    ) -> wire.Repair:
        """Nothing moves."""
        if camp.value.published is None:
            raise Refused("nothing-published")
        nothing = wire.Counts(wire.Share(0, 0), wire.Share(0, 0), ())
        return wire.Repair(c.Rearrange(camp.value.published.number, (), room, slots), (), nothing, nothing)


@dataclass
class Server:
    store: Store[MemoryJournal, MemoryPeople]
    live: Live
    site: Site
    app: object
    camp: LiveCamp
    clock: ManualClock
    planner: DeskPlanner
    browsers: list["Browser"] = field(default_factory=list)

    @property
    def organizer_path(self) -> str:
        return f"/c/{self.camp.id}/organize/{organizer_key(SECRET, self.camp.value)}"


@dataclass
class Shown:
    """A page as a browser without JavaScript has it."""

    status: int
    url: str
    text: str
    response: httpx.Response

    @property
    def path(self) -> str:
        return self.url.removeprefix(ORIGIN)

    def words(self) -> str:
        """What somebody reads on it."""
        inside = re.sub(r"<(script|head).*?</\1>", " ", self.text, flags=re.S)
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", inside)).split())

    def main(self) -> str:
        return self.text[self.text.index("<main") : self.text.index("</main>")]


class Browser:
    """Follows links and sends forms as browsers do: cookies, Origin, Sec-Fetch-Site, hidden fields."""

    def __init__(self, app: object, language: str = "en") -> None:
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app, raise_app_exceptions=False),  # type: ignore[arg-type]
            base_url=ORIGIN,
            headers={"accept": "text/html,application/xhtml+xml", "accept-language": language},
        )
        self.shown = Shown(0, "", "", httpx.Response(0))

    async def open(self, path: str, **headers: str) -> Shown:
        return self._show(await self.http.get(path, headers=headers, follow_redirects=True))

    async def post(self, path: str, data: dict[str, str | list[str]], **headers: str) -> Shown:
        own = {"origin": ORIGIN, "sec-fetch-site": "same-origin", "referer": f"{ORIGIN}/"}
        return self._show(await self.http.post(path, data=data, headers=own | headers, follow_redirects=True))

    async def send(self, marker: str, /, press: tuple[str, str] | None = None, **typed: str | list[str]) -> Shown:
        """Sends the one form of the page that holds `marker`, with what was typed and the button that was pressed."""
        [form] = [form for form in self.forms() if marker in form]
        opening = form[: form.index(">")]
        action = re.search(r'action="([^"]*)"', opening)
        data = self.fields(form) | typed
        if press is not None:
            assert f'name="{press[0]}" value="{press[1]}"' in form
            data[press[0]] = press[1]
        target = unescape(action[1]) if action else self.shown.url
        if 'method="get"' in opening:
            return await self.open(f"{target}?{httpx.QueryParams(data)}")
        return await self.post(target, data)

    def forms(self) -> list[str]:
        return re.findall(r"<form.*?</form>", self.shown.text, flags=re.S)

    def fields(self, form: str) -> dict[str, str | list[str]]:
        """What a browser sends of a form that nobody touched."""
        sent: dict[str, str | list[str]] = {}
        for tag in re.findall(r"<input[^>]*>", form):
            attributes = {name: unescape(value) for name, value in re.findall(r'([a-z-]+)="([^"]*)"', tag)}
            ticked = re.search(r"\bchecked\b", tag) is not None
            if attributes.get("type") in ("checkbox", "radio") and not ticked:
                continue
            name, value = attributes["name"], attributes.get("value", "on")
            before = sent.get(name)
            sent[name] = value if before is None else [*([before] if isinstance(before, str) else before), value]
        for name, value in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, flags=re.S):
            sent[name] = unescape(value)
        return sent

    def _show(self, response: httpx.Response) -> Shown:
        self.shown = Shown(response.status_code, str(response.url), response.text, response)
        return self.shown


@pytest.fixture
async def server(anyio_backend: str, clock: ManualClock, dist: Path) -> AsyncIterator[Server]:
    async with open_memory() as store:
        live = Live(store.journal, store.people, clock)
        planner = DeskPlanner()
        keys = Keys(SECRET, "mailto:olga@camp.test", lambda: clock.now() // 1000)
        notifier = Notifier(store.people.subscriptions, Sender(keys), clock)
        site = Site(live, Config(), SECRET, planner, clock, dist, notifier)

        async def broken(request: Request) -> Response:
            raise RuntimeError("as nobody foresaw")

        routes = [Route("/broken", broken), Route("/c/{camp}/broken", broken), *site.routes()]
        app = site.wrap(Starlette(routes=routes, exception_handlers=site.handlers()))
        camp = await live.create(
            Settings("Edcamp Valencia", date(2026, 11, 28), "Europe/Madrid", ("robots", "reading")),
            rooms=[
                c.PutRoom(RoomId("r1"), "Aula 1", 30, ("projector",)),
                c.PutRoom(RoomId("r2"), "Online", 90, (), "https://meet.example/r2"),
            ],
            slots=[
                c.PutSlot(SlotId("s1"), "First", NINE, NINE + 50 * MINUTE),
                c.PutSlot(SlotId("s2"), "Lunch", NINE + 60 * MINUTE, NINE + 120 * MINUTE, True),
                c.PutSlot(SlotId("s3"), "Second", NINE + 120 * MINUTE, NINE + 170 * MINUTE),
            ],
            camp="xyz",
        )
        running = Server(store, live, site, app, camp, clock, planner)
        yield running
        for browser in running.browsers:
            await browser.http.aclose()
        await live.close()


@pytest.fixture
def browser(server: Server) -> Callable[..., Browser]:
    """Makes a device that nobody has used here."""

    def make(language: str = "en") -> Browser:
        server.browsers.append(Browser(server.app, language))
        return server.browsers[-1]

    return make
