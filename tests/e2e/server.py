"""A real ``edcamp serve`` in a process of its own, to be stopped, killed and started again."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from edcamp.app import operator_key
from edcamp.config import Config

STARTS_WITHIN_S = 30
CAMP = """
name = "Edcamp Test"
date = {date}
time_zone = "UTC"
tags = ["ai", "reading", "maths"]
"""


class Server:
    """Serves ``data`` on loopback; after ``kill`` and ``start`` it is at the same address."""

    def __init__(self, data: Path, *, environment: dict[str, str] | None = None) -> None:
        self.data = data
        self.port = 0
        self.url = ""
        self._environment = {**os.environ, **(environment or {})}
        self.process: subprocess.Popen[Any] | None = None

    def start(self) -> None:
        address = self.data / "serving.json"
        address.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "edcamp", "serve", "--data", str(self.data), "--port", str(self.port)],
            env=self._environment,
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + STARTS_WITHIN_S
        while not (address.exists() and address.read_text()):
            assert self.process.poll() is None, f"the server ended with {self.process.returncode}"
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.02)
        self.url = json.loads(address.read_text())["url"]
        self.port = int(self.url.rsplit(":", 1)[1])

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def stop(self) -> float:
        """Ctrl-C; the seconds it took."""
        assert self.process is not None
        began = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        self.process.wait(10)
        return time.monotonic() - began

    def close(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)

    def _where(self) -> list[str]:
        return ["--data", str(self.data)]

    def edcamp(self, *arguments: str) -> str:
        """What an edcamp command line on the same camps prints."""
        done = subprocess.run(
            [sys.executable, "-m", "edcamp", *arguments, *self._where()],
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def create(self, camp: str, folder: Path) -> "Links":
        """Makes a camp from TOML text; its addresses. Asks as the command line asks a running server, without the
        second that a command line takes to start.
        """
        key = operator_key(Config(data=self.data))
        body = json.dumps({"do": "create", "text": camp, "base": self.url}).encode()
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        with urlopen(Request(f"{self.url}/operator", body, headers), timeout=60) as response:  # noqa: S310 - ours
            return Links.in_words(json.loads(response.read())["text"])


class Fleet(Server):
    """``edcamp serve --redis``: several processes on one port."""

    def __init__(
        self,
        redis: str,
        workers: int = 2,
        solvers: int = 1,
        *,
        port: int = 0,
        environment: dict[str, str] | None = None,
    ) -> None:
        super().__init__(Path(), environment=environment)
        self.redis = redis
        self.port = port
        self.public_url: str | None = None
        self._workers = workers
        self._solvers = solvers

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "edcamp", "serve", *self._where(), "--port", str(self.port)),
                *("--workers", str(self._workers), "--solvers", str(self._solvers)),
                *(("--public-url", self.public_url) if self.public_url is not None else ()),
            ],
            env=self._environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        killer = threading.Timer(STARTS_WITHIN_S, self.process.kill)
        killer.start()
        line = self.process.stdout.readline()
        killer.cancel()
        found = re.search(r"^edcamp serves \S+ at (http://\S+)", line)
        assert found is not None, f"the servers did not start: {line!r}"
        self.url = found[1]
        if not self.port:
            self.port = int(self.url.rsplit(":", 1)[1])

    def create(self, camp: str, folder: Path) -> "Links":
        """See `Server.create`: beside servers on Redis a command line does it itself."""
        file = folder / "camp.toml"
        file.write_text(camp, encoding="utf-8")
        return Links.in_words(self.edcamp("create", str(file), "--public-url", self.public_url or self.url))

    def members(self) -> list[int]:
        """The processes that it has started."""
        assert self.process is not None
        found = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True, check=False
        )
        return [int(pid) for pid in found.stdout.split()]

    def close(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.stop()
        if self.process is not None and self.process.stdout is not None:
            self.process.stdout.close()

    def _where(self) -> list[str]:
        return ["--redis", self.redis]


class Links:
    def __init__(self, join: str, board: str, organize: str) -> None:
        self.join = join
        self.board = board
        self.organize = organize

    @classmethod
    def in_words(cls, words: str) -> "Links":
        """As `edcamp create` says them."""
        found = dict(re.findall(r"^  (Join|Board|Organize)\s+(\S+)", words, re.MULTILINE))
        return cls(found["Join"], found["Board"], found["Organize"])
