/** What the board shows, from the camp's phases and documents alone: nobody touches a board. */
import type { LinkState, View } from "../core.ts";
import type { Announcement, CampDocument, PhaseChange, SmackdownDocument, Takeover, Tally, TopicDocument } from "../wire.ts";

export type Mode = "wall" | "planning" | "schedule" | "smackdown" | "lapse" | "closed";

/** What organizers have taken the board over for, while that holds and can be shown. */
export function takenOver(
  { takeover, schedule, topics, announcements, smackdown }: Pick<
    View,
    "takeover" | "schedule" | "topics" | "announcements" | "smackdown"
  >,
  now: number,
): Takeover | undefined {
  if (!takeover || (takeover.until !== null && takeover.until <= now)) return undefined;
  if (takeover.mode === "announcement") {
    const said = standing(announcements.values(), now);
    const large = takeover.announcement === null ? said[0] : said.find(({ id }) => id === takeover.announcement);
    return large && { ...takeover, announcement: large.id };
  }
  if (takeover.mode === "smackdown" && !smackdown) return undefined;
  if (takeover.mode === "schedule" && !schedule?.sessions.length) return undefined;
  return takeover.topic !== null && !topics.has(takeover.topic) ? { ...takeover, topic: null } : takeover;
}

/**
 * A schedule outlives the phases: it stays on show while a new one is built for the afternoon. A smackdown has the board
 * from its first turn until it is over.
 */
export function modeOf(camp: CampDocument, scheduled: boolean, smackdown?: SmackdownDocument): Mode {
  const { phases } = camp;
  if (phases.includes("closed")) return "closed";
  if (smackdown?.begun) return "smackdown";
  if (scheduled) return "schedule";
  if (phases.includes("gather") || phases.includes("vote")) return "wall";
  if (phases.includes("plan") || phases.includes("run")) return "planning";
  return "wall";
}

/** The next change in the timetable that changes anything, if one is to come. */
export function nextChange(camp: CampDocument, now: number): PhaseChange | undefined {
  return camp.timetable
    .filter(({ at, phase, open }) => at > now && camp.phases.includes(phase) !== open)
    .sort((a, b) => a.at - b.at)[0];
}

/** Announcements that hold now, newest first. */
export function standing(announcements: Iterable<Announcement>, now: number): Announcement[] {
  return [...announcements]
    .filter(({ until }) => until === null || until > now)
    .sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1));
}

/** Most wanted first; among equals the newest, so that a late topic does not lose for being late. */
export function byVotes(topics: Iterable<TopicDocument>, tallies: ReadonlyMap<string, Tally>): TopicDocument[] {
  const votes = ({ id }: TopicDocument): Tally => tallies.get(id) ?? { interested: 0, must: 0 };
  return [...topics].sort((a, b) => {
    const [left, right] = [votes(a), votes(b)];
    return (
      right.must + right.interested - (left.must + left.interested) ||
      right.must - left.must ||
      b.created - a.created ||
      (a.id < b.id ? -1 : 1)
    );
  });
}

/** `order` without what is gone, followed by what is new: a page being read does not change under the reader. */
export function kept(order: readonly string[], present: ReadonlyMap<string, unknown>): string[] {
  const known = new Set(order);
  return [...order.filter((id) => present.has(id)), ...[...present.keys()].filter((id) => !known.has(id))];
}

/** A topic is announced this long: time to look up and read it. */
export const JUST_IN_MS = 15_000;

/** The newest topic of the last moments, and how many others came with it. */
export function justIn(
  topics: Iterable<TopicDocument>,
  now: number,
): { topic: TopicDocument; others: number } | undefined {
  let newest: TopicDocument | undefined;
  let count = 0;
  for (const topic of topics) {
    if (topic.created <= now - JUST_IN_MS || topic.created > now) continue;
    count += 1;
    if (!newest || topic.created > newest.created) newest = topic;
  }
  return newest && { topic: newest, others: count - 1 };
}

/** A shorter interruption is mended before anybody could read about it. */
export const STALE_MS = 10_000;

/** Since when, by this device's clock, the link has been down; undefined while it is live. */
export function downSince(before: number | undefined, link: LinkState, now: number): number | undefined {
  return link === "live" ? undefined : Math.min(before ?? now, now);
}

/** By the server's clock, how old the data on show is; undefined while it is fresh enough. */
export function staleFrom(
  { heard, offset }: Pick<View, "heard" | "offset">,
  down: number | undefined,
  now: number,
): number | undefined {
  if (down === undefined || now - down <= STALE_MS) return undefined;
  return (heard > 0 ? heard : down) + offset;
}

const DRIFT_MS = 3 * 60_000;
const RING = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
  [-1, 0],
  [-1, -1],
  [0, -1],
  [1, -1],
] as const;

/** Where the picture stands now, in steps from its place: eight hours in one place would burn into a screen. */
export function drift(now: number): readonly [number, number] {
  return RING[Math.floor(now / DRIFT_MS) % RING.length]!;
}

/** An address as people type it: no scheme, and where it may be broken into lines. */
export function spelled(url: string): { host: string; path: string } {
  const { host, pathname } = new URL(url);
  return { host, path: pathname === "/" ? "" : pathname };
}
