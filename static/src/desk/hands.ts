// Hosts who need a hand in their room, while their session is not over.
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import type { HandDocument } from "../wire.ts";

export interface HandAt extends HandDocument {
  topic: string;
  room: string;
}

type Needed = Pick<View, "hands" | "rooms" | "schedule" | "slots">;

/** Nobody is on the way to the first of them; who has waited longest comes before others. */
export function handsNow({ hands, schedule, slots }: Needed, now: number): HandAt[] {
  const found = [...hands].flatMap(([topic, ofTopic]) =>
    ofTopic.flatMap((hand): HandAt[] => {
      const session = schedule?.sessions.find((each) => each.topic === topic && each.slot === hand.slot);
      return session && (slots.get(hand.slot)?.end ?? 0) > now ? [{ ...hand, topic, room: session.room }] : [];
    }),
  );
  return found.sort((a, b) => +(a.coming !== null) - +(b.coming !== null) || a.at - b.at);
}

/** Where somebody waits to whom nobody is on the way; empty when nobody does. */
export function handsWords(view: Needed, now: number): string {
  const waiting = handsNow(view, now).filter(({ coming }) => coming === null);
  const rooms = waiting.map(({ room }) => view.rooms.get(room)?.name ?? "").join(", ");
  return rooms && t("Needs a hand: {rooms}", { rooms });
}
