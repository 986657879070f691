/** A page's part in a camp: documents in, commands out, kept through reloads and lost connections. */
import type { CampStore } from "./core.ts";
import type { Ack, Command } from "./wire.ts";

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
  transport: "websocket" | "stream" | "poll" | null;
}

export interface Session {
  store: CampStore;
  boot: Boot;
  /**
   * Shows what the command is expected to do at once; resolves when the camp has answered, which may be long after,
   * and on another connection. A refusal is an answer too. Never rejects.
   */
  ask(command: Command): Promise<Ack>;
  /** The server's clock, in milliseconds. */
  now(): number;
  stop(): void;
}

export interface Options {
  /** Wait for the organizers' documents too. */
  organizers?: boolean;
  /** Send nothing: a board. */
  readOnly?: boolean;
}

/** Resolves when there are documents to draw, or when it is known that none can be had now. */
export declare function startCamp(options?: Options): Promise<Session>;
