// Why a search ended without a plan, and what would help, in the organizer's own language: every desk is told the same.
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import type { Rule } from "../wire.ts";
import { hostName, titleOf } from "./moves.ts";

export function errorWords(code: string): string {
  switch (code) {
    case "plan-infeasible":
      return t("What is pinned cannot all be kept. The draft is as it was.");
    case "plan-failed":
      return t("The plan could not be worked out. The draft is as it was. Try again.");
    case "unavailable":
    case "shutting-down":
      return t("The plan could not be saved. The draft is as it was. Try again in a moment.");
    default:
      return t("The plan was not taken over ({code}). The draft is as it was.", { code });
  }
}

/** All of it has to be done. */
export function wayWords(view: View, way: readonly Rule[]): string {
  return way.map((rule) => ruleWords(view, rule)).reduce((done, next) => t("{one}, and {another}", { one: done, another: next }));
}

function ruleWords(view: View, { code, about }: Rule): string {
  const [first = "", second = "", third = ""] = about;
  switch (code) {
    case "pin":
      return t("unpin “{title}” ({slot}, {room})", {
        title: titleOf(view, first),
        slot: view.slots.get(second)?.title ?? second,
        room: view.rooms.get(third)?.name ?? third,
      });
    case "host":
      return t("find another host than {host} for “{title}” or “{other}”", {
        host: hostName(view, first),
        title: titleOf(view, second),
        other: titleOf(view, third),
      });
  }
}
