"""What each template is given. A template reads these fields and nothing else."""

from markupsafe import Markup
from msgspec import Struct

from edcamp.domain.camp import Announcement, Room, Slot, Tally
from edcamp.domain.documents import CampDocument, CoHostDocument, HopeDocument, OfferDocument, TopicDocument
from edcamp.domain.ids import Instant, PersonId, RoomId, SlotId, TopicId
from edcamp.i18n import Translation
from edcamp.i18n.times import Times


class Assets(Struct, frozen=True):
    """Names in the bundle; empty for what the bundle lacks. ``style``: what ``css`` holds, for pages that carry it."""

    css: str = ""
    style: Markup | None = None
    js: str = ""
    preload: tuple[str, ...] = ()
    icon: str = ""
    touch_icon: str = ""


class Common(Struct, frozen=True):
    """Every page. ``entry``: which of the browser's programs draws it, also the body's class. Others: see ``Frame``."""

    language: Translation
    entry: str
    assets: Assets
    camp: CampDocument | None = None
    boot: Markup | None = None
    catalogue: Markup | None = None
    state: Markup | None = None


class Boot(Struct, frozen=True):
    """What the browser's program is told first, as JSON. ``shell``: the page is nobody's, kept for offline."""

    camp: str
    base: str
    language: str
    person: PersonId | None
    organizer: bool
    join_url: str
    transport: str | None
    shell: bool


class Problem(Struct, frozen=True):
    """Why what was asked did not happen. ``field``: the form field it is about; empty when it is about all of it."""

    code: str
    message: str
    status: int
    field: str = ""


class Tab(Struct, frozen=True):
    href: str
    label: str
    current: bool


class Place(Struct, frozen=True):
    """Where and when a session is. ``link``: of an online room. ``late``: it begins a little late, as its host says."""

    slot: str
    start: Instant
    end: Instant
    room: str
    link: str
    late: bool


class NoticeView(Struct, frozen=True):
    """Something one person must be told; what does not apply is empty. ``together``: there are other hosts too.

    ``also``: where else the topic is on. ``assignment``: a session that its host may say something of, as it is now.
    ``offers``: who would host it along with them.
    ``carried``: the vote that went along with a merge; ``taken``: it was taken back.
    ``minutes``, ``since`` and ``until``: of times that moved; ``slot``: which goes on, or has changed places, and
    ``stops``: where the person is to be in those that moved.
    """

    id: int
    kind: str
    title: str
    topic: TopicId | None
    hosting: bool
    together: bool
    carried: str
    taken: bool
    room: str
    time: str
    from_room: str
    from_time: str
    from_title: str
    also: tuple[Place, ...]
    minutes: int
    since: str
    until: str
    slot: Slot | None
    stops: tuple[tuple[str, Place], ...]
    assignment: "AssignmentView | None"
    offers: tuple[CoHostDocument, ...]


class AssignmentView(Struct, frozen=True):
    """One session of a host, and what they said of it: ``confirmed``, ``late``, ``cannot`` or nothing yet."""

    topic: TopicId
    slot: SlotId
    room: RoomId
    answer: str


class AskView(Struct, frozen=True):
    """A topic that the person is asked to host. ``people``: how many want it; 0 when that is not said."""

    topic: TopicId
    title: str
    people: int


class Frame(Struct, frozen=True):
    """Every page of one camp. ``here``: the page's own path and query. ``seen_up_to``: the last notice of all.

    ``state``: the public documents, for the browser's program to begin with. ``smackdown``: what to say of it above the
    page, if one is held.
    """

    camp: CampDocument
    base: str
    here: str
    times: Times
    boot: Markup
    catalogue: Markup | None
    state: Markup | None = None
    tabs: tuple[Tab, ...] = ()
    announcements: tuple[Announcement, ...] = ()
    notices: tuple[NoticeView, ...] = ()
    asks: tuple[AskView, ...] = ()
    seen_up_to: int = 0
    problem: Problem | None = None
    smackdown: str = ""


class Choice(Struct, frozen=True):
    """One of several values; ``href`` where choosing it is following a link."""

    value: str
    label: str
    chosen: bool
    href: str = ""


