"""What can be wrong with a request, as named errors that carry a stable code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scheduler.explain import Fix


class SchedulerError(Exception):
    """Base of every error this package raises on purpose.

    `code` is stable and meant for programs, `message` is for people, `path` points into the
    problem (`topics[3].hosts[0]`, empty when the whole problem is meant), `value` is what stood there.
    """

    def __init__(self, code: str, message: str, path: str = "", value: Any = None) -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.code = code
        self.message = message
        self.path = path
        self.value = value

    def as_dict(self) -> dict[str, Any]:
        """The error as one JSON object: code, message, path, value."""
        return {"code": self.code, "message": self.message, "path": self.path, "value": self.value}


class InvalidProblem(SchedulerError):
    """The problem cannot be read, or refers to something that is not in it."""


class InvalidPlan(SchedulerError):
    """A plan that was handed in cannot be read."""


class Infeasible(SchedulerError):
    """Pins, frozen slots and rules contradict each other; `fixes` would help, `value` lists them in words."""

    def __init__(self, fixes: Sequence[Fix]) -> None:
        words = [fix.message for fix in fixes]
        help_ = f"; it would help to {' — or to '.join(words)}" if words else ""
        super().__init__("infeasible", f"the pins and frozen slots cannot all be kept{help_}", "pins", words)
        self.fixes = tuple(fixes)
