"""What people do by hand, and what the nearest rival does: no search."""

from __future__ import annotations

from bench.scheduler.arrays import Arrays, Board, Cell
from bench.scheduler.watch import Watch


def most_votes_first(arrays: Arrays, watch: Watch, seed: int) -> None:
    """Most votes first into the biggest free room, slots in turn, as a facilitator fills a wall. No seed."""
    board = Board(arrays)
    fill(board, arrays.by_demand())
    watch.tell(board.cells)


def stars_slot_by_slot(arrays: Arrays, watch: Watch, seed: int) -> None:
    """enyineer/simple-unconference: the most starred sessions into the first slot, and so on; biggest rooms first.

    It seats people by a min-cost flow afterwards, as every result of this bench is judged. No seed.
    """
    board = Board(arrays)
    waiting = arrays.by_demand()
    for s in range(arrays.S):
        late = []
        for t in waiting:
            rooms = board.rooms(t, s)
            if rooms:
                board.put(t, s, rooms[0])
            else:
                late.append(t)
        waiting = late
    watch.tell(board.cells)


def fill(board: Board, topics: list[int]) -> None:
    """Give each topic the biggest room of the next slot that has one for it."""
    S = board.arrays.S
    turn = 0
    for t in topics:
        for step in range(S):
            s = (turn + step) % S
            rooms = board.rooms(t, s)
            if rooms:
                board.put(t, s, rooms[0])
                turn = s + 1
                break


def seated_by_rooms(arrays: Arrays, slot_of: dict[int, int]) -> list[Cell]:
    """Rooms second: topics of a slot by votes into the biggest room left that suits; who finds none is placed last."""
    board = Board(arrays)
    left = []
    for t in arrays.by_demand():
        rooms = board.rooms(t, slot_of[t]) if t in slot_of else []
        if rooms:
            board.put(t, slot_of[t], rooms[0])
        else:
            left.append(t)
    fill(board, left)
    return board.cells
