/** Sessions that people ask for at another time: what can still be granted. */
import type { View } from "../core.ts";
import type { RequestDocument, SessionDocument, Slot } from "../wire.ts";

/** People are on their way to what begins within this time. */
const FROZEN_BEFORE = 15 * 60_000;

type Part = Pick<View, "requests" | "slots" | "schedule">;

export function isAhead({ slots }: Pick<View, "slots">, slot: string, now: number): boolean {
  return (slots.get(slot)?.start ?? 0) - FROZEN_BEFORE > now;
}

/** By their key; most people first, then who came first. Of one session, if it is given. */
export function openRequests(view: Part, session: SessionDocument | undefined, now: number): [string, RequestDocument][] {
  return [...view.requests]
    .filter(([, { topic, slot, to }]) => {
      const meant = !session || (topic === session.topic && slot === session.slot);
      return meant && isAhead(view, slot, now) && (to === null || isAhead(view, to, now));
    })
    .sort(([a, x], [b, y]) => y.people - x.people || x.since - y.since || (a < b ? -1 : 1));
}

/** Slots in which the session could be instead, in the order of the day: the topic is in none that shares their time. */
export function otherTimes({ slots, schedule }: Part, { topic, slot }: SessionDocument, now: number): Slot[] {
  const mine = (schedule?.sessions ?? []).filter((each) => each.topic === topic).flatMap((each) => slots.get(each.slot) ?? []);
  return [...slots.values()]
    .filter((each) => !each.is_break && each.id !== slot && isAhead({ slots }, each.id, now))
    .filter((each) => !mine.some((other) => each.start < other.end && other.start < each.end))
    .sort((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1));
}
