// What a move of the draft would mean, said before it is made. The server decides; this only warns.
import type { View } from "../core.ts";
import { t, tn } from "../i18n.ts";
import type { Cell, Command, DraftDocument, Placement, Slot, Tally } from "../wire.ts";

/** Milliseconds, as in the camp's own rules. */
const FROZEN_BEFORE = 15 * 60_000;

export type Warning =
  | { kind: "host-busy"; host: string; title: string }
  /** The topic's other session is at the same time. */
  | { kind: "itself" }
  | { kind: "needs"; needs: readonly string[] }
  | { kind: "small"; want: number; seats: number };

/** What is to be moved: a topic that is in the cell `from`, or that is put there anew. */
export interface Chosen {
  topic: string;
  from: Cell | undefined;
  /** Where it is as well, and stays: one of the two is a repeat. */
  beside: Cell | undefined;
}

/** A topic put into a cell. What the cell held goes where the topic was, or out of the draft. */
export interface Move {
  /** `here`: the topic stands in this very cell. `beside`: its other session does. */
  kind: "place" | "swap" | "replace" | "here" | "beside";
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
  /** More than one where a topic has a repeat. */
  readonly topics: ReadonlyMap<string, readonly Placement[]>;
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
    const topics = new Map<string, Placement[]>();
    for (const p of draft.placements) topics.set(p.topic, [...(topics.get(p.topic) ?? []), p]);
    index = { cells: new Map(draft.placements.map((p) => [cellKey(p), p])), topics };
    indexes.set(draft, index);
  }
  return index;
}

/** The topic's placements in the draft, in the order of the day. */
export function placementsOf({ draft, slots }: Pick<View, "draft" | "slots">, topic: string): readonly Placement[] {
  const mine = draftIndex(draft).topics.get(topic) ?? [];
  const start = ({ slot }: Placement): number => slots.get(slot)?.start ?? Infinity;
  return mine.length < 2 ? mine : [...mine].sort((p, q) => start(p) - start(q));
}

/** Whether the topic may be placed once more beside where it is. */
export function mayRepeat(view: View, topic: string): boolean {
  return !!view.topics.get(topic)?.twice && placementsOf(view, topic).length === 1;
}

/**
 * What moving the topic means: of two sessions the one `at` that cell; with `again` a repeat, beside the only one.
 * Undefined when there is no such thing (any more).
 */
export function chosenOf(view: View, topic: string, at: Cell | undefined, again: boolean): Chosen | undefined {
  const mine = placementsOf(view, topic);
  if (again) return mayRepeat(view, topic) ? { topic, from: undefined, beside: cellOf(mine[0]!) } : undefined;
  const from = mine.length < 2 ? mine[0] : mine.find((p) => at && cellKey(p) === cellKey(at));
  if (mine.length > 1 && !from) return undefined;
  const other = mine.find((p) => p !== from);
  return { topic, from: from && cellOf(from), beside: other && cellOf(other) };
}

export function cellOf({ slot, room }: Cell): Cell {
  return { slot, room };
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
  const repeats = others.filter((p) => p.topic === topicId && cellKey(p) !== cellKey(cell));
  if (repeats.some((p) => overlapping(view.slots.get(p.slot), slot))) found.push({ kind: "itself" });
  const needs = (topic.needs ?? []).filter((need) => !room.features.includes(need));
  if (needs.length > 0) found.push({ kind: "needs", needs });
  const want = people(view.tallies.get(topicId));
  const seats = repeats.reduce((sum, p) => sum + (view.rooms.get(p.room)?.capacity ?? 0), room.capacity);
  if (want > seats) found.push({ kind: "small", want, seats });
  return found;
}

/** People are in this session, or on their way to it: it is published so, and begins soon or has begun. */
export function isSettled(view: View, { topic, slot, room }: Placement, now: number): boolean {
  const shown = view.schedule?.sessions.some((each) => each.topic === topic && each.slot === slot && each.room === room);
  const starts = view.slots.get(slot)?.start ?? Infinity;
  return !!shown && starts - FROZEN_BEFORE <= now;
}

/** What choosing `cell` for it would do. */
export function moveTo(view: View, { topic, from, beside }: Chosen, cell: Cell): Move {
  const { cells } = draftIndex(view.draft);
  const there = cells.get(cellKey(cell));
  const home = from && cells.get(cellKey(from));
  const placements = view.draft?.placements ?? [];
  const others = placements.filter((p) => p !== home && p !== there);
  if (there?.topic === topic) {
    const kind = there === home ? "here" : "beside";
    return { kind, warnings: warnings(view, topic, cell, placements), otherWarnings: [] };
  }
  if (!there || !home) {
    const command: Command = { do: "place-topic", topic, slot: cell.slot, room: cell.room, ...(beside && { beside }) };
    const found = { warnings: warnings(view, topic, cell, others), otherWarnings: [] };
    if (!there) return { kind: "place", command, ...found };
    return { kind: "replace", other: there.topic, command: { ...command, instead_of: there.topic }, ...found };
  }
  const a = cellOf(home);
  return {
    kind: "swap",
    other: there.topic,
    command: { do: "swap-cells", a, b: cell },
    warnings: warnings(view, topic, cell, [...others, { ...there, slot: a.slot, room: a.room }]),
    otherWarnings: warnings(view, there.topic, a, [...others, { ...home, slot: cell.slot, room: cell.room }]),
  };
}

export function warningWords(warning: Warning): string {
  switch (warning.kind) {
    case "host-busy":
      return t("{host} hosts “{title}” then", { host: warning.host, title: warning.title });
    case "itself":
      return t("it is on at that time already");
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
