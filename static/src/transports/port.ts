/** What every way of reaching the camp can do. */
import type { Message } from "../outbox.ts";
import type { Ack, Delta, Ephemeral, Hello, Refusal, Since } from "../wire.ts";

export type TransportName = "websocket" | "stream" | "poll";

/** What a transport reports. Nothing is reported after `lost`, `refused` or `close()`. */
export interface Listener {
  /** The server is there, and the transport works; its hello may still take a while. */
  open(): void;
  /** Resolves when the next hello may be said. */
  hello(answer: Hello): Promise<void>;
  delta(delta: Delta): void;
  ephemeral(fields: Partial<Ephemeral>): void;
  /** A sign of life that says nothing else. */
  heard(): void;
  /** There is no connection (any more). */
  lost(): void;
  /** The server will not have this page, and says why. */
  refused(error: Refusal): void;
}

/** One connection, or the attempt to make one. It says hello by itself as soon as it can. */
export interface Wire {
  /** Says hello again, from the position of now. */
  greet(): void;
  /** The camp's answers, or one error for the whole message. Rejects when no answer comes. */
  send(message: Message): Promise<Ack[] | Refusal>;
  close(): void;
}

export interface Place {
  camp: string;
  base: string;
  /** A board is told more often, and does not count as somebody who is here. */
  board: boolean;
  position(): Since;
}

export type Connect = (place: Place, listener: Listener) => Wire;

/** Ms to wait for the answer to a message; a server that is only slow has answered by then. */
export const ANSWER_PATIENCE = 15_000;

export type Transports = Readonly<Record<TransportName, Connect>>;
