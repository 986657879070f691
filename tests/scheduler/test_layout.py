"""What the compiled walk is told, against the tables it was made from."""

from collections.abc import Callable

import numpy as np
import pytest

from scheduler import Problem
from scheduler.kernels import state
from scheduler.kernels.state import BASE, TOPIC
from scheduler.layout import Layout, levels
from scheduler.tables import Tables


def listed(layout: Layout, kind: int, key: int) -> list[int]:
    facts = layout.facts
    head = int(facts.numbers[BASE + kind]) + key
    return [int(x) for x in facts.lists[facts.heads[head] : facts.heads[head + 1]]]


@pytest.mark.parametrize("tricky", [False, True])
@pytest.mark.parametrize("seed", range(12))
def test_lists_say_what_the_tables_say(make_problem: Callable[..., Problem], seed: int, tricky: bool) -> None:
    tables = Tables(make_problem(seed, 9, 3, 3, 20, tricky=tricky))
    layout = Layout(tables)
    session_topic = [int(t) for t in layout.sessions[:, TOPIC]]
    rows = list(zip(tables.vote_topic.tolist(), tables.vote_person.tolist(), levels(tables).tolist(), strict=True))
    for t in range(tables.T):
        assert listed(layout, int(state.VOTE), t) == [4 * p + level for u, p, level in rows if u == t]
        assert listed(layout, int(state.HOST), t) == list(tables.hosts[t])
        there = [s * tables.R + r for u, s, r in sorted(tables.current) if u == t]
        assert listed(layout, int(state.CURRENT), t) == there
    for p in range(tables.P):
        wanted = [4 * i + level for t, q, level in rows if q == p for i in layout.of_topic[t]]
        assert listed(layout, int(state.MINE), p) == wanted
    for i, t in enumerate(session_topic):
        assert listed(layout, int(state.SIBLING), i) == [k for k, u in enumerate(session_topic) if u == t and k != i]
        assert listed(layout, int(state.PLACES), i) == np.flatnonzero(layout.facts.may[i]).tolist()
    for s in range(tables.S):
        others = [o for o in range(tables.S) if o != s and tables.overlaps[s, o]]
        assert listed(layout, int(state.OVERLAP), s) == others
    assert listed(layout, int(state.MOVABLE), 0) == layout.movable


@pytest.mark.parametrize("seed", range(4))
def test_sets_hold_who_voted(make_problem: Callable[..., Problem], seed: int) -> None:
    tables = Tables(make_problem(seed, 9, 3, 3, 70))
    votes = Layout(tables).facts.votes
    bits = np.unpackbits(votes.view(np.uint8), axis=2, bitorder="little").astype(np.bool_)
    dear = levels(tables) == 2
    for row, chosen in ((state.ANY, np.ones_like(dear)), (state.ABOVE, dear)):
        expected = set(zip(tables.vote_topic[chosen].tolist(), tables.vote_person[chosen].tolist(), strict=True))
        assert {(int(t), int(p)) for t, p in np.argwhere(bits[row])} == expected
