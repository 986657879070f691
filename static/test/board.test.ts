import assert from "node:assert/strict";
import { test } from "node:test";
import { agendaAt, byRoom, countdown, isOver, slotsInTurn } from "../src/board/agenda.ts";
import {
  byVotes,
  downSince,
  drift,
  JUST_IN_MS,
  justIn,
  kept,
  modeOf,
  nextChange,
  spelled,
  staleFrom,
  standing,
} from "../src/board/mode.ts";
import { columnsIn, evenPagesOf, pagesOf, turned, type Turn } from "../src/board/paging.ts";
import { pause } from "../src/board/watch.ts";
import type { CampDocument, Room, Slot, TopicDocument } from "../src/wire.ts";

const MINUTE = 60_000;
const NINE = Date.UTC(2027, 2, 13, 8);

function camp(phases: CampDocument["phases"], timetable: CampDocument["timetable"] = []): CampDocument {
  return { id: "k7m2qd", name: "Camp", date: "2027-03-13", time_zone: "Europe/Madrid", phases, tags: [], timetable };
}

function slot(id: string, start: number, minutes = 50, is_break = false): Slot {
  return { id, title: id, start: NINE + start * MINUTE, end: NINE + (start + minutes) * MINUTE, is_break };
}

function topic(id: string, created = 0): TopicDocument {
  return { id, kind: "lead", title: id, created };
}

const ids = (list: readonly { id: string }[]): string[] => list.map(({ id }) => id);

test("the mode follows the phases, and a schedule stays until the camp is closed", () => {
  assert.equal(modeOf(camp([]), false), "wall");
  assert.equal(modeOf(camp(["gather"]), false), "wall");
  assert.equal(modeOf(camp(["vote"]), false), "wall");
  assert.equal(modeOf(camp(["plan"]), false), "planning");
  assert.equal(modeOf(camp(["plan", "vote"]), false), "wall");
  assert.equal(modeOf(camp(["run"]), false), "planning");
  assert.equal(modeOf(camp(["plan"]), true), "schedule");
  assert.equal(modeOf(camp(["gather", "run", "vote"]), true), "schedule");
  assert.equal(modeOf(camp(["closed"]), true), "closed");
});

test("a smackdown has the board from its first turn on, and never a closed camp's", () => {
  const smackdown = { on: null, since: null, queue: [], begun: false };
  assert.equal(modeOf(camp(["run"]), true, smackdown), "schedule");
  assert.equal(modeOf(camp(["run"]), true, { ...smackdown, begun: true }), "smackdown");
  assert.equal(modeOf(camp(["closed"]), true, { ...smackdown, begun: true }), "closed");
});

test("the next change is the first that is ahead and changes something", () => {
  const timetable = [
    { at: 300, phase: "plan", open: true },
    { at: 200, phase: "vote", open: false },
    { at: 150, phase: "vote", open: true },
    { at: 50, phase: "gather", open: false },
  ] as const;
  const voting = camp(["vote"], [...timetable]);
  assert.deepEqual(nextChange(voting, 100), timetable[1]);
  assert.deepEqual(nextChange(voting, 200), timetable[0]);
  assert.equal(nextChange(voting, 300), undefined);
});

test("announcements stand until their time, newest first", () => {
  const said = [
    { id: "old", text: "", at: 1, until: null },
    { id: "past", text: "", at: 2, until: 10 },
    { id: "new", text: "", at: 3, until: 11 },
  ];
  assert.deepEqual(ids(standing(said, 10)), ["new", "old"]);
});

test("topics come by people who want them, then musts, then the newest", () => {
  const topics = [topic("none", 9), topic("older", 1), topic("newer", 2), topic("musts", 0), topic("most", 0)];
  const tallies = new Map([
    ["older", { interested: 3, must: 1 }],
    ["newer", { interested: 3, must: 1 }],
    ["musts", { interested: 2, must: 2 }],
    ["most", { interested: 5, must: 0 }],
  ]);
  assert.deepEqual(ids(byVotes(topics, tallies)), ["most", "musts", "newer", "older", "none"]);
});

test("an order that is being read loses what is gone and gains what is new at its end", () => {
  const present = new Map(["d", "c", "a"].map((id) => [id, true]));
  assert.deepEqual(kept(["a", "b", "c"], present), ["a", "c", "d"]);
});

test("the newest topic of the last moments is announced, with how many came with it", () => {
  const topics = [topic("old", 1000 - JUST_IN_MS), topic("a", 1000), topic("b", 900), topic("future", 1001)];
  assert.deepEqual(justIn(topics, 1000), { topic: topics[1], others: 1 });
  assert.equal(justIn(topics, 1002 + JUST_IN_MS), undefined);
});

