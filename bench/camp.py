"""A real ``edcamp serve`` with one camp, for the measurements."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

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
        self._process = self._start(0)
        self.url = self._address()
        self.port = int(self.url.rsplit(":", 1)[1])
        toml = folder / "camp.toml"
        toml.write_text(CAMP)
        create = [*EDCAMP, "create", str(toml), "--data", str(self._data), "--public-url", self.url]
        printed = subprocess.run(create, check=True, capture_output=True, text=True).stdout
        words = {line.split()[0]: line.split()[1] for line in printed.splitlines() if line.startswith("  ")}
        self.join, self.organize = words["Join"], words["Organize"]
        self.code = self.join.rsplit("/", 1)[1]

    @property
    def pid(self) -> int:
        return self._process.pid

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
        return subprocess.Popen(
            [*EDCAMP, "serve", "--data", str(self._data), "--port", str(port)],
            env=os.environ | self._environment,
            stdout=subprocess.DEVNULL,
            stderr=sys.stderr,
        )

    def _address(self) -> str:
        file = self._data / "serving.json"
        deadline = time.monotonic() + STARTS_WITHIN_S
        while not (file.exists() and (text := file.read_text())):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the server did not start")
            time.sleep(0.02)
        url: str = json.loads(text)["url"]
        return url


@contextmanager
def serving(data: Path | None = None, **settings: str) -> Iterator[Served]:
    """It is gone afterwards. ``data``: its folder; default: a fresh one. ``settings``: EDCAMP_<name> by name."""
    with tempfile.TemporaryDirectory(prefix="edcamp-bench-") as folder:
        served = Served(Path(folder), data or Path(folder, "data"), settings)
        try:
            yield served
        finally:
            served.stop()
