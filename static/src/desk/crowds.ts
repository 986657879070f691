/** How many are in each room now. */
import type { View } from "../core.ts";

export interface CrowdedRoom {
  slot: string;
  room: string;
  topic: string;
  people: number;
  seats: number;
}

/** Rooms in which something is on, the fullest first; none while nothing is. */
export function crowdedRooms({ schedule, slots, rooms, topics, headcounts }: View, now: number): CrowdedRoom[] {
  const isOn = (id: string): boolean => {
    const slot = slots.get(id);
    return !!slot && slot.start <= now && now < slot.end;
  };
  return (schedule?.sessions ?? [])
    .filter(({ slot, topic, room }) => isOn(slot) && topics.has(topic) && rooms.has(room))
    .map(({ slot, topic, room }) => {
      const people = headcounts.get(slot)?.[topic] ?? 0;
      return { slot, room, topic, people, seats: rooms.get(room)!.capacity };
    })
    .sort((a, b) => b.people / b.seats - a.people / a.seats || (a.room < b.room ? -1 : 1));
}
