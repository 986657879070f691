"""A camp told step by step: every command decided, every entry folded in, nothing else involved."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from edcamp import wire
from edcamp.domain import commands as c
from edcamp.domain import documents
from edcamp.domain.camp import Camp, Kind, Phase, Settings, new_camp
from edcamp.domain.changes import Changes
from edcamp.domain.decide import decide
from edcamp.domain.decision import Decision
from edcamp.domain.documents import ORGANIZERS, PUBLIC, person_audience
from edcamp.domain.evolve import evolve
from edcamp.domain.ids import CampId, ClientId, PersonId, RoomId, SlotId, TopicId
from edcamp.domain.records import Entry
from edcamp.domain.refusals import Refused

CAMP = CampId("camp")
START = 1_795_860_000_000
MINUTE = 60_000

BOSS, VICE = PersonId("boss"), PersonId("vice")
"""Organizers."""
ANA, BEN, CAT, DAN = PersonId("ana"), PersonId("ben"), PersonId("cat"), PersonId("dan")
"""Attendees."""
GHOST = PersonId("ghost")
"""Never joined."""
NAMES = {BOSS: "The Boss", VICE: "The Vice", ANA: "Ana", BEN: "Ben", CAT: "Cat", DAN: "Dan"}

APPLES, BEANS, CORN, DATES, EGGS = map(TopicId, ("apples", "beans", "corn", "dates", "eggs"))
HALL, NOOK = RoomId("hall"), RoomId("nook")
FIRST, SECOND, LUNCH = SlotId("first"), SlotId("second"), SlotId("lunch")

SETTINGS = Settings("Test camp", date(2026, 11, 28), "Europe/Madrid")

Documents = dict[str, Any]


def seen_by(camp: Camp, names: Mapping[PersonId, str], audience: str) -> Documents:
    """All documents of an audience, as JSON brings them: drawn from the keys of a snapshot."""
    kind, _, ident = audience.partition("/")
    person = PersonId(ident)
    found: dict[str, object]
    if kind == PUBLIC:
        found = {key: documents.public_document(camp, names, key) for key in documents.public_keys(camp)}
    elif kind == ORGANIZERS:
        found = {key: documents.organizers_document(camp, names, key) for key in documents.organizers_keys(camp)}
    else:
        found = {
            key: documents.person_document(camp, names, person, key) for key in documents.person_keys(camp, person)
        }
    decoded: Documents = msgspec.json.decode(wire.encode(found))
    return decoded


def audiences(camp: Camp) -> list[str]:
    return [PUBLIC, ORGANIZERS, *map(person_audience, sorted(camp.people))]


def everything(camp: Camp, names: Mapping[PersonId, str] = NAMES) -> dict[str, Documents]:
    """By audience: every document there is."""
    return {audience: seen_by(camp, names, audience) for audience in audiences(camp)}


def changed_keys(changes: Changes, audience: str) -> set[str]:
    kind, _, ident = audience.partition("/")
    if kind == PUBLIC:
        return changes.public
    return changes.organizers if kind == ORGANIZERS else changes.people.get(PersonId(ident), set())


class Story:
    def __init__(self, camp: Camp | None = None) -> None:
        self.camp = camp if camp is not None else new_camp(CAMP)
        self.now = START
        self.entries: list[Entry] = []
        self.changes = Changes()

    def ask(self, command: c.AnyCommand, by: PersonId | None = None) -> Decision:
        """Decides, and folds in what happens, as the journal would give it back."""
        decision = decide(self.camp, command, by, self.now)
        self.changes = Changes()
        if decision.records:
            entry = Entry(self.camp.seq + 1, self.now, by, ClientId("test"), 0, decision.records)
            entry = wire.decode_entry(wire.encode_entry(entry))
            self.camp, self.changes = evolve(self.camp, entry)
            self.entries.append(entry)
        return decision

    def all(self, *commands: c.AnyCommand, by: PersonId | None = None) -> None:
        for command in commands:
            self.ask(command, by)

    def refusal(self, command: c.AnyCommand, by: PersonId | None = None) -> tuple[str, str | int | None] | None:
        """Code and value of why ``command`` is refused; None when it is not."""
        try:
            decide(self.camp, command, by, self.now)
        except Refused as refused:
            return refused.code, refused.value
        return None

    def does_nothing(self, command: c.AnyCommand, by: PersonId | None = None) -> bool:
        return decide(self.camp, command, by, self.now) == Decision()

    # --- what happens often

    def propose(self, topic: TopicId, by: PersonId, kind: Kind = Kind.LEAD, title: str = "") -> None:
        self.ask(c.ProposeTopic(topic, kind, title or str(topic).title()), by)

    def place(self, topic: TopicId, slot: SlotId, room: RoomId) -> None:
        self.ask(c.PlaceTopic(topic, slot, room), BOSS)

    def publish(self) -> None:
        self.ask(c.Publish(self.camp.draft_seq), BOSS)

    def undo(self, seq: int | None = None) -> None:
        self.ask(c.Undo(self.camp.seq if seq is None else seq), BOSS)

    # --- what is seen

    def public(self) -> Documents:
        return seen_by(self.camp, NAMES, PUBLIC)

    def organizers(self) -> Documents:
        return seen_by(self.camp, NAMES, ORGANIZERS)

    def mine(self, person: PersonId) -> Documents:
        return seen_by(self.camp, NAMES, person_audience(person))

    def notices(self, person: PersonId) -> list[Documents]:
        """What a person is told and has not seen, oldest first; without number, time, and minutes of none."""
        told = [notice for key, notice in self.mine(person).items() if key.startswith("notice/")]
        about_times = ("minutes", "since", "until")
        return [
            {k: v for k, v in n.items() if k not in ("id", "at") and (k not in about_times or n["minutes"])}
            for n in sorted(told, key=lambda n: n["id"])
        ]


def new_story(*phases: Phase) -> Story:
    """Four attendees, two organizers, two rooms, two slots and lunch; gathering and voting are open."""
    story = Story()
    story.ask(c.CreateCamp(SETTINGS, phases or (Phase.GATHER, Phase.VOTE)))
    for organizer in (BOSS, VICE):
        story.ask(c.Join(organizer, organizer=True))
    for person in (ANA, BEN, CAT, DAN):
        story.ask(c.Join(person))
    story.all(
        c.PutRoom(HALL, "Hall", 100),
        c.PutRoom(NOOK, "Nook", 8),
        c.PutSlot(FIRST, "First", START + 60 * MINUTE, START + 110 * MINUTE),
        c.PutSlot(LUNCH, "Lunch", START + 110 * MINUTE, START + 170 * MINUTE, is_break=True),
        c.PutSlot(SECOND, "Second", START + 170 * MINUTE, START + 220 * MINUTE),
    )
    return story
