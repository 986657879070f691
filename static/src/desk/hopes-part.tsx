// What voters hope for from a topic, without names; what should not be read by its hosts can be hidden.
import { t } from "../i18n.ts";
import type { HopeDocument } from "../wire.ts";
import { useAsk } from "./asking.ts";
import { Refusal } from "./refusal.tsx";

export function HopesPart({ topic, hopes }: { topic: string; hopes: readonly HopeDocument[] }) {
  const { ask, refusal, waiting } = useAsk();
  return (
    <div class="hopes">
      <p class="soft">{t("What voters hope for. Its hosts read it too; nobody is told who wrote it.")}</p>
      <ul class="hopes__list">
        {hopes.map(({ number, text, hidden = false }) => (
          <li key={number} class="hopes__row">
            <span class={hidden ? "hopes__hidden" : undefined}>{text}</span>
            {hidden ? <span class="tag">{t("hidden")}</span> : null}
            <button
              type="button"
              class="button button--quiet"
              aria-pressed={hidden}
              disabled={waiting}
              onClick={() => void ask({ do: "hide-hope", topic, hope: number, hidden: !hidden })}
            >
              {t("Hide")}
              <span class="hush"> “{text}”</span>
            </button>
          </li>
        ))}
      </ul>
      <Refusal words={refusal} />
    </div>
  );
}
