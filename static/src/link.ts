/**
 * Keeps a store in step with its camp over whichever transport the network lets through, for as long as the page lives.
 *
 * It never guesses: after whatever went wrong it says hello with the store's position, and is told what is missing.
 */
import type { CampStore, LinkState } from "./core.ts";
import type { Message } from "./outbox.ts";
import { fetched } from "./transports/http.ts";
import { poll } from "./transports/poll.ts";
import type { Connect, Listener, Place, TransportName, Transports, Wire } from "./transports/port.ts";
import { stream } from "./transports/stream.ts";
import { websocket } from "./transports/websocket.ts";
import type { Ack, Delta, Hello, Refusal } from "./wire.ts";

const ORDER: readonly TransportName[] = ["websocket", "stream", "poll"];

/** Ms until a transport must show that it works: a blocked WebSocket must not cost more than 3 s altogether. */
const PATIENCE: Readonly<Record<TransportName, number>> = { websocket: 2_500, stream: 4_000, poll: 30_000 };

const HELLO_PATIENCE = 10_000; // ms; a server that is there may have two thousand others to greet
const STATE_PATIENCE = 30_000; // ms; the whole wall, over a bad line
const SILENCE = 45_000; // ms without a sign of life, of which the server gives one every 25 s
const FRESH = 3_000; // ms; a page heard from the server just now has not slept
const REMEMBERED = 24 * 3_600_000; // ms; a camp lasts a day
const WORKED_BEFORE = 2 * 60_000; // ms until WebSocket is tried again where it worked until a moment ago
const GAPS = 3; // hellos in a row that did not close the gap: something else is wrong, and haste would not mend it

const MEMORY = "edcamp/transport";

const TRANSPORTS: Transports = { websocket, stream, poll };

export interface LinkOptions {
  camp: string;
  base: string;
  board?: boolean;
  store: CampStore;
  /** Null: whatever works. */
  forced?: TransportName | null;
  transports?: Transports;
  /** Everything is up to date after having been behind: a good moment to send. */
  onUp(): void;
  /** No transport works for now; they are tried again. */
  onDown(): void;
  /** The camp will not have this page. The link has ended. */
  onRefused(error: Refusal): void;
  /** The server takes whoever uses this page for somebody else: it is another's. The link has ended. */
  onOtherPerson(): void;
}

interface Connection {
  name: TransportName;
  wire: Wire;
  /** Whether it ever answered. */
  works: boolean;
  /** Waits for an answer to hello; what comes meanwhile may lie beyond it. */
  greeting: boolean;
  early: Delta[];
  gaps: number;
  deadline: ReturnType<typeof setTimeout> | undefined;
  closed: boolean;
}

export class Link {
  private options: LinkOptions;
  private store: CampStore;
  private place: Place;
  private person: string | null | undefined;
  private transports: Transports;
  private current: Connection | undefined;
  private trial: Connection | undefined; // of WebSocket, beside a fallback that works
  private preferred: TransportName = "websocket";
  private socketWorked = false; // here, not long ago
  private left: TransportName[] = []; // still to be tried in this round
  private failures = 0; // rounds in a row in which nothing worked
  private worked = false;
  private pause: ReturnType<typeof setTimeout> | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private state: LinkState = "connecting";
  private late = false;
  private fetching: Promise<Delta> | undefined;
  private heardAt = 0;
  private undo: (() => void)[] = [];

  constructor(options: LinkOptions) {
    this.options = options;
    this.store = options.store;
    this.transports = options.transports ?? TRANSPORTS;
    const { camp, base, board = false } = options;
    this.place = { camp, base, board, position: () => this.store.position() };
    const known = remembered();
    this.socketWorked = known?.name === "websocket";
    if (known && known.until > Date.now()) this.preferred = known.name;
  }

  /** `person`: whose page this is; undefined: it does not matter. */
  start(person: string | null | undefined): void {
    this.person = person;
    if (this.preferred !== "websocket") this.retryLater((remembered()?.until ?? 0) - Date.now());
    // While the connection is made, so that the first hello can carry a position.
    if (this.store.position().public === null) this.fetchState().then((state) => this.store.apply(state), ignored);
    this.watch();
    if (navigator.onLine === false) this.show("offline");
    this.round();
  }

  stop(): void {
    for (const undo of this.undo.splice(0)) undo();
    this.drop();
    clearTimeout(this.pause);
    clearTimeout(this.retry);
  }

