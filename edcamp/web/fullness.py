"""How full a room is, as people are told: the browser's program says the same, see static/src/ui/fullness.ts."""

NEARLY = 0.8
"""Of its seats: one who sets out now may still find one."""


def fullness(people: int, capacity: int) -> str:
    """``room``, ``nearly`` or ``full``; empty where nobody has said that they are there."""
    if people == 0:
        return ""
    if people >= capacity:
        return "full"
    return "nearly" if people >= NEARLY * capacity else "room"
