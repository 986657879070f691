"""The camp as a value: frozen structs and persistent maps, so any moment of it can be kept without a lock."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum

from immutables import Map
from msgspec import Struct, field
from msgspec.structs import replace

from edcamp.domain.ids import AnnouncementId, CampId, ClientId, Instant, KeptId, PersonId, RoomId, SlotId, TopicId

FROZEN_BEFORE = 15 * 60_000
"""Milliseconds. A published slot that begins within them stays as people know it: they are on their way."""


class Phase(StrEnum):
    """What is open. ``gather`` and ``vote`` may overlap; ``plan``, ``run`` and ``closed`` exclude one another."""

    GATHER = "gather"
    VOTE = "vote"
    PLAN = "plan"
    RUN = "run"
    CLOSED = "closed"


class Kind(StrEnum):
    """``lead``: "I'll start this conversation"; ``learn``: "I want to learn this", no host yet."""

    LEAD = "lead"
    LEARN = "learn"


class Weight(StrEnum):
    """One person's interest in one topic. ``none`` is an explicit no, which outlives a merge."""

    NONE = "none"
    INTERESTED = "interested"
    MUST = "must"


class Seen(StrEnum):
    """Who sees who proposed an anonymous card."""

    NOBODY = "nobody"
    ORGANIZERS = "organizers"


WEIGHT_RANK = {Weight.NONE: 0, Weight.INTERESTED: 1, Weight.MUST: 2}


class PhaseChange(Struct, frozen=True, forbid_unknown_fields=True):
    """A phase that the clock opens or closes by itself ``at`` an instant."""

    at: Instant
    phase: Phase
    open: bool


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    date: date
    time_zone: str
    """IANA name. It is what counts, whatever the phone thinks."""
    tags: tuple[str, ...] = ()
    """Suggested to people who join and propose."""
    timetable: tuple[PhaseChange, ...] = ()
    hide_tallies: bool = False
    """How many want a topic is for organizers alone while people vote, so that nobody follows the others."""
    first_timers: int = 0
    """Minutes, from when gathering opens, in which those propose who are here for the first time."""
    anonymous_seen: bool = False
    """Organizers see who proposes an anonymous card from now on; the card's form says so before it is proposed."""


class Room(Struct, frozen=True):
    id: RoomId
    name: str
    capacity: int
    features: tuple[str, ...] = ()
    link: str | None = None
    """Where an online room is."""
    closed: tuple[SlotId, ...] = ()
    """Slots in which nothing can take place there; some of them may be no more."""


class Slot(Struct, frozen=True):
    """``is_break``: a span without sessions."""

    id: SlotId
    title: str
    start: Instant
    end: Instant
    is_break: bool = False


class SlotTime(Struct, frozen=True, forbid_unknown_fields=True):
    """When a slot takes place."""

    slot: SlotId
    start: Instant
    end: Instant


class UpTo(StrEnum):
    """How far times move along with a slot that does: for the rest of the day; up to the next break, which takes it
    up by being shorter or longer; or not beyond the slot itself.
    """

    DAY = "day"
    BREAK = "break"
    SLOT = "slot"


class Person(Struct, frozen=True):
    """Somebody who joined. The name is not here: it sits where it can be forgotten."""

    id: PersonId
    joined: Instant
    interests: tuple[str, ...] = ()
    organizer: bool = False
    expected: bool = False
    """Named on an organizer's list, and not here yet."""
    first_time: bool = False
    """They said that they have never been to such a day."""
    calendar: int = 0
    """Which of the secret addresses of their calendar holds: it grows when they want a new one, or are forgotten."""


class TopicState(StrEnum):
    OPEN = "open"
    WITHDRAWN = "withdrawn"
    HIDDEN = "hidden"


