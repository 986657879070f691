import msgspec
import pytest

from scheduler import (
    InvalidPlan,
    InvalidProblem,
    Pin,
    Placement,
    Plan,
    Problem,
    Topic,
    read_plan,
    read_problem,
    validate,
)


def test_read_problem_gives_back_what_was_written(camp: Problem) -> None:
    assert read_problem(msgspec.json.encode(camp)) == camp


def test_read_problem_fills_defaults() -> None:
    assert read_problem(b"{}") == Problem()


@pytest.mark.parametrize(
    ("text", "code", "path", "value"),
    [
        (b"{", "not-json", "", None),
        (b"\xff", "not-json", "", None),
        (b"[]", "invalid", "", []),
        (b'{"rom":[]}', "invalid", "", {"rom": []}),
        (b'{"rooms":[{"id":"r","capacity":-1}]}', "invalid", "rooms[0].capacity", -1),
        (b'{"rooms":[{"id":"","capacity":1}]}', "invalid", "rooms[0].id", ""),
        (b'{"topics":[{"id":"t","repeats":0}]}', "invalid", "topics[0].repeats", 0),
        (b'{"rooms":[{"id":"r","capacity":1,"closed":["s9"]}]}', "unknown-slot", "rooms[0].closed[0]", "s9"),
        (b'{"topics":[{"id":"t","hosts":["p9"]}]}', "unknown-person", "topics[0].hosts[0]", "p9"),
        (b'{"topics":[{"id":"t","after":["t"]}]}', "self-reference", "topics[0].after[0]", "t"),
        (b'{"topics":[{"id":"t"},{"id":"t"}]}', "duplicate-id", "topics[1].id", "t"),
        (b'{"people":[{"id":"p","votes":{"t":"must"}}]}', "unknown-topic", "people[0].votes", "t"),
        (b'{"pins":[{"topic":"t","slot":"s"}]}', "unknown-topic", "pins[0].topic", "t"),
        (b'{"frozen":["s"]}', "unknown-slot", "frozen[0]", "s"),
        (b'{"weights":{"must":-3}}', "invalid", "weights.must", -3),
        (
            b'{"slots":[{"id":"s","start":"2026-11-28T09:00:00","end":"2026-11-28T10:00:00"}]}',
            "invalid",
            "slots[0].start",
            "2026-11-28T09:00:00",
        ),
        (
            b'{"slots":[{"id":"s","start":"2026-11-28T09:00:00Z","end":"2026-11-28T09:00:00Z"}]}',
            "empty-slot",
            "slots[0].end",
            "2026-11-28T09:00:00+00:00",
        ),
    ],
)
def test_read_problem_names_what_is_wrong(text: bytes, code: str, path: str, value: object) -> None:
    with pytest.raises(InvalidProblem) as caught:
        read_problem(text)
    assert (caught.value.code, caught.value.path, caught.value.value) == (code, path, value)


def test_validate_refuses_a_room_that_is_not_there(camp: Problem) -> None:
    with pytest.raises(InvalidProblem) as caught:
        validate(msgspec.structs.replace(camp, pins=(Pin("art", "s1", "attic"),)))
    assert caught.value.as_dict() == {
        "code": "unknown-room",
        "message": "there is no room 'attic'",
        "path": "pins[0].room",
        "value": "attic",
    }


def test_validate_refuses_a_current_placement_listed_twice(camp: Problem) -> None:
    twice = (Placement("art", "s1", "hall"), Placement("art", "s1", "hall"))
    with pytest.raises(InvalidProblem) as caught:
        validate(msgspec.structs.replace(camp, current=twice))
    assert caught.value.code == "duplicate-placement"


def test_read_plan_names_what_is_wrong() -> None:
    with pytest.raises(InvalidPlan) as caught:
        read_plan(b'{"placements":[{"topic":"t"}]}')
    assert (caught.value.code, caught.value.path) == ("invalid", "placements[0]")


def test_read_plan_gives_back_what_was_written() -> None:
    plan = Plan((Placement("t", "s", "r"),), (), 3, 4, 0.25, 0.1, True, {"p": {"s": "t"}})
    assert read_plan(msgspec.json.encode(plan)) == plan


def test_structs_are_immutable() -> None:
    with pytest.raises(AttributeError):
        Topic("t").id = "u"  # type: ignore[misc]
