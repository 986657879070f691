// What the camp is called, when and where it is, and the tags that people are offered.
import { useState } from "preact/hooks";
import { t } from "../i18n.ts";
import type { CampDocument } from "../wire.ts";
import { limits } from "../wire.ts";
import { useAsk } from "./asking.ts";
import { settingsOf } from "./timetable.ts";
import { Refusal } from "./refusal.tsx";
import { splitWords, WordsField } from "./words-field.tsx";

/** Time zones to choose from, where the browser knows them; any IANA name may be typed. */
const { supportedValuesOf } = Intl as { supportedValuesOf?: (key: "timeZone") => string[] };
const zones = supportedValuesOf?.("timeZone") ?? [];

interface Fields {
  name: string;
  date: string;
  zone: string;
  tags: string;
  hide: boolean;
  seen: boolean;
  first: string;
}

export function SettingsForm({ camp }: { camp: CampDocument }) {
  const [changed, setChanged] = useState<Partial<Fields>>({});
  const [said, setSaid] = useState("");
  const { ask, refusal, waiting } = useAsk();
  const shown: Fields = {
    name: camp.name,
    date: camp.date,
    zone: camp.time_zone,
    tags: camp.tags.join(", "),
    hide: camp.hide_tallies ?? false,
    seen: camp.anonymous_seen ?? false,
    first: String(camp.first_timers ?? 0),
    ...changed,
  };
  const change = (fields: Partial<Fields>): void => {
    setSaid("");
    setChanged({ ...changed, ...fields });
  };
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { name, date, zone, tags, hide, seen, first } = shown;
    const changes = { name, date, time_zone: zone.trim(), tags: splitWords(tags), hide_tallies: hide, anonymous_seen: seen };
    const minutes = { first_timers: Number(first) };
    const settings = { ...settingsOf(camp), ...changes, ...minutes };
    const [ack] = await ask({ do: "edit-camp", settings });
    if (!ack?.ok) return;
    setChanged({});
    setSaid(t("Saved."));
  };
  return (
    <form class="form settings__form" aria-labelledby="settings-title" onSubmit={(event) => void save(event)}>
      <h2 class="pane__title" id="settings-title">
        {t("Camp settings")}
      </h2>
      <label class="field">
        <span class="field__label">{t("Name")}</span>
        <input
          type="text"
          required
          maxLength={limits.CAMP_NAME_MAX}
          value={shown.name}
          onInput={(event) => change({ name: event.currentTarget.value })}
        />
      </label>
      <label class="field field--short">
        <span class="field__label">{t("Day")}</span>
        <input
          type="date"
          required
          value={shown.date}
          onInput={(event) => change({ date: event.currentTarget.value })}
        />
        <span class="field__hint">{t("Slots stay where they are; “Rooms & slots” offers to move them along.")}</span>
      </label>
      <label class="field field--short">
        <span class="field__label">{t("Time zone")}</span>
        <input
          type="text"
          required
          list="zones"
          value={shown.zone}
          onInput={(event) => change({ zone: event.currentTarget.value })}
        />
        <span class="field__hint">{t("The one that counts, whatever a phone thinks; such as Europe/Madrid.")}</span>
      </label>
      <datalist id="zones">
        {zones.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <WordsField
        label={t("Tags")}
        hint={t("Offered to people who join and propose; with commas between them.")}
        words={shown.tags}
        onWords={(tags) => change({ tags })}
      />
      <label class="field field--short">
        <span class="field__label">{t("Minutes for first-timers")}</span>
        <input
          type="number"
          required
          min={0}
          max={limits.FIRST_TIMERS_MAX}
          value={shown.first}
          onInput={(event) => change({ first: event.currentTarget.value })}
        />
        <span class="field__hint">
          {t("When you open proposing, those begin who are here for the first time; the others see when it is their turn.")}
        </span>
      </label>
      <label class="field field--check">
        <input type="checkbox" checked={shown.hide} onChange={(event) => change({ hide: event.currentTarget.checked })} />
        <span class="field__label">{t("Hide how many want what until voting closes")}</span>
        <span class="field__hint">
          {t("On phones and the board, so that nobody votes for what others vote for. Here on the desk you see it all the time.")}
        </span>
      </label>
      <label class="field field--check">
        <input type="checkbox" checked={shown.seen} onChange={(event) => change({ seen: event.currentTarget.checked })} />
        <span class="field__label">{t("Organizers see who proposes a card without a name")}</span>
        <span class="field__hint">
          {t("It is said on the form before such a card is proposed. Those that are there already stay as they were promised.")}
        </span>
      </label>
      <div class="form__does">
        <button type="submit" class="button" disabled={waiting}>
          {t("Save")}
        </button>
        <p class="form__said" role="status">
          {said}
        </p>
      </div>
      <Refusal words={refusal} />
    </form>
  );
}
