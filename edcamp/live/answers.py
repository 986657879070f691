"""Refusals on their way to whoever asked, whichever way that was: counted here, by code, and nowhere else."""

from edcamp import metrics, wire
from edcamp.domain.refusals import Refused


def refusal(refused: Refused, translate: wire.Translate, n: int = 0) -> wire.Refusal:
    """See ``wire.refusal``."""
    metrics.REFUSED.labels(refused.code).inc()
    return wire.refusal(refused, translate, n)
