"""Our scheduler beside what it must beat, on problems from files or made up here: see `python -m bench.scheduler -h`.

The peers are our own implementations of published methods. They share with the scheduler the problem's structs and
the judges (`scheduler.check`, `scheduler.seat`), and nothing else, so that what is wrong in one is seen by the other.
"""
