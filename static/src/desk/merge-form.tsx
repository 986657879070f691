// Merges a topic into another, after saying what that does to the votes.
import { useMemo, useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t, tn } from "../i18n.ts";
import { useView } from "../ui/use-view.ts";
import type { TopicDocument } from "../wire.ts";
import { useAsk, useSession } from "./asking.ts";
import { useFocused } from "./focus.ts";
import { hostName, hostNames, people, wantWords } from "./moves.ts";
import { Refusal } from "./refusal.tsx";
import { alike, matches } from "./topic-search.ts";

const SHOWN = 8; // more are found by searching; nobody reads a longer list standing

interface Props {
  topic: TopicDocument;
  /** Filled in already. */
  chosen?: string;
  onClose: () => void;
}

export function MergeForm({ topic, chosen, onClose }: Props) {
  const view = useView(useSession().store);
  const [search, setSearch] = useState("");
  const [into, setInto] = useState<string | undefined>(chosen);
  const { ask, refusal, waiting } = useAsk();
  const first = useFocused<HTMLInputElement>();
  const others = useMemo(
    () => alike(topic, view.topics.values()).sort((a, b) => Number(b.id === chosen) - Number(a.id === chosen)),
    [topic, view.topics, chosen],
  );
  const found = others.filter((other) => matches(view, other, search));
  const target = into === undefined ? undefined : view.topics.get(into);
  const merge = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!target) return;
    const [ack] = await ask({ do: "merge-topic", topic: topic.id, into: target.id });
    if (ack?.ok) onClose();
  };
  return (
    <form class="form row__form merge" onSubmit={(event) => void merge(event)}>
      <label class="field field--wide">
        <span class="field__label">{t("Merge “{title}” into which topic?", { title: topic.title })}</span>
        <input
          type="search"
          ref={first}
          placeholder={t("Search")}
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
      </label>
      {found.length === 0 ? <p class="empty">{t("No topic matches.")}</p> : null}
      <ul class="merge__list">
        {found.slice(0, SHOWN).map((other) => (
          <li key={other.id}>
            <label>
              <input
                type="radio"
                name={`into-${topic.id}`}
                checked={into === other.id}
                onChange={() => setInto(other.id)}
              />{" "}
              {other.title} <span class="merge__facts">{facts(view, other)}</span>
            </label>
          </li>
        ))}
      </ul>
      {found.length > SHOWN ? (
        <p class="field__hint">
          {tn("{count} more: search to see it.", "{count} more: search to see them.", found.length - SHOWN)}
        </p>
      ) : null}
      {target ? <p class="merge__preview">{preview(view, topic, target)}</p> : null}
      <div class="form__does">
        <button type="submit" class="button" disabled={!target || waiting}>
          {t("Merge")}
        </button>
        <button type="button" class="button button--quiet" onClick={onClose}>
          {t("Cancel")}
        </button>
      </div>
      <Refusal words={refusal} />
    </form>
  );
}

function facts(view: View, topic: TopicDocument): string {
  const want = wantWords(people(view.tallies.get(topic.id)));
  return `${want} · ${hostNames(view, topic.id) || t("no host yet")}`;
}

function preview(view: View, topic: TopicDocument, into: TopicDocument): string {
  const moved = people(view.tallies.get(topic.id));
  const most = moved + people(view.tallies.get(into.id));
  const united = tn(
    "“{title}” stays. The votes are united: up to {count} person, counted once.",
    "“{title}” stays. The votes are united: up to {count} people, each counted once.",
    most,
    { title: into.title },
  );
  const fresh = (topic.hosts ?? []).filter((host) => !into.hosts?.includes(host));
  const hosts = fresh.map((host) => hostName(view, host)).join(", ");
  const joined = hosts ? ` ${t("{hosts} will host it too.", { hosts })}` : "";
  const told = toldWords(moved, !!topic.hosts?.length || !!into.hosts?.length);
  return `${united} ${told}${joined} ${t("You can undo this.")}`;
}

function toldWords(voters: number, hosts: boolean): string {
  if (!hosts) return tn("{count} voter is told.", "{count} voters are told.", voters);
  if (voters === 0) return t("The hosts are told.");
  return tn("{count} voter and the hosts are told.", "{count} voters and the hosts are told.", voters);
}
