"""What a command would do, as the desk is shown it: in names."""

from edcamp import wire
from edcamp.domain import commands as c
from edcamp.domain.camp import Camp, Notice
from edcamp.domain.documents import Names
from edcamp.domain.ids import Instant, PersonId
from edcamp.domain.preview import Foreseen, foresee


def preview(camp: Camp, names: Names, command: c.PersonCommand, by: PersonId, now: Instant) -> wire.Preview:
    """Raises ``Refused`` where asking would."""
    return shown(camp, names, foresee(camp, command, by, now))


def shown(camp: Camp, names: Names, foreseen: Foreseen) -> wire.Preview:
    return wire.Preview(
        seq=camp.seq,
        slots=tuple(wire.SlotMove(now.id, was.start, was.end, now.start, now.end) for was, now in foreseen.slots),
        phases=tuple(wire.PhaseMove(was.at, now) for was, now in foreseen.phases),
        sessions=foreseen.sessions,
        telling=tuple(_telling(foreseen.after, names, notice, people) for notice, people in foreseen.told),
    )


def _telling(camp: Camp, names: Names, notice: Notice, people: tuple[PersonId, ...]) -> wire.Telling:
    """Names that are forgotten are empty."""
    topic = camp.topics.get(notice.topic) if notice.topic is not None else None
    hosts = set(topic.hosts) if topic is not None else set()
    return wire.Telling(
        notice,
        tuple(sorted(names.get(person, "") for person in people if person in hosts)),
        tuple(sorted(names.get(person, "") for person in people if person not in hosts)),
    )
