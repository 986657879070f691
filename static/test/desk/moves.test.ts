import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { chosenOf, mayRepeat, moveTo, placementsOf, warningWords, warnings, type Chosen } from "../../src/desk/moves.ts";
import { speak } from "../../src/i18n.ts";
import type { View } from "../../src/core.ts";
import { NINE, SLOTS, place, viewOf } from "./view.ts";

beforeEach(() => speak("en"));

/** The topic, from where it is if it has a place. */
function put(topic: string, slot?: string, room?: string): Chosen {
  return { topic, from: slot && room ? { slot, room } : undefined, beside: undefined };
}

test("a topic goes into an empty cell", () => {
  assert.deepEqual(moveTo(viewOf(), put("music"), { slot: "s1", room: "r2" }), {
    kind: "place",
    command: { do: "place-topic", topic: "music", slot: "s1", room: "r2" },
    warnings: [],
    otherWarnings: [],
  });
});

test("two placed sessions change places in one step", () => {
  const view = viewOf([place("music", "s1", "r1"), place("reading", "s2", "r1")]);
  const move = moveTo(view, put("music", "s1", "r1"), { slot: "s2", room: "r1" });
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
  const move = moveTo(view, put("music", "s1", "r2"), { slot: "s1", room: "r1" });
  assert.deepEqual(move.warnings, []);
  assert.deepEqual(move.otherWarnings, [{ kind: "small", want: 5, seats: 4 }]);
});

test("a topic without a place takes the place of another in one step", () => {
  const view = viewOf([place("reading", "s1", "r1")]);
  const move = moveTo(view, put("music"), { slot: "s1", room: "r1" });
  assert.equal(move.kind, "replace");
  const instead = { do: "place-topic", topic: "music", slot: "s1", room: "r1", instead_of: "reading" };
  assert.deepEqual(move.command, instead);
});

test("the cell where a topic stands asks for nothing", () => {
  const move = moveTo(viewOf([place("music", "s1", "r1")]), put("music", "s1", "r1"), { slot: "s1", room: "r1" });
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
  assert.deepEqual(moveTo(view, put("maths", "s2", "r1"), { slot: "s1", room: "r1" }).warnings, []);
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

// --- repeats

const HERE = { slot: "s2", room: "r1" };
const THERE = { slot: "s1", room: "r2" };

function twice(...placements: ReturnType<typeof place>[]): View {
  const view = viewOf(placements);
  const reading = { ...view.topics.get("reading")!, twice: true };
  return { ...view, topics: new Map([...view.topics, ["reading", reading]]) };
}

test("a repeat is placed beside the session that there is, if the host agreed and there is but one", () => {
  const view = twice(place("reading", "s2", "r1"), place("maths", "s1", "r1"));
  const chosen = chosenOf(view, "reading", undefined, true);
  assert.deepEqual(chosen, { topic: "reading", from: undefined, beside: HERE });
  const command = { do: "place-topic", topic: "reading", ...THERE, beside: HERE };
  assert.deepEqual(moveTo(view, chosen!, THERE).command, command);
  const instead = moveTo(view, chosen!, { slot: "s1", room: "r1" });
  assert.deepEqual(instead.command, { ...command, room: "r1", instead_of: "maths" });
  assert.deepEqual([moveTo(view, chosen!, HERE).kind, moveTo(view, chosen!, HERE).command], ["beside", undefined]);
  assert.equal(chosenOf(view, "maths", undefined, true), undefined, "Ana did not agree to that");
  assert.equal(mayRepeat(twice(place("reading", "s2", "r1"), place("reading", "s1", "r2")), "reading"), false);
  assert.equal(mayRepeat(twice(), "reading"), false, "it is nowhere yet");
});

test("of two sessions the one that was chosen moves, and the other stays", () => {
  const view = twice(place("reading", "s1", "r2"), place("reading", "s2", "r1"), place("music", "s2", "r2"));
  assert.deepEqual(placementsOf(view, "reading").map(({ slot }) => slot), ["s1", "s2"]);
  const chosen = chosenOf(view, "reading", HERE, false)!;
  assert.deepEqual(chosen, { topic: "reading", from: HERE, beside: THERE });
  assert.deepEqual(moveTo(view, chosen, { slot: "s2", room: "r2" }).command, {
    do: "swap-cells",
    a: HERE,
    b: { slot: "s2", room: "r2" },
  });
  const move = moveTo(view, chosen, { slot: "s1", room: "r1" });
  assert.deepEqual(move.command, { do: "place-topic", topic: "reading", slot: "s1", room: "r1", beside: THERE });
  assert.deepEqual(move.warnings.map(warningWords), ["it is on at that time already"]);
  assert.equal(chosenOf(view, "reading", { slot: "s2", room: "r2" }, false), undefined, "it is not there any more");
});

test("a topic that is on twice has the seats of both rooms", () => {
  const small = place("reading", "s1", "r2");
  const view = twice(small, place("reading", "s2", "r1"));
  assert.deepEqual(warnings(view, "reading", small, view.draft!.placements), []);
  assert.deepEqual(warnings(view, "reading", small, [small]), [{ kind: "small", want: 5, seats: 4 }]);
});
