"""Shows the metrics to a Prometheus, at an address of their own: they are not for everybody in the school."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from edcamp.config import ConfigError

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""Tells the library, when it is loaded, to keep a process's values in files there instead of in its memory."""

Address = tuple[str, int]


@contextmanager
def shown(address: Address | None, registry: CollectorRegistry = REGISTRY) -> Iterator[str | None]:
    """While this is open they are at http://…/metrics, which it gives; None when there is no address.

    Answered by a thread of the library's, so that a busy event loop can still be looked at. Raises ``ConfigError``.
    """
    if address is None:
        yield None
        return
    host, port = address
    try:
        server, thread = start_http_server(port, host, registry)
    except OSError as error:
        raise ConfigError(f"Metrics cannot be shown at {host}:{port}: {error.strerror or error}.") from error
    try:
        yield f"http://{f'[{host}]' if ':' in host else host}:{server.server_port}/metrics"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Gathered:
    """What several processes of one machine count, as one: a balancer shows a Prometheus one of them at a time.

    ``environment`` is for the processes. What one had counted when it died stays counted.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self.environment = {FOLDER_VARIABLE: self._folder}
        self.registry = CollectorRegistry()
        MultiProcessCollector(self.registry, self._folder)  # type: ignore[no-untyped-call]  # the library's
        self._running = Gauge(
            "edcamp_processes", "Processes that are up and ready, by role.", ["role"], registry=self.registry
        )
        self._restarts = Counter(
            "edcamp_restarts",
            "Processes that followed one that had died, by role.",
            ["role"],
            registry=self.registry,
        )

    def started(self, role: str) -> None:
        self._running.labels(role).inc()

    def died(self, role: str, pid: int) -> None:
        self._running.labels(role).dec()
        # What it was doing is over; what it had done stays counted.
        mark_process_dead(pid, self._folder)  # type: ignore[no-untyped-call]  # the library's

    def replaced(self, role: str) -> None:
        self._restarts.labels(role).inc()


@contextmanager
def gathered(address: Address | None) -> Iterator[tuple[Gathered | None, str | None]]:
    """As ``shown``, for processes that are given ``Gathered.environment``; nothing is gathered for nobody."""
    if address is None:
        yield None, None
        return
    with tempfile.TemporaryDirectory(prefix="edcamp-metrics-") as folder:
        processes = Gathered(Path(folder))
        with shown(address, processes.registry) as url:
            yield processes, url
