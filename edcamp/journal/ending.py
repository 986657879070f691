"""Tasks that end when they are told to."""

import asyncio
from typing import Any

AGAIN_AFTER_S = 0.2


async def end(*tasks: "asyncio.Task[Any]") -> None:
    """Cancels them until all are over; what they raised is left with them.

    A cancellation that falls into the opening of a connection to Redis can be lost there: it is said again.
    """
    left = {task for task in tasks if not task.done()}
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=AGAIN_AFTER_S)
