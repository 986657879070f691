import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { View } from "../../src/core.ts";
import { sights } from "../../src/desk/sights.ts";
import { speak } from "../../src/i18n.ts";
import { viewOf } from "./view.ts";

beforeEach(() => speak("en"));

const camp = (...phases: string[]): NonNullable<View["camp"]> =>
  ({ id: "camp", name: "Camp", date: "2030-06-01", time_zone: "UTC", phases, tags: [], timetable: [] }) as unknown as NonNullable<View["camp"]>;

const words = (view: View, now = 0): string[] => sights(view, now).map(({ words: said }) => said);

test("nothing is said of an empty camp", () => {
  assert.deepEqual(words({ ...viewOf(), camp: camp("run"), topics: new Map() }), []);
});

test("how many have voted is said while they can", () => {
  const view = { ...viewOf(), topics: new Map(), turnout: { cast: 20, people: 7 }, people: 9 };
  assert.deepEqual(words({ ...view, camp: camp("vote") }), ["7 of 9 people have voted"]);
  assert.deepEqual(words({ ...view, camp: camp("run") }), []);
});

test("a topic that several want and nobody hosts is looked for a host, one that few want is not", () => {
  const view = viewOf();
  const [topic] = [...view.topics.values()];
  const topics = new Map([[topic!.id, { ...topic!, hosts: [] }]]);
  const wanted = (interested: number): View => ({
    ...view,
    camp: camp("gather"),
    topics,
    tallies: new Map([[topic!.id, { interested, must: 1 }]]),
  });
  assert.deepEqual(words(wanted(2)), ["1 wanted topic has no host"]);
  assert.deepEqual(words(wanted(1)), []);
});

test("a host who cannot come, and rooms over full, are said while it matters", () => {
  const view = viewOf();
  const [topic] = [...view.topics.values()];
  const [slot] = [...view.slots.values()].filter(({ is_break }) => !is_break);
  const [room] = [...view.rooms.values()];
  const session = { topic: topic!.id, slot: slot!.id, room: room!.id };
  const answer = { person: "ana", slot: slot!.id, room: room!.id, answer: "cannot", at: 0, reminded: false };
  const running = {
    ...view,
    camp: camp("run"),
    topics: new Map([[topic!.id, { ...topic!, hosts: ["ana"] }]]),
    schedule: { number: 1, at: 0, sessions: [session] },
    answers: new Map([[topic!.id, [answer]]]),
    headcounts: new Map([[slot!.id, { [topic!.id]: room!.capacity + 1 }]]),
  } as unknown as View;
  assert.deepEqual(words(running, slot!.start), ["1 host cannot come", "1 room holds more people than seats"]);
  assert.deepEqual(words(running, slot!.end), []);
});

test("who needs a hand is said first, until somebody is on the way or the session is over", () => {
  const view = viewOf();
  const sessions = [{ topic: "maths", slot: "s1", room: "r1" }];
  const hand = { slot: "s1", person: "ana", at: 0, coming: null };
  const running = { ...view, camp: camp("run"), topics: new Map(), schedule: { number: 1, at: 0, sessions } };
  const waiting: View = { ...running, hands: new Map([["maths", [hand]]]) };
  const end = view.slots.get("s1")!.end;
  assert.deepEqual(words(waiting, end - 1), ["Needs a hand: Library"]);
  assert.deepEqual(words(waiting, end), []);
  assert.deepEqual(words({ ...waiting, hands: new Map([["maths", [{ ...hand, coming: "olga" }]]]) }, end - 1), []);
});
