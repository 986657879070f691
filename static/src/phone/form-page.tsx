/** Writing a topic, new or one's own. What is written is kept until the camp has it. */
import type { VNode } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import { newId, type View } from "../core.ts";
import { t, tn } from "../i18n.ts";
import { clock } from "../time.ts";
import { limits } from "../wire.ts";
import { Alike } from "./alike.tsx";
import { BLANK, draftOf, edit, editing, proposal, type Draft } from "./drafts.ts";
import type { Phone, Refusals } from "./phone.ts";
import { Refusal } from "./refusal.tsx";
import { labels, lengthOf, oneLine } from "./wording.ts";

export interface FormPageProps {
  phone: Phone;
  view: View;
  refusals: Refusals;
  /** The topic to change; a new one is proposed without. */
  topic?: string;
}

type Field = "title" | "description" | "tags" | "needs";
type Errors = Partial<Record<Field, string>>;

export function FormPage({ phone, view, refusals, topic: id }: FormPageProps): VNode {
  const { camp, me, topics, rooms } = view;
  const { base } = phone.boot;
  const needs = useMemo(() => [...new Set([...rooms.values()].flatMap(({ features }) => features))].sort(), [rooms]);
  const tags = camp!.tags;
  const key = id === undefined ? (phone.resuming ?? "new") : editing(id);
  const [draft, setDraft] = useState<Draft>(() => {
    const topic = id === undefined ? undefined : topics.get(id);
    return phone.drafts.get(key) ?? (topic ? draftOf(topic) : BLANK);
  });
  const [errors, setErrors] = useState<Errors>({});
  const form = useRef<HTMLFormElement>(null);
  const turn = id === undefined ? turnOf(view, phone.now()) : undefined;
  const seen = camp!.anonymous_seen ? "organizers" : "nobody";
  const open = (camp!.phases.includes("gather") && turn === undefined) || me?.organizer;
  const offline = view.link === "offline";

  const change = (fields: Partial<Draft>): void => {
    const changed = { ...draft, ...fields };
    setDraft(changed);
    phone.drafts.put(key, changed);
    for (const field of Object.keys(fields) as Field[]) if (errors[field]) setErrors({ ...errors, [field]: undefined });
  };

  const send = (event: Event): void => {
    event.preventDefault();
    const found = errorsIn(draft);
    setErrors(found);
    const first = (["title", "description", "tags", "needs"] as const).find((field) => found[field]);
    if (first) return form.current?.querySelector<HTMLElement>(`[name=${NAMES[first]}]`)?.focus();
    const topic = id ?? newId("t");
    phone.dismiss(key);
    phone.drafts.drop(key);
    phone.resuming = undefined;
    if (id === undefined) phone.proposed = topic;
    // What was ticked under another promise is not ticked now.
    const anonymous = draft.anonymous === seen ? seen : null;
    phone.ask(id === undefined ? proposal(topic, { ...draft, anonymous }) : edit(topic, draft));
    phone.go(`${base}/topics/${topic}`);
  };

  if (id !== undefined && !topics.has(id)) {
    return <h1 tabIndex={-1}>{t("This topic is no longer on the wall.")}</h1>;
  }
  return (
    <form class="form" ref={form} noValidate onSubmit={send}>
      <h1 tabIndex={-1}>{id === undefined ? t("Propose a topic") : t("Change your topic")}</h1>
      {!open && (
        <p class={turn === undefined ? "refusal" : "announcement"}>
          {turn === undefined
            ? t("Proposing is closed right now. What you write here is kept on this phone.")
            : `${t("Those who are here for the first time propose first. It is your turn at {time}.", {
                time: clock(turn, camp!.time_zone),
              })} ${t("What you write here is kept on this phone.")}`}
        </p>
      )}
      <Refusal refused={refusals.get(key)} />
      {id === undefined && (
        <>
          <KindField kind={draft.kind} choose={(kind) => change(kind === "lead" ? { kind, anonymous: null } : { kind })} />
          <AnonymousField
            seen={seen}
            chosen={draft.anonymous ?? null}
            choose={(anonymous) => change(anonymous ? { anonymous, kind: "learn" } : { anonymous })}
          />
        </>
      )}
      <TitleField
        draft={draft}
        error={errors.title}
        view={view}
        phone={phone}
        refusals={refusals}
        except={id}
        change={(title) => change({ title })}
      />
      <div class="field">
        <label for="description">{t("More about it")}</label>
        <p class="field__hint" id="description-hint">
          {t("What would you like to talk about, or find out? You may leave this empty.")}
        </p>
        <textarea
          id="description"
          name="description"
          rows={3}
          value={draft.description}
          aria-describedby="description-hint"
          aria-invalid={!!errors.description}
          onInput={(event) => change({ description: event.currentTarget.value })}
        />
        <FieldError error={errors.description} />
      </div>
      <WordsField
        name="tags"
        legend={t("Tags")}
        hint={tn(
          "At most {count}, so that others find it.",
          "At most {count}, so that others find it.",
          limits.TAGS_MAX,
        )}
        suggested={tags}
        words={draft.tags}
        error={errors.tags}
        change={(words) => change({ tags: words })}
      />
      <WordsField
        name="needs"
        legend={t("Does it need anything?")}
        hint={t("A projector, a big table, a quiet room. It gets a room that has it, if there is one.")}
        suggested={needs}
        words={draft.needs}
        error={errors.needs}
        change={(words) => change({ needs: words })}
      />
      <div class="form__end">
        {me?.organizer && id === undefined && (
          <label class="chip">
            <input
              type="checkbox"
              name="card"
              checked={draft.card}
              onChange={(event) => change({ card: event.currentTarget.checked })}
            />
            {t("This is somebody's paper card: nobody hosts it yet")}
          </label>
        )}
        {offline && <p class="soft">{t("You are offline. It is kept here, and sent when you are back.")}</p>}
        <button class="button button--wide" aria-disabled={!open} onClick={(event) => open || event.preventDefault()}>
          {id === undefined ? t("Put it on the wall") : t("Save")}
        </button>
        {id !== undefined && (
          <a class="button button--quiet" href={`${base}/topics/${id}`} onClick={() => phone.drafts.drop(key)}>
            {t("Leave it as it was")}
          </a>
        )}
      </div>
    </form>
  );
}

