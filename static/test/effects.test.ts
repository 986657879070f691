import assert from "node:assert/strict";
import { test } from "node:test";
import { CampStore, type View } from "../src/core.ts";
import type {
  Command,
  Delta,
  DraftDocument,
  MeDocuments,
  OrganizersDocuments,
  Placement,
  PublicDocuments,
  TopicDocument,
} from "../src/wire.ts";

const topic = (id: string, fields: Partial<TopicDocument> = {}): TopicDocument => ({
  id,
  kind: "learn",
  title: `Topic ${id}`,
  created: 1,
  ...fields,
});
const placement = (id: string, slot: string, room: string, pinned = false): Placement => ({
  topic: id,
  slot,
  room,
  pinned,
});
const draft: DraftDocument = {
  seq: 4,
  placements: [placement("a", "s1", "r1"), placement("b", "s2", "r2", true)],
  unplaced: [{ topic: "c", reason: "no-room", others: [] }],
  value: 10,
  bound: 12,
  differs: true,
  hosts_touched: [],
  attendees_touched: 0,
};
const shared: PublicDocuments = {
  camp: {
    id: "x",
    name: "Camp",
    date: "2027-03-13",
    time_zone: "UTC",
    phases: ["gather", "vote"],
    tags: [],
    timetable: [],
  },
  people: { joined: 2 },
  board: { mode: "join", until: null, topic: null, announcement: null },
  smackdown: { on: null, since: null, queue: [], begun: false },
  schedule: { number: 1, at: 1, sessions: [{ topic: "a", slot: "s1", room: "r1" }] },
  "topic/a": topic("a"),
  "topic/b": topic("b", { kind: "lead", hosts: ["p1"] }),
  "tally/a": { interested: 3, must: 2 },
  "tally/b": { interested: 0, must: 1 },
  "room/r1": { id: "r1", name: "Blue", capacity: 20, features: [], link: null, closed: [] },
  "slot/s1": { id: "s1", title: "First", start: 1, end: 2, is_break: false },
  "host/p1": { name: "Ana" },
};
const mine: MeDocuments = {
  me: { person: "p1", name: "Ana", organizer: true, interests: ["art"], proposed: ["b"], hosting: ["b"] },
  day: { s1: { topic: "a", why: "seat" }, s2: { topic: "b", why: "host" } },
  stays: [],
  requests: [],
  "vote/b": "must",
  "notice/7": {
    id: 7,
    at: 1,
    kind: "moved",
    topic: "a",
    title: "A",
    slot: null,
    room: null,
    from_slot: null,
    from_room: null,
    from_title: "",
    from_topic: null,
    carried: null,
    minutes: 0,
    since: null,
    until: null,
  },
  "notice/9": {
    id: 9,
    at: 2,
    kind: "moved",
    topic: "b",
    title: "B",
    slot: null,
    room: null,
    from_slot: null,
    from_room: null,
    from_title: "",
    from_topic: null,
    carried: null,
    minutes: 0,
    since: null,
    until: null,
  },
};
const organizers: OrganizersDocuments = { draft, votes: { cast: 0, people: 0 }, shown: [] };

function snapshot(aud: Delta["aud"], put: object): Delta {
  return { aud, epoch: "e", from: null, to: 1, put: { ...put }, del: [] };
}

function campStore(): CampStore {
  const store = new CampStore();
  for (const delta of [snapshot("public", shared), snapshot("me", mine), snapshot("organizers", organizers)])
    store.apply(delta);
  return store;
}

/** What is seen right after the commands were asked. */
function expected(...commands: Command[]): View {
  const store = campStore();
  commands.forEach((command, i) => store.expect(i + 1, command, 1000));
  return store.view();
}

test("set-vote shows in one's votes and in the tally, in which one counts once", () => {
  const { votes, tallies } = expected(
    { do: "set-vote", topic: "a", weight: "interested" },
    { do: "set-vote", topic: "a", weight: "must" },
    { do: "set-vote", topic: "b", weight: "interested" },
  );
  assert.deepEqual(
    [...votes],
    [
      ["b", "interested"],
      ["a", "must"],
    ],
  );
  assert.deepEqual(tallies.get("a"), { interested: 3, must: 3 });
  assert.deepEqual(tallies.get("b"), { interested: 1, must: 0 });
});

