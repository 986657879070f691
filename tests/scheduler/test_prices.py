import itertools
from collections import Counter
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from scheduler import InvalidPlan, Placement, Problem, prices, seat, solve
from scheduler.compiled import Way
from scheduler.kernels.flow import reseat, settle
from scheduler.kernels.repair import repair
from scheduler.prices import Price
from scheduler.seating import Seats
from scheduler.tables import Tables

MakeProblem = Callable[..., Problem]

WAYS = pytest.mark.parametrize("way", ["compiled", "numpy"])


def moved(placements: tuple[Placement, ...], topic: str, slot: str, room: str) -> tuple[Placement, ...]:
    """The board after a hand has put the topic there: what the cell held goes where the topic was, or out."""
    home = next((x for x in placements if x.topic == topic), None)
    there = next((x for x in placements if (x.slot, x.room) == (slot, room)), None)
    rest = [x for x in placements if x not in (home, there)]
    if home is not None and there is not None and there != home:
        rest.append(Placement(there.topic, home.slot, home.room))
    return (*rest, Placement(topic, slot, room))


def one(found: tuple[Price, ...], slot: str, room: str) -> tuple[int, int]:
    [price] = [x for x in found if (x.slot, x.room) == (slot, room)]
    return price.change, price.people


@pytest.fixture
def board() -> tuple[Placement, ...]:
    """Code has the hall first, then art; dogs are in the den first, bees have no place."""
    return Placement("code", "s1", "hall"), Placement("dogs", "s1", "den"), Placement("art", "s2", "hall")


def test_every_cell_has_a_price_and_staying_costs_nothing(camp: Problem, board: tuple[Placement, ...]) -> None:
    found = prices(camp, board, "code")
    assert [(x.slot, x.room) for x in found] == [("s1", "hall"), ("s1", "den"), ("s2", "hall"), ("s2", "den")]
    assert one(found, "s1", "hall") == (0, 0)


def test_a_smaller_room_loses_seats_and_touches_those_who_stay_too(camp: Problem, board: tuple[Placement, ...]) -> None:
    """Ann, Bob and Dee sit in code; in the den only one of them can, and Cid goes with the dogs to the hall."""
    change, people = one(prices(camp, board, "code"), "s1", "den")
    assert change == seat(camp, moved(board, "code", "s1", "den")).value - seat(camp, board).value < 0
    assert people == 4


def test_a_topic_without_a_place_puts_another_out(camp: Problem, board: tuple[Placement, ...]) -> None:
    """Bees instead of dogs: Ann, who leads it, leaves code; Cid has a must instead of a must; Bob stays."""
    change, people = one(prices(camp, board, "bees"), "s1", "den")
    assert change == seat(camp, moved(board, "bees", "s1", "den")).value - seat(camp, board).value
    assert people == 2


def test_moves_of_a_published_board_are_charged(camp: Problem, board: tuple[Placement, ...]) -> None:
    published = replace(camp, current=board)
    free, charged = (one(prices(p, board, "dogs"), "s2", "den")[0] for p in (camp, published))
    assert charged == free - camp.weights.slot_move


def test_hosts_of_both_topics_of_a_swap_are_touched(camp: Problem) -> None:
    quiet = replace(camp, people=tuple(replace(person, votes={}) for person in camp.people))
    swapped = prices(quiet, (Placement("art", "s1", "hall"), Placement("code", "s2", "hall")), "code")
    assert one(swapped, "s1", "hall") == (0, 1)
    assert one(swapped, "s2", "den") == (0, 0)


def test_what_cannot_be_priced_is_named(camp: Problem) -> None:
    twice = (Placement("code", "s1", "hall"), Placement("code", "s2", "hall"))
    for topic, code in (("nothing", "unknown-topic"), ("code", "several-sittings")):
        with pytest.raises(InvalidPlan) as refused:
            prices(camp, twice, topic)
        assert refused.value.code == code


