/** A topic on the wall. */
import { memo } from "../ui/memo.ts";
import { t } from "../i18n.ts";
import type { Tally, TopicDocument } from "../wire.ts";
import type { Phone, Refused } from "./phone.ts";
import { TallyWords, Votes } from "./votes.tsx";

interface CardProps {
  phone: Phone;
  topic: TopicDocument;
  /** Null while it is hidden. */
  tally: Tally | undefined | null;
  vote: "interested" | "must" | undefined;
  /** In words. */
  hosts: string;
  mine: boolean;
  voting: boolean;
  /** It left the wall while the person was looking: it keeps its place until they ask for a new order. */
  gone: boolean;
  refused: Refused | undefined;
}

export const Card = memo<CardProps>(({ phone, topic, tally, vote, hosts, mine, voting, gone, refused }) => (
  <li
    class={`card card--${topic.kind}${mine ? " card--mine" : ""}${gone ? " card--gone" : ""}`}
    id={`topic-${topic.id}`}
  >
    <Kind topic={topic} mine={mine} />
    <h2 class="card__title">
      {gone ? topic.title : <a href={`${phone.boot.base}/topics/${topic.id}`}>{topic.title}</a>}
    </h2>
    {topic.description && <p class="card__text">{topic.description}</p>}
    <p class="card__hosts">{hosts}</p>
    <Tags words={topic.tags} />
    {gone ? (
      <p class="votes__said">{t("This topic is no longer on the wall.")}</p>
    ) : (
      <>
        <TallyWords tally={tally} />
        <Votes phone={phone} topic={topic} vote={vote} voting={voting} refused={refused} />
      </>
    )}
  </li>
));

export function Kind({ topic, mine }: { topic: TopicDocument; mine: boolean }) {
  return (
    <p class="card__kind">
      {topic.kind === "lead" ? t("Lead") : t("Learn")}
      {mine && <span class="mark">{t("Yours")}</span>}
    </p>
  );
}

export function Tags({ words = [] }: { words: readonly string[] | undefined }) {
  if (words.length === 0) return null;
  return (
    <ul class="tags">
      {words.map((word) => (
        <li class="tag">{word}</li>
      ))}
    </ul>
  );
}
