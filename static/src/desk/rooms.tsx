// The rooms: names, seats, what is in them.
import { useState } from "preact/hooks";
import { newId, type View } from "../core.ts";
import { t, tn } from "../i18n.ts";
import type { Room } from "../wire.ts";
import { useSession } from "./asking.ts";
import { useReturn } from "./focus.ts";
import { byName, byStart } from "./frame.ts";
import { Cost, placedCount, RemoveButton, RemovedNote, type Removed } from "./removal.tsx";
import { RoomForm } from "./room-form.tsx";
import { Of } from "./topic-row.tsx";

export function Rooms({ view }: { view: View }) {
  const { store } = useSession();
  const [added, setAdded] = useState<Room | undefined>(undefined);
  const [removed, setRemoved] = useState<Removed | undefined>(undefined);
  const adder = useReturn<HTMLButtonElement>(added !== undefined);
  const addNext = (): void => setAdded((before) => nextRoom(store.view(), before?.id));
  const rooms = byName(view.rooms);
  const seats = rooms.reduce((sum, room) => sum + room.capacity, 0);
  return (
    <section class="frame__part" aria-labelledby="rooms-title">
      <h2 class="pane__title" id="rooms-title">
        {t("Rooms")} <span class="count">{rooms.length}</span>
      </h2>
      {rooms.length === 0 ? (
        <p class="empty">{t("No rooms yet. Add the places where people will meet; online rooms have a link.")}</p>
      ) : (
        <p class="frame__sum">{tn("{count} seat in all", "{count} seats in all", seats)}</p>
      )}
      <RemovedNote removed={removed} onGone={() => setRemoved(undefined)} />
      <ul class="rows">
        {rooms.map((room) => (
          <RoomRow key={room.id} view={view} room={room} onRemoved={setRemoved} />
        ))}
      </ul>
      {added ? (
        <RoomForm key={added.id} room={added} isNew onClose={() => setAdded(undefined)} onSaved={addNext} />
      ) : (
        <button type="button" class="button" ref={adder} onClick={addNext}>
          {t("Add a room")}
        </button>
      )}
    </section>
  );
}

function RoomRow({ view, room, onRemoved }: { view: View; room: Room; onRemoved: (removed: Removed) => void }) {
  const { boot } = useSession();
  const [editing, setEditing] = useState(false);
  const opener = useReturn<HTMLButtonElement>(editing);
  const close = (): void => setEditing(false);
  if (editing) {
    return (
      <li class="row">
        <RoomForm room={room} onClose={close} onSaved={close} />
      </li>
    );
  }
  const cost = placedCount(view, (placement) => placement.room === room.id);
  return (
    <li class="row">
      <div class="row__line">
        <div class="row__main">
          <h3 class="row__title">{room.name}</h3>
          <p class="row__facts">
            {tn("{count} seat", "{count} seats", room.capacity)}
            {room.features.map((feature) => (
              <span key={feature} class="tag">
                {feature}
              </span>
            ))}
            {room.link ? <a href={room.link}>{t("online")}</a> : null}
            {closedWords(view, room)}
            <a href={`${boot.base}/rooms/${room.id}`} target="_blank" rel="noopener">
              {t("Screen for this room")}
            </a>
            <Cost count={cost} />
          </p>
        </div>
        <div class="row__does">
          <button type="button" class="button button--quiet" ref={opener} onClick={() => setEditing(true)}>
            {t("Edit")}
            <Of title={room.name} />
          </button>
          <RemoveButton
            name={room.name}
            command={{ do: "remove-room", room: room.id }}
            cost={cost}
            onRemoved={onRemoved}
          />
        </div>
      </div>
    </li>
  );
}

function closedWords(view: View, { closed }: Room): string {
  const slots = byStart(view.slots).filter(({ id }) => closed.includes(id));
  return slots.length === 0 ? "" : t("closed in {slots}", { slots: slots.map(({ title }) => title).join(", ") });
}

/** A room like the one before, or else like the last, with the next number where rooms are numbered. */
function nextRoom(view: View, like = ""): Room {
  const rooms = byName(view.rooms);
  const last = view.rooms.get(like) ?? rooms[rooms.length - 1];
  const names = new Set(rooms.map((room) => room.name));
  const [, stem = "", digits] = /^(.*?)(\d+)\s*$/.exec(last?.name ?? "") ?? [];
  const before = digits ? stem : `${t("Room")} `;
  let number = digits ? Number(digits) + 1 : rooms.length + 1;
  while (names.has(before + number)) number += 1;
  return {
    id: newId("r"),
    name: before + number,
    capacity: last?.capacity ?? 30,
    features: [...(last?.features ?? [])],
    link: null,
    closed: [],
  };
}