test("data is called stale ten seconds after the link was lost, not before, and not when it is back", () => {
  const view = { heard: 99_000, offset: 5 };
  const lost = downSince(undefined, "connecting", 100_000);
  assert.equal(lost, 100_000);
  assert.equal(staleFrom(view, lost, 110_000), undefined);
  const later = downSince(lost, "offline", 110_001);
  assert.equal(later, 100_000);
  assert.equal(staleFrom(view, later, 110_001), 99_005);
  assert.equal(staleFrom({ heard: 0, offset: 5 }, later, 110_001), 100_005);
  assert.equal(downSince(later, "live", 110_002), undefined);
  assert.equal(downSince(100_000, "offline", 90_000), 90_000, "the device's clock was put back");
});

test("the picture drifts through nine places and never by more than one step", () => {
  const places = Array.from({ length: 9 }, (_, i) => drift(i * 3 * MINUTE));
  assert.equal(new Set(places.map(String)).size, 9);
  assert.deepEqual(drift(27 * MINUTE), drift(0));
  places.forEach(([x, y], i) => {
    const [nextX, nextY] = places[(i + 1) % 9]!;
    assert.ok(Math.abs(x - nextX) <= 1 && Math.abs(y - nextY) <= 1, `step ${i}`);
  });
});

test("an address is spelled as people type it", () => {
  assert.deepEqual(spelled("https://camp.example/c/k7m2qd"), { host: "camp.example", path: "/c/k7m2qd" });
  assert.deepEqual(spelled("http://192.168.1.20:8000/c/x"), { host: "192.168.1.20:8000", path: "/c/x" });
  assert.deepEqual(spelled("https://camp.example/"), { host: "camp.example", path: "" });
});

const DAY = [slot("two", 60), slot("lunch", 110, 60, true), slot("one", 0), slot("three", 170)];

test("the agenda says what is on, what comes and what comes later", () => {
  const at = (minute: number): string[][] => {
    const { now, next, later } = agendaAt(DAY, NINE + minute * MINUTE);
    return [ids(now), ids(next), ids(later)];
  };
  assert.deepEqual(at(-1), [[], ["one"], ["two", "lunch", "three"]]);
  assert.deepEqual(at(0), [["one"], ["two"], ["lunch", "three"]]);
  assert.deepEqual(at(50), [[], ["two"], ["lunch", "three"]]);
  assert.deepEqual(at(110), [["lunch"], ["three"], []]);
  assert.deepEqual(at(220), [[], [], []]);
  assert.ok(isOver(agendaAt(DAY, NINE + 220 * MINUTE)));
  assert.ok(!isOver(agendaAt([], NINE)), "no slots yet is not the end");
});

test("slots that begin together are next together", () => {
  const twins = [slot("b", 60), slot("a", 60), slot("c", 61)];
  const { next, later } = agendaAt(twins, NINE);
  assert.deepEqual([ids(next), ids(later)], [["a", "b"], ["c"]]);
});

test("while people look for their room, only the slot they look for is in turn", () => {
  const filled = new Set(["one", "two", "three"]);
  const at = (minute: number): string[] => {
    const now = NINE + minute * MINUTE;
    return ids(slotsInTurn(agendaAt(DAY, now), filled, now));
  };
  assert.deepEqual(at(-30), ["one", "two", "three"]);
  assert.deepEqual(at(-10), ["one"]);
  assert.deepEqual(at(4), ["one"]);
  assert.deepEqual(at(5), ["one", "two", "three"]);
  assert.deepEqual(at(50), ["two"]);
  assert.deepEqual(at(115), ["three"]);
  assert.deepEqual(at(162), ["three"]);
  assert.deepEqual(at(230), ["one", "two", "three"], "when all is over, the whole day");
});

test("slots without sessions are never in turn", () => {
  const early = NINE - 60 * MINUTE;
  assert.deepEqual(ids(slotsInTurn(agendaAt(DAY, early), new Set(["three"]), early)), ["three"]);
  assert.deepEqual(slotsInTurn(agendaAt(DAY, NINE), new Set(), NINE), []);
});

test("a countdown rounds up and never reaches zero", () => {
  assert.deepEqual(countdown(12 * MINUTE), { hours: 0, minutes: 12 });
  assert.deepEqual(countdown(11 * MINUTE + 1), { hours: 0, minutes: 12 });
  assert.deepEqual(countdown(1), { hours: 0, minutes: 1 });
  assert.deepEqual(countdown(0), { hours: 0, minutes: 1 });
  assert.deepEqual(countdown(60 * MINUTE), { hours: 1, minutes: 0 });
  assert.deepEqual(countdown(80 * MINUTE), { hours: 1, minutes: 20 });
});

test("sessions stand in the order of their rooms' names, numbers as numbers", () => {
  const room = (id: string, name: string): [string, Room] => [id, { id, name, capacity: 1, features: [], link: null, closed: [] }];
  const rooms = new Map([room("r1", "Room 10"), room("r2", "Room 2"), room("r3", "Aula")]);
  const sessions = ["r1", "r2", "r3"].map((id) => ({ topic: `t-${id}`, slot: "s", room: id }));
  const compare = new Intl.Collator("en", { numeric: true }).compare;
  assert.deepEqual(byRoom(sessions, rooms, compare).map(({ room: id }) => id), ["r3", "r2", "r1"]);
});

