/** A topic's other session: it may have a repeat, and whoever misses the one can go to the other. */
import type { VNode } from "preact";
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import { clock, day } from "../time.ts";
import type { SessionDocument } from "../wire.ts";
import { sessionsOf } from "./day-plan.ts";

export interface Elsewhere {
  session: SessionDocument;
  /** With the date, if it is on another day. */
  time: string;
  room: string;
  /** It comes after the session that it is told with. */
  later: boolean;
}

/** Where the topic is on but `here`, in the order of the day, as far as it is not over. */
export function elsewhere(view: View, topic: string, now: number, here?: SessionDocument): Elsewhere[] {
  const zone = view.camp!.time_zone;
  const start = (here && view.slots.get(here.slot)?.start) ?? now;
  return sessionsOf(view, topic).flatMap((session) => {
    const slot = view.slots.get(session.slot);
    if (session === here || !slot || slot.end <= now) return [];
    const at = clock(slot.start, zone);
    const time = day(slot.start, zone) === day(start, zone) ? at : `${day(slot.start, zone)}, ${at}`;
    return [{ session, time, room: view.rooms.get(session.room)?.name ?? "", later: slot.start > start }];
  });
}

export function Again({ others }: { others: readonly Elsewhere[] }): VNode {
  return (
    <>
      {others.map(({ session, time, room, later }) => (
        <p key={session.slot} class="again">
          {later ? t("Again at {time} in {room}", { time, room }) : t("Also at {time} in {room}", { time, room })}
        </p>
      ))}
    </>
  );
}
