// The draft as a grid: slots down, rooms across. One cell is in the tab order; arrows go to the others.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t, tn } from "../i18n.ts";
import { span } from "../time.ts";
import type { Cell, Placement, Slot } from "../wire.ts";
import { GridCell } from "./cell.tsx";
import { byName, byStart } from "./frame.ts";
import { cellKey, draftIndex, moveTo, placementsOf, warnings } from "./moves.ts";
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
    const about = selection.chosen ? selection.chosen.from : current;
    const there = about && cells.get(cellKey(about));
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
        if (there) selection.pin(there);
        break;
      case "r":
      case "R":
        if (there) selection.repeat(there.topic);
        break;
      case "Delete":
      case "Backspace":
        if (there) selection.takeOut(there);
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
      data-choosing={selection.chosen !== undefined}
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
                    nth={placement && nthWords(view, placement)}
                    room={room}
                    slot={slot}
                    warnings={placement ? warnings(view, placement.topic, cell, placements) : []}
                    move={selection.chosen && moveTo(view, selection.chosen, cell)}
                    price={selection.chosen && prices.of(cell)}
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

/** Which of a topic's two sessions it is; the empty text when there is but one. */
function nthWords(view: View, placement: Placement): string {
  const mine = placementsOf(view, placement.topic);
  return mine.length < 2 ? "" : t("{number} of {count}", { number: mine.indexOf(placement) + 1, count: mine.length });
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
