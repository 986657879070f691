"""Anything that anybody can ask, in any order: the camp agrees with the simplest model of it, and shows what it is."""

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from msgspec.structs import replace

from edcamp import wire
from edcamp.domain import commands as c
from edcamp.domain import rules
from edcamp.domain.camp import Camp, Phase, Sitting, new_camp
from edcamp.domain.changes import Changes
from edcamp.domain.decide import decide
from edcamp.domain.decision import Decision
from edcamp.domain.evolve import evolve
from edcamp.domain.ids import CampId, ClientId, PersonId
from edcamp.domain.records import Entry
from edcamp.domain.refusals import SENTENCES, Refused
from tests.domain.story import Documents, changed_keys, everything
from tests.model.asking import (
    NOW,
    Agreeing,
    Answering,
    Anything,
    Asking,
    Attending,
    Framing,
    Joining,
    Keeping,
    OnTheWall,
    Regretting,
    Requesting,
    Scheduling,
    Smacking,
)
from tests.model.naive import Naive, No

CLIENT = ClientId("client")


class Domain(Asking):
    def __init__(self) -> None:
        super().__init__()
        self.camp = new_camp(CampId("camp"))
        self.naive = Naive()
        self.now = NOW
        self.shown = everything(self.camp)
        self.sittings: dict[str, tuple[Any, int]] = {}
        """What each said last, and in which revision."""

    @property
    def value(self) -> Camp:
        return self.camp

    def ask(self, command: c.AnyCommand, by: PersonId | None) -> None:
        self.now += 1000
        refused, decision = self._decide(command, by)
        try:
            happened, no = self.naive.ask(command, by, self.now), None
        except No as error:
            happened, no = False, str(error)
        assert refused == no, command
        assert bool(decision.records) == happened, (command, decision)
        if isinstance(command, c.AdoptPlan) and no is None:
            assert [(u.topic, u.reason) for u in decision.dropped] == self.naive.dropped
        if not happened:
            return
        before, shown = self.camp, self.shown
        self.camp = self._fold(before, command, by, decision)
        if isinstance(command, c.AdoptPlan):
            free = [p.cell for p in self.camp.draft.placements if not (p.pinned or self.camp.settled(p, self.now))]
            assert rules.double_booked(self.camp, self.camp.draft.placements, free) is None
        if isinstance(command, c.Publish):
            free = [p.cell for p in self.camp.draft.placements if not self.camp.settled(p, self.now)]
            assert rules.double_booked(self.camp, self.camp.draft.placements, free) is None
        self._can_be_undone(before, shown)

    def _decide(self, command: c.AnyCommand, by: PersonId | None) -> tuple[str | None, Decision]:
        try:
            return None, decide(self.camp, command, by, self.now)
        except Refused as error:
            refused = error
        assert refused.code in SENTENCES
        assert "{value}" not in refused.sentence or refused.value is not None, refused
        return refused.code, Decision()

    def _fold(self, camp: Camp, command: c.AnyCommand, by: PersonId | None, decision: Decision) -> Camp:
        entry = Entry(camp.seq + 1, self.now, by, CLIENT, 0, decision.records)
        after, changes = evolve(camp, entry)
        assert evolve(camp, wire.decode_entry(wire.encode_entry(entry))) == (after, changes)
        self.shown = _shown_after(self.shown, after, changes)
        return after

    def _can_be_undone(self, before: Camp, shown: dict[str, Documents]) -> None:
        """Tried aside, on a camp that is then thrown away."""
        done = self.camp
        action = done.history.get(done.seq)
        if action is None or not action.pieces:
            return
        undone = self._undo(done, done.seq)
        redone = self._undo(undone, undone.seq)
        new = {p.id for p in action.pieces if p.kind == "topic" and p.id not in before.topics}
        # Whoever was expected for the first time is expected still.
        known = {audience: held for audience, held in everything(undone).items() if audience in shown}
        assert _kept(known, new) == _kept(shown, new)
        assert _kept(everything(redone), set()) == _kept(everything(done), set())

    def _undo(self, camp: Camp, seq: int) -> Camp:
        decision = decide(camp, c.Undo(seq), None, self.now)
        return evolve(camp, Entry(camp.seq + 1, self.now, PersonId("olga"), CLIENT, 0, decision.records))[0]

    # --- the same camp

    @invariant()
    def frame_is_the_same(self) -> None:
        camp, naive = self.camp, self.naive
        assert camp.seq == naive.seq
        assert {r.id: (r.name, r.capacity, set(r.closed)) for r in camp.rooms.values()} == {
            room: (thing["name"], thing["capacity"], thing["closed"]) for room, thing in naive.of("room").items()
        }
        assert {s.id: (s.title, s.start, s.end, s.is_break) for s in camp.slots.values()} == {
            slot: tuple(thing.values()) for slot, thing in naive.of("slot").items()
        }
        assert camp.phases == naive.phases
        assert camp.settings == naive.world.get(("settings", ""), camp.settings)
        assert {a.id: (a.text, a.at, a.until) for a in camp.announcements.values()} == {
            key: tuple(thing.values()) for key, thing in naive.of("announcement").items()
        }
        assert camp.link_generation == naive.links
        shown = camp.takeover
        takeover = None if shown is None else (str(shown.mode), shown.until, shown.topic, shown.announcement)
        assert takeover == naive.world.get(("board", ""))

    @invariant()
    def smackdown_is_the_same(self) -> None:
        held, public = self.naive.world.get(("smackdown", "")), self.shown["public"].get("smackdown")
        assert (held is None) == (public is None)
        if held is not None and public is not None:
            on = public["on"] and (public["on"]["person"], public["on"]["shows"])
            assert (on, public["since"]) == (held["on"], held["since"])
            assert [(turn["person"], turn["shows"]) for turn in public["queue"]] == held["queue"]
        done = self.shown["organizers"].get("shown", [])
        assert [(turn["person"], turn["shows"]) for turn in done] == (held["done"] if held is not None else [])

    @invariant()
    def people_and_topics_are_the_same(self) -> None:
        camp, naive = self.camp, self.naive
        assert {
            p.id: {
                "organizer": p.organizer,
                "interests": p.interests,
                "calendar": p.calendar,
                "first": p.first_time,
                "expected": p.expected,
            }
            for p in camp.people.values()
        } == naive.people
        assert {t.id: _topic(t) for t in camp.topics.values()} == naive.topics
        assert {person: set(topics) for person, topics in camp.hosting.items()} == naive.hosting()
        assert {t.id for t in camp.wall()} == {t for t in naive.topics if naive.on_wall(t)}

    @invariant()
    def votes_are_the_same(self) -> None:
        camp, naive = self.camp, self.naive
        cast = {(p, t): str(weight) for t, votes in camp.votes.items() for p, weight in votes.items()}
        assert cast == naive.votes
        assert {(p, t): str(w) for p, ballot in camp.ballots.items() for t, w in ballot.items()} == cast
        assert {t: (tally.interested, tally.must) for t, tally in camp.tallies.items()} == naive.tallies()

    @invariant()
    def tallies_are_seen_by_everybody_or_by_organizers_alone(self) -> None:
        seen = {a: {key[6:] for key in self.shown[a] if key.startswith("tally/")} for a in ("public", "organizers")}
        settings = self.naive.world.get(("settings", ""))
        hidden = settings is not None and settings.hide_tallies and Phase.VOTE in self.naive.phases
        assert seen["organizers" if hidden else "public"] == set(self.naive.tallies())
        assert seen["public" if hidden else "organizers"] == set()

    @invariant()
    def schedules_are_the_same(self) -> None:
        camp, naive = self.camp, self.naive
        assert camp.draft_seq == naive.draft_seq
        assert {
            "placements": _placements(camp.draft.placements),
            "unplaced": [(u.topic, u.reason) for u in camp.draft.unplaced],
            "value": camp.draft.value,
            "bound": camp.draft.bound,
        } == naive.draft
        assert all(camp.stands(p) for p in camp.draft.placements)
        assert (camp.published is None) == (naive.published is None)
        if camp.published is not None and naive.published is not None:
            assert {
                "number": camp.published.number,
                "at": camp.published.at,
                "placements": _placements(camp.published.placements),
            } == naive.published
            sessions = self.shown["public"]["schedule"]["sessions"]
            assert {(s["topic"], s["slot"], s["room"]) for s in sessions} == naive.shown()

    @invariant()
    def sittings_are_what_is_shown(self) -> None:
        """Each under an id of its own, whose revision has grown if it says something else than it did."""
        known = self.camp.sittings.values()
        standing = [s for s in known if s.missed is None]
        assert sorted((s.topic, s.slot, s.room) for s in standing) == sorted(self.naive.shown())
        for sitting in known:
            said, before = _said(sitting), self.sittings.get(sitting.id)
            if before is not None:
                assert (before[0] != said) == (sitting.revision == before[1] + 1)
                assert before[0] == said or sitting.at == self.now
            self.sittings[sitting.id] = (said, sitting.revision)
        assert self.sittings.keys() == set(self.camp.sittings)

    @invariant()
    def headcounts_are_the_same(self) -> None:
        public = self.shown["public"]
        counts = {key[10:]: document for key, document in public.items() if key.startswith("headcount/")}
        found = {(slot, topic): count for slot, of in counts.items() for topic, count in of.items()}
        assert found == self.naive.headcounts()
        for person in self.camp.people:
            assert self.shown[f"person/{person}"].get("stays", []) == self.naive.stays.get(person, [])

    @invariant()
    def days_and_notices_are_the_same(self) -> None:
        for person in self.camp.people:
            mine = self.shown[f"person/{person}"]
            day = {slot: (stop["topic"], stop["why"]) for slot, stop in mine.get("day", {}).items()}
            assert day == self.naive.day(person)
            told = sorted((key for key in mine if key.startswith("notice/")), key=lambda key: int(key[7:]))
            notices = [notice[:2] for notice in self.naive.told.get(person, [])]
            assert [(mine[key]["kind"], mine[key]["topic"]) for key in told] == notices
            assert sorted(mine["me"].get("asked", [])) == sorted(self.naive.asked(person))
            votes = {key[5:]: weight for key, weight in mine.items() if key.startswith("vote/")}
            weights = {t: self.naive.weight(person, t) for t in self.naive.topics if self.naive.on_wall(t)}
            assert votes == {t: weight for t, weight in weights.items() if weight != "none"}

    @invariant()
    def kept_drafts_are_the_same(self) -> None:
        assert {
            kept.id: (kept.name, kept.at, _placements(kept.draft.placements), kept.draft.value)
            for kept in self.camp.kept.values()
        } == {
            key: (kept["name"], kept["at"], kept["draft"]["placements"], kept["draft"]["value"])
            for key, kept in self.naive.of("kept").items()
        }

    @invariant()
    def requests_are_the_same(self) -> None:
        asked = self.naive.requests()
        public, organizers = self.shown["public"], self.shown["organizers"]
        found = {key[8:]: document for key, document in public.items() if key.startswith("request/")}
        assert {key: (d["topic"], d["slot"], d["to"]) for key, d in found.items()} == {
            key: request["wish"] for key, request in asked.items()
        }
        assert {key: d["people"] for key, d in found.items()} == {k: len(r["backers"]) for k, r in asked.items()}
        said = {key[8:]: document for key, document in organizers.items() if key.startswith("reasons/")}
        for key, request in asked.items():
            reasons = [reason for _, reason in request["backers"].values() if reason]
            hosts = len(set(request["backers"]) & set(self.naive.topics[request["wish"][0]]["hosts"]))
            assert said.pop(key, {"reasons": [], "hosts": 0}) == {"reasons": reasons, "hosts": hosts}
        assert said == {}
        for person in self.camp.people:
            mine = self.shown[f"person/{person}"].get("requests", [])
            assert mine == sorted(key for key, request in asked.items() if person in request["backers"])

    @invariant()
    def hopes_are_read_without_names(self) -> None:
        naive = self.naive
        said = {root: naive.hopes_of(root) for root in naive.topics}
        read = {root: [hope for hope in hopes if not hope[2]] for root, hopes in said.items()}
        assert _hopes(self.shown["organizers"]) == {root: hopes for root, hopes in said.items() if hopes}
        assert _hopes(self.shown["public"]) == {}
        for person in self.camp.people:
            mine = self.shown[f"person/{person}"]
            hosting = naive.hosting().get(person, set())
            assert _hopes(mine) == {root: read[root] for root in hosting if read[root]}
            own = {key[5:]: hope["text"] for key, hope in mine.items() if key.startswith("hope/")}
            wanted = {t: naive.hope(person, t) for t in said if naive.on_wall(t) and naive.weight(person, t) != "none"}
            assert own == {root: hope[1] for root, hope in wanted.items() if hope is not None and hope[1]}

    @invariant()
    def offers_are_the_same(self) -> None:
        naive = self.naive
        made = {t: naive.offers(t) for t in naive.topics if naive.on_wall(t)}
        for person in self.camp.people:
            mine = self.shown[f"person/{person}"]
            own = {key[6:]: offer["declined"] for key, offer in mine.items() if key.startswith("offer/")}
            hosts = {t: naive.topics[t]["hosts"] for t in made}
            waiting = {t: offers[person] is False for t, offers in made.items() if not offers.get(person, True)}
            assert own == {t: no for t, no in waiting.items() if hosts[t] and person not in hosts[t]}
            told = {
                key[7:]: {offer["person"]: offer["welcome"] for offer in offers}
                for key, offers in mine.items()
                if key.startswith("offers/")
            }
            to_me = {
                t: {
                    p: bool(yes)
                    for p, yes in offers.items()
                    if p != person and yes is not False and (p in hosts[t]) == bool(yes)
                }
                for t, offers in made.items()
                if person in hosts[t]
            }
            assert told == {t: offers for t, offers in to_me.items() if offers}

    @invariant()
    def hands_are_the_same(self) -> None:
        asked = {key: hand[::2] for key, hand in self.naive.of("hand").items()}
        shown = {
            f"{key[6:]}/{hand['slot']}": (hand["person"], hand["coming"])
            for key, hands in self.shown["organizers"].items()
            if key.startswith("hands/")
            for hand in hands
        }
        assert shown == asked
        for person in self.camp.people:
            for slot, stop in self.shown[f"person/{person}"].get("day", {}).items():
                hand = asked.get(f"{stop['topic']}/{slot}") if stop["why"] == "host" else None
                assert stop.get("hand") == (None if hand is None else "coming" if hand[1] else "needed")

    @invariant()
    def answers_are_the_same(self) -> None:
        said = self.naive.answers()
        shown = {
            (key.partition("/")[2], a["slot"], a["room"], a["person"]): a["answer"]
            for key, answers in self.shown["organizers"].items()
            if key.startswith("answers/")
            for a in answers
        }
        assert shown == said
        late = {
            (key.partition("/")[2], cell["slot"], cell["room"])
            for key, document in self.shown["public"].items()
            if key.startswith("late/")
            for cell in document["cells"]
        }
        there = {key[:3] for key, answer in said.items() if answer == "confirmed"}
        assert late == {key[:3] for key, answer in said.items() if answer == "late"} - there
        for person in self.camp.people:
            for slot, stop in self.shown[f"person/{person}"].get("day", {}).items():
                mine = {
                    said.get((t, s, r, person)) for t, s, r in self.naive.shown() if (t, s) == (stop["topic"], slot)
                }
                assert stop.get("answer") in mine


