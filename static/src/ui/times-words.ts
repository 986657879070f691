/** What somebody is told of times that moved, in words: the same on the phone and, before it is told, on the desk. */
import { t, tn } from "../i18n.ts";
import { clock } from "../time.ts";
import type { Notice, Slot } from "../wire.ts";

/** Whether the notice is about times and not about where a topic is. */
export function isAboutTimes({ kind }: Notice): boolean {
  return kind === "times" || kind === "swapped";
}

/** One or two sentences. `slots`: as they are after the change. */
export function timesWords(notice: Notice, slots: ReadonlyMap<string, Slot>, zone: string): string[] {
  const { kind, minutes, since, until, title, from_title } = notice;
  if (kind === "swapped") return [t("{pause} and {slot} have changed places.", { pause: from_title, slot: title })];
  const said: string[] = [];
  const longer = notice.slot === null ? undefined : slots.get(notice.slot);
  if (longer) {
    const params = { slot: longer.title, time: clock(longer.end, zone) };
    said.push(minutes > 0 ? t("{slot} goes on until {time}.", params) : t("{slot} ends at {time} already.", params));
  }
  if (since !== null) said.push(shiftWords(Math.abs(minutes), minutes > 0, clock(since, zone), until, zone));
  return said;
}

function shiftWords(count: number, later: boolean, since: string, end: number | null, zone: string): string {
  if (end === null) {
    return later
      ? tn("Everything from {since} on is {count} minute later.", "Everything from {since} on is {count} minutes later.", count, { since })
      : tn("Everything from {since} on is {count} minute earlier.", "Everything from {since} on is {count} minutes earlier.", count, { since });
  }
  const params = { since, until: clock(end, zone) };
  return later
    ? tn("What was from {since} to {until} is {count} minute later.", "What was from {since} to {until} is {count} minutes later.", count, params)
    : tn("What was from {since} to {until} is {count} minute earlier.", "What was from {since} to {until} is {count} minutes earlier.", count, params);
}
