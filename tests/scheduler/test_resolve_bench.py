import pytest

from bench.scheduler.generate import generate
from bench.scheduler.race import Judge
from bench.scheduler.resolve import Change, changes, moved
from scheduler import Placement, solve, validate


@pytest.mark.parametrize("kind", ["synthetic", "everything"])
def test_changes_leave_a_problem_that_can_be_solved_with_the_past_as_it_was(kind: str) -> None:
    problem = generate(kind, "small", 2)
    published = solve(problem, 0.0).placements
    found = changes(problem, published, 1)
    assert [change.name for change in found] == ["a room is lost", "a host leaves", "five topics arrive"]
    for change in found:
        validate(change.problem)
        assert change.problem.current == published
        plan = solve(change.problem, 0.0)
        Judge(change.problem).value(plan.placements)
        moved(change, plan.placements, {})


def test_moves_are_counted_with_the_people_who_sat_there() -> None:
    problem = generate("synthetic", "small", 2)
    slots, rooms = [slot.id for slot in problem.slots], [room.id for room in problem.rooms]
    was = tuple(Placement(f"t{i}", slots[3 if i < 4 else 0], rooms[i]) for i in range(5))
    change = Change("", changes(problem, was, 1)[1].problem)
    now = (
        Placement("t0", slots[2], rooms[0]),  # another slot
        Placement("t1", slots[3], rooms[4]),  # another room
        was[2],
        was[4],  # and t3 is gone
    )
    seats = {"ann": {slots[3]: "t0"}, "bob": {slots[3]: "t1"}, "cid": {slots[3]: "t2", slots[0]: "t4"}}
    counted = moved(change, now, seats)
    assert (counted.slots, counted.rooms, counted.people) == (2, 1, 2)
    with pytest.raises(AssertionError):
        moved(change, now[:-1], seats)
