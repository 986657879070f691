import { browser, page, settled, storage } from "./fake-browser.ts";
import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { CampStore } from "../src/core.ts";
import { Link } from "../src/link.ts";
import type { Listener, TransportName, Transports } from "../src/transports/port.ts";
import type { Delta, Hello, Refusal } from "../src/wire.ts";
import { FakeCamp, ME } from "./fake-camp.ts";

const DAY = 24 * 3_600_000;

/** A wire whose other end is the test. */
class FakeWire {
  greetings = 1;
  closed = false;
  name: TransportName;
  listener: Listener;
  constructor(name: TransportName, listener: Listener) {
    this.name = name;
    this.listener = listener;
  }
  greet(): void {
    this.greetings++;
  }
  send(): Promise<never> {
    return Promise.reject(new Error("not here"));
  }
  close(): void {
    this.closed = true;
  }
}

let camp: FakeCamp;
let store: CampStore;
let wires: FakeWire[];
let link: Link;
let events: string[];
let states: (() => Promise<Delta>)[]; // answers to fetching the state; the camp's own when there is none

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"], now: 1_000_000 });
  storage.clear();
  page.visibilityState = "visible";
  camp = new FakeCamp();
  states = [];
  globalThis.fetch = async () => Response.json(await (states.shift() ?? (async () => camp.delta("public", null)))());
  openPage();
});

afterEach(() => {
  link.stop();
  mock.timers.reset();
});

function never(): never {
  throw new Error("this transport was not to be used");
}

function openPage(): void {
  store = new CampStore();
  wires = [];
  events = [];
  const transport = (name: TransportName) => (_: unknown, listener: Listener) => {
    const wire = new FakeWire(name, listener);
    wires.push(wire);
    return wire;
  };
  const transports: Transports = {
    websocket: transport("websocket"),
    stream: transport("stream"),
    poll: transport("poll"),
  };
  link = new Link({
    camp: "x",
    base: "/c/x",
    store,
    transports,
    onUp: () => events.push("up"),
    onDown: () => events.push("down"),
    onRefused: ({ code }) => events.push(code),
    onOtherPerson: () => events.push("other person"),
  });
}

async function start(): Promise<void> {
  link.start(ME);
  await settled();
}

async function pass(ms: number): Promise<void> {
  mock.timers.tick(ms);
  await settled();
}

const last = (): FakeWire => wires.at(-1)!;
const names = (): TransportName[] => wires.map(({ name }) => name);

async function answer(wire = last(), hello: Partial<Hello> = {}): Promise<void> {
  wire.listener.open();
  await wire.listener.hello({ ...camp.hello(store.position()), ...hello });
  await settled();
}

async function live(): Promise<FakeWire> {
  await start();
  await answer();
  assert.equal(store.view().link, "live");
  return last();
}

const refusal = (code: string, retryable: boolean): Refusal => ({
  ok: false,
  n: 0,
  code,
  message: "",
  value: null,
  retryable,
});

test("a page is live once its hello is answered, with every audience", async () => {
  await start();
  assert.equal(store.view().link, "connecting");
  assert.equal(link.up, false);
  assert.deepEqual(names(), ["websocket"]);
  await answer(last(), { time: Date.now() + 90_000, ephemeral: { connected: 7 } });
  assert.deepEqual(store.position(), { epoch: "e1", public: 1, me: 1, organizers: null });
  const { link: state, offset, ephemeral, heard } = store.view();
  assert.deepEqual(
    { state, offset, ephemeral, heard },
    { state: "live", offset: 90_000, ephemeral: { connected: 7 }, heard: Date.now() },
  );
  assert.deepEqual(events, ["up"]);
  assert.equal(link.up, true);
});

test("a WebSocket that does not connect costs 2.5 s, once: the stream that works is remembered for a day", async () => {
  await start();
  await pass(2_499);
  assert.deepEqual(names(), ["websocket"]);
  await pass(1);
  assert.deepEqual(names(), ["websocket", "stream"]);
  assert.equal(wires[0]!.closed, true);
  await answer();
  assert.equal(store.view().link, "live");
  link.stop();

  await pass(DAY - 10_000);
  openPage();
  await start();
  assert.deepEqual(names(), ["stream"]);
  link.stop();

  await pass(10_001);
  openPage();
  await start();
  assert.deepEqual(names(), ["websocket"]);
});

test("a handshake that fails leads on at once; a stream without its first event after 4 s leads to polls", async () => {
  await start();
  last().listener.lost();
  await settled();
  assert.deepEqual(names(), ["websocket", "stream"]);
  await pass(3_999);
  assert.equal(wires.length, 2);
  await pass(1);
  assert.deepEqual(names(), ["websocket", "stream", "poll"]);
  await answer();
  assert.equal(store.view().link, "live");
});

test("a WebSocket that has connected may take its time to say hello", async () => {
  await start();
  last().listener.open();
  await pass(9_999);
  assert.deepEqual(names(), ["websocket"]);
  await pass(1);
  assert.deepEqual(names(), ["websocket", "stream"]);
});

