import assert from "node:assert/strict";
import { test } from "node:test";
import { current, notOver, toTell } from "../../src/phone/news.ts";
import type { Announcement, Notice, ScheduleDocument } from "../../src/wire.ts";

function notice(id: number, kind: Notice["kind"], to: string | null, from: string | null, topic = "t1"): Notice {
  return {
    id,
    at: id,
    kind,
    topic,
    title: `Topic ${topic}`,
    slot: to && `slot ${to}`,
    room: to && `room ${to}`,
    from_slot: from && `slot ${from}`,
    from_room: from && `room ${from}`,
    from_title: "",
    from_topic: null,
    carried: null,
    minutes: 0,
    since: null,
    until: null,
  };
}

test("of several notices about where a host is to be, the newest is told, with where it was at first", () => {
  assert.deepEqual(toTell([notice(1, "moved", "b", "a"), notice(2, "moved", "c", "b")]), [
    notice(2, "moved", "c", "a"),
  ]);
});

test("a session that was placed and moved before its host looked is a placed one", () => {
  assert.deepEqual(toTell([notice(1, "placed", "a", null), notice(2, "moved", "b", "a")]), [
    notice(2, "placed", "b", null),
  ]);
});

test("a session that was taken off and placed again has moved", () => {
  assert.deepEqual(toTell([notice(1, "unplaced", null, "a"), notice(2, "placed", "b", null)]), [
    notice(2, "moved", "b", "a"),
  ]);
});

test("a session that was placed and taken off again is off", () => {
  assert.deepEqual(toTell([notice(1, "placed", "a", null), notice(2, "unplaced", null, "a")]), [
    notice(2, "unplaced", null, null),
  ]);
});

test("of a topic that is on twice each session is told on its own", () => {
  const first = notice(1, "placed", "a", null);
  const repeat = notice(2, "placed", "b", null);
  assert.deepEqual(toTell([first, repeat, notice(3, "moved", "c", "a")]), [repeat, notice(3, "placed", "c", null)]);
  assert.deepEqual(toTell([notice(1, "unplaced", null, "a"), notice(2, "unplaced", null, "b")]).length, 2);
  assert.deepEqual(toTell([first, repeat, notice(3, "placed", "b", null)]), [first, notice(3, "placed", "b", null)]);
});

test("what was told of a session is not told where it led to a cell that it is not in", () => {
  const schedule: ScheduleDocument = {
    number: 3,
    at: 1,
    sessions: [
      { topic: "t1", slot: "slot b", room: "room b" },
      { topic: "t1", slot: "slot c", room: "room c" },
    ],
  };
  const stale = notice(1, "placed", "a", null);
  const placed = [notice(2, "placed", "b", null), notice(3, "placed", "c", null)];
  assert.deepEqual(toTell([stale, ...placed], schedule), placed);
  assert.deepEqual(toTell([stale], schedule), [stale], "there is nothing better to tell");
  const gone = [notice(1, "placed", "d", null), notice(2, "unplaced", null, "d")];
  const after = [notice(4, "placed", "b", null), notice(5, "placed", "c", null)];
  assert.deepEqual(toTell([...gone, ...after], schedule), after);
});

test("what a person hosts comes before everything else, and nothing is left out", () => {
  const merged = notice(1, "merged", null, null, "t7");
  const mergedAgain = notice(2, "merged", null, null, "t7");
  const changed = notice(3, "day-changed", "b", "a", "t8");
  const placed = notice(4, "placed", "c", null, "t9");
  assert.deepEqual(toTell([merged, mergedAgain, changed, placed]), [placed, merged, mergedAgain, changed]);
});

test("announcements on show are the newest first, without those whose time is over", () => {
  const announcement = (id: string, at: number, until: number | null): [string, Announcement] => [
    id,
    { id, text: id, at, until },
  ];
  const announcements = new Map([
    announcement("a1", 10, null),
    announcement("a2", 20, 99),
    announcement("a3", 30, 101),
    announcement("a4", 40, 100),
  ]);
  assert.deepEqual(
    current(announcements, 100).map(({ id }) => id),
    ["a3", "a1"],
  );
});

test("a reminder takes the place of an unread notice about the same session, and keeps where it was before", () => {
  assert.deepEqual(toTell([notice(1, "moved", "b", "a"), notice(2, "reminded", "b", null)]), [notice(2, "reminded", "b", "a")]);
  assert.deepEqual(toTell([notice(1, "placed", "a", null), notice(2, "reminded", "a", null)]), [
    notice(2, "reminded", "a", null),
  ]);
});

test("a session that moves after its host was reminded has moved from where they knew it", () => {
  assert.deepEqual(toTell([notice(1, "reminded", "a", null), notice(2, "moved", "b", "a")]), [notice(2, "moved", "b", "a")]);
});

test("nobody is reminded of a session that is over", () => {
  const slots = new Map([["slot a", { id: "slot a", title: "A", start: 1, end: 9, is_break: false }]]);
  const held = [notice(1, "placed", "a", null), notice(2, "reminded", "a", null), notice(3, "reminded", "b", null)];
  assert.deepEqual(notOver(held, slots, 8), held.slice(0, 2));
  assert.deepEqual(notOver(held, slots, 9), held.slice(0, 1));
});
