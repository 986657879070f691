// The timetable: see what the clock will do, and change it.
import { useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import { clock, instant, wall } from "../time.ts";
import { useNow } from "../ui/use-now.ts";
import type { CampDocument, PhaseChange } from "../wire.ts";
import { useAsk, useSession } from "./asking.ts";
import { useFocused, useReturn } from "./focus.ts";
import { onOtherDay, OtherDay } from "./other-day.tsx";
import { phaseName, phases } from "./phase.ts";
import { Refusal } from "./refusal.tsx";
import { RemoveButton, RemovedNote, type Removed } from "./removal.tsx";
import { changed, changeName, changesOf, withTimetable } from "./timetable.ts";
import { Of } from "./topic-row.tsx";

const MINUTE = 60_000;
const REDRAW_MS = 10_000;

export function Timetable({ view }: { view: View }) {
  const session = useSession();
  const now = useNow(session.now, REDRAW_MS);
  const [adding, setAdding] = useState(false);
  const adder = useReturn<HTMLButtonElement>(adding);
  const [removed, setRemoved] = useState<Removed | undefined>(undefined);
  const { camp } = view;
  if (!camp) return null;
  const zone = camp.time_zone;
  const changes = changesOf(camp);
  const others = changes.filter(({ at }) => onOtherDay(camp, at));
  const moved = changes.map((change) => ({ ...change, at: instant(camp.date, wall(change.at, zone).time, zone) }));
  return (
    <section class="frame__part timetable" aria-labelledby="timetable-title">
      <h2 class="pane__title" id="timetable-title">
        {t("Timetable")} <span class="count">{changes.length}</span>
      </h2>
      <p class="frame__sum">
        {t("At these times the clock turns the switches above, in the time zone {zone}. You may turn them as well.", {
          zone,
        })}
      </p>
      {changes.length === 0 ? <p class="empty">{t("Nothing yet: you turn the switches.")}</p> : null}
      <OtherDay
        view={view}
        others={others.map((change) => ({ words: changeName(change), at: change.at }))}
        commands={[withTimetable(camp, moved)]}
      />
      <RemovedNote removed={removed} onGone={() => setRemoved(undefined)} />
      <ul class="rows">
        {changes.map((change) => (
          <ChangeRow
            key={`${change.at} ${change.phase}`}
            camp={camp}
            change={change}
            over={change.at <= now}
            onRemoved={setRemoved}
          />
        ))}
      </ul>
      {adding ? (
        <ChangeForm camp={camp} change={suggestion(camp, now)} isNew onClose={() => setAdding(false)} />
      ) : (
        <div class="buttons">
          <button type="button" class="button" ref={adder} onClick={() => setAdding(true)}>
            {t("Add a time")}
          </button>
        </div>
      )}
    </section>
  );
}

interface RowProps {
  camp: CampDocument;
  change: PhaseChange;
  /** The clock has been there. */
  over: boolean;
  onRemoved: (removed: Removed) => void;
}

function ChangeRow({ camp, change, over, onRemoved }: RowProps) {
  const [editing, setEditing] = useState(false);
  const opener = useReturn<HTMLButtonElement>(editing);
  const close = (): void => setEditing(false);
  if (editing) {
    return (
      <li class="row">
        <ChangeForm camp={camp} change={change} onClose={close} />
      </li>
    );
  }
  const name = `${changeName(change)}, ${clock(change.at, camp.time_zone)}`;
  return (
    <li class={over ? "row row--undone" : "row"}>
      <div class="row__line">
        <p class="row__time">{clock(change.at, camp.time_zone)}</p>
        <div class="row__main">
          <h3 class="row__title">{changeName(change)}</h3>
          {over ? <p class="row__facts soft">{t("done")}</p> : null}
        </div>
        <div class="row__does">
          {over ? null : (
            <button type="button" class="button button--quiet" ref={opener} onClick={() => setEditing(true)}>
              {t("Edit")}
              <Of title={name} />
            </button>
          )}
          <RemoveButton name={name} command={changed(camp, change, undefined)} cost={0} onRemoved={onRemoved} />
        </div>
      </div>
    </li>
  );
}

interface FormProps {
  camp: CampDocument;
  change: PhaseChange;
  isNew?: boolean;
  onClose: () => void;
}

function ChangeForm({ camp, change, isNew = false, onClose }: FormProps) {
  const session = useSession();
  const zone = camp.time_zone;
  const [time, setTime] = useState(wall(change.at, zone).time);
  const [phase, setPhase] = useState(change.phase);
  const [open, setOpen] = useState(change.open);
  const [past, setPast] = useState(false);
  const { ask, refusal, waiting } = useAsk();
  const first = useFocused<HTMLInputElement>();
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const at = instant(isNew ? camp.date : wall(change.at, zone).date, time, zone);
    setPast(at <= session.now());
    if (at <= session.now()) return;
    const [ack] = await ask(changed(camp, isNew ? undefined : change, { at, phase, open }));
    if (ack?.ok) onClose();
  };
  return (
    <form
      class="form inline-form"
      aria-label={isNew ? t("New time") : changeName(change)}
      onSubmit={(event) => void save(event)}
    >
      <label class="field field--time">
        <span class="field__label">{t("At")}</span>
        <input
          type="time"
          ref={first}
          required
          value={time}
          onInput={(event) => setTime(event.currentTarget.value)}
        />
      </label>
      <label class="field">
        <span class="field__label">{t("Switch")}</span>
        <select value={phase} onChange={(event) => setPhase(event.currentTarget.value as PhaseChange["phase"])}>
          {phases.map((each) => (
            <option key={each} value={each}>
              {phaseName(each)}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span class="field__label">{t("What it does")}</span>
        <select value={open ? "open" : "close"} onChange={(event) => setOpen(event.currentTarget.value === "open")}>
          <option value="open">{t("opens")}</option>
          <option value="close">{t("closes")}</option>
        </select>
      </label>
      <div class="form__does">
        <button type="submit" class="button" disabled={waiting}>
          {isNew ? t("Add") : t("Save")}
        </button>
        <button type="button" class="button button--quiet" onClick={onClose}>
          {t("Cancel")}
        </button>
      </div>
      <Refusal words={past ? t("This time has passed. Choose a later one, or turn the switch above.") : refusal} />
    </form>
  );
}

/** Most camps let voting end by the clock: at the next quarter of an hour that is not too soon. */
function suggestion(camp: CampDocument, now: number): PhaseChange {
  const quarter = 15 * MINUTE;
  const soon = Math.ceil((now + quarter) / quarter) * quarter;
  const morning = instant(camp.date, "09:00", camp.time_zone);
  return { at: Math.max(soon, morning), phase: "vote", open: false };
}
