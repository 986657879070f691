"""Two servers and a solver on one Redis: whoever is connected to either sees one camp, whatever dies."""

import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from edcamp.demo.phone import Phone
from tests.e2e.server import CAMP, Fleet, Links
from tests.redis_server import RedisServer, free_port

pytestmark = [pytest.mark.anyio, pytest.mark.redis, pytest.mark.timeout(300)]

PHONES = 16
TOPICS = 6
WEIGHTS = ("interested", "must")
WITHIN_S = 3.0


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    made = RedisServer("--appendfsync", "always")
    made.start()
    yield made
    made.close()


@pytest.fixture(scope="module")
def fleet(redis: RedisServer) -> Iterator[Fleet]:
    """Whatever a test does to its processes, they are there for the next one."""
    made = Fleet(redis.url)
    made.start()
    yield made
    made.close()


@pytest.fixture
def own_fleet() -> Iterator[Fleet]:
    """For tests that end it."""
    redis = RedisServer()
    redis.start()
    made = Fleet(redis.url)
    made.start()
    yield made
    made.close()
    redis.close()


@pytest.fixture
def links(fleet: Fleet, tmp_path: Path) -> Links:
    return fleet.create(CAMP.format(date="2030-06-01"), tmp_path)


@pytest.fixture
async def phones(links: Links) -> AsyncIterator[list[Phone]]:
    """Connected to one server or the other, as the kernel shares them out; there are topics to vote on."""
    made = [Phone(links.join) for _ in range(PHONES)]
    for number, phone in enumerate(made):
        await phone.join(f"Person {number}")
        await phone.connect()
    for number in range(TOPICS):
        proposal = {"do": "propose-topic", "topic": f"t{number}", "kind": "learn", "title": f"Topic {number}"}
        assert (await made[number].ask(proposal))["ok"]
    yield made
    for phone in made:
        await phone.close()


def role_of(pid: int) -> str:
    """A solver has processes of its own, a server has none."""
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return "solver" if found.stdout.split() else "worker"


def members(fleet: Fleet, role: str) -> list[int]:
    return [pid for pid in fleet.members() if role_of(pid) == role]


def connections(pid: int) -> int:
    """How many sockets a process holds."""
    folder = Path(f"/proc/{pid}/fd")
    if not folder.exists():
        pytest.skip("sockets of another process cannot be counted here")
    return sum(os.readlink(each).startswith("socket:") for each in folder.iterdir())


def own_votes(phone: Phone) -> dict[str, str]:
    mine = phone.documents["me"].items()
    return {key.removeprefix("vote/"): weight for key, weight in mine if key.startswith("vote/")}


