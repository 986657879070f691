// What a move of the draft would mean, said before it is made. The server decides; this only warns.
import type { View } from "../core.ts";
import { t, tn } from "../i18n.ts";
import type { Cell, Command, DraftDocument, Placement, Slot, Tally } from "../wire.ts";

/** Milliseconds, as in the camp's own rules. */
const FROZEN_BEFORE = 15 * 60_000;

export type Warning =
  | { kind: "host-busy"; host: string; title: string }
  | { kind: "needs"; needs: readonly string[] }
  | { kind: "small"; want: number; seats: number };

/** A topic put into a cell. What the cell held goes where the topic was, or out of the draft. */
export interface Move {
  /** `here`: the topic stands in this very cell. */
  kind: "place" | "swap" | "replace" | "here";
  /** Absent: nothing is to be done. */
  command?: Command;
  /** The topic that makes room. */
  other?: string;
  warnings: readonly Warning[];
  /** About the topic that makes room, where it would go. */
  otherWarnings: readonly Warning[];
}

interface DraftIndex {
  readonly cells: ReadonlyMap<string, Placement>;
  readonly topics: ReadonlyMap<string, Placement>;
}

const indexes = new WeakMap<DraftDocument, DraftIndex>();
const nothing: DraftIndex = { cells: new Map(), topics: new Map() };

export function cellKey(cell: Cell): string {
  return `${cell.slot}/${cell.room}`;
}

/** The draft's placements by cell and by topic; counted once per document. */
export function draftIndex(draft: DraftDocument | undefined): DraftIndex {
  if (!draft) return nothing;
  let index = indexes.get(draft);
  if (!index) {
    const { placements } = draft;
    index = {
      cells: new Map(placements.map((p) => [cellKey(p), p])),
      topics: new Map(placements.map((p) => [p.topic, p])),
    };
    indexes.set(draft, index);
  }
  return index;
}

export function people(tally: Tally | undefined): number {
  return tally ? tally.interested + tally.must : 0;
}

export function wantWords(want: number): string {
  return tn("{count} wants", "{count} want", want);
}

export function overlapping(a: Slot | undefined, b: Slot | undefined): boolean {
  return !!a && !!b && (a.id === b.id || (a.start < b.end && b.start < a.end));
}

/** The topic's title, also when it has left the wall. */
export function titleOf(view: View, topic: string): string {
  return view.topics.get(topic)?.title ?? view.offWall.get(topic)?.title ?? topic;
}

/** What is wrong with a topic in a cell while `others` stand where they are, worst first. */
export function warnings(view: View, topicId: string, cell: Cell, others: readonly Placement[]): Warning[] {
  const found: Warning[] = [];
  const topic = view.topics.get(topicId);
  const room = view.rooms.get(cell.room);
  if (!topic || !room) return found;
  const slot = view.slots.get(cell.slot);
  for (const host of topic.hosts ?? []) {
    const clash = others.find(
      (p) =>
        p.topic !== topicId &&
        overlapping(view.slots.get(p.slot), slot) &&
        view.topics.get(p.topic)?.hosts?.includes(host),
    );
    if (clash) found.push({ kind: "host-busy", host: hostName(view, host), title: titleOf(view, clash.topic) });
  }
  const needs = (topic.needs ?? []).filter((need) => !room.features.includes(need));
  if (needs.length > 0) found.push({ kind: "needs", needs });
  const want = people(view.tallies.get(topicId));
  if (want > room.capacity) found.push({ kind: "small", want, seats: room.capacity });
  return found;
}

/** People are in this session, or on their way to it: it is published so, and begins soon or has begun. */
export function isSettled(view: View, { topic, slot, room }: Placement, now: number): boolean {
  const shown = view.schedule?.sessions.some((each) => each.topic === topic && each.slot === slot && each.room === room);
  const starts = view.slots.get(slot)?.start ?? Infinity;
  return !!shown && starts - FROZEN_BEFORE <= now;
}

/** What choosing `cell` for a topic would do, wherever the topic is now. */
export function moveTo(view: View, topic: string, cell: Cell): Move {
  const { cells, topics } = draftIndex(view.draft);
  const from = topics.get(topic);
  const there = cells.get(cellKey(cell));
  const placements = view.draft?.placements ?? [];
  const others = placements.filter((p) => p.topic !== topic && p.topic !== there?.topic);
  if (there?.topic === topic) {
    return { kind: "here", warnings: warnings(view, topic, cell, others), otherWarnings: [] };
  }
  if (!there || !from) {
    const command: Command = { do: "place-topic", topic, slot: cell.slot, room: cell.room };
    const found = { warnings: warnings(view, topic, cell, others), otherWarnings: [] };
    if (!there) return { kind: "place", command, ...found };
    return { kind: "replace", other: there.topic, command: { ...command, instead_of: there.topic }, ...found };
  }
  const a: Cell = { slot: from.slot, room: from.room };
  return {
    kind: "swap",
    other: there.topic,
    command: { do: "swap-cells", a, b: cell },
    warnings: warnings(view, topic, cell, [...others, { ...there, slot: a.slot, room: a.room }]),
    otherWarnings: warnings(view, there.topic, a, [...others, { ...from, slot: cell.slot, room: cell.room }]),
  };
}

export function warningWords(warning: Warning): string {
  switch (warning.kind) {
    case "host-busy":
      return t("{host} hosts “{title}” then", { host: warning.host, title: warning.title });
    case "needs":
      return t("no {needs} here", { needs: warning.needs.join(", ") });
    case "small":
      return t("{want} want, {seats} seats", { want: warning.want, seats: warning.seats });
  }
}

export function hostName(view: View, person: string): string {
  return view.hosts.get(person) || view.organizers.get(person) || t("somebody");
}

/** Names of the topic's hosts, or an empty text. */
export function hostNames(view: View, topic: string): string {
  return (view.topics.get(topic)?.hosts ?? []).map((host) => hostName(view, host)).join(", ");
}
