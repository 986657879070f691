"""What a command comes to."""

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from edcamp.domain.camp import Camp, Unplaced
from edcamp.domain.ids import Instant
from edcamp.domain.records import AnyRecord


class Decision(Struct, frozen=True):
    """``records`` is empty when what was asked holds already. ``dropped``: placements of a plan that no longer hold."""

    records: tuple[AnyRecord, ...] = ()
    dropped: tuple[Unplaced, ...] = ()


NOTHING = Decision()
"""What was asked holds already."""

Decisions = dict[type, Callable[[Camp, Any, Any, Instant], Decision]]
"""What to ask for each command: a function of the camp, the command, who asks it and when."""


def one(record: AnyRecord) -> Decision:
    return Decision((record,))
