/** One room's part of the schedule: what its own screen shows. */
import type { View } from "../core.ts";
import type { Slot, TopicDocument } from "../wire.ts";

export interface InRoom {
  topic: TopicDocument;
  slot: Slot;
  people: number;
}

export interface RoomDay {
  on: InRoom | undefined;
  next: InRoom | undefined;
  /** What is on in the whole camp instead: lunch, say. */
  pause: Slot | undefined;
}

/** Before a session ends it is time to bring it to a close. */
export const CLOSING_MS = 5 * 60_000;

export function roomDay({ schedule, slots, topics, headcounts }: View, room: string, now: number): RoomDay {
  const sessions = (schedule?.sessions ?? []).flatMap((session): InRoom[] => {
    const slot = slots.get(session.slot);
    const topic = topics.get(session.topic);
    if (session.room !== room || !slot || !topic) return [];
    return [{ topic, slot, people: headcounts.get(slot.id)?.[topic.id] ?? 0 }];
  });
  sessions.sort((a, b) => a.slot.start - b.slot.start);
  const isOn = ({ start, end }: Slot): boolean => start <= now && now < end;
  return {
    on: sessions.find(({ slot }) => isOn(slot)),
    next: sessions.find(({ slot }) => slot.start > now),
    pause: [...slots.values()].find((slot) => slot.is_break && isOn(slot)),
  };
}

/** Minutes and seconds, such as 4:09; never below zero. */
export function minutesAndSeconds(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
