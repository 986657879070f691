"""A real ``edcamp serve`` with one camp, for the measurements."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

CAMP = """
name = "Bench camp"
date = 2030-06-01
time_zone = "UTC"
"""
STARTS_WITHIN_S = 30


class Served(Struct, frozen=True):
    url: str
    join: str
    organize: str
    pid: int

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])

    @property
    def code(self) -> str:
        return self.join.rsplit("/", 1)[1]


@contextmanager
def serving(data: Path | None = None, **settings: str) -> Iterator[Served]:
    """The server in a process of its own, on a free port; gone afterwards.

    ``data``: its folder; default: a fresh one, gone too. ``settings``: the names of its environment, without EDCAMP_.
    """
    with tempfile.TemporaryDirectory(prefix="edcamp-bench-") as folder:
        data = data or Path(folder, "data")
        toml = Path(folder, "camp.toml")
        toml.write_text(CAMP)
        edcamp = [sys.executable, "-m", "edcamp"]
        process = subprocess.Popen(
            [*edcamp, "serve", "--data", str(data), "--port", "0"],
            env=os.environ | {f"EDCAMP_{name}": value for name, value in {"LOG_LEVEL": "warning", **settings}.items()},
            stdout=subprocess.DEVNULL,
            stderr=sys.stderr,
        )
        try:
            address = data / "serving.json"
            deadline = time.monotonic() + STARTS_WITHIN_S
            while not (address.exists() and address.read_text()):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError("the server did not start")
                time.sleep(0.05)
            url = json.loads(address.read_text())["url"]
            create = [*edcamp, "create", str(toml), "--data", str(data), "--public-url", url]
            printed = subprocess.run(create, check=True, capture_output=True, text=True).stdout
            words = {line.split()[0]: line.split()[1] for line in printed.splitlines() if line.startswith("  ")}
            yield Served(url, words["Join"], words["Organize"], process.pid)
        finally:
            process.terminate()
            process.wait(10)
