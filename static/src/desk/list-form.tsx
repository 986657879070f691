// A list from a spreadsheet: looked at first, with every line that cannot be taken; then imported whole, or not at all.
import { useRef, useState } from "preact/hooks";
import { t, tn } from "../i18n.ts";
import type { ListPreview, ListProblem } from "../wire.ts";
import { useSession } from "./asking.ts";
import { useFocused, useReturn } from "./focus.ts";
import { requestFile } from "./post.ts";
import { Refusal } from "./refusal.tsx";

/** Lines shown of what would be imported, and of what cannot be: enough to see whether the columns are right. */
const SHOWN = 8;

export function ListForm() {
  const [open, setOpen] = useState(false);
  const opener = useReturn<HTMLButtonElement>(open);
  if (open) return <Form onClose={() => setOpen(false)} />;
  return (
    <button type="button" class="button button--quiet" ref={opener} onClick={() => setOpen(true)}>
      {t("Import a list")}
    </button>
  );
}

type Uses = Readonly<Record<string, number>>;

function Form({ onClose }: { onClose: () => void }) {
  const { boot } = useSession();
  const [file, setFile] = useState<File | undefined>(undefined);
  const [seen, setSeen] = useState<ListPreview | undefined>(undefined);
  const [refusal, setRefusal] = useState<string | undefined>(undefined);
  const [waiting, setWaiting] = useState(false);
  const field = useFocused<HTMLInputElement>();
  const latest = useRef(0);
  const send = async (from: File, take: "nothing" | "all" | "good", uses?: Uses): Promise<void> => {
    const asked = ++latest.current;
    setWaiting(true);
    setRefusal(undefined);
    const query = new URLSearchParams({ take });
    for (const [use, column] of Object.entries(uses ?? {})) query.set(use, String(column));
    const answered = await requestFile(`${boot.base}/desk/list?${query}`, from);
    if (asked !== latest.current) return;
    setWaiting(false);
    if (answered.refusal !== undefined) return setRefusal(answered.refusal);
    setSeen(answered.answer as ListPreview);
  };
  const choose = (chosen: File | undefined): void => {
    setFile(chosen);
    setSeen(undefined);
    if (chosen) void send(chosen, "nothing");
  };
  return (
    <div class="form list-form">
      <label class="field field--wide">
        <span class="field__label">{t("A list of topics or people, as CSV")}</span>
        <input
          type="file"
          ref={field}
          accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain"
          onChange={(event) => choose(event.currentTarget.files?.[0])}
        />
        <span class="field__hint">
          {t("As Google Forms, Sheets and Excel save it. You see what it comes to before anything is imported.")}
        </span>
      </label>
      {file && seen && !seen.imported ? (
        <Preview
          seen={seen}
          waiting={waiting}
          onUses={(uses) => void send(file, "nothing", uses)}
          onImport={(take) => void send(file, take, seen.uses)}
        />
      ) : null}
      <p class="form__said" role="status">
        {waiting ? t("Reading the list …") : seen?.imported ? importedWords(seen) : ""}
      </p>
      <Refusal words={refusal} />
      {seen?.imported && seen.people.length > 0 ? (
        <p>
          {t("Each of them joins with the link that you send them, or by typing that name.")}{" "}
          <a href={`${boot.base}/desk/expected.csv`} download>
            {t("Get the links of those who are not here yet")}
          </a>
        </p>
      ) : null}
      <div class="form__does">
        <button type="button" class="button button--quiet" onClick={onClose}>
          {seen?.imported ? t("Done") : t("Cancel")}
        </button>
      </div>
    </div>
  );
}

interface PreviewProps {
  seen: ListPreview;
  waiting: boolean;
  onUses: (uses: Uses) => void;
  onImport: (take: "all" | "good") => void;
}