test("pages hold the rows that fit, and every item once", () => {
  assert.deepEqual(pagesOf([], 2, 100, 10), []);
  assert.deepEqual(pagesOf([40, 40, 40, 40], 2, 100, 10), [[0, 4]]);
  assert.deepEqual(pagesOf([40, 50, 40, 41], 2, 100, 10), [[0, 2], [2, 4]]);
  assert.deepEqual(pagesOf([40, 40, 40, 40, 40], 2, 100, 10), [[0, 4], [4, 5]]);
  assert.deepEqual(pagesOf([500, 10, 10], 1, 100, 10), [[0, 1], [1, 3]], "what is too high has a page of its own");
  const many = Array.from({ length: 600 }, (_, i) => 20 + ((i * 37) % 80));
  const pages = pagesOf(many, 3, 300, 7);
  let at = 0;
  for (const [from, to] of pages) {
    assert.equal(from, at);
    assert.ok(to > from);
    let height = -7;
    for (let i = from; i < to; i += 3) height += 7 + Math.max(...many.slice(i, Math.min(i + 3, to)));
    assert.ok(height <= 300);
    at = to;
  }
  assert.equal(at, 600);
});

test("pages are even, and no more than they would be otherwise", () => {
  const same = (count: number): number[] => Array.from({ length: count }, () => 40);
  const laid = (pages: [number, number][], columns: number) => ({ pages, columns });
  assert.deepEqual(evenPagesOf([], 3, 100, 10), laid([], 3));
  assert.deepEqual(evenPagesOf(same(6), 3, 100, 10), laid([[0, 6]], 3));
  assert.deepEqual(evenPagesOf(same(8), 3, 100, 10), laid([[0, 4], [4, 8]], 2), "four and four, not six and two");
  assert.deepEqual(evenPagesOf(same(8), 2, 140, 10), laid([[0, 4], [4, 8]], 2));
  assert.deepEqual(evenPagesOf(same(11), 3, 100, 10), laid([[0, 6], [6, 11]], 3));
  assert.deepEqual(evenPagesOf(same(14), 3, 100, 10), laid([[0, 5], [5, 10], [10, 14]], 3));
  const uneven = [90, 90, 90, 10, 10, 10];
  assert.deepEqual(evenPagesOf(uneven, 3, 90, 10), laid([[0, 3], [3, 6]], 3));
  assert.deepEqual(evenPagesOf([90, 90, 10, 10, 10, 10], 2, 90, 10), laid([[0, 2], [2, 6]], 2), "three do not fit");
});

test("columns are as many as fit, and at least one", () => {
  assert.equal(columnsIn(0, 100, 10), 1);
  assert.equal(columnsIn(209, 100, 10), 1);
  assert.equal(columnsIn(210, 100, 10), 2);
  assert.equal(columnsIn(1000, 100, 10), 9);
});

test("pages take turns, and the cycle counts when they begin again", () => {
  const keys = ["a", "b"];
  const first = turned(undefined, keys, 0, 10)!;
  assert.deepEqual(first, { key: "a", index: 0, since: 0, cycle: 0 });
  assert.equal(turned(first, keys, 9, 10), first);
  const second = turned(first, keys, 10, 10)!;
  assert.deepEqual(second, { key: "b", index: 1, since: 10, cycle: 0 });
  assert.deepEqual(turned(second, keys, 25, 10), { key: "a", index: 0, since: 25, cycle: 1 });
  assert.deepEqual(turned(first, ["a"], 10, 10), { key: "a", index: 0, since: 10, cycle: 1 });
  assert.equal(turned(first, [], 10, 10), undefined);
});

test("a page that moved stays on show; one that is gone is replaced by what took its place", () => {
  const turn: Turn = { key: "b", index: 1, since: 0, cycle: 3 };
  assert.deepEqual(turned(turn, ["new", "a", "b"], 5, 10), { key: "b", index: 2, since: 0, cycle: 3 });
  assert.deepEqual(turned(turn, ["a", "c"], 5, 10), { key: "c", index: 1, since: 5, cycle: 3 });
  assert.deepEqual(turned(turn, ["a"], 5, 10), { key: "a", index: 0, since: 5, cycle: 3 });
});

test("a clock that is put back does not hold a page for ever", () => {
  const turn: Turn = { key: "a", index: 0, since: 1000, cycle: 0 };
  const again = turned(turn, ["a", "b"], 100, 10)!;
  assert.deepEqual(again, { key: "a", index: 0, since: 100, cycle: 0 });
  assert.equal(turned(again, ["a", "b"], 110, 10)!.key, "b");
});

test("a board that keeps failing waits longer, up to ten minutes", () => {
  assert.deepEqual([1, 2, 3, 4, 5, 6, 99].map(pause), [30, 60, 120, 240, 480, 600, 600].map((s) => s * 1000));
});
