import assert from "node:assert/strict";
import { test } from "node:test";
import { crowdedRooms } from "../../src/desk/crowds.ts";
import { viewOf } from "./view.ts";

test("rooms are listed while something is on in them, the fullest first", () => {
  const view = viewOf();
  const [slot] = [...view.slots.values()].filter(({ is_break }) => !is_break);
  const [first, second] = [...view.rooms.values()];
  const sessions = [
    { topic: "reading", slot: slot!.id, room: first!.id },
    { topic: "maths", slot: slot!.id, room: second!.id },
    { topic: "gone", slot: slot!.id, room: second!.id },
  ];
  const shown = {
    ...view,
    schedule: { number: 1, at: 0, sessions },
    headcounts: new Map([[slot!.id, { maths: second!.capacity + 1, reading: 1 }]]),
  };
  assert.deepEqual(
    crowdedRooms(shown, slot!.start).map(({ topic, people, seats }) => [topic, people - seats]),
    [
      ["maths", 1],
      ["reading", 1 - first!.capacity],
    ],
  );
  assert.deepEqual(crowdedRooms(shown, slot!.end), []);
  assert.deepEqual(crowdedRooms(view, slot!.start), []);
});
