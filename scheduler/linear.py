"""Linear programmes in arrays, solved by OR-Tools; a bound is recomputed from the multipliers, so it is proven.

The programme is: maximize c x over A x <= b, l <= x <= h. Any multipliers u >= 0 of its rows bound the maximum by
u b + sum max(l r, h r) with r = c - u A, however badly the solver converged (weak duality).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from ortools.math_opt import callback_pb2, model_parameters_pb2, model_pb2, parameters_pb2
from ortools.math_opt.core.python import solver
from ortools.util.python.pybind_solve_interrupter import PySolveInterrupter

from scheduler.tables import Ints

Reals = npt.NDArray[np.float64]

# Beyond this many rows the simplex method is slower than the first-order method, whose multipliers are good enough.
MOST_SIMPLEX_ROWS = 8_000


class LinearProgramme:
    """Built by blocks of variables and rows; an array per property, since a large one has a million factors."""

    def __init__(self) -> None:
        self._variables: list[tuple[Reals, Reals, Reals]] = []
        self._factors: list[tuple[Ints, Ints, Reals]] = []
        self._limits: list[Reals] = []
        self.width = 0
        self.height = 0
        self._interrupter = PySolveInterrupter()

    def add_variables(self, count: int, cost: npt.ArrayLike, low: npt.ArrayLike, high: npt.ArrayLike) -> Ints:
        """The indices of new variables; scalars count for all of them."""
        cost, low, high = (np.broadcast_to(np.asarray(x, dtype=np.float64), (count,)) for x in (cost, low, high))
        self._variables.append((cost, low, high))
        self.width += count
        return np.arange(self.width - count, self.width)

    def add_rows(self, limits: npt.ArrayLike, *terms: tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike]) -> Ints:
        """The indices of new rows with these limits; a term is (row within the block, variable, factor) arrays."""
        limits = np.asarray(limits, dtype=np.float64)
        for row, variable, factor in terms:
            rows = np.asarray(row, dtype=np.int64) + self.height
            factors = np.broadcast_to(np.asarray(factor, dtype=np.float64), rows.shape)
            self._factors.append((rows, np.asarray(variable, dtype=np.int64), factors))
        self._limits.append(limits)
        self.height += len(limits)
        return np.arange(self.height - len(limits), self.height)

    def add_factors(self, rows: Ints, variables: Ints, factors: Reals) -> None:
        """Put variables into rows that are there."""
        self._factors.append((rows, variables, factors))

    def stop(self) -> None:
        """Ask a running `solve`, and every later one, to come back at once."""
        self._interrupter.interrupt()

    def solve(self, seconds: float, tolerance: float = 1e-6) -> tuple[Reals, Reals] | None:
        """Values and multipliers, none negative; None when it was stopped or time was too short for any.

        `tolerance` (relative) matters to the first-order method alone.
        """
        if seconds <= 0:
            return None
        simplex = self.height <= MOST_SIMPLEX_ROWS
        kind: Any = parameters_pb2.SOLVER_TYPE_GLOP if simplex else parameters_pb2.SOLVER_TYPE_PDLP
        result = solver.solve(
            self._model(),
            kind,
            parameters_pb2.SolverInitializerProto(),
            _parameters(seconds, None if simplex else tolerance),
            model_parameters_pb2.ModelSolveParametersProto(),
            None,
            callback_pb2.CallbackRegistrationProto(),
            None,
            self._interrupter,
        )
        for found in result.solutions:
            if found.HasField("dual_solution") and found.HasField("primal_solution"):
                values = _dense(found.primal_solution.variable_values, self.width)
                return values, np.maximum(0.0, _dense(found.dual_solution.dual_values, self.height))
        return None

    def bound(self, multipliers: npt.ArrayLike) -> float:
        """What these multipliers, one per row and none negative, prove."""
        multipliers = np.asarray(multipliers, dtype=np.float64)
        cost, low, high = self._columns()
        reduced = cost.copy()
        for rows, variables, factors in self._factors:
            reduced -= np.bincount(variables, multipliers[rows] * factors, minlength=self.width)
        return float(np.maximum(low * reduced, high * reduced).sum() + multipliers @ self.limits())

    def _columns(self) -> tuple[Reals, Reals, Reals]:
        empty = (np.zeros(0), np.zeros(0), np.zeros(0))
        cost, low, high = (np.concatenate(x) for x in zip(empty, *self._variables, strict=True))
        return cost, low, high

    def worth(self, values: Reals) -> float:
        """c x of these values."""
        return float(self._columns()[0] @ values)

    def limits(self) -> Reals:
        """Of every row."""
        return np.concatenate([np.zeros(0), *self._limits])

    def _model(self) -> Any:
        """MathOpt's own form of it, filled from the arrays without a Python object per factor."""
        cost, low, high = self._columns()
        model = model_pb2.ModelProto()
        model.variables.ids.extend(np.arange(self.width))
        model.variables.lower_bounds.extend(low)
        model.variables.upper_bounds.extend(high)
        model.variables.integers.extend([False] * self.width)
        model.objective.maximize = True
        counts = np.flatnonzero(cost)
        model.objective.linear_coefficients.ids.extend(counts)
        model.objective.linear_coefficients.values.extend(cost[counts])
        model.linear_constraints.ids.extend(np.arange(self.height))
        model.linear_constraints.lower_bounds.extend(np.full(self.height, -np.inf))
        model.linear_constraints.upper_bounds.extend(self.limits())
        if self._factors:
            rows, variables, factors = (np.concatenate(x) for x in zip(*self._factors, strict=True))
            order = np.lexsort((variables, rows))
            matrix = model.linear_constraint_matrix
            matrix.row_ids.extend(rows[order])
            matrix.column_ids.extend(variables[order])
            matrix.coefficients.extend(factors[order])
        return model


def _parameters(seconds: float, tolerance: float | None) -> Any:
    parameters = parameters_pb2.SolveParametersProto()
    parameters.time_limit.FromNanoseconds(max(1, int(min(seconds, 1e6) * 1e9)))
    parameters.threads = 1
    if tolerance is not None:
        criteria = parameters.pdlp.termination_criteria.simple_optimality_criteria
        criteria.eps_optimal_relative = tolerance
        criteria.eps_optimal_absolute = tolerance
    return parameters


def _dense(vector: Any, length: int) -> Reals:
    dense = np.zeros(length)
    dense[np.asarray(vector.ids, dtype=np.int64)] = np.asarray(vector.values, dtype=np.float64)
    return dense
