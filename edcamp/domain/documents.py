"""What each audience sees, by key. A document is a value: sent again, it is the same; sent late, it is still true.

Keys by audience:

- public: ``camp``, ``people``, ``topic/T``, ``tally/T``, ``room/R``, ``slot/S``, ``host/P``, ``schedule``,
  ``late/T``, ``headcount/S``, ``request/W``, ``board``, ``smackdown``, ``announcement/A``
- organizers: ``draft``, ``kept/K``, ``votes``, ``origin/T``, ``tally/T`` while it is not public, ``answers/T``,
  ``hopes/T``, ``hands/T``, ``search/T``, ``reasons/W``, ``shown``, ``action/N``, ``planned/A``, ``organizer/P``,
  ``topic/T`` of topics that are not on the wall
- one person: ``me``, ``vote/T``, ``offer/T``, ``hope/T``, ``offers/T`` and ``hopes/T`` of what they host, ``day``,
  ``stays``, ``requests``, ``notice/N``
"""

from collections.abc import Iterator, Mapping
from datetime import date

from msgspec import Struct

from edcamp.domain.assignments import answers_to, late_sessions
from edcamp.domain.camp import (
    Announcement,
    Answer,
    Camp,
    Cell,
    Draft,
    Hope,
    KeptDraft,
    Kind,
    Notice,
    Phase,
    PhaseChange,
    Placement,
    Planned,
    Room,
    Schedule,
    Slot,
    Stay,
    Takeover,
    Tally,
    Topic,
    Turn,
    Unplaced,
    Weight,
)
from edcamp.domain.days import BySlot, StopDocument, day_of
from edcamp.domain.hopes import hope_shown, hopes_for
from edcamp.domain.ids import CampId, Instant, KeptId, PersonId, RoomId, SlotId, TopicId
from edcamp.domain.notices import publication_notices
from edcamp.domain.offers import offer_shown, offers_to
from edcamp.domain.requests import requests_by, stands
from edcamp.domain.seeking import asked_now, seeks, waiting

Names = Mapping[PersonId, str]
"""Who is called what: kept apart from the camp, so that a name can be forgotten."""

PUBLIC = "public"
ORGANIZERS = "organizers"


def person_audience(person: PersonId) -> str:
    return f"person/{person}"


class CampDocument(Struct, frozen=True, omit_defaults=True):
    """``hide_tallies``: the setting; ``tallies_hidden``: what follows from it now. ``first_timers``:
    minutes, and ``others_from``: until when only these propose. ``anonymous_seen``: organizers see who proposes an
    anonymous card.
    """

    id: CampId
    name: str
    date: date
    time_zone: str
    phases: tuple[Phase, ...]
    tags: tuple[str, ...]
    timetable: tuple[PhaseChange, ...]
    hide_tallies: bool = False
    tallies_hidden: bool = False
    first_timers: int = 0
    others_from: Instant | None = None
    anonymous_seen: bool = False


class VotesDocument(Struct, frozen=True):
    """``cast``: votes for anything, ever; ``people``: by so many."""

    cast: int
    people: int


class OriginDocument(Struct, frozen=True):
    """Of a topic on the wall. ``cast_before``: votes that had been cast when it came. ``by``: the name of whoever
    proposed it, if they know that organizers see it; empty otherwise, or when it has been forgotten.
    """

    cast_before: int
    by: str


class PeopleDocument(Struct, frozen=True):
    joined: int


class TopicDocument(Struct, frozen=True, omit_defaults=True):
    id: TopicId
    kind: Kind
    title: str
    created: Instant
    description: str = ""
    tags: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    hosts: tuple[PersonId, ...] = ()
    card: bool = False
    twice: bool = False
    notes: str | None = None


class OffWallDocument(Struct, frozen=True, omit_defaults=True):
    """A topic that only organizers still see, and why it left the wall."""

    id: TopicId
    kind: Kind
    title: str
    state: str
    merged_into: TopicId | None = None


class HostDocument(Struct, frozen=True):
    """``name`` is empty when it has been forgotten."""

    name: str


class SessionDocument(Struct, frozen=True):
    topic: TopicId
    slot: str
    room: str


class ScheduleDocument(Struct, frozen=True):
    number: int
    at: Instant
    sessions: tuple[SessionDocument, ...]


