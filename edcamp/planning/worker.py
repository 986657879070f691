"""The solver's own process: one job at a time over a pipe, plans streamed back as they improve."""

import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection

import msgspec
from msgspec import Struct

import scheduler
from edcamp import logs
from edcamp.planning.counting import Counted, count

log = logs.Log(__name__)

PRICES_WITHIN_S = 1.0
"""Others wait for seats meanwhile; and whoever looks at the cells would rather see some of them soon."""


class SearchJob(Struct, frozen=True, tag=True):
    """Find the best schedule within ``seconds``."""

    problem: scheduler.Problem
    seconds: float
    seed: int


class SeatJob(Struct, frozen=True, tag=True):
    """Count who sits where in these placements."""

    problem: scheduler.Problem
    placements: tuple[scheduler.Placement, ...]


class CountJob(Struct, frozen=True, tag=True):
    """Count what people get from these placements: in these seats, or in the best ones."""

    problem: scheduler.Problem
    placements: tuple[scheduler.Placement, ...]
    seats: dict[str, dict[str, str]] | None


class PriceJob(Struct, frozen=True, tag=True):
    """What would moving the topic into each cell from the ``start``-th on change? ``beside``: the placement of it that
    stays.
    """

    problem: scheduler.Problem
    placements: tuple[scheduler.Placement, ...]
    topic: str
    start: int
    beside: scheduler.Placement | None


class RepairJob(Struct, frozen=True, tag=True):
    """Find the best schedule within ``seconds``, and count what people get from it and from ``before``."""

    problem: scheduler.Problem
    before: tuple[scheduler.Placement, ...]
    seconds: float
    seed: int


class WarmUp(Struct, frozen=True, tag=True):
    """Import everything now, so that nobody waits for it later; with ``search``, see to the compiled search too."""

    search: bool = False


class Found(Struct, frozen=True, tag=True):
    """A better plan; the last one has ``plan.final``."""

    plan: scheduler.Plan


class Seated(Struct, frozen=True, tag=True):
    seats: dict[str, dict[str, str]]


class Priced(Struct, frozen=True, tag=True):
    prices: tuple[scheduler.Price, ...]


class Repaired(Struct, frozen=True, tag=True):
    plan: scheduler.Plan
    before: Counted
    after: Counted


class Ready(Struct, frozen=True, tag=True):
    pass


class Failed(Struct, frozen=True, tag=True):
    """``infeasible``: what is pinned contradicts itself, and ``fixes`` would help. Otherwise the job broke."""

    infeasible: bool
    words: str
    fixes: tuple[scheduler.Fix, ...] = ()


Job = SearchJob | SeatJob | CountJob | PriceJob | RepairJob | WarmUp
Answer = Found | Seated | Counted | Priced | Repaired | Ready | Failed

_jobs = msgspec.msgpack.Decoder(Job)
_answers: msgspec.msgpack.Decoder[Answer] = msgspec.msgpack.Decoder(Answer)


def encode(message: Job | Answer) -> bytes:
    return msgspec.msgpack.encode(message)


def decode_answer(data: bytes) -> Answer:
    return _answers.decode(data)


def serve(connection: Connection, stopping: Connection, logging: logs.Setup | None = None) -> None:
    """Runs jobs until the other end of the pipe is gone; a message on ``stopping`` ends the running search early.

    ``logging``: as its parent. Ctrl-C is the parent's business: it closes the pipe.
    """
    if logging is not None:
        logs.configure(logging)
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def cancel() -> bool:
        return stopping.poll()

    try:
        while True:
            job = _jobs.decode(connection.recv_bytes())
            while stopping.poll():
                stopping.recv_bytes()  # was meant for a search that had ended by itself
            connection.send_bytes(encode(_answer(job, connection, cancel)))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _answer(job: Job, connection: Connection, cancel: Callable[[], bool]) -> Answer:
    try:
        return _run(job, connection, cancel)
    except scheduler.Infeasible as error:
        return Failed(True, error.message, error.fixes)
    except (BrokenPipeError, ConnectionResetError):
        raise
    except Exception as error:
        log.exception("a solver job failed")
        return Failed(False, f"{type(error).__name__}: {error}")


def _compile() -> None:
    """A quarter of a minute of another process the first time after an installation; until then searches do without."""
    try:
        scheduler.warm_up(apart=True)
    except Exception:
        log.exception("the search could not be compiled; it goes on without, and finds a little less")


def _run(job: Job, connection: Connection, cancel: Callable[[], bool]) -> Answer:
    match job:
        case WarmUp(search):
            if search:
                threading.Thread(target=_compile, name="compile the search", daemon=True).start()
            return Ready()
        case SeatJob(problem, placements):
            return Seated(scheduler.seat(problem, placements).seats)
        case CountJob(problem, placements, None):
            seating = scheduler.seat(problem, placements)
            return count(problem, placements, seating.seats, seating.value)
        case CountJob(problem, placements, seats):
            return count(problem, placements, seats or {}, None)
        case PriceJob(problem, placements, topic, start, beside):
            return Priced(scheduler.prices(problem, placements, topic, PRICES_WITHIN_S, start, beside))
        case RepairJob(problem, before, seconds, seed):
            plan = scheduler.solve(problem, seconds, None, cancel, seed)
            _vouch(problem, plan)
            seating = scheduler.seat(problem, before)
            return Repaired(
                plan,
                count(problem, before, seating.seats, None),
                count(problem, plan.placements, plan.seats or {}, None),
            )
        case SearchJob(problem, seconds, seed):

            def on_plan(plan: scheduler.Plan) -> None:
                if not plan.final:
                    connection.send_bytes(encode(Found(plan)))

            plan = scheduler.solve(problem, seconds, on_plan, cancel, seed)
            _vouch(problem, plan)
            return Found(plan)


def _vouch(problem: scheduler.Problem, plan: scheduler.Plan) -> None:
    """Not counted anew: somebody waits for this, and the seats vouch for the value."""
    report = scheduler.check(problem, plan, recounted=False)
    if not report.ok:
        broken = "; ".join(violation.message for violation in report.violations)
        raise AssertionError(f"the solver broke its own rules: {broken}")
