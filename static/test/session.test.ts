import "fake-indexeddb/auto";
import { browser, location, page, sessions, settled, storage } from "./fake-browser.ts";
import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import type { View } from "../src/core.ts";
import { forgetPeople, startCamp, type Boot, type Options, type Session } from "../src/session.ts";
import type { Ack, Command, Hello, Refusal, Since } from "../src/wire.ts";
import { dice, FakeCamp, ME } from "./fake-camp.ts";

/** The real poll transport talks to it: a camp behind a network that can be cut or be bad. */
class FakeServer {
  camp = new FakeCamp();
  person: string | null = ME;
  messages: string[][] = [];
  /** What happens to a request: it is lost, its answer is lost, or all is well. */
  fate: () => "lost" | "unheard" | "well" = () => "well";
  /** Answers a whole message with an error. */
  refuse: (commands: { n: number; command: Command }[]) => Refusal | undefined = () => undefined;
  private waiting = new Set<() => void>();

  changed(): void {
    for (const wake of this.waiting) wake();
  }

  async fetch(
    url: string,
    { method = "GET", body, signal }: { method?: string; body?: string; signal: AbortSignal },
  ): Promise<Response> {
    const fate = this.fate();
    if (fate === "lost") throw new TypeError("failed to fetch");
    const { pathname, searchParams } = new URL(url, "https://camp.example");
    let answer: unknown;
    if (pathname.endsWith("/state.json")) answer = this.camp.delta("public", null);
    else if (method === "POST") answer = this.take(JSON.parse(body!));
    else answer = await this.poll(searchParams, signal);
    if (fate === "unheard" || signal.aborted) throw new TypeError("failed to fetch");
    return Response.json(answer);
  }

  private take({ client, commands }: { client: string; commands: { n: number; command: Command }[] }): unknown {
    this.messages.push(commands.map(({ command }) => ("topic" in command ? command.topic! : command.do)));
    const refusal = this.refuse(commands);
    if (refusal) return refusal;
    const acks = commands.map(({ n, command }) => this.camp.ask(client, n, command));
    this.changed();
    return { acks };
  }

  private async poll(query: URLSearchParams, signal: AbortSignal): Promise<Hello> {
    const position = (name: string): number | null => (query.has(name) ? Number(query.get(name)) : null);
    const since: Since = {
      epoch: query.get("epoch") ?? "",
      public: position("public"),
      me: position("me"),
      organizers: position("organizers"),
    };
    const now = this.camp.hello(since);
    if (query.get("wait") !== "0" && now.deltas.length === 0 && now.stale.length === 0) {
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.waiting.delete(wake);
          resolve();
        };
        this.waiting.add(wake);
        signal.addEventListener("abort", wake);
        setTimeout(wake, 25_000);
      });
    }
    return { ...this.camp.hello(since), person: this.person };
  }
}

let server: FakeServer;
let open: Session[];

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"], now: 1_000_000 });
  globalThis.indexedDB = new IDBFactory();
  storage.clear();
  sessions.clear();
  page.visibilityState = "visible";
  location.reloads = 0;
  server = new FakeServer();
  globalThis.fetch = ((url: string, options: never) => server.fetch(url, options)) as typeof fetch;
  open = [];
});

afterEach(async () => {
  for (const session of open) session.stop();
  await settled();
  mock.timers.reset();
});

/** Lets `ms` pass, in steps small enough for what happens in between. */
async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 100) {
    mock.timers.tick(Math.min(100, left));
    await settled();
  }
}

async function load(boot: Partial<Boot> = {}, options?: Options): Promise<Session> {
  const whole: Boot = {
    camp: "x",
    base: "/c/x",
    language: "en",
    person: ME,
    organizer: false,
    join_url: "",
    transport: "poll",
    ...boot,
  };
  page.scripts.set("boot", JSON.stringify(whole));
  let session: Session | undefined;
  const starting = startCamp(options).then((started) => (session = started));
  for (let i = 0; i < 100 && !session; i++) await pass(100);
  open.push(await starting);
  return session!;
}

