// Adds or changes one room, in its row.
import { useState } from "preact/hooks";
import { t } from "../i18n.ts";
import type { Room } from "../wire.ts";
import { limits } from "../wire.ts";
import { useAsk } from "./asking.ts";
import { useFocused } from "./focus.ts";
import { Refusal } from "./refusal.tsx";
import { splitWords, WordsField } from "./words-field.tsx";

interface Props {
  room: Room;
  isNew?: boolean;
  onClose: () => void;
  onSaved: () => void;
}

export function RoomForm({ room, isNew = false, onClose, onSaved }: Props) {
  const [name, setName] = useState(room.name);
  const [capacity, setCapacity] = useState(String(room.capacity));
  const [features, setFeatures] = useState(room.features.join(", "));
  const [link, setLink] = useState(room.link ?? "");
  const { ask, refusal, waiting } = useAsk();
  const first = useFocused<HTMLInputElement>();
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const [ack] = await ask({
      do: "put-room",
      room: room.id,
      name,
      capacity: Number(capacity),
      features: splitWords(features),
      link: link.trim() || null,
    });
    if (ack?.ok) onSaved();
  };
  return (
    <form
      class="form inline-form"
      aria-label={isNew ? t("New room") : room.name}
      onSubmit={(event) => void save(event)}
    >
      <label class="field">
        <span class="field__label">{t("Name")}</span>
        <input
          type="text"
          ref={first}
          required
          maxLength={limits.LABEL_MAX}
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <label class="field field--number">
        <span class="field__label">{t("Seats")}</span>
        <input
          type="number"
          required
          min="1"
          max={limits.CAPACITY_MAX}
          value={capacity}
          onInput={(event) => setCapacity(event.currentTarget.value)}
        />
      </label>
      <WordsField
        label={t("What it has")}
        hint={t("projector, step-free … with commas")}
        words={features}
        onWords={setFeatures}
      />
      <label class="field">
        <span class="field__label">{t("Link, if online")}</span>
        <input
          type="url"
          maxLength={limits.LINK_MAX}
          value={link}
          onInput={(event) => setLink(event.currentTarget.value)}
        />
      </label>
      <div class="form__does">
        <button type="submit" class="button" disabled={waiting}>
          {isNew ? t("Add") : t("Save")}
        </button>
        <button type="button" class="button button--quiet" onClick={onClose}>
          {isNew ? t("Done") : t("Cancel")}
        </button>
      </div>
      <Refusal words={refusal} />
    </form>
  );
}