@WAYS
def test_of_nobody_and_nowhere(camp: Problem, board: tuple[Placement, ...], way: Way) -> None:
    deserted = replace(camp, people=(), topics=tuple(replace(topic, hosts=()) for topic in camp.topics))
    assert {(x.change, x.people) for x in prices(deserted, board, "code", way=way)} == {(0, 0)}
    everywhere = [Placement("dogs", slot.id, room.id) for slot in camp.slots for room in camp.rooms]
    assert [x.change for x in prices(camp, (), "dogs", way=way)] == [seat(camp, (x,)).value for x in everywhere]
    assert prices(replace(camp, rooms=()), (), "dogs", way=way) == ()


@WAYS
def test_of_two_sittings_one_moves_or_is_added(camp: Problem, way: Way) -> None:
    """Code may run twice. Its sitting in the hall stays; the repeat is moved, or a first one is priced."""
    one_sitting = (Placement("code", "s1", "hall"), Placement("dogs", "s1", "den"))
    two_sittings = (*one_sitting, Placement("code", "s2", "den"))

    for board in (one_sitting, two_sittings):
        found = prices(camp, board, "code", beside=one_sitting[0], way=way)
        for price in found:
            if (price.slot, price.room) == ("s1", "hall"):
                assert (price.change, price.people) == (0, 0), "it is there"
            elif price.slot == "s2":
                after = (*one_sitting, Placement("code", price.slot, price.room))
                assert price.change == seat(camp, after).value - seat(camp, board).value, price
    swapped = one(prices(camp, two_sittings, "code", beside=two_sittings[2], way=way), "s1", "den")
    after = (Placement("dogs", "s1", "hall"), Placement("code", "s1", "den"), two_sittings[2])
    assert swapped[0] == seat(camp, after).value - seat(camp, two_sittings).value


def test_a_sitting_that_is_not_there_cannot_stay(camp: Problem, board: tuple[Placement, ...]) -> None:
    for beside in (Placement("code", "s2", "hall"), Placement("dogs", "s1", "den")):
        with pytest.raises(InvalidPlan) as refused:
            prices(camp, board, "code", beside=beside)
        assert refused.value.code == "not-there"


def test_what_time_does_not_allow_is_counted_by_the_next_call(camp: Problem, board: tuple[Placement, ...]) -> None:
    whole = prices(camp, board, "code")
    parts = [prices(camp, board, "code", seconds=0.0, start=start) for start in range(5)]
    assert [len(part) for part in parts] == [1, 1, 1, 1, 0]
    assert sum(parts, ()) == whole
    assert prices(camp, board, "code", start=2) == whole[2:]


@WAYS
@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 10_000), topic=st.integers(0, 8), people=st.sampled_from([5, 12, 30]))
def test_changes_equal_the_difference_of_two_exact_seatings(
    make_problem: MakeProblem, way: Way, seed: int, topic: int, people: int
) -> None:
    problem = make_problem(seed, 9, 3, 3, people)
    placements = solve(problem, 0.0).placements
    before = seat(problem, placements).value
    for price in prices(problem, placements, f"t{topic}", 60.0, way=way):
        after = moved(placements, f"t{topic}", price.slot, price.room)
        assert price.change == seat(problem, after).value - before, price


def test_compiled_once_for_every_kind_of_problem(make_problem: MakeProblem) -> None:
    for seed in range(4):
        problem = make_problem(seed, 5, 2, 3, 6, tricky=True)
        prices(problem, tuple(Placement(f"t{i}", f"s{i % 3}", f"r{i // 3}") for i in range(5)), "t1", way="compiled")
    for kernel in (reseat, settle, repair):
        assert len(kernel.signatures) <= 1


Day = frozenset[tuple[str, str, str]]


def best_days(problem: Problem, placements: tuple[Placement, ...]) -> list[dict[str, Day]]:
    """The days of all people in every seating of the largest value, by trying every one."""
    worth = {"interested": problem.weights.interested, "must": problem.weights.must}
    hosts = {topic.id: topic.hosts for topic in problem.topics}
    choices = []
    for person in problem.people:
        led = {x.slot for x in placements if person.id in hosts[x.topic]}
        mine = [x for x in placements if x.topic in person.votes and x.slot not in (*person.away, *led)]
        sets = (c for n in range(len(mine) + 1) for c in itertools.combinations(mine, n))
        choices.append([c for c in sets if len({x.slot for x in c}) == len(c)])
    most = -1
    found: list[dict[str, Day]] = []
    for seating in itertools.product(*choices):
        load = Counter(x for mine in seating for x in mine)
        if any(load[x] > next(r.capacity for r in problem.rooms if r.id == x.room) for x in load):
            continue
        votes = sum(worth[p.votes[x.topic]] for p, mine in zip(problem.people, seating, strict=True) for x in mine)
        value = votes + problem.weights.first * sum(1 for mine in seating if mine)
        if value > most:
            most, found = value, []
        if value == most:
            found.append({p.id: day(mine) for p, mine in zip(problem.people, seating, strict=True)})
    return found