class HomePage(Struct, frozen=True):
    """``camps``: those this device has joined."""

    code: str
    camps: tuple[Choice, ...]
    languages: tuple[Choice, ...]
    problem: Problem | None = None


class JoinPage(Struct, frozen=True):
    """``people``: how many are here, in words. ``token`` names this form, so that sending it twice joins once.

    ``first_timers``: they propose first, so it is asked who is one.
    """

    name: str
    interests: tuple[Choice, ...]
    other_interests: str
    first_timers: bool
    people: str
    token: str
    languages: tuple[Choice, ...]


class OrganizePage(Struct, frozen=True):
    name: str
    token: str


class SwitchPage(Struct, frozen=True):
    """``current``: whose device this is; ``wanted``: whose it would become."""

    current: str
    wanted: str


class Listed(Struct, frozen=True):
    """Somebody on a list whose name was typed by whoever joins. ``hosting``: titles of their topics."""

    person: PersonId
    hosting: tuple[str, ...]


class WhoPage(Struct, frozen=True):
    """Whether whoever joins is one of those on the list. The other fields are what they have typed, to send again."""

    name: str
    listed: tuple[Listed, ...]
    interests: tuple[str, ...]
    token: str
    back: str


class ArrivePage(Struct, frozen=True):
    """For somebody on a list who follows their link. ``hosting``: titles of their topics."""

    name: str
    hosting: tuple[str, ...]


class RequestView(Struct, frozen=True):
    """A session is asked for at another ``time``, empty for any; ``to``: the slot. ``mine``: the person asks."""

    to: SlotId | None
    time: str
    people: int
    mine: bool


class AskingView(Struct, frozen=True):
    """A session that may still be at another time: who asks for which, and which ``times`` can be asked for."""

    topic: TopicId
    slot: SlotId
    requests: tuple[RequestView, ...]
    times: tuple[Choice, ...]


class CardView(Struct, frozen=True):
    """A topic on the wall, as one person sees it. ``back_mark`` stands where the way back is put in later."""

    topic: TopicDocument
    tally: Tally | None
    hosts: str
    vote: str
    mine: bool
    voting: bool
    base: str
    back_mark: str


class WallPage(Struct, frozen=True):
    """``found`` topics match; ``more`` leads to the next ones, if there are any. ``phase``: what is open, in words."""

    cards: Markup
    found: int
    query: str
    sorts: tuple[Choice, ...]
    tags: tuple[Choice, ...]
    narrowed: bool
    more: str
    phase: str
    gathering: bool
    voting: bool


class TopicPage(Struct, frozen=True):
    """``claim``: ``claim``, ``unclaim`` or empty, when the person can do neither. ``places``: more than one where the
    topic has a repeat, in the order of the day. ``expected``: for a host, how many people will be in the room.
    ``asking``: its sessions that may still be at other times. ``hope``: what the person hopes for from it, who may say
    so if ``hoping``. ``offering``: whether they may offer to host it along with its hosts, and ``offer``, if they do;
    ``offers``: for a host, who does.
    """

    topic: TopicDocument
    tally: Tally | None
    hosts: str
    vote: str
    mine: bool
    voting: bool
    editable: bool
    expected: str
    claim: str
    places: tuple[Place, ...]
    asking: tuple[AskingView, ...]
    hoping: bool
    hope: HopeDocument | None
    offering: bool
    offer: OfferDocument | None
    offers: tuple[CoHostDocument, ...]


class KitSession(Struct, frozen=True):
    """One session of a host that is not over. ``begins``, ``left``: minutes until it begins, and while it is on, until
    it ends; ``closing``: these are few. ``hand``: as in ``StopDocument``, or empty.
    """

    slot: SlotId
    place: Place
    begins: int
    left: int
    closing: bool
    hand: str


class KitPage(Struct, frozen=True):
    """What a host needs in the room. ``scheduled``: the topic has sessions, over or not. ``link``: to its notes, or
    what was typed. ``open``: whether anything can be said still.
    """

    topic: TopicDocument
    sessions: tuple[KitSession, ...]
    scheduled: bool
    expected: str
    hopes: tuple[HopeDocument, ...]
    link: str
    open: bool


