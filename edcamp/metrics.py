"""What the program counts and times, for Prometheus: written where things happen, shown by ``edcamp.exposition``.

Every label has a closed set of values: nothing that somebody sent, no camp (a server may have hundreds), and no person
ever becomes one. What several processes count adds up.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from prometheus_client import Counter, Gauge, Histogram

_QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Seconds. An fsync takes milliseconds; what takes a second is felt; after five nobody waits any more."""

_SLOW = (0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0)
"""Seconds of a search, which organizers give one to 120."""

_ENTRIES = (1, 2, 5, 10, 20, 50, 100, 200, 512)

# --- who is connected, and what they are sent

CONNECTED = Gauge(
    "edcamp_connected",
    "Connections that are told what changes, by transport; polls while they wait.",
    ["transport"],
    multiprocess_mode="livesum",
)
DELIVERIES = Counter("edcamp_deliveries", "Frames that a connection took, by audience.", ["audience"])
DELIVERED_BYTES = Counter(
    "edcamp_delivered_bytes", "Bytes of those frames, without the transport's wrapping.", ["audience"]
)
TICK_SECONDS = Histogram(
    "edcamp_tick_seconds", "From when a tick was due until everybody had been told.", buckets=_QUICK
)
SLOW = Counter("edcamp_slow", "Times a connection did not take its frame and was left to catch up.")
CATCHING_UP = Gauge("edcamp_catching_up", "Connections that are behind and catch up now.", multiprocess_mode="livesum")
CUT_OFF = Counter("edcamp_cut_off", "Connections that were cut off: they took nothing for a minute, or broke.")
SNAPSHOTS = Counter(
    "edcamp_snapshots",
    "Clients sent for all public documents: they had none (first), of another past (epoch), or missed much (large).",
    ["why"],
)

# --- what they ask

ASK_SECONDS = Histogram(
    "edcamp_ask_seconds",
    "From when a message of commands was asked until all of it was durable.",
    buckets=_QUICK,
)
ACCEPTED = Counter("edcamp_accepted", "Commands that hold: durable, or the case already.")
REFUSED = Counter("edcamp_refused", "Refusals that somebody was answered, by code.", ["code"])

# --- the journal

APPEND_SECONDS = Histogram("edcamp_append_seconds", "One append to the journal, until it was durable.", buckets=_QUICK)
APPEND_ENTRIES = Histogram("edcamp_append_entries", "Entries in one append.", buckets=_ENTRIES)
APPEND_FAILED = Counter("edcamp_append_failed", "Appends that the store did not take.")
CONFLICTS = Counter("edcamp_conflicts", "Batches decided again because another process was first.")
LAG_SECONDS = Histogram(
    "edcamp_journal_lag_seconds",
    "From when another process decided an entry until it was folded here (with its append, and by both clocks).",
    buckets=_QUICK,
)
UNHEARD = Gauge("edcamp_unheard_camps", "Camps whose journal cannot be followed now.", multiprocess_mode="livesum")
CAMPS = Gauge(
    "edcamp_camps",
    "Camps in memory: somebody came by in the last ten minutes, or a search runs.",
    multiprocess_mode="livesum",
)

# --- telling people who do not look

PUSHES = Counter(
    "edcamp_pushes",
    "Messages to push services: delivered; gone, the device is forgotten; again, to be tried later; refused.",
    ["outcome"],
)

# --- the solver

SEARCHING = Gauge("edcamp_searching", "Searches that run now.", multiprocess_mode="livesum")
QUEUED = Gauge("edcamp_queued", "Searches that wait for another camp's, in this process.", multiprocess_mode="livesum")
PLANS = Counter("edcamp_plans", "Better plans that searches found on their way.")
SEARCH_SECONDS = Histogram(
    "edcamp_search_seconds", "From asking for a plan until it ended, by how.", ["ending"], buckets=_SLOW
)


_of_audience = {
    name: (DELIVERIES.labels(label), DELIVERED_BYTES.labels(label))
    for name, label in (("public", "public"), ("organizers", "organizers"), ("me", "person"))
}


def delivered(audience: str, count: int, size: int) -> None:
    """``count`` connections took a frame of an audience of the wire; ``size``: of all of them together, in bytes."""
    deliveries, delivered_bytes = _of_audience[audience]
    deliveries.inc(count)
    delivered_bytes.inc(size)


@contextmanager
def timed(histogram: Histogram) -> Iterator[None]:
    """Observes how long the block took, if it came to its end: what failed is counted elsewhere."""
    began = perf_counter()
    yield
    histogram.observe(perf_counter() - began)
