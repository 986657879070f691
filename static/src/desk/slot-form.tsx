// Adds or changes one slot or break, in its row. Times are the camp's, whatever this computer's clock is set to.
import { useState } from "preact/hooks";
import { t } from "../i18n.ts";
import { instant, wall } from "../time.ts";
import type { Slot } from "../wire.ts";
import { limits } from "../wire.ts";
import { useAsk } from "./asking.ts";
import { useFocused } from "./focus.ts";
import { Refusal } from "./refusal.tsx";

interface Props {
  slot: Slot;
  zone: string;
  isNew?: boolean;
  onClose: () => void;
  onSaved: () => void;
}

export function SlotForm({ slot, zone, isNew = false, onClose, onSaved }: Props) {
  const { date } = wall(slot.start, zone);
  const [title, setTitle] = useState(slot.title);
  const [start, setStart] = useState(wall(slot.start, zone).time);
  const [end, setEnd] = useState(wall(slot.end, zone).time);
  const [isBreak, setIsBreak] = useState(slot.is_break);
  const { ask, refusal, waiting } = useAsk();
  const first = useFocused<HTMLInputElement>();
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const [ack] = await ask({
      do: "put-slot",
      slot: slot.id,
      title,
      start: instant(date, start, zone),
      end: instant(date, end, zone),
      is_break: isBreak,
    });
    if (ack?.ok) onSaved();
  };
  return (
    <form
      class="form inline-form"
      aria-label={isNew ? t("New slot") : slot.title}
      onSubmit={(event) => void save(event)}
    >
      <label class="field">
        <span class="field__label">{t("Title")}</span>
        <input
          type="text"
          ref={first}
          required
          maxLength={limits.LABEL_MAX}
          value={title}
          onInput={(event) => setTitle(event.currentTarget.value)}
        />
      </label>
      <label class="field field--time">
        <span class="field__label">{t("From")}</span>
        <input type="time" required value={start} onInput={(event) => setStart(event.currentTarget.value)} />
      </label>
      <label class="field field--time">
        <span class="field__label">{t("Until")}</span>
        <input type="time" required value={end} onInput={(event) => setEnd(event.currentTarget.value)} />
      </label>
      <label class="check">
        <input type="checkbox" checked={isBreak} onChange={(event) => setIsBreak(event.currentTarget.checked)} />{" "}
        {t("a break: no sessions")}
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
