"""What can be asked. A command says what should hold, never "toggle" or "add one": asked twice, it holds once."""

from msgspec import UNSET, Struct, UnsetType

from edcamp.domain.camp import (
    Answer,
    BoardMode,
    Cell,
    Kind,
    Phase,
    Placement,
    Seen,
    SessionMove,
    Settings,
    Unplaced,
    UpTo,
    Weight,
    Whom,
)
from edcamp.domain.ids import AnnouncementId, ClientId, Instant, KeptId, PersonId, RoomId, SlotId, TopicId


class Command(Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag=True):
    """Base of every command; ``do`` names it on the wire."""


class CreateCamp(Command, frozen=True, tag="create-camp"):
    """First entry of every camp. Made by the operator, never by a person."""

    settings: Settings
    phases: tuple[Phase, ...] = (Phase.GATHER, Phase.VOTE)


class Join(Command, frozen=True, tag="join"):
    """Makes ``person`` known. The name travels beside the command, not in it."""

    person: PersonId
    interests: tuple[str, ...] = ()
    organizer: bool = False


class Arrive(Command, frozen=True, tag="arrive"):
    """Whoever was expected is here."""

    person: PersonId


class ExpectedPerson(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody on a list; ``person``: an id that nobody can guess. The name is kept where names are."""

    person: PersonId
    interests: tuple[str, ...] = ()


class ListedTopic(Struct, frozen=True, forbid_unknown_fields=True):
    """A topic on a list. ``by``: who proposed it, of the same list or here already; whoever leads it hosts it."""

    topic: TopicId
    kind: Kind
    title: str
    description: str = ""
    tags: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    by: PersonId | None = None


class ImportList(Command, frozen=True, tag="import-list"):
    """All of these people are expected, and all of these topics are on the wall; or none, when one cannot be.

    Whoever and whatever is known already stays as it is.
    """

    people: tuple[ExpectedPerson, ...] = ()
    topics: tuple[ListedTopic, ...] = ()


class SetInterests(Command, frozen=True, tag="set-interests"):
    """The person's interests are these, in lower case and each once."""

    interests: tuple[str, ...]


class SetFirstTime(Command, frozen=True, tag="set-first-time"):
    """``first`` true: the person has never been to such a day, and so may propose before the others where the camp lets
    them; false: they have.
    """

    first: bool


class NoteNewName(Command, frozen=True, tag="note-new-name"):
    """Says that one's name was changed (where names are kept), so that everybody is shown it."""


class RenewCalendar(Command, frozen=True, tag="renew-calendar"):
    """The person's calendar is at the next secret address, number ``number``; those before do not work."""

    number: int


class ForgetPerson(Command, frozen=True, tag="forget-person"):
    """The name is gone from where names are kept; hosting ends, votes stay as numbers."""

    person: PersonId


class ProposeTopic(Command, frozen=True, tag="propose-topic"):
    """``topic``, a new id made by the asker, is on the wall. ``card``: an organizer types in a paper card that nobody
    hosts yet. ``anonymous``: of a ``learn`` topic; nobody is told who proposed it, or organizers alone, as the camp has
    it and the person was told.
    """

    topic: TopicId
    kind: Kind
    title: str
    description: str = ""
    tags: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    card: bool = False
    anonymous: Seen | None = None


class EditTopic(Command, frozen=True, tag="edit-topic"):
    """The topic reads so; fields left out stay as they are."""

    topic: TopicId
    title: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    tags: tuple[str, ...] | UnsetType = UNSET
    needs: tuple[str, ...] | UnsetType = UNSET


class WithdrawTopic(Command, frozen=True, tag="withdraw-topic"):
    """The topic is off the wall, by the wish of whoever proposed it or of an organizer."""

    topic: TopicId


class HideTopic(Command, frozen=True, tag="hide-topic"):
    """``hidden`` true: the topic is off the wall, seen by organizers alone; false: it is back, whoever took it off."""

    topic: TopicId
    hidden: bool


class ClaimTopic(Command, frozen=True, tag="claim-topic"):
    """``claimed`` true: the person is a host of this topic, which is a ``learn`` one or has no host; false: a host no
    more.
    """

    topic: TopicId
    claimed: bool = True


class SetHosts(Command, frozen=True, tag="set-hosts"):
    """These people host the topic, and nobody else does. Whoever it is new to is told where it is on; whoever hosts it
    no more is told that.
    """

    topic: TopicId
    hosts: tuple[PersonId, ...]


class AskToHost(Command, frozen=True, tag="ask-to-host"):
    """These people are asked whether they could host the topic, which nobody hosts. The first who claims it does."""

    topic: TopicId
    people: tuple[PersonId, ...]


class DeclineTopic(Command, frozen=True, tag="decline-topic"):
    """The person, who was asked whether they could host this topic, cannot, and is not asked about it again."""

    topic: TopicId


class SetRepeat(Command, frozen=True, tag="set-repeat"):
    """``twice`` true: a host is happy to run the topic a second time if many want it, so it may have a repeat; false:
    once only, and the draft has no repeat of it. Asked by a host or an organizer; it ends when the last host leaves.
    """

    topic: TopicId
    twice: bool


class MergeTopic(Command, frozen=True, tag="merge-topic"):
    """``topic`` is part of ``into``: votes and hosts are united, its voters and the hosts of both are told."""

    topic: TopicId
    into: TopicId


class UnmergeTopic(Command, frozen=True, tag="unmerge-topic"):
    """The topic is back on the wall with its own votes and hosts."""

    topic: TopicId


class SetVote(Command, frozen=True, tag="set-vote"):
    """The person's vote on the topic, or on the one it was merged into, is this; ``none`` also outdoes a vote that
    came by a merge. What came so can be taken back, and put back, while voting is closed.
    """

    topic: TopicId
    weight: Weight


class EditCamp(Command, frozen=True, tag="edit-camp"):
    """The camp's name, date, time zone, suggested tags and timetable are these, as a whole."""

    settings: Settings


class PutRoom(Command, frozen=True, tag="put-room"):
    """There is such a room: it is made, or changed as a whole."""

    room: RoomId
    name: str
    capacity: int
    features: tuple[str, ...] = ()
    link: str | None = None


class RemoveRoom(Command, frozen=True, tag="remove-room"):
    """There is no such room, and nothing takes place in it."""

    room: RoomId


class CloseRoom(Command, frozen=True, tag="close-room"):
    """The room is closed in these slots and in no others: nothing takes place in it then."""

    room: RoomId
    slots: tuple[SlotId, ...]


class PutSlot(Command, frozen=True, tag="put-slot"):
    """There is such a slot or break: it is made, or changed as a whole. In a break nothing takes place."""

    slot: SlotId
    title: str
    start: Instant
    end: Instant
    is_break: bool = False


class RemoveSlot(Command, frozen=True, tag="remove-slot"):
    """There is no such slot, and nothing takes place in it."""

    slot: SlotId


class ShiftDay(Command, frozen=True, tag="shift-day"):
    """The slot or break starts at ``start``, as long as it was; or it goes on until ``end``. What was to start after
    that moves as much: for the rest of the day; ``up_to`` the next ``break``, which becomes shorter or longer; or
    nothing but the ``slot``. The timetable moves along.
    """

    slot: SlotId
    start: Instant | None = None
    end: Instant | None = None
    up_to: UpTo = UpTo.DAY


class MoveBreak(Command, frozen=True, tag="move-break"):
    """The break ``slot`` is right before ``other``, its neighbour in the day, with ``first``; else right after it."""

    slot: SlotId
    other: SlotId
    first: bool


class SetPhase(Command, frozen=True, tag="set-phase"):
    """The phase is open or not. ``plan``, ``run`` and ``closed`` end one another; ``closed`` ends all others too."""

    phase: Phase
    open: bool


class AdoptPlan(Command, frozen=True, tag="adopt-plan"):
    """The solver's plan is the draft. Each placement is checked against now; what no longer holds is dropped."""

    based_on: int
    placements: tuple[Placement, ...]
    unplaced: tuple[Unplaced, ...] = ()
    value: int | None = None
    bound: int | None = None


class PlaceTopic(Command, frozen=True, tag="place-topic"):
    """The topic is in this cell of the draft and nowhere else, but for ``beside``: a cell that it is in already and
    stays in, so that this one is its repeat. The cell was empty, or held ``instead_of``, which is then out of it.
    """

    topic: TopicId
    slot: SlotId
    room: RoomId
    instead_of: TopicId | None = None
    beside: Cell | None = None


class SwapCells(Command, frozen=True, tag="swap-cells"):
    """Each of two cells of the draft holds what the other held; one of them may be empty."""

    a: Cell
    b: Cell


class UnplaceTopic(Command, frozen=True, tag="unplace-topic"):
    """The topic is not in the draft; with ``cell``, not in this cell of it."""

    topic: TopicId
    cell: Cell | None = None


class PinTopic(Command, frozen=True, tag="pin-topic"):
    """A pinned placement is kept by every later plan. It is every one of the topic's; with ``cell``, the one there."""

    topic: TopicId
    pinned: bool
    cell: Cell | None = None


class ResetDraft(Command, frozen=True, tag="reset-draft"):
    """The draft is what is published, or empty."""


class KeepDraft(Command, frozen=True, tag="keep-draft"):
    """The draft, as it is now, is kept aside under a name. ``kept``: a new id made by the asker."""

    kept: KeptId
    name: str


class TakeDraft(Command, frozen=True, tag="take-draft"):
    """The draft is the one that was kept aside, as far as that can still take place; it is kept still."""

    kept: KeptId


class DropDraft(Command, frozen=True, tag="drop-draft"):
    """This draft is kept aside no more."""

    kept: KeptId


class Publish(Command, frozen=True, tag="publish"):
    """Everybody sees the draft, and whoever it touches is told. ``based_on``: the ``seq`` of the draft that the asker
    saw.
    """

    based_on: int


class Rearrange(Command, frozen=True, tag="rearrange"):
    """What is published is moved so, and in nothing else; the draft along with it, if it was the same. Whoever that
    touches is told. ``based_on``: the publication's number. ``room`` is ``closed`` in these slots too, before.
    """

    based_on: int
    moves: tuple[SessionMove, ...]
    room: RoomId | None = None
    closed: tuple[SlotId, ...] = ()


class AssignSeats(Command, frozen=True, tag="assign-seats"):
    """The solver's count for publication ``number``. Asked by the system only."""

    number: int
    seats: dict[PersonId, dict[SlotId, TopicId]]


class ChooseSession(Command, frozen=True, tag="choose-session"):
    """The person means to be at this session in the slot, and so at no repeat of it; ``topic`` null: wherever is
    suggested.
    """

    slot: SlotId
    topic: TopicId | None


class BeAt(Command, frozen=True, tag="be-at"):
    """The person is in this session of the slot, and no more where they were before; ``topic`` null: in none of it.
    ``at``: when they said so, if that could not be sent at once; on the same day, by the server's clock.
    """

    slot: SlotId
    topic: TopicId | None
    at: Instant | None = None


class RequestTime(Command, frozen=True, tag="request-time"):
    """``wanted`` true: the person asks for the topic's published session in this slot to be in ``to`` instead, or at
    any other time with ``to`` null; false: not any more. ``reason``: for organizers alone; null leaves it as it is.
    """

    topic: TopicId
    slot: SlotId
    to: SlotId | None = None
    wanted: bool = True
    reason: str | None = None


class DeclineRequest(Command, frozen=True, tag="decline-request"):
    """Nobody asks for this any more: whoever did is told, kindly, that the session stays where it is."""

    topic: TopicId
    slot: SlotId
    to: SlotId | None = None


class AnswerAssignment(Command, frozen=True, tag="answer-assignment"):
    """The person, a host of this topic, will be at its session in this slot and room (``confirmed``), comes ``late``,
    or ``cannot`` come. It holds until the session moves.
    """

    topic: TopicId
    slot: SlotId
    room: RoomId
    answer: Answer


class OfferToHost(Command, frozen=True, tag="offer-to-host"):
    """``offered`` true: the person would host this topic along with its hosts, who are told; false: they would not, and
    do not if they did because of that.
    """

    topic: TopicId
    offered: bool = True


class AnswerOffer(Command, frozen=True, tag="answer-offer"):
    """``welcome`` true: ``person``, who offered to, hosts the topic along with the person, a host of it; false: they do
    not, or no more.
    """

    topic: TopicId
    person: PersonId
    welcome: bool


class SetHope(Command, frozen=True, tag="set-hope"):
    """The person, who voted for the topic, hopes for this from it: its hosts and the organizers read that and not who
    it is. An empty ``text``: they say nothing.
    """

    topic: TopicId
    text: str


class HideHope(Command, frozen=True, tag="hide-hope"):
    """``hidden`` true: what somebody hopes for from the topic is read by them and organizers alone; false: by its hosts
    too. ``hope``: its number.
    """

    topic: TopicId
    hope: int
    hidden: bool


class SetNotes(Command, frozen=True, tag="set-notes"):
    """Notes of the topic's sessions are written there; null: nowhere. Asked by a host or an organizer."""

    topic: TopicId
    link: str | None


class NeedHand(Command, frozen=True, tag="need-hand"):
    """``needed`` true: the hosts of the topic's session in this slot need somebody of the organizers there; false: they
    do not.
    """

    topic: TopicId
    slot: SlotId
    needed: bool = True


class GiveHand(Command, frozen=True, tag="give-hand"):
    """An organizer is on the way to this session, whose hosts need a hand; ``done`` true: nothing is left to do
    there.
    """

    topic: TopicId
    slot: SlotId
    done: bool = False


class RemindHosts(Command, frozen=True, tag="remind-hosts"):
    """Hosts whose session is about to begin have been asked once more whether they come, if they have not said so.
    Asked by the clock only.
    """


class Announce(Command, frozen=True, tag="announce"):
    """Everybody is shown this text, until then or until it is ended; or those ``whom`` names are told it once.

    ``at``: when the clock makes it; without it, now.
    """

    announcement: AnnouncementId
    text: str
    until: Instant | None = None
    at: Instant | None = None
    whom: Whom | None = None


class MakeAnnouncement(Command, frozen=True, tag="make-announcement"):
    """What was planned for now is announced. Asked by the clock."""

    announcement: AnnouncementId


class ShowOnBoard(Command, frozen=True, tag="show-on-board"):
    """Every board shows this, until then or until it is told something else; ``mode`` null: what the phase asks for.
    ``topic``: on the wall, this one alone. ``announcement``: this one, large; without it the newest. A countdown counts
    to its end.
    """

    mode: BoardMode | None
    until: Instant | None = None
    topic: TopicId | None = None
    announcement: AnnouncementId | None = None


class HoldSmackdown(Command, frozen=True, tag="hold-smackdown"):
    """``held`` true: a smackdown is held, and people put themselves in its queue; false: it is over."""

    held: bool


class TakeTurn(Command, frozen=True, tag="take-turn"):
    """The person is in the smackdown's queue, as the last if they were not in it, and shows this."""

    shows: str = ""


class GiveUpTurn(Command, frozen=True, tag="give-up-turn"):
    """The person is not in the smackdown's queue, and not on; ``person``: somebody else, by an organizer's wish."""

    person: PersonId | None = None


class OrderTurn(Command, frozen=True, tag="order-turn"):
    """In the smackdown's queue, ``person`` is right before the person ``before``; without that, the last."""

    person: PersonId
    before: PersonId | None = None


class GiveFloor(Command, frozen=True, tag="give-floor"):
    """``person``, of the smackdown's queue or somebody who has been on, is on, from now if they were not; null: nobody
    is.
    """

    person: PersonId | None


class EndAnnouncement(Command, frozen=True, tag="end-announcement"):
    """The announcement is shown no more, or not made at all."""

    announcement: AnnouncementId


class SeeNotices(Command, frozen=True, tag="see-notices"):
    """The person has read every notice up to this one."""

    up_to: int


class Undo(Command, frozen=True, tag="undo"):
    """What the entry ``seq`` did is taken back, if nothing has changed it since. Undoing an undo does it again."""

    seq: int


class ResetLinks(Command, frozen=True, tag="reset-links"):
    """The organizers' secret link stops working; a new one holds, which the operator can print."""


PersonCommand = (
    SetInterests
    | SetFirstTime
    | RenewCalendar
    | ProposeTopic
    | EditTopic
    | WithdrawTopic
    | ClaimTopic
    | SetHosts
    | AskToHost
    | DeclineTopic
    | SetRepeat
    | SetVote
    | ChooseSession
    | BeAt
    | RequestTime
    | AnswerAssignment
    | OfferToHost
    | AnswerOffer
    | SetHope
    | HideHope
    | SetNotes
    | NeedHand
    | GiveHand
    | SeeNotices
    | HideTopic
    | MergeTopic
    | UnmergeTopic
    | EditCamp
    | PutRoom
    | RemoveRoom
    | CloseRoom
    | PutSlot
    | RemoveSlot
    | ShiftDay
    | MoveBreak
    | SetPhase
    | PlaceTopic
    | SwapCells
    | UnplaceTopic
    | PinTopic
    | ResetDraft
    | KeepDraft
    | TakeDraft
    | DropDraft
    | Publish
    | Rearrange
    | DeclineRequest
    | Announce
    | EndAnnouncement
    | ShowOnBoard
    | HoldSmackdown
    | TakeTurn
    | GiveUpTurn
    | OrderTurn
    | GiveFloor
    | Undo
    | ResetLinks
)
"""What a connected person may send; the rest is asked by the server itself."""

SystemCommand = (
    CreateCamp
    | Join
    | Arrive
    | ImportList
    | NoteNewName
    | ForgetPerson
    | AdoptPlan
    | AssignSeats
    | RemindHosts
    | MakeAnnouncement
)

AnyCommand = PersonCommand | SystemCommand


class Asked(Struct, frozen=True):
    """A command, who asks, and its number among that client's commands (1, 2, 3, ...)."""

    command: AnyCommand
    by: PersonId | None
    """None: the system (the operator or the clock)."""
    client: ClientId
    n: int