def _shown_after(shown: dict[str, Documents], camp: Camp, changes: Changes) -> dict[str, Documents]:
    """What everybody holds now. Nothing may differ from before but under keys that were said to have changed."""
    now = everything(camp)
    for audience, held in now.items():
        before = shown.get(audience, {})
        differ = {key for key in held.keys() | before.keys() if held.get(key) != before.get(key)}
        assert differ <= changed_keys(changes, audience), (audience, differ - changed_keys(changes, audience))
    return now


def _kept(shown: dict[str, Documents], new: set[str]) -> dict[str, Documents]:
    """What an undo must bring back: not the history, what people were told, or a draft's number.

    ``new`` topics are not unmade but hidden.
    """
    kept: dict[str, Documents] = {}
    for audience, held in shown.items():
        kept[audience] = {
            key: {k: v for k, v in document.items() if k != "seq"} if key == "draft" else document
            for key, document in held.items()
            if not key.startswith(("action/", "notice/")) and key not in {f"topic/{topic}" for topic in new}
        }
    return kept


def _topic(topic: Any) -> dict[str, Any]:
    fields = ("kind", "title", "by", "created", "card", "state", "merged_into", "twice", "notes", "anonymous", "seen")
    found = {field: getattr(topic, field) for field in fields} | {"hosts": list(topic.hosts)}
    return found | {"kind": str(topic.kind), "state": str(topic.state)}


