/** The wall of topics. Tallies rise by themselves; places change only when the reader asks. */
import { Component, type ComponentChild, type VNode } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t, tn } from "../i18n.ts";
import { clock } from "../time.ts";
import type { TopicDocument } from "../wire.ts";
import { Card } from "./card.tsx";
import { hostsOf } from "./hosts.ts";
import { arranged, isMine, tagsInUse, type Sort, type Wish } from "./order.ts";
import type { Phone, Refusals } from "./phone.ts";

interface WallProps {
  phone: Phone;
  view: View;
  refusals: Refusals;
  /** It keeps its place, and its cards, while another page shows. */
  hidden: boolean;
}

export class Wall extends Component<WallProps> {
  override shouldComponentUpdate(next: WallProps): boolean {
    return !(next.hidden && this.props.hidden);
  }
  override render(props: WallProps): ComponentChild {
    return (
      <div hidden={props.hidden}>
        <Topics {...props} />
      </div>
    );
  }
}

const EVERYTHING: Wish = { sort: "new", tag: "", words: "" };

function Topics({ phone, view, refusals }: WallProps): VNode {
  const [wish, setWish] = useState(EVERYTHING);
  const heading = useRef<HTMLHeadingElement>(null);
  const { topics, tallies, hosts, votes, me } = view;
  const counts = wish.sort === "wanted" || wish.sort === "fewest";
  const fresh = useMemo(
    () => arranged(view, wish),
    [wish, topics, counts && tallies, wish.words && hosts, wish.sort === "mine" && votes, wish.sort === "mine" && me],
  );
  const { order, show } = useHeldOrder(fresh, wish, me?.proposed);
  const seen = useSeen(order, topics);
  const added = useMemo(() => countNew(order, fresh), [order, fresh]);
  const moved = useMemo(() => added > 0 || !sameOrder(order, fresh), [order, fresh]);
  const { camp } = view;
  const voting = me !== undefined && !!camp?.phases.includes("vote");

  const showNew = (): void => {
    show();
    heading.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  };

  return (
    <>
      <div class="wall__head">
        <h1 tabIndex={-1} ref={heading}>
          {t("Topics")}
        </h1>
        <p class="soft">{phaseWords(view, phone.now())}</p>
        {voting && topics.size > 0 && (
          <p>
            <a class="button button--quiet" href={`${phone.boot.base}/vote`}>
              {t("Vote one by one")}
            </a>
          </p>
        )}
      </div>
      {me && camp?.phases.includes("gather") && (
        <p class="propose">
          <a class="button button--wide" href={`${phone.boot.base}/propose`}>
            {t("Propose a topic")}
          </a>
        </p>
      )}
      {topics.size > 0 && <Filters wish={wish} setWish={setWish} view={view} />}
      <p class="wall__count">{topics.size > 0 && tn("{count} topic", "{count} topics", order.length)}</p>
      <p class="wall__news">
        {moved && (
          <button type="button" class="button" onClick={showNew}>
            {added > 0 ? tn("{count} new topic", "{count} new topics", added) : t("New order")}
          </button>
        )}
      </p>
      {order.length > 0 ? (
        <ul class="cards">
          {order.map((id) => {
            const topic = topics.get(id);
            const shown = topic ?? seen.get(id)!;
            return (
              <Card
                key={id}
                phone={phone}
                topic={shown}
                tally={camp?.tallies_hidden ? null : tallies.get(id)}
                vote={votes.get(id)}
                hosts={hostsOf(shown, view)}
                mine={me !== undefined && isMine(shown, me)}
                voting={voting}
                gone={topic === undefined}
                refused={refusals.get(id)}
              />
            );
          })}
        </ul>
      ) : (
        <NothingHere view={view} wish={wish} reset={() => setWish({ ...EVERYTHING, sort: wish.sort })} />
      )}
    </>
  );
}

/** The order that the reader has asked for: a wish makes a new one, the camp does not. */
function useHeldOrder(
  fresh: readonly string[],
  wish: Wish,
  own: readonly string[] = [],
): { order: readonly string[]; show(): void } {
  const [held, setHeld] = useState({ wish, order: fresh });
  let { order } = held;
  if (held.wish !== wish || order.length === 0) order = fresh;
  // What one proposes oneself is there at once.
  const proposed = own.filter((id) => fresh.includes(id) && !order.includes(id));
  if (proposed.length > 0) order = [...proposed, ...order];
  useLayoutEffect(() => {
    if (held.order !== order || held.wish !== wish) setHeld({ wish, order });
  });
  return { order, show: () => setHeld({ wish, order: fresh }) };
}

