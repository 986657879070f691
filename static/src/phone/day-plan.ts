/** Slots and sessions in the order of the day. */
import type { View } from "../core.ts";
import { day as dayOf } from "../time.ts";
import type { Notice, ScheduleDocument, SessionDocument, Slot } from "../wire.ts";

export interface TimedSlot {
  slot: Slot;
  /** `next`: the first that has not begun. */
  state: "past" | "now" | "next" | "later";
  /** At the first slot of each day, if the camp lasts several. */
  date: string;
}

export function slotsOfTheDay({ slots, camp }: Pick<View, "slots" | "camp">, now: number): TimedSlot[] {
  const ordered = [...slots.values()].sort((a, b) => a.start - b.start || a.end - b.end || (a.id < b.id ? -1 : 1));
  const next = ordered.find((slot) => slot.start > now);
  const dates = ordered.map(({ start }) => dayOf(start, camp!.time_zone));
  const several = new Set(dates).size > 1;
  return ordered.map((slot, i) => ({
    slot,
    state: slot.end <= now ? "past" : slot.start <= now ? "now" : slot.start === next?.start ? "next" : "later",
    date: several && dates[i] !== dates[i - 1] ? dates[i]! : "",
  }));
}

const bySlot = new WeakMap<ScheduleDocument, Map<string, SessionDocument[]>>();
const byTopic = new WeakMap<ScheduleDocument, Map<string, SessionDocument[]>>();

export function sessionsIn(schedule: ScheduleDocument | undefined, slot: string): readonly SessionDocument[] {
  if (!schedule) return [];
  return grouped(bySlot, schedule, ({ slot }) => slot).get(slot) ?? [];
}

/** A topic's sessions in the order of the day: it may have a repeat. */
export function sessionsOf({ schedule, slots }: Pick<View, "schedule" | "slots">, topic: string): SessionDocument[] {
  if (!schedule) return [];
  const start = ({ slot }: SessionDocument): number => slots.get(slot)?.start ?? Infinity;
  const found = grouped(byTopic, schedule, (session) => session.topic).get(topic) ?? [];
  return [...found].sort((a, b) => start(a) - start(b));
}

function grouped(
  known: WeakMap<ScheduleDocument, Map<string, SessionDocument[]>>,
  schedule: ScheduleDocument,
  by: (session: SessionDocument) => string,
): Map<string, SessionDocument[]> {
  let found = known.get(schedule);
  if (!found) {
    found = new Map();
    for (const session of schedule.sessions) found.set(by(session), [...(found.get(by(session)) ?? []), session]);
    known.set(schedule, found);
  }
  return found;
}

export interface Stop {
  slot: Slot;
  room: string;
  title: string;
}

/** Where the person is to be in the slots whose times a notice tells to have moved, in the order of the day. */
export function stopsSince(view: View, { slot: told, since, until, minutes }: Notice): Stop[] {
  const by = minutes * 60_000;
  const stops: Stop[] = [];
  for (const [id, { topic }] of Object.entries(view.day)) {
    const slot = view.slots.get(id);
    const session = sessionsIn(view.schedule, id).find((each) => each.topic === topic);
    const moved = slot && (since === null ? id === told : slot.start - by >= since && (until === null || slot.start - by < until));
    if (!session || !slot || !moved) continue;
    stops.push({ slot, room: view.rooms.get(session.room)?.name ?? "", title: view.topics.get(topic)?.title ?? "" });
  }
  return stops.sort((a, b) => a.slot.start - b.slot.start);
}
