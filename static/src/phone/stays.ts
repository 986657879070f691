/** Where somebody said that they were. */
import type { View } from "../core.ts";
import type { SessionDocument, Slot } from "../wire.ts";
import { sessionsIn } from "./day-plan.ts";

/** People set out before a session begins; the server counts them from then on. */
const EARLY = 15 * 60_000;
/** Whether people may say now that they are in a session of this slot. */
export function isCounting(view: View, slot: Slot, now: number): boolean {
  if (slot.is_break || view.camp!.phases.includes("closed")) return false;
  return slot.start - EARLY <= now && now < slot.end && sessionsIn(view.schedule, slot.id).length > 0;
}

/** The topic that the person said they are at in the slot. */
export function placeIn({ stays }: View, slot: string): string | undefined {
  const last = stays[stays.length - 1];
  return last?.slot === slot && last.until === null ? last.topic : undefined;
}

/** Whole minutes in sessions, as the server counts them. */
export function minutesAttended({ stays, slots }: Pick<View, "stays" | "slots">, now: number): number {
  let attended = 0;
  stays.forEach(({ slot, since, until }, n) => {
    const found = slots.get(slot);
    if (!found) return;
    const end = Math.min(now, found.end, until ?? Infinity, stays[n + 1]?.since ?? Infinity);
    attended += Math.max(0, end - Math.max(since, found.start));
  });
  return Math.floor(attended / 60_000);
}

export function peopleAt({ headcounts }: View, { slot, topic }: SessionDocument): number {
  return headcounts.get(slot)?.[topic] ?? 0;
}
