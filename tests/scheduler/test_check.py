import msgspec
import pytest

from scheduler import Person, Pin, Placement, Plan, Problem, Room, Slot, Topic, Unplaced, Weights, check, solve


@pytest.fixture(scope="module")
def strict(camp: Problem) -> Problem:
    """The camp with one rule of every kind."""
    rooms = (*camp.rooms, Room("loft", 2, (), closed=("s2",)))
    long = Slot("all", camp.slots[0].start, camp.slots[1].end)
    topics = (
        *camp.topics,
        Topic("eggs", not_with=("dogs",), slots=("s1",), hosts=("dee",)),
        Topic("fish", after=("dogs",)),
    )
    people = tuple(Person("dee", x.votes, ("s2",)) if x.id == "dee" else x for x in camp.people)
    return msgspec.structs.replace(camp, rooms=rooms, topics=topics, people=people, slots=(*camp.slots, long))


def place(*triples: tuple[str, str, str]) -> tuple[Placement, ...]:
    return tuple(Placement(*x) for x in triples)


def codes(problem: Problem, placements: tuple[Placement, ...]) -> list[str]:
    """Codes of what is wrong with the placements themselves."""
    report = check(problem, Plan(placements, (), 0, 10_000, 1.0, 0.0))
    return [x.code for x in report.violations if x.code not in ("unplaced-list", "value")]


@pytest.mark.parametrize(
    ("placements", "expected"),
    [
        (place(("art", "s1", "hall"), ("code", "s2", "hall")), []),
        (place(("yoga", "s1", "hall")), ["unknown-topic"]),
        (place(("art", "s9", "hall")), ["unknown-slot"]),
        (place(("art", "s1", "attic")), ["unknown-room"]),
        (place(("art", "s2", "loft")), ["room-closed"]),
        (place(("code", "s1", "den")), ["needs"]),
        (place(("eggs", "s2", "den")), ["slot-not-allowed", "host-away"]),
        (place(("art", "s1", "den"), ("dogs", "s1", "den")), ["room-taken"]),
        (place(("art", "s1", "den"), ("dogs", "all", "den")), ["room-taken"]),
        (place(("art", "s1", "den"), ("bees", "s1", "hall")), ["host-busy"]),
        (place(("art", "s1", "den"), ("bees", "all", "hall")), ["host-busy"]),
        (place(("eggs", "s1", "den"), ("dogs", "s1", "hall")), ["not-with"]),
        (place(("fish", "s1", "den"), ("dogs", "s2", "hall")), ["after"]),
        (place(("fish", "s1", "den"), ("dogs", "s1", "hall")), ["after"]),
        (place(("art", "s1", "den"), ("art", "s2", "den")), ["repeats"]),
        (place(("art", "s1", "den"), ("art", "s1", "hall")), ["beside-itself", "repeats"]),
        (place(("art", "s1", "den"), ("art", "s1", "den")), ["room-taken", "beside-itself", "repeats", "placed-twice"]),
    ],
)
def test_check_names_each_broken_rule(strict: Problem, placements: tuple[Placement, ...], expected: list[str]) -> None:
    assert codes(strict, placements) == expected


def test_check_wants_pins_kept(camp: Problem) -> None:
    pinned = msgspec.structs.replace(camp, pins=(Pin("art", "s1"), Pin("dogs", "s2", "den")))
    assert codes(pinned, place(("art", "s1", "den"), ("dogs", "s2", "den"))) == []
    assert codes(pinned, place(("art", "s2", "hall"), ("dogs", "s2", "den"))) == ["pin"]
    assert codes(pinned, place(("art", "s1", "den"), ("dogs", "s2", "hall"))) == ["pin"]


def test_check_takes_frozen_slots_as_facts(camp: Problem) -> None:
    stood = place(("code", "s1", "den"))  # the projector has left the room since
    frozen = msgspec.structs.replace(camp, current=stood, frozen=("s1",))
    assert codes(frozen, stood) == []
    assert codes(frozen, ()) == ["frozen"]
    assert codes(frozen, (*stood, *place(("art", "s1", "hall")))) == ["frozen"]


