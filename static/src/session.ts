/** A page's part in a camp: documents in, commands out, both kept through reloads and lost connections. */
import { CampStore, type Audience } from "./core.ts";
import { openDatabase, type Database, type Key } from "./database.ts";
import { t } from "./i18n.ts";
import { Link } from "./link.ts";
import { isNotNow, Outbox, type Message } from "./outbox.ts";
import type { TransportName } from "./transports/port.ts";
import { limits, type Ack, type Command, type Delta, type Refusal } from "./wire.ts";

/** What the page says about itself, in `<script id="boot">`. */
export interface Boot {
  camp: string;
  /** The camp's path, such as /c/CODE. */
  base: string;
  language: string;
  /** Null: nobody joined on this device. */
  person: string | null;
  organizer: boolean;
  /** What the QR code says. */
  join_url: string;
  /** Null: whatever works. */
  transport: TransportName | null;
  /** This is the page that is kept for times without a network: it does not know whose device it is on. */
  shell?: boolean;
}

export interface Session {
  store: CampStore;
  boot: Boot;
  /** Whether unanswered commands outlive this page; false where the browser keeps nothing, as in a private window. */
  readonly durable: boolean;
  /**
   * Shows at once what the command is expected to do; resolves when the camp has answered, which may be long after,
   * and on another connection. A refusal is an answer too. Never rejects.
   */
  ask(command: Command): Promise<Ack>;
  /** The camp's clock, in milliseconds. */
  now(): number;
  stop(): void;
}

export interface Options {
  /** Wait for the organizers' documents too. */
  organizers?: boolean;
  /** This is a board: it sends nothing, whoever uses this device. */
  readOnly?: boolean;
  /** Told of refusals that nobody awaits: of commands that an earlier page or another tab left unanswered. */
  onRefused?(command: Command, refusal: Refusal): void;
}

const LATE = 5_000; // ms without an answer, after which the page says that it is behind
const KEEP_EVERY = 2_000; // ms; on a busy wall documents change several times a second
const START_PATIENCE = 8_000; // ms until a page is drawn with what there is
const AUDIENCES: readonly Audience[] = ["public", "me", "organizers"];

/** Whose documents are kept, where they are not a person's; no person's id looks so. */
const NOBODY = "-";
const BOARD = "-board";

/** Kept beside the audiences' documents: when they were last known to be true. */
const HEARD = "heard";

/** Resolves when there are documents to draw, or when it is known that none can be had now. */
export async function startCamp(options: Options = {}): Promise<Session> {
  const boot = JSON.parse(document.getElementById("boot")!.textContent!) as Boot;
  const store = new CampStore(beforeNextFrame);
  let drawable = (): void => undefined;
  const link = new Link({
    camp: boot.camp,
    base: boot.base,
    board: options.readOnly === true,
    store,
    forced: boot.transport,
    onUp: () => void sender.takeOver(),
    onDown: () => drawable(),
    onRefused(refusal) {
      store.setRefusal(refusal);
      drawable();
    },
    onOtherPerson: () => reloadOnce(),
  });

  const database = await openDatabase();
  if (boot.shell) boot.person = await lastPerson(database, boot.camp);
  const keeper = new Keeper(store, database, boot.camp, options.readOnly ? BOARD : (boot.person ?? NOBODY));
  await keeper.restore();
  const state = document.getElementById("state")?.textContent;
  if (state) store.apply(JSON.parse(state) as Delta); // the page's own, unless what was kept is newer
  keeper.start();

  const now = (): number => Date.now() + store.view().offset;
  const sends = boot.person !== null && !options.readOnly;
  const outbox = new Outbox(`${boot.camp}/${boot.person}`, sends ? database : undefined, navigator.locks);
  const sender = new Sender(store, outbox, link, options);
  await sender.restore();
  const isComplete = (): boolean => {
    const { public: shared, me, organizers } = store.position();
    const own = boot.person === null || options.readOnly || me !== null;
    return shared !== null && own && (!options.organizers || organizers !== null);
  };

  const session: Session = {
    store,
    boot,
    get durable() {
      return outbox.durable;
    },
    ask: (command) => (sends ? sender.ask(command, now()) : Promise.resolve(notJoined())),
    now,
    stop() {
      link.stop();
      keeper.stop();
      sender.stop();
    },
  };
  (window as { edcamp?: Session }).edcamp = session; // for people who look into a page: `edcamp.store.view()`

  link.start(options.readOnly ? undefined : boot.person);
  if (!isComplete()) {
    await new Promise<void>((resolve) => {
      drawable = resolve;
      setTimeout(resolve, START_PATIENCE);
      store.subscribe(() => isComplete() && resolve());
    });
  }
  return session;
}

