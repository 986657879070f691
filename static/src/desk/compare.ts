// Two drafts: which sessions differ, and whether what was kept can still be.
import type { View } from "../core.ts";
import type { Cell, KeptDraft, Placement } from "../wire.ts";
import { cellKey, titleOf } from "./moves.ts";

export interface Difference {
  topic: string;
  title: string;
  /** Where it is in the draft, and where it is in the kept one; more than one where it has a repeat. */
  draft: readonly Cell[];
  kept: readonly Cell[];
}

type Part = Pick<View, "draft" | "slots" | "rooms" | "topics" | "offWall">;

/** By title. */
export function differences(view: View, { draft: { placements } }: KeptDraft): Difference[] {
  const mine = byTopic(view, view.draft?.placements ?? []);
  const theirs = byTopic(view, placements);
  const cells = (found: readonly Placement[] = []): string => found.map(cellKey).join(" ");
  return [...new Set([...mine.keys(), ...theirs.keys()])]
    .filter((topic) => cells(mine.get(topic)) !== cells(theirs.get(topic)))
    .map((topic) => ({
      topic,
      title: titleOf(view, topic),
      draft: mine.get(topic) ?? [],
      kept: theirs.get(topic) ?? [],
    }))
    .sort((a, b) => a.title.localeCompare(b.title));
}

function byTopic({ slots }: Part, placements: readonly Placement[]): Map<string, Placement[]> {
  const start = ({ slot }: Placement): number => slots.get(slot)?.start ?? Infinity;
  const found = new Map<string, Placement[]>();
  for (const each of placements) found.set(each.topic, [...(found.get(each.topic) ?? []), each]);
  for (const each of found.values()) each.sort((a, b) => start(a) - start(b));
  return found;
}

/** Sessions of a kept draft that cannot take place any more: their topic, room or slot is gone, or the room is closed. */
export function lostOf({ topics, rooms, slots }: Part, { draft: { placements } }: KeptDraft): Placement[] {
  return placements.filter(({ topic, slot, room }) => {
    const when = slots.get(slot);
    const where = rooms.get(room);
    return !topics.has(topic) || !when || when.is_break || !where || where.closed.includes(slot);
  });
}
