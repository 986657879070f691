/** The day told again, frame by frame. Pure. */
import type { Lapse, LapseFrame } from "../wire.ts";

/** A session by the places of its topic, slot and room in the lapse's lists. */
export interface Placed {
  topic: number;
  slot: number;
  room: number;
}

/** How far the day had come: everything up to one frame. */
export interface Moment {
  at: number;
  phases: LapseFrame["phases"];
  people: number;
  /** Topics on the wall, in the order in which they came. */
  here: readonly number[];
  /** By topic: interested, must. */
  tallies: ReadonlyMap<number, readonly [number, number]>;
  sessions: readonly Placed[];
  draft: boolean;
}

export function momentAt({ frames }: Lapse, index: number): Moment | undefined {
  const last = frames[Math.min(index, frames.length - 1)];
  if (!last) return undefined;
  const here = new Set<number>();
  const tallies = new Map<number, readonly [number, number]>();
  let sessions: readonly Placed[] = [];
  for (const frame of frames.slice(0, index + 1)) {
    for (const topic of frame.gone ?? []) here.delete(topic);
    for (const topic of frame.here ?? []) here.add(topic);
    for (const [topic, interested, must] of inThrees(frame.tallies ?? [])) tallies.set(topic, [interested, must]);
    if (frame.sessions) sessions = inThrees(frame.sessions).map(([topic, slot, room]) => ({ topic, slot, room }));
  }
  const { at, phases, people, draft = false } = last;
  return { at, phases, people, here: [...here], tallies, sessions, draft };
}

/** Most wanted first; among equals, and where nobody is to know, those that came first. */
export function ranked({ here, tallies }: Moment): number[] {
  const votes = (topic: number): number => (tallies.get(topic)?.[0] ?? 0) + (tallies.get(topic)?.[1] ?? 0);
  return here
    .map((topic, place) => ({ topic, place }))
    .sort((a, b) => votes(b.topic) - votes(a.topic) || a.place - b.place)
    .map(({ topic }) => topic);
}

/** What is new in the schedule since the moment before. */
export function newlyPlaced(before: Moment | undefined, now: Moment): Placed[] {
  const key = ({ topic, slot, room }: Placed): string => `${topic} ${slot} ${room}`;
  const known = new Set(before?.sessions.map(key));
  return now.sessions.filter((session) => !known.has(key(session)));
}

function inThrees(flat: readonly number[]): [number, number, number][] {
  return Array.from({ length: flat.length / 3 }, (_, i) => [flat[3 * i]!, flat[3 * i + 1]!, flat[3 * i + 2]!]);
}
