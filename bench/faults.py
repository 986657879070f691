"""What goes wrong on the day, each twenty times over with votes flowing: was anything lost, was anything done twice?

A vote that was acknowledged is looked for in the camp's journal, up to the place that its answer named.
"""

import argparse
import asyncio
import contextlib
import os
import random
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from msgspec import Struct

from bench.table import show
from edcamp import wire
from edcamp.demo.phone import Phone
from edcamp.domain.records import Entry
from tests.e2e.server import CAMP, Fleet, Server
from tests.redis_server import REDIS, RedisServer

ROUNDS = 20
PHONES = 20
GAP_S = 0.12
"""Between the votes of one phone: as fast as one person may go on for ever, and a little less."""

TOPICS = 12
HOSTED = 60
WEIGHTS = ("interested", "must")
VOTES_BETWEEN = 60
RESENT = 50
OUTBOX = 6
PAUSED_S = 10.0
DOWN_S = 0.3
CUT_S = 3.0
FULL_S = 1.5
DISK_MB = 24
HOUR = 3600
BACK_WITHIN_S = 60.0
EQUAL_WITHIN_S = 60.0
FAKETIME = (
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1",
)
INSIDE = "BENCH_OWN_MOUNTS"
"""Set where this process may mount a small disk for itself alone."""

Promise = tuple[str, int, int]
"""A client, the number of its command, and the seq that the answer named."""

Strike = Callable[["Voting", int], Awaitable[None]]


class NotHere(Exception):
    """This fault cannot be made on this machine; the text says what it needs."""


class Stage(Struct, frozen=True):
    """Servers with one camp. ``doors``: its address at each machine. ``store``: the servers whose store holds it."""

    doors: tuple[str, ...]
    organize: str
    store: Server
    strike: Strike


