"""How a session can be where people ask for it: it changes places with what is there, and nothing else moves."""

import asyncio

import scheduler
from edcamp import wire
from edcamp.domain import commands as c
from edcamp.domain.camp import Camp, Cell, Placement, SessionMove, Wish
from edcamp.domain.decide import decide
from edcamp.domain.ids import Instant, PersonId, RoomId, SlotId
from edcamp.domain.refusals import Refused
from edcamp.domain.requests import other_times
from edcamp.live.camp import LiveCamp
from edcamp.logs import Log
from edcamp.planning.bridge import Lost, seats_problem
from edcamp.planning.search import check_loss, repair, shares
from edcamp.planning.solver import Solver, SolverDied, SolverRefused

log = Log(__name__)

SLOTS_PRICED = 3
"""Of those ahead, for whoever asks for any other time: each may take the solver a second, and somebody waits."""


async def rearrangement(camp: LiveCamp, by: PersonId, lost: Lost, solver: Solver) -> wire.Repair:
    """What to do about a loss, or about what people ask for. Raises ``Refused``."""
    if lost.wish is None:
        return await repair(camp, by, lost, solver)
    check_loss(camp.value, by, lost, camp.clock.now())
    try:
        return await _grant(camp, by, lost.wish, solver)
    except (SolverDied, SolverRefused, scheduler.InvalidProblem, scheduler.InvalidPlan) as error:
        log.exception("how a request can be granted could not be found", camp=camp.id)
        raise Refused("plan-failed") from error


async def _grant(live: LiveCamp, by: PersonId, wish: Wish, solver: Solver) -> wire.Repair:
    """The change that is worth most, of those that are possible. Raises ``Refused`` when none is."""
    camp, now = live.value, live.clock.now()
    shown = camp.published
    assert shown is not None  # noqa: S101 - for the type checker: nobody asks for what is not published
    mine = shown.of(wish.topic)
    home = next(placement for placement in mine if placement.slot == wish.slot)
    standing = [placement for placement in shown.placements if camp.stands(placement)]
    problem, placements = await asyncio.to_thread(seats_problem, camp, standing, now)
    stays = next((p for p in placements if p.topic == wish.topic and p.slot != wish.slot), None)
    wanted = [slot.id for slot in other_times(camp, wish.topic, wish.slot, now) if wish.to in (None, slot.id)]
    prices: list[scheduler.Price] = []
    for slot in wanted[:SLOTS_PRICED]:
        start = [each.id for each in problem.slots].index(slot) * len(problem.rooms)
        found = await solver.prices(problem, placements, wish.topic, start, stays)
        prices += [price for price in found if price.slot == slot]
    there = {placement.cell: placement for placement in standing}
    for price in sorted(prices, key=lambda price: _order(camp, home, there, price)):
        cell = Cell(SlotId(price.slot), RoomId(price.room))
        moves = [SessionMove(wish.topic, home.cell, cell)]
        if cell in there:
            moves.append(SessionMove(there[cell].topic, cell, home.cell))
        command = c.Rearrange(shown.number, tuple(moves))
        if _possible(camp, command, by, now):
            goes = {(move.topic, move.was): move.now for move in moves}
            after = [_moved(placement, goes.get((placement.topic, placement.cell))) for placement in standing]
            before = await solver.count(problem, placements, None)
            then = await solver.count(problem, list(map(_as_known, after)), None)
            return wire.Repair(command, (), shares(before), shares(then))
    raise Refused("request-impossible", camp.topics[wish.topic].title)


def _order(camp: Camp, home: Placement, there: dict[Cell, Placement], price: scheduler.Price) -> tuple[int, ...]:
    """Rooms that have what is needed come first, then what is worth most; of equals what touches fewest."""
    cell = Cell(SlotId(price.slot), RoomId(price.room))
    other = there.get(cell)
    lacking = _lacking(camp, home, cell.room) + (_lacking(camp, other, home.room) if other is not None else 0)
    return lacking, -price.change, price.people, other is not None


def _lacking(camp: Camp, placement: Placement, room: RoomId) -> int:
    """So many more of the topic's needs than now has the room not got."""
    needs = set(camp.topics[placement.topic].needs)
    return max(0, len(needs - {*camp.rooms[room].features}) - len(needs - {*camp.rooms[placement.room].features}))


def _possible(camp: Camp, command: c.Rearrange, by: PersonId, now: Instant) -> bool:
    try:
        decide(camp, command, by, now)
    except Refused:
        return False
    return True


def _moved(placement: Placement, to: Cell | None) -> Placement:
    return placement if to is None else Placement(placement.topic, to.slot, to.room)


def _as_known(placement: Placement) -> scheduler.Placement:
    return scheduler.Placement(placement.topic, placement.slot, placement.room)
