// Moving sessions by hand: choose one, then choose a cell. One path for mouse, touch and keyboard.
import { useCallback, useEffect, useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import type { Cell } from "../wire.ts";
import { useAsk } from "./asking.ts";
import { cellKey, cellOf, chosenOf, draftIndex, mayRepeat, moveTo, placementsOf, titleOf, type Chosen } from "./moves.ts";

export interface Selection {
  /** What is to be moved. */
  chosen: Chosen | undefined;
  /** What was done last, for everybody to read and for screen readers to say. */
  said: string;
  /** The last no, and the cell it was said about; without a cell it is about the chosen topic. */
  refused: { cell: string | undefined; words: string } | undefined;
  /** Of a topic with a repeat, the session in the cell `at`. */
  choose(topic: string, at?: Cell): void;
  /** The topic is to have a repeat beside the session that it has. */
  repeat(topic: string): void;
  cancel(): void;
  /** A cell was pressed: chooses what it holds, or moves the chosen topic here. */
  press(cell: Cell): void;
  pin(cell: Cell): void;
  takeOut(cell: Cell): void;
}

interface Choice {
  topic: string;
  at: Cell | undefined;
  again: boolean;
}

export function useSelection(view: View): Selection {
  const [choice, setChoice] = useState<Choice | undefined>(undefined);
  const [said, setSaid] = useState("");
  const [refused, setRefused] = useState<Selection["refused"]>(undefined);
  const { ask } = useAsk();
  const placements = draftIndex(view.draft);
  const known = choice && view.topics.has(choice.topic);
  const chosen = known ? chosenOf(view, choice.topic, choice.at, choice.again) : undefined;
  const gone = choice !== undefined && !chosen;
  useEffect(() => {
    if (gone) setChoice(undefined); // somebody hid, merged or moved it meanwhile
  }, [gone]);

  const begin = (next: Choice): void => {
    setRefused(undefined);
    setSaid("");
    setChoice(next);
  };
  const choose = (topic: string, at?: Cell): void => begin({ topic, at, again: false });
  const cancel = useCallback(() => {
    setRefused(undefined);
    setChoice(undefined);
  }, []);

  const move = async (moving: Chosen, cell: Cell): Promise<void> => {
    const { kind, command, other = "" } = moveTo(view, moving, cell);
    cancel();
    if (!command) return;
    const [ack] = await ask(command);
    const title = titleOf(view, moving.topic);
    if (ack && !ack.ok) {
      setRefused({ cell: cellKey(cell), words: ack.message });
      return;
    }
    const room = view.rooms.get(cell.room)?.name ?? "";
    const slot = view.slots.get(cell.slot)?.title ?? "";
    if (kind === "swap") setSaid(t("Swapped “{title}” and “{other}”.", { title, other: titleOf(view, other) }));
    else if (kind === "replace") {
      setSaid(t("Placed “{title}” instead of “{other}”.", { title, other: titleOf(view, other) }));
    } else if (moving.beside && !moving.from) {
      setSaid(t("Placed a repeat of “{title}” in {room}, {slot}.", { title, room, slot }));
    } else setSaid(t("Placed “{title}” in {room}, {slot}.", { title, room, slot }));
  };

  const one = async (command: Parameters<typeof ask>[0], cell: Cell, done: string): Promise<void> => {
    setRefused(undefined);
    const [ack] = await ask(command);
    if (ack && !ack.ok) setRefused({ cell: cellKey(cell), words: ack.message });
    else setSaid(done);
  };

  return {
    chosen,
    said,
    refused,
    choose,
    repeat(topic) {
      if (mayRepeat(view, topic)) begin({ topic, at: undefined, again: true });
    },
    cancel,
    press(cell) {
      if (chosen) void move(chosen, cell);
      else {
        const there = placements.cells.get(cellKey(cell));
        if (there) choose(there.topic, cell);
      }
    },
    pin(cell) {
      const there = placements.cells.get(cellKey(cell));
      if (!there) return;
      const pinned = !there.pinned;
      const title = titleOf(view, there.topic);
      void one(
        { do: "pin-topic", topic: there.topic, pinned, cell: cellOf(there) },
        cell,
        pinned ? t("Pinned “{title}”: plans leave it here.", { title }) : t("Unpinned “{title}”.", { title }),
      );
    },
    takeOut(cell) {
      const there = placements.cells.get(cellKey(cell));
      if (!there) return;
      setChoice(undefined);
      const title = titleOf(view, there.topic);
      const done =
        placementsOf(view, there.topic).length > 1
          ? t("Took one of the two sessions of “{title}” out of the draft.", { title })
          : t("Took “{title}” out of the draft.", { title });
      void one({ do: "unplace-topic", topic: there.topic, cell: cellOf(there) }, cell, done);
    },
  };
}
