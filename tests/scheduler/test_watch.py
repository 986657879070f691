import threading
import time

from bench.scheduler.watch import Clock


def burn(seconds: float) -> None:
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        sum(range(1000))


def test_the_clock_counts_the_busiest_thread_from_when_it_was_made() -> None:
    burn(0.3)
    clock = Clock()
    thread = threading.Thread(target=burn, args=(0.2,))
    thread.start()
    thread.join()
    assert 0.09 <= clock.seconds() < 0.3
    burn(0.1)
    assert 0.14 <= clock.seconds() < 0.4


def test_the_clock_stands_while_nothing_is_done() -> None:
    clock = Clock()
    time.sleep(0.3)
    assert clock.seconds() < 0.2
