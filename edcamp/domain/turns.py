"""Turns of a smackdown."""

from edcamp.domain.camp import Camp
from edcamp.domain.ids import PersonId


def takes_part(camp: Camp, person: PersonId) -> bool:
    """Whether the smackdown that is held names them: they wait, are on, or have been."""
    held = camp.smackdown
    turns = (*held.queue, held.on, *held.done) if held is not None else ()
    return any(turn is not None and turn.person == person for turn in turns)
