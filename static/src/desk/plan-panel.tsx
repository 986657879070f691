// Makes a plan from the votes: how long to search, and how it goes.
import { useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t, tn } from "../i18n.ts";
import type { Solving } from "../wire.ts";
import { useSession } from "./asking.ts";
import { errorWords, wayWords } from "./no-plan.ts";
import { post } from "./post.ts";
import { Refusal } from "./refusal.tsx";
import { Score } from "./score.tsx";

const SECONDS = 10;
const SECONDS_MAX = 120;

export function PlanPanel({ view, ready }: { view: View; ready: boolean }) {
  const { boot } = useSession();
  const [seconds, setSeconds] = useState(String(SECONDS));
  const [refusal, setRefusal] = useState<string | undefined>(undefined);
  const [sending, setSending] = useState(false);
  const solving = view.ephemeral.solving ?? undefined;
  const running = solving?.running ?? false;
  const send = async (path: string, body: unknown): Promise<void> => {
    setSending(true);
    setRefusal(await post(boot.base + path, body));
    setSending(false);
  };
  return (
    <section class="panel plan" aria-labelledby="plan-title">
      <h2 class="panel__title" id="plan-title">
        {t("Plan")}
      </h2>
      {running && solving ? (
        <Progress solving={solving} />
      ) : (
        <>
          <p class="panel__text">{leadWords(view, ready)}</p>
          <ByHand view={view} />
        </>
      )}
      {running ? (
        <button type="button" class="button" disabled={sending} onClick={() => void send("/desk/stop", {})}>
          {t("Stop and keep the best")}
        </button>
      ) : (
        <form
          class="plan__start"
          onSubmit={(event) => {
            event.preventDefault();
            void send("/desk/solve", { seconds: Number(seconds) });
          }}
        >
          <button type="submit" class="button" disabled={sending || !ready || view.topics.size === 0}>
            {t("Make a plan")}
          </button>
          <label class="plan__seconds">
            <input
              type="number"
              min="1"
              max={SECONDS_MAX}
              required
              value={seconds}
              onInput={(event) => setSeconds(event.currentTarget.value)}
            />{" "}
            {t("seconds")}
          </label>
        </form>
      )}
      <p class="hush" role="status">
        {solving ? statusWords(solving) : ""}
      </p>
      <Refusal words={refusal} />
      {solving && !running && !refusal ? <NoPlan view={view} solving={solving} /> : null}
    </section>
  );
}

function NoPlan({ view, solving }: { view: View; solving: Solving }) {
  const { error, ways } = solving;
  if (!error) return null;
  return (
    <div class="refusal" role="alert">
      <p>{errorWords(error.code)}</p>
      {ways.length > 0 ? (
        <>
          <p>{ways.length === 1 ? t("This would help:") : t("One of these would help:")}</p>
          <ul class="ways">
            {ways.map((way) => (
              <li>{wayWords(view, way)}</li>
            ))}
          </ul>
        </>
      ) : null}
    </div>
  );
}

function leadWords(view: View, ready: boolean): string {
  if (!ready) return t("A plan needs rooms and slots first.");
  if (view.topics.size === 0) return t("A plan needs topics on the wall first.");
  return t("Rooms and times from the votes. Pinned sessions stay where they are.");
}

function Progress({ solving }: { solving: Solving }) {
  const { elapsed, seconds, value, bound } = solving;
  const left = Math.max(0, Math.ceil(seconds - elapsed));
  return (
    <div class="plan__progress">
      <progress max={seconds} value={Math.min(elapsed, seconds)} aria-label={t("Search")} />
      <p class="panel__text">{tn("{count} second left", "{count} seconds left", left)}</p>
      {solving.plans > 0 ? <p class="panel__text">{countWords(solving)}</p> : null}
      <Score value={value} bound={bound} />
    </div>
  );
}

/** Said when a search begins and ends, not at every step of it. */
function statusWords(solving: Solving): string {
  if (solving.running) return t("Making a plan …");
  return solving.error ? "" : t("The plan is ready: {counts}.", { counts: countWords(solving) });
}

function countWords({ placed, unplaced }: Solving): string {
  const left = tn("{count} topic without a place", "{count} topics without a place", unplaced);
  return `${tn("{count} session placed", "{count} sessions placed", placed)}, ${left}`;
}

function ByHand({ view }: { view: View }) {
  const draft = view.draft;
  if (!draft || draft.placements.length === 0 || draft.value !== null) return null;
  return <p class="panel__text">{t("Changed by hand since the last plan.")}</p>;
}