def _hopes(documents: Documents) -> dict[str, list[tuple[int, str, bool]]]:
    """Those that are read under ``hopes/T``: number, words, and whether they are hidden; nothing else is there."""
    found = {}
    for key, hopes in documents.items():
        if key.startswith("hopes/"):
            assert {field for hope in hopes for field in hope} <= {"number", "text", "hidden"}
            found[key[6:]] = [(hope["number"], hope["text"], hope.get("hidden", False)) for hope in hopes]
    return found


def _said(sitting: Sitting) -> Any:
    return replace(sitting, at=0, revision=0)


def _placements(placements: tuple[Any, ...]) -> list[tuple[str, str, str, bool]]:
    return [(p.topic, p.slot, p.room, p.pinned) for p in placements]


class Waiting(Domain):
    @rule(minutes=st.sampled_from([3, 15, 30]))
    def waits(self, minutes: int) -> None:
        self.now += minutes * 60_000


class Stage(Smacking, Joining, Regretting, Waiting):
    """Only the smackdown, whose turns come and go while organizers change their minds."""


class Day(Anything, Waiting):
    """Everything that anybody can ask."""


class Wall(OnTheWall, Regretting, Domain):
    """Only what happens on the wall, so that merges meet merges, and undos meet both."""


class Rooms(Attending, Scheduling, Framing, Joining, Domain):
    """Only who is where, while the schedule and its hours change."""


class Desk(Scheduling, Keeping, Agreeing, Answering, Requesting, Framing, Regretting, Waiting):
    """Only what organizers do at the desk, and what people make of it."""


TestDay, TestWall, TestDesk, TestRooms = Day.TestCase, Wall.TestCase, Desk.TestCase, Rooms.TestCase
TestStage = Stage.TestCase
for case in (TestDay, TestWall, TestDesk, TestRooms, TestStage):
    examples = 40 if case in (TestRooms, TestStage) else 80
    case.settings = settings(max_examples=examples, stateful_step_count=30, deadline=None)
    case.pytestmark = [pytest.mark.timeout(300)]  # every step looks at every document of everybody
del case
