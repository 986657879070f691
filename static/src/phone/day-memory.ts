/** What this device showed of somebody's day when they looked last, and what has changed since. */
import type { View } from "../core.ts";
import { sessionsIn } from "./day-plan.ts";

export interface Seen {
  topic: string;
  title: string;
  room: string;
  roomName: string;
  start: number;
}

/** By slot. */
export type SeenDay = Readonly<Record<string, Seen>>;

/** `was`: where the same topic was, or what was here; undefined: neither. */
export interface Change {
  kind: "new" | "moved" | "other" | "gone";
  was: Seen | undefined;
}

export function seenDay({ day, schedule, slots, rooms, topics }: View): SeenDay {
  const seen: Record<string, Seen> = {};
  for (const [id, { topic }] of Object.entries(day)) {
    const session = sessionsIn(schedule, id).find((each) => each.topic === topic);
    const slot = slots.get(id);
    if (!session || !slot) continue;
    const roomName = rooms.get(session.room)?.name ?? "";
    seen[id] = { topic, title: topics.get(topic)?.title ?? "", room: session.room, roomName, start: slot.start };
  }
  return seen;
}

/** What is different in one slot; undefined when nothing is, or nobody has looked before. */
export function changeIn(slot: string, before: SeenDay | undefined, now: SeenDay): Change | undefined {
  if (!before) return undefined;
  const was = before[slot];
  const is = now[slot];
  if (!is) return was && { kind: "gone", was };
  if (was?.topic === is.topic) {
    return was.room === is.room && was.start === is.start ? undefined : { kind: "moved", was };
  }
  const elsewhere = Object.values(before).find(({ topic }) => topic === is.topic);
  if (elsewhere) return { kind: "moved", was: elsewhere };
  return was ? { kind: "other", was } : { kind: "new", was: undefined };
}

const key = (camp: string, person: string): string => `edcamp/day/${camp}/${person}`;

export function recall(camp: string, person: string): SeenDay | undefined {
  try {
    const kept = localStorage.getItem(key(camp, person));
    return kept === null ? undefined : (JSON.parse(kept) as SeenDay);
  } catch {
    return undefined; // a browser that keeps nothing: nothing is marked
  }
}

export function remember(camp: string, person: string, day: SeenDay): void {
  try {
    localStorage.setItem(key(camp, person), JSON.stringify(day));
  } catch {
    // what was seen is marked again
  }
}