class Voting:
    """Phones that vote ten times a second, and what they were promised."""

    def __init__(self, phones: list[Phone]) -> None:
        self.phones = phones
        self.acknowledged: list[dict[str, str]] = [{} for _ in phones]
        self.asked: Counter[str] = Counter()
        self._done = asyncio.Event()
        self._tasks = [asyncio.create_task(self._vote(n)) for n in range(len(phones))]

    async def _vote(self, number: int) -> None:
        own = number
        while not self._done.is_set():
            topic, weight = f"t{own % TOPICS}", WEIGHTS[(own // TOPICS) % 2]
            answer = await self.phones[number].ask({"do": "set-vote", "topic": topic, "weight": weight})
            assert answer["ok"], answer
            self.acknowledged[number][topic] = weight
            self.asked[topic] += 1
            own += 1
            await asyncio.sleep(0.1)

    async def more(self, votes: int = 50) -> None:
        flowing = self.asked.total() + votes
        async with asyncio.timeout(60):
            while self.asked.total() < flowing:
                await asyncio.sleep(0.01)

    async def end(self) -> None:
        self._done.set()
        async with asyncio.timeout(60):
            await asyncio.gather(*self._tasks)

    async def agree(self, links: Links) -> None:
        """Every phone holds what a new one is given, and every vote is there as it was acknowledged."""
        expected = {
            f"tally/t{n}": {
                weight: sum(votes.get(f"t{n}") == weight for votes in self.acknowledged) for weight in WEIGHTS
            }
            for n in range(TOPICS)
        }
        for _ in range(4):  # new ones, of both servers
            fresh = Phone(links.join)
            await fresh.connect()
            public = fresh.documents["public"]
            assert {key: value for key, value in public.items() if key.startswith("tally/")} == expected
            for phone, votes in zip(self.phones, self.acknowledged, strict=True):
                await phone.until(lambda p, public=public: p.documents["public"] == public, 20)
                await phone.until(lambda p, votes=votes: own_votes(p) == votes, 20)
            await fresh.close()


async def test_votes_through_both_servers_are_one_tally(fleet: Fleet, links: Links, phones: list[Phone]) -> None:
    voting = Voting(phones)
    await voting.more(400)
    held = [connections(pid) for pid in members(fleet, "worker")]
    await voting.end()
    await voting.agree(links)
    assert min(held) > 6, f"one server has nearly all phones: {held}"


async def test_a_server_that_is_killed_loses_and_doubles_nothing(
    fleet: Fleet, links: Links, phones: list[Phone]
) -> None:
    voting = Voting(phones)
    for round_ in range(4):
        await voting.more()
        victims = members(fleet, "worker")
        os.kill(victims[round_ % len(victims)], signal.SIGKILL)
        await until(lambda: len(members(fleet, "worker")) == 2, 30)
    await voting.more()
    await voting.end()
    await voting.agree(links)


async def test_a_redis_that_is_restarted_or_stands_still_loses_and_doubles_nothing(
    redis: RedisServer, links: Links, phones: list[Phone]
) -> None:
    voting = Voting(phones)
    for _ in range(3):
        await voting.more()
        redis.kill()
        await asyncio.to_thread(redis.start)
    await voting.more()
    redis.pause()
    await asyncio.sleep(10)
    redis.go_on()
    await voting.more()
    await voting.end()
    await voting.agree(links)


async def test_a_person_may_not_ask_faster_through_two_servers(links: Links) -> None:
    devices = [Phone(links.join) for _ in range(8)]
    await devices[0].join("Ana")
    for device in devices:
        device.http.cookie_jar.update_cookies({cookie.key: cookie.value for cookie in devices[0].http.cookie_jar})

    async def ask(device: Phone, n: int) -> dict[str, Any]:
        message = {"client": f"client-{n}", "commands": [{"n": 1, "command": {"do": "see-notices", "up_to": 0}}] * 10}
        return await device.post("commands", message)

    answers = await asyncio.gather(*(ask(device, n) for n, device in enumerate(devices)))

    slow = [answer["code"] for answer in answers if "acks" not in answer]
    assert slow == ["slow-down"] * 2
    for device in devices:
        await device.close()


async def test_people_are_counted_once_however_they_are_connected(links: Links, phones: list[Phone]) -> None:
    second = [await second_device(phone, links) for phone in phones[:6]]
    for device in (*phones, *second):
        await device.until(lambda p: p.ephemeral.get("connected") == PHONES, 20)
    for device in second:
        await device.close()
    for device in phones[8:]:
        await device.close()
    for device in phones[:8]:
        await device.until(lambda p: p.ephemeral.get("connected") == 8, 20)


async def test_a_form_sent_twice_to_two_servers_is_one_person(links: Links) -> None:
    senders = [Phone(links.join) for _ in range(8)]
    form = {"name": "Ana", "token": "0123456789abcdef"}

    async def send(sender: Phone) -> str:
        async with sender.http.post(f"{links.join}/join", data=form, allow_redirects=False) as response:
            assert response.status == 303
            return next(iter(response.cookies.values())).value.split(".")[0]

    people = await asyncio.gather(*map(send, senders))
    assert len(set(people)) == 1
    for sender in senders:
        await sender.close()


# --- plans


@pytest.fixture
async def desks(links: Links, phones: list[Phone]) -> AsyncIterator[list[Phone]]:
    """Eight desks, at both servers."""
    made = [Phone(links.join) for _ in range(8)]
    for number, desk in enumerate(made):
        await desk.join(f"Organizer {number}")
        await desk.open_link(links.organize)
        await desk.connect()
    yield made
    for desk in made:
        await desk.close()


async def solving(desks: list[Phone], condition: Callable[[dict[str, Any]], bool]) -> None:
    for desk in desks:
        await desk.until(lambda p: condition(p.ephemeral.get("solving") or {}), 60)


async def start_plan(desk: Phone, seconds: float) -> None:
    answer = await desk.post("desk/solve", {"seconds": seconds})
    assert answer["ok"], answer


async def test_a_plan_is_followed_and_stopped_from_every_desk(links: Links) -> None:
    async with crowded_desk(links) as desk:
        desks = [desk, *[await second_device(desk, links) for _ in range(5)]]
        began = time.monotonic()
        await start_plan(desks[0], 60)
        await solving(desks, lambda shown: shown.get("running") is True and shown["plans"] > 0)
        again = await desks[1].post("desk/solve", {"seconds": 60})
        assert again["code"] == "plan-running"

        stopped = await desks[5].post("desk/stop", {})

        assert stopped["ok"], stopped
        await solving(desks, lambda shown: shown.get("running") is False and shown["error"] is None)
        assert time.monotonic() - began < 60
        for each in desks:
            await each.until(lambda p: len(p.documents["organizers"]["draft"]["placements"]) > 0, 20)
        for each in desks[1:]:
            await each.close()


async def second_device(phone: Phone, links: Links) -> Phone:
    made = Phone(links.join)
    made.http.cookie_jar.update_cookies({cookie.key: cookie.value for cookie in phone.http.cookie_jar})
    await made.connect()
    return made


async def test_seats_are_counted_after_a_publication(desks: list[Phone], phones: list[Phone]) -> None:
    for phone in phones:
        assert (await phone.ask({"do": "set-vote", "topic": "t1", "weight": "must"}))["ok"]
    await start_plan(desks[0], 1)
    await solving(desks, lambda shown: shown.get("running") is False and shown.get("placed") == TOPICS)
    draft = desks[0].documents["organizers"]["draft"]
    answer = await desks[0].ask({"do": "publish", "based_on": draft["seq"]})
    assert answer["ok"], answer
    for phone in phones:
        await phone.until(
            lambda p: any(stop.get("topic") == "t1" for stop in p.documents["me"].get("day", {}).values()), 30
        )


async def test_every_desk_shows_what_people_get_and_what_a_move_costs(desks: list[Phone], phones: list[Phone]) -> None:
    for number, topic in enumerate(("t1", "t0")):
        assert (await phones[number].ask({"do": "set-vote", "topic": topic, "weight": "must"}))["ok"]
    public = desks[0].documents["public"]
    rooms = [key.removeprefix("room/") for key in public if key.startswith("room/")]
    slots = [
        key.removeprefix("slot/") for key, slot in public.items() if key.startswith("slot/") and not slot["is_break"]
    ]
    answer = await desks[0].ask({"do": "place-topic", "topic": "t1", "slot": slots[0], "room": rooms[0]})
    assert answer["ok"], answer

    def counted(desk: Phone) -> bool:
        shown = desk.ephemeral.get("draft_receipt") or {"state": None}
        return shown["state"] == "counted" and shown["counts"]["must"] == {"seated": 1, "wanted": 2}

    for desk in desks:
        await desk.until(counted, 30)
        assert desk.ephemeral["draft_receipt"]["nothing"] == ["Person 1"]
    for priced in await asyncio.gather(*(desk.post("desk/prices", {"topic": "t1", "start": 0}) for desk in desks)):
        assert priced["ok"], priced
        assert priced["cells"] == len(priced["prices"]) == len(rooms) * len(slots)


async def test_a_plan_survives_the_death_of_its_solver(fleet: Fleet, links: Links, tmp_path: Path) -> None:
    """The solver that follows takes the job over, and the plan is adopted once."""
    async with crowded_desk(links) as desk:
        await start_plan(desk, 8)
        await desk.until(lambda p: (p.ephemeral.get("solving") or {}).get("plans", 0) > 0, 60)
        for pid in members(fleet, "solver"):
            os.kill(pid, signal.SIGKILL)
        await desk.until(lambda p: p.ephemeral["solving"]["running"] is False, 90)
        assert desk.ephemeral["solving"]["error"] is None
        await desk.until(lambda p: p.documents["organizers"]["draft"]["placements"] != [], 20)
        adopted = [a for k, a in desk.documents["organizers"].items() if k.startswith("action/")]
        assert [action["what"] for action in adopted].count("plan-adopted") == 1, adopted


@contextlib.asynccontextmanager
async def crowded_desk(links: Links) -> AsyncIterator[Phone]:
    """So many votes that cannot all be met that no search is over before it is told to be."""
    dice = random.Random(1)
    people = [Phone(links.join) for _ in range(40)]
    topics = [f"h{number}x{own}" for number in range(len(people)) for own in range(2)]
    for number, phone in enumerate(people):
        await phone.join(f"Host {number}")
        await phone.connect()
        for topic in topics[2 * number : 2 * number + 2]:
            proposal = {"do": "propose-topic", "topic": topic, "kind": "lead", "title": f"Topic {topic}"}
            assert (await phone.ask(proposal))["ok"]
    for phone in people:
        for topic in dice.sample(topics, 12):
            assert (await phone.ask({"do": "set-vote", "topic": topic, "weight": dice.choice(WEIGHTS)}))["ok"]
    await people[0].open_link(links.organize)
    desk = await second_device(people[0], links)
    for phone in people:
        await phone.close()
    yield desk
    await desk.close()


# --- starting and ending


async def test_ctrl_c_ends_all_of_them_with_phones_connected(own_fleet: Fleet, tmp_path: Path) -> None:
    links = own_fleet.create(CAMP.format(date="2030-06-01"), tmp_path)
    phones = [Phone(links.join) for _ in range(PHONES)]
    for phone in phones:
        await phone.connect()
    started = own_fleet.members()
    assert len(started) == 3

    took = await asyncio.to_thread(own_fleet.stop)

    assert own_fleet.process is not None
    assert (own_fleet.process.returncode, took < WITHIN_S) == (0, True), (own_fleet.process.returncode, took)
    for phone in phones:
        await phone.close()
    assert [pid for pid in started if running(pid)] == []


async def test_nobody_is_left_behind_by_a_fleet_that_is_killed(own_fleet: Fleet) -> None:
    started = own_fleet.members()
    own_fleet.kill()
    await until(lambda: not any(map(running, started)), 10)


async def test_a_second_fleet_on_the_port_is_refused_in_words(fleet: Fleet) -> None:
    second = edcamp("serve", "--redis", fleet.redis, "--port", str(fleet.port))
    assert second.returncode == 2
    assert second.stderr == (
        f"edcamp: Port {fleet.port} is taken by another program. Choose another with --port; 0 takes a free one.\n"
    )


def test_many_workers_on_sqlite_are_refused_in_words(tmp_path: Path) -> None:
    done = edcamp("serve", "--data", str(tmp_path), "--workers", "2")
    assert done.returncode == 2
    assert done.stderr.startswith("edcamp: 2 workers need Redis: exactly one process may use a SQLite file. ")
    assert list(tmp_path.iterdir()) == []


def test_a_redis_that_is_not_there_is_said_in_words() -> None:
    done = edcamp("serve", "--redis", f"redis://127.0.0.1:{free_port()}", "--port", "0")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith("edcamp: Redis does not answer.")


def edcamp(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "edcamp", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


async def until(true: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)
