"""A process that has room for solvers: it takes jobs from all camps, one of each kind at a time."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any, TypeVar

import msgspec

import scheduler
from edcamp import wire
from edcamp.domain.camp import ClientState
from edcamp.domain.ids import ClientId
from edcamp.domain.refusals import Refused
from edcamp.journal.commons import Job, JobLost, Jobs
from edcamp.journal.ending import end
from edcamp.journal.port import JournalError, JournalUnavailable
from edcamp.live.camp import LiveCamp
from edcamp.live.host import Live
from edcamp.logs import Log
from edcamp.planning.granting import rearrangement
from edcamp.planning.queue import (
    KEPT,
    PLAN,
    PRICES,
    RECEIPTS,
    REPAIRS,
    SEATS,
    Answer,
    KeptQuestion,
    PricesQuestion,
    RepairQuestion,
    decode_proven,
    decode_request,
)
from edcamp.planning.receipts import PLANNING, Counter, count_kept, note_bound
from edcamp.planning.search import Ending, Progress, count_prices, count_seats, work_out
from edcamp.planning.solver import Solver, SolverDied, SolverRefused

log = Log(__name__)

T = TypeVar("T")
Q = TypeVar("Q")

KEEP_EVERY_S = 0.5
"""How soon a search hears that it should stop; and twenty times before it would be taken for dead."""

ATTEMPTS_MAX = 3
"""A search that so many workers died over would be the death of the next one too."""


async def _together(*coroutines: Coroutine[Any, Any, None]) -> None:
    """Runs them until all are over or one fails, whose error is raised; none of them outlives this."""
    tasks = {asyncio.create_task(coroutine) for coroutine in coroutines}
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()
    finally:
        await end(*tasks)


class SolverService:
    """``live`` and ``jobs`` belong to the same installation."""

    def __init__(self, live: Live, jobs: Jobs) -> None:
        self._live = live
        self._jobs = jobs
        self._searcher = Solver()
        self._seater = Solver()
        self._receipts = Counter(self._seater)
        live.on_rest(self._receipts.forget)

    async def run(self, ready: Callable[[], None]) -> None:
        """Until it is cancelled, or the connection is closed; what was not done by then is left to others.

        ``ready`` is called when jobs may be asked for. Raises ``JournalUnavailable`` before that, and ``SolverDied``.
        """
        try:
            for kind in (PLAN, SEATS, PRICES, RECEIPTS, REPAIRS, KEPT):
                await self._jobs.announce(kind)
            ready()
            await _together(
                self._searcher.warm_up(search=True),
                self._seater.warm_up(search=False),
                self._work(PLAN, self._plan),
                self._work(SEATS, self._seat),
                self._work(PRICES, partial(self._answer, PRICES, PricesQuestion, self._prices)),
                self._work(RECEIPTS, self._count),
                self._work(REPAIRS, partial(self._answer, REPAIRS, RepairQuestion, self._repair)),
                self._work(KEPT, partial(self._answer, KEPT, KeptQuestion, self._kept)),
            )
        finally:
            await asyncio.gather(self._searcher.close(within_s=0), self._seater.close(within_s=0))

    async def _work(self, kind: str, do: Callable[[Job], Coroutine[Any, Any, None]]) -> None:
        async with contextlib.aclosing(self._jobs.take(kind)) as jobs:
            async for job in jobs:
                try:
                    await do(job)
                except JobLost:
                    log.warning("another worker has its job", camp=job.camp, job=kind)
                except JournalError as error:
                    log.error("a job is left until Redis is back", error, camp=job.camp, job=kind)
                except Exception:
                    log.exception("a job failed, and will be tried again", camp=job.camp, job=kind)

    # --- plans

    async def _plan(self, job: Job) -> None:
        try:
            request = decode_request(job.body)
            camp = await self._live.camp(job.camp)
        except (msgspec.ValidationError, Refused) as unplannable:
            log.error("nothing can be planned", unplannable, camp=job.camp)
            if not isinstance(unplannable, Refused) or not unplannable.retryable:
                await job.done()
            return
        client = f"plan-{job.id}"
        progress = Progress(camp, request.seconds)
        if camp.value.clients.get(ClientId(f"{request.by}/{client}"), ClientState()).last:
            await job.done()  # whoever had it before died when its plan was adopted already
            progress.end(Ending())
            return
        if job.attempts > ATTEMPTS_MAX:
            await job.done()
            progress.end(Ending(Refused("plan-failed")))
            return

        async def find(problem: scheduler.Problem, seed: int) -> scheduler.Plan:
            plan = await self._searcher.search(problem, request.seconds, seed, progress.show)
            note_bound(camp, problem, plan.bound)
            return plan

        working = asyncio.create_task(work_out(camp, request.by, progress, find, client, 1))
        try:
            ending = await self._keep(job, working, self._searcher.stop)
            await job.done()  # before that is shown: the next one may be asked for at once
            progress.end(ending)
        finally:
            working.cancel()  # if it is not over by now, another worker takes it from here
            await asyncio.gather(working, return_exceptions=True)

    # --- seats

    async def _seat(self, job: Job) -> None:
        try:
            camp = await self._live.camp(job.camp)
        except Refused as refused:
            log.error("seats cannot be counted", camp=job.camp, code=refused.code)
            if not refused.retryable:
                await job.done()
            return
        shown = camp.value.published
        if shown is not None and not shown.counted:
            counting = asyncio.create_task(count_seats(camp, shown, self._seater))
            try:
                await self._keep(job, counting, _nothing)
            except (SolverDied, SolverRefused, scheduler.InvalidProblem):
                log.exception("seats could not be counted; people see their votes' sessions", camp=camp.id)
            except Refused as refused:
                log.info("seats were not taken", camp=camp.id, code=refused.code)
            finally:
                counting.cancel()
                await asyncio.gather(counting, return_exceptions=True)
        await job.done()  # while seats are missing, they are asked for again

    # --- receipts

    async def _count(self, job: Job) -> None:
        try:
            proven = decode_proven(job.body)
            camp = await self._live.camp(job.camp)
        except (msgspec.ValidationError, Refused) as uncountable:
            log.error("receipts cannot be counted", uncountable, camp=job.camp)
            if not isinstance(uncountable, Refused) or not uncountable.retryable:
                await job.done()
            return
        if proven is not None and "proven" not in camp.ephemeral.get(PLANNING, {}):
            camp.set_ephemeral(PLANNING, proven=proven)
        counting = asyncio.create_task(self._receipts.count(camp))
        try:
            counted = await self._keep(job, counting, _nothing)
        finally:
            counting.cancel()
            await asyncio.gather(counting, return_exceptions=True)
        await job.done()  # before that is shown: what has changed meanwhile is asked for at once
        camp.set_ephemeral(PLANNING, everywhere=True, **counted)

    # --- questions of somebody at a desk

    async def _answer(self, kind: str, asked: type[Q], work: Callable[[LiveCamp, Q], Awaitable[Any]], job: Job) -> None:
        """Whoever asks waits for so short a time that nobody need hear meanwhile that it is being worked on."""
        answer: Answer[Any]
        try:
            question = msgspec.json.decode(job.body, type=asked)
            answer = Answer(await work(await self._live.camp(job.camp), question))
        except msgspec.ValidationError as error:
            log.error("a question is not understood", error, camp=job.camp, job=kind)
            answer = Answer()
        except Refused as refused:
            answer = Answer(refused=(refused.code, refused.value))
        await job.answer(msgspec.json.encode(answer))
        await job.done()

    async def _prices(self, camp: LiveCamp, q: PricesQuestion) -> wire.Prices:
        return await count_prices(camp, q.by, q.topic, q.start, q.beside, q.published, self._seater)

    async def _repair(self, camp: LiveCamp, q: RepairQuestion) -> wire.Repair:
        return await rearrangement(camp, q.by, q.lost, self._seater)

    async def _kept(self, camp: LiveCamp, q: KeptQuestion) -> wire.UnnamedReceipt:
        return await count_kept(camp, q.by, q.kept, self._seater)

    # --- staying in possession

    async def _keep(self, job: Job, working: "asyncio.Task[T]", stop: Callable[[], None]) -> T:
        """Until the work is done; its result. Raises what it raises, and ``JobLost``."""
        while True:
            await asyncio.wait({working}, timeout=KEEP_EVERY_S)
            if working.done():
                return working.result()
            try:
                if await job.keep():
                    stop()
            except JournalUnavailable as error:
                log.warning("nobody hears that its job is being done", camp=job.camp, reason=error.sentence)


def _nothing() -> None:
    """Seats and receipts are counted too quickly to be stopped."""
