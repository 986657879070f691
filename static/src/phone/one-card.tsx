/** One topic at a time, those with fewest votes first, so that late ones are seen: by buttons, swipes or keys. */
import type { VNode } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t, tn } from "../i18n.ts";
import type { SetVote } from "../wire.ts";
import { Kind, Tags } from "./card.tsx";
import { hostsOf } from "./hosts.ts";
import { arranged, isMine } from "./order.ts";
import type { Phone, Refusals } from "./phone.ts";
import { Refusal } from "./refusal.tsx";

export interface OneCardProps {
  phone: Phone;
  view: View;
  refusals: Refusals;
}

const GLANCE = 400; // ms: a press or swipe sooner was meant for the card before
const FAR = 90; // px: less is a finger that trembles

type Weight = SetVote["weight"];

export function OneCard({ phone, view, refusals }: OneCardProps): VNode {
  const { topics, me, votes, camp } = view;
  const wanted = useMemo(
    () => arranged(view, { sort: camp?.tallies_hidden ? "new" : "fewest", tag: "", words: "" }),
    [topics],
  );
  // The order that the person began with; what comes meanwhile is at its end.
  const [order, setOrder] = useState<readonly string[]>(() => wanted.filter((id) => !isDone(id)));
  const [place, setPlace] = useState(0);
  const shown = useRef(performance.now());
  const voting = me !== undefined && !!camp?.phases.includes("vote");
  const rest = wanted.filter((id) => !order.includes(id) && !isDone(id));
  const all = [...order, ...rest].filter((id) => topics.has(id));
  const topic = topics.get(all[place] ?? "");
  const skipped = all.filter((id) => !votes.has(id));

  function isDone(id: string): boolean {
    return votes.has(id) || (me !== undefined && isMine(topics.get(id)!, me));
  }

  const go = (to: number): void => {
    shown.current = performance.now();
    setOrder(all);
    setPlace(Math.max(0, to));
  };
  /** A vote, or none for a skip; never for a card that has only just come. */
  const answer = (weight?: Weight): void => {
    if (!topic || performance.now() - shown.current < GLANCE) return;
    if (weight) phone.ask({ do: "set-vote", topic: topic.id, weight });
    go(place + 1);
  };
  useKeys({
    ArrowRight: () => answer("interested"),
    ArrowUp: () => answer("must"),
    ArrowLeft: () => answer(),
    Backspace: () => place > 0 && go(place - 1),
  });
  const swipe = useSwipe((right) => answer(right ? "interested" : undefined));

  if (!voting) return <Over phone={phone} title={t("Voting is closed right now. Your earlier votes count.")} />;
  if (!topic) {
    return (
      <Over phone={phone} title={all.length > 0 ? t("You have seen them all.") : t("There is nothing new to vote for.")}>
        {skipped.length > 0 && (
          <button
            type="button"
            class="button"
            onClick={() => {
              setOrder(skipped);
              setPlace(0);
              shown.current = performance.now();
            }}
          >
            {tn("Look at {count} again", "Look at {count} again", skipped.length)}
          </button>
        )}
      </Over>
    );
  }
  const vote = votes.get(topic.id);
  return (
    <div class="one">
      <h1 tabIndex={-1} class="one__head">
        {t("One by one")}{" "}
        <span class="soft small">{t("{count} of {most}", { count: place + 1, most: all.length })}</span>
      </h1>
      <div class="one__place" aria-live="polite">
      <article key={topic.id} class={`card card--${topic.kind} one__card`} {...swipe}>
        <Kind topic={topic} mine={false} />
        <h2 class="card__title">{topic.title}</h2>
        {topic.description && <p class="card__text">{topic.description}</p>}
        <p class="card__hosts">{hostsOf(topic, view)}</p>
        <Tags words={topic.tags} />
        <Refusal refused={refusals.get(topic.id)} />
      </article>
      </div>
      <div class="one__does">
        <div class="votes" role="group" aria-label={topic.title}>
          <Choice weight="interested" pressed={vote === "interested"} press={answer} />
          <Choice weight="must" pressed={vote === "must"} press={answer} />
        </div>
        <div class="one__ways">
          <button type="button" class="button button--quiet" disabled={place === 0} onClick={() => go(place - 1)}>
            {t("Back")}
          </button>
          <button type="button" class="button button--quiet" onClick={() => answer()}>
            {vote ? t("Next topic") : t("Skip")}
          </button>
        </div>
        <p class="one__hint small soft">
          {t("Swipe right if it interests you, left to skip. Keys: → interested, ↑ must, ← skip.")}
        </p>
      </div>
    </div>
  );
}

interface ChoiceProps {
  weight: "interested" | "must";
  pressed: boolean;
  press(weight: Weight): void;
}

function Choice({ weight, pressed, press }: ChoiceProps): VNode {
  return (
    <button
      type="button"
      class={`vote vote--${weight}`}
      aria-pressed={pressed}
      onClick={() => press(pressed ? "none" : weight)}
    >
      {weight === "must" ? t("Must") : t("Interested")}
    </button>
  );
}

function Over({ phone, title, children }: { phone: Phone; title: string; children?: unknown }): VNode {
  return (
    <div class="empty">
      <h1 tabIndex={-1}>{title}</h1>
      {children as VNode}
      <a class="button button--quiet" href={`${phone.boot.base}/`}>
        {t("See all topics")}
      </a>
    </div>
  );
}

function useKeys(does: Record<string, () => unknown>): void {
  const latest = useRef(does);
  latest.current = does;
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const act = latest.current[event.key];
      if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      act();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}

/** The card follows the finger sideways; let go far enough, it was an answer. */
function useSwipe(answer: (right: boolean) => void) {
  const from = useRef<{ x: number; y: number } | undefined>(undefined);
  const moved = ({ clientX, clientY }: PointerEvent): number => {
    const start = from.current;
    if (!start || Math.abs(clientY - start.y) > Math.abs(clientX - start.x)) return 0;
    return clientX - start.x;
  };
  const lay = (card: EventTarget & HTMLElement, by: number): void => {
    card.style.transform = by ? `translateX(${by}px)` : "";
  };
  return {
    onPointerDown: ({ clientX: x, clientY: y, isPrimary }: PointerEvent): void => {
      if (isPrimary) from.current = { x, y };
    },
    onPointerMove: (event: PointerEvent): void => lay(event.currentTarget as HTMLElement, moved(event)),
    onPointerUp: (event: PointerEvent): void => {
      const by = moved(event);
      from.current = undefined;
      lay(event.currentTarget as HTMLElement, 0);
      if (Math.abs(by) >= FAR) answer(by > 0);
    },
    onPointerCancel: (event: PointerEvent): void => {
      from.current = undefined;
      lay(event.currentTarget as HTMLElement, 0);
    },
  };
}
