"""A full house: thousands of phones that listen, a thousand durable votes a second, and what both of them wait."""

import argparse
import asyncio
import os
import re
import secrets
from collections.abc import Sequence

import aiohttp
import uvloop

from bench.camp import Served, serving
from bench.fanout import WARMED_UP_AFTER_S, listening
from bench.load import Crowd, Listeners, Script, SocketListener, allow_files, stamp
from bench.table import cpu_seconds, percentile, resident_kb, show
from edcamp.demo.phone import Phone

VOTERS = 200
TOPICS = 20
STAMPS_HZ = 4.0
WEIGHTS = ("interested", "must", "none")
ACK = re.compile(rb"43(\d+)\[")
SETTLED_AFTER_S = 5.0


class Voter(SocketListener):
    """One person's phone that votes. ``waits``: seconds until each vote was acknowledged."""

    def __init__(self, crowd: Listeners, cookie: str) -> None:
        super().__init__(crowd)
        self.headers = f"Cookie: {cookie}\r\n"
        self.last_vote: dict[int, str] = {}
        self._client = f"bench-{secrets.token_hex(8)}"
        self._n = 0
        self._asked: dict[int, asyncio.Future[bool]] = {}

    async def vote(self, topic: int, weight: str) -> None:
        """Raises ``RuntimeError`` when it is refused."""
        self._n += 1
        command = f'{{"n":{self._n},"command":{{"do":"set-vote","topic":"t{topic}","weight":"{weight}"}}}}'
        answered: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._asked[self._n] = answered
        self.send(f'42{self._n}["commands",{{"client":"{self._client}","commands":[{command}]}}]'.encode())
        if not await answered:
            raise RuntimeError("a vote was refused")
        self.last_vote[topic] = weight

    def hear(self, opcode: int, payload: bytes) -> None:
        ack = ACK.match(payload)
        answered = self._asked.pop(int(ack[1]), None) if ack is not None else None
        if answered is not None:
            answered.set_result(b'"ok":true' in payload and b'"ok":false' not in payload)
        else:
            super().hear(opcode, payload)


def main(arguments: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench crowd")
    parser.add_argument("--phones", type=int, nargs="+", default=[2_000, 5_000])
    parser.add_argument("--votes", type=int, default=1_000, help="a second, of all voters together")
    parser.add_argument("--seconds", type=float, default=60.0, help="of each measurement")
    parser.add_argument("--workers", type=int, default=0, help="processes on one Redis, instead of one on SQLite")
    given = parser.parse_args(arguments)
    allow_files(max(given.phones) + VOTERS)
    rows = [uvloop.run(_measure(phones, given.votes, given.seconds, given.workers)) for phones in given.phones]
    journal = f"{given.workers} workers on Redis" if given.workers else "SQLite"
    show(
        f"Phones that listen, {given.votes:,} durable votes a second asked by {VOTERS} more, {given.seconds:g} s each; "
        f"{journal}; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}",
        (
            *("phones", "votes/s", "ack p50 ms", "ack p99 ms", "slowest phone p50 ms", "p99 ms", "votes lost"),
            *("phones with the last", "server CPU %", "MB at first", "MB at last"),
        ),
        rows,
        "Slowest phone: of each of four changes a second, from asking for it until the last phone heard. Votes lost:\n"
        "tallies at the end that are not what was acknowledged. Clients are on the same cores.",
    )


async def _measure(phones: int, rate: int, seconds: float, workers: int) -> tuple[object, ...]:
    with serving(workers=workers) as served:
        async with Phone(served.join) as desk:
            await desk.open_link(served.organize)
            await desk.connect()
            for number in range(TOPICS):
                topic = {"do": "propose-topic", "topic": f"t{number}", "kind": "lead", "title": f"Topic {number}"}
                await desk.ask(topic)
            crowd = Crowd(await listening(served, "websocket", False))
            try:
                return await _run(served, desk, crowd, phones, rate, seconds)
            finally:
                crowd.close()


async def _run(served: Served, desk: Phone, crowd: Crowd, phones: int, rate: int, seconds: float) -> tuple[object, ...]:
    loop = asyncio.get_running_loop()
    await crowd.connect(phones)
    voters = await _voters(served)
    await asyncio.sleep(WARMED_UP_AFTER_S)
    await crowd.forget()
    waits: list[float] = []
    began, cpu, first_kb = loop.time(), _cpu(served), _resident_kb(served)

    async def vote(number: int, voter: Voter) -> None:
        asked = 0
        while (due := began + (asked * VOTERS + number) / rate) < began + seconds:
            await asyncio.sleep(max(0.0, due - loop.time()))
            await voter.vote((number + asked) % TOPICS, WEIGHTS[(asked // TOPICS) % 3])
            waits.append(1000 * (loop.time() - due))
            asked += 1

    async def change() -> str:
        last = ""
        for number in range(round(seconds * STAMPS_HZ)):
            await asyncio.sleep(max(0.0, began + number / STAMPS_HZ - loop.time()))
            last = stamp()
            await desk.ask({"do": "edit-topic", "topic": "t0", "title": last})
        return last

    last, *_ = await asyncio.gather(change(), *(vote(number, voter) for number, voter in enumerate(voters)))
    took, cpu = loop.time() - began, _cpu(served) - cpu
    await asyncio.sleep(SETTLED_AFTER_S)
    heard = await crowd.heard(last.encode())
    slowest = [1000 * late for late in heard.slowest.values()]
    return (
        f"{phones:,}",
        f"{len(waits) / took:,.0f}",
        f"{percentile(waits, 0.5):.0f}",
        f"{percentile(waits, 0.99):.0f}",
        f"{percentile(slowest, 0.5):.0f}",
        f"{percentile(slowest, 0.99):.0f}",
        await _lost(served, voters),
        f"{heard.up_to_date / phones:.0%}",
        f"{cpu / took:.0%}",
        f"{first_kb / 1024:.0f}",
        f"{_resident_kb(served) / 1024:.0f}",
    )


def _cpu(served: Served) -> float:
    return sum(map(cpu_seconds, served.pids))


def _resident_kb(served: Served) -> int:
    return sum(map(resident_kb, served.pids))


async def _voters(served: Served) -> list[Voter]:
    loop = asyncio.get_running_loop()
    listeners = Listeners(Script(served.port, auth=f'{{"camp":"{served.code}"}}'))
    voters = []
    for number in range(VOTERS):
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
            form = {"name": f"Voter {number}"}
            headers = {"Origin": served.url}
            async with http.post(f"{served.join}/join", data=form, headers=headers, allow_redirects=False) as response:
                if response.status != 303:
                    raise RuntimeError(f"nobody may join: {response.status}")
            cookie = "; ".join(f"{each.key}={each.value}" for each in http.cookie_jar)
        _, voter = await loop.create_connection(
            lambda cookie=cookie: Voter(listeners, cookie), "127.0.0.1", served.port
        )
        voters.append(voter)
    async with asyncio.timeout(30):
        while listeners.ready < VOTERS:
            await asyncio.sleep(0.05)
    return voters


async def _lost(served: Served, voters: Sequence[Voter]) -> int:
    async with aiohttp.ClientSession() as http, http.get(f"{served.join}/state.json") as response:
        documents = (await response.json())["put"]
    lost = 0
    for topic in range(TOPICS):
        for weight in ("interested", "must"):
            acknowledged = sum(voter.last_vote.get(topic) == weight for voter in voters)
            lost += abs(documents[f"tally/t{topic}"][weight] - acknowledged)
    return lost


if __name__ == "__main__":
    main()
