/** "This looks like …": topics on the wall that the title being typed may be about. The server knows; offline nobody does. */
import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t, tn } from "../i18n.ts";
import { limits } from "../wire.ts";
import type { Phone, Refusals } from "./phone.ts";
import { Votes } from "./votes.tsx";
import { lengthOf, oneLine } from "./wording.ts";

const FITS = 36; // characters of a title beside the question, on a narrow phone
const PAUSE = 350; // ms without a key: whoever types on is not asked about half a word

interface AlikeProps {
  phone: Phone;
  view: View;
  refusals: Refusals;
  title: string;
  /** The topic that is being changed: it is like itself. */
  except: string | undefined;
}

/** Its place is kept free while there is nothing to say: nothing below moves when there is. */
export function Alike({ phone, view, refusals, title, except }: AlikeProps): VNode {
  const ids = useAlike(phone.boot.base, oneLine(title), except);
  const topics = ids.flatMap((id) => view.topics.get(id) ?? []);
  const [first] = topics;
  const voting = view.me !== undefined && !!view.camp?.phases.includes("vote");
  return (
    <div class="alike-place" role="status">
      {first && (
        <details class="alike">
          <summary>
            {topics.length === 1
              ? t("This looks like “{title}”: vote for that instead?", { title: shortened(first.title) })
              : tn(
                  "{count} topic looks like this: vote for that instead?",
                  "{count} topics look like this: vote for one instead?",
                  topics.length,
                )}
          </summary>
          <ul class="cards">
            {topics.map((topic) => (
              <li key={topic.id} class={`card card--${topic.kind}`}>
                <h2 class="card__title">
                  <a href={`${phone.boot.base}/topics/${topic.id}`}>{topic.title}</a>
                </h2>
                {topic.description && <p class="card__text">{topic.description}</p>}
                <Votes
                  phone={phone}
                  topic={topic}
                  vote={view.votes.get(topic.id)}
                  voting={voting}
                  refused={refusals.get(topic.id)}
                />
              </li>
            ))}
          </ul>
          <p class="small">{t("If yours is something else, just go on.")}</p>
        </details>
      )}
    </div>
  );
}

/** What fits into the two lines that are kept free. */
function shortened(title: string): string {
  const letters = [...title];
  return letters.length <= FITS ? title : `${letters.slice(0, FITS - 1).join("").trimEnd()}…`;
}

/** Ids of topics that look like `title`, asked once whoever types pauses. No answer is no hint. */
function useAlike(base: string, title: string, except = ""): readonly string[] {
  const [found, setFound] = useState<readonly string[]>([]);
  useEffect(() => {
    if (lengthOf(title) < limits.TITLE_MIN) {
      setFound([]);
      return;
    }
    const ended = new AbortController();
    const timer = setTimeout(() => {
      const query = new URLSearchParams({ title, but: except });
      void ask(`${base}/alike?${query}`, ended.signal).then((ids) => ended.signal.aborted || setFound(ids));
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      ended.abort();
    };
  }, [base, title, except]);
  return found;
}

async function ask(address: string, signal: AbortSignal): Promise<readonly string[]> {
  try {
    const answer = await fetch(address, { headers: { accept: "application/json" }, signal });
    return answer.ok ? ((await answer.json()) as { topics: string[] }).topics : [];
  } catch {
    return []; // offline, or asked anew: a hint is no more than that
  }
}
