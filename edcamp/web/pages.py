"""The pages of a camp, each a function from a visit to a template and what it is given."""

import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import cast
from urllib.parse import urlencode

import segno
from babel.numbers import format_decimal
from immutables import Map
from markupsafe import Markup
from msgspec import Struct

from edcamp.domain import documents
from edcamp.domain.camp import FROZEN_BEFORE, Camp, Kind, Phase, Placement, Seen, Slot, Tally, Topic, Turn, Weight
from edcamp.domain.days import StopDocument, day_of
from edcamp.domain.documents import HopeDocument, MeDocument, OfferDocument, TopicDocument
from edcamp.domain.ids import Instant, PersonId, SlotId, TopicId
from edcamp.domain.refusals import Refused
from edcamp.domain.requests import is_ahead, is_open, other_times
from edcamp.domain.rules import forecast, known_topic, one_line
from edcamp.domain.stays import minutes_attended
from edcamp.i18n import LANGUAGES, translator
from edcamp.web.bodies import Fields, first, label_words, plain
from edcamp.web.cards import Cards
from edcamp.web.contexts import (
    AgainView,
    AlikeView,
    AskingView,
    BoardPage,
    BoardTopic,
    CalendarPage,
    Choice,
    DayPage,
    EditPage,
    JoinPage,
    MePage,
    MissedView,
    NowPage,
    ProposePage,
    RequestView,
    SchedulePage,
    SessionView,
    SlotSessions,
    SlotView,
    SmackdownPage,
    TopicForm,
    TopicPage,
    TurnView,
    WallPage,
)
from edcamp.web.fullness import fullness
from edcamp.web.kit import kit_of
from edcamp.web.login import SECOND_DEVICE_MINUTES, Login
from edcamp.web.one_card import one_card
from edcamp.web.visit import Visit

ROOMY = 3
"""As many alternatives are weighed in a doorway."""

CARDS_PER_PAGE = 60
"""What a phone at 50 KB/s receives within the second that a page may take; the browser's program shows the rest."""


class Page(Struct, frozen=True):
    """``kept``: whether the browser may keep it, to be asked about; not where it holds a secret or a form's own id."""

    template: str
    context: Struct
    kept: bool = True