class Voting:
    """Phones that vote as fast as they may, and what they were promised."""

    def __init__(self, phones: Sequence[Phone], stage: Stage, stack: contextlib.AsyncExitStack) -> None:
        self.phones = phones
        self.stage = stage
        self.stack = stack
        self.promised: list[Promise] = []
        self.last: list[dict[str, str]] = [{} for _ in phones]
        self.votes: Counter[int] = Counter()
        """How many of each phone's were promised."""
        self.slowest = 0.0
        self._dice = random.Random(1)
        self._done = asyncio.Event()
        self._tasks = [asyncio.create_task(self._vote(number)) for number in range(len(phones))]

    async def _vote(self, number: int) -> None:
        phone, own = self.phones[number], number
        while not self._done.is_set():
            topic, weight = f"t{own % TOPICS}", WEIGHTS[(own // TOPICS) % 2]
            own += 1
            began = time.monotonic()
            answer = await phone.ask({"do": "set-vote", "topic": topic, "weight": weight})
            self.slowest = max(self.slowest, time.monotonic() - began)
            if not answer["ok"]:
                raise RuntimeError(f"a vote was refused: {answer}")
            self.promised.append((phone.client, answer["n"], answer["seq"]))
            self.last[number][topic] = weight
            self.votes[number] += 1
            await asyncio.sleep(GAP_S * self._dice.uniform(0.5, 1.5))  # else all of them fall into step

    async def more(self) -> None:
        """Until much was promised since, and something to everybody. Raises ``TimeoutError``, or what a vote raised."""
        wanted = len(self.promised) + VOTES_BETWEEN
        before = dict(self.votes)
        async with asyncio.timeout(BACK_WITHIN_S):
            while len(self.promised) < wanted or any(
                self.votes[n] == before.get(n, 0) for n in range(len(self.phones))
            ):
                for task in self._tasks:
                    if task.done():
                        task.result()
                await asyncio.sleep(0.01)

    async def end(self) -> None:
        self._done.set()
        async with asyncio.timeout(BACK_WITHIN_S):
            await asyncio.gather(*self._tasks)

    async def equal(self) -> float:
        """Seconds until every phone held what a new one is given, at every door. Raises ``TimeoutError``."""
        began = time.monotonic()
        for door in self.stage.doors:
            async with Phone(door) as fresh:
                await fresh.connect()
                for phone, votes in zip(self.phones, self.last, strict=True):
                    await phone.until(
                        lambda p, votes=votes: p.documents["public"] == fresh.documents["public"] and own(p) == votes,
                        EQUAL_WITHIN_S,
                    )
        return time.monotonic() - began


def own(phone: Phone) -> dict[str, str]:
    """The votes that a phone shows as its person's."""
    mine = phone.documents["me"].items()
    return {key.removeprefix("vote/"): weight for key, weight in mine if key.startswith("vote/")}


# --- the faults


@asynccontextmanager
async def one_server(
    folder: Path, strike: Callable[[Server], Strike], environment: dict[str, str] | None = None, data: str = "data"
) -> AsyncIterator[Stage]:
    server = Server(folder / data, environment=environment)
    await asyncio.to_thread(server.start)
    try:
        links = await asyncio.to_thread(server.create, CAMP.format(date="2030-06-01"), folder)
        yield Stage((links.join,), links.organize, server, strike(server))
    finally:
        server.close()


@asynccontextmanager
async def two_workers(folder: Path, strike: Callable[[RedisServer, Fleet], Strike]) -> AsyncIterator[Stage]:
    if REDIS is None:
        raise NotHere("needs redis-server (make test-tools)")
    redis = RedisServer("--appendfsync", "always")
    await asyncio.to_thread(redis.start)
    fleet = Fleet(redis.url)
    try:
        await asyncio.to_thread(fleet.start)
        links = await asyncio.to_thread(fleet.create, CAMP.format(date="2030-06-01"), folder)
        yield Stage((links.join,), links.organize, fleet, strike(redis, fleet))
    finally:
        fleet.close()
        redis.close()


def server_killed(folder: Path) -> AbstractAsyncContextManager[Stage]:
    def strike(server: Server) -> Strike:
        async def kill(voting: Voting, number: int) -> None:
            await asyncio.to_thread(server.kill)
            await asyncio.to_thread(server.start)

        return kill

    return one_server(folder, strike)


def worker_killed(folder: Path) -> AbstractAsyncContextManager[Stage]:
    def strike(redis: RedisServer, fleet: Fleet) -> Strike:
        async def kill(voting: Voting, number: int) -> None:
            workers = members(fleet, "worker")
            os.kill(workers[number % len(workers)], signal.SIGKILL)
            await until(lambda: len(members(fleet, "worker")) == len(workers))

        return kill

    return two_workers(folder, strike)


def solver_killed(folder: Path) -> AbstractAsyncContextManager[Stage]:
    """In the middle of a search: whoever comes after it must bring the plan."""

    def strike(redis: RedisServer, fleet: Fleet) -> Strike:
        desk: list[Phone] = []

        async def kill(voting: Voting, number: int) -> None:
            if not desk:
                desk.append(await voting.stack.enter_async_context(await crowded_desk(voting.stage)))
            answer = await desk[0].post("desk/solve", {"seconds": 4})
            if not answer["ok"]:
                raise RuntimeError(f"no plan was begun: {answer}")
            await desk[0].until(lambda p: (p.ephemeral.get("solving") or {}).get("plans", 0) > 0, BACK_WITHIN_S)
            adopted = plans(desk[0])
            for pid in members(fleet, "solver"):
                os.kill(pid, signal.SIGKILL)
            await desk[0].until(lambda p: p.ephemeral["solving"]["running"] is False, BACK_WITHIN_S)
            await desk[0].until(lambda p: plans(p) - adopted != set(), BACK_WITHIN_S)

        return kill

    return two_workers(folder, strike)


def redis_restarted(folder: Path) -> AbstractAsyncContextManager[Stage]:
    def strike(redis: RedisServer, fleet: Fleet) -> Strike:
        async def restart(voting: Voting, number: int) -> None:
            redis.kill()
            await asyncio.sleep(DOWN_S)
            await asyncio.to_thread(redis.start)

        return restart

    return two_workers(folder, strike)


def redis_stands_still(folder: Path) -> AbstractAsyncContextManager[Stage]:
    def strike(redis: RedisServer, fleet: Fleet) -> Strike:
        async def stand_still(voting: Voting, number: int) -> None:
            redis.pause()
            await asyncio.sleep(PAUSED_S)
            redis.go_on()

        return stand_still

    return two_workers(folder, strike)


@asynccontextmanager
async def worker_cut_off(folder: Path) -> AsyncIterator[Stage]:
    """Two machines, one of them with a cable: in even rounds it is cut, in odd ones it lets nothing through."""
    if REDIS is None:
        raise NotHere("needs redis-server (make test-tools)")
    redis = RedisServer("--appendfsync", "always")
    await asyncio.to_thread(redis.start)
    cable = Cable(redis.port)
    port = await cable.lay()
    near, far = Fleet(redis.url, workers=1), Fleet(f"redis://127.0.0.1:{port}/0", workers=1, solvers=0)

    async def cut(voting: Voting, number: int) -> None:
        cable.cut(silently=number % 2 == 1)
        await asyncio.sleep(CUT_S)
        cable.mend()

    try:
        await asyncio.to_thread(near.start)
        await asyncio.to_thread(far.start)
        links = await asyncio.to_thread(near.create, CAMP.format(date="2030-06-01"), folder)
        there = far.url + links.join.removeprefix(near.url)
        yield Stage((links.join, there), links.organize, near, cut)
    finally:
        # each end waits for its connections, which are served here
        await asyncio.gather(asyncio.to_thread(far.close), asyncio.to_thread(near.close))
        await cable.take_up()
        redis.close()


@asynccontextmanager
async def disk_full(folder: Path) -> AsyncIterator[Stage]:
    if INSIDE not in os.environ:
        raise NotHere("needs a small disk of its own (Linux, unshare, user namespaces)")
    disk = folder / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(disk)]
    await asyncio.to_thread(subprocess.run, mount, check=True)

    def strike(server: Server) -> Strike:
        async def fill(voting: Voting, number: int) -> None:
            rest = disk / "rest"
            with contextlib.suppress(OSError), rest.open("wb", buffering=0) as out:
                while True:
                    out.write(bytes(4096))
            await asyncio.sleep(FULL_S)
            rest.unlink()

        return fill

    try:
        async with one_server(folder, strike, data="disk/data") as stage:
            yield stage
    finally:
        await asyncio.to_thread(subprocess.run, ["umount", str(disk)], check=True)


def clock_stepped(folder: Path) -> AbstractAsyncContextManager[Stage]:
    """On by an hour, back to the right time, and back by an hour, in turn."""
    library = next((path for path in FAKETIME if Path(path).exists()), None)
    if library is None:
        raise NotHere("needs libfaketime (apt-get install faketime)")
    told = folder / "clock"
    told.write_text("+0")
    environment = {
        "LD_PRELOAD": library,
        "FAKETIME_TIMESTAMP_FILE": str(told),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }

    def strike(server: Server) -> Strike:
        async def step(voting: Voting, number: int) -> None:
            beside = told.with_name("clock.new")
            beside.write_text(("+3600", "+0", "-3600", "+0")[number % 4])
            beside.replace(told)

        return step

    return one_server(folder, strike, environment)


def outbox_resent(folder: Path) -> AbstractAsyncContextManager[Stage]:
    """A client that never hears its answers sends everything again, over the socket and by POST, fifty times."""

    def strike(server: Server) -> Strike:
        async def resend(voting: Voting, number: int) -> None:
            async with Phone(voting.stage.doors[0]) as phone:
                await phone.join(f"Again {number}")
                await phone.connect()
                client = f"again-{secrets.token_hex(8)}"
                commands = [
                    {"n": n + 1, "command": {"do": "set-vote", "topic": f"t{n}", "weight": "must"}}
                    for n in range(OUTBOX)
                ]
                message = {"client": client, "commands": commands}
                answers: set[tuple[Promise, ...]] = set()
                sent = 0
                while sent < RESENT:
                    answer = await (phone.send(message) if sent % 2 else phone.post("commands", message))
                    if "acks" not in answer:
                        await asyncio.sleep(0.2)
                        continue
                    sent += 1
                    answers.add(tuple((client, ack["n"], ack["seq"]) for ack in answer["acks"] if ack["ok"]))
                if len({tuple(n for _, n, _ in promises) for promises in answers}) != 1:
                    raise RuntimeError(f"the same outbox was answered differently: {answers}")
                voting.promised += min(answers, key=lambda promises: max(seq for _, _, seq in promises))

        return resend

    return one_server(folder, strike)


class Cable:
    """A TCP relay on loopback that can be cut."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Transport | asyncio.StreamWriter] = set()
        self._through = asyncio.Event()
        self._refusing = False

    async def lay(self) -> int:
        self._through.set()
        self._server = await asyncio.start_server(self._relay, "127.0.0.1", 0)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    def cut(self, *, silently: bool) -> None:
        """Silently: connections stay, and nothing comes through. Else they break, and new ones do so at once."""
        if silently:
            self._through.clear()
            return
        self._refusing = True
        for writer in tuple(self._open):
            writer.close()

    def mend(self) -> None:
        self._refusing = False
        self._through.set()

    async def take_up(self) -> None:
        self.mend()
        for writer in tuple(self._open):
            writer.close()
        if self._server is not None:
            self._server.close()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._refusing:
            writer.close()
            return
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self._port)
        self._open |= {writer, there_writer}
        await asyncio.gather(self._pump(reader, there_writer), self._pump(there_reader, writer))
        self._open -= {writer, there_writer}

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                await self._through.wait()
                writer.write(data)
                await writer.drain()
        writer.close()


def members(fleet: Fleet, role: str) -> list[int]:
    """Processes of a fleet: a solver has processes of its own, a worker has none."""
    found = []
    for pid in fleet.members():
        own_members = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout
        if bool(own_members.split()) == (role == "solver"):
            found.append(pid)
    return found


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(BACK_WITHIN_S):
        while not await asyncio.to_thread(true):
            await asyncio.sleep(0.05)


def plans(desk: Phone) -> set[str]:
    """The lines of the history that adopted a plan."""
    lines = desk.documents["organizers"].items()
    return {key for key, line in lines if key.startswith("action/") and line["what"] == "plan-adopted"}


async def crowded_desk(stage: Stage) -> Phone:
    """An organizer's desk, and more topics than there are places, so that no search is over before it is told to be."""
    dice = random.Random(1)
    desk = Phone(stage.doors[0])
    await desk.join("Desk")
    await desk.open_link(stage.organize)
    await desk.connect()
    topics = [f"h{number}" for number in range(HOSTED)]
    for topic in topics:
        await desk.ask({"do": "propose-topic", "topic": topic, "kind": "learn", "title": f"Hosted {topic}"})
    for number in range(40):
        async with Phone(stage.doors[0]) as phone:
            await phone.join(f"Voter {number}")
            await phone.connect()
            for topic in dice.sample(topics, 10):
                await phone.ask({"do": "set-vote", "topic": topic, "weight": dice.choice(WEIGHTS)})
    return desk


FAULTS: dict[str, Callable[[Path], AbstractAsyncContextManager[Stage]]] = {
    "server killed": server_killed,
    "disk full": disk_full,
    "clock stepped": clock_stepped,
    "outbox resent": outbox_resent,
    "worker killed": worker_killed,
    "solver killed": solver_killed,
    "redis restarted": redis_restarted,
    "redis stands still": redis_stands_still,
    "worker cut off": worker_cut_off,
}
"""By name, those of one process and one file first."""

TOGETHER = {"outbox resent"}
"""Rounds that are phones beside each other."""


# --- counting


async def suffer(name: str, rounds: int) -> tuple[object, ...]:
    """The row of one fault."""
    with tempfile.TemporaryDirectory(prefix="edcamp-bench-") as folder:
        try:
            stage_of = FAULTS[name](Path(folder))
            async with stage_of as stage, contextlib.AsyncExitStack() as stack:
                phones = await some_phones(stage, stack)
                voting = Voting(phones, stage, stack)
                await voting.more()
                if name in TOGETHER:
                    await asyncio.gather(*(stage.strike(voting, number) for number in range(rounds)))
                else:
                    for number in range(rounds):
                        await stage.strike(voting, number)
                        await voting.more()
                await voting.end()
                equal = await voting.equal()
                entries = await asyncio.to_thread(journal, stage, Path(folder))
        except NotHere as error:
            return (name, "–", "–", "–", "–", "–", "–", str(error))
    lost, doubled = judged(voting.promised, entries)
    acked = f"{len(voting.promised):,}"
    return (name, rounds, acked, lost, doubled, f"{len(phones)} in {equal:.1f} s", f"{voting.slowest:.1f} s", "")


async def some_phones(stage: Stage, stack: contextlib.AsyncExitStack) -> list[Phone]:
    """Shared out over the doors; there are topics to vote on."""
    phones = []
    for number in range(PHONES):
        phone = await stack.enter_async_context(Phone(stage.doors[number % len(stage.doors)]))
        await phone.join(f"Person {number}")
        await phone.connect()
        phones.append(phone)
    for number in range(TOPICS):
        proposal = {"do": "propose-topic", "topic": f"t{number}", "kind": "learn", "title": f"Topic {number}"}
        answer = await phones[number].ask(proposal)
        if not answer["ok"]:
            raise RuntimeError(f"a topic was refused: {answer}")
    return phones


def journal(stage: Stage, folder: Path) -> list[Entry]:
    """Every entry of the camp as it was stored."""
    file = folder / "camp.jsonl"
    stage.store.edcamp("export", stage.doors[0].rsplit("/", 1)[1], str(file))
    _, _, *lines = file.read_bytes().splitlines()
    return [wire.decode_entry(line) for line in lines]


def judged(promised: Sequence[Promise], entries: Sequence[Entry]) -> tuple[int, int]:
    """How many promises are not kept by the seq that they named, and how many commands were carried out again.

    Whoever asked again, because the answer was lost, was told a seq by which it had long been done.
    """
    stored = {(entry.client.rsplit("/", 1)[1], entry.n): entry.seq for entry in reversed(entries)}
    done = Counter((entry.client, entry.n) for entry in entries if entry.n)
    lost = sum(stored.get((client, n), seq + 1) > seq for client, n, seq in promised)
    return lost, sum(times - 1 for times in done.values())


def main(arguments: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.faults", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="FAULT", help=", ".join(FAULTS))
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args(arguments)
    names = given.names or list(FAULTS)
    unknown = [name for name in names if name not in FAULTS]
    if unknown:
        parser.error(f"No such fault: {', '.join(unknown)}. There are: {', '.join(FAULTS)}.")
    if "disk full" in names and INSIDE not in os.environ and own_mounts():
        command = ["unshare", "--map-root-user", "--mount", sys.executable, "-m", "bench.faults", *arguments]
        sys.exit(subprocess.run(command, env={**os.environ, INSIDE: "1"}, check=False).returncode)
    rows = []
    for name in names:
        rows.append(asyncio.run(suffer(name, given.rounds)))
        sys.stderr.write(f"{', '.join(map(str, rows[-1]))}\n")  # the next one takes minutes
    show(
        f"Faults with {PHONES} phones voting, {1 / GAP_S:.0f} votes a second each",
        ("fault", "rounds", "acknowledged", "lost", "doubled", "phones equal", "longest wait", ""),
        rows,
        "Lost: acknowledged, and not in the journal by then. Doubled: carried out more than once. Equal: every\n"
        "phone holds what a new one is given. Longest wait: of one vote for its answer, what was broken included.",
    )


def own_mounts() -> bool:
    """Whether this machine lets a process mount something for itself alone."""
    tried = ["unshare", "--map-root-user", "--mount", "true"]
    return (
        shutil.which("unshare") is not None and subprocess.run(tried, capture_output=True, check=False).returncode == 0
    )


if __name__ == "__main__":
    main(sys.argv[1:])
