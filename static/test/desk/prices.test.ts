import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Pricer, pointsWords, priceWords } from "../../src/desk/prices.ts";
import type { Answered } from "../../src/desk/post.ts";
import { speak } from "../../src/i18n.ts";
import type { Cell, Prices } from "../../src/wire.ts";

beforeEach(() => speak("en"));

/** A server that answers when it is told to. */
class Server {
  asked: (string | number)[] = [];
  drawn = 0;
  private answers: ((answer: Answered) => void)[] = [];
  readonly pricer = new Pricer(
    ({ topic, beside }, start) => {
      this.asked.push(beside ? `${topic} beside ${beside.slot}/${beside.room}` : topic);
      if (start > 0) this.asked.push(start);
      return new Promise((answer) => this.answers.push(answer));
    },
    () => (this.drawn += 1),
  );

  /** Of the only cell that it prices; undefined while there are no prices. */
  change(): number | undefined {
    return this.pricer.prices.get("s1/r1")?.change;
  }

  async answer(answered: Answered): Promise<void> {
    this.answers.shift()!(answered);
    await new Promise((done) => setImmediate(done));
  }
}

const found = (topic: string, seq: number, change = -3, cells = 1, beside: Cell | null = null): Answered => {
  const prices = [{ slot: "s1", room: "r1", change, people: 2 }];
  return { answer: { ok: true, seq, topic, start: 0, cells, prices, beside } satisfies Prices };
};
const rest = (topic: string, seq: number): Answered => {
  const prices = [{ slot: "s1", room: "r2", change: 1, people: 0 }];
  return { answer: { ok: true, seq, topic, start: 1, cells: 2, prices, beside: null } satisfies Prices };
};

test("what is chosen is asked for once, and priced by cell", async () => {
  const server = new Server();
  server.pricer.want({ topic: "a", seq: 7 });
  server.pricer.want({ topic: "a", seq: 7 });
  assert.equal(server.change(), undefined);
  await server.answer(found("a", 7));
  assert.deepEqual(server.asked, ["a"]);
  assert.equal(server.change(), -3);
  server.pricer.want(undefined);
  assert.equal(server.change(), undefined);
  server.pricer.want({ topic: "a", seq: 7 });
  assert.equal(server.change(), -3, "nothing has changed: nothing is asked");
  assert.equal(server.asked.length, 1);
});

test("whoever looks around asks for one thing at a time, and then for the last", async () => {
  const server = new Server();
  for (const topic of ["a", "b", "c"]) server.pricer.want({ topic, seq: 7 });
  await server.answer(found("a", 7));
  assert.deepEqual([server.asked, server.change()], [["a", "c"], undefined]);
  await server.answer(found("c", 7, 5));
  assert.equal(server.change(), 5);
});

test("one and the same topic is another question where another session of it stays", async () => {
  const server = new Server();
  const here = { slot: "s2", room: "r1" };
  server.pricer.want({ topic: "a", seq: 7 });
  server.pricer.want({ topic: "a", beside: here, seq: 7 });
  server.pricer.want({ topic: "a", beside: { ...here }, seq: 7 });
  await server.answer(found("a", 7));
  assert.deepEqual([server.asked, server.change()], [["a", "a beside s2/r1"], undefined]);
  await server.answer(found("a", 7, 5, 1, here));
  assert.deepEqual([server.change(), server.pricer.complete], [5, true]);
});

test("what could not be counted in time is asked for next, and what there is is shown", async () => {
  const server = new Server();
  server.pricer.want({ topic: "a", seq: 7 });
  await server.answer(found("a", 7, -3, 2));
  assert.deepEqual([server.asked, server.change(), server.pricer.complete], [["a", "a", 1], -3, false]);
  await server.answer(rest("a", 7));
  assert.deepEqual([[...server.pricer.prices.keys()], server.pricer.complete], [["s1/r1", "s1/r2"], true]);
  assert.equal(server.asked.length, 3);
});

test("the rest for a draft that has changed meanwhile is not mixed with the first part", async () => {
  const server = new Server();
  server.pricer.want({ topic: "a", seq: 7 });
  await server.answer(found("a", 7, -3, 2));
  await server.answer(rest("a", 8));
  assert.deepEqual([...server.pricer.prices.keys()], ["s1/r1"]);
  server.pricer.want({ topic: "a", seq: 8 });
  assert.deepEqual([server.asked, server.change()], [["a", "a", 1, "a"], undefined]);
  await server.answer(found("a", 8, -4));
  assert.deepEqual([server.change(), server.pricer.complete], [-4, true]);
});

test("where there are no cells prices are asked for once, and there are none", async () => {
  const server = new Server();
  server.pricer.want({ topic: "a", seq: 7 });
  await server.answer({ answer: { ok: true, seq: 7, topic: "a", start: 0, cells: 0, prices: [], beside: null } satisfies Prices });
  assert.deepEqual([server.asked, server.change(), server.pricer.complete], [["a"], undefined, true]);
});

test("prices of a draft that the desk has not heard of yet wait for it", async () => {
  const server = new Server();
  server.pricer.want({ topic: "a", seq: 7 });
  await server.answer(found("a", 8));
  assert.equal(server.change(), undefined);
  server.pricer.want({ topic: "a", seq: 8 });
  assert.equal(server.change(), -3);
  assert.deepEqual(server.asked, ["a"]);
});

test("a no is said, and asked again with the next choice", async () => {
  const server = new Server();
  server.pricer.want({ topic: "a", seq: 7 });
  await server.answer({ refusal: "No." });
  assert.deepEqual([server.pricer.refusal, server.change()], ["No.", undefined]);
  server.pricer.want({ topic: "b", seq: 7 });
  assert.equal(server.pricer.refusal, undefined);
  assert.deepEqual(server.asked, ["a", "b"]);
});

test("a price in short and in words", () => {
  const price = (change: number, people: number): [string, string] => {
    const each = { slot: "s1", room: "r1", change, people };
    return [pointsWords(each), priceWords(each)];
  };
  assert.deepEqual(price(-12, 9), ["\u221212", "costs 12 points, 9 people affected"]);
  assert.deepEqual(price(1, 1), ["+1", "gains 1 point, 1 person affected"]);
  assert.deepEqual(price(0, 0), ["0", "costs no points, nobody is affected"]);
});
