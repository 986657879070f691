"""The web process's end of the solver: starts it, hands it jobs, notices when it dies."""

import asyncio
import contextlib
import multiprocessing
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from msgspec.structs import replace

import scheduler
from edcamp import logs, metrics
from edcamp.planning import SOLVER
from edcamp.planning.bridge import points_of, unspoken
from edcamp.planning.counting import Counted
from edcamp.planning.worker import (
    Answer,
    CountJob,
    Failed,
    Found,
    Job,
    Priced,
    PriceJob,
    Ready,
    Repaired,
    RepairJob,
    SearchJob,
    Seated,
    SeatJob,
    WarmUp,
    decode_answer,
    encode,
    serve,
)

STOP_WITHIN_S = 1.0
"""A solver that has not ended by itself by then is killed: it holds nothing that could be lost."""


class SolverDied(Exception):
    """The solver's process ended in the middle of a job."""


class SolverRefused(Exception):
    """The solver answered that it cannot: ``infeasible``, with what would help, or a fault of its own."""

    def __init__(self, failed: Failed) -> None:
        super().__init__(failed.words)
        self.infeasible = failed.infeasible
        self.words = failed.words
        self.fixes = failed.fixes


class Solver:
    """One process, started when it is first needed and again when it has died; jobs wait for one another.

    Spawned, never forked: a fork would inherit the journal's lock and the sockets of every phone.
    """

    def __init__(self) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self._stopping: Connection | None = None
        self._busy = asyncio.Lock()

    async def warm_up(self, search: bool) -> None:
        """Starts the process and has it import everything, for searches the compiled one too. Raises ``SolverDied``."""
        answer = await self._ask(WarmUp(search), _ignore)
        assert isinstance(answer, Ready), answer  # noqa: S101 - the worker answers a warm-up with nothing else

    async def search(
        self, problem: scheduler.Problem, seconds: float, seed: int, on_plan: Callable[[scheduler.Plan], None]
    ) -> scheduler.Plan:
        """The best plan within ``seconds`` or until ``stop``; ``on_plan`` is called in the event loop on the way.

        Values and bounds are in points. Raises ``SolverDied`` and ``SolverRefused``.
        """

        def in_points(plan: scheduler.Plan) -> scheduler.Plan:
            beside = unspoken(problem, plan.placements)
            return replace(plan, value=plan.value - beside, bound=plan.bound - beside)

        with metrics.SEARCHING.track_inprogress():
            answer = await self._ask(SearchJob(problem, seconds, seed), lambda plan: on_plan(in_points(plan)))
        assert isinstance(answer, Found), answer  # noqa: S101 - as above
        return in_points(answer.plan)

    async def seat(
        self, problem: scheduler.Problem, placements: Sequence[scheduler.Placement]
    ) -> dict[str, dict[str, str]]:
        """Person to slot to topic. Raises ``SolverDied`` and ``SolverRefused``."""
        answer = await self._ask(SeatJob(problem, tuple(placements)), _ignore)
        assert isinstance(answer, Seated), answer  # noqa: S101 - as above
        return answer.seats

    async def count(
        self,
        problem: scheduler.Problem,
        placements: Sequence[scheduler.Placement],
        seats: dict[str, dict[str, str]] | None,
    ) -> Counted:
        """What people get, in points; without ``seats`` in the best ones.

        Raises ``SolverDied`` and ``SolverRefused``.
        """
        answer = await self._ask(CountJob(problem, tuple(placements), seats), _ignore)
        assert isinstance(answer, Counted), answer  # noqa: S101 - as above
        return answer if answer.value is None else replace(answer, value=answer.value - unspoken(problem, placements))

    async def prices(
        self,
        problem: scheduler.Problem,
        placements: Sequence[scheduler.Placement],
        topic: str,
        start: int,
        beside: scheduler.Placement | None,
    ) -> tuple[scheduler.Price, ...]:
        """What moving the topic into cells from ``start`` on would change, in points, as far as time allows; it is
        ``beside`` as well.

        Raises ``SolverDied`` and ``SolverRefused``.
        """
        answer = await self._ask(PriceJob(problem, tuple(placements), topic, start, beside), _ignore)
        assert isinstance(answer, Priced), answer  # noqa: S101 - as above
        return tuple(points_of(problem, placements, topic, beside, price) for price in answer.prices)

    async def repair(
        self, problem: scheduler.Problem, before: Sequence[scheduler.Placement], seconds: float, seed: int
    ) -> Repaired:
        """The best plan within ``seconds``, and what people get from it and from ``before``.

        Raises ``SolverDied`` and ``SolverRefused``.
        """
        answer = await self._ask(RepairJob(problem, tuple(before), seconds, seed), _ignore)
        assert isinstance(answer, Repaired), answer  # noqa: S101 - as above
        return answer

    def stop(self) -> None:
        """Ends the running search early: it answers with the best plan so far."""
        if self._stopping is not None and self._busy.locked():
            with contextlib.suppress(OSError):  # the process has died: whoever waits for it is told
                self._stopping.send_bytes(b"stop")

    async def _ask(self, job: Job, on_plan: Callable[[scheduler.Plan], None]) -> Answer:
        async with self._busy:
            connection = self._started()
            loop = asyncio.get_running_loop()

            def converse() -> Answer:
                connection.send_bytes(encode(job))
                while True:
                    answer = decode_answer(connection.recv_bytes())
                    if not isinstance(answer, Found) or answer.plan.final:
                        return answer
                    loop.call_soon_threadsafe(on_plan, answer.plan)

            try:
                answer = await asyncio.to_thread(converse)
            except (EOFError, OSError) as error:
                self._discard()
                raise SolverDied("the solver's process ended in the middle of a job") from error
            except asyncio.CancelledError:
                # The thread still reads; only the end of the process ends it, and the next job gets a fresh one.
                self._discard()
                raise
        if isinstance(answer, Failed):
            raise SolverRefused(answer)
        return answer

    def _started(self) -> Connection:
        if self._connection is None or self._process is None or not self._process.is_alive():
            self._discard()
            here, there = self._context.Pipe()
            stopped, self._stopping = self._context.Pipe(duplex=False)
            self._process = self._context.Process(
                target=serve, args=(there, stopped, logs.current()), name=SOLVER, daemon=True
            )
            self._process.start()
            there.close()
            stopped.close()
            self._connection = here
        return self._connection

    def _discard(self) -> None:
        if self._process is not None and self._process.is_alive():
            self._process.kill()
        self._process = self._connection = self._stopping = None

    async def close(self, within_s: float = STOP_WITHIN_S) -> None:
        """Ends the process, in the middle of a job if need be. ``within_s``: for ending by itself."""
        process, connection = self._process, self._connection
        if process is None:
            return
        if connection is not None and not self._busy.locked():
            with contextlib.suppress(OSError):
                connection.close()
            await asyncio.to_thread(process.join, within_s)
        self._discard()
        await asyncio.to_thread(process.join, STOP_WITHIN_S)


def _ignore(plan: scheduler.Plan) -> None:
    """For jobs that find no plans on the way."""