class MovedTo(Exception):
    """The page asked for is another one now, at this path within the camp."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class Pages:
    def __init__(self, cards: Cards, login: Login) -> None:
        self._cards = cards
        self._login = login

    def show(self, visit: Visit) -> Page:
        """The page at the visit's path; for whoever has not joined, the one on which they do.

        Raises ``Refused`` (``not-found``, ``topic-unknown``, ``topic-gone``) and ``MovedTo``.
        """
        make, arguments = self._find(visit.path)
        if visit.person is None:
            return join(visit)
        return make(visit, *arguments)

    def _find(self, path: str) -> tuple[Callable[..., Page], Sequence[str]]:
        match path.split("/"):
            case [""]:
                return self.wall, ()
            case ["vote"]:
                return vote, ()
            case ["propose"]:
                return propose, ()
            case ["topics", topic]:
                return topic_page, (topic,)
            case ["topics", topic, "edit"]:
                return edit, (topic,)
            case ["topics", topic, "kit"]:
                return kit, (topic,)
            case ["day"]:
                return day, ()
            case ["schedule"]:
                return schedule, ()
            case ["now"]:
                return now, ()
            case ["smackdown"]:
                return smackdown, ()
            case ["calendar"]:
                return self.calendar, ()
            case ["me"]:
                return self.me, ()
            case ["join" | "do" | "language" | "forget"]:  # a refused form's address, typed or loaded again
                raise MovedTo("")
            case _:
                raise Refused("not-found")

    def wall(self, visit: Visit) -> Page:
        """Every topic, or those that match ``q`` and ``tag``, as ``sort`` says, from the card ``from`` on."""
        query, tag = one_line(visit.query.get("q", "")), visit.query.get("tag", "")
        sort = visit.query.get("sort", "new")
        topics = list(visit.camp.wall())
        found = [topic for topic in topics if tag in topic.tags] if tag else topics
        if wanted := plain(query).split():
            found = [topic for topic in found if all(word in _text(visit, topic) for word in wanted)]
        found = sorted(found, key=_order(visit, sort))
        start = int(given) if (given := visit.query.get("from", "")).isdecimal() and len(given) < 7 else 0
        end = start + CARDS_PER_PAGE
        gettext = visit.language.gettext
        sorts = {
            "new": gettext("Newest first"),
            "mine": gettext("Mine first"),
            "wanted": gettext("Most wanted first"),
            "fewest": gettext("Fewest votes first"),
        }
        if visit.camp.tallies_hidden:
            del sorts["wanted"], sorts["fewest"]
        counts = Counter(word for topic in topics for word in topic.tags)
        used = [word for word, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
        return Page(
            "wall.html",
            WallPage(
                cards=self._cards.draw(visit, found[start:end]),
                found=len(found),
                query=query,
                sorts=tuple(Choice(value, label, value == sort) for value, label in sorts.items()),
                tags=tuple(Choice(word, word, word == tag) for word in used),
                narrowed=bool(query.strip() or tag),
                more=_further(visit, end) if len(found) > end else "",
                phase=_phase_words(visit),
                gathering=visit.open(Phase.GATHER),
                voting=visit.open(Phase.VOTE),
            ),
        )

    def calendar(self, visit: Visit) -> Page:
        """One's day in the calendar that one has anyway."""
        person = cast(PersonId, visit.person)
        address = self._login.calendar_link(visit.origin, visit.camp, person)
        webcal = f"webcal{address[address.index(':') :]}"
        return Page(
            "calendar.html",
            CalendarPage(
                published=visit.camp.published is not None,
                address=address,
                webcal=webcal,
                google=f"https://calendar.google.com/calendar/render?{urlencode({'cid': webcal})}",
                renewed=visit.camp.people[person].calendar + 1,
            ),
            kept=False,
        )

    def me(self, visit: Visit) -> Page:
        """Name, interests, language, another device, and being forgotten."""
        me = cast(MeDocument, visit.me)
        link = self._login.second_device_link(visit.origin, visit.camp.id, me.person)
        name = first(visit.typed, "name") if visit.typed else me.name
        ticked, other = _ticked(
            visit.camp.settings.tags, label_words(visit.typed, "interests") if visit.typed else me.interests
        )
        return Page(
            "me.html",
            MePage(
                name=name,
                organizer=me.organizer,
                interests=ticked,
                other_interests=other,
                proposed=_topic_links(visit, me.proposed),
                hosting=_topic_links(visit, me.hosting),
                languages=language_choices(visit.language.language),
                device_link=link,
                device_minutes=SECOND_DEVICE_MINUTES,
                device_qr=qr_code(link),
            ),
            kept=False,
        )


def join(visit: Visit) -> Page:
    """Asks for a name, and for interests if one likes to tell."""
    ticked, other = _ticked(visit.camp.settings.tags, label_words(visit.typed, "interests"))
    token = first(visit.typed, "token") or secrets.token_hex(16)
    languages = language_choices(visit.language.language)
    newcomers = visit.camp.settings.first_timers > 0
    context = JoinPage(first(visit.typed, "name"), ticked, other, newcomers, people_words(visit), token, languages)
    return Page("join.html", context, kept=False)


def people_words(visit: Visit) -> str:
    """Who else is here, to somebody who has not joined."""
    count, language = visit.camp.joined, visit.language
    if not count:
        return language.gettext("You are the first. No account, no email.")
    words = language.ngettext(
        "{count} person is here already. No account, no email.",
        "{count} people are here already. No account, no email.",
        count,
    )
    return words.replace("{count}", format_decimal(count, locale=language.locale))


