import assert from "node:assert/strict";
import { test } from "node:test";
import { turnNews, turnOf } from "../../src/phone/turns.ts";
import type { MeDocument, SmackdownDocument, TurnDocument } from "../../src/wire.ts";

const me = { person: "ana" } as MeDocument;
const turn = (person: string): TurnDocument => ({ person, name: person, shows: "" });
const held = (on: string | null, ...queue: string[]): SmackdownDocument => ({
  on: on === null ? null : turn(on),
  since: on === null ? null : 7,
  queue: queue.map(turn),
  begun: on !== null,
});

test("a turn is so many turns away, or now", () => {
  assert.equal(turnOf({ me }), undefined);
  assert.equal(turnOf({ me, smackdown: held(null, "ben") }), undefined);
  assert.deepEqual(turnOf({ me, smackdown: held("ben", "cat", "ana") }), { state: "waiting", before: 1, shows: "" });
  assert.deepEqual(turnOf({ me, smackdown: held("ana", "cat") }), { state: "on", since: 7, shows: "" });
});

test("it is news to be next once it has begun, and to be on", () => {
  assert.equal(turnNews({ me, smackdown: held(null, "ana") }), undefined);
  assert.equal(turnNews({ me, smackdown: held("ben", "ana") }), "next");
  assert.equal(turnNews({ me, smackdown: held("ben", "cat", "ana") }), undefined);
  assert.equal(turnNews({ me, smackdown: held("ana") }), "on 7");
});
