"""One search for a camp, from its question to its plan; and one count of seats. Whoever has a solver can do them."""

import asyncio
from collections.abc import Awaitable, Callable
from time import perf_counter

from immutables import Map
from msgspec import Struct
from msgspec.structs import replace

import scheduler
from edcamp import metrics, wire
from edcamp.domain import commands as c
from edcamp.domain import rules
from edcamp.domain.camp import Camp, Cell, Placement, Schedule
from edcamp.domain.documents import ORGANIZERS
from edcamp.domain.ids import Instant, PersonId, RoomId, SlotId, TopicId
from edcamp.domain.refusals import Refused
from edcamp.domain.requests import is_open
from edcamp.live.answers import refusal
from edcamp.live.camp import UNCOUNTED, LiveCamp
from edcamp.logs import Log
from edcamp.planning.bridge import (
    Lost,
    moves_to,
    placements_of,
    problem_of,
    repair_problem,
    seats_left,
    seats_problem,
    unplaced_of,
    ways_of,
)
from edcamp.planning.counting import Counted
from edcamp.planning.solver import Solver, SolverDied, SolverRefused

log = Log(__name__)

SECONDS_MIN = 1
SECONDS_MAX = 120

TELL_EVERY_S = 0.5
"""How often organizers see the time pass while no better plan comes."""

Find = Callable[[scheduler.Problem, int], Awaitable[scheduler.Plan]]
"""The best plan for a problem, with a seed. Raises ``SolverDied`` and ``SolverRefused``."""


def check_request(camp: Camp, by: PersonId, seconds: float) -> None:
    """Raises ``Refused`` for a search that may not be, or has nothing to find."""
    if not camp.is_organizer(by):
        raise Refused("not-organizer")
    if not SECONDS_MIN <= seconds <= SECONDS_MAX:
        raise Refused("plan-seconds", round(seconds))
    if not camp.rooms or not camp.sessions_slots() or not any(camp.wall()):
        raise Refused("plan-empty")


def priced(
    camp: Camp, by: PersonId, topic: TopicId, beside: Cell | None, published: bool = False
) -> tuple[TopicId, Placement | None]:
    """The topic whose move is to be priced, and its placement that stays; in the draft, or in what is ``published``.

    Raises ``Refused``, also for a topic that has several placements of which none is said to stay.
    """
    if not camp.is_organizer(by):
        raise Refused("not-organizer")
    moving = rules.topic_on_wall(camp, topic)
    if published and camp.published is None:
        raise Refused("nothing-published")
    mine = camp.published.of(moving.id) if published and camp.published is not None else camp.draft.of(moving.id)
    stays = next((p for p in mine if p.cell == beside), None)
    if beside is not None and stays is None:
        raise Refused("not-placed", moving.title)
    if len(mine) > 1 and stays is None:
        raise Refused("bad-command", "beside")
    return moving.id, stays


async def count_prices(
    camp: LiveCamp, by: PersonId, topic: TopicId, start: int, beside: Cell | None, published: bool, solver: Solver
) -> wire.Prices:
    """What moving a topic into cells of the draft, or of what is ``published``, would change, from ``start`` on.

    Raises ``Refused``.
    """
    value = camp.value
    moving, home = priced(value, by, topic, beside, published)
    shown = value.published if published and value.published is not None else value.draft
    standing = [p for p in shown.placements if value.stands(p)]
    try:
        problem, placements = await asyncio.to_thread(seats_problem, value, standing, camp.clock.now())
        stays = None if home is None else scheduler.Placement(home.topic, home.slot, home.room)
        found = await solver.prices(problem, placements, moving, start, stays)
    except (SolverDied, SolverRefused, scheduler.InvalidProblem) as error:
        log.exception("what a move costs could not be counted", camp=camp.id)
        raise Refused("prices-failed") from error
    prices = (wire.Price(SlotId(p.slot), RoomId(p.room), p.change, p.people) for p in found)
    cells = len(problem.slots) * len(problem.rooms)
    seq = value.draft_seq if not published else value.publications
    return wire.Prices(seq, moving, start, cells, tuple(prices), beside)


REPAIR_S = 0.4
"""For finding what to do after a loss: whoever stands at the desk waits for it."""


def check_loss(camp: Camp, by: PersonId, lost: Lost, now: Instant) -> None:
    """Raises ``Refused`` for what cannot be lost."""
    if not camp.is_organizer(by):
        raise Refused("not-organizer")
    if camp.published is None:
        raise Refused("nothing-published")
    if lost.room is not None:
        rules.known_room(camp, lost.room)
    for slot in lost.slots:
        rules.session_slot(camp, slot)
    if lost.topic is not None:
        rules.topic_on_wall(camp, lost.topic)
    if (lost.room, lost.topic, lost.wish).count(None) != 2:
        raise Refused("bad-command", "room, topic or wish")
    if lost.wish is not None and not is_open(camp, lost.wish, now):
        raise Refused("request-gone", rules.known_topic(camp, lost.wish.topic).title)


