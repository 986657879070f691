"""Runs the server: starts it, says where it is, ends it cleanly however many phones are connected."""

import asyncio
import contextlib
import gc
import json
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import uvicorn

from edcamp import logs
from edcamp.app import Application, open_application
from edcamp.config import Config
from edcamp.exposition import shown
from edcamp.hub import UVICORN_OPTIONS
from edcamp.logs import Log

log = Log(__name__)

FINISH_WITHIN_S = 1
"""For requests in flight at Ctrl-C. Streams, polls and sockets have been ended before: they would never finish."""

GC_THRESHOLDS = (50_000, 20, 100)
"""Collecting at Python's own pace doubled the cost of every delivery: the heap is large and hardly any of it cyclic."""

BACKLOG = 4096
"""Connections that may wait to be accepted: a hall that scans at once."""


def log_to_stderr(config: Config) -> None:
    """How every process of ours says what happens to it."""
    form = config.log_format or ("text" if sys.stderr.isatty() else "json")
    logs.configure(logs.Setup(config.log_level, form))


class Server(uvicorn.Server):
    """Ends what would never end by itself before it waits for the rest."""

    def __init__(self, config: uvicorn.Config, application: Application) -> None:
        super().__init__(config)
        self._application = application

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._application.say_goodbye()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """As uvicorn's, without raising the signal again at the end: whoever serves has more to close than sockets."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)


Ready = Callable[[Application, str], Awaitable[None]]


async def serve(config: Config, ready: Ready | None = None, listening: socket.socket | None = None) -> None:
    """Serves until SIGINT or SIGTERM. ``ready`` is called once with the application and its address.

    ``listening``: a socket that somebody else has opened and gave to this process. Raises ``ConfigError``,
    ``JournalUnavailable``, and ``OSError`` when the port is taken.
    """
    with shown(config.metrics_address) as metrics:
        if metrics is not None:
            log.info("metrics are shown", address=metrics)
        await _serve(config, ready, listening)


async def _serve(config: Config, ready: Ready | None, listening: socket.socket | None) -> None:
    application = await open_application(config)
    try:
        options = uvicorn.Config(
            application.asgi,
            host=config.host,
            port=config.port,
            log_config=None,  # as everything else: see edcamp.logs
            log_level="warning",
            access_log=False,
            lifespan="off",
            server_header=False,
            backlog=BACKLOG,
            timeout_graceful_shutdown=FINISH_WITHIN_S,
            **UVICORN_OPTIONS,
        )
        server = Server(options, application)
        if listening is None:
            listening = socket.create_server((config.host, config.port), backlog=BACKLOG)
        url = f"http://{config.host}:{listening.getsockname()[1]}"
        running = asyncio.ensure_future(server.serve(sockets=[listening]))
        greeting = asyncio.ensure_future(_greet(server, application, url, config, ready))
        try:
            await asyncio.wait({running, greeting}, return_when=asyncio.FIRST_EXCEPTION)
            if greeting.done() and greeting.exception() is not None:
                server.should_exit = True
            await running
        finally:
            greeting.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await greeting
            if config.redis is None:
                _address_file(config).unlink(missing_ok=True)
    finally:
        await application.close()
    log.info("stopped")


async def _greet(
    server: Server,
    application: Application,
    url: str,
    config: Config,
    ready: Ready | None,
) -> None:
    while not server.started:  # noqa: ASYNC110 - uvicorn announces its start in no other way
        await asyncio.sleep(0.01)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    if config.redis is None:
        _address_file(config).write_text(json.dumps({"url": url}))
    log.info("serving", address=url)
    if ready is not None:
        await ready(application, url)


def _address_file(config: Config) -> Path:
    return config.data / "serving.json"


def running_server(config: Config) -> str | None:
    """The address of the server that serves this data folder now, as it wrote it down; None when none did."""
    try:
        found = json.loads(_address_file(config).read_text())["url"]
    except (OSError, ValueError, KeyError):
        return None
    return found if isinstance(found, str) else None
