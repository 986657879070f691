/**
 * The camp as this page knows it: documents from the server, and over them what the person's own unanswered
 * commands are expected to do. Knows no network, no page and no view library.
 */
import { effectOf, type Audience, type Documents, type Effect } from "./effects.ts";
import type {
  Ack,
  ActionDocument,
  Announcement,
  AnswerDocument,
  CampDocument,
  CoHostDocument,
  Command,
  Delta,
  DraftDocument,
  Ephemeral,
  HandDocument,
  HopeDocument,
  LateDocument,
  KeptDraft,
  MeDocument,
  Notice,
  OffWallDocument,
  OfferDocument,
  OriginDocument,
  Planned,
  ReasonsDocument,
  Refusal,
  RequestDocument,
  Room,
  ScheduleDocument,
  SearchDocument,
  Since,
  Slot,
  SmackdownDocument,
  Stay,
  StopDocument,
  Takeover,
  Tally,
  TopicDocument,
  TurnDocument,
  VotesDocument,
} from "./wire.ts";

export type { Audience };

/** `behind`: connected, but catching up, or what was done here is not saved yet. */
export type LinkState = "connecting" | "live" | "behind" | "offline";

/** Everything a page draws. A document, a map or a list is the same object as before until it changes. */
export interface View {
  /** Absent until the camp's documents are here. */
  camp?: CampDocument;
  people: number;
  topics: ReadonlyMap<string, TopicDocument>;
  tallies: ReadonlyMap<string, Tally>;
  /** The same while they are hidden, for organizers alone: then `tallies` are these. */
  hidden: ReadonlyMap<string, Tally>;
  /** For organizers: votes ever cast, and by how many people; and by topic how many had been when it came. */
  turnout: VotesDocument;
  origins: ReadonlyMap<string, OriginDocument>;
  rooms: ReadonlyMap<string, Room>;
  slots: ReadonlyMap<string, Slot>;
  /** Names by person; an empty name was forgotten. */
  hosts: ReadonlyMap<string, string>;
  /** By topic: where it begins a little late. */
  late: ReadonlyMap<string, LateDocument>;
  announcements: ReadonlyMap<string, Announcement>;
  /** What organizers have every board show; absent when it shows what the phase asks for. */
  takeover?: Takeover;
  /** Absent while none is held. */
  smackdown?: SmackdownDocument;
  /** By slot and topic: how many say that they are there. */
  headcounts: ReadonlyMap<string, Readonly<Record<string, number>>>;
  /** Sessions that somebody asks for at another time, by what is asked. */
  requests: ReadonlyMap<string, RequestDocument>;
  /** Absent until the first publication. */
  schedule?: ScheduleDocument;
  /** Absent when nobody joined on this device. */
  me?: MeDocument;
  /** By slot. */
  day: Readonly<Record<string, StopDocument>>;
  /** Where the person said that they were, the latest last. */
  stays: readonly Stay[];
  /** Which of the requests the person has. */
  wishes: readonly string[];
  votes: ReadonlyMap<string, "interested" | "must">;
  /** By topic: the person's offer to host it along with its hosts; and, of what they host, who offers that to them. */
  offer: ReadonlyMap<string, OfferDocument>;
  offers: ReadonlyMap<string, readonly CoHostDocument[]>;
  /** By topic: what the person hopes for from it. */
  hope: ReadonlyMap<string, HopeDocument>;
  /** By topic that the person hosts: what its voters hope for. */
  hopes: ReadonlyMap<string, readonly HopeDocument[]>;
  /** Oldest first. */
  notices: readonly Notice[];
  /** This and all that follows, as far as `searches`, is for organizers alone. */
  draft?: DraftDocument;
  /** By topic: what its hosts said of its sessions. */
  answers: ReadonlyMap<string, readonly AnswerDocument[]>;
  /** Who has been on in the smackdown. */
  beenOn: readonly TurnDocument[];
  /** Announcements that the clock will make. */
  planned: ReadonlyMap<string, Planned>;
  /** Newest first. */
  actions: readonly ActionDocument[];
  organizers: ReadonlyMap<string, string>;
  /** Drafts that are kept aside. */
  kept: ReadonlyMap<string, KeptDraft>;
  /** By request: why people ask. */
  reasons: ReadonlyMap<string, ReasonsDocument>;
  offWall: ReadonlyMap<string, OffWallDocument>;
  /** By topic: what its voters hope for, hidden or not; and its sessions whose hosts need a hand. */
  voiced: ReadonlyMap<string, readonly HopeDocument[]>;
  hands: ReadonlyMap<string, readonly HandDocument[]>;
  /** By topic that looks for a host. */
  searches: ReadonlyMap<string, SearchDocument>;
  link: LinkState;
  /** Commands that are not answered yet. */
  pending: number;
  /** Whether the documents show everything that was asked here: nothing is merely expected. */
  settled: boolean;
  ephemeral: Ephemeral;
  /** The server's clock minus this device's, in milliseconds. */
  offset: number;
  /** When the server was last heard, by this device's clock; 0 when never. Alone, it makes no new view. */
  heard: number;
  /** Why the camp will not have this page: reload it, or join (again). */
  refusal?: Refusal;
}

