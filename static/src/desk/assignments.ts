// Hosts and their sessions, as published: who said what. What is to be done about it is said elsewhere.
import type { View } from "../core.ts";
import { t, tn } from "../i18n.ts";
import type { AnswerDocument, Cell, Placement } from "../wire.ts";
import { hostName } from "./moves.ts";

/** `silent`: reminded, and no answer came. `open`: nobody has asked again yet. */
export type Said = "cannot" | "late" | "silent" | "open" | "confirmed";

/** A host's part in one published session. */
export interface Assignment {
  topic: string;
  cell: Cell;
  person: string;
  start: number;
  end: number;
  said: Said;
}

type Needed = Pick<View, "schedule" | "topics" | "slots" | "answers">;

/** Of every host in every published session, in the order of the day. */
export function assignmentsOf({ schedule, topics, slots, answers }: Needed): Assignment[] {
  const found: Assignment[] = [];
  for (const { topic, slot: id, room } of schedule?.sessions ?? []) {
    const slot = slots.get(id);
    if (!slot) continue;
    for (const person of topics.get(topic)?.hosts ?? []) {
      const answer = answers.get(topic)?.find((each) => each.person === person && each.slot === id && each.room === room);
      const { start, end } = slot;
      found.push({ topic, cell: { slot: id, room }, person, start, end, said: wordOf(answer) });
    }
  }
  return found.sort((a, b) => a.start - b.start || (a.topic < b.topic ? -1 : 1));
}

function wordOf(answer: AnswerDocument | undefined): Said {
  return answer?.answer ?? (answer?.reminded ? "silent" : "open");
}

const WORST: readonly Said[] = ["cannot", "late", "silent", "open", "confirmed"];

export interface CellSaid {
  said: Said;
  words: string;
}

/** What the hosts of a session said, at worst; undefined where it is not published so, or nobody said anything. */
export function saidOf(view: View, { topic, slot, room }: Placement): CellSaid | undefined {
  const shown = view.schedule?.sessions.some((each) => each.topic === topic && each.slot === slot && each.room === room);
  const hosts = view.topics.get(topic)?.hosts ?? [];
  if (!shown || hosts.length === 0) return undefined;
  const answers = view.answers.get(topic)?.filter((each) => each.slot === slot && each.room === room) ?? [];
  const words = hosts.map((person) => wordOf(answers.find((each) => each.person === person)));
  const said = WORST.find((each) => words.includes(each))!;
  if (said === "open") return undefined;
  const who = hosts.filter((_, i) => words[i] === said);
  return { said, words: hosts.length > who.length && said !== "confirmed" ? nameWords(view, said, who) : plainWords(said) };
}

function plainWords(said: Said): string {
  switch (said) {
    case "cannot":
      return t("cannot come");
    case "late":
      return t("running late");
    case "silent":
      return t("no answer");
    default:
      return t("will be there");
  }
}

/** Of several hosts, who it is. */
function nameWords(view: View, said: Said, people: readonly string[]): string {
  const names = people.map((person) => hostName(view, person)).join(", ");
  switch (said) {
    case "cannot":
      return tn("{names} cannot come", "{names} cannot come", people.length, { names });
    case "late":
      return tn("{names} is running late", "{names} are running late", people.length, { names });
    default:
      return t("no answer from {names}", { names });
  }
}
