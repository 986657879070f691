import assert from "node:assert/strict";
import { test } from "node:test";
import { roomDay } from "../src/board/room.ts";
import { minutesAndSeconds } from "../src/ui/closing.ts";
import { viewOf } from "./desk/view.ts";

test("a room's screen knows what is on in it and what comes next", () => {
  const view = viewOf();
  const slots = [...view.slots.values()].sort((a, b) => a.start - b.start);
  const [first, second] = slots.filter(({ is_break }) => !is_break);
  const room = [...view.rooms.keys()][0]!;
  const sessions = [
    { topic: "maths", slot: second!.id, room },
    { topic: "reading", slot: first!.id, room },
    { topic: "gone", slot: first!.id, room },
    { topic: "music", slot: first!.id, room: "elsewhere" },
  ];
  const headcounts = new Map([[first!.id, { reading: 4 }]]);
  const shown = { ...view, schedule: { number: 1, at: 0, sessions }, headcounts };
  const titles = (now: number): (string | undefined)[] => {
    const { on, next } = roomDay(shown, room, now);
    return [on?.topic.title, next?.topic.title];
  };
  assert.deepEqual(titles(first!.start - 1), [undefined, "Slow reading"]);
  assert.deepEqual(titles(first!.start), ["Slow reading", "Outdoor maths"]);
  assert.equal(roomDay(shown, room, first!.start).on!.people, 4);
  assert.deepEqual(titles(second!.end - 1), ["Outdoor maths", undefined]);
  assert.deepEqual(titles(second!.end), [undefined, undefined]);
  const lunch = slots.find(({ is_break }) => is_break);
  if (lunch) assert.equal(roomDay(shown, room, lunch.start).pause, lunch);
});

test("the last minutes are counted in seconds, and never below none", () => {
  assert.deepEqual([300_000, 299_001, 61_000, 999, 0, -5].map(minutesAndSeconds), [
    "5:00",
    "5:00",
    "1:01",
    "0:01",
    "0:00",
    "0:00",
  ]);
});
