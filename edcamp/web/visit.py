"""One person's look at one camp: everything a page is made from, taken at one moment."""

from collections.abc import Iterator, Mapping
from typing import cast

from babel import Locale
from immutables import Map
from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace
from starlette.datastructures import QueryParams
from starlette.requests import Request

from edcamp.domain import documents
from edcamp.domain.assignments import answers_to, late_sessions
from edcamp.domain.camp import Announcement, Camp, Notice, NoticeKind, Phase, Placement, Tally, Topic, Weight
from edcamp.domain.days import StopDocument, day_of
from edcamp.domain.documents import CampDocument, CoHostDocument, MeDocument
from edcamp.domain.ids import Instant, PersonId, SlotId, TopicId
from edcamp.domain.news import ABOUT_PLACES, ABOUT_TIMES, HOSTING, still_news, to_tell
from edcamp.domain.seeking import asked_now
from edcamp.i18n import Translation, regional
from edcamp.i18n.times import Times
from edcamp.live.camp import LiveCamp
from edcamp.web.bodies import Fields
from edcamp.web.contexts import AskView, AssignmentView, Boot, ChangeView, Frame, NoticeView, Place, Problem, Tab
from edcamp.web.render import catalogue_for_html, json_for_html

SHELL = "shell"
"""Path of the page that waits for whoever is offline: nobody's, and everybody's."""

TRANSPORTS = ("websocket", "stream", "poll")


