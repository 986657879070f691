// The phases of a camp's day, and what each of them lets people do.
import { t } from "../i18n.ts";
import type { CampDocument } from "../wire.ts";

export type Phase = CampDocument["phases"][number];

export const phases: readonly Phase[] = ["gather", "vote", "plan", "run", "closed"];

export function phaseName(phase: string): string {
  switch (phase) {
    case "gather":
      return t("Gather");
    case "vote":
      return t("Vote");
    case "plan":
      return t("Plan");
    case "run":
      return t("Run");
    case "closed":
      return t("Closed");
    default:
      return phase;
  }
}

/** What people can do while the phase is open; when it is shut, what that means or when to open it. For a switch. */
export function phaseMeaning(phase: Phase, open: boolean): string {
  switch (phase) {
    case "gather":
      return open ? t("People can propose") : t("Proposing is closed");
    case "vote":
      return open ? t("People can vote") : t("Voting is closed");
    case "plan":
      return open ? t("People wait for the schedule") : t("While the schedule is made");
    case "run":
      return open ? t("People follow the schedule") : t("While the day is on");
    case "closed":
      return open ? t("People can only read") : t("When the day is over");
  }
}

/** What people can do now, in a sentence. */
export function nowWords(open: readonly Phase[]): string {
  const has = (phase: Phase): boolean => open.includes(phase);
  if (has("closed")) return t("The camp is closed: people can only read.");
  const last = has("run")
    ? t("The day is on.")
    : has("plan")
      ? t("The schedule is being made.")
      : "";
  const can =
    has("gather") && has("vote")
      ? t("People can propose topics and vote.")
      : has("gather")
        ? t("People can propose topics, not vote yet.")
        : has("vote")
          ? t("People can vote; proposing is closed.")
          : t("People can neither propose nor vote.");
  return last ? `${last} ${can}` : can;
}
