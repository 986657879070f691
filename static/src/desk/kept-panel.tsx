// Drafts that are kept aside under a short name: another idea can be tried, and the two be looked at side by side.
import { useRef, useState } from "preact/hooks";
import { newId, type View } from "../core.ts";
import { t } from "../i18n.ts";
import { clock } from "../time.ts";
import { limits } from "../wire.ts";
import { useAsk } from "./asking.ts";
import { leaveRow } from "./focus.ts";
import { Refusal } from "./refusal.tsx";
import { Of } from "./topic-row.tsx";

interface Props {
  view: View;
  /** Which of them is looked at beside the draft. */
  compared: string | undefined;
  onCompare: (kept: string) => void;
}

export function KeptPanel({ view, compared, onCompare }: Props) {
  const { ask, refusal, waiting } = useAsk();
  const [name, setName] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const kept = [...view.kept.values()].sort((a, b) => a.at - b.at);
  const empty = !view.draft || view.draft.placements.length === 0;
  if (empty && kept.length === 0) return null;
  const full = kept.length >= limits.KEPT_MAX;
  const keep = async (event: Event): Promise<void> => {
    event.preventDefault();
    const [ack] = await ask({ do: "keep-draft", kept: newId("k"), name });
    if (!ack?.ok) return;
    setName("");
    field.current?.focus();
  };
  const drop = async (id: string, button: HTMLElement): Promise<void> => {
    const goOn = leaveRow(button);
    const [ack] = await ask({ do: "drop-draft", kept: id });
    if (ack?.ok) goOn();
  };
  return (
    <section class="panel kept" aria-labelledby="kept-title">
      <h2 class="panel__title" id="kept-title">
        {t("Drafts kept aside")}
      </h2>
      {kept.length > 0 ? (
        <ul class="kept__list">
          {kept.map(({ id, name: called, at }) => (
            <li key={id} class="row kept__one">
              <p>
                <b>{called}</b> <span class="soft">{clock(at, view.camp?.time_zone ?? "UTC")}</span>
              </p>
              <div class="panel__does">
                <button
                  type="button"
                  class="button button--quiet"
                  aria-pressed={compared === id}
                  onClick={() => onCompare(id)}
                >
                  {t("Compare")}
                  <Of title={called} />
                </button>
                <button
                  type="button"
                  class="button button--quiet"
                  disabled={waiting}
                  onClick={(event) => void drop(id, event.currentTarget)}
                >
                  {t("Drop")}
                  <Of title={called} />
                </button>
              </div>
            </li>
          ))}
        </ul>
      ) : null}
      {full ? (
        <p class="panel__text">{t("{count} drafts are as many as can be kept. Drop one to keep another.", { count: kept.length })}</p>
      ) : empty ? null : (
        <form class="kept__form" onSubmit={(event) => void keep(event)}>
          <label class="field">
            <span class="field__label">{t("Keep the draft aside as")}</span>
            <input
              ref={field}
              type="text"
              required
              maxLength={limits.LABEL_MAX}
              placeholder={t("before lunch idea")}
              value={name}
              onInput={(event) => setName(event.currentTarget.value)}
            />
          </label>
          <button type="submit" class="button button--quiet" disabled={waiting}>
            {t("Keep aside")}
          </button>
        </form>
      )}
      <Refusal words={refusal} />
    </section>
  );
}
