// Topics on the wall that have no place in the draft, those most wanted first, each with the reason.
import { useMemo, useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import type { TopicDocument } from "../wire.ts";
import { draftIndex, hostNames, people, wantWords } from "./moves.ts";
import { whyUnplaced } from "./reasons.ts";
import { matches } from "./topic-search.ts";

interface Props {
  view: View;
  chosen: string | undefined;
  onChoose: (topic: string, byKey: boolean) => void;
}

export function UnplacedPanel({ view, chosen, onChoose }: Props) {
  const [search, setSearch] = useState("");
  const left = useMemo(() => unplacedTopics(view), [view.topics, view.tallies, view.draft]);
  const found = left.filter((topic) => matches(view, topic, search));
  return (
    <section class="panel unplaced" aria-label={t("Topics without a place")}>
      <h2 class="panel__title">
        {t("Without a place")} <span class="count">{left.length}</span>
      </h2>
      {left.length > 0 ? (
        <input
          class="unplaced__search"
          type="search"
          aria-label={t("Search topics without a place")}
          placeholder={t("Search")}
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
      ) : null}
      {left.length === 0 ? (
        <p class="empty">{view.topics.size > 0 ? t("Every topic has a place.") : t("There are no topics yet.")}</p>
      ) : null}
      {left.length > 0 && found.length === 0 ? <p class="empty">{t("No topic matches.")}</p> : null}
      <ul class="unplaced__list">
        {found.map((topic) => (
          <li key={topic.id}>
            <button
              type="button"
              class="waiting"
              aria-pressed={chosen === topic.id}
              onClick={(event) => onChoose(topic.id, event.detail === 0)}
            >
              <span class="waiting__title">{topic.title}</span>
              <span class="waiting__facts">
                <span class={`badge badge--${topic.kind}`}>{topic.kind === "learn" ? t("learn") : t("lead")}</span>{" "}
                {wantWords(people(view.tallies.get(topic.id)))} · {hostNames(view, topic.id) || t("no host yet")}
              </span>
              <span class="waiting__why">{whyUnplaced(view, topic.id)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function unplacedTopics(view: View): TopicDocument[] {
  const { topics } = draftIndex(view.draft);
  const want = (topic: TopicDocument): number => people(view.tallies.get(topic.id));
  return [...view.topics.values()]
    .filter((topic) => !topics.has(topic.id))
    .sort((a, b) => want(b) - want(a) || a.title.localeCompare(b.title));
}
