// Types in a paper card: a topic that somebody wrote by hand. Nobody hosts it until somebody claims it.
import { useState } from "preact/hooks";
import { newId } from "../core.ts";
import { t } from "../i18n.ts";
import { limits } from "../wire.ts";
import { useAsk } from "./asking.ts";
import { useFocused, useReturn } from "./focus.ts";
import { Refusal } from "./refusal.tsx";

export function CardForm() {
  const [open, setOpen] = useState(false);
  const opener = useReturn<HTMLButtonElement>(open);
  if (open) return <Form onClose={() => setOpen(false)} />;
  return (
    <button type="button" class="button" ref={opener} onClick={() => setOpen(true)}>
      {t("Type in a paper card")}
    </button>
  );
}

function Form({ onClose }: { onClose: () => void }) {
  const [title, setTitle] = useState("");
  const [kind, setKind] = useState<"lead" | "learn">("lead");
  const [added, setAdded] = useState("");
  const { ask, refusal, waiting } = useAsk();
  const field = useFocused<HTMLInputElement>();
  const add = async (event: Event): Promise<void> => {
    event.preventDefault();
    const [ack] = await ask({ do: "propose-topic", topic: newId("t"), kind, title, card: true });
    if (!ack?.ok) return;
    setAdded(t("Added “{title}”. The next card, please.", { title }));
    setTitle("");
    field.current?.focus();
  };
  return (
    <form class="form card-form" onSubmit={(event) => void add(event)}>
      <label class="field field--wide">
        <span class="field__label">{t("What the paper card says")}</span>
        <input
          type="text"
          ref={field}
          required
          minLength={limits.TITLE_MIN}
          maxLength={limits.TITLE_MAX}
          value={title}
          onInput={(event) => setTitle(event.currentTarget.value)}
        />
      </label>
      <fieldset class="field card-form__kind">
        <legend class="hush">{t("Kind of card")}</legend>
        <label>
          <input type="radio" name="kind" checked={kind === "lead"} onChange={() => setKind("lead")} />{" "}
          {t("lead: somebody starts it")}
        </label>
        <label>
          <input type="radio" name="kind" checked={kind === "learn"} onChange={() => setKind("learn")} />{" "}
          {t("learn: it looks for a host")}
        </label>
      </fieldset>
      <div class="form__does">
        <button type="submit" class="button" disabled={waiting}>
          {t("Add")}
        </button>
        <button type="button" class="button button--quiet" onClick={onClose}>
          {t("Done")}
        </button>
      </div>
      <p class="form__said" role="status">
        {added}
      </p>
      <Refusal words={refusal} />
    </form>
  );
}
