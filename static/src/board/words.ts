/** Phrases that several parts of the board use. */
import { t, tn } from "../i18n.ts";
import { clock, day, wall } from "../time.ts";
import type { CampDocument, Slot } from "../wire.ts";
import { countdown } from "./agenda.ts";

/** From so far ahead on, a clock time says more than a countdown. */
const COUNTDOWN_MS = 6 * 3_600_000;

export function lasting(ms: number): string {
  const { hours, minutes } = countdown(ms);
  if (hours === 0) return tn("{count} min", "{count} min", minutes);
  if (minutes === 0) return tn("{count} h", "{count} h", hours);
  return t("{hours} h {minutes} min", { hours, minutes });
}

/** The date, unless it is today's at the camp. */
export function otherDay(at: number, now: number, zone: string): string | undefined {
  return wall(at, zone).date === wall(now, zone).date ? undefined : day(at, zone);
}

/** "ends in 23 min", "starts in 12 min", or nothing for what is over or far ahead. */
export function timeLeft({ start, end }: Slot, now: number): string | undefined {
  if (now >= end) return undefined;
  if (now >= start) return t("ends in {time}", { time: lasting(end - now) });
  if (start - now > COUNTDOWN_MS) return undefined;
  return t("starts in {time}", { time: lasting(start - now) });
}

const CHANGES = {
  gather: [() => t("Proposing opens"), () => t("Proposing closes")],
  vote: [() => t("Voting opens"), () => t("Voting closes")],
  plan: [() => t("We build the schedule"), () => t("The schedule is built")],
  run: [() => t("Sessions begin"), () => t("Sessions end")],
  closed: [() => t("The camp closes"), () => t("The camp opens again")],
} as const;

/** "Voting closes at 9:45, in 12 min". */
export function changeAhead(change: CampDocument["timetable"][number], now: number, zone: string): string {
  const what = CHANGES[change.phase][change.open ? 0 : 1]();
  const time = clock(change.at, zone);
  const date = otherDay(change.at, now, zone);
  if (date) return t("{what}: {date}, {time}", { what, date, time });
  if (change.at - now > COUNTDOWN_MS) return t("{what} at {time}", { what, time });
  return t("{what} at {time}, in {left}", { what, time, left: lasting(change.at - now) });
}
