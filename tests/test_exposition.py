"""One address for one process, and one for several."""

import os
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, Counter

from edcamp.config import ConfigError
from edcamp.exposition import Gathered, gathered, shown

LOOPBACK = ("127.0.0.1", 0)


def read(url: str | None) -> list[str]:
    assert url is not None
    with urllib.request.urlopen(url) as answer:  # noqa: S310 - our own address
        return answer.read().decode().splitlines()


def test_metrics_are_shown_while_they_are_to_be() -> None:
    registry = CollectorRegistry()
    Counter("edcamp_things", "Things.", registry=registry).inc(3)
    with shown(LOOPBACK, registry) as url:
        assert "edcamp_things_total 3.0" in read(url)
    with pytest.raises(OSError, match="refused"):
        read(url)
    with shown(None) as url:
        assert url is None


def test_an_address_that_is_taken_is_said_in_words() -> None:
    with socket.create_server(LOOPBACK) as taken:
        port = taken.getsockname()[1]
        with (
            pytest.raises(
                ConfigError, match=rf"Metrics cannot be shown at 127\.0\.0\.1:{port}: Address already in use"
            ),
            shown(("127.0.0.1", port)),
        ):
            pass


COUNTS = """
import sys
from edcamp import metrics
metrics.ACCEPTED.inc(2)
metrics.CONNECTED.labels("websocket").inc(5)
metrics.ASK_SECONDS.observe(0.02)
print("ready", flush=True)
sys.stdin.read()
"""


def test_processes_are_one_and_what_a_dead_one_had_counted_stays() -> None:
    def start(processes: Gathered) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-c", COUNTS],
            env=os.environ | processes.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        processes.started("worker")
        return process

    with gathered(LOOPBACK) as (processes, url):
        assert processes is not None
        one, two = start(processes), start(processes)
        assert {
            "edcamp_accepted_total 4.0",
            'edcamp_connected{transport="websocket"} 10.0',
            "edcamp_ask_seconds_count 2.0",
            'edcamp_processes{role="worker"} 2.0',
        } <= set(read(url))
        one.kill()
        one.communicate()
        processes.died("worker", one.pid)
        three = start(processes)
        processes.replaced("worker")
        assert {
            "edcamp_accepted_total 6.0",
            'edcamp_connected{transport="websocket"} 10.0',
            'edcamp_processes{role="worker"} 2.0',
            'edcamp_restarts_total{role="worker"} 1.0',
        } <= set(read(url))
        folder = Path(*processes.environment.values())
        for process in (two, three):
            process.communicate()
    assert not folder.exists()


def test_nothing_is_gathered_for_nobody() -> None:
    with gathered(None) as (processes, url):
        assert (processes, url) == (None, None)