type Status = Pick<View, "link" | "pending" | "settled" | "ephemeral" | "offset" | "heard" | "refusal">;
type Fields = Omit<View, keyof Status>;
type Table = Map<string, unknown>;

interface Overlay {
  command: Command;
  at: number;
  /** Made as soon as the documents that it is based on are here. */
  effect: Effect | undefined;
  /** Once accepted: what the touched audiences must have reached for the overlay to fall. */
  until?: { seq: number; touched: readonly Audience[] };
}

const AUDIENCES: readonly Audience[] = ["public", "me", "organizers"];

const EMPTY: Fields = {
  people: 0,
  topics: new Map(),
  tallies: new Map(),
  hidden: new Map(),
  turnout: { cast: 0, people: 0 },
  origins: new Map(),
  rooms: new Map(),
  slots: new Map(),
  hosts: new Map(),
  late: new Map(),
  announcements: new Map(),
  headcounts: new Map(),
  requests: new Map(),
  day: {},
  stays: [],
  wishes: [],
  votes: new Map(),
  offer: new Map(),
  offers: new Map(),
  hope: new Map(),
  hopes: new Map(),
  notices: [],
  voiced: new Map(),
  hands: new Map(),
  answers: new Map(),
  beenOn: [],
  planned: new Map(),
  actions: [],
  organizers: new Map(),
  kept: new Map(),
  reasons: new Map(),
  offWall: new Map(),
  searches: new Map(),
};

const one = (table: Table): unknown => table.get("");
const all = (table: Table): unknown => table;
const names = (table: Table): unknown =>
  new Map([...(table as Map<string, { name: string }>)].map(([id, { name }]) => [id, name]));
const sorted =
  (key: string, order: 1 | -1) =>
  (table: Table): unknown =>
    ([...table.values()] as Record<string, number>[]).sort((a, b) => order * (a[key]! - b[key]!));

/** Which documents make which field of the view, by audience and kind (the key as far as the slash). */
const FIELDS: readonly (readonly [table: string, field: keyof Fields, make: (table: Table) => unknown])[] = [
  ["public/camp", "camp", one],
  ["public/people", "people", (table) => (one(table) as { joined: number } | undefined)?.joined],
  ["public/topic", "topics", all],
  ["public/tally", "tallies", all],
  ["public/room", "rooms", all],
  ["public/slot", "slots", all],
  ["public/host", "hosts", names],
  ["public/late", "late", all],
  ["public/announcement", "announcements", all],
  ["public/board", "takeover", one],
  ["public/smackdown", "smackdown", one],
  ["public/headcount", "headcounts", all],
  ["public/request", "requests", all],
  ["public/schedule", "schedule", one],
  ["me/me", "me", one],
  ["me/day", "day", one],
  ["me/stays", "stays", one],
  ["me/requests", "wishes", one],
  ["me/vote", "votes", all],
  ["me/offer", "offer", all],
  ["me/offers", "offers", all],
  ["me/hope", "hope", all],
  ["me/hopes", "hopes", all],
  ["me/notice", "notices", sorted("id", 1)],
  ["organizers/draft", "draft", one],
  ["organizers/answers", "answers", all],
  ["organizers/shown", "beenOn", one],
  ["organizers/hopes", "voiced", all],
  ["organizers/hands", "hands", all],
  ["organizers/planned", "planned", all],
  ["organizers/action", "actions", sorted("seq", -1)],
  ["organizers/organizer", "organizers", names],
  ["organizers/kept", "kept", all],
  ["organizers/reasons", "reasons", all],
  ["organizers/topic", "offWall", all],
  ["organizers/tally", "hidden", all],
  ["organizers/votes", "turnout", one],
  ["organizers/origin", "origins", all],
  ["organizers/search", "searches", all],
];

