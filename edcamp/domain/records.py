"""What happened. An entry of the journal is one command's outcome: one or more records under one seq."""

from msgspec import Struct

from edcamp.domain.camp import (
    Answer,
    Cell,
    Kind,
    Phase,
    PhaseChange,
    Placement,
    SessionMove,
    Settings,
    SlotTime,
    Takeover,
    TopicState,
    Unplaced,
    Weight,
    Whom,
)
from edcamp.domain.ids import AnnouncementId, ClientId, Instant, KeptId, PersonId, RoomId, SlotId, TopicId


class Record(Struct, frozen=True, tag_field="r", tag=True, omit_defaults=True):
    """Base of every record; ``r`` names it in the journal. Fields may be added with defaults, never renamed."""


class CampCreated(Record, frozen=True, tag="camp-created"):
    settings: Settings
    phases: tuple[Phase, ...]


class CampEdited(Record, frozen=True, tag="camp-edited"):
    settings: Settings


class PersonJoined(Record, frozen=True, tag="person-joined"):
    person: PersonId
    interests: tuple[str, ...] = ()
    expected: bool = False


class PersonArrived(Record, frozen=True, tag="person-arrived"):
    person: PersonId


class ListImported(Record, frozen=True, tag="list-imported"):
    """What follows in the same entry came from a list: so many people and topics."""

    people: int
    topics: int


class OrganizerAdded(Record, frozen=True, tag="organizer-added"):
    person: PersonId


class InterestsSet(Record, frozen=True, tag="interests-set"):
    person: PersonId
    interests: tuple[str, ...]


class FirstTimeSet(Record, frozen=True, tag="first-time-set"):
    person: PersonId
    first: bool


class NameChanged(Record, frozen=True, tag="name-changed"):
    person: PersonId


class CalendarRenewed(Record, frozen=True, tag="calendar-renewed"):
    person: PersonId
    number: int


class PersonForgotten(Record, frozen=True, tag="person-forgotten"):
    person: PersonId


class TopicProposed(Record, frozen=True, tag="topic-proposed"):
    topic: TopicId
    kind: Kind
    title: str
    by: PersonId
    description: str = ""
    tags: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    hosts: tuple[PersonId, ...] = ()
    card: bool = False
    anonymous: bool = False
    seen: bool = False


class TopicEdited(Record, frozen=True, tag="topic-edited"):
    topic: TopicId
    title: str
    description: str
    tags: tuple[str, ...]
    needs: tuple[str, ...]


class TopicStateSet(Record, frozen=True, tag="topic-state-set"):
    topic: TopicId
    state: TopicState


class HostsSet(Record, frozen=True, tag="hosts-set"):
    """``told``: whoever hosts it no more hears of it."""

    topic: TopicId
    hosts: tuple[PersonId, ...]
    told: bool = False


class StandInSought(Record, frozen=True, tag="stand-in-sought"):
    topic: TopicId
    people: tuple[PersonId, ...]


class HostSought(Record, frozen=True, tag="host-sought"):
    """These people are asked whether they could host the topic."""

    topic: TopicId
    people: tuple[PersonId, ...]


class HostDeclined(Record, frozen=True, tag="host-declined"):
    topic: TopicId
    person: PersonId


class RepeatAgreed(Record, frozen=True, tag="repeat-agreed"):
    topic: TopicId
    twice: bool


class TopicMerged(Record, frozen=True, tag="topic-merged"):
    topic: TopicId
    into: TopicId


class TopicUnmerged(Record, frozen=True, tag="topic-unmerged"):
    topic: TopicId


class VoteSet(Record, frozen=True, tag="vote-set"):
    topic: TopicId
    person: PersonId
    weight: Weight


class RoomPut(Record, frozen=True, tag="room-put"):
    room: RoomId
    name: str
    capacity: int
    features: tuple[str, ...] = ()
    link: str | None = None


class RoomRemoved(Record, frozen=True, tag="room-removed"):
    room: RoomId


