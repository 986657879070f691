import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { moveTo, warningWords, warnings } from "../../src/desk/moves.ts";
import { speak } from "../../src/i18n.ts";
import { NINE, SLOTS, place, viewOf } from "./view.ts";

beforeEach(() => speak("en"));

test("a topic goes into an empty cell", () => {
  assert.deepEqual(moveTo(viewOf(), "music", { slot: "s1", room: "r2" }), {
    kind: "place",
    command: { do: "place-topic", topic: "music", slot: "s1", room: "r2" },
    warnings: [],
    otherWarnings: [],
  });
});

test("two placed sessions change places in one step", () => {
  const view = viewOf([place("music", "s1", "r1"), place("reading", "s2", "r1")]);
  const move = moveTo(view, "music", { slot: "s2", room: "r1" });
  assert.deepEqual(move.command, {
    do: "swap-cells",
    a: { slot: "s1", room: "r1" },
    b: { slot: "s2", room: "r1" },
  });
  assert.equal(move.kind, "swap");
  assert.equal(move.other, "reading");
});

test("a swap warns for both sessions, where each would be", () => {
  const view = viewOf([place("music", "s1", "r2"), place("reading", "s1", "r1")]);
  const move = moveTo(view, "music", { slot: "s1", room: "r1" });
  assert.deepEqual(move.warnings, []);
  assert.deepEqual(move.otherWarnings, [{ kind: "small", want: 5, seats: 4 }]);
});

test("a topic without a place takes the place of another in one step", () => {
  const view = viewOf([place("reading", "s1", "r1")]);
  const move = moveTo(view, "music", { slot: "s1", room: "r1" });
  assert.equal(move.kind, "replace");
  const instead = { do: "place-topic", topic: "music", slot: "s1", room: "r1", instead_of: "reading" };
  assert.deepEqual(move.command, instead);
});

test("the cell where a topic stands asks for nothing", () => {
  const move = moveTo(viewOf([place("music", "s1", "r1")]), "music", { slot: "s1", room: "r1" });
  assert.deepEqual([move.kind, move.command], ["here", undefined]);
});

test("a host who is elsewhere, a missing need and too few seats are said in words, in this order", () => {
  const view = viewOf([place("reading", "s1", "r1")]);
  const found = warnings(view, "maths", { slot: "s1", room: "r2" }, view.draft!.placements);
  assert.deepEqual(found.map(warningWords), ["Ana hosts “Slow reading” then", "no projector here"]);
  const crowded = warnings(view, "reading", { slot: "s2", room: "r2" }, []);
  assert.deepEqual(crowded.map(warningWords), ["5 want, 4 seats"]);
});

test("moving the session that holds the host clears the host", () => {
  const view = viewOf([place("reading", "s1", "r1"), place("maths", "s2", "r1")]);
  assert.deepEqual(moveTo(view, "maths", { slot: "s1", room: "r1" }).warnings, []);
});

test("slots that share time count as the same time", () => {
  const late = { ...SLOTS[0]!, id: "late", start: NINE + 1, end: NINE + 2 };
  const view = { ...viewOf(), slots: new Map([...SLOTS, late].map((slot) => [slot.id, slot])) };
  const others = [place("reading", "late", "r1")];
  assert.deepEqual(
    warnings(view, "maths", { slot: "s1", room: "r1" }, others).map((warning) => warning.kind),
    ["host-busy"],
  );
  assert.deepEqual(warnings(view, "maths", { slot: "s2", room: "r1" }, others), []);
});
