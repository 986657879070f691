import assert from "node:assert/strict";
import { test } from "node:test";
import type { View } from "../../src/core.ts";
import { isCounting, minutesAttended, placeIn } from "../../src/phone/stays.ts";
import { fullness } from "../../src/ui/fullness.ts";
import type { Slot, Stay } from "../../src/wire.ts";

const MINUTE = 60_000;
const first: Slot = { id: "s1", title: "First", start: 60 * MINUTE, end: 110 * MINUTE, is_break: false };
const second: Slot = { id: "s2", title: "Second", start: 120 * MINUTE, end: 170 * MINUTE, is_break: false };
const slots = new Map([first, second].map((slot) => [slot.id, slot]));

function view(stays: Stay[], phases: string[] = ["run"]): View {
  const sessions = [{ topic: "a", slot: "s1", room: "r1" }];
  return { stays, slots, camp: { phases }, schedule: { number: 1, at: 0, sessions } } as unknown as View;
}

function stay(slot: string, since: number, until: number | null = null): Stay {
  return { slot, topic: "a", since: since * MINUTE, until: until === null ? null : until * MINUTE };
}

test("a room is full in four words", () => {
  assert.deepEqual(
    [0, 1, 23, 24, 29, 30, 40].map((people) => fullness(people, 30)),
    ["", "room", "room", "nearly", "nearly", "full", "full"],
  );
});

test("minutes count within the slot, until one leaves or goes on", () => {
  const at = (stays: Stay[], now: number): number => minutesAttended(view(stays), now * MINUTE);
  assert.equal(at([stay("s1", 50)], 55), 0);
  assert.equal(at([stay("s1", 50)], 70), 10);
  assert.equal(at([stay("s1", 65)], 300), 45);
  assert.equal(at([stay("s1", 60, 80), stay("s1", 90)], 100), 30);
  assert.equal(at([stay("s1", 60), stay("s2", 100)], 130), 40 + 10);
  assert.equal(at([stay("gone", 60)], 100), 0);
});

test("one is where one said last, until one left", () => {
  assert.equal(placeIn(view([stay("s1", 60)]), "s1"), "a");
  assert.equal(placeIn(view([stay("s1", 60)]), "s2"), undefined);
  assert.equal(placeIn(view([stay("s1", 60, 70)]), "s1"), undefined);
});

test("people are counted from a quarter of an hour before until the end", () => {
  const counting = [44, 45, 109, 110].map((minute) => isCounting(view([]), first, minute * MINUTE));
  assert.deepEqual(counting, [false, true, true, false]);
  assert.equal(isCounting(view([]), second, 130 * MINUTE), false, "nothing is on in it");
  assert.equal(isCounting(view([], ["closed"]), first, 70 * MINUTE), false);
});