/** Removes what this browser keeps of the camp's documents for people: nobody is joined here any more. */
export async function forgetPeople(camp: string): Promise<void> {
  await new Keeper(new CampStore(), await openDatabase(), camp, NOBODY).restore();
}

/** Commands from being asked to being answered. */
class Sender {
  private store: CampStore;
  private outbox: Outbox;
  private link: Link;
  private options: Options;
  private waiting = new Map<number, (ack: Ack) => void>();
  private sending = false;
  private most: number = limits.COMMANDS_PER_MESSAGE;
  private failures = 0;
  private late: ReturnType<typeof setTimeout> | undefined;
  private again: ReturnType<typeof setTimeout> | undefined;

  constructor(store: CampStore, outbox: Outbox, link: Link, options: Options) {
    this.store = store;
    this.outbox = outbox;
    this.link = link;
    this.options = options;
  }

  ask(command: Command, at: number): Promise<Ack> {
    const { ticket, kept } = this.outbox.add(command, at);
    this.store.expect(ticket, command, at);
    this.count();
    void kept.then(() => this.send());
    return new Promise((resolve) => this.waiting.set(ticket, resolve));
  }

  /** Shows again what was asked before this page, here or in a tab that is gone. */
  async restore(): Promise<void> {
    for (const { ticket, command, at } of await this.outbox.adopt()) this.store.expect(ticket, command, at);
    this.count();
  }

  async takeOver(): Promise<void> {
    await this.restore();
    await this.send();
  }

  stop(): void {
    clearTimeout(this.late);
    clearTimeout(this.again);
    this.outbox.close();
  }

  private async send(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    clearTimeout(this.again);
    for (let message; this.link.up && (message = this.outbox.next(this.most));) {
      this.late ??= setTimeout(() => this.link.setLate(true), LATE);
      const answer = await this.link.send(message).catch(() => undefined);
      if (!answer) this.sendLater(); // the link finds out whether there is a connection still
      if (!answer || !this.takeIn(message, answer)) break;
    }
    this.sending = false;
  }

  /** False when there is no point in sending more for now. */
  private takeIn(message: Message, answer: Ack[] | Refusal): boolean {
    const acks = Array.isArray(answer) ? answer : this.ofWhole(message, answer);
    const settled = this.outbox.answered(message.client, acks);
    for (const { command, ack } of settled) {
      this.store.settle(ack);
      const resolve = this.waiting.get(ack.n);
      this.waiting.delete(ack.n);
      if (resolve) resolve(ack);
      else if (!ack.ok) this.options.onRefused?.(command, ack);
    }
    this.count();
    const refused = acks.find((ack): ack is Refusal => !ack.ok && isNotNow(ack.code));
    if (refused) {
      this.link.setLate(true);
      this.sendLater(refused.code === "slow-down" ? Number(refused.value) * 1000 : 0);
      return false;
    }
    this.failures = 0;
    clearTimeout(this.late);
    this.late = undefined;
    this.link.setLate(false);
    return true;
  }

  /** One error for a whole message: when it is about one command, the others must not share its fate. */
  private ofWhole({ commands }: Message, error: Refusal): Ack[] {
    const alone = commands.length === 1 || /^(not-joined|camp-unknown)$/.test(error.code);
    this.most = alone || isNotNow(error.code) ? limits.COMMANDS_PER_MESSAGE : 1;
    return alone || isNotNow(error.code) ? commands.map(({ n }) => ({ ...error, n })) : [];
  }

