/** Commands and positions over plain HTTP, for the transports that receive only. */
import type { Message } from "../outbox.ts";
import type { Ack, Refusal } from "../wire.ts";
import { ANSWER_PATIENCE, type Place } from "./port.ts";

/** The JSON at `url`, whatever the status. Rejects when there is none: no network, too late, somebody else's page. */
export async function fetched<T>(
  url: string,
  options: RequestInit,
  patience: number,
  abort = new AbortController(),
): Promise<T> {
  const timer = setTimeout(() => abort.abort(), patience);
  try {
    const response = await fetch(url, { ...options, signal: abort.signal });
    return (await response.json()) as T;
  } finally {
    clearTimeout(timer);
  }
}

export async function post({ base }: Place, message: Message): Promise<Ack[] | Refusal> {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify(message);
  const answer = await fetched<{ acks: Ack[] } | Refusal>(
    `${base}/commands`,
    { method: "POST", headers, body },
    ANSWER_PATIENCE,
  );
  return "acks" in answer ? answer.acks : answer;
}

/** Who asks, and from which position on; what is not held is left out. */
export function query({ board, position }: Place): string {
  const held = Object.entries(position()).filter(([, value]) => value !== null && value !== "");
  const parameters = new URLSearchParams(held as [string, string][]);
  if (board) parameters.set("board", "1");
  return parameters.toString();
}
