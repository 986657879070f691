import assert from "node:assert/strict";
import { test } from "node:test";
import { takenOver } from "../src/board/mode.ts";
import type { Takeover } from "../src/wire.ts";
import { viewOf } from "./desk/view.ts";

const view = viewOf();
const of = (takeover: Takeover, now = 100): Takeover | undefined => takenOver({ ...view, takeover }, now);

test("a board is taken over until then, or until it is given back", () => {
  const join: Takeover = { mode: "join", until: 101, topic: null };
  assert.equal(of(join), join);
  assert.equal(of(join, 101), undefined);
  assert.equal(of({ ...join, until: null }, 1e15)?.mode, "join");
  assert.equal(takenOver(view, 0), undefined);
});

test("what cannot be shown is not: a schedule before there is one, a topic that is gone", () => {
  assert.equal(of({ mode: "schedule", until: null, topic: null }), undefined);
  assert.equal(of({ mode: "wall", until: null, topic: "reading" })?.topic, "reading");
  assert.deepEqual(of({ mode: "wall", until: null, topic: "gone" }), { mode: "wall", until: null, topic: null });
});
