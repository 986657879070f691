"""The smackdown: whoever likes to shows something for two minutes, one after the other."""

from edcamp.domain import commands as c
from edcamp.domain import records as r
from edcamp.domain import rules
from edcamp.domain.camp import Camp, Phase, Smackdown, Turn
from edcamp.domain.decision import NOTHING, Decision, Decisions, one
from edcamp.domain.ids import Instant, PersonId
from edcamp.domain.refusals import Refused


def _hold_smackdown(camp: Camp, ask: c.HoldSmackdown, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    if ask.held and Phase.CLOSED in camp.phases:
        raise Refused("camp-closed")
    return NOTHING if (camp.smackdown is not None) == ask.held else one(r.SmackdownHeld(ask.held))


def _take_turn(camp: Camp, ask: c.TakeTurn, by: PersonId, now: Instant) -> Decision:
    rules.joined(camp, by)
    held = _held(camp)
    shows = rules.one_line(ask.shows)
    if len(shows) > rules.SHOWS_MAX:
        raise Refused("shows-long", len(shows))
    known = next((turn for turn in (*held.queue, *_on(held)) if turn.person == by), None)
    if known == Turn(by, shows):
        return NOTHING
    if known is None and len(held.queue) >= rules.TURNS_MAX:
        raise Refused("turns-many", len(held.queue))
    return one(r.TurnTaken(by, shows))


def _give_up_turn(camp: Camp, ask: c.GiveUpTurn, by: PersonId, now: Instant) -> Decision:
    rules.joined(camp, by)
    person = ask.person if ask.person is not None else by
    if person != by:
        rules.organizer(camp, by)
    held = camp.smackdown
    there = held is not None and any(turn.person == person for turn in (*held.queue, *_on(held)))
    return one(r.TurnGivenUp(person)) if there else NOTHING


def _order_turn(camp: Camp, ask: c.OrderTurn, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    waiting = [turn.person for turn in _held(camp).queue]
    if ask.person not in waiting or (ask.before is not None and ask.before not in waiting):
        raise Refused("no-turn")
    place = waiting.index(ask.person)
    after = waiting[place + 1] if place + 1 < len(waiting) else None
    return NOTHING if ask.before in (after, ask.person) else one(r.TurnOrdered(ask.person, ask.before))


def _give_floor(camp: Camp, ask: c.GiveFloor, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    held = _held(camp)
    on = held.on.person if held.on is not None else None
    if ask.person == on:
        return NOTHING
    if ask.person is not None and not any(turn.person == ask.person for turn in (*held.queue, *held.done)):
        raise Refused("no-turn")
    return one(r.FloorGiven(ask.person))


def _held(camp: Camp) -> Smackdown:
    if Phase.CLOSED in camp.phases:
        raise Refused("camp-closed")
    if camp.smackdown is None:
        raise Refused("no-smackdown")
    return camp.smackdown


def _on(held: Smackdown) -> tuple[Turn, ...]:
    return (held.on,) if held.on is not None else ()


DECISIONS: Decisions = {
    c.HoldSmackdown: _hold_smackdown,
    c.TakeTurn: _take_turn,
    c.GiveUpTurn: _give_up_turn,
    c.OrderTurn: _order_turn,
    c.GiveFloor: _give_floor,
}

NEED_A_PERSON = (c.TakeTurn, c.GiveUpTurn)