  private sendLater(least = 0): void {
    const most = Math.min(8_000, 500 * 2 ** this.failures++);
    clearTimeout(this.again);
    this.again = setTimeout(() => void this.send(), Math.max(least, 250 + Math.random() * most));
  }

  private count(): void {
    this.store.setPending(this.outbox.size);
  }
}

/** Keeps the last documents of this camp and person in the browser, for a page that is loaded without a network. */
class Keeper {
  private store: CampStore;
  private database: Database | undefined;
  private camp: string;
  private owner: string;
  private kept = new Map<Audience, string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private undo: (() => void)[] = [];

  constructor(store: CampStore, database: Database | undefined, camp: string, owner: string) {
    this.store = store;
    this.database = database;
    this.camp = camp;
    this.owner = owner;
  }

  async restore(): Promise<void> {
    if (!this.database) return;
    const former: Key[] = [];
    for (const [key, value] of await this.database.under(["documents", this.camp]).catch(() => [])) {
      if (key[2] === this.owner) {
        if (key[3] === HEARD) this.store.setHeard(value as number);
        else this.store.apply(value as Delta);
      } else if (key[2] !== BOARD && this.owner !== BOARD) former.push(key);
    }
    // Who used this device before is nobody's business any more.
    if (former.length > 0) await this.database.write([], former).catch(() => undefined);
    this.news(); // what is kept is no news
  }

  start(): void {
    const keep = (): void => {
      this.timer ??= setTimeout(() => this.keep(), KEEP_EVERY);
    };
    const keepNow = (): void => {
      if (document.visibilityState === "hidden") this.keep();
    };
    document.addEventListener("visibilitychange", keepNow);
    this.undo.push(this.store.subscribe(keep), () => document.removeEventListener("visibilitychange", keepNow));
  }

  stop(): void {
    clearTimeout(this.timer);
    for (const undo of this.undo) undo();
  }

  private keep(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const key = (name: string): Key => ["documents", this.camp, this.owner, name];
    const puts: [Key, unknown][] = [[key(HEARD), this.store.heard]];
    const gone: Key[] = [];
    for (const audience of this.news()) {
      const delta = this.store.snapshot(audience);
      if (delta) puts.push([key(audience), delta]);
      else gone.push(key(audience));
    }
    this.database?.write(puts, gone).catch(() => this.kept.clear());
  }

  /** Audiences that have moved since this was last asked. */
  private news(): Audience[] {
    const { epoch, ...reached } = this.store.position();
    return AUDIENCES.filter((audience) => {
      const before = this.kept.get(audience);
      const now = `${epoch} ${reached[audience]}`;
      this.kept.set(audience, now);
      return now !== before;
    });
  }
}

async function lastPerson(database: Database | undefined, camp: string): Promise<string | null> {
  const rows = (await database?.under(["documents", camp]).catch(() => [])) ?? [];
  const owners = rows.map(([[, , owner]]) => owner as string);
  return owners.find((owner) => owner !== NOBODY && owner !== BOARD) ?? null;
}

/** Calls before the next frame is drawn; soon in any case, for frames are not drawn in hidden pages. */
function beforeNextFrame(notify: () => void): void {
  let called = false;
  const once = (): void => {
    if (!called) notify();
    called = true;
  };
  requestAnimationFrame(once);
  setTimeout(once, 250);
}

/** What a page cannot mend by itself the server may: a page loaded anew is of its version, and for its user. */
export function reloadOnce(): void {
  const mark = "edcamp/reloaded";
  const before = Number(sessionStorage.getItem(mark));
  if (Date.now() - before < 10_000) return;
  sessionStorage.setItem(mark, String(Date.now()));
  location.reload();
}

function notJoined(): Refusal {
  const message = t("You have not joined this camp on this device yet. Tell us your name first.");
  return { ok: false, n: 0, code: "not-joined", message, value: null, retryable: false };
}
