"""JSON on the wire and in the journal: commands in, records kept, documents out; and their TypeScript twins."""

import hashlib
import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import msgspec
from immutables import Map
from msgspec import Raw, Struct
from msgspec import inspect as shapes
from msgspec.structs import replace

from edcamp import domain
from edcamp.domain import camp, commands, days, documents, lapse, rules
from edcamp.domain.camp import Cell, SessionMove, Unplaced
from edcamp.domain.ids import CampId, Instant, PersonId, RoomId, SlotId, TopicId
from edcamp.domain.records import Entry
from edcamp.domain.refusals import SENTENCES, Refused

Translate = Callable[[str], str]
"""An English sentence in the reader's language."""


# --- the journal

_entry_encoder = msgspec.json.Encoder()
_entry_decoder = msgspec.json.Decoder(Entry)


def encode_entry(entry: Entry) -> bytes:
    return _entry_encoder.encode(entry)


def decode_entry(data: bytes) -> Entry:
    """Raises ``msgspec.ValidationError`` for anything this version did not write or cannot still read."""
    return _entry_decoder.decode(data)


# --- a moment of a camp, so that nobody need fold all that led to it


class Moment(Struct, frozen=True):
    """A camp's value, and for each audience which documents changed when, the latest last; ``people``: whose did."""

    camp: camp.Camp
    changed: dict[str, dict[str, int]]
    people: dict[PersonId, int]


_PIECES: dict[str, Any] = {
    "settings": camp.Settings,
    "phases": frozenset[camp.Phase],
    "room": camp.Room | None,
    "slot": camp.Slot | None,
    "topic": camp.Topic | None,
    "draft": camp.Draft,
    "kept": camp.KeptDraft | None,
    "published": camp.Schedule | None,
    "announcement": camp.Announcement | None,
    "planned": camp.Planned | None,
    "board": camp.Takeover | None,
    "request": camp.Request | None,
    "smackdown": camp.Smackdown | None,
    "hope": bool | None,
    "hand": camp.Hand | None,
    "offers": tuple[camp.Offer, ...] | None,
}
"""What the two sides of a ``Piece`` are, by its kind."""


def _builtin(value: object) -> object:
    if isinstance(value, Map):
        return dict(value)
    raise NotImplementedError(type(value))


def _from_builtin(kind: Any, value: Any) -> Any:
    if kind is object:
        return value
    if get_origin(kind) is Map:
        keys, values = get_args(kind)
        return Map(msgspec.convert(value, dict[keys, values], dec_hook=_from_builtin))  # type: ignore[valid-type]
    raise NotImplementedError(kind)


_moment_encoder = msgspec.msgpack.Encoder(enc_hook=_builtin)
_moment_decoder = msgspec.msgpack.Decoder(Moment, dec_hook=_from_builtin)


def encode_moment(moment: Moment) -> bytes:
    return _moment_encoder.encode(moment)


def decode_moment(data: bytes) -> Moment:
    """Of bytes that the same ``moment_form`` wrote."""
    moment = _moment_decoder.decode(data)
    history = Map({seq: _with_pieces(action) for seq, action in moment.camp.history.items()})
    return Moment(moment.camp.but(history=history), moment.changed, moment.people)


def _with_pieces(action: camp.Action) -> camp.Action:
    def typed(kind: str, value: object) -> object:
        return msgspec.convert(value, _PIECES[kind], dec_hook=_from_builtin)

    pieces = tuple(
        camp.Piece(piece.kind, piece.id, typed(piece.kind, piece.before), typed(piece.kind, piece.after))
        for piece in action.pieces
    )
    return replace(action, pieces=pieces)


@cache
def moment_form() -> str:
    """Changes with every change of the code that folds entries or writes moments: none is read that another wrote."""
    digest = hashlib.sha256()
    for source in sorted(Path(domain.__file__).parent.rglob("*.py")):
        digest.update(source.read_bytes())
    digest.update(Path(__file__).read_bytes())
    return digest.hexdigest()[:16]


# --- commands in


class CommandsMessage(Struct, frozen=True, forbid_unknown_fields=True):
    """What a client sends: its id and its commands, numbered, in the order they were given."""

    client: str
    commands: list[Raw]