/** The page goes away, without a chance to tidy up. */
async function leave(session: Session): Promise<void> {
  page.show("hidden"); // browsers say so before they end a page
  await settled();
  session.stop();
  await settled();
  page.visibilityState = "visible";
}

const vote = (topic: string, weight: "none" | "interested" | "must" = "must"): Command => ({
  do: "set-vote",
  topic,
  weight,
});
const refusal = (code: string, retryable: boolean, value: number | null = null): Refusal => ({
  ok: false,
  n: 0,
  code,
  message: "",
  value,
  retryable,
});

function documents({ link: _, pending: _p, settled: _s, heard: _h, offset: _o, ephemeral: _e, ...shown }: View): unknown {
  return shown;
}

test("a page starts with the camp's documents, asks, and is answered", async () => {
  server.camp.propose("a");
  const session = await load();
  assert.equal(session.store.view().link, "live");
  assert.equal(session.durable, true);
  assert.equal((globalThis.window as { edcamp?: Session }).edcamp, session);
  const asked = session.ask(vote("a"));
  assert.deepEqual([...session.store.view().votes], [["a", "must"]]);
  assert.equal(session.store.view().pending, 1);
  await pass(100);
  const ack = await asked;
  assert.equal(ack.ok, true);
  await pass(100);
  assert.equal(session.store.view().pending, 0);
  assert.deepEqual(session.store.view().tallies.get("a"), { interested: 0, must: 1 });
  const refused = session.ask(vote("gone"));
  await pass(100);
  assert.equal(((await refused) as Refusal).code, "topic-gone");
  assert.deepEqual([...session.store.view().votes], [["a", "must"]]);
});

test("now is the camp's time", async () => {
  const fetching = server.fetch.bind(server);
  server.fetch = async (url, options) => {
    const answer = (await (await fetching(url, options)).json()) as Hello;
    return Response.json("time" in answer ? { ...answer, time: answer.time + 3_600_000 } : answer);
  };
  const session = await load();
  assert.equal(session.now(), Date.now() + 3_600_000);
});

test("who has not joined is told so", async () => {
  server.person = null;
  const session = await load({ person: null });
  const ack = await session.ask(vote("a"));
  assert.deepEqual(ack, {
    ok: false,
    n: 0,
    code: "not-joined",
    message: "You have not joined this camp on this device yet. Tell us your name first.",
    value: null,
    retryable: false,
  });
  assert.deepEqual(server.messages, []);
});

test("votes cast without a network are kept through a reload, and sent once when there is one", async () => {
  server.camp.propose("a");
  server.camp.propose("b");
  const first = await load();
  await pass(3_000); // documents are kept now
  await pass(60_000);
  const lastHeard = first.store.heard;
  server.fate = () => "lost";
  browser.dispatchEvent(new Event("offline"));
  void first.ask(vote("a"));
  void first.ask(vote("b", "interested"));
  await pass(1_000);
  assert.equal(first.store.view().link, "offline");
  await leave(first);

  const second = await load();
  const { link, pending, votes, camp, tallies, heard } = second.store.view();
  assert.deepEqual(
    { link, pending, votes: [...votes], name: camp?.name },
    {
      link: "offline",
      pending: 2,
      votes: [
        ["a", "must"],
        ["b", "interested"],
      ],
      name: "Camp",
    },
  );
  assert.deepEqual(tallies.get("a"), { interested: 0, must: 1 });
  assert.equal(heard, lastHeard);
  await pass(2_000);
  assert.equal(second.store.view().link, "offline");

  server.fate = () => "well";
  await pass(10_000);
  assert.deepEqual(server.messages, [["a", "b"]]);
  assert.deepEqual([...server.camp.done.values()], [1, 1]);
  assert.equal(second.store.view().pending, 0);
  assert.equal(second.store.view().link, "live");
});

test("a refusal that nobody awaits any more is told", async () => {
  const first = await load();
  server.fate = () => "lost";
  void first.ask(vote("gone"));
  await pass(100);
  await leave(first);
  server.fate = () => "well";
  const told: [Command, string][] = [];
  await load({}, { onRefused: (command, { code }) => told.push([command, code]) });
  await pass(1_000);
  assert.deepEqual(told, [[vote("gone"), "topic-gone"]]);
});

