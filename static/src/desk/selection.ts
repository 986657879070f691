// Moving sessions by hand: choose one, then choose a cell. One path for mouse, touch and keyboard.
import { useCallback, useEffect, useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import type { Cell } from "../wire.ts";
import { useAsk } from "./asking.ts";
import { cellKey, draftIndex, moveTo, titleOf } from "./moves.ts";

export interface Selection {
  /** The topic to be moved. */
  topic: string | undefined;
  /** What was done last, for everybody to read and for screen readers to say. */
  said: string;
  /** The last no, and the cell it was said about; without a cell it is about the chosen topic. */
  refused: { cell: string | undefined; words: string } | undefined;
  choose(topic: string): void;
  cancel(): void;
  /** A cell was pressed: chooses what it holds, or moves the chosen topic here. */
  press(cell: Cell): void;
  pin(topic: string): void;
  takeOut(topic: string): void;
}

export function useSelection(view: View): Selection {
  const [topic, setTopic] = useState<string | undefined>(undefined);
  const [said, setSaid] = useState("");
  const [refused, setRefused] = useState<Selection["refused"]>(undefined);
  const { ask } = useAsk();
  const placements = draftIndex(view.draft);
  const gone = topic !== undefined && !view.topics.has(topic);
  useEffect(() => {
    if (gone) setTopic(undefined); // somebody hid or merged it meanwhile
  }, [gone]);

  const choose = (chosen: string): void => {
    setRefused(undefined);
    setSaid("");
    setTopic(chosen);
  };
  const cancel = useCallback(() => {
    setRefused(undefined);
    setTopic(undefined);
  }, []);

  const move = async (moving: string, cell: Cell): Promise<void> => {
    const { kind, command, other = "" } = moveTo(view, moving, cell);
    cancel();
    if (!command) return;
    const [ack] = await ask(command);
    const title = titleOf(view, moving);
    if (ack && !ack.ok) {
      setRefused({ cell: cellKey(cell), words: ack.message });
      return;
    }
    const room = view.rooms.get(cell.room)?.name ?? "";
    const slot = view.slots.get(cell.slot)?.title ?? "";
    if (kind === "swap") setSaid(t("Swapped “{title}” and “{other}”.", { title, other: titleOf(view, other) }));
    else if (kind === "replace") {
      setSaid(t("Placed “{title}” instead of “{other}”.", { title, other: titleOf(view, other) }));
    } else setSaid(t("Placed “{title}” in {room}, {slot}.", { title, room, slot }));
  };

  const one = async (command: Parameters<typeof ask>[0], about: string, done: string): Promise<void> => {
    setRefused(undefined);
    const [ack] = await ask(command);
    if (ack && !ack.ok) setRefused({ cell: cellOf(about), words: ack.message });
    else setSaid(done);
  };
  const cellOf = (about: string): string | undefined => {
    const placement = placements.topics.get(about);
    return placement && cellKey(placement);
  };

  return {
    topic: gone ? undefined : topic,
    said,
    refused,
    choose,
    cancel,
    press(cell) {
      if (topic !== undefined && !gone) void move(topic, cell);
      else {
        const there = placements.cells.get(cellKey(cell));
        if (there) choose(there.topic);
      }
    },
    pin(about) {
      const pinned = !placements.topics.get(about)?.pinned;
      const title = titleOf(view, about);
      void one(
        { do: "pin-topic", topic: about, pinned },
        about,
        pinned ? t("Pinned “{title}”: plans leave it here.", { title }) : t("Unpinned “{title}”.", { title }),
      );
    },
    takeOut(about) {
      if (!placements.topics.has(about)) return;
      setTopic(undefined);
      const title = titleOf(view, about);
      void one({ do: "unplace-topic", topic: about }, about, t("Took “{title}” out of the draft.", { title }));
    },
  };
}