class LateDocument(Struct, frozen=True):
    """Where the topic begins a little late: its hosts say so. Who, is nobody's business."""

    cells: tuple[Cell, ...]


class AnswerDocument(Struct, frozen=True):
    """A host's word on one session of the topic; ``answer`` null: none, although the host was reminded."""

    person: PersonId
    slot: SlotId
    room: RoomId
    answer: Answer | None
    at: Instant
    reminded: bool


class RequestDocument(Struct, frozen=True):
    """Of ``people``, the first of them at ``since``, who ask for a session to be in the slot ``to``; null: elsewhen."""

    topic: TopicId
    slot: SlotId
    to: SlotId | None
    people: int
    since: Instant


class ReasonsDocument(Struct, frozen=True):
    """Why they ask, as far as they say so; ``hosts``: so many of them host the session."""

    reasons: tuple[str, ...]
    hosts: int


class HopeDocument(Struct, frozen=True, omit_defaults=True):
    """What somebody hopes for from a topic, in their words; ``hidden``: organizers have it read by nobody else."""

    number: int
    text: str
    hidden: bool = False


class OfferDocument(Struct, frozen=True):
    """The person's own, to host a topic along with its hosts: these are asked, or it was ``declined``."""

    declined: bool


class CoHostDocument(Struct, frozen=True):
    """To a host: who would host the topic along with them, or does because of it."""

    person: PersonId
    name: str
    welcome: bool


class HandDocument(Struct, frozen=True):
    """A host of the topic's session in this slot needs a hand; ``coming``: the organizer who is on the way."""

    slot: SlotId
    person: PersonId
    at: Instant
    coming: PersonId | None


class TouchedDocument(Struct, frozen=True):
    """One person and session that publishing would touch; ``slot`` and ``room``: where it will be, or was."""

    person: PersonId
    kind: str
    topic: TopicId
    title: str
    slot: SlotId | None
    room: RoomId | None


class DraftDocument(Struct, frozen=True):
    """``seq``: what ``publish`` must be based on. ``touched``: who would be told what, hosts by name."""

    seq: int
    placements: tuple[Placement, ...]
    unplaced: tuple[Unplaced, ...]
    value: int | None
    bound: int | None
    differs: bool
    hosts_touched: tuple[TouchedDocument, ...]
    attendees_touched: int


class ActionDocument(Struct, frozen=True):
    seq: int
    at: Instant
    by: PersonId | None
    what: str
    args: dict[str, str]
    undoable: bool
    undone: bool


class MeDocument(Struct, frozen=True, omit_defaults=True):
    """``asked``: topics that the person is asked to host. ``first_time``: they have never been to such a day."""

    person: PersonId
    name: str
    organizer: bool
    interests: tuple[str, ...]
    proposed: tuple[TopicId, ...]
    hosting: tuple[TopicId, ...]
    asked: tuple[TopicId, ...] = ()
    first_time: bool = False


class SearchDocument(Struct, frozen=True):
    """``waiting``: people who are being asked whether they could host the topic; ``asked``: who ever were."""

    waiting: int
    asked: int


class TurnDocument(Struct, frozen=True):
    """``name`` is empty when it has been forgotten; so is what they show, when they did not say."""

    person: PersonId
    name: str
    shows: str


class SmackdownDocument(Struct, frozen=True):
    """Who is ``on``, ``since`` when, and who comes after. ``begun``: somebody is on, or was."""

    on: TurnDocument | None
    since: Instant | None
    queue: tuple[TurnDocument, ...]
    begun: bool


Document = (
    CampDocument
    | PeopleDocument
    | TopicDocument
    | OffWallDocument
    | Tally
    | Room
    | Slot
    | HostDocument
    | ScheduleDocument
    | LateDocument
    | Announcement
    | Planned
    | DraftDocument
    | KeptDraft
    | tuple[AnswerDocument, ...]
    | RequestDocument
    | ReasonsDocument
    | tuple[str, ...]
    | HopeDocument
    | tuple[HopeDocument, ...]
    | tuple[HandDocument, ...]
    | OfferDocument
    | tuple[CoHostDocument, ...]
    | ActionDocument
    | SearchDocument
    | VotesDocument
    | OriginDocument
    | MeDocument
    | Weight
    | dict[SlotId, StopDocument]
    | dict[TopicId, int]
    | Takeover
    | SmackdownDocument
    | tuple[TurnDocument, ...]
    | tuple[Stay, ...]
    | Notice
)


