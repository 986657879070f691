"""A camp in the simplest words: plain dictionaries, every count made anew when asked, nothing remembered twice.

Written from the product's words and not from the program, so that the two can disagree.
"""

import copy
import math
import zlib
from typing import Any

from msgspec.structs import replace

from edcamp.domain import commands as c
from edcamp.domain.camp import Kind, Phase, Whom

Thing = Any
Place = tuple[str, str, str, bool]
"""Topic, slot, room, pinned."""
World = dict[tuple[str, str], Thing]
"""What organizers' actions change, by kind and id; absent is None. This is what an undo compares and puts back."""

RANK = {"none": 0, "interested": 1, "must": 2}
ACTIONS = (
    c.EditCamp | c.PutRoom | c.RemoveRoom | c.CloseRoom | c.PutSlot | c.RemoveSlot | c.ShiftDay | c.MoveBreak
    | c.SetPhase | c.ImportList | c.ProposeTopic | c.EditTopic | c.WithdrawTopic | c.HideTopic | c.ClaimTopic
    | c.SetRepeat | c.SetHosts | c.AskToHost | c.MergeTopic | c.UnmergeTopic | c.AdoptPlan | c.PlaceTopic
    | c.SwapCells | c.UnplaceTopic | c.PinTopic | c.ResetDraft | c.Publish | c.Rearrange | c.Announce
    | c.HoldSmackdown | c.GiveUpTurn | c.OrderTurn | c.GiveFloor
    | c.MakeAnnouncement | c.EndAnnouncement | c.Undo | c.ResetLinks | c.ShowOnBoard | c.HideHope | c.SetNotes
    | c.GiveHand | c.DeclineRequest | c.KeepDraft | c.TakeDraft | c.DropDraft
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
        self.gathering_since = 0
        self.people: dict[str, dict[str, Any]] = {}
        self.votes: dict[tuple[str, str], str] = {}
        """By person and topic, as cast."""
        self.choices: dict[tuple[str, str], str] = {}
        """By person and slot."""
        self.seats: dict[int, dict[str, dict[str, str]]] = {}
        """By number of the publication."""
        self.stays: dict[str, list[dict[str, Any]]] = {}
        """Of each person: where they said they were, since when, and when they said they left."""
        self.said: dict[int, dict[tuple[str, str, str, str], tuple[str | None, int]]] = {}
        """By number of the publication, then topic, slot, room, host: the answer, None for one who was reminded, and
        when the session was to begin."""
        self.searches: dict[str, dict[str, Any]] = {}
        """By topic: who was ever asked to host it, who is not to be asked any more, when somebody was asked last."""
        self.hopes: dict[tuple[str, str], tuple[int, str]] = {}
        """By person and topic, as said: the number, and the words. Whether it is hidden, is in the world, by number."""
        self.actions: dict[int, dict[str, Any]] = {}
        self.told: dict[str, list[tuple[str, str | None, tuple[str, str] | str | None]]] = {}
        """Unread notices of each person: kind and topic; of a reminder also slot and room, of a merge what came."""
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
        unread = {person: told for person, told in self.told.items() if told}
        return {k: v for k, v in self.__dict__.items() if k not in ("seq", "draft_seq", "dropped")} | {"told": unread}

    def _remember(self, command: Any, by: str | None, before: "Naive") -> None:
        clock = by is None and isinstance(command, c.SetPhase | c.MakeAnnouncement)
        if not isinstance(command, ACTIONS) or not (clock or before.is_organizer(by)):
            return
        if isinstance(command, c.ProposeTopic) and command.anonymous:
            return
        changed = {
            key: (before.world.get(key), self.world.get(key))
            for key in before.world.keys() | self.world.keys()
            if before.world.get(key) != self.world.get(key)
            and not (isinstance(command, c.MakeAnnouncement) and key[0] == "planned")
        }
        for (kind, ident), (old, new) in changed.items():
            if kind == "topic" and old is None and new is not None:
                changed[kind, ident] = ({**new, "state": "hidden"}, new)
        if changed or not clock or isinstance(command, c.MakeAnnouncement):
            times = isinstance(command, c.ShiftDay | c.MoveBreak)
            if isinstance(command, c.Undo):
                times = self.actions[command.seq]["times"]
            self.actions[self.seq] = {"changed": changed, "undone": False, "times": times}

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

    def stands(self, placement: Place) -> bool:
        topic, slot, room, _ = placement
        known = slot in self.of("slot") and not self.of("slot")[slot]["is_break"] and room in self.of("room")
        return known and slot not in self.of("room")[room]["closed"] and self.on_wall(topic)

    def shown(self) -> set[tuple[str, str, str]]:
        """Sessions that everybody sees."""
        return {p[:3] for p in self.published["placements"] if self.stands(p)} if self.published else set()

    def day(self, person: str) -> dict[str, tuple[str, str]]:
        if self.published is None:
            return {}
        seats = self.seats.get(self.published["number"], {}).get(person, {})
        choices = {slot: topic for (p, slot), topic in self.choices.items() if p == person}
        day: dict[str, tuple[str, str]] = {}
        # Each reason in its turn takes what the ones before have left, and no topic twice but by hosting it.
        for why in ("host", "choice", "seat", "vote"):
            for slot in sorted(self.of("slot"), key=lambda s: (self.of("slot")[s]["start"], s)):
                here = sorted(topic for topic, s, _ in self.shown() if s == slot)
                new = [t for t in here if t not in {going for going, _ in day.values()}]
                match why:
                    case "host":
                        found = [t for t in here if person in self.topics[t]["hosts"]]
                    case "choice":
                        found = [t for t in here if t == choices.get(slot)]
                    case "seat":
                        found = [t for t in new if t == seats.get(slot)]
                    case _:
                        liked = [t for t in new if self.weight(person, t) != "none"]
                        found = sorted(liked, key=lambda t: -RANK[self.weight(person, t)])
                if slot not in day and found:
                    day[slot] = (found[0], why)
        return day

    def clashes(self, placements: list[Place]) -> list[tuple[Place, Place]]:
        """Pairs of placements that want one host at the same time."""
        pairs = [(a, b) for i, a in enumerate(placements) for b in placements[i + 1 :]]
        return [(a, b) for a, b in pairs if self.share_time(a[1], b[1]) and self.share_host(a[0], b[0])]

    def soon_or_begun(self, placement: Place, now: int) -> bool:
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
        return a == b or bool(set(self.topics[a]["hosts"]) & set(self.topics[b]["hosts"]))

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

    def change(self, topic: str, now: int, **fields: Any) -> None:
        self.world["topic", topic] = self.topics[topic] | fields
        self.prune(now)

    def prune(self, now: int) -> None:
        """What can no longer take place falls out of the draft."""
        kept = self.possible(self.draft["placements"], now)
        if kept != self.draft["placements"]:
            self.by_hand(kept)

    def possible(self, placements: list[Place], now: int) -> list[Place]:
        """Without repeats that nobody agrees to: those go that are not about to begin, not pinned, later in the day."""
        kept = [p for p in placements if self.stands(p)]
        later = sorted(kept, key=lambda p: (self.of("slot")[p[1]]["start"], p[1], p[2]), reverse=True)
        for pinned in (False, True):
            for place in later:
                often = sum(p[0] == place[0] for p in kept)
                free = place[3] == pinned and not self.soon_or_begun(place, now)
                if free and often > (2 if self.topics[place[0]]["twice"] else 1):
                    kept.remove(place)
        return kept

    def by_hand(self, placements: list[Place]) -> None:
        placed = {p[0] for p in placements}
        self.world["draft", ""] = {
            "placements": sorted(placements, key=lambda p: (p[1], p[2])),
            "unplaced": [u for u in self.draft["unplaced"] if u[0] not in placed],
            "value": None,
            "bound": None,
        }

    def tell(self, person: str, kind: str, topic: str | None, about: tuple[str, str] | str | None = None) -> None:
        self.told[person] = [*self.told.get(person, []), (kind, topic, about)][-20:]

    # --- the commands

    def create_camp(self, ask: c.CreateCamp, by: str | None, now: int) -> bool:
        self.world["settings", ""] = ask.settings
        self.world["phases", ""] = frozenset(ask.phases)
        self.gathering_since = now
        return True

    def edit_camp(self, ask: c.EditCamp, by: str | None, now: int) -> None:
        self.organizers_only(by)
        if not 1 <= len(ask.settings.name) <= 100:
            raise No("camp-name")
        if ask.settings.first_timers > 60:
            raise No("first-timers-minutes")
        self.world["settings", ""] = ask.settings

    def put_room(self, ask: c.PutRoom, by: str | None, now: int) -> None:
        self.organizers_only(by)
        if not 1 <= ask.capacity <= 100_000:
            raise No("room-capacity")
        if not 1 <= len(ask.name) <= 60:
            raise No("room-name")
        closed = self.of("room").get(ask.room, {"closed": set()})["closed"]
        self.world["room", ask.room] = {
            "name": ask.name,
            "capacity": ask.capacity,
            "features": ask.features,
            "closed": closed,
        }

    def remove_room(self, ask: c.RemoveRoom, by: str | None, now: int) -> None:
        self.organizers_only(by)
        self.world.pop(("room", ask.room), None)
        self.prune(now)

    def close_room(self, ask: c.CloseRoom, by: str | None, now: int) -> None:
        self.organizers_only(by)
        self.may_close(ask.room, ask.slots)
        self.world["room", ask.room] = self.of("room")[ask.room] | {"closed": set(ask.slots)}
        self.prune(now)

    def may_close(self, room: str, slots: Any) -> None:
        if room not in self.of("room"):
            raise No("room-unknown")
        for slot in slots:
            if slot not in self.of("slot"):
                raise No("slot-unknown")
            if self.of("slot")[slot]["is_break"]:
                raise No("slot-break")

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
        self.prune(now)

    def remove_slot(self, ask: c.RemoveSlot, by: str | None, now: int) -> None:
        self.organizers_only(by)
        self.world.pop(("slot", ask.slot), None)
        self.prune(now)

    # --- the times of the day

    def shift_day(self, ask: c.ShiftDay, by: str | None, now: int) -> None:
        self.organizers_only(by)
        slots = self.of("slot")
        if ask.slot not in slots:
            raise No("slot-unknown")
        if (ask.start is None) == (ask.end is None):
            raise No("bad-command")
        edge = "start" if ask.start is not None else "end"
        old = slots[ask.slot][edge]
        new = ask.start if ask.start is not None else ask.end
        assert new is not None
        if new == old:
            return
        if old <= now:
            raise No("slot-begun" if edge == "start" else "slot-over")
        if new < now:
            raise No("slot-past")
        after = old if edge == "end" else old + 1  # a break that begins with it moves as a whole, and with it
        breaks = sorted((s["start"], key) for key, s in slots.items() if s["is_break"] and s["start"] >= after)
        wall = breaks[0] if breaks and ask.up_to == "break" else None
        times = {}
        for key, s in slots.items():
            start, end = s["start"], s["end"]
            if key == ask.slot and edge == "end":
                end = new
            elif wall is not None and key == wall[1]:
                start += new - old
            elif start >= old and (wall is None or start < wall[0]) and (ask.up_to != "slot" or key == ask.slot):
                start, end = start + new - old, end + new - old
            times[key] = (start, end)
        self.reset_times(times, wall[1] if wall is not None else None, now)

        def moved(at: int) -> int:
            if at <= now or at < old:
                return at
            if ask.up_to == "slot":
                return at + new - old if edge == "start" and at < slots[ask.slot]["end"] else at
            if wall is None or at <= wall[0]:
                return at + new - old
            return max(at, min(wall[0] + new - old, slots[wall[1]]["end"]))

        self.reset_timetable(moved)

    def move_break(self, ask: c.MoveBreak, by: str | None, now: int) -> None:
        self.organizers_only(by)
        slots = self.of("slot")
        if ask.slot not in slots:
            raise No("slot-unknown")
        if not slots[ask.slot]["is_break"]:
            raise No("not-a-break")
        if ask.other not in slots:
            raise No("slot-unknown")
        if slots[ask.other]["is_break"]:
            raise No("slot-break")
        block = {str(ask.other)}
        while more := {s for s in slots if s not in block and any(self.share_time(s, b) for b in block)}:
            block |= more
        starts, ends = (fun(slots[s][edge] for s in block) for fun, edge in ((min, "start"), (max, "end")))
        pause = slots[ask.slot]
        span = min(starts, pause["start"]), max(ends, pause["end"])
        others = {s for s, slot in slots.items() if slot["start"] < span[1] and slot["end"] > span[0]}
        if ask.slot in block or others != block | {str(ask.slot)}:
            raise No("not-neighbours")
        break_is_first = pause["start"] < starts
        if break_is_first == ask.first:
            return
        if span[0] <= now:
            raise No("slot-begun")
        forth, back = (pause["start"] - starts, ends - pause["end"])
        if not break_is_first:
            forth, back = (pause["end"] - ends, starts - pause["start"])
        times = {
            s: (slot["start"] + by, slot["end"] + by)
            for s, slot in slots.items()
            for by in [forth if s in block else back if s == ask.slot else 0]
        }
        self.reset_times(times, None, now)

        def moved(at: int) -> int:
            if at <= now:
                return at
            return at + (forth if starts <= at < ends else back if pause["start"] <= at < pause["end"] else 0)

        self.reset_timetable(moved)

    def reset_times(self, times: dict[str, tuple[int, int]], wall: str | None, now: int) -> None:
        """``wall``: the break that takes the change up."""
        before = self.of("slot")
        after = {s: slot | {"start": times[s][0], "end": times[s][1]} for s, slot in before.items()}
        if wall is not None and after[wall]["end"] <= after[wall]["start"]:
            raise No("break-short")
        if any(not 0 < slot["end"] - slot["start"] <= 24 * 3_600_000 for slot in after.values()):
            raise No("slot-times")
        pairs = [(a, b) for a in before for b in before]
        met = [self.share_time(a, b) for a, b in pairs]
        self.world |= {("slot", s): slot for s, slot in after.items()}
        if any(self.share_time(a, b) and not already for (a, b), already in zip(pairs, met, strict=True)):
            raise No("slot-clash")
        self.tell_times(before)
        self.prune(now)

    def tell_times(self, before: dict[str, Thing]) -> None:
        """Whoever hosts or attends a session that is at another time now than ``before``, once."""
        after = self.of("slot")
        by = {s: after[s]["start"] - before[s]["start"] for s in after if after[s] != before[s]}
        pauses = [s for s in by if after[s]["is_break"]]
        went = [s for s in pauses if after[s]["end"] - before[s]["end"] == by[s]]
        others = [by[s] for s in by if s not in pauses]
        swapped = len(pauses) == 1 and pauses == went and all(other * by[went[0]] < 0 for other in others)
        going = {(p, *session) for p in self.people for session in self.going(p)}
        going |= {(host, t, s) for t, s, _ in self.shown() for host in self.topics[t]["hosts"]}
        shown = {(t, s) for t, s, _ in self.shown()}
        for person in sorted({p for p, t, s in going if s in by and (t, s) in shown}):
            self.tell(person, "swapped" if swapped else "times", None)

    def reset_timetable(self, moved: Any) -> None:
        old = self.world["settings", ""]
        changes = tuple(type(change)(moved(change.at), change.phase, change.open) for change in old.timetable)
        self.world["settings", ""] = replace(old, timetable=changes)

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
        if Phase.GATHER in phases - self.phases:
            self.gathering_since = now
        self.world["phases", ""] = frozenset(phases)
        return by is None

    def reset_links(self, ask: c.ResetLinks, by: str | None, now: int) -> None:
        self.organizers_only(by)
        self.links += 1

    def join(self, ask: c.Join, by: str | None, now: int) -> None:
        new = {"organizer": False, "interests": ask.interests, "calendar": 0, "first": False}
        known = self.people.get(ask.person, new)
        self.people[ask.person] = known | {"organizer": known["organizer"] or ask.organizer, "expected": False}

    def arrive(self, ask: c.Arrive, by: str | None, now: int) -> None:
        person = self.joined(ask.person)
        self.people[person] = self.people[person] | {"expected": False}

    def import_list(self, ask: c.ImportList, by: str | None, now: int) -> None:
        self.organizers_only(by)
        for one in ask.people:
            if one.person not in self.people:
                person = {"organizer": False, "interests": one.interests, "calendar": 0, "first": False}
                person["expected"] = True
                self.people[one.person] = person
        new = {topic.topic: topic for topic in ask.topics if topic.topic not in self.topics}
        for topic in new.values():
            if topic.by is not None and topic.by not in self.people:
                raise No("person-unknown")
            if topic.by is None and by is None:
                raise No("not-joined")
            if len(topic.title) < 3:
                raise No("title-short")
            self.world["topic", topic.topic] = {
                "anonymous": False,
                "seen": topic.by is not None,
                "kind": str(topic.kind),
                "title": topic.title,
                "by": topic.by or by,
                "created": now,
                "hosts": [topic.by] if topic.by is not None and topic.kind is Kind.LEAD else [],
                "card": topic.by is None,
                "state": "open",
                "merged_into": None,
                "twice": False,
                "notes": None,
            }

    def set_first_time(self, ask: c.SetFirstTime, by: str | None, now: int) -> None:
        person = self.joined(by)
        self.people[person] = self.people[person] | {"first": ask.first}

    def set_interests(self, ask: c.SetInterests, by: str | None, now: int) -> None:
        person = self.joined(by)
        self.people[person] = self.people[person] | {"interests": ask.interests}

    def note_new_name(self, ask: c.NoteNewName, by: str | None, now: int) -> bool:
        return bool(self.joined(by))

    def renew_calendar(self, ask: c.RenewCalendar, by: str | None, now: int) -> None:
        person = self.joined(by)
        if ask.number == self.people[person]["calendar"] + 1:
            self.people[person] = self.people[person] | {"calendar": ask.number}

    def forget_person(self, ask: c.ForgetPerson, by: str | None, now: int) -> bool:
        if by != ask.person:
            self.organizers_only(by)
        if ask.person not in self.people:
            raise No("person-unknown")
        person = self.people[ask.person]
        self.people[ask.person] = person | {"calendar": person["calendar"] + 1}
        for t, search in self.searches.items():
            if ask.person in search["asked"]:
                self.turn_down(t, ask.person)
        self.stays.pop(ask.person, None)
        self.forget_requests(ask.person)
        self.forget_turns(ask.person)
        for t in [t for p, t in self.hopes if p == ask.person]:
            self.unsay(ask.person, t)
        for t in self.of("offers"):
            self.put_offers(t, {p: said for p, said in self.offers(t).items() if p != ask.person})
        for key, hand in self.of("hand").items():
            if hand[0] == ask.person:
                del self.world["hand", key]
        for t, topic in self.topics.items():
            if ask.person in topic["hosts"]:
                self.host_it(t, [host for host in topic["hosts"] if host != ask.person], now)
        return True

    def propose_topic(self, ask: c.ProposeTopic, by: str | None, now: int) -> None:
        person = self.joined(by)
        if ask.card:
            self.organizers_only(by)
        self.while_open(Phase.GATHER, by)
        first = self.world["settings", ""].first_timers if ("settings", "") in self.world else 0
        early = now < self.gathering_since + first * 60_000
        if Phase.GATHER in self.phases and early and not (self.people[person]["first"] or self.is_organizer(person)):
            raise No("first-timers-first")
        if ask.topic in self.topics:
            raise No("topic-exists")
        organizers_see = self.world["settings", ""].anonymous_seen if ("settings", "") in self.world else False
        if ask.anonymous is not None:
            if ask.kind is Kind.LEAD or ask.card:
                raise No("anonymous-lead")
            if (ask.anonymous == "organizers") != organizers_see:
                raise No("anonymous-changed")
        if len(ask.title) < 3:
            raise No("title-short")
        self.world["topic", ask.topic] = {
            "anonymous": ask.anonymous is not None,
            "seen": not ask.card and ask.anonymous != "nobody",
            "kind": str(ask.kind),
            "title": ask.title,
            "by": person,
            "created": now,
            "hosts": [person] if ask.kind is Kind.LEAD and not ask.card else [],
            "card": ask.card,
            "state": "open",
            "merged_into": None,
            "twice": False,
            "notes": None,
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
            self.change(ask.topic, now, title=ask.title)

    def withdraw_topic(self, ask: c.WithdrawTopic, by: str | None, now: int) -> None:
        person = self.joined(by)
        topic = self.known(ask.topic)
        mine = topic["by"] == person or self.is_organizer(person)
        if not (mine and topic["state"] == "withdrawn"):
            self.own(ask.topic, by)
            self.change(ask.topic, now, state="withdrawn")

    def hide_topic(self, ask: c.HideTopic, by: str | None, now: int) -> None:
        self.organizers_only(by)
        self.known(ask.topic)
        self.change(ask.topic, now, state="hidden" if ask.hidden else "open")

    def claim_topic(self, ask: c.ClaimTopic, by: str | None, now: int) -> None:
        person = self.joined(by)
        t = self.standing(ask.topic)
        if Phase.CLOSED in self.phases:
            raise No("camp-closed")
        hosts = self.topics[t]["hosts"]
        if ask.claimed == (person in hosts):
            return
        if not ask.claimed:
            self.host_it(t, [host for host in hosts if host != person], now)
            return
        if self.topics[t]["kind"] == "lead" and hosts:
            raise No("topic-not-learn")
        self.may_host(t, person)
        self.host_it(t, [*hosts, person], now)

    def set_hosts(self, ask: c.SetHosts, by: str | None, now: int) -> None:
        self.organizers_only(by)
        t = self.standing(ask.topic)
        hosts = self.some_people(ask.hosts)
        before = self.topics[t]["hosts"]
        for host in hosts:
            if host not in before:
                self.may_host(t, host)
        if hosts == before:
            return
        self.host_it(t, hosts, now)
        for host in before:
            if host not in hosts and host != by:
                self.tell(host, "released", t)

    def ask_to_host(self, ask: c.AskToHost, by: str | None, now: int) -> bool:
        self.organizers_only(by)
        t = self.standing(ask.topic)
        people = self.some_people(ask.people)
        if self.topics[t]["hosts"]:
            raise No("topic-hosted")
        for person in people:
            self.tell(person, "asked", t)
        return bool(people)

    def some_people(self, people: Any) -> list[str]:
        for person in people:
            if person not in self.people:
                raise No("person-unknown")
        return list(dict.fromkeys(map(str, people)))

    def may_host(self, t: str, person: str) -> None:
        for placements in (self.draft["placements"], self.published["placements"] if self.published else []):
            for mine in placements:
                for other in placements:
                    hosts_both = mine[0] == t != other[0] and person in self.topics[other[0]]["hosts"]
                    if hosts_both and self.share_time(mine[1], other[1]):
                        raise No("host-busy")

    def host_it(self, topic: str, hosts: list[str], now: int) -> None:
        """With nobody left to host it, nobody has agreed to a repeat."""
        before = self.topics[topic]
        came = set(hosts) - set(before["hosts"])
        left_it = set(before["hosts"]) - set(hosts)
        for left in left_it:
            self.turn_down(topic, left)
        kept_offers = {p: said for p, said in self.offers(topic).items() if not (said and p in left_it)}
        self.put_offers(topic, kept_offers)
        self.say({k: v for k, v in self.words().items() if k[0] != topic or k[3] not in came})
        if hosts and not before["hosts"]:
            kept = {p: [notice for notice in told if notice[:2] != ("asked", topic)] for p, told in self.told.items()}
            self.told = {person: told for person, told in kept.items() if told}
        self.change(topic, now, hosts=hosts, twice=before["twice"] and not (before["hosts"] and not hosts))
        for place in self.published["placements"] if self.published else []:
            for host in hosts:
                if place[0] == topic and host not in before["hosts"]:
                    self.tell(host, "placed", topic)

    # --- hosting together

    def offers(self, topic: str) -> dict[str, bool | None]:
        """Who offered, and what was said to it, in the order that they came."""
        return dict(self.world.get(("offers", topic), ()))

    def put_offers(self, topic: str, offers: dict[str, bool | None]) -> None:
        self.world.pop(("offers", topic), None)
        if offers:
            self.world["offers", topic] = tuple(offers.items())

    def offer_to_host(self, ask: c.OfferToHost, by: str | None, now: int) -> None:
        person = self.joined(by)
        t = self.standing(ask.topic)
        if Phase.CLOSED in self.phases:
            raise No("camp-closed")
        hosts, offers = self.topics[t]["hosts"], self.offers(t)
        if not ask.offered:
            if offers.get(person, False) is not False:
                if offers[person] and person in hosts:
                    self.host_it(t, [host for host in hosts if host != person], now)
                self.put_offers(t, {p: said for p, said in offers.items() if p != person})
            return
        if person in hosts:
            return
        if not hosts or self.topics[t]["kind"] == "learn":
            raise No("offer-needless")
        said = offers.pop(person, True)
        if said is False:
            raise No("offer-declined")
        if said is None:
            return
        self.may_host(t, person)
        self.put_offers(t, offers | {person: None})
        for host in hosts:
            self.tell(host, "offered", t)

    def answer_offer(self, ask: c.AnswerOffer, by: str | None, now: int) -> None:
        person, other = self.joined(by), ask.person
        t = self.standing(ask.topic)
        hosts = self.topics[t]["hosts"]
        if person not in hosts or person == other:
            raise No("not-host")
        if Phase.CLOSED in self.phases:
            raise No("camp-closed")
        offers = self.offers(t)
        if other not in offers or (other in hosts and not offers[other]):
            raise No("offer-unknown")
        said = offers.pop(other)
        if said is ask.welcome and (other in hosts) == ask.welcome:
            return
        if ask.welcome:
            self.may_host(t, other)
            self.put_offers(t, offers | {other: True})
            self.tell(other, "welcomed", t)
            self.host_it(t, [*hosts, other], now)
            return
        if other in hosts:
            self.host_it(t, [host for host in hosts if host != other], now)
        self.put_offers(t, offers | {other: False})
        self.tell(other, "thanked" if said is None else "released", t)

    # --- what a host has at hand

    def set_notes(self, ask: c.SetNotes, by: str | None, now: int) -> None:
        person = self.joined(by)
        t = self.standing(ask.topic)
        if ask.link is not None and not ask.link.startswith("https://"):
            raise No("notes-link")
        if person not in self.topics[t]["hosts"] and not self.is_organizer(person):
            raise No("topic-not-hosted")
        if Phase.CLOSED in self.phases:
            raise No("camp-closed")
        self.change(t, now, notes=ask.link)

    def hope(self, person: str, root: str) -> tuple[int, str] | None:
        """Their word on the topic itself, else on one that was merged into it."""
        family = [root, *sorted(t for t, topic in self.topics.items() if topic["merged_into"] == root)]
        return next((self.hopes[person, t] for t in family if (person, t) in self.hopes), None)

    def unsay(self, person: str, topic: str) -> None:
        number, _ = self.hopes.pop((person, topic))
        self.world.pop(("hope", str(number)), None)

    def set_hope(self, ask: c.SetHope, by: str | None, now: int) -> None:
        person = self.joined(by)
        t = self.standing(ask.topic)
        if len(ask.text) > 200:
            raise No("hope-long")
        if Phase.CLOSED in self.phases:
            raise No("camp-closed")
        number, said = self.hope(person, t) or (self.seq + 1, "")
        if ask.text == said:
            return
        if ask.text and self.weight(person, t) == "none":
            raise No("hope-no-vote")
        hidden = bool(self.world.get(("hope", str(number))))
        for other in [t, *(o for o, topic in self.topics.items() if topic["merged_into"] == t)]:
            if (person, other) in self.hopes:
                self.unsay(person, other)
        if ask.text or hidden:
            self.hopes[person, t] = (number, ask.text)
            self.world["hope", str(number)] = hidden

    def hide_hope(self, ask: c.HideHope, by: str | None, now: int) -> None:
        self.organizers_only(by)
        t = self.standing(ask.topic)
        if ask.hope not in {number for number, _, _ in self.hopes_of(t)}:
            raise No("hope-unknown")
        self.world["hope", str(ask.hope)] = ask.hidden

    def hopes_of(self, root: str) -> list[tuple[int, str, bool]]:
        """Number, words, and whether they are hidden, of everybody who wants the topic."""
        wanting = (self.hope(p, root) for p in self.people if self.on_wall(root) and self.weight(p, root) != "none")
        said = sorted(hope for hope in wanting if hope is not None and hope[1])
        return [(number, text, bool(self.world["hope", str(number)])) for number, text in said]

    def need_hand(self, ask: c.NeedHand, by: str | None, now: int) -> None:
        person = self.joined(by)
        if Phase.CLOSED in self.phases:
            raise No("camp-closed")
        t = self.standing(ask.topic)
        if person not in self.topics[t]["hosts"]:
            raise No("not-host")
        key = ("hand", f"{t}/{ask.slot}")
        if not ask.needed:
            self.world.pop(key, None)
        elif self.world.get(key) is None:
            if (t, ask.slot) not in {place[:2] for place in self.shown()}:
                raise No("session-moved")
            if self.of("slot")[ask.slot]["end"] <= now:
                raise No("slot-over")
            self.world[key] = (person, now, None)

    def give_hand(self, ask: c.GiveHand, by: str | None, now: int) -> None:
        person = self.joined(by)
        self.organizers_only(by)
        self.known(ask.topic)
        key = ("hand", f"{ask.topic}/{ask.slot}")
        asked = self.world.get(key)
        if ask.done:
            self.world.pop(key, None)
        elif asked is None:
            raise No("hand-unknown")
        else:
            self.world[key] = (asked[0], asked[1], asked[2] or person)

    def set_repeat(self, ask: c.SetRepeat, by: str | None, now: int) -> None:
        person = self.joined(by)
        t = self.standing(ask.topic)
        if person not in self.topics[t]["hosts"] and not self.is_organizer(person):
            raise No("topic-not-hosted")
        if Phase.CLOSED in self.phases:
            raise No("camp-closed")
        self.change(t, now, twice=ask.twice)

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
            self.change(t, now, merged_into=into)
        for person in concerned - {by}:
            self.tell(person, "merged", into, ask.topic)
        hosts = self.topics[into]["hosts"]
        self.host_it(into, [*hosts, *(host for host in source["hosts"] if host not in hosts)], now)

    def unmerge_topic(self, ask: c.UnmergeTopic, by: str | None, now: int) -> None:
        self.organizers_only(by)
        topic = self.known(ask.topic)
        into = topic["merged_into"]
        if into is None:
            raise No("not-merged")
        self.change(ask.topic, now, merged_into=None)
        self.part(ask.topic, by)
        still = {h for other in self.topics.values() if other["merged_into"] == into for h in other["hosts"]}
        known = set() if self.topics[into]["anonymous"] else {self.topics[into]["by"]}
        leaving = set(topic["hosts"]) - still - known
        self.host_it(into, [host for host in self.topics[into]["hosts"] if host not in leaving], now)

    def part(self, topic: str, by: str | None) -> None:
        """Who has not read of the merge need not; the others who want the topic, or host it, are told that it ended."""
        unread = {p for p, told in self.told.items() if any(n[0] == "merged" and n[2] == topic for n in told)}
        for person in unread:
            self.told[person] = [n for n in self.told[person] if not (n[0] == "merged" and n[2] == topic)]
        wanting = {person for person in self.people if self.weight(person, topic) != "none"}
        for person in (wanting | set(self.topics[topic]["hosts"])) - unread - {by}:
            self.tell(person, "parted", topic, topic)

    def set_vote(self, ask: c.SetVote, by: str | None, now: int) -> None:
        person = self.joined(by)
        root = self.root(ask.topic)
        merged = [self.votes.get((person, t), "none") for t, x in self.topics.items() if x["merged_into"] == root]
        came = max(merged, key=RANK.__getitem__, default="none")
        ours = (came, "none")
        back = came != "none" and str(ask.weight) in ours and self.votes.get((person, root), came) in ours
        if not back or Phase.CLOSED in self.phases:
            self.while_open(Phase.VOTE, by)
        root = self.standing(ask.topic)
        if self.weight(person, root) != str(ask.weight):
            self.votes[person, root] = str(ask.weight)
            self.seek(root, now)

    # --- a host for what nobody hosts

    def seeks(self, topic: str) -> bool:
        return self.on_wall(topic) and self.topics[topic]["kind"] == "learn" and not self.topics[topic]["hosts"]

    def asked(self, person: str) -> list[str]:
        """Topics that a person is being asked to host."""
        return [t for t, s in self.searches.items() if self.seeks(t) and person in s["asked"] and person not in s["no"]]

    def seek(self, topic: str, now: int) -> None:
        """Asks a few more of those who want it, if that is due."""
        wanting = {p: self.weight(p, topic) for p in self.people if self.weight(p, topic) != "none"}
        half_a_room = math.ceil(len(self.people) / 2 / (len(self.of("room")) or 8))
        if not self.seeks(topic) or Phase.CLOSED in self.phases or len(wanting) < max(3, half_a_room):
            return
        search = self.searches.get(topic, {"asked": [], "no": [], "at": now})
        waiting = sum(topic in self.asked(p) for p in search["asked"])
        more = 2 if waiting >= 3 and now - search["at"] >= 5 * 60_000 else 3 - waiting
        ever = {p: sum(p in s["asked"] for s in self.searches.values()) for p in self.people}
        host_of = {p: len(topics) for p, topics in self.hosting().items()}
        proposer = None if self.topics[topic]["card"] else self.topics[topic]["by"]
        fit = [
            p
            for p in wanting
            if p != proposer and not self.is_organizer(p) and p not in search["asked"] + search["no"]
            if ever[p] < 2 and not self.asked(p)
        ]
        lot = {p: zlib.crc32(f"{topic}/{p}".encode()) for p in fit}
        fit.sort(key=lambda p: (wanting[p] != "must", ever[p], host_of.get(p, 0), lot[p], p))
        asked = fit[: max(0, min(more, 9 - len(search["asked"])))]
        if asked:
            self.searches[topic] = {"asked": search["asked"] + asked, "no": search["no"], "at": now}

    def turn_down(self, topic: str, person: str) -> None:
        search = self.searches.get(topic, {"asked": [], "no": [], "at": 0})
        if person not in search["no"]:
            self.searches[topic] = search | {"no": [*search["no"], person]}

    def decline_topic(self, ask: c.DeclineTopic, by: str | None, now: int) -> None:
        person = self.joined(by)
        self.known(ask.topic)
        if Phase.CLOSED in self.phases:
            raise No("camp-closed")
        if ask.topic in self.asked(person):
            self.turn_down(ask.topic, person)
            self.seek(ask.topic, now)

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
            often = 2 if self.topics.get(here[0], {"twice": False})["twice"] else 1
            facts = here in certain and all(self.soon_or_begun(p, now) for p in same)
            reason = None
            if here[:3] in {p[:3] for p in kept}:
                reason = "there already"
            elif not self.on_wall(here[0]):
                reason = "topic-gone"
            elif len(same) >= often and not facts:
                reason = "pinned-elsewhere" if any(p[3] for p in same) else "not-again"
            elif here[1] not in self.of("slot") or self.of("slot")[here[1]]["is_break"]:
                reason = "slot-gone"
            elif here[2] not in self.of("room"):
                reason = "room-gone"
            elif here[1] in self.of("room")[here[2]]["closed"]:
                reason = "room-closed"
            elif any(p[1:3] == here[1:3] for p in kept):
                reason = "cell-taken"
            elif here not in certain and any(here in clash for clash in self.clashes([*kept, here])):
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
        if slot in self.of("room")[room]["closed"]:
            raise No("room-closed")

    def place_topic(self, ask: c.PlaceTopic, by: str | None, now: int) -> None:
        self.organizers_only(by)
        t = self.standing(ask.topic)
        self.cell(ask.slot, ask.room)
        cell = (str(ask.slot), str(ask.room))
        beside = (str(ask.beside.slot), str(ask.beside.room)) if ask.beside is not None else cell
        mine = {p[1:3] for p in self.draft["placements"] if p[0] == t}
        if beside != cell and beside not in mine:
            raise No("not-placed")
        if mine == {cell, beside}:
            return
        there = [p[0] for p in self.draft["placements"] if p[1:3] == cell and p[0] != t]
        if there and there != [ask.instead_of]:
            raise No("cell-taken")
        if mine == {beside} - {cell} and not self.topics[t]["twice"] and mine:
            raise No("repeat-not-agreed")
        kept = [p for p in self.draft["placements"] if p[0] != t and p[1:3] != cell]
        kept += [p for p in self.draft["placements"] if p[0] == t and p[1:3] in (cell, beside)]
        new = (t, *cell, False)
        if cell not in {p[1:3] for p in kept}:
            kept.append(new)
        self.not_busy(kept, [cell])
        self.by_hand(kept)

    def not_busy(self, placements: list[Place], moving: list[tuple[str, str]]) -> None:
        for a, b in self.clashes(placements):
            if a[1:3] in moving or b[1:3] in moving:
                raise No("repeat-busy" if a[0] == b[0] else "host-busy")

    def swap_cells(self, ask: c.SwapCells, by: str | None, now: int) -> None:
        self.organizers_only(by)
        a, b = ((str(cell.slot), str(cell.room)) for cell in (ask.a, ask.b))
        self.cell(*a)
        self.cell(*b)
        moving = [p[0] for p in self.draft["placements"] if p[1:3] in (a, b)]
        if not moving:
            raise No("cell-empty")
        if a == b or (len(moving) == 2 and moving[0] == moving[1]):
            return
        goes = {a: b, b: a}
        swapped = [(p[0], *goes.get(p[1:3], p[1:3]), p[3]) for p in self.draft["placements"]]
        self.not_busy(swapped, [a, b])
        self.by_hand(swapped)

    def unplace_topic(self, ask: c.UnplaceTopic, by: str | None, now: int) -> None:
        self.organizers_only(by)
        meant = self.meant(ask)
        if meant:
            self.by_hand([p for p in self.draft["placements"] if p not in meant])

    def meant(self, ask: c.UnplaceTopic | c.PinTopic) -> list[Place]:
        mine = [p for p in self.draft["placements"] if p[0] == ask.topic]
        return [p for p in mine if ask.cell is None or p[1:3] == (ask.cell.slot, ask.cell.room)]

    def pin_topic(self, ask: c.PinTopic, by: str | None, now: int) -> None:
        self.organizers_only(by)
        meant = self.meant(ask)
        if not meant:
            self.known(ask.topic)
            raise No("not-placed")
        placements = [(*p[:3], ask.pinned) if p in meant else p for p in self.draft["placements"]]
        self.world["draft", ""] = self.draft | {"placements": placements}

    def reset_draft(self, ask: c.ResetDraft, by: str | None, now: int) -> None:
        self.organizers_only(by)
        placements = self.possible(self.published["placements"], now) if self.published else []
        if placements != self.draft["placements"]:
            self.world["draft", ""] = empty_draft() | {"placements": placements}

    def keep_draft(self, ask: c.KeepDraft, by: str | None, now: int) -> None:
        self.organizers_only(by)
        if not 1 <= len(ask.name) <= 60:
            raise No("kept-name")
        if ask.kept in self.of("kept"):
            return
        if not self.draft["placements"]:
            raise No("kept-empty")
        if len(self.of("kept")) >= 4:
            raise No("kept-many")
        self.world["kept", ask.kept] = {"name": ask.name, "at": now, "draft": self.draft}

    def take_draft(self, ask: c.TakeDraft, by: str | None, now: int) -> None:
        self.organizers_only(by)
        if ask.kept not in self.of("kept"):
            raise No("kept-unknown")
        kept = self.of("kept")[ask.kept]["draft"]
        placements = self.possible(kept["placements"], now)
        if placements != kept["placements"]:
            placed = {p[0] for p in placements}
            kept = {
                "placements": placements,
                "unplaced": [u for u in kept["unplaced"] if u[0] not in placed],
                "value": None,
                "bound": None,
            }
        self.world["draft", ""] = kept

    def drop_draft(self, ask: c.DropDraft, by: str | None, now: int) -> None:
        self.organizers_only(by)
        self.world.pop(("kept", ask.kept), None)

    def publish(self, ask: c.Publish, by: str | None, now: int) -> bool:
        self.organizers_only(by)
        placements = self.draft["placements"]
        if not placements:
            raise No("draft-empty")
        if self.published and {p[:3] for p in placements} == {p[:3] for p in self.published["placements"]}:
            raise No("draft-published")
        if ask.based_on != self.draft_seq:
            raise No("draft-changed")
        free = [p for p in placements if not self.soon_or_begun(p, now)]
        if any(a in free or b in free for a, b in self.clashes(placements)):
            raise No("draft-broken")
        self.published_count += 1
        self.show({"number": self.published_count, "at": now, "placements": placements})
        self.set_phase(c.SetPhase(Phase.RUN, True), by, now)
        return True

    def show(self, schedule: dict[str, Any] | None) -> None:
        old = {p[:3] for p in self.published["placements"]} if self.published else set()
        new = {p[:3] for p in schedule["placements"]} if schedule else set()
        for t in sorted({p[0] for p in old ^ new}):
            gone, come = (sum(p[0] == t for p in them) for them in (old - new, new - old))
            moved = min(gone, come)
            kinds = ["moved"] * moved + ["unplaced"] * (gone - moved) + ["placed"] * (come - moved)
            for kind in kinds:
                for host in self.topics[t]["hosts"]:
                    self.tell(host, kind, t)
        ways = {(t, was): now for t, was, now in self.moved(old, new)}
        for person in sorted(self.people):
            asked = {(t, was) for (t, was), now in ways.items() if person in self.asking(t, was, now)}
            back = {(t, was) for (t, was), now in ways.items() if person in self.asking(t, now, was)}
            for t, slot in sorted(self.going(person) | asked | back):
                if (t, slot) in {p[:2] for p in old - new} and t not in self.hosting().get(person, set()):
                    self.tell(person, "granted" if (t, slot) in asked else "day-changed", t)
        words = self.words()
        self.world["published", ""] = schedule
        if schedule:
            own = {k: v for k, v in self.words().items() if k[:3] not in old}
            self.say(own | {k: v for k, v in words.items() if k[:3] in new})

    def moved(self, old: set[tuple[str, str, str]], new: set[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
        """Sessions that are in another slot now: topic, slot before, slot now."""

        def in_order(places: set[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
            starts = {slot: thing["start"] for slot, thing in self.of("slot").items()}
            return sorted(places, key=lambda p: (starts.get(p[1], math.inf), p[1], p[2]))

        found = []
        for t in {p[0] for p in old ^ new}:
            gone, come = ([p[1] for p in in_order(them) if p[0] == t] for them in (old - new, new - old))
            same = set(gone) & set(come)
            left, new_slots = ([slot for slot in them if slot not in same] for them in (gone, come))
            found += [(t, was, now) for was, now in zip(left, new_slots, strict=False)]
        return found

    # --- requests for another time

    def asking(self, topic: str, slot: str, to: str) -> set[str]:
        """Who wants the topic's session in the slot to be in the other one, or anywhere else."""
        wishes = ((topic, slot, to), (topic, slot, None))
        return {p for r in self.of("request").values() if r["wish"] in wishes for p in r["backers"]}

    def requests(self) -> dict[str, Any]:
        """Those that people are shown."""
        return {key: r for key, r in self.of("request").items() if self.possible_at_all(*r["wish"])}

    def possible_at_all(self, topic: str, slot: str, to: str | None) -> bool:
        sessions = {s for t, s, _ in self.shown() if t == topic}
        if slot not in sessions or to is None:
            return slot in sessions
        there = self.of("slot").get(to, {"is_break": True})
        return not there["is_break"] and not any(self.share_time(s, to) for s in sessions)

    def soon(self, slot: str, now: int) -> bool:
        return bool(self.of("slot")[slot]["start"] - 15 * 60_000 <= now)

    def session_slot(self, slot: str) -> None:
        if slot not in self.of("slot"):
            raise No("slot-unknown")
        if self.of("slot")[slot]["is_break"]:
            raise No("slot-break")

    def request_time(self, ask: c.RequestTime, by: str | None, now: int) -> None:
        person = self.joined(by)
        t = str(ask.topic)
        if ask.wanted:
            if Phase.CLOSED in self.phases:
                raise No("camp-closed")
            t = self.standing(ask.topic)
        wish = (t, str(ask.slot), None if ask.to is None else str(ask.to))
        key = ".".join(part or "" for part in wish)
        backers = self.of("request").get(key, {"backers": {}})["backers"]
        if not ask.wanted:
            self.set_request(key, wish, {p: said for p, said in backers.items() if p != person})
            return
        self.session_slot(wish[1])
        if not self.possible_at_all(t, wish[1], None):
            raise No("not-on")
        if self.soon(wish[1], now):
            raise No("request-late")
        if wish[2] is None:
            others = [s for s, slot in self.of("slot").items() if not slot["is_break"] and not self.soon(s, now)]
            if not any(self.possible_at_all(t, wish[1], s) for s in others):
                raise No("no-other-time")
        else:
            self.session_slot(wish[2])
            if not self.possible_at_all(*wish):
                raise No("request-same")
            if self.soon(wish[2], now):
                raise No("slot-begun")
        if ask.reason is not None and len(ask.reason) > 140:
            raise No("reason-long")
        mine = backers.get(person)
        if mine is None:
            still = [
                r["wish"]
                for r in self.requests().values()
                if person in r["backers"] and not any(s and self.soon(s, now) for s in r["wish"][1:])
            ]
            if len(still) >= 5:
                raise No("requests-many")
        said = (mine[0] if mine else now, (mine[1] if mine else "") if ask.reason is None else ask.reason)
        self.set_request(key, wish, backers | {person: said})

    def set_request(self, key: str, wish: tuple[str, str, str | None], backers: dict[str, tuple[int, str]]) -> None:
        if backers:
            self.world["request", key] = {"wish": wish, "backers": backers}
        else:
            self.world.pop(("request", key), None)

    def decline_request(self, ask: c.DeclineRequest, by: str | None, now: int) -> None:
        self.organizers_only(by)
        key = f"{ask.topic}.{ask.slot}.{ask.to or ''}"
        for person in self.requests().get(key, {"backers": {}})["backers"]:
            if person != by:
                self.tell(person, "declined", str(ask.topic), (str(ask.slot), str(ask.to)))
        self.world.pop(("request", key), None)

    def forget_requests(self, person: str) -> None:
        """Now, and whatever an undo brings back."""

        def without(thing: Any) -> Any:
            left = {p: said for p, said in thing["backers"].items() if p != person} if thing else {}
            return {**thing, "backers": left} if left else None

        for key, request in self.of("request").items():
            self.set_request(key, request["wish"], (without(request) or {"backers": {}})["backers"])
        for seq, action in self.actions.items():
            changed = {
                key: (without(old), without(new)) if key[0] == "request" else (old, new)
                for key, (old, new) in action["changed"].items()
            }
            kept = {key: sides for key, sides in changed.items() if sides[0] != sides[1]}
            self.actions[seq] = action | {"changed": kept}

    # --- what hosts say

    def words(self) -> dict[tuple[str, str, str, str], tuple[str | None, int]]:
        return self.said.get(self.published["number"], {}) if self.published else {}

    def say(self, words: dict[tuple[str, str, str, str], tuple[str | None, int]]) -> None:
        if self.published and words != self.words():
            self.said = self.said | {self.published["number"]: words}

    def answers(self) -> dict[tuple[str, str, str, str], str | None]:
        """Those that count: of hosts, to sessions on show, at about the time that they were said of."""
        slots = self.of("slot")
        return {
            key: answer
            for key, (answer, start) in self.words().items()
            if key[:3] in self.shown()
            and key[3] in self.topics[key[0]]["hosts"]
            and abs(slots[key[1]]["start"] - start) <= 30 * 60_000
        }

    def answer_assignment(self, ask: c.AnswerAssignment, by: str | None, now: int) -> None:
        person = self.joined(by)
        if Phase.CLOSED in self.phases:
            raise No("camp-closed")
        t = self.standing(ask.topic)
        if person not in self.topics[t]["hosts"]:
            raise No("not-host")
        if (t, ask.slot, ask.room) not in self.shown():
            raise No("session-moved")
        key = (t, str(ask.slot), str(ask.room), person)
        if self.answers().get(key) == str(ask.answer):
            return
        self.say(self.words() | {key: (str(ask.answer), self.of("slot")[ask.slot]["start"])})
        asked = ("reminded", t, (str(ask.slot), str(ask.room)))
        self.told[person] = [told for told in self.told.get(person, []) if told != asked]

    def remind_hosts(self, ask: c.RemindHosts, by: str | None, now: int) -> None:
        self.organizers_only(by)
        if self.published is None or Phase.CLOSED in self.phases:
            return
        due = []
        for t, slot, room in self.shown():
            start = self.of("slot")[slot]["start"]
            at = max(start - 20 * 60_000, self.published["at"] + 5 * 60_000)
            due += [(at, start, t, slot, room) for _ in [0] if at <= now < start]
        for _, start, t, slot, room in sorted(due):
            for host in self.topics[t]["hosts"]:
                if (t, slot, room, host) not in self.answers():
                    self.say(self.words() | {(t, slot, room, host): (None, start)})
                    self.tell(host, "reminded", t, (slot, room))

    def rearrange(self, ask: c.Rearrange, by: str | None, now: int) -> None:
        self.organizers_only(by)
        if self.published is None:
            raise No("nothing-published")
        old = self.published
        if ask.based_on != old["number"]:
            raise No("schedule-changed")
        closing = False
        if ask.room is not None:
            self.may_close(ask.room, ask.closed)
            room = self.of("room")[ask.room]
            closing = not set(ask.closed) <= room["closed"]
            self.world["room", ask.room] = room | {"closed": room["closed"] | set(ask.closed)}
        moves = [(str(m.topic), *((x.slot, x.room) if x else None for x in (m.was, m.now))) for m in ask.moves]
        moves = [move for move in moves if move[1] != move[2]]
        left = list(old["placements"])
        for topic, was, _ in moves:
            self.known(topic)
            if was is not None:
                here = [p for p in left if p[:3] == (topic, *was)]
                if not here:
                    raise No("session-elsewhere")
                left.remove(here[0])
        new: list[Place] = []
        for topic, was, to in moves:
            if to is None:
                continue
            if not self.on_wall(topic):
                raise No("topic-gone")
            self.cell(*to)
            slot = self.of("slot")[to[0]]
            if slot["end"] <= now:
                raise No("slot-over")
            if slot["start"] <= now and (was is None or was[0] != to[0]):
                raise No("slot-begun")
            if any(p[1:3] == to for p in [*filter(self.stands, left), *new]):
                raise No("cell-taken")
            new.append((topic, *to, False))
        after = [*filter(self.stands, left), *new]
        if any(a in new or b in new for a, b in self.clashes(after)):
            raise No("host-busy")
        for topic in {p[0] for p in after}:
            often, before = (sum(p[0] == topic for p in them) for them in (after, old["placements"]))
            if often > max(2 if self.topics[topic]["twice"] else 1, before):
                raise No("repeat-not-agreed")
        same = {p[:3] for p in self.draft["placements"]} == {p[:3] for p in old["placements"]}
        shut = self.world.get(("room", ask.room))
        if ask.room is not None:
            self.world["room", ask.room] = room  # people are told by where they were going until now
        if moves:
            placements = sorted([*left, *new], key=lambda p: (p[1], p[2]))
            self.published_count += 1
            self.seats = self.seats | self.kept_seats(old, placements)
            self.show({"number": self.published_count, "at": now, "placements": placements})
            if same:
                gone = {(topic, *was) for topic, was, _ in moves if was}
                self.by_hand([*(p for p in self.draft["placements"] if p[:3] not in gone), *new])
        if closing:
            self.world["room", ask.room] = shut
            self.prune(now)

    def kept_seats(self, old: dict[str, Any], placements: list[Place]) -> dict[int, dict[str, dict[str, str]]]:
        """Whoever has a seat keeps it where the session stays in its slot, if all of them fit into the room."""
        if old["number"] not in self.seats:
            return {}
        seats = self.seats[old["number"]]
        rooms = {p[:2]: p[2] for p in placements}
        kept: dict[str, dict[str, str]] = {}
        for person, by_slot in seats.items():
            for slot, topic in by_slot.items():
                everybody = sum(other.get(slot) == topic for other in seats.values())
                here = (topic, slot, rooms.get((topic, slot), ""))
                before = [p[2] for p in old["placements"] if p[:2] == here[:2]]
                size = self.of("room").get(here[2], {"capacity": 0})["capacity"]
                if before and here[2] and (here[2] in before or everybody <= size):
                    kept.setdefault(person, {})[slot] = topic
        return {self.published_count: kept}

    def going(self, person: str) -> set[tuple[str, str]]:
        """Sessions that somebody means to attend: chosen ones, in other slots seats at other topics, else by a vote."""
        if self.published is None:
            return set()
        shown = {p[:2] for p in self.published["placements"]}
        chosen = {(t, slot) for (p, slot), t in self.choices.items() if p == person and (t, slot) in shown}
        seats = {(t, slot) for slot, t in self.seats.get(self.published["number"], {}).get(person, {}).items()}
        taken = {t for t, _ in chosen}, {slot for _, slot in chosen}
        going = chosen | {(t, slot) for t, slot in seats if t not in taken[0] and slot not in taken[1]}
        voted = {(t, slot) for slot, (t, why) in self.day(person).items() if why == "vote"}
        return going | {(t, slot) for t, slot in voted if slot not in {s for _, s in going}}

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
        self.choices = {key: other for key, other in self.choices.items() if key[0] != person or other != t}
        self.choices[person, ask.slot] = t

    # --- announcements, notices, undo

    def show_on_board(self, ask: c.ShowOnBoard, by: str | None, now: int) -> None:
        self.organizers_only(by)
        topic = self.standing(ask.topic) if ask.mode == "wall" and ask.topic is not None else None
        said = ask.announcement if ask.mode == "announcement" else None
        if said is not None and said not in self.of("announcement"):
            raise No("announcement-gone")
        wanted = None if ask.mode is None else (str(ask.mode), ask.until, topic, said)
        if wanted == self.world.get(("board", "")):
            return
        if wanted is not None and (ask.until <= now if ask.until is not None else ask.mode == "countdown"):
            raise No("board-end")
        self.world["board", ""] = wanted

    # --- the smackdown

    def smackdown(self, closed: str = "camp-closed") -> dict[str, Any]:
        if Phase.CLOSED in self.phases:
            raise No(closed)
        held: dict[str, Any] | None = self.world.get(("smackdown", ""))
        if held is None:
            raise No("no-smackdown")
        return held

    def hold_smackdown(self, ask: c.HoldSmackdown, by: str | None, now: int) -> None:
        self.organizers_only(by)
        if ask.held and Phase.CLOSED in self.phases:
            raise No("camp-closed")
        if not ask.held:
            self.world.pop(("smackdown", ""), None)
        elif ("smackdown", "") not in self.world:
            self.world["smackdown", ""] = {"queue": [], "on": None, "since": None, "done": []}

    def take_turn(self, ask: c.TakeTurn, by: str | None, now: int) -> None:
        person = self.joined(by)
        held, turn = self.smackdown(), (person, ask.shows)
        if held["on"] is not None and held["on"][0] == person:
            self.world["smackdown", ""] = held | {"on": turn}
        elif person in dict(held["queue"]):
            queue = [turn if other[0] == person else other for other in held["queue"]]
            self.world["smackdown", ""] = held | {"queue": queue}
        else:
            self.world["smackdown", ""] = held | {"queue": [*held["queue"], turn]}

    def give_up_turn(self, ask: c.GiveUpTurn, by: str | None, now: int) -> None:
        self.joined(by)
        person = ask.person or by
        if person != by:
            self.organizers_only(by)
        held = self.world.get(("smackdown", ""))
        if held is not None:
            if held["on"] is not None and held["on"][0] == person:
                held = held | {"on": None, "since": None, "done": [*held["done"], held["on"]]}
            self.world["smackdown", ""] = held | {"queue": [turn for turn in held["queue"] if turn[0] != person]}

    def order_turn(self, ask: c.OrderTurn, by: str | None, now: int) -> None:
        self.organizers_only(by)
        held = self.smackdown()
        turns = dict(held["queue"])
        if ask.person not in turns or (ask.before is not None and ask.before not in turns):
            raise No("no-turn")
        if ask.before == ask.person:
            return
        order = [person for person in turns if person != ask.person]
        order.insert(order.index(ask.before) if ask.before is not None else len(order), ask.person)
        self.world["smackdown", ""] = held | {"queue": [(person, turns[person]) for person in order]}

    def give_floor(self, ask: c.GiveFloor, by: str | None, now: int) -> None:
        self.organizers_only(by)
        held = self.smackdown()
        if ask.person == (held["on"][0] if held["on"] is not None else None):
            return
        queue, done, turn = list(held["queue"]), list(held["done"]), None
        if ask.person is not None:
            waiting = [turn for turn in queue if turn[0] == ask.person]
            before = [turn for turn in done if turn[0] == ask.person]
            if not waiting and not before:
                raise No("no-turn")
            if waiting:
                queue.remove(turn := waiting[0])
            else:
                done.reverse()
                done.remove(turn := before[-1])
                done.reverse()
        if held["on"] is not None:
            done.append(held["on"])
        since = now if turn is not None else None
        self.world["smackdown", ""] = {"queue": queue, "on": turn, "since": since, "done": done}

    def forget_turns(self, person: str) -> None:
        held = self.world.get(("smackdown", ""))
        if held is None:
            return
        on = None if held["on"] is not None and held["on"][0] == person else held["on"]
        left = {key: [turn for turn in held[key] if turn[0] != person] for key in ("queue", "done")}
        self.world["smackdown", ""] = held | left | {"on": on, "since": held["since"] if on else None}

    def be_at(self, ask: c.BeAt, by: str | None, now: int) -> None:
        person = self.joined(by)
        if Phase.CLOSED in self.phases:
            raise No("camp-closed")
        said = now if ask.at is None else min(ask.at, now)
        today = said // 86_400_000 == now // 86_400_000
        stays = self.stays.get(person, [])
        earlier, later = ([s for s in stays if (s["since"] <= said) == first] for first in (True, False))
        last = earlier[-1] if earlier and earlier[-1]["slot"] == ask.slot else {"topic": None, "until": 0}
        there = last["topic"] if last["until"] is None or last["until"] > said else None
        slot = self.of("slot").get(ask.slot)
        if ask.topic is None:
            if there is None or last["until"] or slot is None or slot["end"] <= said or not today:
                return
        else:
            if slot is None:
                raise No("slot-unknown")
            if slot["is_break"]:
                raise No("slot-break")
            topic = self.standing(ask.topic)
            if topic == there:
                return
            if (topic, ask.slot) not in {place[:2] for place in self.shown()}:
                raise No("not-on")
            if not today or said >= slot["end"]:
                raise No("over")
            if said < slot["start"] - 15 * 60_000:
                raise No("not-yet")

        def over(slot: str, at: int) -> bool:
            return bool(self.of("slot").get(slot, {"end": 0})["end"] <= at)

        left = []
        for s in earlier:
            still = s["until"] is None and (s["slot"] == ask.slot or not over(s["slot"], said))
            still = still or (s["until"] is not None and s["until"] > said)
            left.append(s | {"until": said} if still else s)
        new = [] if ask.topic is None else [{"slot": ask.slot, "topic": topic, "since": said, "until": None}]
        for s in new if later else ():
            if later[0]["slot"] == ask.slot or not over(ask.slot, later[0]["since"]):
                s["until"] = later[0]["since"]
        self.stays[person] = left + new + later

    def headcounts(self) -> dict[tuple[str, str], int]:
        there = [(s["slot"], s["topic"]) for stays in self.stays.values() for s in stays if not s["until"]]
        return {place: there.count(place) for place in there}

    def announce(self, ask: c.Announce, by: str | None, now: int) -> None:
        self.organizers_only(by)
        if not ask.text:
            raise No("text-empty")
        if ask.announcement in self.of("announcement") or ask.announcement in self.of("planned"):
            raise No("announcement-exists")
        if ask.whom is not None:
            if (ask.whom.room is None) == (ask.whom.topic is None):
                raise No("bad-command")
            if ask.whom.room is not None and ask.whom.room not in self.of("room"):
                raise No("room-unknown")
            if ask.whom.topic is not None:
                self.standing(ask.whom.topic)
        if ask.at is not None and ask.at > now:
            self.world["planned", ask.announcement] = {"text": ask.text, "at": ask.at, "whom": ask.whom}
            return
        if ask.whom is not None:
            people = self.meant_by(ask.whom, now) - {by}
            if not people:
                raise No("nobody-meant")
            for person in sorted(people):
                self.tell(person, "announced", None)
            return
        if len([a for a in self.of("announcement").values() if a["until"] is None or a["until"] > now]) >= 5:
            raise No("announcements-many")
        self.world["announcement", ask.announcement] = {"text": ask.text, "at": now, "until": ask.until}

    def meant_by(self, whom: Whom, now: int) -> set[str]:
        if whom.topic is not None:
            root = self.root(whom.topic)
            voters = {person for person in self.people if self.weight(person, root) != "none"}
            return voters | set(self.topics[root]["hosts"])
        ahead = sorted(
            (slot["start"], ident)
            for ident, slot in self.of("slot").items()
            if not slot["is_break"] and slot["end"] > now
        )
        if not ahead:
            return set()
        slot = ahead[0][1]
        there = {topic for topic, at, room in self.shown() if (at, room) == (slot, whom.room)}
        return {person for person in self.people if self.day(person).get(slot, ("", ""))[0] in there}

    def make_announcement(self, ask: c.MakeAnnouncement, by: str | None, now: int) -> bool:
        planned = self.of("planned").get(ask.announcement)
        if planned is None or planned["at"] > now:
            return False
        del self.world["planned", ask.announcement]
        if planned["whom"] is None:
            self.world["announcement", ask.announcement] = {"text": planned["text"], "at": now, "until": None}
        else:
            for person in sorted(self.meant_by(planned["whom"], now)):
                self.tell(person, "announced", None)
        return True

    def end_announcement(self, ask: c.EndAnnouncement, by: str | None, now: int) -> None:
        self.organizers_only(by)
        if ask.announcement in self.of("planned"):
            del self.world["planned", ask.announcement]
            return
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
        parted = [
            ident
            for (kind, ident), thing in back.items()
            if kind == "topic" and thing["merged_into"] is None and self.topics[ident]["merged_into"] is not None
        ]
        before = self.of("slot")
        self.world |= back
        self.world = {key: thing for key, thing in self.world.items() if thing is not None}
        if action["times"]:
            self.tell_times(before)
        if {kind for kind, _ in back} & {"topic", "room", "slot", "draft"}:
            self.prune(now)
        for topic in parted:
            self.part(topic, by)
        for (kind, _), thing in back.items():
            if kind == "request" and thing is not None:
                t, slot, to = thing["wish"]
                for person in thing["backers"]:
                    declined = ("declined", t, (slot, str(to)))
                    self.told[person] = [told for told in self.told.get(person, []) if told != declined]
        self.actions[ask.seq] = action | {"undone": True}
        return True


def empty_draft() -> dict[str, Any]:
    return {"placements": [], "unplaced": [], "value": None, "bound": None}
