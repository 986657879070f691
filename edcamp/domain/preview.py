"""What a command would do, found out on a value that is then thrown away."""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from edcamp.domain import commands as c
from edcamp.domain.camp import Camp, Notice, PhaseChange, SessionMove, Slot
from edcamp.domain.decide import decide
from edcamp.domain.evolve import evolve
from edcamp.domain.ids import ClientId, Instant, PersonId
from edcamp.domain.notices import ways_between
from edcamp.domain.records import Entry


class Foreseen(Struct, frozen=True):
    """``slots`` and ``phases``: before and after. ``told``: each notice with all who would get it, whose ids are 0."""

    after: Camp
    slots: tuple[tuple[Slot, Slot], ...]
    phases: tuple[tuple[PhaseChange, PhaseChange], ...]
    sessions: tuple[SessionMove, ...]
    told: tuple[tuple[Notice, tuple[PersonId, ...]], ...]


def foresee(camp: Camp, command: c.AnyCommand, by: PersonId | None, now: Instant) -> Foreseen:
    """What would be if ``command`` were asked now. Raises ``Refused`` as ``decide`` does."""
    records = decide(camp, command, by, now).records
    after = camp
    if records:
        after, _ = evolve(camp, Entry(camp.seq + 1, now, by, ClientId("preview"), 0, records))
    both = ((slot, after.slots[slot.id]) for slot in camp.slots.values() if slot.id in after.slots)
    changes = zip(camp.settings.timetable, after.settings.timetable, strict=False)
    return Foreseen(
        after=after,
        slots=tuple(
            sorted((pair for pair in both if pair[0] != pair[1]), key=lambda pair: (pair[1].start, pair[1].id))
        ),
        phases=tuple((was, then) for was, then in changes if was.at != then.at),
        sessions=tuple(
            SessionMove(topic, was.cell if was else None, then.cell if then else None)
            for topic, was, then in ways_between(camp, camp.published, after.published)
        ),
        told=_told(camp, after, _unnamed(camp, command)),
    )


def _unnamed(camp: Camp, command: c.AnyCommand) -> PersonId | None:
    """Whoever proposed an anonymous card hears of its merge; named among those who do, they would be known by it."""
    source = camp.topics.get(command.topic) if isinstance(command, c.MergeTopic) else None
    if source is None or not source.anonymous or source.by in source.hosts or source.by in camp.voters(source.id):
        return None
    return source.by


def _told(camp: Camp, after: Camp, but: PersonId | None) -> tuple[tuple[Notice, tuple[PersonId, ...]], ...]:
    """Notices that people would have and do not have now, those to most people first."""
    people: dict[Notice, list[PersonId]] = {}
    for person, notice in _new_notices(camp, after):
        if person == but:
            continue
        people.setdefault(replace(notice, id=0, at=0), []).append(person)
    return tuple((notice, tuple(found)) for notice, found in sorted(people.items(), key=lambda item: -len(item[1])))


def _new_notices(camp: Camp, after: Camp) -> Iterable[tuple[PersonId, Notice]]:
    if camp.notices is after.notices:
        return
    for person, notices in sorted(after.notices.items()):
        before = camp.notices.get(person, ())
        if notices is not before:
            yield from ((person, notice) for notice in notices if notice.id // 100_000 > camp.seq)
