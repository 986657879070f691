// What keeps its date when the camp's date is changed; here it follows it.
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import { day, wall } from "../time.ts";
import type { CampDocument, Command } from "../wire.ts";
import { useAsk } from "./asking.ts";
import { Refusal } from "./refusal.tsx";

interface Props {
  view: View;
  /** What takes place on another day, and when it begins. */
  others: readonly { words: string; at: number }[];
  commands: readonly Command[];
}

export function OtherDay({ view, others, commands }: Props) {
  const { ask, refusal, waiting } = useAsk();
  if (!view.camp || others.length === 0) return null;
  const zone = view.camp.time_zone;
  return (
    <div class="frame__other-day">
      <p>
        {t("These are on another day than the camp: {slots}.", {
          slots: others.map(({ words, at }) => `${words} (${day(at, zone)})`).join(", "),
        })}
      </p>
      <button type="button" class="button button--quiet" disabled={waiting} onClick={() => void ask(...commands)}>
        {t("Move them to the camp’s day, at the same hours")}
      </button>
      <Refusal words={refusal} />
    </div>
  );
}

export function onOtherDay(camp: CampDocument, at: number): boolean {
  return wall(at, camp.time_zone).date !== camp.date;
}
