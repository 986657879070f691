import pytest

from edcamp.domain.refusals import Refused
from edcamp.live.limits import FORGET_ABOVE, Limits, TokenBucket, take_from_all


class Watch:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_bucket_gives_a_burst_and_then_its_rate() -> None:
    watch = Watch()
    bucket = TokenBucket(60, 10, watch)
    take_from_all((bucket,), 60)
    with pytest.raises(Refused) as refused:
        take_from_all((bucket,), 1)
    assert (refused.value.code, refused.value.value) == ("slow-down", 1)
    with pytest.raises(Refused) as refused:
        take_from_all((bucket,), 32)
    assert refused.value.value == 4
    watch.now += 3.2
    take_from_all((bucket,), 32)
    assert bucket.wait(1) == pytest.approx(0.1)
    watch.now += 1000
    assert bucket.full
    assert bucket.wait(60) == 0


def test_more_than_a_burst_waits_for_a_full_bucket() -> None:
    watch = Watch()
    bucket = TokenBucket(10, 5, watch)
    bucket.take(10)
    assert bucket.wait(1000) == 2
    watch.now += 2
    assert bucket.wait(1000) == 0


def test_what_one_bucket_refuses_is_taken_from_none() -> None:
    watch = Watch()
    person, camp = TokenBucket(10, 1, watch), TokenBucket(3, 1, watch)
    camp.take(2)
    with pytest.raises(Refused):
        take_from_all((person, camp), 2)
    assert person.full
    assert camp.wait(1) == 0


def test_full_buckets_are_forgotten() -> None:
    watch = Watch()
    limits = Limits(10, 1, watch)
    for n in range(FORGET_ABOVE):
        limits.of(n).take(1)
    limits.of(0).take(5)
    watch.now += 1.5
    limits.of("one more")
    assert len(limits) == 2
    assert limits.of(0).wait(10) == pytest.approx(4.5)
