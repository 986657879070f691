/** Which notices to show. Pure: when they count as seen is the sheet's business. */
import type { Announcement, Notice, ScheduleDocument, Slot } from "../wire.ts";

/** About a topic that the person hosts, and so the most urgent there is. */
export function isHosting({ kind }: Notice): boolean {
  return kind === "placed" || kind === "moved" || kind === "unplaced" || kind === "reminded";
}

/**
 * Hosting first. Of several about where and when one session is, the newest alone: an older one would send somebody
 * to a wrong room. It tells the whole way from where the first one began.
 *
 * A topic with a repeat has two sessions, each with a way of its own. Of several ways of a topic those are told that
 * led to where it is now.
 */
export function toTell(notices: readonly Notice[], schedule?: ScheduleDocument): Notice[] {
  const told: Notice[] = [];
  for (const notice of notices) {
    const before = sameSession(told, notice);
    if (before) told.splice(told.indexOf(before), 1); // the newest goes last
    told.push(before ? joined(before, notice) : notice);
  }
  const only = (notice: Notice): boolean => told.filter((each) => !isAlone(each) && each.topic === notice.topic).length === 1;
  const all = told.filter((notice) => isAlone(notice) || !schedule || only(notice) || leadsThere(notice, schedule));
  return [...all.filter(isHosting), ...all.filter((notice) => !isHosting(notice))];
}

/** Not about where a topic is. */
function isAlone({ kind, topic }: Notice): boolean {
  return /^(merged|parted|released|asked|declined|offered|welcomed|thanked)$/.test(kind) || topic === null;
}

/** What was told of the session before: it was to be where this one tells that it was, or is. */
function sameSession(told: readonly Notice[], notice: Notice): Notice | undefined {
  const { kind, topic } = notice;
  if (kind === "offered") return told.find((each) => each.kind === kind && each.topic === topic); // each shows all who offer
  if (isAlone(notice)) return undefined;
  const mine = told.filter((each) => !isAlone(each) && each.topic === notice.topic);
  const endsAt = (slot: string | null, room: string | null): Notice | undefined =>
    mine.find((each) => each.slot === slot && each.room === room);
  return endsAt(notice.from_slot, notice.from_room) ?? (notice.slot === null ? undefined : endsAt(notice.slot, notice.room));
}

/** Whether the session is where this tells; or it is gone, and the person may have known of it. */
function leadsThere({ topic, slot, room, from_slot }: Notice, { sessions }: ScheduleDocument): boolean {
  if (slot === null) return from_slot !== null;
  return sessions.some((each) => each.topic === topic && each.slot === slot && each.room === room);
}

function joined(before: Notice, after: Notice): Notice {
  const { from_slot, from_room } = before;
  if (before.kind === "reminded" && from_slot === null) return after; // they knew where it was
  if (after.kind === "reminded") return { ...after, from_slot, from_room };
  const hosted = after.slot === null ? "unplaced" : from_slot === null ? "placed" : "moved";
  return { ...after, kind: isHosting(after) ? hosted : after.kind, from_slot, from_room };
}

/** Nobody need be reminded of what is over. */
export function notOver(notices: readonly Notice[], slots: ReadonlyMap<string, Slot>, now: number): Notice[] {
  return notices.filter(({ kind, slot }) => kind !== "reminded" || (slots.get(slot ?? "")?.end ?? 0) > now);
}

/** Announcements on show, newest first. */
export function current(announcements: ReadonlyMap<string, Announcement>, now: number): Announcement[] {
  return [...announcements.values()]
    .filter(({ until }) => until === null || until > now)
    .sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
}
