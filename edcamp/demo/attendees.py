"""The simulated attendees, in a process of their own: they join, propose and vote; then one of them organizes."""

import argparse
import asyncio
import os
import random
import signal
import stat
import sys
from typing import Any

import aiohttp
import socketio.exceptions

from edcamp.demo.crowd import Attendee, crowd
from edcamp.demo.phone import Phone, PhoneRefused
from edcamp.demo.topics import TOPICS
from edcamp.domain.camp import Kind

JOINING_S = 20.0
PROPOSING_S = 25.0
VOTING_S = 60.0
"""How long each part takes at speed 1, so that a newcomer can watch it."""

SOLVE_S = 8
CLAIMS = 0.7
"""The share of "learn" topics for which somebody says: I could start this."""

CROWDS = 0.4
"""Whoever leads a topic of so much pull expects many, and is happy to run it twice."""


class Crowd:
    """``speed`` divides every wait."""

    def __init__(self, camp_url: str, people: int, speed: float) -> None:
        self._camp_url = camp_url
        self._speed = speed
        self._attendees = crowd(people)
        self._phones: list[Phone] = []

    async def gather(self) -> None:
        """Everybody joins, proposes what they brought, and votes."""
        await asyncio.gather(*(self._attend(attendee) for attendee in self._attendees))

    async def _attend(self, attendee: Attendee) -> None:
        dice = random.Random(attendee.name)  # noqa: S311 - a simulation
        await self._wait(attendee.pace * JOINING_S)
        phone = Phone(self._camp_url)
        self._phones.append(phone)
        await phone.join(attendee.name, attendee.interests)
        await phone.connect()
        for place in attendee.proposes:
            await self._wait(dice.random() * PROPOSING_S / len(attendee.proposes))
            await phone.ask(_proposal(place))
            if TOPICS[place].kind is Kind.LEAD and TOPICS[place].pull >= CROWDS:
                await phone.ask({"do": "set-repeat", "topic": topic_id(place), "twice": True})
        await phone.until(lambda p: sum(key.startswith("topic/") for key in p.documents["public"]) >= len(TOPICS), 600)
        for wish in attendee.wishes:
            await self._wait(dice.random() * 2 * VOTING_S / len(attendee.wishes))
            await phone.ask({"do": "set-vote", "topic": topic_id(wish.topic), "weight": wish.weight})
            if TOPICS[wish.topic].kind is Kind.LEARN and wish.weight == "must" and dice.random() < CLAIMS:
                await self._claim(phone, wish.topic)

    async def _claim(self, phone: Phone, place: int) -> None:
        document = phone.documents["public"].get(f"topic/{topic_id(place)}", {})
        if not document.get("hosts"):
            await phone.ask({"do": "claim-topic", "topic": topic_id(place)})

    async def _wait(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._speed)

    async def close(self) -> None:
        await asyncio.gather(*(phone.close() for phone in self._phones), return_exceptions=True)


def topic_id(place: int) -> str:
    return f"demo-{place + 1:02}"


def _proposal(place: int) -> dict[str, Any]:
    topic = TOPICS[place]
    return {
        "do": "propose-topic",
        "topic": topic_id(place),
        "kind": topic.kind,
        "title": topic.title,
        "description": topic.description,
        "tags": topic.tags,
        "needs": topic.needs,
    }


async def organize(desk: Phone) -> None:
    """Ends voting, has the schedule worked out, publishes it."""
    for phase, is_open in (("gather", False), ("vote", False), ("plan", True)):
        await desk.ask({"do": "set-phase", "phase": phase, "open": is_open})
    say("Voting is closed. The schedule is being worked out …")
    plans = _plans(desk)
    before = desk.ephemeral.get("solving")
    answer = await desk.post("desk/solve", {"seconds": SOLVE_S})
    if not answer["ok"]:
        raise PhoneRefused(answer["message"])
    # A short search is over before its beginning was told.
    await desk.until(
        lambda d: d.ephemeral.get("solving") is not before and not d.ephemeral["solving"]["running"], SOLVE_S + 60
    )
    solving = desk.ephemeral["solving"]
    if solving["error"]:
        raise PhoneRefused(solving["error"]["message"])
    await desk.until(lambda d: _plans(d) > plans)
    draft = desk.documents["organizers"]["draft"]
    say(
        f"{len(draft['placements'])} topics placed, {len(draft['unplaced'])} left over; "
        f"value {solving['value']}, proven to be at most {solving['bound']}."
    )
    published = await desk.ask({"do": "publish", "based_on": draft["seq"]})
    if not published["ok"]:
        raise PhoneRefused(published["message"])


def _plans(desk: Phone) -> int:
    """How many plans have been adopted, as far as the desk has heard."""
    actions = (document for key, document in desk.documents["organizers"].items() if key.startswith("action/"))
    return sum(action["what"] == "plan-adopted" for action in actions)


async def run(camp_url: str, organizer_url: str, people: int, speed: float) -> None:
    """The whole demo, then the phones stay connected until the process is told to end."""
    attendees = Crowd(camp_url, people, speed)
    desk = Phone(camp_url)
    try:
        await desk.open_link(organizer_url)
        await desk.connect()
        say(f"{people} people are arriving. They propose, then vote: watch the board.")
        await attendees.gather()
        say("Everybody has voted.")
        await organize(desk)
        say("Published: every phone, the board and every facilitator have been told. Ctrl-C ends the demo.")
        await asyncio.Event().wait()
    finally:
        await attendees.close()
        await desk.close()


def say(words: str) -> None:
    sys.stdout.write(f"  {words}\n")
    sys.stdout.flush()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m edcamp.demo.attendees", description=__doc__)
    parser.add_argument("--camp", required=True, help="the camp's address, e.g. http://127.0.0.1:8000/c/abc234")
    parser.add_argument("--organizer", required=True, help="the organizers' secret link")
    parser.add_argument("--people", type=int, default=120)
    parser.add_argument("--speed", type=float, default=1.0)
    given = parser.parse_args(arguments)
    try:
        asyncio.run(_until_told(run(given.camp, given.organizer, given.people, given.speed)))
    except (PhoneRefused, socketio.exceptions.SocketIOError, aiohttp.ClientError, TimeoutError) as error:
        say(f"The simulated attendees gave up: {error or type(error).__name__}")
        return 1
    return 0


async def _until_told(work: Any) -> None:
    """Ends quietly on SIGTERM and Ctrl-C, and when whoever started this process is gone, however it went."""
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(work)
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)
    if stat.S_ISFIFO(os.fstat(sys.stdin.fileno()).st_mode):
        loop.add_reader(sys.stdin.fileno(), task.cancel)  # nothing is ever written to it: it can only end
    try:
        await task
    except asyncio.CancelledError:
        return


if __name__ == "__main__":
    sys.exit(main())
