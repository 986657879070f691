/** The smackdown: putting oneself in its queue, and how far away one's turn is. */
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { minutesAndSeconds } from "../ui/closing.ts";
import type { View } from "../core.ts";
import { t, tn } from "../i18n.ts";
import { useNow } from "../ui/use-now.ts";
import { limits, type TurnDocument } from "../wire.ts";
import type { Phone, Refusals } from "./phone.ts";
import { Refusal } from "./refusal.tsx";
import { turnOf, type MyTurn } from "./turns.ts";

export interface SmackdownPageProps {
  phone: Phone;
  view: View;
  refusals: Refusals;
}

export function SmackdownPage({ phone, view, refusals }: SmackdownPageProps): VNode {
  const held = view.camp?.phases.includes("closed") ? undefined : view.smackdown;
  return (
    <>
      <h1 tabIndex={-1}>{t("Smackdown")}</h1>
      {held ? (
        <>
          <p>{t("Show something you like: a tool, a trick, a book. Two minutes, no slides. You need not be the expert.")}</p>
          <Mine phone={phone} view={view} refusals={refusals} />
          <Line on={held.on} queue={held.queue} />
        </>
      ) : (
        <div class="empty">
          <p>{t("There is no smackdown right now. The organizers say when.")}</p>
        </div>
      )}
    </>
  );
}

function Mine({ phone, view, refusals }: SmackdownPageProps): VNode {
  const turn = turnOf(view);
  const [shows, setShows] = useState(turn?.shows ?? "");
  const take = (event: Event): void => {
    event.preventDefault();
    phone.ask({ do: "take-turn", shows });
  };
  return (
    <form class="panel" onSubmit={take}>
      <div role="status" class="turn">
        {turn?.state === "on" ? <Left phone={phone} since={turn.since} /> : <p>{waitingWords(turn, view)}</p>}
      </div>
      <label class="field">
        <span>{t("What you show (you may leave this empty)")}</span>
        <input maxLength={limits.SHOWS_MAX} value={shows} onInput={(event) => setShows(event.currentTarget.value)} />
      </label>
      <Refusal refused={refusals.get("take-turn")} />
      <button class={`button${turn ? " button--quiet" : ""}`}>
        {turn ? t("Save what I show") : t("Put me in the queue")}
      </button>
      {turn && (
        <button type="button" class="button button--quiet" onClick={() => phone.ask({ do: "give-up-turn" })}>
          {turn.state === "on" ? t("I’m done") : t("Take me out of the queue")}
        </button>
      )}
    </form>
  );
}

function Left({ phone, since }: { phone: Phone; since: number }): VNode {
  const now = useNow(phone.now, 500);
  const left = since + limits.TURN_MS - now;
  return (
    <p class="turn__on">
      <b>{t("You are on.")}</b>{" "}
      <span role="timer" aria-live="off">
        {left > 0 ? minutesAndSeconds(left) : t("Time is up. Thank you!")}
      </span>
    </p>
  );
}

function waitingWords(turn: MyTurn | undefined, { smackdown }: View): string {
  if (turn?.state !== "waiting") return t("You are not in the queue.");
  if (turn.before > 0) return tn("{count} person is before you.", "{count} people are before you.", turn.before);
  return smackdown!.begun ? t("You are next. Come to the front.") : t("You are the first.");
}

/** Who is on, and who comes after. */
function Line({ on, queue }: { on: TurnDocument | null; queue: readonly TurnDocument[] }): VNode | null {
  if (!on && queue.length === 0) return null;
  return (
    <section class="turns">
      {on && (
        <p>
          <b>{t("Now")}</b> {words(on)}
        </p>
      )}
      {queue.length > 0 && (
        <>
          <h2>{t("Who comes next")}</h2>
          <ol class="line">
            {queue.map((turn) => (
              <li key={turn.person}>{words(turn)}</li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}

function words({ name, shows }: TurnDocument): string {
  return [name || t("somebody"), shows].filter(Boolean).join(" · ");
}