test("without a network and without documents, a page starts with nothing", async () => {
  server.fate = () => "lost";
  const session = await load();
  assert.equal(session.store.view().camp, undefined);
  assert.equal(session.store.view().link, "offline");
});

test("a page that is slow to get its documents starts after 8 s", async () => {
  server.fetch = () => new Promise(() => undefined);
  const before = Date.now();
  const session = await load();
  assert.equal(session.store.view().link, "connecting");
  assert.ok(Date.now() - before <= 8_200, `${Date.now() - before} ms`);
});

test("the shell, kept for times without a network, shows what the last person here saw", async () => {
  server.camp.propose("a");
  await leave(await load());
  server.fate = () => "lost";
  const shell = await load({ person: null, shell: true });
  assert.equal(shell.boot.person, ME);
  assert.equal(shell.store.view().me?.name, "Ana");
  assert.deepEqual([...shell.store.view().topics.keys()], ["a"]);
  void shell.ask(vote("a"));
  server.fate = () => "well";
  await pass(12_000);
  assert.deepEqual(server.messages, [["a"]]);
});

test("what one person was shown is not kept for the next one on the device", async () => {
  await leave(await load());
  server.person = "p2";
  server.fate = () => "lost";
  await leave(await load({ person: "p2" }));
  const back = await load();
  assert.equal(back.store.view().me, undefined);
});

test("nothing of a person is kept once nobody is joined, but what they asked is not lost", async () => {
  server.fate = () => "lost";
  const first = await load();
  void first.ask(vote("a"));
  server.fate = () => "well";
  await pass(9_000);
  server.fate = () => "lost";
  void first.ask(vote("b"));
  await pass(3_000);
  await leave(first);
  await forgetPeople("x");
  const second = await load();
  assert.equal(second.store.view().me, undefined);
  assert.equal(second.store.view().pending, 1);
});

test("a board keeps its own documents beside those of the person who uses the device", async () => {
  server.camp.propose("a");
  await leave(await load());
  await leave(await load({ person: null }, { readOnly: true }));
  server.fate = () => "lost";
  const board = await load({ person: null }, { readOnly: true });
  assert.deepEqual([...board.store.view().topics.keys()], ["a"]);
  const phone = await load();
  assert.equal(phone.store.view().me?.name, "Ana");
});

test("where the server sees another person the page is loaded again, but not over and over", async () => {
  server.person = "p2";
  await load();
  assert.equal(location.reloads, 1);
  await load();
  assert.equal(location.reloads, 1);
  await pass(11_000);
  await load();
  assert.equal(location.reloads, 2);
});

test("a camp that cannot save keeps nobody waiting in silence: commands stay, the page is behind, and all is sent again", async () => {
  server.camp.propose("a");
  const session = await load();
  server.refuse = () => refusal("unavailable", true);
  const asked = session.ask(vote("a"));
  await pass(1_000);
  assert.equal(session.store.view().link, "behind");
  assert.equal(session.store.view().votes.get("a"), "must");
  await pass(20_000);
  const attempts = server.messages.length;
  assert.ok(attempts >= 4 && attempts <= 12, `${attempts} attempts in 21 s`);
  server.refuse = () => undefined;
  await pass(9_000);
  assert.equal((await asked).ok, true);
  assert.equal(session.store.view().link, "live");
});

test("an answer that is late shows after 5 s", async () => {
  server.camp.propose("a");
  const session = await load();
  const fetching = server.fetch.bind(server);
  server.fetch = (url, options) => (options.method === "POST" ? new Promise(() => undefined) : fetching(url, options));
  void session.ask(vote("a"));
  await pass(4_900);
  assert.equal(session.store.view().link, "live");
  await pass(300);
  assert.equal(session.store.view().link, "behind");
});