def day(sessions: Iterable[Placement]) -> Day:
    return frozenset((x.topic, x.slot, x.room) for x in sessions)


@WAYS
@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 10_000), topic=st.integers(0, 4))
def test_people_are_those_of_the_best_seating_that_is_nearest(
    make_problem: MakeProblem, way: Way, seed: int, topic: int
) -> None:
    problem = make_problem(seed, 5, 2, 2, 4)
    problem = replace(problem, weights=replace(problem.weights, interested=1))
    placements = solve(problem, 0.0).placements
    hosting = {p.id: [t.id for t in problem.topics if p.id in t.hosts] for p in problem.people}
    seats = seat(problem, placements).seats
    before = {p.id: day(x for x in placements if seats.get(p.id, {}).get(x.slot) == x.topic) for p in problem.people}
    for price in prices(problem, placements, f"t{topic}", 60.0, way=way):
        after = moved(placements, f"t{topic}", price.slot, price.room)
        best = best_days(problem, after)
        kept = [sum(len(attended(before[p]) & attended(days[p])) for p in before) for days in best]
        nearest = [days for days, count in zip(best, kept, strict=True) if count == max(kept)]
        leads = {p: (led(hosting[p], placements), led(hosting[p], after)) for p in before}
        counts = {sum(before[p] != days[p] or leads[p][0] != leads[p][1] for p in before) for days in nearest}
        assert price.people in counts, price


def attended(sessions: Day) -> set[tuple[str, str]]:
    return {(topic, slot) for topic, slot, _ in sessions}


def led(topics: list[str], placements: tuple[Placement, ...]) -> Day:
    return day(x for x in placements if x.topic in topics)


@WAYS
@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 10_000), topic=st.integers(0, 4), repeat=st.booleans())
def test_with_repeats_or_overlapping_slots_a_price_never_promises_more_than_there_is(
    make_problem: MakeProblem, way: Way, seed: int, topic: int, repeat: bool
) -> None:
    problem = make_problem(seed, 5, 2, 3, 6, tricky=True)
    placements = tuple(Placement(f"t{i}", f"s{i % 3}", f"r{i // 3}") for i in range(5))
    if repeat:
        placements += (Placement(f"t{(topic + 1) % 5}", "s2", "r1"),)
    tables = Tables(problem)
    known = Seats(tables).quick(tables.cells(placements), fair=True)
    for price in prices(problem, placements, f"t{topic}", 60.0, way=way):
        board = moved(placements, f"t{topic}", price.slot, price.room)
        if len({(x.topic, x.slot) for x in board}) < len(board):
            continue  # two sittings at once: against the rules, and nobody says which of them has moved
        after = seat(problem, board)
        assert after.exact
        if repeat or tables.has_overlaps:
            assert known.value + price.change <= after.value
        else:
            assert known.value + price.change == after.value


@WAYS
@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 10_000), topic=st.integers(0, 3))
def test_a_repeat_that_is_added_never_promises_more_than_there_is(
    make_problem: MakeProblem, way: Way, seed: int, topic: int
) -> None:
    problem = make_problem(seed, 5, 2, 3, 6)
    board = tuple(Placement(f"t{i}", f"s{i % 3}", f"r{i // 3}") for i in range(5))
    value = seat(problem, board).value
    for price in prices(problem, board, f"t{topic}", 60.0, beside=board[topic], way=way):
        target = Placement(f"t{topic}", price.slot, price.room)
        rest = [x for x in board if (x.slot, x.room) != (price.slot, price.room)]
        after = seat(problem, board if target == board[topic] else (*rest, target))
        assert value + price.change <= after.value