test("set-vote none takes the vote back, and nothing when there is none", () => {
  const { votes, tallies } = expected(
    { do: "set-vote", topic: "b", weight: "none" },
    { do: "set-vote", topic: "a", weight: "none" },
  );
  assert.deepEqual([...votes], []);
  assert.deepEqual(tallies.get("b"), { interested: 0, must: 0 });
  assert.deepEqual(tallies.get("a"), { interested: 3, must: 2 });
});

test("request-time shows among one's requests, and one is counted once", () => {
  const store = campStore();
  const asked = { topic: "a", slot: "s1", to: "s2", people: 2, since: 5 };
  store.apply({ aud: "public", epoch: "e", from: 1, to: 2, put: { "request/a.s1.s2": asked }, del: [] });
  store.expect(1, { do: "request-time", topic: "a", slot: "s1", to: "s2" }, 1000);
  store.expect(2, { do: "request-time", topic: "a", slot: "s1", to: "s2", reason: "I leave at two" }, 1001);
  store.expect(3, { do: "request-time", topic: "a", slot: "s1" }, 1002);
  assert.deepEqual(store.view().wishes, ["a.s1.s2", "a.s1."]);
  assert.deepEqual(
    [...store.view().requests.values()].map(({ to, people, since }) => [to, people, since]),
    [
      ["s2", 3, 5],
      [null, 1, 1002],
    ],
  );
  store.expect(4, { do: "request-time", topic: "a", slot: "s1", wanted: false }, 1003);
  assert.deepEqual(store.view().wishes, ["a.s1.s2"]);
  assert.deepEqual([...store.view().requests.keys()], ["a.s1.s2"]);
});

test("be-at ends what was before, and one is counted once", () => {
  const store = campStore();
  const slots = { "slot/s1": { id: "s1", title: "First", start: 0, end: 2000, is_break: false } };
  const counts = { "headcount/s1": { a: 3 } };
  store.apply({ aud: "public", epoch: "e", from: 1, to: 2, put: { ...slots, ...counts }, del: [] });
  const say = (n: number, topic: string | null): View => {
    store.expect(n, { do: "be-at", slot: "s1", topic }, 1000 + n);
    return store.view();
  };
  assert.deepEqual(say(1, "a").headcounts.get("s1"), { a: 4 });
  const moved = say(2, "b");
  assert.deepEqual(moved.headcounts.get("s1"), { a: 3, b: 1 });
  assert.deepEqual(moved.stays, [
    { slot: "s1", topic: "a", since: 1001, until: 1002 },
    { slot: "s1", topic: "b", since: 1002, until: null },
  ]);
  assert.deepEqual(say(3, null).headcounts.get("s1"), { a: 3 });
});

test("be-at leaves the count of a slot that is over as it was", () => {
  const store = campStore();
  const stay = { slot: "s1", topic: "a", since: 1, until: null };
  store.apply({ aud: "me", epoch: "e", from: 1, to: 2, put: { stays: [stay] }, del: [] });
  store.apply({ aud: "public", epoch: "e", from: 1, to: 2, put: { "headcount/s1": { a: 1 } }, del: [] });
  store.expect(1, { do: "be-at", slot: "s2", topic: "b" }, 1000);
  const { stays, headcounts } = store.view();
  assert.deepEqual(stays, [stay, { slot: "s2", topic: "b", since: 1000, until: null }]);
  assert.deepEqual(Object.fromEntries(headcounts), { s1: { a: 1 }, s2: { b: 1 } });
});

test("a second vote counts right though the first one was refused", () => {
  const store = campStore();
  store.expect(1, { do: "set-vote", topic: "a", weight: "interested" });
  store.view();
  store.expect(2, { do: "set-vote", topic: "a", weight: "must" });
  store.view();
  store.settle({ ok: false, n: 1, code: "slow-down", message: "", value: 1, retryable: true });
  assert.deepEqual(store.view().tallies.get("a"), { interested: 3, must: 3 });
});

test("a vote on a topic that is not on the wall shows nowhere", () => {
  const before = expected();
  const { votes, tallies } = expected({ do: "set-vote", topic: "gone", weight: "must" });
  assert.deepEqual(votes, before.votes);
  assert.deepEqual(tallies, before.tallies);
});