class NumberedCommand(Struct, frozen=True, forbid_unknown_fields=True):
    n: int
    command: commands.PersonCommand


class _Number(Struct, frozen=True):
    n: int = 0


UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What decoding raises for bytes that are no JSON of ours: malformed, no UTF-8, nested without end."""

COUNTER_MAX = 2**53 - 1
"""The last whole number that JavaScript can count to."""

_message_decoder = msgspec.json.Decoder(CommandsMessage)
_command_decoder = msgspec.json.Decoder(NumberedCommand)
_number_decoder = msgspec.json.Decoder(_Number)


def decode_message(data: bytes) -> CommandsMessage:
    """Raises ``Refused``: ``too-large``, ``too-many-at-once``, ``bad-id`` or ``bad-command``."""
    if len(data) > rules.BODY_MAX:
        raise Refused("too-large", len(data))
    try:
        message = _message_decoder.decode(data)
    except UNREADABLE as error:
        raise Refused("bad-command", str(error)) from error
    rules.fresh_id(message.client)
    if len(message.commands) > rules.COMMANDS_PER_MESSAGE:
        raise Refused("too-many-at-once", len(message.commands))
    return message


def decode_command(data: Raw) -> NumberedCommand:
    """Raises ``Refused``: ``bad-command`` or ``counter``."""
    try:
        numbered = _command_decoder.decode(data)
    except UNREADABLE as error:
        raise Refused("bad-command", str(error)) from error
    if not 1 <= numbered.n <= COUNTER_MAX:
        raise Refused("counter", numbered.n)
    return numbered


def number_of(data: Raw) -> int:
    """The number of a command that may not be readable otherwise, so that its refusal names it; 0 if there is none."""
    try:
        return _number_decoder.decode(data).n
    except UNREADABLE:
        return 0


# --- answers

Audience = Literal["public", "organizers", "me"]


class Accepted(Struct, frozen=True):
    """``touched``: the audiences whose documents show it once they have reached ``seq``."""

    n: int
    seq: int
    touched: tuple[Audience, ...] = ()
    dropped: tuple[Unplaced, ...] = ()
    ok: Literal[True] = True


class Refusal(Struct, frozen=True):
    """The one shape of an error: here, in JSON answers, and (as words) on pages."""

    code: str
    message: str
    value: str | int | None
    retryable: bool
    n: int = 0
    ok: Literal[False] = False


Ack = Accepted | Refusal


class Acks(Struct, frozen=True):
    acks: tuple[Ack, ...]


def refusal(refused: Refused, translate: Translate, n: int = 0) -> Refusal:
    """A refusal that is repeated after a restart has its code still, but its value no more."""
    message = translate(refused.sentence).replace("{value}", "…" if refused.value is None else str(refused.value))
    return Refusal(refused.code, message, refused.value, refused.retryable, n)


# --- documents out


class Delta(Struct, frozen=True, rename={"since": "from", "deleted": "del", "audience": "aud"}):
    """What an audience's documents are now, where they changed. ``since`` null: a snapshot, replacing all of them."""

    audience: Audience
    epoch: str
    since: int | None
    to: int
    put: Mapping[str, Any]
    deleted: tuple[str, ...] = ()


class Hello(Struct, frozen=True):
    """Answer to ``hello``, first event of a stream, answer of a poll.

    ``stale``: audiences whose snapshot must be fetched by HTTP first. ``ephemeral``: what is not journalled; ``shown``
    is a checksum of that, the same in every process.
    ``time``: the server's clock, milliseconds.
    """

    epoch: str
    seq: int
    time: int
    person: PersonId | None
    organizer: bool
    deltas: tuple[Delta, ...] = ()
    stale: tuple[Audience, ...] = ()
    ephemeral: Mapping[str, Any] = {}
    shown: int = 0
    ok: Literal[True] = True


class Rule(Struct, frozen=True):
    """Something that may be given up so that a plan can be made. ``code`` and the ids that it is about: ``pin``: topic,
    slot, room. ``host``: person, and two topics that they host.
    """

    code: Literal["pin", "host"]
    about: tuple[str, ...]


