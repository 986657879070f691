import assert from "node:assert/strict";
import { test } from "node:test";
import { openRequests, otherTimes } from "../../src/ui/requests.ts";
import type { RequestDocument, Slot } from "../../src/wire.ts";

const MINUTE = 60_000;
const slot = (id: string, start: number, is_break = false): [string, Slot] => [
  id,
  { id, title: id, start: start * MINUTE, end: (start + 50) * MINUTE, is_break },
];
const slots = new Map([slot("one", 60), slot("two", 120), slot("lunch", 170, true), slot("beside", 100), slot("three", 230)]);
const schedule = { number: 1, at: 0, sessions: [{ topic: "a", slot: "one", room: "r1" }] };
const asked = (to: string | null, people: number, since: number): [string, RequestDocument] => [
  `a.one.${to ?? ""}`,
  { topic: "a", slot: "one", to, people, since },
];
const requests = new Map([asked("two", 1, 1), asked(null, 2, 3), asked("three", 2, 2)]);
const session = schedule.sessions[0]!;

test("a session can be asked for in slots that share no time with it, and that people are not on their way to", () => {
  const at = (minute: number): string[] =>
    otherTimes({ slots, schedule, requests }, session, minute * MINUTE).map(({ id }) => id);
  assert.deepEqual(at(0), ["two", "three"]);
  assert.deepEqual(at(105), ["three"]);
});

test("of what can still be granted, what most people ask for comes first, then what was asked first", () => {
  const at = (minute: number): string[] =>
    openRequests({ slots, schedule, requests }, session, minute * MINUTE).map(([key]) => key);
  assert.deepEqual(at(0), ["a.one.three", "a.one.", "a.one.two"]);
  assert.deepEqual(at(45), []);
  assert.deepEqual(openRequests({ slots, schedule, requests }, { ...session, topic: "b" }, 0), []);
});
