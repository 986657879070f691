"""A real ``edcamp serve`` with one camp, for the measurements."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.request import urlopen

from tests.redis_server import RedisServer, free_port

CAMP = """
name = "Bench camp"
date = 2030-06-01
time_zone = "UTC"
"""
STARTS_WITHIN_S = 30
STOPS_WITHIN_S = 30

EDCAMP = (sys.executable, "-m", "edcamp")


class Served:
    """The server in a process of its own, on a free port."""

    def __init__(self, folder: Path, data: Path, settings: Mapping[str, str]) -> None:
        self._data = data
        self._environment = {f"EDCAMP_{name}": value for name, value in {"LOG_LEVEL": "warning", **settings}.items()}
        self._shared = "REDIS" in settings
        self._process = self._start(free_port() if self._shared else 0)
        self.url = self._address()
        self.port = int(self.url.rsplit(":", 1)[1])
        toml = folder / "camp.toml"
        toml.write_text(CAMP)
        create = [*EDCAMP, "create", str(toml), "--data", str(self._data), "--public-url", self.url]
        environment = os.environ | self._environment
        printed = subprocess.run(create, check=True, capture_output=True, text=True, env=environment).stdout
        words = {line.split()[0]: line.split()[1] for line in printed.splitlines() if line.startswith("  ")}
        self.join, self.organize = words["Join"], words["Organize"]
        self.code = self.join.rsplit("/", 1)[1]

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def pids(self) -> list[int]:
        """Of everything that serves: this process, and its workers."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [self.pid, *map(int, children)]

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def start_again(self) -> None:
        """At the same address; returns when it serves."""
        (self._data / "serving.json").unlink()
        self._process = self._start(self.port)
        self._address()

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(STOPS_WITHIN_S)

    def _start(self, port: int) -> "subprocess.Popen[bytes]":
        self._asked_for = port
        return subprocess.Popen(
            [*EDCAMP, "serve", "--data", str(self._data), "--port", str(port)],
            env=os.environ | self._environment,
            stdout=subprocess.DEVNULL,
            stderr=sys.stderr,
        )

    def _address(self) -> str:
        if self._shared:
            return self._answering(f"http://127.0.0.1:{self._asked_for}")
        file = self._data / "serving.json"
        deadline = time.monotonic() + STARTS_WITHIN_S
        while not (file.exists() and (text := file.read_text())):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the server did not start")
            time.sleep(0.02)
        url: str = json.loads(text)["url"]
        return url

    def _answering(self, url: str) -> str:
        """Several processes: whichever answers first."""
        deadline = time.monotonic() + STARTS_WITHIN_S
        while True:
            try:
                with urlopen(f"{url}/readyz", timeout=5):  # noqa: S310 - our own server
                    return url
            except OSError as error:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError("the server did not start") from error
            time.sleep(0.05)


@contextmanager
def serving(data: Path | None = None, workers: int = 0, **settings: str) -> Iterator[Served]:
    """It is gone afterwards. ``data``: its folder; default: a fresh one. ``settings``: EDCAMP_<name> by name.

    ``workers``: so many processes on a Redis of their own, which syncs every second; 0: one on SQLite.
    """
    if workers:
        with closing(RedisServer("--appendfsync", "everysec")) as redis:
            redis.start()
            with serving(data, REDIS=redis.url, WORKERS=str(workers), **settings) as served:
                yield served
        return
    with tempfile.TemporaryDirectory(prefix="edcamp-bench-") as folder:
        served = Served(Path(folder), data or Path(folder, "data"), settings)
        try:
            yield served
        finally:
            served.stop()