class Solving(Struct, frozen=True):
    """Ephemeral ``solving``, for organizers: how the search is going. Seconds; ``bound`` is proven.

    ``ways``, with the error ``plan-infeasible``: each is enough for a plan, if all of its rules are given up.
    """

    running: bool
    elapsed: float
    seconds: float
    value: int | None = None
    bound: int | None = None
    placed: int = 0
    unplaced: int = 0
    plans: int = 0
    error: Refusal | None = None
    ways: tuple[tuple[Rule, ...], ...] = ()


class Price(Struct, frozen=True):
    """A topic moved into this cell: the change of the draft's value, and how many people's day changes with it."""

    slot: SlotId
    room: RoomId
    change: int
    people: int


class Prices(Struct, frozen=True):
    """Answer to ``desk/prices``. ``seq``: of the draft that they hold for. They are those of the cells from ``start``
    on that could be counted in a second, of ``cells`` in all: the rest is there for the asking. ``beside``: where the
    topic stays as well.
    """

    seq: int
    topic: TopicId
    start: int
    cells: int
    prices: tuple[Price, ...]
    beside: Cell | None = None
    ok: Literal[True] = True


class ListedTopic(Struct, frozen=True):
    """A topic on a list that is about to be imported. ``line``: of the file; ``by``: a name, or empty."""

    line: int
    title: str
    kind: camp.Kind
    by: str


class ListProblem(Struct, frozen=True):
    """Why a line of a list cannot be imported. ``column``: its name, empty when it is about the whole line."""

    line: int
    column: str
    code: str
    message: str


class ListPreview(Struct, frozen=True):
    """Answer to ``desk/list``: what importing a file would do, or has done. ``uses``: columns, from 0, by what they
    are.

    ``people``: names of those who would be expected. ``known``: lines that are imported already, or are there twice.
    """

    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    uses: dict[str, int]
    topics: tuple[ListedTopic, ...]
    people: tuple[str, ...]
    known: int
    problems: tuple[ListProblem, ...]
    imported: bool = False
    ok: Literal[True] = True


class SlotMove(Struct, frozen=True):
    """A slot that would be at another time; ``was_start`` and ``was_end``: when it is now."""

    slot: SlotId
    was_start: Instant
    was_end: Instant
    start: Instant
    end: Instant


class PhaseMove(Struct, frozen=True):
    """A line of the timetable that would be at another time; ``was``: when it is now."""

    was: Instant
    change: camp.PhaseChange


class Telling(Struct, frozen=True):
    """What would be told, and the names of those whom it would be told: of the topic's hosts, and of others."""

    notice: camp.Notice
    hosts: tuple[str, ...]
    others: tuple[str, ...]


class Preview(Struct, frozen=True):
    """Answer to ``desk/preview``: what a command would change, and who would be told what. ``seq``: of the camp that
    it holds for.
    """

    seq: int
    slots: tuple[SlotMove, ...] = ()
    phases: tuple[PhaseMove, ...] = ()
    sessions: tuple[SessionMove, ...] = ()
    telling: tuple[Telling, ...] = ()
    ok: Literal[True] = True


class Share(Struct, frozen=True):
    """Of the ``wanted`` votes of a kind so many have a seat; nobody's vote for a topic of their own is among them."""

    seated: int
    wanted: int


class Counts(Struct, frozen=True):
    """``seats``: people with a vote, by how many seats they have: with none, with one, and so on. ``value``, ``bound``:
    of the draft as it stands, in a plan's points; ``bound`` is proven, and null when nothing is proven (any more).
    """

    must: Share
    interested: Share
    seats: tuple[int, ...]
    value: int | None = None
    bound: int | None = None


class Repair(Struct, frozen=True):
    """Answer to ``desk/repair``: the ``command`` that makes it so, what it would change, and what people get.
    ``before``: of what is published, as if nothing were lost. ``unplaced``: published topics that would have no place,
    and why.
    """

    command: commands.Rearrange
    unplaced: tuple[Unplaced, ...]
    before: Counts
    after: Counts
    preview: Preview = Preview(0)
    ok: Literal[True] = True


class StandIn(Struct, frozen=True):
    """Somebody who voted for a topic and hosts nothing at its times. ``hosting``: how many other topics they host."""

    person: PersonId
    name: str
    must: bool
    hosting: int


class StandIns(Struct, frozen=True):
    """Answer to ``desk/stand-ins``, the keenest first."""

    people: tuple[StandIn, ...]
    ok: Literal[True] = True


