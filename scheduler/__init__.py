"""Places topics into rooms and slots so that as many votes as possible become seats; proves how good the result is.

`solve` finds a plan, `check` judges one without the solver, `seat` seats people in given placements, `prices` says what
moving a topic by hand would change, `explain` what stands in the way. `python -m scheduler` does the same with JSON.
`warm_up` compiles the search, which takes half a minute once, or loads what was compiled before, in half a
second; until then `solve` searches with NumPy alone.

Set OPENBLAS_NUM_THREADS=1 before NumPy is imported, above all where other programs run: two threads of linear algebra
that wait for each other's core made the search of a large camp many times slower on a busy machine.
"""

from scheduler.check import Report, Violation, check
from scheduler.compiled import CompilerFailed, warm_up
from scheduler.errors import Infeasible, InvalidPlan, InvalidProblem, SchedulerError
from scheduler.explain import Broken, Explanation, Fix, explain
from scheduler.prices import Price, prices
from scheduler.problem import (
    Moves,
    Person,
    Pin,
    Placement,
    Plan,
    Problem,
    ReasonCode,
    Room,
    Slot,
    Topic,
    Unplaced,
    Weights,
    read_plan,
    read_problem,
    validate,
)
from scheduler.seating import Seating, seat
from scheduler.solve import FEW, solve

__all__ = [
    "FEW",
    "Broken",
    "CompilerFailed",
    "Explanation",
    "Fix",
    "Infeasible",
    "InvalidPlan",
    "InvalidProblem",
    "Moves",
    "Person",
    "Pin",
    "Placement",
    "Plan",
    "Price",
    "Problem",
    "ReasonCode",
    "Report",
    "Room",
    "SchedulerError",
    "Seating",
    "Slot",
    "Topic",
    "Unplaced",
    "Violation",
    "Weights",
    "check",
    "explain",
    "prices",
    "read_plan",
    "read_problem",
    "seat",
    "solve",
    "validate",
    "warm_up",
]