test("when nothing works the page is offline, and tries again after 0.5 to 8 s", async () => {
  await start();
  for (let round = 1; round <= 12; round++) {
    for (let i = 0; i < 3; i++) {
      last().listener.lost();
      await settled();
    }
    assert.equal(store.view().link, "offline");
    assert.equal(wires.length, 3 * round);
    await pass(499);
    assert.equal(wires.length, 3 * round, "not within half a second");
    await pass(7_501);
    assert.equal(wires.length, 3 * round + 1, "but within eight");
  }
  assert.equal(events[0], "down");
});

test("a forced transport is the only one, and nothing is remembered of it", async () => {
  link = new Link({
    camp: "x",
    base: "/c/x",
    store,
    forced: "poll",
    transports: {
      websocket: never,
      stream: never,
      poll: (_, listener) => (wires.push(new FakeWire("poll", listener)), last()),
    },
    onUp: () => events.push("up"),
    onDown: () => undefined,
    onRefused: () => undefined,
    onOtherPerson: () => undefined,
  });
  await start();
  last().listener.lost();
  await pass(1_000);
  assert.deepEqual(names(), ["poll", "poll"]);
  await answer();
  assert.deepEqual(events, ["up"]);
  assert.equal(storage.getItem("edcamp/transport"), null);
});

test("what the camp refuses for good is said and not tried again", async () => {
  await start();
  last().listener.refused(refusal("camp-unknown", false));
  await pass(60_000);
  assert.deepEqual(events, ["camp-unknown"]);
  assert.deepEqual(names(), ["websocket"]);
  assert.equal(store.view().link, "offline");
});

test("what the camp refuses for now is tried again", async () => {
  const wire = await live();
  wire.listener.refused(refusal("shutting-down", true));
  assert.equal(store.view().link, "connecting");
  await pass(1_500);
  assert.deepEqual(names(), ["websocket", "websocket"]);
});

test("a restarting server does not send a page to a fallback", async () => {
  const wire = await live();
  wire.listener.lost();
  assert.equal(store.view().link, "connecting");
  await pass(1_500);
  assert.deepEqual(names(), ["websocket", "websocket"]);
  last().listener.lost();
  await settled();
  assert.equal(store.view().link, "offline");
  await pass(8_000);
  assert.deepEqual(names().slice(0, 3), ["websocket", "websocket", "websocket"]);
  await answer();
  assert.equal(store.view().link, "live");
});

test("where WebSocket worked until a moment ago, it is tried again beside the fallback after two minutes", async () => {
  const wire = await live();
  wire.listener.lost();
  for (let i = 0; i < 20 && last().name === "websocket"; i++) {
    if (!last().closed) last().listener.lost();
    await pass(3_000); // less than a stream has to show that it works
  }
  assert.equal(last().name, "stream");
  await answer();
  const stream = last();
  for (let at = 0; at < 120_000; at += 10_000) {
    stream.listener.heard();
    await pass(10_000);
  }
  assert.equal(last().name, "websocket");
  assert.equal(stream.closed, false);
  await answer();
  assert.equal(stream.closed, true);
  assert.equal(store.view().link, "live");
  assert.equal(JSON.parse(storage.getItem("edcamp/transport")!).name, "websocket");
});

test("a fallback goes on when WebSocket, tried beside it, still does not work", async () => {
  storage.setItem("edcamp/transport", JSON.stringify({ name: "stream", until: Date.now() + 60_000 }));
  openPage();
  const stream = await live();
  storage.setItem("edcamp/transport", "no JSON");
  for (let at = 0; at <= DAY; at += 30_000) {
    stream.listener.heard();
    await pass(30_000);
  }
  assert.deepEqual(names().slice(0, 2), ["stream", "websocket"]);
  assert.equal(wires[1]!.closed, true);
  assert.equal(stream.closed, false);
  assert.equal(store.view().link, "live");
});

test("a stale wall is fetched and taken in with the rest; then hello is said again", async () => {
  await start(); // fetches the state, as it holds nothing
  camp.restore("t");
  camp.propose("a");
  await answer();
  assert.equal(last().greetings, 2);
  assert.equal(store.view().link, "behind");
  assert.deepEqual(store.position(), { epoch: "e2", public: 2, me: 2, organizers: null });
  await answer();
  assert.equal(store.view().link, "live");
});

test("a first hello that overtakes the fetched state waits for it, and fetches nothing twice", async () => {
  let fetches = 0;
  let arrive = (_: Delta): void => undefined;
  states = [() => (fetches++, new Promise((resolve) => (arrive = resolve)))];
  await start();
  const answering = answer();
  await settled();
  assert.equal(store.view().camp, undefined);
  arrive(camp.delta("public", null));
  await answering;
  assert.equal(fetches, 1);
  assert.deepEqual(store.position(), { epoch: "e1", public: 1, me: 1, organizers: null });
  await answer();
  assert.equal(store.view().link, "live");
});

test("a wall that cannot be fetched is a lost connection, and is asked for again", async () => {
  const failing = (): Promise<Delta> => Promise.reject(new TypeError("failed to fetch"));
  states = [failing, failing];
  await start();
  await answer();
  assert.equal(wires[0]!.closed, true);
  await pass(1_500);
  assert.equal(wires.length, 2);
  await answer();
  await answer();
  assert.equal(store.view().link, "live");
});

