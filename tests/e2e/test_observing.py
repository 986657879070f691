"""What an operator sees of a real server: whether it is well, what it counts, what it says; and no names."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from edcamp.demo.phone import Phone
from tests.e2e.server import CAMP, Server

pytestmark = pytest.mark.anyio

NAME = "Ximena-Quispe"
"""Of somebody who types it wherever it can be typed."""


class Watched(Server):
    """With metrics, at an address that its log says."""

    def __init__(self, folder: Path) -> None:
        environment = {"EDCAMP_LOG_LEVEL": "debug", "EDCAMP_METRICS": "127.0.0.1:0"}
        super().__init__(folder / "data", environment=environment)
        self._file = folder / "log"
        self._file.touch()

    @property
    def log(self) -> str:
        """Whole lines."""
        return self._file.read_text().rpartition("\n")[0]

    def start(self) -> None:
        command = [sys.executable, "-m", "edcamp", "serve", "--data", str(self.data), "--port", "0"]
        with self._file.open("ab") as log:
            self.process = subprocess.Popen(command, env=self._environment, stdout=subprocess.DEVNULL, stderr=log)
        deadline = time.monotonic() + 30
        while not (found := [event for event in self.events() if event["event"] == "serving"]):
            assert time.monotonic() < deadline, self.log
            time.sleep(0.05)
        self.url = found[0]["address"]

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.splitlines()]

    def said(self, event: str) -> list[dict[str, Any]]:
        return [said for said in self.events() if said["event"] == event]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Watched]:
    made = Watched(tmp_path)
    try:
        made.start()
        yield made
    finally:
        made.close()


async def type_it_everywhere(server: Watched, code: str, phone: Phone) -> None:
    """In what is meant for it, and in everything else that a request has."""
    home = f"{server.url}/c/{code}"
    await phone.ask({"do": "propose-topic", "topic": "t1", "kind": "lead", "title": NAME, "description": NAME})
    await phone.ask({"do": "set-interests", "interests": [NAME]})
    for refused in (
        {"do": NAME},
        {"do": "set-vote", "topic": NAME, "weight": NAME},
        {"do": "end-merge", "topic": NAME},
    ):
        assert not (await phone.ask(refused))["ok"]
    odd = {
        "origin": f"https://{NAME}.example",
        "user-agent": NAME,
        "referer": f"https://{NAME}/",
        "cookie": f"a={NAME}",
    }
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        for method, address, body in (
            ("GET", f"{server.url}/{NAME}", None),
            ("GET", f"{server.url}/?code={NAME}", None),
            ("GET", f"{server.url}/c/{NAME}/", None),
            ("GET", f"{server.url}/c/{NAME}/state.json", None),
            ("GET", f"{home}/topics/{NAME}", None),
            ("GET", f"{home}/organize/{NAME}", None),
            ("GET", f"{home}/poll?wait={NAME}", None),
            ("GET", f"{home}/stream?epoch={NAME}&public={NAME}", None),
            ("POST", f"{home}/commands", json.dumps({"client": NAME, "commands": [{"n": 1}]})),
            ("POST", f"{home}/commands", f'{{"{NAME}'),
            ("POST", f"{home}/join", f"name={NAME}"),
            ("POST", f"{home}/join", f"name={NAME * 10}"),
            ("POST", f"{server.url}/operator", NAME),
            (NAME, f"{home}/{NAME}", NAME),
        ):
            for headers in ({}, odd):
                async with http.request(method, address, data=body, headers=headers) as response:
                    assert response.status != 500, address
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await http.ws_connect(f"{server.url}/socket.io/?EIO=4&transport=websocket&sid={NAME}", headers=odd)
        async with http.ws_connect(f"{server.url}/socket.io/?EIO=4&transport=websocket") as socket:
            for packet in (f'40{{"camp":"{NAME}"}}', f'40{{"camp":"{code}"}}', f'421["{NAME}","{NAME}"]', f"42{NAME}"):
                await socket.send_str(packet)
                await socket.receive(2)


async def test_an_operator_sees_everything_but_names(server: Watched, tmp_path: Path) -> None:
    links = server.create(CAMP.format(date="2030-06-01"), tmp_path)
    code = links.join.rsplit("/", 1)[1]
    async with Phone(links.join) as phone:
        await phone.join(NAME)
        await phone.connect()
        await type_it_everywhere(server, code, phone)
        [shown] = server.said("metrics are shown")
        async with aiohttp.ClientSession() as http:
            async with http.get(shown["address"]) as response:
                text = await response.text()
            async with http.get(f"{server.url}/metrics") as response:
                assert response.status == 404, "nobody at the school sees them"
            for path in ("/healthz", "/readyz"):
                async with http.get(f"{server.url}{path}") as response:
                    assert (response.status, await response.json()) == (200, {"ok": True})

    metrics = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert metrics["edcamp_connected", "websocket"] == 1
    assert metrics["edcamp_accepted_total",] >= 3
    assert metrics["edcamp_refused_total", "camp-unknown"] >= 4
    assert metrics["edcamp_append_seconds_count",] > 0
    assert metrics["edcamp_camps",] == 1
    assert metrics["process_open_fds",] > 0

    assert server.process is not None
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(10) == 0
    commands = [event for event in server.said("a command was answered") if event["client"].startswith("demo-")]
    assert [(event["n"], event["command"], "seq" in event) for event in commands][:2] == [
        (1, "propose-topic", True),
        (2, "set-interests", True),
    ]
    assert {event["camp"] for event in commands} == {code}
    assert server.events()[-1]["event"] == "stopped"
    assert NAME.lower() not in server.log.lower()
    assert NAME.lower() not in text.lower()