def propose(visit: Visit) -> Page:
    typed = visit.typed
    taken = visit.problem is not None and visit.problem.code == "topic-exists"
    topic = TopicId(f"t{secrets.token_hex(8)}" if taken or "topic" not in typed else first(typed, "topic"))
    kind, turn = first(typed, "kind"), visit.turn()
    seen = str(Seen.ORGANIZERS if visit.camp.settings.anonymous_seen else Seen.NOBODY)
    return Page(
        "propose.html",
        ProposePage(
            form=_topic_form(visit, topic, typed),
            kind=kind if kind in tuple(Kind) else Kind.LEAD,
            client=f"f{secrets.token_hex(8)}",
            gathering=visit.open(Phase.GATHER) and turn is None,
            turn=visit.times.clock(turn) if turn is not None else "",
            organizer=visit.organizer,
            card=first(typed, "card") == "true",
            anonymous=first(typed, "anonymous") == seen,
            seen=seen,
            voting=visit.open(Phase.VOTE),
            alike=tuple(_alike(visit, visit.camp.topics[other]) for other in visit.alike),
        ),
    )


def vote(visit: Visit) -> Page:
    """See ``one_card``."""
    return Page("vote.html", one_card(visit))


def _alike(visit: Visit, topic: Topic) -> AlikeView:
    document = cast(TopicDocument, documents.public_document(visit.camp, visit.names, f"topic/{topic.id}"))
    back = f"{visit.base}/topics/{topic.id}"
    return AlikeView(document, visit.tally(topic), visit.hosts(topic), str(visit.vote_on(topic)), back)


def edit(visit: Visit, topic_id: str) -> Page:
    """Raises ``Refused``: ``topic-unknown``, ``topic-gone``, ``topic-not-yours``."""
    topic = _on_wall(visit, topic_id, "/edit")
    if topic.by != visit.person and not visit.organizer:
        raise Refused("topic-not-yours", topic.title)
    typed = visit.typed or {
        "title": (topic.title,),
        "description": (topic.description,),
        "tags": topic.tags,
        "needs": topic.needs,
    }
    return Page("edit.html", EditPage(_topic_form(visit, topic.id, typed), visit.open(Phase.GATHER)))


def topic_page(visit: Visit, topic_id: str) -> Page:
    """Raises ``Refused``: ``topic-unknown``, ``topic-gone``; ``MovedTo`` for a topic that was merged."""
    topic = _on_wall(visit, topic_id)
    camp, person = visit.camp, cast(PersonId, visit.person)
    claim = ""
    if Phase.CLOSED not in camp.phases:
        if person in topic.hosts:
            claim = "unclaim"
        elif topic.kind is Kind.LEARN or not topic.hosts:
            claim = "claim"
    return Page(
        "topic.html",
        TopicPage(
            topic=cast(TopicDocument, documents.public_document(camp, visit.names, f"topic/{topic.id}")),
            tally=visit.tally(topic),
            hosts=visit.hosts(topic),
            vote=str(visit.vote_on(topic)),
            mine=topic.by == person and not topic.card,
            voting=visit.open(Phase.VOTE),
            editable=(topic.by == person or visit.organizer) and visit.open(Phase.GATHER),
            expected=_forecast(visit, topic) if person in topic.hosts else "",
            claim=claim,
            places=tuple(map(visit.place, visit.sessions().get(topic.id, ()))),
            asking=tuple(filter(None, (_asking(visit, p) for p in visit.sessions().get(topic.id, ())))),
            hoping=visit.vote_on(topic) is not Weight.NONE and Phase.CLOSED not in camp.phases,
            offering=topic.kind is Kind.LEAD
            and bool(topic.hosts)
            and person not in topic.hosts
            and Phase.CLOSED not in camp.phases,
            offer=cast(OfferDocument | None, documents.person_document(camp, visit.names, person, f"offer/{topic.id}")),
            offers=visit.offers(topic.id) if Phase.CLOSED not in camp.phases else (),
            hope=cast(HopeDocument | None, documents.person_document(camp, visit.names, person, f"hope/{topic.id}")),
        ),
    )