test("an error in place of the wall is no wall", async () => {
  states = [async () => refusal("unavailable", true) as never];
  await start();
  assert.equal(store.position().public, null);
});

test("deltas that overtake the answer to hello are applied after it", async () => {
  await start();
  const hello = camp.hello(store.position());
  camp.propose("a");
  camp.propose("b");
  last().listener.delta(camp.delta("public", 1));
  assert.equal(store.view().topics.size, 0);
  await last().listener.hello(hello);
  assert.deepEqual([...store.view().topics.keys()], ["a", "b"]);
  assert.equal(store.view().link, "live");
});

test("a gap is closed by another hello; gaps that no hello closes end the connection", async () => {
  const wire = await live();
  camp.propose("a");
  camp.propose("b");
  wire.listener.delta(camp.delta("public", 2));
  assert.equal(wire.greetings, 2);
  assert.equal(store.view().link, "behind");
  await answer(wire);
  assert.equal(store.view().link, "live");
  assert.equal(store.view().topics.size, 2);

  camp.propose("c");
  wire.listener.delta(camp.delta("public", 5));
  for (let i = 0; i < 3; i++) await answer(wire, { deltas: [camp.delta("public", 99)] });
  assert.equal(wire.closed, true);
  await pass(1_500);
  assert.equal(wires.length, 2);
});

test("a hello that is not answered is a lost connection", async () => {
  const wire = await live();
  camp.propose("a");
  camp.propose("b");
  wire.listener.delta(camp.delta("public", 2));
  await pass(10_000);
  assert.equal(wire.closed, true);
});

test("a connection that has been silent for 45 s is given up", async () => {
  const wire = await live();
  await pass(40_000);
  wire.listener.heard();
  await pass(45_000);
  assert.equal(wire.closed, false);
  await pass(5_000);
  assert.equal(wire.closed, true);
  await pass(1_500);
  assert.equal(wires.length, 2);
});

test("a phone that wakes up asks at once what it missed, and trusts no connection that does not answer", async () => {
  const wire = await live();
  page.show("visible");
  assert.equal(wire.greetings, 1, "heard a moment ago");
  page.show("hidden");
  await pass(20_000);
  assert.equal(wire.greetings, 1);
  page.show("visible");
  assert.equal(wire.greetings, 2);
  await answer(wire);
  assert.equal(store.view().link, "live");

  page.show("hidden");
  await pass(20_000);
  page.show("visible");
  await pass(3_000);
  assert.equal(wire.closed, true);
});

test("a page brought back from the browser's memory asks at once", async () => {
  const wire = await live();
  await pass(10_000);
  browser.dispatchEvent(new Event("pageshow"));
  assert.equal(wire.greetings, 2);
});

test("without a network the page is offline at once, and back as soon as there is one", async () => {
  const wire = await live();
  browser.dispatchEvent(new Event("offline"));
  assert.equal(wire.closed, true);
  assert.equal(store.view().link, "offline");
  browser.dispatchEvent(new Event("online"));
  await settled();
  assert.equal(wires.length, 2);
  await answer();
  assert.equal(store.view().link, "live");
});

test("a page of one person gives up where the server sees another", async () => {
  await start();
  await answer(last(), { person: "p2" });
  assert.deepEqual(events, ["other person"]);
  assert.equal(store.position().me, null);
  await pass(60_000);
  assert.equal(wires.length, 1);
});

test("who is no organizer any more keeps nothing of theirs", async () => {
  await start();
  await answer(last(), camp.hello({ epoch: "e1", public: 1, me: null, organizers: null }, true));
  assert.notEqual(store.view().draft, undefined);
  last().listener.lost();
  await pass(1_500);
  await answer();
  assert.equal(store.view().draft, undefined);
  assert.equal(store.position().organizers, null);
});

test("what has not been answered for long shows as behind, but not on a line that is down", async () => {
  const wire = await live();
  link.setLate(true);
  assert.equal(store.view().link, "behind");
  wire.listener.lost();
  assert.equal(store.view().link, "connecting");
  await pass(1_500);
  await answer();
  assert.equal(store.view().link, "behind");
  link.setLate(false);
  assert.equal(store.view().link, "live");
});

test("nothing that a closed wire still says is heard", async () => {
  const wire = await live();
  wire.listener.lost();
  await pass(1_500);
  await answer();
  camp.propose("a");
  wire.listener.delta(camp.delta("public", 1));
  wire.listener.ephemeral({ connected: 3 });
  wire.listener.lost();
  await wire.listener.hello(camp.hello(store.position()));
  assert.equal(store.view().topics.size, 0);
  assert.deepEqual(store.view().ephemeral, {});
  assert.equal(last().closed, false);
});

test("a stopped link lets go of everything", async () => {
  const wire = await live();
  link.stop();
  assert.equal(wire.closed, true);
  browser.dispatchEvent(new Event("online"));
  page.show("visible");
  await pass(DAY);
  assert.equal(wires.length, 1);
});
