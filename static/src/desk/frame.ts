// Rooms and slots in the order in which people read them.
import type { Room, Slot } from "../wire.ts";

export function byStart(slots: ReadonlyMap<string, Slot>): Slot[] {
  return [...slots.values()].sort((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1));
}

export function byName(rooms: ReadonlyMap<string, Room>): Room[] {
  return [...rooms.values()].sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
}
