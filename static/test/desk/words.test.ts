import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { beforeEach, test } from "node:test";
import { nowWords } from "../../src/desk/phase.ts";
import { reasons, whyUnplaced } from "../../src/desk/reasons.ts";
import { sentence } from "../../src/desk/sentences.ts";
import { alike, matches } from "../../src/desk/topic-search.ts";
import { speak } from "../../src/i18n.ts";
import { place, viewOf } from "./view.ts";

const ROOT = new URL("../../../", import.meta.url);
const source = (path: string): string => readFileSync(new URL(path, ROOT), "utf8");

beforeEach(() => speak("en"));

test("every action that the camp remembers has a sentence", () => {
  const table = source("edcamp/domain/evolve.py").split("_ACTIONS: dict")[1]!.split("\n}\n")[0]!;
  const records = [...table.matchAll(/^ {4}r\.(\w+):/gm)].map(([, name]) => name!);
  const tags = new Map(
    [...source("edcamp/domain/records.py").matchAll(/class (\w+)\(Record.*tag="([\w-]+)"/g)].map(([, name, tag]) => [
      name!,
      tag!,
    ]),
  );
  assert.ok(records.length > 20);
  for (const record of records) {
    const what = tags.get(record)!;
    assert.notEqual(sentence(what, { undoes: "room-put" }), what, `${what} has no words`);
  }
});

test("an action says what was done to what", () => {
  assert.equal(sentence("room-put", { room: "Lab", new: "yes" }), "Added room Lab");
  assert.equal(sentence("room-put", { room: "Lab", new: "" }), "Changed room Lab");
  assert.equal(sentence("cells-swapped", { topic: "A", other: "B", slot: "1", room: "R" }), "Swapped “A” and “B”");
  assert.equal(sentence("cells-swapped", { topic: "A", other: "", slot: "1", room: "R" }), "Moved “A” to R, 1");
  assert.equal(sentence("phases-set", { opened: "closed", shut: "gather vote" }), "Opened Closed and shut Gather, Vote");
  assert.equal(
    sentence("plan-adopted", { placed: "32", unplaced: "1" }),
    "Took over a plan: 32 sessions placed, 1 topic without a place",
  );
});

test("the scheduler and the camp still give the reasons that have words here", () => {
  const given = source("scheduler/reasons.py") + source("edcamp/domain/decide.py");
  for (const { starts } of reasons) assert.ok(given.includes(`"${starts}`), `nobody says “${starts}” any more`);
});

test("a reason names sessions and people, not ids", () => {
  const because = (reason: string): string =>
    whyUnplaced(viewOf([], { unplaced: [{ topic: "music", reason, others: [] }] }), "music");
  assert.equal(
    because("in every slot it may have it clashes with maths and reading (a shared host, not_with or after)"),
    "Its host is busy in every slot: “Outdoor maths” and “Slow reading”.",
  );
  assert.equal(
    because("its host ana is away in every slot it may have"),
    "its host Ana is away in every slot it may have",
  );
  assert.equal(because("no room has a kiln"), "No room has a kiln.");
  assert.equal(because("moon-phase"), "The plan left it out (moon-phase).");
});

test("a topic that no plan has seen says so, and one with a place says nothing", () => {
  const view = viewOf([place("music", "s1", "r1")]);
  assert.equal(whyUnplaced(view, "music"), "");
  assert.equal(whyUnplaced(view, "maths"), "Not in the draft.");
});

test("searching minds neither case nor accents nor the order of words", () => {
  const view = viewOf();
  const found = (search: string): string[] =>
    [...view.topics.values()].filter((topic) => matches(view, topic, search)).map((topic) => topic.id);
  assert.deepEqual(found("READING slow"), ["reading"]);
  assert.deepEqual(found("ingles"), ["reading"]);
  assert.deepEqual(found("ana"), ["reading", "maths"]);
  assert.deepEqual(found("  "), ["reading", "maths", "music"]);
});

test("a topic is likely to be merged into one with the same words", () => {
  const { topics } = viewOf();
  assert.deepEqual(
    alike(topics.get("reading")!, topics.values()).map((topic) => topic.id),
    ["music", "maths"],
  );
});

test("what people can do now is one sentence, whatever is open", () => {
  assert.equal(nowWords(["gather", "vote"]), "People can propose topics and vote.");
  assert.equal(nowWords(["run", "vote"]), "The day is on. People can vote; proposing is closed.");
  assert.equal(nowWords(["plan"]), "The schedule is being made. People can neither propose nor vote.");
  assert.equal(nowWords(["closed"]), "The camp is closed: people can only read.");
});