class TopicForm(Struct, frozen=True):
    """The fields of a new or changed topic. ``topic``: its id, made here for a new one."""

    topic: TopicId
    title: str
    description: str
    tags: tuple[Choice, ...]
    other_tags: str
    needs: tuple[Choice, ...]
    other_needs: str


class AlikeView(Struct, frozen=True):
    """A topic on the wall that looks like the one being proposed. ``back``: where voting for it leads."""

    topic: TopicDocument
    tally: Tally | None
    hosts: str
    vote: str
    back: str


class ProposePage(Struct, frozen=True):
    """``alike``: what may be meant, to be asked about before the topic is put on the wall. ``turn``: when the person
    may propose, while first-timers do. ``anonymous``: as it was ticked; ``seen``: who sees then who proposed it.
    """

    form: TopicForm
    kind: str
    client: str
    gathering: bool
    turn: str
    organizer: bool
    card: bool
    anonymous: bool
    seen: str
    voting: bool
    alike: tuple[AlikeView, ...]


class OneCardPage(Struct, frozen=True):
    """``topic``: None when there is no other. ``left``: without a vote of the person's. ``further``, ``before``: where
    to go on, and back. ``begun``: whether there were others before.
    """

    voting: bool
    topic: TopicDocument | None
    hosts: str
    vote: str
    left: int
    further: str
    before: str
    begun: bool


class EditPage(Struct, frozen=True):
    form: TopicForm
    editable: bool


class SlotView(Struct, frozen=True):
    """``state``: ``past``, ``now``, ``next`` or ``later``. ``date``: at the first slot of each day of several."""

    id: str
    title: str
    start: Instant
    end: Instant
    is_break: bool
    state: str
    date: str


class AgainView(Struct, frozen=True):
    """The same topic at another time. ``time``: with the date, if it is on another day. ``later``: than this one.

    ``choosing``: whether the person may go then instead, if they are to be here. ``clash``: the title of what else they
    are to be at then, if anything; ``hosting``: they host that.
    """

    slot: SlotId
    time: str
    room: str
    later: bool
    choosing: bool
    clash: str
    hosting: bool


class SessionView(Struct, frozen=True):
    """``why`` as in ``StopDocument``, where the person is to be; empty elsewhere. ``link``: of an online room.

    ``again``: where else the topic is on, as far as that is not over. ``late``: it begins a little late, as its host
    says. ``assignment``: for its host, while it is not over. ``people`` say that they are there, which makes it so
    ``full``, see ``fullness``; ``here``: the person does. ``asking``: while it may still be at another time. ``notes``:
    where these are.
    """

    topic: TopicId
    title: str
    room: str
    link: str
    hosts: str
    why: str
    again: tuple[AgainView, ...]
    people: int
    capacity: int
    full: str
    here: bool
    late: bool
    assignment: AssignmentView | None
    asking: AskingView | None
    notes: str


class ChangeView(Struct, frozen=True):
    """What a person has not read yet of one slot of their day. ``kind``: ``new``; ``moved``, with ``room`` and ``time``
    before; or ``gone``, with the ``title``.
    """

    kind: str
    title: str = ""
    room: str = ""
    time: str = ""


class SlotSessions(Struct, frozen=True):
    """``mine``: the session the person is to be in. ``choosing``: whether they may still go elsewhere.

    ``counting``: people may say that they are there. ``here``: the person is in one of these. ``roomy``: if ``mine`` is
    full and the person is not in it, where there is room, what they wished for first. ``change``: what is news here.
    """

    slot: SlotView
    mine: SessionView | None
    others: tuple[SessionView, ...]
    choosing: bool
    counting: bool = False
    here: bool = False
    roomy: tuple[SessionView, ...] = ()
    change: ChangeView | None = None


class MissedView(Struct, frozen=True):
    """A must-have that is not in one's day, and where it is on, as far as that is not over."""

    topic: TopicId
    title: str
    on: tuple[AgainView, ...]


class DayPage(Struct, frozen=True):
    """``votes``: for how many topics the person has voted. ``musts``: how many of the must-haves that have a session
    are in the person's day, and how many there are; ``missed``: the others. ``minutes``: in sessions, as they said.
    """

    published: bool
    voting: bool
    votes: int
    musts: tuple[int, int]
    missed: tuple[MissedView, ...]
    earlier: tuple[SlotSessions, ...]
    slots: tuple[SlotSessions, ...]
    minutes: int