/** When the person may propose, while those propose who are here for the first time. */
function turnOf({ camp, me }: View, now: number): number | undefined {
  const begins = camp?.others_from;
  return begins && begins > now && !me?.first_time && !me?.organizer ? begins : undefined;
}

/** Where an error puts the cursor: names are those of the server's own form. */
const NAMES: Record<Field, string> = {
  title: "title",
  description: "description",
  tags: "other_tags",
  needs: "other_needs",
};

function errorsIn({ title, description, tags, needs }: Draft): Errors {
  const errors: Errors = {};
  const length = lengthOf(oneLine(title));
  if (length < limits.TITLE_MIN) {
    errors.title = tn(
      "A title needs at least {count} character.",
      "A title needs at least {count} characters.",
      limits.TITLE_MIN,
    );
  } else if (length > limits.TITLE_MAX) {
    errors.title = tooLong(length - limits.TITLE_MAX);
  }
  const described = lengthOf(description.trim());
  if (described > limits.DESCRIPTION_MAX) errors.description = tooLong(described - limits.DESCRIPTION_MAX);
  const tagsError = wordsError(labels(tags), limits.TAGS_MAX);
  if (tagsError) errors.tags = tagsError;
  const needsError = wordsError(labels(needs), limits.NEEDS_MAX);
  if (needsError) errors.needs = needsError;
  return errors;
}

function tooLong(by: number): string {
  return tn("Too long by {count} character.", "Too long by {count} characters.", by);
}

function wordsError(words: readonly string[], most: number): string | undefined {
  if (words.length > most) return tn("At most {count}, please.", "At most {count}, please.", most);
  const long = words.find((word) => lengthOf(word) > limits.TAG_MAX);
  if (long !== undefined) {
    return t("“{word}” is too long: at most {most} characters. Commas go between words.", {
      word: long,
      most: limits.TAG_MAX,
    });
  }
  return undefined;
}

function FieldError({ error }: { error: string | undefined }): VNode | null {
  if (!error) return null;
  return (
    <p class="field__error" role="alert">
      {error}
    </p>
  );
}

