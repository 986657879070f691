import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { beforeEach, test } from "node:test";
import { errorWords, wayWords } from "../../src/desk/no-plan.ts";
import { nowWords } from "../../src/desk/phase.ts";
import { whyUnplaced } from "../../src/desk/reasons.ts";
import { sentence } from "../../src/desk/sentences.ts";
import { alike, matches } from "../../src/desk/topic-search.ts";
import { speak } from "../../src/i18n.ts";
import { place, viewOf } from "./view.ts";

const ROOT = new URL("../../../", import.meta.url);
const source = (path: string): string => readFileSync(new URL(path, ROOT), "utf8");

const because = (reason: string, ...others: string[]): string =>
  whyUnplaced(viewOf([], { unplaced: [{ topic: "music", reason, others }] }), "music");

beforeEach(() => speak("en"));

test("every action that the camp remembers has a sentence", () => {
  const table = source("edcamp/domain/history.py").split("ACTIONS: dict")[1]!.split("\n}\n")[0]!;
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
  const where = { topic: "A", slot: "1", room: "R" };
  assert.equal(sentence("topic-placed", { ...where, again: "yes" }), "Placed a repeat of “A” in R, 1");
  assert.equal(sentence("topic-placed", { ...where, other: "B" }), "Placed “A” in R, 1, instead of “B”");
  assert.equal(sentence("topic-pinned", { ...where, pinned: "yes" }), "Pinned “A” in R, 1");
  assert.equal(sentence("topic-unplaced", where), "Took “A” out of R, 1");
  assert.equal(sentence("topic-unplaced", { topic: "A" }), "Took “A” out of the draft");
  assert.equal(sentence("repeat-agreed", { topic: "A", twice: "" }), "Said that “A” runs once only");
  assert.equal(sentence("phases-set", { opened: "closed", shut: "gather vote" }), "Opened Closed and shut Gather, Vote");
  assert.equal(
    sentence("plan-adopted", { placed: "32", unplaced: "1" }),
    "Took over a plan: 32 sessions placed, 1 topic without a place",
  );
});

test("every reason that the scheduler and the camp give has words", () => {
  const [, searched = ""] = /ReasonCode = Literal\[(.*?)\]/s.exec(source("scheduler/problem.py")) ?? [];
  const [, checked = ""] = /def _why_not\((.*?)\n\n\n/s.exec(source("edcamp/domain/decisions/draft.py")) ?? [];
  const codes = [...`${searched}${checked}`.matchAll(/"([a-z-]+)"/g)].map(([, code]) => code!);
  assert.ok(codes.includes("rooms-taken") && codes.includes("host-busy"), "the codes are not where this test looks");
  for (const code of [...codes, "pinned-elsewhere"]) assert.ok(!because(code).includes(code), `${code} has no words`);
});

test("why there is no plan is said by its code, and what would help by titles, places and names", () => {
  assert.match(errorWords("plan-infeasible"), /pinned cannot all be kept/);
  assert.match(errorWords("counter"), /\(counter\)/);
  const view = viewOf();
  assert.equal(
    wayWords(view, [
      { code: "pin", about: ["music", "s1", "r2"] },
      { code: "host", about: ["ana", "reading", "maths"] },
    ]),
    "unpin “Music and reading” (Slot 1, Lab), and find another host than Ana for “Slow reading” or “Outdoor maths”",
  );
});

test("a reason names sessions, people and needs", () => {
  assert.equal(
    because("clash", "maths", "reading"),
    "Its host is busy in every slot: “Outdoor maths”, “Slow reading”.",
  );
  assert.equal(because("host-away", "ana"), "Ana is away in every slot.");
  assert.equal(because("need-unmet", "a kiln", "piano"), "No room has a kiln, piano.");
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
