// A program by somebody who has read docs/protocol.md and nothing else, with the official Socket.IO client.
// Run by test_outsider.py: node outsider.mjs CAMP_URL. It ends with 0 when every answer had the documented shape.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { createRequire } from "node:module";

const require = createRequire(new URL("../../static/package.json", import.meta.url));
const { io } = require("socket.io-client");

const camp = new URL(process.argv[2]);
const code = camp.pathname.split("/").pop();
const open = new Set();
const WITHIN_MS = 10_000;

function within(promise, what) {
  const late = new Promise((_, reject) => setTimeout(reject, WITHIN_MS, new Error(`no ${what}`)).unref());
  return Promise.race([promise, late]);
}

function connect(auth, cookie, options = {}) {
  const extraHeaders = { ...(cookie && { cookie }), ...options.headers };
  const transports = options.transports ?? ["websocket"];
  const socket = io(camp.origin, { transports, auth, extraHeaders, forceNew: true, reconnection: false });
  open.add(socket);
  return socket;
}

const event = (socket, name) => within(new Promise((resolve) => socket.once(name, resolve)), name);
const answer = (socket, name, data) => socket.timeout(WITHIN_MS).emitWithAck(name, data);
const newClient = () => randomBytes(12).toString("hex");

async function join(name) {
  const body = new URLSearchParams({ name, interests: "ai, maths" });
  const response = await fetch(`${camp}/join`, { method: "POST", body, redirect: "manual" });
  assert.equal(response.status, 303);
  const [cookie] = response.headers.getSetCookie();
  assert.match(cookie, new RegExp(`^edcamp-${code}=[^;]+;.*HttpOnly`));
  return cookie.split(";")[0];
}

async function state() {
  const response = await fetch(`${camp}/state.json`);
  assert.equal(response.status, 200);
  const etag = response.headers.get("etag");
  const again = await fetch(`${camp}/state.json`, { headers: { "if-none-match": etag } });
  assert.equal(again.status, 304);
  return response.json();
}

// Holds documents by audience, as "Position, hello and resume" says.
class Follower {
  documents = {};
  since = {};
  deltas = [];
  #wakers = [];

