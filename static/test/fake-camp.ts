/** A camp in memory that keeps the server's promises: positions, deltas for any gap, commands done exactly once. */
import type { Audience } from "../src/core.ts";
import type { Ack, Command, Delta, Hello, MeDocument, Since, Tally, TopicDocument } from "../src/wire.ts";

export const ME = "p1";
export const AUDIENCES: readonly Audience[] = ["public", "me", "organizers"];

type Weight = "interested" | "must";

export class FakeCamp {
  epoch = "e1";
  seq = 0;
  /** How often each command was carried out. */
  done = new Map<string, number>();
  private documents: Record<Audience, Map<string, unknown>> = {
    public: new Map(),
    me: new Map(),
    organizers: new Map(),
  };
  private changed: Record<Audience, Map<string, number>> = { public: new Map(), me: new Map(), organizers: new Map() };
  private answers = new Map<string, { last: number; refused: Map<number, Ack> }>();

  constructor() {
    const me: MeDocument = { person: ME, name: "Ana", organizer: false, interests: [], proposed: [], hosting: [] };
    this.change((put) => {
      put("public", "camp", { id: "x", name: "Camp", phases: ["gather", "vote"] });
      put("public", "people", { joined: 1 });
      put("me", "me", me);
      put("organizers", "draft", { seq: 0, placements: [], unplaced: [] });
    });
  }

  /** What an audience's documents are where they changed after `since`; a snapshot for null. */
  delta(aud: Audience, since: number | null): Delta {
    const { epoch, seq: to } = this;
    if (since === null) return { aud, epoch, from: null, to, put: Object.fromEntries(this.documents[aud]), del: [] };
    const keys = [...this.changed[aud]].filter(([, seq]) => seq > since).map(([key]) => key);
    const put = Object.fromEntries(
      keys.filter((key) => this.documents[aud].has(key)).map((key) => [key, this.read(aud, key)]),
    );
    return { aud, epoch, from: since, to, put, del: keys.filter((key) => !this.documents[aud].has(key)) };
  }

  hello(since: Since, organizer = false): Hello {
    const same = since.epoch === this.epoch;
    const stale = !same || since.public === null;
    const deltas = AUDIENCES.filter((aud) => (aud !== "public" || !stale) && (aud !== "organizers" || organizer))
      .map((aud) => this.delta(aud, same ? since[aud] : null))
      .filter(({ from, put, del }) => from === null || Object.keys(put).length + del.length > 0);
    const { epoch, seq } = this;
    const time = Date.now();
    const ephemeral = {};
    return {
      ok: true,
      epoch,
      seq,
      time,
      person: ME,
      organizer,
      deltas,
      stale: stale ? ["public"] : [],
      ephemeral,
      shown: 0,
    };
  }

  /** Answers a command that was answered before as the server does: it was done, wherever that shows. */
  ask(client: string, n: number, command: Command): Ack {
    const known = this.answers.get(client) ?? { last: 0, refused: new Map<number, Ack>() };
    this.answers.set(client, known);
    if (n <= known.last) return known.refused.get(n) ?? { ok: true, n, seq: this.seq, touched: [], dropped: [] };
    known.last = n;
    const key = `${client} ${n}`;
    this.done.set(key, (this.done.get(key) ?? 0) + 1);
    const touched = this.carryOut(command);
    if (touched) return { ok: true, n, seq: this.seq, touched, dropped: [] };
    const refusal: Ack = { ok: false, n, code: "topic-gone", message: "gone", value: "", retryable: false };
    known.refused.set(n, refusal);
    return refusal;
  }

  /** One entry of the journal; returns the audiences that it touched. */
  change(make: (put: (aud: Audience, key: string, document: unknown) => void) => void): Audience[] {
    this.seq++;
    const touched = new Set<Audience>();
    make((aud, key, document) => {
      touched.add(aud);
      this.changed[aud].set(key, this.seq);
      if (document === undefined) this.documents[aud].delete(key);
      else this.documents[aud].set(key, structuredClone(document));
    });
    return [...touched];
  }