function KindField({ kind, choose }: { kind: Draft["kind"]; choose(kind: Draft["kind"]): void }): VNode {
  const kinds: [Draft["kind"], string, string][] = [
    ["lead", t("Lead"), t("You start the conversation. You need not be the expert, and nothing has to be prepared.")],
    ["learn", t("Learn"), t("You want to learn this. Somebody else may offer to start it; you just come along.")],
  ];
  return (
    <fieldset class="field">
      <legend>{t("What kind of topic is it?")}</legend>
      <div class="kinds">
        {kinds.map(([value, name, text]) => (
          <label class={`kind kind--${value}`}>
            <input type="radio" name="kind" value={value} checked={kind === value} onChange={() => choose(value)} />
            <span class="kind__name">{name}</span>
            <span class="kind__text">{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface AnonymousFieldProps {
  /** As the camp has it now: this is what is said, and what the card then holds the camp to. */
  seen: NonNullable<Draft["anonymous"]>;
  chosen: Draft["anonymous"];
  choose(anonymous: Draft["anonymous"]): void;
}

function AnonymousField({ seen, chosen, choose }: AnonymousFieldProps): VNode {
  return (
    <div class="field">
      <label class="chip">
        <input
          type="checkbox"
          name="anonymous"
          value={seen}
          checked={chosen === seen}
          aria-describedby="anonymous-hint"
          onChange={(event) => choose(event.currentTarget.checked ? seen : null)}
        />
        {t("Leave my name off")}
      </label>
      <p class="field__hint" id="anonymous-hint">
        {seen === "organizers"
          ? t("Only the organizers see that it comes from you. It is a card to learn, then: somebody else may start it, or you, later.")
          : t("Nobody sees that it comes from you, not even the organizers. It is a card to learn, then: somebody else may start it, or you, later.")}
      </p>
    </div>
  );
}

interface TitleFieldProps {
  draft: Draft;
  error: string | undefined;
  view: View;
  phone: Phone;
  refusals: Refusals;
  except: string | undefined;
  change(title: string): void;
}

function TitleField({ draft, error, view, phone, refusals, except, change }: TitleFieldProps): VNode {
  const length = lengthOf(oneLine(draft.title));
  return (
    <div class="field">
      <label for="title">{t("Title")}</label>
      <input
        id="title"
        name="title"
        autocomplete="off"
        value={draft.title}
        aria-describedby="title-count"
        aria-invalid={!!error}
        onInput={(event) => change(event.currentTarget.value)}
      />
      <p class="field__count" id="title-count">
        {t("{count} of {most} characters", { count: length, most: limits.TITLE_MAX })}
      </p>
      <FieldError error={error} />
      <Alike phone={phone} view={view} refusals={refusals} title={draft.title} except={except} />
    </div>
  );
}

interface WordsFieldProps {
  name: "tags" | "needs";
  legend: string;
  hint: string;
  suggested: readonly string[];
  words: readonly string[];
  error: string | undefined;
  change(words: string[]): void;
}

function WordsField({ name, legend, hint, suggested, words, error, change }: WordsFieldProps): VNode {
  const [chosen, setChosen] = useState(() => suggested.filter((word) => words.includes(word)));
  const [other, setOther] = useState(() => words.filter((word) => !suggested.includes(word)).join(", "));
  const choose = (word: string): void => {
    const now = chosen.includes(word) ? chosen.filter((each) => each !== word) : [...chosen, word];
    setChosen(now);
    change([...now, ...other.split(",")]);
  };
  const write = (text: string): void => {
    setOther(text);
    change([...chosen, ...text.split(",")]);
  };
  return (
    <fieldset class="field">
      <legend>{legend}</legend>
      <p class="field__hint" id={`${name}-hint`}>
        {hint}
      </p>
      {suggested.length > 0 && (
        <div class="chips">
          {suggested.map((word) => (
            <label class="chip">
              <input
                type="checkbox"
                name={name}
                value={word}
                checked={chosen.includes(word)}
                onChange={() => choose(word)}
              />
              {word}
            </label>
          ))}
        </div>
      )}
      <label class="field__hint" for={`other-${name}`}>
        {suggested.length > 0 ? t("Others, with commas") : t("With commas between them")}
      </label>
      <input
        id={`other-${name}`}
        name={`other_${name}`}
        autocomplete="off"
        autocapitalize="none"
        value={other}
        aria-describedby={`${name}-hint`}
        aria-invalid={!!error}
        onInput={(event) => write(event.currentTarget.value)}
      />
      <FieldError error={error} />
    </fieldset>
  );
}
