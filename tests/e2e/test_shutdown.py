"""Ctrl-C with phones connected: everything ends within three seconds, and says that nothing went wrong."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from edcamp.demo.phone import Phone
from tests.e2e.server import Links, Server

pytestmark = pytest.mark.anyio

WITHIN_S = 3.0
SOCKETS, STREAMS, POLLS = 4, 3, 3


async def test_ctrl_c_ends_serve_with_ten_phones_connected(server: Server, links: Links) -> None:
    phones = [Phone(links.join) for _ in range(SOCKETS + STREAMS + POLLS)]
    for number, phone in enumerate(phones):
        await phone.join(f"Person {number}")
    sockets, streams, polls = phones[:SOCKETS], phones[SOCKETS:-POLLS], phones[-POLLS:]
    for phone in sockets:
        await phone.connect()
    opened = [await listen(phone) for phone in streams]
    waiting = [asyncio.create_task(wait(phone)) for phone in polls]
    await sockets[0].until(lambda phone: phone.ephemeral.get("connected") == len(phones))

    took = await asyncio.to_thread(server.stop)

    assert server.process is not None
    assert (server.process.returncode, took < WITHIN_S) == (0, True), (server.process.returncode, took)
    for stream in opened:
        await stream.read()  # it ends, and not in the middle of a chunk
    assert await asyncio.gather(*waiting) == [(503, "shutting-down")] * POLLS
    for phone in phones:
        await phone.close()


async def listen(phone: Phone) -> aiohttp.ClientResponse:
    """A stream that has said hello."""
    response = await phone.http.get(f"{phone.camp_url}/stream")
    assert await response.content.readline() == b"event: hello\n"
    return response


async def wait(phone: Phone) -> tuple[int, str]:
    """Follows the camp by polls until one is refused: the status and the code."""
    since: dict[str, str] = {}
    while True:
        async with phone.http.get(f"{phone.camp_url}/poll", params=since) as response:
            answer = await response.json()
        if not answer["ok"]:
            return response.status, answer["code"]
        since = {"epoch": answer["epoch"], "public": str(answer["seq"]), "me": str(answer["seq"])}


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    made = subprocess.Popen(
        [sys.executable, "-m", "edcamp", "demo", "--people", "12", "--speed", "20", "--port", "0", "--data", tmp_path],
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    yield made
    if made.poll() is None:
        made.kill()
        made.wait(10)
    assert made.stdout is not None
    made.stdout.close()


def test_demo_publishes_and_ctrl_c_ends_it_with_its_attendees(demo: subprocess.Popen[str]) -> None:
    printed = read_until(demo, "Published")
    assert re.findall(r"^  (Join|Board|Organize) ", printed, re.MULTILINE) == ["Join", "Board", "Organize"]
    [attendees] = children_of(demo.pid)

    began = time.monotonic()
    demo.send_signal(signal.SIGINT)
    demo.wait(30)
    took = time.monotonic() - began

    assert (demo.returncode, took < WITHIN_S) == (0, True), (demo.returncode, took)
    with pytest.raises(ProcessLookupError):
        os.kill(attendees, 0)


def read_until(process: subprocess.Popen[str], words: str) -> str:
    """What the process has printed up to a line with these words. The test's own timeout bounds the wait."""
    assert process.stdout is not None
    printed = ""
    for line in process.stdout:
        printed += line
        assert "gave up" not in line, printed
        if words in line:
            return printed
    raise AssertionError(f"it ended before it said “{words}”:\n{printed}")


def children_of(pid: int) -> list[int]:
    """Processes of edcamp's attendees that this one started."""
    found = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True, check=True)
    lines = [line.split(None, 1) for line in found.stdout.splitlines()]
    return [int(number) for number, command in lines if "edcamp.demo.attendees" in command]