  apply(delta) {
    assert.deepEqual(Object.keys(delta).sort(), ["aud", "del", "epoch", "from", "put", "to"]);
    const { aud, epoch, from, to, put, del } = delta;
    if (from === null) this.documents[aud] = { ...put };
    else {
      assert.equal(epoch, this.since.epoch);
      assert.ok(from <= this.since[aud], `a gap: ${JSON.stringify(delta)}`);
      if (to <= this.since[aud]) return;
      Object.assign(this.documents[aud], put);
      for (const key of del) delete this.documents[aud][key];
    }
    this.since = { ...this.since, epoch, [aud]: to };
    this.deltas.push(delta);
    for (const wake of this.#wakers.splice(0)) wake();
  }

  async hello(socket) {
    const early = [];
    let greeted = false;
    socket.on("delta", (delta) => (greeted ? this.apply(delta) : early.push(delta)));
    const hello = await answer(socket, "hello", { since: this.since });
    for (const delta of [...hello.deltas, ...early]) this.apply(delta);
    greeted = true;
    return hello;
  }

  async until(condition) {
    while (!condition(this.documents))
      await within(new Promise((resolve) => this.#wakers.push(resolve)), condition);
  }
}

// --- a camp that does not exist, and doors that are shut

const lost = await event(connect({ camp: "nowhere" }), "connect_error");
assert.deepEqual(lost.data, {
  ok: false,
  n: 0,
  code: "camp-unknown",
  message: "There is no camp with the code “nowhere”. Check the code on the board.",
  value: "nowhere",
  retryable: false,
});
assert.equal(lost.message, lost.data.message);
assert.ok(await event(connect({ camp: code }, undefined, { transports: ["polling"] }), "connect_error"));
const foreign = { headers: { origin: "https://elsewhere.example" } };
assert.ok(await event(connect({ camp: code }, undefined, foreign), "connect_error"));

// --- somebody who has not joined reads, and sends nothing

const reader = connect({ camp: code });
await event(reader, "connect");
const nobody = await answer(reader, "hello", { since: {} });
assert.deepEqual({ ...nobody, time: 0, epoch: "", seq: 0, shown: 0 }, {
  ok: true,
  epoch: "",
  seq: 0,
  time: 0,
  person: null,
  organizer: false,
  deltas: [],
  stale: ["public"],
  ephemeral: {},
  shown: 0,
});
assert.ok(Math.abs(nobody.time - Date.now()) < 60_000);
const theirs = new Follower();
theirs.apply(await state());
const counted = event(reader, "ephemeral");
const known = await theirs.hello(reader);
assert.deepEqual(known.stale, []);
assert.deepEqual("connected" in known.ephemeral ? known.ephemeral : await counted, { connected: 1 });
const vote = { do: "set-vote", topic: "outside", weight: "must" };
const stranger = { client: newClient(), commands: [{ n: 1, command: vote }] };
assert.deepEqual(await answer(reader, "commands", stranger), {
  ok: false,
  n: 0,
  code: "not-joined",
  message: "You have not joined this camp on this device yet. Tell us your name first.",
  value: null,
  retryable: false,
});

// --- joining, and hello with the position that state.json gave

const cookie = await join("Outsider");
const ours = new Follower();
ours.apply(await state());
assert.equal(ours.deltas[0].from, null);
const first = connect({ camp: code }, cookie);
await event(first, "connect");
const hello = await ours.hello(first);
assert.equal(hello.ok, true);
assert.deepEqual(hello.stale, []);
assert.deepEqual(hello.deltas.map(({ aud, from, to }) => ({ aud, from, to })), [
  { aud: "me", from: null, to: hello.seq },
]);
assert.deepEqual(ours.documents.me.me, {
  person: hello.person,
  name: "Outsider",
  organizer: false,
  interests: ["ai", "maths"],
  proposed: [],
  hosting: [],
});

// --- commands: acknowledged, refused one by one, and not done twice

const client = newClient();
const topic = { do: "propose-topic", topic: "outside", kind: "learn", title: "A view from outside", tags: ["ai"] };
const message = {
  client,
  commands: [
    { n: 1, command: topic },
    { n: 2, command: { ...topic, topic: "short", title: "ab" } },
    { n: 3, command: vote },
    { n: 4, command: { do: "publish", based_on: 1 } },
    { n: 5, command: { do: "no-such-command" } },
  ],
};
const { acks } = await answer(first, "commands", message);
const [proposed, short, voted, organizers, unknown] = acks;
assert.deepEqual(proposed, { ok: true, n: 1, seq: hello.seq + 1, touched: proposed.touched, dropped: [] });
assert.deepEqual(proposed.touched.toSorted(), ["me", "public"]);
assert.deepEqual(short, {
  ok: false,
  n: 2,
  code: "title-short",
  message: "The title “ab” is too short: at least 3 characters.",
  value: "ab",
  retryable: false,
});
assert.deepEqual(voted, { ok: true, n: 3, seq: hello.seq + 2, touched: voted.touched, dropped: [] });
assert.deepEqual(voted.touched.toSorted(), ["me", "public"]);
assert.deepEqual(organizers, {
  ok: false,
  n: 4,
  code: "not-organizer",
  message: "Only organizers can do this. Ask one of them for help.",
  value: null,
  retryable: false,
});
assert.deepEqual([unknown.ok, unknown.n, unknown.code, unknown.retryable], [false, 5, "bad-command", false]);

await ours.until(({ public: shared, me }) => shared["tally/outside"]?.must === 1 && me["vote/outside"] === "must");
assert.deepEqual(ours.documents.public["tally/outside"], { interested: 0, must: 1 });
const { created, ...document } = ours.documents.public["topic/outside"];
assert.deepEqual(document, { id: "outside", kind: "learn", title: "A view from outside", tags: ["ai"] });
assert.ok(Math.abs(created - Date.now()) < 60_000);
assert.deepEqual(ours.documents.me.me.proposed, ["outside"]);

const resent = await answer(first, "commands", { client, commands: message.commands.slice(0, 3) });
assert.deepEqual(resent.acks, [
  { ...proposed, seq: voted.seq, touched: [] },
  { ...short, message: "The title “…” is too short: at least 3 characters.", value: null },
  { ...voted, touched: [] },
]);
const next = { n: 6, command: { ...vote, weight: "interested" } };
const posted = await fetch(`${camp}/commands`, {
  method: "POST",
  headers: { cookie, "content-type": "application/json" },
  body: JSON.stringify({ client, commands: [next] }),
});
assert.deepEqual((await posted.json()).acks.map(({ ok, n }) => ({ ok, n })), [{ ok: true, n: 6 }]);
await ours.until(
  ({ public: shared, me }) => shared["tally/outside"].interested === 1 && me["vote/outside"] === "interested",
);

// --- one error for a message that is none

const broken = await answer(first, "commands", { client, commands: "all of them" });
assert.deepEqual(Object.keys(broken).sort(), ["code", "message", "n", "ok", "retryable", "value"]);
assert.deepEqual([broken.ok, broken.code, broken.n], [false, "bad-command", 0]);
const strange = await answer(first, "good-morning", {});
assert.deepEqual([strange.ok, strange.code], [false, "bad-command"]);

// --- away for a while: the next hello brings what was missed, and nothing else

first.disconnect();
const before = { ...ours.since };
const other = await join("Somebody else");
const second = connect({ camp: code }, other);
await event(second, "connect");
await answer(second, "commands", { client: newClient(), commands: [{ n: 1, command: vote }] });

const back = connect({ camp: code }, cookie);
await event(back, "connect");
const resumed = await ours.hello(back);
assert.equal(resumed.person, hello.person);
assert.deepEqual(resumed.stale, []);
assert.deepEqual(resumed.deltas, [
  {
    aud: "public",
    epoch: before.epoch,
    from: before.public,
    to: resumed.seq,
    put: { people: { joined: 2 }, "tally/outside": { interested: 1, must: 1 } },
    del: [],
  },
]);
assert.deepEqual(ours.documents.public, (await state()).put);

// --- and goes on live: what is deleted is named

ours.deltas.length = 0;
const withdraw = { client, commands: [{ n: 7, command: { do: "withdraw-topic", topic: "outside" } }] };
const [withdrawn] = (await answer(back, "commands", withdraw)).acks;
await ours.until(({ public: shared }) => !("topic/outside" in shared));
const gone = ours.deltas.find(({ aud }) => aud === "public");
assert.equal(gone.to, withdrawn.seq);
assert.deepEqual(gone.del.toSorted(), ["tally/outside", "topic/outside"]);
assert.deepEqual(ours.documents.public, (await state()).put);

for (const socket of open) socket.disconnect();
console.log("as documented");
