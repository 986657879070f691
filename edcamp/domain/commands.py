"""What can be asked. A command says what should hold, never "toggle" or "add one": asked twice, it holds once."""

from msgspec import UNSET, Struct, UnsetType

from edcamp.domain.camp import Cell, Kind, Phase, Placement, Settings, Unplaced, Weight
from edcamp.domain.ids import AnnouncementId, ClientId, Instant, PersonId, RoomId, SlotId, TopicId


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


class SetInterests(Command, frozen=True, tag="set-interests"):
    interests: tuple[str, ...]


class NoteNewName(Command, frozen=True, tag="note-new-name"):
    """Says that one's name was changed (where names are kept), so that everybody is shown it."""


class ForgetPerson(Command, frozen=True, tag="forget-person"):
    """The name is gone from where names are kept; hosting ends, votes stay as numbers."""

    person: PersonId


class ProposeTopic(Command, frozen=True, tag="propose-topic"):
    """``topic`` is a new id made by the asker. ``card``: an organizer types in a paper card, nobody hosts it yet."""

    topic: TopicId
    kind: Kind
    title: str
    description: str = ""
    tags: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    card: bool = False


class EditTopic(Command, frozen=True, tag="edit-topic"):
    """Fields left out stay as they are."""

    topic: TopicId
    title: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    tags: tuple[str, ...] | UnsetType = UNSET
    needs: tuple[str, ...] | UnsetType = UNSET


class WithdrawTopic(Command, frozen=True, tag="withdraw-topic"):
    topic: TopicId


class HideTopic(Command, frozen=True, tag="hide-topic"):
    topic: TopicId
    hidden: bool


class ClaimTopic(Command, frozen=True, tag="claim-topic"):
    """``claimed`` true: become a host of a ``learn`` topic; false: stop hosting it."""

    topic: TopicId
    claimed: bool = True


class MergeTopic(Command, frozen=True, tag="merge-topic"):
    """``topic`` becomes part of ``into``: votes and hosts are united, voters are told."""

    topic: TopicId
    into: TopicId


class UnmergeTopic(Command, frozen=True, tag="unmerge-topic"):
    topic: TopicId


class SetVote(Command, frozen=True, tag="set-vote"):
    topic: TopicId
    weight: Weight


class EditCamp(Command, frozen=True, tag="edit-camp"):
    settings: Settings


class PutRoom(Command, frozen=True, tag="put-room"):
    """Makes the room or changes it as a whole."""

    room: RoomId
    name: str
    capacity: int
    features: tuple[str, ...] = ()
    link: str | None = None


class RemoveRoom(Command, frozen=True, tag="remove-room"):
    room: RoomId


class PutSlot(Command, frozen=True, tag="put-slot"):
    """Makes the slot or break, or changes it as a whole."""

    slot: SlotId
    title: str
    start: Instant
    end: Instant
    is_break: bool = False


class RemoveSlot(Command, frozen=True, tag="remove-slot"):
    slot: SlotId


class SetPhase(Command, frozen=True, tag="set-phase"):
    phase: Phase
    open: bool


class AdoptPlan(Command, frozen=True, tag="adopt-plan"):
    """Makes a solver's plan the draft. Each placement is checked against now; what no longer holds is dropped."""

    based_on: int
    placements: tuple[Placement, ...]
    unplaced: tuple[Unplaced, ...] = ()
    value: int | None = None
    bound: int | None = None


class PlaceTopic(Command, frozen=True, tag="place-topic"):
    """Puts a topic into an empty cell of the draft, from wherever it was."""

    topic: TopicId
    slot: SlotId
    room: RoomId


class SwapCells(Command, frozen=True, tag="swap-cells"):
    """Exchanges what two cells of the draft hold, in one step; one of them may be empty."""

    a: Cell
    b: Cell


class UnplaceTopic(Command, frozen=True, tag="unplace-topic"):
    topic: TopicId


class PinTopic(Command, frozen=True, tag="pin-topic"):
    """A pinned placement is kept by every later plan."""

    topic: TopicId
    pinned: bool


class ResetDraft(Command, frozen=True, tag="reset-draft"):
    """The draft becomes what is published, or empty."""


class Publish(Command, frozen=True, tag="publish"):
    """Shows the draft to everybody. ``based_on`` is the ``seq`` of the draft that the asker has seen."""

    based_on: int


class AssignSeats(Command, frozen=True, tag="assign-seats"):
    """The solver's count for publication ``number``. Asked by the system only."""

    number: int
    seats: dict[PersonId, dict[SlotId, TopicId]]


class ChooseSession(Command, frozen=True, tag="choose-session"):
    """Where the person wants to be in a slot; ``topic`` null goes back to what is suggested."""

    slot: SlotId
    topic: TopicId | None


class Announce(Command, frozen=True, tag="announce"):
    announcement: AnnouncementId
    text: str
    until: Instant | None = None


class EndAnnouncement(Command, frozen=True, tag="end-announcement"):
    announcement: AnnouncementId


class SeeNotices(Command, frozen=True, tag="see-notices"):
    """Everything up to this notice has been read."""

    up_to: int


class Undo(Command, frozen=True, tag="undo"):
    """Takes back what the entry ``seq`` did, if nothing has changed it since. Undoing an undo does it again."""

    seq: int


class ResetLinks(Command, frozen=True, tag="reset-links"):
    """The organizers' and the board's secret links stop working; new ones hold."""


PersonCommand = (
    SetInterests
    | ProposeTopic
    | EditTopic
    | WithdrawTopic
    | ClaimTopic
    | SetVote
    | ChooseSession
    | SeeNotices
    | HideTopic
    | MergeTopic
    | UnmergeTopic
    | EditCamp
    | PutRoom
    | RemoveRoom
    | PutSlot
    | RemoveSlot
    | SetPhase
    | PlaceTopic
    | SwapCells
    | UnplaceTopic
    | PinTopic
    | ResetDraft
    | Publish
    | Announce
    | EndAnnouncement
    | Undo
    | ResetLinks
)
"""What a connected person may send; the rest is asked by the server itself."""

SystemCommand = CreateCamp | Join | NoteNewName | ForgetPerson | AdoptPlan | AssignSeats

AnyCommand = PersonCommand | SystemCommand


class Asked(Struct, frozen=True):
    """A command, who asks, and its number among that client's commands (1, 2, 3, ...)."""

    command: AnyCommand
    by: PersonId | None
    """None: the system (the operator or the clock)."""
    client: ClientId
    n: int
