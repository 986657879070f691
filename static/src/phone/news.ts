/** Which notices to show. Pure: when they count as seen is the sheet's business. */
import type { Announcement, Notice } from "../wire.ts";

/** About a topic that the person hosts, and so the most urgent there is. */
export function isHosting({ kind }: Notice): boolean {
  return kind === "placed" || kind === "moved" || kind === "unplaced";
}

/**
 * Hosting first. Of several about where and when one topic is, the newest alone: an older one would send somebody
 * to a wrong room. It tells the whole way from where the first one began.
 */
export function toTell(notices: readonly Notice[]): Notice[] {
  const told = new Map<string, Notice>();
  for (const notice of notices) {
    const about =
      notice.kind === "merged" || notice.topic === null ? `notice ${notice.id}` : `place of ${notice.topic}`;
    const before = told.get(about);
    told.delete(about); // the newest goes last
    told.set(about, before ? joined(before, notice) : notice);
  }
  const all = [...told.values()];
  return [...all.filter(isHosting), ...all.filter((notice) => !isHosting(notice))];
}

function joined(before: Notice, after: Notice): Notice {
  const { from_slot, from_room } = before;
  const hosted = after.slot === null ? "unplaced" : from_slot === null ? "placed" : "moved";
  return { ...after, kind: isHosting(after) ? hosted : after.kind, from_slot, from_room };
}

/** Announcements on show, newest first. */
export function current(announcements: ReadonlyMap<string, Announcement>, now: number): Announcement[] {
  return [...announcements.values()]
    .filter(({ until }) => until === null || until > now)
    .sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
}
