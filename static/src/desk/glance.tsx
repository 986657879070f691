// How the camp is doing, in one line over every part of the desk.
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import { useNow } from "../ui/use-now.ts";
import { useSession } from "./asking.ts";
import { handsWords } from "./hands.ts";
import { sights } from "./sights.ts";

export function Glance({ view }: { view: View }) {
  const session = useSession();
  const now = useNow(session.now, 20_000);
  const seen = sights(view, now);
  return (
    <>
      {/* Who needs a hand is said aloud wherever one is; it is there before, so that it is heard. */}
      <p class="hush" role="status">
        {handsWords(view, now)}
      </p>
      {seen.length > 0 ? (
        <ul class="glance" aria-label={t("At a glance")}>
          {seen.map(({ pane, words, wrong }) => (
            <li key={words} class={wrong ? "glance__wrong" : undefined}>
              <a href={`#${pane}`}>{words}</a>
            </li>
          ))}
        </ul>
      ) : null}
    </>
  );
}