class Receipt(Struct, frozen=True):
    """Ephemeral ``draft_receipt`` and ``published_receipt``, for organizers: what people get.

    ``of``: the ``seq`` of the draft, or the number of the publication, that ``counts`` are of; they stay while it is
    being counted anew. ``nothing``: names of people with none of their choices, the first few of them.
    """

    of: int
    state: Literal["counted", "counting", "failed"]
    counts: Counts | None = None
    nothing: tuple[str, ...] = ()


class Ephemeral(Struct, frozen=True, omit_defaults=True):
    """Not journalled: lost with the process, and no harm done."""

    solving: Solving | None = None
    draft_receipt: Receipt | None = None
    published_receipt: Receipt | None = None
    connected: int | None = None


class UnnamedReceipt(Struct, frozen=True):
    """A receipt on its way to the processes that show it: with the ids of people, whose names can be forgotten.

    It is of the camp as it was at ``seq`` of ``epoch``. ``failed``: what came after that could not be counted.
    """

    epoch: str
    seq: int
    of: int
    counts: Counts | None = None
    nothing: tuple[PersonId, ...] = ()
    failed: bool = False


class Proven(Struct, frozen=True):
    """No schedule is worth more than ``bound``. ``problem``: a digest of what that was proven for, but for its ``pins``
    (topic, slot, room or null).
    """

    problem: str
    pins: tuple[tuple[str, str, str | None], ...]
    bound: int


class Told(Ephemeral, frozen=True, omit_defaults=True):
    """What processes tell one another, ``Ephemeral`` and what none of them sends on as it is."""

    draft_counted: UnnamedReceipt | None = None
    published_counted: UnnamedReceipt | None = None
    proven: Proven | None = None


class Note(Struct, frozen=True):
    """From one process to the others: what is ephemeral in a camp. ``by``: the process, which knows it already."""

    by: str
    camp: CampId
    audience: str
    fields: Told


_note_decoder = msgspec.json.Decoder(Note)


def decode_note(data: bytes) -> Note:
    """Raises ``msgspec.ValidationError`` for a note of another version."""
    return _note_decoder.decode(data)


class Since(Struct, frozen=True, forbid_unknown_fields=True):
    """How far a client has come, by audience."""

    epoch: str = ""
    public: int | None = None
    me: int | None = None
    organizers: int | None = None


class HelloRequest(Struct, frozen=True, forbid_unknown_fields=True):
    since: Since = Since()


_encoder = msgspec.json.Encoder()


def encode(value: Any) -> bytes:
    """JSON of any answer or document."""
    return _encoder.encode(value)


def encode_for_html(value: Any) -> bytes:
    """The same JSON, written so that nothing inside can end the ``script`` element that it is put into."""
    return encode(value).replace(b"&", b"\\u0026").replace(b"<", b"\\u003c").replace(b">", b"\\u003e")


# --- TypeScript

_KEYS: dict[str, dict[str, Any]] = {
    "PublicDocuments": {
        "camp": documents.CampDocument,
        "people": documents.PeopleDocument,
        "schedule": documents.ScheduleDocument,
        "topic/": documents.TopicDocument,
        "tally/": camp.Tally,
        "room/": camp.Room,
        "slot/": camp.Slot,
        "late/": documents.LateDocument,
        "host/": documents.HostDocument,
        "announcement/": camp.Announcement,
        "headcount/": dict[str, int],
        "request/": documents.RequestDocument,
        "board": camp.Takeover,
        "smackdown": documents.SmackdownDocument,
    },
    "OrganizersDocuments": {
        "draft": documents.DraftDocument,
        "kept/": camp.KeptDraft,
        "answers/": tuple[documents.AnswerDocument, ...],
        "hopes/": tuple[documents.HopeDocument, ...],
        "hands/": tuple[documents.HandDocument, ...],
        "action/": documents.ActionDocument,
        "votes": documents.VotesDocument,
        "shown": tuple[documents.TurnDocument, ...],
        "origin/": documents.OriginDocument,
        "tally/": camp.Tally,
        "planned/": camp.Planned,
        "search/": documents.SearchDocument,
        "reasons/": documents.ReasonsDocument,
        "organizer/": documents.HostDocument,
        "topic/": documents.OffWallDocument,
    },
    "MeDocuments": {
        "me": documents.MeDocument,
        "day": dict[str, days.StopDocument],
        "stays": tuple[camp.Stay, ...],
        "requests": tuple[str, ...],
        "vote/": camp.Weight,
        "offer/": documents.OfferDocument,
        "offers/": tuple[documents.CoHostDocument, ...],
        "hope/": documents.HopeDocument,
        "hopes/": tuple[documents.HopeDocument, ...],
        "notice/": camp.Notice,
    },
}


