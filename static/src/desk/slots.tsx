// The slots and breaks of the day, in the camp's time zone.
import { useState } from "preact/hooks";
import { newId, type View } from "../core.ts";
import { t } from "../i18n.ts";
import { day, instant, span, wall } from "../time.ts";
import type { Command, Slot } from "../wire.ts";
import { useSession } from "./asking.ts";
import { useReturn } from "./focus.ts";
import { byStart } from "./frame.ts";
import { overlapping } from "./moves.ts";
import { onOtherDay, OtherDay } from "./other-day.tsx";
import { Cost, placedCount, RemoveButton, RemovedNote, type Removed } from "./removal.tsx";
import { SlotForm } from "./slot-form.tsx";
import { Of } from "./topic-row.tsx";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export function Slots({ view }: { view: View }) {
  const { store } = useSession();
  const [added, setAdded] = useState<Slot | undefined>(undefined);
  const adder = useReturn<HTMLButtonElement>(added !== undefined);
  const [removed, setRemoved] = useState<Removed | undefined>(undefined);
  const { camp } = view;
  if (!camp) return null;
  const zone = camp.time_zone;
  const slots = byStart(view.slots);
  const moved = slots.filter((slot) => onOtherDay(camp, slot.start));
  const add = (isBreak: boolean): void => setAdded(nextSlot(store.view(), isBreak));
  return (
    <section class="frame__part" aria-labelledby="slots-title">
      <h2 class="pane__title" id="slots-title">
        {t("Slots and breaks")} <span class="count">{slots.length}</span>
      </h2>
      <p class="frame__sum">
        {t("{day}, in the time zone {zone}", { day: day(instant(camp.date, "12:00", zone), zone), zone })}
      </p>
      {slots.length === 0 ? (
        <p class="empty">{t("No slots yet. Most camps have four of 50 minutes, and lunch.")}</p>
      ) : null}
      <OtherDay
        view={view}
        others={moved.map(({ title, start }) => ({ words: title, at: start }))}
        commands={moved.map((slot): Command => {
          const start = instant(camp.date, wall(slot.start, zone).time, zone);
          const { id, title, is_break } = slot;
          return { do: "put-slot", slot: id, title, start, end: start + slot.end - slot.start, is_break };
        })}
      />
      <RemovedNote removed={removed} onGone={() => setRemoved(undefined)} />
      <ul class="rows">
        {slots.map((slot) => (
          <SlotRow key={slot.id} view={view} slot={slot} slots={slots} zone={zone} onRemoved={setRemoved} />
        ))}
      </ul>
      {added ? (
        <SlotForm
          key={added.id}
          slot={added}
          zone={zone}
          isNew
          onClose={() => setAdded(undefined)}
          onSaved={() => add(false)}
        />
      ) : (
        <div class="buttons">
          <button type="button" class="button" ref={adder} onClick={() => add(false)}>
            {t("Add a slot")}
          </button>
          <button type="button" class="button button--quiet" onClick={() => add(true)}>
            {t("Add a break")}
          </button>
        </div>
      )}
    </section>
  );
}

interface RowProps {
  view: View;
  slot: Slot;
  slots: readonly Slot[];
  zone: string;
  onRemoved: (removed: Removed) => void;
}

function SlotRow({ view, slot, slots, zone, onRemoved }: RowProps) {
  const [editing, setEditing] = useState(false);
  const opener = useReturn<HTMLButtonElement>(editing);
  const close = (): void => setEditing(false);
  if (editing) {
    return (
      <li class="row">
        <SlotForm slot={slot} zone={zone} onClose={close} onSaved={close} />
      </li>
    );
  }
  const cost = placedCount(view, (placement) => placement.slot === slot.id);
  const beside = slots.filter((other) => other.id !== slot.id && overlapping(other, slot));
  return (
    <li class={slot.is_break ? "row row--break" : "row"}>
      <div class="row__line">
        <p class="row__time">{span(slot.start, slot.end, zone)}</p>
        <div class="row__main">
          <h3 class="row__title">{slot.title}</h3>
          <p class="row__facts">
            {slot.is_break ? <span class="soft">{t("a break")}</span> : null}
            {beside.length > 0 ? (
              <span class="warning">
                {t("at the same time as {slots}", { slots: beside.map((other) => other.title).join(", ") })}
              </span>
            ) : null}
            <Cost count={cost} />
          </p>
        </div>
        <div class="row__does">
          <button type="button" class="button button--quiet" ref={opener} onClick={() => setEditing(true)}>
            {t("Edit")}
            <Of title={slot.title} />
          </button>
          <RemoveButton
            name={slot.title}
            command={{ do: "remove-slot", slot: slot.id }}
            cost={cost}
            onRemoved={onRemoved}
          />
        </div>
      </div>
    </li>
  );
}

/** What comes next in the day: as long as the last of its kind, after as much of a pause as there was before. */
function nextSlot(view: View, isBreak: boolean): Slot {
  const slots = byStart(view.slots);
  const sessions = slots.filter((slot) => !slot.is_break);
  const zone = view.camp?.time_zone ?? "UTC";
  const last = slots[slots.length - 1];
  const like = isBreak ? undefined : sessions[sessions.length - 1];
  const length = like ? like.end - like.start : isBreak ? 45 * MINUTE : 50 * MINUTE;
  const before = slots[slots.length - 2];
  const pause = last && before ? Math.max(0, last.start - before.end) : isBreak ? 0 : 10 * MINUTE;
  const start = last ? last.end + Math.min(pause, HOUR) : instant(view.camp?.date ?? "2000-01-01", "09:00", zone);
  return {
    id: newId("s"),
    title: isBreak ? t("Lunch") : t("Slot {number}", { number: sessions.length + 1 }),
    start,
    end: start + length,
    is_break: isBreak,
  };
}
