import assert from "node:assert/strict";
import { test } from "node:test";
import type { Listener } from "../src/transports/port.ts";
import { websocket } from "../src/transports/websocket.ts";

/** The browser's end of a connection, with the camp's end held by the test. */
class Line {
  static last: Line;
  readonly url: string;
  sent: string[] = [];
  closed = false;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;

  constructor(url: string) {
    this.url = url;
    Line.last = this;
  }
  send(packet: string): void {
    this.sent.push(packet);
  }
  close(): void {
    this.closed = true;
  }
  say(packet: string): void {
    this.onmessage?.({ data: packet });
  }
}

Object.assign(globalThis, { WebSocket: Line, location: { href: "https://camp.example.org/c/abc234/" } });

function connected() {
  const heard: unknown[][] = [];
  const note =
    (name: string) =>
    (...values: unknown[]) => {
      heard.push([name, ...values]);
    };
  const listener = Object.fromEntries(
    ["open", "hello", "delta", "ephemeral", "heard", "lost", "refused"].map((name) => [name, note(name)]),
  ) as unknown as Listener;
  const position = () => ({ epoch: "9f31", public: 812, me: null, organizers: null });
  const wire = websocket({ camp: "abc234", base: "/c/abc234", board: false, position }, listener);
  return { wire, line: Line.last, heard };
}

test("it connects to the camp and says hello in one breath, with what the page holds", () => {
  const { line, heard } = connected();
  assert.equal(line.url, "wss://camp.example.org/socket.io/?EIO=4&transport=websocket");
  line.say('0{"sid":"x","upgrades":[],"pingInterval":25000,"pingTimeout":20000}');
  assert.deepEqual(line.sent, [
    '40{"camp":"abc234","board":false}',
    '420["hello",{"since":{"epoch":"9f31","public":812}}]',
  ]);
  line.say('40{"sid":"y"}');
  line.say('430[{"ok":true,"seq":815}]');
  assert.deepEqual(heard, [["open"], ["hello", { ok: true, seq: 815 }]]);
});

test("deltas, ephemerals and pings are heard; a title full of digits and brackets is only a title", () => {
  const { line, heard } = connected();
  line.say('42["delta",{"put":{"topic/t1":{"title":"43[0] \\n 2"}}}]');
  line.say('42["ephemeral",{"connected":3}]');
  line.say("2");
  assert.deepEqual(line.sent, ["3"]);
  assert.deepEqual(heard, [
    ["delta", { put: { "topic/t1": { title: "43[0] \n 2" } } }],
    ["ephemeral", { connected: 3 }],
    ["heard"],
  ]);
});

test("commands are answered, each by its own number, in whatever order", async () => {
  const { wire, line } = connected();
  const first = wire.send({ client: "c", commands: [] });
  const second = wire.send({ client: "c", commands: [] });
  line.say('431[{"ok":false,"code":"slow-down"}]');
  line.say('430[{"acks":[{"ok":true,"n":1}]}]');
  assert.deepEqual(await first, [{ ok: true, n: 1 }]);
  assert.deepEqual(await second, { ok: false, code: "slow-down" });
});

test("a refused handshake is said with its reason, and nothing after it", () => {
  const { line, heard } = connected();
  line.say('44{"message":"no","data":{"ok":false,"code":"camp-unknown"}}');
  line.onclose?.();
  assert.deepEqual(heard, [["refused", { ok: false, code: "camp-unknown" }]]);
  assert.equal(line.closed, true);
});

for (const [words, end] of [
  ["the connection goes", (line: Line) => line.onclose?.()],
  ["the camp ends it", (line: Line) => line.say("41")],
  ["the server ends it", (line: Line) => line.say("1")],
  ["something else answers", (line: Line) => line.say("<html>Blocked by your school</html>")],
  ["it is refused without a reason", (line: Line) => line.say('44{"message":"no"}')],
] as const) {
  test(`${words}: lost, once`, () => {
    const { line, heard } = connected();
    end(line);
    line.say("2");
    line.onclose?.();
    assert.deepEqual(heard, [["lost"]]);
  });
}

test("a page that closes hears nothing more", () => {
  const { wire, line, heard } = connected();
  wire.close();
  line.say("2");
  line.onclose?.();
  assert.deepEqual(heard, []);
});