test("who is asked to slow down waits as long as told", async () => {
  server.camp.propose("a");
  const session = await load();
  server.refuse = () => refusal("slow-down", true, 7);
  void session.ask(vote("a"));
  await pass(6_900);
  assert.equal(server.messages.length, 1);
  server.refuse = () => undefined;
  await pass(400);
  assert.equal(server.messages.length, 2);
  assert.equal(session.store.view().pending, 0);
});

test("one command that makes the camp refuse a whole message does not take the others with it", async () => {
  server.camp.propose("a");
  server.camp.propose("b");
  const session = await load();
  server.fate = () => "lost";
  const asked = [vote("a"), vote("poison"), vote("b")].map((command) => session.ask(command));
  server.refuse = (commands) =>
    commands.some(({ command }) => "topic" in command && command.topic === "poison")
      ? refusal("bad-command", false)
      : undefined;
  await pass(500);
  server.fate = () => "well";
  await pass(15_000);
  const acks: Ack[] = await Promise.all(asked);
  assert.deepEqual(
    acks.map((ack) => (ack.ok ? "done" : ack.code)),
    ["done", "bad-command", "done"],
  );
  assert.deepEqual(server.messages.at(-1), ["b"]);
});

test("over any bad network every command is done once and answered, and the page ends where the camp is", async () => {
  for (let seed = 1; seed <= 100; seed++) {
    globalThis.indexedDB = new IDBFactory();
    const roll = dice(seed);
    server = new FakeServer();
    for (let i = 0; i < 4; i++) server.camp.propose(`t${i}`);
    let session = await load();
    server.fate = () => (["well", "well", "well", "unheard", "lost"] as const)[roll(5)]!;
    let asked = 0;
    for (let step = 0; step < 25; step++) {
      const topic = `t${roll(4)}`;
      switch (roll(8)) {
        case 0:
          if (server.camp.has(topic)) server.camp.vote(topic, "interested");
          else server.camp.propose(topic);
          server.changed();
          break;
        case 1:
          if (server.camp.has(topic) && roll(3) === 0) server.camp.remove(topic);
          server.changed();
          break;
        case 2:
          if (roll(3) === 0) {
            await leave(session);
            session = await load();
          }
          break;
        case 3:
          page.show(roll(2) ? "hidden" : "visible");
          break;
        default:
          asked++;
          void session.ask(
            roll(4)
              ? vote(topic, (["none", "interested", "must"] as const)[roll(3)]!)
              : { do: "propose-topic", topic: `n${seed}-${step}`, kind: "lead", title: "A new one" },
          );
      }
      await pass(100 * (1 + roll(10)));
    }
    server.fate = () => "well";
    page.visibilityState = "visible";
    await pass(20_000);
    const { link, pending } = session.store.view();
    assert.deepEqual({ link, pending }, { link: "live", pending: 0 }, `seed ${seed}`);
    assert.deepEqual(
      [...server.camp.done.values()],
      Array.from({ length: asked }, () => 1),
      `seed ${seed}`,
    );
    const fresh = await load({ camp: `fresh${seed}`, base: "/c/x" });
    assert.deepEqual(documents(session.store.view()), documents(fresh.store.view()), `seed ${seed}`);
    for (const each of open.splice(0)) each.stop();
  }
});

test("what the page itself brings is there before anything is asked, unless something newer was kept", async () => {
  const join = (joined: number): unknown => server.camp.change((put) => put("public", "people", { joined }));
  join(2);
  page.scripts.set("state", JSON.stringify(server.camp.delta("public", null)));
  const brought = server.camp.delta("public", null).to;
  const asked: string[] = [];
  globalThis.fetch = ((url: string, options: never) => {
    asked.push(url);
    return server.fetch(url, options);
  }) as typeof fetch;
  const first = await load();
  assert.deepEqual(
    asked.filter((url) => url.includes("state.json")),
    [],
  );
  assert.match(asked[0]!, new RegExp(`public=${brought}\\b`));
  join(3);
  server.changed();
  await pass(3_000);
  const reached = first.store.position().public!;
  assert.ok(reached > brought);
  await leave(first);
  asked.length = 0;
  await load();
  assert.match(asked[0]!, new RegExp(`public=${reached}\\b`));
  page.scripts.delete("state");
});
