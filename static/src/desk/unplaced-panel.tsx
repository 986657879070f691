// Topics on the wall that have no place in the draft, those most wanted first, each with the reason. After them those
// that could be on twice.
import { useMemo, useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import type { TopicDocument } from "../wire.ts";
import { draftIndex, hostNames, mayRepeat, people, placementsOf, wantWords, type Chosen } from "./moves.ts";
import { whyUnplaced } from "./reasons.ts";
import { matches } from "./topic-search.ts";

interface Props {
  view: View;
  chosen: Chosen | undefined;
  /** `again`: a repeat of it is to be placed. */
  onChoose: (topic: string, again: boolean, byKey: boolean) => void;
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
              data-topic={topic.id}
              aria-pressed={chosen?.topic === topic.id}
              onClick={(event) => onChoose(topic.id, false, event.detail === 0)}
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
      <Repeats view={view} chosen={chosen} onChoose={onChoose} />
    </section>
  );
}

/** Topics that are on once while their hosts are happy to run them twice, those that lack most seats first. */
function Repeats({ view, chosen, onChoose }: Props) {
  const topics = useMemo(() => repeatable(view), [view.topics, view.tallies, view.draft, view.rooms]);
  if (topics.length === 0) return null;
  return (
    <>
      <h3 class="panel__title unplaced__more">
        {t("Could be on twice")} <span class="count">{topics.length}</span>
      </h3>
      <ul class="unplaced__list unplaced__list--repeats">
        {topics.map(({ topic, want, seats }) => (
          <li key={topic.id}>
            <button
              type="button"
              class="waiting"
              aria-pressed={chosen?.topic === topic.id && !chosen.from}
              onClick={(event) => onChoose(topic.id, true, event.detail === 0)}
            >
              <span class="waiting__title">{topic.title}</span>
              <span class="waiting__facts">{t("{want} want, {seats} seats", { want, seats })}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

interface Repeatable {
  topic: TopicDocument;
  want: number;
  seats: number;
}

function repeatable(view: View): Repeatable[] {
  return [...view.topics.values()]
    .filter((topic) => mayRepeat(view, topic.id))
    .map((topic) => ({
      topic,
      want: people(view.tallies.get(topic.id)),
      seats: view.rooms.get(placementsOf(view, topic.id)[0]!.room)?.capacity ?? 0,
    }))
    .sort((a, b) => b.want - b.seats - (a.want - a.seats) || a.topic.title.localeCompare(b.topic.title));
}

function unplacedTopics(view: View): TopicDocument[] {
  const { topics } = draftIndex(view.draft);
  const want = (topic: TopicDocument): number => people(view.tallies.get(topic.id));
  return [...view.topics.values()]
    .filter((topic) => !topics.has(topic.id))
    .sort((a, b) => want(b) - want(a) || a.title.localeCompare(b.title));
}
