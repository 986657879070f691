import assert from "node:assert/strict";
import { test } from "node:test";
import { speak } from "../../src/i18n.ts";
import { sessionsIn, sessionsOf, slotsOfTheDay } from "../../src/phone/day-plan.ts";
import type { CampDocument, ScheduleDocument, Slot } from "../../src/wire.ts";

speak("en");

const CAMP: CampDocument = {
  id: "spring",
  name: "Spring",
  date: "2027-03-13",
  time_zone: "Europe/Madrid",
  phases: ["run"],
  tags: [],
  timetable: [],
};
const NINE = Date.UTC(2027, 2, 13, 8);
const HOUR = 3_600_000;

function slots(...starts: [string, number][]): Map<string, Slot> {
  return new Map(
    starts.map(([id, start]) => [id, { id, title: id, start, end: start + HOUR - 600_000, is_break: false }]),
  );
}

function states(now: number): [string, string][] {
  const day = slots(["c", NINE + 2 * HOUR], ["a", NINE], ["b", NINE + HOUR], ["b2", NINE + HOUR]);
  return slotsOfTheDay({ slots: day, camp: CAMP }, now).map(({ slot, state }) => [slot.id, state]);
}

test("slots are told in the order of the day, with what is over, now and next", () => {
  assert.deepEqual(states(NINE - 1), [
    ["a", "next"],
    ["b", "later"],
    ["b2", "later"],
    ["c", "later"],
  ]);
  assert.deepEqual(states(NINE), [
    ["a", "now"],
    ["b", "next"],
    ["b2", "next"],
    ["c", "later"],
  ]);
});

test("between two slots nothing is now", () => {
  assert.deepEqual(states(NINE + HOUR - 600_000), [
    ["a", "past"],
    ["b", "next"],
    ["b2", "next"],
    ["c", "later"],
  ]);
});

test("a camp of several days says which one it is, once a day, by the camp's own clock", () => {
  const days = slots(["a", NINE], ["b", NINE + HOUR], ["c", NINE + 15 * HOUR]);
  assert.deepEqual(
    slotsOfTheDay({ slots: days, camp: CAMP }, NINE).map(({ date }) => date),
    ["Saturday, March 13", "", "Sunday, March 14"],
  );
});

test("a camp of one day does not say so", () => {
  const day = slots(["a", NINE], ["b", NINE + HOUR]);
  assert.deepEqual(
    slotsOfTheDay({ slots: day, camp: CAMP }, NINE).map(({ date }) => date),
    ["", ""],
  );
});

test("sessions are found by slot and by topic; before the first schedule there are none", () => {
  const one = { topic: "t1", slot: "a", room: "r1" };
  const two = { topic: "t2", slot: "a", room: "r2" };
  const early = { ...one, topic: "t2", slot: "z" };
  const schedule: ScheduleDocument = { number: 1, at: NINE, sessions: [one, two, { ...one, topic: "t3" }, early] };
  const day = slots(["a", NINE + HOUR], ["z", NINE]);
  assert.deepEqual(sessionsIn(schedule, "z"), [early]);
  assert.deepEqual(sessionsIn(schedule, "c"), []);
  assert.deepEqual(sessionsOf({ schedule, slots: day }, "t2"), [early, two]);
  assert.deepEqual(sessionsOf({ schedule, slots: day }, "t9"), []);
  assert.deepEqual(sessionsIn(undefined, "a"), []);
  assert.deepEqual(sessionsOf({ slots: day }, "t1"), []);
});
