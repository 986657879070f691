/**
 * Commands that the camp has not answered yet, kept through reloads and closed tabs until it has.
 *
 * A number under a client id is given once, and kept before it is sent: a second command under the same number would
 * be taken for the first one and be lost. So every tab numbers under a client id of its own. What another tab left
 * behind is sent as it stands; its client id is carried on with only under a lock that says the tab is gone.
 */
import { newId } from "./core.ts";
import type { Database, Key } from "./database.ts";
import { limits, type Ack, type Command } from "./wire.ts";

/** A command as this page knows it: `ticket` is unique in the page, whichever client id it goes by. */
export interface Pending {
  ticket: number;
  command: Command;
  /** When it was asked, by the server's clock. */
  at: number;
}

/** As it goes to the server. */
export interface Message {
  client: string;
  commands: { n: number; command: Command }[];
}

interface Entry extends Pending {
  n: number;
  kept: boolean;
}

interface Box {
  client: string;
  /** The highest number given so far. */
  last: number;
  entries: Entry[];
}

/** Answers after which the command is sent again: it was not looked at. */
const NOT_NOW = new Set(["unavailable", "shutting-down", "slow-down", "too-many-at-once"]);

export function isNotNow(code: string): boolean {
  return NOT_NOW.has(code);
}

export class Outbox {
  /** Whether unanswered commands survive this page. */
  durable: boolean;
  private owner: string;
  private database: Database | undefined;
  private locks: LockManager | undefined;
  private boxes: Box[] = [];
  private own: Box | undefined;
  private tickets = 0;
  private release: (() => void)[] = [];

  /** `owner`: the camp and the person; commands of one are never sent as another. */
  constructor(owner: string, database: Database | undefined, locks: LockManager | undefined) {
    this.owner = owner;
    this.database = database;
    this.locks = locks;
    this.durable = database !== undefined;
  }

  get size(): number {
    return this.boxes.reduce((sum, { entries }) => sum + entries.length, 0);
  }

  /** Takes over what tabs that are gone have left, this tab's own past included. Returns the commands it found. */
  async adopt(): Promise<Pending[]> {
    const found: Pending[] = [];
    for (const box of await this.left()) {
      if (this.boxes.some(({ client }) => client === box.client)) continue;
      const free = await this.lock(box.client);
      if (free === false) continue;
      if (free && !this.own) this.own = box;
      this.boxes.push(box);
      found.push(...box.entries);
    }
    return found;
  }

  /** Takes a command in. It may be sent once `kept` resolves, which it always does. */
  add(command: Command, at: number): { ticket: number; kept: Promise<void> } {
    const box = (this.own ??= this.newBox());
    const entry: Entry = { ticket: ++this.tickets, n: ++box.last, command, at, kept: false };
    box.entries.push(entry);
    return { ticket: entry.ticket, kept: this.keep(box, entry) };
  }

  /** The next commands to send, all of one client, in order. */
  next(most: number = limits.COMMANDS_PER_MESSAGE): Message | undefined {
    for (const { client, entries } of this.boxes) {
      const commands: Message["commands"] = [];
      let room = limits.BODY_MAX - 256; // the rest of the message
      for (const { n, command, kept } of entries.slice(0, most)) {
        room -= new TextEncoder().encode(JSON.stringify(command)).length + 32;
        if (!kept || (room < 0 && commands.length > 0)) break;
        commands.push({ n, command });
      }
      if (commands.length > 0) return { client, commands };
    }
    return undefined;
  }

  /** Removes what was answered. Returns each answer with the command, and the ticket in the place of the number. */
  answered(client: string, acks: readonly Ack[]): { command: Command; ack: Ack }[] {
    const box = this.boxes.find((each) => each.client === client);
    const settled: { command: Command; ack: Ack }[] = [];
    const removed: Key[] = [];
    for (const ack of acks) {
      const at = box?.entries.findIndex(({ n }) => n === ack.n) ?? -1;
      if (!box || at < 0 || (!ack.ok && isNotNow(ack.code))) continue;
      const [{ ticket, command }] = box.entries.splice(at, 1) as [Entry];
      settled.push({ command, ack: { ...ack, n: ticket } });
      removed.push(this.key(client, ack.n));
    }
    // A command that stays by mistake is sent again and answered again: nothing to be done about it here.
    this.database?.write([], removed).catch(() => undefined);
    return settled;
  }

  /** Lets other tabs take over. */
  close(): void {
    for (const release of this.release) release();
  }

  private async left(): Promise<Box[]> {
    const rows = (await this.database?.under(["outbox", this.owner]).catch(() => [])) ?? [];
    const boxes = new Map<string, Box>();
    for (const [key, value] of rows) {
      const [client, n] = key.slice(2) as [string, number];
      const box = boxes.get(client) ?? { client, last: 0, entries: [] };
      boxes.set(client, box);
      box.last = Math.max(box.last, n || (value as number)); // under 0: the highest number ever given
      if (n)
        box.entries.push({ ...(value as { command: Command; at: number }), n, ticket: ++this.tickets, kept: true });
    }
    return [...boxes.values()];
  }

  /** True: nobody else has it, and it is held from now on; false: a living tab has it; undefined: nobody can tell. */
  private lock(client: string): Promise<boolean | undefined> {
    return new Promise((resolve) => {
      if (!this.locks) return resolve(undefined);
      this.locks
        .request(`edcamp/outbox/${client}`, { ifAvailable: true }, (lock) => {
          resolve(lock !== null);
          return lock && new Promise<void>((release) => this.release.push(release));
        })
        .catch(() => resolve(undefined));
    });
  }

  private newBox(): Box {
    const box: Box = { client: newId("c"), last: 0, entries: [] };
    this.boxes.push(box);
    void this.lock(box.client);
    return box;
  }

  private async keep(box: Box, entry: Entry): Promise<void> {
    const { n, command, at } = entry;
    try {
      await this.database?.write([
        [this.key(box.client, 0), n],
        [this.key(box.client, n), { command, at }],
      ]);
    } catch {
      // The number may be given again after a reload, so it must not be used under an id that outlives the page.
      this.durable = false;
      this.database = undefined;
      box.entries = box.entries.filter((each) => each !== entry);
      const refuge = this.own === box ? (this.own = this.newBox()) : this.own!;
      entry.n = ++refuge.last;
      refuge.entries.push(entry);
    }
    entry.kept = true;
  }

  private key(client: string, n: number): Key {
    return ["outbox", this.owner, client, n];
  }
}