/** Topics in the held order as they last were, for those that leave the wall. */
function useSeen(order: readonly string[], topics: View["topics"]): ReadonlyMap<string, TopicDocument> {
  const seen = useRef(new Map<string, TopicDocument>());
  return useMemo(() => {
    const known = order.map((id) => [id, topics.get(id) ?? seen.current.get(id)!] as const);
    seen.current = new Map(known);
    return seen.current;
  }, [order, topics]);
}

function countNew(order: readonly string[], fresh: readonly string[]): number {
  const shown = new Set(order);
  return fresh.filter((id) => !shown.has(id)).length;
}

function sameOrder(order: readonly string[], fresh: readonly string[]): boolean {
  return order.length === fresh.length && order.every((id, i) => id === fresh[i]);
}

interface FiltersProps {
  wish: Wish;
  setWish(wish: Wish): void;
  view: View;
}

function Filters({ wish, setWish, view }: FiltersProps): VNode {
  const tags = useMemo(() => tagsInUse(view.topics), [view.topics]);
  const sorts: [Sort, string][] = [
    ["new", t("Newest first")],
    ["mine", t("Mine first")],
    ["wanted", t("Most wanted first")],
    ["fewest", t("Fewest votes first")],
  ];
  if (view.camp?.tallies_hidden) sorts.splice(2);
  return (
    <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <input
        type="search"
        name="q"
        aria-label={t("Search topics")}
        placeholder={t("Search topics")}
        value={wish.words}
        onInput={(event) => setWish({ ...wish, words: event.currentTarget.value })}
      />
      <select
        name="sort"
        aria-label={t("Order")}
        value={wish.sort}
        onChange={(event) => setWish({ ...wish, sort: event.currentTarget.value as Sort })}
      >
        {sorts.map(([sort, words]) => (
          <option value={sort}>{words}</option>
        ))}
      </select>
      {(tags.length > 0 || wish.tag) && (
        <select
          name="tag"
          aria-label={t("Tag")}
          value={wish.tag}
          onChange={(event) => setWish({ ...wish, tag: event.currentTarget.value })}
        >
          <option value="">{t("All tags")}</option>
          {tags.map((tag) => (
            <option value={tag}>{tag}</option>
          ))}
        </select>
      )}
    </form>
  );
}

function NothingHere({ view, wish, reset }: { view: View; wish: Wish; reset(): void }): VNode {
  if (wish.words || wish.tag) {
    return (
      <div class="empty">
        <p>{t("No topic matches this.")}</p>
        <button type="button" class="button button--quiet" onClick={reset}>
          {t("Show all topics")}
        </button>
      </div>
    );
  }
  return (
    <div class="empty">
      <p>{t("The wall is still empty.")}</p>
      <p>
        {view.camp?.phases.includes("gather")
          ? t("Somebody has to be first. What would you like to talk about, or learn?")
          : t("Proposing has not begun. Topics appear here as soon as it does.")}
      </p>
    </div>
  );
}

/** What is open, and until when, if the timetable says so. */
function phaseWords({ camp }: View, now: number): string {
  if (!camp) return "";
  const closes = (phase: "gather" | "vote"): string | undefined => {
    const change = camp.timetable
      .filter((each) => each.phase === phase && each.at > now)
      .sort((a, b) => a.at - b.at)[0];
    return change && !change.open ? clock(change.at, camp.time_zone) : undefined;
  };
  const gathering = camp.phases.includes("gather");
  const until = closes("vote");
  if (camp.phases.includes("closed")) return t("This camp is over. You can still read everything.");
  if (camp.phases.includes("vote")) {
    const vote = until
      ? t("Vote for as many as you like, until {time}.", { time: until })
      : t("Vote for as many as you like.");
    const begins = camp.others_from ?? 0;
    const first =
      begins > now ? t("First-timers propose first, until {time}.", { time: clock(begins, camp.time_zone) }) : "";
    const hidden = camp.tallies_hidden ? t("How many want what is shown when voting closes.") : "";
    return [first, vote, hidden].filter(Boolean).join(" ");
  }
  if (gathering) return t("Propose what you would like to talk about. Voting comes after.");
  return t("Proposing and voting are closed.");
}