export class CampStore {
  private epoch = "";
  private reached: Record<Audience, number | null> = { public: null, me: null, organizers: null };
  private tables = new Map<string, Table>(); // as the server said
  private shown = new Map<string, Table>(); // with the overlays, as the last view has them
  private changed = new Set<string>(); // tables that the last view may not show as they are
  private overlays = new Map<number, Overlay>();
  private fields: Fields = EMPTY;
  private status: Status = { link: "connecting", pending: 0, settled: true, ephemeral: {}, offset: 0, heard: 0 };
  private latest: View = { ...this.fields, ...this.status };
  private told: View = this.latest; // when listeners were last called
  private dirty = false;
  private listeners = new Set<() => void>();
  private schedule: (notify: () => void) => void;
  private scheduled = false;

  /** `schedule` says when listeners are called; what changes before it does so makes one call. */
  constructor(schedule: (notify: () => void) => void = (notify) => queueMicrotask(notify)) {
    this.schedule = schedule;
  }

  /** How far each audience has come; null: nothing of it is held. */
  position(): Since {
    return { epoch: this.epoch, ...this.reached };
  }

  /** `gap`: something was missed, say hello again. A snapshot is never a gap. */
  apply(delta: Delta): "applied" | "seen" | "gap" {
    const { aud, epoch, from, to, put, del } = delta;
    const same = epoch === this.epoch;
    const reached = this.reached[aud];
    if (from !== null && (!same || reached === null || from > reached)) return "gap";
    if (same && reached !== null && to <= reached) return "seen";
    if (!same) for (const audience of AUDIENCES) this.forget(audience);
    this.epoch = epoch;
    this.reached[aud] = to;
    const gone = from === null ? this.keys(aud).filter((key) => !(key in put)) : del;
    for (const key of gone) this.set(aud, key, undefined);
    for (const key in put) this.set(aud, key, put[key]);
    for (const n of this.overlays.keys()) this.dropIfSeen(n);
    this.touch();
    return "applied";
  }

  /** Drops what is held of an audience: this page may no longer see it. */
  forget(audience: Audience): void {
    if (this.reached[audience] === null) return;
    this.reached[audience] = null;
    for (const key of this.keys(audience)) this.set(audience, key, undefined);
    this.touch();
  }

  /** What is held of an audience, as the snapshot that would bring it back; undefined when nothing is. */
  snapshot(audience: Audience): Delta | undefined {
    const to = this.reached[audience];
    if (to === null) return undefined;
    const put = Object.fromEntries(this.keys(audience).map((key) => [key, this.get(audience, key)]));
    return { aud: audience, epoch: this.epoch, from: null, to, put, del: [] };
  }

  /** Shows at once what command `n`, given at `at` (server's ms), is expected to do. */
  expect(n: number, command: Command, at = Date.now() + this.status.offset): void {
    this.overlays.set(n, { command, at, effect: undefined });
    this.touch();
  }

  /** The expectation of `ack.n` falls at once when refused, else as soon as the documents themselves show it. */
  settle(ack: Ack): void {
    const overlay = this.overlays.get(ack.n);
    if (!overlay) return;
    if (ack.ok) {
      overlay.until = { seq: ack.seq, touched: ack.touched };
      this.dropIfSeen(ack.n);
    } else this.overlays.delete(ack.n);
    this.touch();
  }

  /** Whether the documents show everything that was asked here: nothing is merely expected. */
  get settled(): boolean {
    return this.overlays.size === 0;
  }

  setLink(link: LinkState): void {
    this.say({ link });
  }

  /** Replaces the fields that are given. */
  setEphemeral(fields: Partial<Ephemeral>): void {
    const ephemeral = { ...this.status.ephemeral, ...fields };
    if (!same(ephemeral, this.status.ephemeral)) this.say({ ephemeral });
  }

  setClock(offset: number): void {
    this.say({ offset });
  }

  setPending(pending: number): void {
    this.say({ pending });
  }

  setRefusal(refusal: Refusal): void {
    this.say({ refusal });
  }

  setHeard(heard: number): void {
    this.status.heard = heard;
  }

  /** As in the next view. */
  get heard(): number {
    return this.status.heard;
  }