test("propose-topic puts the card on the wall, hosted when one leads it", () => {
  const { topics, tallies, me, hosts } = expected(
    { do: "propose-topic", topic: "t1", kind: "lead", title: " Maths ", tags: ["art"], description: "" },
    { do: "propose-topic", topic: "t2", kind: "learn", title: "Music" },
    { do: "propose-topic", topic: "t3", kind: "lead", title: "Typed in", card: true },
    { do: "set-vote", topic: "t2", weight: "must" },
  );
  assert.deepEqual(topics.get("t1"), {
    id: "t1",
    kind: "lead",
    title: "Maths",
    created: 1000,
    tags: ["art"],
    hosts: ["p1"],
  });
  assert.deepEqual(topics.get("t2"), { id: "t2", kind: "learn", title: "Music", created: 1000 });
  assert.deepEqual(topics.get("t3"), { id: "t3", kind: "lead", title: "Typed in", created: 1000, card: true });
  assert.deepEqual(tallies.get("t1"), { interested: 0, must: 0 });
  assert.deepEqual(tallies.get("t2"), { interested: 0, must: 1 });
  assert.deepEqual(me?.proposed, ["b", "t1", "t2"]);
  assert.deepEqual(me?.hosting, ["b", "t1"]);
  assert.equal(hosts.get("p1"), "Ana");
});

test("propose-topic leaves the card alone that the camp has put up already", () => {
  const store = campStore();
  store.expect(1, { do: "propose-topic", topic: "t1", kind: "learn", title: "Mine" }, 1000);
  const card = topic("t1", { title: "Mine", created: 2000, tags: ["edited"] });
  store.apply({ aud: "public", epoch: "e", from: 1, to: 2, put: { "topic/t1": card }, del: [] });
  assert.deepEqual(store.view().topics.get("t1"), card);
});

test("edit-topic changes the fields that it names", () => {
  const { topics } = expected({ do: "edit-topic", topic: "b", title: "Better", needs: ["piano"] });
  assert.deepEqual(topics.get("b"), topic("b", { kind: "lead", hosts: ["p1"], title: "Better", needs: ["piano"] }));
});

test("withdraw-topic takes the card, its tally and one's vote away", () => {
  const { topics, tallies, votes, me } = expected({ do: "withdraw-topic", topic: "b" });
  assert.deepEqual([...topics.keys()], ["a"]);
  assert.deepEqual([...tallies.keys()], ["a"]);
  assert.deepEqual([...votes], []);
  assert.deepEqual([me?.proposed, me?.hosting], [[], []]);
});

test("claim-topic makes one a host, and no more", () => {
  const claimed = expected({ do: "claim-topic", topic: "a" }, { do: "claim-topic", topic: "a", claimed: true });
  assert.deepEqual(claimed.topics.get("a")?.hosts, ["p1"]);
  assert.deepEqual(claimed.me?.hosting, ["b", "a"]);
  const given = expected({ do: "claim-topic", topic: "a" }, { do: "claim-topic", topic: "a", claimed: false });
  assert.deepEqual(given.topics.get("a")?.hosts, []);
  assert.deepEqual(given.me?.hosting, ["b"]);
});

test("choose-session changes the day, but never sends a host away", () => {
  const { day } = expected(
    { do: "choose-session", slot: "s1", topic: "b" },
    { do: "choose-session", slot: "s2", topic: "a" },
    { do: "choose-session", slot: "s3", topic: null },
  );
  assert.deepEqual(day, { s1: { topic: "b", why: "choice" }, s2: { topic: "b", why: "host" } });
});

test("see-notices takes away what was read", () => {
  assert.deepEqual(
    expected({ do: "see-notices", up_to: 7 }).notices.map(({ id }) => id),
    [9],
  );
  assert.deepEqual(expected({ do: "see-notices", up_to: 9 }).notices, []);
});

test("set-interests replaces one's interests", () => {
  assert.deepEqual(expected({ do: "set-interests", interests: ["maths"] }).me?.interests, ["maths"]);
});

test("set-phase opens and shuts as the camp does", () => {
  const phases = (...commands: Command[]): unknown => expected(...commands).camp?.phases;
  const set = (phase: "gather" | "vote" | "plan" | "run" | "closed", open: boolean): Command => ({
    do: "set-phase",
    phase,
    open,
  });
  assert.deepEqual(phases(set("vote", false)), ["gather"]);
  assert.deepEqual(phases(set("plan", true)), ["gather", "plan", "vote"]);
  assert.deepEqual(phases(set("plan", true), set("run", true)), ["gather", "run", "vote"]);
  assert.deepEqual(phases(set("run", true), set("closed", true)), ["closed"]);
  assert.deepEqual(phases(set("closed", true), set("gather", true)), ["gather"]);
});

