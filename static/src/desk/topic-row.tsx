// One topic of the list: what it is, what it lacks, and what can be done with it.
import { useRef, useState } from "preact/hooks";
import { t, tn } from "../i18n.ts";
import { memo } from "../ui/memo.ts";
import type { HopeDocument, SearchDocument, Tally, TopicDocument } from "../wire.ts";
import { useAsk } from "./asking.ts";
import { forecastWords } from "../ui/forecast.ts";
import { leaveRow } from "./focus.ts";
import { HopesPart } from "./hopes-part.tsx";
import { Icon } from "./icon.tsx";
import { MergeForm } from "./merge-form.tsx";
import { people } from "./moves.ts";
import { Refusal } from "./refusal.tsx";
import { TopicForm } from "./topic-form.tsx";

interface Props {
  topic: TopicDocument;
  tally: Tally | undefined;
  /** Names, or empty. */
  hosts: string;
  /** For a host. */
  search: SearchDocument | undefined;
  /** Who proposed it, if that is to be seen here. */
  from: string;
  /** What its voters hope for, without names. */
  hopes: readonly HopeDocument[] | undefined;
  /** Where it is in the draft, or why it is not. */
  place: string;
  /** What the rooms have. */
  offered: ReadonlySet<string>;
}

/** Drawn again only when something about the topic itself is new: votes come by the second, for all of the list. */
export const TopicRow = memo((props: Props) => <Row {...props} />);

function Row({ topic, tally, hosts, search, from, hopes, place, offered }: Props) {
  const [doing, setDoing] = useState<"edit" | "merge" | "hopes" | undefined>(undefined);
  const { ask, refusal, waiting } = useAsk();
  const opener = useRef<HTMLButtonElement | null>(null);
  const toggle = (what: "edit" | "merge" | "hopes", event: { currentTarget: HTMLButtonElement }): void => {
    opener.current = event.currentTarget;
    setDoing((now) => (now === what ? undefined : what));
  };
  const close = (): void => {
    setDoing(undefined);
    opener.current?.focus();
  };
  const hide = async (event: { currentTarget: HTMLButtonElement }): Promise<void> => {
    const goOn = leaveRow(event.currentTarget);
    const [ack] = await ask({ do: "hide-topic", topic: topic.id, hidden: true });
    if (ack?.ok) goOn();
  };
  return (
    <li class={`row row--${topic.kind}`}>
      <div class="row__line">
        <div class="row__main">
          <h3 class="row__title">{topic.title}</h3>
          <p class="row__facts">
            <span class={`badge badge--${topic.kind}`}>{topic.kind === "learn" ? t("learn") : t("lead")}</span>
            {topic.card ? <span class="tag">{t("paper card")}</span> : null}
            {(topic.tags ?? []).map((tag) => (
              <span key={tag} class="tag">
                {tag}
              </span>
            ))}
            <Needs topic={topic} offered={offered} />
          </p>
        </div>
        <p class="row__hosts">
          {hosts || <NoHost topic={topic} search={search} />}
          {from && from !== hosts ? <span class="row__search">{t("proposed by {name}", { name: from })}</span> : null}
        </p>
        <p class="row__tally">
          <span>{tn("{count} must", "{count} must", tally?.must ?? 0)}</span>
          <span>{tn("{count} interested", "{count} interested", tally?.interested ?? 0)}</span>
          <span>{forecastWords(people(tally))}</span>
        </p>
        <p class="row__place">{place}</p>
        <div class="row__does">
          <button
            type="button"
            class="button button--quiet"
            aria-expanded={doing === "edit"}
            onClick={(event) => toggle("edit", event)}
          >
            {t("Edit")}
            <Of title={topic.title} />
          </button>
          <button
            type="button"
            class="button button--quiet"
            aria-expanded={doing === "merge"}
            onClick={(event) => toggle("merge", event)}
          >
            {t("Merge …")}
            <Of title={topic.title} />
          </button>
          {hopes ? (
            <button
              type="button"
              class="button button--quiet"
              aria-expanded={doing === "hopes"}
              onClick={(event) => toggle("hopes", event)}
            >
              {tn("{count} note", "{count} notes", hopes.length)}
              <Of title={topic.title} />
            </button>
          ) : null}
          <button
            type="button"
            class="button button--quiet"
            aria-pressed={topic.twice === true}
            disabled={waiting}
            onClick={() => void ask({ do: "set-repeat", topic: topic.id, twice: !topic.twice })}
          >
            {t("May run twice")}
            <Of title={topic.title} />
          </button>
          <button
            type="button"
            class="button button--quiet"
            disabled={waiting}
            onClick={(event) => void hide(event)}
          >
            {t("Hide")}
            <Of title={topic.title} />
          </button>
        </div>
      </div>
      <Refusal words={refusal} />
      {doing === "edit" ? <TopicForm topic={topic} onClose={close} /> : null}
      {doing === "hopes" && hopes ? <HopesPart topic={topic.id} hopes={hopes} /> : null}
      {doing === "merge" ? <MergeForm topic={topic} onClose={close} /> : null}
    </li>
  );
}

/** Says to screen readers which of many equal buttons this one is. */
export function Of({ title }: { title: string }) {
  return <span class="hush"> “{title}”</span>;
}

function NoHost({ topic, search }: Pick<Props, "topic" | "search">) {
  return (
    <>
      <span class="row__hostless">
        <Icon sign="warning" />
        {topic.kind === "learn" ? t("looking for a host") : t("no host")}
      </span>
      {search && search.asked > 0 ? <span class="row__search">{searchWords(search)}</span> : null}
    </>
  );
}

/** Phones of people who want it ask by themselves; when all have said no, it is for the organizers. */
function searchWords({ waiting, asked }: SearchDocument): string {
  return waiting > 0
    ? tn("{count} person is being asked", "{count} people are being asked", waiting)
    : tn("{count} person was asked: not they", "{count} people were asked: none of them", asked);
}

function Needs({ topic, offered }: { topic: TopicDocument; offered: ReadonlySet<string> }) {
  return (
    <>
      {(topic.needs ?? []).map((need) =>
        offered.has(need) ? (
          <span key={need} class="tag">
            {t("needs {need}", { need })}
          </span>
        ) : (
          <span key={need} class="warning">
            <Icon sign="warning" />
            {t("needs {need}: no room has it", { need })}
          </span>
        ),
      )}
    </>
  );
}
