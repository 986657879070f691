"""Which of a person's notices to show, and in which order: the same as the browser's program does."""

from collections.abc import Sequence

from msgspec.structs import replace

from edcamp.domain.camp import Notice, NoticeKind

HOSTING = (NoticeKind.PLACED, NoticeKind.MOVED, NoticeKind.UNPLACED)
"""About a topic that the person hosts, and so the most urgent there is."""


def to_tell(notices: Sequence[Notice]) -> list[Notice]:
    """Hosting first. Of several about where and when one topic is, the newest alone, or it would lead to a wrong room.

    It tells the whole way from where the first one began.
    """
    told: dict[tuple[str, object], Notice] = {}
    for notice in notices:
        merged = notice.kind is NoticeKind.MERGED or notice.topic is None
        about = ("notice", notice.id) if merged else ("place", notice.topic)
        before = told.pop(about, None)
        told[about] = notice if before is None else _joined(before, notice)
    return sorted(told.values(), key=lambda notice: notice.kind not in HOSTING)


def _joined(before: Notice, after: Notice) -> Notice:
    kind = after.kind
    if kind in HOSTING:
        kind = NoticeKind.MOVED if before.from_slot is not None else NoticeKind.PLACED
        kind = kind if after.slot is not None else NoticeKind.UNPLACED
    return replace(after, kind=kind, from_slot=before.from_slot, from_room=before.from_room)