test("rooms and slots are made, changed and removed, and the draft loses what stood there", () => {
  const view = expected(
    { do: "put-room", room: "r2", name: "Red", capacity: 9 },
    { do: "remove-room", room: "r1" },
    { do: "put-slot", slot: "s2", title: "Lunch", start: 5, end: 6, is_break: true },
    { do: "remove-slot", slot: "s1" },
  );
  assert.deepEqual([...view.rooms.values()], [{ id: "r2", name: "Red", capacity: 9, features: [], link: null, closed: [] }]);
  assert.deepEqual([...view.slots.values()], [{ id: "s2", title: "Lunch", start: 5, end: 6, is_break: true }]);
  assert.deepEqual(view.draft?.placements, [placement("b", "s2", "r2", true)]);
});

test("place-topic moves a topic into its cell, in order, and off the list of those without one", () => {
  const placed = expected({ do: "place-topic", topic: "c", slot: "s1", room: "r2" }).draft;
  assert.deepEqual(placed?.placements, [
    placement("a", "s1", "r1"),
    placement("c", "s1", "r2"),
    placement("b", "s2", "r2", true),
  ]);
  assert.deepEqual([placed?.unplaced, placed?.value, placed?.bound], [[], null, null]);
  const moved = expected({ do: "place-topic", topic: "b", slot: "s1", room: "r0" }).draft;
  assert.deepEqual(moved?.placements, [placement("b", "s1", "r0"), placement("a", "s1", "r1")]);
});

test("place-topic takes out what it is placed instead of, if that stands there", () => {
  const instead = expected({ do: "place-topic", topic: "c", slot: "s1", room: "r1", instead_of: "a" }).draft;
  assert.deepEqual(instead?.placements, [placement("c", "s1", "r1"), placement("b", "s2", "r2", true)]);
  const beside = expected({ do: "place-topic", topic: "c", slot: "s1", room: "r2", instead_of: "a" }).draft;
  assert.equal(beside?.placements.length, 3);
});

test("unplace-topic and pin-topic change one placement", () => {
  assert.deepEqual(expected({ do: "unplace-topic", topic: "a" }).draft?.placements, [placement("b", "s2", "r2", true)]);
  const pinned = expected(
    { do: "pin-topic", topic: "a", pinned: true },
    { do: "pin-topic", topic: "b", pinned: false },
  );
  assert.deepEqual(pinned.draft?.placements, [placement("a", "s1", "r1", true), placement("b", "s2", "r2")]);
  assert.equal(pinned.draft?.value, 10);
});

test("swap-cells exchanges two cells, one of which may be empty", () => {
  const a = { slot: "s1", room: "r1" };
  const b = { slot: "s2", room: "r2" };
  assert.deepEqual(expected({ do: "swap-cells", a, b }).draft?.placements, [
    placement("b", "s1", "r1", true),
    placement("a", "s2", "r2"),
  ]);
  const empty = { slot: "s3", room: "r1" };
  assert.deepEqual(expected({ do: "swap-cells", a: empty, b }).draft?.placements, [
    placement("a", "s1", "r1"),
    placement("b", "s3", "r1", true),
  ]);
});

test("swap-cells does not swap again when the draft has come before the answer", () => {
  const store = campStore();
  store.expect(1, { do: "swap-cells", a: { slot: "s1", room: "r1" }, b: { slot: "s2", room: "r2" } });
  const { draft: swapped } = store.view();
  store.apply({ aud: "organizers", epoch: "e", from: 1, to: 2, put: { draft: { ...swapped, seq: 5 } }, del: [] });
  assert.deepEqual(store.view().draft?.placements, swapped?.placements);
});

