// Why a topic has no place in the draft, in words for an organizer. The scheduler and the camp write English
// sentences and codes; what is not known here is shown as it came, with titles and names instead of ids.
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import { draftIndex, hostName, titleOf } from "./moves.ts";

export interface Reason {
  /** How the scheduler's sentence begins, or the camp's code. */
  starts: string;
  words: (rest: string, view: View) => string;
}

/** Why a topic on the wall is not in the draft; the empty text when it is. */
export function whyUnplaced(view: View, topic: string): string {
  if (draftIndex(view.draft).topics.has(topic)) return "";
  const given = view.draft?.unplaced.find((unplaced) => unplaced.topic === topic)?.reason;
  if (given === undefined) return t("Not in the draft.");
  const known = reasons.find(({ starts }) => given.startsWith(starts));
  if (known) return known.words(given.slice(known.starts.length).trim(), view);
  return given.includes(" ") ? named(given, view) : t("The plan left it out ({code}).", { code: given });
}

export const reasons: readonly Reason[] = [
  { starts: "there are no rooms", words: () => t("There are no rooms yet.") },
  { starts: "there are no slots", words: () => t("There are no slots yet.") },
  { starts: "no room has ", words: (needs) => t("No room has {needs}.", { needs }) },
  {
    starts: "every room that suits it is closed",
    words: () => t("Every room that suits it is closed then."),
  },
  {
    starts: "in every slot it may have it clashes with ",
    words: (rest, view) =>
      t("Its host is busy in every slot: {sessions}.", { sessions: named(rest.replace(/ \(.*$/, ""), view) }),
  },
  {
    starts: "giving it a room would seat fewer people",
    words: () => t("More people get what they want without it."),
  },
  {
    starts: "every room that suits it is taken by topics",
    words: () => t("Every room that suits it went to a topic that as many people want, or more."),
  },
  { starts: "every slot it may have has begun", words: () => t("Every slot has begun or is about to.") },
  { starts: "pinned-elsewhere", words: () => t("It is pinned somewhere else.") },
  { starts: "topic-gone", words: () => t("It had left the wall when the plan was ready.") },
  { starts: "slot-gone", words: () => t("Its slot was removed while the plan was made.") },
  { starts: "room-gone", words: () => t("Its room was removed while the plan was made.") },
  { starts: "cell-taken", words: () => t("Its place was taken by a pinned session.") },
  { starts: "host-busy", words: () => t("Its host was given another session at the same time.") },
];

function named(text: string, view: View): string {
  return text.replace(/[a-z0-9][a-z0-9-]*/g, (word) => {
    if (view.topics.has(word)) return `“${titleOf(view, word)}”`;
    return view.hosts.has(word) ? hostName(view, word) : word;
  });
}
