import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { openDatabase, type Database } from "../src/database.ts";
import { Outbox, type Message } from "../src/outbox.ts";
import type { Ack, Command } from "../src/wire.ts";

const OWNER = "camp/p1";
let database: Database;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  database = (await openDatabase())!;
});

const vote = (topic: string): Command => ({ do: "set-vote", topic, weight: "must" });

const accepted = (n: number): Ack => ({ ok: true, n, seq: 1, touched: [], dropped: [] });

function refused(n: number, code: string): Ack {
  return { ok: false, n, code, message: "", value: null, retryable: true };
}

/** A tab: an outbox that has looked at what others left. */
async function tab(owner = OWNER, locks: LockManager | null = navigator.locks): Promise<Outbox> {
  const outbox = new Outbox(owner, database, locks ?? undefined);
  await outbox.adopt();
  return outbox;
}

async function ask(outbox: Outbox, ...topics: string[]): Promise<number[]> {
  const added = topics.map((topic) => outbox.add(vote(topic), 1000));
  await Promise.all(added.map(({ kept }) => kept));
  return added.map(({ ticket }) => ticket);
}

function topics(message: Message | undefined): string[] {
  return message?.commands.map(({ command }) => ("topic" in command ? command.topic! : command.do)) ?? [];
}

/** The tab is closed: its lock is given back by the browser. */
async function closed(outbox: Outbox): Promise<void> {
  outbox.close();
  await new Promise((resolve) => setTimeout(resolve, 5));
}

test("commands are numbered from 1 and sent in order until they are answered", async () => {
  const outbox = await tab();
  const tickets = await ask(outbox, "a", "b", "c");
  const message = outbox.next()!;
  assert.deepEqual(
    message.commands.map(({ n }) => n),
    [1, 2, 3],
  );
  assert.deepEqual(topics(message), ["a", "b", "c"]);
  assert.match(message.client, /^[a-z0-9]{12,40}$/);
  assert.deepEqual(outbox.answered(message.client, [accepted(1), refused(2, "topic-gone")]), [
    { command: vote("a"), ack: accepted(tickets[0]!) },
    { command: vote("b"), ack: refused(tickets[1]!, "topic-gone") },
  ]);
  assert.deepEqual(topics(outbox.next()), ["c"]);
  assert.equal(outbox.size, 1);
  await closed(outbox);
});

test("what the camp could not look at now stays, under its number", async () => {
  const outbox = await tab();
  await ask(outbox, "a", "b");
  const message = outbox.next()!;
  for (const code of ["unavailable", "shutting-down", "slow-down", "too-many-at-once"]) {
    assert.deepEqual(outbox.answered(message.client, [refused(1, code), refused(2, code)]), []);
  }
  assert.deepEqual(outbox.next(), message);
  await closed(outbox);
});

test("an answer that comes twice counts once", async () => {
  const outbox = await tab();
  await ask(outbox, "a");
  const { client } = outbox.next()!;
  assert.equal(outbox.answered(client, [accepted(1)]).length, 1);
  assert.deepEqual(outbox.answered(client, [accepted(1)]), []);
  assert.deepEqual(outbox.answered("somebody-else", [accepted(1)]), []);
  await closed(outbox);
});

test("a message has at most 32 commands and fits the server's limit", async () => {
  const outbox = await tab();
  await ask(outbox, ...Array.from({ length: 40 }, (_, i) => `t${i}`));
  assert.equal(outbox.next()!.commands.length, 32);
  assert.equal(outbox.next(1)!.commands.length, 1);
  await closed(outbox);

  const wordy = await tab("camp/p2");
  for (let i = 0; i < 32; i++) {
    const command: Command = {
      do: "propose-topic",
      topic: `t${i}`,
      kind: "lead",
      title: "x",
      description: "é".repeat(2000),
    };
    await wordy.add(command, 0).kept;
  }
  const message = wordy.next()!;
  const bytes = Buffer.byteLength(JSON.stringify(message));
  assert.ok(bytes <= 65536 && bytes > 60000, `${bytes} bytes`);
  await closed(wordy);
});

test("nothing is sent before it is kept", async () => {
  const outbox = await tab();
  const { kept } = outbox.add(vote("a"), 1000);
  assert.equal(outbox.next(), undefined);
  await kept;
  assert.deepEqual(topics(outbox.next()), ["a"]);
  await closed(outbox);
});

test("a reload finds what was not answered, and goes on counting where it stopped", async () => {
  const before = await tab();
  await ask(before, "a", "b");
  const { client } = before.next()!;
  before.answered(client, [accepted(1)]);
  await closed(before);

  const after = new Outbox(OWNER, database, navigator.locks);
  const found = await after.adopt();
  assert.deepEqual(
    found.map(({ command, at }) => ({ command, at })),
    [{ command: vote("b"), at: 1000 }],
  );
  await ask(after, "c");
  assert.deepEqual(after.next(), {
    client,
    commands: [
      { n: 2, command: vote("b") },
      { n: 3, command: vote("c") },
    ],
  });
  await closed(after);
});

