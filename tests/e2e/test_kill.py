"""kill -9 in the middle of two hundred votes a second: what was acknowledged is there, once, and phones come back."""

import asyncio
import time
from collections import Counter
from pathlib import Path

import pytest

from edcamp.demo.phone import Phone
from tests.e2e.server import Links, Server

pytestmark = pytest.mark.anyio

ROUNDS = 20
PHONES = 20
VOTES_PER_PHONE_S = 10
TOPICS = 10
VOTES_BEFORE_A_KILL = 100
WEIGHTS = ("interested", "must")


async def vote_on(phone: Phone, acknowledged: dict[str, str], asked: Counter[str], done: asyncio.Event) -> None:
    """Votes ten times a second, whatever happens to the server; what was answered goes into ``acknowledged``."""
    own = 0
    while not done.is_set():
        topic, weight = f"t{own % TOPICS}", WEIGHTS[(own // TOPICS) % 2]
        answer = await phone.ask({"do": "set-vote", "topic": topic, "weight": weight})
        assert answer["ok"], answer
        acknowledged[topic] = weight
        asked[topic] += 1
        own += 1
        await asyncio.sleep(1 / VOTES_PER_PHONE_S)


def public(phone: Phone) -> dict[str, object]:
    return phone.documents["public"]


def own(phone: Phone) -> dict[str, object]:
    """How the phone's person has voted."""
    return {key: value for key, value in phone.documents["me"].items() if key.startswith("vote/")}


class Unlucky(Phone):
    """Its server dies while the phone comes back to it, between letting it in and answering its hello."""

    def __init__(self, camp_url: str, server: Server) -> None:
        super().__init__(camp_url)
        self.hellos = 0
        self._server = server

    async def _hello(self) -> None:
        self.hellos += 1
        if self.hellos == 2:
            await asyncio.to_thread(self._server.kill)
        await super()._hello()


async def test_a_server_that_dies_while_a_phone_comes_back_is_come_back_to(
    server: Server, links: Links, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edcamp.demo.phone.ANSWER_WITHIN_S", 2.0)
    phone = Unlucky(links.join, server)
    await phone.join("Ada")
    await phone.connect()
    await asyncio.to_thread(server.kill)
    await asyncio.to_thread(server.start)
    async with asyncio.timeout(30):
        while phone.hellos < 2:
            await asyncio.sleep(0.01)
    await asyncio.sleep(2)  # long enough for the client to believe that it is connected
    await asyncio.to_thread(server.start)
    async with asyncio.timeout(30):
        answer = await phone.ask({"do": "propose-topic", "topic": "t1", "kind": "learn", "title": "Ants"})
    assert answer["ok"]
    await phone.close()


@pytest.mark.timeout(300)
async def test_twenty_kills_lose_nothing_and_double_nothing(server: Server, links: Links, tmp_path: Path) -> None:
    phones = [Phone(links.join) for _ in range(PHONES)]
    for number, phone in enumerate(phones):
        await phone.join(f"Person {number}")
        await phone.connect()
    for number in range(TOPICS):
        proposal = {"do": "propose-topic", "topic": f"t{number}", "kind": "learn", "title": f"Topic {number}"}
        assert (await phones[number].ask(proposal))["ok"]
    acknowledged: list[dict[str, str]] = [{} for _ in phones]
    done = asyncio.Event()
    asked: Counter[str] = Counter()
    voting = [asyncio.create_task(vote_on(p, a, asked, done)) for p, a in zip(phones, acknowledged, strict=True)]

    for _ in range(ROUNDS):
        flowing = asked.total() + VOTES_BEFORE_A_KILL
        async with asyncio.timeout(30):
            while asked.total() < flowing:
                await asyncio.sleep(0.01)
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(server.start)
    await asyncio.sleep(1)
    done.set()
    async with asyncio.timeout(60):
        await asyncio.gather(*voting)

    assert asked.total() > ROUNDS * VOTES_BEFORE_A_KILL
    expected = {
        f"tally/t{n}": {
            "interested": sum(votes.get(f"t{n}") == "interested" for votes in acknowledged),
            "must": sum(votes.get(f"t{n}") == "must" for votes in acknowledged),
        }
        for n in range(TOPICS)
    }
    fresh = Phone(links.join)
    await fresh.join("Fresh")
    await fresh.connect()
    tallies = {key: value for key, value in public(fresh).items() if key.startswith("tally/")}
    assert tallies == expected

    began = time.monotonic()
    for phone, votes in zip(phones, acknowledged, strict=True):
        cast = {f"vote/{topic}": weight for topic, weight in votes.items()}
        await phone.until(lambda p, cast=cast: public(p) == public(fresh) and own(p) == cast, 20)
    assert time.monotonic() - began < 20
    for phone in (*phones, fresh):
        await phone.close()