  /** Whether commands can be sent now. */
  get up(): boolean {
    return this.current?.works === true;
  }

  /** Rejects when no answer comes; the message is then to be sent again. */
  async send(message: Message): Promise<Ack[] | Refusal> {
    if (!this.current) throw new Error("there is no connection");
    const answer = await this.current.wire.send(message);
    this.heard();
    return answer;
  }

  /** Whether something done here has been waiting for its answer for too long. */
  setLate(late: boolean): void {
    this.late = late;
    this.show(this.state);
  }

  // --- connecting

  /** Tries transports, the one that worked last first. A restarted server must not send everybody to a fallback. */
  private round(): void {
    this.drop();
    clearTimeout(this.pause);
    this.pause = undefined;
    const { forced } = this.options;
    const first = forced ?? this.preferred;
    const others = forced || (this.worked && this.failures < 2) ? [] : ORDER.filter((name) => name !== first);
    this.left = [first, ...others];
    this.tryNext();
  }

  private tryNext(): void {
    const name = this.left.shift();
    if (name) {
      this.current = this.connection(name, this.transports[name]);
      return;
    }
    this.show("offline");
    this.options.onDown();
    this.roundLater();
  }

  /** A server that was restarted serves within two seconds, and wants everybody back within five, but not at once. */
  private roundLater(): void {
    const longest = this.failures < 5 ? 1_500 : 7_500;
    const most = Math.min(longest, 500 * 2 ** this.failures++);
    this.pause = setTimeout(() => this.round(), 500 + Math.random() * most);
  }

  /** Whether WebSocket works by now, while something else does. */
  private retrySocket(): void {
    if (this.current?.works) this.trial = this.connection("websocket", this.transports.websocket);
    else this.retryLater(WORKED_BEFORE);
  }

  private connection(name: TransportName, connect: Connect): Connection {
    const ifOpen =
      <T extends unknown[]>(report: (...args: T) => void) =>
      (...args: T): void => {
        if (!connection.closed) report(...args);
      };
    const listener: Listener = {
      open: ifOpen(() => this.expectHello(connection, HELLO_PATIENCE)),
      hello: (answer) => (connection.closed ? Promise.resolve() : this.greeted(connection, answer)),
      delta: ifOpen((delta) => this.delta(connection, delta)),
      ephemeral: ifOpen((fields) => {
        this.heard();
        this.store.setEphemeral(fields);
      }),
      heard: ifOpen(() => this.heard()),
      lost: ifOpen(() => this.lost(connection)),
      refused: ifOpen((error) => {
        if (error.retryable) return this.lost(connection);
        this.stop();
        this.show("offline");
        this.options.onRefused(error);
      }),
    };
    const connection: Connection = {
      name,
      wire: connect(this.place, listener),
      works: false,
      greeting: true,
      early: [],
      gaps: 0,
      deadline: undefined,
      closed: false,
    };
    this.expectHello(connection, PATIENCE[name]);
    return connection;
  }

  private expectHello(connection: Connection, patience: number): void {
    clearTimeout(connection.deadline);
    connection.deadline = setTimeout(() => this.lost(connection), patience);
  }

  private lost(connection: Connection): void {
    close(connection);
    if (connection === this.trial) {
      this.trial = undefined;
      this.socketWorked = false;
      this.remember(this.preferred);
      return;
    }
    this.current = undefined;
    if (!connection.works) return this.tryNext();
    this.show("connecting");
    this.failures = 0;
    this.roundLater();
  }

  private drop(): void {
    if (this.current) close(this.current);
    if (this.trial) close(this.trial);
    this.current = this.trial = undefined;
  }

  /** Its first answer: this is the connection from now on. */
  private adopt(connection: Connection): void {
    if (connection === this.trial) {
      this.trial = undefined;
      this.drop();
    }
    this.current = connection;
    connection.works = true;
    this.worked = true;
    this.failures = 0;
    this.preferred = connection.name;
    this.remember(connection.name);
  }

  private remember(name: TransportName): void {
    if (this.options.forced) return;
    if (name === "websocket") this.socketWorked = true;
    const wait = name !== "websocket" && this.socketWorked ? WORKED_BEFORE : REMEMBERED;
    try {
      localStorage.setItem(MEMORY, JSON.stringify({ name, until: Date.now() + wait }));
    } catch {
      // A browser that keeps nothing finds out again with the next page.
    }
    this.retryLater(wait);
  }

