// The draft as a grid: slots down, rooms across. One cell is in the tab order; arrows go to the others.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t, tn } from "../i18n.ts";
import { span } from "../time.ts";
import type { Cell, Slot } from "../wire.ts";
import { GridCell } from "./cell.tsx";
import { byName, byStart } from "./frame.ts";
import { cellKey, draftIndex, moveTo, warnings } from "./moves.ts";
import type { MovePrices } from "./prices.ts";
import type { Selection } from "./selection.ts";

interface Props {
  view: View;
  selection: Selection;
  prices: MovePrices;
  now: number;
  /** Moves the keyboard into the grid; a new number each time it is wanted. */
  entered: number;
}

export function Grid({ view, selection, prices, now, entered }: Props) {
  const slots = useMemo(() => byStart(view.slots), [view.slots]);
  const rooms = useMemo(() => byName(view.rooms), [view.rooms]);
  const rows = useMemo(() => slots.filter((slot) => !slot.is_break), [slots]);
  const [at, setAt] = useState<Cell | undefined>(undefined);
  const table = useRef<HTMLTableElement>(null);
  const { cells } = draftIndex(view.draft);
  const first = rows[0];
  const firstRoom = rooms[0];
  const stands = at && view.rooms.has(at.room) && rows.some((slot) => slot.id === at.slot);
  const current = stands ? at : first && firstRoom ? { slot: first.id, room: firstRoom.id } : undefined;

  const focus = (cell: Cell): void => {
    setAt(cell);
    table.current?.querySelector<HTMLElement>(`[data-cell="${cellKey(cell)}"]`)?.focus();
  };
  useEffect(() => {
    if (entered > 0 && current) focus(current);
  }, [entered]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (!current || event.ctrlKey || event.metaKey || event.altKey) return;
    const row = rows.findIndex((slot) => slot.id === current.slot);
    const column = rooms.findIndex((room) => room.id === current.room);
    const go = (r: number, c: number): void => {
      const slot = rows[Math.min(Math.max(r, 0), rows.length - 1)];
      const room = rooms[Math.min(Math.max(c, 0), rooms.length - 1)];
      if (slot && room) focus({ slot: slot.id, room: room.id });
    };
    const topic = selection.topic ?? cells.get(cellKey(current))?.topic;
    switch (event.key) {
      case "ArrowUp":
        go(row - 1, column);
        break;
      case "ArrowDown":
        go(row + 1, column);
        break;
      case "ArrowLeft":
        go(row, column - 1);
        break;
      case "ArrowRight":
        go(row, column + 1);
        break;
      case "Home":
        go(row, 0);
        break;
      case "End":
        go(row, rooms.length - 1);
        break;
      case "p":
      case "P":
        if (topic) selection.pin(topic);
        break;
      case "Delete":
      case "Backspace":
        if (topic) selection.takeOut(topic);
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  const zone = view.camp?.time_zone ?? "UTC";
  const placements = view.draft?.placements ?? [];
  return (
    <table
      class="grid"
      role="grid"
      aria-label={t("The draft: slots by rooms")}
      data-choosing={selection.topic !== undefined}
      ref={table}
      onKeyDown={onKeyDown}
    >
      <thead>
        <tr>
          <th class="grid__corner" scope="col">
            <span class="hush">{t("Slot")}</span>
          </th>
          {rooms.map((room) => (
            <th key={room.id} class="grid__room" scope="col">
              <span class="grid__name" title={room.name}>
                {room.name}
              </span>
              <span class="grid__note">
                {tn("{count} seat", "{count} seats", room.capacity)}
                {room.link ? ` · ${t("online")}` : ""}
              </span>
              {room.features.length > 0 && <Features features={room.features} />}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {slots.map((slot) => (
          <tr key={slot.id} class={slot.is_break ? "grid__break" : "grid__slot"}>
            <th class="grid__time" scope="row">
              <span class="grid__name">{slot.title}</span>
              {slot.is_break ? null : <span class="grid__note">{span(slot.start, slot.end, zone)}</span>}
              <SlotState slot={slot} now={now} />
            </th>
            {slot.is_break ? (
              <td colSpan={rooms.length || 1}>
                {t("{span}: a break, no sessions", { span: span(slot.start, slot.end, zone) })}
              </td>
            ) : (
              rooms.map((room, column) => {
                const cell: Cell = { slot: slot.id, room: room.id };
                const key = cellKey(cell);
                const placement = cells.get(key);
                return (
                  <GridCell
                    key={room.id}
                    cellKey={key}
                    view={view}
                    placement={placement}
                    room={room}
                    slot={slot}
                    warnings={placement ? warnings(view, placement.topic, cell, placements) : []}
                    move={selection.topic === undefined ? undefined : moveTo(view, selection.topic, cell)}
                    price={selection.topic === undefined ? undefined : prices.of(cell)}
                    refused={selection.refused?.cell === key ? selection.refused.words : undefined}
                    late={column >= rooms.length / 2}
                    inTabOrder={current?.slot === slot.id && current.room === room.id}
                    onPress={() => {
                      setAt(cell);
                      selection.press(cell);
                    }}
                  />
                );
              })
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Features({ features }: { features: readonly string[] }) {
  const words = features.join(", ");
  return (
    <span class="grid__note grid__features" title={words}>
      {words}
    </span>
  );
}

function SlotState({ slot, now }: { slot: Slot; now: number }) {
  if (now >= slot.end) return <span class="grid__state">{t("over")}</span>;
  if (now >= slot.start) return <span class="grid__state grid__state--now">{t("now")}</span>;
  return null;
}