async def repair(camp: LiveCamp, by: PersonId, lost: Lost, solver: Solver) -> wire.Repair:
    """What to do when something is lost, with as few moves as pay. Raises ``Refused``."""
    value, now = camp.value, camp.clock.now()
    check_loss(value, by, lost, now)
    assert value.published is not None  # noqa: S101 - for the type checker
    try:
        problem = await asyncio.to_thread(repair_problem, value, lost, now)
        before = [scheduler.Placement(p.topic, p.slot, p.room) for p in value.published.placements if value.stands(p)]
        found = await solver.repair(problem, before, REPAIR_S, value.seq)
    except SolverRefused as error:
        raise Refused("plan-infeasible" if error.infeasible else "plan-failed") from error
    except (SolverDied, scheduler.InvalidProblem) as error:
        log.exception("what to do after a loss could not be found", camp=camp.id)
        raise Refused("plan-failed") from error
    command = c.Rearrange(value.published.number, moves_to(value, found.plan), lost.room, lost.slots)
    shown = {p.topic for p in value.published.placements}
    unplaced = tuple(u for u in unplaced_of(found.plan) if u.topic in shown)
    return wire.Repair(command, unplaced, shares(found.before), shares(found.after))


def shares(counted: Counted) -> wire.Counts:
    """What people get, as organizers are shown it."""
    return wire.Counts(wire.Share(*counted.must), wire.Share(*counted.interested), counted.seats, counted.value)


class Ending(Struct, frozen=True):
    """How a search ended: with a draft, or with an error. ``ways``: each would be enough for a plan."""

    error: Refused | None = None
    ways: tuple[tuple[wire.Rule, ...], ...] = ()


async def work_out(
    camp: LiveCamp, by: PersonId, progress: "Progress", find: Find, client: str = "system", n: int = UNCOUNTED
) -> Ending:
    """Finds a plan and makes it the draft; shows how that goes, but not how it ended.

    ``client`` and ``n``: with a counter, the plan is adopted once however many do the same search.
    """
    began = perf_counter()
    ending = await _work_out(camp, by, progress, find, client, n)
    seconds = perf_counter() - began
    how = "draft" if ending.error is None else ending.error.code
    metrics.SEARCH_SECONDS.labels(how).observe(seconds)
    log.info("a search ended", camp=camp.id, code=how, seconds=round(seconds, 3))
    return ending


async def _work_out(camp: LiveCamp, by: PersonId, progress: "Progress", find: Find, client: str, n: int) -> Ending:
    value = camp.value
    release = camp.hold()
    ticking = asyncio.create_task(progress.tick())
    try:
        plan = await find(problem_of(value, camp.clock.now()), value.seq)
        progress.show(plan)
        adopted = c.AdoptPlan(value.seq, placements_of(plan), unplaced_of(plan), plan.value, plan.bound)
        await camp.ask(adopted, by, client, n)
    except Refused as refused:
        return Ending(refused)
    except SolverRefused as refused:
        log.warning("no plan", camp=camp.id, code="infeasible" if refused.infeasible else "failed")
        return Ending(Refused("plan-infeasible" if refused.infeasible else "plan-failed"), ways_of(refused.fixes))
    except SolverDied:
        log.exception("the solver died", camp=camp.id)
        return Ending(Refused("plan-failed"))
    except scheduler.InvalidProblem:
        log.exception("the camp makes no valid problem", camp=camp.id)
        return Ending(Refused("plan-failed"))
    finally:
        ticking.cancel()
        release()
    return Ending()


async def count_seats(camp: LiveCamp, shown: Schedule, solver: Solver) -> None:
    """Who sits where in a publication. Raises ``SolverDied``, ``SolverRefused``, ``InvalidProblem`` and ``Refused``."""
    standing = [p for p in shown.placements if camp.value.stands(p)]
    problem, placements = seats_problem(camp.value, standing, camp.clock.now())
    kept = shown.seats if shown.seats is not None else Map()
    if kept:
        problem, placements = seats_left(problem, placements, kept)
    seats = _seats(await solver.seat(problem, placements))
    whole = {person: dict(by_slot) for person, by_slot in kept.items()}
    for person, by_slot in seats.items():
        whole[person] = whole.get(person, {}) | by_slot
    await camp.ask(c.AssignSeats(shown.number, whole), None)


class Progress:
    """What organizers see of a running search."""

    def __init__(self, camp: LiveCamp, seconds: float) -> None:
        self._camp = camp
        self._began = asyncio.get_running_loop().time()
        self._shown = wire.Solving(running=True, elapsed=0, seconds=seconds)
        self._tell()

    def show(self, plan: scheduler.Plan) -> None:
        metrics.PLANS.inc()
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

    def end(self, ending: Ending) -> None:
        error = None if ending.error is None else refusal(ending.error, str)
        self._shown = replace(self._shown, running=False, elapsed=self._elapsed(), error=error, ways=ending.ways)
        self._tell()

    def _elapsed(self) -> float:
        return round(asyncio.get_running_loop().time() - self._began, 1)

    def _tell(self) -> None:
        self._camp.set_ephemeral(ORGANIZERS, everywhere=True, solving=self._shown)


def _seats(seats: dict[str, dict[str, str]]) -> dict[PersonId, dict[SlotId, TopicId]]:
    return {PersonId(p): {SlotId(s): TopicId(t) for s, t in by_slot.items()} for p, by_slot in seats.items()}
