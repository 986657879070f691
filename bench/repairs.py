"""Something is lost in a large camp that is published: how long until the desk can show what to do, over HTTP; and once
that is published, how long until everybody whom it touches is told, while every phone is connected.
"""

import argparse
import asyncio
import random
import subprocess
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

import aiohttp
from starlette.requests import Request
from starlette.responses import Response

import scheduler
from bench.camp import EDCAMP, Served, serving
from bench.table import percentile, show
from edcamp.demo.phone import Phone
from edcamp.domain import commands as c
from edcamp.domain.camp import Kind, Settings, Weight
from edcamp.domain.ids import CampId, PersonId, RoomId, SlotId, TopicId
from edcamp.journal.sqlite import open_sqlite
from edcamp.live.clock import SystemClock
from edcamp.live.host import Live
from edcamp.planning.bridge import placements_of, problem_of, unplaced_of
from edcamp.web.login import Login

PEOPLE, ROOMS, SLOTS, TOPICS = 1_300, 25, 7, 200
VOTES = (8, 16)
SUBJECTS = 12
SIZE = f"{PEOPLE:,} people, {ROOMS} rooms, {SLOTS} slots, {TOPICS} topics"
START, HOUR = 1_906_534_800_000, 3_600_000
BUDGET_S = 1.5
TOLD_S = 1.0
QUIET_S = 1.0
"""After the last of them was told, for whoever should hear nothing."""
PLAN_S = 5.0


def main(arguments: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench repairs")
    parser.add_argument("--rounds", type=int, default=10, help="losses of each kind")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="edcamp-bench-") as folder:
        data = Path(folder)
        code = asyncio.run(_build(data, random.Random(chosen.seed)))
        with serving(data) as served:
            link = _organize_link(data, code, served.url)
            asyncio.run(_measure(served, code, link, chosen.rounds, chosen.seed))
            login = Login((data / "secret.key").read_bytes())
            asyncio.run(_tell(served, code, link, login, chosen.rounds, chosen.seed))


async def _build(data: Path, dice: random.Random) -> str:
    """A camp of the large size: votes in clusters, few topics wanted by many. A plan of some seconds is published."""
    store = await open_sqlite(data / "edcamp.db")
    live = Live(store.journal, store.people, SystemClock())
    camp = await live.create(
        Settings("Large camp", date(2030, 6, 1), "UTC"),
        rooms=[c.PutRoom(RoomId(f"r{n}"), f"Room {n}", dice.choice((20, 30, 40, 60, 90))) for n in range(ROOMS)],
        slots=[
            c.PutSlot(SlotId(f"s{n}"), f"Slot {n}", START + n * HOUR, START + n * HOUR + 3_000_000)
            for n in range(SLOTS)
        ],
    )
    people = [PersonId(f"p{n}") for n in range(PEOPLE)]
    for person in people:
        await store.people.put(camp.id, person, person)
    topics = [TopicId(f"t{n}") for n in range(TOPICS)]
    by_subject = [[t for n, t in enumerate(topics) if n % SUBJECTS == subject] for subject in range(SUBJECTS)]
    asked = [c.Asked(c.Join(person, organizer=person == "p0"), None, "system", 0) for person in people]  # type: ignore[arg-type]
    for topic, host in zip(topics, people[1:], strict=False):
        asked.append(c.Asked(c.ProposeTopic(topic, Kind.LEAD, f"Topic {topic}"), host, "system", 0))  # type: ignore[arg-type]
    for person in people:
        liked = set()
        while len(liked) < dice.randint(*VOTES):
            subject = by_subject[dice.choice((0, dice.randrange(SUBJECTS), int(person[1:]) % SUBJECTS))]
            liked.add(subject[min(len(subject) - 1, int(dice.paretovariate(1.0)) - 1)])
        for topic in sorted(liked):
            weight = Weight.MUST if dice.random() < 0.25 else Weight.INTERESTED
            asked.append(c.Asked(c.SetVote(topic, weight), person, "system", 0))  # type: ignore[arg-type]
    await camp.ask_all(asked)
    scheduler.warm_up()
    problem = problem_of(camp.value, camp.clock.now())
    plan = scheduler.solve(problem, PLAN_S)
    await camp.ask(c.AdoptPlan(camp.value.seq, placements_of(plan), unplaced_of(plan)), None)
    await camp.ask(c.Publish(camp.value.draft_seq), None)
    seats = {
        PersonId(person): {SlotId(slot): TopicId(topic) for slot, topic in by_slot.items()}
        for person, by_slot in (plan.seats or {}).items()
    }
    await camp.ask(c.AssignSeats(1, seats), None)
    await live.close()
    await store.close()
    return camp.id


def _organize_link(data: Path, code: str, url: str) -> str:
    printed = subprocess.run(
        [*EDCAMP, "links", "--data", str(data), "--public-url", url], check=True, capture_output=True, text=True
    ).stdout
    return next(word for word in printed.split() if f"/c/{code}/organize/" in word)