test("a number is never given twice, even when all was answered before the reload", async () => {
  const before = await tab();
  await ask(before, "a");
  const { client } = before.next()!;
  before.answered(client, [accepted(1)]);
  await closed(before);
  const after = await tab();
  await ask(after, "b");
  assert.deepEqual(after.next(), { client, commands: [{ n: 2, command: vote("b") }] });
  await closed(after);
});

test("tabs that are open together have client ids of their own and leave each other's commands alone", async () => {
  const one = await tab();
  await ask(one, "a");
  const two = await tab();
  await ask(two, "b");
  assert.deepEqual(topics(one.next()), ["a"]);
  assert.deepEqual(topics(two.next()), ["b"]);
  assert.notEqual(one.next()!.client, two.next()!.client);
  assert.deepEqual(await two.adopt(), []);
  await closed(one);
  await closed(two);
});

test("what a closed tab left is sent by another as it stands", async () => {
  const one = await tab();
  const two = await tab();
  await ask(one, "a");
  await ask(two, "b");
  const left = one.next()!;
  await closed(one);
  assert.deepEqual(
    (await two.adopt()).map(({ command }) => command),
    [vote("a")],
  );
  assert.deepEqual(await two.adopt(), []);
  const own = two.next()!;
  assert.deepEqual(topics(own), ["b"]);
  two.answered(own.client, [accepted(1)]);
  assert.deepEqual(two.next(), left);
  const tickets = two.answered(left.client, [accepted(1)]).map(({ ack }) => ack.n);
  assert.equal(new Set([...tickets, 1]).size, 2, "tickets are unique in the page");
  assert.equal(two.size, 0);
  await closed(two);
});

test("where tabs cannot know of each other, commands that are found are sent, but nobody counts on", async () => {
  const one = await tab(OWNER, null);
  await ask(one, "a");
  const two = await tab(OWNER, null);
  assert.deepEqual(two.next(), one.next());
  await ask(two, "b");
  const { client } = one.next()!;
  two.answered(client, [accepted(1)]);
  assert.notEqual(two.next()!.client, client);
  assert.deepEqual(two.next()!.commands, [{ n: 1, command: vote("b") }]);
});

test("commands of one person are never found by another", async () => {
  const one = await tab();
  await ask(one, "a");
  await closed(one);
  const other = new Outbox("camp/p2", database, navigator.locks);
  assert.deepEqual(await other.adopt(), []);
  assert.equal(other.next(), undefined);
});

test("without a database commands are held in memory, and it says so", async () => {
  const outbox = new Outbox(OWNER, undefined, undefined);
  assert.equal(outbox.durable, false);
  assert.deepEqual(await outbox.adopt(), []);
  await ask(outbox, "a");
  const message = outbox.next()!;
  assert.deepEqual(topics(message), ["a"]);
  assert.equal(outbox.answered(message.client, [accepted(1)]).length, 1);
});

test("when the disk is full, numbers go on under an id that ends with the page", async () => {
  const outbox = await tab();
  await ask(outbox, "a");
  const { client } = outbox.next()!;
  const write = database.write;
  database.write = () => Promise.reject(new DOMException("full", "QuotaExceededError"));
  await ask(outbox, "b", "c");
  database.write = write;
  assert.equal(outbox.durable, false);
  assert.deepEqual(outbox.next(), { client, commands: [{ n: 1, command: vote("a") }] });
  outbox.answered(client, [accepted(1)]);
  const rest = outbox.next()!;
  assert.notEqual(rest.client, client);
  assert.deepEqual(rest.commands, [
    { n: 1, command: vote("b") },
    { n: 2, command: vote("c") },
  ]);
  await closed(outbox);
});

test("a browser whose database does not open is one without a database", async () => {
  globalThis.indexedDB = {
    open: () => {
      throw new DOMException("no", "SecurityError");
    },
  } as unknown as IDBFactory;
  assert.equal(await openDatabase(), undefined);
});

test("values are found under the beginning of their keys, in order, and written or removed in one step", async () => {
  await database.write([
    [["a", "x", 2], "two"],
    [["a", "x", 10], "ten"],
    [["a", "y"], "y"],
    [["b"], "b"],
  ]);
  assert.deepEqual(await database.under(["a"]), [
    [["a", "x", 2], "two"],
    [["a", "x", 10], "ten"],
    [["a", "y"], "y"],
  ]);
  await database.write([[["a", "x", 3], "three"]], [["a", "x", 2]]);
  assert.deepEqual(
    (await database.under(["a", "x"])).map(([, value]) => value),
    ["three", "ten"],
  );
  await assert.rejects(
    database.write([
      [["c"], "kept?"],
      [["d"], () => undefined],
    ]),
  );
  assert.deepEqual(await database.under(["c"]), []);
});
