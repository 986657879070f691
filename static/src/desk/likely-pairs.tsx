// Topics that look alike, the likeliest first: one press opens the merge with both filled in.
import { useEffect, useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t, tn } from "../i18n.ts";
import { useSession } from "./asking.ts";
import { MergeForm } from "./merge-form.tsx";
import { Of } from "./topic-row.tsx";

/** As the server ranks them: `topic` would be merged into `into`. */
interface LikelyPair {
  topic: string;
  into: string;
  tags: string[];
  /** People who want both. */
  voters: number;
}

const PAUSE = 2000; // ms: a wall that fills is looked at now and then, not for every card
const SHOWN = 5; // more come up as these are merged

export function LikelyPairs({ view }: { view: View }) {
  const { boot } = useSession();
  const [pairs, setPairs] = useState<readonly LikelyPair[]>([]);
  const [different, setDifferent] = useState(() => remembered(boot.camp));
  const [merging, setMerging] = useState<string | undefined>(undefined);
  useEffect(() => {
    const ended = new AbortController();
    const timer = setTimeout(
      () => void ask(`${boot.base}/desk/alike`, ended.signal).then((found) => found && setPairs(found)),
      pairs.length > 0 ? PAUSE : 0,
    );
    return () => {
      clearTimeout(timer);
      ended.abort();
    };
  }, [boot.base, view.topics]);
  const open = pairs.filter(
    (pair) => view.topics.has(pair.topic) && view.topics.has(pair.into) && !different.has(nameOf(pair)),
  );
  if (open.length === 0) return null;
  const dismiss = (pair: LikelyPair): void => {
    const all = new Set([...different, nameOf(pair)]);
    setDifferent(all);
    remember(boot.camp, all);
  };
  return (
    <details class="pairs">
      <summary>
        {tn("{count} pair of topics looks alike", "{count} pairs of topics look alike", open.length)}
      </summary>
      <ul class="rows">
        {open.slice(0, SHOWN).map((pair) => {
          const [topic, into] = [view.topics.get(pair.topic)!, view.topics.get(pair.into)!];
          const name = nameOf(pair);
          return (
            <li key={name} class="row">
              <div class="pairs__line">
                <div class="row__main">
                  <p class="row__title">{topic.title}</p>
                  <p class="row__title">{into.title}</p>
                  <p class="row__facts">{inCommon(pair)}</p>
                </div>
                <div class="row__does">
                  <button
                    type="button"
                    class="button button--quiet"
                    aria-expanded={merging === name}
                    onClick={() => setMerging(merging === name ? undefined : name)}
                  >
                    {t("Merge …")}
                    <Of title={topic.title} />
                  </button>
                  <button type="button" class="button button--quiet" onClick={() => dismiss(pair)}>
                    {t("Not the same")}
                    <Of title={topic.title} />
                  </button>
                </div>
              </div>
              {merging === name ? (
                <MergeForm topic={topic} chosen={into.id} onClose={() => setMerging(undefined)} />
              ) : null}
            </li>
          );
        })}
      </ul>
    </details>
  );
}

function inCommon({ tags, voters }: LikelyPair): string {
  const said = [
    voters > 0 ? tn("{count} person wants both", "{count} people want both", voters) : "",
    tags.length > 0 ? t("both tagged {tags}", { tags: tags.join(", ") }) : "",
  ].filter(Boolean);
  return said.join(" · ");
}

function nameOf({ topic, into }: LikelyPair): string {
  return [topic, into].sort().join("+");
}

async function ask(address: string, signal: AbortSignal): Promise<readonly LikelyPair[] | undefined> {
  try {
    const answer = await fetch(address, { headers: { accept: "application/json" }, signal });
    return answer.ok ? ((await answer.json()) as { pairs: LikelyPair[] }).pairs : undefined;
  } catch {
    return undefined; // the line is away; the next change of the wall asks again
  }
}

/** Pairs of which somebody at this desk said that they are not the same. */
function remembered(camp: string): ReadonlySet<string> {
  try {
    return new Set(JSON.parse(localStorage.getItem(placeOf(camp)) ?? "[]") as string[]);
  } catch {
    return new Set(); // storage is switched off
  }
}

function remember(camp: string, different: ReadonlySet<string>): void {
  try {
    localStorage.setItem(placeOf(camp), JSON.stringify([...different]));
  } catch {
    return; // as long as the page lives it is known all the same
  }
}

function placeOf(camp: string): string {
  return `edcamp/${camp}/different`;
}
