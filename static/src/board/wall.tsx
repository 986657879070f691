/** Topics as paper cards, votes rising, beside how to join. */
import { useCallback, useMemo, useRef, useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t, tn } from "../i18n.ts";
import type { CampDocument, Tally, TopicDocument } from "../wire.ts";
import type { Scene } from "./board.tsx";
import { Deck, type Group } from "./deck.tsx";
import { Lead, Learn } from "./icons.tsx";
import { Address, JoinCode, Qr } from "./join.tsx";
import { byVotes, justIn, kept, nextChange } from "./mode.ts";
import { changeAhead } from "./words.ts";

/** With more topics than this, cards say less: going through all of them must stay a matter of minutes. */
const MANY = 80;
/** The least width of a card, in lines. */
const CARD = 12.5;

const NO_VOTES: Tally = { interested: 0, must: 0 };

export function Wall(scene: Scene) {
  const { camp, view, now } = scene;
  const groups = useTopicGroups(view);
  if (view.topics.size === 0) return <Welcome {...scene} />;
  const fresh = justIn(view.topics.values(), now);
  return (
    <section class="stage stage--wall">
      <JoinPanel {...scene} />
      <Deck
        groups={groups.groups}
        onCycle={groups.reorder}
        least={CARD}
        now={now}
        head={(_, page, of) => (
          <>
            {fresh ? (
              <JustIn key={fresh.topic.id} {...fresh} />
            ) : (
              <h2 class="deck__title">{headline(camp)}</h2>
            )}
            <PageNumber page={page} of={of} />
          </>
        )}
      />
    </section>
  );
}

/** The topics in an order that stands until all of them have been shown. */
export function useTopicGroups(view: View): { groups: readonly Group[]; reorder: () => void } {
  const { topics, tallies, hosts } = view;
  const hidden = !!view.camp?.tallies_hidden;
  const latest = useRef(view);
  latest.current = view;
  const sorted = (from: View): string[] => byVotes(from.topics.values(), from.tallies).map(({ id }) => id);
  const [order, setOrder] = useState(() => sorted(view));
  const reorder = useCallback(() => setOrder(sorted(latest.current)), []);
  const groups = useMemo(() => {
    const dense = topics.size > MANY;
    const items = kept(order, topics).map((id) => {
      const topic = topics.get(id)!;
      const names = dense ? "" : hostNames(topic, hosts);
      return {
        id,
        stamp: `${topic.kind} ${dense} ${names}\n${topic.title}\n${tallyShape(tallies.get(id))}`,
        draw: () => <TopicCard topic={topic} names={names} tally={hidden ? null : tallies.get(id)} dense={dense} />,
      };
    });
    return [{ key: "topics", items }];
  }, [order, topics, tallies, hidden, hosts]);
  return { groups, reorder };
}

function hostNames({ hosts = [] }: TopicDocument, names: ReadonlyMap<string, string>): string {
  return hosts.flatMap((person) => names.get(person) || []).join(", ");
}

/** What a tally's height depends on: longer numbers and their words may need another line. */
function tallyShape({ must, interested } = NO_VOTES): string {
  return [must, interested].map((count) => (count === 1 ? "one" : String(count).length)).join(" ");
}

interface TopicCardProps {
  topic: TopicDocument;
  names: string;
  /** Null while it is hidden. */
  tally: Tally | undefined | null;
  dense: boolean;
}

function TopicCard({ topic, names, tally = NO_VOTES, dense }: TopicCardProps) {
  const lead = topic.kind === "lead";
  const { interested, must } = tally ?? NO_VOTES;
  return (
    <article class={`card card--${topic.kind}${dense ? " card--dense" : ""}`}>
      {!dense && (
        <p class="card__kind">
          {lead ? <Lead /> : <Learn />}
          <b>{lead ? t("Lead") : t("Learn")}</b>
          <span>{names || (topic.card && lead ? "" : t("looking for a host"))}</span>
        </p>
      )}
      <h3 class="card__title">
        {dense && (lead ? <Lead /> : <Learn />)}
        {topic.title}
      </h3>
      {tally && (
        <p class="tally">
          <span class="tally__must">
            <Count value={must} /> {tn("must", "must", must)}
          </span>
          <span class="tally__interested">
            <Count value={interested} /> {tn("interested", "interested", interested)}
          </span>
        </p>
      )}
    </article>
  );
}

/** A number that shows, gently, that it has risen while one looked. */
function Count({ value }: { value: number }) {
  const before = useRef(value);
  const rises = useRef(0);
  if (value > before.current) rises.current += 1;
  before.current = value;
  return (
    <b key={rises.current} class={rises.current > 0 ? "count count--risen" : "count"}>
      {value}
    </b>
  );
}

export function PageNumber({ page, of }: { page: number; of: number }) {
  return of > 1 ? <p class="deck__page">{t("{page} of {pages}", { page, pages: of })}</p> : null;
}

function JustIn({ topic, others }: { topic: TopicDocument; others: number }) {
  return (
    <p class="just-in">
      <b>{t("Just in")}</b> <span class="just-in__title">{topic.title}</span>
      {others > 0 && <span>{tn("and {count} more", "and {count} more", others)}</span>}
    </p>
  );
}

function headline({ phases }: CampDocument): string {
  const gather = phases.includes("gather");
  const vote = phases.includes("vote");
  if (vote) return gather ? t("Propose a topic, vote for others") : t("Vote for what you want to join");
  return gather ? t("What do you want to talk about?") : t("The topics so far");
}

function JoinPanel({ camp, view, boot, now }: Scene) {
  const change = nextChange(camp, now);
  return (
    <aside class="join" aria-label={t("Join")}>
      <Qr boot={boot} />
      <Address boot={boot} />
      <JoinCode boot={boot} />
      <p class="join__people">{joined(view)}</p>
      {camp.tallies_hidden && <p>{t("How many want what is shown when voting closes.")}</p>}
      {change && <p class="join__change">{changeAhead(change, now, camp.time_zone)}</p>}
    </aside>
  );
}

function joined({ people }: View): string {
  return tn("{count} person has joined", "{count} people have joined", people);
}

/** Nothing is on the wall yet: the whole screen says how to begin. */
function Welcome({ camp, view, boot, now }: Scene) {
  const change = nextChange(camp, now);
  const open = camp.phases.includes("gather");
  return (
    <section class="stage stage--welcome">
      <Qr boot={boot} />
      <div class="welcome">
        <h2 class="big">{open ? t("The wall is yours") : t("Welcome")}</h2>
        <ol class="steps">
          <li>{t("Scan the code, or go to")}</li>
        </ol>
        <Address boot={boot} />
        <JoinCode boot={boot} />
        <ol class="steps" start={2}>
          <li>{t("Say what you are called. A nickname is fine.")}</li>
          <li>
            {open
              ? t("Propose a topic: one you start, or one you want to learn about.")
              : t("You will see here when proposing opens.")}
          </li>
        </ol>
        <p class="join__people">
          {view.people === 0 ? t("Be the first.") : joined(view)}
        </p>
        {change && <p class="join__change">{changeAhead(change, now, camp.time_zone)}</p>}
      </div>
    </section>
  );
}