class RoomClosed(Record, frozen=True, tag="room-closed"):
    room: RoomId
    slots: tuple[SlotId, ...]


class SlotPut(Record, frozen=True, tag="slot-put"):
    slot: SlotId
    title: str
    start: Instant
    end: Instant
    is_break: bool = False


class SlotRemoved(Record, frozen=True, tag="slot-removed"):
    slot: SlotId


class TimesMoved(Record, frozen=True, tag="times-moved"):
    """``slot``: what was meant; ``other``: what it changed places with. ``timetable``: if that moved along."""

    slot: SlotId
    times: tuple[SlotTime, ...]
    timetable: tuple[PhaseChange, ...] | None = None
    other: SlotId | None = None


class PhasesSet(Record, frozen=True, tag="phases-set"):
    phases: tuple[Phase, ...]


class PlanAdopted(Record, frozen=True, tag="plan-adopted"):
    placements: tuple[Placement, ...]
    unplaced: tuple[Unplaced, ...] = ()
    value: int | None = None
    bound: int | None = None


class TopicPlaced(Record, frozen=True, tag="topic-placed"):
    topic: TopicId
    slot: SlotId
    room: RoomId
    instead_of: TopicId | None = None
    beside: Cell | None = None


class CellsSwapped(Record, frozen=True, tag="cells-swapped"):
    a: Cell
    b: Cell


class TopicUnplaced(Record, frozen=True, tag="topic-unplaced"):
    topic: TopicId
    cell: Cell | None = None


class TopicPinned(Record, frozen=True, tag="topic-pinned"):
    topic: TopicId
    pinned: bool
    cell: Cell | None = None


class DraftReset(Record, frozen=True, tag="draft-reset"):
    pass


class DraftKept(Record, frozen=True, tag="draft-kept"):
    """As it was then."""

    kept: KeptId
    name: str


class DraftTaken(Record, frozen=True, tag="draft-taken"):
    kept: KeptId


class DraftDropped(Record, frozen=True, tag="draft-dropped"):
    kept: KeptId


class SchedulePublished(Record, frozen=True, tag="schedule-published"):
    pass


class SessionsMoved(Record, frozen=True, tag="sessions-moved"):
    """Of what is published. ``lost``: the room that closed at once, if that was why."""

    moves: tuple[SessionMove, ...]
    lost: RoomId | None = None


class SeatsAssigned(Record, frozen=True, tag="seats-assigned"):
    number: int
    seats: dict[PersonId, dict[SlotId, TopicId]]


class SessionChosen(Record, frozen=True, tag="session-chosen"):
    person: PersonId
    slot: SlotId
    topic: TopicId | None = None


class CameTo(Record, frozen=True, tag="came-to"):
    """``at``: when they said so, if that was before."""

    person: PersonId
    slot: SlotId
    topic: TopicId | None = None
    at: Instant | None = None


class TimeRequested(Record, frozen=True, tag="time-requested"):
    person: PersonId
    topic: TopicId
    slot: SlotId
    to: SlotId | None = None
    reason: str = ""


class RequestDropped(Record, frozen=True, tag="request-dropped"):
    person: PersonId
    topic: TopicId
    slot: SlotId
    to: SlotId | None = None


class RequestDeclined(Record, frozen=True, tag="request-declined"):
    topic: TopicId
    slot: SlotId
    to: SlotId | None = None


class AssignmentAnswered(Record, frozen=True, tag="assignment-answered"):
    person: PersonId
    topic: TopicId
    slot: SlotId
    room: RoomId
    answer: Answer


class OfferMade(Record, frozen=True, tag="offer-made"):
    topic: TopicId
    person: PersonId
    offered: bool = True


class OfferAnswered(Record, frozen=True, tag="offer-answered"):
    topic: TopicId
    person: PersonId
    welcome: bool


class HopeSet(Record, frozen=True, tag="hope-set"):
    topic: TopicId
    person: PersonId
    text: str


class HopeHidden(Record, frozen=True, tag="hope-hidden"):
    topic: TopicId
    hope: int
    hidden: bool


