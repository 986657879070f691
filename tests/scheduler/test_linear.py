import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.linear import LinearProgramme


def knapsack() -> LinearProgramme:
    """Maximize 3a + 2b over a + b <= 4, a + 3b <= 6, a <= 3: the best is 11 at (3, 1)."""
    programme = LinearProgramme()
    a, b = programme.add_variables(2, [3, 2], 0, [3, 10]).tolist()
    programme.add_rows([4.0], ([0, 0], [a, b], 1))
    row = programme.add_rows([6.0], ([0], [a], 1))
    programme.add_factors(row, np.array([b]), np.array([3.0]))
    return programme


def test_values_and_multipliers_agree() -> None:
    programme = knapsack()
    found = programme.solve(5.0)
    assert found is not None
    values, multipliers = found
    assert values == pytest.approx([3, 1])
    assert programme.worth(values) == pytest.approx(11)
    assert programme.bound(multipliers) == pytest.approx(11)


def test_the_first_order_method_agrees(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.linear.MOST_SIMPLEX_ROWS", 0)
    programme = knapsack()
    found = programme.solve(5.0)
    assert found is not None
    assert programme.bound(found[1]) == pytest.approx(11, abs=1e-3)
    assert programme.bound(found[1]) >= 11 - 1e-9


@given(st.lists(st.floats(0, 10), min_size=2, max_size=2))
def test_any_multipliers_bound(multipliers: list[float]) -> None:
    assert knapsack().bound(multipliers) >= 11 - 1e-9


def test_a_stopped_programme_is_not_solved() -> None:
    programme = knapsack()
    programme.stop()
    assert programme.solve(0.0) is None