class Visit(Struct, frozen=True, eq=False):
    """``path``: of the page within the camp, such as ``topics/t1``. ``typed``: a form that was refused, to show again.
    ``alike``: topics that look like the one in it, so that somebody is asked whether they mean one of these.

    ``person`` is None for whoever has not joined, or is known to the camp but has no name (any more).
    """

    request: Request
    live: LiveCamp
    camp: Camp
    names: Mapping[PersonId, str]
    now: Instant
    person: PersonId | None
    language: Translation
    origin: str
    path: str
    query: QueryParams
    problem: Problem | None = None
    typed: Fields = Map()
    alike: tuple[TopicId, ...] = ()

    @property
    def base(self) -> str:
        return f"/c/{self.camp.id}"

    @property
    def here(self) -> str:
        return f"{self.base}/{self.path}{f'?{self.query}' if self.query else ''}"

    @property
    def settings(self) -> CampDocument:
        return cast(CampDocument, documents.public_document(self.camp, self.names, "camp"))

    @property
    def me(self) -> MeDocument | None:
        """Nothing for whoever has not joined."""
        if self.person is None:
            return None
        return cast(MeDocument, documents.person_document(self.camp, self.names, self.person, "me"))

    @property
    def organizer(self) -> bool:
        return self.camp.is_organizer(self.person)

    @property
    def times(self) -> Times:
        return Times(self.camp.settings.time_zone, self.language.locale, self.clock_locale)

    @property
    def clock_locale(self) -> Locale:
        return regional(self.language.language, self.request.headers.get("accept-language"))

    def open(self, phase: Phase) -> bool:
        """Whether this person may do now what the phase is for."""
        if Phase.CLOSED in self.camp.phases:
            return False
        return phase in self.camp.phases or (phase is Phase.GATHER and self.organizer)

    def turn(self) -> Instant | None:
        """When the person may propose, while those propose who are here for the first time; None when they may."""
        begins, known = self.camp.others_from, self.camp.people.get(self.person) if self.person is not None else None
        if begins is None or begins <= self.now or known is None or known.first_time or known.organizer:
            return None
        return begins

    def owns(self, topic: Topic) -> bool:
        """Whether the person proposed it, or hosts it."""
        return (topic.by == self.person and not topic.card) or self.person in topic.hosts

    def vote_on(self, topic: Topic) -> Weight:
        return self.camp.vote_of(self.person, topic.id) if self.person is not None else Weight.NONE

    def tally(self, topic: Topic) -> Tally | None:
        """None while nobody is to see how many want it."""
        return None if self.camp.tallies_hidden else self.camp.tallies[topic.id]

    def at(self, path: str, query: str = "") -> "Visit":
        """The same look at another page."""
        return replace(self, path=path, query=QueryParams(query))

    def nobody(self) -> "Visit":
        """The same look as somebody who has not joined."""
        return replace(self, person=None)

    def sessions(self) -> dict[TopicId, list[Placement]]:
        """Where each topic is on, as everybody is shown it, in the order of the day."""
        shown = self.camp.published.placements if self.camp.published is not None else ()
        found: dict[TopicId, list[Placement]] = {}
        standing = (p for p in shown if self.camp.stands(p))
        for placement in sorted(standing, key=lambda p: (self.camp.slots[p.slot].start, p.slot, p.room)):
            found.setdefault(placement.topic, []).append(placement)
        return found

    def place(self, placement: Placement) -> Place:
        slot, room = self.camp.slots[placement.slot], self.camp.rooms[placement.room]
        late = slot.end > self.now and placement.cell in late_sessions(self.camp, placement.topic)
        return Place(slot.title, slot.start, slot.end, room.name, room.link or "", late)

    def assignment(self, placement: Placement) -> AssignmentView | None:
        """For a host of a session that is not over: what they may say of it, and have said."""
        camp, topic = self.camp, self.camp.topics[placement.topic]
        hosting = self.person is not None and self.person in topic.hosts
        if not hosting or Phase.CLOSED in camp.phases or camp.slots[placement.slot].end <= self.now:
            return None
        said = (a for a in answers_to(camp, topic.id) if a.person == self.person and a.cell == placement.cell)
        answer = next((a.answer for a in said), None)
        return AssignmentView(topic.id, placement.slot, placement.room, str(answer or ""))

    def offers(self, topic: TopicId) -> tuple[CoHostDocument, ...]:
        """Who would host it along with the person, or does because of that."""
        found = documents.person_document(self.camp, self.names, cast(PersonId, self.person), f"offers/{topic}")
        return cast(tuple[CoHostDocument, ...], found or ())

    def hosts(self, topic: Topic) -> str:
        """Who starts the conversation, in words."""
        gettext = self.language.gettext
        if not topic.hosts:
            return gettext("From a paper card") if topic.card else gettext("Nobody hosts this yet")
        if topic.hosts == (self.person,):
            return gettext("You host this")
        names = [
            gettext("you") if host == self.person else self.names.get(host) or gettext("somebody")
            for host in topic.hosts
        ]
        return gettext("Hosted by {names}").replace("{names}", ", ".join(names))

    def frame(self, entry: str = "phone", state: Markup | None = None) -> Frame:
        notices = self.camp.notices.get(self.person, ()) if self.person is not None else ()
        return Frame(
            camp=self.settings,
            base=self.base,
            here=self.here,
            times=self.times,
            boot=json_for_html(self._boot()),
            catalogue=catalogue_for_html(self.language.language, entry),
            state=state,
            tabs=self._tabs() if self.person is not None or self.path == SHELL else (),
            announcements=self._announcements(),
            notices=tuple(map(self._notice, self._news())),
            asks=tuple(map(self._ask, self._asked())),
            seen_up_to=max((notice.id for notice in notices), default=0),
            problem=self.problem,
            smackdown=self._smackdown() if self.path != "smackdown" else "",
        )

    def _smackdown(self) -> str:
        """What there is to say of it above every page; empty when none is held."""
        held, gettext = self.camp.smackdown, self.language.gettext
        if held is None or self.person is None or Phase.CLOSED in self.camp.phases:
            return ""
        if held.on is not None and held.on.person == self.person:
            return gettext("You are on in the smackdown.")
        begun = held.on is not None or held.done
        if begun and held.queue and held.queue[0].person == self.person:
            return gettext("You are next in the smackdown.")
        return gettext("Smackdown: show something you like, for two minutes")

    def _asked(self) -> tuple[TopicId, ...]:
        if self.person is None or Phase.CLOSED in self.camp.phases:
            return ()
        return asked_now(self.camp, self.person)

    def _ask(self, topic: TopicId) -> AskView:
        tally = self.tally(self.camp.topics[topic])
        return AskView(topic, self.camp.topics[topic].title, tally.people if tally is not None else 0)

    def _boot(self) -> Boot:
        asked = self.query.get("transport")
        return Boot(
            camp=self.camp.id,
            base=self.base,
            language=self.language.language,
            person=self.person,
            organizer=self.organizer,
            join_url=f"{self.origin}{self.base}",
            transport=asked if asked in TRANSPORTS else None,
            shell=self.path == SHELL,
        )

    def _announcements(self) -> tuple[Announcement, ...]:
        """On show now, the newest first."""
        shown = (a for a in self.camp.announcements.values() if a.until is None or a.until > self.now)
        return tuple(sorted(shown, key=lambda a: (-a.at, a.id)))

    def _tabs(self) -> tuple[Tab, ...]:
        gettext = self.language.gettext
        tabs = [
            ("", gettext("Topics")),
            ("day", gettext("My day")),
            ("schedule", gettext("Schedule")),
            ("me", gettext("Me")),
        ]
        here = "" if self.path in ("propose", "vote") or self.path.startswith("topics/") else self.path
        here = "day" if here in ("calendar", "now", "smackdown") else here
        return tuple(Tab(f"{self.base}/{path}", label, here == path) for path, label in tabs)

    def _news(self) -> list[Notice]:
        """What the person has not said to have read."""
        notices = self.camp.notices.get(self.person, ()) if self.person is not None else ()
        return to_tell([n for n in notices if still_news(self.camp, n, self.now)], self.camp.published)

    def changes(self, days: Mapping[SlotId, StopDocument]) -> dict[SlotId, ChangeView]:
        """By slot, what the news changed in these days of the person; what came is said before what went."""
        came: dict[SlotId, ChangeView] = {}
        gone: dict[SlotId, ChangeView] = {}
        for notice in self._news():
            if notice.kind not in ABOUT_PLACES:
                continue
            goes = {slot for slot, stop in days.items() if stop.topic == notice.topic}
            if notice.slot in goes:
                room, time = self._room(notice.from_room), self._time(notice.from_slot)
                if room and time:
                    came[notice.slot] = ChangeView("moved", room=room, time=time)
                elif notice.kind is NoticeKind.PLACED:
                    came[notice.slot] = ChangeView("new")
            if notice.from_slot is not None and notice.from_slot not in goes:
                gone[notice.from_slot] = ChangeView("gone", title=notice.title)
        return gone | came

    def _notice(self, notice: Notice) -> NoticeView:
        topic = self.camp.topics.get(notice.topic) if notice.topic is not None else None
        sessions = self.sessions().get(topic.id, ()) if topic is not None else ()
        here = next((p for p in sessions if (p.slot, p.room) == (notice.slot, notice.room)), None)
        return NoticeView(
            id=notice.id,
            kind=str(notice.kind),
            title=notice.title,
            topic=notice.topic if topic is not None and topic.on_wall else None,
            hosting=topic is not None and self.person in topic.hosts,
            together=topic is not None and self.person in topic.hosts and len(topic.hosts) > 1,
            carried=str(notice.carried) if notice.carried is not None and Phase.CLOSED not in self.camp.phases else "",
            taken=topic is not None and self.vote_on(topic) is Weight.NONE,
            room=self._room(notice.room),
            time=self._time(notice.slot),
            from_room=self._room(notice.from_room),
            from_time=self._time(notice.from_slot),
            from_title=notice.from_title,
            also=tuple(self.place(p) for p in sessions if p.slot != notice.slot),
            minutes=notice.minutes,
            since=self.times.clock(notice.since) if notice.since is not None else "",
            until=self.times.clock(notice.until) if notice.until is not None else "",
            slot=self.camp.slots.get(notice.slot) if notice.slot is not None else None,
            stops=tuple(self._stops(notice)) if notice.kind in ABOUT_TIMES else (),
            assignment=self.assignment(here) if here is not None and notice.kind in HOSTING else None,
            offers=self.offers(notice.topic) if notice.kind is NoticeKind.OFFERED and notice.topic is not None else (),
        )

    def _stops(self, notice: Notice) -> Iterator[tuple[str, Place]]:
        """Titles and places of the person's sessions in the slots whose times the notice tells to have moved."""
        on, by = self.sessions(), notice.minutes * 60_000
        for slot, stop in day_of(self.camp, cast(PersonId, self.person)).items():
            start = self.camp.slots[slot].start - by
            if notice.since is None:
                moved = slot == notice.slot
            else:
                moved = start >= notice.since and (notice.until is None or start < notice.until)
            if moved:
                placement = next(p for p in on[stop.topic] if p.slot == slot)
                yield self.camp.topics[stop.topic].title, self.place(placement)

    def _room(self, room_id: object) -> str:
        room = self.camp.rooms.get(room_id)  # type: ignore[call-overload]
        return room.name if room is not None else ""

    def _time(self, slot_id: object) -> str:
        slot = self.camp.slots.get(slot_id)  # type: ignore[call-overload]
        return self.times.span(slot.start, slot.end) if slot is not None else ""
