// How the camp is doing, in one line over every part of the desk.
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import { useNow } from "../ui/use-now.ts";
import { useSession } from "./asking.ts";
import { sights } from "./sights.ts";

export function Glance({ view }: { view: View }) {
  const session = useSession();
  const now = useNow(session.now, 20_000);
  const seen = sights(view, now);
  if (seen.length === 0) return null;
  return (
    <ul class="glance" aria-label={t("At a glance")}>
      {seen.map(({ pane, words, wrong }) => (
        <li key={words} class={wrong ? "glance__wrong" : undefined}>
          <a href={`#${pane}`}>{words}</a>
        </li>
      ))}
    </ul>
  );
}
