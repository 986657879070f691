import assert from "node:assert/strict";
import { test } from "node:test";
import { changeIn, type Seen, type SeenDay } from "../../src/phone/day-memory.ts";

const seen = (topic: string, room = "r1", start = 1): Seen => ({ topic, title: topic, room, roomName: room, start });
const before: SeenDay = { s1: seen("a"), s2: seen("b", "r2", 2) };

test("nothing is marked on the first look, nor where nothing changed", () => {
  assert.equal(changeIn("s1", undefined, before), undefined);
  assert.equal(changeIn("s1", before, before), undefined);
  assert.equal(changeIn("s3", before, before), undefined);
});

test("a stop that moved says where it was: another room, another time, another slot", () => {
  assert.deepEqual(changeIn("s1", before, { s1: seen("a", "r3") }), { kind: "moved", was: before.s1 });
  assert.deepEqual(changeIn("s1", before, { s1: seen("a", "r1", 5) }), { kind: "moved", was: before.s1 });
  assert.deepEqual(changeIn("s1", before, { s1: seen("b") }), { kind: "moved", was: before.s2 });
});

test("what is new, what is something else, and what is gone", () => {
  assert.deepEqual(changeIn("s3", before, { s3: seen("c") }), { kind: "new", was: undefined });
  assert.deepEqual(changeIn("s1", before, { s1: seen("c") }), { kind: "other", was: before.s1 });
  assert.deepEqual(changeIn("s1", before, {}), { kind: "gone", was: before.s1 });
});