def kit(visit: Visit, topic_id: str) -> Page:
    """See ``kit_of``. Raises ``Refused`` as ``topic_page`` does, and ``not-host``."""
    topic = _on_wall(visit, topic_id, "/kit")
    if visit.person not in topic.hosts:
        raise Refused("not-host", topic.title)
    return Page("kit.html", kit_of(visit, topic, _forecast(visit, topic)))


def _forecast(visit: Visit, topic: Topic) -> str:
    """A range of people, and what it is from; empty while votes are hidden, or there are none."""
    tally = visit.tally(topic)
    if tally is None or not tally.people:
        return ""
    low, high = forecast(tally.people)
    basis = visit.language.ngettext("from {count} vote", "from {count} votes", tally.people)
    words = visit.language.gettext("about {range}, {basis}")
    span = str(low) if low == high else f"{low}–{high}"
    return words.replace("{range}", span).replace("{basis}", basis.replace("{count}", str(tally.people)))


def day(visit: Visit) -> Page:
    """Where the person is to be, slot by slot; what is over comes last in importance and is folded away."""
    camp = visit.camp
    slots = _slots(visit)
    votes = sum(1 for topic in camp.wall() if visit.vote_on(topic) is not Weight.NONE)
    earlier = tuple(slot for slot in slots if slot.slot.state == "past")
    rest = tuple(slot for slot in slots if slot.slot.state != "past")
    musts, missed = _musts(visit)
    minutes = minutes_attended(camp, cast(PersonId, visit.person), visit.now)
    context = DayPage(camp.published is not None, visit.open(Phase.VOTE), votes, musts, missed, earlier, rest, minutes)
    return Page("day.html", context)


def now(visit: Visit) -> Page:
    """What is on at this moment, how full it is, and where the person is."""
    slots = _slots(visit)
    on = tuple(slot for slot in slots if slot.counting)
    pause = next((s.slot for s in slots if s.slot.is_break and s.slot.state == "now"), None)
    ahead = next((s.slot for s in slots if s.slot.state == "next" and s not in on), None)
    return Page("now.html", NowPage(visit.camp.published is not None, on, pause, ahead))


def smackdown(visit: Visit) -> Page:
    """Whose turn it is, and the form that puts oneself in the queue."""
    held = visit.camp.smackdown if Phase.CLOSED not in visit.camp.phases else None
    gettext, ngettext = visit.language.gettext, visit.language.ngettext
    turns = (held.on, *held.queue) if held is not None else ()
    before = next((i for i, turn in enumerate(turns) if turn is not None and turn.person == visit.person), None)
    mine = turns[before] if before is not None else None
    if before is None:
        words, state = gettext("You are not in the queue."), ""
    elif before == 0:
        words, state = gettext("You are on."), "on"
    else:
        state, ahead = "waiting", before - 1
        begun = held is not None and (held.on is not None or bool(held.done))
        soon = gettext("You are next. Come to the front.") if begun else gettext("You are the first.")
        many = ngettext("{count} person is before you.", "{count} people are before you.", ahead)
        words = many.replace("{count}", str(ahead)) if ahead else soon
    views = [_turn(visit, turn) if turn is not None else None for turn in turns]
    known = mine.shows if mine is not None else ""
    return Page(
        "smackdown.html",
        SmackdownPage(
            held=held is not None,
            turn=words,
            state=state,
            shows=first(visit.typed, "shows") if visit.typed else known,
            on=views[0] if views else None,
            queue=tuple(view for view in views[1:] if view is not None),
        ),
    )


def _turn(visit: Visit, turn: Turn) -> TurnView:
    return TurnView(visit.names.get(turn.person) or visit.language.gettext("somebody"), turn.shows)


