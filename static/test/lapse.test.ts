import assert from "node:assert/strict";
import { test } from "node:test";
import { momentAt, newlyPlaced, ranked } from "../src/board/lapse.ts";
import type { Lapse } from "../src/wire.ts";

const LAPSE: Lapse = {
  camp: "x",
  name: "Camp",
  time_zone: "UTC",
  seq: 9,
  topics: ["a", "b", "c"].map((id) => ({ id, title: id, kind: "lead" })),
  slots: [{ id: "s", title: "s", start: 0, end: 1 }],
  rooms: [{ id: "r", name: "r" }],
  frames: [
    { at: 1, phases: ["gather"], people: 1, here: [0, 1] },
    { at: 2, phases: ["gather", "vote"], people: 3, here: [2], tallies: [1, 0, 2, 2, 1, 0] },
    { at: 3, phases: ["plan"], people: 3, gone: [2], sessions: [1, 0, 0], draft: true },
    { at: 4, phases: ["run"], people: 3, tallies: [0, 5, 0] },
  ],
};

test("a moment is everything up to its frame", () => {
  assert.deepEqual(momentAt(LAPSE, 0), {
    at: 1,
    phases: ["gather"],
    people: 1,
    here: [0, 1],
    tallies: new Map(),
    sessions: [],
    draft: false,
  });
  const third = momentAt(LAPSE, 2)!;
  assert.deepEqual([third.here, third.sessions, third.draft], [[0, 1], [{ topic: 1, slot: 0, room: 0 }], true]);
  assert.equal(momentAt(LAPSE, 99)!.at, 4);
  assert.equal(momentAt({ ...LAPSE, frames: [] }, 0), undefined);
});

test("topics rank by their votes, else as they came", () => {
  assert.deepEqual(ranked(momentAt(LAPSE, 0)!), [0, 1]);
  assert.deepEqual(ranked(momentAt(LAPSE, 1)!), [1, 2, 0]);
  assert.deepEqual(ranked(momentAt(LAPSE, 3)!), [0, 1]);
});

test("what is new in the schedule is said once", () => {
  const [before, now, after] = [1, 2, 3].map((index) => momentAt(LAPSE, index)!);
  assert.equal(newlyPlaced(before, now!).length, 1);
  assert.equal(newlyPlaced(now, after!).length, 0);
  assert.equal(newlyPlaced(undefined, now!).length, 1);
});