def typescript() -> str:
    """The wire's types for the browser, written from the structs so that the two cannot drift."""
    printer = _Printer()
    union = " | ".join(printer.reference(t) for t in shapes.multi_type_info(get_args(commands.PersonCommand)))
    printer.lines.append(f"export type Command = {union};")
    desk = (Solving, Prices, ListPreview, Preview, Repair, StandIns, Receipt)
    for root in (Accepted, Refusal, Delta, Hello, Since, *desk, lapse.Lapse, Ephemeral):
        printer.reference(shapes.type_info(root))
    for name, keys in _KEYS.items():
        fields = []
        for key, kind in keys.items():
            key_type = f"[key: `{key}${{string}}`]" if key.endswith("/") else key
            fields.append(f"  {key_type}: {printer.reference(shapes.type_info(kind))};")
        printer.lines.append(f"export interface {name} {{\n" + "\n".join(fields) + "\n}")
    printer.lines.append("export type Ack = Accepted | Refusal;")
    limits = {name: value for name, value in vars(rules).items() if name.isupper() and isinstance(value, int)}
    body = "".join(f"  {name}: {value},\n" for name, value in limits.items())
    printer.lines.append(f"export const limits = {{\n{body}}} as const;")
    codes = " | ".join(f'"{code}"' for code in SENTENCES)
    printer.lines.append(f"export type Code = {codes};")
    head = "// Written by `python -m edcamp.wire`. Do not edit: a test holds it to the Python structs.\n"
    return head + "\n" + "\n\n".join(printer.lines) + "\n"


class _Printer:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self._known: set[type] = set()

    def reference(self, kind: shapes.Type) -> str:
        match kind:
            case shapes.StrType() | shapes.DateType():
                return "string"
            case shapes.IntType() | shapes.FloatType():
                return "number"
            case shapes.BoolType():
                return "boolean"
            case shapes.NoneType():
                return "null"
            case shapes.LiteralType(values=values):
                return " | ".join(msgspec.json.encode(value).decode() for value in values)
            case shapes.EnumType(cls=cls):
                return " | ".join(f'"{member.value}"' for member in cls)
            case shapes.UnionType(types=types):
                return " | ".join(self.reference(t) for t in types if not isinstance(t, shapes.CustomType))
            case shapes.VarTupleType(item_type=item) | shapes.ListType(item_type=item):
                inner = self.reference(item)
                return f"({inner})[]" if "|" in inner else f"{inner}[]"
            case shapes.DictType(value_type=value):
                return f"Record<string, {self.reference(value)}>"
            case shapes.StructType(cls=cls):
                self._declare(kind)
                return cls.__name__
            case shapes.AnyType():
                return "unknown"
            case _:
                raise TypeError(f"no TypeScript for {kind!r}")

    def _declare(self, kind: shapes.StructType) -> None:
        if kind.cls in self._known:
            return
        self._known.add(kind.cls)
        fields = [f'  {kind.tag_field}: "{kind.tag}";'] if kind.tag_field else []
        sent_whole = not kind.cls.__struct_config__.omit_defaults and not issubclass(kind.cls, commands.Command)
        for item in kind.fields:
            optional = "" if item.required or sent_whole else "?"
            fields.append(f"  {item.encode_name}{optional}: {self.reference(_settled(item.type))};")
        self.lines.append(f"export interface {kind.cls.__name__} {{\n" + "\n".join(fields) + "\n}")


def _settled(kind: shapes.Type) -> shapes.Type:
    if isinstance(kind, shapes.UnionType):
        kept = tuple(t for t in kind.types if not isinstance(t, shapes.CustomType))
        return kept[0] if len(kept) == 1 else shapes.UnionType(kept)
    return kind


if __name__ == "__main__":
    sys.stdout.write(typescript())
