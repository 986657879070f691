"""Why a topic of a finished plan has no place, read off the grid: a code for programs, a sentence for people."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scheduler.construct import Grid
from scheduler.problem import ReasonCode, Unplaced
from scheduler.tables import Ints, Tables


def unplaced(tables: Tables, grid: Grid, t: int) -> Unplaced:
    """Topic t, which has no place in this grid, with what is in its way: the first of these that holds, no solver."""
    topic = tables.problem.topics[t]

    def because(code: ReasonCode, words: str, others: Sequence[str] = ()) -> Unplaced:
        return Unplaced(topic.id, words, code, tuple(others))

    if not tables.R:
        return because("no-rooms", "there are no rooms")
    if not tables.S:
        return because("no-slots", "there are no slots")
    rooms = np.flatnonzero(tables.room_ok[t])
    if not len(rooms):
        needs = _unmet(tables, t)
        return because("need-unmet", f"no room has {_and(needs)}", needs)
    slots = np.flatnonzero(tables.slot_ok[t])
    if not len(slots):
        return _without_slot(tables, t)
    open_slots = slots[tables.usable[np.ix_(slots, rooms)].any(axis=1)]
    if not len(open_slots):
        names = [tables.problem.rooms[r].id for r in rooms]
        return because("rooms-closed", "every room that suits it is closed in the slots it may have", names)
    clear = [int(s) for s in open_slots if not grid.blocked[t, s]]
    if not clear:
        others = _clashing(tables, grid, t, open_slots)
        words = f"in every slot it may have it clashes with {_and(others)} (a shared host, not_with or after)"
        return because("clash", words, others)
    votes = int(tables.vote_start[t + 1] - tables.vote_start[t])
    wanted = "nobody voted for it" if not votes else "1 vote" if votes == 1 else f"{votes} votes"
    if any(grid.rooms(t, s) for s in clear):
        return because("not-worth-it", f"the plan is worth more without it ({wanted})")
    return because("rooms-taken", f"every room that suits it is taken by topics that are worth no less ({wanted})")


def _unmet(tables: Tables, t: int) -> list[str]:
    """The needs that no room has; all of them when rooms have each, but none has them together."""
    needs = set(tables.problem.topics[t].needs)
    offered = {feature for room in tables.problem.rooms for feature in room.features}
    return sorted(needs - offered or needs)


def _without_slot(tables: Tables, t: int) -> Unplaced:
    topic = tables.problem.topics[t]
    allowed = range(tables.S) if topic.slots is None else [tables.slot_index[s] for s in topic.slots]
    ahead = [s for s in allowed if not tables.frozen[s]]
    if not len(allowed):
        return Unplaced(topic.id, "it may not be in any slot", "no-slot-allowed")
    if not ahead:
        return Unplaced(topic.id, "every slot it may have has begun or is about to", "slots-frozen")
    away = [tables.problem.people[p].id for p in tables.hosts[t] if tables.away[ahead, p].any()]
    return Unplaced(topic.id, f"its host {_and(away)} is away in every slot it may have", "host-away", tuple(away))


def _clashing(tables: Tables, grid: Grid, t: int, slots: Ints) -> list[str]:
    """The placed topics that keep topic t out of at least one of these slots."""
    return sorted(
        {tables.problem.topics[u].id for u, s2, _ in grid.cells if any(tables.clash(t, int(s), u, s2) for s in slots)}
    )


def _and(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
