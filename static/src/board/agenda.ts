/** What is on, what comes, and which part of the schedule the people in the room need to see. */
import type { Room, SessionDocument, Slot } from "../wire.ts";

export interface Agenda {
  /** Slots and breaks, by their start. */
  all: readonly Slot[];
  now: readonly Slot[];
  /** What begins next; several that begin together. */
  next: readonly Slot[];
  later: readonly Slot[];
}

export function agendaAt(slots: Iterable<Slot>, now: number): Agenda {
  const all = [...slots].sort((a, b) => a.start - b.start || a.end - b.end || (a.id < b.id ? -1 : 1));
  const ahead = all.filter((slot) => slot.start > now);
  const next = ahead.filter((slot) => slot.start === ahead[0]!.start);
  return {
    all,
    now: all.filter((slot) => slot.start <= now && now < slot.end),
    next,
    later: ahead.slice(next.length),
  };
}

/** Nothing is on and nothing comes. */
export function isOver({ all, now, next }: Agenda): boolean {
  return all.length > 0 && now.length === 0 && next.length === 0;
}

/** People look for their room from so long before a slot begins until so long after. */
export const MOVING_BEFORE_MS = 10 * 60_000;
export const MOVING_AFTER_MS = 5 * 60_000;

/**
 * The slots whose sessions are shown, in turn; `filled` has those with sessions. While people are looking for their
 * room it is the one slot they look for; else what is on, then what comes; when all is over, the whole day.
 */
export function slotsInTurn(agenda: Agenda, filled: ReadonlySet<string>, now: number): Slot[] {
  const sessions = (slots: readonly Slot[]): Slot[] => slots.filter((slot) => filled.has(slot.id));
  if (isOver(agenda)) return sessions(agenda.all);
  const begun = sessions(agenda.now);
  const moving = begun.filter((slot) => now - slot.start < MOVING_AFTER_MS);
  if (moving.length > 0) return moving;
  const ahead = sessions([...agenda.next, ...agenda.later]);
  const soon = ahead.filter((slot) => slot.start === ahead[0]!.start && slot.start - now <= MOVING_BEFORE_MS);
  if (soon.length > 0) return soon;
  return [...begun, ...ahead];
}

/** Hours and minutes until something: the last minute counts as one, so that it never says "in 0 min". */
export function countdown(ms: number): { hours: number; minutes: number } {
  const minutes = Math.max(1, Math.ceil(ms / 60_000));
  return { hours: Math.floor(minutes / 60), minutes: minutes % 60 };
}

/** A slot's sessions as people look for them, by the name of the room. */
export function byRoom(
  sessions: readonly SessionDocument[],
  rooms: ReadonlyMap<string, Room>,
  compare: (a: string, b: string) => number,
): SessionDocument[] {
  const name = ({ room }: SessionDocument): string => rooms.get(room)?.name ?? room;
  return [...sessions].sort((a, b) => compare(name(a), name(b)) || (a.room < b.room ? -1 : 1));
}
