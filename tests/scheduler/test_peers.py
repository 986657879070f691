from collections.abc import Callable

import msgspec
import pytest

from bench.scheduler.arrays import Arrays, Cell, Unpinnable
from bench.scheduler.generate import generate
from bench.scheduler.methods import PEERS, peer
from bench.scheduler.race import Judge
from bench.scheduler.watch import Watch
from scheduler import Placement, Problem

QUICK = ["votes", "stars", "sessionizer"]


def outcomes(name: str, problem: Problem, seconds: float) -> list[tuple[Placement, ...]]:
    """Everything the peer tells of, as placements."""
    arrays = Arrays(problem)
    told: list[list[Cell]] = []
    peer(name)(arrays, Watch(seconds, lambda _, cells: told.append(cells)), 1)
    return [arrays.placements(cells) for cells in told]


@pytest.mark.parametrize("kind", ["synthetic", "enrolment", "overlaps", "repeats", "away", "pinned", "ordered"])
@pytest.mark.parametrize("name", QUICK)
def test_quick_peers_keep_every_rule(name: str, kind: str) -> None:
    for seed in range(2):
        problem = generate(kind, "small", seed)
        plans = outcomes(name, problem, 0.1)
        judge = Judge(problem)
        assert plans
        assert all(judge.value(placements) > 0 for placements in plans)


@pytest.mark.parametrize("kind", ["synthetic", "everything", "pinned"])
@pytest.mark.parametrize("name", [name for name in PEERS if name not in QUICK])
def test_models_keep_every_rule(name: str, kind: str) -> None:
    problem = generate(kind, "small", 5)
    plans = outcomes(name, problem, 1.0)
    judge = Judge(problem)
    assert plans
    assert all(judge.value(placements) > 0 for placements in plans)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", PEERS)
def test_peers_keep_every_rule_of_tangled_problems(make_problem: Callable[..., Problem], name: str, seed: int) -> None:
    """Frozen slots, current placements and pins at random, which these methods may find no way to keep."""
    problem = make_problem(seed, 8, 3, 3, 12, tricky=True)
    try:
        plans = outcomes(name, problem, 0.3)
    except (Unpinnable, ValueError):
        assert problem.pins
        return
    judge = Judge(problem)
    for placements in plans:
        judge.value(placements)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", ["cpsat", "highs"])
def test_seat_models_find_the_optimum_of_tiny_problems(
    make_problem: Callable[..., Problem], solve_by_trying: Callable[[Problem], int | None], name: str, seed: int
) -> None:
    problem = msgspec.structs.replace(make_problem(seed, 3, 2, 2, 4), current=())
    judge = Judge(problem)
    assert max(judge.value(placements) for placements in outcomes(name, problem, 5.0)) == solve_by_trying(problem)