  /** Comes back from a backup that lacks the last entries: here, all votes on one topic. */
  restore(lost: string): void {
    this.epoch = `e${Number(this.epoch.slice(1)) + 1}`;
    this.seq = Math.max(1, this.seq - 3);
    for (const aud of AUDIENCES) this.changed[aud].clear();
    this.documents.me.delete(`vote/${lost}`);
    if (this.documents.public.has(`tally/${lost}`))
      this.documents.public.set(`tally/${lost}`, { interested: 0, must: 0 });
  }

  read<T>(aud: Audience, key: string): T {
    return this.documents[aud].get(key) as T;
  }

  has(topic: string): boolean {
    return this.documents.public.has(`topic/${topic}`);
  }

  /** Somebody else puts a topic on the wall. */
  propose(id: string): void {
    const topic: TopicDocument = { id, kind: "learn", title: `Topic ${id}`, created: this.seq };
    this.change((put) => {
      put("public", `topic/${id}`, topic);
      put("public", `tally/${id}`, { interested: 0, must: 0 });
    });
  }

  /** Somebody else votes. */
  vote(id: string, weight: Weight): void {
    this.change((put) => put("public", `tally/${id}`, counted(this.read("public", `tally/${id}`), weight, 1)));
  }

  /** Somebody else's topic leaves the wall. */
  remove(id: string): void {
    this.change((put) => this.takeOff(id, put));
  }

  private takeOff(id: string, put: (aud: Audience, key: string, document: unknown) => void): void {
    put("public", `topic/${id}`, undefined);
    put("public", `tally/${id}`, undefined);
    put("me", `vote/${id}`, undefined);
    const me = this.read<MeDocument>("me", "me");
    const others = (ids: string[]): string[] => ids.filter((each) => each !== id);
    put("me", "me", { ...me, proposed: others(me.proposed), hosting: others(me.hosting) });
  }

  private carryOut(command: Command): Audience[] | undefined {
    if ("topic" in command && command.do !== "propose-topic" && !this.has(command.topic!)) return undefined;
    const me = this.read<MeDocument>("me", "me");
    switch (command.do) {
      case "set-vote": {
        const { topic, weight } = command;
        const before = this.read<Weight | undefined>("me", `vote/${topic}`);
        if ((before ?? "none") === weight) return [];
        return this.change((put) => {
          put("me", `vote/${topic}`, weight === "none" ? undefined : weight);
          const tally = counted(this.read("public", `tally/${topic}`), before, -1);
          put("public", `tally/${topic}`, counted(tally, weight, 1));
        });
      }
      case "propose-topic": {
        const { topic: id, kind, title } = command;
        if (this.has(id)) return undefined;
        return this.change((put) => {
          put("public", `topic/${id}`, { id, kind, title, created: this.seq, hosts: [ME] });
          put("public", `tally/${id}`, { interested: 0, must: 0 });
          put("public", `host/${ME}`, { name: "Ana" });
          put("me", "me", { ...me, proposed: [...me.proposed, id], hosting: [...me.hosting, id] });
        });
      }
      case "edit-topic": {
        const before = this.read<TopicDocument>("public", `topic/${command.topic}`);
        return this.change((put) => put("public", `topic/${command.topic}`, { ...before, title: command.title }));
      }
      case "withdraw-topic":
        return this.change((put) => this.takeOff(command.topic, put));
      default:
        throw new Error(`this camp does not know ${command.do}`);
    }
  }
}

function counted({ interested, must }: Tally, weight: string | undefined, by: number): Tally {
  return { interested: interested + (weight === "interested" ? by : 0), must: must + (weight === "must" ? by : 0) };
}

/** Random whole numbers below `n`, the same ones for the same seed. */
export function dice(seed: number): (n: number) => number {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) % n;
  };
}