class NowPage(Struct, frozen=True):
    """``on``: slots in which people may say where they are. ``pause``: what is on instead; ``next``: what comes."""

    published: bool
    on: tuple[SlotSessions, ...]
    pause: SlotView | None
    next: SlotView | None


class TurnView(Struct, frozen=True):
    name: str
    shows: str


class SmackdownPage(Struct, frozen=True):
    """``turn``: the person's own, in words. ``state``: ``waiting``, ``on`` or empty, when they are not in the queue."""

    held: bool
    turn: str
    state: str
    shows: str
    on: TurnView | None
    queue: tuple[TurnView, ...]


class SchedulePage(Struct, frozen=True):
    published: bool
    slots: tuple[SlotSessions, ...]


class BoardTopic(Struct, frozen=True):
    kind: str
    title: str
    tally: Tally | None


class BoardPage(Struct, frozen=True):
    """The schedule when there is one, else the topics, most wanted first. ``host``: of the address to join."""

    now: Instant
    host: str
    people: int
    closed: bool
    slots: tuple[SlotSessions, ...]
    topics: tuple[BoardTopic, ...]


class MePage(Struct, frozen=True):
    name: str
    organizer: bool
    interests: tuple[Choice, ...]
    other_interests: str
    proposed: tuple[Choice, ...]
    hosting: tuple[Choice, ...]
    languages: tuple[Choice, ...]
    device_link: str
    device_minutes: int
    device_qr: Markup


class CalendarPage(Struct, frozen=True):
    """``address``: of the person's own calendar; ``webcal``: the same for programs that follow calendars.

    ``renewed``: the number of the next address.
    """

    published: bool
    address: str
    webcal: str
    google: str
    renewed: int


class RoomSession(Struct, frozen=True):
    """What is on in one room; without a ``title`` in a break. The rest is as in ``SessionView``."""

    slot: SlotView
    title: str
    people: int
    capacity: int
    full: str


class RoomPage(Struct, frozen=True):
    now: Instant
    room: Room
    sessions: tuple[RoomSession, ...]


class Sign(Struct, frozen=True):
    """For the door of a room."""

    room: str
    link: str
    sessions: tuple[RoomSession, ...]


class PaperRow(Struct, frozen=True):
    """A slot, and what is on then in each of the page's rooms."""

    slot: SlotView
    titles: tuple[str, ...]


class PaperPage(Struct, frozen=True):
    rooms: tuple[str, ...]
    rows: tuple[PaperRow, ...]


class PrintPage(Struct, frozen=True):
    """``number`` of the publication, 0 before the first, ``published`` when. ``address``, also as a ``qr`` code: where
    what holds now is to be seen. No program comes with it.
    """

    number: int
    published: str
    address: str
    qr: Markup
    signs: tuple[Sign, ...] = ()
    pages: tuple[PaperPage, ...] = ()
    boot: Markup | None = None


class LapseRow(Struct, frozen=True):
    """How far the day had come ``at`` an instant. ``votes``: None while nobody is to know. ``draft``: the sessions were
    being arranged, and not published.
    """

    at: Instant
    phases: tuple[str, ...]
    people: int
    topics: int
    votes: int | None
    sessions: int
    draft: bool


class LapsePage(Struct, frozen=True):
    table: bool = False


class LapseTable(Struct, frozen=True):
    """The same without a program."""

    rows: tuple[LapseRow, ...]
    table: bool = True
    boot: Markup | None = None


class AttendedView(Struct, frozen=True):
    """A topic that somebody was at, and for how long."""

    title: str
    minutes: int


class CertificatePage(Struct, frozen=True):
    """How long the person was in sessions, as they said it. No program comes with it."""

    name: str
    date: str
    minutes: int
    attended: tuple[AttendedView, ...]
    boot: Markup | None = None


class ShellPage(Struct, frozen=True):
    """Pages that the browser's program fills by itself."""


class ErrorPage(Struct, frozen=True):
    """``back``: where to go on from here. ``reference``: what finds the error in the log."""

    code: str
    message: str
    status: int
    back: str
    reference: str
