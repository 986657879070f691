from datetime import UTC, datetime

import scheduler
from edcamp.planning.counting import Counted, count

NINE, TEN, ELEVEN = (datetime(2026, 11, 28, hour, tzinfo=UTC) for hour in (9, 10, 11))

PROBLEM = scheduler.Problem(
    rooms=(scheduler.Room("hall", 9),),
    slots=(scheduler.Slot("s1", NINE, TEN), scheduler.Slot("s2", TEN, ELEVEN)),
    topics=(scheduler.Topic("apples", hosts=("ana",)), scheduler.Topic("beans"), scheduler.Topic("corn")),
    people=(
        scheduler.Person("ana", {"apples": "must", "corn": "interested"}),
        scheduler.Person("ben", {"apples": "must", "beans": "interested", "corn": "must"}),
        scheduler.Person("cleo", {"beans": "interested"}),
        scheduler.Person("dora", {}),
        scheduler.Person("ed", {"corn": "must"}),
    ),
)
PLACED = (scheduler.Placement("apples", "s1", "hall"), scheduler.Placement("beans", "s2", "hall"))


def test_votes_with_a_seat_and_people_by_their_seats() -> None:
    """Ana's vote for her own topic asks for no seat; who has no vote at all has not been left with nothing."""
    seats = {"ben": {"s1": "apples", "s2": "beans"}, "cleo": {"s2": "beans"}}
    assert count(PROBLEM, PLACED, seats, 12) == Counted(
        must=(1, 3), interested=(2, 3), seats=(2, 1, 1), nothing=("ana", "ed"), value=12
    )


def test_a_seat_in_what_no_longer_takes_place_is_none() -> None:
    seats = {"ben": {"s1": "apples", "s2": "beans"}, "cleo": {"s2": "beans"}}
    counted = count(PROBLEM, PLACED[:1], seats, None)
    assert (counted.interested, counted.nothing) == ((0, 3), ("ana", "cleo", "ed"))


def test_nobody_who_votes_gets_nothing() -> None:
    assert count(scheduler.Problem(), (), {}, 0) == Counted((0, 0), (0, 0), (), (), 0)