function Preview({ seen, waiting, onUses, onImport }: PreviewProps) {
  const nothing = seen.topics.length === 0 && seen.people.length === 0;
  const choose = (use: string, column: string): void => {
    const { [use]: _, ...others } = seen.uses;
    onUses(column === "" ? others : { ...others, [use]: Number(column) });
  };
  return (
    <div class="list-form__preview">
      <fieldset class="list-form__uses">
        <legend>{t("Which column is what")}</legend>
        {uses().map(([use, name]) => (
          <label key={use} class="field">
            <span class="field__label">{name}</span>
            <select value={String(seen.uses[use] ?? "")} onChange={(event) => choose(use, event.currentTarget.value)}>
              <option value="">{t("none")}</option>
              {seen.columns.map((column, i) => (
                <option key={i} value={String(i)}>
                  {column || t("column {number}", { number: i + 1 })}
                </option>
              ))}
            </select>
          </label>
        ))}
      </fieldset>
      <p class="list-form__sum">{sumWords(seen)}</p>
      {seen.topics.length > 0 ? (
        <ul class="list-form__topics">
          {seen.topics.slice(0, SHOWN).map((topic) => (
            <li key={topic.line}>
              {topic.by === ""
                ? t("{title} ({kind})", { title: topic.title, kind: kindWord(topic.kind) })
                : t("{title} ({kind}, {name})", { title: topic.title, kind: kindWord(topic.kind), name: topic.by })}
            </li>
          ))}
          {seen.topics.length > SHOWN ? <li>{moreWords(seen.topics.length - SHOWN)}</li> : null}
        </ul>
      ) : null}
      <Problems problems={seen.problems} />
      <div class="form__does">
        {seen.problems.length === 0 ? (
          <button type="button" class="button" disabled={waiting || nothing} onClick={() => onImport("all")}>
            {t("Import all of it")}
          </button>
        ) : (
          <button type="button" class="button" disabled={waiting || nothing} onClick={() => onImport("good")}>
            {tn("Leave {count} line out, import the rest", "Leave {count} lines out, import the rest", seen.problems.length)}
          </button>
        )}
      </div>
    </div>
  );
}

function Problems({ problems }: { problems: readonly ListProblem[] }) {
  const [all, setAll] = useState(false);
  if (problems.length === 0) return null;
  const shown = all ? problems : problems.slice(0, SHOWN);
  return (
    <section class="list-form__problems" aria-label={t("Lines with problems")}>
      <ul>
        {shown.map((problem) => (
          <li key={problem.line}>
            <b>
              {problem.column === ""
                ? t("Line {line}:", { line: problem.line })
                : t("Line {line}, {column}:", { line: problem.line, column: problem.column })}
            </b>{" "}
            {problem.message}
          </li>
        ))}
      </ul>
      {shown.length < problems.length ? (
        <button type="button" class="button button--quiet" onClick={() => setAll(true)}>
          {t("Show all of them")}
        </button>
      ) : null}
    </section>
  );
}

function uses(): [string, string][] {
  return [
    ["title", t("Title of the topic")],
    ["name", t("Name of the person")],
    ["kind", t("Lead or learn")],
    ["description", t("Description")],
    ["tags", t("Tags")],
    ["interests", t("Interests of the person")],
  ];
}

function kindWord(kind: string): string {
  return kind === "learn" ? t("learn") : t("lead");
}

function moreWords(count: number): string {
  return tn("and {count} more", "and {count} more", count);
}

function sumWords(seen: ListPreview): string {
  const topics = tn("{count} topic", "{count} topics", seen.topics.length);
  const people = tn("{count} person who is not here yet", "{count} people who are not here yet", seen.people.length);
  const sum = t("{topics}, {people}.", { topics, people });
  if (seen.known === 0) return sum;
  return `${sum} ${tn("{count} line is imported already or there twice.", "{count} lines are imported already or there twice.", seen.known)}`;
}

function importedWords(seen: ListPreview): string {
  const topics = tn("{count} topic", "{count} topics", seen.topics.length);
  const people = tn("{count} person", "{count} people", seen.people.length);
  return t("Imported {topics} and {people}. One undo takes the topics back.", { topics, people });
}