def test_check_wants_each_topic_placed_or_named(camp: Problem) -> None:
    report = check(camp, Plan((), (), 0, 0, 0.0, 0.0))
    assert [x.about for x in report.violations] == [("art",), ("bees",), ("code",), ("dogs",)]


def test_check_refuses_a_topic_left_out_that_is_not_there(camp: Problem) -> None:
    left = (*(Unplaced(x.id, "") for x in camp.topics), Unplaced("yoga", ""))
    report = check(camp, Plan((), left, 0, 0, 0.0, 0.0))
    assert [(x.code, x.about) for x in report.violations] == [("unplaced-list", ("yoga",))]


@pytest.mark.parametrize("placements", [(), (("art", "s1", "hall"),), (("art", "s1", "hall"), ("art", "s2", "hall"))])
def test_check_counts_each_placed_topic_once(camp: Problem, placements: tuple[tuple[str, str, str], ...]) -> None:
    topics = tuple(msgspec.structs.replace(x, repeats=2) for x in camp.topics)
    problem = msgspec.structs.replace(camp, topics=topics, weights=Weights(0, 0, 0, placed=7))
    left = tuple(Unplaced(x.id, "") for x in topics if x.id != "art" or not placements)
    worth = 7 if placements else 0
    report = check(problem, Plan(place(*placements), left, worth, worth, 0.0, 0.0))
    assert (report.violations, report.value, report.exact) == ((), worth, True)


@pytest.fixture(scope="module")
def good(camp: Problem) -> Plan:
    return solve(camp, 0.5)


def test_check_accepts_the_solver(camp: Problem, good: Plan) -> None:
    report = check(camp, good)
    assert (report.ok, report.value, report.exact, report.violations) == (True, good.value, True, ())


def test_check_refuses_false_claims(camp: Problem, good: Plan) -> None:
    for change, code in (
        ({"value": good.value + 1}, "value"),
        ({"bound": good.value - 1}, "bound"),
        ({"gap": 0.5}, "gap"),
    ):
        report = check(camp, msgspec.structs.replace(good, **change))
        assert code in [x.code for x in report.violations]


@pytest.mark.parametrize(
    ("seats", "code"),
    [
        ({"bob": {"s1": "yoga"}}, "seat-nowhere"),
        ({"dee": {"s1": "art"}}, "seat-not-possible"),
        ({"ann": {"s1": "art"}}, "seat-not-possible"),
        ({"bob": {"s1": "art"}, "cid": {"s1": "art"}}, "over-capacity"),
        ({"bob": {"s1": "art", "s2": "art"}}, "seat-twice"),
    ],
)
def test_check_refuses_impossible_seats(camp: Problem, seats: dict[str, dict[str, str]], code: str) -> None:
    twice = tuple(Topic("art", ("ann",), repeats=2) if x.id == "art" else x for x in camp.topics)
    problem = msgspec.structs.replace(camp, topics=twice)
    placements = place(("art", "s1", "den"), ("art", "s2", "den"), ("code", "s1", "hall"))
    report = check(problem, Plan(placements, (), 0, 0, 0.0, 0.0, True, seats))
    assert code in [x.code for x in report.violations]


def test_check_without_recount_believes_the_seats_alone(camp: Problem, good: Plan) -> None:
    report = check(camp, good, recounted=False)
    assert (report.violations, report.value, report.exact) == ((), good.value, False)
    unseated = msgspec.structs.replace(good, seats=None)
    assert [x.code for x in check(camp, unseated, recounted=False).violations] == ["value"]
    assert check(camp, unseated).ok


def test_check_refuses_two_seats_at_one_time(strict: Problem) -> None:
    placements = place(("dogs", "s1", "den"), ("bees", "all", "hall"))
    report = check(strict, Plan(placements, (), 0, 0, 0.0, 0.0, True, {"cid": {"s1": "dogs", "all": "bees"}}))
    assert "seat-overlap" in [x.code for x in report.violations]