def public_keys(camp: Camp) -> Iterator[str]:
    yield from ("camp", "people")
    for topic in camp.wall():
        yield f"topic/{topic.id}"
        if not camp.tallies_hidden:
            yield f"tally/{topic.id}"
    yield from (f"room/{room}" for room in camp.rooms)
    yield from (f"slot/{slot}" for slot in camp.slots)
    yield from (f"host/{person}" for person in camp.hosting)
    yield from (f"announcement/{announcement}" for announcement in camp.announcements)
    if camp.takeover is not None:
        yield "board"
    if camp.smackdown is not None:
        yield "smackdown"
    yield from (f"headcount/{slot}" for slot in camp.headcounts)
    yield from (f"request/{key}" for key, request in camp.requests.items() if stands(camp, request.wish))
    if camp.published is not None:
        yield "schedule"
        yield from (f"late/{topic}" for topic in camp.published.answers if late_sessions(camp, topic))


def organizers_keys(camp: Camp) -> Iterator[str]:
    yield from ("draft", "votes")
    yield from (f"origin/{topic.id}" for topic in camp.wall())
    if camp.tallies_hidden:
        yield from (f"tally/{topic.id}" for topic in camp.wall())
    if camp.smackdown is not None and camp.smackdown.done:
        yield "shown"
    if camp.published is not None:
        yield from (f"answers/{topic}" for topic in camp.published.answers if answers_to(camp, topic))
    yield from (f"hopes/{root}" for root in sorted({camp.root(t) for t in camp.hopes}) if hopes_for(camp, root))
    yield from (f"hands/{topic}" for topic in camp.hands)
    yield from (f"topic/{topic.id}" for topic in camp.topics.values() if not topic.on_wall)
    yield from (f"reasons/{key}" for key in camp.requests if _reasons_document(camp, key) is not None)
    yield from (f"search/{topic}" for topic in camp.searches if seeks(camp.topics[topic]))
    yield from (f"action/{seq}" for seq in camp.history)
    yield from (f"kept/{kept}" for kept in camp.kept)
    yield from (f"planned/{announcement}" for announcement in camp.planned)
    yield from (f"organizer/{person.id}" for person in camp.people.values() if person.organizer)


def person_keys(camp: Camp, person: PersonId) -> Iterator[str]:
    if person not in camp.people:
        return
    yield "me"
    if camp.published is not None:
        yield "day"
    if person in camp.stays:
        yield "stays"
    if any(requests_by(camp, person)):
        yield "requests"
    roots = {camp.root(topic) for topic in camp.ballots.get(person, ())}
    yield from (f"vote/{root}" for root in roots if person_document(camp, {}, person, f"vote/{root}") is not None)
    yield from (f"hope/{root}" for root in roots if hope_shown(camp, person, root) is not None)
    yield from (f"hopes/{root}" for root in camp.hosting.get(person, ()) if _hopes_read(camp, root))
    yield from (f"offer/{topic}" for topic in camp.offers if offer_shown(camp, topic, person) is not None)
    yield from (f"offers/{topic}" for topic in camp.hosting.get(person, ()) if any(offers_to(camp, topic, person)))
    yield from (f"notice/{notice.id}" for notice in camp.notices.get(person, ()))


def public_document(camp: Camp, names: Names, key: str) -> Document | None:
    """The document, or None when there is none (any more). Raises ``KeyError`` for a key of no known kind."""
    kind, _, ident = key.partition("/")
    match kind:
        case "camp":
            s = camp.settings
            return CampDocument(
                camp.id,
                s.name,
                s.date,
                s.time_zone,
                tuple(sorted(camp.phases)),
                s.tags,
                s.timetable,
                s.hide_tallies,
                camp.tallies_hidden,
                s.first_timers,
                camp.others_from,
                s.anonymous_seen,
            )
        case "people":
            return PeopleDocument(camp.joined)
        case "topic":
            topic = camp.topics.get(TopicId(ident))
            return _topic_document(topic) if topic is not None and topic.on_wall else None
        case "tally":
            return camp.tallies.get(TopicId(ident)) if not camp.tallies_hidden else None
        case "room":
            return camp.rooms.get(ident)  # type: ignore[call-overload, no-any-return]
        case "slot":
            return camp.slots.get(ident)  # type: ignore[call-overload, no-any-return]
        case "host":
            person = PersonId(ident)
            return HostDocument(names.get(person, "")) if person in camp.hosting else None
        case "schedule":
            return _schedule_document(camp, camp.published) if camp.published is not None else None
        case "board":
            return camp.takeover
        case "smackdown":
            return _smackdown_document(camp, names)
        case "headcount":
            counts = camp.headcounts.get(SlotId(ident))
            return dict(counts) if counts is not None else None
        case "late":
            late = late_sessions(camp, TopicId(ident))
            return LateDocument(late) if late else None
        case "request":
            request = camp.requests.get(ident)
            if request is None or not stands(camp, request.wish):
                return None
            wish, backers = request.wish, request.backers
            return RequestDocument(wish.topic, wish.slot, wish.to, len(backers), backers[0].at)
        case "announcement":
            return camp.announcements.get(ident)  # type: ignore[call-overload, no-any-return]
        case _:
            raise KeyError(key)


