/** Instants as people at the camp read them: in the camp's time zone, whatever this device's clock is set to. */
import { spoken } from "./i18n.ts";

/**
 * The language with the reader's region: an English page shows 15:05 to a browser set to British English, and 3:05 PM
 * to an American one. A browser in other languages only says nothing about how this one is written.
 */
function regional(): string {
  const language = spoken();
  const own = [navigator.language, ...(navigator.languages ?? [])];
  return own.find((tag) => tag && tag.split("-")[0]!.toLowerCase() === language.toLowerCase()) ?? language;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, options: Intl.DateTimeFormatOptions, language = spoken()): Intl.DateTimeFormat {
  const key = JSON.stringify([language, zone, options]);
  let found = formats.get(key);
  if (!found) {
    try {
      found = new Intl.DateTimeFormat(language, { ...options, timeZone: zone });
    } catch {
      // An old phone may not know a young time zone; it is most likely in it.
      found = new Intl.DateTimeFormat(language, options);
    }
    formats.set(key, found);
  }
  return found;
}

/** The time of day, such as 9:05 AM or 9:05, as the reader's region writes it. */
export function clock(ms: number, zone: string): string {
  return format(zone, { hour: "numeric", minute: "2-digit" }, regional()).format(ms);
}

/** From when until when, such as 9:00–9:50. */
export function span(start: number, end: number, zone: string): string {
  return `${clock(start, zone)}–${clock(end, zone)}`;
}

/** The date with its weekday, such as Saturday, March 14. */
export function day(ms: number, zone: string): string {
  return format(zone, { weekday: "long", month: "long", day: "numeric" }).format(ms);
}

/** How long ago, or how long until, in one unit: 3 minutes ago, in 2 hours. */
export function ago(ms: number, now: number): string {
  const seconds = Math.round((ms - now) / 1000);
  const relative = new Intl.RelativeTimeFormat(spoken(), { numeric: "auto" });
  const size = Math.abs(seconds);
  if (size < 60) return relative.format(seconds, "second");
  if (size < 3600) return relative.format(Math.trunc(seconds / 60), "minute");
  if (size < 86400) return relative.format(Math.trunc(seconds / 3600), "hour");
  return relative.format(Math.trunc(seconds / 86400), "day");
}

/** The instant at which clocks in the zone show `date` (2027-03-14) and `time` (09:05). */
export function instant(date: string, time: string, zone: string): number {
  const wanted = Date.parse(`${date}T${time}Z`);
  // Twice: the first guess may lie on the other side of a change between summer and winter time.
  const guess = wanted - offsetAt(wanted, zone);
  return wanted - offsetAt(guess, zone);
}

/** The `date` and `time` that clocks in the zone show, as `instant` takes them. */
export function wall(ms: number, zone: string): { date: string; time: string } {
  const [date, time] = new Date(ms + offsetAt(ms, zone)).toISOString().split("T") as [string, string];
  return { date, time: time.slice(0, 5) };
}

/** How far the zone is ahead of UTC, in milliseconds. */
function offsetAt(ms: number, zone: string): number {
  const digits = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" } as const;
  const parts = format(zone, { ...digits, second: "2-digit", hourCycle: "h23" }, "en").formatToParts(ms);
  const part = (type: string): number => +parts.find((each) => each.type === type)!.value;
  const shown = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return shown - Math.floor(ms / 1000) * 1000;
}
