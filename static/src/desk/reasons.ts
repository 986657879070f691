// Why a topic has no place in the draft: the codes of the scheduler and of the camp, in words for an organizer.
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import type { Unplaced } from "../wire.ts";
import { draftIndex, hostName, titleOf } from "./moves.ts";

/** Why a topic on the wall is not in the draft; the empty text when it is. */
export function whyUnplaced(view: View, topic: string): string {
  if (draftIndex(view.draft).topics.has(topic)) return "";
  const left = view.draft?.unplaced.find((unplaced) => unplaced.topic === topic);
  if (!left) return t("Not in the draft.");
  return reasonWords(view, left);
}

/** Why a plan has no place for a topic. */
export function reasonWords(view: View, { reason, others }: Pick<Unplaced, "reason" | "others">): string {
  return words(reason, others, view) ?? t("The plan left it out ({code}).", { code: reason });
}

/** Undefined for a code that is not known here. */
function words(code: string, others: readonly string[], view: View): string | undefined {
  switch (code) {
    case "no-rooms":
      return t("There are no rooms yet.");
    case "no-slots":
      return t("There are no slots yet.");
    case "need-unmet":
      return t("No room has {needs}.", { needs: others.join(", ") });
    case "no-slot-allowed":
      return t("It may not be in any slot.");
    case "slots-frozen":
      return t("Every slot has begun or is about to.");
    case "host-away":
      return t("{hosts} is away in every slot.", { hosts: others.map((host) => hostName(view, host)).join(", ") });
    case "rooms-closed":
      return t("Every room that suits it is closed then.");
    case "clash":
      return t("Its host is busy in every slot: {sessions}.", {
        sessions: others.map((other) => `“${titleOf(view, other)}”`).join(", "),
      });
    case "rooms-taken":
      return t("Every room that suits it went to a topic that is wanted as much, or more.");
    case "not-worth-it":
      return t("More people get what they want without it.");
    case "pinned-elsewhere":
      return t("It is pinned somewhere else.");
    case "not-again":
      return t("Its host agreed to one session only.");
    case "topic-gone":
      return t("It had left the wall when the plan was ready.");
    case "slot-gone":
      return t("Its slot was removed while the plan was made.");
    case "room-gone":
      return t("Its room was removed while the plan was made.");
    case "room-closed":
      return t("Its room is closed then.");
    case "cell-taken":
      return t("Its place was taken by a pinned session.");
    case "host-busy":
      return t("Its host was given another session at the same time.");
    default:
      return undefined;
  }
}
