// Every topic, on the wall and off it: found, edited, hidden, merged; and paper cards typed in.
import { useMemo, useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t, tn } from "../i18n.ts";
import { limits, type TopicDocument } from "../wire.ts";
import { CardForm } from "./card-form.tsx";
import { LikelyPairs } from "./likely-pairs.tsx";
import { ListForm } from "./list-form.tsx";
import { draftIndex, hostNames, people, placementsOf } from "./moves.ts";
import { OffWall } from "./off-wall.tsx";
import { whyUnplaced } from "./reasons.ts";
import { TopicRow } from "./topic-row.tsx";
import { matches } from "./topic-search.ts";

type Sort = "fair" | "votes" | "newest" | "title";
type Filter = "all" | "lead" | "learn" | "hostless" | "unplaced" | "twice" | "card";

export function TopicsPane({ view }: { view: View }) {
  const [search, setSearch] = useState("");
  const [sort, setSort] = useState<Sort>("votes");
  const [filter, setFilter] = useState<Filter>("all");
  const sorted = useMemo(() => sortTopics(view, sort), [view.topics, view.tallies, view.turnout, view.origins, sort]);
  const found = sorted.filter((topic) => passes(view, topic, filter) && matches(view, topic, search));
  const offered = useMemo(() => new Set([...view.rooms.values()].flatMap((room) => room.features)), [view.rooms]);
  const hostless = sorted.filter(isHostless).length;
  return (
    <div class="topics">
      <div class="topics__head">
        <h2 class="pane__title">
          {t("Topics on the wall")} <span class="count">{view.topics.size}</span>
        </h2>
        <CardForm />
        <ListForm />
      </div>
      {hostless > 0 && filter !== "hostless" ? (
        <p class="topics__hostless">
          <span>
            {tn("{count} topic is still looking for a host.", "{count} topics are still looking for a host.", hostless)}
          </span>
          <button type="button" class="button button--quiet" onClick={() => setFilter("hostless")}>
            {t("Show")}
          </button>
        </p>
      ) : null}
      <LikelyPairs view={view} />
      {view.topics.size > 0 ? (
        <div class="filters topics__filters">
          <label class="topics__filter">
            {t("Search")}
            <input type="search" value={search} onInput={(event) => setSearch(event.currentTarget.value)} />
          </label>
          <label class="topics__filter">
            {t("Show")}
            <select value={filter} onChange={(event) => setFilter(event.currentTarget.value as Filter)}>
              <option value="all">{t("all topics")}</option>
              <option value="lead">{t("lead topics")}</option>
              <option value="learn">{t("learn topics")}</option>
              <option value="hostless">{t("topics without a host")}</option>
              <option value="unplaced">{t("topics without a place")}</option>
              <option value="twice">{t("topics that may run twice")}</option>
              <option value="card">{t("paper cards")}</option>
            </select>
          </label>
          <label class="topics__filter">
            {t("Sort by")}
            <select value={sort} onChange={(event) => setSort(event.currentTarget.value as Sort)}>
              <option value="votes">{t("votes")}</option>
              <option value="fair">{t("votes, fair to late ones")}</option>
              <option value="newest">{t("newest first")}</option>
              <option value="title">{t("title")}</option>
            </select>
          </label>
        </div>
      ) : null}
      {view.topics.size === 0 ? (
        <p class="empty">{t("The wall is empty. Topics appear here as people propose them.")}</p>
      ) : found.length === 0 ? (
        <p class="empty">{t("No topic matches.")}</p>
      ) : (
        <ul class="rows">
          {found.map((topic) => (
            <TopicRow
              key={topic.id}
              topic={topic}
              tally={view.tallies.get(topic.id)}
              hosts={hostNames(view, topic.id)}
              search={view.searches.get(topic.id)}
              from={view.origins.get(topic.id)?.by ?? ""}
              hopes={view.voiced.get(topic.id)}
              place={placeWords(view, topic.id)}
              offered={offered}
            />
          ))}
        </ul>
      )}
      <OffWall view={view} />
    </div>
  );
}

/** Votes for a topic, of those cast since it has been there and a few more: a late one could get no others. */
function fairShare(view: View, topic: string): number {
  const since = view.turnout.cast - (view.origins.get(topic)?.cast_before ?? 0);
  return people(view.tallies.get(topic)) / (since + limits.VOTES_BALLAST);
}

function isHostless(topic: TopicDocument): boolean {
  return (topic.hosts ?? []).length === 0;
}

function placeWords(view: View, topic: string): string {
  const places = placementsOf(view, topic).map(
    ({ slot, room }) => `${view.slots.get(slot)?.title ?? ""}, ${view.rooms.get(room)?.name ?? ""}`,
  );
  return places.length > 0 ? places.join("; ") : whyUnplaced(view, topic);
}

function passes(view: View, topic: TopicDocument, filter: Filter): boolean {
  switch (filter) {
    case "all":
      return true;
    case "hostless":
      return isHostless(topic);
    case "unplaced":
      return !draftIndex(view.draft).topics.has(topic.id);
    case "twice":
      return topic.twice === true;
    case "card":
      return topic.card === true;
    default:
      return topic.kind === filter;
  }
}

function sortTopics(view: View, sort: Sort): TopicDocument[] {
  const want = (topic: TopicDocument): number => people(view.tallies.get(topic.id));
  const byTitle = (a: TopicDocument, b: TopicDocument): number => a.title.localeCompare(b.title);
  return [...view.topics.values()].sort((a, b) => {
    if (sort === "votes") return want(b) - want(a) || byTitle(a, b);
    if (sort === "fair") return fairShare(view, b.id) - fairShare(view, a.id) || byTitle(a, b);
    return sort === "newest" ? b.created - a.created : byTitle(a, b);
  });
}
