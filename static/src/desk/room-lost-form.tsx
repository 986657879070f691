// A room cannot be used any more, from now on or for some slots. What to do is shown before it is done.
import { useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import { clock } from "../time.ts";
import { useNow } from "../ui/use-now.ts";
import { useSession } from "./asking.ts";
import { byName, byStart } from "./frame.ts";
import { RepairPart } from "./repair-part.tsx";
import { useRepair, type Loss } from "./repair.ts";

export function RoomLostForm({ view }: { view: View }) {
  const session = useSession();
  const now = useNow(session.now, 20_000);
  const rooms = byName(view.rooms);
  const slots = byStart(view.slots).filter((slot) => !slot.is_break && slot.end > now);
  const [room, setRoom] = useState("");
  const [kept, setKept] = useState<readonly string[]>([]);
  const lost = slots.filter(({ id }) => !kept.includes(id)).map(({ id }) => id);
  const zone = view.camp?.time_zone ?? "UTC";
  const known = view.rooms.has(room);
  const loss: Loss | undefined = known && lost.length > 0 && view.schedule ? { room, slots: lost } : undefined;
  const repairing = useRepair(view, loss);
  if (!view.schedule) return <NotPublished />;
  const toggle = (id: string): void =>
    setKept((before) => (before.includes(id) ? before.filter((each) => each !== id) : [...before, id]));
  const sessions = (id: string): number => view.schedule!.sessions.filter((each) => each.room === id && lost.includes(each.slot)).length;
  return (
    <>
      <form class="form today__form" onSubmit={(event) => event.preventDefault()}>
        <label class="field">
          <span class="field__label">{t("Room")}</span>
          <select value={known ? room : ""} onChange={(event) => setRoom(event.currentTarget.value)}>
            <option value="">{t("Choose a room")}</option>
            {rooms.map(({ id, name }) => (
              <option key={id} value={id}>
                {t("{room} ({count} sessions to come)", { room: name, count: sessions(id) })}
              </option>
            ))}
          </select>
        </label>
        <fieldset class="today__ways">
          <legend class="field__label">{t("Not in")}</legend>
          {slots.map(({ id, title, start }) => (
            <label key={id} class="check">
              <input type="checkbox" checked={!kept.includes(id)} onChange={() => toggle(id)} /> {title} (
              {clock(start, zone)})
            </label>
          ))}
        </fieldset>
      </form>
      {loss ? (
        <RepairPart
          view={view}
          repairing={repairing}
          does={t("Close the room and tell them")}
          done={t("The room is closed then, and whoever it touches is told.")}
        />
      ) : null}
    </>
  );
}

export function NotPublished() {
  return <p class="empty">{t("Nothing is published yet: change the draft as you like.")}</p>;
}
