"""The day told again: how votes rose and the schedule came to be, in frames taken while its journal is folded anew.

Anonymous: tallies, sessions and numbers, of topics that are on the wall at the end, as they are called then.
"""

from collections.abc import Iterator, Sequence
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from edcamp.domain import records as r
from edcamp.domain.camp import Camp, Kind, Phase, Placement
from edcamp.domain.ids import CampId, Instant, RoomId, SlotId, TopicId

FRAMES = 240
"""As many frames, about, of a whole day: two minutes at two frames a second."""

MOMENTS = 120
"""So many more, at most, for what happens seldom and changes much: phases, plans, publications."""

CELLS = 50_000
"""Topics times frames, at most, where a camp has so many topics: what a browser is sent has an end."""

MOMENTOUS = (
    r.PhasesSet,
    r.PlanAdopted,
    r.TopicPlaced,
    r.CellsSwapped,
    r.TopicUnplaced,
    r.SchedulePublished,
    r.SessionsMoved,
    r.TopicMerged,
    r.ListImported,
)


class LapseTopic(Struct, frozen=True):
    id: TopicId
    title: str
    kind: Kind


class LapseSlot(Struct, frozen=True):
    id: SlotId
    title: str
    start: Instant
    end: Instant


class LapseRoom(Struct, frozen=True):
    id: RoomId
    name: str


class LapseFrame(Struct, frozen=True, omit_defaults=True):
    """What is different from the frame before. Topics, slots and rooms are named by their place in the lapse's lists.

    ``here``: topics that came onto the wall; ``gone``: that left it. ``tallies``, in threes: topic, interested, must.
    ``sessions``, all of them, in threes: topic, slot and room; ``draft``: they were being arranged, and not published.
    """

    at: Instant
    phases: tuple[Phase, ...]
    people: int
    here: tuple[int, ...] = ()
    gone: tuple[int, ...] = ()
    tallies: tuple[int, ...] = ()
    sessions: tuple[int, ...] | None = None
    draft: bool = False


class Lapse(Struct, frozen=True):
    """``seq``: of the last entry that is told."""

    camp: CampId
    name: str
    time_zone: str
    seq: int
    topics: tuple[LapseTopic, ...]
    slots: tuple[LapseSlot, ...]
    rooms: tuple[LapseRoom, ...]
    frames: tuple[LapseFrame, ...]


class _Taken(Struct, frozen=True):
    """A moment as it was, by ids."""

    at: Instant
    phases: frozenset[Phase]
    people: int
    tallies: dict[TopicId, tuple[int, int]]
    placements: tuple[Placement, ...]
    publications: int
    draft: bool


class Filming:
    """Takes frames while somebody folds a journal of ``entries`` entries, and puts them together at the end."""

    def __init__(self, entries: int, topics: int) -> None:
        frames = max(1, min(FRAMES, CELLS // max(1, topics)))
        self._every = -(-entries // frames) or 1
        self._left = self._every
        self._moments = min(MOMENTS, frames)
        self._taken: list[_Taken] = []

    def see(self, camp: Camp, entry: r.Entry) -> None:
        """``camp``: what ``entry`` led to."""
        self._left -= 1
        momentous = self._moments > 0 and any(isinstance(rec, MOMENTOUS) for rec in entry.records)
        if momentous:
            self._moments -= 1
        if momentous or self._left <= 0:
            self._take(camp, entry.at)

    def _take(self, camp: Camp, at: Instant) -> None:
        self._left = self._every
        draft = camp.published is None and bool(camp.draft.placements)
        placements = camp.published.placements if camp.published is not None else camp.draft.placements
        shown = tuple(placement for placement in placements if camp.stands(placement))
        tallies = {topic: (tally.interested, tally.must) for topic, tally in camp.tallies.items()}
        self._taken.append(_Taken(at, camp.phases, camp.joined, tallies, shown, camp.publications, draft))

    def end(self, camp: Camp, at: Instant) -> Lapse:
        """``camp``: as it is after the last entry, which was ``at`` this instant."""
        self._take(camp, at)
        topics = sorted((t for t in camp.topics.values() if _told(camp, t.id)), key=lambda t: (t.created, t.id))
        slots = camp.sessions_slots()
        rooms = sorted(camp.rooms.values(), key=lambda room: (room.name.casefold(), room.id))
        places = (
            {topic.id: n for n, topic in enumerate(topics)},
            {slot.id: n for n, slot in enumerate(slots)},
            {room.id: n for n, room in enumerate(rooms)},
        )
        return Lapse(
            camp.id,
            camp.settings.name,
            camp.settings.time_zone,
            camp.seq,
            tuple(LapseTopic(topic.id, topic.title, topic.kind) for topic in topics),
            tuple(LapseSlot(slot.id, slot.title, slot.start, slot.end) for slot in slots),
            tuple(LapseRoom(room.id, room.name) for room in rooms),
            tuple(_frames(self._taken, places, camp.publications)),
        )


def without_tallies(lapse: Lapse) -> Lapse:
    """As long as nobody is to see how many want what."""
    return replace(lapse, frames=tuple(replace(frame, tallies=()) for frame in lapse.frames))


Places = tuple[dict[TopicId, int], dict[SlotId, int], dict[RoomId, int]]


def _frames(taken: Sequence[_Taken], places: Places, publications: int) -> Iterator[LapseFrame]:
    """What is being arranged is told only where it was published afterwards: else it is the organizers' alone."""
    topics, slots, rooms = places
    tallies: dict[int, tuple[int, int]] = {}
    sessions: tuple[int, ...] = ()
    before: tuple[frozenset[Phase], int, bool] | None = None
    for moment in taken:
        secret = moment.draft and moment.publications == publications
        now = {topics[topic]: tally for topic, tally in moment.tallies.items() if topic in topics}
        placed = sorted(
            (topics[p.topic], slots[p.slot], rooms[p.room])
            for p in moment.placements
            if p.topic in topics and p.slot in slots and p.room in rooms
        )
        shown = sessions if secret else tuple(chain.from_iterable(placed))
        here, gone = tuple(sorted(now.keys() - tallies.keys())), tuple(sorted(tallies.keys() - now.keys()))
        risen = [(n, *tally) for n, tally in sorted(now.items()) if tallies.get(n, (0, 0)) != tally]
        state = (moment.phases, moment.people, moment.draft and not secret)
        if state == before and not (here or gone or risen) and shown == sessions:
            continue
        yield LapseFrame(
            moment.at,
            tuple(sorted(moment.phases)),
            moment.people,
            here,
            gone,
            tuple(chain.from_iterable(risen)),
            shown if shown != sessions else None,
            state[2],
        )
        tallies, sessions, before = now, shown, state


def _told(camp: Camp, topic: TopicId) -> bool:
    """On the wall at the end, or part of what is: what somebody took off it is not shown again."""
    root = camp.topics.get(camp.root(topic))
    return root is not None and root.on_wall