def _musts(visit: Visit) -> tuple[tuple[int, int], tuple[MissedView, ...]]:
    """Of the person's must-haves that have a session: how many they go to, of how many; and the others."""
    on, days = visit.sessions(), day_of(visit.camp, cast(PersonId, visit.person))
    going = {stop.topic for stop in days.values()}
    musts = [topic for topic in map(visit.camp.topics.__getitem__, on) if visit.vote_on(topic) is Weight.MUST]
    missed = sorted((t for t in musts if t.id not in going), key=lambda t: (plain(t.title), t.id))
    views = tuple(MissedView(t.id, t.title, _again(visit, on[t.id], None, days)) for t in missed)
    return (len(musts) - len(missed), len(musts)), tuple(view for view in views if view.on)


def schedule(visit: Visit) -> Page:
    """Every session, slot by slot."""
    return Page("schedule.html", SchedulePage(visit.camp.published is not None, _slots(visit)))


def board(visit: Visit) -> Page:
    """What a board shows before its program runs, or without one."""
    camp = visit.camp
    slots = _slots(visit.nobody()) if camp.published is not None else ()
    topics = [] if slots else sorted(camp.wall(), key=_order(visit, "wanted"))
    context = BoardPage(
        now=visit.now,
        host=visit.origin.partition("://")[2],
        people=camp.joined,
        closed=Phase.CLOSED in camp.phases,
        slots=slots,
        topics=tuple(BoardTopic(str(topic.kind), topic.title, visit.tally(topic)) for topic in topics),
    )
    return Page("board.html", context)


def slot_views(visit: Visit) -> tuple[SlotView, ...]:
    """Slots and breaks by start."""
    now = visit.now
    ordered = sorted(visit.camp.slots.values(), key=lambda slot: (slot.start, slot.end, slot.id))
    begins = min((slot.start for slot in ordered if slot.start > now), default=None)
    dates = [visit.times.day(slot.start) for slot in ordered]

    def state(slot: Slot) -> str:
        if slot.end <= now:
            return "past"
        if slot.start <= now:
            return "now"
        return "next" if slot.start == begins else "later"

    return tuple(
        SlotView(
            id=slot.id,
            title=slot.title,
            start=slot.start,
            end=slot.end,
            is_break=slot.is_break,
            state=state(slot),
            date=dates[i] if len(set(dates)) > 1 and dates[i] not in dates[:i] else "",
        )
        for i, slot in enumerate(ordered)
    )


def _slots(visit: Visit) -> tuple[SlotSessions, ...]:
    """Slots and breaks by start, with their sessions by title."""
    camp, now, closed = visit.camp, visit.now, Phase.CLOSED in visit.camp.phases
    days = day_of(camp, cast(PersonId, visit.person))
    stays = camp.stays.get(cast(PersonId, visit.person), ())
    at = (stays[-1].slot, stays[-1].topic) if stays and stays[-1].until is None else None
    changes = visit.changes(days)
    by_slot: dict[str, list[SessionView]] = {}
    for topic_id, placements in visit.sessions().items():
        for placement in placements:
            stop, topic = days.get(placement.slot), camp.topics[topic_id]
            why = stop.why if stop is not None and stop.topic == topic_id else ""
            place, again = visit.place(placement), _again(visit, placements, placement, days)
            people, capacity = _people(camp, placement), camp.rooms[placement.room].capacity
            session = SessionView(
                topic=topic.id,
                title=topic.title,
                room=place.room,
                link=place.link,
                hosts=visit.hosts(topic),
                why=why,
                again=again,
                people=people,
                capacity=capacity,
                full=fullness(people, capacity),
                here=at == (placement.slot, topic_id),
                late=place.late,
                assignment=visit.assignment(placement),
                asking=_asking(visit, placement),
                notes=topic.notes or "",
            )
            by_slot.setdefault(placement.slot, []).append(session)

    slots = []
    for view in slot_views(visit):
        sessions = sorted(by_slot.get(view.id, []), key=lambda session: (plain(session.title), session.topic))
        mine = next((session for session in sessions if session.why), None)
        choosing = view.state != "past" and not closed and (mine is None or mine.why != "host")
        others = tuple(s for s in sessions if not s.why)
        counting = bool(sessions) and not closed and view.start - FROZEN_BEFORE <= now < view.end
        here = any(session.here for session in sessions)
        roomy = _roomy(visit, others) if counting and mine is not None and mine.full == "full" and not mine.here else ()
        slots.append(SlotSessions(view, mine, others, choosing, counting, here, roomy, changes.get(SlotId(view.id))))
    return tuple(slots)


