"""A camp in the simplest words: plain dictionaries, every count made anew when asked, nothing remembered twice.

Written from the product's words and not from the program, so that the two can disagree.
"""

import copy
from typing import Any

from edcamp.domain import commands as c
from edcamp.domain.camp import Kind, Phase

Thing = Any
World = dict[tuple[str, str], Thing]
"""What organizers' actions change, by kind and id; absent is None. This is what an undo compares and puts back."""

RANK = {"none": 0, "interested": 1, "must": 2}
ACTIONS = (
    c.EditCamp | c.PutRoom | c.RemoveRoom | c.PutSlot | c.RemoveSlot | c.SetPhase | c.ProposeTopic | c.EditTopic
    | c.WithdrawTopic | c.HideTopic | c.ClaimTopic | c.MergeTopic | c.UnmergeTopic | c.AdoptPlan | c.PlaceTopic
    | c.SwapCells | c.UnplaceTopic | c.PinTopic | c.ResetDraft | c.Publish | c.Announce | c.EndAnnouncement | c.Undo
    | c.ResetLinks
)  # fmt: skip
"""In an organizer's hands: lines of the history."""


class No(Exception):
    """Refused, with this code."""


class Naive:
    def __init__(self) -> None:
        self.seq = 0
        self.world: World = {("draft", ""): empty_draft(), ("phases", ""): frozenset()}
        self.draft_seq = 0
        self.published_count = 0
        self.links = 0
        self.people: dict[str, dict[str, Any]] = {}
        self.votes: dict[tuple[str, str], str] = {}
        """By person and topic, as cast."""
        self.choices: dict[tuple[str, str], str] = {}
        """By person and slot."""
        self.seats: dict[int, dict[str, dict[str, str]]] = {}
        """By number of the publication."""
        self.actions: dict[int, dict[str, Any]] = {}
        self.told: dict[str, list[tuple[str, str]]] = {}
        """Unread notices of each person: kind and topic."""
        self.dropped: list[tuple[str, str]] = []
        """Topics of the last plan that found no place, and why."""

    # --- asking

    def ask(self, command: Any, by: str | None, now: int) -> bool:
        """Does what is asked, or raises ``No``. True when anything happened."""
        before = self.copy()
        try:
            always = self._do(command, by, now)
        except No:
            self.__dict__ = before.__dict__
            raise
        if not always and self.state() == before.state():
            return False
        self.seq += 1
        restored = isinstance(command, c.Undo) and ("draft", "") in self.actions[command.seq]["changed"]
        if self.draft != before.draft or isinstance(command, c.AdoptPlan) or restored:
            self.draft_seq = self.seq
        self._remember(command, by, before)
        return True

    def copy(self) -> "Naive":
        """What is in the dictionaries is replaced, never changed, so that it need not be copied too."""
        copied = copy.copy(self)
        copied.__dict__ |= {k: dict(v) for k, v in self.__dict__.items() if isinstance(v, dict)}
        return copied

    def state(self) -> dict[str, Any]:
        return {k: v for k, v in self.__dict__.items() if k not in ("seq", "draft_seq", "dropped")}

    def _remember(self, command: Any, by: str | None, before: "Naive") -> None:
        clock = by is None and isinstance(command, c.SetPhase)
        if not isinstance(command, ACTIONS) or not (clock or before.is_organizer(by)):
            return
        changed = {
            key: (before.world.get(key), self.world.get(key))
            for key in before.world.keys() | self.world.keys()
            if before.world.get(key) != self.world.get(key)
        }
        for (kind, ident), (old, new) in changed.items():
            if kind == "topic" and old is None and new is not None:
                changed[kind, ident] = ({**new, "state": "hidden"}, new)
        if changed or not clock:
            self.actions[self.seq] = {"changed": changed, "undone": False}

    def _do(self, command: Any, by: str | None, now: int) -> bool:
        name = str(type(command).__struct_config__.tag).replace("-", "_")
        return bool(getattr(self, name)(command, by, now))

    # --- looking

    def of(self, kind: str) -> dict[str, Thing]:
        return {ident: thing for (k, ident), thing in self.world.items() if k == kind and thing is not None}

    @property
    def topics(self) -> dict[str, Any]:
        return self.of("topic")

    @property
    def phases(self) -> frozenset[Phase]:
        return frozenset(self.world["phases", ""])

    @property
    def draft(self) -> dict[str, Any]:
        found: dict[str, Any] = self.world["draft", ""]
        return found

    @property
    def published(self) -> dict[str, Any] | None:
        return self.world.get(("published", ""))

    def is_organizer(self, person: str | None) -> bool:
        return person in self.people and bool(self.people[person]["organizer"])

    def on_wall(self, topic: str) -> bool:
        found = self.topics.get(topic)
        return found is not None and found["state"] == "open" and found["merged_into"] is None

    def root(self, topic: str) -> str:
        found = self.topics.get(topic)
        return found["merged_into"] if found and found["merged_into"] else topic

    def weight(self, person: str, root: str) -> str:
        """What counts of a person's votes on a topic and on those merged into it."""
        if (person, root) in self.votes:
            return self.votes[person, root]
        cast = [self.votes.get((person, t), "none") for t, topic in self.topics.items() if topic["merged_into"] == root]
        return max(cast, key=RANK.__getitem__, default="none")

    def tallies(self) -> dict[str, tuple[int, int]]:
        weights = {t: [self.weight(p, t) for p in self.people] for t in self.topics if self.on_wall(t)}
        return {t: (found.count("interested"), found.count("must")) for t, found in weights.items()}

    def hosting(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for t, topic in self.topics.items():
            for host in topic["hosts"] if self.on_wall(t) else ():
                found.setdefault(host, set()).add(t)
        return found

    def stands(self, placement: tuple[str, str, str, bool]) -> bool:
        topic, slot, room, _ = placement
        known = slot in self.of("slot") and not self.of("slot")[slot]["is_break"] and room in self.of("room")
        return known and self.on_wall(topic)

    def shown(self) -> set[tuple[str, str, str]]:
        """Sessions that everybody sees."""
        return {p[:3] for p in self.published["placements"] if self.stands(p)} if self.published else set()

    def day(self, person: str) -> dict[str, tuple[str, str]]:
        if self.published is None:
            return {}
        seats = self.seats.get(self.published["number"], {}).get(person, {})
        choices = {slot: topic for (p, slot), topic in self.choices.items() if p == person}
        wanted = {t for plan in (seats, choices) for s, t in plan.items() if (t, s) in {p[:2] for p in self.shown()}}
        day: dict[str, tuple[str, str]] = {}
        for slot in sorted(self.of("slot"), key=lambda s: (self.of("slot")[s]["start"], s)):
            here = sorted(topic for topic, s, _ in self.shown() if s == slot)
            hosted = [t for t in here if person in self.topics[t]["hosts"]]
            liked = [t for t in here if t not in wanted and self.weight(person, t) != "none"]
            if hosted:
                day[slot] = (hosted[0], "host")
            elif choices.get(slot) in here:
                day[slot] = (choices[slot], "choice")
            elif seats.get(slot) in here:
                day[slot] = (seats[slot], "seat")
            elif liked:
                best = sorted(liked, key=lambda t: -RANK[self.weight(person, t)])[0]
                day[slot] = (best, "vote")
                wanted.add(best)
        return day

    def clashes(self, placements: list[tuple[str, str, str, bool]]) -> list[tuple[str, str]]:
        """Pairs of placements in which one person hosts at the same time."""
        pairs = [(a, b) for i, a in enumerate(placements) for b in placements[i + 1 :]]
        return [(a[0], b[0]) for a, b in pairs if self.share_time(a[1], b[1]) and self.share_host(a[0], b[0])]

    def soon_or_begun(self, placement: tuple[str, str, str, bool], now: int) -> bool:
        """People are there, or on their way: it is published so, and began or begins in a quarter of an hour."""
        known = self.published is not None and placement[:3] in {p[:3] for p in self.published["placements"]}
        slot = self.of("slot").get(placement[1])
        return known and slot is not None and slot["start"] - 15 * 60_000 <= now

    def share_time(self, a: str, b: str) -> bool:
        slots = self.of("slot")
        if a == b:
            return True
        return a in slots and b in slots and max(slots[a]["start"], slots[b]["start"]) < min(
            slots[a]["end"], slots[b]["end"]
        )  # fmt: skip

    def share_host(self, a: str, b: str) -> bool:
        return bool(set(self.topics[a]["hosts"]) & set(self.topics[b]["hosts"]))

    # --- who may

    def organizers_only(self, by: str | None) -> None:
        if by is not None and not self.is_organizer(by):
            raise No("not-organizer")

    def joined(self, by: str | None) -> str:
        if by is None or by not in self.people:
            raise No("not-joined")
        return by

    def while_open(self, phase: Phase, by: str | None) -> None:
        if Phase.CLOSED in self.phases:
            raise No("camp-closed")
        if phase not in self.phases and not (phase is Phase.GATHER and self.is_organizer(by)):
            raise No(f"phase-{phase}-closed")

    def known(self, topic: str) -> dict[str, Any]:
        if topic not in self.topics:
            raise No("topic-unknown")
        found: dict[str, Any] = self.topics[topic]
        return found

    def standing(self, topic: str) -> str:
        root = self.root(topic)
        self.known(root)
        if not self.on_wall(root):
            raise No("topic-gone")
        return root

    def change(self, topic: str, **fields: Any) -> None:
        self.world["topic", topic] = self.topics[topic] | fields
        self.prune()

    def prune(self) -> None:
        """What can no longer take place falls out of the draft."""
        kept = [p for p in self.draft["placements"] if self.stands(p)]
        if kept != self.draft["placements"]:
            self.by_hand(kept)

    def by_hand(self, placements: list[tuple[str, str, str, bool]]) -> None:
        placed = {p[0] for p in placements}
        self.world["draft", ""] = {
            "placements": sorted(placements, key=lambda p: (p[1], p[2])),
            "unplaced": [u for u in self.draft["unplaced"] if u[0] not in placed],
            "value": None,
            "bound": None,
        }

    def tell(self, person: str, kind: str, topic: str) -> None:
        self.told[person] = [*self.told.get(person, []), (kind, topic)][-20:]

    # --- the commands

    def create_camp(self, ask: c.CreateCamp, by: str | None, now: int) -> bool:
        self.world["settings", ""] = ask.settings
        self.world["phases", ""] = frozenset(ask.phases)
        return True

    def edit_camp(self, ask: c.EditCamp, by: str | None, now: int) -> None:
        self.organizers_only(by)
        if not 1 <= len(ask.settings.name) <= 100:
            raise No("camp-name")
        self.world["settings", ""] = ask.settings

    def put_room(self, ask: c.PutRoom, by: str | None, now: int) -> None:
        self.organizers_only(by)
        if not 1 <= ask.capacity <= 100_000:
            raise No("room-capacity")
        if not 1 <= len(ask.name) <= 60:
            raise No("room-name")
        self.world["room", ask.room] = {"name": ask.name, "capacity": ask.capacity, "features": ask.features}

    def remove_room(self, ask: c.RemoveRoom, by: str | None, now: int) -> None:
        self.organizers_only(by)
        self.world.pop(("room", ask.room), None)
        self.prune()

    def put_slot(self, ask: c.PutSlot, by: str | None, now: int) -> None:
        self.organizers_only(by)
        if not 0 < ask.end - ask.start <= 24 * 3_600_000:
            raise No("slot-times")
        self.world["slot", ask.slot] = {
            "title": ask.title,
            "start": ask.start,
            "end": ask.end,
            "is_break": ask.is_break,
        }
        self.prune()

    def remove_slot(self, ask: c.RemoveSlot, by: str | None, now: int) -> None:
        self.organizers_only(by)
        self.world.pop(("slot", ask.slot), None)
        self.prune()

    def set_phase(self, ask: c.SetPhase, by: str | None, now: int) -> bool:
        self.organizers_only(by)
        phases = set(self.phases)
        if not ask.open:
            phases.discard(ask.phase)
        elif ask.phase is Phase.CLOSED:
            phases = {Phase.CLOSED}
        else:
            phases.discard(Phase.CLOSED)
            if ask.phase in (Phase.PLAN, Phase.RUN):
                phases -= {Phase.PLAN, Phase.RUN}
            phases.add(ask.phase)
        self.world["phases", ""] = frozenset(phases)
        return by is None

    def reset_links(self, ask: c.ResetLinks, by: str | None, now: int) -> None:
        self.organizers_only(by)
        self.links += 1

    def join(self, ask: c.Join, by: str | None, now: int) -> None:
        known = self.people.get(ask.person, {"organizer": False, "interests": ask.interests})
        self.people[ask.person] = known | {"organizer": known["organizer"] or ask.organizer}

    def set_interests(self, ask: c.SetInterests, by: str | None, now: int) -> None:
        person = self.joined(by)
        self.people[person] = self.people[person] | {"interests": ask.interests}

    def note_new_name(self, ask: c.NoteNewName, by: str | None, now: int) -> bool:
        return bool(self.joined(by))

    def forget_person(self, ask: c.ForgetPerson, by: str | None, now: int) -> bool:
        if by != ask.person:
            self.organizers_only(by)
        if ask.person not in self.people:
            raise No("person-unknown")
        for t, topic in self.topics.items():
            if ask.person in topic["hosts"]:
                self.change(t, hosts=[host for host in topic["hosts"] if host != ask.person])
        return True

    def propose_topic(self, ask: c.ProposeTopic, by: str | None, now: int) -> None:
        person = self.joined(by)
        if ask.card:
            self.organizers_only(by)
        self.while_open(Phase.GATHER, by)
        if ask.topic in self.topics:
            raise No("topic-exists")
        if len(ask.title) < 3:
            raise No("title-short")
        self.world["topic", ask.topic] = {
            "kind": str(ask.kind),
            "title": ask.title,
            "by": person,
            "created": now,
            "hosts": [person] if ask.kind is Kind.LEAD and not ask.card else [],
            "card": ask.card,
            "state": "open",
            "merged_into": None,
        }

    def own(self, topic: str, by: str | None) -> None:
        person = self.joined(by)
        if self.known(topic)["by"] != person and not self.is_organizer(person):
            raise No("topic-not-yours")
        if not self.on_wall(topic):
            raise No("topic-gone")
        self.while_open(Phase.GATHER, person)

    def edit_topic(self, ask: c.EditTopic, by: str | None, now: int) -> None:
        self.own(ask.topic, by)
        if isinstance(ask.title, str):
            if len(ask.title) < 3:
                raise No("title-short")
            self.change(ask.topic, title=ask.title)

    def withdraw_topic(self, ask: c.WithdrawTopic, by: str | None, now: int) -> None:
        person = self.joined(by)
        topic = self.known(ask.topic)
        mine = topic["by"] == person or self.is_organizer(person)
        if not (mine and topic["state"] == "withdrawn"):
            self.own(ask.topic, by)
            self.change(ask.topic, state="withdrawn")

    def hide_topic(self, ask: c.HideTopic, by: str | None, now: int) -> None:
        self.organizers_only(by)
        self.known(ask.topic)
        self.change(ask.topic, state="hidden" if ask.hidden else "open")

    def claim_topic(self, ask: c.ClaimTopic, by: str | None, now: int) -> None:
        person = self.joined(by)
        t = self.standing(ask.topic)
        if Phase.CLOSED in self.phases:
            raise No("camp-closed")
        hosts = self.topics[t]["hosts"]
        if ask.claimed == (person in hosts):
            return
        if not ask.claimed:
            self.change(t, hosts=[host for host in hosts if host != person])
            return
        if self.topics[t]["kind"] == "lead" and hosts:
            raise No("topic-not-learn")
        for placements in (self.draft["placements"], self.published["placements"] if self.published else []):
            for mine in placements:
                for other in placements:
                    hosts_both = mine[0] == t != other[0] and person in self.topics[other[0]]["hosts"]
                    if hosts_both and self.share_time(mine[1], other[1]):
                        raise No("host-busy")
        self.new_hosts(t, [*hosts, person])

    def new_hosts(self, topic: str, hosts: list[str]) -> None:
        fresh = [host for host in hosts if host not in self.topics[topic]["hosts"]]
        self.change(topic, hosts=hosts)
        if self.published and any(p[0] == topic for p in self.published["placements"]):
            for host in fresh:
                self.tell(host, "placed", topic)

    def merge_topic(self, ask: c.MergeTopic, by: str | None, now: int) -> None:
        self.organizers_only(by)
        source = self.known(ask.topic)
        into = self.standing(ask.into)
        if into == ask.topic:
            raise No("merge-self")
        if source["merged_into"] == into:
            return
        if not self.on_wall(ask.topic):
            raise No("topic-gone")
        family = [ask.topic, *(t for t, topic in self.topics.items() if topic["merged_into"] == ask.topic)]
        concerned = {p for p, t in self.votes if t in family} | set(source["hosts"]) | {source["by"]}
        concerned |= set(self.topics[into]["hosts"])
        for t in reversed(family):
            self.change(t, merged_into=into)
        for person in concerned - {by}:
            self.tell(person, "merged", into)
        hosts = self.topics[into]["hosts"]
        self.new_hosts(into, [*hosts, *(host for host in source["hosts"] if host not in hosts)])

    def unmerge_topic(self, ask: c.UnmergeTopic, by: str | None, now: int) -> None:
        self.organizers_only(by)
        topic = self.known(ask.topic)
        into = topic["merged_into"]
        if into is None:
            raise No("not-merged")
        self.change(ask.topic, merged_into=None)
        still = {h for other in self.topics.values() if other["merged_into"] == into for h in other["hosts"]}
        leaving = set(topic["hosts"]) - still - {self.topics[into]["by"]}
        self.change(into, hosts=[host for host in self.topics[into]["hosts"] if host not in leaving])

    def set_vote(self, ask: c.SetVote, by: str | None, now: int) -> None:
        person = self.joined(by)
        self.while_open(Phase.VOTE, by)
        root = self.standing(ask.topic)
        if self.weight(person, root) != str(ask.weight):
            self.votes[person, root] = str(ask.weight)

    # --- the draft

    def adopt_plan(self, ask: c.AdoptPlan, by: str | None, now: int) -> bool:
        self.organizers_only(by)
        if ask.based_on > self.seq:
            raise No("plan-future")
        kept = [p for p in self.draft["placements"] if p[3]]
        dropped = []
        asked = [(str(p.topic), str(p.slot), str(p.room), False) for p in ask.placements]
        certain = [here for here in asked if self.soon_or_begun(here, now)]
        for here in certain + [here for here in asked if here not in certain]:
            same = [p for p in kept if p[0] == here[0]]
            reason = None
            if same:
                reason = "pinned-elsewhere" if same[0][:3] != here[:3] else "there already"
            elif not self.on_wall(here[0]):
                reason = "topic-gone"
            elif here[1] not in self.of("slot") or self.of("slot")[here[1]]["is_break"]:
                reason = "slot-gone"
            elif here[2] not in self.of("room"):
                reason = "room-gone"
            elif any(p[1:3] == here[1:3] for p in kept):
                reason = "cell-taken"
            elif here not in certain and any(here[0] in clash for clash in self.clashes([*kept, here])):
                reason = "host-busy"
            if reason is None:
                kept.append(here)
            elif reason != "there already":
                dropped.append((here[0], reason))
        unplaced = [(str(u.topic), u.reason) for u in ask.unplaced] + dropped
        self.by_hand(kept)
        self.world["draft", ""] = self.draft | {
            "unplaced": [u for u in unplaced if u[0] in self.topics and u[0] not in {p[0] for p in kept}],
            "value": None if dropped else ask.value,
            "bound": None if dropped else ask.bound,
        }
        self.dropped = dropped
        return True

    def cell(self, slot: str, room: str) -> None:
        if slot not in self.of("slot"):
            raise No("slot-unknown")
        if self.of("slot")[slot]["is_break"]:
            raise No("slot-break")
        if room not in self.of("room"):
            raise No("room-unknown")

    def place_topic(self, ask: c.PlaceTopic, by: str | None, now: int) -> None:
        self.organizers_only(by)
        t = self.standing(ask.topic)
        self.cell(ask.slot, ask.room)
        there = [p[0] for p in self.draft["placements"] if p[1:3] == (ask.slot, ask.room)]
        if there == [t]:
            return
        if there and there != [ask.instead_of]:
            raise No("cell-taken")
        others = [p for p in self.draft["placements"] if p[0] != t and p[0] not in there]
        placements = [*others, (t, str(ask.slot), str(ask.room), False)]
        if any(t in clash for clash in self.clashes(placements)):
            raise No("host-busy")
        self.by_hand(placements)

    def swap_cells(self, ask: c.SwapCells, by: str | None, now: int) -> None:
        self.organizers_only(by)
        a, b = ((str(cell.slot), str(cell.room)) for cell in (ask.a, ask.b))
        self.cell(*a)
        self.cell(*b)
        moving = [p[0] for p in self.draft["placements"] if p[1:3] in (a, b)]
        if not moving:
            raise No("cell-empty")
        if a == b:
            return
        goes = {a: b, b: a}
        swapped = [(p[0], *goes.get(p[1:3], p[1:3]), p[3]) for p in self.draft["placements"]]
        if any(set(moving) & set(clash) for clash in self.clashes(swapped)):
            raise No("host-busy")
        self.by_hand(swapped)

    def unplace_topic(self, ask: c.UnplaceTopic, by: str | None, now: int) -> None:
        self.organizers_only(by)
        if any(p[0] == ask.topic for p in self.draft["placements"]):
            self.by_hand([p for p in self.draft["placements"] if p[0] != ask.topic])

    def pin_topic(self, ask: c.PinTopic, by: str | None, now: int) -> None:
        self.organizers_only(by)
        if ask.topic not in {p[0] for p in self.draft["placements"]}:
            self.known(ask.topic)
            raise No("not-placed")
        placements = [(*p[:3], ask.pinned) if p[0] == ask.topic else p for p in self.draft["placements"]]
        self.world["draft", ""] = self.draft | {"placements": placements}

    def reset_draft(self, ask: c.ResetDraft, by: str | None, now: int) -> None:
        self.organizers_only(by)
        placements = [p for p in self.published["placements"] if self.stands(p)] if self.published else []
        if placements != self.draft["placements"]:
            self.world["draft", ""] = empty_draft() | {"placements": placements}

    def publish(self, ask: c.Publish, by: str | None, now: int) -> bool:
        self.organizers_only(by)
        placements = self.draft["placements"]
        if not placements:
            raise No("draft-empty")
        if self.published and {p[:3] for p in placements} == {p[:3] for p in self.published["placements"]}:
            raise No("draft-published")
        if ask.based_on != self.draft_seq:
            raise No("draft-changed")
        free = [p[0] for p in placements if not self.soon_or_begun(p, now)]
        if any(set(free) & set(clash) for clash in self.clashes(placements)):
            raise No("draft-broken")
        self.published_count += 1
        self.show({"number": self.published_count, "at": now, "placements": placements})
        self.set_phase(c.SetPhase(Phase.RUN, True), by, now)
        return True

    def show(self, schedule: dict[str, Any] | None) -> None:
        old = {p[0]: p[1:3] for p in self.published["placements"]} if self.published else {}
        new = {p[0]: p[1:3] for p in schedule["placements"]} if schedule else {}
        moved = sorted(t for t in old.keys() | new.keys() if old.get(t) != new.get(t))
        going = {p: self.going(p) for p in self.people}
        for t in moved:
            kind = "placed" if t not in old else "unplaced" if t not in new else "moved"
            for host in self.topics[t]["hosts"]:
                self.tell(host, kind, t)
        hosting = self.hosting()
        for person in sorted(self.people):
            for t in moved:
                if t in going[person] and t not in hosting.get(person, set()):
                    self.tell(person, "day-changed", t)
        self.world["published", ""] = schedule

    def going(self, person: str) -> set[str]:
        """Sessions that somebody means to attend: chosen ones, and in other slots the seats."""
        if self.published is None:
            return set()
        where = {p[0]: p[1] for p in self.published["placements"]}
        chosen = {slot: t for (p, slot), t in self.choices.items() if p == person and where.get(t) == slot}
        seats = self.seats.get(self.published["number"], {}).get(person, {})
        return set((seats | chosen).values())

    def assign_seats(self, ask: c.AssignSeats, by: str | None, now: int) -> bool:
        self.organizers_only(by)
        if self.published is None or self.published["number"] != ask.number:
            raise No("seats-other")
        seats = {
            str(p): {str(s): str(t) for s, t in slots.items()} for p, slots in ask.seats.items() if p in self.people
        }
        self.seats = self.seats | {ask.number: seats}
        return True

    def choose_session(self, ask: c.ChooseSession, by: str | None, now: int) -> None:
        person = self.joined(by)
        if Phase.CLOSED in self.phases:
            raise No("camp-closed")
        if ask.slot not in self.of("slot"):
            raise No("slot-unknown")
        if self.of("slot")[ask.slot]["is_break"]:
            raise No("slot-break")
        if ask.topic is None:
            self.choices.pop((person, ask.slot), None)
            return
        t = self.standing(ask.topic)
        if self.published is None or not any(p[:2] == (t, ask.slot) for p in self.published["placements"]):
            raise No("not-placed")
        self.choices[person, ask.slot] = t

    # --- announcements, notices, undo

    def announce(self, ask: c.Announce, by: str | None, now: int) -> None:
        self.organizers_only(by)
        if not ask.text:
            raise No("text-empty")
        if ask.announcement in self.of("announcement"):
            raise No("announcement-exists")
        if len([a for a in self.of("announcement").values() if a["until"] is None or a["until"] > now]) >= 5:
            raise No("announcements-many")
        self.world["announcement", ask.announcement] = {"text": ask.text, "at": now, "until": ask.until}

    def end_announcement(self, ask: c.EndAnnouncement, by: str | None, now: int) -> None:
        self.organizers_only(by)
        self.world.pop(("announcement", ask.announcement), None)

    def see_notices(self, ask: c.SeeNotices, by: str | None, now: int) -> None:
        """Only "all of them" is told here: notices have no numbers in this model."""
        self.told.pop(self.joined(by), None)

    def undo(self, ask: c.Undo, by: str | None, now: int) -> bool:
        self.organizers_only(by)
        action = self.actions.get(ask.seq)
        if action is None or not action["changed"]:
            raise No("undo-unknown")
        if action["undone"]:
            raise No("undo-done")
        for key, (_, after) in action["changed"].items():
            if self.world.get(key) != after:
                raise No("undo-stale")
        back = {key: old for key, (old, _) in action["changed"].items()}
        later = {ident: thing for (kind, ident), thing in (self.world | back).items() if kind == "topic" and thing}
        if any(t["merged_into"] and later[t["merged_into"]]["merged_into"] for t in later.values()):
            raise No("undo-stale")
        if ("published", "") in back:
            self.show(back.pop(("published", "")))
        self.world |= back
        self.world = {key: thing for key, thing in self.world.items() if thing is not None}
        self.prune()
        self.actions[ask.seq] = action | {"undone": True}
        return True


def empty_draft() -> dict[str, Any]:
    return {"placements": [], "unplaced": [], "value": None, "bound": None}
