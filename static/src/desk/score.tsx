// How good a schedule is, in points, and how much better one could be.
import { spoken, t } from "../i18n.ts";

/** Points are what people get of what they asked for; nothing can score above the proven bound. */
export function Score({ value, bound }: { value: number | null; bound: number | null }) {
  if (value === null) return null;
  if (bound === null || bound <= 0) return <p class="plan__score">{t("{value} points", { value })}</p>;
  if (value >= bound) {
    return <p class="plan__score">{t("{value} points: proven, no plan is better", { value })}</p>;
  }
  const gap = Math.max(0.1, (100 * (bound - value)) / bound);
  const percent = new Intl.NumberFormat(spoken(), { maximumFractionDigits: 1 }).format(gap);
  return (
    <>
      <p class="plan__score">{t("{value} points of at most {bound}", { value, bound })}</p>
      <p class="panel__text">{t("A better plan could gain {percent} % at the very most.", { percent })}</p>
    </>
  );
}
