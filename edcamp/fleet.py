"""Several processes on one machine: servers on one port, and solvers beside them. Also what each of them runs."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal

import msgspec
import uvloop
from msgspec import Struct
from msgspec.structs import replace

from edcamp import app, serving
from edcamp.app import Application
from edcamp.config import Config, ConfigError
from edcamp.exposition import Gathered, gathered, shown
from edcamp.journal.port import JournalUnavailable
from edcamp.logs import Log
from edcamp.serving import BACKLOG

log = Log(__name__)

END_WITHIN_S = 2.5
"""For processes that were asked to end, before they are killed: Ctrl-C promises three seconds for everything."""

START_WITHIN_S = 60.0

AGAIN_AFTER_S = 0.5
AGAIN_AT_MOST_S = 30.0
LIVED_S = 10.0
"""A process that ends after so long has had bad luck; one that ends sooner, again and again, is started less often."""

Role = Literal["worker", "solver"]


class FleetError(Exception):
    """A process of the fleet could not be started. It has said itself why."""


class Orders(Struct, frozen=True):
    """What a process is told on its standard input, in one line. When that ends, so does the process.

    ``socket``: number of the file descriptor that it was given to serve on.
    """

    role: Role
    config: Config
    socket: int | None = None


async def run(config: Config, ready: Callable[[str], Awaitable[None]]) -> None:
    """Serves until SIGINT or SIGTERM; a process that dies is started again. ``ready`` is called with the address.

    Raises ``ConfigError``, ``JournalUnavailable``, ``FleetError``, and ``OSError`` when the port is taken.
    """
    store, _ = await app.open_store(config)  # says at once, and once, what is wrong with it
    await store.close()
    with gathered(config.metrics_address) as (processes, metrics):
        if metrics is not None:
            log.info("metrics are shown", address=metrics)
        await _run(replace(config, metrics=None), processes, ready)


async def _run(config: Config, processes: Gathered | None, ready: Callable[[str], Awaitable[None]]) -> None:
    sockets = _open_sockets(config)
    port = sockets[0].getsockname()[1]
    orders = [Orders("worker", config, listening.fileno()) for listening in sockets]
    members = [_Member(f"worker {n}", order, processes) for n, order in enumerate(orders, 1)]
    members += [_Member(f"solver {n}", Orders("solver", config), processes) for n in range(1, config.solvers + 1)]
    try:
        with _asked_to_end() as ending:
            running = asyncio.ensure_future(_run_all(members, f"http://{config.host}:{port}", ready))
            await asyncio.wait({running, ending}, return_when=asyncio.FIRST_COMPLETED)
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
    finally:
        await asyncio.gather(*(member.end() for member in members))
        for listening in sockets:
            listening.close()


async def _run_all(members: Sequence["_Member"], url: str, ready: Callable[[str], Awaitable[None]]) -> None:
    await asyncio.gather(*(member.start() for member in members))
    await ready(url)
    await asyncio.gather(*(member.stay() for member in members))


@contextlib.contextmanager
def _asked_to_end() -> Iterator[asyncio.Future[None]]:
    """A future that SIGINT and SIGTERM set."""
    loop = asyncio.get_running_loop()
    ending: asyncio.Future[None] = loop.create_future()

    def end() -> None:
        if not ending.done():
            ending.set_result(None)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, end)
    try:
        yield ending
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


def _open_sockets(config: Config) -> list[socket.socket]:
    """One for each worker on the same port: the kernel shares new connections out among them.

    With one socket for all, the process that wakes first would accept a whole hall. They stay open here, so that
    whoever waits for a process that died is served by the one that follows it.
    """
    # Another fleet on this port would share it without a word.
    with socket.create_server((config.host, config.port)) as probe:
        port = probe.getsockname()[1]
    return [socket.create_server((config.host, port), backlog=BACKLOG, reuse_port=True) for _ in range(config.workers)]


class _Member:
    """One process, and its successors. ``processes``: where it is counted, if anywhere."""

    def __init__(self, name: str, orders: Orders, processes: Gathered | None) -> None:
        self.name = name
        self._orders = orders
        self._processes = processes
        self._process: asyncio.subprocess.Process | None = None
        self._ended = False

    async def start(self) -> None:
        """Returns when it is ready. Raises ``FleetError``."""
        # In a session of its own: Ctrl-C reaches this process alone, which ends the others in order.
        process = self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "edcamp.fleet"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,
            env=os.environ | (self._processes.environment if self._processes is not None else {}),
            pass_fds=() if self._orders.socket is None else (self._orders.socket,),
        )
        assert process.stdin is not None  # noqa: S101 - as asked for above
        assert process.stdout is not None  # noqa: S101 - as asked for above
        process.stdin.write(msgspec.json.encode(self._orders, enc_hook=str) + b"\n")
        try:
            async with asyncio.timeout(START_WITHIN_S):
                line = await process.stdout.readline()
        except TimeoutError:
            line = b""
        if not line:
            await self.kill()
            raise FleetError(f"{self.name} could not be started")
        if self._processes is not None:
            self._processes.started(self._orders.role)

    async def stay(self) -> None:
        """Starts it again whenever it has died."""
        loop = asyncio.get_running_loop()
        pause = AGAIN_AFTER_S
        while self._process is not None:
            began = loop.time()
            code = await self._process.wait()
            log.error("a process ended; another one follows", process=self.name, pid=self._process.pid, status=code)
            if self._processes is not None:
                self._processes.died(self._orders.role, self._process.pid)
            pause = AGAIN_AFTER_S if loop.time() - began > LIVED_S else min(2 * pause, AGAIN_AT_MOST_S)
            await asyncio.sleep(pause)
            with contextlib.suppress(FleetError):
                await self.start()
                if self._processes is not None:
                    self._processes.replaced(self._orders.role)

    async def end(self) -> None:
        """In order, or by force when it takes too long."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), END_WITHIN_S)
        except TimeoutError:
            log.error("a process did not end in time", process=self.name, pid=process.pid)
            await self.kill()

    async def kill(self) -> None:
        process = self._process
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


