import assert from "node:assert/strict";
import { test } from "node:test";
import { differences, lostOf } from "../../src/desk/compare.ts";
import type { KeptDraft, Placement } from "../../src/wire.ts";
import { NINE, place, viewOf } from "./view.ts";

const kept = (...placements: Placement[]): KeptDraft => ({
  id: "k1",
  name: "Before lunch",
  at: NINE,
  draft: { placements, unplaced: [], value: null, bound: null },
});

test("sessions that are elsewhere in one of two drafts, by title; a pin makes no difference", () => {
  const view = viewOf([place("maths", "s1", "r1", true), place("music", "s1", "r2")]);
  const found = differences(view, kept(place("maths", "s1", "r1"), place("music", "s2", "r2"), place("reading", "s2", "r1")));
  assert.deepEqual(
    found.map(({ title, draft, kept }) => [title, draft.map(({ slot }) => slot), kept.map(({ slot }) => slot)]),
    [
      ["Music and reading", ["s1"], ["s2"]],
      ["Slow reading", [], ["s2"]],
    ],
  );
});

test("of two sessions of a topic one is elsewhere: both are named, in the order of the day", () => {
  const view = viewOf([place("maths", "s2", "r1"), place("maths", "s1", "r1")]);
  const [found] = differences(view, kept(place("maths", "s1", "r1"), place("maths", "s2", "r2")));
  assert.deepEqual(found?.draft.map(({ slot }) => slot), ["s1", "s2"]);
  assert.deepEqual(found?.kept.map(({ room }) => room), ["r1", "r2"]);
});

test("what cannot take place any more", () => {
  const placements = [place("maths", "s1", "r1"), place("gone", "s1", "r2"), place("music", "lunch", "r1"), place("reading", "s2", "none")];
  assert.deepEqual(
    lostOf(viewOf(), kept(...placements)).map(({ topic }) => topic),
    ["gone", "music", "reading"],
  );
});
