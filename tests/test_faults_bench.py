"""The measurement of faults would see a loss, and a command that was carried out twice."""

from bench.faults import judged
from edcamp.domain.camp import Weight
from edcamp.domain.ids import ClientId, PersonId, TopicId
from edcamp.domain.records import Entry, VoteSet


def vote(seq: int, client: str, n: int) -> Entry:
    record = VoteSet(TopicId("t1"), PersonId("p1"), Weight.MUST)
    return Entry(seq, 0, PersonId("p1"), ClientId(f"p1/{client}"), n, (record,))


def test_what_was_promised_is_looked_for_at_its_place() -> None:
    stored = [vote(1, "a", 1), vote(2, "a", 2)]
    assert judged([("a", 1, 1), ("a", 2, 2)], stored) == (0, 0)
    assert judged([("a", 1, 1), ("a", 3, 3)], stored) == (1, 0)
    assert judged([("a", 2, 1)], stored) == (1, 0)
    assert judged([("a", 1, 2)], stored) == (0, 0)


def test_a_command_that_was_carried_out_again_is_counted() -> None:
    assert judged([("a", 1, 1)], [vote(1, "a", 1), vote(2, "b", 1), vote(3, "a", 1)]) == (0, 1)
    assert judged([], [vote(1, "system", 0), vote(2, "system", 0)]) == (0, 0)