def organizers_document(camp: Camp, names: Names, key: str) -> Document | None:
    """As ``public_document``, for keys only organizers see."""
    kind, _, ident = key.partition("/")
    match kind:
        case "draft":
            return _draft_document(camp)
        case "shown":
            done = camp.smackdown.done if camp.smackdown is not None else ()
            return tuple(_turn_document(turn, names) for turn in done) or None
        case "votes":
            return VotesDocument(camp.cast, len(camp.ballots))
        case "origin":
            root = camp.topics.get(TopicId(ident))
            if root is None or not root.on_wall:
                return None
            return OriginDocument(camp.cast_before(root.id), names.get(root.by, "") if root.seen else "")
        case "tally":
            return camp.tallies.get(TopicId(ident)) if camp.tallies_hidden else None
        case "answers":
            answers = answers_to(camp, TopicId(ident))
            return tuple(AnswerDocument(a.person, a.slot, a.room, a.answer, a.at, a.reminded) for a in answers) or None
        case "reasons":
            return _reasons_document(camp, ident)
        case "hopes":
            return tuple(map(_hope_document, hopes_for(camp, TopicId(ident)))) or None
        case "hands":
            hands = camp.hands.get(TopicId(ident), ())
            return tuple(HandDocument(hand.slot, hand.person, hand.at, hand.coming) for hand in hands) or None
        case "topic":
            topic = camp.topics.get(TopicId(ident))
            if topic is None or topic.on_wall:
                return None
            return OffWallDocument(topic.id, topic.kind, topic.title, str(topic.state), topic.merged_into)
        case "action":
            action = camp.history.get(int(ident))
            if action is None:
                return None
            undoable = bool(action.pieces) and not action.undone
            return ActionDocument(
                action.seq, action.at, action.by, action.what, dict(action.args), undoable, action.undone
            )
        case "kept":
            return camp.kept.get(KeptId(ident))
        case "planned":
            return camp.planned.get(ident)  # type: ignore[call-overload, no-any-return]
        case "search":
            searched = TopicId(ident)
            search = camp.searches.get(searched)
            if search is None or not seeks(camp.topics[searched]):
                return None
            return SearchDocument(waiting(camp, searched), len(search.asked))
        case "organizer":
            person = PersonId(ident)
            return HostDocument(names.get(person, "")) if camp.is_organizer(person) else None
        case _:
            raise KeyError(key)


def person_document(
    camp: Camp, names: Names, person: PersonId, key: str, by_slot: BySlot | None = None
) -> Document | None:
    """As ``public_document``, for keys only this person sees. ``by_slot``: see ``day_of``."""
    kind, _, ident = key.partition("/")
    match kind:
        case "me":
            return _me_document(camp, names, person)
        case "vote":
            root = TopicId(ident)
            topic = camp.topics.get(root)
            if topic is None or not topic.on_wall:
                return None
            weight = camp.vote_of(person, root)
            return weight if weight is not Weight.NONE else None
        case "hope":
            hope = hope_shown(camp, person, TopicId(ident)) if TopicId(ident) in camp.topics else None
            return _hope_document(hope) if hope is not None else None
        case "offer":
            offer = offer_shown(camp, TopicId(ident), person)
            return OfferDocument(offer.welcome is False) if offer is not None else None
        case "offers":
            if TopicId(ident) not in camp.hosting.get(person, ()):
                return None
            offers = offers_to(camp, TopicId(ident), person)
            return tuple(CoHostDocument(o.person, names.get(o.person, ""), o.welcome is True) for o in offers) or None
        case "hopes":
            hosted = TopicId(ident) in camp.hosting.get(person, ())
            return (_hopes_read(camp, TopicId(ident)) if hosted else ()) or None
        case "day":
            return day_of(camp, person, by_slot) if camp.published is not None else None
        case "stays":
            return camp.stays.get(person)
        case "requests":
            return tuple(sorted(request.wish.key for request in requests_by(camp, person))) or None
        case "notice":
            return next((n for n in camp.notices.get(person, ()) if n.id == int(ident)), None)
        case _:
            raise KeyError(key)


