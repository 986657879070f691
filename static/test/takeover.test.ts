import assert from "node:assert/strict";
import { test } from "node:test";
import { takenOver } from "../src/board/mode.ts";
import type { Announcement, Takeover } from "../src/wire.ts";
import { viewOf } from "./desk/view.ts";

const view = viewOf();
const of = (takeover: Takeover, now = 100): Takeover | undefined => takenOver({ ...view, takeover }, now);

test("a board is taken over until then, or until it is given back", () => {
  const join: Takeover = { mode: "join", until: 101, topic: null, announcement: null };
  assert.equal(of(join), join);
  assert.equal(of(join, 101), undefined);
  assert.equal(of({ ...join, until: null }, 1e15)?.mode, "join");
  assert.equal(takenOver(view, 0), undefined);
});

test("what cannot be shown is not: a schedule before there is one, a topic that is gone", () => {
  assert.equal(of({ mode: "schedule", until: null, topic: null, announcement: null }), undefined);
  assert.equal(of({ mode: "wall", until: null, topic: "reading", announcement: null })?.topic, "reading");
  assert.deepEqual(of({ mode: "wall", until: null, topic: "gone", announcement: null }), { mode: "wall", until: null, topic: null, announcement: null });
});

test("an announcement is large while it stands; without one that is meant, the newest", () => {
  const said: Announcement = { id: "old", text: "Lunch", at: 1, until: null };
  const announcements = new Map<string, Announcement>([
    ["old", said],
    ["new", { ...said, id: "new", at: 2, until: 150 }],
  ]);
  const large = (announcement: string | null, now: number): string | null | undefined =>
    takenOver(
      { ...view, announcements, takeover: { mode: "announcement", until: null, topic: null, announcement } },
      now,
    )?.announcement;
  assert.equal(large(null, 100), "new");
  assert.equal(large(null, 150), "old");
  assert.equal(large("new", 149), "new");
  assert.equal(large("new", 150), undefined);
  assert.equal(large("gone", 100), undefined);
});

test("a smackdown is shown while one is held", () => {
  const takeover: Takeover = { mode: "smackdown", until: null, topic: null, announcement: null };
  assert.equal(of(takeover), undefined);
  const smackdown = { on: null, since: null, queue: [], begun: false };
  assert.equal(takenOver({ ...view, takeover, smackdown }, 100), takeover);
});