def _asking(visit: Visit, placement: Placement) -> AskingView | None:
    """None where nobody may ask for another time (any more)."""
    camp, now, here = visit.camp, visit.now, visit.camp.slots[placement.slot].start
    if visit.person is None or Phase.CLOSED in camp.phases or not is_ahead(camp, placement.slot, now):
        return None
    session = (placement.topic, placement.slot)
    about = (r for r in camp.requests.values() if (r.wish.topic, r.wish.slot) == session and is_open(camp, r.wish, now))
    shown = sorted(about, key=lambda request: (-len(request.backers), request.backers[0].at, request.wish.key))
    return AskingView(
        placement.topic,
        placement.slot,
        tuple(
            RequestView(
                to=request.wish.to,
                time=_near(visit, camp.slots[request.wish.to].start, here) if request.wish.to is not None else "",
                people=len(request.backers),
                mine=request.backer(visit.person) is not None,
            )
            for request in shown
        ),
        tuple(
            Choice(slot.id, f"{_near(visit, slot.start, here)} · {slot.title}", False)
            for slot in other_times(camp, placement.topic, placement.slot, now)
        ),
    )


def _near(visit: Visit, at: Instant, other: Instant) -> str:
    """The time of day; with the date, if that is another than of ``other``."""
    times = visit.times
    return times.clock(at) if times.day(at) == times.day(other) else f"{times.day(at)}, {times.clock(at)}"


def _people(camp: Camp, placement: Placement) -> int:
    """How many say that they are there."""
    return camp.headcounts.get(placement.slot, Map()).get(placement.topic, 0)


def _roomy(visit: Visit, sessions: Sequence[SessionView]) -> tuple[SessionView, ...]:
    """The first few with a free seat: what the person wished for, then those with the most."""
    weights = (Weight.MUST, Weight.INTERESTED, Weight.NONE)
    free = [session for session in sessions if session.full != "full"]
    free.sort(key=lambda s: (weights.index(visit.vote_on(visit.camp.topics[s.topic])), s.people - s.capacity, s.topic))
    return tuple(free[:ROOMY])


def _again(
    visit: Visit, placements: Sequence[Placement], here: Placement | None, days: Mapping[SlotId, StopDocument]
) -> tuple[AgainView, ...]:
    """Which of a topic's placements are elsewhere than ``here``, and not over. ``days``: where the person is to be."""
    camp = visit.camp
    start = visit.now if here is None else camp.slots[here.slot].start
    found = []
    for placement in placements:
        slot = camp.slots[placement.slot]
        if placement == here or slot.end <= visit.now:
            continue
        stop = days.get(slot.id)
        hosting = stop is not None and stop.why == "host"
        choosing = Phase.CLOSED not in camp.phases and not hosting
        clash = camp.topics[stop.topic].title if stop is not None else ""
        room = camp.rooms[placement.room].name
        found.append(
            AgainView(slot.id, _near(visit, slot.start, start), room, slot.start > start, choosing, clash, hosting)
        )
    return tuple(found)


def _on_wall(visit: Visit, topic_id: str, rest: str = "") -> Topic:
    topic = known_topic(visit.camp, TopicId(topic_id))
    if topic.merged_into is not None:
        raise MovedTo(f"topics/{topic.merged_into}{rest}")
    if not topic.on_wall:
        raise Refused("topic-gone", topic.title)
    return topic