  view(): View {
    if (!this.dirty) return this.latest;
    this.dirty = false;
    this.status.settled = this.settled;
    const written = this.expected();
    const before = this.fields;
    for (const [name, field, make] of FIELDS) {
      const over = written.get(name);
      if (!over && !this.changed.has(name)) continue;
      const held = this.shown.get(name) ?? new Map();
      const table = settled(held, merged(this.tables.get(name), over));
      this.changed.delete(name);
      if (over) this.changed.add(name); // the overlay may be gone next time
      if (table === held) continue;
      this.shown.set(name, table);
      const { [field]: _, ...others } = this.fields;
      const value = make(table) ?? EMPTY[field];
      this.fields = (value === undefined ? others : { ...others, [field]: value }) as Fields;
    }
    const said = (Object.keys(this.status) as (keyof Status)[]).some(
      (key) => key !== "heard" && this.status[key] !== this.latest[key],
    );
    if (said || before !== this.fields) {
      const { tallies, hidden } = this.fields;
      this.latest = { ...this.fields, ...this.status, tallies: hidden.size > 0 ? hidden : tallies };
    }
    return this.latest;
  }

  /** Calls `listener` when there is a new view; the result ends that. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** What unanswered commands, in their order, make of the documents. */
  private expected(): Map<string, Table> {
    const written = new Map<string, Table>();
    const documents: Documents = {
      has: (audience) => this.reached[audience] !== null,
      get: (audience, key) => {
        const [name, id] = place(audience, key);
        const over = written.get(name);
        return (over?.has(id) ? over.get(id) : this.get(audience, key)) as never;
      },
      put: (audience, key, document) => {
        const [name, id] = place(audience, key);
        if (!written.has(name)) written.set(name, new Map());
        written.get(name)!.set(id, document);
      },
      ids: (audience, kind) => {
        const name = `${audience}/${kind}`;
        return [...merged(this.tables.get(name), written.get(name)).keys()];
      },
    };
    for (const [, overlay] of [...this.overlays].sort(([a], [b]) => a - b)) {
      overlay.effect ??= effectOf(overlay.command, documents, overlay.at);
      overlay.effect?.(documents);
    }
    return written;
  }

  private dropIfSeen(n: number): void {
    const until = this.overlays.get(n)?.until;
    // An audience that this page does not hold will never show anything: it is not waited for.
    if (until?.touched.every((audience) => (this.reached[audience] ?? Infinity) >= until.seq)) this.overlays.delete(n);
  }

  private get(audience: Audience, key: string): unknown {
    const [name, id] = place(audience, key);
    return this.tables.get(name)?.get(id);
  }

  private set(audience: Audience, key: string, document: unknown): void {
    const [name, id] = place(audience, key);
    if (!this.tables.has(name)) this.tables.set(name, new Map());
    const table = this.tables.get(name)!;
    if (document === undefined) table.delete(id);
    else table.set(id, document);
    this.changed.add(name);
  }

  private keys(audience: Audience): string[] {
    return [...this.tables].flatMap(([name, table]) => {
      const [owner, kind] = name.split("/");
      return owner === audience ? [...table.keys()].map((id) => (id ? `${kind}/${id}` : kind!)) : [];
    });
  }

  private say(status: Partial<Status>): void {
    Object.assign(this.status, status);
    this.touch();
  }

  private touch(): void {
    this.dirty = true;
    if (this.scheduled) return;
    this.scheduled = true;
    this.schedule(() => {
      this.scheduled = false;
      const before = this.told;
      this.told = this.view();
      if (before !== this.told) for (const listener of [...this.listeners]) listener();
    });
  }
}

function place(audience: Audience, key: string): [table: string, id: string] {
  const [kind, id = ""] = key.split("/");
  return [`${audience}/${kind}`, id];
}

function merged(table: Table = new Map(), over: Table = new Map()): Table {
  const result = new Map(table);
  for (const [id, document] of over) {
    if (document === undefined) result.delete(id);
    else result.set(id, document);
  }
  return result;
}

/** `next` with the objects of `held` wherever they say the same; `held` itself when nothing differs. */
function settled(held: Table, next: Table): Table {
  let equal = held.size === next.size;
  for (const [id, document] of next) {
    const before = held.get(id);
    if (before === document) continue;
    if (same(before, document)) next.set(id, before);
    else equal = false;
  }
  return equal ? held : next;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** A new id with the given first letter, such as `t` for a topic: nobody else makes the same one. */
export function newId(prefix: string): string {
  const letters = "abcdefghijklmnopqrstuvwxyz0123456789";
  const bytes = crypto.getRandomValues(new Uint8Array(15));
  return prefix + Array.from(bytes, (byte) => letters[byte % letters.length]).join("");
}
