import assert from "node:assert/strict";
import { test } from "node:test";
import { arranged, tagsInUse, type Sort, type Wall } from "../../src/phone/order.ts";
import type { MeDocument, TopicDocument } from "../../src/wire.ts";

const ME: MeDocument = {
  person: "p1",
  name: "Ana",
  organizer: false,
  interests: [],
  proposed: ["t3"],
  hosting: ["t1"],
};

function topic(id: string, title: string, created: number, more: Partial<TopicDocument> = {}): [string, TopicDocument] {
  return [id, { id, kind: "lead", title, created, ...more }];
}

const WALL: Wall = {
  topics: new Map([
    topic("t1", "Reading aloud", 10, { hosts: ["p1"], tags: ["languages"] }),
    topic("t2", "Fractions with paper", 20, { hosts: ["p2"], tags: ["maths", "primary"] }),
    topic("t3", "Evaluación sin notas", 30, { kind: "learn", description: "How do you give feedback?" }),
    topic("t4", "Board games", 30, { tags: ["maths"] }),
  ]),
  tallies: new Map([
    ["t1", { interested: 5, must: 1 }],
    ["t2", { interested: 4, must: 2 }],
    ["t3", { interested: 0, must: 0 }],
    ["t4", { interested: 9, must: 0 }],
  ]),
  hosts: new Map([
    ["p1", "Ana"],
    ["p2", "Óscar"],
  ]),
  votes: new Map([["t2", "must"]]),
  me: ME,
};

function by(sort: Sort, tag = "", words = ""): string[] {
  return arranged(WALL, { sort, tag, words });
}

test("the newest topic comes first, of two of the same moment the one with the lower id", () => {
  assert.deepEqual(by("new"), ["t3", "t4", "t2", "t1"]);
});

test("one's own topics come first, then those one voted for", () => {
  assert.deepEqual(by("mine"), ["t3", "t1", "t2", "t4"]);
});

test("of topics that as many people want, the one that more of them must attend comes first", () => {
  assert.deepEqual(by("wanted"), ["t4", "t2", "t1", "t3"]);
});

test("topics with few votes come first when that is asked, whatever kind the votes are", () => {
  assert.deepEqual(by("fewest"), ["t3", "t2", "t1", "t4"]);
});

test("a tag leaves its topics only", () => {
  assert.deepEqual(by("new", "maths"), ["t4", "t2"]);
});

test("searching minds neither case nor accents, and looks at descriptions, tags and hosts too", () => {
  assert.deepEqual(by("new", "", "EVALUACION"), ["t3"]);
  assert.deepEqual(by("new", "", "feedback"), ["t3"]);
  assert.deepEqual(by("new", "", "primary"), ["t2"]);
  assert.deepEqual(by("new", "", "oscar"), ["t2"]);
});

test("every word that is looked for must be there", () => {
  assert.deepEqual(by("new", "", "paper maths"), ["t2"]);
  assert.deepEqual(by("new", "", "paper games"), []);
});

test("tags in use are those of most topics first", () => {
  assert.deepEqual(tagsInUse(WALL.topics), ["maths", "languages", "primary"]);
});
