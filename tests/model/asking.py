"""Commands as people, mistaken apps and mischief send them: ids from small pools, so that they meet."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from edcamp.domain import commands as c
from edcamp.domain.camp import (
    Answer,
    BoardMode,
    Camp,
    Cell,
    Kind,
    Phase,
    PhaseChange,
    Placement,
    Seen,
    SessionMove,
    Settings,
    Unplaced,
    UpTo,
    Weight,
    Whom,
    Wish,
)
from edcamp.domain.ids import AnnouncementId, KeptId, PersonId, RoomId, SlotId, TopicId
from edcamp.domain.seeking import asked_now

NOW = 1_795_860_000_000
HOUR = 3_600_000

ORGANIZERS = [PersonId("olga"), PersonId("omar")]
ATTENDEES = [PersonId("ana"), PersonId("ben"), PersonId("cat")]
LATER = PersonId("dan")
"""Joins when a rule says so."""
TOPICS = [TopicId(f"t{n}") for n in range(1, 6)]
ROOMS = [RoomId(f"r{n}") for n in range(1, 4)]
SLOTS = [SlotId(f"s{n}") for n in range(1, 5)]

people = st.sampled_from([*ATTENDEES, *ATTENDEES, *ORGANIZERS, LATER, PersonId("nobody")])
boss = st.one_of(st.just(ORGANIZERS[0]), st.sampled_from([*ORGANIZERS, *ORGANIZERS, ATTENDEES[0]]))
"""Nearly always an organizer."""
picks = st.integers(0, 11)
"""Mostly one of what there is; from ``SENSIBLE`` on one of a pool, whether it exists or not."""
SENSIBLE = 9
seldom = st.sampled_from([False, False, True])
titles = st.sampled_from(["Apples", "Beans", "Corn", "Dates", "ab"])
cells = st.tuples(picks, picks)
one_of = st.one_of(st.none(), picks)
kepts = st.sampled_from([KeptId(f"k{n}") for n in range(1, 6)])
reasons = st.sampled_from([None, "", "I leave at two", "x" * 141])
plans = st.lists(st.tuples(picks, picks, picks, st.booleans()), min_size=1, max_size=6)

Plan = list[tuple[int, int, int, bool]]
T = TypeVar("T")


def pick(number: int, there: Iterable[T], pool: Sequence[T]) -> T:
    found = sorted(there, key=str)  # or examples would not be the same in the next process
    return found[number % len(found)] if found and number < SENSIBLE else pool[number % len(pool)]


class Asking(RuleBasedStateMachine):
    """A machine says what asking means; the classes below bring rules. ``value`` is the camp now."""

    @property
    def value(self) -> Camp:
        raise NotImplementedError

    def ask(self, command: c.AnyCommand, by: PersonId | None) -> None:
        raise NotImplementedError

    def topic(self, number: int) -> TopicId:
        return pick(number, (topic.id for topic in self.value.wall()), TOPICS)

    def cell(self, cell: tuple[int, int]) -> Cell:
        slot = pick(cell[0], (slot.id for slot in self.value.sessions_slots()), SLOTS)
        return Cell(slot, pick(cell[1], sorted(self.value.rooms), ROOMS))

    def plan(self, plan: Plan) -> tuple[Placement, ...]:
        made = []
        for topic, slot, room, pinned in plan:
            cell = self.cell((slot, room))
            made.append(Placement(self.topic(topic), cell.slot, cell.room, pinned))
        return tuple(made)

    @initialize(
        kinds=st.lists(st.sampled_from(Kind), min_size=3, max_size=len(TOPICS)),
        wanted=st.lists(st.tuples(people, picks), max_size=8),
        planned=st.integers(0, 4),
        repeated=st.booleans(),
    )
    def begins(self, kinds: list[Kind], wanted: list[tuple[PersonId, int]], planned: int, repeated: bool) -> None:
        """A camp in which something can go wrong: topics on the wall, votes, sessions."""
        self.ask(c.CreateCamp(Settings("Camp", date(2026, 11, 28), "UTC"), (Phase.GATHER, Phase.VOTE)), None)
        for organizer in ORGANIZERS:
            self.ask(c.Join(organizer, organizer=True), None)
        for person in ATTENDEES:
            self.ask(c.Join(person), None)
        for n, room in enumerate(ROOMS[:2], start=1):
            self.ask(c.PutRoom(room, f"Room {n}", 10 * n), ORGANIZERS[0])
        for n, slot in enumerate(SLOTS[:3]):
            self.ask(c.PutSlot(slot, f"Slot {n}", NOW + n * HOUR, NOW + (n + 1) * HOUR, n == 2), ORGANIZERS[0])
        for n, kind in enumerate(kinds):
            self.ask(c.ProposeTopic(TOPICS[n], kind, f"Topic {n}"), [*ATTENDEES, ORGANIZERS[0]][n % 4])
        for person, liked in wanted:
            self.ask(c.SetVote(self.topic(liked), Weight.MUST), person)
        for topic, (at, where) in zip(TOPICS[:planned], [(0, 0), (0, 1), (1, 0), (1, 1)], strict=False):
            self.ask(c.PlaceTopic(topic, SLOTS[at], ROOMS[where]), ORGANIZERS[0])
        if repeated:
            self.ask(c.SetRepeat(TOPICS[0], True), ORGANIZERS[0])
            self.ask(c.PlaceTopic(TOPICS[0], SLOTS[1], ROOMS[1], beside=Cell(SLOTS[0], ROOMS[0])), ORGANIZERS[0])
        if planned:
            self.ask(c.Publish(self.value.draft_seq), ORGANIZERS[0])


class Joining(Asking):
    @rule(person=st.sampled_from([*ATTENDEES, LATER, LATER]), organizer=st.booleans())
    def joins(self, person: PersonId, organizer: bool) -> None:
        self.ask(c.Join(person, ("maths",), organizer), None)

    @rule(person=people)
    def arrives(self, person: PersonId) -> None:
        self.ask(c.Arrive(person), None)

    @rule(
        expected=st.lists(st.sampled_from([ATTENDEES[0], LATER]), max_size=2),
        listed=st.lists(
            st.tuples(st.sampled_from(TOPICS), st.sampled_from(Kind), titles, st.one_of(st.none(), people)), max_size=2
        ),
        by=boss,
    )
    def imports(
        self, expected: list[PersonId], listed: list[tuple[TopicId, Kind, str, PersonId | None]], by: PersonId
    ) -> None:
        topics = tuple(c.ListedTopic(topic, kind, title, by=proposer) for topic, kind, title, proposer in listed)
        self.ask(c.ImportList(tuple(c.ExpectedPerson(person, ("art",)) for person in expected), topics), by)

    @rule(by=people, interests=st.lists(st.sampled_from(["art", "maths"]), unique=True).map(tuple))
    def interests(self, by: PersonId, interests: tuple[str, ...]) -> None:
        self.ask(c.SetInterests(interests), by)

    @rule(first=st.booleans(), by=people)
    def says_whether_it_is_the_first_time(self, first: bool, by: PersonId) -> None:
        self.ask(c.SetFirstTime(first), by)

    @rule(by=people)
    def renames(self, by: PersonId) -> None:
        self.ask(c.NoteNewName(), by)

    @rule(by=people, ahead=st.sampled_from([1, 1, 0, 2]))
    def renews_calendar(self, by: PersonId, ahead: int) -> None:
        person = self.value.people.get(by)
        self.ask(c.RenewCalendar((person.calendar if person is not None else 0) + ahead), by)

    @rule(person=people, by=st.one_of(st.none(), people))
    def forgets(self, person: PersonId, by: PersonId | None) -> None:
        self.ask(c.ForgetPerson(person), by)


class OnTheWall(Asking):
    @rule(
        topic=st.sampled_from(TOPICS),
        kind=st.sampled_from(Kind),
        title=titles,
        card=st.booleans(),
        anonymous=st.sampled_from([None, None, *Seen]),
        by=people,
    )
    def proposes(
        self, topic: TopicId, kind: Kind, title: str, card: bool, anonymous: Seen | None, by: PersonId
    ) -> None:
        self.ask(c.ProposeTopic(topic, kind, title, card=card, anonymous=anonymous), by)

    @rule(topic=picks, text=st.sampled_from(["A recipe", "Courage", "", "x" * 201]), by=people)
    def hopes(self, topic: int, text: str, by: PersonId) -> None:
        """Mostly for something that they want."""
        wanted = (t for t in self.value.ballots.get(by, ()) if self.value.vote_of(by, self.value.root(t)) != "none")
        self.ask(c.SetHope(pick(topic, wanted, TOPICS), text), by)

    @rule(which=picks, hidden=st.sampled_from([True, True, False]), by=boss)
    def hides_a_hope(self, which: int, hidden: bool, by: PersonId) -> None:
        said = ((t, hope.number) for t, by_person in self.value.hopes.items() for hope in by_person.values())
        topic, number = pick(which, sorted(said), [(TOPICS[0], 1)])
        self.ask(c.HideHope(topic, number, hidden), by)

    @rule(topic=picks, offered=st.sampled_from([True, True, False]), by=people)
    def offers_to_host(self, topic: int, offered: bool, by: PersonId) -> None:
        self.ask(c.OfferToHost(self.topic(topic), offered), by)

    @rule(which=picks, who=picks, welcome=st.sampled_from([True, True, False]))
    def answers_an_offer(self, which: int, who: int, welcome: bool) -> None:
        made = ((t, offer.person) for t, offers in self.value.offers.items() for offer in offers)
        topic, person = pick(which, sorted(made), [(TOPICS[0], ATTENDEES[0])])
        hosts = self.value.topics[topic].hosts if topic in self.value.topics else ()
        self.ask(c.AnswerOffer(topic, person, welcome), pick(who, hosts, [*ATTENDEES, ORGANIZERS[0]]))

    @rule(topic=picks, link=st.sampled_from([None, "https://notes.example/1", "javascript:alert(1)"]), by=people)
    def notes(self, topic: int, link: str | None, by: PersonId) -> None:
        self.ask(c.SetNotes(self.topic(topic), link), by)

    @rule(topic=picks, title=titles, by=people)
    def edits(self, topic: int, title: str, by: PersonId) -> None:
        self.ask(c.EditTopic(self.topic(topic), title), by)

    @rule(topic=picks, by=people)
    def withdraws(self, topic: int, by: PersonId) -> None:
        self.ask(c.WithdrawTopic(self.topic(topic)), by)

    @rule(topic=picks, hidden=st.sampled_from([True, False, False]), by=boss)
    def hides(self, topic: int, hidden: bool, by: PersonId) -> None:
        off = (t.id for t in self.value.topics.values() if not t.on_wall)
        self.ask(c.HideTopic(self.topic(topic) if hidden else pick(topic, off, TOPICS), hidden), by)

    @rule(topic=picks, claimed=st.sampled_from([True, True, False]), by=people)
    def claims(self, topic: int, claimed: bool, by: PersonId) -> None:
        wanted = (t.id for t in self.value.wall() if t.kind is Kind.LEARN or (by in t.hosts) != claimed)
        self.ask(c.ClaimTopic(pick(topic, wanted, TOPICS), claimed), by)

    @rule(topic=picks, hosts=st.lists(people, max_size=2), by=boss)
    def sets_hosts(self, topic: int, hosts: list[PersonId], by: PersonId) -> None:
        self.ask(c.SetHosts(self.topic(topic), tuple(hosts)), by)

    @rule(topic=picks, whom=st.lists(people, max_size=2), by=boss)
    def asks_to_host(self, topic: int, whom: list[PersonId], by: PersonId) -> None:
        wanted = (t.id for t in self.value.wall() if not t.hosts)
        self.ask(c.AskToHost(pick(topic, wanted, TOPICS), tuple(whom)), by)

    @rule(which=picks, by=people)
    def declines(self, which: int, by: PersonId) -> None:
        """Mostly what one is being asked."""
        self.ask(c.DeclineTopic(pick(which, asked_now(self.value, by), TOPICS)), by)

    @rule(topic=picks, weight=st.sampled_from([Weight.INTERESTED, Weight.MUST]))
    def many_vote(self, topic: int, weight: Weight) -> None:
        for person in ATTENDEES:
            self.ask(c.SetVote(self.topic(topic), weight), person)

    @rule(topic=picks, into=picks, by=boss)
    def merges(self, topic: int, into: int, by: PersonId) -> None:
        self.ask(c.MergeTopic(self.topic(topic), self.topic(into)), by)

    @rule(topic=picks, by=boss)
    def unmerges(self, topic: int, by: PersonId) -> None:
        merged = (t.id for t in self.value.topics.values() if t.merged_into is not None)
        self.ask(c.UnmergeTopic(pick(topic, merged, TOPICS)), by)

    @rule(topic=picks, weight=st.sampled_from(Weight), by=people)
    def votes(self, topic: int, weight: Weight, by: PersonId) -> None:
        self.ask(c.SetVote(self.topic(topic), weight), by)


class Agreeing(Asking):
    @rule(topic=picks, twice=st.sampled_from([True, True, False]), by=st.one_of(people, boss))
    def agrees(self, topic: int, twice: bool, by: PersonId) -> None:
        wanted = (t.id for t in self.value.wall() if t.twice != twice)
        self.ask(c.SetRepeat(pick(topic, wanted, TOPICS), twice), by)


class Answering(Asking):
    @rule(which=picks, who=picks, answer=st.sampled_from(Answer))
    def answers(self, which: int, who: int, answer: Answer) -> None:
        """A host of a session, mostly; else somebody who is none, or of a session that is not there."""
        shown = self.value.published.placements if self.value.published is not None else ()
        topic = pick(which, (p.topic for p in shown), TOPICS)
        cell = pick(which, (p.cell for p in shown), [Cell(SLOTS[0], ROOMS[0])])
        hosts = self.value.topics[topic].hosts if topic in self.value.topics else ()
        by = pick(who, hosts, [*ATTENDEES, ORGANIZERS[0]])
        self.ask(c.AnswerAssignment(topic, cell.slot, cell.room, answer), by)

    @rule(which=picks, who=picks, needed=st.sampled_from([True, True, False]))
    def needs_a_hand(self, which: int, who: int, needed: bool) -> None:
        shown = self.value.published.placements if self.value.published is not None else ()
        topic, slot = pick(which, ((p.topic, p.slot) for p in shown), [(TOPICS[0], SLOTS[0])])
        hosts = self.value.topics[topic].hosts if topic in self.value.topics else ()
        self.ask(c.NeedHand(topic, slot, needed), pick(who, hosts, [*ATTENDEES, ORGANIZERS[0]]))

    @rule(which=picks, done=st.booleans(), by=boss)
    def gives_a_hand(self, which: int, done: bool, by: PersonId) -> None:
        asked = ((hand.topic, hand.slot) for hands in self.value.hands.values() for hand in hands)
        topic, slot = pick(which, asked, [(TOPICS[0], SLOTS[0])])
        self.ask(c.GiveHand(topic, slot, done), by)

    @rule(by=st.sampled_from([None, None, ORGANIZERS[0], ATTENDEES[0]]))
    def reminds(self, by: PersonId | None) -> None:
        self.ask(c.RemindHosts(), by)


class Framing(Asking):
    @rule(
        name=st.sampled_from(["Camp", "Day", ""]),
        hours=st.lists(st.integers(0, 6), max_size=3),
        hide=st.booleans(),
        first=st.sampled_from([0, 0, 0, 20, 61]),
        seen=st.booleans(),
        by=boss,
    )
    def edits_camp(self, name: str, hours: list[int], hide: bool, first: int, seen: bool, by: PersonId) -> None:
        timetable = tuple(PhaseChange(NOW + hour * HOUR // 2, Phase.VOTE, hour % 2 == 0) for hour in hours)
        self.ask(c.EditCamp(Settings(name, date(2026, 11, 28), "UTC", (), timetable, hide, first, seen)), by)

    @rule(room=st.sampled_from(ROOMS), capacity=st.sampled_from([0, 10, 20]), by=boss)
    def puts_room(self, room: RoomId, capacity: int, by: PersonId) -> None:
        self.ask(c.PutRoom(room, f"Room {room}", capacity), by)

    @rule(room=picks, slots=st.lists(picks, max_size=2), by=boss)
    def closes_room(self, room: int, slots: list[int], by: PersonId) -> None:
        which = tuple(self.cell((slot, 0)).slot for slot in slots)
        self.ask(c.CloseRoom(pick(room, sorted(self.value.rooms), ROOMS), which), by)

    @rule(room=st.sampled_from(ROOMS), by=boss)
    def removes_room(self, room: RoomId, by: PersonId) -> None:
        self.ask(c.RemoveRoom(room), by)

    @rule(
        slot=st.sampled_from(SLOTS),
        start=st.integers(0, 3),
        hours=st.integers(0, 2),
        is_break=seldom,
        by=boss,
    )
    def puts_slot(self, slot: SlotId, start: int, hours: int, is_break: bool, by: PersonId) -> None:
        begins = NOW + start * HOUR
        self.ask(c.PutSlot(slot, f"Slot {slot}", begins, begins + hours * HOUR, is_break), by)

    @rule(slot=st.sampled_from(SLOTS), by=boss)
    def removes_slot(self, slot: SlotId, by: PersonId) -> None:
        self.ask(c.RemoveSlot(slot), by)

    @rule(
        slot=picks,
        longer=st.booleans(),
        minutes=st.sampled_from([0, 10, 20, 90, -10, -70]),
        up_to=st.sampled_from(UpTo),
        both=seldom,
        by=boss,
    )
    def shifts_day(self, slot: int, longer: bool, minutes: int, up_to: UpTo, both: bool, by: PersonId) -> None:
        which = pick(slot, sorted(self.value.slots), SLOTS)
        there = self.value.slots.get(which)
        edge = (there.end if longer else there.start) if there is not None else NOW
        to = edge + minutes * 60_000
        start, end = (to if both or not longer else None), (to if both or longer else None)
        self.ask(c.ShiftDay(which, start, end, up_to), by)

    @rule(pause=picks, other=picks, first=st.booleans(), by=boss)
    def moves_break(self, pause: int, other: int, first: bool, by: PersonId) -> None:
        breaks = sorted(slot.id for slot in self.value.slots.values() if slot.is_break)
        sessions = [slot.id for slot in self.value.sessions_slots()]
        self.ask(c.MoveBreak(pick(pause, breaks, SLOTS), pick(other, sessions, SLOTS), first), by)

    @rule(phase=st.sampled_from(Phase), is_open=st.sampled_from([True, True, False]), by=st.one_of(st.none(), boss))
    def phases(self, phase: Phase, is_open: bool, by: PersonId | None) -> None:
        self.ask(c.SetPhase(phase, is_open), by)


class Scheduling(Asking):
    @rule(plan=plans, unplaced=st.lists(picks, max_size=2), ahead=st.sampled_from([0, 0, 0, 1]), by=boss)
    def adopts(self, plan: Plan, unplaced: Sequence[int], ahead: int, by: PersonId) -> None:
        left = tuple(Unplaced(self.topic(topic), "no-cell") for topic in unplaced)
        self.ask(c.AdoptPlan(self.value.seq + ahead, self.plan(plan), left, 7, 9), by)

    @rule(topic=picks, cell=cells, other=st.one_of(st.none(), picks), by=boss)
    def places(self, topic: int, cell: tuple[int, int], other: int | None, by: PersonId) -> None:
        to = self.cell(cell)
        there = self.value.draft.at(to)
        if other is None:
            instead_of = None
        else:
            instead_of = there.topic if there is not None and other < SENSIBLE else self.placed(other)
        self.ask(c.PlaceTopic(self.topic(topic), to.slot, to.room, instead_of), by)

    @rule(topic=picks, cell=cells, other=picks, replaces=seldom, by=boss)
    def places_beside(self, topic: int, cell: tuple[int, int], other: int, replaces: bool, by: PersonId) -> None:
        """A repeat, or one of two moved: mostly of a topic that may have it, and that is there."""
        to, draft = self.cell(cell), self.value.draft
        there = draft.at(to)
        may = (p.topic for p in draft.placements if self.value.topics[p.topic].twice)
        moving = pick(topic, may, TOPICS)
        beside = pick(other, (p.cell for p in draft.of(moving)), [self.cell((other, topic)), to])
        instead_of = there.topic if there is not None and replaces else None
        self.ask(c.PlaceTopic(moving, to.slot, to.room, instead_of, beside), by)

    @rule(a=cells, b=cells, by=boss)
    def swaps(self, a: tuple[int, int], b: tuple[int, int], by: PersonId) -> None:
        self.ask(c.SwapCells(self.cell(a), self.cell(b)), by)

    @rule(topic=picks, cell=one_of, by=boss)
    def unplaces(self, topic: int, cell: int | None, by: PersonId) -> None:
        placed = self.placed(topic)
        self.ask(c.UnplaceTopic(placed, self.one_of(placed, cell)), by)

    @rule(topic=picks, cell=one_of, pinned=st.booleans(), by=boss)
    def pins(self, topic: int, cell: int | None, pinned: bool, by: PersonId) -> None:
        placed = self.placed(topic)
        self.ask(c.PinTopic(placed, pinned, self.one_of(placed, cell)), by)

    def one_of(self, topic: TopicId, number: int | None) -> Cell | None:
        """One of the cells that the topic has; None stands for all of them."""
        if number is None:
            return None
        return pick(number, (p.cell for p in self.value.draft.of(topic)), [self.cell((number, number))])

    def placed(self, number: int) -> TopicId:
        return pick(number, (placement.topic for placement in self.value.draft.placements), TOPICS)

    @rule(by=boss)
    def resets_draft(self, by: PersonId) -> None:
        self.ask(c.ResetDraft(), by)

    @rule(behind=st.sampled_from([0, 0, 0, 1]), by=boss)
    def publishes(self, behind: int, by: PersonId) -> None:
        self.ask(c.Publish(self.value.draft_seq - behind), by)

    @rule(
        wanted=st.lists(st.tuples(picks, st.one_of(st.none(), cells), seldom), min_size=1, max_size=3),
        lost=st.one_of(st.none(), cells),
        behind=st.sampled_from([0, 0, 0, 1]),
        by=boss,
    )
    def rearranges(
        self,
        wanted: list[tuple[int, tuple[int, int] | None, bool]],
        lost: tuple[int, int] | None,
        behind: int,
        by: PersonId,
    ) -> None:
        """Sessions moved, taken off and put in; sometimes because a room closed."""
        shown = self.value.published.placements if self.value.published is not None else ()
        moves = []
        for number, cell, new in wanted:
            to = self.cell(cell) if cell is not None else None
            if shown and not new:
                was = shown[number % len(shown)]
                moves.append(SessionMove(was.topic, was.cell, to))
            else:
                moves.append(SessionMove(self.topic(number), None, to))
        closing = self.cell(lost) if lost is not None else None
        self.ask(
            c.Rearrange(
                (self.value.published.number if self.value.published is not None else 0) - behind,
                tuple(moves),
                closing.room if closing is not None else None,
                (closing.slot,) if closing is not None else (),
            ),
            by,
        )

    @rule(plan=plans)
    def plans_and_publishes(self, plan: Plan) -> None:
        self.ask(c.AdoptPlan(0, self.plan(plan)), ORGANIZERS[0])
        self.ask(c.Publish(self.value.draft_seq), ORGANIZERS[0])

    @rule(wanted=st.lists(st.tuples(st.sampled_from(ATTENDEES), st.integers(0, 5)), max_size=6))
    def seats(self, wanted: list[tuple[PersonId, int]]) -> None:
        shown = self.value.published
        seats: dict[PersonId, dict[SlotId, TopicId]] = {}
        for person, index in wanted:
            if shown is not None and index < len(shown.placements):
                placement = shown.placements[index]
                seats.setdefault(person, {})[placement.slot] = placement.topic
        self.ask(c.AssignSeats(shown.number if shown is not None else 1, seats), None)

    @rule(wanted=st.lists(st.tuples(people, st.sampled_from(SLOTS), st.sampled_from(TOPICS)), max_size=4))
    def seats_that_cannot_be(self, wanted: list[tuple[PersonId, SlotId, TopicId]]) -> None:
        seats: dict[PersonId, dict[SlotId, TopicId]] = {}
        for person, slot, topic in wanted:
            seats.setdefault(person, {})[slot] = topic
        self.ask(c.AssignSeats(self.value.publications, seats), None)

    @rule(cell=cells, topic=picks, by=people)
    def chooses_anything(self, cell: tuple[int, int], topic: int, by: PersonId) -> None:
        self.ask(c.ChooseSession(self.cell(cell).slot, self.topic(topic)), by)

    @rule(by=people, index=st.integers(0, 5), nothing=seldom)
    def chooses(self, by: PersonId, index: int, nothing: bool) -> None:
        shown = self.value.published.placements if self.value.published is not None else ()
        if index < len(shown):
            self.ask(c.ChooseSession(shown[index].slot, None if nothing else shown[index].topic), by)


class Attending(Asking):
    @rule(by=people, index=st.integers(0, 5), leaves=seldom, minutes=st.sampled_from([None, None, 0, 20, 70, 24 * 60]))
    def is_there(self, by: PersonId, index: int, leaves: bool, minutes: int | None) -> None:
        """Or was there, ``minutes`` after the slot began, if that is past."""
        shown = self.value.published.placements if self.value.published is not None else ()
        if index < len(shown):
            slot = self.value.slots.get(shown[index].slot)
            at = None if minutes is None or slot is None else slot.start + minutes * 60_000
            self.ask(c.BeAt(shown[index].slot, None if leaves else shown[index].topic, at), by)

    @rule(by=people, slot=st.sampled_from(SLOTS), topic=st.one_of(st.none(), picks))
    def is_anywhere(self, by: PersonId, slot: SlotId, topic: int | None) -> None:
        self.ask(c.BeAt(slot, None if topic is None else self.topic(topic)), by)


class Keeping(Asking):
    @rule(kept=kepts, name=st.sampled_from(["Before lunch", "x" * 61]), by=boss)
    def keeps_draft(self, kept: KeptId, name: str, by: PersonId) -> None:
        self.ask(c.KeepDraft(kept, name), by)

    @rule(kept=kepts, by=boss)
    def takes_draft(self, kept: KeptId, by: PersonId) -> None:
        self.ask(c.TakeDraft(kept), by)

    @rule(kept=kepts, by=boss)
    def drops_draft(self, kept: KeptId, by: PersonId) -> None:
        self.ask(c.DropDraft(kept), by)


class Requesting(Asking):
    @rule(index=picks, to=one_of, wanted=st.sampled_from([True, True, True, False]), reason=reasons, by=people)
    def asks_for_another_time(self, index: int, to: int | None, wanted: bool, reason: str | None, by: PersonId) -> None:
        shown = self.value.published.placements if self.value.published is not None else ()
        topic = pick(index, (p.topic for p in shown), TOPICS)
        slot = pick(index, (p.slot for p in shown), SLOTS)
        other = None if to is None else self.cell((to, 0)).slot
        self.ask(c.RequestTime(topic, slot, other, wanted, reason), by)

    @rule(index=picks, wanted=st.sampled_from([True, True, False]), by=people)
    def backs(self, index: int, wanted: bool, by: PersonId) -> None:
        wish = self.wish(index)
        self.ask(c.RequestTime(wish.topic, wish.slot, wish.to, wanted), by)

    @rule(index=picks, by=boss)
    def declines_request(self, index: int, by: PersonId) -> None:
        wish = self.wish(index)
        self.ask(c.DeclineRequest(wish.topic, wish.slot, wish.to), by)

    @rule(index=picks, room=picks)
    def grants(self, index: int, room: int) -> None:
        wish, shown = self.wish(index), self.value.published
        was = next((p.cell for p in shown.of(wish.topic) if p.slot == wish.slot), None) if shown is not None else None
        to = self.cell((index, room))
        now = Cell(wish.to, to.room) if wish.to is not None else to
        self.ask(
            c.Rearrange(shown.number if shown is not None else 0, (SessionMove(wish.topic, was, now),)), ORGANIZERS[0]
        )

    @rule(hours=st.integers(2, 5))
    def puts_a_later_slot(self, hours: int) -> None:
        self.ask(c.PutSlot(SLOTS[3], "Late", NOW + hours * HOUR, NOW + (hours + 1) * HOUR), ORGANIZERS[0])

    def wish(self, number: int) -> Wish:
        return pick(number, (request.wish for request in self.value.requests.values()), [Wish(TOPICS[0], SLOTS[1])])


class Telling(Asking):
    @rule(which=st.sampled_from(["a1", "a2"]), text=st.sampled_from(["Lunch!", ""]), by=boss)
    def announces(self, which: str, text: str, by: PersonId) -> None:
        self.ask(c.Announce(AnnouncementId(which), text), by)

    @rule(
        which=st.sampled_from(["a1", "a2"]),
        later=st.sampled_from([None, 0, HOUR]),
        topic=one_of,
        room=one_of,
        by=boss,
    )
    def plans_or_tells(self, which: str, later: int | None, topic: int | None, room: int | None, by: PersonId) -> None:
        whom = Whom(
            None if room is None else pick(room, sorted(self.value.rooms), ROOMS),
            None if topic is None else self.topic(topic),
        )
        at = None if later is None else NOW + later
        meant = None if whom == Whom() else whom
        self.ask(c.Announce(AnnouncementId(which), "Come here", at=at, whom=meant), by)

    @rule(which=st.sampled_from(["a1", "a2"]))
    def clock_announces(self, which: str) -> None:
        self.ask(c.MakeAnnouncement(AnnouncementId(which)), None)

    @rule(which=st.sampled_from(["a1", "a2"]), by=boss)
    def ends_announcement(self, which: str, by: PersonId) -> None:
        self.ask(c.EndAnnouncement(AnnouncementId(which)), by)

    @rule(by=people)
    def sees_notices(self, by: PersonId) -> None:
        latest = max((notice.id for notice in self.value.notices.get(by, ())), default=0)
        self.ask(c.SeeNotices(latest), by)

    @rule(
        mode=st.one_of(st.none(), st.sampled_from(BoardMode)),
        ahead=st.sampled_from([None, HOUR, 0]),
        topic=one_of,
        said=st.sampled_from([None, "a1", "a2"]),
        by=boss,
    )
    def shows_on_board(
        self, mode: BoardMode | None, ahead: int | None, topic: int | None, said: str | None, by: PersonId
    ) -> None:
        spotlight = None if topic is None else self.topic(topic)
        large = None if said is None else AnnouncementId(said)
        self.ask(c.ShowOnBoard(mode, None if ahead is None else NOW + ahead, spotlight, large), by)

    @rule(by=boss)
    def resets_links(self, by: PersonId) -> None:
        self.ask(c.ResetLinks(), by)


class Smacking(Asking):
    def turn(self, number: int) -> PersonId:
        """Mostly of somebody who waits."""
        held = self.value.smackdown
        return pick(number, (turn.person for turn in held.queue) if held is not None else (), ATTENDEES)

    @rule(held=st.sampled_from([True, True, True, False]), by=boss)
    def holds_smackdown(self, held: bool, by: PersonId) -> None:
        self.ask(c.HoldSmackdown(held), by)

    @rule(by=people, shows=st.sampled_from(["", "Maps", "Quizzes"]))
    def takes_turn(self, by: PersonId, shows: str) -> None:
        self.ask(c.TakeTurn(shows), by)

    @rule(person=st.one_of(st.none(), people), by=st.one_of(people, boss))
    def gives_up_turn(self, person: PersonId | None, by: PersonId) -> None:
        self.ask(c.GiveUpTurn(person), by)

    @rule(person=picks, before=one_of, by=boss)
    def orders_turn(self, person: int, before: int | None, by: PersonId) -> None:
        self.ask(c.OrderTurn(self.turn(person), None if before is None else self.turn(before)), by)

    @rule(person=st.one_of(picks, st.none()), again=seldom, by=boss)
    def gives_floor(self, person: int | None, again: bool, by: PersonId) -> None:
        done = self.value.smackdown.done if self.value.smackdown is not None else ()
        who = None if person is None else self.turn(person)
        self.ask(c.GiveFloor(done[0].person if again and done else who), by)


class Regretting(Asking):
    @rule(back=st.one_of(st.just(0), st.integers(0, 4), st.integers(0, 30)), by=boss)
    def undoes(self, back: int, by: PersonId) -> None:
        """One of the latest lines of the history, or something that is none."""
        lines = sorted(self.value.history, reverse=True)
        self.ask(c.Undo(lines[back] if back < len(lines) else self.value.seq - back), by)


class Anything(
    Joining,
    OnTheWall,
    Agreeing,
    Answering,
    Framing,
    Scheduling,
    Keeping,
    Attending,
    Requesting,
    Telling,
    Smacking,
    Regretting,
):
    pass
