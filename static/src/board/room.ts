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