# --- in the processes


async def solve(config: Config, ready: Callable[[], None]) -> None:
    """A solver's life: until SIGINT or SIGTERM. Raises ``ConfigError`` and ``JournalUnavailable``."""
    with shown(config.metrics_address) as metrics:
        if metrics is not None:
            log.info("metrics are shown", address=metrics)
        await _solve(config, ready)


async def _solve(config: Config, ready: Callable[[], None]) -> None:
    async with app.solver_service(config) as service:
        with _asked_to_end() as ending:
            working = asyncio.ensure_future(service.run(ready))
            await asyncio.wait({working, ending}, return_when=asyncio.FIRST_COMPLETED)
            if ending.done():
                working.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await working
            else:
                await working  # it ends by itself only with an error


async def _obey(orders: Orders) -> None:
    watching = asyncio.create_task(_end_with_parent())
    try:
        if orders.role == "solver":
            await solve(orders.config, _say_ready)
        else:
            await _work(orders)
    finally:
        watching.cancel()


async def _work(orders: Orders) -> None:
    async def ready(application: Application, url: str) -> None:
        _say_ready()

    listening = None if orders.socket is None else socket.socket(fileno=orders.socket)
    await serving.serve(orders.config, ready, listening)


async def _end_with_parent() -> None:
    """Whoever started this process holds the other end of its standard input, until it ends, however it ends."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()
    signal.raise_signal(signal.SIGTERM)


def _say_ready() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()


def _path(kind: type, value: object) -> object:
    if kind is Path:
        return Path(str(value))
    raise NotImplementedError(kind)


def main() -> int:
    """One process of a fleet; what it is comes on its standard input."""
    with open(sys.stdin.fileno(), "rb", buffering=0, closefd=False) as unbuffered:
        orders = msgspec.json.decode(unbuffered.readline(), type=Orders, dec_hook=_path)
    serving.log_to_stderr(orders.config)
    try:
        uvloop.run(_obey(orders))
    except ConfigError as error:
        words = str(error)
    except JournalUnavailable as error:
        words = error.sentence
    else:
        return 0
    sys.stderr.write(f"edcamp: {words}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
