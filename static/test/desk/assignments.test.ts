import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { View } from "../../src/core.ts";
import { assignmentsOf, saidOf } from "../../src/desk/assignments.ts";
import { speak } from "../../src/i18n.ts";
import type { AnswerDocument } from "../../src/wire.ts";
import { NINE, place, viewOf } from "./view.ts";

beforeEach(() => speak("en"));

const READING = { topic: "reading", slot: "s1", room: "r1" };

function answer(person: string, said: AnswerDocument["answer"], room = "r1"): AnswerDocument {
  return { person, slot: "s1", room, answer: said, at: NINE, reminded: said === null };
}

/** Ana, and Ben where he is asked for, hosts slow reading, which is published. */
function published(answers: AnswerDocument[], ...more: string[]): View {
  const view = viewOf();
  const topics = new Map(view.topics).set("reading", { ...view.topics.get("reading")!, hosts: ["ana", ...more] });
  const sessions = [{ topic: "music", slot: "s2", room: "r1" }, READING];
  const hosts = new Map([...view.hosts, ["ben", "Ben"]]);
  return { ...view, topics, hosts, schedule: { number: 1, at: NINE, sessions }, answers: new Map([["reading", answers]]) };
}

test("every host of a published session has a word, or none yet", () => {
  const said = assignmentsOf(published([answer("ana", "cannot")], "ben")).map(({ person, said }) => [person, said]);
  assert.deepEqual(said, [
    ["ana", "cannot"],
    ["ben", "open"],
  ]);
});

test("who was reminded and said nothing is told from who was not asked yet", () => {
  assert.equal(assignmentsOf(published([answer("ana", null)]))[0]!.said, "silent");
  assert.equal(assignmentsOf(published([]))[0]!.said, "open");
});

test("an answer to another cell is none to this one", () => {
  assert.equal(assignmentsOf(published([answer("ana", "late", "r2")]))[0]!.said, "open");
});

test("a cell says the worst of what its hosts said, and of several who it was", () => {
  const here = place("reading", "s1", "r1");
  assert.equal(saidOf(published([answer("ana", "confirmed")]), here)?.words, "will be there");
  assert.equal(saidOf(published([answer("ana", "cannot")]), here)?.words, "cannot come");
  const both = published([answer("ana", "confirmed"), answer("ben", "late")], "ben");
  assert.deepEqual(saidOf(both, here), { said: "late", words: "Ben is running late" });
  assert.equal(saidOf(published([answer("ana", "confirmed")], "ben"), here), undefined);
});

test("a session that is only in the draft has no word of its hosts", () => {
  assert.equal(saidOf(published([answer("ana", "cannot")]), place("reading", "s2", "r2")), undefined);
});