class Topic(Struct, frozen=True):
    id: TopicId
    kind: Kind
    title: str
    by: PersonId
    created: Instant
    description: str = ""
    tags: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    hosts: tuple[PersonId, ...] = ()
    card: bool = False
    """Typed in by an organizer for a paper card."""
    state: TopicState = TopicState.OPEN
    merged_into: TopicId | None = None
    """Always the topic that stands on the wall: chains are flattened when merging."""
    twice: bool = False
    """Its hosts agreed to a repeat. The topic's own: a merge brings hosts along but not what they agreed to elsewhere,
    any host may take it back, and it ends when the last one leaves.
    """
    cast_before: int = 0
    """Votes cast in the camp before it was there: it could not get any of these."""
    anonymous: bool = False
    """Nobody but those it was said of is told who proposed it."""
    seen: bool = False
    """Organizers are told who proposed it, as whoever did knows."""
    notes: str | None = None
    """Where notes of its sessions are written, for everybody who comes."""

    @property
    def on_wall(self) -> bool:
        return self.state is TopicState.OPEN and self.merged_into is None

    @property
    def times(self) -> int:
        """How often it may be placed."""
        return 2 if self.twice else 1


class Search(Struct, frozen=True):
    """For a host of a topic. ``asked``: everybody who ever was; ``declined``: who is not to be asked (any more), those
    who have hosted it included; ``at``: when somebody was asked last.
    """

    asked: tuple[PersonId, ...] = ()
    declined: tuple[PersonId, ...] = ()
    at: Instant = 0


class Hope(Struct, frozen=True):
    """What somebody who wants a topic hopes for from it, in a few words; empty when that was hidden and taken back.

    ``number`` names it to those who are not to know whose it is. ``hidden``: by an organizer, whatever it says later.
    """

    number: int
    text: str
    hidden: bool = False


class Tally(Struct, frozen=True):
    """Votes of a topic on the wall, those of topics merged into it united: one person counts once."""

    interested: int = 0
    must: int = 0

    @property
    def people(self) -> int:
        return self.interested + self.must

    def plus(self, weight: Weight, count: int) -> "Tally":
        match weight:
            case Weight.INTERESTED:
                return Tally(self.interested + count, self.must)
            case Weight.MUST:
                return Tally(self.interested, self.must + count)
            case Weight.NONE:
                return self


class Cell(Struct, frozen=True, forbid_unknown_fields=True):
    """A room in a slot."""

    slot: SlotId
    room: RoomId


class Placement(Struct, frozen=True, forbid_unknown_fields=True):
    topic: TopicId
    slot: SlotId
    room: RoomId
    pinned: bool = False

    @property
    def cell(self) -> Cell:
        return Cell(self.slot, self.room)


