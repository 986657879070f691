// What people can do now, as switches.
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import { useAsk } from "./asking.ts";
import { nowWords, phaseMeaning, phaseName, phases } from "./phase.ts";
import { Refusal } from "./refusal.tsx";

export function Phases({ view }: { view: View }) {
  const { ask, refusal } = useAsk();
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
              <span class="phase__meaning">{phaseMeaning(phase, on)}</span>
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