def _topic_document(topic: Topic) -> TopicDocument:
    return TopicDocument(
        id=topic.id,
        kind=topic.kind,
        title=topic.title,
        created=topic.created,
        description=topic.description,
        tags=topic.tags,
        needs=topic.needs,
        hosts=topic.hosts,
        card=topic.card,
        twice=topic.twice,
        notes=topic.notes,
    )


def _hope_document(hope: Hope) -> HopeDocument:
    return HopeDocument(hope.number, hope.text, hope.hidden)


def _hopes_read(camp: Camp, root: TopicId) -> tuple[HopeDocument, ...]:
    """By its hosts."""
    return tuple(_hope_document(hope) for hope in hopes_for(camp, root) if not hope.hidden)


def _schedule_document(camp: Camp, schedule: Schedule) -> ScheduleDocument:
    sessions = tuple(SessionDocument(p.topic, p.slot, p.room) for p in schedule.placements if camp.stands(p))
    return ScheduleDocument(schedule.number, schedule.at, sessions)


def _reasons_document(camp: Camp, key: str) -> ReasonsDocument | None:
    request = camp.requests.get(key)
    if request is None or not stands(camp, request.wish):
        return None
    hosts = camp.topics[request.wish.topic].hosts
    reasons = tuple(backer.reason for backer in request.backers if backer.reason)
    hosting = sum(backer.person in hosts for backer in request.backers)
    return ReasonsDocument(reasons, hosting) if reasons or hosting else None


def _turn_document(turn: Turn, names: Names) -> TurnDocument:
    return TurnDocument(turn.person, names.get(turn.person, ""), turn.shows)


def _smackdown_document(camp: Camp, names: Names) -> SmackdownDocument | None:
    held = camp.smackdown
    if held is None:
        return None
    on = _turn_document(held.on, names) if held.on is not None else None
    queue = tuple(_turn_document(turn, names) for turn in held.queue)
    return SmackdownDocument(on, held.since, queue, on is not None or bool(held.done))


def differs(camp: Camp) -> bool:
    """True when publishing the draft would change what people see."""
    shown = camp.published.placements if camp.published is not None else ()
    return {(p.topic, p.slot, p.room) for p in shown} != {(p.topic, p.slot, p.room) for p in camp.draft.placements}


def _draft_document(camp: Camp) -> DraftDocument:
    draft: Draft = camp.draft
    told = publication_notices(camp, Schedule(0, 0, draft.placements), 0) if differs(camp) else []
    hosts = tuple(
        TouchedDocument(
            person,
            str(notice.kind),
            notice.topic,
            notice.title,
            notice.slot or notice.from_slot,
            notice.room or notice.from_room,
        )
        for person, notice in told
        if notice.topic is not None and person in camp.topics[notice.topic].hosts
    )
    hosting = {touched.person for touched in hosts}
    attendees = {person for person, _ in told} - hosting
    return DraftDocument(
        seq=camp.draft_seq,
        placements=draft.placements,
        unplaced=draft.unplaced,
        value=draft.value,
        bound=draft.bound,
        differs=differs(camp),
        hosts_touched=hosts,
        attendees_touched=len(attendees),
    )


def _me_document(camp: Camp, names: Names, person: PersonId) -> MeDocument | None:
    known = camp.people.get(person)
    if known is None:
        return None
    proposed = tuple(sorted(topic.id for topic in camp.wall() if topic.by == person and not topic.card))
    hosting = tuple(sorted(camp.hosting.get(person, ())))
    asked = asked_now(camp, person)
    name = names.get(person, "")
    return MeDocument(person, name, known.organizer, known.interests, proposed, hosting, asked, known.first_time)