class NotesSet(Record, frozen=True, tag="notes-set"):
    topic: TopicId
    link: str | None = None


class HandNeeded(Record, frozen=True, tag="hand-needed"):
    person: PersonId
    topic: TopicId
    slot: SlotId
    needed: bool = True


class HandGiven(Record, frozen=True, tag="hand-given"):
    person: PersonId
    topic: TopicId
    slot: SlotId
    done: bool = False


class HostReminded(Record, frozen=True, tag="host-reminded"):
    person: PersonId
    topic: TopicId
    slot: SlotId
    room: RoomId


class Announced(Record, frozen=True, tag="announced"):
    announcement: AnnouncementId
    text: str
    until: Instant | None = None


class AnnouncementPlanned(Record, frozen=True, tag="announcement-planned"):
    announcement: AnnouncementId
    text: str
    at: Instant
    until: Instant | None = None
    whom: Whom | None = None


class PeopleTold(Record, frozen=True, tag="people-told"):
    announcement: AnnouncementId
    text: str
    whom: Whom


class BoardSet(Record, frozen=True, tag="board-set"):
    takeover: Takeover | None = None


class SmackdownHeld(Record, frozen=True, tag="smackdown-held"):
    held: bool


class TurnTaken(Record, frozen=True, tag="turn-taken"):
    person: PersonId
    shows: str = ""


class TurnGivenUp(Record, frozen=True, tag="turn-given-up"):
    person: PersonId


class TurnOrdered(Record, frozen=True, tag="turn-ordered"):
    person: PersonId
    before: PersonId | None = None


class FloorGiven(Record, frozen=True, tag="floor-given"):
    person: PersonId | None = None


class AnnouncementEnded(Record, frozen=True, tag="announcement-ended"):
    announcement: AnnouncementId


class NoticesSeen(Record, frozen=True, tag="notices-seen"):
    person: PersonId
    up_to: int


class Undone(Record, frozen=True, tag="undone"):
    seq: int


class LinksReset(Record, frozen=True, tag="links-reset"):
    pass


AnyRecord = (
    CampCreated
    | CampEdited
    | PersonJoined
    | PersonArrived
    | ListImported
    | OrganizerAdded
    | InterestsSet
    | FirstTimeSet
    | NameChanged
    | CalendarRenewed
    | PersonForgotten
    | TopicProposed
    | TopicEdited
    | TopicStateSet
    | HostsSet
    | StandInSought
    | HostSought
    | HostDeclined
    | RepeatAgreed
    | TopicMerged
    | TopicUnmerged
    | VoteSet
    | RoomPut
    | RoomRemoved
    | RoomClosed
    | SlotPut
    | SlotRemoved
    | TimesMoved
    | PhasesSet
    | PlanAdopted
    | TopicPlaced
    | CellsSwapped
    | TopicUnplaced
    | TopicPinned
    | DraftReset
    | DraftKept
    | DraftTaken
    | DraftDropped
    | SchedulePublished
    | SessionsMoved
    | SeatsAssigned
    | SessionChosen
    | CameTo
    | TimeRequested
    | RequestDropped
    | RequestDeclined
    | AssignmentAnswered
    | OfferMade
    | OfferAnswered
    | HopeSet
    | HopeHidden
    | NotesSet
    | HandNeeded
    | HandGiven
    | HostReminded
    | Announced
    | AnnouncementPlanned
    | PeopleTold
    | AnnouncementEnded
    | BoardSet
    | SmackdownHeld
    | TurnTaken
    | TurnGivenUp
    | TurnOrdered
    | FloorGiven
    | NoticesSeen
    | Undone
    | LinksReset
)


class Entry(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One line of the journal. ``refused``: commands of the same client, refused since its last entry.

    ``n`` 0: asked once by the server itself, not counted.
    """

    seq: int
    at: Instant
    by: PersonId | None
    client: ClientId
    n: int
    records: tuple[AnyRecord, ...]
    refused: tuple[tuple[int, str], ...] = ()
