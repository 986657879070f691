// What people can do now, as switches.
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import { useNow } from "../ui/use-now.ts";
import { useAsk, useSession } from "./asking.ts";
import { nowWords, phaseMeaning, phaseName, phases } from "./phase.ts";
import { Refusal } from "./refusal.tsx";
import { nextTurn } from "./timetable.ts";

const REDRAW_MS = 10_000;

export function Phases({ view }: { view: View }) {
  const { ask, refusal } = useAsk();
  const now = useNow(useSession().now, REDRAW_MS);
  const open = view.camp?.phases ?? [];
  return (
    <section class="phases" aria-label={t("What people can do now")}>
      <div class="phases__switches">
        {phases.map((phase) => {
          const on = open.includes(phase);
          return (
            <button
              key={phase}
              type="button"
              role="switch"
              class="phase"
              aria-checked={on}
              onClick={() => void ask({ do: "set-phase", phase, open: !on })}
            >
              <span class="phase__name">{phaseName(phase)}</span>
              <span class="phase__state" aria-hidden="true">
                {on ? t("on") : t("off")}
              </span>
              <span class="phase__meaning">
                {phaseMeaning(phase, on)}
                {view.camp ? <Turn words={nextTurn(view.camp, phase, now)} /> : null}
              </span>
            </button>
          );
        })}
      </div>
      <p class="hush" role="status">
        {nowWords(open)}
      </p>
      <Refusal words={refusal} />
    </section>
  );
}

/** The clock will do it by itself. */
function Turn({ words }: { words: string | undefined }) {
  return words ? <span class="phase__turn"> · {words}</span> : null;
}