test("a topic that may run twice is placed, moved, pinned and taken out one session at a time", () => {
  const first = { slot: "s1", room: "r1" };
  const repeat = { slot: "s3", room: "r1" };
  const place: Command = { do: "place-topic", topic: "a", slot: "s3", room: "r1", beside: first };
  const twice = [placement("a", "s1", "r1"), placement("b", "s2", "r2", true), placement("a", "s3", "r1")];
  assert.deepEqual(expected(place).draft?.placements, twice);
  assert.deepEqual(expected(place, place).draft?.placements, twice);
  assert.deepEqual(expected(place, { ...place, slot: "s1", room: "r2", beside: repeat }).draft?.placements, [
    placement("a", "s1", "r2"),
    placement("b", "s2", "r2", true),
    placement("a", "s3", "r1"),
  ]);
  assert.deepEqual(expected(place, { do: "place-topic", topic: "a", slot: "s4", room: "r1" }).draft?.placements, [
    placement("b", "s2", "r2", true),
    placement("a", "s4", "r1"),
  ]);
  assert.deepEqual(expected(place, { do: "pin-topic", topic: "a", pinned: true, cell: repeat }).draft?.placements, [
    placement("a", "s1", "r1"),
    placement("b", "s2", "r2", true),
    placement("a", "s3", "r1", true),
  ]);
  assert.deepEqual(expected(place, { do: "unplace-topic", topic: "a", cell: first }).draft?.placements, twice.slice(1));
  const swap: Command = { do: "swap-cells", a: first, b: { slot: "s2", room: "r2" } };
  assert.deepEqual(expected(place, swap).draft?.placements, [
    placement("b", "s1", "r1", true),
    placement("a", "s2", "r2"),
    placement("a", "s3", "r1"),
  ]);
});

test("set-repeat is the topic's, and shows at once", () => {
  assert.equal(expected({ do: "set-repeat", topic: "b", twice: true }).topics.get("b")?.twice, true);
  const back = expected({ do: "set-repeat", topic: "b", twice: true }, { do: "set-repeat", topic: "b", twice: false });
  assert.deepEqual(back.topics.get("b"), shared["topic/b"]);
});

test("choosing a repeat gives up the first session of the same topic, unless one hosts it", () => {
  assert.deepEqual(expected({ do: "choose-session", slot: "s3", topic: "a" }).day, {
    s2: { topic: "b", why: "host" },
    s3: { topic: "a", why: "choice" },
  });
  assert.deepEqual(expected({ do: "choose-session", slot: "s3", topic: "b" }).day, {
    s1: { topic: "a", why: "seat" },
    s2: { topic: "b", why: "host" },
    s3: { topic: "b", why: "choice" },
  });
});

test("what the camp alone can decide shows nothing before it has", () => {
  const before = expected();
  const after = expected(
    { do: "publish", based_on: 4 },
    { do: "merge-topic", topic: "a", into: "b" },
    { do: "hide-topic", topic: "a", hidden: true },
    { do: "undo", seq: 3 },
    { do: "announce", announcement: "x", text: "Lunch" },
  );
  assert.deepEqual(after, { ...before, settled: false });
});

test("commands that find none of their documents change nothing", () => {
  const store = new CampStore();
  const commands: Command[] = [
    { do: "edit-topic", topic: "a", title: "x" },
    { do: "claim-topic", topic: "a" },
    { do: "choose-session", slot: "s", topic: "a" },
    { do: "pin-topic", topic: "a", pinned: true },
    { do: "set-phase", phase: "run", open: true },
    { do: "swap-cells", a: { slot: "s", room: "r" }, b: { slot: "s", room: "q" } },
    { do: "propose-topic", topic: "t", kind: "lead", title: "Early" },
    { do: "see-notices", up_to: 5 },
  ];
  const before = store.view();
  commands.forEach((command, i) => store.expect(i, command));
  assert.deepEqual(store.view(), { ...before, settled: false });
});

test("what a host asks for in the room, and what a voter hopes for, show at once", () => {
  const view = expected(
    { do: "need-hand", topic: "b", slot: "s2" },
    { do: "need-hand", topic: "a", slot: "s1" },
    { do: "set-notes", topic: "b", link: "https://notes.example/b " },
    { do: "set-hope", topic: "b", text: " Courage " },
  );
  assert.deepEqual(view.day.s2, { topic: "b", why: "host", hand: "needed" });
  assert.deepEqual(view.day.s1, { topic: "a", why: "seat" });
  assert.equal(view.topics.get("b")?.notes, "https://notes.example/b");
  assert.deepEqual([...view.hope], [["b", { number: 0, text: "Courage" }]]);
  const back = expected(
    { do: "need-hand", topic: "b", slot: "s2" },
    { do: "need-hand", topic: "b", slot: "s2", needed: false },
    { do: "set-hope", topic: "b", text: "Courage" },
    { do: "set-hope", topic: "b", text: "" },
  );
  assert.deepEqual(back.day.s2, { topic: "b", why: "host" });
  assert.deepEqual([...back.hope], []);
});
