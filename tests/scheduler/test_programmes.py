import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.programmes import OneSlot, warm
from scheduler.tables import Bools, Ints


class Slot:
    """A random pricing problem of at most seven topics, small enough to try every programme."""

    def __init__(self, seed: int) -> None:
        dice = np.random.default_rng(seed)
        self.topics, self.people = int(dice.integers(1, 8)), int(dice.integers(1, 9))
        self.hosts = [tuple(np.flatnonzero(dice.random(self.people) < 0.15).tolist()) for _ in range(self.topics)]
        votes = dice.random((self.topics, self.people)) < 0.4
        for t, hosts in enumerate(self.hosts):
            votes[t, list(hosts)] = False
        self.start: Ints = np.concatenate(([0], np.cumsum(votes.sum(axis=1)))).astype(np.int64)
        self.person: Ints = np.nonzero(votes)[1].astype(np.int64)
        self.conflict: Bools = np.triu(dice.random((self.topics, self.topics)) < 0.1, 1)
        for t, u in itertools.combinations(range(self.topics), 2):
            self.conflict[t, u] |= bool(set(self.hosts[t]) & set(self.hosts[u]))
        self.conflict |= self.conflict.T
        self.allowed: Bools = dice.random(self.topics) < 0.9
        self.forced = [int(dice.integers(self.topics))] if dice.random() < 0.3 else []
        self.most = int(dice.integers(1, 4))
        self.worth = dice.integers(0, 5, len(self.person)).astype(np.float64)
        self.bonus = dice.integers(-4, 3, self.topics) + dice.random(self.topics)

    def value(self, programme: tuple[int, ...]) -> float:
        seats = np.zeros(self.people)
        for t in programme:
            votes = slice(self.start[t], self.start[t + 1])
            np.maximum.at(seats, self.person[votes], self.worth[votes])
        seats[[p for t in programme for p in self.hosts[t]]] = 0
        return float(seats.sum() + self.bonus[list(programme)].sum())

    def best(self) -> float:
        return max(
            self.value(x)
            for size in range(self.most + 1)
            for x in itertools.combinations(range(self.topics), size)
            if set(self.forced) <= set(x)
            and all(self.allowed[t] or t in self.forced for t in x)
            and not any(self.conflict[t, u] for t, u in itertools.combinations(x, 2))
        )

    def pricing(self, compiled: bool) -> OneSlot:
        return OneSlot(
            self.start,
            self.person,
            self.people,
            self.hosts,
            self.conflict,
            self.allowed,
            self.forced,
            self.most,
            compiled,
        )


def always(nodes: int) -> bool:
    return True


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    warm()


@pytest.mark.parametrize("compiled", [True, False])
@given(seed=st.integers(0, 2**32))
def test_the_best_programme_is_found_and_proven(compiled: bool, seed: int) -> None:
    slot = Slot(seed)
    found = slot.pricing(compiled).best(slot.worth, slot.bonus, -np.inf, 0.0, always)
    assert found.complete
    assert found.value == pytest.approx(slot.best())
    assert found.bound == pytest.approx(slot.best())
    assert slot.value(found.topics) == pytest.approx(found.value)


@pytest.mark.parametrize("compiled", [True, False])
@given(seed=st.integers(0, 2**32), above=st.floats(-3, 3), slack=st.floats(0, 2))
def test_a_rough_proof_is_never_below_the_best(compiled: bool, seed: int, above: float, slack: float) -> None:
    slot = Slot(seed)
    best = slot.best()
    found = slot.pricing(compiled).best(slot.worth, slot.bonus, best + above, slack, always)
    assert best - 1e-9 <= found.bound <= max(best + above, best + slack) + 1e-9


@given(seed=st.integers(0, 2**32))
def test_a_stopped_search_still_bounds(seed: int) -> None:
    slot = Slot(seed)
    found = slot.pricing(False).best(slot.worth, slot.bonus, -np.inf, 0.0, lambda nodes: False)
    assert found.bound >= slot.best() - 1e-9