def _topic_form(visit: Visit, topic: TopicId, typed: Fields) -> TopicForm:
    features = dict.fromkeys(feature for room in visit.camp.rooms.values() for feature in room.features)
    tags, other_tags = _ticked(visit.camp.settings.tags, label_words(typed, "tags"))
    needs, other_needs = _ticked(sorted(features), label_words(typed, "needs"))
    return TopicForm(topic, first(typed, "title"), first(typed, "description"), tags, other_tags, needs, other_needs)


def _ticked(offered: Sequence[str], chosen: Sequence[str]) -> tuple[tuple[Choice, ...], str]:
    """Boxes for the words on offer, and the chosen words for which there is no box, with commas between them."""
    cleaned = [word.strip() for word in chosen]
    boxes = tuple(Choice(word, word, word in cleaned) for word in offered)
    return boxes, ", ".join(word for word in cleaned if word not in offered)


def _topic_links(visit: Visit, topics: Sequence[TopicId]) -> tuple[Choice, ...]:
    return tuple(
        Choice(topic, visit.camp.topics[topic].title, False, f"{visit.base}/topics/{topic}") for topic in topics
    )


def _text(visit: Visit, topic: Topic) -> str:
    """What is on the card, to search in: accents or not."""
    names = (visit.names.get(host, "") for host in topic.hosts)
    return plain(" ".join((topic.title, topic.description, *topic.tags, *names)))


def _order(visit: Visit, sort: str) -> Callable[[Topic], tuple[object, ...]]:
    """The same orders as the browser's program has, so that nothing jumps when it takes over."""

    def rank(topic: Topic) -> tuple[int, ...]:
        tally = visit.tally(topic) or Tally()
        match sort:
            case "mine":
                return (0 if visit.owns(topic) else 1 if visit.vote_on(topic) is not Weight.NONE else 2,)
            case "wanted":
                return -tally.people, -tally.must
            case "fewest":
                return (tally.people,)
            case _:
                return ()

    return lambda topic: (*rank(topic), -topic.created, topic.id)


def _phase_words(visit: Visit) -> str:
    """What is open, and until when, if the timetable says so."""
    gettext, phases = visit.language.gettext, visit.camp.phases
    if Phase.CLOSED in phases:
        return gettext("This camp is over. You can still read everything.")
    if Phase.VOTE in phases:
        ahead = [c for c in visit.camp.settings.timetable if c.phase is Phase.VOTE and c.at > visit.now]
        change = min(ahead, key=lambda c: c.at, default=None)
        words = gettext("Vote for as many as you like.")
        if change is not None and not change.open:
            words = gettext("Vote for as many as you like, until {time}.")
            words = words.replace("{time}", visit.times.clock(change.at))
        begins = visit.camp.others_from
        if begins is not None and begins > visit.now:
            first = gettext("First-timers propose first, until {time}.").replace("{time}", visit.times.clock(begins))
            words = f"{first} {words}"
        hidden = gettext("How many want what is shown when voting closes.") if visit.camp.tallies_hidden else ""
        return f"{words} {hidden}".strip()
    if Phase.GATHER in phases:
        return gettext("Propose what you would like to talk about. Voting comes after.")
    return gettext("Proposing and voting are closed.")


def _further(visit: Visit, start: int) -> str:
    """The same search, from another card on."""
    return f"{visit.base}/{visit.path}?{urlencode({**visit.query, 'from': str(start)})}"


def language_choices(current: str) -> tuple[Choice, ...]:
    return tuple(Choice(code, translator(code).name, code == current) for code in LANGUAGES)


def qr_code(link: str) -> Markup:
    """An SVG image for the middle of a page; dark on light whatever the page's colours."""
    code = segno.make(link, error="m", micro=False)
    return Markup(code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True, svgclass="qr"))  # noqa: S704
