"""Works out plans and the price of moves when an organizer asks, and seats whenever a schedule is published."""

import asyncio
import logging

from msgspec.structs import replace

import scheduler
from edcamp import wire
from edcamp.domain import commands as c
from edcamp.domain import rules
from edcamp.domain.documents import ORGANIZERS
from edcamp.domain.ids import CampId, PersonId, RoomId, SlotId, TopicId
from edcamp.domain.refusals import Refused
from edcamp.live.camp import LiveCamp
from edcamp.planning.bridge import placements_of, problem_of, seats_problem, unplaced_of, ways_of
from edcamp.planning.receipts import Receipts
from edcamp.planning.solver import Solver, SolverDied, SolverRefused

log = logging.getLogger(__name__)

SECONDS_MIN = 1
SECONDS_MAX = 120

TELL_EVERY_S = 0.5
"""How often organizers see the time pass while no better plan comes."""

SEATS_RETRY_S = 5.0

WARM_UP_AFTER_S = 3.0
"""Two interpreters that load OR-Tools take two cores for a second: not the second in which everybody comes back."""


class Planner:
    """One search at a time, camps take turns; seats have a solver process of their own and wait for no search."""

    def __init__(self) -> None:
        self._searcher = Solver()
        self._seater = Solver()
        self._receipts = Receipts(self._seater)
        self._searches: dict[CampId, asyncio.Task[None]] = {}
        self._turn = asyncio.Lock()
        self._searching: CampId | None = None
        self._tasks: set[asyncio.Task[None]] = set()

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
        if not camp.value.is_organizer(by):
            raise Refused("not-organizer")
        if not SECONDS_MIN <= seconds <= SECONDS_MAX:
            raise Refused("plan-seconds", round(seconds))
        if camp.id in self._searches:
            raise Refused("plan-running")
        value = camp.value
        if not value.rooms or not value.sessions_slots() or not any(value.wall()):
            raise Refused("plan-empty")
        progress = _Progress(camp, seconds)
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

    async def _search(self, camp: LiveCamp, by: PersonId, seconds: float, progress: "_Progress") -> None:
        value = camp.value
        ticking = asyncio.create_task(progress.tick())
        error: Refused | None = None
        ways: tuple[tuple[wire.Rule, ...], ...] = ()
        try:
            problem = problem_of(value, camp.clock.now())
            async with self._turn:
                self._searching = camp.id
                plan = await self._searcher.search(problem, seconds, value.seq, progress.show)
            progress.show(plan)
            self._receipts.note_bound(camp.id, problem, plan.bound)
            adopted = c.AdoptPlan(value.seq, placements_of(plan), unplaced_of(plan), plan.value, plan.bound)
            await camp.ask(adopted, by)
        except Refused as refused:
            error = refused
        except SolverRefused as refused:
            log.warning("camp %s: no plan: %s", camp.id, refused.words)
            error = Refused("plan-infeasible" if refused.infeasible else "plan-failed")
            ways = ways_of(refused.fixes)
        except SolverDied:
            log.exception("camp %s: the solver died", camp.id)
            error = Refused("plan-failed")
        except scheduler.InvalidProblem:
            log.exception("camp %s: the camp makes no valid problem", camp.id)
            error = Refused("plan-failed")
        finally:
            if self._searching == camp.id:
                self._searching = None
            ticking.cancel()
            progress.end(error, ways)

    # --- moves by hand

    async def prices(self, camp: LiveCamp, by: PersonId, topic: TopicId, start: int) -> wire.Prices:
        """What moving a topic into cells of the draft would change, from ``start`` on. Raises ``Refused``."""
        value = camp.value
        if not value.is_organizer(by):
            raise Refused("not-organizer")
        moving = rules.topic_on_wall(value, topic).id
        try:
            problem, placements = await asyncio.to_thread(
                seats_problem, value, value.draft.placements, camp.clock.now()
            )
            found = await self._seater.prices(problem, placements, moving, start)
        except (SolverDied, SolverRefused, scheduler.InvalidProblem) as error:
            log.exception("camp %s: what moving %s costs could not be counted", camp.id, moving)
            raise Refused("prices-failed") from error
        prices = (wire.Price(SlotId(p.slot), RoomId(p.room), p.change, p.people) for p in found)
        return wire.Prices(value.draft_seq, moving, start, len(problem.slots) * len(problem.rooms), tuple(prices))

    # --- seats

    def watch(self, camp: LiveCamp) -> None:
        """From now on, whenever the camp's published schedule has no seats, they are counted; and so is what people get
        from the draft and from what is published.
        """
        wake = asyncio.Event()
        wake.set()
        camp.subscribe(wake.set)
        for name, work in (("seats", self._seat_for_ever(camp, wake)), ("receipts", self._receipts.keep(camp))):
            task = asyncio.create_task(work, name=f"{name} of camp {camp.id}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _seat_for_ever(self, camp: LiveCamp, wake: asyncio.Event) -> None:
        while True:
            await wake.wait()
            wake.clear()
            shown = camp.value.published
            if shown is None or shown.seats is not None:
                continue
            try:
                problem, placements = seats_problem(camp.value, shown.placements, camp.clock.now())
                seats = await self._seater.seat(problem, placements)
                await camp.ask(c.AssignSeats(shown.number, _seats(seats)), None)
            except Refused as refused:
                if refused.retryable:
                    await asyncio.sleep(SEATS_RETRY_S)
                    wake.set()
            except (SolverDied, SolverRefused, scheduler.InvalidProblem):
                log.exception("camp %s: seats could not be counted; people see their votes' sessions", camp.id)
                await asyncio.sleep(SEATS_RETRY_S)
                wake.set()

    async def close(self) -> None:
        """Ends searches and processes: an unfinished plan is lost, and nothing else."""
        tasks = [*self._searches.values(), *self._tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(self._searcher.close(), self._seater.close())


class _Progress:
    """What organizers see of a running search."""

    def __init__(self, camp: LiveCamp, seconds: float) -> None:
        self._camp = camp
        self._began = asyncio.get_running_loop().time()
        self._shown = wire.Solving(running=True, elapsed=0, seconds=seconds)
        self._tell()

    def show(self, plan: scheduler.Plan) -> None:
        self._shown = wire.Solving(
            running=True,
            elapsed=self._elapsed(),
            seconds=self._shown.seconds,
            value=plan.value,
            bound=plan.bound,
            placed=len(plan.placements),
            unplaced=len(plan.unplaced),
            plans=self._shown.plans + 1,
        )
        self._tell()

    async def tick(self) -> None:
        while True:
            await asyncio.sleep(TELL_EVERY_S)
            self._shown = replace(self._shown, elapsed=self._elapsed())
            self._tell()

    def end(self, refused: Refused | None, ways: tuple[tuple[wire.Rule, ...], ...]) -> None:
        error = None if refused is None else wire.refusal(refused, str)
        self._shown = replace(self._shown, running=False, elapsed=self._elapsed(), error=error, ways=ways)
        self._tell()

    def _elapsed(self) -> float:
        return round(asyncio.get_running_loop().time() - self._began, 1)

    def _tell(self) -> None:
        self._camp.set_ephemeral(ORGANIZERS, solving=self._shown)


def _seats(seats: dict[str, dict[str, str]]) -> dict[PersonId, dict[SlotId, TopicId]]:
    return {PersonId(p): {SlotId(s): TopicId(t) for s, t in by_slot.items()} for p, by_slot in seats.items()}