  private retryLater(wait: number): void {
    clearTimeout(this.retry);
    if (this.preferred !== "websocket" && !this.options.forced)
      this.retry = setTimeout(() => this.retrySocket(), wait);
  }

  // --- documents

  private async greeted(connection: Connection, answer: Hello): Promise<void> {
    clearTimeout(connection.deadline);
    if (!connection.works) this.adopt(connection);
    this.heard();
    if (this.person !== undefined && answer.person !== this.person) {
      this.stop();
      return this.options.onOtherPerson();
    }
    if (!answer.organizer) this.store.forget("organizers");
    const deltas = [...answer.deltas];
    const stale = answer.stale.includes("public");
    if (stale) {
      this.show("behind");
      const { epoch, public: reached } = this.store.position();
      try {
        if (epoch !== answer.epoch || reached === null || connection.gaps > 0) deltas.unshift(await this.fetchState());
      } catch {
        return this.lost(connection);
      }
      if (connection.closed) return;
    }
    const offset = answer.time - Date.now();
    if (Math.abs(offset - this.store.view().offset) > 250) this.store.setClock(offset);
    this.store.setEphemeral(answer.ephemeral);
    deltas.push(...connection.early.splice(0));
    const gap = deltas.map((delta) => this.store.apply(delta)).includes("gap");
    if (gap || stale) return this.greetAgain(connection);
    connection.gaps = 0;
    this.show("live");
    if (!connection.greeting) return;
    connection.greeting = false;
    this.options.onUp();
  }

  private delta(connection: Connection, delta: Delta): void {
    this.heard();
    if (connection.greeting) connection.early.push(delta);
    else if (this.store.apply(delta) === "gap") this.greetAgain(connection);
  }

  private greetAgain(connection: Connection): void {
    if (++connection.gaps > GAPS) return this.lost(connection);
    connection.greeting = true;
    this.show("behind");
    this.expectHello(connection, Math.max(HELLO_PATIENCE, PATIENCE[connection.name]));
    connection.wire.greet();
  }

  /** The public snapshot. The browser's cache asks whether it has changed, by its ETag. */
  private fetchState(): Promise<Delta> {
    this.fetching ??= fetched<Delta | Refusal>(`${this.place.base}/state.json`, { cache: "no-cache" }, STATE_PATIENCE)
      .then((state) => {
        if (!("aud" in state)) throw new Error(state.code);
        return state;
      })
      .finally(() => (this.fetching = undefined));
    return this.fetching;
  }

  // --- this device's own signs

  private watch(): void {
    const on = (target: EventTarget, name: string, act: () => void): void => {
      target.addEventListener(name, act);
      this.undo.push(() => target.removeEventListener(name, act));
    };
    on(document, "visibilitychange", () => document.visibilityState === "visible" && this.wake());
    on(window, "pageshow", () => this.wake());
    on(window, "online", () => this.wake());
    on(window, "offline", () => {
      if (this.current?.works) this.lost(this.current);
      this.show("offline");
    });
    const timer = setInterval(() => {
      // Half-dead: nothing comes, and nobody says so.
      if (this.current?.works && Date.now() - this.heardAt > SILENCE) this.lost(this.current);
    }, 5_000);
    this.undo.push(() => clearInterval(timer));
  }

  /** A phone that was asleep, or has a network again, is told at once what it missed. */
  private wake(): void {
    const current = this.current;
    if (this.pause) {
      this.failures = 0;
      this.round();
    } else if (current?.works && !current.greeting && Date.now() - this.heardAt > FRESH) {
      this.greetAgain(current);
      this.expectHello(current, FRESH);
    }
  }

  private heard(): void {
    this.heardAt = Date.now();
    this.store.setHeard(this.heardAt);
  }

  private show(state: LinkState): void {
    this.state = state;
    this.store.setLink(state === "live" && this.late ? "behind" : state);
  }
}

function close(connection: Connection): void {
  connection.closed = true;
  clearTimeout(connection.deadline);
  connection.wire.close();
}

function remembered(): { name: TransportName; until: number } | undefined {
  try {
    return JSON.parse(localStorage.getItem(MEMORY)!) ?? undefined;
  } catch {
    return undefined;
  }
}

/** For what is done ahead of time: where it is needed, it is done again, and minded. */
function ignored(): undefined {
  return undefined;
}
