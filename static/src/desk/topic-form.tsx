// Edits a topic in place.
import { useState } from "preact/hooks";
import { t } from "../i18n.ts";
import type { TopicDocument } from "../wire.ts";
import { limits } from "../wire.ts";
import { useAsk } from "./asking.ts";
import { useFocused } from "./focus.ts";
import { Refusal } from "./refusal.tsx";
import { splitWords, WordsField } from "./words-field.tsx";

export function TopicForm({ topic, onClose }: { topic: TopicDocument; onClose: () => void }) {
  const [title, setTitle] = useState(topic.title);
  const [description, setDescription] = useState(topic.description ?? "");
  const [tags, setTags] = useState((topic.tags ?? []).join(", "));
  const [needs, setNeeds] = useState((topic.needs ?? []).join(", "));
  const { ask, refusal, waiting } = useAsk();
  const first = useFocused<HTMLInputElement>();
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const words = { title, description, tags: splitWords(tags), needs: splitWords(needs) };
    const [ack] = await ask({ do: "edit-topic", topic: topic.id, ...words });
    if (ack?.ok) onClose();
  };
  return (
    <form class="form row__form" onSubmit={(event) => void save(event)}>
      <label class="field field--wide">
        <span class="field__label">{t("Title")}</span>
        <input
          type="text"
          ref={first}
          maxLength={limits.TITLE_MAX}
          value={title}
          onInput={(event) => setTitle(event.currentTarget.value)}
        />
      </label>
      <label class="field field--wide">
        <span class="field__label">{t("Text")}</span>
        <textarea
          rows={3}
          maxLength={limits.DESCRIPTION_MAX}
          value={description}
          onInput={(event) => setDescription(event.currentTarget.value)}
        />
      </label>
      <WordsField label={t("Tags")} hint={t("with commas between them")} words={tags} onWords={setTags} />
      <WordsField label={t("Needs")} hint={t("what its room must have")} words={needs} onWords={setNeeds} />
      <div class="form__does">
        <button type="submit" class="button" disabled={waiting}>
          {t("Save")}
        </button>
        <button type="button" class="button button--quiet" onClick={onClose}>
          {t("Cancel")}
        </button>
      </div>
      <Refusal words={refusal} />
    </form>
  );
}