class SessionMove(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a published session was and is; None: it is new, or gone."""

    topic: TopicId
    was: Cell | None
    now: Cell | None


class Unplaced(Struct, frozen=True, forbid_unknown_fields=True):
    """A topic that found no cell: the code of the reason, and the topics or needs that stand in its way."""

    topic: TopicId
    reason: str
    others: tuple[str, ...] = ()


class Draft(Struct, frozen=True):
    """What organizers are working on. ``value`` and ``bound`` are the solver's, until a hand moves something."""

    placements: tuple[Placement, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    value: int | None = None
    bound: int | None = None

    def at(self, cell: Cell) -> Placement | None:
        return next((p for p in self.placements if p.slot == cell.slot and p.room == cell.room), None)

    def of(self, topic: TopicId) -> tuple[Placement, ...]:
        """Where the topic is: more than one where it has a repeat."""
        return tuple(p for p in self.placements if p.topic == topic)


class KeptDraft(Struct, frozen=True):
    """A draft as it was ``at`` an instant, kept aside under a name."""

    id: KeptId
    name: str
    at: Instant
    draft: Draft


Seats = Map[PersonId, Map[SlotId, TopicId]]


class Answer(StrEnum):
    """What a host says of one session of theirs."""

    CONFIRMED = "confirmed"
    LATE = "late"
    CANNOT = "cannot"


class Answered(Struct, frozen=True):
    """A host's word on one session of a topic, which was to begin at ``start``; None: they were only ``reminded``."""

    person: PersonId
    slot: SlotId
    room: RoomId
    answer: Answer | None
    at: Instant
    start: Instant
    reminded: bool = False

    @property
    def cell(self) -> Cell:
        return Cell(self.slot, self.room)


Answers = Map[TopicId, tuple[Answered, ...]]


class Hand(Struct, frozen=True):
    """A host of a session asked for help, and nobody said yet that it was given. ``coming``: the organizer who is on
    the way.
    """

    topic: TopicId
    slot: SlotId
    person: PersonId
    at: Instant
    coming: PersonId | None = None


class Offer(Struct, frozen=True):
    """Somebody would host a topic along with its hosts. ``welcome``: what these said; None while they have not."""

    person: PersonId
    at: Instant
    welcome: bool | None = None


class Help(StrEnum):
    """What the hosts of a session that needs a hand are shown."""

    NEEDED = "needed"
    COMING = "coming"


class Schedule(Struct, frozen=True):
    """What everybody sees. ``seats`` are the solver's for exactly these placements; absent until it has counted.
    ``partial``: they are those that people keep from before a few sessions moved, and the rest is still to be counted.

    ``answers`` are to sessions among these: the next schedule takes along those to sessions that stay where they are.
    """

    number: int
    at: Instant
    placements: tuple[Placement, ...]
    seats: Seats | None = None
    answers: Answers = Map()
    partial: bool = False

    @property
    def counted(self) -> bool:
        return self.seats is not None and not self.partial

    def of(self, topic: TopicId) -> tuple[Placement, ...]:
        """As ``Draft.of``."""
        return tuple(p for p in self.placements if p.topic == topic)


class Sitting(Struct, frozen=True):
    """A session that is on the schedule, or was: what a calendar remembers of it, under an id that it keeps wherever it
    moves. A topic with a repeat has two.

    ``revision`` grows, and ``at`` is when, with every change of what it says. ``missed``: it does not take place any
    more, and these people meant to come.
    """

    id: str
    topic: TopicId
    slot: SlotId
    room: RoomId
    title: str
    description: str
    start: Instant
    end: Instant
    place: str
    link: str | None
    at: Instant
    revision: int = 0
    missed: frozenset[PersonId] | None = None

    @property
    def placement(self) -> Placement:
        return Placement(self.topic, self.slot, self.room)


class Wish(Struct, frozen=True, forbid_unknown_fields=True):
    """That the topic's published session in ``slot`` be in the slot ``to`` instead; None: at any other time."""

    topic: TopicId
    slot: SlotId
    to: SlotId | None = None

    @property
    def key(self) -> str:
        """The same for everybody who wishes the same."""
        return f"{self.topic}.{self.slot}.{self.to or ''}"


class Backer(Struct, frozen=True):
    """Somebody with a wish, since ``at``. ``reason``: for organizers alone."""

    person: PersonId
    at: Instant
    reason: str = ""


class Request(Struct, frozen=True):
    """A wish, and everybody who has it: at least one, the first to say so first.

    It stays when its session moves, and so is there again if that is undone; meanwhile nobody is shown it.
    """

    wish: Wish
    backers: tuple[Backer, ...]

    def backer(self, person: PersonId) -> Backer | None:
        return next((backer for backer in self.backers if backer.person == person), None)


class BoardMode(StrEnum):
    """What a board shows when somebody takes it over from the phase."""

    JOIN = "join"
    WALL = "wall"
    SCHEDULE = "schedule"
    COUNTDOWN = "countdown"
    ANNOUNCEMENT = "announcement"
    SMACKDOWN = "smackdown"
    LAPSE = "lapse"


class Takeover(Struct, frozen=True):
    """The board shows this ``until`` then, or until it is given back. ``topic``: on the wall, this one alone.
    ``announcement``: this one, large; None: the newest.

    A countdown counts to its end.
    """

    mode: BoardMode
    until: Instant | None = None
    topic: TopicId | None = None
    announcement: AnnouncementId | None = None


class Turn(Struct, frozen=True):
    """Of a smackdown: what somebody ``shows``, in their own words; they may leave that out."""

    person: PersonId
    shows: str = ""


class Smackdown(Struct, frozen=True):
    """People show something, one after the other, each for two minutes: who waits for their turn, in order; who is
    ``on``, ``since`` when; and who was.
    """

    queue: tuple[Turn, ...] = ()
    on: Turn | None = None
    since: Instant | None = None
    done: tuple[Turn, ...] = ()


class Stay(Struct, frozen=True):
    """Somebody said that they are in a session. ``until``: when they left it; None while nobody said so, though it ends
    with its slot, or where their next stay begins.
    """

    slot: SlotId
    topic: TopicId
    since: Instant
    until: Instant | None = None


class Announcement(Struct, frozen=True):
    id: AnnouncementId
    text: str
    at: Instant
    until: Instant | None = None


class Whom(Struct, frozen=True, forbid_unknown_fields=True):
    """Some of the people: those whose day brings them to ``room`` in the slot that is on, else in the next one; or who
    voted for ``topic`` or host it. One of the two.
    """

    room: RoomId | None = None
    topic: TopicId | None = None


class Planned(Struct, frozen=True):
    """An announcement that the clock makes ``at`` an instant. ``whom`` None: everybody."""

    id: AnnouncementId
    text: str
    at: Instant
    until: Instant | None = None
    whom: Whom | None = None


class NoticeKind(StrEnum):
    PLACED = "placed"
    MOVED = "moved"
    UNPLACED = "unplaced"
    MERGED = "merged"
    PARTED = "parted"
    DAY_CHANGED = "day-changed"
    TIMES = "times"
    SWAPPED = "swapped"
    RELEASED = "released"
    OFFERED = "offered"
    WELCOMED = "welcomed"
    THANKED = "thanked"
    ASKED = "asked"
    ANNOUNCED = "announced"
    REMINDED = "reminded"
    GRANTED = "granted"
    DECLINED = "declined"


class Notice(Struct, frozen=True):
    """Something one person must be told. ``id`` grows with the journal, so it names the notice for ever.

    ``times``: what was to begin from ``since`` on is so many ``minutes`` later (earlier, below zero), up to the break
    that was to begin at ``until``, or all day long; ``slot``, if there is one, goes on so much longer. Without
    ``since`` that is all. ``swapped``: ``slot``, called ``title``, has changed places with the break ``from_title``.
    ``released``: others host the topic now. ``offered``: somebody would host it along with them; ``welcomed``: they
    host it along with others; ``thanked``: others host it without them, who offered. ``asked``: could they host it?
    It has nobody.
    ``announced``: ``title`` is what the organizers say. ``granted``: as ``day-changed``, to whoever had asked for it.
    ``declined``: it stays in ``from_slot``; ``slot``: when they had asked for it, if they said when.
    """

    id: int
    at: Instant
    kind: NoticeKind
    topic: TopicId | None = None
    title: str = ""
    slot: SlotId | None = None
    room: RoomId | None = None
    from_slot: SlotId | None = None
    from_room: RoomId | None = None
    from_title: str = ""
    from_topic: TopicId | None = None
    """Of a merge, and of its end: the topic that was part of the other one."""
    carried: Weight | None = None
    """Of a merge: the vote that went along, so that it can be taken back, and put back. Of its end: the vote there."""
    minutes: int = 0
    since: Instant | None = None
    until: Instant | None = None


class Piece(Struct, frozen=True):
    """One part of a camp that an organizer's action changed: what it was and what it became."""

    kind: str
    id: str
    before: object
    after: object


class Action(Struct, frozen=True):
    """A line of the history: enough to say it in words and to undo it."""

    seq: int
    at: Instant
    by: PersonId | None
    """None: the clock."""
    what: str
    args: Map[str, str]
    pieces: tuple[Piece, ...]
    undone: bool = False


class ClientState(Struct, frozen=True):
    """How far a client's commands have been decided. ``refused``: counters below ``last`` that were refused."""

    last: int = 0
    refused: tuple[tuple[int, str], ...] = ()


class Camp(Struct, frozen=True):
    id: CampId
    seq: int = 0
    """Of the last entry folded in."""
    settings: Settings = field(default_factory=lambda: Settings("", date(1970, 1, 1), "UTC"))
    phases: frozenset[Phase] = frozenset()
    gathering_since: Instant = 0
    """When gathering was opened last."""
    rooms: Map[RoomId, Room] = Map()
    slots: Map[SlotId, Slot] = Map()
    people: Map[PersonId, Person] = Map()
    expected: int = 0
    """So many of them are not here yet."""
    topics: Map[TopicId, Topic] = Map()
    members: Map[TopicId, tuple[TopicId, ...]] = Map()
    """Topics merged into a topic, in the order of their ids."""
    votes: Map[TopicId, Map[PersonId, Weight]] = Map()
    """As cast, on the topic they were cast on."""
    ballots: Map[PersonId, Map[TopicId, Weight]] = Map()
    """The same votes by person."""
    tallies: Map[TopicId, Tally] = Map()
    cast: int = 0
    """Votes for anything ever cast: one that is taken back was cast all the same."""
    hosting: Map[PersonId, frozenset[TopicId]] = Map()
    searches: Map[TopicId, Search] = Map()
    asked: Map[PersonId, tuple[TopicId, ...]] = Map()
    """Topics that a person has ever been asked to host."""
    draft: Draft = Draft()
    draft_seq: int = 0
    """Of the last entry that changed the draft."""
    kept: Map[KeptId, KeptDraft] = Map()
    published: Schedule | None = None
    publications: int = 0
    sittings: Map[str, Sitting] = Map()
    choices: Map[PersonId, Map[SlotId, TopicId]] = Map()
    """Sessions that people chose for themselves."""
    hopes: Map[TopicId, Map[PersonId, Hope]] = Map()
    """As said, on the topic they were said of."""
    offers: Map[TopicId, tuple[Offer, ...]] = Map()
    """To host a topic along with its hosts, in the order they came."""
    hands: Map[TopicId, tuple[Hand, ...]] = Map()
    """One for a session at most."""
    takeover: Takeover | None = None
    """What organizers have every board show."""
    smackdown: Smackdown | None = None
    """The one that is being held."""
    stays: Map[PersonId, tuple[Stay, ...]] = Map()
    """In the order of the day."""
    headcounts: Map[SlotId, Map[TopicId, int]] = Map()
    """How many said that they are in a session, and not that they left it."""
    requests: Map[str, Request] = Map()
    """By the key of their wish."""
    announcements: Map[AnnouncementId, Announcement] = Map()
    planned: Map[AnnouncementId, Planned] = Map()
    notices: Map[PersonId, tuple[Notice, ...]] = Map()
    history: Map[int, Action] = Map()
    clients: Map[ClientId, ClientState] = Map()
    link_generation: int = 0
    """Grows when organizers revoke their secret links."""

    def but(self, **changes: object) -> "Camp":
        return replace(self, **changes)

    def is_organizer(self, person: PersonId | None) -> bool:
        return person is not None and person in self.people and self.people[person].organizer

    @property
    def joined(self) -> int:
        """How many people are here, or were."""
        return len(self.people) - self.expected

    def root(self, topic: TopicId) -> TopicId:
        """The topic on the wall that stands for this one."""
        found = self.topics.get(topic)
        return found.merged_into if found is not None and found.merged_into is not None else topic

    def family(self, root: TopicId) -> tuple[TopicId, ...]:
        return (root, *self.members.get(root, ()))

    def vote_of(self, person: PersonId, root: TopicId) -> Weight:
        """What counts of a person's votes on a topic and those merged into it: their word on it, else the highest."""
        ballot = self.ballots.get(person)
        if ballot is None:
            return Weight.NONE
        own = ballot.get(root)
        return own if own is not None else self.came_along(person, root)

    def came_along(self, person: PersonId, root: TopicId) -> Weight:
        """The highest of a person's votes on topics merged into this one: what counts while they say nothing on it."""
        ballot = self.ballots.get(person, Map())
        weights = (ballot.get(member, Weight.NONE) for member in self.members.get(root, ()))
        return max(weights, key=WEIGHT_RANK.__getitem__, default=Weight.NONE)

    def voters(self, root: TopicId) -> frozenset[PersonId]:
        """Everybody whose vote was cast on a topic or one merged into it, an explicit no included."""
        return frozenset(person for topic in self.family(root) for person in self.votes.get(topic, ()))

    def stands(self, placement: Placement) -> bool:
        """True while the topic is on the wall, its room exists and is open, and its slot is no break: what is shown to
        people.
        """
        topic, slot, room = (
            self.topics.get(placement.topic),
            self.slots.get(placement.slot),
            self.rooms.get(placement.room),
        )
        bookable = slot is not None and not slot.is_break and room is not None and slot.id not in room.closed
        return bookable and topic is not None and topic.on_wall

    def settled(self, placement: Placement, now: Instant) -> bool:
        """Whether people are in this session, or on their way to it: it is published, and begins soon or has begun."""
        slot = self.slots.get(placement.slot)
        if self.published is None or slot is None or slot.start - FROZEN_BEFORE > now:
            return False
        return any(p.cell == placement.cell for p in self.published.of(placement.topic))

    def tenable(self, placements: Iterable[Placement], now: Instant) -> tuple[Placement, ...]:
        """Those of a draft that can take place: each stands, and no topic is there more often than was agreed.

        Where one would be, what is settled stays, as it is too late to take that back; then what is pinned, then what
        comes first in the day.
        """

        def first(placement: Placement) -> tuple[object, ...]:
            start = self.slots[placement.slot].start
            return not self.settled(placement, now), not placement.pinned, start, placement.slot, placement.room

        standing = tuple(p for p in placements if self.stands(p))
        often = Counter(p.topic for p in standing)
        dropped: set[Cell] = set()
        for topic in (t for t, times in often.items() if times > self.topics[t].times):
            mine = sorted((p for p in standing if p.topic == topic), key=first)
            settled = sum(self.settled(p, now) for p in mine)
            dropped |= {p.cell for p in mine[max(settled, self.topics[topic].times) :]}
        return tuple(p for p in standing if p.cell not in dropped)

    @property
    def tallies_hidden(self) -> bool:
        return self.settings.hide_tallies and Phase.VOTE in self.phases

    @property
    def others_from(self) -> Instant | None:
        """Until when only first-timers propose; None where the camp does not let them propose first."""
        if not self.settings.first_timers or Phase.GATHER not in self.phases:
            return None
        return self.gathering_since + self.settings.first_timers * 60_000

    def cast_before(self, root: TopicId) -> int:
        """Votes that had been cast in the camp when the topic, or the first one merged into it, came onto the wall."""
        return min(self.topics[topic].cast_before for topic in self.family(root))

    def wall(self) -> Iterator[Topic]:
        return (topic for topic in self.topics.values() if topic.on_wall)

    def sessions_slots(self) -> list[Slot]:
        """Slots with sessions, by start."""
        return sorted((s for s in self.slots.values() if not s.is_break), key=lambda s: (s.start, s.id))


def new_camp(camp: CampId) -> Camp:
    """The camp before anything happened."""
    return Camp(id=camp)
