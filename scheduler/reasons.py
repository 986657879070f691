"""Why a topic of a finished plan has no place, read off the grid."""

from __future__ import annotations

import numpy as np

from scheduler.construct import Grid
from scheduler.tables import Tables


def reason(tables: Tables, grid: Grid, t: int) -> str:
    """Why topic t has no place in this grid, in one sentence, without any solver."""
    topic = tables.problem.topics[t]
    if not tables.R:
        return "there are no rooms"
    if not tables.S:
        return "there are no slots"
    rooms = np.flatnonzero(tables.room_ok[t])
    if not len(rooms):
        return f"no room has {_and(sorted(topic.needs))}"
    slots = np.flatnonzero(tables.slot_ok[t])
    if not len(slots):
        return _no_slot(tables, t)
    if not tables.usable[np.ix_(slots, rooms)].any():
        return "every room that suits it is closed in the slots it may have"
    clear = [int(s) for s in slots if not grid.blocked[t, s]]
    if not clear:
        others = sorted({tables.problem.topics[u].id for u, _, _ in grid.cells if u in tables.between[t]})
        return f"in every slot it may have it clashes with {_and(others)} (a shared host, not_with or after)"
    votes = int(tables.vote_start[t + 1] - tables.vote_start[t])
    wanted = "nobody voted for it" if not votes else "1 vote" if votes == 1 else f"{votes} votes"
    if any(grid.rooms(t, s) for s in clear):
        return f"giving it a room would seat fewer people than leaving it out ({wanted})"
    return f"every room that suits it is taken by topics that seat no fewer people ({wanted})"


def _no_slot(tables: Tables, t: int) -> str:
    topic, problem = tables.problem.topics[t], tables.problem
    away = [problem.people[p].id for p in tables.hosts[t] if tables.away[:, p].any()]
    names = range(tables.S) if topic.slots is None else [tables.slot_index[s] for s in topic.slots]
    if not len(names):
        return "it may not be in any slot"
    if all(tables.frozen[s] for s in names):
        return "every slot it may have has begun or is about to"
    if away:
        return f"its host {_and(away)} is away in every slot it may have"
    return "no slot it may have is left"


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