async def _measure(served: Served, code: str, link: str, rounds: int, seed: int) -> None:
    dice = random.Random(seed)
    kinds: dict[str, list[dict[str, Any]]] = {
        "a room is lost for the day": [
            {"room": f"r{n}", "slots": [f"s{slot}" for slot in range(SLOTS)]} for n in dice.sample(range(ROOMS), rounds)
        ],
        "a room is lost in one slot": [
            {"room": f"r{dice.randrange(ROOMS)}", "slots": [f"s{dice.randrange(SLOTS)}"]} for _ in range(rounds)
        ],
        "a host cannot come": [{"topic": f"t{n}"} for n in dice.sample(range(TOPICS // 2), rounds)],
    }
    rows = []
    async with Phone(f"{served.url}/c/{code}") as desk:
        await desk.join("Bench")
        await desk.open_link(link)
        await _ready(desk)
        kinds |= await _wishes(desk, rounds, dice)
        for name, losses in kinds.items():
            waits, moves, touched = [], [], []
            for loss in losses:
                began = perf_counter()
                answer = await desk.post("desk/repair", loss)
                waits.append(perf_counter() - began)
                if answer.get("code") == "request-impossible":
                    continue
                moves.append(len(answer["command"]["moves"]))
                touched.append(sum(len(each["hosts"]) + len(each["others"]) for each in answer["preview"]["telling"]))
            rows.append(
                [
                    name,
                    f"{1000 * percentile(waits, 0.5):.0f}",
                    f"{1000 * max(waits):.0f}",
                    f"{percentile(moves, 0.5):.0f}",
                    f"{percentile(touched, 0.5):.0f}",
                    "yes" if max(waits) <= BUDGET_S else "NO",
                ]
            )
    title = f"{SIZE}: from the loss to what to do"
    show(title, ("what happens", "median ms", "worst ms", "moves", "told", f"within {BUDGET_S} s"), rows)


async def _wishes(desk: Phone, rounds: int, dice: random.Random) -> dict[str, list[dict[str, Any]]]:
    """Sessions that people ask for at another time."""
    async with desk.http.get(f"{desk.camp_url}/state.json") as response:
        sessions = (await response.json())["put"]["schedule"]["sessions"]
    asked = [{"topic": s["topic"], "slot": s["slot"]} for s in dice.sample(sessions, rounds)]
    named = [{**wish, "to": dice.choice([f"s{n}" for n in range(SLOTS) if f"s{n}" != wish["slot"]])} for wish in asked]
    return {
        "a session is asked for in another slot": [{"wish": wish} for wish in named],
        "a session is asked for at any other time": [{"wish": {**wish, "to": None}} for wish in asked],
    }


async def _ready(desk: Phone) -> None:
    """The first answers wait for processes that start, and for code that is loaded."""
    for _ in range(3):
        await desk.post("desk/repair", {"room": "r0", "slots": ["s0"]})
        await asyncio.sleep(2)


class _Ear:
    """One phone's event stream, listened to as cheaply as can be: when a notice came."""

    def __init__(self, person: PersonId) -> None:
        self.person = person
        self.told: float | None = None
        self.open = asyncio.Event()

    async def listen(self, http: aiohttp.ClientSession, url: str, cookie: str) -> None:
        tail = b""
        async with http.get(url, headers={"Cookie": cookie}, timeout=aiohttp.ClientTimeout(None)) as response:
            assert response.status == 200, await response.text()
            async for chunk in response.content.iter_any():
                self.open.set()
                if self.told is None and b'"notice/' in tail + chunk:
                    self.told = perf_counter()
                tail = chunk[-16:]


async def _tell(served: Served, code: str, link: str, login: Login, rounds: int, seed: int) -> None:
    """Every person's phone is connected; rooms are lost, one after the other, and what to do is published."""
    dice = random.Random(seed)
    home, ears = f"{served.url}/c/{code}", [_Ear(PersonId(f"p{n}")) for n in range(PEOPLE)]
    waits, touched, strays = [], [], 0
    async with (
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http,
        Phone(home) as desk,
    ):
        await desk.join("Bench")
        await desk.open_link(link)
        await desk.connect()
        cookies = [_cookie(login, code, ear.person) for ear in ears]
        listening = [
            asyncio.create_task(ear.listen(http, f"{home}/stream", cookie))
            for ear, cookie in zip(ears, cookies, strict=True)
        ]
        await asyncio.gather(*(ear.open.wait() for ear in ears))
        for room in dice.sample(range(ROOMS), rounds):
            answer = await desk.post("desk/repair", {"room": f"r{room}", "slots": [f"s{n}" for n in range(SLOTS)]})
            meant = {name for each in answer["preview"]["telling"] for name in (*each["hosts"], *each["others"])}
            for ear in ears:
                ear.told = None
            began = perf_counter()
            assert (await desk.ask(answer["command"]))["ok"]
            hearing = [ear for ear in ears if ear.person in meant]
            while any(ear.told is None for ear in hearing) and perf_counter() - began < 10 * TOLD_S:
                await asyncio.sleep(0.005)
            waits.append(max((ear.told or float("inf")) - began for ear in hearing))
            touched.append(len(hearing))
            await asyncio.sleep(QUIET_S)
            strays += sum(ear.told is not None for ear in ears if ear.person not in meant)
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)
    row = [
        f"{1000 * percentile(waits, 0.5):.0f}",
        f"{1000 * max(waits):.0f}",
        f"{percentile(touched, 0.5):.0f}",
        str(strays),
        "yes" if max(waits) <= TOLD_S and not strays else "NO",
    ]
    title = f"{SIZE}, a phone for each: from the press on the desk to the last phone that is to be told"
    show(title, ("median ms", "worst ms", "told", "told in vain", f"within {TOLD_S:.0f} s"), [row])


def _cookie(login: Login, code: str, person: PersonId) -> str:
    """As the server would have given it to the device."""
    response = Response()
    asked = Request({"type": "http", "scheme": "http", "path": "/", "query_string": b"", "headers": [(b"host", b"x")]})
    login.remember(asked, response, CampId(code), person)
    return response.headers["set-cookie"].partition(";")[0]
