"""Works out plans and the price of moves when asked, seats and receipts by itself, in processes of its own."""

import asyncio

import scheduler
from edcamp import metrics, wire
from edcamp.domain.camp import Cell, Wish
from edcamp.domain.ids import CampId, KeptId, PersonId, RoomId, SlotId, TopicId
from edcamp.domain.refusals import Refused
from edcamp.live.camp import LiveCamp
from edcamp.logs import Log
from edcamp.planning.bridge import Lost
from edcamp.planning.granting import rearrangement
from edcamp.planning.receipts import PLANNING, RETRY_S, Counter, Kind, count_kept, keep_receipts, named, note_bound
from edcamp.planning.search import Ending, Progress, check_request, count_prices, count_seats, work_out
from edcamp.planning.solver import Solver, SolverDied, SolverRefused

log = Log(__name__)

SEATS_RETRY_S = 5.0

WARM_UP_AFTER_S = 3.0
"""Two interpreters that load OR-Tools take two cores for a second: not the second in which everybody comes back."""


class Planner:
    """One search at a time, camps take turns; seats have a solver process of their own and wait for no search."""

    def __init__(self) -> None:
        self._searcher = Solver()
        self._seater = Solver()
        self._receipts = Counter(self._seater)
        self._searches: dict[CampId, asyncio.Task[None]] = {}
        self._turn = asyncio.Lock()
        self._searching: CampId | None = None
        self._watching: dict[LiveCamp, list[asyncio.Task[None]]] = {}

    async def warm_up(self) -> None:
        """Starts both processes before anybody needs them, but after a server that restarts has its phones back."""
        await asyncio.sleep(WARM_UP_AFTER_S)
        try:
            await asyncio.gather(self._searcher.warm_up(search=True), self._seater.warm_up(search=False))
        except SolverDied:
            log.exception("the solver could not be started; it is tried again when it is needed")

    # --- plans

    async def start(self, camp: LiveCamp, by: PersonId, seconds: float) -> None:
        """Begins to work out a plan, which becomes the draft. Raises ``Refused``."""
        check_request(camp.value, by, seconds)
        if camp.id in self._searches:
            raise Refused("plan-running")
        progress = Progress(camp, seconds)
        task = asyncio.create_task(self._search(camp, by, seconds, progress), name=f"plan for camp {camp.id}")
        self._searches[camp.id] = task
        task.add_done_callback(lambda _: self._searches.pop(camp.id, None))

    async def stop(self, camp: LiveCamp) -> None:
        """Ends the search early; the best plan so far becomes the draft. Raises ``Refused``."""
        search = self._searches.get(camp.id)
        if search is None:
            raise Refused("plan-not-running")
        if self._searching == camp.id:
            self._searcher.stop()
        else:
            search.cancel()

    async def _search(self, camp: LiveCamp, by: PersonId, seconds: float, progress: Progress) -> None:
        async def find(problem: scheduler.Problem, seed: int) -> scheduler.Plan:
            with metrics.QUEUED.track_inprogress():
                await self._turn.acquire()
            self._searching = camp.id
            try:
                plan = await self._searcher.search(problem, seconds, seed, progress.show)
            finally:
                self._searching = None
                self._turn.release()
            note_bound(camp, problem, plan.bound)
            return plan

        ending = Ending()
        try:
            ending = await work_out(camp, by, progress, find)
        finally:
            progress.end(ending)

    # --- moves by hand

    async def prices(
        self,
        camp: LiveCamp,
        by: PersonId,
        topic: TopicId,
        start: int,
        beside: Cell | None = None,
        published: bool = False,
    ) -> wire.Prices:
        """What moving a topic into cells of the draft, or of what is ``published``, would change, from ``start`` on.
        Raises ``Refused``.

        ``beside``: where the topic is and stays, when another placement of it is meant, or a repeat that is not there
        yet; without, it must not have several.
        """
        return await count_prices(camp, by, topic, start, beside, published, self._seater)

    async def repair(
        self,
        camp: LiveCamp,
        by: PersonId,
        room: RoomId | None = None,
        slots: tuple[SlotId, ...] = (),
        topic: TopicId | None = None,
        wish: Wish | None = None,
    ) -> wire.Repair:
        """What to do when a room is lost in these slots, or a published topic, or a session is wished at another time.
        Raises ``Refused``.
        """
        return await rearrangement(camp, by, Lost(room, slots, topic, wish), self._seater)

    async def kept(self, camp: LiveCamp, by: PersonId, kept: KeptId) -> wire.Receipt:
        """What people would get from a draft that is kept aside. Raises ``Refused``."""
        return named(camp, await count_kept(camp, by, kept, self._seater))

    # --- seats

    def watch(self, camp: LiveCamp) -> None:
        """From now on, whenever the camp's published schedule has no seats, they are counted; and so is what people get
        from the draft and from what is published.
        """
        wake = asyncio.Event()
        wake.set()
        camp.subscribe(wake.set)
        for name, work in (("seats", self._seat_for_ever(camp, wake)), ("receipts", self._keep_receipts(camp))):
            task = asyncio.create_task(work, name=f"{name} of camp {camp.id}")
            self._watching.setdefault(camp, []).append(task)

    def unwatch(self, camp: LiveCamp) -> None:
        """Nobody is there who would see seats and receipts."""
        for task in self._watching.pop(camp):
            task.cancel()
        self._receipts.forget(camp)

    async def _seat_for_ever(self, camp: LiveCamp, wake: asyncio.Event) -> None:
        while True:
            await wake.wait()
            wake.clear()
            shown = camp.value.published
            if shown is None or shown.counted:
                continue
            try:
                await count_seats(camp, shown, self._seater)
            except Refused as refused:
                if refused.retryable:
                    await asyncio.sleep(SEATS_RETRY_S)
                    wake.set()
            except (SolverDied, SolverRefused, scheduler.InvalidProblem):
                log.exception("seats could not be counted; people see their votes' sessions", camp=camp.id)
                await asyncio.sleep(SEATS_RETRY_S)
                wake.set()

    async def _keep_receipts(self, camp: LiveCamp) -> None:
        async def count(kinds: list[Kind]) -> None:
            for kind in kinds:
                camp.set_ephemeral(PLANNING, **await self._receipts.count(camp, [kind]))

        await keep_receipts(camp, count, RETRY_S)

    async def close(self) -> None:
        """Ends searches and processes: an unfinished plan is lost, and nothing else."""
        tasks = [*self._searches.values(), *(task for tasks in self._watching.values() for task in tasks)]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(self._searcher.close(), self._seater.close())
