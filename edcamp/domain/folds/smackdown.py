"""The smackdown: whoever likes to shows something for two minutes, one after the other."""

from typing import Any

from msgspec.structs import replace

from edcamp.domain import records as r
from edcamp.domain.camp import Camp, Smackdown, Turn
from edcamp.domain.changes import Fold, Folds, Restores
from edcamp.domain.ids import PersonId
from edcamp.domain.turns import takes_part


def _smackdown_held(camp: Camp, record: r.SmackdownHeld, fold: Fold) -> Camp:
    return _set_smackdown(camp, "", Smackdown() if record.held else None, fold)


def _turn_taken(camp: Camp, record: r.TurnTaken, fold: Fold) -> Camp:
    held, turn = _held(camp), Turn(record.person, record.shows)
    if held.on is not None and held.on.person == record.person:
        return _set_smackdown(camp, "", replace(held, on=turn), fold)
    queue = tuple(turn if waiting.person == record.person else waiting for waiting in held.queue)
    return _set_smackdown(camp, "", replace(held, queue=queue if turn in queue else (*queue, turn)), fold)


def _turn_given_up(camp: Camp, record: r.TurnGivenUp, fold: Fold) -> Camp:
    held = _held(camp)
    if held.on is not None and held.on.person == record.person:
        held = replace(held, on=None, since=None, done=(*held.done, held.on))
    return _set_smackdown(camp, "", replace(held, queue=_without(held.queue, record.person)), fold)


def _turn_ordered(camp: Camp, record: r.TurnOrdered, fold: Fold) -> Camp:
    held = _held(camp)
    turn = next(turn for turn in held.queue if turn.person == record.person)
    others = _without(held.queue, record.person)
    place = next((i for i, other in enumerate(others) if other.person == record.before), len(others))
    return _set_smackdown(camp, "", replace(held, queue=(*others[:place], turn, *others[place:])), fold)


def _floor_given(camp: Camp, record: r.FloorGiven, fold: Fold) -> Camp:
    """Whoever was on has been; a person who has been on, and is so again, is so with what they showed last."""
    held = _held(camp)
    turn = next((turn for turn in held.queue if turn.person == record.person), None)
    done = held.done
    if turn is None and record.person is not None:
        last = max(i for i, turn in enumerate(done) if turn.person == record.person)
        turn, done = done[last], (*done[:last], *done[last + 1 :])
    if held.on is not None:
        done = (*done, held.on)
    queue = _without(held.queue, record.person)
    since = fold.at if turn is not None else None
    return _set_smackdown(camp, "", Smackdown(queue, turn, since, done), fold)


def forget_turns(camp: Camp, person: PersonId, fold: Fold) -> Camp:
    held = camp.smackdown
    if held is None or not takes_part(camp, person):
        return camp
    if held.on is not None and held.on.person == person:
        held = replace(held, on=None, since=None)
    held = replace(held, queue=_without(held.queue, person), done=_without(held.done, person))
    return _set_smackdown(camp, "", held, fold)


def _held(camp: Camp) -> Smackdown:
    return camp.smackdown if camp.smackdown is not None else Smackdown()


def _without(turns: tuple[Turn, ...], person: PersonId | None) -> tuple[Turn, ...]:
    return tuple(turn for turn in turns if turn.person != person)


def _set_smackdown(camp: Camp, key: str, smackdown: Any, fold: Fold) -> Camp:
    fold.changes.touched.append(("smackdown", key))
    fold.changes.public.add("smackdown")
    fold.changes.organizers.add("shown")
    return camp.but(smackdown=smackdown)


FOLDS: Folds = {
    r.SmackdownHeld: _smackdown_held,
    r.TurnTaken: _turn_taken,
    r.TurnGivenUp: _turn_given_up,
    r.TurnOrdered: _turn_ordered,
    r.FloorGiven: _floor_given,
}

RESTORES: Restores = {"smackdown": _set_smackdown}
